//! Values of several keys, and values of one form or another.

use super::{Desk, control, row};
use crate::verdicts::Verdict;
use crate::words;
use trilha_state::Msg;
use trilha_state::form::{Control, Row, blank, turned};
use trilha_trail::edit::Draft;
use trilha_trail::shape::Shape;
use trilha_widgets::{Button, ButtonKind, Icon, Menu, MenuEntry, Segmented, t};
use yew::prelude::*;

/// The keys that are there or few; the others can be added.
pub(super) fn record(desk: &Desk, of: &Row, rows: &[Row]) -> Html {
    if rows.is_empty() {
        let add = desk.set(&of.path, Draft::Map(Vec::new()));
        return html! {
            if !desk.locked { <Button small=true kind={ButtonKind::Ghost} icon={Icon::Plus} label={t!("add")} onclick={add} testid="record-add" /> }
        };
    }
    let few = rows.len() <= 4;
    let (shown, rest): (Vec<&Row>, Vec<&Row>) = rows
        .iter()
        .partition(|row| few || row.present || row.required);
    let entries: Vec<MenuEntry> = rest
        .iter()
        .map(|row| MenuEntry::item(row.name.to_string(), words::field(&row.name), None))
        .collect();
    let onpick = {
        let (send, rest) = (
            desk.send.clone(),
            rest.into_iter().cloned().collect::<Vec<_>>(),
        );
        Callback::from(move |name: AttrValue| {
            if let Some(row) = rest.iter().find(|row| row.name == name.as_str()) {
                send.emit(Msg::Set(row.path.clone(), first(&row.control)));
            }
        })
    };
    html! {
        <div class="record">
            { for shown.into_iter().map(|inner| row(desk, inner, &words::field(&inner.name))) }
            if !entries.is_empty() && !desk.locked { <Menu small=true icon={Icon::Plus} label={t!("add-field")} {entries} {onpick} testid="field-add" /> }
        </div>
    }
}

/// What a key begins as.
fn first(control: &Control) -> Draft {
    match control {
        Control::Expression(_) => Draft::text("0"),
        Control::Duration(_) => Draft::text("10s"),
        Control::Integer(_, min, _) => Draft::Int((*min).max(1)),
        Control::Bool(_) => Draft::Bool(true),
        Control::Word(_, words) => Draft::text(words.first().copied().unwrap_or_default()),
        Control::Map { item, .. } => Draft::map([("name", blank(item.0))]),
        Control::List { item, .. } => Draft::List(vec![blank(item.0)]),
        Control::Yaml(_) | Control::Record(_) => Draft::Map(Vec::new()),
        Control::Either { one, .. } => blank(one.0),
        _ => Draft::text("…"),
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "one for each part of the control, called once"
)]
pub(super) fn either(
    desk: &Desk,
    row: &Row,
    simple: bool,
    one: &'static Shape,
    other: &'static Shape,
    now: &Control,
    name: &AttrValue,
    error: Option<Verdict>,
) -> Html {
    let options = vec![
        (AttrValue::from("simple"), t!("form-simple"), None),
        (AttrValue::from("detailed"), t!("form-detailed"), None),
    ];
    let turned = turned(simple, one, other, now);
    let (path, send) = (row.path.clone(), desk.send.clone());
    let onchange = Callback::from(move |to: AttrValue| {
        if (to == "simple") != simple {
            send.emit(Msg::Set(path.clone(), turned.clone()));
        }
    });
    let value = if simple { "simple" } else { "detailed" };
    html! {
        <div class="either">
            if !desk.locked { <Segmented label={name.clone()} {options} {value} {onchange} testid="either" /> }
            { control(desk, row, now, name, error) }
        </div>
    }
}
