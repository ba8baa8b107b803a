//! Recorded sessions, replayed on another bundle: what differs is shown, and nothing about a person.

use std::sync::Arc;
use trilha_model::{Act, AgentId, Map, Outcome, Span, Timestamp, Value};
use trilha_talk::{Happened, Setup, Simulator, differ, sessions};
use trilha_trail::{Bundle, Known, Sources, compile};

const SHOP: &str = r#"
trail: shop
language: en
vars: { name: { type: text, personal: true }, shop: { type: any } }
steps:
  name: { ask: "Your name?", save: name, no_match: end, timeout: { after: 10m, next: gone }, next: menu }
  menu:
    menu: "What now, {{ name }}?"
    options:
      order: { label: Order, next: fetch }
      person: { label: Person, next: person }
    no_match: end
    timeout: { after: 10m, next: gone }
  fetch: { http: { get: "https://shop.test/orders?of={{ name }}" }, save: shop, error: menu, next: told }
  told: { say: "{{ name }}, it is {{ shop.body.status }}.", error: menu, next: menu }
  person: { handoff: support, message: One moment., next: menu, closed: end }
  gone: { say: Bye!, next: end }
"#;

fn bundle(trail: &str) -> Arc<Bundle> {
    let mut sources = Sources::default();
    sources.files.insert("shop.yaml".into(), trail.into());
    let compiled = compile(&sources, &"shop".into(), &Known::default());
    Arc::new(compiled.unwrap_or_else(|said| panic!("{said:?}")).0)
}

/// A conversation with two sessions: an order and people, then silence.
fn talked(bundle: &Arc<Bundle>) -> Simulator {
    let setup = Setup {
        now: Timestamp(1_795_000_000_000),
        contact: Map::from([("email".into(), Value::text("ana@shop.test"))]),
        ..Setup::default()
    };
    let mut talk = Simulator::new(Arc::clone(bundle), setup);
    talk.say("hello").expect("taken");
    talk.pass(Span(4_000)).expect("taken");
    talk.say("Ana Souza").expect("taken");
    talk.choose("1").expect("taken");
    talk.pass(Span(2_000)).expect("taken");
    let id = talk.pending().first().expect("asked").id;
    let body = Map::from([("status".into(), Value::text("sent"))]);
    let outcome = Outcome::Http {
        status: 200,
        headers: Map::new(),
        body: Value::Map(body),
    };
    talk.settle(id, outcome).expect("taken");
    talk.choose("2").expect("taken");
    let agent = AgentId::from("bia");
    talk.act(&agent, Act::Take).expect("taken");
    talk.act(&agent, Act::Resolve).expect("taken");
    talk.say("hello again").expect("taken");
    talk.pass(Span(600_000)).expect("taken");
    assert!(talk.ended().is_some());
    talk
}

#[test]
fn sessions_are_told_from_events_and_replay_as_they_were() {
    let bundle = bundle(SHOP);
    let talk = talked(&bundle);
    let recorded = sessions(talk.events());
    assert_eq!(recorded.len(), 2);
    let first = &recorded[0];
    assert_eq!(first.answers.len(), 1);
    assert_eq!(first.answers[0].took, Span(2_000));
    let acts = first
        .inputs
        .iter()
        .filter(|(_, what)| matches!(what, Happened::Acted { .. }));
    assert_eq!(acts.count(), 2);
    assert_eq!(recorded[1].until.0 - recorded[1].at.0, 600_000);
    for one in &recorded {
        assert_eq!(differ(one, &bundle, &bundle, &Map::new()), None);
    }
}

#[test]
fn what_a_draft_says_otherwise_is_shown_without_what_is_about_a_person() {
    let old = bundle(SHOP);
    let talk = talked(&old);
    let recorded = sessions(talk.events());
    let new = bundle(&SHOP.replace(
        "it is {{ shop.body.status }}.",
        "your order is {{ shop.body.status }}.",
    ));
    let found = differ(&recorded[0], &old, &new, &Map::new()).expect("it differs");
    let shown = found.show(false);
    assert!(shown.contains("- bot     …, it is sent."), "{shown}");
    assert!(
        shown.contains("+ bot     …, your order is sent."),
        "{shown}"
    );
    for personal in ["Ana", "Souza", "ana@shop.test"] {
        assert!(!shown.contains(personal), "{shown}");
    }
    assert_eq!(found.parts, 1);
    assert_eq!(differ(&recorded[1], &old, &new, &Map::new()), None);
}

#[test]
fn an_answer_that_was_recorded_came_whatever_limit_a_draft_sets() {
    let old = bundle(SHOP);
    let recorded = sessions(talked(&old).events());
    let draft = SHOP.replace(
        "orders?of={{ name }}\" }",
        "orders?of={{ name }}\", limit: 1s }",
    );
    assert_ne!(draft, SHOP);
    let shown = differ(&recorded[0], &old, &bundle(&draft), &Map::new());
    assert!(shown.is_none(), "{}", shown.unwrap().show(false));
}

#[test]
fn another_timer_another_service_and_another_queue_are_differences() {
    let old = bundle(SHOP);
    let talk = talked(&old);
    let recorded = sessions(talk.events());
    for (at, from, to, expected) in [
        (
            1,
            "after: 10m, next: gone }, next: menu",
            "after: 2h, next: gone }, next: menu",
            "- ended",
        ),
        (
            0,
            "shop.test/orders?of={{ name }}",
            "other.test/",
            "+ stopped nothing like this was answered: GET https://other.test/",
        ),
        (0, "handoff: support", "handoff: sales", "+ handoff sales"),
    ] {
        let new = bundle(&SHOP.replace(from, to));
        let found = differ(&recorded[at], &old, &new, &Map::new()).expect("it differs");
        let shown = found.show(false);
        assert!(shown.contains(expected), "{expected}\n{shown}");
    }
    let query = bundle(&SHOP.replace("orders?of={{ name }}", "orders?for={{ name }}"));
    let found = differ(&recorded[0], &old, &query, &Map::new()).expect("it asks otherwise");
    assert!(
        !found.show(false).contains("stopped"),
        "{}",
        found.show(false)
    );
}

#[test]
fn a_message_group_that_a_person_set_is_set_again_where_talks_are_replayed() {
    let bundle = bundle(SHOP);
    let mut talk = Simulator::new(Arc::clone(&bundle), Setup::default());
    for words in ["hello", "Ana Souza", "Person"] {
        talk.say(words).expect("taken");
    }
    let agent = AgentId::from("bia");
    let sets = |group: Option<&str>| {
        let group = group.map(Into::into);
        Act::Group { group }
    };
    let acts = [Act::Take, sets(Some("health")), sets(None), Act::Resolve];
    for act in acts.clone() {
        talk.act(&agent, act).expect("taken");
    }
    let recorded = sessions(talk.events());
    let did: Vec<Act> = recorded[0]
        .inputs
        .iter()
        .filter_map(|(_, what)| match what {
            Happened::Acted { act, .. } => Some(act.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(did, acts);
    assert_eq!(differ(&recorded[0], &bundle, &bundle, &Map::new()), None);
}

#[test]
fn tags_that_a_person_gave_are_given_again_where_talks_are_replayed() {
    let told = SHOP.replace(
        "next: menu, closed: end }",
        "next: tagged, closed: tagged }\n  tagged: { say: \"Tags: {{ conversation.tags.join(\\\", \\\") }}\", next: menu }",
    );
    let bundle = bundle(&told);
    let mut talk = Simulator::new(Arc::clone(&bundle), Setup::default());
    for words in ["hello", "Ana Souza", "Person"] {
        talk.say(words).expect("taken");
    }
    let agent = AgentId::from("bia");
    let tags = |add: &[&str], remove: &[&str]| Act::Tag {
        add: add.iter().copied().map(Into::into).collect(),
        remove: remove.iter().copied().map(Into::into).collect(),
    };
    let acts = [
        Act::Take,
        tags(&["new", "vip"], &[]),
        tags(&[], &["new"]),
        Act::Resolve,
    ];
    for act in acts.clone() {
        talk.act(&agent, act).expect("taken");
    }
    let said = format!("{:?}", talk.events());
    assert!(said.contains("Tags: vip"), "{said}");
    let recorded = sessions(talk.events());
    let acted = |(_, what): &(Timestamp, Happened)| match what {
        Happened::Acted { act, .. } => Some(act.clone()),
        _ => None,
    };
    let did: Vec<Act> = recorded[0].inputs.iter().filter_map(acted).collect();
    assert_eq!(did, acts);
    let differs = differ(&recorded[0], &bundle, &bundle, &Map::new());
    assert!(differs.is_none(), "{}", differs.unwrap().show(false));
}
