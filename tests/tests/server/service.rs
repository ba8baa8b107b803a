//! A web service that behaves as badly as it is told, and remembers what it was asked.

use serde_json::json;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// How long a connection may take to be closed.
const SOON: Duration = Duration::from_secs(20);

/// What it does with a request.
#[derive(Clone, Debug)]
pub(crate) enum Does {
    /// Answers with a status and a JSON body.
    Answers(u16, String),
    /// Streams events, as they lie in this file of `models/`.
    Plays(&'static str),
    /// Streams them, and hangs up before it sent as much as it said.
    Cuts(&'static str),
    /// Redirects.
    Redirects(String),
    /// Never answers.
    Hangs,
    /// Sends this many bytes, without saying how many beforehand.
    Floods(usize),
    /// Sends remarks for ever, each on a line of its own.
    Chatters,
    /// Streams what the pen writes, until that is put down.
    Writes(Script),
    /// Hangs up at once.
    HangsUp,
}

/// What a pen writes, to be streamed.
#[derive(Clone, Debug)]
pub(crate) struct Script(Arc<tokio::sync::Mutex<mpsc::UnboundedReceiver<String>>>);

/// A model's pen: what it writes goes out at once.
pub(crate) struct Pen(mpsc::UnboundedSender<String>);

impl Pen {
    /// A pen and what it writes.
    pub(crate) fn new() -> (Self, Script) {
        let (send, receive) = mpsc::unbounded_channel();
        (
            Self(send),
            Script(Arc::new(tokio::sync::Mutex::new(receive))),
        )
    }

    /// Writes on.
    pub(crate) fn writes(&self, words: &str) {
        self.event(&json!({ "content": words }), None);
    }

    /// Comes to the end of the answer.
    pub(crate) fn ends(self) {
        self.event(&json!({}), Some("stop"));
        self.0.send("data: [DONE]\n\n".to_owned()).unwrap();
    }

    /// Waits until nobody reads what it writes any more.
    pub(crate) async fn is_left(&self) {
        tokio::time::timeout(SOON, self.0.closed())
            .await
            .expect("the connection is closed");
    }

    fn event(&self, delta: &serde_json::Value, finish: Option<&str>) {
        let chunk = json!({
            "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_790_000_000, "model": "small-1",
            "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }],
        });
        self.0.send(format!("data: {chunk}\n\n")).unwrap();
    }
}

/// A running service.
pub(crate) struct Service {
    pub(crate) base: String,
    pub(crate) host: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Service {
    /// Does one thing after the other, the last for ever.
    pub(crate) async fn that(does: Vec<Does>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let remembered = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (does, remembered) = (does.clone(), Arc::clone(&remembered));
                tokio::spawn(async move { drop(serve(stream, &does, &remembered).await) });
            }
        });
        Self {
            base: format!("http://{host}"),
            host,
            asked,
        }
    }

    /// The heads and bodies of the requests so far, in lower case.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

async fn serve(
    mut stream: TcpStream,
    does: &[Does],
    asked: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    let head = loop {
        let read = stream.read(&mut chunk).await?;
        bytes.extend_from_slice(&chunk[..read]);
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if read == 0 {
            return Ok(());
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    while bytes.len() < head + length.unwrap_or(0) {
        let read = stream.read(&mut chunk).await?;
        bytes.extend_from_slice(&chunk[..read]);
    }
    let number = {
        let mut asked = asked.lock().unwrap();
        asked.push(String::from_utf8_lossy(&bytes).to_lowercase());
        asked.len() - 1
    };
    match does.get(number).or(does.last()).unwrap() {
        Does::Answers(status, body) => {
            let head = format!(
                "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(body.as_bytes()).await
        }
        Does::Plays(file) => play(stream, file, 0).await,
        Does::Cuts(file) => play(stream, file, 100).await,
        Does::Redirects(to) => {
            let head = format!(
                "HTTP/1.1 302 X\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).await
        }
        Does::Hangs => std::future::pending().await,
        Does::Floods(size) => {
            stream
                .write_all(
                    b"HTTP/1.1 200 X\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n",
                )
                .await?;
            let block = vec![b'x'; 64 << 10];
            for _ in 0..size.div_ceil(block.len()) {
                stream.write_all(&block).await?;
            }
            Ok(())
        }
        Does::Chatters => {
            stream.write_all(STREAMS.as_bytes()).await?;
            let line = format!(": {}\n", "x".repeat(1_000));
            loop {
                stream.write_all(line.as_bytes()).await?;
            }
        }
        Does::Writes(script) => {
            stream.write_all(STREAMS.as_bytes()).await?;
            let mut told = script.0.lock().await;
            loop {
                tokio::select! {
                    event = told.recv() => match event {
                        Some(event) => stream.write_all(event.as_bytes()).await?,
                        None => return Ok(()),
                    },
                    _ = stream.read(&mut chunk) => {
                        told.close();
                        return Ok(());
                    }
                }
            }
        }
        Does::HangsUp => Ok(()),
    }
}

/// The head of a stream of events that ends when the connection does.
const STREAMS: &str =
    "HTTP/1.1 200 X\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";

/// Streams an exchange that was written down; `more` bytes are said to follow and never come.
async fn play(mut stream: TcpStream, file: &str, more: usize) -> std::io::Result<()> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let body = std::fs::read(folder.join(file))?;
    let head = format!(
        "HTTP/1.1 200 X\r\ncontent-type: text/event-stream\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len() + more
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&body).await
}
