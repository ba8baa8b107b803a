//! Calendars and skills: what admins say of them, and what trails make of it.

use crate::house::House;
use serde_json::{Value, json};

/// Looks at a calendar, then asks for somebody with a skill.
const TRAIL: &str = r"
trail: talk
steps:
  look: { hours: always, open: open, closed: end, error: end }
  open: { say: We are open., next: ask }
  ask: { ask: For whom?, no_match: end, timeout: { after: 1h, next: end }, next: person }
  person:
    handoff: support
    skills: english
    subject: In English
    summary: 'For {{ input.text }}.'
    state: pending
    timeout: { after: 1h, next: end }
    next: end
";

fn always() -> Value {
    json!({
        "title": "Always", "zone": "UTC",
        "week": [["00:00-24:00"], ["00:00-24:00"], ["00:00-24:00"], ["00:00-24:00"], ["00:00-24:00"], ["00:00-24:00"], ["00:00-24:00"]],
        "holidays": [], "days": {},
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_is_kept_as_it_was_said_and_only_if_it_can_be_read() {
    let house = House::new().await;
    let admin = house.admin().await;
    let saved = admin.put("/api/calendars/always", &always()).await.ok(200);
    assert_eq!(
        (&saved["name"], &saved["zone"]),
        (&json!("always"), &json!("UTC"))
    );
    for (key, value) in [
        ("zone", json!("Sao Paulo")),
        ("week", json!([[], []])),
        ("week", json!([["9 to 5"], [], [], [], [], [], []])),
        ("holidays", json!(["25/12"])),
        ("days", json!({ "12-24": ["noon"] })),
    ] {
        let mut wrong = always();
        wrong[key] = value;
        admin
            .put("/api/calendars/always", &wrong)
            .await
            .refused(422, "invalid");
    }
    let house = house.restart().await;
    let admin = house.admin().await;
    let listed = admin.get("/api/calendars").await.ok(200);
    assert_eq!(listed[0]["title"], "Always");
    assert_eq!(listed[0]["week"], always()["week"]);
    admin.delete("/api/calendars/always").await.ok(204);
    admin
        .delete("/api/calendars/always")
        .await
        .refused(404, "not-found");
    assert_eq!(admin.get("/api/calendars").await.ok(200), json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn trails_see_calendars_and_skills_and_the_desk_sees_what_the_handoff_said() {
    let house = House::new().await;
    let people = house.desk("support", &["ana", "bia"]).await;
    let (ana, bia) = (&people[0], &people[1]);
    let admin = house.admin().await;
    admin.put("/api/calendars/always", &always()).await.ok(200);
    let skilled = json!({ "name": "Bia", "role": "agent", "disabled": false, "skills": [" english ", "english"] });
    let user = admin.put("/api/users/bia", &skilled).await.ok(200);
    assert_eq!(user["skills"], json!(["english"]));
    let renamed = json!({ "name": "Bia S.", "role": "agent", "disabled": false });
    let user = admin.put("/api/users/bia", &renamed).await.ok(200);
    assert_eq!(user["skills"], json!(["english"]), "as before if not said");
    house.talk("talk", TRAIL).await;
    let draft = admin.get("/api/trails/talk").await.ok(200);
    assert_eq!(draft["calendars"][0]["name"], "always");
    assert_eq!(draft["skills"], json!(["english"]));
    assert_eq!(draft["inboxes"][0]["id"], "talk");

    let (rita, said) = house.visit("talk").await;
    assert_eq!(said, ["We are open.", "For whom?"]);
    rita.say("c1", "a friend").await;
    let path = format!("/api/desk/conversations/talk/{}", rita.address());
    let opened = ana.get(&path).await.ok(200);
    let ticket = &opened["summary"]["ticket"];
    for (key, value) in [
        ("subject", json!("In English")),
        ("summary", json!("For a friend.")),
        ("skills", json!(["english"])),
        ("state", json!("pending")),
    ] {
        assert_eq!(ticket[key], value, "{key}");
    }
    ana.act(&rita, json!("Take"))
        .await
        .refused(409, "unskilled");
    bia.act(&rita, json!("Take")).await.ok(200);
}
