//! Custom steps: offered, added, drawn, simulated.

use crate::stage::{SUPPORT, Stage};
use trilha_model::Timestamp;
use trilha_state::simulation::Start;
use trilha_state::{Kind, Msg, Offered, groups, offers};

const SHIPPING: &str = r#"//! title: { en: Shipping, pt-BR: Frete }
//! help: What sending a parcel costs.
//! icon: truck
//! inputs:
//!   total: { type: money, required: true, title: { en: Purchase }, help: What the parcel holds. }
//!   region: { type: text, choices: [near, far], value: near }
//!   gift: { type: yes_no }
//! outputs:
//!   price: { type: money }
//! exits:
//!   free: { title: { en: Free, pt-BR: Grátis } }
if total >= 200 { exit("free", #{ price: money(0) }); }
#{ price: if region == "far" || gift == true { money("29.90") } else { money("12.50") } }
"#;

fn stage() -> Stage {
    Stage::beside(SUPPORT, "steps/shipping.rhai", SHIPPING)
}

fn added() -> Stage {
    let mut stage = stage();
    stage.select("greet");
    stage.send(Msg::Add(Kind::Custom("shipping".into())));
    stage
}

#[test]
fn a_custom_step_is_offered_by_its_title_in_a_group_of_its_own() {
    let stage = stage();
    let customs = &stage.editor.around.customs;
    let words = |language: &'static str| {
        move |what: &Offered| match what {
            Offered::Verb(_) => String::new(),
            Offered::Custom(custom) => custom.title(language),
        }
    };
    let found = offers("grát frete", customs, words("pt-BR"));
    assert!(found.is_empty(), "an exit is no word of the step");
    let found = offers("FRETE", customs, words("pt-BR"));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].what.kind(), Kind::Custom("shipping".into()));
    let all = groups(&offers("", customs, words("en")));
    let (head, offered) = all.last().unwrap();
    assert_eq!((*head, offered.len()), ("custom", 1));
    let names: Vec<&str> = all
        .iter()
        .flat_map(|(_, all)| all)
        .map(Offered::name)
        .collect();
    assert!(!names.contains(&"use"), "{names:?}");
    for what in all.iter().flat_map(|(_, all)| all) {
        assert_eq!(Kind::read(&what.kind().written()), Some(what.kind()));
    }
}

#[test]
fn adding_one_writes_its_required_inputs_and_nothing_is_wrong() {
    let mut stage = added();
    assert!(
        stage
            .text()
            .contains("use: shipping\n    with: { total: 0 }\n"),
        "{}",
        stage.text()
    );
    let step = stage.editor.only().cloned().unwrap();
    assert_eq!(step.as_str(), "shipping_1");
    let document = stage.editor.document.clone();
    assert_eq!(document.counts().0, 0, "{:?}", document.problems);
    let card = document.card(&step).unwrap();
    let custom = card.custom.as_ref().unwrap();
    assert_eq!(
        (custom.icon.as_str(), card.summary.as_str()),
        ("truck", "Frete")
    );
    assert!(card.exit("free").is_some());
    stage.send(Msg::Undo);
    assert_eq!(stage.text(), SUPPORT);
    stage.send(Msg::Add(Kind::Custom("nowhere".into())));
    assert_eq!(stage.text(), SUPPORT, "there is no such step");
}

#[test]
fn a_simulation_runs_it() {
    let text = "trail: support\nlanguage: en\nstarts:\n  - message: {}\nsteps:\n  cost:\n    use: shipping\n    with: { total: 50, region: far }\n    save: cost\n    exits: { free: gift }\n    error: gift\n    next: price\n  price:\n    say: \"It costs {{ cost.price }}\"\n    next: end\n  gift:\n    say: Nothing\n    next: end\n";
    let mut stage = Stage::beside(text, "steps/shipping.rhai", SHIPPING);
    assert_eq!(
        stage.editor.document.counts(),
        (0, 0),
        "{:?}",
        stage.editor.document.problems
    );
    stage.send(Msg::Simulate(Start {
        now: Timestamp(1_000_000),
        language: Some("en".into()),
        staffed: true,
        run: 1,
    }));
    let steps = &stage.editor.simulation.as_ref().unwrap().steps;
    let walked: Vec<&str> = steps.iter().map(|step| step.as_str()).collect();
    assert_eq!(walked, ["cost", "price"]);
}
