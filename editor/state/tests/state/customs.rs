//! Custom steps: offered, added, drawn, simulated.

use crate::stage::{SUPPORT, Stage};
use trilha_model::StepId;
use trilha_state::form::{Control, Part, Row, step_form, value_draft};
use trilha_state::{Kind, Msg, Offered, groups, offers};
use trilha_trail::edit::Draft;

const SHIPPING: &str = r#"//! title: { en: Shipping, pt-BR: Frete }
//! help: What sending a parcel costs.
//! icon: truck
//! inputs:
//!   total: { type: money, required: true, title: { en: Purchase, pt-BR: Compra }, help: What the parcel holds. }
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
    stage.send(Msg::Simulate);
    let steps = &stage.editor.simulation.as_ref().unwrap().steps;
    let walked: Vec<&str> = steps.iter().map(StepId::as_str).collect();
    assert_eq!(walked, ["cost", "price"]);
}

fn form(stage: &Stage) -> Vec<Row> {
    let document = &stage.editor.document;
    let step = stage.editor.only().expect("a step");
    step_form(
        &document.text,
        step.as_str(),
        document.node(step).expect("its text"),
        &document.problems,
        &stage.editor.around.customs,
    )
}

fn row<'r>(rows: &'r [Row], name: &str) -> &'r Row {
    let found = rows.iter().find(|row| row.name == name);
    found.unwrap_or_else(|| panic!("no {name} in {rows:?}"))
}

#[test]
fn its_inputs_and_exits_are_fields_with_names_of_their_own() {
    let mut stage = added();
    let rows = form(&stage);
    assert!(
        !rows
            .iter()
            .any(|row| row.name == "with" || row.name == "exits")
    );
    assert_eq!(
        row(&rows, "use").control,
        Control::Custom("shipping".to_owned())
    );
    let total = row(&rows, "total");
    let named = total.named.as_ref().unwrap();
    assert!(total.required && total.present && total.faults.is_empty());
    assert_eq!(
        (named.title("es"), named.help("es")),
        ("Purchase".to_owned(), "What the parcel holds.".to_owned())
    );
    assert_eq!(
        total.control,
        Control::Value("0".to_owned(), "money".into())
    );
    let region = row(&rows, "region");
    assert!(!region.required && !region.present);
    let choices = vec!["near".into(), "far".into()];
    assert_eq!(region.control, Control::Choice(String::new(), choices));
    assert_eq!(row(&rows, "gift").control, Control::Bool(None));
    let free = row(&rows, "free");
    assert_eq!(free.part, Part::Exits);
    assert_eq!(free.named.as_ref().unwrap().title("pt-BR"), "Grátis");

    let (gift, free) = (row(&rows, "gift").path.clone(), free.path.clone());
    let (total, region) = (total.path.clone(), region.path.clone());
    stage.send(Msg::Set(gift.clone(), Draft::Bool(true)));
    stage.send(Msg::Set(total.clone(), value_draft("money", "12.5")));
    stage.send(Msg::Set(free, Draft::text("bye")));
    let document = stage.editor.document.clone();
    assert_eq!(document.counts().0, 0, "{:?}", document.problems);
    assert_eq!(
        row(&form(&stage), "gift").control,
        Control::Bool(Some(true))
    );
    stage.send(Msg::Set(gift, Draft::text("{{ 1 > 0 }}")));
    let said = Control::Value("{{ 1 > 0 }}".to_owned(), "yes_no".into());
    assert_eq!(row(&form(&stage), "gift").control, said);
    stage.send(Msg::Set(region, Draft::text("abroad")));
    assert_eq!(row(&form(&stage), "region").faults.len(), 1);
    stage.send(Msg::Clear(total));
    let rows = form(&stage);
    assert!(!row(&rows, "total").present);
    assert_eq!(row(&rows, "use").faults.len(), 1, "what is missing is said");
}

#[test]
fn what_the_file_does_not_declare_can_be_seen_and_taken_away() {
    let mut stage = added();
    let path = |name: &str| {
        ["steps", "shipping_1", "with", name]
            .map(Into::into)
            .to_vec()
    };
    stage.send(Msg::Set(path("colour"), Draft::text("red")));
    let rows = form(&stage);
    let colour = row(&rows, "colour");
    assert!(!colour.required && colour.named.is_none());
    assert_eq!((&colour.path, colour.faults.len()), (&path("colour"), 1));
    stage.send(Msg::Clear(path("colour")));
    assert_eq!(stage.editor.document.counts().0, 0);
}

#[test]
fn what_is_typed_is_a_number_where_one_is_taken() {
    assert_eq!(value_draft("integer", "12"), Draft::Int(12));
    assert_eq!(value_draft("integer", "1.5"), Draft::text("1.5"));
    assert_eq!(value_draft("money", "29.9"), Draft::Float(29.9));
    assert_eq!(value_draft("number", "12."), Draft::text("12."));
    assert_eq!(value_draft("number", "inf"), Draft::text("inf"));
    assert_eq!(
        value_draft("money", "{{ total }}"),
        Draft::text("{{ total }}")
    );
    assert_eq!(value_draft("text", "12"), Draft::text("12"));
}
