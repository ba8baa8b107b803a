//! A page that hears of what happens later than it happens, as on a slow line, by as much as a story wants.

use super::person::Person;
use serde_json::json;

const DELAY: &str = include_str!("delay.js");

impl Person {
    /// From the next page on, what sockets tell it can be held back.
    pub(super) async fn may_hear_late(&self) {
        let source = json!({ "source": DELAY });
        let cdp = self.driver.cdp();
        let add = "Page.addScriptToEvaluateOnNewDocument";
        cdp.send_raw(add, source).await.unwrap();
    }

    /// Hears nothing of what happens, until [`Self::hears_at_last`].
    pub(super) async fn hears_nothing(&self) {
        self.runs("window.held = []", Vec::new()).await;
    }

    /// Hears all of it now.
    pub(super) async fn hears_at_last(&self) {
        self.runs("window.letGo()", Vec::new()).await;
    }
}
