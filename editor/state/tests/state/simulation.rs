//! A talk with the trail beside the canvas.

use crate::stage::{SUPPORT, Stage, draft};
use trilha_model::{Act, Content, Map, Outcome, Owner, Timestamp, Value};
use trilha_state::setting::Setting;
use trilha_state::simulation::Do;
use trilha_state::{Cmd, Msg};
use trilha_talk::What;

fn begin(stage: &mut Stage) {
    stage.send(Msg::Suppose(Setting {
        language: Some("en".into()),
        ..Setting::default()
    }));
    stage.send_at(1_000_000, Msg::Simulate);
    assert!(stage.editor.simulation.is_some());
}

fn said(stage: &Stage) -> Vec<String> {
    let simulation = stage.editor.simulation.as_ref().expect("a simulation");
    let words = simulation
        .lines()
        .iter()
        .filter_map(|line| match &line.what {
            What::Said {
                content: Content::Text(text) | Content::Menu { text, .. },
                ..
            } => Some(text.clone()),
            _ => None,
        });
    words.collect()
}

#[test]
fn a_talk_lights_its_way_asks_the_outside_and_comes_back_from_people() {
    let mut stage = Stage::with(SUPPORT);
    begin(&mut stage);
    assert_eq!(said(&stage), ["Hi!", "Como você se chama?"]);
    stage.send(Msg::Do(Do::Say("Ana".to_owned())));
    let simulation = stage.editor.simulation.clone().unwrap();
    assert_eq!(simulation.place().unwrap().as_str(), "main");
    assert!(simulation.question().is_some());
    assert!(simulation.exits.contains(&("name".into(), "next".into())));
    let name = simulation
        .variables()
        .iter()
        .find(|variable| variable.name == "name")
        .unwrap();
    assert!(name.personal && name.value == Value::text("Ana"));

    stage.send(Msg::Do(Do::Choose("1".into())));
    stage.send(Msg::Do(Do::Say("123456".to_owned())));
    let (effect, request) = stage
        .editor
        .simulation
        .as_ref()
        .unwrap()
        .requests()
        .into_iter()
        .next()
        .unwrap();
    assert_eq!(request.url.masked(), "https://shop.test/orders/123456");
    assert!(
        matches!(stage.send(Msg::Ask(effect)).as_slice(), [Cmd::Http(1, id, _)] if *id == effect)
    );
    let body = Value::Map(Map::from([
        ("status".into(), Value::text("late")),
        ("days_late".into(), Value::Int(9)),
    ]));
    let outcome = Outcome::Http {
        status: 200,
        headers: Map::new(),
        body,
    };
    stage.send(Msg::Answered(7, effect, Ok(outcome.clone())));
    assert_eq!(
        stage.editor.simulation.as_ref().unwrap().requests().len(),
        1,
        "an answer to another simulation is dropped"
    );
    stage.send(Msg::Answered(1, effect, Ok(outcome)));
    let simulation = stage.editor.simulation.clone().unwrap();
    assert!(matches!(simulation.owner(), Owner::Queue(queue) if queue.as_str() == "support"));
    assert_eq!(simulation.place().unwrap().as_str(), "person");

    stage.send(Msg::Do(Do::Act(Act::Take)));
    stage.send(Msg::Do(Do::Act(Act::GiveBack)));
    assert!(stage.editor.simulation.as_ref().unwrap().ended());
    assert_eq!(said(&stage).last().unwrap(), "Até logo!");
}

#[test]
fn the_clock_jumps_to_what_is_waited_for() {
    let mut stage = Stage::with(SUPPORT);
    begin(&mut stage);
    let wake = stage.editor.simulation.as_ref().unwrap().wake().unwrap();
    assert_eq!(wake, Timestamp(1_000_000 + 30 * 60_000));
    stage.send(Msg::Do(Do::NextWake));
    let simulation = stage.editor.simulation.as_ref().unwrap();
    assert!(simulation.ended() && simulation.now() == wake);
}

#[test]
fn a_trail_with_errors_does_not_run() {
    let mut stage = Stage::with(&SUPPORT.replace("next: late", "next: nowhere"));
    let cmds = stage.send(Msg::Simulate);
    assert!(matches!(
        cmds.as_slice(),
        [Cmd::Say(trilha_state::Notice::Errors(_))]
    ));
    assert!(stage.editor.simulation.is_none());
}

#[test]
fn a_talk_keeps_to_the_limits_the_server_was_told() {
    let text = "trail: support\nsteps:\n  a: { say: one, next: b }\n  b: { say: two, next: c }\n  c: { say: three, next: d }\n  d: { say: four, next: end }\n";
    let said_under = |limits: &[(&str, u32)]| {
        let mut stage = Stage::with(text);
        let mut draft = draft(text);
        draft.limits = limits
            .iter()
            .map(|(name, most)| ((*name).to_owned(), *most))
            .collect();
        stage.send(Msg::Opened(Box::new(draft), None));
        begin(&mut stage);
        said(&stage)
    };
    let all = ["one", "two", "three", "four"];
    assert_eq!(said_under(&[]), all);
    let short = said_under(&[("messages", 2), ("of_tomorrow", 1)]);
    assert_eq!(
        short.get(..2),
        Some(["one".to_owned(), "two".to_owned()].as_slice())
    );
    assert!(!short.contains(&"four".to_owned()), "{short:?}");
    assert_eq!(said_under(&[("messages", 5_000)]), all);
}
