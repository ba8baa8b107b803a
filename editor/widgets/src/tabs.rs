//! Tabs: one row of choices over one panel.

use crate::choice::arrow;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// One tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabItem {
    /// What is chosen.
    pub value: AttrValue,
    /// What is read.
    pub label: AttrValue,
    /// A number behind the words.
    pub count: Option<u32>,
}

/// What [`Tabs`] takes.
#[derive(Properties, PartialEq)]
pub struct TabsProps {
    /// What the tabs divide, for screen readers.
    pub label: AttrValue,
    /// The tabs.
    pub items: Vec<TabItem>,
    /// The chosen one.
    pub value: AttrValue,
    /// The id of the panel below.
    #[prop_or_default]
    pub panel: Option<AttrValue>,
    /// Chosen.
    #[prop_or_default]
    pub onchange: Callback<AttrValue>,
    /// `data-testid` of the whole; each tab has it with `-value` after.
    #[prop_or_default]
    pub testid: Option<AttrValue>,
}

/// A row of tabs; arrows move between them.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let values: Vec<_> = props.items.iter().map(|item| item.value.clone()).collect();
    let chosen = values
        .iter()
        .position(|value| *value == props.value)
        .unwrap_or(0);
    let onkeydown = {
        let onchange = props.onchange.clone();
        Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "ArrowUp" | "ArrowDown") {
                return;
            }
            if let Some(next) = arrow(&event.key(), chosen, values.len()) {
                event.prevent_default();
                focus_sibling(&event, next);
                values
                    .get(next)
                    .into_iter()
                    .for_each(|value| onchange.emit(value.clone()));
            }
        })
    };
    html! {
        <div class="tabs" role="tablist" aria-label={props.label.clone()} {onkeydown} data-testid={props.testid.clone()}>
            { for props.items.iter().enumerate().map(|(n, item)| {
                let onclick = props.onchange.reform({ let value = item.value.clone(); move |_: MouseEvent| value.clone() });
                html! {
                    <button key={item.value.as_str()} type="button" role="tab" {onclick} aria-controls={props.panel.clone()}
                        aria-selected={if n == chosen { "true" } else { "false" }} tabindex={if n == chosen { "0" } else { "-1" }}
                        data-testid={props.testid.as_ref().map(|id| format!("{id}-{}", item.value))}>
                        { &item.label }
                        if let Some(count) = item.count { <span class="count">{ count }</span> }
                    </button>
                }
            }) }
        </div>
    }
}

/// Moves the focus to the `n`-th element of the group that the event bubbled to.
pub(crate) fn focus_sibling(event: &KeyboardEvent, n: usize) {
    let group = event
        .target()
        .and_then(|t| t.dyn_into::<Element>().ok())
        .and_then(|e| e.parent_element());
    let element = u32::try_from(n)
        .ok()
        .and_then(|n| group?.children().item(n));
    if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        drop(element.focus());
    }
}
