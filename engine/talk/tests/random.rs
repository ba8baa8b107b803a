//! Random talks find what no trail should lead to, and show it as a short test.

use std::sync::Arc;
use trilha_talk::{Explored, Trouble, explore, read, run};
use trilha_trail::diagnostic::{Lines, human};
use trilha_trail::{Bundle, Known, Sources, compile};

fn bundle(trail: &str) -> Arc<Bundle> {
    let mut sources = Sources::default();
    sources.files.insert("shop.yaml".into(), trail.into());
    match compile(&sources, &"shop".into(), &Known::default()) {
        Ok((bundle, _)) => Arc::new(bundle),
        Err(said) => {
            let lines = Lines::new(trail);
            let said = said.iter().map(|one| human(one, &lines, false));
            panic!("{}", said.collect::<String>())
        }
    }
}

fn found(explored: &Explored, trouble: Trouble) -> &trilha_talk::Found {
    let found = explored.found.iter().find(|found| found.trouble == trouble);
    found.unwrap_or_else(|| panic!("{:?} is not among {:?}", trouble, explored.found))
}

/// Fails when the third option is chosen after an answer of a pattern, and nowhere else.
const FAILS: &str = r#"
trail: shop
language: en
vars: { order: { type: text }, shop: { type: any } }
steps:
  menu:
    menu: What now?
    options:
      order: { label: Order, next: order }
      bye: { label: Bye, next: bye }
    timeout: { after: 30m, next: bye }
    no_match: bye
  order:
    ask: The number?
    expect: { pattern: '^[A-Z]{2}\d{4}$' }
    save: order
    timeout: { after: 30m, next: bye }
    no_match: bye
    next: fetch
  fetch: { http: { get: "https://shop.test/{{ order }}" }, save: shop, error: menu, next: told }
  told: { say: "It is {{ shop.body.status }}.", next: menu }
  bye: { say: Bye!, next: end }
"#;

#[test]
fn a_session_that_fails_is_found_and_shown_as_a_short_test() {
    let bundle = bundle(FAILS);
    let explored = explore(&bundle, None, 1, 300);
    let found = found(&explored, Trouble::Fails);
    let place = found.place.as_ref().unwrap();
    assert_eq!((place.0.as_str(), place.1.as_str()), ("shop", "told"));
    assert!(found.deeds <= 4, "{} deeds:\n{}", found.deeds, found.test);
    let suite = read("found.test.yaml", &found.test).0;
    let suite = suite.unwrap_or_else(|| panic!("this cannot be read:\n{}", found.test));
    let report = run(&suite, &bundle);
    let failure = report.tests[0].failure.as_ref().expect("it fails");
    assert!(
        failure.reason.contains("an error had no way on"),
        "{}\n{}",
        failure.reason,
        found.test
    );
    let mended =
        self::bundle(&FAILS.replace("next: menu }\n  bye", "error: bye, next: menu }\n  bye"));
    let failure = run(&suite, &mended).tests[0].failure.clone();
    let failure = failure.expect("the bot says something else now");
    assert!(
        failure.reason.contains("the bot says something else"),
        "{failure:?}"
    );
    assert_eq!(explore(&mended, None, 1, 300).found.len(), 0);
}

#[test]
fn the_same_seed_gives_the_same_talks() {
    let bundle = bundle(FAILS);
    let (one, again) = (explore(&bundle, None, 5, 40), explore(&bundle, None, 5, 40));
    assert_eq!(one.coverage, again.coverage);
    let tests = |explored: &Explored| -> Vec<String> {
        explored
            .found
            .iter()
            .map(|found| found.test.clone())
            .collect()
    };
    assert_eq!(tests(&one), tests(&again));
    let found = one.found.first().expect("something is found");
    let alone = explore(&bundle, None, found.seed, 1);
    assert_eq!(alone.found[0].test, found.test, "by its seed alone");
    assert_ne!(one.coverage, explore(&bundle, None, 500, 40).coverage);
}

#[test]
fn every_exit_of_a_small_trail_is_taken() {
    let bundle = bundle(FAILS);
    let walked = explore(&bundle, None, 1, 300).coverage;
    let of = &walked.of(&bundle)[0];
    assert_eq!(of.exits_walked().0, of.exits_walked().1, "{}", of.show());
}

/// Wakes every second and says something, for ever.
const ENDLESS: &str = r"
trail: shop
steps:
  tick: { set: { a: 1 }, next: pause }
  pause: { wait: 1s, next: tick }
";

#[test]
fn a_trail_that_never_rests_is_found() {
    let explored = explore(&bundle(ENDLESS), None, 1, 20);
    let found = found(&explored, Trouble::Hangs);
    assert!(found.deeds <= 2, "{}", found.test);
}

/// Doubles a text at every answer until it is too large.
const GROWS: &str = r#"
trail: shop
vars: { text: { type: text, value: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" } }
steps:
  grow: { set: { text: "text + text + text + text" }, next: more, error: more }
  more: { ask: "More?", no_match: grow, timeout: { after: 1h, next: end }, next: grow }
"#;

#[test]
fn a_limit_that_is_reached_is_found_also_where_the_trail_has_a_way_on() {
    let explored = explore(&bundle(GROWS), None, 1, 60);
    let found = found(&explored, Trouble::Limit);
    assert!(found.reason.contains("too long"), "{}", found.reason);
    assert!(
        found.reason.ends_with("that is the limit `script_text`"),
        "{}",
        found.reason
    );
    assert!((4..=9).contains(&found.deeds), "{}", found.test);
}

#[test]
fn the_test_of_a_limit_that_ends_the_talk_fails_until_the_trail_has_a_way_on() {
    let grows = GROWS.replace(", error: more", "");
    let bundle = bundle(&grows);
    let explored = explore(&bundle, None, 1, 60);
    let test = &found(&explored, Trouble::Limit).test;
    let suite = read("shop.test.yaml", test).0.expect("it reads");
    assert!(!run(&suite, &bundle).passed(), "{test}");
}

#[test]
fn what_the_tests_of_a_trail_say_and_mock_is_said_and_answered() {
    let trail = r#"
trail: shop
steps:
  word: { ask: "The word?", expect: { check: "answer == \"xyzzy plugh\"" }, no_match: end, timeout: { after: 1h, next: end }, next: fetch }
  fetch: { http: { get: "https://shop.test/" }, save: shop, error: end, next: gold }
  gold: { if: "shop.body?.gold == 7", then: found, else: end, error: end }
  found: { say: Gold!, next: end }
"#;
    let tests = "trail: shop
tests:
  - name: gold
    mocks: { http: [ { get: '*', reply: { json: { gold: 7 } } } ] }
    talk: [ me: oi, bot: 'The word?', me: xyzzy plugh, bot: Gold! ]
";
    let bundle = bundle(trail);
    let suite = read("shop.test.yaml", tests).0.expect("it reads");
    let reached = |suite| {
        let walked = explore(&bundle, suite, 1, 150).coverage;
        walked.took(&"shop".into(), &"gold".into(), &"then".into())
    };
    assert!(reached(Some(&suite)));
    assert!(!reached(None));
}
