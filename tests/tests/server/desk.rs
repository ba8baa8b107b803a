//! What people at the desk see and do.

use crate::house::{House, TALK, Visitor, eventually, texts};
use crate::service::{Does, Service};
use crate::socket::Socket;
use serde_json::{Value, json};

pub(crate) async fn handed_over(house: &House) -> Visitor<'_> {
    let (rita, _) = house.visit("talk").await;
    rita.say("c1", "Rita").await;
    assert_eq!(rita.say("c2", "A person").await, ["One moment."]);
    rita
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one story from beginning to end")]
async fn the_whole_way_from_bot_to_person_and_back() {
    let house = House::new().await;
    let people = house.desk("support", &["ana"]).await;
    let ana = &people[0];
    house.talk("talk", TALK).await;
    let rita = handed_over(&house).await;
    assert_eq!(rita.turn(0).await["with"], json!({ "type": "waiting" }));
    let listed = ana
        .get("/api/desk/conversations?list=waiting")
        .await
        .ok(200);
    assert_eq!(
        listed["counts"],
        json!({ "waiting": 1, "mine": 0, "all": 1 })
    );
    let line = &listed["conversations"][0];
    assert_eq!(
        (line["name"].as_str(), line["inbox_title"].as_str()),
        (Some("Rita"), Some("Inbox talk"))
    );
    assert_eq!(
        line["owner"],
        json!({ "type": "queue", "id": "support", "title": "Queue support" })
    );
    assert_eq!(
        (
            line["ticket"]["note"].as_str(),
            line["ticket"]["priority"].as_str()
        ),
        (Some("They asked."), Some("normal"))
    );
    assert_eq!(ana.get("/api/queues").await.ok(200)[0]["waiting"], 1);

    let taken = ana.act(&rita, json!("Take")).await.ok(200);
    assert_eq!(
        taken["owner"],
        json!({ "type": "agent", "id": "ana", "name": "ana Silva" })
    );
    assert_eq!(ana.list("mine").await, [rita.address()]);
    assert!(ana.list("waiting").await.is_empty());
    let opened = ana
        .get(&format!("/api/desk/conversations/talk/{}", rita.address()))
        .await
        .ok(200);
    assert_eq!(opened["place"]["vars"]["name"], "Rita");
    assert_eq!(
        (
            opened["place"]["title"].as_str(),
            &opened["place"]["personal"]
        ),
        (Some("Talk"), &json!(["name"]))
    );
    assert_eq!(opened["contact"]["name"], "Rita");
    let kinds: Vec<_> = opened["thread"]["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["type"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "started",
            "message",
            "message",
            "message",
            "message",
            "message",
            "message",
            "handed_off",
            "owned",
            "owned"
        ]
    );

    let mut socket = Socket::of_visitor(&rita, rita.turn(0).await["seq"].as_u64().unwrap()).await;
    assert_eq!(
        socket.next_of("turn").await["with"],
        json!({ "type": "agent", "name": "ana Silva" })
    );
    assert!(
        rita.say("c3", "Are you real?").await.is_empty(),
        "the bot is silent"
    );
    socket.next_of("turn").await;
    ana.act(&rita, json!({ "Reply": { "id": "r1", "text": "I am." } }))
        .await
        .ok(200);
    ana.act(&rita, json!({ "Reply": { "id": "r1", "text": "I am." } }))
        .await
        .ok(200);
    let turn = socket.next_of("turn").await;
    assert_eq!(
        (texts(&turn), &turn["messages"][0]["from"]),
        (
            vec!["I am.".into()],
            &json!({ "type": "agent", "name": "ana Silva" })
        )
    );
    ana.act(&rita, json!({ "Note": { "text": "A secret." } }))
        .await
        .ok(200);
    ana.act(&rita, json!("GiveBack")).await.ok(200);
    let turn = socket.next_of("turn").await;
    assert_eq!(texts(&turn), ["Back with the bot.", "Well, Rita?"]);
    assert_eq!(
        rita.say("c4", "more").await,
        ["There is more.", "Well, Rita?"]
    );
    assert!(
        !rita
            .thread()
            .await
            .iter()
            .any(|text| text.contains("secret"))
    );
    assert_eq!(ana.list("closed").await, [rita.address()]);
    assert!(ana.list("all").await.is_empty());
    ana.act(&rita, json!("GiveBack"))
        .await
        .refused(409, "nothing-to-give-back");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_take_it_and_one_wins() {
    let house = House::new().await;
    let people = house.desk("support", &["ana", "bia"]).await;
    house.talk("talk", TALK).await;
    for _ in 0..8 {
        let rita = handed_over(&house).await;
        let (one, other) = tokio::join!(
            people[0].act(&rita, json!("Take")),
            people[1].act(&rita, json!("Take"))
        );
        let (winner, loser) = if one.status == 200 {
            (one, other)
        } else {
            (other, one)
        };
        let name = winner.ok(200)["owner"]["name"].as_str().unwrap().to_owned();
        loser.refused(409, "already-taken");
        assert_eq!(loser.body["detail"], format!("{name} has taken it already"));
    }
    let users = house.admin().await.get("/api/users").await.ok(200);
    let holding: u64 = users
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["holding"].as_u64().unwrap())
        .sum();
    assert_eq!(holding, 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_bot_message_leaves_after_a_takeover_although_a_request_was_under_way() {
    let service = Service::that(vec![Does::Hangs]).await;
    let house = House::with(|options| options.allow_hosts = vec!["127.0.0.1".into()]).await;
    house.desk("support", &["ana"]).await;
    let trail = format!(
        "trail: slow\nsteps:\n  ask:\n    ask: What?\n    next: fetch\n  fetch:\n    http: {{ get: \"{}/x\", limit: 1s }}\n    error: sorry\n    next: sorry\n  sorry:\n    say: The bot speaks.\n    next: end\n",
        service.base
    );
    house.talk("slow", &trail).await;
    let (rita, _) = house.visit("slow").await;
    let (bia, _) = house.visit("slow").await;
    rita.say("c1", "go").await;
    bia.say("c1", "go").await;
    eventually("both requests are under way", || async {
        service.asked().len() == 2
    })
    .await;
    let admin = house.admin().await;
    admin.act(&rita, json!("Take")).await.ok(200);
    bia.hears("The bot speaks.").await;
    eventually("nothing is pending", || async {
        house
            .get("/metrics")
            .await
            .body
            .as_str()
            .unwrap()
            .contains("trilha_outbox_pending 0")
    })
    .await;
    admin
        .act(
            &rita,
            json!({ "Reply": { "id": "r1", "text": "A person speaks." } }),
        )
        .await
        .ok(200);
    assert_eq!(rita.thread().await, ["What?", "go", "A person speaks."]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_supervisors_take_a_conversation_from_the_bot() {
    let house = House::new().await;
    let people = house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let (rita, _) = house.visit("talk").await;
    assert_eq!(people[0].act(&rita, json!("Take")).await.status, 404);
    house.admin().await.act(&rita, json!("Take")).await.ok(200);
    assert!(rita.say("c1", "Rita").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_sorted_filtered_and_paged() {
    let house = House::new().await;
    let people = house.desk("support", &["ana"]).await;
    let ana = &people[0];
    let urgent = TALK
        .replace("handoff: support", "handoff: support\n    priority: urgent")
        .replace("trail: talk", "trail: rush");
    house.talk("talk", TALK).await;
    house.talk("rush", &urgent).await;
    let mut expected = Vec::new();
    for _ in 0..3 {
        expected.push(handed_over(&house).await.address().to_owned());
    }
    let (rush, _) = house.visit("rush").await;
    rush.say("c1", "Bia").await;
    rush.say("c2", "A person").await;
    expected.insert(0, rush.address().to_owned());
    assert_eq!(ana.list("waiting").await, expected);
    let mut paged = Vec::new();
    let mut before = String::new();
    loop {
        let page = ana
            .get(&format!(
                "/api/desk/conversations?list=waiting&limit=3&before={before}"
            ))
            .await;
        let page = page.ok(200);
        paged.extend(
            page["conversations"]
                .as_array()
                .unwrap()
                .iter()
                .map(|line| line["id"]["address"].as_str().unwrap().to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => before = next.replace('/', "%2F"),
            None => break,
        }
    }
    assert_eq!(paged, expected);
    let count = |reply: Value| reply["conversations"].as_array().unwrap().len();
    assert_eq!(
        count(
            ana.get("/api/desk/conversations?list=all&text=RITA")
                .await
                .ok(200)
        ),
        4,
        "the name of the profile"
    );
    assert_eq!(
        count(
            ana.get("/api/desk/conversations?list=all&queue=billing")
                .await
                .ok(200)
        ),
        0
    );
    for address in &expected {
        let inbox = if address == rush.address() {
            "rush"
        } else {
            "talk"
        };
        let path = format!("/api/desk/conversations/{inbox}/{address}/acts");
        ana.post(&path, &json!({ "act": "Take" })).await.ok(200);
        ana.post(&path, &json!({ "act": "Resolve" })).await.ok(200);
    }
    let mut closed = ana
        .get("/api/desk/conversations?list=closed&limit=3")
        .await
        .ok(200);
    let mut seen = count(closed.clone());
    while let Some(next) = closed["next"].as_str() {
        closed = ana
            .get(&format!(
                "/api/desk/conversations?list=closed&limit=3&before={}",
                next.replace('/', "%2F")
            ))
            .await
            .ok(200);
        seen += count(closed.clone());
    }
    assert_eq!(seen, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_thread_is_read_page_by_page() {
    let house = House::new().await;
    let people = house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let (rita, _) = house.visit("talk").await;
    rita.say("c1", "Rita").await;
    for n in 0..120 {
        rita.say(&format!("m{n}"), "more").await;
    }
    rita.say("c2", "A person").await;
    let base = format!("/api/desk/conversations/talk/{}", rita.address());
    let opened = people[0].get(&base).await.ok(200);
    let mut pages = vec![opened["thread"].clone()];
    while let Some(before) = pages.last().unwrap()["before"].as_u64() {
        pages.push(
            people[0]
                .get(&format!("{base}/thread?before={before}"))
                .await
                .ok(200),
        );
    }
    assert!(pages.len() > 2);
    let entries: Vec<_> = pages
        .iter()
        .rev()
        .flat_map(|page| page["entries"].as_array().unwrap())
        .collect();
    let seqs: Vec<_> = entries
        .iter()
        .map(|entry| entry["seq"].as_u64().unwrap())
        .collect();
    assert!(seqs.is_sorted_by(|one, other| one < other));
    assert_eq!(
        entries
            .iter()
            .filter(|entry| entry["type"] == "message")
            .count(),
        4 + 120 * 3 + 2
    );
    assert_eq!(entries[0]["type"], "started");
}
