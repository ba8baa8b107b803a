//! Webhooks: other systems that are told what trails send out, and what came of telling them.

use super::events;
use super::fetched::{Fetched, use_followed};
use super::given_up::GivenUp;
use super::screen::{About, Delete, asking, edit_and_delete, saves, set, use_form_of, use_screen};
use super::shown::Shown;
use super::trial::use_trial;
use super::valid;
use crate::route::encode;
use crate::{api, clock};
use gloo_net::http::Method;
use trilha_widgets::{
    Badge, Button, ButtonKind, Checkbox, Icon, IconButton, TextField, Tone, english, t,
};
use trilha_wire::outside::{Attempt, Hook, HookSettings, SentOut};
use yew::prelude::*;

#[derive(Clone, PartialEq)]
enum Asked {
    Edit(Option<Hook>),
    Shown(Hook),
    GivenUp(Hook),
    Delete(Hook),
}

/// The list of webhooks.
#[component]
pub(super) fn Webhooks() -> Html {
    let screen = use_screen::<Hook, Asked>("/api/webhooks");
    // Before a form needs them, so that nothing in it moves.
    let known = use_followed("/api/events");
    let (ask, onclose, ondone) = (screen.ask(), screen.onclose(), screen.ondone());
    let dialog = match screen.asked() {
        Some(Asked::Edit(hook)) => {
            let onmade = ask.reform(Asked::Shown);
            // A new one goes on to show its secret.
            let ondone = if hook.is_some() {
                ondone
            } else {
                screen.onchange()
            };
            let taken = screen.taken(|other| other.id.clone());
            html! { <Form hook={hook.clone()} {taken} {known} {onclose} {ondone} {onmade} /> }
        }
        Some(Asked::Shown(hook)) => html! { <Made hook={hook.clone()} {onclose} /> },
        Some(Asked::GivenUp(hook)) => html! {
            <GivenUp hook={hook.clone()} path={path(&hook.id)} {onclose} {ondone} />
        },
        Some(Asked::Delete(hook)) => html! {
            <Delete path={path(&hook.id)} title={t!("delete-webhook", name = hook.id.as_str())} text={t!("delete-webhook-text")} {onclose} {ondone} />
        },
        None => Html::default(),
    };
    let about = About {
        title: t!("webhooks"),
        text: t!("webhooks-text"),
        new: t!("new-webhook"),
        heads: vec![
            t!("webhook"),
            t!("hook-events"),
            t!("state"),
            t!("hook-last"),
        ],
        none: (Icon::Link, t!("no-webhooks"), t!("webhooks-text")),
    };
    let new = ask.reform(|()| Asked::Edit(None));
    let line = |hook: &Hook| {
        html! { <Line key={hook.id.clone()} hook={hook.clone()} ask={ask.clone()} /> }
    };
    screen.draw(about, new, line, dialog)
}

fn path(id: &str) -> String {
    format!("/api/webhooks/{}", encode(id))
}

#[derive(Properties, PartialEq)]
struct LineProps {
    hook: Hook,
    ask: Callback<Asked>,
}

#[component]
fn Line(props: &LineProps) -> Html {
    let LineProps { hook, ask } = props;
    let trial = use_trial(path(&hook.id), hook.url.clone());
    html! {<>
        <tr data-testid="line" data-id={hook.id.clone()}>
            <td><strong>{ &hook.id }</strong><br /><span class="mono quiet">{ &hook.url }</span></td>
            <td data-label={t!("hook-events")}>if hook.events.is_empty() { <span class="quiet">{ t!("every-event") }</span> } else { <span class="mono">{ hook.events.join(", ") }</span> }</td>
            <td>{ state(hook, ask) }</td>
            <td data-label={t!("hook-last")}>{ last(hook.last.as_ref()) }</td>
            <td class="acts">
                <IconButton icon={Icon::Send} label={t!("hook-test")} onclick={trial.start()} held={trial.busy()} testid="try" />
                { edit_and_delete(ask, hook, Asked::Edit, Asked::Delete) }
            </td>
        </tr>
        if trial.is_there() { <tr class="under" data-testid="trial" data-id={hook.id.clone()}><td colspan="5">{ trial.draw() }</td></tr> }
    </>}
}

/// Whether it is on, what waits, and what was given up.
fn state(hook: &Hook, ask: &Callback<Asked>) -> Html {
    let given_up = u32::try_from(hook.given_up.len()).unwrap_or(u32::MAX);
    let given_up = (given_up > 0).then(|| t!("hook-given-up", count = given_up));
    html! { <div class="states">
        <span class="row">
            if hook.enabled { <Badge tone={Tone::Ok} label={t!("enabled")} /> } else { <Badge label={t!("disabled")} /> }
            if hook.pending > 0 { <span class="quiet">{ t!("hook-pending", count = hook.pending) }</span> }
        </span>
        if let Some(next) = hook.next { <span class="quiet">{ t!("hook-next", when = clock::full(next)) }</span> }
        if let Some(label) = given_up {
            <Button {label} icon={Icon::Alert} kind={ButtonKind::Plain} small=true onclick={asking(ask, hook, Asked::GivenUp)} testid="given-up" />
        }
    </div> }
}

/// What came of the last try.
fn last(last: Option<&Attempt>) -> Html {
    let Some(last) = last else {
        return html! { <span class="quiet">{ t!("hook-never") }</span> };
    };
    let (tone, label) = match &last.problem {
        None => (Tone::Ok, t!("hook-delivered")),
        Some(_) => (Tone::Bad, t!("hook-failed")),
    };
    html! {<>
        <span class="row"><Badge {tone} {label} /><span class="mono">{ &last.event }</span></span>
        <span class="quiet">{ clock::full(last.at) }</span>
        { english(last.problem.clone().map(AttrValue::from).as_ref()) }
    </>}
}

#[derive(Properties, PartialEq)]
struct MadeProps {
    hook: Hook,
    onclose: Callback<()>,
}

/// What a new one signs with; once the receiver has that, one can see whether events arrive.
#[component]
fn Made(props: &MadeProps) -> Html {
    let MadeProps { hook, onclose } = props;
    let trial = use_trial(path(&hook.id), hook.url.clone());
    let secret = hook.secret.clone().unwrap_or_default();
    html! {
        <Shown title={t!("new-webhook")} text={t!("hook-secret-once")} {secret} onclose={onclose.clone()}>
            <div class="stack">
                <p class="soft">{ t!("hook-test-then") }</p>
                <div><Button label={t!("hook-test")} icon={Icon::Send} held={trial.busy()} onclick={trial.start()} testid="try" /></div>
                { trial.draw() }
            </div>
        </Shown>
    }
}

#[derive(Properties, PartialEq)]
struct FormProps {
    hook: Option<Hook>,
    /// The ids there are.
    taken: Vec<String>,
    /// The events that published trails send out.
    known: Fetched<Vec<SentOut>>,
    onclose: Callback<()>,
    ondone: Callback<()>,
    onmade: Callback<Hook>,
}

#[component]
fn Form(props: &FormProps) -> Html {
    let new = props.hook.is_none();
    let before = props.hook.as_ref();
    let id = use_state(|| before.map(|hook| hook.id.clone()).unwrap_or_default());
    let url = use_state(|| before.map_or_else(|| "https://".to_owned(), |hook| hook.url.clone()));
    let events = use_state(|| {
        before
            .map(|hook| hook.events.join(", "))
            .unwrap_or_default()
    });
    let enabled = use_state(|| before.is_none_or(|hook| hook.enabled));
    let secret = use_state(String::new);
    let form = use_form_of(&id);
    let id_fault = if new {
        valid::new_id(&id, props.taken.iter().map(String::as_str))
    } else {
        valid::id(&id)
    };
    let faults = (id_fault, valid::url(&url), valid::events(&events));
    let body = HookSettings {
        url: (*url).clone(),
        events: valid::event_names(&events),
        enabled: *enabled,
        secret: (!secret.is_empty()).then(|| (*secret).clone()),
    };
    let (onmade, path) = (props.onmade.clone(), path(&id));
    let good = faults == (None, None, None);
    let onsubmit = form.submit(good, props.ondone.clone(), move || {
        let (onmade, path, body) = (onmade.clone(), path.clone(), body.clone());
        async move {
            let saved: Hook = if new {
                api::make(&path, &body).await?
            } else {
                api::send(Method::PUT, &path, &body).await?
            };
            if saved.secret.is_some() {
                onmade.emit(saved);
            }
            Ok(())
        }
    });
    let onenabled = {
        let enabled = enabled.setter();
        move |on| enabled.set(on)
    };
    let id_error = form
        .taken()
        .or_else(|| form.fault(faults.0, t!("fault-id")));
    let fields = html! {<>
        <TextField label={t!("id")} code=true value={(*id).clone()} oninput={set(&id)} disabled={!new} error={id_error} autofocus={new} testid="field-id" />
        <TextField label={t!("webhook-url")} code=true value={(*url).clone()} oninput={set(&url)} error={form.fault(faults.1, t!("fault-url"))} testid="field-url" />
        <TextField label={t!("hook-events")} code=true value={(*events).clone()} oninput={set(&events)} hint={t!("hook-events-hint")} error={form.fault(faults.2, t!("fault-events"))} testid="field-events" />
        { events::choice(&props.known, &events) }
        if !new {
            <TextField label={t!("hook-new-secret")} kind="password" autocomplete="new-password" code=true value={(*secret).clone()} oninput={set(&secret)} hint={t!("hook-new-secret-hint")} testid="field-secret" />
        }
        <Checkbox label={t!("enabled")} on={*enabled} onchange={onenabled} testid="field-enabled" />
    </>};
    let title = if new {
        t!("new-webhook")
    } else {
        t!("edit-webhook")
    };
    form.draw(title, saves(new), (onsubmit, &props.onclose), fields)
}
