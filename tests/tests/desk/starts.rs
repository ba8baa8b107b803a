//! What a message begins where nothing goes on.

use crate::stage::Stage;
use std::sync::Arc;
use trilha_model::Owner;
use trilha_trail::{Known, Sources, compile};

/// The stage's shop, and two trails more: one for a keyword, one for any message on an inbox.
fn stage(inbox: &str) -> Stage {
    let mut stage = Stage::on(inbox);
    let trails = [
        (
            "promo",
            "trail: promo\nlanguage: en\nstarts: [{ keyword: [Promoção, sale] }]\nsteps:\n  a: { say: Ten off., next: end }\n",
        ),
        (
            "vans",
            "trail: vans\nlanguage: en\nstarts: [{ message: { inbox: [people, nobody] } }]\nsteps:\n  a: { say: The vans are on their way., next: end }\n",
        ),
    ];
    for (id, text) in trails {
        let mut sources = Sources::default();
        sources.files.insert(format!("{id}.yaml"), text.into());
        let (bundle, _) = compile(&sources, &id.into(), &Known::default()).expect("it compiles");
        let hash = bundle.hash.clone();
        stage.world.published.insert(id.into(), hash.clone());
        stage.world.bundles.insert(hash, Arc::new(bundle));
    }
    stage
}

#[test]
fn a_keyword_begins_its_trail_whatever_the_inbox_has_of_its_own() {
    let mut stage = stage("site");
    assert_eq!(stage.say("PROMOCAO"), ["Ten off."]);
    assert_ne!(
        stage.say("a promoção, please"),
        ["Ten off."],
        "a keyword is the whole message"
    );
}

#[test]
fn a_keyword_said_while_a_trail_waits_is_an_answer() {
    let mut stage = stage("site");
    stage.say("hello");
    assert_ne!(stage.say("sale"), ["Ten off."]);
}

#[test]
fn an_inbox_without_a_trail_of_its_own_takes_the_first_that_begins_there() {
    assert_eq!(stage("nobody").say("hello"), ["The vans are on their way."]);
    assert_eq!(stage("people").say("hello"), ["The vans are on their way."]);
}

#[test]
fn a_trail_that_names_no_inbox_leaves_those_with_a_queue_to_people() {
    let mut stage = stage("people");
    let vans = "trail: vans\nlanguage: en\nstarts: [{ message: {} }]\nsteps:\n  a: { say: Hi., next: end }\n";
    let mut sources = Sources::default();
    sources.files.insert("vans.yaml".into(), vans.into());
    let (bundle, _) = compile(&sources, &"vans".into(), &Known::default()).expect("it compiles");
    stage
        .world
        .published
        .insert("vans".into(), bundle.hash.clone());
    stage
        .world
        .bundles
        .insert(bundle.hash.clone(), Arc::new(bundle));
    stage.say("hello");
    assert_eq!(stage.state.owner, Owner::Queue("sales".into()));
}
