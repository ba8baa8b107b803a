//! What starts trails: its order, switching it off, and events of other systems that reach who never spoke.

use crate::desk::handed_over;
use crate::house::{House, TALK, eventually};
use crate::mail::sends_by;
use crate::people::Person;
use crate::post::Post;
use reqwest::Method;
use serde_json::{Value, json};

const FIRST: &str = "trail: first\nlanguage: en\ntitle: The first\nstarts:\n  - keyword: [Promoção, sale]\n  - { waiting: { after: 10m, queue: support, priority: high }, name: slow }\n  - schedule: { cron: 0 9 * * 1-5, zone: America/Sao_Paulo, tag: reader }\nsteps:\n  a: { say: The first., next: end }\n";
const SECOND: &str = "trail: second\nlanguage: en\nstarts:\n  - keyword: sale\n  - { event: order.paid, inbox: shop }\nsteps:\n  a: { say: \"The second {{ input?.payload?.order ?? 0 }}.\", next: end }\n";

#[tokio::test(flavor = "multi_thread")]
async fn automations_are_listed_in_order_and_an_admin_arranges_them() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    house.publish("first", FIRST).await;
    house.publish("second", SECOND).await;
    let admin = house.admin().await;
    let listed = admin.get("/api/automations").await.ok(200);
    let ids = |listed: &serde_json::Value| -> Vec<String> {
        let all = listed.as_array().unwrap().iter();
        all.map(|one| one["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        ids(&listed),
        [
            "first/keyword-1",
            "second/keyword-1",
            "second/event-1",
            "first/schedule-1",
            "first/slow"
        ]
    );
    assert_eq!(listed[0]["title"], "The first");
    assert_eq!(listed[0]["words"], json!(["promocao", "sale"]));
    assert_eq!(listed[2]["inboxes"], json!(["shop"]));
    assert_eq!(
        (&listed[3]["cron"], &listed[3]["zone"], &listed[3]["tags"]),
        (
            &json!("0 9 * * 1-5"),
            &json!("America/Sao_Paulo"),
            &json!(["reader"])
        )
    );
    assert_eq!(
        (
            &listed[4]["after"],
            &listed[4]["queues"],
            &listed[4]["priorities"]
        ),
        (&json!("10m"), &json!(["support"]), &json!(["high"]))
    );
    eventually("the schedule has a next moment", || async {
        let listed = house.admin().await.get("/api/automations").await.ok(200);
        listed[3]["next"].is_i64()
    })
    .await;

    let arranged =
        json!({ "order": ["second/keyword-1", "first/keyword-1"], "off": ["first/slow"] });
    let listed = admin.put("/api/automations", &arranged).await.ok(200);
    assert_eq!(ids(&listed)[..2], ["second/keyword-1", "first/keyword-1"]);
    assert_eq!(
        (&listed[0]["on"], &listed[4]["on"]),
        (&json!(true), &json!(false))
    );
    let unknown = json!({ "order": ["third/keyword-1"], "off": [] });
    admin
        .put("/api/automations", &unknown)
        .await
        .refused(422, "invalid");
    let house = house.restart().await;
    let listed = house.admin().await.get("/api/automations").await.ok(200);
    assert_eq!(ids(&listed)[..2], ["second/keyword-1", "first/keyword-1"]);
    assert_eq!(listed[4]["on"], false);
    let ana = house.sign_in("ana", "password ana").await;
    ana.get("/api/automations").await.refused(403, "forbidden");
    let sol = house.hire("sol", "supervisor").await;
    assert_eq!(sol.get("/api/automations").await.ok(200), listed);
    let arranging = sol.put("/api/automations", &arranged).await;
    arranging.refused(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_another_system_reaches_a_contact_who_never_spoke() {
    let house = House::new().await;
    house.publish("second", SECOND).await;
    let admin = house.admin().await;
    let shop =
        json!({ "title": "Shop", "channel": "api", "trail": null, "queue": null, "enabled": true });
    admin.put("/api/inboxes/shop", &shop).await.ok(200);
    let made = admin
        .post("/api/tokens", &json!({ "name": "Shop" }))
        .await
        .ok(201);
    let token = made["secret"].as_str().unwrap();
    let tell = async |inbox: &str, id: &str| {
        let path = format!("/api/conversations/{inbox}/rita/events");
        let told = json!({ "name": "order.paid", "payload": { "order": 7 }, "id": id });
        let request = house.request(Method::POST, &path).json(&told);
        house.send(request.bearer_auth(token)).await
    };
    let heard = tell("shop", "e1").await.ok(200);
    assert_eq!(heard["taken"], true);
    assert_eq!(tell("shop", "e1").await.ok(200)["taken"], false);
    tell("other", "e1")
        .await
        .refused(404, "no-such-conversation");
}

/// A rule that tells the supervisor of a ticket that waits for a second.
const SLOW: &str = "trail: slow\nlanguage: en\ntitle: Slow\nstarts: [{ waiting: { after: 1s } }]\nsteps:\n  a: { email: { to: \"{{ env.BOSS }}\", subject: It waits, text: Look at it. }, error: b, next: b }\n  b: { say: You are not forgotten., next: end }\n";

async fn boss(admin: &Person<'_>, address: &str) {
    let value = json!({ "value": address });
    admin.put("/api/env/BOSS", &value).await.ok(200);
}

async fn log(person: &Person<'_>, query: &str) -> Value {
    let path = format!("/api/automations/firings{query}");
    person.get(&path).await.ok(200)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_tells_the_supervisor_by_e_mail_and_the_log_says_what_came_of_it() {
    let post = Post::busy(0).await;
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let admin = house.admin().await;
    admin.put("/api/mail", &sends_by(&post)).await.ok(200);
    boss(&admin, "boss@shop.test").await;
    house.publish("slow", SLOW).await;
    let rita = handed_over(&house).await;
    rita.hears("You are not forgotten.").await;
    eventually("the letter arrives", || async { post.letters().len() == 1 }).await;
    assert_eq!(post.letters()[0].to, ["boss@shop.test"]);
    boss(&admin, "nobody@shop.test").await;
    let otto = handed_over(&house).await;
    otto.hears("You are not forgotten.").await;
    eventually("the log says that the letter did not go out", || async {
        log(&admin, "").await["firings"][0]["end"]["type"] == "failed"
    })
    .await;

    let said = log(&admin, "?automation=slow/waiting-1&limit=1").await;
    let next = said["next"].as_str().unwrap();
    let newest = &said["firings"][0];
    let end = json!({ "type": "failed", "step": "a" });
    let conversation = json!({ "inbox": "talk", "address": otto.address() });
    assert_eq!(
        (&newest["end"], &newest["conversation"]),
        (&end, &conversation)
    );
    let before = log(&admin, &format!("?limit=1&before={next}")).await;
    let first = &before["firings"][0];
    assert_eq!(first["end"], json!({ "type": "done" }));
    assert_eq!(
        (first["name"].as_str(), first["title"].as_str()),
        (Some("Rita"), Some("Slow"))
    );
    assert_eq!(first["inbox_title"], "Inbox talk");
    let opened = format!("/api/desk/conversations/talk/{}", otto.address());
    let opened = admin.get(&opened).await.ok(200);
    assert_eq!(newest["ticket"], opened["summary"]["ticket"]["number"]);
    let failed = json!("failed");
    let entries = opened["thread"]["entries"].as_array().unwrap();
    assert!(
        entries.iter().any(|entry| entry["type"] == failed),
        "{opened}"
    );

    let listed = admin.get("/api/automations").await.ok(200);
    assert_eq!(
        (&listed[0]["fired"], &listed[0]["last"]),
        (&json!(2), &newest["at"])
    );
    assert_eq!(
        log(&admin, "?automation=slow/other").await["firings"],
        json!([])
    );
    let ana = house.sign_in("ana", "password ana").await;
    let asked = ana.get("/api/automations/firings").await;
    asked.refused(403, "forbidden");
    let all = log(&admin, "").await;
    let house = house.restart().await;
    assert_eq!(log(&house.admin().await, "").await, all);
    let listed = house.admin().await.get("/api/automations").await.ok(200);
    assert_eq!(listed[0]["fired"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_automation_begins_is_in_the_log_of_those_who_see_the_conversation() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    house.publish("first", FIRST).await;
    house.inbox("shop", "first").await;
    let sol = house.hire("sol", "supervisor").await;
    let (rita, _) = house.visit("shop").await;
    rita.say("c1", "sale").await;
    rita.hears("The first.").await;
    let said = log(&sol, "").await;
    let firing = &said["firings"][0];
    assert_eq!(
        (firing["automation"].as_str(), &firing["ticket"]),
        (Some("first/keyword-1"), &Value::Null)
    );
    assert_eq!(firing["end"], json!({ "type": "done" }));
    assert_eq!(said["next"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_inbox_s_own_trail_answers_is_counted_where_it_waits_for_that() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    let starts = "starts: [{ message: { inbox: talk } }]\nvars:";
    house.talk("talk", &TALK.replace("vars:", starts)).await;
    let admin = house.admin().await;
    let listed = admin.get("/api/automations").await.ok(200);
    assert_eq!(
        (&listed[0]["fired"], &listed[0]["last"]),
        (&json!(0), &Value::Null)
    );
    let (_, greeted) = house.visit("talk").await;
    assert_eq!(greeted, ["Welcome!", "What is your name?"]);
    let rita = handed_over(&house).await;
    let listed = admin.get("/api/automations").await.ok(200);
    let first = &listed[0];
    assert_eq!(
        (first["id"].as_str(), &first["fired"]),
        (Some("talk/message-1"), &json!(2))
    );
    let said = log(&admin, "?automation=talk/message-1&limit=1").await;
    assert_eq!(first["last"], said["firings"][0]["at"]);
    let conversation = json!({ "inbox": "talk", "address": rita.address() });
    assert_eq!(said["firings"][0]["conversation"], conversation);
    assert_eq!(said["firings"][0]["end"], json!({ "type": "goes_on" }));
    let opened = format!("/api/desk/conversations/talk/{}", rita.address());
    let opened = admin.get(&opened).await.ok(200);
    let entries = opened["thread"]["entries"].as_array().unwrap();
    let count = |kind: &str| entries.iter().filter(|one| one["type"] == kind).count();
    let (started, fired) = (count("started"), count("fired"));
    assert_eq!(
        (started, fired),
        (1, 0),
        "a session begins, as any does: {opened}"
    );
}
