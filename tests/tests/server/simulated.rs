//! Models as llmsim plays them, a fake of the service that somebody else wrote: what is sent to it must be what it
//! expects, and what it streams must be understood.

use crate::house::{House, Visitor};
use llmsim::cli::{AppState, Config, build_router};
use llmsim::scenario::ScenarioSet;
use llmsim::script::{Script, SimError, SimToolCall, SimTurn};
use llmsim::stats::new_shared_stats;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::net::TcpListener;

/// Asks, and answers with the help of a tool that is a trail.
const ASSIST: &str = "\
trail: assist
steps:
  question:
    ask: What would you like to know?
    next: help
  help:
    ai:
      assist: \"{{ input.text }}\"
      tools:
        twice: { about: Doubles a number, call: twice, arguments: { n: { required: true } } }
    unsure: unsure
    error: failed
    next: question
  unsure: { say: I do not know., next: question }
  failed: { say: It failed., next: question }
";

const TWICE: &str = "\
trail: twice
vars:
  n: { type: integer }
  result: { type: integer }
outputs: [n, result]
steps:
  set: { set: { result: n * 2 }, next: return }
";

const REPLY: &str = "\
trail: reply
steps:
  question:
    ask: What would you like to know?
    next: reply
  reply:
    ai: { reply: \"{{ input.text }}\" }
    unsure: failed
    error: failed
    next: question
  failed: { say: It failed., next: question }
";

/// A service that plays this, and its address.
async fn plays(play: impl FnOnce(AppState) -> AppState) -> String {
    let mut config = Config::default();
    config.latency.profile = Some("instant".to_owned());
    let state = play(AppState::new(config, new_shared_stats()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = build_router(Arc::new(state));
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}/openai/v1")
}

async fn scripted(turns: Vec<SimTurn>) -> String {
    plays(|state| state.with_script(Arc::new(Script::new(turns)))).await
}

/// A service that plays a scenario as far as each question's own history shows that it has come.
async fn staged(scenario: Value) -> String {
    let set = ScenarioSet::from_json(&scenario.to_string()).unwrap();
    plays(|state| state.with_scenarios(Arc::new(set))).await
}

/// A house in which that service's models are set up.
async fn asking(service: &str) -> House {
    let house = House::with(|options| options.allow_hosts = vec!["127.0.0.1".into()]).await;
    let admin = house.admin().await;
    for (name, value) in [("MODEL_URL", service), ("MODEL_NAMES", "gpt-5")] {
        let value = json!({ "value": value });
        admin.put(&format!("/api/env/{name}"), &value).await.ok(200);
    }
    let draft = json!({ "base": "", "text": TWICE });
    admin.put("/api/trails/twice", &draft).await.ok(200);
    drop(admin);
    house.talk("assist", ASSIST).await;
    house.talk("reply", REPLY).await;
    house
}

/// Somebody who was asked what they would like to know.
async fn greeted<'h>(house: &'h House, inbox: &str) -> Visitor<'h> {
    let (rita, _) = house.visit(inbox).await;
    rita.say("c1", "hello").await;
    rita
}

/// What the desk shows of calls, in order.
async fn timeline(house: &House, rita: &Visitor<'_>) -> Vec<Value> {
    let path = format!(
        "/api/desk/conversations/{}/{}/thread",
        rita.inbox,
        rita.address()
    );
    let thread = house.admin().await.get(&path).await.ok(200);
    let entries = thread["entries"].as_array().unwrap().iter();
    let calls = entries.filter(|entry| ["called", "got"].iter().any(|kind| entry["type"] == *kind));
    calls.cloned().collect()
}

fn call(n: &Value) -> SimToolCall {
    SimToolCall {
        name: "twice".into(),
        arguments: json!({ "n": n }),
        id: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_streamed_and_said_whole() {
    let text = "We are open until six, and on Saturdays until noon.";
    let service = scripted(vec![SimTurn::Assistant { text: text.into() }]).await;
    let house = asking(&service).await;
    let rita = greeted(&house, "reply").await;
    rita.say("c2", "Are you open?").await;
    rita.hears(text).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tools_are_called_several_at_once_and_the_timeline_shows_it() {
    let turns = vec![
        SimTurn::Mixed {
            text: "Let me see.".into(),
            calls: vec![call(&json!(21)), call(&json!("many"))],
        },
        SimTurn::ToolCalls {
            calls: vec![call(&json!(4))],
        },
        SimTurn::Assistant {
            text: "It is 42, and 8.".into(),
        },
    ];
    let house = asking(&scripted(turns).await).await;
    let rita = greeted(&house, "assist").await;
    rita.say("c2", "Twice 21?").await;
    rita.hears("It is 42, and 8.").await;
    assert!(
        !rita
            .thread()
            .await
            .iter()
            .any(|text| text.contains("Let me see"))
    );
    let shown = timeline(&house, &rita).await;
    let kinds: Vec<&str> = shown
        .iter()
        .map(|one| one["type"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["called", "called", "got", "got", "called", "got"]);
    assert_eq!(shown[0]["arguments"], "{\"n\": 21}");
    assert_eq!(shown[2]["result"], "{\"n\": 21, \"result\": 42}");
    assert_eq!(shown[3]["result"], "`n` must be a whole number");
    assert_eq!(shown[3]["done"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_finds_our_tools_their_arguments_and_how_far_the_talk_has_come() {
    let scenario = json!({
        "name": "tools",
        "steps": [
            { "turn": { "type": "tool_calls", "calls": [{ "name": "twice" }] } },
            { "turn": { "type": "mixed", "text": "And once more.", "calls": [{ "tool": "any" }] } },
            { "turn": { "type": "assistant", "text": "Done." } },
        ],
    });
    let house = asking(&staged(scenario).await).await;
    let rita = greeted(&house, "assist").await;
    rita.say("c2", "Twice something? [[llmsim:tools]]").await;
    rita.hears("Done.").await;
    let shown = timeline(&house, &rita).await;
    let done = shown.iter().filter(|one| one["done"] == true).count();
    assert_eq!(
        done, 2,
        "what it made of our schema is what a tool takes: {shown:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_does_wrong_takes_error() {
    let errors = [
        SimError::RateLimit,
        SimError::Timeout,
        SimError::InvalidRequest {
            message: "no such model".into(),
        },
        SimError::Other {
            message: "it is down".into(),
            status_code: Some(503),
        },
    ];
    for error in errors {
        let house = asking(&scripted(vec![SimTurn::Error(error)]).await).await;
        let rita = greeted(&house, "assist").await;
        rita.say("c2", "Twice 21?").await;
        rita.hears("It failed.").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_answer_that_is_cut_off_nothing_is_said() {
    let scenario = json!({
        "name": "cut",
        "steps": [{
            "timing": { "cut_after_tokens": 3 },
            "turn": { "type": "assistant", "text": "one two three four five six" },
        }],
    });
    let house = asking(&staged(scenario).await).await;
    let rita = greeted(&house, "reply").await;
    rita.say("c2", "Count! [[llmsim:cut]]").await;
    rita.hears("It failed.").await;
    assert!(!rita.thread().await.iter().any(|text| text.contains("two")));
}
