//! What people at the desk are told, and what they are not.

use crate::desk::handed_over;
use crate::house::{House, Person, TALK};
use crate::socket::Socket;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_what_their_queues_do_not_hold() {
    let house = House::new().await;
    let support = house.desk("support", &["ana"]).await;
    let other = house.desk("billing", &["caio"]).await;
    let (ana, caio) = (&support[0], &other[0]);
    house.talk("talk", TALK).await;
    let mut at_billing = Socket::of_person(caio, None).await;
    let mut at_support = Socket::of_person(ana, None).await;
    let rita = handed_over(&house).await;
    let changed = at_support.next_of("changed").await;
    assert_eq!(
        (
            changed["summary"]["name"].as_str(),
            &changed["counts"]["waiting"]
        ),
        (Some("Rita"), &json!(1))
    );
    let path = format!("/api/desk/conversations/talk/{}", rita.address());
    for list in ["waiting", "all", "mine", "closed"] {
        assert!(caio.list(list).await.is_empty(), "{list}");
    }
    let listed = caio
        .get("/api/desk/conversations?list=waiting")
        .await
        .ok(200);
    assert_eq!(
        listed["counts"],
        json!({ "waiting": 0, "mine": 0, "all": 0 })
    );
    caio.get(&path).await.refused(404, "no-such-conversation");
    caio.get(&format!("{path}/thread"))
        .await
        .refused(404, "no-such-conversation");
    caio.act(&rita, json!("Take"))
        .await
        .refused(404, "no-such-conversation");
    caio.act(&rita, json!({ "Note": { "text": "Hello" } }))
        .await
        .refused(404, "no-such-conversation");
    ana.act(&rita, json!("Take")).await.ok(200);
    ana.act(
        &rita,
        json!({ "Transfer": { "to": { "Queue": "billing" }, "note": "Yours." } }),
    )
    .await
    .ok(200);
    let first = at_billing.next_of("changed").await;
    assert_eq!(first["summary"]["owner"]["id"], "billing");
    assert_eq!(
        at_support.next_of("gone").await["id"]["address"],
        rita.address()
    );
    ana.get(&path).await.refused(404, "no-such-conversation");
    assert_eq!(caio.list("waiting").await, [rita.address()]);
    assert_eq!(house.admin().await.list("all").await, [rita.address()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_was_cut_off_hears_what_it_missed_once() {
    let house = House::new().await;
    let people = house.desk("support", &["ana"]).await;
    let ana = &people[0];
    house.talk("talk", TALK).await;
    let cursor = ana.get("/api/desk/conversations?list=all").await.ok(200)["cursor"]
        .as_str()
        .unwrap()
        .to_owned();
    let rita = handed_over(&house).await;
    ana.act(&rita, json!("Take")).await.ok(200);
    ana.act(&rita, json!({ "Reply": { "id": "r1", "text": "Here." } }))
        .await
        .ok(200);
    let mut socket = Socket::of_person(ana, Some(&cursor)).await;
    let mut said = Vec::new();
    let mut last = cursor;
    while !said.contains(&"Here.".to_owned()) {
        let push = socket.next_of("changed").await;
        let now = push["cursor"].as_str().unwrap().to_owned();
        assert!(now > last, "{now} after {last}");
        last = now;
        let entries = push["entries"].as_array().unwrap();
        said.extend(
            entries
                .iter()
                .filter_map(|entry| Some(entry["content"]["text"].as_str()?.to_owned())),
        );
    }
    rita.say("c3", "Thanks").await;
    let push = socket.next_of("changed").await;
    assert_eq!(push["entries"][0]["content"]["text"], "Thanks");
    assert_eq!(push["summary"]["unanswered"], 1);
    assert_eq!(said, ["A person", "One moment.", "Here."]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_tells_nothing_more_once_its_person_has_signed_out() {
    let house = House::new().await;
    let people = house.desk("support", &["ana", "bia"]).await;
    house.talk("talk", TALK).await;
    let mut socket = Socket::of_person(&people[0], None).await;
    let rita = handed_over(&house).await;
    socket.next_of("changed").await;
    people[0].delete("/api/session").await.ok(204);
    rita.say("c3", "Private words").await;
    while let Some(push) = socket.next().await {
        assert!(!push.to_string().contains("Private words"), "{push}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_from_nowhere_fetches_the_lists_again_and_goes_on() {
    let house = House::new().await;
    let people = house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let nowhere = "00000000ffffffff";
    let mut socket = Socket::of_person(&people[0], Some(nowhere)).await;
    let reset = socket.next_of("reset").await;
    assert_ne!(reset["cursor"], nowhere);
    handed_over(&house).await;
    socket.next_of("changed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_are_told_of_other_queues_what_a_transfer_needs() {
    let house = House::new().await;
    let support = house.desk("support", &["ana"]).await;
    let billing = house.desk("billing", &["caio"]).await;
    let sol = house.hire("sol", "supervisor").await;
    house.talk("talk", TALK).await;
    handed_over(&house).await;
    let shown = async |person: &Person<'_>| {
        let queues = person.get("/api/queues").await.ok(200);
        let queues = queues.as_array().unwrap().clone();
        queues
            .into_iter()
            .find(|queue| queue["id"] == "support")
            .unwrap()
    };
    let whole = shown(&support[0]).await;
    assert_eq!(
        (&whole["waiting"], &whole["available"], &whole["members"]),
        (&json!(1), &json!(1), &json!(["ana"]))
    );
    assert_eq!(shown(&sol).await, whole);
    let other = shown(&billing[0]).await;
    assert_eq!(
        other,
        json!({ "id": "support", "title": "Queue support", "colour": "#00aa00", "members": [], "waiting": 0, "available": 0 })
    );
}
