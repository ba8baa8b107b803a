//! The settings: what admins set up, and one's own profile.

mod automations;
mod calendars;
mod entries;
mod events;
mod fetched;
mod firings;
mod given_up;
mod inboxes;
mod mail;
mod members;
mod named;
mod profile;
mod queues;
mod reset;
mod screen;
mod shown;
mod teams;
mod tokens;
mod trial;
mod users;
mod valid;
mod webhooks;

use crate::refusal::Refusal;
use crate::route::{Route, Section};
use crate::state::State;
use crate::words;
use automations::Automations;
use calendars::Calendars;
use entries::{Entries, Kind};
use fetched::{Changes, Fetched};
use firings::Log;
use inboxes::Inboxes;
use mail::Mail;
use profile::Profile;
use queues::Queues;
use std::rc::Rc;
use teams::Teams;
use tokens::Tokens;
use trilha_model::Role;
use trilha_widgets::{Button, ButtonKind, Empty, Failure, Glyph, Icon, Skeleton, t};
use users::Users;
use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};
use webhooks::Webhooks;
use yew::prelude::*;

/// What [`Settings`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) section: Section,
    /// The automation whose log is shown; empty: all of them.
    pub(crate) of: AttrValue,
    pub(crate) state: Rc<State>,
    pub(crate) go: Callback<Route>,
}

/// A list of screens and the chosen one.
#[component]
pub(crate) fn Settings(props: &Props) -> Html {
    let tabs = use_node_ref();
    use_effect_with(props.section, {
        let tabs = tabs.clone();
        move |_| {
            let chosen = tabs
                .cast::<Element>()
                .and_then(|tabs| tabs.query_selector("[aria-current]").ok()?);
            if let Some(chosen) = chosen {
                let options = ScrollIntoViewOptions::new();
                options.set_block(ScrollLogicalPosition::Nearest);
                options.set_inline(ScrollLogicalPosition::Center);
                chosen.scroll_into_view_with_scroll_into_view_options(&options);
            }
        }
    });
    let Some(me) = &props.state.me else {
        return Html::default();
    };
    let admin = me.role == Role::Admin;
    let sections = Section::all_for(me.role);
    let screen = match props.section {
        Section::Profile => html! { <Profile me={me.clone()} /> },
        section if !section.is_for(me.role) => {
            html! { <Empty icon={Icon::Lock} title={t!("admins-only")} /> }
        }
        Section::Users => html! { <Users me={me.id.clone()} /> },
        Section::Queues => html! { <Queues /> },
        Section::Teams => html! { <Teams /> },
        Section::Inboxes => html! { <Inboxes /> },
        Section::Automations => html! { <Automations arranges={admin} go={props.go.clone()} /> },
        Section::Firings => html! { <Log of={props.of.clone()} go={props.go.clone()} /> },
        Section::Calendars => html! { <Calendars /> },
        Section::Env => html! { <Entries key="env" kind={Kind::Env} /> },
        Section::Mail => html! { <Mail /> },
        Section::Webhooks => html! { <Webhooks /> },
        Section::Tokens => html! { <Tokens /> },
        Section::Secrets => html! { <Entries key="secrets" kind={Kind::Secret} /> },
    };
    html! {
        <div class="settings">
            <nav class="settings-nav" aria-label={t!("settings")} ref={tabs}>
                <h2>{ t!("settings") }</h2>
                { for sections.map(|section| link(section, props)) }
            </nav>
            <main class="settings-main"><div class="settings-page">
                <ContextProvider<Changes> context={Changes(props.state.changes)}>{ screen }</ContextProvider<Changes>>
            </div></main>
        </div>
    }
}

fn link(section: Section, props: &Props) -> Html {
    let icon = match section {
        Section::Users => Icon::Users,
        Section::Queues => Icon::Queue,
        Section::Teams => Icon::Team,
        Section::Inboxes => Icon::Inbox,
        Section::Automations => Icon::Play,
        Section::Firings => Icon::List,
        Section::Calendars => Icon::Clock,
        Section::Env => Icon::Variable,
        Section::Secrets => Icon::Key,
        Section::Mail => Icon::Send,
        Section::Webhooks => Icon::Link,
        Section::Tokens => Icon::Lock,
        Section::Profile => Icon::User,
    };
    let route = Route::Settings(section);
    let (href, go) = (route.path(), props.go.clone());
    let onclick = move |event: MouseEvent| {
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            go.emit(route.clone());
        }
    };
    html! {
        <a key={section.name()} {href} {onclick} aria-current={(section == props.section).then_some("page")} data-testid={format!("settings-{}", section.name())}>
            <Glyph {icon} /><span>{ words::section(section) }</span>
        </a>
    }
}

/// The head of a screen: what it is for, and the button that makes a new one.
fn head(title: AttrValue, text: AttrValue, new: Option<(AttrValue, Callback<()>)>) -> Html {
    html! {
        <header class="settings-head">
            <div class="grow"><h1>{ title }</h1><p class="soft">{ text }</p></div>
            if let Some((label, onclick)) = new { <Button {label} {onclick} icon={Icon::Plus} kind={ButtonKind::Primary} testid="new" /> }
        </header>
    }
}

/// What is fetched, or why it is not there.
fn body<T: PartialEq + 'static>(fetched: &Fetched<T>, draw: impl FnOnce(&T) -> Html) -> Html {
    match fetched.get() {
        None => html! {
            <div class="stack" aria-busy="true">{ for (0..4).map(|n| html! { <Skeleton key={n} height="36px" /> }) }</div>
        },
        Some(Err(refusal)) => {
            html! { <Failure title={words::refusal(refusal)} detail={words::detail(refusal)} onretry={fetched.reload()} /> }
        }
        Some(Ok(there)) => draw(there),
    }
}

/// A refusal that belongs to no field, above a form's buttons.
fn form_error(refusal: Option<&Refusal>) -> Html {
    html! {
        if let Some(refusal) = refusal {
            <p class="alert" role="alert" data-testid="form-error"><Glyph icon={Icon::Alert} size={14} />{ words::reason(refusal) }</p>
        }
    }
}
