//! Light or dark: the system's wish, unless one chose.

use crate::storage;

const KEY: &str = "trilha.theme";

/// A choice of colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the system wishes.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// As stored and as `data-theme`.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The one with this name; the system's otherwise.
    pub fn named(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|theme| theme.name() == name)
            .unwrap_or(Self::System)
    }
}

/// What was chosen in this browser.
pub fn chosen() -> Theme {
    storage::get(KEY).map_or(Theme::System, |name| Theme::named(&name))
}

/// Chooses, keeps the choice, and applies it to the page.
pub fn choose(theme: Theme) {
    storage::set(KEY, theme.name());
    apply(theme);
}

/// Applies a choice to the page. To be called once at start with [`chosen`].
pub fn apply(theme: Theme) {
    let Some(root) = web_sys::window()
        .and_then(|w| w.document())
        .and_then(|d| d.document_element())
    else {
        return;
    };
    let done = match theme {
        Theme::System => root.remove_attribute("data-theme"),
        Theme::Light | Theme::Dark => root.set_attribute("data-theme", theme.name()),
    };
    debug_assert!(done.is_ok(), "data-theme is a valid attribute name");
}
