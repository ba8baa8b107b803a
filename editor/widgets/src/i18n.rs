//! The words of the pages in Portuguese, English and Spanish, written in Fluent.
//!
//! A page calls [`start`] once with its own texts, then [`t!`](crate::t) wherever it speaks. After
//! [`choose`], everything must be drawn anew: give the page's root the language as its `key`.

pub mod proof;

use crate::storage;
pub use fluent_bundle::{FluentArgs, FluentValue};
use fluent_bundle::{FluentBundle, FluentResource};
use std::cell::RefCell;
use unic_langid::LanguageIdentifier;

const KEY: &str = "trilha.language";

/// A language the pages speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Brazilian Portuguese.
    Portuguese,
    /// English.
    English,
    /// Spanish.
    Spanish,
}

impl Language {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Portuguese, Self::English, Self::Spanish];

    /// As BCP 47.
    pub fn code(self) -> &'static str {
        match self {
            Self::Portuguese => "pt-BR",
            Self::English => "en",
            Self::Spanish => "es",
        }
    }

    /// Its own name for itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::Portuguese => "Português",
            Self::English => "English",
            Self::Spanish => "Español",
        }
    }

    /// The one that speaks a BCP 47 tag such as `pt`, `en-GB`, `es-419`.
    pub fn of(tag: &str) -> Option<Self> {
        let first = tag.split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| {
            language
                .code()
                .split('-')
                .next()
                .is_some_and(|own| own.eq_ignore_ascii_case(first))
        })
    }
}

/// Texts in every language, in the order of [`Language::ALL`].
pub type Texts = [&'static str; 3];

/// The texts that every page shares.
pub const SHARED: Texts = [
    include_str!("../i18n/pt-BR.ftl"),
    include_str!("../i18n/en.ftl"),
    include_str!("../i18n/es.ftl"),
];

struct Spoken {
    language: Language,
    texts: Vec<Texts>,
    bundle: FluentBundle<FluentResource>,
}

thread_local! {
    static SPOKEN: RefCell<Option<Spoken>> = const { RefCell::new(None) };
}

/// Begins to speak: the language chosen in this browser, else the browser's, else English.
pub fn start(own: Texts) -> Language {
    let language = storage::get(KEY)
        .and_then(|tag| Language::of(&tag))
        .or_else(|| {
            web_sys::window()?
                .navigator()
                .language()
                .and_then(|tag| Language::of(&tag))
        })
        .unwrap_or(Language::English);
    speak(language, vec![SHARED, own]);
    language
}

/// Speaks another language from now on, and keeps the choice.
pub fn choose(language: Language) {
    storage::set(KEY, language.code());
    let texts = SPOKEN.with_borrow(|spoken| {
        spoken
            .as_ref()
            .map_or_else(|| vec![SHARED], |spoken| spoken.texts.clone())
    });
    speak(language, texts);
}

/// The language spoken now.
pub fn language() -> Language {
    SPOKEN.with_borrow(|spoken| {
        spoken
            .as_ref()
            .map_or(Language::English, |spoken| spoken.language)
    })
}

fn speak(language: Language, texts: Vec<Texts>) {
    if let Some(root) = web_sys::window()
        .and_then(|w| w.document())
        .and_then(|d| d.document_element())
    {
        let set = root.set_attribute("lang", language.code());
        debug_assert!(set.is_ok(), "lang is a valid attribute name");
    }
    let bundle = bundle(language, &texts);
    SPOKEN.set(Some(Spoken {
        language,
        texts,
        bundle,
    }));
}

fn bundle(language: Language, texts: &[Texts]) -> FluentBundle<FluentResource> {
    let id: LanguageIdentifier = language
        .code()
        .parse()
        .expect("invariant: our codes are BCP 47");
    let mut bundle = FluentBundle::new(vec![id]);
    bundle.set_use_isolating(false);
    let place = Language::ALL
        .iter()
        .position(|l| *l == language)
        .unwrap_or(1);
    for text in texts.iter().filter_map(|all| all.get(place)) {
        let resource =
            FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(readable, _)| readable);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// The words for `key`. Where there are none, the key itself; the tests see to it that this never shows.
pub fn text(key: &str, arguments: Option<&FluentArgs>) -> String {
    SPOKEN.with_borrow(|spoken| {
        let found = spoken.as_ref().and_then(|spoken| {
            let pattern = spoken.bundle.get_message(key)?.value()?;
            Some(
                spoken
                    .bundle
                    .format_pattern(pattern, arguments, &mut Vec::new())
                    .into_owned(),
            )
        });
        found.unwrap_or_else(|| key.to_owned())
    })
}

/// The words for a key, as an `AttrValue`: `t!("take")`, `t!("taken-by", name = name)`. The key is always written out,
/// so that a test can find it.
#[macro_export]
macro_rules! t {
    ($key:literal) => {
        ::yew::AttrValue::from($crate::i18n::text($key, None))
    };
    ($key:literal, $($name:ident = $value:expr),+ $(,)?) => {{
        let mut arguments = $crate::i18n::FluentArgs::new();
        $(arguments.set(stringify!($name), $value);)+
        ::yew::AttrValue::from($crate::i18n::text($key, Some(&arguments)))
    }};
}
