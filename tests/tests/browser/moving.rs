//! A step on which somebody stands is taken away, and who stands there goes on where the author says.

use super::person::Person;
use super::stage::play_by_hand;
use super::studio::{edge, node, words_of};

const TRAIL: &str = "\
trail: cadastro
title: Cadastro
language: pt-BR
vars:
  name: { type: text, personal: true }
  place: { type: text, personal: true }
steps:
  name: { ask: 'Qual é o seu nome?', save: name, no_match: end, next: city }
  city: { ask: 'Em que cidade você mora?', save: place, no_match: end, next: done }
  done: { say: 'Anotado, {{ name }}: {{ place }}.', next: end }
layout:
  name: [0, 0]
  city: [340, 0]
  done: [680, 0]
";

const DIALOG: &str = "[data-testid=publish-dialog]";
const MOVED: &str = "[data-testid=publish-move][data-step=city]";

impl Person {
    /// Publishes what is drawn, and is done with it.
    async fn has_published(&self, version: u32) {
        self.presses_at("[data-testid=publish-submit]").await;
        self.sees_in("[data-testid=version]", &format!("Versão {version}"))
            .await;
        self.counts(DIALOG, 0).await;
    }
}

#[test]
fn who_stands_on_a_step_that_goes_is_moved_where_the_author_says() {
    play_by_hand("moving", async |stage| {
        stage.has_trail("cadastro", TRAIL).await;
        stage
            .has_inbox("cadastro", "Cadastro", Some("cadastro"))
            .await;
        let admin = stage.author().await;
        admin.opens_trail("cadastro").await;
        admin.presses_at("[data-testid=publish]").await;
        admin.counts(DIALOG, 1).await;
        admin.has_published(1).await;

        let customer = stage.person("Ana").await;
        customer.opens("/chat/cadastro").await;
        customer.sees("Qual é o seu nome?").await;
        customer.says("Ana").await;
        customer.sees("Em que cidade você mora?").await;

        puts_another_step_there(&admin).await;
        moves_who_is_there(&admin).await;
        customer.says("01310-000").await;
        customer.sees("Anotado, Ana: 01310-000.").await;
        let asked = customer.each(".log .m").await;
        assert_eq!(asked.len(), 5, "nothing is asked twice: {asked:#?}");

        let late = stage.person("Lia").await;
        late.opens("/chat/cadastro").await;
        late.says("Lia").await;
        late.sees("Qual é o seu CEP?").await;
        late.does_not_see("cidade").await;
    });
}

/// The question goes, and another takes its place.
async fn puts_another_step_there(admin: &Person) {
    admin.goes_to_step("city").await;
    admin.presses_at("[data-testid=step-delete]").await;
    admin.counts(&node("city"), 0).await;
    admin.presses_at("[data-testid=left-add]").await;
    admin
        .presses_at("[data-testid=palette-verb][data-verb=ask]")
        .await;
    admin
        .counts("[data-testid=inspector][data-step=ask_1]", 1)
        .await;
    admin
        .writes_at(&words_of("ask_1", "ask"), "Qual é o seu CEP?")
        .await;
    admin
        .writes_at(
            "[data-testid=inspector] [data-path='steps/ask_1/save'] :is(input, textarea)",
            "place",
        )
        .await;
    admin.leads("ask_1/next", "done").await;
    admin.leads("ask_1/no_match", "done").await;
    admin.goes_to_step("name").await;
    admin.leads("name/next", "ask_1").await;
    admin.counts(&edge("name", "next", "ask_1"), 1).await;
    admin
        .counts("[data-testid=problems-count][data-errors='0']", 1)
        .await;
}

/// The dialog says who stands there, and takes them to the step that is chosen.
async fn moves_who_is_there(admin: &Person) {
    admin.presses_at("[data-testid=publish]").await;
    admin
        .counts(
            &format!("{DIALOG} [data-testid=diff-step][data-step=city]"),
            1,
        )
        .await;
    admin
        .counts("[data-testid=publish-impact][data-live='1']", 1)
        .await;
    admin.counts(MOVED, 0).await;
    admin
        .presses_at("[data-testid=publish-sessions-move]")
        .await;
    admin.sees_in(MOVED, "uma sessão").await;
    admin
        .sees_in(
            DIALOG,
            "Nenhuma pode seguir nesta versão. Uma está numa etapa que não existe mais",
        )
        .await;
    admin
        .chooses("Onde seguem as sessões em city", "ask_1")
        .await;
    admin.sees_in(DIALOG, "Uma pode seguir nesta versão.").await;
    // What the step was is still said, and only steps of its kind are offered.
    admin.sees_in(MOVED, "Perguntar · uma sessão").await;
    let offered = admin.text(MOVED).await.unwrap();
    assert!(!offered.contains("done"), "{offered}");
    admin.keeps_both("moving/mapped").await;
    admin.has_published(2).await;
    admin.presses_at("[data-testid=right-versions]").await;
    let moved = "Sessões passadas para a versão 2: 1. Em versões anteriores: 0.";
    admin.sees_in("[data-testid=sessions-moving]", moved).await;
}
