//! What is chosen among what there is: variables, trails, queues, words.

use super::{Desk, exact_of, words_of};
use crate::live::{Live, Look};
use crate::verdicts::Verdict;
use smol_str::SmolStr;
use trilha_state::Msg;
use trilha_state::form::Row;
use trilha_trail::edit::Draft;
use trilha_widgets::{Icon, Menu, MenuEntry, Opt, Select, t};
use yew::prelude::*;

/// The name of a variable, with those there are to pick from.
pub(super) fn variable(
    desk: &Desk,
    row: &Row,
    value: &str,
    name: &AttrValue,
    error: Option<Verdict>,
) -> Html {
    let names = desk.document.variables();
    let path = row.path.clone();
    let onpick = desk
        .send
        .reform(move |name: AttrValue| Msg::Set(path.clone(), Draft::text(name.as_str())));
    let entries: Vec<MenuEntry> = names
        .iter()
        .map(|name| MenuEntry::tick(name.to_string(), name.to_string(), name == value))
        .collect();
    html! {
        <div class="form-pair">
            <Live readonly={desk.locked} look={Look::Code} value={value.to_owned()} aria={Some(name.clone())} {error} onchange={desk.text(row, Draft::Text)} />
            if !entries.is_empty() && !desk.locked { <Menu bare=true icon={Icon::Variable} label={t!("variables")} side={trilha_widgets::MenuSide::End} {entries} {onpick} /> }
        </div>
    }
}

/// One of several.
pub(super) fn select(
    desk: &Desk,
    row: &Row,
    value: &str,
    choices: Vec<(SmolStr, SmolStr)>,
    name: &AttrValue,
    error: Option<&Verdict>,
) -> Html {
    let mut options = Vec::new();
    if !row.required || value.is_empty() {
        options.push(Opt::new("", t!("not-said")));
    }
    if !value.is_empty() && !choices.iter().any(|(known, _)| known == value) {
        options.push(Opt::new(value.to_owned(), format!("{value} ?")));
    }
    options.extend(
        choices
            .into_iter()
            .map(|(value, label)| Opt::new(value.to_string(), label.to_string())),
    );
    html! { <Select aria={Some(name.clone())} value={value.to_owned()} {options} error={words_of(error)} exact={exact_of(error)} disabled={desk.locked} onchange={desk.text(row, Draft::Text)} testid="control" /> }
}
