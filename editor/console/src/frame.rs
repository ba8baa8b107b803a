//! The frame around every screen: the rail, and what must be said over all of it.

use crate::route::{Route, Section};
use crate::state::{Link, Msg, Overlay, State};
use crate::{page, sound, words};
use std::rc::Rc;
use trilha_model::Role;
use trilha_widgets::choices::Choice;
use trilha_widgets::i18n::Language;
use trilha_widgets::{
    Avatar, Button, Dot, Glyph, Icon, IconButton, IconLink, Menu, MenuEntry, MenuSide, Switch,
    Tone, choices, t, theme,
};
use yew::prelude::*;

/// What [`Frame`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) state: Rc<State>,
    pub(crate) route: Route,
    pub(crate) go: Callback<Route>,
    pub(crate) send: Callback<Msg>,
    pub(crate) onlanguage: Callback<Language>,
    pub(crate) onsignout: Callback<()>,
    pub(crate) children: Html,
}

/// The rail and what stands beside it.
#[component]
pub(crate) fn Frame(props: &Props) -> Html {
    let Some(me) = props.state.me.clone() else {
        return Html::default();
    };
    let at_settings = props.route.section().is_some();
    let sound_on = use_state(sound::wanted);
    let section = if me.role == Role::Admin {
        Section::Users
    } else {
        Section::Profile
    };
    let to = |route: Route| {
        let go = props.go.clone();
        Callback::from(move |()| go.emit(route.clone()))
    };
    let toggle_sound = {
        let sound_on = sound_on.clone();
        move |()| {
            sound::want(!*sound_on);
            if !*sound_on {
                sound::wake();
                sound::play(crate::state::Chime::Message);
            }
            sound_on.set(!*sound_on);
        }
    };
    let waiting = props.state.counts.waiting;
    html! {
        <div class={classes!("frame", props.state.open.is_some().then_some("deep"))}>
            <nav class="rail" aria-label={t!("main-menu")} data-testid="rail">
                <span class="logo" aria-hidden="true"><Glyph icon={Icon::Branch} size={20} /></span>
                <span class="rail-item">
                    <IconLink icon={Icon::Desk} label={t!("desk")} href={Route::Desk.path()} current={!at_settings} onclick={to(Route::Desk)} testid="rail-desk" />
                    if waiting > 0 { <span class="rail-count" aria-hidden="true">{ if waiting > 99 { "99+".to_owned() } else { waiting.to_string() } }</span> }
                </span>
                if me.role != Role::Agent {
                    <IconLink icon={Icon::Branch} label={t!("trails")} href="/studio" testid="rail-trails" />
                }
                <IconLink icon={Icon::Settings} label={t!("settings")} href={Route::Settings(section).path()} current={at_settings} onclick={to(Route::Settings(section))} testid="rail-settings" />
                <span class="grow"></span>
                <IconButton icon={if *sound_on { Icon::Sound } else { Icon::SoundOff }} label={if *sound_on { t!("sound-on") } else { t!("sound-off") }} onclick={toggle_sound} testid="sound" />
                <span class="rail-switch">
                    <Switch bare=true label={if me.available { t!("available") } else { t!("unavailable") }} on={me.available}
                        onchange={props.send.reform(Msg::Available)} testid="availability" />
                </span>
                <Menu label={t!("me-menu", name = me.name.as_str())} bare=true side={MenuSide::Side} testid="me-menu" onpick={pick(props)}
                    face={html! { <span class="rail-avatar"><Avatar name={me.name.clone()} /><Dot tone={if me.available { Tone::Ok } else { Tone::Plain }} /></span> }}
                    entries={entries(&me.name, &me.version, &words::role(me.role))} />
            </nav>
            <div class="room">
                if props.state.link == Link::Retrying {
                    <p class="banner" role="status" data-testid="reconnecting"><Glyph icon={Icon::WifiOff} size={14} /><span>{ t!("reconnecting") }</span></p>
                }
                { props.children.clone() }
            </div>
        </div>
    }
}

fn entries(name: &str, version: &str, role: &AttrValue) -> Vec<MenuEntry> {
    let mut entries = vec![
        MenuEntry::Head(format!("{name} · {role}").into()),
        MenuEntry::item("profile", t!("profile"), Some(Icon::User)),
        MenuEntry::item("keys", t!("keys"), Some(Icon::Keyboard)).with_keys("?"),
        MenuEntry::Line,
    ];
    entries.extend(choices::entries());
    entries.extend([
        MenuEntry::Line,
        MenuEntry::item("sign-out", t!("sign-out"), Some(Icon::SignOut)),
        MenuEntry::Head(format!("Trilha {version}").into()),
    ]);
    entries
}

fn pick(props: &Props) -> Callback<AttrValue> {
    let (go, send) = (props.go.clone(), props.send.clone());
    let (onlanguage, onsignout) = (props.onlanguage.clone(), props.onsignout.clone());
    Callback::from(move |value: AttrValue| match value.as_str() {
        "profile" => go.emit(Route::Settings(Section::Profile)),
        "keys" => {
            go.emit(Route::Desk);
            send.emit(Msg::Overlay(Some(Overlay::Keys)));
        }
        "sign-out" => onsignout.emit(()),
        other => match Choice::of(other) {
            Some(Choice::Theme(theme)) => {
                theme::choose(theme);
                send.emit(Msg::Tick);
            }
            Some(Choice::Language(language)) => onlanguage.emit(language),
            None => {}
        },
    })
}

/// The server is newer than this page.
#[component]
pub(crate) fn Outdated() -> Html {
    html! {
        <div class="banner accent" role="alert" data-testid="outdated">
            <Glyph icon={Icon::Info} size={14} /><span>{ t!("outdated") }</span>
            <Button label={t!("reload")} small=true icon={Icon::Refresh} onclick={|()| page::reload()} testid="outdated-reload" />
        </div>
    }
}
