//! The mail server, webhooks, API tokens, and what other systems tell.

use super::ADMIN;
use crate::http::gate::Access;
use crate::http::routes::{Route, route};
use crate::http::{events, outside};
use axum::http::Method;
use trilha_wire::outside as w;

pub(super) fn routes() -> Vec<Route> {
    let mut all = mail();
    all.extend(webhooks());
    all.extend(tokens());
    all
}

fn mail() -> Vec<Route> {
    vec![
        route(
            Method::GET,
            "/api/mail",
            ADMIN,
            "The mail server: none or one.",
            outside::mail,
        )
        .gives_many::<w::MailServer>(),
        route(
            Method::PUT,
            "/api/mail",
            ADMIN,
            "Sets the mail server.",
            outside::save_mail,
        )
        .takes::<w::MailSettings>()
        .gives::<w::MailServer>(),
        route(
            Method::POST,
            "/api/mail/test",
            ADMIN,
            "Sends an e-mail to see whether the mail server takes it; 502 mail-failed with its words where it does not, 502 mail-unreachable where there is no connection.",
            outside::try_mail,
        )
        .takes::<w::MailTest>()
        .status(204),
        route(
            Method::DELETE,
            "/api/mail",
            ADMIN,
            "Takes the mail server away.",
            outside::remove_mail,
        )
        .status(204),
    ]
}

fn webhooks() -> Vec<Route> {
    vec![
        route(
            Method::GET,
            "/api/webhooks",
            ADMIN,
            "The webhooks, with what came of the last deliveries.",
            outside::webhooks,
        )
        .gives_many::<w::Hook>(),
        route(
            Method::GET,
            "/api/events",
            ADMIN,
            "The events that the published trails send out, by name: what a webhook can ask for.",
            outside::sent_out,
        )
        .gives_many::<w::SentOut>(),
        route(
            Method::PUT,
            "/api/webhooks/{id}",
            ADMIN,
            "Makes or changes a webhook; the answer that makes one shows its secret, once.",
            outside::save_webhook,
        )
        .takes::<w::HookSettings>()
        .gives::<w::Hook>()
        .only_new(),
        route(
            Method::POST,
            "/api/webhooks/{id}/again",
            ADMIN,
            "Tries anew what was given up.",
            outside::try_again,
        )
        .gives::<w::Hook>(),
        route(
            Method::POST,
            "/api/webhooks/{id}/test",
            ADMIN,
            "Sends a webhook one event of the type trilha.test, and tells what came of it; that is no delivery, and not tried again.",
            outside::try_webhook,
        )
        .gives::<w::HookTest>(),
        route(
            Method::DELETE,
            "/api/webhooks/{id}",
            ADMIN,
            "Takes a webhook away, with what it still had to be told.",
            outside::remove_webhook,
        )
        .status(204),
    ]
}

fn tokens() -> Vec<Route> {
    vec![
        route(
            Method::GET,
            "/api/tokens",
            ADMIN,
            "The API tokens.",
            outside::api_tokens,
        )
        .gives_many::<w::Token>(),
        route(
            Method::POST,
            "/api/tokens",
            ADMIN,
            "Makes an API token; shown in this answer, and never again.",
            outside::make_token,
        )
        .takes::<w::NewToken>()
        .gives::<w::MadeToken>()
        .status(201),
        route(
            Method::DELETE,
            "/api/tokens/{id}",
            ADMIN,
            "Revokes an API token.",
            outside::revoke_token,
        )
        .status(204),
        route(
            Method::POST,
            "/api/conversations/{inbox}/{address}/events",
            Access::Program,
            "Tells a conversation of an event.",
            events::tell,
        )
        .takes::<w::Told>()
        .gives::<w::Heard>(),
    ]
}
