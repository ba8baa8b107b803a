//! What is chosen among what there is: variables, steps, trails, queues, words.

use super::{Desk, exact_of, words_of};
use crate::live::{Live, Look};
use crate::verdicts::Verdict;
use smol_str::SmolStr;
use trilha_state::Msg;
use trilha_state::form::Row;
use trilha_state::steps::Outlet;
use trilha_trail::edit::{Draft, PathSegment};
use trilha_widgets::{Icon, Menu, MenuEntry, Opt, Select, t};
use yew::prelude::*;

/// The value of *a new step* in a select of targets.
const NEW: &str = "\u{1}new";

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

/// A step, an end, or a new step.
pub(super) fn target(
    desk: &Desk,
    row: &Row,
    value: &str,
    name: &AttrValue,
    error: Option<&Verdict>,
) -> Html {
    let from = outlet(desk, &row.path);
    let falls = from.as_ref().and_then(|from| {
        desk.document
            .card(&from.step)?
            .exit(&from.exit)?
            .falls
            .clone()
    });
    let nowhere = falls.map_or_else(
        || t!("target-none"),
        |falls| t!("target-default", target = falls.as_str()),
    );
    let mut options = Vec::new();
    if !row.required || value.is_empty() {
        options.push(Opt::new("", nowhere));
    }
    let known = |value: &str| {
        matches!(value, "" | "end" | "return") || desk.document.position(&value.into()).is_some()
    };
    if !known(value) {
        options.push(Opt::new(value.to_owned(), format!("{value} ?")));
    }
    options.extend(desk.document.cards.iter().map(|card| {
        let id = card.id.0.to_string();
        let label = card
            .title
            .as_ref()
            .map_or_else(|| id.clone(), |title| format!("{title} · {id}"));
        Opt::new(id, label)
    }));
    options.push(Opt::new("end", t!("target-end")));
    options.push(Opt::new("return", t!("target-return")));
    if from.is_some() {
        options.push(Opt::new(NEW, t!("target-new")));
    }
    let (path, send, keep) = (row.path.clone(), desk.send.clone(), row.required);
    let onchange = Callback::from(move |to: String| {
        send.emit(match &from {
            Some(from) if to == NEW => Msg::ConnectNew(from.clone()),
            Some(from) if to.is_empty() => Msg::Disconnect(from.clone()),
            Some(from) => Msg::Connect(from.clone(), to.into()),
            None if to.is_empty() && !keep => Msg::Clear(path.clone()),
            None => Msg::Set(path.clone(), Draft::text(to)),
        });
    });
    html! { <Select aria={Some(name.clone())} value={value.to_owned()} {options} error={words_of(error)} exact={exact_of(error)} disabled={desk.locked} {onchange} testid="control" /> }
}

/// The exit whose target is written at a path.
fn outlet(desk: &Desk, path: &[PathSegment]) -> Option<Outlet> {
    let [PathSegment::Key(_), PathSegment::Key(step), below @ ..] = path else {
        return None;
    };
    let card = desk.document.card(&step.as_str().into())?;
    let same = |keys: &[SmolStr]| {
        keys.len() == below.len()
            && keys
                .iter()
                .zip(below)
                .all(|(key, segment)| matches!(segment, PathSegment::Key(known) if known == key))
    };
    let port = card.exits().find(|port| same(&port.path))?;
    Some(Outlet {
        step: card.id.clone(),
        exit: port.exit.0.clone(),
    })
}
