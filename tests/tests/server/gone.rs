//! People who were disabled and still have conversations, because the server was cut between the two.

use crate::desk::handed_over;
use crate::house::{House, TALK, eventually};
use serde_json::json;
use trilha_desk::{Agent, Fold as _};
use trilha_journal::{CommitId, Journal, Log, LogOptions, Write};
use trilha_model::{AgentEvent, Stream, codec};

/// Writes down that somebody is disabled, and nothing more.
fn disable(log: &dyn Journal, name: &str) {
    let stream = Stream::new("agent", name);
    let entry = log.latest(&stream).unwrap().unwrap();
    let mut agent = Agent::from_bytes(&entry.state).unwrap();
    agent.apply(&AgentEvent::AgentDisabled);
    let write = Write {
        stream,
        expected_version: entry.version(),
        events: vec![codec::event_to_bytes(&AgentEvent::AgentDisabled)],
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
