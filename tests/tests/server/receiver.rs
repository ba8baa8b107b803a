//! A receiver of webhooks, for tests of whoever sends them.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use standardwebhooks::Webhook;
use std::sync::{Arc, Mutex};

/// One request: the three headers, and the body as it came.
#[derive(Clone, Debug)]
pub(crate) struct Got {
    pub(crate) id: String,
    pub(crate) timestamp: String,
    pub(crate) signature: String,
    pub(crate) body: String,
}

/// Answers with one status after the other, the last for ever.
#[derive(Clone)]
pub(crate) struct Receiver {
    statuses: Arc<Mutex<Vec<u16>>>,
    got: Arc<Mutex<Vec<Got>>>,
    pub(crate) url: String,
}

async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: String) -> StatusCode {
    let header = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
    let (id, timestamp) = (header("webhook-id"), header("webhook-timestamp"));
    let signature = header("webhook-signature");
    assert_eq!(header("content-type"), "application/json");
    receiver.got.lock().unwrap().push(Got {
        id,
        timestamp,
        signature,
        body,
    });
    let mut statuses = receiver.statuses.lock().unwrap();
    let status = statuses[0];
    if statuses.len() > 1 {
        statuses.remove(0);
    }
    StatusCode::from_u16(status).unwrap()
}

impl Receiver {
    /// One that answers these.
    pub(crate) async fn that(statuses: &[u16]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            statuses: Arc::new(Mutex::new(statuses.to_vec())),
            got: Arc::default(),
            url: format!("http://{}/in", listener.local_addr().unwrap()),
        };
        let router = Router::new().fallback(receive).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    /// What came, in order.
    pub(crate) fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }
}

/// Asserts that this is signed with a secret, as the specification's own library checks it.
pub(crate) fn signed(got: &Got, secret: &str) {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("webhook-id", &got.id),
        ("webhook-timestamp", &got.timestamp),
        ("webhook-signature", &got.signature),
    ] {
        headers.insert(name, value.parse().unwrap());
    }
    let webhook = Webhook::new(secret).unwrap();
    webhook.verify(got.body.as_bytes(), &headers).unwrap();
}
