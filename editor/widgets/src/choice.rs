//! Yes or no, and one of a few.

use crate::icon::{Glyph, Icon};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What [`Checkbox`] and [`Switch`] take.
#[derive(Properties, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "props mirror the attributes of an element"
)]
pub struct ToggleProps {
    /// What it says.
    pub label: AttrValue,
    /// Whether the words are only for screen readers and the tooltip.
    #[prop_or_default]
    pub bare: bool,
    /// Whether it is on.
    pub on: bool,
    /// Changed to this.
    #[prop_or_default]
    pub onchange: Callback<bool>,
    /// Cannot be changed.
    #[prop_or_default]
    pub disabled: bool,
    /// Cannot be changed for now, and keeps the focus; for a switch.
    #[prop_or_default]
    pub held: bool,
    /// `data-testid`.
    #[prop_or_default]
    pub testid: Option<AttrValue>,
}

/// A box to tick.
#[component]
pub fn Checkbox(props: &ToggleProps) -> Html {
    let onchange = props
        .onchange
        .reform(|event: Event| event.target_unchecked_into::<HtmlInputElement>().checked());
    html! {
        <label class="check">
            <input type="checkbox" checked={props.on} {onchange} disabled={props.disabled} data-testid={props.testid.clone()} />
            <span class={props.bare.then_some("unseen")}>{ &props.label }</span>
        </label>
    }
}

/// A switch, for what takes effect at once.
#[component]
pub fn Switch(props: &ToggleProps) -> Html {
    let (on, held, onchange) = (props.on, props.held, props.onchange.clone());
    let onclick = move |_: MouseEvent| {
        if !held {
            onchange.emit(!on);
        }
    };
    html! {
        <button type="button" class="switch" role="switch" aria-checked={if on { "true" } else { "false" }}
            {onclick} disabled={props.disabled} aria-disabled={props.held.then_some("true")} data-testid={props.testid.clone()} title={props.bare.then(|| props.label.clone())}>
            <span class="track" aria-hidden="true"></span>
            <span class={props.bare.then_some("unseen")}>{ &props.label }</span>
        </button>
    }
}

/// What [`Segmented`] takes.
#[derive(Properties, PartialEq)]
pub struct SegmentedProps {
    /// What is chosen between, for screen readers.
    pub label: AttrValue,
    /// Value, words, and a drawing.
    pub options: Vec<(AttrValue, AttrValue, Option<Icon>)>,
    /// What is chosen.
    pub value: AttrValue,
    /// Chosen.
    #[prop_or_default]
    pub onchange: Callback<AttrValue>,
    /// `data-testid` of the whole; each part has it with `-value` after.
    #[prop_or_default]
    pub testid: Option<AttrValue>,
}

/// One of a few, all in sight.
#[component]
pub fn Segmented(props: &SegmentedProps) -> Html {
    let values: Vec<_> = props
        .options
        .iter()
        .map(|(value, ..)| value.clone())
        .collect();
    let chosen = values
        .iter()
        .position(|value| *value == props.value)
        .unwrap_or(0);
    let onkeydown = {
        let onchange = props.onchange.clone();
        Callback::from(move |event: KeyboardEvent| {
            if let Some(next) = arrow(&event.key(), chosen, values.len()) {
                event.prevent_default();
                crate::tabs::focus_sibling(&event, next);
                values
                    .get(next)
                    .into_iter()
                    .for_each(|value| onchange.emit(value.clone()));
            }
        })
    };
    html! {
        <div class="segmented" role="radiogroup" aria-label={props.label.clone()} {onkeydown} data-testid={props.testid.clone()}>
            { for props.options.iter().enumerate().map(|(n, (value, label, icon))| {
                let onclick = props.onchange.reform({ let value = value.clone(); move |_: MouseEvent| value.clone() });
                html! {
                    <button key={value.as_str()} type="button" role="radio" {onclick}
                        aria-checked={if *value == props.value { "true" } else { "false" }} tabindex={if n == chosen { "0" } else { "-1" }}
                        data-testid={props.testid.as_ref().map(|id| format!("{id}-{value}"))}>
                        if let Some(icon) = *icon { <Glyph {icon} size={14} /> }
                        { label }
                    </button>
                }
            }) }
        </div>
    }
}

/// Where an arrow key, Home or End leads from `at` among `count`.
pub(crate) fn arrow(key: &str, at: usize, count: usize) -> Option<usize> {
    if count == 0 {
        return None;
    }
    match key {
        "ArrowRight" | "ArrowDown" => Some((at + 1) % count),
        "ArrowLeft" | "ArrowUp" => Some((at + count - 1) % count),
        "Home" => Some(0),
        "End" => Some(count - 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::arrow;

    #[test]
    fn arrows_go_round() {
        assert_eq!(arrow("ArrowRight", 2, 3), Some(0));
        assert_eq!(arrow("ArrowLeft", 0, 3), Some(2));
        assert_eq!(arrow("End", 0, 3), Some(2));
        assert_eq!(arrow("a", 0, 3), None);
        assert_eq!(arrow("ArrowDown", 0, 0), None);
    }
}
