//! Customers who only fill the room: they talk through the API.

use super::stage::Stage;
use reqwest::Client;
use serde_json::{Value, json};

/// A customer without a browser.
pub(super) struct Guest {
    client: Client,
    inbox: String,
    token: String,
    said: u32,
}

impl Stage {
    /// Somebody comes to an inbox and says these things, one after the other.
    pub(super) async fn guest(&self, inbox: &str, name: &str, says: &[&str]) -> Guest {
        let inbox = format!("{}/api/chat/{inbox}", self.house(|house| house.address()));
        let mut guest = Guest {
            client: Client::new(),
            inbox,
            token: String::new(),
            said: 0,
        };
        let visit = json!({ "language": "pt-BR", "name": name });
        let visit = guest.posts("visits", visit).await;
        guest.token = visit["token"]
            .as_str()
            .expect("a visit has a token")
            .to_owned();
        for text in says {
            guest.says(text).await;
        }
        guest
    }
}

impl Guest {
    /// Says one more thing.
    pub(super) async fn says(&mut self, text: &str) {
        self.said += 1;
        let say = json!({ "id": format!("g{}", self.said), "text": text });
        self.posts("messages", say).await;
    }

    async fn posts(&self, path: &str, body: Value) -> Value {
        let answer = self
            .client
            .post(format!("{}/{path}", self.inbox))
            .bearer_auth(&self.token)
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await
            .unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }
}
