//! E-mail that trails send, over a real conversation by SMTP.

use crate::house::House;
use crate::post::{Letter, Post};
use serde_json::{Value, json};

/// What an admin sets to have it send.
pub(crate) fn sends_by(post: &Post) -> Value {
    json!({ "host": "127.0.0.1", "port": post.port, "tls": "none", "user": "loja", "password": "s3cret", "from": "Loja <oi@loja.example>" })
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
    let set = admin.put("/api/mail", &sends_by(&post)).await.ok(200);
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
    admin.put("/api/mail", &sends_by(&post)).await.ok(200);
    failed("nobody@example.com").await;
    let mut wrong = sends_by(&post);
    wrong["password"] = json!("wrong");
    admin.put("/api/mail", &wrong).await.ok(200);
    failed("ana@example.com").await;
    let mut secured = sends_by(&post);
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
    let mut settings = sends_by(&post);
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
        let mut settings = sends_by(&post);
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
    admin.put("/api/mail", &sends_by(&post)).await.ok(200);
    test("ana@example.com").await.ok(204);
    assert_eq!(post.letters()[0].to, ["ana@example.com"]);
    test("ana").await.refused(422, "invalid");
    let refused = test("nobody@example.com").await;
    refused.refused(502, "mail-failed");
    let words = refused.body["detail"].as_str().unwrap();
    assert!(words.contains("550"), "{words}");
    let mut wrong = sends_by(&post);
    wrong["password"] = json!("wrong");
    admin.put("/api/mail", &wrong).await.ok(200);
    let refused = test("ana@example.com").await;
    refused.refused(502, "mail-failed");
    assert!(
        refused.body["detail"].as_str().unwrap().contains("535"),
        "{}",
        refused.body
    );
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    wrong["port"] = json!(closed.local_addr().unwrap().port());
    drop(closed);
    admin.put("/api/mail", &wrong).await.ok(200);
    let refused = test("ana@example.com").await;
    refused.refused(502, "mail-unreachable");
    let agent = house.hire("ana", "agent").await;
    let reply = agent
        .post("/api/mail/test", &json!({ "to": "a@b.example" }))
        .await;
    reply.refused(403, "forbidden");
}
