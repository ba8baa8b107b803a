//! Where an exit leads: found by a few letters among all steps, an end, or a new step.

use super::{Desk, exact_of, words_of};
use crate::verdicts::Verdict;
use crate::words;
use smol_str::SmolStr;
use trilha_state::Msg;
use trilha_state::form::Row;
use trilha_state::steps::Outlet;
use trilha_trail::edit::{Draft, PathSegment};
use trilha_widgets::{CommandPalette, Glyph, Icon, PaletteItem, english, t};
use yew::prelude::*;

/// The value of *a new step* among targets.
const NEW: &str = "\u{1}new";

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
    let (nowhere, sign) = match falls {
        Some(falls) => (
            t!("target-default", target = falls.as_str()),
            Icon::ArrowRight,
        ),
        None if matches!(row.path.as_slice(), [PathSegment::Key(key)] if key == "start") => {
            (t!("target-first"), Icon::Play)
        }
        None => (t!("target-none"), Icon::Minus),
    };
    let mut items = Vec::new();
    if !row.required || value.is_empty() {
        items.push(item("", &nowhere, "", sign));
    }
    items.extend(desk.document.cards.iter().map(|card| {
        let also = format!("{} {}", card.id, card.summary);
        item(
            card.id.as_str(),
            &named(card),
            &also,
            words::card_icon(card),
        )
    }));
    items.push(item("end", &t!("target-end"), "end", Icon::Stop));
    items.push(item("return", &t!("target-return"), "return", Icon::Return));
    if from.is_some() {
        items.push(item(NEW, &t!("target-new"), "", Icon::Plus));
    }
    let (path, send, keep) = (row.path.clone(), desk.send.clone(), row.required);
    let onpick = Callback::from(move |to: AttrValue| {
        send.emit(match &from {
            Some(from) if to == NEW => Msg::ConnectNew(from.clone()),
            Some(from) if to.is_empty() => Msg::Disconnect(from.clone()),
            Some(from) => Msg::Connect(from.clone(), to.as_str().into()),
            None if to.is_empty() && !keep => Msg::Clear(path.clone()),
            None => Msg::Set(path.clone(), Draft::text(to.as_str())),
        });
    });
    html! { <Pick name={name.clone()} value={value.to_owned()} {items} placeholder={t!("search-steps")} error={words_of(error)} exact={exact_of(error)} disabled={desk.locked} {onpick} /> }
}

pub(super) fn item(value: &str, label: &str, also: &str, icon: Icon) -> PaletteItem {
    PaletteItem {
        value: value.to_owned().into(),
        label: label.to_owned().into(),
        also: also.to_owned().into(),
        group: AttrValue::default(),
        icon,
        keys: None,
    }
}

fn named(card: &trilha_state::card::Card) -> String {
    let id = card.id.as_str();
    let title = card.title.as_ref();
    title.map_or_else(|| id.to_owned(), |title| format!("{title} · {id}"))
}

#[derive(Properties, PartialEq)]
pub(super) struct PickProps {
    pub(super) name: AttrValue,
    /// What is chosen.
    pub(super) value: AttrValue,
    pub(super) items: Vec<PaletteItem>,
    /// What is to be written to find one.
    pub(super) placeholder: AttrValue,
    pub(super) error: Option<AttrValue>,
    pub(super) exact: Option<AttrValue>,
    pub(super) disabled: bool,
    pub(super) onpick: Callback<AttrValue>,
}

/// A button with what is chosen, and a list to find something else in.
#[component]
pub(super) fn Pick(props: &PickProps) -> Html {
    let open = use_state(|| false);
    let set = |to: bool| {
        let open = open.setter();
        move || open.set(to)
    };
    let chosen = props.items.iter().find(|item| item.value == props.value);
    let (icon, label) = chosen.map_or_else(
        || (Icon::Alert, format!("{} ?", props.value).into()),
        |item| (item.icon, item.label.clone()),
    );
    let onclick = {
        let open = set(true);
        move |_: MouseEvent| open()
    };
    let onclose = {
        let close = set(false);
        Callback::from(move |()| close())
    };
    html! {
        <div class="field">
            <button type="button" class={classes!("input", "pick", props.error.is_some().then_some("wrong"))} aria-haspopup="dialog" aria-label={format!("{}: {label}", props.name)} {onclick} disabled={props.disabled} data-testid="control">
                <Glyph {icon} size={14} /><span class="cut">{ label }</span><Glyph icon={Icon::Search} size={13} />
            </button>
            if let Some(error) = &props.error { <p class="error">{ error }{ english(props.exact.as_ref()) }</p> }
            if *open { <CommandPalette placeholder={props.placeholder.clone()} items={props.items.clone()} onpick={props.onpick.clone()} {onclose} /> }
        </div>
    }
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
