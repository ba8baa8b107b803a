//! E-mail that trails send, over a real conversation by SMTP.

use crate::house::House;
use mailin::{Action, AuthMechanism, Handler, Response, SessionBuilder, response};
use serde_json::{Value, json};
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What one connection came to: who signed in, whom it is for, the message as it came over the line.
#[derive(Clone, Debug, Default)]
struct Letter {
    user: String,
    from: String,
    to: Vec<String>,
    data: String,
}

/// A mail server that takes letters, after it has put off so many.
struct Post {
    port: u16,
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
    async fn busy(times: u32) -> Self {
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

    fn letters(&self) -> Vec<Letter> {
        self.taken.lock().unwrap().clone()
    }

    fn settings(&self) -> Value {
        json!({ "host": "127.0.0.1", "port": self.port, "tls": "none", "user": "loja", "password": "s3cret", "from": "Loja <oi@loja.example>" })
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

const MAILS: &str = "\
trail: mails
steps:
  go:
    ask: To whom?
    next: send
  send:
    email:
      to: \"{{ input.text }}\"
      reply_to: answers@loja.example
      subject: Olá, ação
      text: \"Dear {{ input.text }}\"
      html: \"<p>Dear {{ input.text }}</p>\"
    error: failed
    next: sent
  sent: { say: Sent., next: end }
  failed: { say: Not sent., next: end }
";

#[tokio::test(flavor = "multi_thread")]
async fn an_e_mail_arrives_as_text_and_html_under_the_same_id_at_every_try() {
    let post = Post::busy(1).await;
    let house = House::new().await;
    house.talk("mails", MAILS).await;
    let admin = house.admin().await;
    let set = admin.put("/api/mail", &post.settings()).await.ok(200);
    assert_eq!(set["password_set"], true);
    assert!(!set.to_string().contains("s3cret"), "{set}");
    let (rita, _) = house.visit("mails").await;
    rita.say("c1", "ana@example.com").await;
    rita.hears("Sent.").await;
    let letters = post.letters();
    assert_eq!(letters.len(), 2, "it was put off once: {letters:?}");
    let letter = &letters[1];
    assert_eq!(
        (&*letter.user, &*letter.from, &letter.to[..]),
        (
            "loja",
            "oi@loja.example",
            &["ana@example.com".to_owned()][..]
        )
    );
    for part in [
        "From: Loja <oi@loja.example>",
        "To: ana@example.com",
        "Reply-To: answers@loja.example",
        "Subject: =?utf-8?b?",
        "multipart/alternative",
        "text/plain",
        "Dear ana@example.com",
        "text/html",
        "<p>Dear ana@example.com</p>",
    ] {
        assert!(letter.data.contains(part), "{part} in {}", letter.data);
    }
    let id = |letter: &Letter| {
        let mut lines = letter.data.lines();
        let line = lines
            .find(|line| line.starts_with("Message-ID: <"))
            .unwrap();
        line.to_owned()
    };
    assert_eq!(id(&letters[0]), id(&letters[1]));
    assert!(id(letter).ends_with("@loja.example>"));
    let (otto, _) = house.visit("mails").await;
    otto.say("c1", "ana@example.com").await;
    otto.hears("Sent.").await;
    assert_ne!(id(&post.letters()[2]), id(letter));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_mail_server_refuses_takes_the_error_exit() {
    let post = Post::busy(0).await;
    let house = House::new().await;
    house.talk("mails", MAILS).await;
    let failed = async |to: &str| {
        let (rita, _) = house.visit("mails").await;
        rita.say("c1", to).await;
        rita.hears("Not sent.").await;
    };
    failed("ana@example.com").await;
    let admin = house.admin().await;
    admin.put("/api/mail", &post.settings()).await.ok(200);
    failed("nobody@example.com").await;
    let mut wrong = post.settings();
    wrong["password"] = json!("wrong");
    admin.put("/api/mail", &wrong).await.ok(200);
    failed("ana@example.com").await;
    let mut secured = post.settings();
    secured["tls"] = json!("start_tls");
    admin.put("/api/mail", &secured).await.ok(200);
    failed("ana@example.com").await;
    assert!(post.letters().is_empty());
    admin.delete("/api/mail").await.ok(204);
    failed("ana@example.com").await;
    assert_eq!(admin.get("/api/mail").await.ok(200), json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_stays_while_it_goes_to_the_same_place_only() {
    let post = Post::busy(0).await;
    let house = House::new().await;
    let admin = house.admin().await;
    let mut settings = post.settings();
    admin.put("/api/mail", &settings).await.ok(200);
    settings["password"] = Value::Null;
    settings["from"] = json!("other@loja.example");
    admin.put("/api/mail", &settings).await.ok(200);
    settings["host"] = json!("elsewhere.example");
    admin
        .put("/api/mail", &settings)
        .await
        .refused(422, "invalid");
    for (field, bad) in [
        ("host", json!("")),
        ("host", json!("a b")),
        ("port", json!(0)),
        ("from", json!("nobody")),
    ] {
        let mut settings = post.settings();
        settings[field] = bad;
        let reply = admin.put("/api/mail", &settings).await;
        reply.refused(422, "invalid");
    }
    let kept = admin.get("/api/mail").await.ok(200);
    assert_eq!(kept[0]["from"], "other@loja.example");
    let agent = house.hire("ana", "agent").await;
    agent.get("/api/mail").await.refused(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_e_mail_arrives_or_the_server_says_why_not() {
    let post = Post::busy(0).await;
    let house = House::new().await;
    let admin = house.admin().await;
    let test = async |to: &str| admin.post("/api/mail/test", &json!({ "to": to })).await;
    test("ana@example.com").await.refused(404, "not-found");
    admin.put("/api/mail", &post.settings()).await.ok(200);
    test("ana@example.com").await.ok(204);
    assert_eq!(post.letters()[0].to, ["ana@example.com"]);
    test("ana").await.refused(422, "invalid");
    let refused = test("nobody@example.com").await;
    refused.refused(502, "mail-failed");
    let words = refused.body["detail"].as_str().unwrap();
    assert!(words.contains("550"), "{words}");
    let mut wrong = post.settings();
    wrong["password"] = json!("wrong");
    admin.put("/api/mail", &wrong).await.ok(200);
    let refused = test("ana@example.com").await;
    refused.refused(502, "mail-failed");
    assert!(
        refused.body["detail"].as_str().unwrap().contains("535"),
        "{}",
        refused.body
    );
    let agent = house.hire("ana", "agent").await;
    let reply = agent
        .post("/api/mail/test", &json!({ "to": "a@b.example" }))
        .await;
    reply.refused(403, "forbidden");
}
