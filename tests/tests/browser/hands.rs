//! What somebody does before their browser, in verbs: by mouse, by keyboard alone, and as a page would be told.

use super::eyes::{find, until};
use super::person::Person;
use serde_json::Value;
use std::path::Path;
use thirtyfour::prelude::*;

impl Person {
    /// Presses what is called this.
    pub(super) async fn presses(&self, name: &str) {
        self.presses_in("", name).await;
    }

    /// Presses what is called this in a part of the page.
    pub(super) async fn presses_in(&self, area: &str, name: &str) {
        self.clicks("control", area, name).await;
    }

    /// Presses the first element that matches.
    pub(super) async fn presses_at(&self, selector: &str) {
        self.clicks("first", "", selector).await;
    }

    /// Presses it at once, if it is there to be pressed; says whether it was.
    pub(super) async fn tries_to_press(&self, selector: &str) -> bool {
        match find(&self.driver, "first", "", &[selector]).await {
            Ok(element) => element.click().await.is_ok(),
            Err(_) => false,
        }
    }

    /// Writes into a field, over what stood there.
    pub(super) async fn fills(&self, field: &str, value: &str) {
        self.fills_in("", field, value).await;
    }

    /// Writes into a field of a part of the page, over what stood there.
    pub(super) async fn fills_in(&self, area: &str, field: &str, value: &str) {
        self.clicks("field", area, field).await;
        until(
            self.name(),
            &format!("to write {value:?} into {field:?}"),
            || async {
                let element = find(&self.driver, "field", area, &[field]).await?;
                element
                    .send_keys(over(value))
                    .await
                    .map_err(|error| error.to_string())
            },
        )
        .await;
    }

    /// Writes into the first element that matches, over what stood there.
    pub(super) async fn writes_at(&self, selector: &str, value: &str) {
        self.presses_at(selector).await;
        self.types(over(value)).await;
    }

    /// Chooses from a list by what is read there.
    pub(super) async fn chooses(&self, field: &str, option: &str) {
        until(
            self.name(),
            &format!("to choose {option:?} for {field:?}"),
            || async {
                let select = find(&self.driver, "field", "", &[field]).await?;
                let options = select
                    .find_all(By::Tag("option"))
                    .await
                    .map_err(|error| error.to_string())?;
                for one in options {
                    let text = one.text().await.map_err(|error| error.to_string())?;
                    if text.trim() == option {
                        return one.click().await.map_err(|error| error.to_string());
                    }
                }
                Err("there is no such option".to_owned())
            },
        )
        .await;
    }

    /// Gives a file to the page's chooser.
    pub(super) async fn gives(&self, file: &Path) {
        until(
            self.name(),
            &format!("to give {}", file.display()),
            || async {
                let chooser = find(&self.driver, "hidden", "", &["input[type=file]"]).await?;
                let path = file.to_string_lossy();
                chooser
                    .send_keys(path.as_ref())
                    .await
                    .map_err(|error| error.to_string())
            },
        )
        .await;
    }

    /// Has the page run something, where no hand can do it; what it returns.
    pub(super) async fn runs(&self, script: &str, given: Vec<Value>) -> Value {
        let returned = self.driver.execute(script, given).await.unwrap();
        returned.json().clone()
    }

    /// Types where the focus is.
    pub(super) async fn types(&self, keys: impl Into<TypingData>) {
        let active = self.driver.active_element().await.unwrap();
        active.send_keys(keys).await.unwrap();
    }

    /// Presses keys, whatever has the focus.
    pub(super) async fn strikes(&self, keys: impl Into<TypingData>) {
        let hand = self.driver.action_chain().send_keys(keys);
        hand.perform().await.unwrap();
    }

    /// Presses a key while holding another.
    pub(super) async fn strikes_with(&self, held: Key, key: impl Into<TypingData>) {
        let hand = self.driver.action_chain().key_down(held.clone());
        let hand = hand.send_keys(key).key_up(held);
        hand.perform().await.unwrap();
    }

    /// Goes to what is called this by the Tab key alone.
    pub(super) async fn tabs_to(&self, name: &str) {
        let mut passed = Vec::new();
        for _ in 0..80 {
            self.strikes(Key::Tab + "").await;
            let at = self.focus().await;
            if at == name {
                return;
            }
            passed.push(at);
        }
        panic!("{} tabs in vain to {name:?}: {passed:?}", self.name());
    }

    /// Writes by the keyboard alone into the field that the Tab key leads to, over what stood there.
    pub(super) async fn tabs_and_writes(&self, field: &str, value: &str) {
        self.tabs_to(field).await;
        self.types(over(value)).await;
    }

    /// Says something in the web chat.
    pub(super) async fn says(&self, words: &str) {
        self.fills("Escreva uma mensagem", words).await;
        self.types(Key::Enter + "").await;
    }

    /// Takes what stands at `from` and lets it go at `to`, both in the page's pixels, as a hand would.
    pub(super) async fn drags(&self, from: (f64, f64), to: (f64, f64)) {
        let path = (1..=8).map(|n| {
            let part = f64::from(n) / 8.0;
            (
                from.0 + (to.0 - from.0) * part,
                from.1 + (to.1 - from.1) * part,
            )
        });
        let pace = std::time::Duration::from_millis(16);
        let mut hand = self
            .driver
            .action_chain_with_delay(None, Some(pace))
            .move_to(whole(from.0), whole(from.1))
            .click_and_hold();
        for (x, y) in path {
            hand = hand.move_to(whole(x), whole(y));
        }
        hand.release().perform().await.unwrap();
    }

    async fn clicks(&self, verb: &str, area: &str, name: &str) {
        until(
            self.name(),
            &format!("to press {name:?} {area}"),
            || async {
                let element = find(&self.driver, verb, area, &[name]).await?;
                element.click().await.map_err(|error| error.to_string())
            },
        )
        .await;
    }
}

/// The keys that put a value where another stood; in one go, because what is selected may not outlive a command.
fn over(value: &str) -> String {
    let value = if value.is_empty() {
        Key::Delete.value().to_string()
    } else {
        value.to_owned()
    };
    format!("{}a{}{value}", Key::Control.value(), Key::Null.value())
}

fn whole(number: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "pixels of a screen")]
    let whole = number.round() as i64;
    whole
}
