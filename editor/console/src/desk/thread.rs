//! The thread: its head, what was said, and the composer below.

use super::DeskProps;
use super::bubbles;
use super::composer::Composer;
use super::content::labels;
use super::groups;
use super::list::back;
use crate::route::Route;
use crate::state::{Can, Load, Msg, Overlay, Screen, State, pieces};
use crate::{clock, words};
use std::cell::RefCell;
use std::rc::Rc;
use trilha_model::Act;
use trilha_widgets::{
    Avatar, Badge, Button, ButtonKind, Dot, Icon, IconButton, Menu, MenuEntry, MenuSide, Spinner, t,
};
use trilha_wire::desk::{Owner, Summary};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlElement, ResizeObserver};
use yew::prelude::*;

/// How near to an end of the thread counts as being there, in pixels.
const NEAR: i32 = 96;

/// The thread pane; only for a conversation that is there.
#[component]
pub(crate) fn ThreadView(props: &DeskProps) -> Html {
    let DeskProps { state, send, go } = props;
    let Some(open) = &state.open else {
        return Html::default();
    };
    let Some(line) = state.lines.get(&open.id) else {
        return Html::default();
    };
    let can = state.can(line);
    html! {
        <section class="pane thread-pane" aria-label={t!("thread-with", name = words::contact(line).to_string())} data-testid="thread" data-id={open.id.to_string()}>
            { head(line, can, state, send, go) }
            <Scroll state={state.clone()} send={send.clone()} go={go.clone()} />
            <Composer state={state.clone()} send={send.clone()} line={line.clone()} />
        </section>
    }
}

fn head(
    line: &Rc<Summary>,
    can: Can,
    state: &State,
    send: &Callback<Msg>,
    go: &Callback<Route>,
) -> Html {
    let busy = state.acting.contains(&line.id);
    let act = |act: Act| {
        send.reform({
            let id = line.id.clone();
            move |()| Msg::Act(id.clone(), act.clone())
        })
    };
    let pick = {
        let (send, id) = (send.clone(), line.id.clone());
        Callback::from(move |value: AttrValue| match value.as_str() {
            "transfer" => send.emit(Msg::Overlay(Some(Overlay::Transfer))),
            "group" => send.emit(Msg::Overlay(Some(Overlay::Group))),
            "return" => send.emit(Msg::Act(id.clone(), Act::ReturnToQueue)),
            "give-back" => send.emit(Msg::Act(id.clone(), Act::GiveBack)),
            _ => send.emit(Msg::Act(id.clone(), Act::Resolve)),
        })
    };
    let mut entries = vec![
        MenuEntry::item("transfer", t!("transfer"), Some(Icon::Transfer))
            .with_keys("x")
            .disabled_if(!can.transfer),
        MenuEntry::item("return", t!("return-to-queue"), Some(Icon::Queue))
            .disabled_if(!can.release),
        MenuEntry::item("give-back", t!("give-back"), Some(Icon::Bot))
            .with_keys("g")
            .disabled_if(!can.release),
        MenuEntry::item("resolve", t!("resolve"), Some(Icon::Check))
            .with_keys("e")
            .disabled_if(!can.release),
    ];
    if state.may_group(line) {
        let group = MenuEntry::item("group", t!("group"), Some(Icon::Lock)).with_keys("m");
        entries.insert(1, group);
    }
    let details = send.reform({
        let next = if state.screen == Screen::Panel {
            Screen::Thread
        } else {
            Screen::Panel
        };
        move |()| Msg::Screen(next)
    });
    html! {
        <header class="thread-head">
            { back(t!("key-back"), go.reform(|()| Route::Desk), "thread-back") }
            <Avatar name={words::contact(line)} />
            <div class="grow">
                <h2 class="cut" data-testid="thread-title">{ words::contact(line) }</h2>
                <p class="under cut">{ owner(line, state, send) }</p>
            </div>
            <div class="acts">
                if can.take {
                    <Button label={if can.over { t!("take-over") } else { t!("take") }} icon={Icon::Hand} kind={if can.over { ButtonKind::Plain } else { ButtonKind::Primary }}
                        {busy} keys="t" onclick={act(Act::Take)} testid="act-take" />
                }
                if can.release {
                    <span class="wide-only row">
                        <IconButton icon={Icon::Transfer} label={t!("transfer")} keys="x" onclick={send.reform(|()| Msg::Overlay(Some(Overlay::Transfer)))} testid="act-transfer" />
                        { groups::button(line, state, send) }
                        <IconButton icon={Icon::Queue} label={t!("return-to-queue")} disabled={busy} onclick={act(Act::ReturnToQueue)} testid="act-return" />
                        <Button label={t!("give-back")} icon={Icon::Bot} disabled={busy} keys="g" onclick={act(Act::GiveBack)} testid="act-give-back" />
                    </span>
                    <span class={can.over.then_some("wide-only")}>
                        <Button label={t!("resolve")} icon={Icon::Check} kind={if can.over { ButtonKind::Plain } else { ButtonKind::Primary }} {busy} keys="e" onclick={act(Act::Resolve)} testid="act-resolve" />
                    </span>
                }
                if can.transfer {
                    <span class={can.release.then_some("narrow-only")}>
                        <Menu label={t!("more")} icon={Icon::More} bare=true side={MenuSide::End} {entries} onpick={pick} testid="act-menu" />
                    </span>
                }
                <span class="panel-toggle"><IconButton icon={Icon::Panel} label={t!("details")} onclick={details} testid="thread-panel" /></span>
            </div>
        </header>
    }
}

fn owner(line: &Summary, state: &State, send: &Callback<Msg>) -> Html {
    let colour = line
        .ticket
        .as_ref()
        .and_then(|ticket| state.queues.iter().find(|queue| queue.id == ticket.queue))
        .map(|queue| AttrValue::from(queue.settings.colour.clone()));
    let words = match &line.owner {
        Owner::Bot => t!("with-bot"),
        Owner::Queue { title, .. } => t!("waits-in", queue = title.as_str()),
        Owner::Agent { id, .. } if state.me.as_ref().is_some_and(|me| me.id == *id) => {
            t!("with-me")
        }
        Owner::Agent { name, .. } => t!("with-agent", name = name.as_str()),
    };
    let urgency = line
        .ticket
        .as_ref()
        .filter(|ticket| !ticket.closed)
        .and_then(|ticket| words::priority(ticket.priority));
    let team = line.ticket.as_ref().filter(|ticket| !ticket.closed);
    let team = team.and_then(|ticket| ticket.team.as_ref());
    html! {
        <>
            if colour.is_some() { <Dot {colour} /> }
            <span class="cut">{ words }{ " · " }{ &line.inbox_title }</span>
            if let Some(team) = team { <span class="wide-only"><Badge icon={Icon::Team} label={team.title.clone()} title={t!("team")} testid="thread-team" /></span> }
            { groups::chip(line, state, send) }
            if let Some((tone, label)) = urgency { <Badge {tone} {label} /> }
        </>
    }
}

/// What is remembered of the last drawing, to keep the place when earlier entries come.
#[derive(Default)]
struct Place {
    first: Option<u64>,
    height: i32,
    at_end: Option<bool>,
}

/// Keeps the end in sight when the pane itself becomes lower, as over a phone's keyboard.
#[hook]
fn use_end_in_sight(element: &NodeRef, place: &Rc<RefCell<Place>>) {
    let (element, place) = (element.clone(), place.clone());
    use_effect_with((), move |()| {
        let watch = element.cast::<HtmlElement>().and_then(|pane| {
            let seen = pane.clone();
            let heard = Closure::<dyn FnMut()>::new(move || {
                if place.borrow().at_end != Some(false) {
                    seen.set_scroll_top(seen.scroll_height());
                }
            });
            let observer = ResizeObserver::new(heard.as_ref().unchecked_ref()).ok()?;
            observer.observe(&pane);
            Some((observer, heard))
        });
        move || {
            if let Some((observer, _)) = &watch {
                observer.disconnect();
            }
        }
    });
}

#[component]
fn Scroll(props: &DeskProps) -> Html {
    let DeskProps { state, send, .. } = props;
    let element = use_node_ref();
    let place = use_mut_ref(Place::default);
    let away = use_state(|| false);
    use_end_in_sight(&element, &place);
    let Some(open) = &state.open else {
        return Html::default();
    };
    let first = open.entries.keys().next().copied();
    let on_the_way = state.on_the_way(&open.id);
    let typing = state.contact_types(&open.id);
    use_effect({
        let (element, place, send, more) = (
            element.clone(),
            place.clone(),
            send.clone(),
            open.before.is_some() && open.earlier == Load::Idle,
        );
        move || {
            let Some(pane) = element.cast::<HtmlElement>() else {
                return;
            };
            let mut place = place.borrow_mut();
            let height = pane.scroll_height();
            if place.at_end != Some(false) {
                pane.set_scroll_top(height);
            } else if place.first > first {
                pane.set_scroll_top(pane.scroll_top() + height - place.height);
            }
            place.at_end.get_or_insert(true);
            place.first = first;
            place.height = height;
            if more && height <= pane.client_height() {
                send.emit(Msg::Earlier);
            }
        }
    });
    let onscroll = {
        let (element, away, send) = (element.clone(), away.clone(), send.clone());
        move |_: Event| {
            let Some(pane) = element.cast::<HtmlElement>() else {
                return;
            };
            let top = pane.scroll_top();
            let at_end = pane.scroll_height() - top - pane.client_height() < NEAR;
            place.borrow_mut().at_end = Some(at_end);
            if *away == at_end {
                away.set(!at_end);
            }
            if top < NEAR {
                send.emit(Msg::Earlier);
            }
        }
    };
    let latest = {
        let element = element.clone();
        Callback::from(move |()| {
            if let Some(pane) = element.cast::<HtmlElement>() {
                pane.set_scroll_top(pane.scroll_height());
            }
        })
    };
    let drawn = pieces(open.entries.values(), clock::day);
    let labels = labels(open.entries.values());
    html! {
        <div class="scroll-wrap">
            <div class="scroll" ref={element} {onscroll} tabindex="0" role="log" aria-label={t!("messages")}>
                <div class="thread">
                    { match &open.earlier {
                        Load::Loading => html! { <div class="paging"><Spinner /></div> },
                        Load::Failed(refusal) => html! { <div class="paging"><span class="soft">{ words::refusal(refusal) }</span><Button small=true label={t!("try-again")} onclick={send.reform(|()| Msg::Earlier)} /></div> },
                        _ if open.before.is_none() => html! { <p class="beginning">{ t!("beginning") }</p> },
                        _ => Html::default(),
                    } }
                    { for drawn.iter().map(|piece| bubbles::piece(piece, &labels)) }
                    { for on_the_way.iter().map(|one| bubbles::outgoing(one, state, &open.id, send)) }
                    { for state.others_typing(&open.id).map(|name| html! { <p class="event" key={name.to_owned()} role="status" data-testid="typing-agent"><em>{ t!("is-typing-by", name = name) }</em></p> }) }
                    if typing { <div class="bubble-row contact" data-testid="typing"><div class="bubble typing" role="status" aria-label={t!("is-typing")}><i></i><i></i><i></i></div></div> }
                </div>
            </div>
            if *away { <span class="jump"><Button label={t!("jump-latest")} icon={Icon::ChevronDown} small=true onclick={latest} testid="jump-latest" /></span> }
        </div>
    }
}
