//! An API token is made for an inbox and a time, shown once, used by another system, and revoked.

use super::admin::FORM;
use super::eyes::until;
use super::person::Person;
use super::stage::{Stage, play};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

/// What the shop's system tells starts this with whoever it is about.
const TRAIL: &str = "\
trail: pago
title: Pedido pago
language: pt-BR
starts:
  - { event: order.paid, inbox: balcao }
steps:
  a: { say: 'O pedido {{ input.payload.order }} foi pago.', next: end }
";

const LINE: &str = "[data-testid=line]";
const SHOWN: &str = "[data-testid=shown]";

/// The shop's own system, which tells of an order.
async fn tells(stage: &Stage, token: &str, place: &str, order: u32) -> (StatusCode, Value) {
    let address = stage.house(|house| house.address());
    let told =
        json!({ "name": "order.paid", "payload": { "order": order }, "id": format!("o{order}") });
    let answer = Client::new()
        .post(format!("{address}/api/conversations/{place}/events"))
        .bearer_auth(token)
        .header("content-type", "application/json")
        .body(told.to_string())
        .send()
        .await
        .unwrap();
    let status = answer.status();
    (
        status,
        serde_json::from_str(&answer.text().await.unwrap()).unwrap(),
    )
}

/// Where the customer before a chat is: `inbox/address`, as paths have it.
async fn place_of(customer: &Person, inbox: &str) -> String {
    let kept = "return JSON.parse(localStorage[`trilha:${location.origin}:${arguments[0]}`]).token";
    let token = customer.runs(kept, vec![json!(inbox)]).await;
    let address = token.as_str().and_then(|token| token.split('.').nth(1));
    format!("{inbox}/{}", address.unwrap())
}

impl Person {
    /// Reloads until the line says when the token was used: that is written down after the answer.
    async fn reads_that_it_was_used(&self) {
        until(self.name(), "for when the token was used", || async {
            self.reloads().await;
            self.sees_in(LINE, "A loja").await;
            let text = self.text(LINE).await?;
            (!text.contains("Ainda não")).then_some(()).ok_or(text)
        })
        .await;
    }
}

#[test]
fn another_system_tells_by_a_token_as_long_as_it_is_good() {
    play("tokens", async |stage| {
        stage.has_trail("pago", TRAIL).await;
        stage.has_inbox("balcao", "Balcão", None).await;
        let admin = stage.author().await;
        admin.sets_up("Tokens da API").await;
        admin.presses("Novo token").await;
        admin.presses_in(FORM, "Criar").await;
        admin.sees_in(FORM, "Preencha este campo.").await;
        admin.fills("Nome", "A loja").await;
        admin.presses_in(FORM, "Todos os canais de entrada").await;
        admin.presses_in(FORM, "Balcão").await;
        admin.chooses("Dura", "30 dias").await;
        admin.presses_in(FORM, "Criar").await;
        admin
            .sees_in(SHOWN, "Ele aparece agora e nunca mais.")
            .await;
        let token = admin.reads_field("Valor").await;
        assert!(token.len() > 20, "{token}");
        admin.keeps_both("tokens/shown").await;
        admin.presses_at("[data-testid=shown-close]").await;
        admin.sees_in(LINE, "A loja").await;
        admin.sees_in(LINE, "Balcão").await;
        admin.sees_in(LINE, "Ainda não").await;
        admin.reloads().await;
        admin.sees_in(LINE, "A loja").await;
        admin.does_not_see(&token).await;

        let customer = stage.person("customer").await;
        customer.opens("/chat/balcao").await;
        customer.says("oi").await;
        customer.counts(".log .me:not(.wait)", 1).await;
        let place = place_of(&customer, "balcao").await;
        let (status, heard) = tells(&stage, &token, &place, 7).await;
        assert_eq!((status, &heard["taken"]), (StatusCode::OK, &json!(true)));
        customer.sees("O pedido 7 foi pago.").await;
        let (_, heard) = tells(&stage, &token, &place, 7).await;
        assert_eq!(heard["taken"], false, "it was told before");
        let (status, why) = tells(&stage, &token, "site/somebody", 8).await;
        assert_eq!(
            (status, &why["type"]),
            (StatusCode::FORBIDDEN, &json!("not-for-token"))
        );

        admin.reads_that_it_was_used().await;
        admin.keeps_both("tokens/list").await;
        admin.presses_in(LINE, "Revogar").await;
        admin.sees("Revogar A loja?").await;
        admin.presses_at("[data-testid=confirm-yes]").await;
        admin.sees("Nenhum token ainda").await;
        let (status, why) = tells(&stage, &token, &place, 9).await;
        assert_eq!(
            (status, &why["type"]),
            (StatusCode::UNAUTHORIZED, &json!("bad-token"))
        );
        customer.says("e agora?").await;
        customer.counts(".log .me:not(.wait)", 2).await;
        customer.counts(".log .m", 3).await;
    });
}
