//! Values of several keys, and values of one form or another.

use super::{Desk, control, fault, joined, row};
use crate::verdicts::{self, Verdict};
use crate::words;
use trilha_state::Msg;
use trilha_state::form::{Control, Like, Row, blank, turned};
use trilha_trail::edit::Draft;
use trilha_trail::shape::Shape;
use trilha_widgets::{Button, ButtonKind, Icon, Menu, MenuEntry, Opt, Segmented, Select, t};
use yew::prelude::*;

/// The keys that are there or few; the others can be added.
pub(super) fn record(desk: &Desk, of: &Row, rows: &[Row]) -> Html {
    if rows.is_empty() {
        let add = desk.set(&of.path, Draft::Map(Vec::new()));
        return html! {
            if !desk.locked { <Button small=true kind={ButtonKind::Ghost} icon={Icon::Plus} label={t!("add")} onclick={add} testid="record-add" /> }
        };
    }
    html! { <div class="record">{ keys(desk, rows) }</div> }
}

/// The keys that are there or few; a menu adds the others.
fn keys(desk: &Desk, rows: &[Row]) -> Html {
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
            rest.into_iter()
                .map(|row| (row.clone(), first(desk, row)))
                .collect::<Vec<_>>(),
        );
        Callback::from(move |name: AttrValue| {
            if let Some((row, value)) = rest.iter().find(|(row, _)| row.name == name.as_str()) {
                send.emit(Msg::Set(row.path.clone(), value.clone()));
            }
        })
    };
    html! {
        <>
            { for shown.into_iter().map(|inner| row(desk, inner, &words::field(&inner.name))) }
            if !entries.is_empty() && !desk.locked { <Menu small=true icon={Icon::Plus} label={t!("add-field")} {entries} {onpick} testid="field-add" /> }
        </>
    }
}

/// What a map is, to be made something else: what both can say is kept.
pub(crate) fn kind(
    desk: &Desk,
    of: &Row,
    like: Like,
    kind: Option<&'static str>,
    name: &AttrValue,
) -> Html {
    let Shape::OneOf(table) = like.0 else {
        return Html::default();
    };
    let mut options: Vec<Opt> = table
        .choices
        .iter()
        .map(|choice| Opt::new(choice.key.name, words::kind(choice.key.name)))
        .collect();
    if kind.is_none() {
        options.insert(0, Opt::new("", t!("kind-none")));
    }
    let begun: Vec<(&str, Draft)> = table
        .choices
        .iter()
        .map(|choice| (choice.key.name, desk.fresh().choice(choice)))
        .collect();
    let (path, send, present) = (of.path.clone(), desk.send.clone(), of.present);
    let onchange = Callback::from(move |to: String| {
        if let Some((name, value)) = begun.iter().find(|(name, _)| *name == to) {
            send.emit(if present {
                Msg::Become(path.clone(), like, (*name).into(), value.clone())
            } else {
                Msg::Set(path.clone(), value.clone())
            });
        }
    });
    html! { <Select aria={Some(name.clone())} value={kind.unwrap_or_default()} {options} disabled={desk.locked} {onchange} testid="kind" /> }
}

/// What a map says that is this: the keys below the one that tells, and those beside it.
pub(crate) fn told(desk: &Desk, like: Like, kind: Option<&'static str>, rows: &[Row]) -> Html {
    let (Shape::OneOf(table), Some((head, beside))) = (like.0, rows.split_first()) else {
        return Html::default();
    };
    let doc = kind
        .and_then(|kind| table.choice(kind))
        .map(|choice| choice.key.doc);
    let within = match &head.control {
        Control::Record(_) => {
            html! { <div class="told" data-testid="field" data-path={joined(&head.path)}>
                { control(desk, head, &head.control, &words::field(&head.name), None) }{ fault(verdicts::all(&head.faults)) }
            </div> }
        }
        _ => row(desk, head, &words::field(&head.name)),
    };
    html! { <>
        if let Some(doc) = kind.and_then(|kind| words::kind_doc(kind, doc.unwrap_or_default())) { <p class="form-help">{ doc }</p> }
        { within }
        { keys(desk, beside) }
    </> }
}

/// What a key begins as.
fn first(desk: &Desk, row: &Row) -> Draft {
    match &row.control {
        Control::Expression(_) => Draft::text("0"),
        Control::Duration(_) => Draft::text("10s"),
        Control::Integer(_, min, _) => Draft::Int((*min).max(1)),
        Control::Bool(_) => Draft::Bool(true),
        Control::Word(_, words) => Draft::text(words.first().copied().unwrap_or_default()),
        Control::Map { item, .. } => Draft::map([("name", blank(item.0))]),
        Control::List { item, .. } => Draft::List(vec![desk.fresh().value(item.0, &[])]),
        Control::Yaml(_) | Control::Record(_) => Draft::Map(Vec::new()),
        Control::Either { one, .. } => blank(one.0),
        Control::Queue(_) | Control::Inbox(_) | Control::Zone(_) | Control::Cron(_) => {
            desk.fresh().value(row.shape.0, &[])
        }
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
