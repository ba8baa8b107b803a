//! The desk's socket: follows what happens, and after a cut goes on where it was.

use crate::api;
use crate::route::encode;
use crate::state::{Link, Msg};
use futures::{Sink, Stream};
use gloo_net::websocket::{Message, WebSocketError, futures::WebSocket};
use gloo_timers::future::TimeoutFuture;
use std::cell::Cell;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;
use trilha_wire::desk::Push;
use trilha_wire::staff::Me;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

const FIRST: f64 = 500.0;
const LONGEST: f64 = 30_000.0;

/// A socket that follows until this is dropped.
pub(crate) struct Socket(Rc<Cell<bool>>);

impl Drop for Socket {
    fn drop(&mut self) {
        self.0.set(true);
    }
}

/// Follows what happens after `cursor`.
pub(crate) fn follow(cursor: String, on: Callback<Msg>) -> Socket {
    let over = Rc::new(Cell::new(false));
    let socket = Socket(Rc::clone(&over));
    spawn_local(async move {
        let mut cursor = cursor;
        let mut failures = 0;
        while !over.get() {
            if one_connection(&mut cursor, &over, &on).await {
                failures = 0;
            }
            if over.get() {
                return;
            }
            on.emit(Msg::Linked(Link::Retrying));
            TimeoutFuture::new(pause(failures, js_sys::Math::random())).await;
            failures += 1;
            // Only the answer's signals matter: a signed-out page would try for ever.
            drop(api::get::<Me>("/api/session").await);
        }
    });
    socket
}

/// How long to wait after so many failures: doubling, at most half a minute, between half of it and all of it by chance.
fn pause(failures: i32, chance: f64) -> u32 {
    let whole = (FIRST * 2_f64.powi(failures.min(10))).min(LONGEST);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 30,000"
    )]
    let millis = (whole * (0.5 + chance.clamp(0.0, 1.0) / 2.0)) as u32;
    millis
}

enum Heard {
    Opened,
    Said(Option<Result<Message, WebSocketError>>),
}

/// Follows until the connection ends. Says whether it ever stood.
async fn one_connection(cursor: &mut String, over: &Cell<bool>, on: &Callback<Msg>) -> bool {
    let Ok(mut socket) = WebSocket::open(&address(cursor)) else {
        return false;
    };
    let mut open = false;
    while !over.get() {
        let heard = poll_fn(|context| {
            if !open
                && matches!(
                    Pin::new(&mut socket).poll_ready(context),
                    Poll::Ready(Ok(()))
                )
            {
                return Poll::Ready(Heard::Opened);
            }
            Pin::new(&mut socket).poll_next(context).map(Heard::Said)
        })
        .await;
        match heard {
            Heard::Opened => {
                open = true;
                on.emit(Msg::Linked(Link::Live));
            }
            Heard::Said(Some(Ok(Message::Text(text)))) => {
                if let Ok(push) = serde_json::from_str::<Push>(&text) {
                    if let Some(now) = cursor_of(&push) {
                        now.clone_into(cursor);
                    }
                    on.emit(Msg::Pushed(Box::new(push)));
                }
            }
            Heard::Said(Some(Ok(Message::Bytes(_)))) => {}
            Heard::Said(Some(Err(_)) | None) => break,
        }
    }
    open
}

fn cursor_of(push: &Push) -> Option<&str> {
    match push {
        Push::Changed { cursor, .. }
        | Push::Gone { cursor, .. }
        | Push::Staff { cursor }
        | Push::Reset { cursor } => Some(cursor),
        Push::Typing { .. } => None,
    }
}

fn address(cursor: &str) -> String {
    let location = web_sys::window().map(|window| window.location());
    let secure = location
        .as_ref()
        .and_then(|l| l.protocol().ok())
        .is_some_and(|p| p == "https:");
    let host = location.and_then(|l| l.host().ok()).unwrap_or_default();
    format!(
        "{}://{host}/api/desk/socket?after={}",
        if secure { "wss" } else { "ws" },
        encode(cursor)
    )
}

#[cfg(test)]
mod tests {
    use super::pause;

    #[test]
    fn pauses_double_and_have_a_ceiling() {
        assert_eq!((pause(0, 0.0), pause(0, 1.0)), (250, 500));
        assert_eq!((pause(3, 0.0), pause(3, 1.0)), (2_000, 4_000));
        assert_eq!((pause(50, 0.0), pause(50, 1.0)), (15_000, 30_000));
    }
}
