//! API tokens: what other systems show when they tell of events.

use super::screen::{About, Delete, asking, set, use_form, use_screen};
use super::shown::Shown;
use super::valid;
use crate::route::encode;
use crate::{api, clock};
use gloo_net::http::Method;
use trilha_widgets::{Icon, IconButton, TextField, t};
use trilha_wire::outside::{MadeToken, NewToken, Token};
use yew::prelude::*;

#[derive(Clone, PartialEq)]
enum Asked {
    New,
    Shown(String),
    Delete(Token),
}

/// The list of tokens.
#[component]
pub(super) fn Tokens() -> Html {
    let screen = use_screen::<Token, Asked>("/api/tokens");
    let (ask, onclose, ondone) = (screen.ask(), screen.onclose(), screen.ondone());
    let dialog = match screen.asked() {
        Some(Asked::New) => {
            let onmade = ask.reform(Asked::Shown);
            html! { <Form {onclose} ondone={screen.onchange()} {onmade} /> }
        }
        Some(Asked::Shown(secret)) => html! {
            <Shown title={t!("new-token")} text={t!("token-once")} secret={secret.clone()} {onclose} />
        },
        Some(Asked::Delete(token)) => html! {
            <Delete path={format!("/api/tokens/{}", encode(&token.id))} title={t!("delete-token", name = token.name.as_str())}
                text={t!("delete-token-text")} {onclose} {ondone} />
        },
        None => Html::default(),
    };
    let about = About {
        title: t!("tokens"),
        text: t!("tokens-text"),
        new: t!("new-token"),
        heads: vec![t!("name"), t!("token-by"), t!("token-when")],
        none: (Icon::Lock, t!("no-tokens"), t!("tokens-text")),
    };
    let new = ask.reform(|()| Asked::New);
    screen.draw(about, new, |token| row(token, &ask), dialog)
}

fn row(token: &Token, ask: &Callback<Asked>) -> Html {
    html! {
        <tr key={token.id.as_str()} data-testid="line" data-id={token.id.clone()}>
            <td><strong>{ &token.name }</strong></td>
            <td>{ token.by.as_str() }</td>
            <td>{ clock::full(token.at) }</td>
            <td class="acts">
                <IconButton icon={Icon::Trash} label={t!("revoke")} onclick={asking(ask, token, Asked::Delete)} testid="delete" />
            </td>
        </tr>
    }
}

#[derive(Properties, PartialEq)]
struct FormProps {
    onclose: Callback<()>,
    ondone: Callback<()>,
    onmade: Callback<String>,
}

#[component]
fn Form(props: &FormProps) -> Html {
    let name = use_state(String::new);
    let form = use_form();
    let fault = valid::some(&name);
    let (onmade, body) = (
        props.onmade.clone(),
        NewToken {
            name: name.trim().to_owned(),
        },
    );
    let onsubmit = form.submit(fault.is_none(), props.ondone.clone(), move || {
        let (onmade, body) = (onmade.clone(), body.clone());
        async move {
            let made: MadeToken = api::send(Method::POST, "/api/tokens", &body).await?;
            onmade.emit(made.secret);
            Ok(())
        }
    });
    let fields = html! {
        <TextField label={t!("name")} value={(*name).clone()} oninput={set(&name)} hint={t!("token-name-hint")}
            error={form.fault(fault, t!("fault-missing"))} autofocus=true testid="field-name" />
    };
    form.draw(
        t!("new-token"),
        t!("create"),
        (onsubmit, &props.onclose),
        false,
        fields,
    )
}
