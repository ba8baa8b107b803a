//! What automations do of themselves: by time, by tags, by what other systems tell, by the clock.

use crate::stage::{SITE, Stage, said};
use trilha_model::{
    Act, Event, Input, LimitName, Owner, Priority, Recipient, Speaker, Timestamp, Value,
};

const NONE: [&str; 0] = [];

/// Tells the contact where they stand, after five minutes in the queue, and notes it.
const POSITION: &str = "
trail: position
language: en
starts: [{ waiting: { after: 5m, queue: support } }]
steps:
  note: { note: Waits for five minutes., next: tag }
  tag: { tag: slow, next: say }
  say: { say: Somebody will be with you soon., next: end }
";

fn fired(stage: &Stage) -> usize {
    let fired = |event: &&Event| matches!(event, Event::AutomationFired { .. });
    stage.events.iter().filter(fired).count()
}

#[test]
fn a_ticket_that_waits_too_long_is_spoken_of_by_the_system_once_each_time_it_waits() {
    let mut stage = Stage::at_menu();
    stage.publish("position", POSITION);
    stage.say("human");
    assert_eq!(stage.state.owner, Owner::Queue("support".into()));
    assert_eq!(stage.ring_after(4), NONE);
    assert_eq!(stage.ring_after(1), ["Somebody will be with you soon."]);
    let by_system = stage.events.iter().any(|event| {
        matches!(
            event,
            Event::MessageSent {
                speaker: Speaker::System,
                ..
            }
        )
    });
    assert!(by_system);
    assert_eq!(stage.state.tags, ["asked", "slow"]);
    assert!(
        stage.state.session.is_some(),
        "the session waits at its handoff as before"
    );
    assert_eq!(stage.ring_after(3), NONE, "once");
    stage.act("ana", Act::Take);
    stage.act("ana", Act::ReturnToQueue);
    assert_eq!(stage.ring_after(5), ["Somebody will be with you soon."]);
    assert_eq!(fired(&stage), 2);
}

#[test]
fn what_is_published_while_a_ticket_waits_counts_from_when_it_began_to() {
    let mut stage = Stage::handed_off();
    assert_eq!(stage.ring_after(8), NONE);
    stage.publish("position", POSITION);
    assert_eq!(
        said(&stage.feed(Input::Woken)),
        ["Somebody will be with you soon."]
    );
}

#[test]
fn a_person_who_does_not_answer_loses_the_ticket_to_another_queue() {
    let mut stage = Stage::at_menu();
    stage.publish(
        "late",
        "trail: late\nlanguage: en\nstarts: [{ agent_silent: { after: 5m } }]\nsteps:\n  move: { handoff: sales, priority: urgent, note: Nobody answered., message: Another person will answer., next: end }\n",
    );
    stage.say("human");
    stage.act("ana", Act::Take);
    assert_eq!(stage.ring_after(4), NONE);
    stage.reply("ana", "r1", "Hello!");
    assert_eq!(stage.ring_after(10), NONE, "an answer is owed no longer");
    stage.say("and?");
    stage.say("hello?");
    assert_eq!(stage.ring_after(5), ["Another person will answer."]);
    assert_eq!(stage.state.owner, Owner::Queue("sales".into()));
    let ticket = stage.state.open_ticket().expect("it is the same ticket");
    assert_eq!(
        (ticket.priority, ticket.queue.as_str()),
        (Priority::Urgent, "sales")
    );
    stage.act("caio", Act::Take);
    stage.act("caio", Act::GiveBack);
    assert!(
        stage.state.session.is_some(),
        "the trail goes on where it handed off"
    );
}

#[test]
fn a_contact_who_does_not_answer_a_person_is_reminded_once() {
    let mut stage = Stage::at_menu();
    stage.publish(
        "remind",
        "trail: remind\nlanguage: en\nstarts: [{ contact_silent: { after: 1h, tag: vip } }]\nsteps:\n  a: { say: Are you still there?, next: end }\n",
    );
    stage.say("human");
    stage.act("ana", Act::Take);
    stage.reply("ana", "r1", "Which order?");
    assert_eq!(stage.ring_after(90), NONE, "without the tag");
    stage.act(
        "ana",
        Act::Tag {
            add: vec!["vip".into()],
            remove: Vec::new(),
        },
    );
    assert_eq!(stage.ring_after(0), ["Are you still there?"]);
    assert_eq!(stage.ring_after(90), NONE);
    stage.say("yes");
    assert_eq!(stage.ring_after(90), NONE, "now a person owes a word");
    stage.reply("ana", "r2", "Good.");
    assert_eq!(stage.ring_after(60), ["Are you still there?"]);
}

#[test]
fn a_ticket_that_is_open_for_long_is_noticed_whoever_has_it() {
    let mut stage = Stage::at_menu();
    stage.publish(
        "old",
        "trail: old\nlanguage: en\nstarts: [{ open: { after: 2h, priority: [normal, high] } }]\nsteps:\n  a: { tag: old, next: end }\n",
    );
    stage.say("human");
    stage.ring_after(5);
    stage.act("ana", Act::Take);
    stage.ring_after(55);
    stage.act(
        "ana",
        Act::Transfer {
            to: Recipient::Agent("bia".into()),
            note: None,
        },
    );
    stage.ring_after(60);
    assert_eq!(stage.state.tags, ["asked", "old"]);
    assert_eq!(stage.state.owner, Owner::Agent("bia".into()));
}

#[test]
fn a_tag_begins_a_session_where_nothing_goes_on_and_runs_beside_what_does() {
    let text = "trail: vip\nlanguage: en\nstarts: [{ tagged: [vip, gold] }]\nsteps:\n  a: { say: Welcome among the few., next: b }\n  b: { tag: [gold, silver], next: end }\n";
    let tag = |stage: &mut Stage, tag: &str| {
        stage.act(
            "ana",
            Act::Tag {
                add: vec![tag.into()],
                remove: Vec::new(),
            },
        )
    };
    let mut busy = Stage::handed_off();
    busy.publish("vip", text);
    let session = busy.state.session.clone();
    assert_eq!(tag(&mut busy, "other"), NONE);
    assert_eq!(tag(&mut busy, "vip"), ["Welcome among the few."]);
    assert_eq!(
        busy.state.session, session,
        "beside the session, which stands as it stood"
    );
    assert_eq!(
        busy.state.tags,
        ["asked", "gold", "other", "silver", "vip"],
        "what it tags starts no other"
    );
    assert_eq!(tag(&mut busy, "vip"), NONE, "it has it already");

    let mut idle = Stage::on("nobody");
    idle.say("hello");
    idle.publish("vip", text);
    assert_eq!(tag(&mut idle, "vip"), ["Welcome among the few."]);
    let started = |event: &Event| matches!(event, Event::SessionStarted { .. });
    assert!(idle.events.iter().any(started));

    let mut asks = Stage::handed_off();
    asks.publish(
        "vip",
        "trail: vip\nlanguage: en\nstarts: [{ tagged: vip }]\nsteps:\n  a: { ask: And your size?, save: size, timeout: { after: 1h, next: end }, no_match: end, next: end }\n",
    );
    assert_eq!(
        tag(&mut asks, "vip"),
        NONE,
        "a trail that waits cannot run beside another"
    );
    assert_eq!(fired(&asks), 0);
}

#[test]
fn a_side_session_hands_over_a_talk_that_the_bot_has() {
    let mut stage = Stage::fetching();
    stage.publish(
        "vip",
        "trail: vip\nlanguage: en\nstarts: [{ tagged: vip }]\nsteps:\n  a: { handoff: sales, message: A person will be with you., next: end }\n",
    );
    let tags = Act::Tag {
        add: vec!["vip".into()],
        remove: Vec::new(),
    };
    assert_eq!(stage.act("ana", tags), ["A person will be with you."]);
    assert_eq!(stage.state.owner, Owner::Queue("sales".into()));
    assert!(
        stage.state.unsettled.is_empty(),
        "what the bot asked for is no longer wanted"
    );
    stage.act("caio", Act::Take);
    stage.act("caio", Act::GiveBack);
    assert!(
        stage.state.session.is_none(),
        "what stood elsewhere when people took it is over"
    );
}

#[test]
fn an_event_begins_a_trail_where_nothing_goes_on_and_the_contact_may_be_new() {
    let text = "trail: paid\nlanguage: en\nstarts: [{ event: [order.paid, order.sent], inbox: nobody }]\nsteps:\n  a: { say: \"{{ input.event }} {{ input.payload.order }}\", next: b }\n  b: { ask: Anything else?, save: more, timeout: { after: 1h, next: c }, no_match: end, next: end }\n  c: { say: \"{{ input.payload.order }} it is\", next: end }\n";
    let mut stage = Stage::on("nobody");
    stage.publish("paid", text);
    let told = |name: &str, id: &str| Input::Event {
        name: name.into(),
        payload: Value::Map([("order".into(), Value::Int(7))].into()),
        id: Some(id.into()),
    };
    assert!(
        stage.try_feed(told("order.lost", "e0")).is_err(),
        "nobody waits for it"
    );
    assert_eq!(
        said(&stage.feed(told("order.paid", "e1"))),
        ["order.paid 7", "Anything else?"]
    );
    assert_eq!(
        said(&stage.feed(told("order.paid", "e1"))),
        NONE,
        "told before"
    );
    assert_eq!(
        said(&stage.feed(told("order.sent", "e2"))),
        NONE,
        "a session is live"
    );
    assert_eq!(stage.ring_after(60), ["7 it is"]);
    assert_eq!(
        said(&stage.feed(told("order.sent", "e3"))),
        ["order.sent 7", "Anything else?"]
    );
    let mut elsewhere = Stage::on("people");
    elsewhere.publish("paid", text);
    assert!(elsewhere.try_feed(told("order.paid", "e1")).is_err());
}

#[test]
fn silence_begins_a_trail_once_until_the_contact_speaks_again() {
    let mut stage = Stage::on("nobody");
    stage.publish(
        "hello",
        "trail: hello\nlanguage: en\nstarts: [{ keyword: hello }, { silent: { after: 1d } }]\nsteps:\n  a: { say: Hello., next: end }\n",
    );
    assert_eq!(stage.say("hello"), ["Hello."]);
    assert_eq!(stage.ring_after(60), NONE);
    stage.say("what?");
    assert_eq!(stage.ring_after(23 * 60), NONE);
    assert_eq!(
        stage.ring_after(60),
        ["Hello."],
        "a day after the last word, not the first"
    );
    assert_eq!(stage.ring_after(48 * 60), NONE);
    stage.say("hm");
    assert_eq!(stage.ring_after(24 * 60), ["Hello."]);
}

#[test]
fn a_handoff_that_nobody_takes_breaks_no_silence() {
    let mut stage = Stage::on("nobody");
    stage.publish(
        "ask",
        "trail: ask\nlanguage: en\nstarts: [{ silent: { after: 10m } }]\nsteps:\n  a: { handoff: support, timeout: { after: 5m, next: end }, next: end }\n",
    );
    stage.say("hello");
    for _ in 0..12 {
        stage.ring_after(5);
    }
    assert_eq!(fired(&stage), 1);
    stage.act("ana", Act::Take);
    stage.act("ana", Act::Resolve);
    stage.ring_after(10);
    assert_eq!(fired(&stage), 2, "a person was done: silence begins anew");
}

#[test]
fn automations_are_silent_on_an_inbox_that_is_switched_off() {
    let mut stage = Stage::at_menu();
    stage.publish("position", POSITION);
    stage.publish(
        "vip",
        "trail: vip\nlanguage: en\nstarts: [{ tagged: vip }]\nsteps:\n  a: { say: Welcome., next: end }\n",
    );
    stage.say("human");
    let site = stage.world.inboxes.get_mut(SITE).expect("it is there");
    site.enabled = false;
    assert_eq!(stage.ring_after(6), NONE);
    let tags = Act::Tag {
        add: vec!["vip".into()],
        remove: Vec::new(),
    };
    assert_eq!(stage.act("ana", tags), NONE);
    assert_eq!(fired(&stage), 0);
}

#[test]
fn a_schedule_begins_a_trail_once_each_moment_for_those_it_is_for() {
    let mut stage = Stage::on("nobody");
    stage.publish(
        "news",
        "trail: news\nlanguage: en\nstarts: [{ schedule: { cron: '0 9 * * *', tag: reader, inbox: nobody } }]\nsteps:\n  a: { say: The news., next: end }\n",
    );
    let moment = |n: i64| Input::Scheduled {
        automation: "news/schedule-1".into(),
        due: Timestamp(n),
    };
    assert_eq!(said(&stage.feed(moment(1))), NONE, "nobody has spoken here");
    stage.say("hello");
    assert_eq!(said(&stage.feed(moment(1))), NONE, "without the tag");
    stage.act(
        "ana",
        Act::Tag {
            add: vec!["reader".into()],
            remove: Vec::new(),
        },
    );
    assert_eq!(said(&stage.feed(moment(1))), ["The news."]);
    assert_eq!(said(&stage.feed(moment(1))), NONE, "this moment was had");
    assert_eq!(said(&stage.feed(moment(2))), ["The news."]);
    stage.act("sol", Act::Take);
    assert_eq!(said(&stage.feed(moment(3))), NONE, "a person has it");
    stage.act("sol", Act::Resolve);
    stage.arrange(&[], &["news/schedule-1"]);
    assert_eq!(said(&stage.feed(moment(4))), NONE, "it is switched off");
}

#[test]
fn an_alarm_that_nobody_wants_any_more_is_given_up() {
    let mut stage = Stage::at_menu();
    stage.publish("position", POSITION);
    stage.say("human");
    let alarm = stage.state.alarm.expect("five minutes from now");
    assert_eq!(alarm, Timestamp(stage.now.0 + 300_000));
    stage.arrange(&[], &["position/waiting-1"]);
    assert_eq!(stage.ring_after(5), NONE);
    assert_eq!(stage.state.alarm, None);
    assert_eq!(stage.feed(Input::Woken), []);
}

/// Follows the conversation's own timers until it asks for no more; how often an automation fired.
fn until_nothing_is_due(stage: &mut Stage) -> usize {
    let before = fired(stage);
    for _ in 0..1_000 {
        let Some(at) = stage.state.wake() else {
            return fired(stage) - before;
        };
        stage.now = at.max(stage.now);
        stage.feed(Input::Woken);
    }
    panic!("it asks to be woken for ever");
}

fn worn_out(stage: &Stage) -> usize {
    let limit = LimitName::Firings;
    let reached =
        |event: &&Event| matches!(event, Event::LimitReached { limit: it, .. } if *it == limit);
    stage.events.iter().filter(reached).count()
}

/// Waits in a queue, and two rules send it to another and back.
fn to_and_fro() -> Stage {
    let trail = "trail: shop\nlanguage: en\nsteps:\n  person: { handoff: support, next: end }\n";
    let mut stage = Stage::with(trail);
    for (id, from, to) in [("there", "support", "sales"), ("back", "sales", "support")] {
        stage.publish(
            id,
            &format!("trail: {id}\nlanguage: en\nstarts: [{{ waiting: {{ after: 1s, queue: {from} }} }}]\nsteps:\n  a: {{ handoff: {to}, next: end }}\n"),
        );
    }
    stage.say("human");
    stage
}

#[test]
fn two_rules_that_send_a_ticket_to_and_fro_come_to_an_end_and_begin_anew_with_the_next_ticket() {
    let mut stage = to_and_fro();
    let most = stage.world.limits.firings;
    assert_eq!(until_nothing_is_due(&mut stage), most);
    assert_eq!(worn_out(&stage), 1);
    stage.act("caio", Act::Take);
    stage.act("caio", Act::Resolve);
    stage.act("ana", Act::Take);
    stage.act("ana", Act::ReturnToQueue);
    assert_eq!(until_nothing_is_due(&mut stage), most);
    assert_eq!(worn_out(&stage), 2);
}

#[test]
fn a_word_of_the_contacts_lets_the_rules_of_an_open_ticket_go_on() {
    let mut stage = to_and_fro();
    let most = stage.world.limits.firings;
    assert_eq!(until_nothing_is_due(&mut stage), most);
    stage.say("Still there?");
    assert_eq!(until_nothing_is_due(&mut stage), most);
    assert_eq!(worn_out(&stage), 2);
}

#[test]
fn rules_go_on_once_they_may_fire_more_often() {
    let mut stage = to_and_fro();
    let most = stage.world.limits.firings;
    stage.world.limits.firings = 3;
    assert_eq!(until_nothing_is_due(&mut stage), 3);
    stage.feed(Input::Woken);
    assert_eq!((until_nothing_is_due(&mut stage), worn_out(&stage)), (0, 1));
    stage.world.limits.firings = most;
    stage.feed(Input::Woken);
    let first = fired(&stage) - 3;
    assert_eq!(first + until_nothing_is_due(&mut stage), most - 3);
    assert_eq!(worn_out(&stage), 2);
}

#[test]
fn a_rule_whose_closing_opens_the_next_ticket_comes_to_an_end_too() {
    let trail =
        "trail: shop\nlanguage: en\nsteps:\n  a: { handoff: support, closed: a, next: end }\n";
    let mut stage = Stage::with(trail);
    stage.publish(
        "close",
        "trail: close\nlanguage: en\nstarts: [{ waiting: { after: 1s } }]\nsteps:\n  a: { ticket: close, next: end }\n",
    );
    stage.say("hello");
    let most = stage.world.limits.firings;
    assert_eq!(until_nothing_is_due(&mut stage), most);
    assert_eq!(worn_out(&stage), 1);
    assert!(stage.state.open_ticket().is_some(), "it waits for people");
    stage.act("ana", Act::Take);
    stage.act("ana", Act::ReturnToQueue);
    assert_eq!(until_nothing_is_due(&mut stage), 0);
}

#[test]
fn of_many_rules_each_fires_until_it_is_said_that_there_are_too_many() {
    let mut stage = Stage::at_menu();
    let rule = |minute| format!("  - {{ open: {{ after: {minute}m }}, name: m{minute} }}");
    let rules = (1..=60).map(rule).collect::<Vec<_>>().join("\n");
    let text = format!(
        "trail: many\nlanguage: en\nstarts:\n{rules}\nsteps:\n  a: {{ note: Open., next: end }}\n"
    );
    stage.publish("many", &text);
    stage.say("human");
    stage.act("ana", Act::Take);
    let before = fired(&stage);
    stage.ring_after(45);
    while stage.state.alarm.is_some_and(|alarm| alarm <= stage.now) {
        stage.feed(Input::Woken);
    }
    assert_eq!(
        fired(&stage) - before,
        45,
        "each once, whatever their number"
    );
    for _ in 0..15 {
        stage.ring_after(1);
    }
    assert_eq!(fired(&stage) - before, 50);
    let said = |event: &&Event| {
        matches!(
            event,
            Event::LimitReached {
                limit: LimitName::Firings,
                ..
            }
        )
    };
    assert_eq!(stage.events.iter().filter(said).count(), 1);
}
