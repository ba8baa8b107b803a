//! What bounds a bot: messages between two things a contact says, and the bytes of one commit.

use crate::stage::{Stage, said};
use std::fmt::Write as _;
use trilha_model::{Act, EndReason, Event, Incoming, Input, Map, Timestamp};

/// Talks for ever.
const CLOCK: &str = r"
trail: shop
steps:
  tick: { say: [Tick, Tack], next: pause }
  pause: { wait: 1s, next: tick }
";

/// Sets more than half a megabyte at each answer, then says it.
fn heavy() -> String {
    let mut trail = String::from(
        r#"
trail: shop
vars:
  text: { type: text, value: "0123456789abcdef" }
steps:
  long: { script: "for i in 0..9 { text += text; }", next: pause, error: end }
  pause: { wait: 1m, next: question }
  question: { ask: Next?, save: said, no_match: end, timeout: { after: 1h, next: end }, next: much_0 }
  told: { say: "{{ said }}", next: question }
"#,
    );
    for n in 0..20 {
        let next = if n == 19 {
            "told".into()
        } else {
            format!("much_{}", n + 1)
        };
        let set = "a: text, b: text, c: text, d: text";
        writeln!(
            trail,
            "  much_{n}: {{ set: {{ {set} }}, next: {next}, error: end }}"
        )
        .expect("strings take all");
    }
    trail
}

fn rings(stage: &mut Stage) -> Vec<Event> {
    let Some(at) = stage.state.wake() else {
        return Vec::new();
    };
    stage.now = at;
    stage.feed(Input::Woken)
}

fn ended(events: &[Event]) -> bool {
    let failed = |event: &Event| {
        matches!(
            event,
            Event::SessionEnded {
                reason: EndReason::Failed,
                ..
            }
        )
    };
    events.iter().any(failed)
}

#[test]
fn a_bot_that_talks_to_itself_apologises_once_and_ends() {
    let mut stage = Stage::with(CLOCK);
    stage.say("hello");
    let mut last = Vec::new();
    for _ in 0..300 {
        let events = rings(&mut stage);
        if events.is_empty() {
            break;
        }
        last = events;
    }
    assert!(stage.state.session.is_none(), "it went on");
    assert!(ended(&last));
    assert_eq!(
        said(&last),
        ["Tick", "Tack", "Sorry, something went wrong on our side."]
    );
    assert_eq!(said(&stage.events).len(), 203);
    let arrived = Input::Arrived {
        profile: Map::new(),
        language: None,
    };
    assert!(stage.feed(arrived).is_empty(), "nobody spoke meanwhile");
    assert_eq!(stage.say("still there?"), ["Tick", "Tack"]);
}

#[test]
fn a_word_of_the_contact_gives_the_bot_its_messages_anew() {
    let mut stage = Stage::with(CLOCK);
    stage.say("hello");
    for turn in 0..300 {
        if turn % 50 == 0 {
            stage.say("go on");
        }
        rings(&mut stage);
    }
    assert!(stage.state.session.is_some());
}

#[test]
fn messages_that_waited_are_dealt_with_in_commits_of_a_bounded_size() {
    let mut stage = Stage::with(&heavy());
    stage.say("hello");
    let words: Vec<String> = (0..12).map(|n| format!("w{n}")).collect();
    for word in &words {
        assert!(stage.say(word).is_empty());
    }
    let mut told = Vec::new();
    let note = |events: &[Event], told: &mut Vec<String>| {
        let bytes: usize = events
            .iter()
            .map(|event| trilha_model::codec::event_to_bytes(event).len())
            .sum();
        assert!(bytes < 3 << 20, "{bytes} bytes in one commit");
        let answers = said(events).into_iter().filter(|text| text != "Next?");
        told.extend(answers);
    };
    note(&rings(&mut stage), &mut told);
    assert!(!stage.state.queued.is_empty(), "all at once");
    for n in 0..12 {
        let more = Incoming::text(format!("more{n}"), format!("x{n}"));
        let events = stage.feed(Input::Message(more));
        note(&events, &mut told);
    }
    let mut expected = words;
    expected.extend((0..12).map(|n| format!("x{n}")));
    assert_eq!(told, expected, "in order, and none forgotten");
    assert!(stage.state.queued.is_empty());
}

#[test]
fn messages_that_waited_for_the_bot_and_came_to_people_are_unanswered() {
    let mut stage = Stage::fetching();
    stage.say("one");
    stage.say("two");
    assert_eq!(stage.state.unanswered, 0);
    stage.act("ana", Act::Take);
    assert_eq!(stage.state.unanswered, 2);
    stage.say("three");
    assert_eq!(stage.state.unanswered, 3);
    stage.reply("ana", "r1", "Here.");
    assert_eq!(stage.state.unanswered, 0);
}

#[test]
fn a_button_of_an_earlier_menu_chooses_nothing_of_the_next() {
    let mut stage = Stage::at_menu();
    let press = |id: &str, label: &str| {
        Input::Message(Incoming {
            option: Some("1".into()),
            ..Incoming::text(id, label)
        })
    };
    stage.now = Timestamp(stage.now.0 + 1);
    let events = stage.feed(press("old", "Opening hours"));
    assert!(stage.state.unsettled.is_empty(), "nothing is ordered");
    assert_eq!(said(&events), ["What now, Ana?"]);
    stage.feed(press("new", "Order"));
    assert_eq!(stage.state.unsettled.len(), 1);
}
