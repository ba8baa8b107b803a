//! Left of the canvas: what can be added, and every step as a list.

use crate::same::Same;
use crate::words;
use trilha_state::document::{Document, Surroundings};
use trilha_state::{CustomStep, Msg, Offered, Selection, groups, offers, sounds_like};
use trilha_widgets::{Glyph, Icon, TabItem, Tabs, TextField, t};
use yew::prelude::*;

/// What [`Left`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) document: Same<Document>,
    pub(crate) around: Same<Surroundings>,
    /// Nothing can be added: the steps alone are shown.
    pub(crate) locked: bool,
    pub(crate) selection: Same<Selection>,
    pub(crate) send: Callback<Msg>,
}

/// The palette and the outline.
#[component]
pub(crate) fn Left(props: &Props) -> Html {
    let tab = use_state(|| AttrValue::from("add"));
    let query = use_state(String::new);
    let mut items = vec![
        TabItem {
            value: "add".into(),
            label: t!("palette"),
            count: None,
        },
        TabItem {
            value: "steps".into(),
            label: t!("steps"),
            count: u32::try_from(props.document.cards.len()).ok(),
        },
    ];
    if props.locked {
        items.remove(0);
    }
    let onchange = {
        let (tab, query) = (tab.setter(), query.setter());
        Callback::from(move |value| {
            tab.set(value);
            query.set(String::new());
        })
    };
    let oninput = {
        let query = query.setter();
        Callback::from(move |text| query.set(text))
    };
    let adding = *tab == "add" && !props.locked;
    let value = AttrValue::from(if adding { "add" } else { "steps" });
    html! {
        <aside class="left" aria-label={t!("palette-and-steps")}>
            <div class="side-tabs"><Tabs label={t!("palette-and-steps")} {items} {value} {onchange} testid="left" /></div>
            <div class="left-search">
                <TextField aria={if adding { t!("pick-step") } else { t!("search-steps") }} placeholder={if adding { t!("pick-step") } else { t!("search-steps") }}
                    value={(*query).clone()} {oninput} icon={Icon::Search} kind="search" testid={if adding { "palette-search" } else { "outline-search" }} />
            </div>
            <div class="left-body">
                if adding { { palette(&query, &props.around.customs, &props.send, props.document.editable()) } } else { { outline(props, &query) } }
            </div>
        </aside>
    }
}

fn palette(query: &str, customs: &[CustomStep], send: &Callback<Msg>, editable: bool) -> Html {
    let found = offers(query, customs, words::offered_words);
    let group = |(group, offered): (&'static str, Vec<Offered>)| {
        html! {
            <section key={group} class={format!("palette-group g-{group}")}>
                <h3>{ words::group(group) }</h3>
                { for offered.iter().map(|what| entry(what, send, editable)) }
            </section>
        }
    };
    html! { <>
        if found.is_empty() { <p class="quiet left-none">{ t!("nothing-found") }</p> }
        { for groups(&found).into_iter().map(group) }
    </> }
}

fn entry(what: &Offered, send: &Callback<Msg>, editable: bool) -> Html {
    let kind = what.kind();
    let written = kind.written();
    let onclick = send.reform(move |_: MouseEvent| Msg::Add(kind.clone()));
    let dragged = written.clone();
    let ondragstart = move |event: DragEvent| {
        if let Some(data) = event.data_transfer() {
            drop(data.set_data("text/plain", &dragged));
            data.set_effect_allowed("copy");
        }
    };
    html! {
        <button key={written.as_str()} type="button" class="palette-verb" draggable="true" {ondragstart} {onclick} disabled={!editable} title={words::offered_doc(what)} data-testid="palette-verb" data-verb={written.to_string()}>
            <span class="node-icon"><Glyph icon={words::offered_icon(what)} size={15} /></span><span class="cut">{ words::offered(what) }</span>
        </button>
    }
}

fn outline(props: &Props, query: &str) -> Html {
    let cards = props.document.cards.iter().filter(|card| {
        sounds_like(
            &format!("{} {} {}", card.name(), card.id, card.summary),
            query,
        )
    });
    let line = |card: &std::rc::Rc<trilha_state::card::Card>| {
        let id = card.id.clone();
        let onclick = props.send.reform(move |event: MouseEvent| {
            if event.shift_key() || event.ctrl_key() || event.meta_key() {
                Msg::Toggle(id.clone())
            } else {
                Msg::Select(id.clone())
            }
        });
        let selected = props.selection.steps.contains(&card.id);
        let leads: Vec<&str> = card
            .ports
            .iter()
            .filter_map(|port| port.aim.as_ref())
            .map(trilha_trail::Target::as_str)
            .collect();
        html! {
            <li key={card.id.as_str()}>
                <button type="button" class={classes!("outline-step", format!("g-{}", card.group), selected.then_some("selected"))} {onclick} aria-current={selected.then_some("true")}
                    data-testid="outline-step" data-step={card.id.0.to_string()}>
                    <span class="node-icon"><Glyph icon={words::card_icon(card)} size={14} /></span>
                    <span class="grow">
                        <span class="outline-name cut">{ card.name().to_owned() }</span>
                        if !card.summary.is_empty() { <span class="outline-summary cut">{ card.summary.clone() }</span> }
                        <span class="unseen">{ t!("leads-to", steps = leads.join(", ")) }</span>
                    </span>
                    if card.errors > 0 { <span class="node-badge bad">{ card.errors }</span> }
                    else if card.warnings > 0 { <span class="node-badge warn">{ card.warnings }</span> }
                </button>
            </li>
        }
    };
    let alone = props.selection.steps.is_empty();
    let settings = props.send.reform(|_: MouseEvent| Msg::SelectNone);
    html! {
        <ul class="outline" aria-label={t!("steps")}>
            if query.is_empty() {
                <li key=" "><button type="button" class={classes!("outline-step", alone.then_some("selected"))} onclick={settings} aria-current={alone.then_some("true")} data-testid="outline-trail">
                    <span class="node-icon"><Glyph icon={Icon::Branch} size={14} /></span>
                    <span class="grow"><span class="outline-name cut">{ t!("trail-settings") }</span></span>
                </button></li>
            }
            { for cards.map(line) }
        </ul>
    }
}
