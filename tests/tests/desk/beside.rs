//! What runs beside a session or a person, and what it leaves behind.

use crate::stage::Stage;
use std::collections::BTreeSet;
use trilha_model::{Act, Effect, Event, LimitName, Owner, TicketState};

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
    let steps: Vec<String> = (0..60)
        .map(|n| format!("  s{n}: {{ emit: e{n}, next: s{} }}\n", n + 1))
        .collect();
    let steps = steps.concat();
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

#[test]
fn a_handoff_beside_a_session_keeps_all_it_says() {
    let mut stage = Stage::fetching();
    stage.world.present.insert("bia".into());
    stage.publish(
        "vip",
        "trail: vip\nlanguage: en\nstarts: [{ tagged: vip }]\nsteps:\n  a: { handoff: sales, agent: bia, subject: Boots, summary: Wants boots., note: Be kind., skills: [shoes], state: pending, priority: urgent, next: end }\n",
    );
    stage.act("ana", tag("vip"));
    assert_eq!(stage.state.owner, Owner::Agent("bia".into()));
    let ticket = stage.state.open_ticket().expect("it is open");
    let said = [&ticket.subject, &ticket.summary, &ticket.note].map(Option::as_deref);
    assert_eq!(
        said,
        [Some("Boots"), Some("Wants boots."), Some("Be kind.")]
    );
    assert_eq!(
        (&ticket.skills[..], ticket.state),
        (&["shoes".into()][..], TicketState::Pending)
    );
    assert!(!ticket.number.is_empty() && ticket.step.is_none());
}

#[test]
fn a_handoff_beside_a_ticket_says_which_team_of_the_queue_it_is_for() {
    let mut stage = Stage::handed_off();
    let team = |stage: &Stage| stage.state.open_ticket().unwrap().team.clone();
    stage.publish(
        "vip",
        "trail: vip\nlanguage: en\nstarts: [{ tagged: vip }]\nsteps:\n  a: { handoff: support, team: night, next: end }\n",
    );
    stage.act("ana", tag("vip"));
    assert_eq!(team(&stage), Some("night".into()));
    stage.publish(
        "all",
        "trail: all\nlanguage: en\nstarts: [{ tagged: all }]\nsteps:\n  a: { handoff: support, next: end }\n",
    );
    stage.act("ana", tag("all"));
    assert_eq!(team(&stage), None);
    assert_eq!(stage.state.owner, Owner::Queue("support".into()));
}

#[test]
fn a_person_who_is_away_loses_the_ticket_to_its_own_queue() {
    let mut stage = Stage::handed_off();
    stage.act("ana", Act::Take);
    an_hour_later(&mut stage, "  a: { handoff: support, next: end }\n");
    assert_eq!(stage.state.owner, Owner::Queue("support".into()));
    let moved = |event: &Event| matches!(event, Event::TicketMoved { .. });
    assert!(!stage.events.iter().any(moved), "it was in that queue");
}

#[test]
fn a_tag_begins_nothing_with_a_contact_who_never_answers() {
    let mut stage = Stage::on("nobody");
    stage.say("hello");
    stage.world.limits.unprompted = 2;
    stage.publish(
        "paid",
        "trail: paid\nlanguage: en\nstarts: [{ tagged: paid }, { event: paid }]\nsteps:\n  a: { say: Thanks., next: end }\n",
    );
    let mut said = 0;
    for _ in 0..6 {
        said += stage.act("ana", tag("paid")).len();
        let told = trilha_model::Input::Event {
            name: "paid".into(),
            payload: 1.into(),
            id: None,
        };
        said += crate::stage::said(&stage.feed(told)).len();
        stage.act(
            "ana",
            Act::Tag {
                add: Vec::new(),
                remove: vec!["paid".into()],
            },
        );
    }
    assert_eq!(said, 3);
}

#[test]
fn what_an_automation_tags_as_it_fires_by_time_starts_no_other() {
    let mut stage = Stage::handed_off();
    stage.publish(
        "vip",
        "trail: vip\nlanguage: en\nstarts: [{ tagged: vip }]\nsteps:\n  a: { say: Welcome., next: end }\n",
    );
    let steps = "  a: { tag: vip, next: b }\n  b: { say: Still here?, next: end }\n";
    stage.act("ana", Act::Take);
    assert_eq!(an_hour_later(&mut stage, steps), ["Still here?"]);
}

#[test]
fn an_e_mail_beside_what_goes_on_is_sent_whoever_has_the_ticket_and_told_of_when_it_is_not() {
    let mut stage = Stage::handed_off();
    stage.act("ana", Act::Take);
    let mail = "  a: { email: { to: boss@shop.test, subject: Slow, text: Look at it. }, error: b, next: c }\n";
    let steps = "  b: { say: No mail., next: end }\n  c: { tag: told, next: end }\n";
    let said = an_hour_later(&mut stage, &format!("{mail}{steps}"));
    assert_eq!(said, Vec::<String>::new());
    assert!(stage.state.tags.contains(&"told".into()), "it goes on");
    stage.act("sol", Act::TakeOver);
    stage.act("sol", Act::GiveBack);
    let asked = stage.state.unsettled.clone();
    assert!(
        matches!(&asked[..], [one] if !one.effect.is_awaited()),
        "{asked:?}"
    );
    let reason = "no such mailbox";
    let failed = trilha_model::Input::Settled {
        effect: asked[0].id,
        outcome: trilha_model::Outcome::Failed {
            reason: reason.into(),
        },
    };
    let told = |event: &Event| {
        matches!(event, Event::SendingFailed { trail, step, error, .. }
            if (trail.as_str(), step.as_str(), error.as_str()) == ("later", "a", reason))
    };
    assert!(stage.feed(failed.clone()).iter().any(told));
    assert!(stage.state.unsettled.is_empty());
    assert_eq!(stage.feed(failed), [], "once");
}

#[test]
fn e_mails_beside_what_goes_on_are_not_without_end() {
    let mut stage = Stage::handed_off();
    stage.act("ana", Act::Take);
    let step = |n: usize| {
        format!(
            "  s{n}: {{ email: {{ to: boss@shop.test, subject: Slow, text: Look. }}, error: end, next: s{} }}\n",
            n + 1
        )
    };
    let steps: String = (0..40).map(step).collect();
    an_hour_later(
        &mut stage,
        &format!("{steps}  s40: {{ tag: done, next: end }}\n"),
    );
    let reached = |event: &Event| {
        let limit = LimitName::Requests;
        matches!(event, Event::LimitReached { limit: reached, .. } if *reached == limit)
    };
    assert!(stage.events.iter().any(reached));
    let most = stage.world.limits.requests;
    assert_eq!(stage.state.unsettled.len(), most);
}

fn tag(tag: &str) -> Act {
    Act::Tag {
        add: vec![tag.into()],
        remove: Vec::new(),
    }
}
