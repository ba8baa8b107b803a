//! Who changed what, and when: the events of every route by which people change something say it.

use crate::house::{House, eventually};
use crate::people::Person;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};
use trilha_journal::{Cursor, Journal as _, Write};
use trilha_model::codec;

/// The routes that change nothing that an admin sets up, or say who and when elsewhere, each with why.
const OTHERWISE: [(&str, &str); 11] = [
    (
        "POST /api/desk/conversations/{inbox}/{address}/acts",
        "the conversation's own events say it",
    ),
    (
        "POST /api/desk/conversations/{inbox}/{address}/media",
        "nothing is said before the reply that names it",
    ),
    (
        "POST /api/desk/conversations/{inbox}/{address}/typing",
        "nothing of it is kept",
    ),
    (
        "PUT /api/desk/availability",
        "one's own, on one's own stream; its event has the moment",
    ),
    ("PUT /api/trails/{id}", "drafts are files"),
    ("PUT /api/trails/{id}/tests", "drafts are files"),
    ("DELETE /api/trails/{id}", "drafts are files"),
    ("POST /api/trails/{id}/impact", "a question"),
    ("POST /api/trails/http", "a try"),
    ("POST /api/mail/test", "a try"),
    ("POST /api/webhooks/{id}/test", "a try"),
];

/// What the server writes on these streams of itself.
const OF_ITSELF: [&str; 4] = [
    "DeliveryQueued",
    "DeliveryTried",
    "SessionsMoved",
    "TokenUsed",
];

/// A trail that tells other systems of everybody who comes.
const TELLS: &str = "trail: tells\nlanguage: en\nsteps:\n  a: { emit: came, next: b }\n  b: { say: Hi., next: end }\n";

/// An admin who changes things, and what the journal says of it.
struct Clerk<'a> {
    house: &'a House,
    person: Person<'a>,
    seen: Cursor,
    went: BTreeSet<String>,
}

impl<'a> Clerk<'a> {
    async fn new(house: &'a House) -> Self {
        let person = house.hire("boss", "admin").await;
        Self {
            house,
            person,
            seen: house.log.end(),
            went: BTreeSet::new(),
        }
    }

    /// Changes something by a route, such as `PUT /api/queues/{id}`, of these parts; every event of it says who did
    /// it and when.
    async fn does(&mut self, route: &str, parts: &[&str], body: Value) -> Value {
        let (method, path) = route.split_once(' ').unwrap();
        let mut parts = parts.iter();
        let filled = path.split('/').map(|piece| match piece.strip_prefix('{') {
            Some(_) => *parts.next().unwrap(),
            None => piece,
        });
        let path = filled.collect::<Vec<_>>().join("/");
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        self.changes();
        let before = now();
        let request = self.person.request(method, &path).json(&body);
        let reply = self.house.send(request).await;
        assert!(
            reply.status < 300,
            "{route}: {} {}",
            reply.status,
            reply.body
        );
        let changes = self.changes();
        assert!(!changes.is_empty(), "{route} changes something");
        for (name, said) in changes {
            is_signed(route, &name, &said, before..=now());
        }
        if let Some(cookie) = reply.headers.get("set-cookie") {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            cookie.clone_into(&mut self.person.cookie);
        }
        self.went.insert(route.to_owned());
        reply.body
    }

    /// What people changed since it was asked last: names of events, and what they hold.
    fn changes(&mut self) -> Vec<(String, Value)> {
        let mut tail = self.house.log.tail(self.seen);
        let mut changes = Vec::new();
        loop {
            let commits = tail.try_next().unwrap();
            if commits.is_empty() {
                self.seen = tail.cursor();
                return changes;
            }
            let writes = commits.iter().flat_map(|commit| &commit.writes);
            changes.extend(writes.filter(|write| is_setting(write)).flat_map(events));
        }
    }
}

/// Whether a stream is of what people set up: not of a conversation, of a schedule as the server keeps it, or of a
/// bundle, which is stored once, whoever publishes it.
fn is_setting(write: &Write) -> bool {
    let stream = write.stream.to_string();
    let others = ["conversation/", "automation/", "bundle/", "delivery/"];
    !others.iter().any(|prefix| stream.starts_with(prefix))
}

fn events(write: &Write) -> Vec<(String, Value)> {
    let named = write.events.iter().map(|event| {
        let name = codec::event_name(event).unwrap().to_owned();
        let whole: Value = codec::event_from_bytes(event).unwrap();
        let said = whole[&name].clone();
        (name, said)
    });
    named
        .filter(|(name, _)| !OF_ITSELF.contains(&name.as_str()))
        .collect()
}

fn is_signed(route: &str, name: &str, said: &Value, between: std::ops::RangeInclusive<i64>) {
    let (by, at) = match name {
        "SignedIn" => ("agent", "at"),
        // Its `at` is when it is to be published.
        "TrailScheduled" => ("by", "asked"),
        _ => ("by", "at"),
    };
    assert_eq!(said[by], "boss", "{route}: who, in {name}: {said}");
    let at = said[at].as_i64();
    assert!(
        at.is_some_and(|at| between.contains(&at)),
        "{route}: when, in {name}: {said}"
    );
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    i64::try_from(since.unwrap().as_millis()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_that_changes_something_says_who_did_and_when() {
    let house = House::with(|options| options.webhook_pauses = Vec::new()).await;
    let mut boss = Clerk::new(&house).await;
    people(&mut boss).await;
    places(&mut boss).await;
    values(&mut boss).await;
    outside(&mut boss).await;
    trails(&mut boss).await;
    let password = json!({ "current": "password boss", "password": "another password" });
    boss.does("PUT /api/session/password", &[], password).await;
    boss.does("DELETE /api/session", &[], Value::Null).await;

    let document = house.get("/api/openapi.json").await.ok(200);
    let paths = document["paths"].as_object().unwrap().iter();
    let operations = paths.flat_map(|(path, item)| {
        let operations = item.as_object().unwrap().iter();
        operations.map(move |(method, operation)| (path, method, operation))
    });
    let of_staff = operations.filter(|(_, method, operation)| {
        method.as_str() != "get" && operation["x-role"].is_string()
    });
    let all: BTreeSet<String> = of_staff
        .map(|(path, method, _)| format!("{} {path}", method.to_uppercase()))
        .collect();
    let mut known = boss.went;
    known.extend(OTHERWISE.map(|(route, _)| route.to_owned()));
    assert_eq!(all, known, "each is gone through, or says why it is not");
}

async fn people(boss: &mut Clerk<'_>) {
    let ana = json!({ "id": "ana", "name": "Ana", "role": "agent", "password": "password ana" });
    boss.does("POST /api/users", &[], ana).await;
    let change = "PUT /api/users/{id}";
    let other =
        json!({ "name": "Ana B", "role": "supervisor", "disabled": true, "skills": ["nl"] });
    boss.does(change, &["ana"], other).await;
    let again = json!({ "name": "Ana B", "role": "supervisor", "disabled": false });
    boss.does(change, &["ana"], again).await;
    let password = json!({ "password": "a new password" });
    boss.does("PUT /api/users/{id}/password", &["ana"], password)
        .await;
}

async fn places(boss: &mut Clerk<'_>) {
    let queue = json!({ "title": "Queue", "members": ["ana"], "colour": "#00aa00" });
    boss.does("PUT /api/queues/{id}", &["support"], queue).await;
    boss.does("DELETE /api/queues/{id}", &["support"], Value::Null)
        .await;
    let team = json!({ "title": "Team", "members": ["ana"] });
    boss.does("PUT /api/teams/{id}", &["sales"], team).await;
    boss.does("DELETE /api/teams/{id}", &["sales"], Value::Null)
        .await;
    let inbox = json!({ "title": "Inbox", "channel": "api", "trail": null, "queue": null, "enabled": true });
    boss.does("PUT /api/inboxes/{id}", &["shop"], inbox).await;
    boss.does("DELETE /api/inboxes/{id}", &["shop"], Value::Null)
        .await;
}

async fn values(boss: &mut Clerk<'_>) {
    let value = json!({ "value": "x" });
    for kind in ["env", "secrets"] {
        let route = format!("PUT /api/{kind}/{{name}}");
        boss.does(&route, &["BRAND"], value.clone()).await;
        let route = format!("DELETE /api/{kind}/{{name}}");
        boss.does(&route, &["BRAND"], Value::Null).await;
    }
    let week = vec![vec!["09:00-18:00"]; 7];
    let calendar =
        json!({ "title": "Shop", "zone": "UTC", "week": week, "holidays": [], "days": {} });
    boss.does("PUT /api/calendars/{name}", &["shop"], calendar)
        .await;
    boss.does("DELETE /api/calendars/{name}", &["shop"], Value::Null)
        .await;
}

async fn outside(boss: &mut Clerk<'_>) {
    let mail = json!({ "host": "mail.test", "port": 25, "tls": "none", "user": "u", "password": "p", "from": "a@b.test" });
    boss.does("PUT /api/mail", &[], mail).await;
    boss.does("DELETE /api/mail", &[], Value::Null).await;

    // The address guard refuses this address, so what it is told is given up at once.
    let hook = json!({ "url": "http://127.0.0.1:9/", "events": [], "enabled": true });
    boss.does("PUT /api/webhooks/{id}", &["shop"], hook).await;
    boss.house.talk("tells", TELLS).await;
    boss.house.visit("tells").await;
    let person = &boss.person;
    eventually("it is given up", || async {
        let hooks = person.get("/api/webhooks").await.ok(200);
        hooks[0]["given_up"].as_array().unwrap().len() == 1
    })
    .await;
    boss.does("POST /api/webhooks/{id}/again", &["shop"], Value::Null)
        .await;
    boss.does("DELETE /api/webhooks/{id}", &["shop"], Value::Null)
        .await;

    let made = json!({ "name": "Shop" });
    let made = boss.does("POST /api/tokens", &[], made).await;
    let id = made["id"].as_str().unwrap();
    boss.does("DELETE /api/tokens/{id}", &[id], Value::Null)
        .await;
}

async fn trails(boss: &mut Clerk<'_>) {
    let arranged = json!({ "order": [], "off": [] });
    boss.does("PUT /api/automations", &[], arranged).await;
    let save = async |boss: &Clerk<'_>, base: &str, words: &str| -> String {
        let text =
            format!("trail: shop\nlanguage: en\nsteps:\n  a: {{ say: {words}, next: end }}\n");
        let draft = json!({ "base": base, "text": text });
        let saved = boss.person.put("/api/trails/shop", &draft).await.ok(200);
        saved["base"].as_str().unwrap().to_owned()
    };
    let publish = "POST /api/trails/{id}/publish";
    let first = save(boss, "", "Hi.").await;
    boss.does(publish, &["shop"], json!({ "base": first }))
        .await;
    let second = save(boss, &first, "Hello.").await;
    boss.does(publish, &["shop"], json!({ "base": second }))
        .await;
    let again = "POST /api/trails/{id}/versions/{version}/publish";
    boss.does(again, &["shop", "1"], json!({ "note": "Back." }))
        .await;
    let later = now() + i64::try_from(Duration::from_hours(1).as_millis()).unwrap();
    let schedule = "POST /api/trails/{id}/schedules";
    let body = json!({ "base": second, "at": later });
    boss.does(schedule, &["shop"], body.clone()).await;
    let cancel = "DELETE /api/trails/{id}/schedules/{schedule}";
    boss.does(cancel, &["shop", "1"], Value::Null).await;
    boss.does(schedule, &["shop"], body).await;
    let body = json!({ "base": second, "cancel_schedules": true });
    boss.does(publish, &["shop"], body).await;
    let body = json!({ "base": second, "sessions": "move" });
    boss.does(publish, &["shop"], body).await;
}
