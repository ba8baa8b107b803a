//! Replies that are shown while they are written: in order, only to those who watch, and never after somebody else
//! has the conversation.

use crate::house::{House, Visitor, eventually};
use crate::models::{outcomes, with_model};
use crate::service::{Does, Pen, Script, Service};
use crate::socket::Socket;
use serde_json::{Value, json};
use trilha_journal::Journal;
use trilha_model::{Outcome, Stream};

const TRAIL: &str = "\
trail: reply
steps:
  question:
    ask: What would you like to know?
    next: answer
  answer:
    ai: { reply: \"{{ input.text }}\", limit: 60s }
    unsure: unsure
    error: failed
    next: question
  unsure: { say: I do not know., next: question }
  failed: { say: It failed., next: question }
";

async fn house(scripts: Vec<Script>) -> (Service, House) {
    let does = scripts.into_iter().map(Does::Writes).collect();
    let service = Service::that(does).await;
    let house = with_model(&service).await;
    house.talk("reply", TRAIL).await;
    (service, house)
}

/// Somebody who watches and has asked something, from what was said so far on.
async fn watching(house: &House) -> (Visitor<'_>, Socket) {
    let (rita, _) = house.visit("reply").await;
    let mut socket = Socket::of_visitor(&rita, 0).await;
    rita.say("c1", "Are you open?").await;
    while !texts(&socket.next_of("turn").await).contains(&"Are you open?".to_owned()) {}
    (rita, socket)
}

fn texts(turn: &Value) -> Vec<String> {
    crate::house::texts(turn)
}

/// What is written until so much of it is there, and the number of what it is a piece of.
async fn written(socket: &mut Socket, whole: &str) -> Value {
    let (mut so_far, mut id) = (String::new(), Value::Null);
    while so_far != whole {
        let push = socket.next().await.expect("the socket is open");
        assert_eq!(push["type"], "writing", "{push}");
        assert!(id.is_null() || id == push["id"], "{push}");
        id = push["id"].clone();
        so_far.push_str(push["text"].as_str().unwrap());
        assert!(whole.starts_with(&so_far), "{so_far}");
    }
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_is_shown_while_it_is_written_and_then_is_a_message() {
    let (pen, script) = Pen::new();
    let (_service, house) = house(vec![script]).await;
    let (rita, mut socket) = watching(&house).await;
    pen.writes("  We are");
    let id = written(&mut socket, "We are").await;
    let before = rita.turn(0).await["seq"].clone();
    pen.writes(" open ");
    pen.writes("until six.");
    assert_eq!(written(&mut socket, " open until six.").await, id);
    assert_eq!(rita.turn(0).await["seq"], before, "nothing of it is kept");
    let mut late = Socket::of_visitor(&rita, before.as_u64().unwrap()).await;
    pen.writes(" Or later");
    assert_eq!(written(&mut socket, " Or later").await, id);
    late.next_of("turn").await;
    assert_eq!(
        written(&mut late, "We are open until six. Or later").await,
        id
    );
    pen.ends();
    for socket in [&mut socket, &mut late] {
        let turn = socket.next().await.unwrap();
        let said = [
            "We are open until six. Or later",
            "What would you like to know?",
        ];
        assert_eq!(texts(&turn), said, "{turn}");
        let erased = socket.next().await.unwrap();
        assert_eq!(erased, json!({ "type": "erased", "id": id }));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_off_or_is_not_known_vanishes_before_anything_else_is_said() {
    let (cut, first) = Pen::new();
    let (unsure, second) = Pen::new();
    let (service, house) = house(vec![first, second]).await;
    let (rita, mut socket) = watching(&house).await;
    cut.writes("We are open un");
    let id = written(&mut socket, "We are open un").await;
    drop(cut);
    assert_eq!(
        socket.next().await.unwrap(),
        json!({ "type": "erased", "id": id })
    );
    let turn = socket.next_of("turn").await;
    assert_eq!(texts(&turn), ["It failed.", "What would you like to know?"]);
    rita.say("c3", "And now?").await;
    while !texts(&socket.next_of("turn").await).contains(&"And now?".to_owned()) {}
    unsure.writes("Well, [uns");
    let id = written(&mut socket, "Well,").await;
    unsure.writes("ure], I am.");
    unsure.ends();
    assert_eq!(
        socket.next().await.unwrap(),
        json!({ "type": "erased", "id": id })
    );
    let turn = socket.next_of("turn").await;
    assert_eq!(
        texts(&turn),
        ["I do not know.", "What would you like to know?"]
    );
    assert_eq!(service.asked().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_more_is_shown_once_somebody_takes_the_conversation() {
    let (pen, script) = Pen::new();
    let (_service, house) = house(vec![script]).await;
    house.desk("support", &["ana"]).await;
    let (rita, mut socket) = watching(&house).await;
    pen.writes("We are");
    let id = written(&mut socket, "We are").await;
    let admin = house.admin().await;
    admin.act(&rita, json!("Take")).await.ok(200);
    pen.is_left().await;
    // Either may come first: that somebody took it, or that what was being written is gone.
    let mut pushed: Vec<Value> = Vec::new();
    let came = |pushed: &[Value], kind: &str| pushed.iter().any(|push| push["type"] == kind);
    while !(came(&pushed, "erased") && came(&pushed, "turn")) {
        pushed.push(socket.next().await.unwrap());
    }
    assert!(
        pushed.iter().all(|push| push["type"] != "writing"),
        "{pushed:?}"
    );
    let erased = pushed.iter().find(|push| push["type"] == "erased");
    assert_eq!(erased, Some(&json!({ "type": "erased", "id": id })));
    let with = pushed.iter().find(|push| push["type"] == "turn").unwrap();
    assert_eq!(with["with"]["type"], "agent");
    eventually("nothing is pending", || async {
        let metrics = house.get("/metrics").await.body;
        metrics
            .as_str()
            .unwrap()
            .contains("trilha_outbox_pending 0")
    })
    .await;
    let spent = house.log.latest(&Stream::new("models", "spent"));
    assert!(spent.unwrap().is_some(), "what it cost is counted");
    assert_eq!(
        rita.thread().await,
        ["What would you like to know?", "Are you open?"]
            .map(str::to_owned)
            .to_vec()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_never_stops_is_cut() {
    for (does, why) in [
        (
            Does::Floods(1 << 40),
            "the service sent a line of more than 512 KiB",
        ),
        (Does::Chatters, "the service sent more than 4 MiB"),
    ] {
        let service = Service::that(vec![does]).await;
        let house = with_model(&service).await;
        house.talk("reply", TRAIL).await;
        let (rita, _) = house.visit("reply").await;
        rita.say("c1", "Are you open?").await;
        rita.hears("It failed.").await;
        let failed = Outcome::Failed { reason: why.into() };
        assert_eq!(outcomes(&house, &rita), [failed]);
    }
}
