//! What a message begins where nothing goes on.

use crate::stage::Stage;
use trilha_model::{Event, Input, Map, Owner};

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
        stage.publish(id, text);
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
    stage.publish("vans", vans);
    stage.say("hello");
    assert_eq!(stage.state.owner, Owner::Queue("sales".into()));
}

#[test]
fn the_first_in_order_begins_and_one_switched_off_does_not() {
    let mut stage = stage("nobody");
    let text = "trail: cars\nlanguage: en\nstarts:\n  - keyword: sale\n  - { message: { inbox: nobody }, name: any }\nsteps:\n  a: { say: Cars are sold., next: end }\n";
    stage.publish("cars", text);
    let order = |stage: &Stage| -> Vec<String> {
        let all = stage.world.automations.iter();
        all.map(|one| one.id.to_string()).collect()
    };
    let by_rank = [
        "cars/keyword-1",
        "promo/keyword-1",
        "cars/any",
        "vans/message-1",
    ];
    assert_eq!(order(&stage), by_rank);
    assert_eq!(stage.say("sale"), ["Cars are sold."]);
    stage.arrange(&["vans/message-1", "promo/keyword-1"], &[]);
    let arranged = [
        "cars/keyword-1",
        "vans/message-1",
        "promo/keyword-1",
        "cars/any",
    ];
    assert_eq!(
        order(&stage),
        arranged,
        "what nobody put in order stands before what is less particular"
    );
    stage.arrange(&["promo/keyword-1", "cars/keyword-1"], &[]);
    assert_eq!(stage.say("sale"), ["Ten off."]);
    stage.arrange(&["promo/keyword-1", "cars/keyword-1"], &["promo/keyword-1"]);
    assert_eq!(stage.say("sale"), ["Cars are sold."]);
    stage.arrange(
        &["vans/message-1", "cars/any"],
        &["cars/keyword-1", "promo/keyword-1"],
    );
    assert_eq!(stage.say("sale"), ["The vans are on their way."]);
    stage.arrange(
        &[],
        &[
            "cars/keyword-1",
            "promo/keyword-1",
            "cars/any",
            "vans/message-1",
        ],
    );
    assert_eq!(stage.say("sale"), Vec::<String>::new());
}

/// The automations that fired, in order.
fn fired(stage: &Stage) -> Vec<&str> {
    let fired = stage.events.iter().filter_map(|event| match event {
        Event::AutomationFired { automation, .. } => Some(automation.as_str()),
        _ => None,
    });
    fired.collect()
}

#[test]
fn an_inbox_whose_own_trail_waits_for_anything_said_counts_each_session_as_a_firing() {
    let mut stage = stage("site");
    let own = |starts: &str| {
        format!(
            "trail: shop\nlanguage: en\nstarts: {starts}\nsteps:\n  a: {{ say: Hi., next: end }}\n"
        )
    };
    stage.publish(
        "shop",
        &own("[{ message: { inbox: people } }, { message: {}, name: any }]"),
    );
    assert_eq!(stage.say("hello"), ["Hi."]);
    assert_eq!(stage.say("sale"), ["Ten off."], "a keyword comes before it");
    assert_eq!(stage.say("hello"), ["Hi."]);
    assert_eq!(fired(&stage), ["shop/any", "promo/keyword-1", "shop/any"]);
    stage.publish("shop", &own("[{ message: { inbox: people } }]"));
    assert_eq!(stage.say("hello"), ["Hi."], "the inbox's own trail answers");
    stage.publish("shop", &own("[{ message: { inbox: site }, name: here }]"));
    stage.arrange(&[], &["shop/here"]);
    assert_eq!(
        stage.say("hello"),
        ["Hi."],
        "also where that is switched off"
    );
    assert_eq!(fired(&stage).len(), 3, "no automation did that");
    stage.arrange(&[], &[]);
    assert_eq!(stage.say("hello"), ["Hi."]);
    assert_eq!(fired(&stage)[3..], ["shop/here"]);
}

#[test]
fn who_arrives_without_a_word_is_greeted_by_the_automation_too() {
    let mut stage = stage("site");
    let text = "trail: shop\nlanguage: en\nstarts: [{ message: {} }]\nsteps:\n  a: { say: Hi., next: end }\n";
    stage.publish("shop", text);
    let arrived = Input::Arrived {
        profile: Map::new(),
        language: None,
    };
    assert_eq!(crate::stage::said(&stage.feed(arrived)), ["Hi."]);
    assert_eq!(fired(&stage), ["shop/message-1"]);
}
