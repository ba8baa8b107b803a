//! A new password for somebody, shown once.

use super::fetched::use_change;
use super::form_error;
use super::screen::foot;
use crate::api;
use crate::route::encode;
use gloo_net::http::Method;
use trilha_widgets::{Button, Dialog, Icon, IconButton, chance, clipboard, t, use_toasts};
use trilha_wire::staff::{NewPassword, User};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct CopyProps {
    pub(super) value: AttrValue,
}

/// A button that copies.
#[component]
pub(super) fn Copy(props: &CopyProps) -> Html {
    let toasts = use_toasts();
    let value = props.value.clone();
    let onclick = move |()| {
        if clipboard::copy(&value)
            && let Some(toasts) = &toasts
        {
            toasts.ok(t!("copied"));
        }
    };
    html! { <IconButton icon={Icon::Copy} label={t!("copy")} {onclick} testid="copy" /> }
}

#[derive(Properties, PartialEq)]
pub(super) struct ResetProps {
    pub(super) user: User,
    pub(super) onclose: Callback<()>,
}

/// Sets a new strong password and shows it once.
#[component]
pub(super) fn Reset(props: &ResetProps) -> Html {
    let password = use_state(chance::password);
    let done = use_state(|| false);
    let change = use_change();
    let onsubmit = {
        let (change, done, onclose) = (change.clone(), done.clone(), props.onclose.clone());
        let (id, password) = (props.user.id.clone(), (*password).clone());
        Callback::from(move |()| {
            if *done {
                return onclose.emit(());
            }
            let (body, path) = (
                NewPassword {
                    password: password.clone(),
                },
                format!("/api/users/{}/password", encode(id.as_str())),
            );
            let done = done.setter();
            change.make(
                async move { api::tell(Method::PUT, &path, &body).await },
                Callback::from(move |()| done.set(true)),
            );
        })
    };
    let foot = if *done {
        html! { <Button label={t!("done")} onclick={props.onclose.clone()} testid="done" /> }
    } else {
        foot(change.busy(), &props.onclose, t!("reset-password"))
    };
    html! {
        <Dialog title={t!("reset-password")} onclose={props.onclose.clone()} {onsubmit} {foot} testid="form">
            if *done {
                <p class="soft">{ t!("password-reset", name = props.user.name.as_str()) }</p>
                <div class="row"><pre class="snippet grow" data-testid="new-password">{ &*password }</pre><Copy value={(*password).clone()} /></div>
            } else {
                <p class="soft">{ t!("reset-password-text", name = props.user.name.as_str()) }</p>
            }
            { form_error(change.refused()) }
        </Dialog>
    }
}
