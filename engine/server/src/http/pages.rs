//! Pages: the shells of the desk and the editor, the chat, and what they load.

use super::extract::{Path, Query};
use crate::app::App;
use crate::assets::Keep;
use crate::problem::{Answer, Problem};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::{Arc, LazyLock};

/// A leaf on a path, drawn small.
const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' \
     fill='%230c6577'/%3E%3Cpath d='M4 12c0-5 8-3 8-8' fill='none' stroke='%23fff' stroke-width='2' stroke-linecap='round'/%3E%3C/svg%3E";

/// `GET /`
pub(super) async fn root() -> Redirect {
    Redirect::to("/desk")
}

/// `GET /desk`, `/sign-in` and below
pub(super) async fn console(State(app): State<Arc<App>>) -> Answer<Response> {
    shell(&app, "console", "")
}

/// `GET /studio` and below
pub(super) async fn studio(State(app): State<Arc<App>>) -> Answer<Response> {
    shell(&app, "studio", &later(&app, "player"))
}

/// Has an entry fetched once the page rests, under the addresses by which it is loaded then.
fn later(app: &App, entry: &str) -> String {
    let names = [
        format!("{entry}/{entry}.js"),
        format!("{entry}/{entry}_bg.wasm"),
    ];
    let addresses = names.iter().filter_map(|name| app.assets.address(name));
    let links = addresses.map(|address| format!("<link rel=\"prefetch\" href=\"{address}\">\n"));
    links.collect::<Vec<_>>().concat()
}

/// The page around one of the entries of the editor that are pages, and what else it is to fetch.
fn shell(app: &App, entry: &str, more: &str) -> Answer<Response> {
    let script = app
        .assets
        .address(&format!("{entry}/{entry}.js"))
        .ok_or_else(Problem::not_built)?;
    let wasm = app
        .assets
        .address(&format!("{entry}/{entry}_bg.wasm"))
        .ok_or_else(Problem::not_built)?;
    let css = app
        .assets
        .address(&format!("{entry}.css"))
        .ok_or_else(Problem::not_built)?;
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>Trilha</title>\n<link rel=\"icon\" href=\"{ICON}\">\n<link rel=\"stylesheet\" href=\"{css}\">\n\
         <link rel=\"modulepreload\" href=\"{script}\">\n<link rel=\"preload\" href=\"{wasm}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n\
         <script type=\"module\" src=\"/assets/{entry}/boot.js\"></script>\n{more}</head>\n<body>\n\
         <noscript>This page needs JavaScript.</noscript>\n</body>\n</html>\n"
    );
    Ok(([(header::CACHE_CONTROL, "no-cache")], Html(page)).into_response())
}

/// Which version of a file is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Version {
    #[serde(default)]
    v: String,
}

/// `GET /assets/{*path}`
pub(super) async fn asset(
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
    Query(version): Query<Version>,
    headers: HeaderMap,
) -> Answer<Response> {
    if let Some(entry) = path.strip_suffix("/boot.js") {
        return boot(&app, entry);
    }
    let keep = if app.assets.is_current(&path, &version.v) {
        Keep::Forever
    } else {
        Keep::WhileSame
    };
    app.assets
        .serve(&path, keep, &headers)
        .ok_or_else(Problem::not_found)
}

/// Loads an entry under the addresses that name its content.
fn boot(app: &App, entry: &str) -> Answer<Response> {
    let script = app
        .assets
        .address(&format!("{entry}/{entry}.js"))
        .ok_or_else(Problem::not_found)?;
    let wasm = app
        .assets
        .address(&format!("{entry}/{entry}_bg.wasm"))
        .ok_or_else(Problem::not_found)?;
    // Thrown, for of a promise that fails nobody hears outside of a worker.
    let code = format!(
        "import init from {script:?};\ninit({{ module_or_path: {wasm:?} }}).catch((error) => setTimeout(() => {{ throw error; }}));\n"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    Ok((headers, code).into_response())
}

/// `GET /chat.js`
pub(super) async fn chat_js(State(app): State<Arc<App>>, headers: HeaderMap) -> Answer<Response> {
    app.assets
        .serve("chat.js", Keep::Minutes, &headers)
        .ok_or_else(Problem::not_found)
}

/// `GET /chat/page.js`
pub(super) async fn chat_page_js(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Answer<Response> {
    app.assets
        .serve("page.js", Keep::Minutes, &headers)
        .ok_or_else(Problem::not_found)
}

/// `GET /chat/{inbox}`
pub(super) async fn chat_page(
    State(app): State<Arc<App>>,
    Path(inbox): Path<String>,
) -> Answer<Response> {
    let house = app.now();
    let title = house
        .world
        .inboxes
        .get(inbox.as_str())
        .map(|inbox| escaped(&inbox.title))
        .ok_or_else(Problem::no_inbox)?;
    let inbox = escaped(&inbox);
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1, interactive-widget=resizes-content\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n<link rel=\"icon\" href=\"{ICON}\">\n\
         <style>html,body{{margin:0;height:100%}}</style>\n<script src=\"/chat/page.js\" defer></script>\n<script src=\"/chat.js\" defer></script>\n\
         </head>\n<body>\n<trilha-chat inbox=\"{inbox}\" title=\"{title}\" inline></trilha-chat>\n</body>\n</html>\n"
    );
    Ok(([(header::CACHE_CONTROL, "no-cache")], Html(page)).into_response())
}

/// Text that may stand in HTML, also in an attribute.
pub(super) fn escaped(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut out, c| {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\'' => out.push_str("&#39;"),
                plain => out.push(plain),
            }
            out
        })
}

/// `GET /api/openapi.json`
pub(super) async fn openapi() -> Response {
    static DOCUMENT: LazyLock<serde_json::Value> = LazyLock::new(super::document);
    super::turns::answer(axum::http::StatusCode::OK, &*DOCUMENT)
}
