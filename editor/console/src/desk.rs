//! The desk: list, thread and panel side by side; on a phone one over the other.

mod attach;
mod bubbles;
mod composer;
mod content;
mod finder;
mod groups;
mod list;
mod overlays;
mod panel;
mod search;
mod thread;

use crate::refusal::Refusal;
use crate::route::Route;
use crate::state::{Load, Msg, Overlay, Screen, State};
use crate::words;
use finder::Finder;
use groups::Groups;
use list::Lines;
use overlays::{Keys, Over, Transfer};
use panel::Panel;
use std::rc::Rc;
use thread::ThreadView;
use trilha_widgets::{Button, Empty, Failure, Icon, Kbd, Skeleton, choices, t};
use yew::prelude::*;

/// What every part of the desk takes.
#[derive(Properties, PartialEq)]
pub(crate) struct DeskProps {
    /// What is known.
    pub(crate) state: Rc<State>,
    /// What one does.
    pub(crate) send: Callback<Msg>,
    /// Where one goes.
    pub(crate) go: Callback<Route>,
}

/// The desk.
#[component]
pub(crate) fn Desk(props: &DeskProps) -> Html {
    let DeskProps { state, send, go } = props;
    let screen = match state.screen {
        Screen::List => "at-list",
        Screen::Thread => "at-thread",
        Screen::Panel => "at-panel",
    };
    let onclose = send.reform(|()| Msg::Overlay(None));
    html! {
        <div class={classes!("desk", screen, state.open.is_some().then_some("has-open"))}>
            <Lines state={state.clone()} send={send.clone()} go={go.clone()} />
            { main_pane(props) }
            if state.open.as_ref().is_some_and(|open| open.load == Load::Ready) {
                <Panel state={state.clone()} send={send.clone()} go={go.clone()} />
            }
            { match state.overlay {
                Some(Overlay::Keys) => html! { <Keys {onclose} /> },
                Some(Overlay::Palette) => html! { <Finder state={state.clone()} send={send.clone()} go={go.clone()} /> },
                Some(Overlay::Transfer) => html! { <Transfer state={state.clone()} send={send.clone()} /> },
                Some(Overlay::Group) => html! { <Groups state={state.clone()} send={send.clone()} /> },
                Some(Overlay::Over) => html! { <Over state={state.clone()} send={send.clone()} /> },
                None => Html::default(),
            } }
        </div>
    }
}

fn main_pane(props: &DeskProps) -> Html {
    let DeskProps { state, send, go } = props;
    let Some(open) = &state.open else {
        return nothing_open(state.me.as_ref().is_some_and(|me| me.available), send);
    };
    match &open.load {
        Load::Failed(refusal) => {
            html! { <section class="pane thread-pane">{ failed(refusal, send.reform(|()| Msg::Reopen), go) }</section> }
        }
        Load::Idle | Load::Loading => html! {
            <section class="pane thread-pane" aria-busy="true">
                <div class="bones">
                    <Skeleton width="30%" height="18px" />
                    { for ["46%", "38%", "52%"].map(|width| html! { <Skeleton {width} height="36px" /> }) }
                    <span class="right"><Skeleton width="40%" height="36px" /></span>
                    { for ["34%", "48%"].map(|width| html! { <Skeleton {width} height="36px" /> }) }
                </div>
            </section>
        },
        Load::Ready => {
            html! { <ThreadView key={open.id.to_string()} state={state.clone()} send={send.clone()} go={go.clone()} /> }
        }
    }
}

fn nothing_open(available: bool, send: &Callback<Msg>) -> Html {
    html! {
        <section class="pane thread-pane nothing">
            <Empty icon={Icon::Message} title={t!("nothing-open")} text={if available { t!("nothing-open-text") } else { t!("nothing-open-unavailable") }}>
                if !available {
                    <Button label={t!("become-available")} icon={Icon::Check} onclick={send.reform(|()| Msg::Available(true))} />
                }
            </Empty>
            if choices::letters() {
                <p class="hints"><Kbd keys="j" /><Kbd keys="k" />{ t!("hint-move") }<Kbd keys="t" />{ t!("take") }<Kbd keys="?" />{ t!("keys") }</p>
            }
        </section>
    }
}

fn failed(refusal: &Refusal, onretry: Callback<()>, go: &Callback<Route>) -> Html {
    html! {
        <>
            <Failure title={words::refusal(refusal)} detail={words::detail(refusal)} {onretry} />
            <p class="center"><Button label={t!("key-back")} icon={Icon::ArrowLeft} onclick={go.reform(|()| Route::Desk)} /></p>
        </>
    }
}
