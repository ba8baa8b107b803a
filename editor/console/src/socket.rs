//! The desk's socket: follows what happens, and after a cut goes on where it was.

use crate::route::encode;
use crate::state::{Link, Msg};
use crate::{api, clock};
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::future::{AbortHandle, abortable};
use futures::{FutureExt, SinkExt, StreamExt};
use gloo_net::websocket::{Message, State, WebSocketError, futures::WebSocket};
use gloo_timers::future::TimeoutFuture;
use std::future::poll_fn;
use std::task::Poll;
use trilha_wire::desk::Push;
use trilha_wire::staff::Me;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

const FIRST: f64 = 500.0;
const LONGEST: f64 = 30_000.0;
/// How long a connection may take to stand, in milliseconds.
const OPENING: u32 = 10_000;
/// How long one that stands may be silent: it may be cut without either side knowing.
const SILENCE: u32 = 60_000;
/// After how much silence one that comes back to the page does not trust it, in milliseconds.
const DOUBTFUL: i64 = 10_000;

/// A socket that follows until this is dropped.
pub(crate) struct Socket {
    running: AbortHandle,
    asks: UnboundedSender<Renewal>,
}

impl Socket {
    /// Connects anew, where the network is another one.
    pub(crate) fn renew(&self) {
        // Where nobody listens any more, there is nothing to renew.
        drop(self.asks.unbounded_send(Renewal::Always));
    }

    /// Connects anew, unless something was heard just now.
    pub(crate) fn check(&self) {
        drop(self.asks.unbounded_send(Renewal::IfDoubtful));
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.running.abort();
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Renewal {
    Always,
    IfDoubtful,
}

/// Follows what happens after `cursor`.
pub(crate) fn follow(cursor: String, on: Callback<Msg>) -> Socket {
    let (asks, mut asked) = unbounded();
    let (following, running) = abortable(async move {
        let mut cursor = cursor;
        let mut failures = 0;
        loop {
            match one_connection(&mut cursor, &mut asked, &on).await {
                Ended::Planned => continue,
                Ended::Stood => failures = 0,
                Ended::Never => {}
            }
            on.emit(Msg::Linked(Link::Retrying));
            rest(pause(failures, js_sys::Math::random()), &mut asked).await;
            failures += 1;
            // Only the answer's signals matter: a signed-out page would try for ever.
            drop(api::get::<Me>("/api/session").await);
        }
    });
    // It ends by being aborted, and with it goes the connection.
    spawn_local(following.map(|_| ()));
    Socket { running, asks }
}

/// Waits, or until there is reason to try at once.
async fn rest(millis: u32, asked: &mut UnboundedReceiver<Renewal>) {
    let mut timeout = TimeoutFuture::new(millis);
    poll_fn(|context| {
        let hurried = asked.poll_next_unpin(context).is_ready();
        if hurried || timeout.poll_unpin(context).is_ready() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
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
    Asked(Renewal),
    Silence,
}

/// How a connection ended.
enum Ended {
    /// It never stood.
    Never,
    /// It stood and was cut.
    Stood,
    /// It stood and is not trusted any more: the next one goes on at once.
    Planned,
}

/// Follows until the connection ends.
async fn one_connection(
    cursor: &mut String,
    asked: &mut UnboundedReceiver<Renewal>,
    on: &Callback<Msg>,
) -> Ended {
    let Ok(mut socket) = WebSocket::open(&address(cursor)) else {
        return Ended::Never;
    };
    let mut open = false;
    let mut last = clock::now();
    let mut patience = TimeoutFuture::new(OPENING);
    loop {
        let heard = poll_fn(|context| {
            // One that failed counts as ready too.
            if !open
                && socket.poll_ready_unpin(context).is_ready()
                && matches!(socket.state(), State::Open)
            {
                return Poll::Ready(Heard::Opened);
            }
            if let Poll::Ready(said) = socket.poll_next_unpin(context) {
                return Poll::Ready(Heard::Said(said));
            }
            if let Poll::Ready(Some(renewal)) = asked.poll_next_unpin(context) {
                return Poll::Ready(Heard::Asked(renewal));
            }
            patience.poll_unpin(context).map(|()| Heard::Silence)
        })
        .await;
        match heard {
            Heard::Opened => {
                open = true;
                on.emit(Msg::Linked(Link::Live));
            }
            Heard::Said(Some(Ok(message))) => told(message, cursor, on),
            Heard::Said(Some(Err(_)) | None) => {
                return if open { Ended::Stood } else { Ended::Never };
            }
            Heard::Asked(Renewal::IfDoubtful) if clock::now() - last < DOUBTFUL => continue,
            Heard::Asked(_) => return Ended::Planned,
            Heard::Silence if open => return Ended::Planned,
            Heard::Silence => return Ended::Never,
        }
        last = clock::now();
        patience = TimeoutFuture::new(SILENCE);
    }
}

fn told(message: Message, cursor: &mut String, on: &Callback<Msg>) {
    let Message::Text(text) = message else {
        return;
    };
    if let Ok(push) = serde_json::from_str::<Push>(&text) {
        if let Some(now) = cursor_of(&push) {
            now.clone_into(cursor);
        }
        on.emit(Msg::Pushed(Box::new(push)));
    }
}

fn cursor_of(push: &Push) -> Option<&str> {
    match push {
        Push::Changed { cursor, .. }
        | Push::Gone { cursor, .. }
        | Push::Staff { cursor }
        | Push::Reset { cursor } => Some(cursor),
        Push::Typing { .. } | Push::Outside => None,
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
