//! Several people at one conversation: who has it, who takes over, who types, who has answered.

use crate::desk::handed_over;
use crate::house::{House, Person, TALK, Visitor, eventually};
use crate::socket::Socket;
use serde_json::{Value, json};

async fn holding(admin: &Person<'_>, name: &str) -> Value {
    let users = admin.get("/api/users").await.ok(200);
    let users = users.as_array().unwrap();
    users.iter().find(|user| user["id"] == name).unwrap()["holding"].clone()
}

async fn reply(
    person: &Person<'_>,
    visitor: &Visitor<'_>,
    id: &str,
    seen: &Value,
) -> crate::house::Reply {
    let act = json!({ "Reply": { "id": id, "text": format!("{id} says") } });
    person
        .deed(visitor, &json!({ "act": act, "seen": seen }))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_acts_on_what_an_agent_has_and_the_agent_is_free() {
    let house = House::new().await;
    let people = house.desk("support", &["ana", "bia"]).await;
    let sol = house.hire("sol", "supervisor").await;
    let admin = house.admin().await;
    house.talk("talk", TALK).await;
    for act in [
        json!("TakeOver"),
        json!("ReturnToQueue"),
        json!("GiveBack"),
        json!("Resolve"),
        json!({ "Transfer": { "to": { "Agent": "bia" }, "note": null } }),
    ] {
        let rita = handed_over(&house).await;
        people[0].act(&rita, json!("Take")).await.ok(200);
        assert_eq!(holding(&admin, "ana").await, 1);
        let refused = people[1].act(&rita, act.clone()).await;
        assert!(
            matches!(refused.status, 403 | 409),
            "{act}: {}",
            refused.body
        );
        sol.act(&rita, json!("Take"))
            .await
            .refused(409, "already-taken");
        let after = sol.act(&rita, act.clone()).await.ok(200);
        assert_ne!(after["owner"]["id"], "ana", "{act}");
        assert_eq!(holding(&admin, "ana").await, 0, "{act}");
        let late = reply(&people[0], &rita, "late", &Value::Null).await;
        assert!(matches!(late.status, 404 | 409), "{act}: {}", late.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_disabled_had_waits_in_its_queue_again() {
    let house = House::new().await;
    let people = house.desk("support", &["ana", "bia"]).await;
    let admin = house.admin().await;
    house.talk("talk", TALK).await;
    let mut waiting = Vec::new();
    for _ in 0..3 {
        let rita = handed_over(&house).await;
        people[0].act(&rita, json!("Take")).await.ok(200);
        waiting.push(rita);
    }
    assert!(people[1].list("waiting").await.is_empty());
    let disabled = json!({ "name": "Ana", "role": "agent", "disabled": true });
    let user = admin.put("/api/users/ana", &disabled).await.ok(200);
    assert_eq!(user["holding"], 0);
    assert_eq!(people[1].list("waiting").await.len(), 3);
    for rita in &waiting {
        people[1].act(rita, json!("Take")).await.ok(200);
    }
    let to_ana = json!({ "Transfer": { "to": { "Agent": "ana" }, "note": null } });
    people[1]
        .act(&waiting[0], to_ana)
        .await
        .refused(422, "invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_keeps_what_they_took_while_they_were_disabled() {
    let house = House::new().await;
    let people = house.desk("support", &["ana", "bia"]).await;
    let admin = house.admin().await;
    house.talk("talk", TALK).await;
    let set = |disabled: bool| json!({ "name": "Ana", "role": "agent", "disabled": disabled });
    let mut ana = people[0].cookie.clone();
    for _ in 0..6 {
        let rita = handed_over(&house).await;
        let now = Person {
            house: &house,
            cookie: ana,
        };
        let (yes, no) = (set(true), set(false));
        let (disabled, _) = tokio::join!(
            admin.put("/api/users/ana", &yes),
            now.act(&rita, json!("Take"))
        );
        assert_eq!(disabled.ok(200)["holding"], 0);
        assert_eq!(holding(&admin, "ana").await, 0);
        admin.put("/api/users/ana", &no).await.ok(200);
        ana = house.sign_in("ana", "password ana").await.cookie;
    }
    assert_eq!(admin.list("waiting").await.len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_sent_twice_is_written_once() {
    let house = House::new().await;
    let people = house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let rita = handed_over(&house).await;
    let note = json!({ "Note": { "id": "n1", "text": "Ask for the number." } });
    people[0].act(&rita, note.clone()).await.ok(200);
    people[0].act(&rita, note).await.ok(200);
    let path = format!("/api/desk/conversations/talk/{}", rita.address());
    let opened = people[0].get(&path).await.ok(200);
    let entries = opened["thread"]["entries"].as_array().unwrap();
    let notes = entries.iter().filter(|entry| entry["type"] == "note");
    assert_eq!(notes.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_reply_to_the_same_message_warns() {
    let house = House::new().await;
    let people = house.desk("support", &["ana"]).await;
    let (ana, sol) = (&people[0], house.hire("sol", "supervisor").await);
    house.talk("talk", TALK).await;
    let rita = handed_over(&house).await;
    let seen = ana.act(&rita, json!("Take")).await.ok(200)["version"].clone();
    // Meanwhile somebody else takes over, answers, and gives it back.
    sol.act(&rita, json!("TakeOver")).await.ok(200);
    reply(&sol, &rita, "s1", &Value::Null).await.ok(200);
    reply(ana, &rita, "a0", &seen)
        .await
        .refused(409, "not-yours");
    let back = json!({ "Transfer": { "to": { "Agent": "ana" }, "note": null } });
    let now = sol.act(&rita, back).await.ok(200)["version"].clone();
    let late = reply(ana, &rita, "a1", &seen).await;
    late.refused(409, "someone-answered");
    assert_eq!(late.body["detail"], "sol Silva has answered meanwhile");
    reply(ana, &rita, "a2", &now).await.ok(200);
    reply(ana, &rita, "a3", &now).await.ok(200);
    let act = json!({ "Reply": { "id": "a1", "text": "Still." } });
    let anyway = json!({ "act": act, "seen": seen, "anyway": true });
    ana.deed(&rita, &anyway).await.ok(200);
    // What was stored is not warned about when it is sent again.
    ana.deed(&rita, &json!({ "act": act, "seen": seen }))
        .await
        .ok(200);
    assert_eq!(
        rita.thread().await.split_off(6),
        ["s1 says", "a2 says", "a3 says", "Still."]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn people_see_each_other_typing_and_not_themselves() {
    let house = House::new().await;
    let people = house.desk("support", &["ana", "bia"]).await;
    house.desk("billing", &["caio"]).await;
    house.talk("talk", TALK).await;
    let rita = handed_over(&house).await;
    people[0].act(&rita, json!("Take")).await.ok(200);
    let mut at_ana = Socket::of_person(&people[0], None).await;
    let mut at_bia = Socket::of_person(&people[1], None).await;
    let mut at_rita = Socket::of_visitor(&rita, 0).await;
    people[0].types(&rita).await.ok(204);
    let typing = at_bia.next_of("typing").await;
    assert_eq!(
        (typing["by"].as_str(), typing["address"].as_str()),
        (Some("ana Silva"), Some(rita.address()))
    );
    at_rita.next_of("typing").await;
    people[1].types(&rita).await.ok(204);
    assert_eq!(at_ana.next_of("typing").await["by"], "bia Silva");
    reply(&people[0], &rita, "a1", &Value::Null).await.ok(200);
    people[0].types(&rita).await.ok(204);
    assert_eq!(
        at_bia.next_of("typing").await["by"],
        "ana Silva",
        "who has answered types anew"
    );
    at_rita.next_of("typing").await;
    rita.types().await.ok(204);
    assert_eq!(at_ana.next_of("typing").await["by"], Value::Null);
    let caio = house.sign_in("caio", "password caio").await;
    caio.types(&rita).await.refused(404, "no-such-conversation");
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_is_told_once_a_second_and_only_to_people() {
    let house = House::new().await;
    let people = house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let (bot, _) = house.visit("talk").await;
    let rita = handed_over(&house).await;
    let mut desk = Socket::of_person(&people[0], None).await;
    let began = std::time::Instant::now();
    for _ in 0..200 {
        rita.types().await.ok(204);
        bot.types().await.ok(204);
    }
    let seconds = began.elapsed().as_secs() + 1;
    people[0]
        .act(&rita, json!({ "Note": { "text": "The end." } }))
        .await
        .ok(200);
    let mut told = 0;
    loop {
        let push = desk.next().await.unwrap();
        match push["type"].as_str().unwrap() {
            "typing" => {
                assert_eq!(push["address"], rita.address());
                told += 1;
            }
            "changed" if push["entries"][0]["text"] == "The end." => break,
            _ => {}
        }
    }
    assert!((1..=seconds).contains(&told), "{told} in {seconds} s");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_who_floods_is_slowed_down_and_nobody_else() {
    let house = House::with(|options| {
        options.messages = Some(trilha_server::Rate {
            at_once: 5,
            a_second: 1,
        });
    })
    .await;
    house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let (rita, _) = house.visit("talk").await;
    let (bia, _) = house.visit("talk").await;
    let mut said = 0;
    let refused = loop {
        let reply = rita.try_say(&format!("m{said}"), "more").await;
        if reply.status != 200 {
            break reply;
        }
        said += 1;
        assert!(said < 2_000, "without an end");
    };
    refused.refused(429, "too-many-messages");
    assert!(said >= 5, "{said}");
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
    bia.say("c1", "Bia").await;
    eventually("there is room again", || async {
        rita.try_say("later", "more").await.status == 200
    })
    .await;
}
