//! Teams: what admins say of them, who takes what is for one, and what the desk shows of it.

use crate::house::{House, Person};
use reqwest::Method;
use serde_json::{Value, json};

/// Hands off to a team of a queue, or says that nobody of it is there.
const TRAIL: &str = r"
trail: talk
steps:
  hello: { say: Welcome!, next: person }
  person:
    handoff: support
    team: sales
    offline: nobody
    timeout: { after: 1h, next: end }
    next: end
  nobody: { ask: Nobody of sales is there. Try again?, no_match: end, timeout: { after: 1h, next: end }, next: person }
";

fn team(title: &str, members: &[&str]) -> Value {
    json!({ "title": title, "members": members })
}

async fn teams(person: &Person<'_>) -> Value {
    person.get("/api/teams").await.ok(200)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_is_kept_as_it_was_said_and_a_new_one_takes_no_others_place() {
    let house = House::new().await;
    house.desk("support", &["ana", "bia"]).await;
    let admin = house.admin().await;
    let path = "/api/teams/sales";
    let made = admin
        .put(path, &team(" Sales ", &["bia", "ana", "bia"]))
        .await;
    let sales = json!({ "id": "sales", "title": "Sales", "members": ["ana", "bia"] });
    assert_eq!(made.ok(200), sales);
    let twice = admin.request(Method::PUT, path);
    let twice = twice
        .header("if-none-match", "*")
        .json(&team("Others", &[]));
    house.send(twice).await.refused(412, "not-new");
    let nobody = admin.put(path, &team("Sales", &["zoe"])).await;
    nobody.refused(422, "invalid");
    let unnamed = admin.put(path, &team("  ", &[])).await;
    unnamed.refused(422, "empty");
    let no_id = admin.put("/api/teams/Sales!", &team("Night", &[])).await;
    no_id.refused(422, "invalid");
    let house = house.restart().await;
    let admin = house.admin().await;
    assert_eq!(teams(&admin).await, json!([sales]));
    admin.delete(path).await.ok(204);
    admin.delete(path).await.refused(404, "not-found");
    assert_eq!(teams(&admin).await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_are_told_who_is_in_their_own_teams_and_change_none() {
    let house = House::new().await;
    let people = house.desk("support", &["ana", "bia"]).await;
    let sol = house.hire("sol", "supervisor").await;
    let admin = house.admin().await;
    for (id, members) in [("sales", ["ana"]), ("night", ["bia"])] {
        let path = format!("/api/teams/{id}");
        admin.put(&path, &team(id, &members)).await.ok(200);
    }
    let shown = |night: &[&str], sales: &[&str]| json!([{ "id": "night", "title": "night", "members": night }, { "id": "sales", "title": "sales", "members": sales }]);
    assert_eq!(teams(&people[0]).await, shown(&[], &["ana"]));
    assert_eq!(teams(&people[1]).await, shown(&["bia"], &[]));
    assert_eq!(teams(&sol).await, shown(&["bia"], &["ana"]));
    for person in [&people[0], &sol] {
        let changed = person.put("/api/teams/sales", &team("Mine", &[])).await;
        changed.refused(403, "forbidden");
        person
            .delete("/api/teams/sales")
            .await
            .refused(403, "forbidden");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handoff_to_a_team_is_for_its_people_and_a_transfer_gives_it_to_another() {
    let house = House::new().await;
    let people = house.desk("support", &["ana", "bia"]).await;
    let (ana, bia) = (&people[0], &people[1]);
    let admin = house.admin().await;
    let sales = team("Sales", &["ana"]);
    admin.put("/api/teams/sales", &sales).await.ok(200);
    admin
        .put("/api/teams/night", &team("Night", &["bia"]))
        .await
        .ok(200);
    house.talk("talk", TRAIL).await;
    let draft = admin.get("/api/trails/talk").await.ok(200);
    assert_eq!(
        draft["teams"][1],
        json!({ "id": "sales", "title": "Sales" })
    );

    let available = |on: bool| json!({ "available": on });
    ana.put("/api/desk/availability", &available(false))
        .await
        .ok(200);
    let (rita, said) = house.visit("talk").await;
    assert_eq!(said[1], "Nobody of sales is there. Try again?");
    ana.put("/api/desk/availability", &available(true))
        .await
        .ok(200);
    rita.say("c1", "again").await;
    let path = format!("/api/desk/conversations/talk/{}", rita.address());
    let opened = bia.get(&path).await.ok(200);
    let shown = &opened["summary"]["ticket"]["team"];
    assert_eq!(shown, &json!({ "id": "sales", "title": "Sales" }));
    let told = |opened: &Value, kind: &str| {
        let entries = opened["thread"]["entries"].as_array().unwrap().clone();
        entries.into_iter().find(|entry| entry["type"] == kind)
    };
    assert_eq!(told(&opened, "handed_off").unwrap()["team"], "Sales");
    let refused = bia.act(&rita, json!("Take")).await;
    let told_her = &refused.body["detail"];
    let advice = r#"it is for people of the team "Sales": ask a supervisor for it, or transfer it to others"#;
    assert_eq!(told_her, advice);
    refused.refused(409, "not-of-team");
    let mine = json!({ "Transfer": { "to": { "Agent": "bia" }, "note": null } });
    bia.act(&rita, mine).await.refused(409, "not-of-team");

    let to = |team: &str| json!({ "Transfer": { "to": { "Team": { "queue": "support", "team": team } }, "note": null } });
    let unknown = bia.act(&rita, to("day")).await;
    unknown.refused(422, "invalid");
    let moved = bia.act(&rita, to("night")).await.ok(200);
    assert_eq!(moved["ticket"]["team"]["title"], "Night");
    let opened = bia.get(&path).await.ok(200);
    let expected = (json!("Night"), json!("Queue support"));
    let line = told(&opened, "for_team").unwrap();
    assert_eq!((line["team"].clone(), line["queue"].clone()), expected);
    assert_eq!(line["by"], "bia Silva");
    let refused = ana.act(&rita, json!("Take")).await;
    refused.refused(409, "not-of-team");
    let listed = bia
        .get("/api/desk/conversations?list=waiting")
        .await
        .ok(200);
    assert_eq!(listed["conversations"][0]["ticket"]["team"]["id"], "night");
    let all = json!({ "Transfer": { "to": { "Queue": "support" }, "note": null } });
    ana.act(&rita, all).await.ok(200);
    let opened = bia.get(&path).await.ok(200);
    let line = told(&opened, "for_all").unwrap();
    let said = ["queue", "team", "by"].map(|key| line[key].clone());
    assert_eq!(
        said,
        [json!("Queue support"), json!("Night"), json!("ana Silva")]
    );
    bia.act(&rita, to("night")).await.ok(200);
    bia.act(&rita, json!("Take")).await.ok(200);

    let house = house.restart().await;
    let opened = house.admin().await.get(&path).await.ok(200);
    assert_eq!(opened["summary"]["ticket"]["team"]["id"], "night");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trail_that_names_a_team_that_is_not_there_is_not_published() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    let admin = house.admin().await;
    let draft = json!({ "base": "", "text": TRAIL });
    let draft = admin.put("/api/trails/talk", &draft).await.ok(200);
    let publish = json!({ "base": draft["base"] });
    let path = "/api/trails/talk/publish";
    let said = admin.post(path, &publish).await;
    assert!(said.body.to_string().contains("T0086"), "{}", said.body);
    admin
        .put("/api/teams/sales", &team("Sales", &[]))
        .await
        .ok(200);
    admin.post(path, &publish).await.ok(200);
}
