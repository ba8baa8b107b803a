//! Dialogs: a file changed by somebody else or in another tab, what forbids publishing, the keys, finding a step.

use crate::keys;
use crate::same::Same;
use crate::words;
use std::rc::Rc;
use trilha_state::Msg;
use trilha_state::document::Document;
use trilha_widgets::{
    Button, ButtonKind, CommandPalette, Dialog, Glyph, Icon, Kbd, Letters, PaletteItem, Spinner,
    choices, t,
};
use trilha_wire::studio::Draft;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// What [`Elsewhere`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct ElsewhereProps {
    pub(crate) send: Callback<Msg>,
}

/// Another tab of this browser changes the same trail.
#[component]
pub(crate) fn Elsewhere(props: &ElsewhereProps) -> Html {
    html! {
        <div class="notice" role="alert" data-testid="elsewhere">
            <Glyph icon={Icon::Alert} size={14} /><span>{ t!("elsewhere") }</span>
            <Button small=true label={t!("elsewhere-take")} onclick={props.send.reform(|()| Msg::TakeElsewhere)} testid="elsewhere-take" />
            <Button small=true label={t!("elsewhere-keep")} onclick={props.send.reform(|()| Msg::KeepHere)} testid="elsewhere-keep" />
        </div>
    }
}

/// What [`Conflict`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct ConflictProps {
    pub(crate) mine: Rc<str>,
    pub(crate) theirs: Option<Rc<Draft>>,
    pub(crate) send: Callback<Msg>,
}

/// The file on disk is another than the one that was edited.
#[component]
pub(crate) fn Conflict(props: &ConflictProps) -> Html {
    let both = use_state(|| false);
    let close = props.send.reform(|()| Msg::Dismiss);
    let ready = props.theirs.is_some();
    let foot = html! { <>
        <Button label={t!("conflict-show")} icon={Icon::Panel} disabled={!ready} onclick={let both = both.clone(); move |()| both.set(!*both)} testid="conflict-show" />
        <Button label={t!("conflict-mine")} icon={Icon::Save} disabled={!ready} onclick={props.send.reform(|()| Msg::KeepMine)} testid="conflict-mine" />
        <Button kind={ButtonKind::Primary} label={t!("conflict-theirs")} icon={Icon::Refresh} disabled={!ready} onclick={props.send.reform(|()| Msg::TakeTheirs)} testid="conflict-theirs" />
    </> };
    html! {
        <Dialog title={t!("conflict")} onclose={close} {foot} wide=true testid="conflict">
            <p class="soft">{ t!("conflict-text") }</p>
            if let Some(theirs) = &props.theirs {
                if *both { <div class="conflict-both"><Side title={t!("conflict-on-disk")} text={theirs.text.clone()} other={props.mine.to_string()} /><Side title={t!("conflict-here")} text={props.mine.to_string()} other={theirs.text.clone()} /></div> }
            } else { <Spinner /> }
        </Dialog>
    }
}

#[derive(Properties, PartialEq)]
struct SideProps {
    title: AttrValue,
    text: AttrValue,
    other: AttrValue,
}

/// One of the two texts, the lines the other lacks marked; the first of them is in sight.
#[component]
fn Side(props: &SideProps) -> Html {
    let shown = use_node_ref();
    use_effect_with((), {
        let shown = shown.clone();
        move |()| {
            let Some(text) = shown.cast::<HtmlElement>() else {
                return;
            };
            let first = text.query_selector(".differs").ok().flatten();
            if let Some(line) = first.and_then(|line| line.dyn_into::<HtmlElement>().ok()) {
                let above = line.offset_top() - text.offset_top() - text.client_height() / 3;
                text.set_scroll_top(above);
            }
        }
    });
    let known: std::collections::BTreeSet<&str> = props.other.lines().collect();
    html! {
        <div class="conflict-side"><h3>{ &props.title }</h3><pre ref={shown}>
            { for props.text.lines().enumerate().map(|(n, line)| html! { <span key={n} class={(!known.contains(line)).then_some("differs")}>{ line }{ "\n" }</span> }) }
        </pre></div>
    }
}

/// What [`Refused`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct RefusedProps {
    pub(crate) diagnostics: Rc<[String]>,
    pub(crate) send: Callback<Msg>,
}

/// What the server found against publishing.
#[component]
pub(crate) fn Refused(props: &RefusedProps) -> Html {
    let close = props.send.reform(|()| Msg::Dismiss);
    html! {
        <Dialog title={t!("refused")} onclose={close} wide=true testid="refused">
            <p class="soft">{ t!("refused-text") }</p>
            { for props.diagnostics.iter().map(|text| html! { <pre class="refused" lang="en">{ text }</pre> }) }
        </Dialog>
    }
}

/// What [`Keys`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct KeysProps {
    pub(crate) onclose: Callback<()>,
}

/// Every key.
#[component]
pub(crate) fn Keys(props: &KeysProps) -> Html {
    let letters = use_state(choices::letters);
    let onchange = {
        let letters = letters.setter();
        move |on| letters.set(on)
    };
    html! {
        <Dialog title={t!("keys")} onclose={props.onclose.clone()} testid="keys">
            <Letters {onchange} />
            <dl class="keys">{ for keys::listed(*letters).into_iter().map(|(key, words)| html! { <div key={key}><dt><Kbd keys={key} /></dt><dd>{ words }</dd></div> }) }</dl>
        </Dialog>
    }
}

/// What [`Find`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct FindProps {
    pub(crate) document: Same<Document>,
    pub(crate) send: Callback<Msg>,
    pub(crate) onclose: Callback<()>,
}

/// Finds a step.
#[component]
pub(crate) fn Find(props: &FindProps) -> Html {
    let items: Vec<PaletteItem> = props
        .document
        .cards
        .iter()
        .map(|card| PaletteItem {
            value: card.id.0.to_string().into(),
            label: card.name().to_owned().into(),
            also: format!("{} {}", card.id, card.summary).into(),
            group: AttrValue::default(),
            icon: words::card_icon(card),
            keys: None,
        })
        .collect();
    let onpick = {
        let (send, close) = (props.send.clone(), props.onclose.clone());
        Callback::from(move |id: AttrValue| {
            close.emit(());
            send.emit(Msg::Select(id.as_str().into()));
        })
    };
    html! { <CommandPalette placeholder={t!("search-steps")} {items} {onpick} onclose={props.onclose.clone()} /> }
}
