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
        <Button label={t!("conflict-theirs")} icon={Icon::Refresh} disabled={!ready} onclick={props.send.reform(|()| Msg::TakeTheirs)} testid="conflict-theirs" />
        <Button kind={ButtonKind::Primary} label={t!("conflict-mine")} icon={Icon::Save} disabled={!ready} onclick={props.send.reform(|()| Msg::KeepMine)} testid="conflict-mine" />
    </> };
    html! {
        <Dialog title={t!("conflict")} onclose={close} {foot} wide=true testid="conflict">
            <p class="soft">{ t!("conflict-text") }</p>
            if let Some(theirs) = &props.theirs {
                if *both { <div class="conflict-both">{ side(t!("conflict-on-disk"), &theirs.text, &props.mine) }{ side(t!("conflict-here"), &props.mine, &theirs.text) }</div> }
            } else { <Spinner /> }
        </Dialog>
    }
}

/// One of the two texts, the lines the other lacks marked.
fn side(title: AttrValue, text: &str, other: &str) -> Html {
    let known: std::collections::BTreeSet<&str> = other.lines().collect();
    html! {
        <div class="conflict-side"><h3>{ title }</h3><pre>
            { for text.lines().enumerate().map(|(n, line)| html! { <span key={n} class={(!known.contains(line)).then_some("differs")}>{ line }{ "\n" }</span> }) }
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
