//! What trails see of queues and people while the desk works, and what they send out.

use crate::house::{House, eventually};
use serde_json::json;

const TRAIL: &str = r#"
trail: reach
language: en
steps:
  go: { ask: Go?, save: word, next: look, no_match: end, timeout: { after: 1h, next: end } }
  look: { agents: support, save: line, available: free, busy: busy, offline: nobody }
  free: { say: "Free {{ line.available }}/{{ line.free }}/{{ line.waiting }}/{{ line.wait }}", next: which }
  busy: { say: "Busy {{ line.available }}/{{ line.free }}/{{ line.place }}", next: which }
  nobody: { say: Nobody., next: which }
  which: { switch: { person: { if: "word == \"person\"", next: person }, mine: { if: "word == \"mine\"", next: mine } }, else: note }
  person: { handoff: support, next: end, timeout: { after: 1h, next: end } }
  mine: { handoff: support, agent: ana, subject: Mine, next: end, timeout: { after: 1h, next: end } }
  note: { note: "They said {{ word }}", next: send }
  send: { emit: seen, data: { word: "{{ word }}" }, next: mail }
  mail: { email: { to: desk@example.com, subject: Hi, text: Hi }, error: failed, next: end }
  failed: { say: No mail., next: end }
"#;

/// Waits until a new visitor is told this of the queue.
async fn told(house: &House, words: &str) {
    eventually(words, || async {
        let (visitor, _) = house.visit("reach").await;
        visitor.say("c1", "look").await;
        visitor.thread().await.iter().any(|text| text == words)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trail_sees_the_queue_as_it_is_now() {
    let house = House::new().await;
    let people = house.desk("support", &["ana"]).await;
    let [ana] = people.as_slice() else {
        panic!("one agent")
    };
    house.talk("reach", TRAIL).await;
    told(&house, "Free 1/1/0/").await;
    let (rita, _) = house.visit("reach").await;
    rita.say("c1", "person").await;
    told(&house, "Busy 1/1/2").await;
    ana.act(&rita, json!("Take")).await.ok(200);
    told(&house, "Busy 1/0/1").await;
    ana.act(&rita, json!("Resolve")).await.ok(200);
    told(&house, "Free 1/1/0/").await;
    let away = json!({ "available": false });
    ana.put("/api/desk/availability", &away).await.ok(200);
    told(&house, "Nobody.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_counted_again_after_a_restart() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    house.talk("reach", TRAIL).await;
    let (rita, _) = house.visit("reach").await;
    rita.say("c1", "person").await;
    told(&house, "Busy 1/1/2").await;
    let house = house.restart().await;
    told(&house, "Busy 1/1/2").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handoff_to_a_person_is_theirs_at_once() {
    let house = House::new().await;
    let people = house.desk("support", &["ana", "bia"]).await;
    let [ana, bia] = people.as_slice() else {
        panic!("two agents")
    };
    house.talk("reach", TRAIL).await;
    let (rita, _) = house.visit("reach").await;
    rita.say("c1", "mine").await;
    eventually("it is theirs", || async {
        ana.list("mine").await == [rita.address()]
    })
    .await;
    assert!(bia.list("waiting").await.is_empty());
    ana.act(&rita, json!("Resolve")).await.ok(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mail_server_an_e_mail_fails_and_says_why() {
    let house = House::new().await;
    house.desk("support", &[]).await;
    house.talk("reach", TRAIL).await;
    let (rita, _) = house.visit("reach").await;
    rita.say("c1", "hello").await;
    rita.hears("No mail.").await;
    let admin = house.admin().await;
    let path = format!("/api/desk/conversations/reach/{}/thread", rita.address());
    let seen = admin.get(&path).await.ok(200).to_string();
    assert!(seen.contains("no mail server is configured"), "{seen}");
    assert!(seen.contains("They said hello"), "{seen}");
    eventually("the event has gone out", || async {
        let metrics = house.get("/metrics").await;
        let text = metrics.body.as_str().unwrap();
        text.contains("trilha_outbox_pending 0")
    })
    .await;
}
