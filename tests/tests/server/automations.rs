//! What starts trails: its order, switching it off, and events of other systems that reach who never spoke.

use crate::house::{House, eventually};
use reqwest::Method;
use serde_json::json;

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
