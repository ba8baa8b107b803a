//! A field whose words take effect while one writes: after a pause, on leaving it, and on going away.

use crate::verdicts::Verdict;
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use trilha_widgets::{TextArea, TextField};
use yew::prelude::*;

const PAUSE: u32 = 350;

/// How it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// One line.
    Line,
    /// One line of code.
    Code,
    /// Lines.
    Lines,
    /// Lines of code, taking effect only on leaving.
    Script,
}

/// What [`Live`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) look: Look,
    pub(crate) value: AttrValue,
    pub(crate) onchange: Callback<String>,
    #[prop_or_default]
    pub(crate) label: AttrValue,
    #[prop_or_default]
    pub(crate) aria: Option<AttrValue>,
    #[prop_or_default]
    pub(crate) hint: Option<AttrValue>,
    #[prop_or_default]
    pub(crate) error: Option<Verdict>,
    /// It can be read, not changed.
    #[prop_or_default]
    pub(crate) readonly: bool,
    #[prop_or_default]
    pub(crate) placeholder: Option<AttrValue>,
    #[prop_or(AttrValue::Static("control"))]
    pub(crate) testid: AttrValue,
}

/// What was written and has not taken effect.
#[derive(Default)]
struct Pending {
    text: Option<String>,
    to: Callback<String>,
    timer: Option<Timeout>,
}

impl Pending {
    fn flush(pending: &Rc<RefCell<Self>>) {
        let (text, to) = {
            let mut pending = pending.borrow_mut();
            pending.timer = None;
            (pending.text.take(), pending.to.clone())
        };
        if let Some(text) = text {
            to.emit(text);
        }
    }
}

/// The field.
#[component]
pub(crate) fn Live(props: &Props) -> Html {
    let pending = use_memo((), |()| Rc::new(RefCell::new(Pending::default())));
    let shown = use_state(|| None::<AttrValue>);
    let pending = (*pending).clone();
    pending.borrow_mut().to = props.onchange.clone();
    use_effect_with(props.value.clone(), {
        let shown = shown.setter();
        let pending = pending.clone();
        move |_| {
            if pending.borrow().text.is_none() {
                shown.set(None);
            }
        }
    });
    use_effect_with((), {
        let pending = pending.clone();
        move |()| move || Pending::flush(&pending)
    });
    let oninput = {
        let (pending, shown, look) = (pending.clone(), shown.setter(), props.look);
        Callback::from(move |text: String| {
            shown.set(Some(text.clone().into()));
            let later = pending.clone();
            let mut now = pending.borrow_mut();
            now.text = Some(text);
            now.timer =
                (look != Look::Script).then(|| Timeout::new(PAUSE, move || Pending::flush(&later)));
        })
    };
    let onchange = {
        let (pending, value) = (pending.clone(), props.value.clone());
        Callback::from(move |text: String| {
            if text != value.as_str() {
                pending.borrow_mut().text = Some(text);
            }
            Pending::flush(&pending);
        })
    };
    let value = (*shown).clone().unwrap_or_else(|| props.value.clone());
    let (label, aria, hint, readonly) = (
        props.label.clone(),
        props.aria.clone(),
        props.hint.clone(),
        props.readonly,
    );
    let error = props.error.as_ref().map(|error| error.words.clone());
    let exact = props.error.as_ref().and_then(|error| error.exact.clone());
    let (placeholder, testid) = (props.placeholder.clone(), props.testid.clone());
    match props.look {
        Look::Line | Look::Code => {
            html! { <TextField {label} {aria} {hint} {error} {exact} {readonly} {placeholder} {testid} {value} {oninput} {onchange} code={props.look == Look::Code} /> }
        }
        Look::Lines | Look::Script => {
            let lines = value
                .lines()
                .map(|line| 1 + line.chars().count() / 36)
                .sum::<usize>();
            let rows = u32::try_from(lines.clamp(1, 10)).unwrap_or(1);
            html! { <TextArea {label} {aria} {hint} {error} {exact} {readonly} {placeholder} {testid} {value} {oninput} {onchange} {rows} code={props.look == Look::Script} /> }
        }
    }
}
