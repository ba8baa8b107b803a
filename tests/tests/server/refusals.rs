//! What bad input gets: the right status and a problem document, always.

use crate::house::{House, TALK};
use crate::socket::Socket;
use reqwest::Method;
use serde_json::json;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn addresses_methods_and_bodies_that_are_none() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let (rita, _) = house.visit("talk").await;
    house.get("/nothing/here").await.refused(404, "not-found");
    house.get("/api/nothing").await.refused(404, "not-found");
    house
        .send(house.request(Method::PATCH, "/api/session"))
        .await
        .refused(405, "method-not-allowed");
    house
        .send(house.request(Method::DELETE, "/healthz"))
        .await
        .refused(405, "method-not-allowed");
    let post = || {
        house
            .request(Method::POST, "/api/chat/talk/messages")
            .bearer_auth(&rita.token)
    };
    house.send(post().body("{}")).await.refused(415, "not-json");
    let json_type = "application/json";
    house
        .send(post().header("content-type", json_type).body("{"))
        .await
        .refused(400, "bad-json");
    house
        .send(post().header("content-type", json_type).body("{\"id\": 7}"))
        .await
        .refused(422, "invalid");
    house
        .send(post().header("content-type", json_type).body("nonsense"))
        .await
        .refused(400, "bad-json");
    let large = "x".repeat(70 << 10);
    house
        .send(post().json(&json!({ "id": "c1", "text": large })))
        .await
        .refused(413, "too-large");
    let chunks: Vec<Result<Vec<u8>, std::io::Error>> =
        vec![Ok(vec![b' '; 64 << 10]), Ok(vec![b' '; 64 << 10])];
    let streamed = reqwest::Body::wrap_stream(futures::stream::iter(chunks));
    house
        .send(post().header("content-type", json_type).body(streamed))
        .await
        .refused(413, "too-large");
    rita.try_say("", "hello").await.refused(422, "invalid");
    rita.try_say(&"x".repeat(65), "hello")
        .await
        .refused(422, "invalid");
    rita.try_say("c1", "  ").await.refused(422, "empty");
    rita.try_say("c1", &"é".repeat(4_001))
        .await
        .refused(422, "too-long");
    house
        .send(
            house
                .request(Method::GET, "/api/chat/talk/messages?after=x")
                .bearer_auth(&rita.token),
        )
        .await
        .refused(400, "bad-request");
    house.get("/assets/%ff").await.refused(400, "bad-request");
    assert_eq!(rita.thread().await.len(), 2, "nothing of it was said");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_conversation_is_not_there() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    house.inbox("other", "talk").await;
    let (rita, _) = house.visit("talk").await;
    let (bia, _) = house.visit("other").await;
    let ask = |inbox: &'static str, token: String| {
        let request = house.request(Method::GET, &format!("/api/chat/{inbox}/messages"));
        house.send(if token.is_empty() {
            request
        } else {
            request.bearer_auth(token)
        })
    };
    ask("talk", bia.token.clone())
        .await
        .refused(404, "no-such-conversation");
    ask("talk", String::new()).await.refused(401, "no-token");
    ask("talk", "nonsense".into())
        .await
        .refused(401, "bad-token");
    let swapped = rita.token.replace(rita.address(), bia.address());
    ask("talk", swapped.clone()).await.refused(401, "bad-token");
    for (token, status) in [
        ("", 401),
        ("nonsense", 401),
        (swapped.as_str(), 401),
        (bia.token.as_str(), 404),
    ] {
        let path = format!("/api/chat/talk/socket?token={token}");
        assert_eq!(
            Socket::open(&house, &path, &[]).await.err(),
            Some(status),
            "{token}"
        );
    }
    let visits = house
        .request(Method::POST, "/api/chat/none/visits")
        .json(&json!({}));
    house.send(visits).await.refused(404, "no-such-inbox");
    house.get("/chat/none").await.refused(404, "no-such-inbox");
    let plain = house.request(
        Method::GET,
        &format!("/api/chat/talk/socket?token={}", rita.token),
    );
    house.send(plain).await.refused(400, "bad-request");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_token_is_told_so() {
    let house = House::with(|options| options.visit_life = Duration::ZERO).await;
    house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let (rita, _) = house.visit("talk").await;
    rita.try_say("c1", "Rita")
        .await
        .refused(401, "token-expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_that_is_off_takes_nothing_in() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let (rita, _) = house.visit("talk").await;
    let admin = house.admin().await;
    let off = json!({ "title": "Off", "channel": "webchat", "trail": "talk", "queue": null, "enabled": false });
    admin.put("/api/inboxes/talk", &off).await.ok(200);
    rita.try_say("c1", "Rita")
        .await
        .refused(403, "inbox-disabled");
    admin.delete("/api/inboxes/talk").await.ok(204);
    rita.try_say("c1", "Rita")
        .await
        .refused(404, "no-such-inbox");
    assert_eq!(
        rita.thread().await.len(),
        2,
        "what was said can still be read"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_loops_takes_its_error_exit_and_nobody_else_notices() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let endless = "trail: endless\nsteps:\n  ask:\n    ask: Go?\n    next: spin\n  spin:\n    script: |\n      let x = 0;\n      loop { x += 1; }\n    error: failed\n    next: end\n  failed:\n    say: It was stopped.\n    next: end\n";
    house.talk("endless", endless).await;
    let (rita, _) = house.visit("endless").await;
    let (bia, _) = house.visit("talk").await;
    let (stopped, answered) = tokio::join!(rita.say("c1", "go"), bia.say("c1", "Bia"));
    assert_eq!(stopped, ["It was stopped."]);
    assert_eq!(answered, ["Well, Bia?"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_stopped_is_told_and_what_was_acknowledged_is_there_afterwards() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let (rita, _) = house.visit("talk").await;
    rita.say("c1", "Rita").await;
    assert_eq!(house.get("/healthz").await.ok(200), "ok\n");
    let admin = house.admin().await;
    house.log.close();
    let reply = rita.try_say("c2", "more").await;
    reply.refused(503, "storage-stopped");
    assert_eq!(reply.body["detail"], "closed");
    house.get("/healthz").await.refused(503, "storage-stopped");
    admin
        .put("/api/env/A", &json!({ "value": "1" }))
        .await
        .refused(503, "storage-stopped");
    house
        .try_sign_in("ana", "password ana")
        .await
        .refused(503, "storage-stopped");
    let visits = house
        .request(Method::POST, "/api/chat/talk/visits")
        .json(&json!({}));
    house.send(visits).await.refused(503, "storage-stopped");
    let (inbox, token) = (rita.inbox.clone(), rita.token.clone());
    drop(admin);
    let house = house.restart().await;
    let rita = crate::house::Visitor {
        house: &house,
        inbox,
        token,
    };
    assert_eq!(rita.thread().await.len(), 4);
    assert_eq!(
        rita.say("c2", "more").await,
        ["There is more.", "Well, Rita?"]
    );
}
