//! Drafts, publishing, and publishing by itself while developing.

use crate::house::{House, TALK, eventually};
use serde_json::json;
use trilha_model::LimitName;

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_saved_only_over_what_was_read() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    let admin = house.admin().await;
    let path = house.folder.path().join("flows/talk.yaml");
    let draft = admin
        .put("/api/trails/talk", &json!({ "base": "", "text": TALK }))
        .await
        .ok(200);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), TALK);
    admin
        .put("/api/trails/talk", &json!({ "base": "", "text": "x" }))
        .await
        .refused(409, "exists");
    std::fs::write(&path, "# edited elsewhere\n").unwrap();
    let stale = json!({ "base": draft["base"], "text": "mine" });
    admin
        .put("/api/trails/talk", &stale)
        .await
        .refused(409, "changed-on-disk");
    admin
        .post(
            "/api/trails/talk/publish",
            &json!({ "base": draft["base"] }),
        )
        .await
        .refused(409, "changed-on-disk");
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        "# edited elsewhere\n"
    );
    let read = admin.get("/api/trails/talk").await.ok(200);
    admin
        .put(
            "/api/trails/talk",
            &json!({ "base": read["base"], "text": TALK }),
        )
        .await
        .ok(200);
    let tests = admin
        .put(
            "/api/trails/talk/tests",
            &json!({ "base": "", "text": "cases: []\n" }),
        )
        .await
        .ok(200);
    assert_eq!(tests["files"]["talk.test.yaml"], "cases: []\n");
    assert_eq!(
        tests["queues"],
        json!([{ "id": "support", "title": "Queue support", "members": 1 }])
    );
    let large = json!({ "base": "", "text": "x".repeat((1 << 20) + 1) });
    admin
        .put("/api/trails/large", &large)
        .await
        .refused(413, "too-large");
    admin.delete("/api/trails/talk").await.ok(204);
    admin
        .get("/api/trails/talk")
        .await
        .refused(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_says_which_limits_the_server_was_told() {
    let lower = House::with(|options| {
        let lowered = options.limits.lower(LimitName::Messages, 7);
        lowered.expect("seven is below the ceiling");
    });
    let new = json!({ "base": "", "text": TALK });
    for (house, limits) in [
        (House::new().await, json!({})),
        (lower.await, json!({ "messages": 7 })),
    ] {
        let admin = house.admin().await;
        let draft = admin.put("/api/trails/talk", &new).await.ok(200);
        assert_eq!(draft["limits"], limits);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_name_leads_out_of_the_folder() {
    let house = House::new().await;
    let admin = house.admin().await;
    for id in ["..%2Fdata%2Fx", ".hidden", "a%2Fb", "A", "a.b", "a%00"] {
        let path = format!("/api/trails/{id}");
        admin.get(&path).await.refused(422, "invalid");
        admin
            .put(&path, &json!({ "base": "", "text": "x" }))
            .await
            .refused(422, "invalid");
        admin.delete(&path).await.refused(422, "invalid");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_check_is_not_published_and_the_last_good_one_serves() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let admin = house.admin().await;
    let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\ntrail: talk\n";
    for broken in [
        "steps: [",
        "trail: talk\nsteps:\n  a:\n    say: hi\n    next: nowhere\n",
        bomb,
        "",
        "\u{0}",
    ] {
        let read = admin.get("/api/trails/talk").await.ok(200);
        let draft = admin
            .put(
                "/api/trails/talk",
                &json!({ "base": read["base"], "text": broken }),
            )
            .await
            .ok(200);
        let reply = admin
            .post(
                "/api/trails/talk/publish",
                &json!({ "base": draft["base"] }),
            )
            .await;
        reply.refused(422, "does-not-check");
        assert!(
            !reply.body["diagnostics"].as_array().unwrap().is_empty(),
            "{broken:?}"
        );
        let line = &admin.get("/api/trails").await.ok(200)[0];
        assert!(
            line["errors"].as_u64().unwrap() > 0 && line["changed"] == true,
            "{line}"
        );
        assert_eq!(line["published"]["version"], 1);
        assert_eq!(
            house.visit("talk").await.1,
            ["Welcome!", "What is your name?"]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn publishing_the_same_twice_makes_no_new_version() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let admin = house.admin().await;
    let draft = admin.get("/api/trails/talk").await.ok(200);
    let again = admin
        .post(
            "/api/trails/talk/publish",
            &json!({ "base": draft["base"] }),
        )
        .await
        .ok(200);
    assert_eq!(again["version"], 1);
    let line = &admin.get("/api/trails").await.ok(200)[0];
    assert_eq!(
        (line["title"].as_str(), &line["changed"], &line["inboxes"]),
        (Some("Talk"), &json!(false), &json!(["Inbox talk"]))
    );
    assert_eq!(line["steps"], 6);
    assert_eq!(
        admin
            .get("/api/trails/talk/versions")
            .await
            .ok(200)
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn while_developing_a_changed_file_is_published_by_itself() {
    let house = House::with(|options| {
        options.dev = true;
        std::fs::create_dir_all(&options.flows).unwrap();
        let there = options.flows.join("hello.yaml");
        if !there.exists() {
            std::fs::write(
                there,
                "trail: hello\nsteps:\n  a:\n    say: One.\n    next: end\n",
            )
            .unwrap();
        }
    })
    .await;
    house.inbox("hello", "hello").await;
    assert_eq!(house.visit("hello").await.1, ["One."]);
    let file = house.folder.path().join("flows/hello.yaml");
    std::fs::write(
        &file,
        "trail: hello\nsteps:\n  a:\n    say: Two, at last.\n    next: end\n",
    )
    .unwrap();
    eventually("the change serves", || async {
        house.visit("hello").await.1 == ["Two, at last."]
    })
    .await;
    std::fs::write(&file, "trail: hello\nsteps: [\n").unwrap();
    std::fs::write(
        house.folder.path().join("flows/other.yaml"),
        "trail: other\nsteps:\n  a:\n    say: Other.\n    next: end\n",
    )
    .unwrap();
    let admin = house.admin().await;
    eventually("the other one is published", || async {
        admin
            .get("/api/trails/other/versions")
            .await
            .ok(200)
            .as_array()
            .unwrap()
            .len()
            == 1
    })
    .await;
    assert_eq!(house.visit("hello").await.1, ["Two, at last."]);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_developing_a_draft_is_tried_again_when_the_house_has_what_it_lacked() {
    let house = House::with(|options| {
        options.dev = true;
        std::fs::create_dir_all(&options.flows).unwrap();
        let text =
            "trail: late\nsteps:\n  a:\n    handoff: support\n    offline: end\n    next: end\n";
        std::fs::write(options.flows.join("late.yaml"), text).unwrap();
    })
    .await;
    let admin = house.admin().await;
    let versions = async || {
        let listed = admin.get("/api/trails/late/versions").await.ok(200);
        listed.as_array().unwrap().len()
    };
    assert_eq!(versions().await, 0);
    let queue = json!({ "title": "Support", "members": ["admin"], "colour": "#00aa00" });
    admin.put("/api/queues/support", &queue).await.ok(200);
    eventually("it is published", async || versions().await == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn supervisors_read_the_names_of_values_and_admins_the_values() {
    let house = House::new().await;
    let admin = house.admin().await;
    let sol = house.hire("sol", "supervisor").await;
    let value = json!({ "value": "10.0.0.7" });
    admin.put("/api/env/WHERE", &value).await.ok(200);
    let text = "trail: hi\nsteps:\n  a:\n    say: Hi.\n    next: end\n";
    let draft = json!({ "base": "", "text": text });
    admin.put("/api/trails/hi", &draft).await.ok(200);
    let read = sol.get("/api/trails/hi").await.ok(200);
    assert_eq!(read["env"], json!({ "WHERE": "" }));
    let read = admin.get("/api/trails/hi").await.ok(200);
    assert_eq!(read["env"], json!({ "WHERE": "10.0.0.7" }));
}
