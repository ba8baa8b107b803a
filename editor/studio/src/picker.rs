//! The picker of new steps, at the pointer.

use crate::same::Same;
use crate::words;
use trilha_state::document::Surroundings;
use trilha_state::geometry::Point;
use trilha_state::{Kind, Msg, Offered, offers};
use trilha_widgets::{Glyph, Icon, composing, t};
use web_sys::{Element, HtmlInputElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

const WIDTH: f64 = 280.0;
const HEIGHT: f64 = 340.0;

/// What [`PickerView`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) at: Point,
    pub(crate) screen: Point,
    pub(crate) around: Same<Surroundings>,
    pub(crate) send: Callback<Msg>,
}

/// The picker: a few letters, Enter.
#[component]
pub(crate) fn PickerView(props: &Props) -> Html {
    let query = use_state(String::new);
    let at = use_state(|| 0_usize);
    let input = use_node_ref();
    use_effect_with((), {
        let input = input.clone();
        move |()| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                drop(input.focus());
            }
        }
    });
    let list = use_node_ref();
    use_effect_with((*at, (*query).clone()), {
        let list = list.clone();
        move |_| {
            let row = list
                .cast::<Element>()
                .and_then(|list| list.query_selector("[aria-selected=true]").ok()?);
            if let Some(row) = row {
                let options = ScrollIntoViewOptions::new();
                options.set_block(ScrollLogicalPosition::Nearest);
                row.scroll_into_view_with_scroll_into_view_options(&options);
            }
        }
    });
    let found = offers(&query, &props.around.customs, words::offered_words);
    let chosen = (*at).min(found.len().saturating_sub(1));
    let oninput = {
        let (query, at) = (query.setter(), at.setter());
        move |event: InputEvent| {
            query.set(event.target_unchecked_into::<HtmlInputElement>().value());
            at.set(0);
        }
    };
    let onkeydown = {
        let (send, at) = (props.send.clone(), at.clone());
        let kinds: Vec<Kind> = found.iter().map(|offer| offer.what.kind()).collect();
        move |event: KeyboardEvent| {
            event.stop_propagation();
            match event.key().as_str() {
                "Escape" | "Tab" => send.emit(Msg::Escape),
                "ArrowDown" => at.set((chosen + 1).min(kinds.len().saturating_sub(1))),
                "ArrowUp" => at.set(chosen.saturating_sub(1)),
                "Enter" if composing(&event) => return,
                "Enter" => kinds
                    .get(chosen)
                    .into_iter()
                    .for_each(|kind| send.emit(Msg::Picked(kind.clone()))),
                _ => return,
            }
            event.prevent_default();
        }
    };
    let x = props.at.x.min(props.screen.x - WIDTH - 12.0).max(12.0);
    let y = props.at.y.min(props.screen.y - HEIGHT - 12.0).max(12.0);
    html! {
        <div class="picker canvas-part" style={format!("left:{x}px;top:{y}px")} {onkeydown} data-testid="picker" role="dialog" aria-label={t!("add-step")}>
            <div class="picker-query">
                <Glyph icon={Icon::Search} size={14} />
                <input ref={input} role="combobox" aria-expanded="true" aria-controls="picker-list" aria-autocomplete="list" aria-activedescendant={format!("picker-{chosen}")} value={(*query).clone()} {oninput} placeholder={t!("pick-step")} aria-label={t!("pick-step")} autocomplete="off" spellcheck="false" data-testid="picker-query" />
            </div>
            <div ref={list} class="picker-list" id="picker-list" role="listbox" aria-label={t!("add-step")}>
                if found.is_empty() { <p class="quiet picker-none">{ t!("nothing-found") }</p> }
                { for found.iter().enumerate().map(|(n, offer)| {
                    let before = n.checked_sub(1).and_then(|before| found.get(before));
                    let group = offer.what.group();
                    let begins = query.trim().is_empty() && before.is_none_or(|before| before.what.group() != group);
                    html! { <>
                        if begins { <h3 class="picker-group" role="presentation">{ words::group(group) }</h3> }
                        { item(n, &offer.what, n == chosen, &props.send) }
                    </> }
                }) }
            </div>
        </div>
    }
}

fn item(n: usize, what: &Offered, chosen: bool, send: &Callback<Msg>) -> Html {
    let kind = what.kind();
    let written = kind.written();
    let onclick = send.reform(move |_: MouseEvent| Msg::Picked(kind.clone()));
    html! {
        <button key={written.as_str()} type="button" role="option" id={format!("picker-{n}")} class={classes!("picker-item", format!("g-{}", what.group()), chosen.then_some("chosen"))}
            aria-selected={if chosen { "true" } else { "false" }} {onclick} tabindex="-1" data-testid="picker-item" data-verb={written.to_string()}>
            <span class="node-icon"><Glyph icon={words::offered_icon(what)} size={15} /></span>
            <span class="grow"><b>{ words::offered(what) }</b><small lang={words::offered_lang(what)}>{ words::offered_doc(what) }</small></span>
        </button>
    }
}
