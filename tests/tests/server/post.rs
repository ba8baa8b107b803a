//! A mail server that takes letters, for tests of whoever sends them.

use mailin::{Action, AuthMechanism, Handler, Response, SessionBuilder, response};
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What one connection came to: who signed in, whom it is for, the message as it came over the line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Letter {
    pub(crate) user: String,
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    pub(crate) data: String,
}

/// A mail server that takes letters, after it has put off so many.
pub(crate) struct Post {
    pub(crate) port: u16,
    taken: Arc<Mutex<Vec<Letter>>>,
}

struct Counter {
    letter: Letter,
    /// How many letters are still put off.
    busy: Arc<Mutex<u32>>,
    /// Every letter that came, also those put off.
    taken: Arc<Mutex<Vec<Letter>>>,
}

impl Handler for Counter {
    fn mail(&mut self, _: IpAddr, _: &str, from: &str) -> Response {
        self.letter.from = from.into();
        response::OK
    }
    fn rcpt(&mut self, to: &str) -> Response {
        self.letter.to.push(to.into());
        if to.starts_with("nobody@") {
            return response::NO_MAILBOX;
        }
        response::OK
    }
    fn data(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.letter.data.push_str(&String::from_utf8_lossy(bytes));
        Ok(())
    }
    fn data_end(&mut self) -> Response {
        self.taken.lock().unwrap().push(self.letter.clone());
        let mut busy = self.busy.lock().unwrap();
        if *busy > 0 {
            *busy -= 1;
            return response::NO_SERVICE;
        }
        response::OK
    }
    fn auth_plain(&mut self, _: &str, user: &str, password: &str) -> Response {
        if password != "s3cret" {
            return response::INVALID_CREDENTIALS;
        }
        self.letter.user = user.into();
        response::AUTH_OK
    }
}

impl Post {
    /// One that puts so many letters off before it takes any, from whoever signs in with `s3cret`.
    pub(crate) async fn busy(times: u32) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (busy, taken) = (Arc::new(Mutex::new(times)), Arc::default());
        let kept = Arc::clone(&taken);
        tokio::spawn(async move {
            while let Ok((stream, peer)) = listener.accept().await {
                let counter = Counter {
                    letter: Letter::default(),
                    busy: Arc::clone(&busy),
                    taken: Arc::clone(&kept),
                };
                tokio::spawn(async move { drop(serve(stream, peer.ip(), counter).await) });
            }
        });
        Self { port, taken }
    }

    /// What came, also what was put off.
    pub(crate) fn letters(&self) -> Vec<Letter> {
        self.taken.lock().unwrap().clone()
    }
}

async fn serve(stream: TcpStream, peer: IpAddr, counter: Counter) -> std::io::Result<()> {
    let mut builder = SessionBuilder::new("post.example");
    builder
        .enable_auth(AuthMechanism::Plain)
        .insecure_enable_plaintext_auth();
    let mut session = builder.build(peer, counter);
    let mut stream = BufReader::new(stream);
    let mut said = session.greeting();
    loop {
        let mut bytes = Vec::new();
        if said.action != Action::NoReply {
            said.write_to(&mut bytes)?;
        }
        stream.write_all(&bytes).await?;
        if said.action == Action::Close || said.code == response::NO_SERVICE.code {
            return Ok(());
        }
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        said = session.process(&line);
    }
}
