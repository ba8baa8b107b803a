//! The sign-in screen.

use crate::refusal::Refusal;
use crate::{api, words};
use gloo_net::http::Method;
use trilha_widgets::i18n::{self, Language};
use trilha_widgets::{Button, ButtonKind, Checkbox, Glyph, Icon, Segmented, TextField, t};
use trilha_wire::staff::{Me, SignIn as Credentials};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What [`SignIn`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Signed in.
    pub(crate) onme: Callback<Me>,
    /// Another language.
    pub(crate) onlanguage: Callback<Language>,
}

/// Name, password, and in.
#[component]
pub(crate) fn SignIn(props: &Props) -> Html {
    let user = use_state(String::new);
    let password = use_state(String::new);
    let remember = use_state(|| true);
    let busy = use_state(|| false);
    let refused = use_state(|| None::<Refusal>);
    let onsubmit = {
        let (user, password, remember) = (user.clone(), password.clone(), *remember);
        let (busy, refused, onme) = (busy.clone(), refused.clone(), props.onme.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *busy || user.trim().is_empty() || password.is_empty() {
                return;
            }
            busy.set(true);
            refused.set(None);
            let body = Credentials {
                user: user.trim().to_lowercase(),
                password: (*password).clone(),
                remember,
            };
            let (busy, refused, onme) = (busy.setter(), refused.setter(), onme.clone());
            spawn_local(async move {
                match api::send::<Me>(Method::POST, "/api/session", &body).await {
                    Ok(me) => onme.emit(me),
                    Err(refusal) => {
                        busy.set(false);
                        refused.set(Some(refusal));
                    }
                }
            });
        })
    };
    let languages: Vec<_> = Language::ALL
        .iter()
        .map(|l| (l.code().into(), l.name().into(), None))
        .collect();
    let onlanguage = props
        .onlanguage
        .reform(|code: AttrValue| Language::of(&code).unwrap_or(Language::English));
    let set = |to: &UseStateHandle<String>| {
        let to = to.setter();
        Callback::from(move |text| to.set(text))
    };
    html! {
        <main class="sign-in">
            <form class="card" {onsubmit} data-testid="sign-in">
                <div class="brand"><span class="logo"><Glyph icon={Icon::Branch} size={22} /></span><h1>{ "Trilha" }</h1></div>
                <p class="soft">{ t!("sign-in-text") }</p>
                <TextField label={t!("user-name")} value={(*user).clone()} oninput={set(&user)} autocomplete="username" code=true autofocus=true testid="sign-in-user" />
                <TextField label={t!("password")} kind="password" value={(*password).clone()} oninput={set(&password)} autocomplete="current-password" testid="sign-in-password" />
                <Checkbox label={t!("remember-me")} on={*remember} onchange={ let to = remember.setter(); move |on| to.set(on) } testid="sign-in-remember" />
                if let Some(refusal) = &*refused {
                    <p class="alert" role="alert" data-testid="sign-in-error"><Glyph icon={Icon::Alert} size={14} />{ words::reason(refusal) }</p>
                }
                <Button label={t!("sign-in")} kind={ButtonKind::Primary} submit=true wide=true busy={*busy}
                    disabled={user.trim().is_empty() || password.is_empty()} testid="sign-in-submit" />
            </form>
            <Segmented label={t!("language")} options={languages} value={i18n::language().code()} onchange={onlanguage} testid="language" />
        </main>
    }
}
