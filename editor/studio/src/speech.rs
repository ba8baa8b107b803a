//! A text for contacts: one, or a tab for each language.

use crate::live::{Live, Look};
use crate::verdicts::Verdict;
use crate::words;
use smol_str::SmolStr;
use trilha_state::form::Speech;
use trilha_widgets::{Icon, IconButton, Menu, MenuEntry, t};
use yew::prelude::*;

/// What [`SpeechField`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) speech: Speech,
    /// The languages there are in the trail, its own first.
    pub(crate) languages: Vec<SmolStr>,
    pub(crate) aria: AttrValue,
    pub(crate) onchange: Callback<Speech>,
    #[prop_or_default]
    pub(crate) error: Option<Verdict>,
    /// The texts can be read, not changed.
    pub(crate) locked: bool,
    /// Drawn at the end of the row above.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// The text, and its languages above.
#[component]
pub(crate) fn SpeechField(props: &Props) -> Html {
    let chosen = use_state(|| 0_usize);
    let at = (*chosen).min(props.speech.len().saturating_sub(1));
    let several = props
        .speech
        .first()
        .is_some_and(|(language, _)| !language.is_empty());
    let (language, text) = props.speech.get(at).cloned().unwrap_or_default();
    let onchange = {
        let (speech, to) = (props.speech.clone(), props.onchange.clone());
        Callback::from(move |text: String| {
            let mut speech = speech.clone();
            match speech.get_mut(at) {
                Some(slot) => slot.1 = text,
                None => speech.push((SmolStr::default(), text)),
            }
            to.emit(speech);
        })
    };
    let add = {
        let (speech, to, own, chosen) = (
            props.speech.clone(),
            props.onchange.clone(),
            props.languages.first().cloned(),
            chosen.setter(),
        );
        Callback::from(move |language: AttrValue| {
            let mut speech = speech.clone();
            for (known, _) in &mut speech {
                if known.is_empty() {
                    *known = own.clone().unwrap_or_else(|| "en".into());
                }
            }
            speech.push((language.as_str().into(), "…".to_owned()));
            chosen.set(speech.len() - 1);
            to.emit(speech);
        })
    };
    let remove = {
        let (speech, to) = (props.speech.clone(), props.onchange.clone());
        Callback::from(move |()| {
            let mut speech = speech.clone();
            if at < speech.len() {
                speech.remove(at);
            }
            if let [(language, _)] = speech.as_mut_slice() {
                *language = SmolStr::default();
            }
            to.emit(speech);
        })
    };
    let known = |language: &str| {
        props.speech.iter().any(|(known, _)| known == language)
            || (!several && props.languages.first().is_some_and(|own| own == language))
    };
    let mut offered: Vec<SmolStr> = props.languages.clone();
    offered.extend(["pt-BR", "en", "es"].map(SmolStr::new_static));
    let mut entries = Vec::new();
    for (n, language) in offered.iter().enumerate() {
        if !known(language) && !offered.iter().take(n).any(|before| before == language) {
            entries.push(MenuEntry::item(
                language.to_string(),
                words::language(language),
                None,
            ));
        }
    }
    let tabs = props.speech.iter().enumerate().filter(|_| several).map(|(n, (language, _))| {
        let onclick = { let chosen = chosen.setter(); move |_: MouseEvent| chosen.set(n) };
        html! {
            <button key={language.as_str()} type="button" class="language" aria-pressed={if n == at { "true" } else { "false" }} {onclick}
                title={words::language(language)} data-testid={format!("language-{language}")}>{ language.as_str() }</button>
        }
    });
    html! {
        <div class="speech">
            <div class="speech-bar">
                { for tabs }
                if several && !props.locked { <IconButton small=true icon={Icon::X} label={t!("language-remove")} onclick={remove} testid="language-remove" /> }
                if !entries.is_empty() && !props.locked { <Menu bare=true small=true icon={Icon::Globe} label={t!("language-add")} {entries} onpick={add} testid="language-add" /> }
                <span class="grow"></span>
                { props.children.clone() }
            </div>
            <Live key={language.as_str()} look={Look::Lines} value={text} aria={props.aria.clone()} {onchange} error={props.error.clone()} readonly={props.locked} />
        </div>
    }
}
