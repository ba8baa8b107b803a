//! Lists and maps in the inspector: rows to add, remove, rename and move.

use crate::controls::{Desk, control, joined};
use crate::live::{Live, Look};
use crate::verdicts;
use crate::words;
use smol_str::{SmolStr, format_smolstr};
use trilha_state::Msg;
use trilha_state::form::{Control, Row, new_entry, new_item};
use trilha_trail::shape::Shape;
use trilha_widgets::{Button, ButtonKind, Icon, IconButton, english, t};
use yew::prelude::*;

/// Items one after the other; a single one may stand for itself in the text.
pub(crate) fn list(desk: &Desk, row: &Row, item: &'static Shape, rows: &[Row]) -> Html {
    let listed = rows
        .first()
        .is_some_and(|first| first.path.len() > row.path.len());
    let count = rows.len();
    let add = {
        let root = desk.document.root.as_deref();
        let added = root.map(|root| new_item(root, &row.path, item));
        desk.send.reform(move |()| match &added {
            Some((place, value)) => Msg::Set(place.clone(), value.clone()),
            None => Msg::Rest,
        })
    };
    let one = |(n, inner): (usize, &Row)| {
        let nested = is_nested(&inner.control);
        let error = verdicts::all(&inner.faults);
        html! {
            <div key={n} class={classes!("entry", nested.then_some("nested"))} data-testid="field" data-path={joined(&inner.path)}>
                <div class="entry-body">{ control(desk, inner, &inner.control, &words::field(&row.name), error) }</div>
                if !desk.locked { <div class="entry-tools">
                    if listed && n > 0 { <IconButton small=true icon={Icon::ChevronUp} label={t!("move-up")} onclick={shift(desk, inner, true)} testid="item-up" /> }
                    if listed && n + 1 < count { <IconButton small=true icon={Icon::ChevronDown} label={t!("move-down")} onclick={shift(desk, inner, false)} testid="item-down" /> }
                    <IconButton small=true icon={Icon::Trash} label={t!("remove")} onclick={desk.clear(if count == 1 { &row.path } else { &inner.path })} testid="item-remove" />
                </div> }
            </div>
        }
    };
    html! {
        <div class="items">
            { for rows.iter().enumerate().map(one) }
            if !desk.locked { <Button small=true kind={ButtonKind::Ghost} icon={Icon::Plus} label={t!("add")} onclick={add} testid="item-add" /> }
        </div>
    }
}

/// Whether an entry needs a frame of its own.
fn is_nested(control: &Control) -> bool {
    match control {
        Control::Either { now, .. } => is_nested(now),
        Control::Record(_) | Control::Yaml(_) | Control::List { .. } | Control::Map { .. } => true,
        _ => false,
    }
}

fn shift(desk: &Desk, inner: &Row, up: bool) -> Callback<()> {
    let path = inner.path.clone();
    desk.send.reform(move |()| Msg::Shift(path.clone(), up))
}

/// Entries by names of the author's choice.
pub(crate) fn map(desk: &Desk, row: &Row, item: &'static Shape, rows: &[Row]) -> Html {
    let mut path = row.path.clone();
    path.push(trilha_trail::edit::PathSegment::Key(free(&row.name, rows)));
    let add = desk.set(&path, new_entry(item, rows));
    let count = rows.len();
    let one = |(n, inner): (usize, &Row)| {
        let nested = is_nested(&inner.control);
        let error = verdicts::all(&inner.faults);
        let rename = {
            let (path, name, send) = (inner.path.clone(), inner.name.clone(), desk.send.clone());
            Callback::from(move |to: String| {
                let to = to.trim();
                if !to.is_empty() && to != name {
                    send.emit(Msg::RenameKey(path.clone(), to.into()));
                }
            })
        };
        let tools = html! {
            if !desk.locked { <div class="entry-tools">
                if n > 0 { <IconButton small=true icon={Icon::ChevronUp} label={t!("move-up")} onclick={shift(desk, inner, true)} testid="item-up" /> }
                if n + 1 < count { <IconButton small=true icon={Icon::ChevronDown} label={t!("move-down")} onclick={shift(desk, inner, false)} testid="item-down" /> }
                <IconButton small=true icon={Icon::Trash} label={t!("remove")} onclick={desk.clear(&inner.path)} testid="item-remove" />
            </div> }
        };
        let body = control(
            desk,
            inner,
            &inner.control,
            &inner.name.to_string().into(),
            error.clone(),
        );
        html! {
            <div key={inner.name.as_str()} class={classes!("entry", "keyed", nested.then_some("nested"))} data-testid="field" data-path={joined(&inner.path)}>
                <div class="entry-head">
                    <Live readonly={desk.locked} look={Look::Code} value={inner.name.to_string()} aria={Some(t!("name"))} onchange={rename} testid="entry-key" />
                    { tools }
                </div>
                <div class="entry-body">{ body }</div>
                if nested && let Some(error) = error { <p class="fault">{ error.words }{ english(error.exact.as_ref()) }</p> }
            </div>
        }
    };
    html! {
        <div class="items">
            { for rows.iter().enumerate().map(one) }
            if !desk.locked { <Button small=true kind={ButtonKind::Ghost} icon={Icon::Plus} label={t!("add")} onclick={add} testid="item-add" /> }
        </div>
    }
}

/// A name no entry has yet.
fn free(of: &str, rows: &[Row]) -> SmolStr {
    let base = match of {
        "options" => "option",
        "vars" => "variable",
        "switch" => "case",
        "headers" => "x-header",
        "exits" => "exit",
        "status" => {
            return first_free(
                ["404", "409", "422", "500", "503"]
                    .into_iter()
                    .map(SmolStr::new_static),
                rows,
            );
        }
        _ => "name",
    };
    first_free((1..).map(|n| format_smolstr!("{base}_{n}")), rows)
}

fn first_free(mut names: impl Iterator<Item = SmolStr>, rows: &[Row]) -> SmolStr {
    names
        .find(|name| !rows.iter().any(|row| row.name == *name))
        .unwrap_or_else(|| "400".into())
}
