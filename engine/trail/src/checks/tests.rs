//! Checks on trails no person would write: they end, and say what a person can read.

use crate::bundle::{Known, Sources, check, compile, compile_published};
use crate::diagnostic::{Code, Diagnostic};
use std::fmt::Write as _;

fn checked(steps: impl Iterator<Item = String>) -> Vec<Diagnostic> {
    let mut text = "trail: a\nsteps:\n".to_owned();
    for step in steps {
        writeln!(text, "  {step}").unwrap();
    }
    let sources = Sources {
        files: [("a.yaml".to_owned(), text)].into(),
    };
    check(&sources, &"a".into(), &Known::default()).diagnostics
}

/// Twenty thousand steps in a row, the last of which leads there, checked where a browser would.
fn on_a_small_stack(last: &'static str) -> Vec<Diagnostic> {
    let run = move || {
        let steps = (0..20_000).map(|n| format!("s{n}: {{ say: x, next: s{} }}", n + 1));
        checked(steps.chain([format!("s20000: {{ say: x, next: {last} }}")]))
    };
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    thread.spawn(run).unwrap().join().unwrap()
}

#[test]
fn a_way_through_many_thousand_steps_is_followed_on_a_small_stack() {
    assert_eq!(on_a_small_stack("end"), []);
    let said = on_a_small_stack("s0");
    let [endless] = said.as_slice() else {
        panic!("{said:?}")
    };
    assert_eq!(endless.code, Code::ENDLESS_LOOP);
    let message = &endless.message;
    assert!(message.contains("and 19989 more"), "{message}");
}

#[test]
fn of_thousands_of_mistakes_some_are_shown_and_the_others_counted() {
    let said = checked((0..1_000).map(|n| format!("s{n}: {{ say: x, next: nowhere{n} }}")));
    assert_eq!(said.len(), 300);
    let help = said.last().unwrap().help.as_deref().unwrap();
    assert!(
        help.ends_with("700 more are not shown; mend these first"),
        "{help}"
    );
}

#[test]
fn two_files_of_one_trail_are_told() {
    let text = "trail: a\nsteps:\n  a: { say: x, next: end }\n".to_owned();
    let sources = Sources {
        files: ["a.yaml", "a.yml"]
            .map(|path| (path.to_owned(), text.clone()))
            .into(),
    };
    assert_eq!(sources.trails().len(), 1);
    let said = check(&sources, &"a".into(), &Known::default()).diagnostics;
    let [twice] = said.as_slice() else {
        panic!("{said:?}")
    };
    assert_eq!(
        (twice.code, twice.file.as_str()),
        (Code::FILE_NAME_DIFFERS, "a.yml")
    );
    assert_eq!(twice.message, "`a.yaml` and `a.yml` are both the trail `a`");
}

#[test]
fn what_was_published_before_a_check_goes_on_and_what_leads_nowhere_does_not() {
    let compiled = |text: &str| {
        let files = [("a.yaml".to_owned(), text.to_owned())].into();
        let (sources, known) = (Sources { files }, Known::default());
        let today = compile(&sources, &"a".into(), &known).is_ok();
        let published = compile_published(&sources, &"a".into(), &known.limits);
        (today, published)
    };
    let waits = "trail: a\nlanguage: en\nstarts:\n  - waiting: { after: 5m }\nsteps:\n  a: { ask: X?, save: x, timeout: { after: 1h, next: end }, no_match: end, next: end }\n";
    let (today, bundle) = compiled(waits);
    assert!(!today && bundle.is_ok(), "{bundle:?}");
    let own = "trail: a\nlanguage: en\nsteps:\n  a: { emit: trilha.paid, next: end }\n";
    let (today, bundle) = compiled(own);
    assert!(!today && bundle.is_ok(), "{bundle:?}");
    let lost = "trail: a\nlanguage: en\nsteps:\n  a: { say: x, next: nowhere }\n";
    assert!(matches!(compiled(lost), (false, Err(_))));
    let older = "trail: a\nlanguage: en\nstarts:\n  - keyword: promo\n    message: { inbox: site }\nsteps:\n  a: { say: x, next: end }\n";
    let (today, bundle) = compiled(older);
    let bundle = bundle.unwrap();
    let [start] = bundle.root().starts.as_slice() else {
        panic!("one start")
    };
    assert!(today && start.is_said("Promo") && start.inboxes.is_empty());
}

#[test]
fn what_is_somebody_elses_or_a_remark_is_not_in_vain() {
    let said = checked(
        [
            r"a: { set: { order: '#{ contact: #{ name: () } }' }, error: end, next: b }",
            r#"b: { say: '{{ order.contact.name ?? "you" }}', note: "", next: c }"#,
            "c: { http: { get: 'HTTPS://x.test' }, error: end, next: d }",
            "d: { say: [{ image: 'Http://x.test/a.png' }, { link: 'TEL:+551140028922' }], next: end }",
        ]
        .map(str::to_owned)
        .into_iter(),
    );
    assert_eq!(said, []);
}

#[test]
fn functions_that_maps_hold_are_there() {
    let files = [
        (
            "a.yaml",
            "trail: a\nvars: { n: { type: integer } }\nsteps:\n  a:\n    script: |\n      let own = #{};\n      own.double = |x| x * 2;\n      own[\"half\"] = |x| x / 2;\n      n = own.double(own.half(kit().thrice(2)));\n    error: end\n    next: b\n  b: { script: { file: kit, function: four }, save: n, next: c, error: end }\n  c: { say: '{{ n }}', next: end }\n",
        ),
        (
            "scripts/kit.rhai",
            "fn kit() { let it = #{}; it.thrice = |x| x * 3; it }\nfn four() { kit().thrice(1) + 1 }\n",
        ),
    ];
    let sources = Sources {
        files: files
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .into(),
    };
    let said = check(&sources, &"a".into(), &Known::default()).diagnostics;
    assert_eq!(said, []);
}

#[test]
fn two_bundles_run_on_the_same_engine() {
    let compiled = |text: &str| {
        let sources = Sources {
            files: [("a.yaml".to_owned(), text.to_owned())].into(),
        };
        let compiled = compile(&sources, &"a".into(), &Known::default());
        compiled.unwrap().0
    };
    let one = compiled("trail: a\nsteps:\n  a: { say: one, next: end }\n");
    let two = compiled("trail: a\nsteps:\n  a: { say: two, next: end }\n");
    assert!(one.host().is(two.host()));
}

#[test]
fn a_script_that_sets_what_it_cannot_is_told() {
    let told = |script: &str| {
        let said = checked(
            [format!(
                "a: {{ script: '{script}', error: end, next: end }}"
            )]
            .into_iter(),
        );
        let said = said.into_iter().map(|one| (one.code, one.message));
        said.collect::<Vec<_>>()
    };
    for (script, name) in [
        ("contact.name = 1", "contact"),
        ("input = 1", "input"),
        ("env.x += 1", "env"),
    ] {
        let message = format!("a script cannot change `{name}`: what it sets there is lost");
        assert_eq!(told(script), [(Code::IN_VAIN, message)], "{script}");
    }
    assert_eq!(told("let contact = #{ a: contact }; contact.a = 1"), []);
}

#[test]
fn a_function_whose_name_is_a_word_of_the_language_is_helped() {
    let said = checked(
        ["a: { script: 'fn go(n) { n } 1', error: end, next: end }".to_owned()].into_iter(),
    );
    let help = said.first().and_then(|one| one.help.as_deref());
    assert!(
        help.is_some_and(|help| help.contains("another name")),
        "{said:?}"
    );
}

#[test]
fn a_question_that_leaves_no_time_to_answer_is_told() {
    let told = |after: &str, verb: &str| {
        let step = format!("a: {{ {verb}, timeout: {{ after: {after}, next: end }}, next: end }}");
        let said = checked([step].into_iter());
        said.iter().any(|one| one.code == Code::IN_VAIN)
    };
    for verb in ["ask: Name?, no_match: end", "rate: Good?"] {
        assert!(told("0s", verb) && !told("1s", verb), "{verb}");
    }
    assert!(!told("0s", "wait: { event: paid }, event: end"));
    let text = "trail: a\ndefaults: { timeout: { after: 0m, next: end } }\nsteps:\n  a: { ask: Name?, no_match: end, next: end }\n";
    let files = [("a.yaml".to_owned(), text.to_owned())];
    let sources = Sources {
        files: files.into(),
    };
    let said = check(&sources, &"a".into(), &Known::default()).diagnostics;
    assert!(said.iter().any(|one| one.code == Code::IN_VAIN), "{said:?}");
}

#[test]
fn a_list_of_options_that_is_a_text_is_told() {
    let told = |list: &str| {
        let step = format!("a: {{ menu: Which?, list: {list}, no_match: end, next: end }}");
        let said = checked([step].into_iter());
        let said = said.iter().find(|one| one.code == Code::IN_VAIN);
        said.map(|one| (one.message.clone(), one.help.clone().unwrap_or_default()))
    };
    let (message, help) = told("items").expect("it is told");
    assert_eq!(message, "this is a text, not a list of options");
    assert_eq!(help, "write `{{ items }}` for what a variable holds");
    assert_eq!(told("'{{ [1, 2] }}'"), None);
}
