//! The panel: the contact, the ticket, and where in the trail they are.

use super::DeskProps;
use super::groups;
use super::list::back;
use crate::state::{Msg, Open, Screen};
use crate::{clock, words};
use smol_str::SmolStr;
use std::rc::Rc;
use trilha_model::{Act, Value};
use trilha_widgets::{
    Avatar, Badge, Dot, Glyph, Icon, IconButton, TextField, clipboard, composing, t, use_toasts,
};
use trilha_wire::desk::{Place, Summary};
use yew::prelude::*;

/// The panel.
#[component]
pub(super) fn Panel(props: &DeskProps) -> Html {
    let DeskProps { state, send, .. } = props;
    let Some(open) = &state.open else {
        return Html::default();
    };
    let Some(line) = state.lines.get(&open.id) else {
        return Html::default();
    };
    let queue = line
        .ticket
        .as_ref()
        .and_then(|ticket| state.queues.iter().find(|queue| queue.id == ticket.queue));
    html! {
        <aside class="pane panel" aria-label={t!("details")} data-testid="panel">
            <header class="panel-head">
                { back(t!("key-back"), send.reform(|()| Msg::Screen(Screen::Thread)), "panel-back") }
                <h2 class="grow">{ t!("details") }</h2>
                <span class="mid-only"><IconButton icon={Icon::X} label={t!("close")} onclick={send.reform(|()| Msg::Screen(Screen::Thread))} /></span>
            </header>
            <div class="panel-body">
                <section>
                    <div class="who"><Avatar name={words::contact(line)} class="large" /><div class="grow"><h3>{ words::contact(line) }</h3><p class="quiet cut">{ &line.inbox_title }</p></div></div>
                    <dl class="facts">{ contact(open, line) }</dl>
                </section>
                if let Some(ticket) = &line.ticket {
                    <section>
                        <h3>{ t!("ticket") }</h3>
                        if ticket.hidden { <p class="audience" data-testid="ticket-hidden"><Glyph icon={Icon::Lock} size={12} /><span>{ t!("ticket-hidden") }</span></p> }
                        if let Some(note) = &ticket.note { <div class="bot-note" data-testid="ticket-note"><Glyph icon={Icon::Bot} size={14} /><p>{ note }</p></div> }
                        if let Some(summary) = &ticket.summary { <div class="bot-note" title={t!("summary")} data-testid="ticket-summary"><Glyph icon={Icon::List} size={14} /><p>{ summary }</p></div> }
                        <dl class="facts">
                            if let Some(subject) = &ticket.subject { { fact(t!("subject"), html! { <span data-testid="ticket-subject">{ subject }</span> }) } }
                            { fact(t!("number"), html! { <span class="mono" data-testid="ticket-number">{ &ticket.number }</span> }) }
                            { fact(t!("queue"), html! { <span class="row"><Dot colour={queue.map(|q| AttrValue::from(q.settings.colour.clone()))} />{ queue.map_or_else(|| ticket.queue.to_string(), |q| q.settings.title.clone()) }</span> }) }
                            if let Some(team) = &ticket.team { { fact(t!("team"), html! { <span data-testid="ticket-team">{ &team.title }</span> }) } }
                            if let Some(group) = groups::fact(line, state, send) { { fact(t!("group-short"), group) } }
                            { fact(t!("priority"), words::priority(ticket.priority).map_or_else(|| html! { t!("priority-normal") }, |(tone, label)| html! { <Badge {tone} {label} /> })) }
                            { fact(t!("opened"), html! { <time>{ clock::full(ticket.opened_at) }</time> }) }
                            if !ticket.skills.is_empty() { { fact(t!("skills"), html! { <span data-testid="ticket-skills">{ ticket.skills.join(", ") }</span> }) } }
                            { fact(t!("state"), words::ticket_state(ticket).into()) }
                        </dl>
                    </section>
                }
                <Tags line={line.clone()} send={send.clone()} />
                if let Some(place) = &open.place { <Where place={place.clone()} /> }
            </div>
        </aside>
    }
}

fn fact(name: AttrValue, value: Html) -> Html {
    html! { <div key={name.as_str().to_owned()}><dt>{ name }</dt><dd>{ value }</dd></div> }
}

fn contact(open: &Open, line: &Summary) -> Html {
    html! {
        <>
            { fact(t!("address"), html! { <Address short={words::address(line)} whole={line.id.address.as_str().to_owned()} /> }) }
            { for open.contact.iter().filter(|(_, value)| !matches!(value, Value::Null)).map(|(name, value)| fact(words::contact_field(name), shown(value))) }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct AddressProps {
    short: AttrValue,
    whole: AttrValue,
}

/// An address; where it is shortened, the whole one is in the title and can be copied.
#[component]
fn Address(props: &AddressProps) -> Html {
    let toasts = use_toasts();
    if props.short == props.whole {
        return html! { <span class="mono">{ &props.whole }</span> };
    }
    let copy = {
        let whole = props.whole.clone();
        move |()| {
            if clipboard::copy(&whole)
                && let Some(toasts) = &toasts
            {
                toasts.ok(t!("copied"));
            }
        }
    };
    html! {
        <span class="address"><span title={props.whole.clone()} data-testid="address">{ &props.short }</span>
            <IconButton small=true icon={Icon::Copy} label={t!("copy")} onclick={copy} testid="address-copy" /></span>
    }
}

/// A value as people read it: text as it is, maps and lists as one line that opens, the rest as JSON.
fn shown(value: &Value) -> Html {
    match value {
        Value::Text(text) => html! { text.as_str() },
        Value::Null => html! { "—" },
        Value::Decimal(number) => html! { number.to_string() },
        Value::Map(map) => folded("{…}", t!("fields", count = map.len()), value),
        Value::List(items) => folded("[…]", t!("items", count = items.len()), value),
        other => html! { json(other) },
    }
}

fn folded(sign: &'static str, words: AttrValue, value: &Value) -> Html {
    html! {
        <details class="folded" data-testid="value-folded">
            <summary><span class="mono">{ sign }</span>{ " " }{ words }</summary>
            <pre class="mono">{ json(value) }</pre>
        </details>
    }
}

fn json(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

#[derive(Properties, PartialEq)]
struct WhereProps {
    place: Rc<Place>,
}

#[component]
fn Where(props: &WhereProps) -> Html {
    let place = &props.place;
    html! {
        <section>
            <h3>{ t!("place") }</h3>
            <p class="place" data-testid="place"><Glyph icon={Icon::Branch} size={14} /><span>{ &place.title }</span><Glyph icon={Icon::ChevronRight} size={12} /><span class="mono">{ &place.step }</span></p>
            if place.vars.is_empty() {
                <p class="quiet">{ t!("no-variables") }</p>
            } else {
                <dl class="facts vars">
                    { for place.vars.iter().map(|(name, value)| html! {
                        <Variable key={name.as_str()} name={name.clone()} value={value.clone()} personal={place.personal.contains(name)} />
                    }) }
                </dl>
            }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct VariableProps {
    name: AttrValue,
    value: Value,
    personal: bool,
}

#[component]
fn Variable(props: &VariableProps) -> Html {
    let revealed = use_state(|| false);
    let hidden = props.personal && !*revealed;
    let toggle = {
        let revealed = revealed.clone();
        move |()| revealed.set(!*revealed)
    };
    html! {
        <div data-testid="variable" data-name={props.name.clone()}>
            <dt class="mono">{ &props.name }</dt>
            <dd class="mono">
                <span class="value">{ if hidden { html! { "…" } } else { shown(&props.value) } }</span>
                if props.personal {
                    <IconButton small=true icon={if hidden { Icon::Eye } else { Icon::EyeOff }} label={if hidden { t!("reveal") } else { t!("hide") }} onclick={toggle} testid="variable-reveal" />
                }
            </dd>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct TagsProps {
    line: Rc<Summary>,
    send: Callback<Msg>,
}

#[component]
fn Tags(props: &TagsProps) -> Html {
    let TagsProps { line, send } = props;
    let text = use_state(String::new);
    let tag = |add: Vec<SmolStr>, remove: Vec<SmolStr>| {
        Msg::Act(line.id.clone(), Act::Tag { add, remove })
    };
    let onkeydown = {
        let (text, send, id) = (text.clone(), send.clone(), line.id.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" && !composing(&event) && !text.trim().is_empty() {
                event.prevent_default();
                send.emit(Msg::Act(
                    id.clone(),
                    Act::Tag {
                        add: vec![text.trim().into()],
                        remove: vec![],
                    },
                ));
                text.set(String::new());
            }
        })
    };
    html! {
        <section>
            <h3>{ t!("tags") }</h3>
            if !line.tags.is_empty() {
                <div class="tags">
                    { for line.tags.iter().map(|name| {
                        let msg = tag(vec![], vec![name.as_str().into()]);
                        let (send, remove) = (send.clone(), t!("remove-tag", tag = name.as_str()));
                        html! {
                            <span key={name.as_str()} class="tag" data-testid="tag"><span class="cut">{ name }</span>
                                <IconButton small=true icon={Icon::X} label={remove} onclick={move |()| send.emit(msg.clone())} testid="tag-remove" /></span>
                        }
                    }) }
                </div>
            }
            <TextField aria={t!("add-tag")} placeholder={t!("add-tag")} icon={Icon::Tag} value={(*text).clone()} maxlength={40}
                oninput={ let text = text.setter(); move |now| text.set(now) } {onkeydown} testid="tag-add" />
        </section>
    }
}
