//! Language models that trails ask: what they are sent, what comes of their answers, and of all that goes wrong.

use crate::house::{House, Person, Visitor, eventually};
use crate::service::{Does, Service};
use serde_json::json;
use trilha_journal::Journal;
use trilha_model::{ConversationId, Event, ModelAnswer, Outcome, codec};

/// Asks a name, then answers until it fails.
const REPLY: &str = "\
trail: reply
vars:
  name: { type: text, personal: true }
steps:
  name:
    ask: What is your name?
    save: name
    next: hello
  hello:
    say: \"Hello, {{ name }}.\"
    next: question
  question:
    ask: What would you like to know?
    next: answer
  answer:
    ai: { reply: \"{{ input.text }}\", persona: You work for the shop Sol., limit: 5s }
    unsure: unsure
    error: failed
    next: question
  unsure: { say: I do not know., next: question }
  failed: { say: It failed., next: question }
";

const SORT: &str = "\
trail: sort
steps:
  question:
    ask: What is it?
    next: sort
  sort:
    ai: { classify: \"{{ input.text }}\" }
    classes:
      bill: { about: Money they owe }
      other: {}
    save: class
    error: failed
    next: found
  found:
    ai: { extract: \"{{ input.text }}\" }
    fields:
      city: { type: text, required: true }
      people: { type: integer }
    save: trip
    error: failed
    next: said
  said:
    say: \"{{ class }}: {{ trip.people }} to {{ trip.city }}.\"
    next: end
  failed:
    say: It failed.
    next: end
";

/// Answers with a tool that asks the contact something.
const ASSIST: &str = "\
trail: assist
vars:
  name: { type: text, personal: true }
steps:
  name: { ask: What is your name?, save: name, next: question }
  question: { ask: What would you like to know?, next: help }
  help:
    ai:
      assist: \"{{ input.text }}\"
      limit: 5s
      tools:
        twice: { about: Doubles a number, call: twice, with: { name: \"{{ name }}\" }, arguments: { n: { type: integer, required: true } } }
    unsure: failed
    error: failed
    next: question
  failed: { say: It failed., next: question }
";

const TWICE: &str = "\
trail: twice
vars:
  n: { type: integer }
  name: { type: text }
  sure: { type: text, personal: true }
  result: { type: text }
outputs: [n, sure, result]
steps:
  sure: { ask: Are you sure?, save: sure, next: result }
  result: { set: { result: '`${n * 2} for ${name}, ${sure}`' }, next: return }
";

/// A house in which one model is set up.
pub(crate) async fn with_model(service: &Service) -> House {
    let house = House::with(|options| options.allow_hosts = vec!["127.0.0.1".into()]).await;
    let admin = house.admin().await;
    env(&admin, "MODEL_URL", &format!("{}/v1/", service.base)).await;
    env(&admin, "MODEL_NAMES", "small-1, large-1").await;
    let key = json!({ "value": "Hush-42" });
    admin.put("/api/secrets/MODEL_KEY", &key).await.ok(200);
    drop(admin);
    house
}

async fn env(admin: &Person<'_>, name: &str, value: &str) {
    let path = format!("/api/env/{name}");
    admin.put(&path, &json!({ "value": value })).await.ok(200);
}

/// Somebody who has said who they are, and may ask now.
async fn greeted(house: &House) -> Visitor<'_> {
    house.talk("reply", REPLY).await;
    let (rita, _) = house.visit("reply").await;
    rita.say("c1", "Rita Lee").await;
    rita
}

/// The outcomes of what was asked for, so far.
pub(crate) fn outcomes(house: &House, visitor: &Visitor<'_>) -> Vec<Outcome> {
    let id = ConversationId::parse(&format!("{}/{}", visitor.inbox, visitor.address())).unwrap();
    let entries = house.log.read(&id.stream(), 0, 1_000).unwrap();
    let events = entries.iter().flat_map(|entry| &entry.events);
    events
        .filter_map(|event| match codec::event_from_bytes(event) {
            Ok(Event::EffectSettled { outcome, .. }) => Some(outcome),
            _ => None,
        })
        .collect()
}

fn tokens(outcome: &Outcome) -> u32 {
    match outcome {
        Outcome::Model(ModelAnswer { tokens, .. }) => *tokens,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_answers_from_what_was_said_without_what_is_personal() {
    let service = Service::that(vec![Does::Plays("reply.sse"), Does::Plays("uncounted.sse")]).await;
    let house = with_model(&service).await;
    let rita = greeted(&house).await;
    rita.say("c2", "Are you open?").await;
    rita.hears("We are open until six.").await;
    let asked = service.asked().remove(0);
    let (head, body) = asked.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("post /v1/chat/completions "), "{head}");
    assert!(head.contains("authorization: bearer hush-42"), "{head}");
    let key = format!("idempotency-key: reply/{}/1", rita.address());
    assert!(head.contains(&key.to_lowercase()), "{head}");
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["model"], "small-1");
    assert_eq!(body["max_completion_tokens"], 500);
    let said: Vec<(&str, &str)> = body["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|said| {
            (
                said["role"].as_str().unwrap(),
                said["content"].as_str().unwrap(),
            )
        })
        .collect();
    assert!(
        said[0].1.starts_with("you work for the shop sol.\n"),
        "{said:?}"
    );
    assert_eq!(
        said[1..],
        [
            ("assistant", "what is your name?"),
            ("user", "•••"),
            ("assistant", "hello, •••."),
            ("assistant", "what would you like to know?"),
            ("user", "are you open?"),
        ]
    );
    assert_eq!(tokens(&outcomes(&house, &rita)[0]), 87);
    rita.say("c3", "Until when?").await;
    eventually("the second answer", || async {
        outcomes(&house, &rita).len() == 2
    })
    .await;
    assert!(
        tokens(&outcomes(&house, &rita)[1]) > 50,
        "guessed from bytes"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_sorts_and_finds_and_is_asked_again_after_json_that_breaks_off() {
    let plays = ["class.sse", "broken-values.sse", "values.sse"];
    let service = Service::that(plays.map(Does::Plays).into()).await;
    let house = with_model(&service).await;
    house.talk("sort", SORT).await;
    let (rita, _) = house.visit("sort").await;
    rita.say("c1", "The bill for two to Recife is wrong").await;
    rita.hears("bill: 2 to Recife.").await;
    let asked = service.asked();
    assert_eq!(asked.len(), 3);
    assert!(
        asked[0].contains("\"enum\":[\"bill\",\"other\",null]"),
        "{}",
        asked[0]
    );
    assert!(
        asked[1].contains("\"required\":[\"city\",\"people\"]"),
        "{}",
        asked[1]
    );
    assert!(
        asked[2].contains("did not fit: the answer must be one json object"),
        "{}",
        asked[2]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_takes_an_exit_and_says_why() {
    let error = |status| {
        Does::Answers(
            status,
            json!({ "error": { "message": "bad luck", "type": "x" } }).to_string(),
        )
    };
    let cases = [
        (
            error(401),
            "It failed.",
            "the service refuses the key: it answered 401",
        ),
        (
            error(404),
            "It failed.",
            "the service answered 404: bad luck",
        ),
        (
            Does::Answers(400, "<html>".into()),
            "It failed.",
            "the service answered",
        ),
        (
            Does::Answers(200, "{}".into()),
            "It failed.",
            "the answer broke off before its end",
        ),
        (
            Does::Redirects("http://127.0.0.1:1/".into()),
            "It failed.",
            "the service answered",
        ),
        (
            Does::Plays("cut.sse"),
            "It failed.",
            "the answer broke off before its end",
        ),
        (
            Does::Cuts("cut.sse"),
            "It failed.",
            "the answer broke off before its end",
        ),
        (
            Does::Plays("broken-chunk.sse"),
            "It failed.",
            "the service answered what is no chat completion",
        ),
        (
            Does::Plays("length.sse"),
            "It failed.",
            "the answer is longer than 500 tokens",
        ),
        (Does::Hangs, "It failed.", "no answer within 5s"),
        (Does::HangsUp, "It failed.", ""),
        (Does::Plays("unsure.sse"), "I do not know.", ""),
        (Does::Plays("refused.sse"), "I do not know.", ""),
    ];
    let does = cases.iter().map(|(does, ..)| does.clone()).collect();
    let service = Service::that(does).await;
    let house = with_model(&service).await;
    house.talk("reply", REPLY).await;
    for (does, says, why) in cases {
        let (rita, _) = house.visit("reply").await;
        rita.say("c1", "Rita Lee").await;
        rita.say("c2", "Are you open?").await;
        rita.hears(says).await;
        if let Outcome::Failed { reason } = &outcomes(&house, &rita)[0] {
            assert!(reason.starts_with(why), "{does:?}: {reason}");
            assert!(!reason.is_empty() && !reason.contains("Hush"), "{reason}");
        } else {
            assert_eq!(says, "I do not know.", "{does:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_behind_the_address_guard_and_only_what_is_set_up_is_asked() {
    let service = Service::that(vec![Does::Plays("reply.sse")]).await;
    let house = House::new().await;
    let admin = house.admin().await;
    house.talk("reply", REPLY).await;
    let mut number = 0;
    let host = service.host.clone();
    for (name, value, why) in [
        (
            "MODEL_NAMES",
            String::new(),
            "no model is set up: MODEL_URL has no value",
        ),
        (
            "MODEL_URL",
            format!("http://{host}/v1"),
            "no model is set up: MODEL_NAMES has no value",
        ),
        (
            "MODEL_NAMES",
            "small-1".into(),
            "127.0.0.1 is a private address; an admin can allow the host",
        ),
        (
            "MODEL_TOKENS_PER_DAY",
            "many".into(),
            "the value of MODEL_TOKENS_PER_DAY is not a number",
        ),
    ] {
        env(&admin, name, &value).await;
        let (rita, _) = house.visit("reply").await;
        rita.say("c1", "Rita Lee").await;
        rita.say("c2", "Are you open?").await;
        rita.hears("It failed.").await;
        let failed = Outcome::Failed { reason: why.into() };
        assert_eq!(outcomes(&house, &rita), [failed]);
        number += 1;
    }
    assert_eq!((number, service.asked().len()), (4, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_s_tokens_are_counted_over_all_conversations_and_restarts() {
    let service = Service::that(vec![Does::Plays("reply.sse")]).await;
    let house = with_model(&service).await;
    env(&house.admin().await, "MODEL_TOKENS_PER_DAY", "586").await;
    let rita = greeted(&house).await;
    rita.say("c2", "Are you open?").await;
    rita.hears("We are open until six.").await;
    let house = {
        drop(rita);
        house.restart().await
    };
    let (ana, _) = house.visit("reply").await;
    ana.say("c1", "Ana").await;
    ana.say("c2", "And now?").await;
    ana.hears("It failed.").await;
    let reason = "models used 87 tokens today, and 500 more would be beyond 586".to_owned();
    assert_eq!(outcomes(&house, &ana), [Outcome::Failed { reason }]);
    assert_eq!(service.asked().len(), 1);
    env(&house.admin().await, "MODEL_TOKENS_PER_DAY", "587").await;
    ana.say("c3", "And now?").await;
    ana.hears("We are open until six.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_calls_tools_and_is_told_what_they_gave_without_what_is_personal() {
    let plays = ["calls.sse", "reply.sse", "cut-calls.sse"];
    let service = Service::that(plays.map(Does::Plays).into()).await;
    let house = with_model(&service).await;
    let draft = json!({ "base": "", "text": TWICE });
    let admin = house.admin().await;
    admin.put("/api/trails/twice", &draft).await.ok(200);
    drop(admin);
    house.talk("assist", ASSIST).await;
    let (rita, _) = house.visit("assist").await;
    rita.say("c1", "Rita Lee").await;
    rita.say("c2", "Twice 21?").await;
    rita.hears("Are you sure?").await;
    rita.say("c3", "Surely").await;
    rita.hears("We are open until six.").await;
    let asked = service.asked();
    let body = |at: usize| -> serde_json::Value {
        let (_, body) = asked[at].split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap()
    };
    let tools = &body(0)["tools"];
    assert_eq!(tools[0]["function"]["name"], "twice");
    assert_eq!(
        tools[0]["function"]["parameters"],
        json!({
            "type": "object",
            "properties": { "n": { "type": "integer" } },
            "required": ["n"],
            "additionalproperties": false,
        })
    );
    let messages = body(1)["messages"].as_array().unwrap().clone();
    let roles: Vec<&str> = messages
        .iter()
        .map(|one| one["role"].as_str().unwrap())
        .collect();
    let before = ["system", "assistant", "user", "assistant"];
    assert_eq!(
        roles,
        [&before[..], &["user", "assistant", "tool", "tool"]].concat()
    );
    assert_eq!(messages[2]["content"], "•••");
    assert_eq!(messages[4]["content"], "twice 21?");
    let calls = &messages[5]["tool_calls"];
    assert_eq!(calls[0]["id"], "call_1");
    assert_eq!(calls[0]["function"]["arguments"], "{\"n\": 21}");
    assert_eq!(messages[6]["tool_call_id"], "call_1");
    let gave: serde_json::Value =
        serde_json::from_str(messages[6]["content"].as_str().unwrap()).unwrap();
    assert_eq!(
        gave,
        json!({ "n": 21, "result": "42 for •••, •••", "sure": "•••" })
    );
    assert_eq!(
        messages[7]["content"],
        "{\"error\":\"the arguments must be one json object\"}"
    );
    assert_eq!(tokens(&outcomes(&house, &rita)[0]), 80);
    rita.say("c4", "And 22?").await;
    rita.hears("It failed.").await;
}
