//! Buttons, with words or with an icon alone.

use crate::icon::{Glyph, Icon};
use yew::prelude::*;

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing to do here.
    Primary,
    /// One of several.
    #[default]
    Plain,
    /// Without a border.
    Ghost,
    /// Destroys something.
    Danger,
}

impl ButtonKind {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Plain => "plain",
            Self::Ghost => "ghost",
            Self::Danger => "danger",
        }
    }
}

/// What [`Button`] takes.
#[derive(Properties, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "props mirror the attributes of an element"
)]
pub struct ButtonProps {
    /// What it says.
    pub label: AttrValue,
    /// Drawn before the words.
    #[prop_or_default]
    pub icon: Option<Icon>,
    /// Its weight.
    #[prop_or_default]
    pub kind: ButtonKind,
    /// Less tall.
    #[prop_or_default]
    pub small: bool,
    /// As wide as its place.
    #[prop_or_default]
    pub wide: bool,
    /// Cannot be pressed.
    #[prop_or_default]
    pub disabled: bool,
    /// Working; cannot be pressed.
    #[prop_or_default]
    pub busy: bool,
    /// Cannot be pressed for now, and keeps the focus.
    #[prop_or_default]
    pub held: bool,
    /// Submits the form it stands in.
    #[prop_or_default]
    pub submit: bool,
    /// Its key, shown in the tooltip.
    #[prop_or_default]
    pub keys: Option<AttrValue>,
    /// `data-testid`.
    #[prop_or_default]
    pub testid: Option<AttrValue>,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
    /// Pressed.
    #[prop_or_default]
    pub onclick: Callback<()>,
}

/// A button with words.
#[component]
pub fn Button(props: &ButtonProps) -> Html {
    let held = Callback::noop();
    let onclick = press(
        if props.held { &held } else { &props.onclick },
        props.submit,
    );
    let class = classes!(
        "button",
        props.kind.class(),
        props.small.then_some("small"),
        props.wide.then_some("wide"),
        props.busy.then_some("busy"),
        props.class.clone()
    );
    html! {
        <button type={if props.submit { "submit" } else { "button" }} {class} {onclick}
            disabled={props.disabled || props.busy} aria-disabled={props.held.then_some("true")} aria-busy={props.busy.then_some("true")}
            title={props.keys.as_ref().map(|keys| format!("{} ({keys})", props.label))}
            aria-keyshortcuts={props.keys.clone()} data-testid={props.testid.clone()}>
            if let Some(icon) = props.icon { <Glyph {icon} size={if props.small { 14 } else { 16 }} /> }
            <span class="cut">{ &props.label }</span>
        </button>
    }
}

/// A click on a submit button is left to its form.
fn press(onclick: &Callback<()>, submit: bool) -> Option<Callback<MouseEvent>> {
    (!submit).then(|| {
        let onclick = onclick.clone();
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            onclick.emit(());
        })
    })
}

/// What [`IconButton`] takes.
#[derive(Properties, PartialEq)]
pub struct IconButtonProps {
    /// The drawing.
    pub icon: Icon,
    /// What it does, for the tooltip and for screen readers.
    pub label: AttrValue,
    /// Less tall.
    #[prop_or_default]
    pub small: bool,
    /// Whether it is on, for one that stays on.
    #[prop_or_default]
    pub pressed: Option<bool>,
    /// Whether what it opens is open.
    #[prop_or_default]
    pub expanded: Option<bool>,
    /// Cannot be pressed.
    #[prop_or_default]
    pub disabled: bool,
    /// Cannot be pressed for now, and keeps the focus.
    #[prop_or_default]
    pub held: bool,
    /// Its key, shown in the tooltip.
    #[prop_or_default]
    pub keys: Option<AttrValue>,
    /// `data-testid`.
    #[prop_or_default]
    pub testid: Option<AttrValue>,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
    /// Pressed.
    #[prop_or_default]
    pub onclick: Callback<()>,
}

/// A button with an icon alone.
#[component]
pub fn IconButton(props: &IconButtonProps) -> Html {
    let held = Callback::noop();
    let onclick = press(if props.held { &held } else { &props.onclick }, false);
    html! {
        <button type="button" class={classes!("icon-button", props.small.then_some("small"), props.class.clone())} {onclick}
            disabled={props.disabled} aria-disabled={props.held.then_some("true")} aria-label={props.label.clone()} title={titled(&props.label, props.keys.as_ref())}
            aria-pressed={spoken(props.pressed)} aria-expanded={spoken(props.expanded)}
            aria-keyshortcuts={props.keys.clone()} data-testid={props.testid.clone()}>
            <Glyph icon={props.icon} size={if props.small { 14 } else { 16 }} />
        </button>
    }
}

fn titled(label: &AttrValue, keys: Option<&AttrValue>) -> AttrValue {
    keys.map_or_else(|| label.clone(), |keys| format!("{label} ({keys})").into())
}

fn spoken(state: Option<bool>) -> Option<&'static str> {
    state.map(|on| if on { "true" } else { "false" })
}

/// What [`IconLink`] takes.
#[derive(Properties, PartialEq)]
pub struct IconLinkProps {
    /// The drawing.
    pub icon: Icon,
    /// Where it leads, for the tooltip and for screen readers.
    pub label: AttrValue,
    /// Where it leads.
    pub href: AttrValue,
    /// Whether one is there.
    #[prop_or_default]
    pub current: bool,
    /// `data-testid`.
    #[prop_or_default]
    pub testid: Option<AttrValue>,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
    /// Pressed without a modifier key; the page is then not loaded anew. Without it, it is.
    #[prop_or_default]
    pub onclick: Option<Callback<()>>,
}

/// A link with an icon alone.
#[component]
pub fn IconLink(props: &IconLinkProps) -> Html {
    let onclick = props.onclick.clone().map(|onclick| {
        Callback::from(move |event: MouseEvent| {
            if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                event.prevent_default();
                onclick.emit(());
            }
        })
    });
    html! {
        <a class={classes!("icon-button", props.class.clone())} href={props.href.clone()} {onclick}
            aria-label={props.label.clone()} title={props.label.clone()}
            aria-current={props.current.then_some("page")} data-testid={props.testid.clone()}>
            <Glyph icon={props.icon} size={18} />
        </a>
    }
}
