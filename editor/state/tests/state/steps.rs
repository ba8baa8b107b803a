//! Steps: deleted, renamed, copied, added.

use crate::stage::{SUPPORT, Stage};
use trilha_model::StepId;
use trilha_state::form::step_form;
use trilha_state::geometry::Point;
use trilha_state::steps::BadId;
use trilha_state::{Cmd, Kind, Msg, Notice};

#[test]
fn deleting_steps_leaves_nothing_that_leads_to_them() {
    let mut stage = Stage::with(SUPPORT);
    stage.select("order");
    stage.send(Msg::Toggle("fetch".into()));
    stage.send(Msg::Delete);
    assert!(stage.editor.selection.steps.is_empty());
    let document = &stage.editor.document;
    assert_eq!(document.cards.len(), 8);
    let unknown = document
        .problems
        .iter()
        .any(|problem| problem.message.contains("`order`") && problem.is_error());
    assert!(!unknown, "{:?}", document.problems);
    stage.send(Msg::Undo);
    assert_eq!(stage.text(), SUPPORT);
}

#[test]
fn renaming_follows_wherever_a_step_is_named() {
    let mut stage = Stage::with(SUPPORT);
    stage.select("person");
    stage.send(Msg::Rename("person".into(), "somebody".to_owned()));
    assert_eq!(stage.editor.only(), Some(&StepId::from("somebody")));
    assert_eq!(
        stage.editor.document.counts().0,
        0,
        "{:?}",
        stage.editor.document.problems
    );
    assert!(stage.text().contains("next: somebody }"), "interrupts too");
    assert!(
        stage
            .text()
            .contains("      person: { label: Falar com alguém, key: 3, next: somebody }"),
        "an option keeps its name"
    );
    for (id, why) in [
        ("9a", BadId::Letters),
        ("end", BadId::Reserved),
        ("menu", BadId::Reserved),
        ("bye", BadId::Taken),
    ] {
        let cmds = stage.send(Msg::Rename("somebody".into(), id.to_owned()));
        assert_eq!(cmds, [Cmd::Say(Notice::BadId(why))], "{id}");
    }
}

#[test]
fn copies_lead_to_each_other() {
    let mut stage = Stage::with(SUPPORT);
    stage.select("order");
    stage.send(Msg::Toggle("fetch".into()));
    stage.send(Msg::Duplicate);
    let document = &stage.editor.document;
    let copy = document.card(&"order_1".into()).unwrap();
    assert_eq!(
        copy.exit("next").unwrap().aim.as_ref().unwrap().as_str(),
        "fetch_1"
    );
    assert_eq!(
        copy.exit("no_match")
            .unwrap()
            .aim
            .as_ref()
            .unwrap()
            .as_str(),
        "person"
    );
    assert_eq!(stage.editor.selection.steps.len(), 2);
    stage.send(Msg::Undo);
    assert_eq!(stage.text(), SUPPORT);
}

#[test]
fn every_kind_of_step_can_be_added_and_gets_a_form() {
    for verb in trilha_trail::VERBS {
        let mut stage = Stage::with(SUPPORT);
        stage.select("greet");
        stage.send(Msg::Add(Kind::Verb(verb.name)));
        let document = stage.editor.document.clone();
        let step = stage.editor.only().cloned().unwrap();
        let card = document.card(&step).unwrap();
        assert_eq!(card.verb, Some(verb.name));
        let form = step_form(
            &document.text,
            step.as_str(),
            document.node(&step).unwrap(),
            &document.problems,
            &stage.editor.around.customs,
        );
        let names: Vec<&str> = form.iter().map(|row| row.name.as_str()).collect();
        let mut own = verb.fields.iter().filter(|field| field.only.is_none());
        assert!(
            names.contains(&verb.name) && own.all(|field| names.contains(&field.name)),
            "{names:?}"
        );
        assert!(
            !form
                .iter()
                .any(|row| row.name == verb.name && row.path.len() != 3)
        );
        stage.send(Msg::Undo);
        assert_eq!(stage.text(), SUPPORT);
    }
}

#[test]
fn a_step_picked_where_a_card_stands_lies_on_none() {
    let mut stage = Stage::with(SUPPORT);
    let taken = stage.editor.document.rect(&"order".into()).unwrap();
    let pixel = stage.editor.camera.pixel(taken.middle());
    stage.send(Msg::Pick(Some(pixel)));
    stage.send(Msg::Picked(Kind::Verb("menu")));
    let document = &stage.editor.document;
    let added = document.rect(stage.editor.only().unwrap()).unwrap();
    let (from, to) = (added.at, Point::new(added.right(), added.bottom()));
    let meets = |id: &StepId| {
        let other = document.rect(id).unwrap();
        other.at.x < to.x && other.right() > from.x && other.at.y < to.y && other.bottom() > from.y
    };
    let met: Vec<&str> = document
        .cards
        .iter()
        .filter(|card| meets(&card.id))
        .map(|card| card.id.as_str())
        .collect();
    assert_eq!(met, ["menu_1"]);
}
