//! Message groups: what was said in one is read by its team, supervisors and admins, and by nobody else anywhere.

use crate::house::{House, Person, eventually};
use crate::models::with_model;
use crate::people::Visitor;
use crate::service::{Does, Service};
use crate::socket::Socket;
use reqwest::Method;
use serde_json::{Value, json};

/// Hands off to the queue, in a group of it.
const TRAIL: &str = r"
trail: talk
language: en
steps:
  hello: { ask: What is it?, next: person, no_match: end }
  person:
    handoff: support
    group: health
    message: One moment.
    note: Word-noted before.
    summary: Word-summed up.
    subject: Word-subject.
    timeout: { after: 1h, next: end }
    closed: end
    next: hello
";

/// Everything that only the group may read: words, files, and what the ticket tells.
const WORDS: [&str; 8] = [
    "Word-asked",
    "Word-answered",
    "Word-written",
    "Word-pictured",
    "/media/",
    "Word-noted",
    "Word-summed",
    "Word-subject",
];
const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00";

/// A queue of ana, bia and caio; ana is of the group, bia is not, and caio is of another team.
struct Clinic<'a> {
    ana: Person<'a>,
    bia: Person<'a>,
    caio: Person<'a>,
    sol: Person<'a>,
    admin: Person<'a>,
}

impl<'a> Clinic<'a> {
    async fn of(house: &'a House) -> Self {
        let people = house.desk("support", &["ana", "bia", "caio"]).await;
        let Ok([ana, bia, caio]) = <[Person<'a>; 3]>::try_from(people) else {
            panic!("three are hired");
        };
        let clinic = Self {
            ana,
            bia,
            caio,
            sol: house.hire("sol", "supervisor").await,
            admin: house.admin().await,
        };
        clinic.team("health", &["ana"]).await;
        clinic.team("night", &["caio"]).await;
        clinic
    }

    async fn team(&self, id: &str, members: &[&str]) {
        let path = format!("/api/teams/{id}");
        let settings = json!({ "title": format!("The {id}"), "members": members });
        self.admin.put(&path, &settings).await.ok(200);
    }

    fn outside(&self) -> [&Person<'a>; 2] {
        [&self.bia, &self.caio]
    }

    fn inside(&self) -> [&Person<'a>; 3] {
        [&self.ana, &self.sol, &self.admin]
    }
}

/// Says and sends something of everything in the group. The contact said `Before` first, and `Word-asked` last.
async fn talked<'h>(house: &'h House, clinic: &Clinic<'_>) -> Visitor<'h> {
    house.talk("talk", TRAIL).await;
    let (rita, _) = house.visit("talk").await;
    rita.say("c1", "Before").await;
    clinic.ana.act(&rita, json!("Take")).await.ok(200);
    let reply = json!({ "Reply": { "id": "r1", "text": "Word-answered" } });
    clinic.ana.act(&rita, reply).await.ok(200);
    let note = json!({ "Note": { "id": "n1", "text": "Word-written" } });
    clinic.ana.act(&rita, note).await.ok(200);
    let path = format!(
        "/api/desk/conversations/talk/{}/media?name=Word-pictured.gif",
        rita.address()
    );
    let sent = clinic.ana.request(Method::POST, &path).body(GIF);
    let sent = house.send(sent).await.ok(201);
    let picture = json!({ "Reply": { "id": "r2", "text": "", "media": { "kind": "image", "url": sent["url"] } } });
    clinic.ana.act(&rita, picture).await.ok(200);
    rita.say("c2", "Word-asked").await;
    rita
}

fn path_of(rita: &Visitor<'_>) -> String {
    format!("/api/desk/conversations/talk/{}", rita.address())
}

fn leaked(told: &Value) -> Vec<&'static str> {
    let told = told.to_string();
    let mut words = WORDS.to_vec();
    words.retain(|word| told.contains(word));
    words
}

async fn line_of(person: &Person<'_>, asked: &str) -> Value {
    let path = format!("/api/desk/conversations?{asked}");
    let listed = person.get(&path);
    listed.await.ok(200)["conversations"][0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_tells_those_outside_that_something_was_said_and_nothing_more() {
    let house = House::new().await;
    let clinic = Clinic::of(&house).await;
    let rita = talked(&house, &clinic).await;
    for person in clinic.inside() {
        let opened = person.get(&path_of(&rita)).await.ok(200);
        assert_eq!(leaked(&opened), WORDS);
        assert_eq!(opened["summary"]["ticket"]["hidden"], false);
        let entries = opened["thread"]["entries"].as_array().unwrap();
        let said = entries
            .iter()
            .filter(|entry| entry["group"] == "The health");
        assert_eq!(said.count(), 4);
    }
    for person in clinic.outside() {
        let path = path_of(&rita);
        let opened = person.get(&path).await.ok(200);
        let thread = person.get(&format!("{path}/thread")).await.ok(200);
        assert_eq!(leaked(&opened), [""; 0]);
        assert_eq!(opened["thread"], thread);
        let entries = thread["entries"].as_array().unwrap();
        let opening = entries.iter().find(|one| one["type"] == "handed_off");
        assert_eq!(opening.unwrap()["for_group"], "The health");
        let ticket = &opened["summary"]["ticket"];
        assert_eq!(ticket["hidden"], true);
        let group = json!({ "id": "health", "title": "The health" });
        assert_eq!(ticket["group"], group);
        let entries = thread["entries"].as_array().unwrap();
        let hidden: Vec<_> = entries
            .iter()
            .filter(|one| one["type"] == "hidden")
            .collect();
        assert_eq!(hidden.len(), 4);
        for entry in hidden {
            let mut keys: Vec<_> = entry.as_object().unwrap().keys().collect();
            keys.sort();
            assert_eq!(keys, ["at", "group", "seq", "type"]);
            assert!(entry["at"].as_i64().unwrap() > 0);
        }
        let before = entries.iter().any(|one| one["content"]["text"] == "Before");
        assert!(before, "what was said before it is read");
    }
    let theirs = rita.turn(0).await.to_string();
    for word in ["Word-asked", "Word-answered", "Word-pictured", "/media/"] {
        assert!(
            theirs.contains(word),
            "{word}: the contact sees what is theirs"
        );
    }
    assert!(!theirs.contains("health"), "{theirs}");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_searches_tell_those_outside_nothing_of_it() {
    let house = House::new().await;
    let clinic = Clinic::of(&house).await;
    let rita = talked(&house, &clinic).await;
    for (person, list) in [(&clinic.ana, "mine"), (&clinic.sol, "all")] {
        let line = line_of(person, &format!("list={list}&text=word-asked")).await;
        assert_eq!(line["preview"], "Word-asked");
        assert_eq!(line["preview_group"], "The health");
        assert_eq!(line["ticket"]["summary"], "Word-summed up.");
        assert_eq!(line["unanswered"], 1);
    }
    for person in clinic.outside() {
        let line = line_of(person, "list=all").await;
        assert_eq!(leaked(&line), [""; 0]);
        assert_eq!(line["preview"], "");
        assert_eq!(line["preview_from"], Value::Null);
        assert_eq!(line["unanswered"], 0, "it would tell who spoke last");
        assert_eq!(line["preview_group"], "The health");
        let found = line_of(person, "list=all&text=word-asked").await;
        assert_eq!(found, Value::Null);
        let by_name = line_of(person, "list=all&text=rita").await;
        assert_eq!(by_name["name"], "Rita");
    }
    clinic.ana.act(&rita, json!("Resolve")).await.ok(200);
    let line = line_of(&clinic.bia, "list=closed").await;
    assert_eq!(
        (leaked(&line), &line["ticket"]["hidden"]),
        (vec![], &json!(true))
    );
    let found = line_of(&clinic.bia, "list=closed&text=word-asked").await;
    assert_eq!(found, Value::Null);
    let house = house.restart().await;
    let sol = house.sign_in("sol", "password sol").await;
    let line = line_of(&sol, "list=closed&text=word-asked").await;
    assert_eq!(line["preview"], "Word-asked", "also after a restart");
    let bia = house.sign_in("bia", "password bia").await;
    assert_eq!(
        line_of(&bia, "list=closed&text=word-asked").await,
        Value::Null
    );
}

/// All that a socket tells until a line's preview, or what came of it, is of the contact's last word.
async fn told(socket: &mut Socket, version: u64) -> Vec<Value> {
    let mut told = Vec::new();
    loop {
        let push = socket.next().await.expect("it stays open");
        let last = push["summary"]["version"].as_u64() >= Some(version);
        told.push(push);
        if last {
            return told;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_tell_those_outside_neither_what_was_said_nor_that_somebody_writes() {
    let house = House::new().await;
    let clinic = Clinic::of(&house).await;
    let listed = clinic.bia.get("/api/desk/conversations?list=all").await;
    let cursor = listed.ok(200)["cursor"].as_str().unwrap().to_owned();
    let mut outside = Socket::of_person(&clinic.bia, None).await;
    let mut inside = Socket::of_person(&clinic.sol, None).await;
    let rita = talked(&house, &clinic).await;
    clinic.ana.types(&rita).await.ok(204);
    rita.types().await.ok(204);
    rita.say("c3", "Word-asked again").await;
    let opened = clinic.sol.get(&path_of(&rita)).await.ok(200);
    let version = opened["summary"]["version"].as_u64().unwrap();

    let pushes = json!(told(&mut inside, version).await);
    assert_eq!(leaked(&pushes), WORDS);
    let typing = |pushes: &Value| {
        let pushes = pushes.as_array().unwrap();
        pushes
            .iter()
            .filter(|push| push["type"] == "typing")
            .count()
    };
    assert_eq!(typing(&pushes), 2);
    let pushes = json!(told(&mut outside, version).await);
    assert_eq!((leaked(&pushes), typing(&pushes)), (vec![], 0));
    assert!(pushes.to_string().contains(r#""hidden""#), "{pushes}");
    let mut late = Socket::of_person(&clinic.bia, Some(&cursor)).await;
    let pushes = json!(told(&mut late, version).await);
    assert_eq!(leaked(&pushes), [""; 0], "what is caught up with");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_joins_the_team_reads_what_was_said_and_who_leaves_it_no_longer() {
    let house = House::new().await;
    let clinic = Clinic::of(&house).await;
    let rita = talked(&house, &clinic).await;
    let reads = async |person: &Person<'_>| {
        let opened = person.get(&path_of(&rita)).await.ok(200);
        let line = line_of(person, "list=all&text=word-asked").await;
        let leaked = leaked(&opened);
        assert!(leaked.is_empty() == line.is_null(), "{leaked:?}");
        leaked == WORDS
    };
    clinic.team("health", &["ana", "bia"]).await;
    assert!(reads(&clinic.bia).await);
    clinic.team("health", &["bia"]).await;
    assert!(
        !reads(&clinic.ana).await,
        "although she has the conversation"
    );
    let delete = clinic.admin.delete("/api/teams/health");
    delete.await.ok(204);
    assert!(!reads(&clinic.bia).await);
    for person in [&clinic.sol, &clinic.admin] {
        assert!(reads(person).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_read_a_group_neither_takes_nor_says_anything_in_it() {
    let house = House::new().await;
    let clinic = Clinic::of(&house).await;
    house.talk("talk", TRAIL).await;
    let (rita, _) = house.visit("talk").await;
    rita.say("c1", "Before").await;
    let (ana, bia) = (&clinic.ana, &clinic.bia);
    let mine = json!({ "Transfer": { "to": { "Agent": "bia" }, "note": null } });
    let note = json!({ "Note": { "text": "Mine" } });
    for act in [json!("Take"), mine, note] {
        let refused = bia.act(&rita, act).await;
        refused.refused(409, "not-of-group");
        let detail = refused.body["detail"].as_str().unwrap();
        assert!(detail.contains("\"The health\""), "{detail}");
    }
    ana.act(&rita, json!("Take")).await.ok(200);
    rita.say("c2", "Word-asked").await;
    clinic.sol.act(&rita, json!("TakeOver")).await.ok(200);
    let answer = json!({ "Reply": { "id": "s1", "text": "Word-answered" } });
    clinic.sol.act(&rita, answer).await.ok(200);
    let to = json!({ "Transfer": { "to": { "Agent": "ana" }, "note": null } });
    clinic.sol.act(&rita, to).await.ok(200);
    clinic.team("health", &["caio"]).await;
    let reply = json!({ "act": { "Reply": { "id": "r1", "text": "Hello" } }, "seen": 1 });
    let refused = ana.deed(&rita, &reply).await;
    refused.refused(409, "not-of-group");
    assert!(
        !refused.body.to_string().contains("sol"),
        "who answered is not told"
    );
    let away = json!({ "Transfer": { "to": { "Queue": "support" }, "note": null } });
    let given = ana.act(&rita, away).await.ok(200);
    assert_eq!((leaked(&given), &given["preview"]), (vec![], &json!("")));
    clinic.caio.act(&rita, json!("Take")).await.ok(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_set_and_taken_off_and_what_was_said_in_it_stays_there() {
    let house = House::new().await;
    let clinic = Clinic::of(&house).await;
    let rita = talked(&house, &clinic).await;
    let set = |group: Option<&str>| json!({ "Group": { "group": group } });
    let (ana, bia, sol) = (&clinic.ana, &clinic.bia, &clinic.sol);
    ana.act(&rita, set(Some("day")))
        .await
        .refused(422, "invalid");
    let other = ana.act(&rita, set(Some("night"))).await;
    other.refused(409, "not-of-group");
    bia.act(&rita, set(None)).await.refused(409, "not-yours");
    let line = ana.act(&rita, set(None)).await.ok(200);
    assert_eq!(line["ticket"]["group"], Value::Null);
    rita.say("c3", "Open again").await;
    let opened = bia.get(&path_of(&rita)).await.ok(200);
    assert_eq!(
        leaked(&opened),
        [""; 0],
        "what was said for it, and the ticket's words"
    );
    assert_eq!(opened["summary"]["preview"], "Open again");
    let entries = opened["thread"]["entries"].as_array().unwrap();
    let grouped = entries.iter().find(|one| one["type"] == "grouped").unwrap();
    let told = ["group", "was", "by"].map(|key| grouped[key].clone());
    assert_eq!(told, [Value::Null, json!("The health"), json!("ana Silva")]);
    sol.act(&rita, set(Some("night"))).await.ok(200);
    rita.say("c4", "For the night").await;
    let opened = ana.get(&path_of(&rita)).await.ok(200);
    assert_eq!(opened["summary"]["preview"], "");
    assert!(opened.to_string().contains("Word-answered"));
    let reads = clinic.caio.get(&path_of(&rita)).await.ok(200);
    assert_eq!(
        (leaked(&reads), &reads["summary"]["preview"]),
        (vec![], &json!("For the night"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_answered_in_a_group_is_not_told_to_those_outside_once_it_is_taken_off() {
    let house = House::new().await;
    let clinic = Clinic::of(&house).await;
    let rita = talked(&house, &clinic).await;
    let (ana, bia, sol) = (&clinic.ana, &clinic.bia, &clinic.sol);
    let to = |who: &str| json!({ "Transfer": { "to": { "Agent": who }, "note": null } });
    let reply = |id: &str| json!({ "act": { "Reply": { "id": id, "text": "Hello" } }, "seen": 1 });
    sol.act(&rita, json!("TakeOver")).await.ok(200);
    let answer = json!({ "Reply": { "id": "s1", "text": "Word-answered" } });
    sol.act(&rita, answer).await.ok(200);
    sol.act(&rita, json!({ "Group": { "group": null } }))
        .await
        .ok(200);
    sol.act(&rita, to("ana")).await.ok(200);
    let late = ana.deed(&rita, &reply("a1")).await;
    late.refused(409, "someone-answered");
    assert_eq!(late.body["detail"], "sol Silva has answered meanwhile");
    ana.act(&rita, to("bia")).await.ok(200);
    bia.deed(&rita, &reply("b1")).await.ok(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_for_a_group_is_not_said_to_others_unless_one_insists() {
    let house = House::new().await;
    let clinic = Clinic::of(&house).await;
    clinic.team("night", &["ana", "caio"]).await;
    let rita = talked(&house, &clinic).await;
    let ana = &clinic.ana;
    let set = |group: Option<&str>| json!({ "Group": { "group": group } });
    let reply = |id: &str| json!({ "Reply": { "id": id, "text": "Hello" } });
    let note = |id: &str| json!({ "Note": { "id": id, "text": "Hello" } });
    let within = |act: Value| json!({ "act": act, "written_for": "health", "seen": 1 });
    let version = async || ana.get(&path_of(&rita)).await.ok(200)["summary"]["version"].clone();
    ana.deed(&rita, &within(reply("a1"))).await.ok(200);
    for (group, now) in [
        (None, "everyone who sees the conversation"),
        (Some("night"), "the group \"The night\" and supervisors"),
    ] {
        ana.act(&rita, set(group)).await.ok(200);
        let before = version().await;
        for act in [reply("a2"), note("a2")] {
            let late = ana.deed(&rita, &within(act)).await;
            late.refused(409, "readers-changed");
            let detail = late.body["detail"].as_str().unwrap();
            assert_eq!(detail, format!("what is said now is read by {now}"));
        }
        for there in [reply("a1"), note("n1")] {
            ana.deed(&rita, &within(there)).await.ok(200);
        }
        assert_eq!(version().await, before, "nothing was said");
    }
    let mut insisted = within(reply("a2"));
    insisted["anyway"] = json!(true);
    ana.deed(&rita, &insisted).await.ok(200);
    let unasked = json!({ "act": note("a3") });
    ana.deed(&rita, &unasked).await.ok(200);
    clinic.team("night", &["caio"]).await;
    let outside = ana.deed(&rita, &within(reply("a4"))).await;
    outside.refused(409, "not-of-group");
    clinic.sol.act(&rita, set(Some("health"))).await.ok(200);
    ana.deed(&rita, &within(reply("a4"))).await.ok(200);
    ana.act(&rita, json!("Resolve")).await.ok(200);
    clinic.sol.act(&rita, json!("Take")).await.ok(200);
    let late = clinic.sol.deed(&rita, &within(note("a5"))).await;
    late.refused(409, "readers-changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_would_be_read_by_others_hears_of_that_before_who_has_answered() {
    let house = House::new().await;
    let clinic = Clinic::of(&house).await;
    let rita = talked(&house, &clinic).await;
    let (ana, sol) = (&clinic.ana, &clinic.sol);
    sol.act(&rita, json!("TakeOver")).await.ok(200);
    let answer = json!({ "Reply": { "id": "s1", "text": "Word-answered" } });
    sol.act(&rita, answer).await.ok(200);
    sol.act(&rita, json!({ "Group": { "group": null } }))
        .await
        .ok(200);
    let to = json!({ "Transfer": { "to": { "Agent": "ana" }, "note": null } });
    sol.act(&rita, to).await.ok(200);
    let reply = json!({ "Reply": { "id": "a1", "text": "Hello" } });
    let late = json!({ "act": reply, "written_for": "health", "seen": 1 });
    ana.deed(&rita, &late).await.refused(409, "readers-changed");
    let for_all = json!({ "act": reply, "seen": 1 });
    ana.deed(&rita, &for_all)
        .await
        .refused(409, "someone-answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_not_shown_what_was_said_in_a_group() {
    let service = Service::that(vec![Does::Plays("reply.sse")]).await;
    let house = with_model(&service).await;
    let clinic = Clinic::of(&house).await;
    let trail = TRAIL.replace("next: hello\n", "next: more\n  more: { ask: 'More? {{ input.text }}', next: help, no_match: end }\n  help: { ai: { reply: '{{ input.text }}', memory: 20, limit: 20s }, unsure: end, error: end, next: end }\n");
    house
        .publish("other", &trail.replace("trail: talk", "trail: other"))
        .await;
    house.inbox("talk", "other").await;
    let (rita, _) = house.visit("talk").await;
    rita.say("c1", "Before").await;
    clinic.ana.act(&rita, json!("Take")).await.ok(200);
    let reply = json!({ "Reply": { "id": "r1", "text": "Word-answered" } });
    clinic.ana.act(&rita, reply).await.ok(200);
    rita.say("c2", "Word-asked").await;
    clinic.ana.act(&rita, json!("GiveBack")).await.ok(200);
    rita.say("c3", "Afterwards").await;
    eventually("the model is asked", async || !service.asked().is_empty()).await;
    let asked = service.asked().concat();
    assert!(
        asked.contains("before") && asked.contains("afterwards"),
        "{asked}"
    );
    assert!(!asked.contains("word-"), "{asked}");
}
