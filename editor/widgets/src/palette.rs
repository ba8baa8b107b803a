//! The command palette: write a few letters, press Enter.

use crate::choice::arrow;
use crate::dialog::{closers, use_modal};
use crate::icon::{Glyph, Icon};
use crate::t;
use crate::typing::composing;
use web_sys::{Element, HtmlInputElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

const SHOWN: usize = 40;

/// Something to find.
#[derive(Clone, Debug, PartialEq)]
pub struct PaletteItem {
    /// Given to `onpick`.
    pub value: AttrValue,
    /// What is read and searched.
    pub label: AttrValue,
    /// Searched too, not shown.
    pub also: AttrValue,
    /// Items of one group stand together under it.
    pub group: AttrValue,
    /// A drawing.
    pub icon: Icon,
    /// Its key.
    pub keys: Option<AttrValue>,
}

/// What [`CommandPalette`] takes.
#[derive(Properties, PartialEq)]
pub struct CommandPaletteProps {
    /// What one may find.
    pub placeholder: AttrValue,
    /// Everything, group by group.
    pub items: Vec<PaletteItem>,
    /// Found.
    pub onpick: Callback<AttrValue>,
    /// Closed.
    pub onclose: Callback<()>,
    /// The words changed, for a list that is fetched.
    #[prop_or_default]
    pub onquery: Callback<String>,
}

/// The palette. Exists only while open. Test ids `palette`, `palette-query`, `palette-item`.
#[component]
pub fn CommandPalette(props: &CommandPaletteProps) -> Html {
    let element = use_modal();
    let query = use_state(String::new);
    let at = use_state(|| 0_usize);
    let found = found(&props.items, &query);
    let chosen = (*at).min(found.len().saturating_sub(1));
    use_effect_with((chosen, (*query).clone()), {
        let element = element.clone();
        move |_| {
            let row = element
                .cast::<Element>()
                .and_then(|e| e.query_selector("[aria-selected=true]").ok()?);
            if let Some(row) = row {
                let options = ScrollIntoViewOptions::new();
                options.set_block(ScrollLogicalPosition::Nearest);
                row.scroll_into_view_with_scroll_into_view_options(&options);
            }
        }
    });
    let oninput = {
        let (query, at, onquery) = (query.setter(), at.setter(), props.onquery.clone());
        move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            onquery.emit(text.clone());
            query.set(text);
            at.set(0);
        }
    };
    let pick = {
        let (onpick, onclose) = (props.onpick.clone(), props.onclose.clone());
        Callback::from(move |value: AttrValue| {
            onclose.emit(());
            onpick.emit(value);
        })
    };
    let onkeydown = {
        let (count, at, pick) = (found.len(), at.setter(), pick.clone());
        let value = found.get(chosen).map(|item| item.value.clone());
        move |event: KeyboardEvent| {
            event.stop_propagation();
            if composing(&event) {
                return;
            }
            let key = event.key();
            if key == "Enter" {
                event.prevent_default();
                if let Some(value) = &value {
                    pick.emit(value.clone());
                }
            } else if key.starts_with("ArrowU") || key.starts_with("ArrowD") {
                event.prevent_default();
                if let Some(n) = arrow(&key, chosen, count) {
                    at.set(n);
                }
            }
        }
    };
    let (oncancel, onpointerdown) = closers(&element, &props.onclose, || true);
    html! {
        <dialog ref={element} class="palette" aria-label={props.placeholder.clone()} {oncancel} {onpointerdown} {onkeydown} data-testid="palette">
            <div class="query">
                <Glyph icon={Icon::Search} />
                <input type="text" role="combobox" aria-expanded="true" aria-controls="palette-results" aria-autocomplete="list"
                    aria-activedescendant={format!("palette-{chosen}")} aria-label={props.placeholder.clone()} autofocus=true
                    placeholder={props.placeholder.clone()} value={(*query).clone()} {oninput} autocomplete="off" spellcheck="false" data-testid="palette-query" />
                <kbd class="kbd">{ "Esc" }</kbd>
            </div>
            <div class="results" id="palette-results" role="listbox" aria-label={props.placeholder.clone()}>
                if found.is_empty() { <p class="none">{ t!("nothing-found") }</p> }
                { for found.iter().enumerate().map(|(n, item)| {
                    let head = (n == 0 || found.get(n - 1).is_some_and(|before| before.group != item.group)).then_some(&item.group);
                    row(n, item, head, n == chosen, &pick)
                }) }
            </div>
        </dialog>
    }
}

fn row(
    n: usize,
    item: &PaletteItem,
    head: Option<&AttrValue>,
    chosen: bool,
    pick: &Callback<AttrValue>,
) -> Html {
    let onclick = pick.reform({
        let value = item.value.clone();
        move |_: MouseEvent| value.clone()
    });
    html! {
        <>
            if let Some(head) = head.filter(|head| !head.is_empty()) { <div class="group" role="presentation">{ head }</div> }
            <div role="option" id={format!("palette-{n}")} aria-selected={if chosen { "true" } else { "false" }} {onclick} data-testid="palette-item">
                <Glyph icon={item.icon} />
                <span class="cut">{ &item.label }</span>
                if let Some(keys) = &item.keys { <span class="end"><kbd class="kbd">{ keys }</kbd></span> }
            </div>
        </>
    }
}

fn found<'a>(items: &'a [PaletteItem], query: &str) -> Vec<&'a PaletteItem> {
    items
        .iter()
        .filter(|item| matches(&format!("{} {}", item.label, item.also), query))
        .take(SHOWN)
        .collect()
}

/// Whether every word of `query` stands in `text`, small or large, with or without the accents of Portuguese and Spanish.
pub fn matches(text: &str, query: &str) -> bool {
    let text = plain(text);
    query
        .split_whitespace()
        .all(|word| text.contains(&plain(word)))
}

fn plain(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn every_word_counts_and_accents_do_not() {
        assert!(matches("Devolver ao robô · João", "joao ROBO"));
        assert!(matches("anything", ""));
        assert!(!matches("Fila de vendas", "vendas suporte"));
    }
}
