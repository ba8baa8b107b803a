//! Oneself: who one is, and one's password.

use super::fetched::use_change;
use super::valid::{self, Fault};
use super::{form_error, head};
use crate::letters::Letters;
use crate::{api, words};
use gloo_net::http::Method;
use std::rc::Rc;
use trilha_widgets::{Avatar, Button, ButtonKind, TextField, t, use_toasts};
use trilha_wire::staff::{Me, PasswordChange};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) me: Rc<Me>,
}

/// The profile.
#[component]
pub(super) fn Profile(props: &Props) -> Html {
    let me = &props.me;
    let current = use_state(String::new);
    let password = use_state(String::new);
    let checked = use_state(|| false);
    let change = use_change();
    let toasts = use_toasts();
    let faults = (valid::some(&current), valid::password(&password));
    let onsubmit = {
        let (change, checked) = (change.clone(), checked.setter());
        let (current, password) = (current.clone(), password.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            checked.set(true);
            if faults != (None, None) {
                return;
            }
            let body = PasswordChange {
                current: (*current).clone(),
                password: (*password).clone(),
            };
            let (toasts, current, password, checked) = (
                toasts.clone(),
                current.setter(),
                password.setter(),
                checked.clone(),
            );
            let done = Callback::from(move |()| {
                current.set(String::new());
                password.set(String::new());
                checked.set(false);
                if let Some(toasts) = &toasts {
                    toasts.ok(t!("password-changed"));
                }
            });
            change.make(
                async move { api::tell(Method::PUT, "/api/session/password", &body).await },
                done,
            );
        })
    };
    let show = |found: Option<Fault>| {
        found.filter(|_| *checked).map(|fault| {
            if fault == Fault::Short {
                t!("fault-password")
            } else {
                t!("fault-missing")
            }
        })
    };
    let wrong = change
        .refused()
        .filter(|refusal| refusal.kind() == "wrong-credentials");
    html! {
        <>
            { head(t!("profile"), t!("profile-text"), None) }
            <div class="card who"><Avatar name={me.name.clone()} class="large" /><div><h3>{ &me.name }</h3><p class="soft"><span class="mono">{ me.id.as_str() }</span>{ " · " }{ words::role(me.role) }</p></div></div>
            <form class="card stack" {onsubmit} novalidate=true>
                <h2>{ t!("change-password") }</h2>
                <TextField label={t!("current-password")} kind="password" autocomplete="current-password" value={(*current).clone()} oninput={ let to = current.setter(); move |text| to.set(text) }
                    error={wrong.map(|_| t!("fault-current")).or(show(faults.0))} testid="current-password" />
                <TextField label={t!("new-password")} kind="password" autocomplete="new-password" value={(*password).clone()} oninput={ let to = password.setter(); move |text| to.set(text) }
                    hint={t!("password-hint")} error={show(faults.1)} testid="own-password" />
                { form_error(change.refused().filter(|_| wrong.is_none())) }
                <div><Button label={t!("change-password")} kind={ButtonKind::Primary} submit=true busy={change.busy()} testid="change-password" /></div>
            </form>
            <div class="card stack"><h2>{ t!("keys") }</h2><Letters /></div>
        </>
    }
}
