//! What a visitor sees.

use crate::house::{House, TALK, eventually, texts};
use crate::socket::Socket;
use reqwest::Method;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[tokio::test(flavor = "multi_thread")]
async fn new_visits_from_one_address_have_a_limit() {
    let house = House::with(|options| {
        options.public_url = Some("http://chat.example.com".into());
        options.trusted_proxy = true;
    })
    .await;
    house
        .talk(
            "hi",
            "trail: hi\nsteps:\n  a:\n    say: Hi.\n    next: end\n",
        )
        .await;
    let visit = async |from: &str| {
        let request = house
            .request(Method::POST, "/api/chat/hi/visits")
            .header("x-forwarded-for", from);
        house.send(request.json(&json!({}))).await
    };
    // More come with time: the limit is reached when they come faster.
    let mut reply = visit("192.0.2.1").await;
    let mut opened = 0;
    while reply.status == 201 && opened < 2_000 {
        opened += 1;
        reply = visit("192.0.2.1").await;
    }
    reply.refused(429, "too-many-visits");
    assert!(opened >= 200, "{opened}");
    assert!(reply.header("retry-after").parse::<u64>().unwrap() > 0);
    assert_eq!(visit("192.0.2.2").await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_is_greeted_in_the_language_of_their_browser_unless_the_page_says_another() {
    let house = House::new().await;
    let text =
        "trail: hi\nlanguage: pt-BR\nsteps:\n  a: { say: { pt-BR: Oi., en: Hi. }, next: end }\n";
    house.talk("hi", text).await;
    let greeting = async |accept: &str, body: serde_json::Value| {
        let request = house
            .request(Method::POST, "/api/chat/hi/visits")
            .header("accept-language", accept);
        let visit = house.send(request.json(&body)).await.ok(201);
        visit.to_string()
    };
    let said = greeting("es;q=0.2, en-GB;q=0.8", json!({})).await;
    assert!(said.contains("Hi."), "{said}");
    let said = greeting("en", json!({ "language": "pt" })).await;
    assert!(said.contains("Oi."), "{said}");
    let said = greeting("fr, *;q=0.1", json!({})).await;
    assert!(said.contains("Oi."), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_is_greeted_and_answered() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let (rita, greeting) = house.visit("talk").await;
    assert_eq!(greeting, ["Welcome!", "What is your name?"]);
    let turn = rita.try_say("c1", "Rita").await.ok(200);
    assert_eq!(texts(&turn), ["Well, Rita?"]);
    assert_eq!(
        turn["messages"][0]["content"]["options"][1],
        json!({ "key": "2", "label": "A person" })
    );
    assert_eq!(turn["with"], json!({ "type": "bot" }));
    assert_eq!(
        rita.say("c2", "more").await,
        ["There is more.", "Well, Rita?"]
    );
    let all = rita.turn(0).await;
    assert_eq!(
        texts(&all),
        [
            "Welcome!",
            "What is your name?",
            "Rita",
            "Well, Rita?",
            "more",
            "There is more.",
            "Well, Rita?"
        ]
    );
    assert_eq!(
        (
            all["messages"][2]["id"].as_str(),
            all["messages"][2]["from"]["type"].as_str()
        ),
        (Some("c1"), Some("contact"))
    );
    let seqs: Vec<u64> = all["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["seq"].as_u64().unwrap())
        .collect();
    assert!(seqs.is_sorted_by(|one, other| one < other), "{seqs:?}");
    assert_eq!(
        texts(&rita.turn(turn["seq"].as_u64().unwrap()).await),
        ["more", "There is more.", "Well, Rita?"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_button_that_was_pressed_is_told_again() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let (rita, _) = house.visit("talk").await;
    rita.say("c1", "Rita").await;
    let press = json!({ "id": "c2", "text": "More", "option": "1" });
    let request = house
        .request(Method::POST, "/api/chat/talk/messages")
        .bearer_auth(&rita.token);
    house.send(request.json(&press)).await.ok(200);
    let options: Vec<_> = rita.turn(0).await["messages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|message| message["from"]["type"] == "contact")
        .map(|message| message["option"].clone())
        .collect();
    assert_eq!(options, [serde_json::Value::Null, json!("1")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_sent_twice_counts_once_and_is_answered_alike() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let (rita, _) = house.visit("talk").await;
    let first = rita.try_say("c1", "Rita").await.ok(200);
    let second = rita.try_say("c1", "Rita").await.ok(200);
    assert_eq!(first, second);
    assert_eq!(
        rita.say("c2", "more").await,
        ["There is more.", "Well, Rita?"]
    );
    assert_eq!(
        texts(&rita.try_say("c1", "Rita").await.ok(200)),
        ["Well, Rita?", "more", "There is more.", "Well, Rita?"]
    );
    assert_eq!(
        rita.thread()
            .await
            .iter()
            .filter(|text| *text == "Rita")
            .count(),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_messages_are_all_taken_in_some_order() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let (rita, _) = house.visit("talk").await;
    rita.say("c0", "Rita").await;
    let ids: Vec<String> = (0..16).map(|n| format!("m{n}")).collect();
    let replies = futures::future::join_all(ids.iter().map(|id| rita.say(id, "more"))).await;
    assert!(
        replies
            .iter()
            .all(|reply| reply == &["There is more.", "Well, Rita?"])
    );
    let all = rita.turn(0).await;
    assert_eq!(
        texts(&all)
            .iter()
            .filter(|text| *text == "There is more.")
            .count(),
        16
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_goes_on_after_a_restart() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let (rita, _) = house.visit("talk").await;
    rita.say("c1", "Rita").await;
    let (inbox, token) = (rita.inbox.clone(), rita.token.clone());
    let house = house.restart().await;
    let rita = crate::house::Visitor {
        house: &house,
        inbox,
        token,
    };
    assert_eq!(
        rita.say("c2", "more").await,
        ["There is more.", "Well, Rita?"]
    );
    assert_eq!(rita.thread().await.len(), 7);
    assert_eq!(
        house.admin().await.get("/api/queues").await.ok(200)[0]["title"],
        "Queue support"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn views_that_are_gone_are_folded_again() {
    let house = House::new().await;
    let people = house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let (rita, _) = house.visit("talk").await;
    rita.say("c1", "Rita").await;
    rita.say("c2", "A person").await;
    let waiting = people[0].list("waiting").await;
    assert_eq!(waiting, [rita.address()]);
    drop(people);
    let house = house.restart().await;
    assert_eq!(
        house
            .sign_in("ana", "password ana")
            .await
            .list("waiting")
            .await,
        waiting
    );
    let house = house
        .restart_after(|folder| std::fs::remove_dir_all(folder.join("data/views")).unwrap())
        .await;
    assert_eq!(
        house
            .sign_in("ana", "password ana")
            .await
            .list("waiting")
            .await,
        waiting
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_goes_on_where_it_was_cut_without_gap_or_double() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let (rita, _) = house.visit("talk").await;
    let mut socket = Socket::of_visitor(&rita, 0).await;
    let mut heard = Vec::new();
    let first = socket.next_of("turn").await;
    heard.extend(texts(&first));
    rita.say("c1", "Rita").await;
    let second = socket.next_of("turn").await;
    heard.extend(texts(&second));
    let seq = second["seq"].as_u64().unwrap();
    socket.close().await;
    for n in 0..150 {
        rita.say(&format!("m{n}"), "more").await;
    }
    let all = rita.turn(0).await;
    assert_eq!(
        (
            all["messages"].as_array().unwrap().len(),
            all["more"].as_bool()
        ),
        (200, Some(true))
    );
    let mut socket = Socket::of_visitor(&rita, seq).await;
    while heard.len() < 4 + 150 * 3 {
        heard.extend(texts(&socket.next_of("turn").await));
    }
    let mut expected = vec!["Welcome!", "What is your name?", "Rita", "Well, Rita?"];
    expected.extend(std::iter::repeat_n(["more", "There is more.", "Well, Rita?"], 150).flatten());
    assert_eq!(heard, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_that_cannot_read_on_is_closed_so_that_it_is_opened_again() {
    let unreadable = Arc::new(AtomicBool::new(false));
    let house = House::unreadable_while(Arc::clone(&unreadable)).await;
    house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let (rita, _) = house.visit("talk").await;
    let mut socket = Socket::of_visitor(&rita, 0).await;
    let turn = socket.next_of("turn").await;
    unreadable.store(true, Ordering::Relaxed);
    rita.say("c1", "Rita").await;
    assert_eq!(socket.next().await, None, "nothing more comes");
    unreadable.store(false, Ordering::Relaxed);
    let mut socket = Socket::of_visitor(&rita, turn["seq"].as_u64().unwrap()).await;
    assert_eq!(
        texts(&socket.next_of("turn").await),
        ["Rita", "Well, Rita?"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_that_race_with_opening_a_socket_come_once() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let (rita, _) = house.visit("talk").await;
    rita.say("c0", "Rita").await;
    let saying = async {
        for n in 0..30 {
            rita.say(&format!("m{n}"), "more").await;
        }
    };
    let hearing = async {
        let mut socket = Socket::of_visitor(&rita, 0).await;
        let mut seqs = Vec::new();
        while seqs.len() < 4 + 30 * 3 {
            let turn = socket.next_of("turn").await;
            seqs.extend(
                turn["messages"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|message| message["seq"].as_u64().unwrap()),
            );
        }
        seqs
    };
    let ((), seqs) = tokio::join!(saying, hearing);
    assert!(seqs.is_sorted_by(|one, other| one < other), "{seqs:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_wakes_the_trail_also_after_a_restart() {
    let house = House::new().await;
    let patient = "trail: patient\nsteps:\n  ask:\n    ask: Well?\n    timeout: { after: 700ms, next: late }\n    next: end\n  late:\n    say: Too late.\n    next: end\n";
    house.talk("patient", patient).await;
    let (rita, _) = house.visit("patient").await;
    rita.hears("Too late.").await;
    let (bia, _) = house.visit("patient").await;
    let (inbox, token) = (bia.inbox.clone(), bia.token.clone());
    let house = house.restart().await;
    let bia = crate::house::Visitor {
        house: &house,
        inbox,
        token,
    };
    bia.hears("Too late.").await;
    assert_eq!(bia.thread().await, ["Well?", "Too late."]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_is_for_new_sessions_while_running_ones_finish_on_theirs() {
    let house = House::new().await;
    let trail = |word: &str| {
        format!(
            "trail: twice\nsteps:\n  one:\n    ask: One {word}?\n    next: two\n  two:\n    say: Two {word}.\n    next: end\n"
        )
    };
    house.talk("twice", &trail("old")).await;
    let (rita, greeting) = house.visit("twice").await;
    assert_eq!(greeting, ["One old?"]);
    let admin = house.admin().await;
    let draft = admin.get("/api/trails/twice").await.ok(200);
    let draft = admin
        .put(
            "/api/trails/twice",
            &json!({ "base": draft["base"], "text": trail("new") }),
        )
        .await
        .ok(200);
    let published = admin
        .post(
            "/api/trails/twice/publish",
            &json!({ "base": draft["base"], "note": "better" }),
        )
        .await
        .ok(200);
    assert_eq!(
        (
            published["version"].as_u64(),
            published["by"].as_str(),
            published["note"].as_str()
        ),
        (Some(2), Some("Admin"), Some("better"))
    );
    assert_eq!(house.visit("twice").await.1, ["One new?"]);
    assert_eq!(rita.say("c1", "yes").await, ["Two old."]);
    let (inbox, token) = (rita.inbox.clone(), rita.token.clone());
    let (bia, _) = house.visit("twice").await;
    let bia_token = bia.token.clone();
    drop(admin);
    let house = house.restart().await;
    let bia = crate::house::Visitor {
        house: &house,
        inbox: inbox.clone(),
        token: bia_token,
    };
    assert_eq!(bia.say("c1", "yes").await, ["Two new."]);
    let rita = crate::house::Visitor {
        house: &house,
        inbox,
        token,
    };
    assert_eq!(rita.say("c2", "again").await, ["One new?"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_visitor_and_the_person_see_each_other_typing() {
    let house = House::new().await;
    let people = house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let (rita, _) = house.visit("talk").await;
    rita.say("c1", "Rita").await;
    rita.say("c2", "A person").await;
    people[0].act(&rita, json!("Take")).await.ok(200);
    let mut hers = Socket::of_visitor(&rita, 0).await;
    let mut desk = Socket::of_person(&people[0], None).await;
    let path = format!("/api/desk/conversations/talk/{}/typing", rita.address());
    hers.next_of("turn").await;
    people[0].post(&path, &json!({})).await.ok(204);
    hers.next_of("typing").await;
    let typing = house
        .request(Method::POST, "/api/chat/talk/typing")
        .bearer_auth(&rita.token);
    house.send(typing).await.ok(204);
    assert_eq!(desk.next_of("typing").await["address"], rita.address());
    eventually("the sockets are counted", || async {
        let text = house
            .get("/metrics")
            .await
            .body
            .as_str()
            .unwrap()
            .to_owned();
        text.contains("trilha_sockets{side=\"chat\"} 1")
            && text.contains("trilha_sockets{side=\"desk\"} 1")
    })
    .await;
}
