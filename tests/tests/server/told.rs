//! What other systems tell conversations, with API tokens.

use crate::house::{House, Reply};
use reqwest::Method;
use serde_json::{Value, json};

const WAITS: &str = "\
trail: waits
vars:
  paid: { type: map }
steps:
  go: { ask: Order?, next: wait }
  wait: { wait: { event: order.paid }, save: paid, event: thanks }
  thanks: { say: \"Thank you for {{ paid.amount }}.\", next: go }
";

async fn tell(house: &House, token: Option<&str>, address: &str, body: &Value) -> Reply {
    let path = format!("/api/conversations/waits/{address}/events");
    let mut request = house.request(Method::POST, &path).json(body);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    house.send(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_moves_a_wait_once_and_only_with_a_token_that_is_good() {
    let house = House::new().await;
    house.talk("waits", WAITS).await;
    let admin = house.admin().await;
    let made = admin
        .post("/api/tokens", &json!({ "name": "Shop" }))
        .await
        .ok(201);
    let token = made["secret"].as_str().unwrap();
    let listed = admin.get("/api/tokens").await.ok(200);
    assert_eq!(
        (&listed[0]["name"], &listed[0]["by"]),
        (&json!("Shop"), &json!("admin"))
    );
    assert!(!listed.to_string().contains(token));
    let (rita, _) = house.visit("waits").await;
    rita.say("c1", "7").await;
    let paid = json!({ "name": "order.paid", "payload": { "amount": "12.50" }, "id": "e1" });
    for bad in [None, Some("trilha_x_y"), Some(&token[..token.len() - 1])] {
        let reply = tell(&house, bad, rita.address(), &paid).await;
        let kind = if bad.is_none() {
            "no-api-token"
        } else {
            "bad-token"
        };
        reply.refused(401, kind);
    }
    let heard = tell(&house, Some(token), rita.address(), &paid)
        .await
        .ok(200);
    assert_eq!(heard["taken"], true);
    assert!(rita.thread().await.contains(&"Thank you for 12.50.".into()));
    rita.say("c2", "8").await;
    let again = tell(&house, Some(token), rita.address(), &paid)
        .await
        .ok(200);
    assert_eq!(again["taken"], false, "the same id changes nothing");
    let other = json!({ "name": "order.paid", "payload": { "amount": 3 }, "id": "e2" });
    tell(&house, Some(token), rita.address(), &other)
        .await
        .ok(200);
    rita.hears("Thank you for 3.").await;
    tell(&house, Some(token), "nobody", &other)
        .await
        .refused(404, "no-such-conversation");
    let named = json!({ "name": "Order paid" });
    tell(&house, Some(token), rita.address(), &named)
        .await
        .refused(422, "invalid");
    let path = format!("/api/tokens/{}", made["id"].as_str().unwrap());
    admin.delete(&path).await.ok(204);
    tell(&house, Some(token), rita.address(), &other)
        .await
        .refused(401, "bad-token");
    admin.delete(&path).await.refused(404, "not-found");
    assert_eq!(admin.get("/api/tokens").await.ok(200), json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_last_and_are_for_admins_to_make() {
    let house = House::new().await;
    house.talk("waits", WAITS).await;
    let ana = house.hire("ana", "supervisor").await;
    let wanted = json!({ "name": "Shop" });
    ana.post("/api/tokens", &wanted)
        .await
        .refused(403, "forbidden");
    let made = house
        .admin()
        .await
        .post("/api/tokens", &wanted)
        .await
        .ok(201);
    let (rita, _) = house.visit("waits").await;
    rita.say("c1", "7").await;
    let address = rita.address().to_owned();
    drop((ana, rita));
    let house = house.restart().await;
    let paid = json!({ "name": "order.paid", "payload": { "amount": 1 } });
    let heard = tell(&house, made["secret"].as_str(), &address, &paid)
        .await
        .ok(200);
    assert_eq!(heard["taken"], true);
}

fn now() -> i64 {
    let since = std::time::UNIX_EPOCH.elapsed().unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_good_for_its_inboxes_and_its_time_and_tells_when_it_was_used() {
    let house = House::new().await;
    house.talk("waits", WAITS).await;
    house.inbox("other", "waits").await;
    let admin = house.admin().await;
    let make = async |inbox: &str, expires: Option<i64>| {
        let wanted = json!({ "name": "Shop", "inboxes": [inbox], "expires": expires });
        admin.post("/api/tokens", &wanted).await
    };
    make("nowhere", None).await.refused(422, "invalid");
    make("waits", Some(now() - 1)).await.refused(422, "invalid");
    let other = make("other", None).await.ok(201);
    let short = make("waits", Some(now() + 1_500)).await.ok(201);
    assert_eq!(short["used"], Value::Null);
    let (rita, _) = house.visit("waits").await;
    rita.say("c1", "7").await;
    let told = json!({ "name": "order.paid", "payload": { "amount": 1 }, "id": "e1" });
    let with =
        async |token: &Value| tell(&house, token["secret"].as_str(), rita.address(), &told).await;
    with(&other).await.refused(403, "not-for-token");
    with(&short).await.ok(200);
    let used = async || {
        let listed = admin.get("/api/tokens").await.ok(200);
        let listed = listed.as_array().unwrap().clone();
        let one = listed.iter().find(|one| one["id"] == short["id"]);
        one.unwrap()["used"].clone()
    };
    crate::house::eventually("its use is told", || async { used().await.is_i64() }).await;
    crate::house::eventually("its time is over", || async {
        with(&short).await.status == 401
    })
    .await;
    with(&short).await.refused(401, "bad-token");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_asks_too_often_waits() {
    let house = House::with(|options| {
        options.program_rate = trilha_server::Rate {
            at_once: 3,
            a_second: 1,
        };
    })
    .await;
    house.talk("waits", WAITS).await;
    let admin = house.admin().await;
    let made = admin.post("/api/tokens", &json!({ "name": "Shop" })).await;
    let made = made.ok(201);
    let told = json!({ "name": "order.paid", "payload": {} });
    let mut refused = None;
    for _ in 0..10 {
        let reply = tell(&house, made["secret"].as_str(), "nobody", &told).await;
        if reply.status == 429 {
            refused = Some(reply);
            break;
        }
        reply.refused(404, "no-such-conversation");
    }
    let refused = refused.expect("ten are too many");
    refused.refused(429, "too-many-requests");
    assert!(!refused.header("retry-after").is_empty());
}
