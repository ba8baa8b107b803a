//! Somebody before a browser of their own: where they are, and what they see there.

use super::eyes::{ask, until};
use serde_json::json;
use std::path::Path;
use std::sync::{Arc, Mutex};
use thirtyfour::prelude::*;

/// What the log may hold where nothing is wrong: refusals are answers, and the browser logs each.
const ANSWERS: [&str; 4] = [
    "status of 401",
    "status of 403",
    "status of 409",
    "status of 422",
];

/// A person.
#[derive(Clone)]
pub(super) struct Person {
    name: Arc<str>,
    home: String,
    pub(super) driver: WebDriver,
    expected: Arc<Mutex<Vec<&'static str>>>,
}

impl Person {
    pub(super) fn new(name: &str, home: String, driver: WebDriver) -> Self {
        Self {
            name: name.into(),
            home,
            driver,
            expected: Arc::new(Mutex::new(ANSWERS.to_vec())),
        }
    }

    /// What they are called in these stories.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    // --- where they are

    /// Opens a page of the server.
    pub(super) async fn opens(&self, path: &str) {
        self.driver
            .goto(format!("{}{path}", self.home))
            .await
            .unwrap();
    }

    /// Loads the page anew.
    pub(super) async fn reloads(&self) {
        self.driver.refresh().await.unwrap();
    }

    /// Opens a page of the server in another tab, and goes on there.
    pub(super) async fn opens_beside(&self, path: &str) {
        let tab = self.driver.new_tab().await.unwrap();
        self.driver.switch_to_window(tab).await.unwrap();
        self.opens(path).await;
    }

    /// Goes on in one of the tabs, counted from 0 in the order they were opened.
    pub(super) async fn turns_to_tab(&self, at: usize) {
        let tabs = self.driver.windows().await.unwrap();
        self.driver
            .switch_to_window(tabs[at].clone())
            .await
            .unwrap();
    }

    /// Closes the tab, and goes on in the first.
    pub(super) async fn closes_tab(&self) {
        self.driver.close_window().await.unwrap();
        self.turns_to_tab(0).await;
    }

    /// The page they are on, as [`Self::opens`] takes it.
    pub(super) async fn path(&self) -> String {
        let url = self.driver.current_url().await.unwrap();
        url.path().to_owned()
    }

    /// Is on a page whose address contains this.
    pub(super) async fn is_at(&self, part: &str) {
        until(&self.name, &format!("to be at {part}"), || async {
            let url = self
                .driver
                .current_url()
                .await
                .map_err(|error| error.to_string())?;
            url.as_str()
                .contains(part)
                .then_some(())
                .ok_or(url.to_string())
        })
        .await;
    }

    /// Reads this in the page's title.
    pub(super) async fn sees_title(&self, part: &str) {
        until(&self.name, &format!("for the title {part:?}"), || async {
            let title = self
                .driver
                .title()
                .await
                .map_err(|error| error.to_string())?;
            title.contains(part).then_some(()).ok_or(title)
        })
        .await;
    }

    // --- what they see

    /// Reads this anywhere, now or soon.
    pub(super) async fn sees(&self, words: &str) {
        self.sees_in("", words).await;
    }

    /// Reads this in a part of the page.
    pub(super) async fn sees_in(&self, area: &str, words: &str) {
        until(&self.name, &format!("to see {words:?} {area}"), || async {
            let text = self.text(area).await?;
            text.contains(words).then_some(()).ok_or(text)
        })
        .await;
    }

    /// Reads one of these in a part of the page, and says which.
    pub(super) async fn sees_either(&self, area: &str, words: &[&str]) -> usize {
        until(
            &self.name,
            &format!("to see one of {words:?} {area}"),
            || async {
                let text = self.text(area).await?;
                words.iter().position(|one| text.contains(one)).ok_or(text)
            },
        )
        .await
    }

    /// Reads this no longer, now or soon.
    pub(super) async fn no_longer_sees(&self, words: &str) {
        self.no_longer_sees_in("", words).await;
    }

    /// Reads this no longer in a part of the page.
    pub(super) async fn no_longer_sees_in(&self, area: &str, words: &str) {
        until(
            &self.name,
            &format!("for {words:?} to go {area}"),
            || async {
                let text = self.text(area).await?;
                (!text.contains(words)).then_some(()).ok_or(text)
            },
        )
        .await;
    }

    /// Does not read this, at this moment: to be asked after something that shows the page has caught up.
    pub(super) async fn does_not_see(&self, words: &str) {
        let text = self.text("").await.unwrap();
        assert!(
            !text.contains(words),
            "{} sees {words:?}: {text}",
            self.name
        );
    }

    /// The words of every element that matches, in order.
    pub(super) async fn each(&self, selector: &str) -> Vec<String> {
        ask(&self.driver, "each", "", &[selector]).await.unwrap()
    }

    /// Exactly these, in this order, each containing the words: nothing lost, nothing doubled.
    pub(super) async fn sees_each(&self, selector: &str, wanted: &[&str]) {
        until(
            &self.name,
            &format!("for exactly {wanted:?} at {selector}"),
            || async {
                let there: Vec<String> = ask(&self.driver, "each", "", &[selector]).await?;
                let same = there.len() == wanted.len()
                    && there
                        .iter()
                        .zip(wanted)
                        .all(|(one, words)| one.contains(words));
                same.then_some(()).ok_or(format!("{there:#?}"))
            },
        )
        .await;
    }

    /// As many elements as that.
    pub(super) async fn counts(&self, selector: &str, count: usize) {
        until(
            &self.name,
            &format!("for {count} of {selector}"),
            || async {
                let there = ask::<Vec<String>>(&self.driver, "each", "", &[selector]).await?;
                (there.len() == count)
                    .then_some(())
                    .ok_or(format!("{there:#?}"))
            },
        )
        .await;
    }

    /// A field holds this.
    pub(super) async fn finds_written(&self, field: &str, value: &str) {
        until(
            &self.name,
            &format!("for {value:?} in {field:?}"),
            || async {
                let there: Option<String> = ask(&self.driver, "value", "", &[field]).await?;
                (there.as_deref() == Some(value))
                    .then_some(())
                    .ok_or(format!("{there:?}"))
            },
        )
        .await;
    }

    /// A field of a part of the page holds this.
    pub(super) async fn finds_written_in(&self, area: &str, field: &str, value: &str) {
        until(
            &self.name,
            &format!("for {value:?} in {field:?}"),
            || async {
                let there: Option<String> = ask(&self.driver, "value", area, &[field]).await?;
                (there.as_deref() == Some(value))
                    .then_some(())
                    .ok_or(format!("{there:?}"))
            },
        )
        .await;
    }

    /// Sees every picture that matches, whole.
    pub(super) async fn loads_every(&self, selector: &str) {
        until(
            &self.name,
            &format!("for the pictures {selector}"),
            || async {
                let there: Vec<u32> = ask(&self.driver, "pictures", "", &[selector]).await?;
                let whole = !there.is_empty() && there.iter().all(|width| *width > 0);
                whole.then_some(()).ok_or(format!("{there:?}"))
            },
        )
        .await;
    }

    /// An attribute of the only element that matches, now or soon.
    pub(super) async fn attribute(&self, selector: &str, name: &str) -> String {
        until(
            &self.name,
            &format!("for one {selector} with {name}"),
            || async {
                let there: Vec<Option<String>> =
                    ask(&self.driver, "attribute", "", &[selector, name]).await?;
                match <[Option<String>; 1]>::try_from(there) {
                    Ok([Some(value)]) => Ok(value),
                    other => Err(format!("{other:?}")),
                }
            },
        )
        .await
    }

    /// What a field holds, now.
    pub(super) async fn reads_field(&self, field: &str) -> String {
        let there: Option<String> = ask(&self.driver, "value", "", &[field]).await.unwrap();
        there.unwrap_or_else(|| panic!("{} has no field {field:?}", self.name))
    }

    /// What has the focus is called this, now or soon.
    pub(super) async fn is_focused_on(&self, name: &str) {
        until(
            &self.name,
            &format!("for the focus on {name:?}"),
            || async {
                let at = self.focus().await;
                (at == name).then_some(()).ok_or(at)
            },
        )
        .await;
    }

    /// What has the focus is called this; nothing where nothing has.
    pub(super) async fn focus(&self) -> String {
        ask(&self.driver, "focus", "", &[]).await.unwrap()
    }

    /// Where elements are: x, y, width, height, now.
    pub(super) async fn boxes(&self, selector: &str) -> Vec<[f64; 4]> {
        ask(&self.driver, "boxes", "", &[selector]).await.unwrap()
    }

    /// Nothing stands beyond the right edge.
    pub(super) async fn needs_no_sideways_scrolling(&self) {
        let over: i64 = ask(&self.driver, "overflow", "", &[]).await.unwrap();
        assert!(over <= 0, "{}'s page is {over} px too wide", self.name);
    }

    /// All that can be read.
    pub(super) async fn text(&self, area: &str) -> Result<String, String> {
        ask(&self.driver, "text", area, &[]).await
    }

    // --- the browser itself

    /// Holds a phone.
    pub(super) async fn holds_a_phone(&self) {
        self.screen(390, 844, true).await;
    }

    /// Has a screen of this size in pixels; that of a phone is touched, where others have a mouse.
    pub(super) async fn screen(&self, width: u32, height: u32, phone: bool) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": if phone { 2 } else { 1 }, "mobile": phone });
        self.driver
            .cdp()
            .send_raw("Emulation.setDeviceMetricsOverride", size)
            .await
            .unwrap();
        let touch = json!({ "enabled": phone });
        self.driver
            .cdp()
            .send_raw("Emulation.setTouchEmulationEnabled", touch)
            .await
            .unwrap();
    }

    /// Likes it dark, or light.
    pub(super) async fn likes(&self, scheme: &str) {
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }, { "name": "prefers-reduced-motion", "value": "reduce" }] });
        self.driver
            .cdp()
            .send_raw("Emulation.setEmulatedMedia", media)
            .await
            .unwrap();
    }

    /// Keeps what is on the screen.
    pub(super) async fn photographs(&self, path: &Path) -> WebDriverResult<()> {
        self.driver.screenshot(path).await
    }

    /// Knows that the log will speak of this, for a reason of the story.
    pub(super) fn expects_log(&self, part: &'static str) {
        self.expected.lock().unwrap().push(part);
    }

    /// What the browser complained about and nobody expected.
    pub(super) async fn complaints(&self) -> Vec<String> {
        let log = self.driver.browser_log().await.unwrap_or_default();
        let expected = self.expected.lock().unwrap().clone();
        log.into_iter()
            .filter(|entry| entry.level == "SEVERE")
            .map(|entry| entry.message)
            .filter(|message| !expected.iter().any(|part| message.contains(part)))
            .collect()
    }

    /// Closes the browser.
    pub(super) async fn leaves(self) {
        drop(self.driver.quit().await);
    }
}
