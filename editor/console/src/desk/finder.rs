//! Ctrl-K: any conversation, any command.

use super::DeskProps;
use crate::keys::Command;
use crate::route::{Route, Section};
use crate::state::{Filter, Msg, Tab};
use crate::{api, errands, words};
use futures::future::join;
use gloo_timers::callback::Timeout;
use trilha_model::ConversationId;
use trilha_widgets::{CommandPalette, Icon, PaletteItem, t};
use trilha_wire::desk::{Listed, Summary};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The palette of the desk; conversations that are not in any list yet are asked for.
#[component]
pub(super) fn Finder(props: &DeskProps) -> Html {
    let DeskProps { state, send, go } = props;
    let found = use_state(|| (String::new(), Vec::<Summary>::new()));
    let timer = use_mut_ref(|| None::<Timeout>);
    let onquery = {
        let found = found.setter();
        Callback::from(move |text: String| {
            let found = found.clone();
            *timer.borrow_mut() = (text.trim().len() > 1).then(|| {
                Timeout::new(180, move || {
                    spawn_local(async move {
                        let filter = Filter {
                            queue: None,
                            text: text.clone(),
                        };
                        let [open, closed] =
                            [Tab::All, Tab::Closed].map(|tab| errands::list(tab, &filter, None));
                        let (open, closed) =
                            join(api::get::<Listed>(&open), api::get::<Listed>(&closed)).await;
                        let there = [open, closed].into_iter().filter_map(Result::ok);
                        let conversations = there.flat_map(|listed| listed.conversations);
                        found.set((text, conversations.collect()));
                    });
                })
            });
        })
    };
    let mut items = commands(props);
    items.extend(state.lines.values().map(|line| conversation(line, "")));
    let (query, more) = &*found;
    items.extend(
        more.iter()
            .filter(|line| !state.lines.contains_key(&line.id))
            .map(|line| conversation(line, query)),
    );
    let onpick = {
        let (send, go) = (send.clone(), go.clone());
        Callback::from(move |value: AttrValue| {
            if let Some(id) = value.strip_prefix("c:").and_then(ConversationId::parse) {
                go.emit(Route::Conversation(id));
            } else if let Some(section) = value.strip_prefix("s:") {
                Section::ALL
                    .into_iter()
                    .filter(|s| s.name() == section)
                    .for_each(|s| go.emit(Route::Settings(s)));
            } else if let Some(tab) = value.strip_prefix("t:") {
                Tab::ALL
                    .into_iter()
                    .filter(|t| t.name() == tab)
                    .for_each(|t| send.emit(Msg::Tab(t)));
            } else if let Some(available) = value.strip_prefix("a:") {
                send.emit(Msg::Available(available == "on"));
            } else if let Some(command) = Command::ALL
                .into_iter()
                .find(|command| value == command.shown())
            {
                send.emit(Msg::Key(command));
            }
        })
    };
    html! { <CommandPalette placeholder={t!("find")} {items} {onpick} {onquery} onclose={send.reform(|()| Msg::Overlay(None))} /> }
}

fn item(
    value: impl Into<AttrValue>,
    label: AttrValue,
    group: AttrValue,
    icon: Icon,
) -> PaletteItem {
    PaletteItem {
        value: value.into(),
        label,
        also: AttrValue::default(),
        group,
        icon,
        keys: None,
    }
}

fn commands(props: &DeskProps) -> Vec<PaletteItem> {
    let state = &props.state;
    let mut items = Vec::new();
    if let Some(line) = state.target() {
        let (may, group) = (state.can(line), state.may_group(line));
        let all = [
            (may.take, Command::Take, Icon::Hand),
            (may.work, Command::Reply, Icon::Message),
            (may.note, Command::Note, Icon::Note),
            (may.transfer, Command::Transfer, Icon::Transfer),
            (group, Command::Group, Icon::Lock),
            (may.release, Command::GiveBack, Icon::Bot),
            (may.release, Command::Resolve, Icon::Check),
        ];
        let possible = all.into_iter().filter(|(so, ..)| *so);
        items.extend(possible.map(|(_, command, icon)| PaletteItem {
            keys: Some(command.shown().into()),
            ..item(
                command.shown(),
                words::command(command),
                t!("this-conversation"),
                icon,
            )
        }));
    }
    let role = state.me.as_ref().map(|me| me.role).unwrap_or_default();
    items.extend(Tab::shown_to(role).map(|tab| {
        item(
            format!("t:{}", tab.name()),
            words::tab(tab),
            t!("go-to"),
            Icon::List,
        )
    }));
    let role = state.me.as_ref().map(|me| me.role).unwrap_or_default();
    let sections = Section::all_for(role);
    items.extend(sections.map(|section| {
        item(
            format!("s:{}", section.name()),
            words::section(section),
            t!("go-to"),
            Icon::Settings,
        )
    }));
    let available = state.me.as_ref().is_some_and(|me| me.available);
    let (value, label) = if available {
        ("a:off", t!("become-unavailable"))
    } else {
        ("a:on", t!("become-available"))
    };
    items.push(item(value, label, t!("commands"), Icon::Bell));
    items.push(PaletteItem {
        keys: Some("?".into()),
        ..item("?", t!("keys"), t!("commands"), Icon::Keyboard)
    });
    items
}

fn conversation(line: &Summary, query: &str) -> PaletteItem {
    let number = line
        .ticket
        .as_ref()
        .map_or("", |ticket| ticket.number.as_str());
    PaletteItem {
        also: format!("{number} {} {query}", line.preview).into(),
        ..item(
            format!("c:{}", line.id),
            format!("{} · {}", words::contact(line), line.inbox_title).into(),
            t!("conversations"),
            Icon::Message,
        )
    }
}
