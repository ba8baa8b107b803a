//! Sockets, as browsers open them.

use crate::house::{House, Person, SOON, Visitor};
use futures::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// An open socket.
pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Opens one; the status when it is refused.
    pub(crate) async fn open(
        house: &House,
        path: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, u16> {
        let mut request = format!("{}{path}", house.base.replace("http", "ws"))
            .into_client_request()
            .unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        match connect_async(request).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }

    /// A visitor's, from a sequence number on.
    pub(crate) async fn of_visitor(visitor: &Visitor<'_>, after: u64) -> Self {
        let path = format!(
            "/api/chat/{}/socket?after={after}&token={}",
            visitor.inbox, visitor.token
        );
        Self::open(visitor.house, &path, &[])
            .await
            .unwrap_or_else(|status| panic!("{status}"))
    }

    /// A desk's, from a cursor on.
    pub(crate) async fn of_person(person: &Person<'_>, after: Option<&str>) -> Self {
        let path = format!(
            "/api/desk/socket{}",
            after
                .map(|after| format!("?after={after}"))
                .unwrap_or_default()
        );
        let headers = [
            ("cookie", person.cookie.as_str()),
            ("origin", person.house.base.as_str()),
        ];
        Self::open(person.house, &path, &headers)
            .await
            .unwrap_or_else(|status| panic!("{status}"))
    }

    /// The next thing pushed; none when the server closed.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        loop {
            let next = tokio::time::timeout(SOON, self.0.next())
                .await
                .expect("something is pushed");
            match next {
                Some(Ok(Message::Text(text))) => return Some(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    /// The next push of a kind; others are passed over.
    pub(crate) async fn next_of(&mut self, kind: &str) -> Value {
        loop {
            let push = self
                .next()
                .await
                .unwrap_or_else(|| panic!("closed before {kind}"));
            if push["type"] == kind {
                return push;
            }
        }
    }

    pub(crate) async fn close(mut self) {
        drop(self.0.send(Message::Close(None)).await);
    }
}
