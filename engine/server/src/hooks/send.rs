//! Sending one event to a webhook, real or as a test: signed, behind the address guard, once.

use super::deliver::{Deliveries, sealed_as};
use super::fold::Hook;
use super::sign;
use crate::ambient;
use crate::fetch::{Miss, Reply};
use crate::runtime::{Outbox, Runtime};
use smol_str::SmolStr;
use std::time::Instant;
use trilha_model::{Body, Filled, HttpRequest, Method, Value};
use trilha_wire::outside::{Came, HookTest, Silence, TEST_EVENT};

impl Deliveries {
    /// Sends a body under an id, as the Standard Webhooks specification has it, to the webhook of this name.
    pub(super) async fn send(
        &self,
        runtime: &Runtime,
        outbox: &Outbox,
        (name, hook): (&str, &Hook),
        (id, body): (&str, String),
    ) -> Result<Reply, Miss> {
        let secret = self.vault.reveal(&sealed_as(name), &hook.secret);
        let key = secret.as_deref().and_then(sign::key);
        let key = key
            .ok_or_else(|| Miss::new(Silence::Secret, "its secret cannot be read; set it again"))?;
        let timestamp = ambient::now().0.div_euclid(1_000);
        let signature = sign::signature(&key, id, timestamp, &body);
        let header =
            |name: &'static str, value: String| (SmolStr::new_static(name), Filled::text(value));
        let request = HttpRequest {
            method: Method::Post,
            url: Filled::text(&hook.url),
            headers: vec![
                header("content-type", "application/json".into()),
                header("webhook-id", id.to_owned()),
                header("webhook-timestamp", timestamp.to_string()),
                header("webhook-signature", signature),
            ],
            body: Some(Body::Text(body)),
            limit: self.limit,
            retries: 0,
        };
        outbox.tell(runtime, &request).await
    }

    /// Sends an event that tells of nothing, to see what comes of it. Nothing is stored, and nothing waits for it.
    pub(crate) async fn try_out(
        &self,
        runtime: &Runtime,
        outbox: &Outbox,
        (name, hook): (&str, &Hook),
    ) -> HookTest {
        let id = format!("test_{}", ambient::hex(&ambient::unguessable::<16>()));
        let now = jiff::Timestamp::from_millisecond(ambient::now().0).unwrap_or_default();
        let told = Value::text(name).to_json();
        let body = format!(
            r#"{{"type":"{TEST_EVENT}","timestamp":"{now}","conversation":null,"data":{{"webhook":{told}}}}}"#
        );
        let begun = Instant::now();
        let sent = self.send(runtime, outbox, (name, hook), (&id, body)).await;
        HookTest {
            id,
            took: u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX),
            came: came(sent),
        }
    }
}

fn came(sent: Result<Reply, Miss>) -> Came {
    match sent {
        Ok(Reply { status, to, words }) => Came::Answer {
            status,
            to,
            words: words.filter(|_| !is_taken(status)),
        },
        Err(Miss { why, words }) => Came::Nothing { why, detail: words },
    }
}

/// What went wrong; nothing where the event was taken. What an answer says besides its status is not kept.
pub(super) fn problem(sent: Result<Reply, Miss>) -> Option<String> {
    match sent {
        Ok(reply) if is_taken(reply.status) => None,
        Ok(reply) => Some(format!("it answered {}", reply.status)),
        Err(miss) => Some(miss.words),
    }
}

fn is_taken(status: u16) -> bool {
    (200..=299).contains(&status)
}
