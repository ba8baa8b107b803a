//! Test events for webhooks: what an admin is told of what came, and that nothing else comes of them.

use crate::house::{House, eventually};
use crate::receiver::{Receiver, signed};
use crate::service::{Does, Service};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

const TEST: &str = "/api/webhooks/shop/test";

async fn open_house() -> House {
    House::with(|options| {
        options.allow_hosts = vec!["127.0.0.1".into(), "localhost".into()];
        options.webhook_limit = Duration::from_millis(400);
        options.webhook_pauses = vec![Duration::from_millis(20); 2];
    })
    .await
}

fn to(url: &str) -> Value {
    json!({ "url": url, "events": ["order.placed"], "enabled": true })
}

/// What an admin is told of a test event that goes to this address.
async fn told_of(house: &House, url: &str) -> Value {
    let admin = house.admin().await;
    admin.put("/api/webhooks/shop", &to(url)).await.ok(200);
    admin.post(TEST, &json!({})).await.ok(200)["came"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_event_is_signed_and_told_apart_and_nothing_is_kept_of_it() {
    let receiver = Receiver::that(&[204]).await;
    let house = open_house().await;
    let admin = house.admin().await;
    admin.post(TEST, &json!({})).await.refused(404, "not-found");
    let made = admin.put("/api/webhooks/shop", &to(&receiver.url)).await;
    let secret = made.ok(200)["secret"].as_str().unwrap().to_owned();
    let before = admin.get("/api/webhooks").await.ok(200);

    let told = admin.post(TEST, &json!({})).await.ok(200);
    assert_eq!(
        told["came"],
        json!({ "what": "answer", "status": 204, "to": null, "words": null })
    );
    assert!(told["took"].is_u64(), "{told}");
    let got = receiver.got();
    assert_eq!(got.len(), 1, "it is told at once, and once");
    signed(&got[0], &secret);
    assert_eq!(got[0].id, told["id"]);
    assert!(got[0].id.starts_with("test_"), "{:?}", got[0]);
    let body: Value = serde_json::from_str(&got[0].body).unwrap();
    assert_eq!(body["type"], "trilha.test");
    assert_eq!(body["conversation"], Value::Null);
    assert_eq!(body["data"], json!({ "webhook": "shop" }));
    assert!(body["timestamp"].as_str().unwrap().ends_with('Z'), "{body}");
    assert_eq!(admin.get("/api/webhooks").await.ok(200), before);

    let mut off = to(&receiver.url);
    off["enabled"] = json!(false);
    admin.put("/api/webhooks/shop", &off).await.ok(200);
    let told = admin.post(TEST, &json!({})).await.ok(200);
    assert_eq!(told["came"]["status"], 204, "before it is switched on");
    assert_ne!(receiver.got()[1].id, got[0].id);
    let supervisor = house.hire("sol", "supervisor").await;
    let reply = supervisor.post(TEST, &json!({})).await;
    reply.refused(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_does_not_take_it_is_told_with_its_first_words() {
    let service = Service::that(vec![
        Does::Answers(500, "{\n  \"error\": \"no shop\"\n}".into()),
        Does::Redirects("https://elsewhere.example/in".into()),
        Does::Answers(403, "x".repeat(1 << 20)),
    ])
    .await;
    let house = open_house().await;
    assert_eq!(
        told_of(&house, &service.base).await,
        json!({ "what": "answer", "status": 500, "to": null, "words": "{ \"error\": \"no shop\" }" })
    );
    let redirected = told_of(&house, &service.base).await;
    assert_eq!(redirected["to"], "https://elsewhere.example/in");
    assert!(
        (300..400).contains(&redirected["status"].as_u64().unwrap()),
        "nothing follows it: {redirected}"
    );
    let long = told_of(&house, &service.base).await;
    assert_eq!(long["status"], 403);
    assert_eq!(long["words"], "x".repeat(300));
    assert_eq!(service.asked().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn why_nothing_came_is_told_apart() {
    let hangs = Service::that(vec![Does::Hangs]).await;
    let cuts = Service::that(vec![Does::HangsUp]).await;
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = format!("http://{}/in", closed.local_addr().unwrap());
    drop(closed);
    let plain = Receiver::that(&[200]).await.url;
    let unsigned = secured().await;
    // No label of a name is as long, so nobody has to be asked.
    let unknown = format!("http://{}.invalid/in", "a".repeat(64));
    let house = open_house().await;
    for (url, why, words) in [
        (hangs.base.clone(), "late", "no answer within 400ms"),
        (cuts.base.clone(), "other", ""),
        (nobody, "refused", "no connection"),
        (unknown, "unknown", "no connection"),
        (unsigned, "certificate", "certificate"),
        (plain.replace("http:", "https:"), "insecure", ""),
        ("http://10.1.2.3/in".into(), "guarded", "private address"),
    ] {
        let came = told_of(&house, &url).await;
        assert_eq!(came["what"], "nothing", "{url}: {came}");
        assert_eq!(came["why"], why, "{url}: {came}");
        let detail = came["detail"].as_str().unwrap();
        assert!(!detail.is_empty() && detail.contains(words), "{came}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_with_a_private_address_is_guarded_as_the_address_is() {
    let receiver = Receiver::that(&[200]).await;
    let house = House::new().await;
    let came = told_of(&house, &receiver.url.replace("127.0.0.1", "localhost")).await;
    assert_eq!(came["why"], "guarded", "{came}");
    assert!(receiver.got().is_empty());
}

/// A server of TLS whose certificate nobody else has signed.
async fn secured() -> String {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move { drop(acceptor.accept(stream).await) });
        }
    });
    format!("https://localhost:{port}/in")
}

#[tokio::test(flavor = "multi_thread")]
async fn test_events_neither_wait_for_deliveries_nor_hold_them_up() {
    // The first delivery hangs, as long as it may.
    let service = Service::that(vec![Does::Hangs, Does::Answers(500, "{}".into())]).await;
    let house = open_house().await;
    let emits = "trail: emits\nsteps:\n  go: { ask: Order?, next: placed }\n  placed: { emit: order.placed, next: go }\n";
    house.talk("emits", emits).await;
    let admin = house.admin().await;
    let made = to(&service.base);
    admin.put("/api/webhooks/shop", &made).await.ok(200);
    let (rita, _) = house.visit("emits").await;
    rita.say("c1", "Rita").await;
    eventually("the delivery is under way", || async {
        service.asked().len() == 1
    })
    .await;
    let told = admin.post(TEST, &json!({})).await.ok(200);
    assert_eq!(told["came"]["status"], 500);
    eventually("the delivery is given up", || async {
        let listed = admin.get("/api/webhooks").await.ok(200);
        let given_up = listed[0]["given_up"].as_array().unwrap();
        given_up.len() == 1 && given_up[0]["event"] == "order.placed"
    })
    .await;
    let tests = |asked: &Vec<String>| {
        let of_test = asked.iter().filter(|text| text.contains("trilha.test"));
        of_test.count()
    };
    assert_eq!(tests(&service.asked()), 1, "a test is not tried again");
    assert_eq!(service.asked().len(), 4, "a delivery has three tries");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_that_is_redirected_is_none() {
    let elsewhere = Receiver::that(&[200]).await;
    let service = Service::that(vec![Does::Redirects(elsewhere.url.clone())]).await;
    let house = open_house().await;
    let emits = "trail: emits\nsteps:\n  go: { ask: Order?, next: placed }\n  placed: { emit: order.placed, next: go }\n";
    house.talk("emits", emits).await;
    let admin = house.admin().await;
    let made = to(&service.base);
    admin.put("/api/webhooks/shop", &made).await.ok(200);
    let (rita, _) = house.visit("emits").await;
    rita.say("c1", "Rita").await;
    eventually("it is given up", || async {
        let listed = admin.get("/api/webhooks").await.ok(200);
        let problem = listed[0]["given_up"][0]["problem"].as_str();
        problem.is_some_and(|problem| problem.starts_with("it answered 3"))
    })
    .await;
    assert!(elsewhere.got().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn tests_are_slowed_down_each_for_itself() {
    let receiver = Receiver::that(&[200]).await;
    let house = open_house().await;
    let admin = house.admin().await;
    for id in ["shop", "books"] {
        let path = format!("/api/webhooks/{id}");
        admin.put(&path, &to(&receiver.url)).await.ok(200);
    }
    for _ in 0..10 {
        admin.post(TEST, &json!({})).await.ok(200);
    }
    let reply = admin.post(TEST, &json!({})).await;
    reply.refused(429, "too-many-requests");
    let wait: u64 = reply.header("retry-after").parse().unwrap();
    assert!((1..=7).contains(&wait), "{wait}");
    assert_eq!(receiver.got().len(), 10);
    let other = admin.post("/api/webhooks/books/test", &json!({})).await;
    assert_eq!(other.ok(200)["came"]["status"], 200);
}
