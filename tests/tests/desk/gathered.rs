//! What is said in several messages, and what comes after it.

use crate::stage::Stage;
use trilha_model::codec::event_to_bytes;
use trilha_model::{Act, Attached, Event, Incoming, Input, Owner};

const NONE: [&str; 0] = [];

/// Gathers an answer, then goes where the test wants.
fn asked(then: &str) -> Stage {
    let trail = format!(
        "trail: shop\nlanguage: en\ndefaults: {{ gather: 5s, error: end, no_match: end, timeout: {{ after: 1h, next: end }} }}\nsteps:\n  a: {{ ask: What is it?, save: what, next: b }}\n{then}"
    );
    let mut stage = Stage::with(&trail);
    stage.say("hello");
    stage
}

/// The contact shows where they are: more than words, so it is not gathered.
fn shows(stage: &mut Stage) -> Vec<String> {
    let mut message = Incoming::text("place", "here");
    message.attached = Some(Attached::Location(Box::new(trilha_model::Location {
        latitude: 38.7,
        longitude: -9.1,
        name: None,
        address: None,
    })));
    crate::stage::said(&stage.feed(Input::Message(message)))
}

#[test]
fn what_follows_a_gathered_answer_that_hands_off_is_left_to_people() {
    let mut stage = asked("  b: { handoff: support, next: end }\n");
    assert_eq!(stage.say("a leak"), NONE);
    assert_eq!(shows(&mut stage), NONE);
    assert_eq!(stage.state.owner, Owner::Queue("support".into()));
    assert!(stage.state.session.is_some() && stage.state.queued.is_empty());
    assert_eq!(stage.state.unanswered, 1);
}

#[test]
fn what_follows_a_gathered_answer_that_ends_the_session_begins_another() {
    let mut stage = asked("  b: { say: Noted., next: end }\n");
    assert_eq!(stage.say("a leak"), NONE);
    assert_eq!(shows(&mut stage), ["Noted.", "What is it?"]);
    assert!(stage.state.session.is_some());
}

#[test]
fn what_may_answer_a_secret_after_a_gathered_answer_is_kept_nowhere() {
    let mut stage = asked(
        "  b: { ask: Your number?, sensitive: true, save: number, next: c }\n  c: { say: Thanks., next: end }\n",
    );
    let most = stage.world.limits.text_length;
    stage.say(&"x".repeat(most - 3));
    let secret = "529.982.247-25";
    assert_eq!(stage.say(secret), ["Your number?", "Thanks."]);
    let holds = |event: &&Event| {
        let bytes = event_to_bytes(event);
        let found = bytes
            .windows(secret.len())
            .any(|part| part == secret.as_bytes());
        found && !matches!(event, Event::VariablesSet { .. })
    };
    assert_eq!(stage.events.iter().find(holds), None);
    assert_eq!(stage.act("ana", Act::Take), NONE);
}
