//! API tokens: what other systems show when they tell of events.

use super::body;
use super::fetched::use_fetched;
use super::screen::{About, Delete, asking, set, use_form, use_screen};
use super::shown::Shown;
use super::valid::{self, Fault};
use crate::route::encode;
use crate::{api, clock, page};
use gloo_net::http::Method;
use trilha_model::InboxId;
use trilha_widgets::{Checkbox, Icon, IconButton, Opt, Select, TextField, t};
use trilha_wire::outside::{MadeToken, NewToken, Token};
use trilha_wire::staff::Inbox;
use yew::prelude::*;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

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
    let there = use_fetched::<Vec<Inbox>>("/api/inboxes");
    let there = there.there().map_or(&[][..], Vec::as_slice);
    let (ask, onclose, ondone) = (screen.ask(), screen.onclose(), screen.ondone());
    let dialog = match screen.asked() {
        Some(Asked::New) => {
            let onmade = ask.reform(Asked::Shown);
            html! { <Form {onclose} ondone={screen.onchange()} {onmade} /> }
        }
        Some(Asked::Shown(secret)) => html! {
            <Shown title={t!("new-token")} text={t!("token-once")} secret={secret.clone()} {onclose}>
                <p class="soft">{ t!("token-tells") }</p>
                <pre class="snippet" tabindex="0">{ telling() }</pre>
            </Shown>
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
        heads: vec![
            t!("name"),
            t!("token-inboxes"),
            t!("token-by"),
            t!("token-when"),
            t!("token-used"),
            t!("token-expires"),
        ],
        none: (Icon::Lock, t!("no-tokens"), t!("tokens-text")),
    };
    let new = ask.reform(|()| Asked::New);
    screen.draw(about, new, |token| row(token, there, &ask), dialog)
}

/// How a program tells of an event, without the token: that stands above, and only there.
fn telling() -> String {
    let origin = page::origin();
    format!(
        "curl {origin}/api/conversations/INBOX/ADDRESS/events \\\n  -H \"Authorization: Bearer $TOKEN\" \\\n  --json '{{\"name\": \"order.paid\"}}'"
    )
}

fn row(token: &Token, there: &[Inbox], ask: &Callback<Asked>) -> Html {
    html! {
        <tr key={token.id.as_str()} data-testid="line" data-id={token.id.clone()}>
            <td><strong>{ &token.name }</strong></td>
            <td data-label={t!("token-inboxes")}>{ inboxes(&token.inboxes, there) }</td>
            <td data-label={t!("token-by")}>{ token.by.as_str() }</td>
            <td data-label={t!("token-when")}>{ clock::full(token.at) }</td>
            <td data-label={t!("token-used")}>{ token.used.map_or_else(|| t!("token-unused"), |at| clock::full(at).into()) }</td>
            <td data-label={t!("token-expires")}>{ expires(token.expires) }</td>
            <td class="acts">
                <IconButton icon={Icon::Trash} label={t!("revoke")} onclick={asking(ask, token, Asked::Delete)} testid="delete" />
            </td>
        </tr>
    }
}

/// The inboxes by their titles; by id while nothing is known of one.
fn inboxes(inboxes: &[InboxId], there: &[Inbox]) -> AttrValue {
    if inboxes.is_empty() {
        return t!("token-all-inboxes");
    }
    let title = |id: &InboxId| {
        let found = there.iter().find(|inbox| inbox.id == *id);
        found.map_or_else(|| id.to_string(), |inbox| inbox.settings.title.clone())
    };
    let titles: Vec<String> = inboxes.iter().map(title).collect();
    titles.join(", ").into()
}

fn expires(expires: Option<i64>) -> Html {
    match expires {
        None => html! { t!("token-never") },
        Some(at) if at <= clock::now() => html! { <span class="bad">{ t!("token-over") }</span> },
        Some(at) => html! { clock::full(at) },
    }
}

/// How many days a token may last, as the form offers them; none: for ever.
const LIVES: [(&str, Option<i64>); 4] = [
    ("30", Some(30)),
    ("90", Some(90)),
    ("365", Some(365)),
    ("never", None),
];

fn life(days: Option<i64>) -> AttrValue {
    match days {
        Some(days) => t!("token-days", count = days.to_string()),
        None => t!("token-never"),
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
    let all = use_state(|| true);
    let chosen = use_state(Vec::<InboxId>::new);
    let lasts = use_state(|| "90".to_owned());
    let there = use_fetched::<Vec<Inbox>>("/api/inboxes");
    let fault = valid::some(&name);
    let none = (!*all && chosen.is_empty()).then_some(Fault::Missing);
    let good = fault.is_none() && none.is_none() && there.there().is_some();
    let days = LIVES.iter().find(|(value, _)| *value == lasts.as_str());
    let days = days.and_then(|(_, days)| *days);
    let (onmade, new) = (
        props.onmade.clone(),
        NewToken {
            name: name.trim().to_owned(),
            inboxes: if *all { Vec::new() } else { (*chosen).clone() },
            expires: days.map(|days| clock::now() + days * DAY),
        },
    );
    let onsubmit = form.submit(good, props.ondone.clone(), move || {
        let (onmade, new) = (onmade.clone(), new.clone());
        async move {
            let made: MadeToken = api::send(Method::POST, "/api/tokens", &new).await?;
            onmade.emit(made.secret);
            Ok(())
        }
    });
    let lives = LIVES.map(|(value, days)| Opt::new(value, life(days)));
    let fields = html! {<>
        <TextField label={t!("name")} value={(*name).clone()} oninput={set(&name)} hint={t!("token-name-hint")}
            error={form.fault(fault, t!("fault-missing"))} autofocus=true testid="field-name" />
        <fieldset class="field">
            <legend>{ t!("token-inboxes") }</legend>
            { body(&there, |inboxes| choice(inboxes, &all, &chosen)) }
            if let Some(fault) = form.fault(none, t!("fault-missing")) { <p class="bad" role="alert">{ fault }</p> }
            <p class="hint">{ t!("token-inboxes-hint") }</p>
        </fieldset>
        <Select label={t!("token-lasts")} value={(*lasts).clone()} options={lives.to_vec()} onchange={set(&lasts)} testid="field-expires" />
    </>};
    form.draw(
        t!("new-token"),
        t!("create"),
        (onsubmit, &props.onclose),
        fields,
    )
}

/// All inboxes, or some of them.
fn choice(
    inboxes: &[Inbox],
    all: &UseStateHandle<bool>,
    chosen: &UseStateHandle<Vec<InboxId>>,
) -> Html {
    let onall = {
        let to = all.setter();
        move |on| to.set(on)
    };
    let onone = |id: &InboxId| {
        let (chosen, id) = (chosen.clone(), id.clone());
        Callback::from(move |on: bool| {
            let mut now = (*chosen).clone();
            now.retain(|other| *other != id);
            if on {
                now.push(id.clone());
            }
            chosen.set(now);
        })
    };
    html! {<>
        <Checkbox label={t!("token-all-inboxes")} on={**all} onchange={onall} testid="field-inbox-all" />
        if !**all {
            <div class="members">
                { for inboxes.iter().map(|inbox| html! {
                    <div class="member" key={inbox.id.as_str()} data-testid="field-inbox" data-id={inbox.id.to_string()}>
                        <Checkbox label={inbox.settings.title.clone()} on={chosen.contains(&inbox.id)} onchange={onone(&inbox.id)} />
                    </div>
                }) }
            </div>
        }
    </>}
}
