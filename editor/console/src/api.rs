//! Requests to the server.

use crate::refusal::Refusal;
use gloo_net::http::{Method, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use trilha_wire::{Problem, VERSION};
use yew::Callback;

/// What any answer may reveal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    /// One is signed out.
    SignedOut,
    /// The server speaks another version than this page.
    Outdated,
}

thread_local! {
    static SIGNALS: RefCell<Option<Callback<Signal>>> = const { RefCell::new(None) };
}

/// Sends signals here from now on.
pub(crate) fn listen(to: Callback<Signal>) {
    SIGNALS.set(Some(to));
}

fn signal(signal: Signal) {
    if let Some(to) = SIGNALS.with_borrow(Clone::clone) {
        to.emit(signal);
    }
}

/// Fetches.
pub(crate) async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Refusal> {
    let response = answer(RequestBuilder::new(path).send().await).await?;
    response.json().await.map_err(|_| Refusal::Garbled)
}

/// Sends a body and reads what comes of it.
pub(crate) async fn send<T: DeserializeOwned>(
    method: Method,
    path: &str,
    body: &impl Serialize,
) -> Result<T, Refusal> {
    let response = submit(method, path, body).await?;
    response.json().await.map_err(|_| Refusal::Garbled)
}

/// Sends a body; what comes of it is of no interest.
pub(crate) async fn tell(method: Method, path: &str, body: &impl Serialize) -> Result<(), Refusal> {
    submit(method, path, body).await.map(drop)
}

/// Changes something without a body: `DELETE`, or a bare `POST`.
pub(crate) async fn bare(method: Method, path: &str) -> Result<(), Refusal> {
    answer(changing(method, path).send().await).await.map(drop)
}

/// Has something done that takes no body, and reads what comes of it.
pub(crate) async fn ask<T: DeserializeOwned>(path: &str) -> Result<T, Refusal> {
    let response = answer(changing(Method::POST, path).send().await).await?;
    response.json().await.map_err(|_| Refusal::Garbled)
}

/// Puts what is not there yet, and reads what comes of it; what is there is refused as `taken`.
pub(crate) async fn make<T: DeserializeOwned>(
    path: &str,
    body: &impl Serialize,
) -> Result<T, Refusal> {
    let request = changing(Method::PUT, path).header("if-none-match", "*");
    let response = sent(request, body).await?;
    response.json().await.map_err(|_| Refusal::Garbled)
}

async fn submit(method: Method, path: &str, body: &impl Serialize) -> Result<Response, Refusal> {
    sent(changing(method, path), body).await
}

fn changing(method: Method, path: &str) -> RequestBuilder {
    let request = RequestBuilder::new(path).method(method);
    request.header("x-trilha", "1")
}

async fn sent(request: RequestBuilder, body: &impl Serialize) -> Result<Response, Refusal> {
    let request = request.json(body).map_err(|_| Refusal::Garbled)?;
    answer(request.send().await).await
}

async fn answer(sent: Result<Response, gloo_net::Error>) -> Result<Response, Refusal> {
    let response = sent.map_err(|_| Refusal::Offline)?;
    if response
        .headers()
        .get("x-trilha-wire")
        .is_some_and(|version| version != VERSION.to_string())
    {
        signal(Signal::Outdated);
    }
    if response.ok() {
        return Ok(response);
    }
    let status = response.status();
    let problem = response.json::<Problem>().await.ok();
    if status == 401
        && problem
            .as_ref()
            .is_none_or(|problem| problem.kind != "wrong-credentials")
    {
        signal(Signal::SignedOut);
    }
    Err(problem.map_or(
        if status >= 500 {
            Refusal::Offline
        } else {
            Refusal::Garbled
        },
        Refusal::Problem,
    ))
}
