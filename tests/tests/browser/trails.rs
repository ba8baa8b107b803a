//! Trails, inboxes and values, made through the API where a story is not about making them.

use super::eyes::until;
use super::stage::Stage;
use reqwest::Method;
use serde_json::json;

impl Stage {
    /// A draft; it is published too, where the server publishes drafts by itself.
    pub(super) async fn has_trail(&self, id: &str, text: &str) {
        let draft = json!({ "base": "", "text": text });
        let path = format!("/api/trails/{id}");
        let admin = self.admin().await;
        admin.sends(Method::PUT, &path, draft).await;
        if self.house(|house| house.publishes()) {
            until("the author", &format!("for {id} to serve"), || async {
                let draft = admin.reads(&path).await;
                let served = draft["published"].is_object();
                served.then_some(()).ok_or(draft["published"].to_string())
            })
            .await;
        }
    }

    /// An inbox of the web chat, whose visitors are received by a trail or by automations alone.
    pub(super) async fn has_inbox(&self, id: &str, title: &str, trail: Option<&str>) {
        let inbox = json!({ "title": title, "channel": "webchat", "trail": trail, "queue": null, "enabled": true });
        let path = format!("/api/inboxes/{id}");
        self.admin().await.sends(Method::PUT, &path, inbox).await;
    }

    /// A value that trails read as `env.NAME`.
    pub(super) async fn has_value(&self, name: &str, value: &str) {
        let path = format!("/api/env/{name}");
        let value = json!({ "value": value });
        self.admin().await.sends(Method::PUT, &path, value).await;
    }
}
