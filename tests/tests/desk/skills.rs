//! Skills: who may take what a trail handed off, and who counts.

use crate::stage::Stage;
use trilha_desk::Refused;
use trilha_model::{Act, Owner, Recipient};
use trilha_trail::{Line, Whom};

const TRAIL: &str = r"
trail: shop
steps:
  person: { handoff: support, skills: [english, billing], timeout: { after: 10m, next: end }, next: end }
";

fn handed_off() -> Stage {
    let mut stage = Stage::with(TRAIL);
    let known = [("ana", &["english"][..]), ("bia", &["billing", "english"])];
    let known = known.map(|(name, skills)| {
        let skills = skills.iter().map(|skill| (*skill).into()).collect();
        (name.into(), skills)
    });
    stage.world.skills = Some(known.into());
    stage.say("hello");
    assert_eq!(stage.state.owner, Owner::Queue("support".into()));
    stage
}

#[test]
fn who_lacks_a_skill_does_not_take_it_and_is_told_what_is_asked_for() {
    let mut stage = handed_off();
    assert_eq!(
        stage.refused("ana", Act::Take),
        Refused::Unskilled("billing, english".into())
    );
    let mine = Act::Transfer {
        to: Recipient::Agent("ana".into()),
        note: None,
    };
    assert_eq!(
        stage.refused("ana", mine),
        Refused::Unskilled("billing, english".into())
    );
    stage.act("bia", Act::Take);
    assert_eq!(stage.state.owner, Owner::Agent("bia".into()));
}

#[test]
fn supervisors_take_it_all_the_same() {
    let mut stage = handed_off();
    stage.act("sol", Act::Take);
    assert_eq!(stage.state.owner, Owner::Agent("sol".into()));
}

#[test]
fn of_a_queue_those_count_who_are_there_and_have_all_skills() {
    let mut world = handed_off().world;
    world.present = ["ana".into(), "bia".into()].into();
    world.idle = ["ana".into()].into();
    if let Some(line) = world.queues.get_mut("support") {
        (line.available, line.free, line.waiting) = (2, Some(1), Some(3));
    }
    let line = |skills: &[&str]| {
        let skills: Vec<_> = skills.iter().map(|skill| (*skill).into()).collect();
        let whom = Whom {
            team: None,
            group: None,
            skills: &skills,
        };
        world.line(&"support".into(), whom)
    };
    let waiting = Some(3);
    let counted = |available, free| {
        Some(Line {
            available,
            free: Some(free),
            waiting,
            wait: None,
        })
    };
    assert_eq!(line(&[]), counted(2, 1));
    assert_eq!(line(&["english"]), counted(2, 1));
    assert_eq!(line(&["english", "billing"]), counted(1, 0));
    assert_eq!(line(&["sailing"]), counted(0, 0));
}
