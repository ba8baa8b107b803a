//! People who were disabled and still have conversations, because the server was cut between the two.

use crate::desk::handed_over;
use crate::house::{House, TALK, eventually};
use crate::meddling::events;
use serde_json::json;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use trilha_desk::{Agent, Fold as _};
use trilha_journal::{CommitId, Journal, Log, LogOptions, Write};
use trilha_model::{AgentEvent, Event, Stream, codec};

/// Writes down that somebody is disabled, and nothing more.
fn disable(log: &dyn Journal, name: &str) {
    let stream = Stream::new("agent", name);
    let entry = log.latest(&stream).unwrap().unwrap();
    let mut agent = Agent::from_bytes(&entry.state).unwrap();
    agent.apply(&AgentEvent::AgentDisabled { by: None, at: None });
    let write = Write {
        stream,
        expected_version: entry.version(),
        events: vec![codec::event_to_bytes(&AgentEvent::AgentDisabled {
            by: None,
            at: None,
        })],
        state: agent.to_bytes(),
        wake: None,
    };
    log.append(CommitId([7; 16]), vec![write]).wait().unwrap();
}

async fn house() -> (House, String) {
    let house = House::new().await;
    let people = house.desk("support", &["ana", "bia"]).await;
    house.talk("talk", TALK).await;
    let rita = handed_over(&house).await;
    people[0].act(&rita, json!("Take")).await.ok(200);
    let address = rita.address().to_owned();
    drop((people, rita));
    (house, address)
}

async fn comes_back(house: &House, address: &str) {
    let bia = house.sign_in("bia", "password bia").await;
    eventually("it waits again", || async {
        bia.list("waiting").await == [address]
    })
    .await;
    let users = house.admin().await.get("/api/users").await.ok(200);
    let ana = users
        .as_array()
        .unwrap()
        .iter()
        .find(|user| user["id"] == "ana");
    assert_eq!(
        (&ana.unwrap()["disabled"], &ana.unwrap()["holding"]),
        (&json!(true), &json!(0))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_they_hold_is_returned_at_the_start() {
    let (house, address) = house().await;
    let house = house
        .restart_after(|folder| {
            let log = Log::open(&folder.join("data/journal"), &LogOptions::default()).unwrap();
            disable(&log, "ana");
            log.close();
        })
        .await;
    comes_back(&house, &address).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_they_hold_is_returned_when_it_is_seen() {
    let (house, address) = house().await;
    disable(&*house.log, "ana");
    comes_back(&house, &address).await;
}

const TO_ANA: &str = "\
trail: ask-ana
steps:
  name: { ask: Who are you?, no_match: ana, next: ana, timeout: { after: 1h, next: end } }
  ana: { handoff: support, agent: ana, message: One moment., next: end }
";

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_leads_to_somebody_disabled_at_that_very_moment_is_taken_in() {
    let log: Arc<OnceLock<Arc<Log>>> = Arc::default();
    let (theirs, done) = (Arc::clone(&log), AtomicBool::new(false));
    let racing = Box::new(move |writes: &mut Vec<Write>| {
        let to_ana = writes
            .iter()
            .any(|write| write.stream == Stream::new("agent", "ana"));
        let handed = events(writes).any(|event| matches!(event, Event::TicketOpened { .. }));
        if to_ana && handed && !done.swap(true, Ordering::Relaxed) {
            disable(&**theirs.get().unwrap(), "ana");
        }
    });
    let house = House::meddling(|_| {}, racing).await;
    log.set(Arc::clone(&house.log)).unwrap();
    let people = house.desk("support", &["ana", "bia"]).await;
    house.talk("ask-ana", TO_ANA).await;
    let (rita, _) = house.visit("ask-ana").await;
    assert_eq!(rita.say("c1", "Rita").await, ["One moment."]);
    eventually("bia sees it wait", || async {
        people[1].list("waiting").await == [rita.address()]
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_returned_at_once_is_returned_later() {
    let lost = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&lost);
    // More often than one try at it lasts.
    let losing = Box::new(move |writes: &mut Vec<Write>| {
        let mut events = writes.iter().flat_map(|write| &write.events);
        if events.any(|event| codec::event_name(event) == Some("ConversationReleased"))
            && counted.fetch_add(1, Ordering::Relaxed) < 40
        {
            writes[0].expected_version += 1_000;
        }
    });
    let soon = |options: &mut trilha_server::Options| {
        options.return_pause = std::time::Duration::from_millis(20);
    };
    let house = House::meddling(soon, losing).await;
    let people = house.desk("support", &["ana", "bia"]).await;
    house.talk("talk", TALK).await;
    let rita = handed_over(&house).await;
    people[0].act(&rita, json!("Take")).await.ok(200);
    disable(&*house.log, "ana");
    comes_back(&house, rita.address()).await;
    assert_eq!(lost.load(Ordering::Relaxed), 41);
}
