//! What one chooses for this browser, on whichever page: colours, language, and whether letters are keys.

use crate::choice::Switch;
use crate::i18n::{self, Language};
use crate::menu::MenuEntry;
use crate::theme::{self, Theme};
use crate::{storage, t};
use yew::prelude::*;

const LETTERS: &str = "trilha.letters";

/// Something chosen in a menu with [`entries`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Other colours: to be given to [`theme::choose`].
    Theme(Theme),
    /// Other words: to be given to [`i18n::choose`], after which everything is drawn anew.
    Language(Language),
}

impl Choice {
    /// Reads the value of one of the [`entries`]; none for any other.
    pub fn of(value: &str) -> Option<Self> {
        let theme = value.strip_prefix("theme-").map(Theme::named);
        let language = value.strip_prefix("language-").and_then(Language::of);
        theme.map(Self::Theme).or(language.map(Self::Language))
    }
}

/// The lines of a menu that choose colours and language.
pub fn entries() -> Vec<MenuEntry> {
    let chosen = theme::chosen();
    let mut entries = vec![MenuEntry::Head(t!("theme"))];
    entries.extend(Theme::ALL.map(|theme| {
        let label = match theme {
            Theme::System => t!("theme-system"),
            Theme::Light => t!("theme-light"),
            Theme::Dark => t!("theme-dark"),
        };
        MenuEntry::tick(format!("theme-{}", theme.name()), label, theme == chosen)
    }));
    entries.extend([MenuEntry::Line, MenuEntry::Head(t!("language"))]);
    entries.extend(Language::ALL.map(|language| {
        MenuEntry::tick(
            format!("language-{}", language.code()),
            language.name(),
            language == i18n::language(),
        )
    }));
    entries
}

/// Whether single letters, digits and signs are keys in this browser.
pub fn letters() -> bool {
    storage::get(LETTERS).as_deref() != Some("off")
}

/// What [`Letters`] takes.
#[derive(Properties, PartialEq)]
pub struct LettersProps {
    /// Switched, and kept.
    #[prop_or_default]
    pub onchange: Callback<bool>,
}

/// The switch of the keys that are single characters (WCAG 2.1.4). Test id `letters`.
#[component]
pub fn Letters(props: &LettersProps) -> Html {
    let on = use_state(letters);
    let onchange = {
        let (on, told) = (on.setter(), props.onchange.clone());
        move |wanted| {
            storage::set(LETTERS, if wanted { "on" } else { "off" });
            on.set(wanted);
            told.emit(wanted);
        }
    };
    html! {
        <div class="stack"><Switch label={t!("letters")} on={*on} {onchange} testid="letters" /><p class="quiet">{ t!("letters-text") }</p></div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_menu_says_what_is_chosen() {
        for theme in Theme::ALL {
            let value = format!("theme-{}", theme.name());
            assert_eq!(Choice::of(&value), Some(Choice::Theme(theme)));
        }
        for language in Language::ALL {
            let value = format!("language-{}", language.code());
            assert_eq!(Choice::of(&value), Some(Choice::Language(language)));
        }
        assert_eq!(Choice::of("keys"), None);
        assert_eq!(Choice::of("language-xx"), None);
    }
}
