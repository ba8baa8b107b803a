//! Menus that drop from a button.

use crate::choice::arrow;
use crate::icon::{Glyph, Icon};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};
use yew::prelude::*;

/// One line of a menu.
#[derive(Clone, PartialEq)]
pub enum MenuEntry {
    /// Something to choose.
    Item {
        /// Given to `onpick`.
        value: AttrValue,
        /// What is read.
        label: AttrValue,
        /// Drawn before the words.
        icon: Option<Icon>,
        /// A tick, for one of several.
        checked: Option<bool>,
        /// Its key.
        keys: Option<AttrValue>,
        /// Whether it destroys something.
        danger: bool,
        /// Cannot be chosen.
        disabled: bool,
    },
    /// A line.
    Line,
    /// A heading.
    Head(AttrValue),
}

impl MenuEntry {
    /// An item with an icon.
    pub fn item(
        value: impl Into<AttrValue>,
        label: impl Into<AttrValue>,
        icon: Option<Icon>,
    ) -> Self {
        Self::Item {
            value: value.into(),
            label: label.into(),
            icon,
            checked: None,
            keys: None,
            danger: false,
            disabled: false,
        }
    }

    /// An item that is one of several.
    pub fn tick(value: impl Into<AttrValue>, label: impl Into<AttrValue>, checked: bool) -> Self {
        Self::Item {
            value: value.into(),
            label: label.into(),
            icon: None,
            checked: Some(checked),
            keys: None,
            danger: false,
            disabled: false,
        }
    }

    /// With its key shown.
    #[must_use]
    pub fn with_keys(mut self, shown: impl Into<AttrValue>) -> Self {
        if let Self::Item { keys, .. } = &mut self {
            *keys = Some(shown.into());
        }
        self
    }

    /// As one that destroys something.
    #[must_use]
    pub fn dangerous(mut self) -> Self {
        if let Self::Item { danger, .. } = &mut self {
            *danger = true;
        }
        self
    }

    /// Disabled, if so.
    #[must_use]
    pub fn disabled_if(mut self, so: bool) -> Self {
        if let Self::Item { disabled, .. } = &mut self {
            *disabled = so;
        }
        self
    }
}

/// Where a menu opens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MenuSide {
    /// Below, from the left edge.
    #[default]
    Start,
    /// Below, to the right edge.
    End,
    /// Above.
    Up,
    /// To the right, growing upwards.
    Side,
}

/// What [`Menu`] takes.
#[derive(Properties, PartialEq)]
pub struct MenuProps {
    /// What the button says, or its name for screen readers where [`Self::bare`].
    pub label: AttrValue,
    /// Drawn in the button.
    #[prop_or_default]
    pub icon: Option<Icon>,
    /// Drawn in the button instead of an icon.
    #[prop_or_default]
    pub face: Html,
    /// No words on the button.
    #[prop_or_default]
    pub bare: bool,
    /// Less tall.
    #[prop_or_default]
    pub small: bool,
    /// The lines.
    pub entries: Vec<MenuEntry>,
    /// Where it opens.
    #[prop_or_default]
    pub side: MenuSide,
    /// Chosen.
    #[prop_or_default]
    pub onpick: Callback<AttrValue>,
    /// `data-testid` of the button; each item has it with `-value` after.
    #[prop_or_default]
    pub testid: Option<AttrValue>,
}

/// A button with a menu; arrows move, Escape closes.
#[component]
pub fn Menu(props: &MenuProps) -> Html {
    let open = use_state(|| false);
    let root = use_node_ref();
    let button = use_node_ref();
    use_effect_with(*open, {
        let root = root.clone();
        move |open| {
            if *open {
                focus_item(&root, |_, _| Some(0));
            }
        }
    });
    let close = {
        let (open, button) = (open.setter(), button.clone());
        Callback::from(move |refocus: bool| {
            open.set(false);
            if refocus && let Some(button) = button.cast::<HtmlElement>() {
                drop(button.focus());
            }
        })
    };
    let toggle = {
        let open = open.clone();
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            open.set(!*open);
        })
    };
    let onkeydown = {
        let (root, close) = (root.clone(), close.clone());
        Callback::from(move |event: KeyboardEvent| {
            let key = event.key();
            if key == "Escape" {
                event.prevent_default();
                event.stop_propagation();
                close.emit(true);
            } else if key == "Tab" {
                close.emit(false);
            } else if focus_item(&root, |at, count| arrow(&key, at, count)) {
                event.prevent_default();
                event.stop_propagation();
            }
        })
    };
    let onfocusout = {
        let (root, close) = (root.clone(), close.clone());
        Callback::from(move |event: FocusEvent| {
            let into = event
                .related_target()
                .and_then(|t| t.dyn_into::<Node>().ok());
            if !root.get().is_some_and(|root| root.contains(into.as_ref())) {
                close.emit(false);
            }
        })
    };
    let side = match props.side {
        MenuSide::Start => None,
        MenuSide::End => Some("end"),
        MenuSide::Up => Some("up"),
        MenuSide::Side => Some("side"),
    };
    let shape = if props.bare {
        "icon-button"
    } else {
        "button plain"
    };
    html! {
        <div class={classes!("menu", side)} ref={root} {onfocusout} onkeydown={open.then_some(onkeydown)}>
            <button ref={button} type="button" class={classes!(shape, props.small.then_some("small"))} onclick={toggle}
                aria-haspopup="menu" aria-expanded={if *open { "true" } else { "false" }}
                aria-label={props.bare.then(|| props.label.clone())} title={props.bare.then(|| props.label.clone())}
                data-testid={props.testid.clone()}>
                { props.face.clone() }
                if let Some(icon) = props.icon { <Glyph {icon} /> }
                if !props.bare { <span class="cut">{ &props.label }</span><Glyph icon={Icon::ChevronDown} size={12} /> }
            </button>
            if *open {
                <div class="menu-list" role="menu" aria-label={props.label.clone()}>
                    { for props.entries.iter().enumerate().map(|(n, entry)| line(n, entry, props, &close)) }
                </div>
            }
        </div>
    }
}

fn line(n: usize, entry: &MenuEntry, props: &MenuProps, close: &Callback<bool>) -> Html {
    match entry {
        MenuEntry::Line => html! { <div key={n} class="menu-line" role="separator"></div> },
        MenuEntry::Head(text) => {
            html! { <div key={n} class="menu-head" role="presentation">{ text }</div> }
        }
        MenuEntry::Item {
            value,
            label,
            icon,
            checked,
            keys,
            danger,
            disabled,
        } => {
            let onclick = {
                let (onpick, close, value) = (props.onpick.clone(), close.clone(), value.clone());
                Callback::from(move |event: MouseEvent| {
                    event.stop_propagation();
                    close.emit(true);
                    onpick.emit(value.clone());
                })
            };
            html! {
                <button key={n} type="button" class={classes!("menu-item", danger.then_some("danger"))} disabled={*disabled} tabindex="-1" {onclick}
                    role={if checked.is_some() { "menuitemradio" } else { "menuitem" }}
                    aria-checked={checked.map(|on| if on { "true" } else { "false" })}
                    data-testid={props.testid.as_ref().map(|id| format!("{id}-{value}"))}>
                    if let Some(icon) = *icon { <Glyph {icon} /> }
                    <span class="cut">{ label }</span>
                    if let Some(keys) = keys { <span class="end"><kbd class="kbd">{ keys }</kbd></span> }
                    if *checked == Some(true) { <span class="end"><Glyph icon={Icon::Check} size={14} /></span> }
                </button>
            }
        }
    }
}

/// Focuses the item that `choose` gives from the focused one's place and their count. Says whether it did.
fn focus_item(root: &NodeRef, choose: impl Fn(usize, usize) -> Option<usize>) -> bool {
    let Some(root) = root.cast::<Element>() else {
        return false;
    };
    let Ok(items) = root.query_selector_all(".menu-item:not(:disabled)") else {
        return false;
    };
    let items: Vec<HtmlElement> = (0..items.length())
        .filter_map(|n| items.item(n)?.dyn_into().ok())
        .collect();
    let active = root.owner_document().and_then(|d| d.active_element());
    let at = items
        .iter()
        .position(|item| active.as_ref().is_some_and(|a| a.is_same_node(Some(item))))
        .unwrap_or(0);
    choose(at, items.len())
        .and_then(|n| items.get(n))
        .is_some_and(|item| item.focus().is_ok())
}
