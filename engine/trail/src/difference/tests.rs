//! What differs is told, what is only written otherwise is not, and both ways tell the same.

use super::difference;
use crate::bundle::Sources;
use proptest::prelude::*;
use trilha_model::{Difference, Fate, TrailDifference};

const SHOP: &str = "\
trail: shop
vars:
  name: { type: text }
defaults:
  timeout: { after: 30m, next: bye }
  error: sorry
interrupts:
  - { match: [human, person], next: person }
steps:
  greet: { say: Hi!, next: name }
  name: { ask: Your name?, save: name, no_match: bye, next: menu }
  menu:
    menu: What now?
    options:
      order: { label: Order, key: 1, next: fetch }
      bye: { label: Bye, key: 2, next: bye }
    no_match: person
  fetch: { http: { get: 'https://shop.test/1' }, save: shop, next: menu }
  person: { say: One moment., next: bye }
  sorry: { say: Sorry., next: bye }
  bye: { say: Bye!, next: end }
layout: { greet: [0, 0] }
";

fn one(text: &str) -> Sources {
    Sources {
        files: [("shop.yaml".to_owned(), text.to_owned())].into(),
    }
}

fn told(old: &str, new: &str) -> Difference {
    difference(&one(old), &one(new), Some(&"shop".into()))
}

fn shop(old: &str, new: &str) -> TrailDifference {
    let mut told = told(old, new);
    assert_eq!(told.trails.len(), 1, "{told:?}");
    told.trails.remove(0)
}

fn with(from: &str, to: &str) -> String {
    assert!(SHOP.contains(from), "{from}");
    SHOP.replace(from, to)
}

#[test]
fn another_order_other_quotes_comments_and_layout_are_no_difference() {
    let other = "\
# the same
trail: 'shop'
start: greet
interrupts:
  - match:
      - human
      - person
    next: person
defaults: { error: sorry, timeout: { next: bye, after: 30m } }
vars: { name: { type: text } }
steps:
  bye:
    say: \"Bye!\"
    next: end
  sorry: { next: bye, say: Sorry. }
  person: { say: One moment., next: bye }
  menu: { no_match: person, options: { order: { next: fetch, key: 1, label: Order }, bye: { label: Bye, key: 2, next: bye } }, menu: What now? }
  fetch: { save: shop, http: { get: https://shop.test/1 }, next: menu } # asks
  greet: { say: Hi!, next: name }
  name:
    ask: >-
      Your name?
    save: name
    no_match: bye
    next: menu
";
    let told = told(SHOP, other);
    assert!(told.is_empty(), "{told:#?}");
}

#[test]
fn steps_are_added_removed_and_changed_key_by_key() {
    let new = with("label: Order, key: 1", "label: Track, key: 7")
        .replace("  sorry: { say: Sorry., next: bye }\n", "")
        .replace("error: sorry", "error: person")
        .replace(
            "layout",
            "  extra: { note: [], say: More., next: end }\nlayout",
        );
    let told = shop(SHOP, &new);
    let fates: Vec<_> = told
        .steps
        .iter()
        .map(|step| (step.step.as_str(), step.fate))
        .collect();
    assert_eq!(
        fates,
        [
            ("menu", Fate::Changed),
            ("extra", Fate::Added),
            ("sorry", Fate::Removed)
        ]
    );
    let keys: Vec<_> = told.steps[0]
        .keys
        .iter()
        .map(|key| {
            (
                key.key.as_str(),
                key.old.as_deref().unwrap(),
                key.new.as_deref().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        keys,
        [
            ("options.order.key", "1", "7"),
            ("options.order.label", "Order", "Track")
        ]
    );
    assert_eq!(told.keys.len(), 1, "{:?}", told.keys);
    assert_eq!(told.keys[0].key, "defaults.error");
    let sorry = told.steps[2].old.as_ref().unwrap();
    assert_eq!(
        (sorry.verb.as_str(), sorry.summary.as_str()),
        ("say", "Sorry.")
    );
    assert!(
        told.rewired
            .iter()
            .all(|one| one.by_default && one.exit.as_str() == "error"),
        "only the default changed: {:?}",
        told.rewired
    );
    assert!(told.rewired.iter().any(|one| one.step.as_str() == "greet"
        && one.old.as_deref() == Some("sorry")
        && one.new.as_deref() == Some("person")));
}

#[test]
fn an_exit_that_leads_elsewhere_is_rewired_and_its_step_not_changed() {
    let told = shop(SHOP, &with("key: 1, next: fetch", "key: 1, next: person"));
    assert!(told.steps.is_empty(), "{:?}", told.steps);
    let [rewired] = told.rewired.as_slice() else {
        panic!("{:?}", told.rewired);
    };
    assert_eq!(
        (
            rewired.step.as_str(),
            rewired.exit.as_str(),
            rewired.by_default
        ),
        ("menu", "order", false)
    );
    assert_eq!(rewired.old.as_deref(), Some("fetch"));
    assert_eq!(rewired.new.as_deref(), Some("person"));
    let written = with(
        "no_match: bye, next: menu",
        "no_match: bye, error: sorry, next: menu",
    );
    assert!(told_nothing(&written), "the default said so already");
}

fn told_nothing(new: &str) -> bool {
    told(SHOP, new).is_empty()
}

#[test]
fn options_in_another_order_are_a_difference() {
    let swapped = SHOP
        .replace("      order: { label: Order, key: 1, next: fetch }\n", "")
        .replace(
            "      bye: { label: Bye, key: 2, next: bye }\n",
            "      bye: { label: Bye, key: 2, next: bye }\n      order: { label: Order, key: 1, next: fetch }\n",
        );
    let told = shop(SHOP, &swapped);
    let key = &told.steps[0].keys[0];
    assert_eq!(
        (key.key.as_str(), key.old.as_deref(), key.new.as_deref()),
        ("options (order)", Some("order, bye"), Some("bye, order"))
    );
}

#[test]
fn a_step_is_renamed_only_where_all_that_led_to_it_leads_to_the_new_one() {
    let renamed = SHOP
        .replace("  person: {", "  human: {")
        .replace("next: person", "next: human")
        .replace("no_match: person", "no_match: human")
        .replace("  fetch: {", "  ask_shop: {")
        .replace("next: fetch", "next: ask_shop");
    let told = shop(SHOP, &renamed);
    let found: Vec<_> = told
        .steps
        .iter()
        .map(|step| {
            (
                step.was.as_ref().map(ToString::to_string),
                step.step.to_string(),
                step.fate,
            )
        })
        .collect();
    let pair = |old: &str, new: &str| (Some(old.to_owned()), new.to_owned(), Fate::Renamed);
    assert_eq!(found, [pair("fetch", "ask_shop"), pair("person", "human")]);
    assert!(told.keys.is_empty() && told.rewired.is_empty(), "{told:?}");
    // One reference left behind, and it is another step that says the same.
    let partly = renamed.replace("no_match: human", "no_match: sorry");
    let told = shop(SHOP, &partly);
    assert!(
        told.steps
            .iter()
            .all(|step| step.step.as_str() != "human" || step.fate == Fate::Added)
    );
    // Two that say the same: nobody knows which is which.
    let twice = SHOP.replace(
        "  bye: {",
        "  bye2: { say: One moment., next: bye }\n  bye: {",
    );
    let both = twice
        .replace("  person: {", "  human: {")
        .replace("  bye2: {", "  other: {")
        .replace("next: person", "next: human")
        .replace("no_match: person", "no_match: human");
    let told = shop(&twice, &both);
    assert!(
        told.steps.iter().all(|step| step.fate != Fate::Renamed),
        "{:?}",
        told.steps
    );
}

#[test]
fn steps_renamed_in_a_circle_are_found() {
    let circle = |a: &str, b: &str| {
        format!(
            "trail: shop\nsteps:\n  s: {{ say: Go., next: {a} }}\n  {a}: {{ ask: One?, next: {b}, no_match: end }}\n  {b}: {{ ask: Two?, next: {a}, no_match: end }}\n"
        )
    };
    let told = shop(&circle("a", "b"), &circle("x", "y"));
    assert!(
        told.steps.iter().all(|step| step.fate == Fate::Renamed),
        "{:?}",
        told.steps
    );
    assert_eq!(told.steps.len(), 2);
    assert!(told.rewired.is_empty());
}

#[test]
fn files_come_go_and_change_and_what_is_no_yaml_is_said() {
    let mut old = one(
        "trail: shop\nsteps:\n  a: { call: faq, next: b }\n  b: { script: { file: luhn, function: ok }, next: end }\n",
    );
    old.files.insert(
        "faq.yaml".into(),
        "trail: faq\nsteps:\n  a: { say: Hi, next: return }\n".into(),
    );
    old.files
        .insert("scripts/luhn.rhai".into(), "fn ok() { true }".into());
    old.files
        .insert("scripts/other.rhai".into(), "fn ok() { true }".into());
    let mut new = old.clone();
    new.files.remove("faq.yaml");
    new.files
        .insert("scripts/luhn.rhai".into(), "fn ok() { false }".into());
    new.files
        .insert("scripts/other.rhai".into(), "fn ok() { 2 }".into());
    let told = difference(&old, &new, Some(&"shop".into()));
    assert_eq!(
        (told.trails[0].trail.as_str(), told.trails[0].fate),
        ("faq", Fate::Removed)
    );
    assert_eq!(told.trails[0].steps[0].fate, Fate::Removed);
    let files: Vec<_> = told.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        files,
        ["scripts/luhn.rhai"],
        "what it does not reach is no difference"
    );
    let all = difference(&old, &new, None);
    assert_eq!(all.files.len(), 2);
    new.files.insert("shop.yaml".into(), "steps: [".into());
    let broken = difference(&old, &new, None);
    let shop = broken
        .trails
        .iter()
        .find(|one| one.trail.as_str() == "shop")
        .unwrap();
    assert!(shop.unreadable && shop.fate == Fate::Changed);
}

/// The same difference seen from the other side, in an order that does not depend on it.
fn mirrored(mut told: Difference) -> Difference {
    let turn = |fate: &mut Fate| {
        *fate = match fate {
            Fate::Added => Fate::Removed,
            Fate::Removed => Fate::Added,
            Fate::Changed => Fate::Changed,
            Fate::Renamed => Fate::Renamed,
        };
    };
    for file in &mut told.files {
        turn(&mut file.fate);
    }
    for trail in &mut told.trails {
        turn(&mut trail.fate);
        let names: Vec<_> = trail
            .steps
            .iter()
            .filter_map(|step| Some((step.step.clone(), step.was.clone()?)))
            .collect();
        for key in trail
            .keys
            .iter_mut()
            .chain(trail.steps.iter_mut().flat_map(|step| &mut step.keys))
        {
            std::mem::swap(&mut key.old, &mut key.new);
        }
        for step in &mut trail.steps {
            turn(&mut step.fate);
            std::mem::swap(&mut step.old, &mut step.new);
            if let Some(was) = &mut step.was {
                std::mem::swap(was, &mut step.step);
            }
        }
        for rewired in &mut trail.rewired {
            std::mem::swap(&mut rewired.old, &mut rewired.new);
            if let Some((_, was)) = names.iter().find(|(now, _)| *now == rewired.step) {
                rewired.step = was.clone();
            }
        }
    }
    told
}

fn sorted(mut told: Difference) -> Difference {
    for trail in &mut told.trails {
        trail.steps.sort_by(|one, other| one.step.cmp(&other.step));
        trail
            .rewired
            .sort_by(|one, other| (&one.step, &one.exit).cmp(&(&other.step, &other.exit)));
        // What a target is called in keys around the steps is told in the new version's words on both sides.
        trail.keys.clear();
    }
    told
}

/// A trail of a few steps that lead anywhere, with words and names from few, so that versions resemble each other.
fn trail() -> impl Strategy<Value = String> {
    let name = || prop::sample::select(vec!["a", "b", "c", "d", "e", "f"]);
    let target = || {
        prop::sample::select(vec![
            "a", "b", "c", "d", "e", "f", "end", "return", "nowhere",
        ])
    };
    let word = || prop::sample::select(vec!["Hi.", "Yes?", "No."]);
    let step = prop_oneof![
        (word(), target()).prop_map(|(word, to)| format!("{{ say: {word}, next: {to} }}")),
        (word(), target(), target()).prop_map(|(word, to, lost)| format!("{{ ask: {word}, next: {to}, no_match: {lost} }}")),
        (word(), target(), target()).prop_map(|(word, one, two)| format!("{{ menu: {word}, options: {{ x: {{ label: X, next: {one} }}, y: {{ label: Y, next: {two} }} }} }}")),
        (target(), target()).prop_map(|(then, other)| format!("{{ if: 'true', then: {then}, else: {other} }}")),
        word().prop_map(|word| format!("{{ nonsense: {word} }}")),
    ];
    let steps = prop::collection::btree_map(name(), step, 0..6);
    (steps, target(), any::<bool>()).prop_map(|(steps, fallback, has)| {
        let line = |(name, step): (&&str, &String)| ["  ", name, ": ", step, "\n"].concat();
        let steps: String = steps.iter().map(line).collect();
        let defaults = if has {
            format!("defaults: {{ error: {fallback} }}\n")
        } else {
            String::new()
        };
        format!("trail: shop\n{defaults}steps:\n{steps}")
    })
}

proptest! {
    #[test]
    fn a_trail_does_not_differ_from_itself(text in trail()) {
        prop_assert!(told_of(&text, &text).is_empty());
    }

    #[test]
    fn both_ways_tell_the_same(old in trail(), new in trail()) {
        let there = sorted(mirrored(told_of(&old, &new)));
        let back = sorted(told_of(&new, &old));
        prop_assert_eq!(there, back);
    }
}

fn told_of(old: &str, new: &str) -> Difference {
    difference(&one(old), &one(new), None)
}
