//! Small marks: badges, dots, initials, keys.

use crate::icon::{Glyph, Icon};
use yew::prelude::*;

/// What a colour means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// Ours.
    Accent,
    /// Good.
    Ok,
    /// Mind it.
    Warn,
    /// Wrong.
    Bad,
}

impl Tone {
    /// Its class.
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Accent => "accent",
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

/// What [`Badge`] takes.
#[derive(Properties, PartialEq)]
pub struct BadgeProps {
    /// What it says.
    pub label: AttrValue,
    /// Its colour.
    #[prop_or_default]
    pub tone: Tone,
    /// A drawing before the words.
    #[prop_or_default]
    pub icon: Option<Icon>,
    /// Round and filled, for a number.
    #[prop_or_default]
    pub count: bool,
    /// What it means, as a tooltip.
    #[prop_or_default]
    pub title: Option<AttrValue>,
    /// `data-testid`.
    #[prop_or_default]
    pub testid: Option<AttrValue>,
}

/// A word on a coloured ground.
#[component]
pub fn Badge(props: &BadgeProps) -> Html {
    html! {
        <span class={classes!("badge", props.tone.class(), props.count.then_some("count"))} title={props.title.clone()} data-testid={props.testid.clone()}>
            if let Some(icon) = props.icon { <Glyph {icon} size={12} /> }
            <span class="cut">{ &props.label }</span>
        </span>
    }
}

/// What [`Dot`] takes.
#[derive(Properties, PartialEq)]
pub struct DotProps {
    /// Its colour.
    #[prop_or_default]
    pub tone: Tone,
    /// A colour of its own as `#rrggbb`.
    #[prop_or_default]
    pub colour: Option<AttrValue>,
    /// What it means, as a tooltip.
    #[prop_or_default]
    pub title: Option<AttrValue>,
}

/// A dot.
#[component]
pub fn Dot(props: &DotProps) -> Html {
    let style = props
        .colour
        .as_deref()
        .filter(|colour| is_colour(colour))
        .map(|colour| format!("background:{colour}"));
    html! { <span class={classes!("dot", props.tone.class())} {style} title={props.title.clone()} aria-hidden="true"></span> }
}

/// Whether `text` is a colour as `#rrggbb`.
pub fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// What [`Avatar`] takes.
#[derive(Properties, PartialEq)]
pub struct AvatarProps {
    /// Whose.
    pub name: AttrValue,
    /// `small` or `large`.
    #[prop_or_default]
    pub class: Classes,
}

/// The initials of a name, on a colour that stays with it.
#[component]
pub fn Avatar(props: &AvatarProps) -> Html {
    html! {
        <span class={classes!("avatar", props.class.clone())} style={format!("--hue:{}", hue(&props.name))} aria-hidden="true">
            { initials(&props.name) }
        </span>
    }
}

/// At most two letters.
pub fn initials(name: &str) -> String {
    let words: Vec<&str> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let first = words.first().and_then(|w| w.chars().next());
    let last = words
        .last()
        .filter(|_| words.len() > 1)
        .and_then(|w| w.chars().next());
    let letters: String = first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect();
    if letters.is_empty() {
        "?".to_owned()
    } else {
        letters
    }
}

fn hue(name: &str) -> u32 {
    name.bytes().fold(7_u32, |hash, byte| {
        hash.wrapping_mul(31).wrapping_add(u32::from(byte))
    }) % 360
}

/// What [`Kbd`] takes.
#[derive(Properties, PartialEq)]
pub struct KbdProps {
    /// The key.
    pub keys: AttrValue,
}

/// A key, as on a keyboard.
#[component]
pub fn Kbd(props: &KbdProps) -> Html {
    html! { <kbd class="kbd">{ &props.keys }</kbd> }
}

#[cfg(test)]
mod tests {
    use super::{initials, is_colour};

    #[test]
    fn initials_are_the_first_and_last_word() {
        assert_eq!(initials("Ana Maria de Souza"), "AS");
        assert_eq!(initials("érica"), "É");
        assert_eq!(initials("+55 11 9"), "59");
        assert_eq!(initials("  "), "?");
    }

    #[test]
    fn only_a_colour_reaches_the_page() {
        assert!(is_colour("#0c6577"));
        assert!(!is_colour("red;background:url(x)"));
        assert!(!is_colour("#12345"));
    }
}
