//! Where a talk with the trail takes place: who is there, in which teams, and what a test is told of it.

use crate::stage::Stage;
use trilha_model::{Act, Owner, TeamId};
use trilha_state::setting::{Person, Setting};
use trilha_state::simulation::{Do, FaultKind};
use trilha_state::tested::Outcome;
use trilha_state::{Cmd, Msg, Test};
use trilha_talk::What;

/// A trail for those of sales; there is nobody of it, where it says so.
const SALES: &str = "trail: support\nlanguage: en\nsteps:\n  hand:\n    handoff: support\n    team: sales\n    offline: alone\n    error: alone\n    timeout: { after: 1h, next: alone }\n    next: back\n    closed: back\n  back: { say: Back., next: end }\n  alone: { say: Nobody of sales., next: end }\n";

fn person(name: &str, here: bool, teams: &[&str]) -> Person {
    Person {
        name: name.into(),
        here,
        teams: teams.iter().map(|team| TeamId::from(*team)).collect(),
        ..Person::default()
    }
}

fn suppose(stage: &mut Stage, people: Vec<Person>) -> Vec<Cmd> {
    stage.send(Msg::Suppose(Setting {
        people,
        ..Setting::default()
    }))
}

/// Somebody acts; whether it was refused, and as what.
fn act(stage: &mut Stage, by: &str, act: Act) -> Option<FaultKind> {
    stage.send(Msg::Do(Do::As(by.into())));
    let chosen = stage.editor.simulation.as_ref().expect("a talk is on");
    assert_eq!((chosen.agent(), &chosen.fault), (Some(&by.into()), &None));
    stage.send(Msg::Do(Do::Act(act)));
    let simulation = stage.editor.simulation.as_ref().expect("a talk is on");
    simulation.fault.as_ref().map(|fault| fault.kind.clone())
}

fn reply(text: &str) -> Act {
    Act::Reply {
        id: text.into(),
        text: text.to_owned(),
        media: None,
    }
}

/// Keeps the talk as a test, plays it, and answers its text.
fn kept(stage: &mut Stage) -> String {
    stage.send(Msg::Test(Test::Record("sold".to_owned())));
    let text = stage.editor.tests.text.to_string();
    assert!(passes(stage), "{text}");
    text
}

fn passes(stage: &Stage) -> bool {
    let played = stage.editor.tests.played.as_ref();
    match &played.expect("they were played").outcome {
        Outcome::Ran(tests, _) => tests.iter().all(trilha_talk::Tested::passed),
        other => panic!("{other:?}"),
    }
}

fn owner(stage: &Stage) -> Owner {
    let simulation = stage.editor.simulation.as_ref();
    simulation.expect("a talk is on").owner().clone()
}

fn is_queued(stage: &Stage) -> bool {
    matches!(owner(stage), Owner::Queue(_))
}

#[test]
fn those_who_are_there_and_in_the_team_count() {
    let mut stage = Stage::with(SALES);
    assert_eq!(stage.editor.document.counts().0, 0);
    stage.send(Msg::Simulate);
    assert!(is_queued(&stage), "nobody is named: all are in every team");
    for (people, queued) in [
        (vec![person("ana", true, &[])], false),
        (vec![person("ana", true, &["sales"])], true),
        (
            vec![person("ana", false, &["sales"]), person("bia", true, &[])],
            false,
        ),
        (
            vec![person("ana", false, &[]), person("bia", true, &["sales"])],
            true,
        ),
    ] {
        suppose(&mut stage, people.clone());
        assert_eq!(is_queued(&stage), queued, "{people:?}");
    }
    let mut setting = Setting::clone(&stage.editor.setting);
    setting.staff(false);
    assert!(!setting.is_staffed());
    stage.send(Msg::Suppose(setting));
    assert!(!is_queued(&stage), "nobody takes conversations");
}

#[test]
fn who_it_is_for_takes_it_and_gives_it_back() {
    let mut stage = Stage::with(SALES);
    stage.send(Msg::Simulate);
    assert_eq!(stage.editor.simulation.as_ref().unwrap().agent(), None);
    let people = vec![
        person("ana", true, &[]),
        person("bia", false, &["sales"]),
        person("caio", true, &["sales"]),
    ];
    suppose(&mut stage, people);
    let simulation = stage.editor.simulation.clone().unwrap();
    assert_eq!(simulation.agent(), Some(&"caio".into()));
    stage.send(Msg::Do(Do::Act(Act::Take)));
    assert_eq!(owner(&stage), Owner::Agent("caio".into()));
    stage.send(Msg::Do(Do::Act(Act::GiveBack)));
    let simulation = stage.editor.simulation.clone().unwrap();
    assert!(simulation.ended() && simulation.fault.is_none());
    let owned = |line: &trilha_talk::Line| matches!(&line.what, What::Owned(Owner::Agent(_)));
    assert_eq!(
        simulation.lines().iter().filter(|line| owned(line)).count(),
        1
    );
}

#[test]
fn who_reads_its_message_group_takes_it() {
    let mut stage = Stage::with(&SALES.replace("team: sales", "group: sales"));
    assert_eq!(stage.editor.document.counts().0, 0);
    for (people, by) in [
        (vec![], "agent"),
        (
            vec![person("ana", true, &[]), person("bia", true, &["sales"])],
            "bia",
        ),
    ] {
        suppose(&mut stage, people);
        stage.send(Msg::Simulate);
        stage.send(Msg::Do(Do::Act(Act::Take)));
        assert_eq!(owner(&stage), Owner::Agent(by.into()));
    }
}

#[test]
fn a_test_made_of_the_talk_is_told_who_was_there_and_in_which_team() {
    let mut stage = Stage::with(SALES);
    let people = vec![person("ana", true, &[]), person("bia", true, &["sales"])];
    suppose(&mut stage, people);
    stage.send(Msg::Simulate);
    for act in [Act::Take, Act::GiveBack] {
        stage.send(Msg::Do(Do::Act(act)));
    }
    let text = kept(&mut stage);
    for told in [
        "agents: {\"ana\":true,\"bia\":true}",
        "teams: {\"sales\":[\"bia\"]}",
        "agent: { as: \"bia\", take: }",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    let other = text.replace("[\"bia\"]", "[]");
    stage.send(Msg::Test(Test::Write(other)));
    stage.send(Msg::Test(Test::Play));
    assert!(!passes(&stage), "nobody is in the team");
}

#[test]
fn who_is_chosen_acts_and_what_is_not_theirs_is_refused() {
    let mut stage = Stage::with(SALES);
    let boss = Person {
        supervisor: true,
        ..person("eva", true, &[])
    };
    let people = vec![
        person("ana", true, &[]),
        person("bia", true, &["sales"]),
        person("caio", false, &["sales"]),
        boss,
    ];
    suppose(&mut stage, people);
    stage.send(Msg::Simulate);
    let sales = FaultKind::NotOfTeam("sales".into());
    assert_eq!(act(&mut stage, "ana", Act::Take), Some(sales));
    assert!(is_queued(&stage), "a refusal changes nothing");
    assert_eq!(act(&mut stage, "caio", Act::Take), None, "away, but of it");
    for refused in [reply("no"), Act::GiveBack] {
        let kind = act(&mut stage, "bia", refused);
        assert_eq!(kind, Some(FaultKind::NotYours));
    }
    assert_eq!(act(&mut stage, "caio", reply("Hello.")), None);
    let kind = act(&mut stage, "eva", reply("Hello."));
    assert_eq!(kind, Some(FaultKind::NotYours), "who has it answers");
    assert_eq!(act(&mut stage, "eva", Act::GiveBack), None);
    let text = kept(&mut stage);
    for told in [
        "agent: { as: \"caio\", take: }",
        "agent: { as: \"caio\", say: \"Hello.\" }",
        "agent: { as: \"eva\", give_back: }",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    for refused in ["as: \"ana\"", "as: \"bia\"", "\"no\""] {
        assert!(!text.contains(refused), "{refused}: {text}");
    }
}

#[test]
fn a_supervisor_takes_what_is_for_others() {
    let mut stage = Stage::with(SALES);
    let boss = Person {
        supervisor: true,
        ..person("ana", true, &[])
    };
    suppose(&mut stage, vec![boss, person("bia", true, &["sales"])]);
    stage.send(Msg::Simulate);
    assert_eq!(act(&mut stage, "ana", Act::Take), None);
    assert_eq!(owner(&stage), Owner::Agent("ana".into()));
    let simulation = stage.editor.simulation.clone().unwrap();
    assert_eq!(simulation.agent(), Some(&"ana".into()));
    stage.send(Msg::Do(Do::Act(Act::GiveBack)));
    kept(&mut stage);
}

#[test]
fn who_is_good_at_what_is_asked_takes_it() {
    let mut stage = Stage::with(&SALES.replace("team: sales", "skills: [english]"));
    assert_eq!(stage.editor.document.counts().0, 0);
    let skilled = |name: &str, skills: &str| {
        let mut person = person(name, true, &[]);
        person.can(skills);
        person
    };
    suppose(&mut stage, vec![skilled("ana", ""), skilled("bia", "")]);
    stage.send(Msg::Simulate);
    assert!(!stage.editor.setting.is_skilled());
    assert_eq!(
        act(&mut stage, "ana", Act::Take),
        None,
        "nothing is said of anybody"
    );
    suppose(
        &mut stage,
        vec![skilled("ana", "french"), skilled("bia", " , ")],
    );
    assert!(!is_queued(&stage), "nobody is good at it");
    suppose(
        &mut stage,
        vec![skilled("ana", ""), skilled("bia", " french,english, ")],
    );
    let simulation = stage.editor.simulation.clone().unwrap();
    assert_eq!(simulation.agent(), Some(&"bia".into()));
    let english = FaultKind::Unskilled("english".to_owned());
    assert_eq!(act(&mut stage, "ana", Act::Take), Some(english));
    assert_eq!(act(&mut stage, "bia", Act::Take), None);
    stage.send(Msg::Do(Do::Act(Act::GiveBack)));
    let text = kept(&mut stage);
    for told in [
        "\"ana\":{\"here\":true,\"skills\":[]}",
        "\"bia\":{\"here\":true,\"skills\":[\"english\",\"french\"]}",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
}

#[test]
fn people_of_an_older_setting_are_agents_of_whom_nothing_more_is_said() {
    let older = r#"{"language":null,"staffed":true,"people":[{"name":"ana","here":true,"teams":["sales"]}]}"#;
    let people = Setting::read(older).expect("it is read").people;
    assert_eq!(people, [person("ana", true, &["sales"])]);
}

#[test]
fn a_setting_is_kept_and_a_talk_that_is_on_begins_anew_in_it() {
    let mut stage = Stage::with(SALES);
    let cmds = suppose(&mut stage, vec![person("ana", true, &["sales"])]);
    let [Cmd::KeepSetting(kept)] = cmds.as_slice() else {
        panic!("{cmds:?}")
    };
    assert_eq!(Setting::read(&kept.written()).as_ref(), Some(&**kept));
    assert!(stage.editor.simulation.is_none(), "none was on");
    assert_eq!(Setting::read("{\"staffed\":7}"), None);

    stage.send(Msg::Simulate);
    stage.send(Msg::Do(Do::Act(Act::Take)));
    let first = stage.editor.simulation.clone().unwrap();
    let same = Setting::clone(&stage.editor.setting);
    assert_eq!(stage.send(Msg::Suppose(same)), []);
    assert_eq!(stage.editor.simulation.as_ref().unwrap().run, first.run);
    suppose(&mut stage, vec![person("bia", true, &["sales"])]);
    assert!(stage.editor.simulation.as_ref().unwrap().run > first.run);
    assert!(is_queued(&stage));
}

#[test]
fn a_language_that_the_trail_speaks_no_longer_is_not_supposed() {
    let mut stage = Stage::with(SALES);
    let spoken = |stage: &mut Stage, language: &str| {
        stage.send(Msg::Suppose(Setting {
            language: Some(language.into()),
            ..Setting::default()
        }));
        stage.send(Msg::Simulate);
        stage.send(Msg::Test(Test::Write(String::new())));
        stage.send(Msg::Test(Test::Record("any".to_owned())));
        stage.editor.tests.text.contains("language: ")
    };
    assert!(spoken(&mut stage, "en"));
    assert!(!spoken(&mut stage, "fr"));
}

#[test]
fn people_are_called_by_names_of_their_own() {
    let mut setting = Setting::default();
    for _ in 0..6 {
        setting.add();
    }
    let names: Vec<&str> = setting.people.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["ana", "bia", "caio", "davi", "eva", "ana-2"]);
    for (to, called) in [
        (" ", "bia"),
        ("ana", "bia"),
        (" rui ", "rui"),
        ("bia", "bia"),
    ] {
        setting.rename(1, to);
        assert_eq!(setting.people[1].name, called, "{to:?}");
    }
    setting.staff(false);
    setting.add();
    assert!(!setting.people[6].here, "nobody takes conversations");
    setting.people[0].join(&"sales".into(), true);
    assert!(setting.people[0].teams.contains(&TeamId::from("sales")));
    setting.people[0].join(&"sales".into(), false);
    assert!(setting.people[0].teams.is_empty());
}
