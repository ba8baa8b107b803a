//! What is chosen among what there is: variables, trails, queues, words.

use super::{Desk, exact_of, words_of};
use crate::live::{Live, Look};
use crate::verdicts::Verdict;
use crate::words;
use smol_str::SmolStr;
use trilha_state::Msg;
use trilha_state::form::Row;
use trilha_trail::edit::Draft;
use trilha_widgets::{Icon, Menu, MenuEntry, Opt, Select, t};
use yew::prelude::*;

/// What may be picked instead of written.
pub(super) struct Offers {
    pub(super) icon: Icon,
    pub(super) label: AttrValue,
    /// Each with the words for it.
    pub(super) all: Vec<(AttrValue, AttrValue)>,
}

/// A line to write, with what there is to pick from.
pub(super) fn offered(
    desk: &Desk,
    row: &Row,
    value: &str,
    name: &AttrValue,
    error: Option<Verdict>,
    look: Look,
    offers: Offers,
) -> Html {
    let path = row.path.clone();
    let onpick = desk
        .send
        .reform(move |name: AttrValue| Msg::Set(path.clone(), Draft::text(name.as_str())));
    let Offers { icon, label, all } = offers;
    let entries: Vec<MenuEntry> = all
        .into_iter()
        .map(|(one, words)| {
            let chosen = one == value;
            MenuEntry::tick(one, words, chosen)
        })
        .collect();
    html! {
        <div class="form-pair">
            <Live readonly={desk.locked} {look} value={value.to_owned()} aria={Some(name.clone())} {error} onchange={desk.text(row, Draft::Text)} />
            if !entries.is_empty() && !desk.locked { <Menu bare=true {icon} {label} side={trilha_widgets::MenuSide::End} {entries} {onpick} testid="offers" /> }
        </div>
    }
}

/// The name of a variable, with those there are to pick from.
pub(super) fn variable(
    desk: &Desk,
    row: &Row,
    value: &str,
    name: &AttrValue,
    error: Option<Verdict>,
) -> Html {
    let names = desk.document.variables();
    let offer = |name: &SmolStr| (name.to_string().into(), name.to_string().into());
    let offers = Offers {
        icon: Icon::Variable,
        label: t!("variables"),
        all: names.iter().map(offer).collect(),
    };
    offered(desk, row, value, name, error, Look::Code, offers)
}

/// A language, with those the page has a word for and those the trail speaks.
pub(super) fn language(
    desk: &Desk,
    row: &Row,
    value: &str,
    name: &AttrValue,
    error: Option<Verdict>,
) -> Html {
    let mut codes: Vec<SmolStr> = ["pt-BR", "en", "es"].map(SmolStr::new_static).into();
    for code in &desk.languages {
        if !codes.contains(code) {
            codes.push(code.clone());
        }
    }
    let offer = |code: &SmolStr| (code.to_string().into(), words::language(code));
    let offers = Offers {
        icon: Icon::Globe,
        label: t!("languages"),
        all: codes.iter().map(offer).collect(),
    };
    offered(desk, row, value, name, error, Look::Line, offers)
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
