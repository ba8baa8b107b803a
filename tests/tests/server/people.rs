//! The staff and the visitors of a house, and what they do, in verbs.

use crate::house::{House, Reply, eventually, texts};
use reqwest::Method;
use serde_json::{Value, json};

/// Somebody of the staff, signed in.
pub(crate) struct Person<'a> {
    pub(crate) house: &'a House,
    pub(crate) cookie: String,
}

impl Person<'_> {
    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.house
            .request(method, path)
            .header("cookie", &self.cookie)
            .header("x-trilha", "1")
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.house.send(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        self.house
            .send(self.request(Method::POST, path).json(body))
            .await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Reply {
        self.house
            .send(self.request(Method::PUT, path).json(body))
            .await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        self.house.send(self.request(Method::DELETE, path)).await
    }

    pub(crate) async fn deed(&self, visitor: &Visitor<'_>, deed: &Value) -> Reply {
        let path = format!(
            "/api/desk/conversations/{}/{}/acts",
            visitor.inbox,
            visitor.address()
        );
        self.post(&path, deed).await
    }

    pub(crate) async fn types(&self, visitor: &Visitor<'_>) -> Reply {
        let path = format!(
            "/api/desk/conversations/{}/{}/typing",
            visitor.inbox,
            visitor.address()
        );
        self.post(&path, &json!({})).await
    }

    /// The addresses on a list.
    pub(crate) async fn list(&self, list: &str) -> Vec<String> {
        let listed = self
            .get(&format!("/api/desk/conversations?list={list}"))
            .await
            .ok(200);
        let lines = listed["conversations"].as_array().unwrap();
        lines
            .iter()
            .map(|line| line["id"]["address"].as_str().unwrap().to_owned())
            .collect()
    }

    pub(crate) async fn act(&self, visitor: &Visitor<'_>, act: Value) -> Reply {
        self.deed(visitor, &json!({ "act": act })).await
    }
}

/// A visitor of the web chat.
pub(crate) struct Visitor<'a> {
    pub(crate) house: &'a House,
    pub(crate) inbox: String,
    pub(crate) token: String,
}

impl Visitor<'_> {
    pub(crate) fn address(&self) -> &str {
        self.token.split('.').nth(1).unwrap()
    }

    pub(crate) async fn try_say(&self, id: &str, text: &str) -> Reply {
        let path = format!("/api/chat/{}/messages", self.inbox);
        let request = self
            .house
            .request(Method::POST, &path)
            .bearer_auth(&self.token);
        self.house
            .send(request.json(&json!({ "id": id, "text": text })))
            .await
    }

    pub(crate) async fn types(&self) -> Reply {
        let path = format!("/api/chat/{}/typing", self.inbox);
        let request = self.house.request(Method::POST, &path);
        self.house.send(request.bearer_auth(&self.token)).await
    }

    /// Says something; the words that come back at once.
    pub(crate) async fn say(&self, id: &str, text: &str) -> Vec<String> {
        texts(&self.try_say(id, text).await.ok(200))
    }

    pub(crate) async fn turn(&self, after: u64) -> Value {
        let path = format!("/api/chat/{}/messages?after={after}", self.inbox);
        self.house
            .send(
                self.house
                    .request(Method::GET, &path)
                    .bearer_auth(&self.token),
            )
            .await
            .ok(200)
    }

    pub(crate) async fn thread(&self) -> Vec<String> {
        texts(&self.turn(0).await)
    }

    /// Waits until these words were said.
    pub(crate) async fn hears(&self, words: &str) {
        eventually(words, || async {
            self.thread().await.iter().any(|text| text.contains(words))
        })
        .await;
    }
}
