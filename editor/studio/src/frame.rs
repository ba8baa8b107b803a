//! What every screen has at its edge: the way to the desk, the list of trails, and the choices of this browser.

use crate::app::House;
use crate::page::Route;
use trilha_widgets::choices::Choice;
use trilha_widgets::{Button, Glyph, Icon, Menu, MenuEntry, MenuSide, choices, t, theme};
use yew::prelude::*;

/// What [`Choices`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) house: House,
    /// Shows the keys, where a screen has some.
    #[prop_or_default]
    pub(crate) onkeys: Option<Callback<()>>,
    /// Redoes, where a screen can: a phone's bar has no room for it.
    #[prop_or_default]
    pub(crate) onredo: Option<Callback<()>>,
    /// Whether there is something to redo.
    #[prop_or_default]
    pub(crate) can_redo: bool,
}

/// Colours, language, keys, the desk.
#[component]
pub(crate) fn Choices(props: &Props) -> Html {
    let turn = use_state(|| 0_u32);
    let mut entries = vec![
        MenuEntry::item("desk", t!("desk"), Some(Icon::Desk)),
        MenuEntry::item("trails", t!("trails"), Some(Icon::Branch)),
    ];
    if props.onredo.is_some() {
        entries.push(
            MenuEntry::item("redo", t!("redo"), Some(Icon::Redo))
                .with_keys("Ctrl+Y")
                .disabled_if(!props.can_redo),
        );
    }
    if props.onkeys.is_some() {
        entries.push(MenuEntry::item("keys", t!("keys"), Some(Icon::Keyboard)).with_keys("?"));
    }
    entries.push(MenuEntry::Line);
    entries.extend(choices::entries());
    let onpick = {
        let (house, turn) = (props.house.clone(), turn.clone());
        let (onkeys, onredo) = (props.onkeys.clone(), props.onredo.clone());
        Callback::from(move |value: AttrValue| match value.as_str() {
            "desk" => drop(crate::page::window().location().assign("/desk")),
            "trails" => house.go.emit(Route::List),
            "redo" => onredo.iter().for_each(|redo| redo.emit(())),
            "keys" => onkeys.iter().for_each(|keys| keys.emit(())),
            other => match Choice::of(other) {
                Some(Choice::Theme(theme)) => {
                    theme::choose(theme);
                    turn.set(*turn + 1);
                }
                Some(Choice::Language(language)) => house.speak.emit(language),
                None => {}
            },
        })
    };
    html! { <Menu bare=true icon={Icon::More} label={t!("more")} side={MenuSide::End} {entries} {onpick} testid="me-menu" /> }
}

/// The server is newer than this page, or older.
#[component]
pub(crate) fn Outdated() -> Html {
    html! {
        <div class="notice" role="alert" data-testid="outdated">
            <Glyph icon={Icon::Info} size={14} /><span>{ t!("outdated") }</span>
            <Button label={t!("reload")} small=true icon={Icon::Refresh} onclick={|()| crate::page::reload()} testid="outdated-reload" />
        </div>
    }
}
