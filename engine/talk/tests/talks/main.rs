//! Test files are played as written, and what differs is shown where it differs.

#[cfg(test)]
mod recorded;

use std::sync::Arc;
use trilha_model::{EffectId, Map, Outcome, Span, Value};
use trilha_talk::{Report, Setup, Simulator, Suite, What, read, run, update};
use trilha_trail::diagnostic::{Lines, human};
use trilha_trail::{Bundle, Known, Sources, compile};

const SUPPORT: &str = r#"trail: support
title: Customer support
language: pt-BR
vars:
  name: { type: text, personal: true }
  order: { type: text }
defaults:
  timeout: { after: 30m, next: bye }
  error: sorry
interrupts:
  - { match: [atendente, humano], next: person }
steps:
  greet:
    say: { pt-BR: "Olá! Sou a assistente da {{ env.BRAND }}.", en: "Hi! I'm {{ env.BRAND }}'s assistant." }
    next: name
  name: { ask: Como você se chama?, save: name, no_match: bye, next: menu }
  menu:
    menu: "Como posso ajudar, {{ name }}?"
    options:
      order: { label: Acompanhar pedido, key: 1, match: [pedido], next: order }
      person: { label: Falar com alguém, key: 3, next: person }
    retry: { message: Escolha uma das opções., times: 2 }
    no_match: person
  order:
    ask: Qual o número do pedido?
    expect: { pattern: '^\d{6}$' }
    retry: { message: São seis dígitos. }
    save: order
    no_match: person
    next: fetch
  fetch:
    http: { get: "{{ env.SHOP_URL }}/orders/{{ order }}", limit: 5s }
    save: shop
    next: late
  late: { if: "shop.body.days_late > 2", then: person, else: status }
  status: { say: "Pedido {{ order }}: {{ shop.body.status }}.", next: menu }
  person:
    handoff: support
    message: Vou chamar uma pessoa. Um momento!
    tags: [pedido]
    timeout: { after: 10m, next: nobody }
    offline: nobody
    next: bye
  nobody: { say: Ninguém livre agora., next: bye }
  sorry: { say: Algo deu errado do nosso lado., next: person }
  bye: { say: Até logo!, next: end }
"#;

const HEAD: &str = "trail: support
env: { BRAND: Loja, SHOP_URL: https://shop.test }
tests:
";

const GREETING: &str = "      - me: oi
      - bot: Olá! Sou a assistente da Loja.
      - bot: Como você se chama?
      - me: Ana
      - bot: /Como posso ajudar, Ana/
";

fn bundle() -> Arc<Bundle> {
    let mut sources = Sources::default();
    sources.files.insert("support.yaml".into(), SUPPORT.into());
    match compile(&sources, &"support".into(), &Known::default()) {
        Ok((bundle, _)) => Arc::new(bundle),
        Err(said) => panic!(
            "{}",
            said.iter()
                .map(|d| human(d, &Lines::new(SUPPORT), false))
                .collect::<String>()
        ),
    }
}

/// The world in which the shop is there.
fn shop() -> Setup {
    let env = [("BRAND", "Loja"), ("SHOP_URL", "https://shop.test")];
    let env = env.map(|(name, value)| (name.into(), Value::text(value)));
    Setup {
        env: Map::from(env),
        ..Setup::default()
    }
}

fn suite(text: &str) -> Suite {
    let (suite, said) = read("support.test.yaml", text);
    suite.unwrap_or_else(|| {
        panic!(
            "{}",
            said.iter()
                .map(|d| human(d, &Lines::new(text), false))
                .collect::<String>()
        )
    })
}

/// One test after the greeting, with these keys before the talk, these lines, and these keys after.
fn file(before: &str, talk: &str, after: &str) -> String {
    format!("{HEAD}  - name: it goes as written\n{before}    talk:\n{GREETING}{talk}{after}")
}

fn play(text: &str) -> Report {
    run(&suite(text), &bundle())
}

fn passes(text: &str) {
    let report = play(text);
    assert!(report.passed(), "{}", report.show(text, false));
}

fn fails(text: &str, reason: &str) {
    let report = play(text);
    let shown = report.show(text, false);
    assert!(!report.passed() && shown.contains(reason), "{shown}");
}

const ORDER: &str = "      - me: \"1\"
      - bot: Qual o número do pedido?
      - me: \"12\"
      - bot: São seis dígitos.
      - me: \"123456\"
";

const MOCKED: &str = "    mocks: { http: [ { get: \"*/orders/123456\", reply: { json: { status: enviado, days_late: 0 } } } ] }\n";

#[test]
fn a_whole_talk_with_a_service_and_silence_passes() {
    let talk = format!(
        "{ORDER}      - bot: \"Pedido 123456: enviado.\"
      - bot: /Como posso ajudar/
      - wait: 29m
      - wait: 1m
      - bot: Até logo!
      - ended
"
    );
    let given = "    given: { now: 2026-11-20T10:00:00-03:00 }\n";
    let expect = "    expect: { vars: { order: \"123456\" }, owner: bot, tags: [], ended: true }\n";
    passes(&file(&format!("{given}{MOCKED}"), &talk, expect));
}

#[test]
fn people_take_speak_and_give_back() {
    let talk = "      - me: { option: person }
      - bot: Vou chamar uma pessoa. Um momento!
      - handoff: support
      - me: alguém?
      - agent: take
      - agent: { say: Estou aqui. }
      - agent: give_back
      - bot: Até logo!
      - ended
";
    let talk = talk.replace("option: person", "option: \"3\"");
    passes(&file("", &talk, "    expect: { tags: [pedido] }\n"));
}

#[test]
fn nobody_takes_it_and_a_queue_may_be_offline() {
    let waits = "      - me: humano
      - bot: Vou chamar uma pessoa. Um momento!
      - wait: 10m
      - bot: [Ninguém livre agora., Até logo!]
      - ended
";
    passes(&file("", waits, ""));
    let offline = "      - me: humano
      - bot: [Ninguém livre agora., Até logo!]
";
    passes(&file(
        "    given: { available: { support: 0 } }\n",
        offline,
        "",
    ));
}

#[test]
fn a_slow_service_can_be_interrupted_and_its_answer_comes_too_late() {
    let mock = "    mocks: { http: [ { any: \"*\", after: 3s, reply: { json: { status: x, days_late: 0 } } } ] }\n";
    let talk = format!(
        "{ORDER}      - wait: 2s
      - me: humano
      - bot: Vou chamar uma pessoa. Um momento!
      - wait: 5s
"
    );
    passes(&file(
        mock,
        &talk,
        "    expect: { owner: { queue: support } }\n",
    ));
}

#[test]
fn a_service_that_takes_longer_than_the_step_s_limit_has_failed_by_then() {
    let mock = |after: &str| {
        format!(
            "    mocks: {{ http: {{ get: \"*\", after: {after}, reply: {{ json: {{ status: x, days_late: 0 }} }} }} }}\n"
        )
    };
    let failed = format!(
        "{ORDER}      - wait: 4s
      - wait: 1s
      - bot: Algo deu errado do nosso lado.
      - bot: Vou chamar uma pessoa. Um momento!
"
    );
    let why = "    expect: { events: [{ EffectSettled: { outcome: { Failed: { reason: no answer within 5s } } } }] }\n";
    for late in ["5001ms", "1h"] {
        passes(&file(&mock(late), &failed, why));
    }
    let answered = format!(
        "{ORDER}      - wait: 5s\n      - bot: \"Pedido 123456: x.\"\n      - bot: /Como posso ajudar/\n"
    );
    passes(&file(&mock("5s"), &answered, ""));
}

#[test]
fn a_model_that_takes_longer_than_the_step_s_limit_has_failed_by_then() {
    let trail = "trail: model
language: en
steps:
  model: { ai: { reply: Hi, limit: 20s }, unsure: end, error: failed, next: end }
  failed: { say: Something broke., next: end }
";
    let tests = "trail: model
tests:
  - name: late
    mocks: { model: { after: 21s, reply: Hello. } }
    talk: [{ me: hi }, { wait: 19s }, { wait: 1s }, { bot: Something broke. }, ended]
    expect: { events: [{ EffectSettled: { outcome: { Failed: { reason: no answer within 20s } } } }] }
";
    let mut sources = Sources::default();
    sources.files.insert("model.yaml".into(), trail.into());
    let compiled = compile(&sources, &"model".into(), &Known::default());
    let (bundle, _) = compiled.unwrap_or_else(|said| panic!("{said:?}"));
    let report = run(&suite(tests), &Arc::new(bundle));
    assert!(report.passed(), "{}", report.show(tests, false));
}

#[test]
fn a_failing_service_takes_the_error_exit() {
    let mock = "    mocks: { http: [ { get: \"*\", fail: no connection } ] }\n";
    let talk = format!(
        "{ORDER}      - bot: Algo deu errado do nosso lado.
      - bot: Vou chamar uma pessoa. Um momento!
"
    );
    passes(&file(mock, &talk, ""));
}

#[test]
fn given_values_and_language_are_there_from_the_start() {
    let text = format!(
        "{HEAD}  - name: in English
    given: {{ language: en, vars: {{ name: Bia }}, env: {{ BRAND: Shop }} }}
    talk:
      - arrives
      - bot: Hi! I'm Shop's assistant.
      - bot: Como você se chama?
    expect: {{ vars: {{ name: Bia }} }}
"
    );
    passes(&text);
}

#[test]
fn a_wrong_bubble_is_shown_beside_the_right_one() {
    let text = file(
        "",
        "      - me: \"1\"\n      - bot: Qual o número?\n      - me: x\n",
        "",
    );
    let shown = play(&text).show(&text, false);
    let expected = "✗ it goes as written  support.test.yaml:12:14
  ✓ me      oi
  ✓ bot     Olá! Sou a assistente da Loja.
  ✓ bot     Como você se chama?
  ✓ me      Ana
  ✓ bot     Como posso ajudar, Ana?
            1) Acompanhar pedido
            3) Falar com alguém
  ✓ me      1
  - bot     Qual o número?
  + bot     Qual o número do pedido?
    me      x
  = the bot says something else
";
    assert_eq!(shown, expected);
}

#[test]
fn silence_more_words_and_a_missing_end_fail() {
    fails(
        &file("", "      - bot: Mais uma coisa\n", ""),
        "the bot says nothing more here",
    );
    fails(
        &file("", "      - me: \"1\"\n      - me: x\n", ""),
        "the bot says more before this",
    );
    fails(
        &file("", "      - me: \"1\"\n", ""),
        "+ bot     Qual o número do pedido?",
    );
    fails(
        &file("", "      - ended\n", ""),
        "the session has not ended; it waits at support/menu",
    );
    fails(
        &file("", "      - handoff: support\n", ""),
        "the bot has the conversation",
    );
    fails(
        &file("", "      - me: { option: \"9\" }\n", ""),
        "no option \"9\" was shown",
    );
    fails(&file("", "      - agent: { say: Oi }\n", ""), "not yours");
}

#[test]
fn wrong_values_owners_and_tags_fail() {
    for (expect, reason) in [
        ("vars: { name: Bia }", "`name` is \"Ana\", expected \"Bia\""),
        ("vars: { order: x }", "`order` is not set, expected \"x\""),
        (
            "owner: { queue: support }",
            "the bot has the conversation, expected: it waits in `support`",
        ),
        ("tags: [vip]", "the tags are []"),
        ("ended: true", "the session has not ended"),
    ] {
        fails(
            &file("", "", &format!("    expect: {{ {expect} }}\n")),
            reason,
        );
    }
}

#[test]
fn a_request_without_a_mock_fails_and_shows_how_to_mock_it() {
    fails(
        &file("", ORDER, ""),
        "GET https://shop.test/orders/123456 is not mocked",
    );
}

#[test]
fn a_mock_that_is_not_used_fails() {
    fails(&file(MOCKED, "", ""), "this mock was used 0 of 1 times");
}

#[test]
fn what_is_wrong_in_a_test_file_is_said_where_it_is() {
    for (text, message) in [
        ("trail: a\n", "names its `trail` and lists its `tests`"),
        (
            "trail: a\ntests: [ { name: x, talk: [ { mee: oi } ] } ]\n",
            "`mee` means nothing in a talk",
        ),
        (
            "trail: a\ntests: [ { name: x, talk: [ { wait: soon } ] } ]\n",
            "not a duration",
        ),
        (
            "trail: a\ntests: [ { name: x, talk: [ { bot: /(/ } ] } ]\n",
            "cannot be read",
        ),
        (
            "trail: a\ntests: [ { name: x, talk: [ { agent: fly } ] } ]\n",
            "cannot `fly`",
        ),
        (
            "trail: a\ntests: [ { name: x, talk: [ { agent: transfer } ] } ]\n",
            "`transfer` says what",
        ),
        (
            "trail: a\ntests: [ { name: x, talk: [ { agent: { take: , say: oi } } ] } ]\n",
            "`say` is a deed of its own",
        ),
        (
            "trail: a\ntests: [ { name: x, talk: [ { me: { image: a, file: b } } ] } ]\n",
            "`file` is a message of its own",
        ),
        (
            "trail: a\ntests: [ { name: x, talk: [ { me: {} } ] } ]\n",
            "says nothing here",
        ),
        (
            "trail: a\ntests: [ { name: x, talk: [ { event: { data: 1 } } ] } ]\n",
            "has a `name`",
        ),
        (
            "trail: a\ntests: [ { name: x, given: { now: today }, talk: [] } ]\n",
            "not a moment",
        ),
        (
            "trail: a\ntests: [ { name: x, mocks: { http: { get: x } }, talk: [] } ]\n",
            "either a `reply`",
        ),
    ] {
        let (suite, said) = read("a.test.yaml", text);
        let shown: String = said
            .iter()
            .map(|d| human(d, &Lines::new(text), false))
            .collect();
        assert!(
            suite.is_none() && shown.contains(message),
            "{text}\n{shown}"
        );
    }
}

#[test]
fn updating_writes_what_the_bot_says_now_and_keeps_the_rest() {
    let talk = "      - me: \"1\"   # a comment
      - bot: Número?
      - me: \"12\"
      - bot: São seis dígitos.
      - bot: Tente de novo.
      - me: atendente
";
    let text = file("", talk, "    expect: { owner: { queue: support } }\n");
    let new = update(&suite(&text), &text, &bundle());
    passes(&new);
    assert!(new.contains("- bot: /Como posso ajudar, Ana/\n"), "{new}");
    assert!(
        new.contains("# a comment\n      - bot: Qual o número do pedido?\n"),
        "{new}"
    );
    assert!(
        new.contains("      - me: atendente\n      - bot: Vou chamar"),
        "{new}"
    );
    assert_eq!(update(&suite(&new), &new, &bundle()), new);
}

#[test]
fn updating_a_talk_in_brackets_leaves_one() {
    for (talk, new) in [
        (
            "[{ me: oi }, { me: Ana }]",
            "[{ me: oi }, { bot: Olá! Sou a assistente da Loja. }, { bot: Como você se chama? }, \
             { me: Ana }, { bot: \"Como posso ajudar, Ana?\" }]",
        ),
        (
            "[\n    me: oi, # hello\n    { bot: a },\n    { bot: /se chama/ }, { bot: c } # end\n  ]",
            "[\n    me: oi, { bot: Olá! Sou a assistente da Loja. }, { bot: /se chama/ } # end\n  ]",
        ),
        (
            "[{ me: oi }, { bot: [a, b] }]",
            "[{ me: oi }, { bot: [Olá! Sou a assistente da Loja., Como você se chama?] }]",
        ),
    ] {
        let file = |talk| format!("{HEAD}- name: it goes as written\n  talk: {talk}\n");
        let updated = update(&suite(&file(talk)), &file(talk), &bundle());
        assert_eq!(updated, file(new));
        passes(&updated);
    }
}

#[test]
fn updating_leaves_a_comment_beside_its_line() {
    let text = format!(
        "{HEAD}  - name: it goes as written\n    talk:\n      - me:\n          text: oi # a comment\n"
    );
    let new = update(&suite(&text), &text, &bundle());
    assert!(
        new.contains("text: oi # a comment\n      - bot: Olá!"),
        "{new}"
    );
    passes(&new);
}

#[test]
fn coverage_names_what_no_test_walked() {
    let report = play(&file(
        "",
        "      - me: \"1\"\n      - bot: Qual o número do pedido?\n",
        "",
    ));
    let trails = report.coverage.of(&bundle());
    assert_eq!(trails.len(), 1);
    assert_eq!(trails[0].steps_reached(), (4, 11));
    let table = trails[0].show();
    assert!(
        table.contains("menu                 never left by person, no_match"),
        "{table}"
    );
    assert!(
        table.contains("fetch                never reached"),
        "{table}"
    );
    assert!(!table.contains("greet"), "{table}");
}

#[test]
fn the_simulator_shows_place_path_variables_and_what_is_pending() {
    let mut sim = Simulator::new(bundle(), shop());
    for text in ["oi", "Ana"] {
        sim.say(text).unwrap();
    }
    assert_eq!(sim.place().unwrap().1.as_str(), "menu");
    sim.choose("1").unwrap();
    sim.say("123456").unwrap();
    let pending = sim.pending();
    assert_eq!(pending.len(), 1);
    assert_eq!(sim.vars()["order"], Value::text("123456"));
    let id = pending[0].id;
    assert_eq!(id, EffectId(1));
    sim.settle(
        id,
        Outcome::Failed {
            reason: "off".into(),
        },
    )
    .unwrap();
    let failed =
        |line: &What| matches!(line, What::Failed { step, .. } if step.as_str() == "fetch");
    assert!(sim.lines().iter().any(|line| failed(&line.what)));
    assert!(sim.path().iter().any(|edge| edge.exit.as_str() == "error"));
    sim.pass(Span(3_600_000)).unwrap();
    assert!(sim.ended().is_some());
    sim.replay().unwrap();
}
