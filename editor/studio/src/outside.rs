//! A request of the simulation: made by the server for real, or answered by hand.

use serde_json::Value as Json;
use trilha_model::{Body, EffectId, HttpRequest, Map, Outcome, Value};
use trilha_state::Msg;
use trilha_state::simulation::Do;
use trilha_widgets::{Button, ButtonKind, Glyph, Icon, TextArea, TextField, t};
use yew::prelude::*;

/// What [`Request`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) id: EffectId,
    pub(crate) request: HttpRequest,
    pub(crate) send: Callback<Msg>,
}

/// The request and the ways to answer it.
#[component]
pub(crate) fn Request(props: &Props) -> Html {
    let by_hand = use_state(|| false);
    let asked = use_state(|| false);
    let status = use_state(|| "200".to_owned());
    let body = use_state(|| "{\n  \n}".to_owned());
    let wrong = use_state(|| false);
    let ask = {
        let (asked, send, id) = (asked.setter(), props.send.clone(), props.id);
        move |()| {
            asked.set(true);
            send.emit(Msg::Ask(id));
        }
    };
    let reply = {
        let (send, id, status, body, wrong) = (
            props.send.clone(),
            props.id,
            status.clone(),
            body.clone(),
            wrong.setter(),
        );
        move |()| match answer(&status, &body) {
            Some(outcome) => send.emit(Msg::Do(Do::Settle(id, outcome))),
            None => wrong.set(true),
        }
    };
    let fail = {
        let (send, id) = (props.send.clone(), props.id);
        move |()| {
            send.emit(Msg::Do(Do::Settle(
                id,
                Outcome::Failed {
                    reason: t!("sim-failed").to_string(),
                },
            )));
        }
    };
    let request = &props.request;
    html! {
        <div class="sim-request" data-testid="sim-request">
            <p class="row"><Glyph icon={Icon::Globe} size={14} /><b>{ request.method.as_str() }</b><code class="cut" title={request.url.masked()}>{ request.url.masked() }</code></p>
            if let Some(sent) = &request.body { <pre class="sim-body">{ written(sent) }</pre> }
            if *by_hand {
                <TextField label={t!("status")} value={(*status).clone()} oninput={let status = status.setter(); move |text| status.set(text)} testid="sim-status" />
                <TextArea label={t!("answer-json")} code=true rows=4 value={(*body).clone()} error={wrong.then(|| t!("not-json"))}
                    oninput={let (body, wrong) = (body.setter(), wrong.setter()); move |text| { body.set(text); wrong.set(false); }} testid="sim-body" />
            }
            <div class="sim-acts">
                if *by_hand {
                    <Button small=true kind={ButtonKind::Primary} icon={Icon::Check} label={t!("sim-reply")} onclick={reply} testid="sim-reply" />
                } else {
                    <Button small=true kind={ButtonKind::Primary} icon={Icon::Send} label={t!("sim-ask")} busy={*asked} onclick={ask} testid="sim-ask" />
                    <Button small=true icon={Icon::Edit} label={t!("sim-by-hand")} onclick={let by_hand = by_hand.setter(); move |()| by_hand.set(true)} testid="sim-by-hand" />
                }
                <Button small=true kind={ButtonKind::Ghost} icon={Icon::WifiOff} label={t!("sim-fail")} onclick={fail} testid="sim-fail" />
            </div>
        </div>
    }
}

fn written(body: &Body) -> String {
    match body {
        Body::Json(value) => serde_json::to_string_pretty(value).unwrap_or_default(),
        Body::Form(fields) => fields
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("\n"),
        Body::Text(text) => text.clone(),
    }
}

/// What was written, as an answer; none where it is not one.
fn answer(status: &str, body: &str) -> Option<Outcome> {
    let status = status
        .trim()
        .parse()
        .ok()
        .filter(|status| (100..600).contains(status))?;
    let body = if body.trim().is_empty() {
        Value::Null
    } else {
        value(serde_json::from_str(body).ok()?)
    };
    Some(Outcome::Http {
        status,
        headers: Map::new(),
        body,
    })
}

pub(crate) fn value(json: Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(value),
        Json::Number(number) => number.as_i64().map_or_else(
            || Value::Float(number.as_f64().unwrap_or_default()),
            Value::Int,
        ),
        Json::String(text) => Value::text(text),
        Json::Array(items) => Value::List(items.into_iter().map(value).collect()),
        Json::Object(entries) => Value::Map(
            entries
                .into_iter()
                .map(|(key, inner)| (key.into(), value(inner)))
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_json_with_a_status_is_an_answer() {
        let Some(Outcome::Http {
            status: 200, body, ..
        }) = answer(" 200 ", "{\"days\": [1, 2.5, null]}")
        else {
            panic!("an answer")
        };
        assert_eq!(
            body.get("days"),
            Some(&Value::List(vec![
                Value::Int(1),
                Value::Float(2.5),
                Value::Null
            ]))
        );
        assert_eq!(answer("200", "{"), None);
        assert_eq!(answer("99", "{}"), None);
    }
}
