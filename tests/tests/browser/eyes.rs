//! Reading a page through `eyes.js`, and waiting for what should be there.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::future::Future;
use std::time::{Duration, Instant};
use thirtyfour::prelude::*;

const EYES: &str = include_str!("eyes.js");

/// How long anybody waits for anything: far more than it takes, so that a slow machine fails no story.
const PATIENCE: Duration = Duration::from_secs(30);
const BLINK: Duration = Duration::from_millis(40);

/// Asks again until there is an answer; an `Err` says why there is none yet.
pub(super) async fn until<T, F>(who: &str, wish: &str, mut look: impl FnMut() -> F) -> T
where
    F: Future<Output = Result<T, String>>,
{
    let begun = Instant::now();
    loop {
        match look().await {
            Ok(there) => return there,
            Err(why) if begun.elapsed() > PATIENCE => panic!("{who} waited in vain {wish}: {why}"),
            Err(_) => tokio::time::sleep(BLINK).await,
        }
    }
}

/// Asks the page; `area` empty is all of it, or the dialog on top.
pub(super) async fn ask<T: DeserializeOwned>(
    driver: &WebDriver,
    verb: &str,
    area: &str,
    words: &[&str],
) -> Result<T, String> {
    let answer = run(driver, verb, area, words).await?;
    serde_json::from_value(answer.json().clone()).map_err(|error| error.to_string())
}

/// Asks for an element that one can act on.
pub(super) async fn find(
    driver: &WebDriver,
    verb: &str,
    area: &str,
    words: &[&str],
) -> Result<WebElement, String> {
    let answer = run(driver, verb, area, words).await?;
    match answer.json().get("element") {
        Some(Value::Null) | None => Err(answer.json()["why"]
            .as_str()
            .unwrap_or("nothing there")
            .to_owned()),
        Some(element) => WebElement::from_json(element.clone(), driver.handle().clone())
            .map_err(|error| error.to_string()),
    }
}

async fn run(
    driver: &WebDriver,
    verb: &str,
    area: &str,
    words: &[&str],
) -> Result<thirtyfour::session::scriptret::ScriptRet, String> {
    let mut given = vec![json!(verb), json!(area)];
    given.extend(words.iter().map(|word| json!(word)));
    driver
        .execute(EYES, given)
        .await
        .map_err(|error| error.to_string())
}
