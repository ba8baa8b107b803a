//! What a model writes grows in the chat while it is written, and ends as one message.

use super::person::Person;
use super::service::{Does, Pen, Service};
use super::stage::play;
use reqwest::Method;
use serde_json::json;

const TRAIL: &str = "\
trail: consulta
title: Consulta
language: pt-BR
steps:
  question: { ask: 'O que você quer saber?', save: question, no_match: end, next: answer }
  answer:
    ai: { reply: '{{ question }}', limit: 60s }
    error: failed
    next: question
  failed: { say: Não deu certo., next: question }
vars:
  question: { type: text }
";

/// What is being written, in sight but not read out.
const WRITTEN: &str = ".log .part";
const SAID: &str = ".log .m:not(.part)";

/// How high the words that are being written stand, in pixels.
async fn height(customer: &Person) -> f64 {
    let [[_, _, _, height]] = customer.boxes(WRITTEN).await[..] else {
        panic!("one is being written")
    };
    height
}

#[test]
fn a_reply_grows_while_it_is_written() {
    play("streamed", async |stage| {
        let (pen, first) = Pen::new();
        let (other, second) = Pen::new();
        let service = Service::that(vec![Does::Writes(first), Does::Writes(second)]).await;
        stage
            .has_value("MODEL_URL", &format!("{}/v1", service.base))
            .await;
        stage.has_value("MODEL_NAMES", "small-1").await;
        let key = json!({ "value": "Hush-42" });
        let admin = stage.admin().await;
        admin
            .sends(Method::PUT, "/api/secrets/MODEL_KEY", key)
            .await;
        stage.has_trail("consulta", TRAIL).await;
        stage
            .has_inbox("consulta", "Consulta", Some("consulta"))
            .await;
        let customer = stage.person("customer").await;
        customer.opens("/chat/consulta").await;
        customer.sees("O que você quer saber?").await;
        customer.opens_beside("/chat/consulta").await;
        customer.sees("O que você quer saber?").await;
        customer.says("Como eu troco a bota?").await;

        grows(&customer, &pen).await;
        // Another tab of the same customer, opened before, has all of it too.
        customer.turns_to_tab(0).await;
        customer.sees_in(WRITTEN, "a embalagem").await;
        customer.turns_to_tab(1).await;
        let before = customer.each(SAID).await.len();
        pen.ends();
        customer.counts(WRITTEN, 0).await;
        customer.counts(SAID, before + 2).await;
        let said = customer.each(SAID).await;
        let whole = "Em até 30 dias, com a embalagem e a nota. É grátis.";
        let answers = said.iter().filter(|one| one.contains(whole)).count();
        assert_eq!(answers, 1, "it is said once, whole: {said:#?}");
        assert!(said.last().unwrap().contains("O que você quer saber?"));

        is_cut_off(&customer, other, before + 2).await;
        assert!(service.asked()[0].contains("como eu troco a bota?"));
    });
}

/// Each piece is in sight before the next is written, after those before.
async fn grows(customer: &Person, pen: &Pen) {
    pen.writes("Em até 30 dias");
    customer.sees_in(WRITTEN, "Em até 30 dias").await;
    customer.counts(WRITTEN, 1).await;
    let low = height(customer).await;
    pen.writes(", com a embalagem");
    customer
        .sees_in(WRITTEN, "Em até 30 dias, com a embalagem")
        .await;
    customer.does_not_see("a nota").await;
    pen.writes(&format!(" e a nota.{}", " É grátis.").replace("  ", " "));
    customer
        .sees_in(WRITTEN, "com a embalagem e a nota. É grátis.")
        .await;
    assert!(height(customer).await >= low);
    customer.keeps_both("streamed/growing").await;
    customer.counts(WRITTEN, 1).await;
}

/// The model hangs up in the middle: what was begun goes, and the trail goes on by its exit.
async fn is_cut_off(customer: &Person, pen: Pen, before: usize) {
    customer.says("E o frete?").await;
    pen.writes("O frete custa");
    customer.sees_in(WRITTEN, "O frete custa").await;
    drop(pen);
    customer.sees_in(SAID, "Não deu certo.").await;
    customer.counts(WRITTEN, 0).await;
    customer.counts(SAID, before + 3).await;
    customer.does_not_see("O frete custa").await;
}
