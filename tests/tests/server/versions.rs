//! Versions of trails: what differs, going back, schedules, what publishing means for live sessions, and moving them.

use crate::house::{House, SOON, Visitor, eventually};
use crate::people::Person;
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

const FIRST: &str = "\
trail: quiz
title: Quiz
steps:
  hello: { say: Welcome!, next: name }
  name: { ask: What is your name?, save: name, no_match: bye, timeout: { after: 2h, next: bye }, next: colour }
  colour: { ask: And your colour?, save: colour, no_match: bye, timeout: { after: 2h, next: bye }, next: bye }
  bye: { say: Bye from one., next: end }
";

/// Another way to say goodbye, and no `colour` any more.
const SECOND: &str = "\
trail: quiz
title: Quiz
vars:
  shop: { type: text, value: Acme }
steps:
  hello: { say: Welcome!, next: name }
  name: { ask: What is your name?, save: name, no_match: bye, timeout: { after: 2h, next: bye }, next: bye }
  bye: { say: \"Bye from {{ shop }}.\", next: end }
";

/// Saves a draft over whatever is there; its base.
async fn save(admin: &Person<'_>, text: &str) -> Value {
    let there = admin.get("/api/trails/quiz").await;
    let base = if there.status == 200 {
        there.body["base"].clone()
    } else {
        json!("")
    };
    let draft = json!({ "base": base, "text": text });
    admin.put("/api/trails/quiz", &draft).await.ok(200)["base"].clone()
}

async fn publish(admin: &Person<'_>, text: &str, how: Value) -> Value {
    let mut body = json!({ "base": save(admin, text).await });
    for (key, value) in how.as_object().unwrap() {
        body[key] = value.clone();
    }
    admin.post("/api/trails/quiz/publish", &body).await.ok(200)
}

async fn get(admin: &Person<'_>, path: &str) -> Value {
    admin.get(&format!("/api/trails/quiz/{path}")).await.ok(200)
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

/// A house whose trail serves, and two visitors: one who is asked the name, one who is asked the colour.
async fn asked(house: &House) -> [Visitor<'_>; 2] {
    house.talk("quiz", FIRST).await;
    let (rita, _) = house.visit("quiz").await;
    let (otto, _) = house.visit("quiz").await;
    assert_eq!(otto.say("c1", "Otto").await, ["And your colour?"]);
    [rita, otto]
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_are_read_compared_and_gone_back_to() {
    let house = House::new().await;
    house.talk("quiz", FIRST).await;
    let admin = house.admin().await;
    let second = publish(&admin, SECOND, json!({ "note": "shorter" })).await;
    assert_eq!(
        (&second["version"], &second["note"]),
        (&json!(2), &json!("shorter"))
    );
    let first = get(&admin, "versions/1").await;
    assert_eq!(
        (first["files"]["quiz.yaml"].as_str(), &first["root"]),
        (Some(FIRST), &json!("quiz.yaml"))
    );
    assert_eq!(first["published"]["version"], 1);
    assert_eq!(
        get(&admin, "versions/draft").await["files"]["quiz.yaml"],
        SECOND
    );
    let told = get(&admin, "diff?from=1&to=2").await;
    let steps = told["trails"][0]["steps"].as_array().unwrap();
    let steps: Vec<_> = steps
        .iter()
        .map(|step| {
            (
                step["step"].as_str().unwrap(),
                step["fate"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(steps, [("bye", "changed"), ("colour", "removed")]);
    assert_eq!(
        told["trails"][0]["rewired"],
        json!([{ "step": "name", "exit": "next", "old": "colour", "new": "bye", "by_default": false }])
    );
    assert_eq!(
        get(&admin, "diff").await,
        json!({ "trails": [], "files": [] })
    );
    let again = admin
        .post("/api/trails/quiz/versions/1/publish", &json!({}))
        .await
        .ok(200);
    assert_eq!(
        (
            &again["version"],
            &again["again"],
            &again["note"],
            &again["bundle"]
        ),
        (
            &json!(3),
            &json!(1),
            &json!("Back to version 1"),
            &first["published"]["bundle"]
        )
    );
    let (rita, _) = house.visit("quiz").await;
    assert_eq!(rita.say("c1", "Rita").await, ["And your colour?"]);
    let versions = get(&admin, "versions").await;
    assert_eq!(versions.as_array().unwrap().len(), 3);
    assert_eq!(
        get(&admin, "versions/draft").await["files"]["quiz.yaml"],
        SECOND,
        "the draft is as it was"
    );
    for (path, kind, status) in [
        ("versions/9", "not-found", 404),
        ("versions/x", "invalid", 422),
        ("diff?from=9", "not-found", 404),
    ] {
        admin
            .get(&format!("/api/trails/quiz/{path}"))
            .await
            .refused(status, kind);
    }
    let sol = house.hire("sol", "supervisor").await;
    get(&sol, "diff").await;
    sol.post("/api/trails/quiz/versions/1/publish", &json!({}))
        .await
        .refused(403, "forbidden");
    sol.post(
        "/api/trails/quiz/schedules",
        &json!({ "base": "", "at": 1 }),
    )
    .await
    .refused(403, "forbidden");
    sol.delete("/api/trails/quiz/schedules/1")
        .await
        .refused(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_no_longer_fits_the_house_is_not_gone_back_to() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    let admin = house.admin().await;
    let with = "trail: quiz\nsteps:\n  a: { handoff: support, offline: end, timeout: { after: 1h, next: end }, closed: end, next: end }\n";
    publish(&admin, with, json!({})).await;
    publish(
        &admin,
        "trail: quiz\nsteps:\n  a: { say: Hi., next: end }\n",
        json!({}),
    )
    .await;
    admin.delete("/api/queues/support").await.ok(204);
    let reply = admin
        .post("/api/trails/quiz/versions/1/publish", &json!({}))
        .await;
    reply.refused(422, "does-not-check");
    assert_eq!(get(&admin, "versions").await.as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_scheduled_is_published_once_at_its_moment_also_after_a_restart() {
    let house = House::new().await;
    house.talk("quiz", FIRST).await;
    let admin = house.admin().await;
    let base = save(&admin, SECOND).await;
    let wanted = json!({ "base": base, "at": now() + 3_000, "note": "at noon" });
    let one = admin
        .post("/api/trails/quiz/schedules", &wanted)
        .await
        .ok(200);
    assert_eq!(
        (&one["schedule"], &one["note"], &one["by"]),
        (&json!(1), &json!("at noon"), &json!("Admin"))
    );
    assert_eq!(get(&admin, "schedules").await, json!([one]));
    assert_eq!(get(&admin, "versions").await.as_array().unwrap().len(), 1);
    // What it will be is kept: the draft may change meanwhile.
    save(&admin, "trail: quiz\nsteps: [\n").await;
    let house = house.restart().await;
    let admin = house.admin().await;
    eventually("it is published", || async {
        get(&admin, "versions").await.as_array().unwrap().len() == 2
    })
    .await;
    let newest = &get(&admin, "versions").await[0];
    assert_eq!(
        (&newest["bundle"], &newest["note"], &newest["by"]),
        (&one["bundle"], &json!("at noon"), &json!("Admin"))
    );
    assert_eq!(get(&admin, "schedules").await, json!([]));
    let (rita, _) = house.visit("quiz").await;
    assert_eq!(rita.say("c1", "Rita").await, ["Bye from Acme."]);
    let house = house.restart().await;
    let admin = house.admin().await;
    assert_eq!(
        get(&admin, "versions").await.as_array().unwrap().len(),
        2,
        "once"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_due_while_the_server_was_down_is_published_at_the_start() {
    let house = House::new().await;
    house.talk("quiz", FIRST).await;
    let admin = house.admin().await;
    let at = now() + 2_500;
    let wanted = json!({ "base": save(&admin, SECOND).await, "at": at });
    admin
        .post("/api/trails/quiz/schedules", &wanted)
        .await
        .ok(200);
    let house = house
        .restart_after(|_| {
            let left = u64::try_from(at - now()).unwrap_or_default();
            assert!(left < SOON.as_millis().try_into().unwrap());
            while now() <= at {
                std::thread::yield_now();
            }
        })
        .await;
    let admin = house.admin().await;
    eventually("it is published", || async {
        get(&admin, "versions").await.as_array().unwrap().len() == 2
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_published_any_more_when_its_moment_comes_stays_listed_with_the_reason() {
    let house = House::new().await;
    house.talk("quiz", FIRST).await;
    let admin = house.admin().await;
    let queue = json!({ "title": "Night", "members": [], "colour": "#00aa00" });
    admin.put("/api/queues/night", &queue).await.ok(200);
    let handing = "trail: quiz\nsteps:\n  on: { handoff: night, next: end }\n";
    let wanted = json!({ "base": save(&admin, handing).await, "at": now() + 5_000 });
    admin
        .post("/api/trails/quiz/schedules", &wanted)
        .await
        .ok(200);
    admin.delete("/api/queues/night").await.ok(204);
    eventually("it is told", || async {
        !get(&admin, "schedules").await[0]["problem"].is_null()
    })
    .await;
    let listed = get(&admin, "schedules").await;
    let problem = listed[0]["problem"].as_str().unwrap();
    assert!(problem.starts_with("T0018 in quiz.yaml: "), "{problem}");
    assert_eq!(get(&admin, "versions").await.as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn schedules_stay_until_somebody_takes_them_away() {
    let house = House::new().await;
    house.talk("quiz", FIRST).await;
    let admin = house.admin().await;
    let base = save(&admin, SECOND).await;
    let later = now() + 3_600_000;
    for more in [2, 1] {
        let wanted = json!({ "base": base, "at": later + more });
        admin
            .post("/api/trails/quiz/schedules", &wanted)
            .await
            .ok(200);
    }
    let past = json!({ "base": base, "at": now() - 1 });
    admin
        .post("/api/trails/quiz/schedules", &past)
        .await
        .refused(422, "invalid");
    let numbers = async || {
        let listed = get(&admin, "schedules").await;
        let listed = listed.as_array().unwrap().clone();
        listed
            .iter()
            .map(|one| one["schedule"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers().await, [2, 1], "the next first");
    let third = FIRST.replace("from one", "from three");
    publish(&admin, &third, json!({})).await;
    assert_eq!(numbers().await, [2, 1], "publishing leaves them");
    admin.delete("/api/trails/quiz/schedules/2").await.ok(204);
    admin
        .delete("/api/trails/quiz/schedules/2")
        .await
        .refused(404, "not-found");
    assert_eq!(numbers().await, [1]);
    let same = publish(&admin, &third, json!({ "cancel_schedules": true })).await;
    assert_eq!(same["version"], 2, "no new version");
    assert_eq!(numbers().await, [0; 0]);
    let broken = json!({ "base": save(&admin, "trail: quiz\nsteps: [\n").await, "at": later });
    admin
        .post("/api/trails/quiz/schedules", &broken)
        .await
        .refused(422, "does-not-check");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_impact_says_how_many_stand_where_the_new_version_has_nothing() {
    let house = House::new().await;
    let [rita, otto] = asked(&house).await;
    let admin = house.admin().await;
    save(&admin, SECOND).await;
    let ask = async |steps: Value| {
        let asked = json!({ "of": "draft", "steps": steps });
        admin.post("/api/trails/quiz/impact", &asked).await.ok(200)
    };
    let impact = ask(json!([])).await;
    assert_eq!(
        (&impact["live"], &impact["movable"], &impact["stranded"]),
        (&json!(2), &json!(1), &json!(1))
    );
    assert_eq!(
        impact["steps"],
        json!([{ "trail": "quiz", "step": "colour", "was": "ask", "now": null, "sessions": 1 }])
    );
    assert_eq!(
        (
            &impact["versions"][0]["version"],
            &impact["versions"][0]["live"]
        ),
        (&json!(1), &json!(2))
    );
    let mapped = json!([{ "trail": "quiz", "from": "colour", "to": "name" }]);
    assert_eq!(ask(mapped).await["stranded"], 0);
    let kind = json!([{ "trail": "quiz", "from": "colour", "to": "bye" }]);
    assert_eq!(ask(kind).await["stranded"], 1, "`bye` is no question");
    let nowhere =
        json!({ "of": "draft", "steps": [{ "trail": "quiz", "from": "colour", "to": "nowhere" }] });
    admin
        .post("/api/trails/quiz/impact", &nowhere)
        .await
        .refused(422, "invalid");
    otto.say("c2", "Red").await;
    let impact = ask(json!([])).await;
    assert_eq!(
        (&impact["live"], &impact["stranded"]),
        (&json!(1), &json!(0)),
        "Otto is done"
    );
    assert_eq!(
        rita.say("c1", "Rita").await,
        ["And your colour?"],
        "asking moved nobody"
    );
    save(&admin, "steps: [\n").await;
    let broken = json!({ "of": "draft" });
    admin
        .post("/api/trails/quiz/impact", &broken)
        .await
        .refused(422, "does-not-check");
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_finish_where_they_began_unless_the_publisher_moves_them() {
    let house = House::new().await;
    let [rita, otto] = asked(&house).await;
    let admin = house.admin().await;
    publish(&admin, SECOND, json!({})).await;
    let live = get(&admin, "sessions").await;
    assert_eq!(
        (
            &live["moving"],
            &live["versions"][0]["version"],
            &live["versions"][0]["live"]
        ),
        (&Value::Null, &json!(1), &json!(2))
    );
    let third = SECOND.replace("Acme", "Best");
    publish(&admin, &third, json!({})).await;
    assert_eq!(get(&admin, "sessions").await["moving"], Value::Null);
    // Also afterwards, of what serves already.
    let again = publish(&admin, &third, json!({ "sessions": "move" })).await;
    assert_eq!(again["version"], 3);
    let done = async || get(&admin, "sessions").await["moving"]["done"] == true;
    eventually("they are moved", async || done().await).await;
    let live = get(&admin, "sessions").await;
    assert_eq!(
        live["moving"],
        json!({ "version": 3, "moved": 1, "left": 1, "done": true })
    );
    assert_eq!(
        rita.say("c1", "Rita").await,
        ["Bye from Best."],
        "the new version's words, and its first value"
    );
    assert_eq!(
        otto.say("c2", "Red").await,
        ["Bye from one."],
        "his question is gone there"
    );
    // The counts follow the journal, a moment after the answer.
    let none = async || {
        let live = get(&admin, "sessions").await;
        (&live["versions"], &live["moving"]["left"]) == (&json!([]), &json!(0))
    };
    eventually("nobody is left", async || none().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_on_steps_that_are_gone_move_to_those_given() {
    let house = House::new().await;
    let [_, otto] = asked(&house).await;
    let admin = house.admin().await;
    let steps = json!([{ "trail": "quiz", "from": "colour", "to": "name" }]);
    publish(
        &admin,
        SECOND,
        json!({ "sessions": "move", "steps": steps }),
    )
    .await;
    eventually("they are moved", async || {
        get(&admin, "sessions").await["moving"]["done"] == true
    })
    .await;
    assert_eq!(get(&admin, "sessions").await["moving"]["moved"], 2);
    assert_eq!(otto.say("c2", "Red").await, ["Bye from Acme."]);
}

#[tokio::test(flavor = "multi_thread")]
async fn moving_goes_on_after_a_restart() {
    let house = House::new().await;
    house.talk("quiz", FIRST).await;
    let mut tokens = Vec::new();
    for _ in 0..40 {
        tokens.push(house.visit("quiz").await.0.token);
    }
    let admin = house.admin().await;
    publish(&admin, SECOND, json!({ "sessions": "move" })).await;
    // Stopped with some of them moved, or none, or all.
    let house = house.restart().await;
    let admin = house.admin().await;
    eventually("they are moved", async || {
        get(&admin, "sessions").await["moving"]["done"] == true
    })
    .await;
    let moving = get(&admin, "sessions").await["moving"].clone();
    assert_eq!(
        moving,
        json!({ "version": 2, "moved": 40, "left": 0, "done": true }),
        "each once"
    );
    for token in tokens {
        let inbox = "quiz".into();
        let visitor = Visitor {
            house: &house,
            inbox,
            token,
        };
        assert_eq!(visitor.say("c1", "Rita").await, ["Bye from Acme."]);
    }
}
