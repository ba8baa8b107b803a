//! Message groups: for whom what is said is, who takes it then, and who sets another.

use crate::stage::Stage;
use proptest::prelude::*;
use trilha_desk::{Conversation, Refused};
use trilha_model::{Act, AgentId, Event, Input, Owner, Recipient, TeamId, Timestamp, codec};
use trilha_trail::Whom;

const TRAIL: &str = r"
trail: shop
language: en
vars: { said: { type: text } }
steps:
  person: { handoff: support, group: health, message: One moment!, timeout: { after: 10m, next: end }, next: more }
  more: { set: { said: input.text }, next: ask }
  ask: { ask: 'You said: {{ said }}.', no_match: end, timeout: { after: 10m, next: end }, next: end }
";

/// A ticket of the group `health`, ana's and caio's; bia works the queue too, and is of `night` with ana.
fn handed_off() -> Stage {
    let mut stage = Stage::with(TRAIL);
    let known = [("health", &["ana", "caio"][..]), ("night", &["ana", "bia"])];
    let known = known.map(|(team, people)| {
        let people = people.iter().map(|person| (*person).into()).collect();
        (team.into(), people)
    });
    stage.world.teams = Some(known.into());
    stage.world.titles = [("health".into(), "Health".into())].into();
    stage.say("hello");
    stage
}

fn taken_by_ana() -> Stage {
    let mut stage = handed_off();
    stage.act("ana", Act::Take);
    stage
}

fn sets(group: Option<&str>) -> Act {
    let group = group.map(Into::into);
    Act::Group { group }
}

fn replies(id: &str) -> Act {
    Act::Reply {
        id: id.into(),
        text: "Words.".into(),
        media: None,
    }
}

fn notes() -> Act {
    Act::Note {
        id: None,
        text: "Words.".into(),
    }
}

fn gives(who: &str, note: Option<&str>) -> Act {
    Act::Transfer {
        to: Recipient::Agent(who.into()),
        note: note.map(Into::into),
    }
}

fn group_of(stage: &Stage) -> Option<&str> {
    stage.state.group().map(TeamId::as_str)
}

/// The group of what is said in an event; the outer one is none where nothing is.
fn said_in(event: &Event) -> Option<&Option<TeamId>> {
    match event {
        Event::InputReceived { group, .. }
        | Event::MessageSent { group, .. }
        | Event::NoteAdded { group, .. }
        | Event::NoteLeft { group, .. } => Some(group),
        _ => None,
    }
}

/// Of all that was said, the groups.
fn groups(stage: &Stage) -> Vec<Option<&str>> {
    let said = stage.events.iter().filter_map(said_in);
    said.map(|group| group.as_ref().map(TeamId::as_str))
        .collect()
}

fn not_of_health() -> Refused {
    Refused::NotOfGroup("Health".into())
}

#[test]
fn what_is_said_while_a_ticket_has_a_group_is_for_it_and_nothing_before_or_after() {
    let mut stage = taken_by_ana();
    stage.act("ana", replies("r1"));
    stage.say("my secret");
    stage.act("ana", notes());
    let preview = stage.state.last.clone().unwrap();
    assert_eq!(preview.group, Some("health".into()));
    assert_eq!(
        stage.act("ana", Act::GiveBack),
        ["You said: ."],
        "nothing said in it is read by the trail"
    );
    stage.say("bye");
    let health = Some("health");
    assert_eq!(
        groups(&stage),
        [None, None, health, health, health, None, None]
    );
    assert_eq!(stage.state.group(), None, "it ends with the ticket");
    let of_ticket = stage.state.ticket.as_ref().unwrap().group.clone();
    assert_eq!(of_ticket, Some("health".into()), "its note was for it");
}

#[test]
fn a_group_is_set_and_taken_off_by_who_has_it_and_the_same_again_changes_nothing() {
    let mut stage = taken_by_ana();
    for group in [Some("night"), Some("night"), None, None, Some("health")] {
        stage.act("ana", sets(group));
        stage.act("ana", notes());
    }
    let (health, night) = (Some("health"), Some("night"));
    assert_eq!(groups(&stage)[2..], [night, night, None, None, health]);
    let set = |event: &Event| match event {
        Event::GroupSet { group, was, by, .. } => Some((group.clone(), was.clone(), by.clone())),
        _ => None,
    };
    let set: Vec<_> = stage.events.iter().filter_map(set).collect();
    let ana = || Some(AgentId::from("ana"));
    let team = |team: Option<&str>| team.map(TeamId::from);
    let expected = [
        (team(night), team(health), ana()),
        (None, team(night), ana()),
        (team(health), None, ana()),
    ];
    assert_eq!(set, expected);
}

#[test]
fn who_is_not_of_a_group_neither_takes_nor_sets_it_and_supervisors_do() {
    let mut stage = handed_off();
    let refused = stage.refused("bia", Act::Take);
    assert_eq!(refused, not_of_health());
    let told = refused.to_string();
    assert!(
        told.contains("\"Health\"") && told.contains("ask"),
        "{told}"
    );
    assert_eq!(stage.refused("bia", gives("bia", None)), not_of_health());
    assert_eq!(stage.refused("bia", notes()), not_of_health());
    assert_eq!(stage.refused("ana", sets(None)), Refused::NotYours);
    stage.act("bia", gives("ana", None));
    assert_eq!(stage.refused("ana", gives("bia", None)), not_of_health());
    assert_eq!(stage.refused("bia", sets(None)), Refused::NotYours);
    let unknown = stage.refused("ana", sets(Some("day")));
    assert_eq!(unknown, Refused::NoSuchTeam("day".into()));
    stage
        .world
        .teams
        .as_mut()
        .unwrap()
        .insert("law".into(), ["bia".into()].into());
    let others = stage.refused("ana", sets(Some("law")));
    assert_eq!(others, Refused::NotOfGroup("law".into()));
    stage.act("sol", sets(Some("law")));
    stage.act("sol", notes());
    assert_eq!(group_of(&stage), Some("law"));
    assert_eq!(
        stage.refused("ana", sets(None)),
        Refused::NotOfGroup("law".into())
    );
    stage.act("sol", Act::TakeOver);
    assert_eq!(group_of(&stage), Some("law"), "a takeover leaves it");
    stage.act("sol", Act::GiveBack);
    assert_eq!(stage.refused("sol", sets(None)), Refused::NotYours);
}

#[test]
fn who_left_the_team_says_nothing_more_and_still_gives_it_away() {
    let noted = || Act::Note {
        id: Some("n0".into()),
        text: "Words.".into(),
    };
    let left = || {
        let mut stage = taken_by_ana();
        stage.act("ana", replies("r0"));
        stage.act("ana", noted());
        let teams = stage.world.teams.as_mut().unwrap();
        teams.get_mut("health").unwrap().remove("ana");
        stage
    };
    let mut stage = left();
    for act in [
        replies("r1"),
        notes(),
        sets(None),
        sets(Some("night")),
        gives("caio", Some("Yours.")),
    ] {
        assert_eq!(
            stage.refused("ana", act.clone()),
            not_of_health(),
            "{act:?}"
        );
    }
    let before = stage.events.len();
    for act in [replies("r0"), noted()] {
        stage.act("ana", act);
    }
    assert_eq!(stage.events.len(), before, "what was said already was said");
    stage.act("ana", gives("caio", None));
    assert_eq!(stage.state.owner, Owner::Agent("caio".into()));
    let mut stage = left();
    stage.act("ana", Act::ReturnToQueue);
    assert_eq!(stage.state.owner, Owner::Queue("support".into()));
    assert_eq!(group_of(&stage), Some("health"));
    assert_eq!(stage.refused("ana", Act::Take), not_of_health());
}

#[test]
fn a_group_that_was_taken_away_is_read_by_supervisors_alone() {
    let mut stage = handed_off();
    stage.world.teams = Some([].into());
    for who in ["ana", "bia"] {
        assert_eq!(stage.refused(who, Act::Take), not_of_health());
    }
    stage.act("sol", Act::Take);
    stage.act("sol", sets(None));
    stage.act("sol", gives("bia", None));
    stage.act("bia", replies("r1"));
}

#[test]
fn of_a_queue_those_count_who_are_of_the_group() {
    let mut world = handed_off().world;
    world.present = ["bia".into()].into();
    let group = TeamId::from("health");
    let whom = Whom {
        group: Some(&group),
        ..Whom::default()
    };
    let counted =
        |world: &trilha_desk::World| world.line(&"support".into(), whom).unwrap().available;
    assert_eq!(counted(&world), 0);
    world.present.insert("ana".into());
    assert_eq!(counted(&world), 1);
    assert_eq!(world.is_present(&"bia".into(), whom), None);
    let sol = world.is_present(&"sol".into(), whom);
    assert_eq!(sol, None, "supervisors read it, and nobody waits for them");
}

#[test]
fn a_handoff_heeds_a_person_only_if_they_are_of_the_group() {
    for (who, owner) in [
        ("ana", Owner::Agent("ana".into())),
        ("bia", Owner::Queue("support".into())),
    ] {
        let trail = format!(
            "trail: shop\nlanguage: en\nsteps:\n  person: {{ handoff: support, group: health, agent: {who}, timeout: {{ after: 10m, next: end }}, next: end }}\n"
        );
        let mut stage = Stage::with(&trail);
        stage.world.teams = Some([("health".into(), ["ana".into()].into())].into());
        stage.world.present = ["ana".into(), "bia".into()].into();
        stage.say("hello");
        assert_eq!(stage.state.owner, owner, "{who}");
    }
}

#[test]
fn a_handoff_beside_a_ticket_sets_the_group_it_names_and_leaves_it_where_it_names_none() {
    let mut stage = taken_by_ana();
    let rule = |id: &str, group: &str| {
        format!(
            "trail: {id}\nlanguage: en\nstarts: [{{ tagged: {id} }}]\nsteps:\n  a: {{ handoff: support{group}, note: From a rule., next: end }}\n"
        )
    };
    for (id, group, expected) in [
        ("same", "", "health"),
        ("other", ", group: night", "night"),
        ("gone", ", group: day", "night"),
    ] {
        stage.publish(id, &rule(id, group));
        let before = stage.events.len();
        let tagged = Act::Tag {
            add: vec![id.into()],
            remove: Vec::new(),
        };
        stage.act("ana", tagged);
        assert_eq!(group_of(&stage), Some(expected), "{id}");
        let new = stage.events[before..].iter().filter_map(said_in);
        let new: Vec<_> = new
            .map(|group| group.as_ref().map(TeamId::as_str))
            .collect();
        let noted = if id == "gone" {
            vec![]
        } else {
            vec![Some(expected)]
        };
        assert_eq!(new, noted, "the note is for the group: {id}");
    }
    let by = |event: &Event| match event {
        Event::GroupSet { by, was, .. } => Some((by.clone(), was.clone())),
        _ => None,
    };
    let set: Vec<_> = stage.events.iter().filter_map(by).collect();
    assert_eq!(set, [(None, Some("health".into()))]);
}

#[test]
fn a_transfer_leaves_the_group() {
    let mut stage = taken_by_ana();
    let to = Recipient::Team {
        queue: "sales".into(),
        team: "night".into(),
    };
    stage.act(
        "ana",
        Act::Transfer {
            to,
            note: Some("Yours.".into()),
        },
    );
    assert_eq!(group_of(&stage), Some("health"));
    assert_eq!(stage.refused("bia", Act::Take), not_of_health());
    assert_eq!(groups(&stage).last(), Some(&Some("health")));
}

#[test]
fn what_is_said_to_all_is_written_as_before_there_were_groups() {
    let noted = |group: Option<&str>| Event::NoteLeft {
        text: "Words.".into(),
        step: None,
        group: group.map(Into::into),
        at: Timestamp(7),
    };
    let names_it = |bytes: &[u8]| bytes.windows(5).any(|part| part == b"group");
    for group in [None, Some("health")] {
        let bytes = codec::event_to_bytes(&noted(group));
        assert_eq!(names_it(&bytes), group.is_some());
        let read: Event = codec::event_from_bytes(&bytes).unwrap();
        assert_eq!(read, noted(group));
    }
}

proptest! {
    /// Whatever people do, what is said carries the group of the ticket at that moment, nobody who does not read it
    /// says anything, and it ends with the ticket.
    #[test]
    fn whatever_is_done_what_is_said_is_for_the_group_that_is_set(course in prop::collection::vec((0_u8..9, 0_usize..4, 0_usize..3), 1..40)) {
        let mut stage = handed_off();
        for (n, (what, who, which)) in course.into_iter().enumerate() {
            let who = ["ana", "bia", "caio", "sol"][who];
            let act = match what {
                0 => { stage.say("words"); continue; }
                1 => Act::Take,
                2 => sets([None, Some("health"), Some("night")][which]),
                3 => replies(&format!("r{n}")),
                4 => notes(),
                5 => gives(["ana", "bia", "caio"][which], None),
                6 => Act::ReturnToQueue,
                7 => Act::TakeOver,
                _ => Act::Resolve,
            };
            let before = (stage.state.clone(), stage.events.len());
            let done = stage.try_feed(Input::Acted { by: who.into(), act: act.clone() });
            let reads = stage.world.reads(&who.into(), before.0.group());
            match act {
                Act::Reply { .. } | Act::Note { .. } => prop_assert!(done.is_err() || reads),
                Act::Take | Act::Group { .. } if before.0.group().is_some() => prop_assert!(done.is_err() || reads || stage.state == before.0),
                _ => {}
            }
        }
        let mut state = Conversation::default();
        for event in &stage.events {
            let group = state.group().cloned();
            if let Some(said) = said_in(event) {
                prop_assert_eq!(said, &group, "{:?}", event);
            }
            state.apply(event);
            prop_assert!(state.group().is_none() || state.open_ticket().is_some());
        }
        prop_assert_eq!(state, stage.state);
    }
}
