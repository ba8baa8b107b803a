//! Oneself: who one is, and one's password.

use super::fetched::use_fetched;
use super::screen::{set, use_form};
use super::{form_error, head, valid};
use crate::words;
use std::rc::Rc;
use trilha_model::AgentId;
use trilha_widgets::{Avatar, Button, ButtonKind, Letters, TextField, t, use_toasts};
use trilha_wire::staff::{Me, PasswordChange, Queue, Team};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) me: Rc<Me>,
}

/// The profile.
#[component]
pub(super) fn Profile(props: &Props) -> Html {
    let me = &props.me;
    let queues = use_fetched::<Vec<Queue>>("/api/queues");
    let teams = use_fetched::<Vec<Team>>("/api/teams");
    let current = use_state(String::new);
    let password = use_state(String::new);
    let form = use_form();
    let toasts = use_toasts();
    let faults = (valid::some(&current), valid::password(&password));
    let ondone = {
        let (current, password, forgive) = (current.setter(), password.setter(), form.forgive());
        Callback::from(move |()| {
            current.set(String::new());
            password.set(String::new());
            forgive.emit(());
            if let Some(toasts) = &toasts {
                toasts.ok(t!("password-changed"));
            }
        })
    };
    let body = PasswordChange {
        current: (*current).clone(),
        password: (*password).clone(),
    };
    let path = "/api/session/password".to_owned();
    let onsubmit = form
        .put(faults == (None, None), ondone, path, body)
        .reform(|event: SubmitEvent| event.prevent_default());
    let wrong = form
        .refused()
        .filter(|refusal| refusal.kind() == "wrong-credentials");
    let current_fault = wrong
        .map(|_| t!("fault-current"))
        .or_else(|| form.fault(faults.0, t!("fault-missing")));
    html! {
        <>
            { head(t!("profile"), t!("profile-text"), None) }
            <div class="card who"><Avatar name={me.name.clone()} class="large" /><div><h3>{ &me.name }</h3><p class="soft"><span class="mono">{ me.id.as_str() }</span>{ " · " }{ words::role(me.role) }</p></div></div>
            { belongs(me, queues.there(), teams.there()) }
            <form class="card stack" {onsubmit} novalidate=true>
                <h2>{ t!("change-password") }</h2>
                <TextField label={t!("current-password")} kind="password" autocomplete="current-password" value={(*current).clone()} oninput={set(&current)}
                    error={current_fault} testid="current-password" />
                <TextField label={t!("new-password")} kind="password" autocomplete="new-password" value={(*password).clone()} oninput={set(&password)}
                    hint={t!("password-hint")} error={form.fault(faults.1, t!("fault-password"))} testid="own-password" />
                { form_error(form.refused().filter(|_| wrong.is_none())) }
                <div><Button label={t!("change-password")} kind={ButtonKind::Primary} submit=true busy={form.busy()} testid="change-password" /></div>
            </form>
            <div class="card stack"><h2>{ t!("keys") }</h2><Letters /></div>
        </>
    }
}

/// The queues one works, and the teams one is in.
fn belongs(me: &Me, queues: Option<&Vec<Queue>>, teams: Option<&Vec<Team>>) -> Html {
    let own = |members: &[AgentId]| members.contains(&me.id);
    let queues = queues.into_iter().flatten();
    let queues = queues.filter(|queue| own(&queue.settings.members));
    let teams = teams.into_iter().flatten();
    let teams = teams.filter(|team| own(&team.settings.members));
    let queues: Vec<_> = queues.map(|queue| queue.settings.title.as_str()).collect();
    let teams: Vec<_> = teams.map(|team| team.settings.title.as_str()).collect();
    html! {
        <div class="card stack">
            <h2>{ t!("belongs") }</h2>
            <dl class="facts">
                <div><dt>{ t!("queues") }</dt><dd data-testid="own-queues">{ all_of(&queues) }</dd></div>
                <div><dt>{ t!("teams") }</dt><dd data-testid="own-teams">{ all_of(&teams) }</dd></div>
            </dl>
        </div>
    }
}

fn all_of(titles: &[&str]) -> Html {
    html! { if titles.is_empty() { <span class="quiet">{ t!("belongs-to-none") }</span> } else { { titles.join(", ") } } }
}
