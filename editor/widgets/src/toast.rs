//! Toasts: short words that go away by themselves.

use crate::badge::Tone;
use crate::button::IconButton;
use crate::emptiness::english;
use crate::icon::{Glyph, Icon};
use crate::t;
use gloo_timers::callback::Timeout;
use std::rc::Rc;
use web_sys::HtmlElement;
use yew::prelude::*;

const STAY: u32 = 5_000;
const STAY_BAD: u32 = 9_000;
const MOST: usize = 4;

#[derive(Clone, PartialEq)]
struct Line {
    id: u32,
    tone: Tone,
    text: AttrValue,
    detail: Option<AttrValue>,
}

#[derive(Default, PartialEq, Clone)]
struct Lines {
    last: u32,
    lines: Vec<Line>,
}

enum Change {
    Show(Tone, AttrValue, Option<AttrValue>),
    Forget(u32),
}

impl Reducible for Lines {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut next = (*self).clone();
        match change {
            Change::Show(tone, text, detail) => {
                next.last += 1;
                next.lines.retain(|line| line.text != text);
                next.lines.push(Line {
                    id: next.last,
                    tone,
                    text,
                    detail,
                });
                let extra = next.lines.len().saturating_sub(MOST);
                next.lines.drain(..extra);
            }
            Change::Forget(id) => next.lines.retain(|line| line.id != id),
        }
        Rc::new(next)
    }
}

/// Shows toasts; cheap to clone, never changes.
#[derive(Clone, PartialEq)]
pub struct Toasts(UseReducerDispatcher<Lines>);

impl Toasts {
    /// Shows one.
    pub fn show(&self, tone: Tone, text: impl Into<AttrValue>) {
        self.explain(tone, text, None);
    }

    /// Shows one with a sentence of the server below it, which is English.
    pub fn explain(&self, tone: Tone, text: impl Into<AttrValue>, detail: Option<AttrValue>) {
        self.0.dispatch(Change::Show(tone, text.into(), detail));
    }

    /// It went well.
    pub fn ok(&self, text: impl Into<AttrValue>) {
        self.show(Tone::Ok, text);
    }

    /// It went wrong.
    pub fn bad(&self, text: impl Into<AttrValue>) {
        self.show(Tone::Bad, text);
    }
}

/// The toasts of the [`Toaster`] above; none outside of one.
#[hook]
pub fn use_toasts() -> Option<Toasts> {
    use_context::<Toasts>()
}

/// What [`Toaster`] takes.
#[derive(Properties, PartialEq)]
pub struct ToasterProps {
    /// The page.
    pub children: Html,
}

/// Draws the toasts of everything inside it. Test id of each: `toast`.
#[component]
pub fn Toaster(props: &ToasterProps) -> Html {
    let lines = use_reducer(Lines::default);
    let toasts = Toasts(lines.dispatcher());
    let element = use_node_ref();
    use_effect_with(lines.last, {
        let element = element.clone();
        move |last| {
            if let Some(element) = element.cast::<HtmlElement>().filter(|_| *last > 0) {
                // Shown anew, it lies above a dialog that was opened since.
                drop(element.hide_popover());
                drop(element.show_popover());
            }
        }
    });
    html! {
        <ContextProvider<Toasts> context={toasts}>
            { props.children.clone() }
            <div class="toasts" ref={element} popover="manual" role="status" aria-live="polite">
                { for lines.lines.iter().map(|line| html! {
                    <One key={line.id} line={line.clone()} onforget={ let to = lines.dispatcher(); move |id| to.dispatch(Change::Forget(id)) } />
                }) }
            </div>
        </ContextProvider<Toasts>>
    }
}

#[derive(Properties, PartialEq)]
struct OneProps {
    line: Line,
    onforget: Callback<u32>,
}

#[component]
fn One(props: &OneProps) -> Html {
    let (id, tone) = (props.line.id, props.line.tone);
    use_effect_with(id, {
        let onforget = props.onforget.clone();
        move |id| {
            let id = *id;
            let timeout =
                Timeout::new(if tone == Tone::Bad { STAY_BAD } else { STAY }, move || {
                    onforget.emit(id);
                });
            move || drop(timeout)
        }
    });
    let icon = match tone {
        Tone::Ok => Icon::Check,
        Tone::Warn | Tone::Bad => Icon::Alert,
        Tone::Plain | Tone::Accent => Icon::Info,
    };
    html! {
        <div class={classes!("toast", tone.class())} data-testid="toast">
            <Glyph {icon} />
            <span class="grow">{ &props.line.text }{ english(props.line.detail.as_ref()) }</span>
            <IconButton icon={Icon::X} label={t!("close")} small=true onclick={props.onforget.reform(move |()| id)} />
        </div>
    }
}
