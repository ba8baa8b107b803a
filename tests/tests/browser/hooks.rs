//! Webhooks: made, told what trails send out under a signature, and told again where that failed.

use super::admin::{FORM, line};
use super::eyes::until;
use super::person::Person;
use super::receiver::{Got, Receiver, signed};
use super::service::{Does, Service};
use super::stage::play;
use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

const TRAIL: &str = "\
trail: venda
title: Venda
language: pt-BR
steps:
  go: { ask: 'Quantas botas?', expect: integer, save: count, no_match: end, next: placed }
  placed:
    emit: order.placed
    data: { count: '{{ count }}' }
    next: done
  done: { say: 'Pedido feito.', next: end }
vars:
  count: { type: integer }
";

const SHOWN: &str = "[data-testid=shown]";
const TEST: &str = "Enviar um evento de teste";

/// Where it stands what came of a test of this webhook.
fn trial(id: &str) -> String {
    format!("[data-testid=trial][data-id='{id}']")
}

impl Person {
    /// Makes a webhook, and is shown its secret once.
    async fn makes_a_hook(&self, id: &str, url: &str) -> String {
        self.presses("Novo webhook").await;
        self.fills("Identificador", id).await;
        self.fills("Endereço", "loja.example").await;
        self.fills("Eventos", "order.placed").await;
        self.presses_in(FORM, "Criar").await;
        self.sees_in(FORM, "Um endereço que começa com https:// ou http://.")
            .await;
        self.fills("Endereço", url).await;
        self.presses_in(FORM, "Criar").await;
        self.sees_in(SHOWN, "Aparece agora e nunca mais.").await;
        let secret = self.reads_field("Valor").await;
        assert!(secret.starts_with("whsec_"), "{secret}");
        self.presses_in(SHOWN, "Concluir").await;
        self.sees_in(&line(id), url).await;
        self.sees_in(&line(id), "Nada ainda").await;
        secret
    }
}

async fn has(receiver: &Receiver, count: usize) -> Vec<Got> {
    until(
        "the receiver",
        &format!("to be told {count} times"),
        || async {
            let got = receiver.got();
            (got.len() >= count)
                .then_some(got.clone())
                .ok_or(format!("{got:?}"))
        },
    )
    .await
}

#[test]
fn a_webhook_is_told_signed_and_again_where_it_failed() {
    play("webhooks", async |stage| {
        stage.has_trail("venda", TRAIL).await;
        stage.has_inbox("venda", "Venda", Some("venda")).await;
        let (good, bad) = (
            Receiver::that(&[500, 204]).await,
            Receiver::that(&[500]).await,
        );
        let admin = stage.author().await;
        admin.sets_up("Webhooks").await;
        let secret = admin.makes_a_hook("loja", &good.url).await;
        admin.makes_a_hook("velho", &bad.url).await;
        admin.is_refused_another("Novo webhook", "loja").await;
        admin.reloads().await;
        admin.sees_in(&line("loja"), "Ativo").await;
        admin.does_not_see(&secret).await;

        let customer = stage.person("customer").await;
        customer.opens("/chat/venda").await;
        customer.sees("Quantas botas?").await;
        customer.says("2").await;
        customer.sees("Pedido feito.").await;

        let got = has(&good, 2).await;
        assert_eq!(got[0].id, got[1].id, "a second try is the same delivery");
        assert_eq!(got[0].body, got[1].body);
        for one in &got {
            signed(one, &secret);
        }
        let body: Value = serde_json::from_str(&got[0].body).unwrap();
        assert_eq!(
            (&body["type"], &body["data"]),
            (&json!("order.placed"), &json!({ "count": 2 }))
        );
        assert_eq!(body["conversation"]["inbox"], "venda");
        // What happens is followed: nobody fetches it.
        admin.sees_in(&line("loja"), "Entregue").await;

        let got = has(&bad, 2).await;
        assert_eq!(got[0].id, got[1].id);
        admin.sees_in(&line("velho"), "Falhou").await;
        admin.sees_in(&line("velho"), "500").await;
        admin.sees_in(&line("velho"), "1 espera").await;

        admin.keeps_both("webhooks/list").await;
        admin.presses_in(&line("velho"), "Editar").await;
        admin.presses_in(FORM, "Ativo").await;
        admin.presses_in(FORM, "Salvar").await;
        admin.counts(FORM, 0).await;
        admin.sees_in(&line("velho"), "Desativado").await;
        admin.presses_in(&line("velho"), "Excluir").await;
        admin.sees("Excluir velho?").await;
        admin.presses_at("[data-testid=confirm-yes]").await;
        admin.counts("[data-testid=line]", 1).await;
    });
}

/// The box of an event that trails send out.
const EVENT: &str = "[data-testid=event][data-id='order.placed']";

#[test]
fn events_are_chosen_among_those_that_trails_send_and_what_is_typed_outlives_the_list() {
    play("hook-events", async |stage| {
        let admin = stage.author().await;
        admin.sets_up("Webhooks").await;
        admin.presses("Novo webhook").await;
        admin
            .sees_in(FORM, "Nenhuma trilha publicada envia eventos ainda.")
            .await;
        admin.fills("Identificador", "loja").await;
        stage.has_trail("venda", TRAIL).await;
        admin.sees_in(EVENT, "Venda").await;
        admin.fills("Endereço", "https://loja.example").await;
        admin.fills("Eventos", "order.paid").await;
        admin.presses_in(FORM, "order.placed").await;
        admin
            .finds_written("Eventos", "order.paid, order.placed")
            .await;
        admin.keeps_both("webhooks/events").await;
        admin.fills("Eventos", "order.placed").await;
        admin.presses_in(FORM, "order.placed").await;
        admin.finds_written("Eventos", "").await;
        admin.fills("Eventos", "order.paid").await;
        admin.presses_in(FORM, "order.placed").await;

        // Another admin makes one meanwhile.
        admin.fills("Endereço", "https://loja.example/in").await;
        let other = json!({ "url": "https://outra.example", "events": [], "enabled": false });
        let program = stage.admin().await;
        program
            .sends(Method::PUT, "/api/webhooks/outra", other)
            .await;
        admin.sees_in(&line("outra"), "https://outra.example").await;
        admin.is_focused_on("Endereço").await;
        admin
            .finds_written("Endereço", "https://loja.example/in")
            .await;
        admin.presses_in(FORM, "Criar").await;
        admin.presses_in(SHOWN, "Concluir").await;
        admin
            .sees_in(&line("loja"), "order.paid, order.placed")
            .await;
        program
            .sends(Method::DELETE, "/api/webhooks/outra", Value::Null)
            .await;
        admin.counts("[data-testid=line]", 1).await;
        admin.presses_in(&line("loja"), "Editar").await;
        admin
            .finds_written("Eventos", "order.paid, order.placed")
            .await;
        let ticked = "return document.querySelector(arguments[0]).checked";
        let ticked = admin
            .runs(ticked, vec![json!(format!("{EVENT} input"))])
            .await;
        assert_eq!(ticked, json!(true));
    });
}

/// Giving up takes most of a day: the list that the page is told says that it came to that.
const GIVEN_UP: &str = "
    const asked = window.fetch;
    window.given = [];
    window.fetch = async (request, more) => {
        const path = new URL(request.url ?? request, location.href).pathname;
        window.given.push(`${request.method ?? 'GET'} ${path}`);
        const answer = await asked(request, more);
        if (path !== '/api/webhooks') return answer;
        const list = await answer.json();
        for (const hook of list) hook.given_up = arguments[0];
        return Response.json(list);
    };
";

#[test]
fn what_was_given_up_is_seen_before_it_is_delivered_again() {
    play("hook-given-up", async |stage| {
        let good = Receiver::that(&[204]).await;
        let admin = stage.author().await;
        admin.sets_up("Webhooks").await;
        admin.makes_a_hook("loja", &good.url).await;
        admin.sets_up("E-mail").await;
        let given_up: Vec<Value> = (0..30_i64)
            .map(|n| json!({ "event": "order.placed", "at": 1_790_000_000_000 - n * 60_000, "problem": "it answered 503" }))
            .collect();
        let list = GIVEN_UP.replace("arguments[0]", &Value::from(given_up).to_string());
        admin.runs(&list, Vec::new()).await;
        admin.sets_up("Webhooks").await;
        admin.presses_in(&line("loja"), "30 abandonadas").await;
        admin.counts("[data-testid=attempt]", 30).await;
        admin.sees_in(FORM, "it answered 503").await;
        admin.keeps_both("webhooks/given-up").await;
        admin.presses_in(FORM, "Entregar de novo").await;
        admin.counts(FORM, 0).await;
        let given = admin.runs("return window.given", Vec::new()).await;
        let again = json!("POST /api/webhooks/loja/again");
        assert!(given.as_array().unwrap().contains(&again), "{given}");
    });
}

#[test]
fn a_test_event_shows_whether_events_arrive() {
    play("hook-test", async |stage| {
        let good = Receiver::that(&[204]).await;
        let failing =
            Service::that(vec![Does::Answers(500, "{\"error\": \"no shop\"}".into())]).await;
        let hanging = Service::that(vec![Does::Hangs]).await;
        let admin = stage.author().await;
        admin.sets_up("Webhooks").await;
        admin.presses("Novo webhook").await;
        admin.fills("Identificador", "loja").await;
        admin.fills("Endereço", &good.url).await;
        admin.presses_in(FORM, "Criar").await;
        admin.sees_in(SHOWN, "Aparece agora e nunca mais.").await;
        let secret = admin.reads_field("Valor").await;
        // One goes there by the keyboard, and stays where one is.
        admin.tabs_to(TEST).await;
        admin.strikes(Key::Enter + "").await;
        admin
            .sees_in(SHOWN, "chegou e foi aceito: status 204")
            .await;
        admin.is_focused_on(TEST).await;
        let got = has(&good, 1).await;
        signed(&got[0], &secret);
        admin.sees_in(SHOWN, &got[0].id).await;
        assert!(got[0].body.contains("\"trilha.test\""), "{:?}", got[0]);
        admin.keeps_both("webhooks/test-new").await;
        admin.presses_in(SHOWN, "Concluir").await;
        admin.counts("[data-testid=trial]", 0).await;

        admin.makes_a_hook("velho", &failing.base).await;
        admin.makes_a_hook("lento", &hanging.base).await;
        admin.makes_a_hook("dentro", "http://10.1.2.3/in").await;
        admin.presses_in(&line("lento"), TEST).await;
        admin
            .sees_in(&trial("lento"), "Aguardando a resposta…")
            .await;
        admin.is_focused_on(TEST).await;
        // It is waited for once, however often one presses.
        admin.presses_in(&line("lento"), TEST).await;
        admin.presses_in(&line("velho"), TEST).await;
        admin
            .sees_in(&trial("velho"), "não foi aceito: status 500")
            .await;
        admin.sees_in(&trial("velho"), "no shop").await;
        admin.presses_in(&line("dentro"), TEST).await;
        admin
            .sees_in(&trial("dentro"), "este endereço é privado")
            .await;
        admin.presses_in(&line("loja"), TEST).await;
        admin.sees_in(&trial("loja"), "chegou e foi aceito").await;
        admin.keeps_both("webhooks/test").await;
        admin.holds_a_phone().await;
        admin.needs_no_sideways_scrolling().await;
        admin.screen(1440, 900, false).await;
        assert_eq!(hanging.asked().len(), 1);
        admin.sees_in(&line("velho"), "Nada ainda").await;

        // What came of it is of the address it went to.
        admin.presses_in(&line("velho"), "Editar").await;
        admin.fills("Endereço", &good.url).await;
        admin.presses_in(FORM, "Salvar").await;
        admin.sees_in(&line("velho"), &good.url).await;
        admin.counts(&trial("velho"), 0).await;
        admin
            .sees_in(&trial("lento"), "Nenhuma resposta em 15")
            .await;
        admin.keeps("webhooks/test-late").await;
    });
}
