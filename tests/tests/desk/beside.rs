//! What runs beside a session or a person, and what it leaves behind.

use crate::stage::Stage;
use std::collections::BTreeSet;
use trilha_model::{Act, Effect, Event, LimitName};

/// An automation that runs beside what people do once a ticket is open for an hour.
fn an_hour_later(stage: &mut Stage, steps: &str) -> Vec<String> {
    let start = "trail: later\nlanguage: en\nstarts: [{ open: { after: 1h } }]\nsteps:\n";
    stage.publish("later", &format!("{start}{steps}"));
    stage.ring_after(60)
}

#[test]
fn what_a_session_asks_for_as_its_ticket_closes_shares_no_number_with_what_follows() {
    let trail = "trail: shop\nlanguage: en\ndefaults: { error: end, timeout: { after: 3h, next: end } }\nsteps:\n  a: { handoff: support, next: b }\n  b: { http: { get: \"https://shop.test/a\" }, next: end }\n";
    let mut stage = Stage::with(trail);
    stage.say("hello");
    stage.act("ana", Act::Take);
    an_hour_later(
        &mut stage,
        "  a: { ticket: close, next: b }\n  b: { emit: closed, next: end }\n",
    );
    let asked = &stage.state.unsettled;
    let numbers: BTreeSet<u64> = asked.iter().map(|asked| asked.id.0).collect();
    assert_eq!((asked.len(), numbers.len()), (2, 2), "{asked:?}");
    let emitted = |effect: &Effect| matches!(effect, Effect::Emit(_));
    assert!(asked.iter().any(|asked| emitted(&asked.effect)));
}

#[test]
fn a_limit_reached_beside_what_goes_on_is_told() {
    let mut stage = Stage::handed_off();
    stage.act("ana", Act::Take);
    let steps: String = (0..60)
        .map(|n| format!("  s{n}: {{ emit: e{n}, next: s{} }}\n", n + 1))
        .collect();
    an_hour_later(
        &mut stage,
        &format!("{steps}  s60: {{ tag: done, next: end }}\n"),
    );
    let reached = |event: &Event| {
        let limit = LimitName::Events;
        matches!(event, Event::LimitReached { limit: reached, .. } if *reached == limit)
    };
    assert!(stage.events.iter().any(reached));
}
