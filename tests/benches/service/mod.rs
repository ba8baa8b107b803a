//! Trilha as it serves, over the reference trail, and the plain connections that speak to it.

use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use trilha_server::{Options, Ready};

/// A server on a folder, with no limit on how fast visitors come and speak.
pub(crate) fn options(dir: &Path) -> Options {
    let flows = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference");
    let mut options = Options::new(dir, flows);
    options.messages = None;
    // Behind a proxy nobody's address is known, so new visits are not counted.
    options.public_url = Some("http://bench".to_owned());
    options.dev = true;
    options
}

/// Starts it; until the process ends.
pub(crate) async fn serve(options: Options) -> Ready {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    tokio::spawn(async move {
        let ready = |ready| sender.send(ready).map_err(drop).expect("somebody waits");
        trilha_server::serve(options, ready, std::future::pending())
            .await
            .expect("it serves");
    });
    receiver.await.expect("it starts")
}

/// Publishes the reference trail on an inbox, in a folder that is new.
pub(crate) async fn set_up(ready: &Ready) {
    let admin = ready.first_admin.as_ref().expect("the folder is new");
    let client = reqwest::Client::new();
    let url = |path: &str| format!("http://{}{path}", ready.address);
    let sign_in = json!({ "user": admin.user, "password": admin.password });
    let answer = client
        .post(url("/api/session"))
        .header("x-trilha", "1")
        .json(&sign_in)
        .send()
        .await
        .expect("an answer");
    let cookie = answer.headers()["set-cookie"]
        .to_str()
        .expect("text")
        .to_owned();
    let cookie = cookie.split(';').next().expect("a pair").to_owned();
    let put = async |path: &str, body: Value| {
        let request = client
            .put(url(path))
            .header("x-trilha", "1")
            .header("cookie", &cookie);
        let status = request
            .json(&body)
            .send()
            .await
            .expect("an answer")
            .status();
        assert!(status.is_success(), "{path}: {status}");
    };
    put(
        "/api/queues/support",
        json!({ "title": "Support", "members": [], "colour": "#336699" }),
    )
    .await;
    let draft = client
        .get(url("/api/trails/acme"))
        .header("cookie", &cookie)
        .send();
    let draft: Value = draft.await.expect("an answer").json().await.expect("JSON");
    let publish = client
        .post(url("/api/trails/acme/publish"))
        .header("x-trilha", "1")
        .header("cookie", &cookie);
    let publish = publish
        .json(&json!({ "base": draft["base"] }))
        .send()
        .await
        .expect("an answer");
    assert!(publish.status().is_success(), "{:?}", publish.text().await);
    put("/api/inboxes/acme", json!({ "title": "Acme", "channel": "api", "trail": "acme", "queue": null, "enabled": true })).await;
}

/// The bytes of a request.
pub(crate) fn request(path: &str, token: Option<&str>, body: &str) -> Vec<u8> {
    let token = token
        .map(|token| format!("authorization: Bearer {token}\r\n"))
        .unwrap_or_default();
    format!(
        "POST {path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n{token}content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A connection that does not wait for more to send.
pub(crate) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("a connection");
    stream.set_nodelay(true).expect("no delay");
    stream
}

/// Sends a request and reads its answer's body.
pub(crate) fn exchange(stream: &mut TcpStream, request: &[u8]) -> Vec<u8> {
    stream.write_all(request).expect("sent");
    let mut answer = Vec::with_capacity(2_048);
    let mut chunk = [0; 4_096];
    loop {
        let read = stream.read(&mut chunk).expect("an answer");
        assert!(read > 0, "the server hung up");
        answer.extend_from_slice(&chunk[..read]);
        let Some(head) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let text = String::from_utf8_lossy(&answer[..head]).to_ascii_lowercase();
        let length = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        if answer.len() >= head + 4 + length.expect("a length") {
            assert!(
                text.starts_with("http/1.1 2"),
                "{text}\n{}",
                String::from_utf8_lossy(&answer[head..])
            );
            return answer.split_off(head + 4);
        }
    }
}
