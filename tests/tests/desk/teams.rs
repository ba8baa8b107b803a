//! Teams: who may take what is for one, who counts, and how a ticket comes to another.

use crate::stage::Stage;
use trilha_desk::Refused;
use trilha_model::{Act, Event, Owner, Recipient, Span, TeamId};
use trilha_trail::{Line, Whom};

const TRAIL: &str = r"
trail: shop
steps:
  person: { handoff: support, team: sales, timeout: { after: 10m, next: end }, next: end }
";

fn handed_off() -> Stage {
    let mut stage = Stage::with(TRAIL);
    let known = [("sales", &["ana", "caio"][..]), ("night", &["bia"])];
    let known = known.map(|(team, people)| {
        let people = people.iter().map(|person| (*person).into()).collect();
        (team.into(), people)
    });
    stage.world.teams = Some(known.into());
    stage.say("hello");
    assert_eq!(stage.state.owner, Owner::Queue("support".into()));
    assert_eq!(team_of(&stage), Some("sales".into()));
    stage
}

fn team_of(stage: &Stage) -> Option<TeamId> {
    stage
        .state
        .open_ticket()
        .expect("a ticket is open")
        .team
        .clone()
}

fn to(queue: &str, team: &str) -> Act {
    let (queue, team) = (queue.into(), team.into());
    Act::Transfer {
        to: Recipient::Team { queue, team },
        note: Some("Yours.".into()),
    }
}

#[test]
fn who_is_not_in_the_team_does_not_take_it_and_supervisors_do() {
    let mut stage = handed_off();
    let refused = stage.refused("bia", Act::Take);
    assert_eq!(refused, Refused::NotOfTeam("sales".into()));
    let advice =
        "it is for people of the team \"Sales\": ask a supervisor for it, or transfer it to others";
    stage.world.titles = [("sales".into(), "Sales".into())].into();
    assert_eq!(stage.refused("bia", Act::Take).to_string(), advice);
    stage.act("ana", Act::Take);
    assert_eq!(stage.state.owner, Owner::Agent("ana".into()));
    let mut stage = handed_off();
    stage.act("sol", Act::Take);
    assert_eq!(stage.state.owner, Owner::Agent("sol".into()));
}

#[test]
fn who_may_not_take_it_does_not_transfer_it_to_themselves_either() {
    let to = |who: &str| Act::Transfer {
        to: Recipient::Agent(who.into()),
        note: Some("Mine.".into()),
    };
    let mut stage = handed_off();
    let before = stage.state.clone();
    let refused = stage.refused("bia", to("bia"));
    assert_eq!(refused, Refused::NotOfTeam("sales".into()));
    assert_eq!(stage.state, before);
    stage.act("bia", to("ana"));
    assert_eq!(stage.state.owner, Owner::Agent("ana".into()));
    for who in ["caio", "sol"] {
        let mut stage = handed_off();
        stage.act(who, to(who));
        assert_eq!(stage.state.owner, Owner::Agent(who.into()));
    }
}

#[test]
fn somebody_it_is_not_for_is_given_it_by_supervisors_and_those_it_is_for_alone() {
    let to = |who: &str| Act::Transfer {
        to: Recipient::Agent(who.into()),
        note: None,
    };
    let outside = || {
        let mut stage = handed_off();
        stage.world.teams = Some([("sales".into(), ["ana".into()].into())].into());
        stage
    };
    let mut stage = outside();
    let before = stage.state.clone();
    let refused = stage.refused("bia", to("caio"));
    assert_eq!(refused, Refused::NotOfTeam("sales".into()));
    assert_eq!(stage.state, before);
    for who in ["ana", "sol"] {
        let mut stage = outside();
        stage.act(who, to("caio"));
        assert_eq!(stage.state.owner, Owner::Agent("caio".into()));
        stage.act("caio", to("bia"));
        let owner = &stage.state.owner;
        assert_eq!(*owner, Owner::Agent("bia".into()), "who has it gives it on");
    }
    stage.act("bia", to("sol"));
    let owner = &stage.state.owner;
    assert_eq!(
        *owner,
        Owner::Agent("sol".into()),
        "supervisors may take any"
    );
}

#[test]
fn a_ticket_that_moves_tells_whose_it_was_and_who_moved_it() {
    let mut stage = handed_off();
    let moves = |stage: &Stage| {
        let moved = |event: &Event| match event {
            Event::TicketMoved { team, was, by, .. } => {
                Some((team.clone(), was.clone(), by.clone()))
            }
            _ => None,
        };
        stage.events.iter().filter_map(moved).collect::<Vec<_>>()
    };
    let all = Act::Transfer {
        to: Recipient::Queue("support".into()),
        note: None,
    };
    stage.act("bia", all);
    stage.act("ana", to("support", "night"));
    stage.publish(
        "all",
        "trail: all\nlanguage: en\nstarts: [{ tagged: all }]\nsteps:\n  a: { handoff: support, next: end }\n",
    );
    let add = vec!["all".into()];
    let remove = Vec::new();
    stage.act("ana", Act::Tag { add, remove });
    let (sales, night) = (Some("sales".into()), Some("night".into()));
    let expected = [
        (None, sales, Some("bia".into())),
        (night.clone(), None, Some("ana".into())),
        (None, night, None),
    ];
    assert_eq!(moves(&stage), expected);
}

/// Hands off to ana, of a team she is in or is not, and says where nobody is there.
fn meant_for_ana(team: &str, skills: &str, away: &[&str]) -> Stage {
    let trail = format!(
        "trail: shop\nlanguage: en\nsteps:\n  person: {{ handoff: support, team: {team}, skills: [{skills}], agent: ana, offline: nobody, timeout: {{ after: 10m, next: end }}, next: end }}\n  nobody: {{ say: Nobody is there., next: end }}\n"
    );
    let mut stage = Stage::with(&trail);
    let teams = [
        ("sales".into(), ["ana".into()].into()),
        ("night".into(), ["bia".into()].into()),
    ];
    stage.world.teams = Some(teams.into());
    stage.world.skills = Some(
        [
            ("ana".into(), ["english".into()].into()),
            ("bia".into(), ["english".into(), "billing".into()].into()),
        ]
        .into(),
    );
    let here = ["ana", "bia"].into_iter().filter(|who| !away.contains(who));
    stage.world.present = here.map(Into::into).collect();
    stage
}

#[test]
fn a_handoff_to_a_person_heeds_them_only_if_they_may_take_it() {
    let ana = Owner::Agent("ana".into());
    let queue = Owner::Queue("support".into());
    for (team, skills, owner) in [
        ("sales", "english", ana),
        ("night", "english", queue.clone()),
    ] {
        let mut stage = meant_for_ana(team, skills, &[]);
        stage.say("hello");
        assert_eq!(stage.state.owner, owner, "{team}");
    }
    let mut stage = meant_for_ana("night", "billing", &[]);
    stage.world.teams = Some([("night".into(), ["ana".into(), "bia".into()].into())].into());
    stage.say("hello");
    assert_eq!(stage.state.owner, queue, "she lacks a skill");
    let meant = stage.state.open_ticket().unwrap().agent.clone();
    assert_eq!(meant, None, "nobody waits for her");
}

#[test]
fn a_person_who_may_not_take_it_does_not_count_as_somebody_who_is_there() {
    let mut stage = meant_for_ana("night", "english", &["bia"]);
    assert_eq!(stage.say("hello"), ["Nobody is there."]);
    let mut stage = meant_for_ana("sales", "english", &["bia"]);
    assert_eq!(stage.say("hello"), Vec::<String>::new());
    assert_eq!(stage.state.owner, Owner::Agent("ana".into()));
}

#[test]
fn a_team_that_was_taken_away_holds_nobody_back() {
    let mut stage = handed_off();
    stage.world.teams = Some([].into());
    stage.act("bia", Act::Take);
    assert_eq!(stage.state.owner, Owner::Agent("bia".into()));
}

#[test]
fn of_a_queue_those_count_who_are_in_the_team_and_have_all_skills() {
    let mut world = handed_off().world;
    world.present = ["ana".into(), "bia".into(), "caio".into()].into();
    world.idle = ["bia".into()].into();
    world.skills = Some([("ana".into(), ["english".into()].into())].into());
    if let Some(line) = world.queues.get_mut("support") {
        (line.available, line.free, line.waiting) = (2, Some(1), Some(3));
    }
    let line = |team: Option<&str>, skills: &[&str]| {
        let skills: Vec<_> = skills.iter().map(|skill| (*skill).into()).collect();
        let team = team.map(TeamId::from);
        let whom = Whom {
            team: team.as_ref(),
            group: None,
            skills: &skills,
        };
        world.line(&"support".into(), whom).map(counts)
    };
    assert_eq!(line(None, &[]), Some((2, Some(1))));
    assert_eq!(line(Some("sales"), &[]), Some((1, Some(0))));
    assert_eq!(line(Some("night"), &[]), Some((1, Some(1))));
    assert_eq!(line(Some("night"), &["english"]), Some((0, Some(0))));
    assert_eq!(line(Some("sales"), &["english"]), Some((1, Some(0))));
}

fn counts(line: Line) -> (u32, Option<u32>) {
    (line.available, line.free)
}

#[test]
fn a_transfer_names_a_team_of_a_queue_or_widens_to_all_of_it() {
    let mut stage = handed_off();
    let waiting = stage.state.open_ticket().unwrap().waiting_since;
    stage.now = stage.now.after(Span(1_000));
    stage.act("bia", to("support", "night"));
    assert_eq!(team_of(&stage), Some("night".into()));
    let now = stage.state.open_ticket().unwrap().waiting_since;
    assert_eq!(now, waiting, "it keeps its place in the queue");
    stage.act("bia", Act::Take);
    stage.act("bia", Act::ReturnToQueue);
    assert_eq!(team_of(&stage), Some("night".into()), "back where it was");
    let all = Recipient::Queue("support".into());
    let note = None;
    stage.act("ana", Act::Transfer { to: all, note });
    assert_eq!(team_of(&stage), None);
    stage.act("ana", Act::Take);
    stage.act("ana", to("sales", "sales"));
    assert_eq!(stage.state.owner, Owner::Queue("sales".into()));
    assert_eq!(team_of(&stage), Some("sales".into()));
    let before = stage.state.clone();
    stage.act("caio", to("sales", "sales"));
    assert_eq!(stage.state, before, "asked for again");
    let unknown = stage.refused("caio", to("sales", "day"));
    assert_eq!(unknown, Refused::NoSuchTeam("day".into()));
    let unknown = stage.refused("caio", to("none", "night"));
    assert_eq!(unknown, Refused::NoSuchQueue("none".into()));
}

#[test]
fn a_handoff_to_a_team_that_is_gone_takes_error() {
    let mut stage = Stage::with(TRAIL);
    stage.world.teams = Some([].into());
    stage.say("hello");
    let why = "there is no team `sales`";
    let failed = |event: &Event| matches!(event, Event::StepFailed { error, .. } if error == why);
    assert!(stage.events.iter().any(failed), "{:?}", stage.events);
}
