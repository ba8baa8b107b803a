//! What is said before it is asked for, where it may come to answer a sensitive question.

use crate::stage::Stage;
use trilha_model::codec::event_to_bytes;
use trilha_model::{Act, Event, Input, Outcome};

const SECRET: &str = "529.982.247-25";

/// Asks a service, then for a name, then for a number that is nobody's business.
const SIGNS_UP: &str = r#"
trail: shop
language: en
interrupts:
  - { match: [human], next: person }
defaults: { timeout: { after: 1h, next: end }, no_match: end, error: end }
steps:
  hello: { ask: Hello?, next: fetch }
  fetch: { http: { get: "https://shop.test/a" }, next: name }
  name: { ask: Your name?, save: name, next: number }
  number: { ask: Your number?, expect: { type: cpf }, sensitive: true, save: number, next: bye }
  bye: { say: Thanks., next: end }
  person: { handoff: support, next: end }
"#;

/// The same without the name: it waits in front of the sensitive question.
const AT_ONCE: &str = r#"
trail: shop
language: en
interrupts:
  - { match: [human], next: person }
defaults: { timeout: { after: 1h, next: end }, no_match: end, error: end }
steps:
  hello: { ask: Hello?, next: fetch }
  fetch: { http: { get: "https://shop.test/a" }, next: number }
  number: { ask: Your number?, expect: { type: cpf }, sensitive: true, save: number, next: bye }
  bye: { say: Thanks., next: end }
  person: { handoff: support, next: end }
"#;

/// Waits for a service.
fn waiting(trail: &str) -> Stage {
    let mut stage = Stage::with(trail);
    stage.say("hi");
    stage.say("yes");
    assert_eq!(stage.state.unsettled.len(), 1);
    stage
}

fn settle(stage: &mut Stage) -> Vec<String> {
    let asked = stage.state.unsettled.first().expect("something is asked");
    let effect = asked.id;
    let outcome = Outcome::Http {
        status: 200,
        headers: trilha_model::Map::new(),
        body: trilha_model::Value::Null,
    };
    crate::stage::said(&stage.feed(Input::Settled { effect, outcome }))
}

/// Whether any event but the one that sets the variable holds the words.
fn is_kept(stage: &Stage, words: &str) -> bool {
    let others = stage
        .events
        .iter()
        .filter(|event| !matches!(event, Event::VariablesSet { .. }));
    others.into_iter().any(|event| {
        let bytes = event_to_bytes(event);
        bytes
            .windows(words.len())
            .any(|part| part == words.as_bytes())
    })
}

#[test]
fn what_may_answer_a_sensitive_question_is_neither_kept_nor_taken_for_its_answer() {
    let mut stage = waiting(AT_ONCE);
    assert_eq!(stage.say(SECRET), Vec::<String>::new());
    assert!(stage.state.queued.is_empty());
    assert_eq!(settle(&mut stage), ["Your number?"]);
    assert!(!is_kept(&stage, SECRET), "{:?}", stage.events);
    assert_eq!(stage.say(SECRET), ["Thanks."]);
    assert!(!is_kept(&stage, SECRET));
    let dropped = |event: &&Event| matches!(event, Event::InputDropped { .. });
    assert_eq!(stage.events.iter().filter(dropped).count(), 1);
}

#[test]
fn what_answers_an_open_question_first_waits_and_what_comes_behind_it_does_not() {
    let mut stage = waiting(SIGNS_UP);
    stage.say("Ana");
    stage.say(SECRET);
    assert_eq!(stage.state.queued.len(), 1);
    assert_eq!(settle(&mut stage), ["Your name?", "Your number?"]);
    assert!(is_kept(&stage, "Ana"));
    assert!(!is_kept(&stage, SECRET), "{:?}", stage.events);
}

#[test]
fn an_interrupt_is_heard_all_the_same_and_what_people_have_is_open() {
    let mut stage = waiting(AT_ONCE);
    stage.say("human");
    assert!(is_kept(&stage, "human"));
    stage.say("my words");
    assert!(is_kept(&stage, "my words"));
    stage.act("ana", Act::Take);
}

/// Waits in front of a menu that leads to a sensitive question, and to people first.
const BELOW: &str = r#"
trail: shop
language: en
defaults: { timeout: { after: 1h, next: end }, no_match: end }
steps:
  hello: { ask: Hello?, next: fetch }
  fetch: { http: { get: "https://shop.test/a" }, next: menu, error: menu }
  menu:
    menu: What now?
    options:
      number: { label: Number, next: number }
      other: { label: Other, next: person }
    no_match: person
  number: { ask: Your number?, expect: { type: cpf }, sensitive: true, next: end }
  person: { handoff: support, next: number }
"#;

#[test]
fn behind_people_and_other_questions_nothing_is_hidden() {
    let mut stage = waiting(BELOW);
    stage.say("other");
    assert_eq!(stage.state.queued.len(), 1);
    assert!(is_kept(&stage, "other"));
    stage.say(SECRET);
    assert!(!is_kept(&stage, SECRET));
    settle(&mut stage);
    assert!(stage.state.open_ticket().is_some());
}
