//! Requests to the server.

use gloo_net::http::{Method, Request, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use trilha_widgets::t;
use trilha_wire::studio::Checked;
use trilha_wire::{Problem, VERSION};

use crate::{page, words};
use yew::{AttrValue, Callback};

/// Why the server did not do it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Failure {
    /// It cannot be reached.
    Offline,
    /// It refused.
    Problem(Problem),
    /// The draft does not check: its diagnostics.
    DoesNotCheck(Vec<String>),
}

impl Failure {
    /// One sentence for people.
    pub(crate) fn words(&self) -> AttrValue {
        match self {
            Self::Offline => t!("offline"),
            Self::Problem(problem) => {
                words::refusal(problem).unwrap_or_else(|| t!("refused-other"))
            }
            Self::DoesNotCheck(_) => t!("does-not-check"),
        }
    }

    /// What the server said, in English, where the page has no words of its own for it.
    pub(crate) fn exact(&self) -> Option<AttrValue> {
        match self {
            Self::Problem(problem) if words::refusal(problem).is_none() => {
                Some(words::said(problem).into())
            }
            _ => None,
        }
    }

    /// Whether it is this kind of problem.
    pub(crate) fn is(&self, kind: &str) -> bool {
        matches!(self, Self::Problem(problem) if problem.kind == kind)
    }
}

thread_local! {
    static OUTDATED: RefCell<Callback<()>> = RefCell::default();
}

/// Calls back when the server speaks another version of the wire than this page: it must be loaded anew.
pub(crate) fn when_outdated(tell: Callback<()>) {
    OUTDATED.set(tell);
}

/// The server has another version of this page: it must be loaded anew.
pub(crate) fn outdated() {
    OUTDATED.with_borrow(|tell| tell.emit(()));
}

fn is_other(version: Option<&str>) -> bool {
    version.is_some_and(|version| version != VERSION.to_string())
}

/// Fetches.
pub(crate) async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    read(Request::get(path).send().await).await
}

/// Sends a body and reads what comes of it.
pub(crate) async fn send<T: DeserializeOwned>(
    method: Method,
    path: &str,
    body: &impl Serialize,
) -> Result<T, Failure> {
    let request = RequestBuilder::new(path)
        .method(method)
        .header("x-trilha", "1")
        .json(body);
    match request {
        Ok(request) => read(request.send().await).await,
        Err(_) => Err(Failure::Offline),
    }
}

/// Deletes.
pub(crate) async fn delete(path: &str) -> Result<(), Failure> {
    let sent = RequestBuilder::new(path)
        .method(Method::DELETE)
        .header("x-trilha", "1")
        .send()
        .await;
    answer(sent).await.map(drop)
}

async fn read<T: DeserializeOwned>(sent: Result<Response, gloo_net::Error>) -> Result<T, Failure> {
    answer(sent)
        .await?
        .json()
        .await
        .map_err(|_| Failure::Offline)
}

async fn answer(sent: Result<Response, gloo_net::Error>) -> Result<Response, Failure> {
    let response = sent.map_err(|_| Failure::Offline)?;
    if is_other(response.headers().get("x-trilha-wire").as_deref()) {
        outdated();
    }
    if response.ok() {
        return Ok(response);
    }
    if response.status() == 401 {
        page::sign_in();
    }
    let text = response.text().await.unwrap_or_default();
    if let Ok(checked) = serde_json::from_str::<Checked>(&text) {
        return Err(Failure::DoesNotCheck(checked.diagnostics));
    }
    Err(serde_json::from_str(&text).map_or(Failure::Offline, Failure::Problem))
}

#[cfg(test)]
mod tests {
    use super::is_other;
    use trilha_wire::VERSION;

    #[test]
    fn a_server_of_another_version_is_noticed() {
        assert!(is_other(Some(&(VERSION + 1).to_string())));
        assert!(!is_other(Some(&VERSION.to_string())));
        assert!(!is_other(None), "what stands between may drop the header");
    }
}
