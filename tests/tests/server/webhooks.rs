//! Events that trails send out, as those who subscribed to them receive them.

use crate::house::{House, eventually};
use crate::receiver::{Got, Receiver, signed};
use crate::socket::Socket;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use trilha_journal::Write;
use trilha_model::codec;

/// What came, once it is so much.
async fn has(receiver: &Receiver, count: usize) -> Vec<Got> {
    eventually("the receiver is told", || async {
        receiver.got().len() >= count
    })
    .await;
    receiver.got()
}

const EMITS: &str = "\
trail: emits
steps:
  go: { ask: Order?, next: placed }
  placed:
    emit: order.placed
    data: { total: \"{{ 3 * 2 }}\", by: \"{{ input.text }}\" }
    next: seen
  seen: { emit: seen, next: done }
  done: { say: Done., next: go }
";

fn quick(options: &mut trilha_server::Options) {
    options.allow_hosts = vec!["127.0.0.1".into()];
    options.webhook_pauses = vec![Duration::from_millis(20); 2];
}

async fn house() -> House {
    let house = House::with(quick).await;
    house.talk("emits", EMITS).await;
    house
}

fn settings(receiver: &Receiver, events: &[&str]) -> Value {
    json!({ "url": receiver.url, "events": events, "enabled": true })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_gets_what_it_asked_for_signed_and_again_until_it_takes_it() {
    let receiver = Receiver::that(&[500, 200]).await;
    let house = house().await;
    let admin = house.admin().await;
    let made = admin
        .put(
            "/api/webhooks/shop",
            &settings(&receiver, &["order.placed"]),
        )
        .await
        .ok(200);
    let secret = made["secret"].as_str().unwrap();
    let (rita, _) = house.visit("emits").await;
    assert_eq!(
        rita.say("c1", "Rita").await,
        ["Done.", "Order?"],
        "nobody waits for it"
    );
    let got = has(&receiver, 2).await;
    assert_eq!(got[0].id, got[1].id, "a second try is the same delivery");
    assert_eq!(got[0].body, got[1].body);
    for got in &got {
        signed(got, secret);
    }
    let body: Value = serde_json::from_str(&got[0].body).unwrap();
    assert_eq!(body["type"], "order.placed");
    assert_eq!(body["data"], json!({ "total": 6, "by": "Rita" }));
    assert_eq!(
        body["conversation"],
        json!({ "inbox": "emits", "address": rita.address() })
    );
    eventually("it is delivered", || async {
        let listed = admin.get("/api/webhooks").await.ok(200);
        assert_eq!(listed[0].get("secret"), None, "it is shown once");
        listed[0]["pending"] == 0 && listed[0]["last"]["problem"].is_null()
    })
    .await;
    rita.say("c2", "Otto").await;
    let got = has(&receiver, 3).await;
    assert_eq!(got.len(), 3, "`seen` was not asked for: {got:?}");
    assert_ne!(got[2].id, got[0].id);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_takes_is_given_up_seen_by_admins_and_tried_anew_at_their_word() {
    let receiver = Receiver::that(&[503, 503, 503, 204]).await;
    let house = house().await;
    let admin = house.admin().await;
    let made = settings(&receiver, &["seen"]);
    let made = admin.put("/api/webhooks/shop", &made).await.ok(200);
    let secret = made["secret"].as_str().unwrap().to_owned();
    let (rita, _) = house.visit("emits").await;
    rita.say("c1", "Rita").await;
    eventually("it is given up", || async {
        let listed = admin.get("/api/webhooks").await.ok(200);
        let given_up = &listed[0]["given_up"][0];
        given_up["event"] == "seen" && given_up["problem"] == "it answered 503"
    })
    .await;
    assert_eq!(receiver.got().len(), 3);
    drop((rita, admin));
    let house = house.restart().await;
    let admin = house.admin().await;
    admin
        .post("/api/webhooks/shop/again", &json!({}))
        .await
        .ok(200);
    let got = has(&receiver, 4).await;
    assert_eq!(got[3].id, got[0].id);
    signed(&got[3], &secret);
    eventually("it is delivered", || async {
        let listed = admin.get("/api/webhooks").await.ok(200);
        listed[0]["given_up"] == json!([]) && listed[0]["last"]["problem"].is_null()
    })
    .await;
    admin.delete("/api/webhooks/shop").await.ok(204);
    assert_eq!(admin.get("/api/webhooks").await.ok(200), json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_do_not_reach_private_addresses_that_no_admin_allowed() {
    let receiver = Receiver::that(&[200]).await;
    let house = House::with(|options| options.webhook_pauses = Vec::new()).await;
    house.talk("emits", EMITS).await;
    let admin = house.admin().await;
    let made = settings(&receiver, &["seen"]);
    admin.put("/api/webhooks/shop", &made).await.ok(200);
    let (rita, _) = house.visit("emits").await;
    rita.say("c1", "Rita").await;
    eventually("it is refused", || async {
        let listed = admin.get("/api/webhooks").await.ok(200);
        let problem = listed[0]["given_up"][0]["problem"].as_str();
        problem.is_some_and(|problem| problem.contains("private address"))
    })
    .await;
    assert!(receiver.got().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_cannot_be_one_is_refused() {
    let receiver = Receiver::that(&[200]).await;
    let house = House::new().await;
    let admin = house.admin().await;
    for (field, bad) in [
        ("url", json!("ftp://example.com")),
        ("url", json!("nothing")),
        ("events", json!(["Order placed"])),
        ("secret", json!("short")),
        ("secret", json!("whsec_c2hvcnQ=")),
    ] {
        let mut settings = settings(&receiver, &[]);
        settings[field] = bad;
        let reply = admin.put("/api/webhooks/shop", &settings).await;
        reply.refused(422, "invalid");
    }
    let good = settings(&receiver, &[]);
    admin
        .put("/api/webhooks/Shop", &good)
        .await
        .refused(422, "invalid");
    let supervisor = house.hire("sol", "supervisor").await;
    supervisor
        .put("/api/webhooks/shop", &good)
        .await
        .refused(403, "forbidden");
    assert_eq!(admin.get("/api/webhooks").await.ok(200), json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_whose_delivering_breaks_down_goes_on_after_a_rest() {
    let broke = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&broke);
    let breaking = Box::new(move |writes: &mut Vec<Write>| {
        let mut events = writes.iter().flat_map(|write| &write.events);
        if events.any(|event| codec::event_name(event) == Some("DeliveryTried"))
            && counted.fetch_add(1, Ordering::Relaxed) < 3
        {
            panic!("as if there were a fault");
        }
    });
    let receiver = Receiver::that(&[200]).await;
    let house = House::meddling(quick, breaking).await;
    house.talk("emits", EMITS).await;
    let admin = house.admin().await;
    let made = settings(&receiver, &["order.placed"]);
    admin.put("/api/webhooks/shop", &made).await.ok(200);
    let (rita, _) = house.visit("emits").await;
    rita.say("c1", "Rita").await;
    eventually("it is delivered", || async {
        let listed = admin.get("/api/webhooks").await.ok(200);
        broke.load(Ordering::Relaxed) == 4 && listed[0]["pending"] == 0
    })
    .await;
    let got = receiver.got();
    assert!(got.iter().all(|one| one.id == got[0].id), "{got:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_published_trails_send_out_are_listed_by_name() {
    let house = house().await;
    let admin = house.admin().await;
    let more = "\
trail: more
title: More
steps:
  go: { ask: Anything?, next: seen }
  seen: { emit: seen, next: go }
";
    house.talk("more", more).await;
    let listed = admin.get("/api/events").await.ok(200);
    let all = json!([
        { "name": "order.placed", "trails": ["emits"] },
        { "name": "seen", "trails": ["More", "emits"] },
    ]);
    assert_eq!(listed, all);
    let sol = house.hire("sol", "supervisor").await;
    sol.get("/api/events").await.refused(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_alone_are_told_that_webhooks_and_deliveries_changed() {
    let receiver = Receiver::that(&[204]).await;
    let house = house().await;
    let admin = house.admin().await;
    let sol = house.hire("sol", "supervisor").await;
    let mut told = Socket::of_person(&admin, None).await;
    let mut other = Socket::of_person(&sol, None).await;
    let made = settings(&receiver, &["seen"]);
    admin.put("/api/webhooks/shop", &made).await.ok(200);
    assert_eq!(told.next_of("outside").await, json!({ "type": "outside" }));
    let (rita, _) = house.visit("emits").await;
    rita.say("c1", "Rita").await;
    has(&receiver, 1).await;
    // That it was taken is written down after that, and told.
    loop {
        let listed = admin.get("/api/webhooks").await.ok(200);
        if listed[0]["last"]["event"] == "seen" {
            break;
        }
        told.next_of("outside").await;
    }
    house.hire("mia", "agent").await;
    assert_eq!(other.next().await.unwrap()["type"], "staff");
}
