//! Web services that trails call: retries, limits, secrets, the address guard.

use crate::house::{House, eventually};
use crate::meddling::{Meddle, events};
use crate::service::{Does, Service};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use trilha_model::{Event, Outcome};

fn fetching(http: &str) -> String {
    format!(
        "trail: fetch\nvars:\n  got: {{ type: map }}\nsteps:\n  go:\n    ask: Go?\n    next: fetch\n  fetch:\n    http: {{ {http} }}\n    save: got\n    error: failed\n    next: fine\n  fine:\n    say: \"Got {{{{ got.body.word }}}}.\"\n    next: end\n  failed:\n    say: It failed.\n    next: end\n"
    )
}

async fn open_house() -> House {
    House::with(|options| options.allow_hosts = vec!["127.0.0.1".into()]).await
}

fn word(word: &str) -> Does {
    Does::Answers(200, json!({ "word": word }).to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_tried_again_under_the_same_key() {
    let service = Service::that(vec![
        Does::Answers(503, "{}".into()),
        Does::HangsUp,
        word("it"),
    ])
    .await;
    let house = open_house().await;
    house
        .talk(
            "fetch",
            &fetching(&format!(
                "post: \"{}/x\", json: {{ a: 1 }}, retries: 3, limit: 10s",
                service.base
            )),
        )
        .await;
    let (rita, _) = house.visit("fetch").await;
    assert!(rita.say("c1", "go").await.is_empty());
    rita.hears("Got it.").await;
    let asked = service.asked();
    let key = |text: &String| {
        text.lines()
            .find(|line| line.starts_with("idempotency-key: "))
            .unwrap()
            .to_owned()
    };
    assert_eq!(asked.len(), 3);
    assert!(
        asked.iter().all(|text| key(text) == key(&asked[0])),
        "{asked:?}"
    );
    assert!(key(&asked[0]).contains(&format!("fetch/{}/1", rita.address())));
    assert!(asked[0].ends_with("{\"a\": 1}"), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_outside_takes_the_error_exit_and_nothing_else() {
    let cases = [
        (Does::Answers(500, "{}".into()), "limit: 5s"),
        (Does::Hangs, "limit: 300ms"),
        (Does::Floods(50 << 20), "limit: 10s"),
        (Does::HangsUp, "limit: 5s"),
        (
            Does::Redirects("http://169.254.169.254/latest/".into()),
            "limit: 5s",
        ),
        (Does::Redirects("file:///etc/passwd".into()), "limit: 5s"),
        (Does::Redirects("/again".into()), "limit: 5s"),
    ];
    let house = open_house().await;
    for (at, (does, limit)) in cases.into_iter().enumerate() {
        let name = format!("{does:?}");
        let service = Service::that(vec![does]).await;
        let id = format!("fetch{at}");
        let trail = fetching(&format!("get: \"{}/x\", {limit}", service.base))
            .replace("trail: fetch", &format!("trail: {id}"));
        house.talk(&id, &trail).await;
        let (rita, _) = house.visit(&id).await;
        rita.say("c1", "go").await;
        rita.hears("It failed.").await;
        assert!(!service.asked().is_empty(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn private_addresses_are_refused_until_an_admin_allows_the_host() {
    let service = Service::that(vec![word("in")]).await;
    let house = House::new().await;
    let port = service.host.rsplit_once(':').unwrap().1.to_owned();
    house
        .talk(
            "fetch",
            &fetching("get: \"{{ env.WHERE }}/x\", limit: 5s")
                .replace("vars:", "vars:\n  unused: { type: text }"),
        )
        .await;
    let admin = house.admin().await;
    for host in [
        "127.0.0.1",
        "localhost",
        "[::ffff:127.0.0.1]",
        "0x7f.1",
        "2130706433",
    ] {
        admin
            .put(
                "/api/env/WHERE",
                &json!({ "value": format!("http://{host}:{port}") }),
            )
            .await
            .ok(200);
        let (rita, _) = house.visit("fetch").await;
        rita.say("c1", "go").await;
        rita.hears("It failed.").await;
    }
    assert!(service.asked().is_empty());
    admin
        .put(
            "/api/env/ALLOWED_HOSTS",
            &json!({ "value": format!("other, localhost:{port}") }),
        )
        .await
        .ok(200);
    admin
        .put(
            "/api/env/WHERE",
            &json!({ "value": format!("http://localhost:{port}") }),
        )
        .await
        .ok(200);
    let (rita, _) = house.visit("fetch").await;
    rita.say("c1", "go").await;
    rita.hears("Got in.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_reach_the_service_and_nobody_else() {
    let service = Service::that(vec![word("it")]).await;
    let house = open_house().await;
    let admin = house.admin().await;
    admin
        .put("/api/secrets/SHOP_TOKEN", &json!({ "value": "Hush-42" }))
        .await
        .ok(200);
    let http = format!(
        "get: \"{}/x\", headers: {{ authorization: \"Bearer {{{{ secret.SHOP_TOKEN }}}}\" }}, limit: 5s",
        service.base
    );
    house.talk("fetch", &fetching(&http)).await;
    let (rita, _) = house.visit("fetch").await;
    rita.say("c1", "go").await;
    rita.hears("Got it.").await;
    assert!(
        service.asked()[0].contains("authorization: bearer hush-42"),
        "{:?}",
        service.asked()
    );
    let listed = admin.get("/api/secrets").await.ok(200);
    assert_eq!(listed, json!([{ "name": "SHOP_TOKEN" }]));
    drop((rita, admin));
    let house = house
        .restart_after(|folder| assert!(!holds(folder, b"Hush-42"), "the secret lies open on disk"))
        .await;
    let (rita, _) = house.visit("fetch").await;
    rita.say("c1", "go").await;
    rita.hears("Got it.").await;
    assert!(service.asked()[1].contains("bearer hush-42"));
}

fn holds(folder: &std::path::Path, needle: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, needle);
        }
        std::fs::read(path)
            .unwrap()
            .windows(needle.len())
            .any(|window| window == needle)
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_under_way_is_asked_for_again_after_a_restart() {
    let service = Service::that(vec![Does::Hangs, word("it")]).await;
    let house = open_house().await;
    house
        .talk(
            "fetch",
            &fetching(&format!("get: \"{}/x\", limit: 60s", service.base)),
        )
        .await;
    let (rita, _) = house.visit("fetch").await;
    rita.say("c1", "go").await;
    eventually("the first try is under way", || async {
        service.asked().len() == 1
    })
    .await;
    let (inbox, token) = (rita.inbox.clone(), rita.token.clone());
    let house = house.restart().await;
    let rita = crate::house::Visitor {
        house: &house,
        inbox,
        token,
    };
    rita.hears("Got it.").await;
    let asked = service.asked();
    assert_eq!(asked[0], asked[1], "the same request under the same key");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_simulator_s_request_goes_under_the_same_guard() {
    let service = Service::that(vec![word("it")]).await;
    let house = House::new().await;
    let admin = house.admin().await;
    let request = json!({ "request": {
        "method": "Get", "url": [{ "Text": format!("{}/x", service.base) }], "headers": [], "body": null, "limit": 2000, "retries": 0,
    }});
    let outcome = admin.post("/api/trails/http", &request).await.ok(200);
    assert!(
        outcome["Failed"]["reason"]
            .as_str()
            .unwrap()
            .contains("private address"),
        "{outcome}"
    );
    admin
        .put("/api/env/ALLOWED_HOSTS", &json!({ "value": service.host }))
        .await
        .ok(200);
    let outcome = admin.post("/api/trails/http", &request).await.ok(200);
    assert_eq!(outcome["Http"]["body"]["word"], "it");
}

/// A house whose contact has asked, and what they hear then.
async fn answered(meddle: Meddle, words: &str) {
    let service = Service::that(vec![word("it")]).await;
    let house = House::meddling(
        |options| options.allow_hosts = vec!["127.0.0.1".into()],
        meddle,
    )
    .await;
    let http = format!("get: \"{}/x\", limit: 5s", service.base);
    house.talk("fetch", &fetching(&http)).await;
    let (rita, _) = house.visit("fetch").await;
    rita.say("c1", "go").await;
    rita.hears(words).await;
    assert_eq!(service.asked().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_stored_at_the_moment_settles_later() {
    // Every try of the first turns loses its race.
    let refused = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&refused);
    let losing = Box::new(move |writes: &mut Vec<trilha_journal::Write>| {
        if events(writes).any(|event| matches!(event, Event::EffectSettled { .. }))
            && counted.fetch_add(1, Ordering::Relaxed) < 70
        {
            writes[0].expected_version += 1_000;
        }
    });
    answered(losing, "Got it.").await;
    assert_eq!(refused.load(Ordering::Relaxed), 71);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_too_large_to_be_stored_takes_the_error_exit() {
    let too_large = Box::new(|writes: &mut Vec<trilha_journal::Write>| {
        let answer = |event: Event| {
            let Event::EffectSettled { outcome, .. } = event else {
                return false;
            };
            matches!(outcome, Outcome::Http { .. })
        };
        if events(writes).any(answer) {
            writes[0].state = vec![0; 64 << 20];
        }
    });
    answered(too_large, "It failed.").await;
}
