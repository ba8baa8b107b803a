//! What the server sends to a page, whatever the page shows of it.

use super::eyes::until;
use super::person::Person;
use serde_json::json;

const EARS: &str = include_str!("ears.js");

impl Person {
    /// From the next page on, all that is sent to it is kept.
    pub(super) async fn listens(&self) {
        let source = json!({ "source": EARS });
        let cdp = self.driver.cdp();
        let add = "Page.addScriptToEvaluateOnNewDocument";
        cdp.send_raw(add, source).await.unwrap();
    }

    /// All that was sent to this page so far.
    pub(super) async fn was_sent(&self) -> String {
        let all = self.runs("return window.heard.join('\\n')", Vec::new());
        all.await.as_str().expect("the page listens").to_owned()
    }

    /// Is sent this, now or soon: also that this ear hears at all.
    pub(super) async fn is_sent(&self, words: &str) {
        let wish = format!("to be sent {words:?}");
        until(self.name(), &wish, || async {
            let sent = self.was_sent().await;
            sent.contains(words).then_some(()).ok_or(sent)
        })
        .await;
    }
}
