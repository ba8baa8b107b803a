//! Lists and maps in the inspector: rows to add, remove, rename and move.

use crate::controls::{self, Desk, control, fault, is_plural, joined};
use crate::live::{Live, Look};
use crate::page;
use crate::verdicts;
use crate::words;
use smol_str::{SmolStr, format_smolstr};
use trilha_state::Msg;
use trilha_state::form::{Control, Row, copied, new_entry, new_item};
use trilha_trail::edit::{Draft, PathSegment};
use trilha_trail::shape::Shape;
use trilha_widgets::{Button, ButtonKind, Icon, IconButton, Menu, MenuEntry, t};
use yew::prelude::*;

/// Items one after the other; a single one may stand for itself in the text.
pub(crate) fn list(desk: &Desk, row: &Row, item: &'static Shape, rows: &[Row]) -> Html {
    let listed = rows
        .first()
        .is_some_and(|first| first.path.len() > row.path.len());
    let one = |(n, inner): (usize, &Row)| {
        let nested = is_nested(&inner.control);
        let error = verdicts::all(&inner.faults);
        let tools = tools(desk, row, item, rows, n, listed);
        let name = words::field(&row.name);
        let path = joined(&inner.path);
        if !nested {
            return html! {
                <div key={n} class="entry" data-testid="field" data-path={path}>
                    <div class="entry-body">{ control(desk, inner, &inner.control, &name, error) }</div>
                    { tools }
                </div>
            };
        }
        let (head, body) = match &inner.control {
            Control::OneOf { of, kind, rows } => (
                controls::kind(desk, inner, *of, *kind, &name),
                controls::told(desk, *of, *kind, rows),
            ),
            other => (
                html! { <span class="entry-number grow">{ n + 1 }</span> },
                control(desk, inner, other, &name, error.clone()),
            ),
        };
        html! {
            <div key={n} class="entry keyed nested" data-testid="field" data-path={path} role="group" aria-label={format!("{name} {}", n + 1)}>
                <div class="entry-head">{ head }{ tools }</div>
                if is_plural(&inner.control) { { fault(error) } }
                <div class="entry-body">{ body }</div>
            </div>
        }
    };
    html! {
        <div class="items">
            { for rows.iter().enumerate().map(one) }
            if !desk.locked { { adding(desk, row, item, rows) } }
        </div>
    }
}

/// What adds an item: a press, or a choice among what it may be.
fn adding(desk: &Desk, row: &Row, item: &'static Shape, rows: &[Row]) -> Html {
    let root = desk.document.root.as_deref();
    let message = |value: Draft| {
        root.map_or(Msg::Rest, |root| {
            let (place, value) = new_item(root, &row.path, value);
            Msg::Set(place, value)
        })
    };
    let Shape::OneOf(of) = item else {
        let add = message(desk.fresh().value(item, rows));
        let onclick = desk.send.reform(move |()| add.clone());
        return html! { <Button small=true kind={ButtonKind::Ghost} icon={Icon::Plus} label={t!("add")} {onclick} testid="item-add" /> };
    };
    let entries = of.choices.iter();
    let entries: Vec<MenuEntry> = entries
        .map(|choice| MenuEntry::item(choice.key.name, words::kind(choice.key.name), None))
        .collect();
    let begun: Vec<(&str, Msg)> = of
        .choices
        .iter()
        .map(|choice| (choice.key.name, message(desk.fresh().choice(choice))))
        .collect();
    let send = desk.send.clone();
    let onpick = Callback::from(move |kind: AttrValue| {
        if let Some((_, add)) = begun.iter().find(|(name, _)| *name == kind) {
            send.emit(add.clone());
        }
    });
    html! { <Menu small=true icon={Icon::Plus} label={t!("add")} {entries} {onpick} testid="item-add" /> }
}

/// What moves, doubles and takes away an item or an entry.
fn tools(
    desk: &Desk,
    row: &Row,
    item: &'static Shape,
    rows: &[Row],
    n: usize,
    ordered: bool,
) -> Html {
    let (Some(inner), Some(root), false) = (rows.get(n), &desk.document.root, desk.locked) else {
        return Html::default();
    };
    let alone = rows.len() == 1 && matches!(row.control, Control::List { .. }) && !row.required;
    let stays = row.required && inner.path == row.path;
    let double = (ordered && is_nested(&inner.control)).then(|| {
        let copy = copied(root, item, rows, inner);
        let path = inner.path.clone();
        desk.send
            .reform(move |()| Msg::Double(path.clone(), copy.clone()))
    });
    html! {
        <div class="entry-tools">
            if ordered && n > 0 { <IconButton small=true icon={Icon::ChevronUp} label={t!("move-up")} onclick={shift(desk, inner, true)} testid="item-up" /> }
            if ordered && n + 1 < rows.len() { <IconButton small=true icon={Icon::ChevronDown} label={t!("move-down")} onclick={shift(desk, inner, false)} testid="item-down" /> }
            if let Some(double) = double { <IconButton small=true icon={Icon::Copy} label={t!("duplicate")} onclick={double} testid="item-copy" /> }
            if !stays { <IconButton small=true icon={Icon::Trash} label={t!("remove")} onclick={desk.clear(if alone { &row.path } else { &inner.path })} testid="item-remove" /> }
        </div>
    }
}

/// Whether an entry needs a frame of its own.
fn is_nested(control: &Control) -> bool {
    match control {
        Control::Either { now, .. } => is_nested(now),
        Control::Yaml(_) => true,
        other => is_plural(other),
    }
}

/// Moves an entry, and the focus with it: pressed again, it moves on.
fn shift(desk: &Desk, inner: &Row, up: bool) -> Callback<()> {
    let path = inner.path.clone();
    let mut there = path.clone();
    if let Some(PathSegment::Index(at)) = there.last_mut() {
        *at = if up {
            at.saturating_sub(1)
        } else {
            at.saturating_add(1)
        };
    }
    let there = joined(&there);
    desk.send.reform(move |()| {
        let (way, back) = if up {
            ("item-up", "item-down")
        } else {
            ("item-down", "item-up")
        };
        page::focus_in(&there, [way, back]);
        Msg::Shift(path.clone(), up)
    })
}

/// Entries by names of the author's choice.
pub(crate) fn map(desk: &Desk, row: &Row, item: &'static Shape, rows: &[Row]) -> Html {
    let mut path = row.path.clone();
    path.push(trilha_trail::edit::PathSegment::Key(free(&row.name, rows)));
    let add = desk.set(&path, new_entry(item, rows));
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
        let tools = tools(desk, row, item, rows, n, true);
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
                if is_plural(&inner.control) { { fault(error) } }
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
