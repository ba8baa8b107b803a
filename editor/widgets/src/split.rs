//! Two panes with a handle between; the width of the first is kept in this browser.

use crate::storage;
use web_sys::Element;
use yew::prelude::*;

const STEP: f64 = 16.0;

/// What [`Split`] takes.
#[derive(Properties, PartialEq)]
pub struct SplitProps {
    /// What the handle divides, for screen readers.
    pub label: AttrValue,
    /// Kept under this name.
    pub name: AttrValue,
    /// The width at first, in pixels.
    pub width: f64,
    /// At least.
    #[prop_or(160.0)]
    pub min: f64,
    /// At most.
    #[prop_or(640.0)]
    pub max: f64,
    /// Whether the sized pane is the right one.
    #[prop_or_default]
    pub end: bool,
    /// Left.
    pub first: Html,
    /// Right.
    pub second: Html,
}

/// Two panes; the handle moves by pointer and by arrow keys.
#[component]
pub fn Split(props: &SplitProps) -> Html {
    let key = format!("trilha.split.{}", props.name);
    let (min, max, end) = (props.min, props.max, props.end);
    let width = use_state(|| {
        storage::get(&key)
            .and_then(|w| w.parse::<f64>().ok())
            .unwrap_or(props.width)
            .clamp(min, max)
    });
    let from = use_mut_ref(|| None::<(f64, f64)>);
    let put = {
        let width = width.setter();
        Callback::from(move |to: f64| {
            let to = to.clamp(min, max).round();
            width.set(to);
            storage::set(&key, &to.to_string());
        })
    };
    let now = *width;
    let onpointerdown = {
        let from = from.clone();
        move |event: PointerEvent| {
            event.prevent_default();
            if event
                .target_unchecked_into::<Element>()
                .set_pointer_capture(event.pointer_id())
                .is_ok()
            {
                *from.borrow_mut() = Some((f64::from(event.client_x()), now));
            }
        }
    };
    let onpointermove = {
        let (from, put) = (from.clone(), put.clone());
        move |event: PointerEvent| {
            if let Some((x, width)) = *from.borrow() {
                let moved = f64::from(event.client_x()) - x;
                put.emit(if end { width - moved } else { width + moved });
            }
        }
    };
    let release = move |_: PointerEvent| *from.borrow_mut() = None;
    let onkeydown = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowLeft" => -STEP,
            "ArrowRight" => STEP,
            _ => return,
        };
        event.prevent_default();
        put.emit(if end { now - by } else { now + by });
    };
    let sized = format!("width:{now}px;flex:none");
    html! {
        <div class="split">
            <div class="first" style={if end { "flex:1".to_owned() } else { sized.clone() }}>{ props.first.clone() }</div>
            <div class="handle" role="separator" tabindex="0" aria-orientation="vertical" aria-label={props.label.clone()}
                aria-valuenow={now.to_string()} aria-valuemin={min.to_string()} aria-valuemax={max.to_string()}
                {onpointerdown} {onpointermove} onpointerup={release.clone()} onpointercancel={release} {onkeydown}></div>
            <div class="second" style={end.then_some(sized)}>{ props.second.clone() }</div>
        </div>
    }
}
