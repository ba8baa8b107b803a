//! A question to a model in the simulation: answered by hand, because nothing leaves the browser.

use crate::outside::value;
use smol_str::SmolStr;
use trilha_model::{
    EffectId, Map, ModelAnswer, ModelRequest, ModelTask, Outcome, Value, WantedCall,
};
use trilha_state::Msg;
use trilha_state::simulation::Do;
use trilha_widgets::{Button, ButtonKind, Glyph, Icon, TextArea, t};
use yew::prelude::*;

/// What [`Modelled`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) id: EffectId,
    pub(crate) request: ModelRequest,
    pub(crate) send: Callback<Msg>,
}

/// The text and the ways to answer: a class by its name, anything else in writing.
#[component]
pub(crate) fn Modelled(props: &Props) -> Html {
    let written = use_state(String::new);
    let wrong = use_state(|| false);
    let settle = |outcome: Outcome| {
        let (send, id) = (props.send.clone(), props.id);
        move |()| send.emit(Msg::Do(Do::Settle(id, outcome.clone())))
    };
    let request = &props.request;
    let classes = match &request.task {
        ModelTask::Classify(classes) => classes.as_slice(),
        ModelTask::Reply | ModelTask::Extract(_) | ModelTask::Assist { .. } => &[],
    };
    let tools = match &request.task {
        ModelTask::Assist { tools, .. } => tools.as_slice(),
        _ => &[],
    };
    let call = |tool: SmolStr| {
        let (send, id, written, wrong) = (
            props.send.clone(),
            props.id,
            written.clone(),
            wrong.setter(),
        );
        move |()| match called(tool.clone(), &written) {
            Some(outcome) => send.emit(Msg::Do(Do::Settle(id, outcome))),
            None => wrong.set(true),
        }
    };
    let json = matches!(request.task, ModelTask::Extract(_));
    let reply = {
        let (send, id, written, wrong) = (
            props.send.clone(),
            props.id,
            written.clone(),
            wrong.setter(),
        );
        move |()| match answer(&written, json) {
            Some(outcome) => send.emit(Msg::Do(Do::Settle(id, outcome))),
            None => wrong.set(true),
        }
    };
    let failed = Outcome::Failed {
        reason: t!("sim-failed").to_string(),
    };
    let label = if json {
        t!("answer-json")
    } else {
        t!("sim-reply")
    };
    let folders = folders(&request.knowledge);
    html! {
        <div class="sim-request" data-testid="sim-model">
            <p class="row"><Glyph icon={Icon::Bot} size={14} /><b>{ t!("sim-model", text = request.text.as_str()) }</b></p>
            if !request.knowledge.is_empty() {
                <p class="row" data-testid="sim-knowledge"><Glyph icon={Icon::Search} size={14} />{ t!("sim-knowledge", names = folders.as_str()) }</p>
            }
            if classes.is_empty() {
                <TextArea {label} code={json} rows=3 value={(*written).clone()} error={wrong.then(|| t!("not-json"))}
                    oninput={let (written, wrong) = (written.setter(), wrong.setter()); move |text| { written.set(text); wrong.set(false); }} testid="sim-model-answer" />
            }
            <div class="sim-acts">
                { for classes.iter().map(|class| html! {
                    <Button small=true kind={ButtonKind::Primary} label={class.name.to_string()} onclick={settle(answered(Value::Text(class.name.clone()), 100))} testid="sim-way" />
                }) }
                { for tools.iter().map(|tool| html! {
                    <Button small=true icon={Icon::Send} label={tool.name.to_string()} onclick={call(tool.name.clone())} testid="sim-tool" />
                }) }
                if classes.is_empty() {
                    <Button small=true kind={ButtonKind::Primary} icon={Icon::Check} label={t!("sim-reply")} onclick={reply} testid="sim-model-reply" />
                }
                <Button small=true label={t!("exit-unsure")} onclick={settle(answered(Value::Null, 0))} testid="sim-unsure" />
                <Button small=true kind={ButtonKind::Ghost} icon={Icon::WifiOff} label={t!("sim-fail")} onclick={settle(failed)} testid="sim-fail" />
            </div>
        </div>
    }
}

/// The folders a server would look through, as they are named.
fn folders(names: &[SmolStr]) -> String {
    let folders: Vec<String> = names
        .iter()
        .map(|name| format!("knowledge/{name}"))
        .collect();
    folders.join(", ")
}

fn answered(answer: Value, confidence: u8) -> Outcome {
    Outcome::Model(ModelAnswer {
        answer,
        confidence: Some(confidence),
        ..ModelAnswer::default()
    })
}

/// The call of a tool with the JSON that was written, or with nothing; none where it is no JSON.
fn called(tool: SmolStr, written: &str) -> Option<Outcome> {
    let arguments = match written.trim() {
        "" => Value::Map(Map::new()),
        written => value(serde_json::from_str(written).ok()?),
    };
    Some(Outcome::Model(ModelAnswer {
        calls: vec![WantedCall { tool, arguments }],
        ..ModelAnswer::default()
    }))
}

/// What was written, as an answer; none where it should be JSON and is not.
fn answer(written: &str, json: bool) -> Option<Outcome> {
    let answer = if json {
        value(serde_json::from_str(written).ok()?)
    } else {
        Value::text(written)
    };
    Some(answered(answer, 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_json_and_words_as_they_are() {
        let Some(Outcome::Model(found)) = answer(" {\"city\": \"Recife\"}", true) else {
            panic!("an answer")
        };
        assert_eq!(found.answer.get("city"), Some(&Value::text("Recife")));
        let Some(Outcome::Model(found)) = called("order".into(), "") else {
            panic!("a call")
        };
        assert_eq!(found.calls[0].arguments, Value::Map(Map::new()));
        assert_eq!(called("order".into(), "{"), None);
        assert_eq!(answer("{", true), None);
        assert_eq!(answer("{", false), Some(answered(Value::text("{"), 100)));
    }
}
