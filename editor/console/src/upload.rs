//! Files on their way to the server: held by their ids, sent with progress.

use crate::refusal::Refusal;
use crate::route::{encode, segments};
use crate::state::{Msg, Step};
use std::cell::RefCell;
use std::collections::BTreeMap;
use trilha_model::{ConversationId, Received};
use trilha_wire::Problem;
use trilha_wire::chat::Sent;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{File, ProgressEvent, XmlHttpRequest};
use yew::Callback;

/// A file, and what is under way for it.
struct Held {
    file: File,
    request: Option<Request>,
}

/// A request and what listens to it.
struct Request {
    inner: XmlHttpRequest,
    _heard: [Closure<dyn FnMut(ProgressEvent)>; 2],
}

thread_local! {
    static HELD: RefCell<BTreeMap<String, Held>> = const { RefCell::new(BTreeMap::new()) };
}

/// Holds a file until it is let go of.
pub(crate) fn hold(client: &str, file: File) {
    let held = Held {
        file,
        request: None,
    };
    HELD.with_borrow_mut(|all| all.insert(client.to_owned(), held));
}

/// Lets go of a file; what is under way for it ends.
pub(crate) fn let_go(client: &str) {
    let held = HELD.with_borrow_mut(|all| all.remove(client));
    if let Some(Request { inner, .. }) = held.and_then(|held| held.request) {
        // Its listeners are gone with it.
        inner.set_onloadend(None);
        if let Ok(upload) = inner.upload() {
            upload.set_onprogress(None);
        }
        drop(inner.abort());
    }
}

/// Sends a file that is held; what comes of it goes to `to`.
pub(crate) fn start(id: &ConversationId, client: &str, to: &Callback<Msg>) {
    let tell = {
        let (id, client) = (id.clone(), client.to_owned());
        to.reform(move |step| Msg::Attach {
            id: id.clone(),
            client: client.clone(),
            step,
        })
    };
    if begin(id, client, &tell).is_none() {
        tell.emit(Step::Came(Err(Refusal::Garbled)));
    }
}

fn begin(id: &ConversationId, client: &str, tell: &Callback<Step>) -> Option<()> {
    let file = HELD.with_borrow(|all| all.get(client).map(|held| held.file.clone()))?;
    let inner = XmlHttpRequest::new().ok()?;
    let path = format!(
        "/api/desk/conversations/{}/media?name={}",
        segments(id),
        encode(&file.name())
    );
    inner.open_with_async("POST", &path, true).ok()?;
    inner.set_request_header("x-trilha", "1").ok()?;
    let progress = {
        let tell = tell.clone();
        Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
            if event.total() > 0.0 {
                tell.emit(Step::Progress(percent(event.loaded() / event.total())));
            }
        })
    };
    let ended = {
        let (tell, inner) = (tell.clone(), inner.clone());
        Closure::<dyn FnMut(ProgressEvent)>::new(move |_| {
            let text = inner.response_text().ok().flatten();
            let status = inner.status().unwrap_or(0);
            tell.emit(Step::Came(read(status, text.as_deref().unwrap_or(""))));
        })
    };
    let upload = inner.upload().ok()?;
    upload.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    inner.set_onloadend(Some(ended.as_ref().unchecked_ref()));
    inner.send_with_opt_blob(Some(&file)).ok()?;
    HELD.with_borrow_mut(|all| {
        if let Some(held) = all.get_mut(client) {
            held.request = Some(Request {
                inner,
                _heard: [progress, ended],
            });
        }
    });
    Some(())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a hundred parts"
)]
fn percent(part: f64) -> u8 {
    (part * 100.0).clamp(0.0, 100.0) as u8
}

/// What the server's answer means.
fn read(status: u16, text: &str) -> Result<Received, Refusal> {
    if status == 201 {
        let sent: Sent = serde_json::from_str(text).map_err(|_| Refusal::Garbled)?;
        return Ok(Received {
            kind: sent.kind,
            url: sent.url,
            name: sent.name,
            size: sent.size,
            mime: sent.mime,
        });
    }
    if status == 0 {
        return Err(Refusal::Offline);
    }
    let problem = serde_json::from_str::<Problem>(text);
    Err(problem.map_or(Refusal::Garbled, Refusal::Problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_what_was_taken_in_or_why_not() {
        let taken =
            r#"{"kind":"image","url":"/media/a?sig=b","name":"a.png","size":3,"mime":"image/png"}"#;
        assert_eq!(read(201, taken).unwrap().url, "/media/a?sig=b");
        assert_eq!(read(201, "{}"), Err(Refusal::Garbled));
        assert_eq!(read(0, ""), Err(Refusal::Offline));
        let full = r#"{"type":"no-room","title":"There is no room.","status":507}"#;
        assert_eq!(read(507, full).unwrap_err().kind(), "no-room");
        assert_eq!(percent(0.404), 40);
    }
}
