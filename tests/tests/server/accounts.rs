//! Signing in, roles, and what admins set up.

use crate::house::House;
use crate::socket::Socket;
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_holds_until_it_is_ended() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    let reply = house.try_sign_in("ana", "password ana").await;
    let cookie = reply.header("set-cookie").to_owned();
    assert!(
        cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Strict")
            && !cookie.contains("Secure")
            && !cookie.contains("Max-Age")
    );
    let me = reply.ok(200);
    assert_eq!(
        (me["id"].as_str(), me["name"].as_str(), me["role"].as_str()),
        (Some("ana"), Some("ana Silva"), Some("agent"))
    );
    let ana = house.sign_in("ana", "password ana").await;
    assert_eq!(ana.get("/api/session").await.ok(200)["id"], "ana");
    ana.delete("/api/session").await.ok(204);
    ana.get("/api/session").await.refused(401, "signed-out");
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_ins_outlive_a_restart_and_https_makes_cookies_secure() {
    let house =
        House::with(|options| options.public_url = Some("https://desk.example.com".into())).await;
    let body = json!({ "user": "admin", "password": "wrong password", "remember": true });
    let wrong = house
        .request(Method::POST, "/api/session")
        .header("x-trilha", "1")
        .json(&body);
    house.send(wrong).await.refused(401, "wrong-credentials");
    let admin = house.admin().await;
    assert!(admin.cookie.starts_with("__Host-trilha="));
    let cookie = admin.cookie.clone();
    let house = house.restart().await;
    let again = house
        .request(Method::GET, "/api/session")
        .header("cookie", cookie);
    assert_eq!(house.send(again).await.ok(200)["role"], "admin");
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_passwords_is_slowed_down() {
    let house = House::new().await;
    for _ in 0..5 {
        house
            .try_sign_in("admin", "not this one")
            .await
            .refused(401, "wrong-credentials");
    }
    let reply = house.try_sign_in("admin", "not this one").await;
    reply.refused(429, "too-many-tries");
    assert!(reply.header("retry-after").parse::<u64>().unwrap() > 0);
    house
        .try_sign_in("nobody", "not this one")
        .await
        .refused(401, "wrong-credentials");
}

/// Tries one password more than there may be, and answers what the last try got.
async fn guess(house: &House, forwarded: impl Fn(u32) -> String) -> u16 {
    let mut last = 0;
    for at in 0..6 {
        let body = json!({ "user": "admin", "password": "not this one" });
        let request = house
            .request(Method::POST, "/api/session")
            .header("x-trilha", "1")
            .header("x-forwarded-for", forwarded(at));
        last = house.send(request.json(&body)).await.status;
    }
    last
}

#[tokio::test(flavor = "multi_thread")]
async fn tries_are_counted_by_the_address_that_a_trusted_proxy_names() {
    let house = House::with(|options| {
        options.public_url = Some("http://desk.example.com".into());
        options.trusted_proxy = true;
    })
    .await;
    assert_eq!(guess(&house, |at| format!("198.51.100.{at}")).await, 401);
    let own_words = guess(&house, |at| format!("198.51.100.{at}, 192.0.2.7"));
    assert_eq!(own_words.await, 429, "only the proxy's own entry counts");
    let with_ports = guess(&house, |at| format!("192.0.2.8:{}", 5_000 + at));
    assert_eq!(with_ports.await, 429);
    house.admin().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_is_believed_about_addresses() {
    let house = House::with(|options| options.trusted_proxy = true).await;
    assert_eq!(guess(&house, |at| format!("198.51.100.{at}")).await, 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_of_foreign_pages_change_nothing() {
    let house = House::new().await;
    let admin = house.admin().await;
    let put = || {
        house
            .request(Method::PUT, "/api/env/A")
            .header("cookie", &admin.cookie)
            .json(&json!({ "value": "1" }))
    };
    house.send(put()).await.refused(403, "header-missing");
    house
        .send(
            put()
                .header("x-trilha", "1")
                .header("origin", "https://evil.example"),
        )
        .await
        .refused(403, "foreign-origin");
    house
        .send(house.request(Method::POST, "/api/session").json(&json!({})))
        .await
        .refused(403, "header-missing");
    house
        .send(put().header("x-trilha", "1").header("origin", &house.base))
        .await
        .ok(200);
    let open = |origin: &'static str| {
        let headers = [
            ("cookie", admin.cookie.clone()),
            ("origin", origin.to_owned()),
        ];
        async move {
            Socket::open(
                admin.house,
                "/api/desk/socket",
                &headers
                    .each_ref()
                    .map(|(name, value)| (*name, value.as_str())),
            )
            .await
            .err()
        }
    };
    assert_eq!(open("https://evil.example").await, Some(403));
    assert_eq!(
        Socket::open(&house, "/api/desk/socket", &[("cookie", &admin.cookie)])
            .await
            .err(),
        Some(403)
    );
    assert_eq!(
        Socket::open(&house, "/api/desk/socket", &[("origin", &house.base)])
            .await
            .err(),
        Some(401)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_is_closed_to_those_below_its_role() {
    let house = House::new().await;
    let people = house.desk("support", &["ana"]).await;
    let admin = house.admin().await;
    let user =
        json!({ "id": "sol", "name": "Sol", "role": "supervisor", "password": "password sol" });
    admin.post("/api/users", &user).await.ok(201);
    let sol = house.sign_in("sol", "password sol").await;
    let document = house.get("/api/openapi.json").await.ok(200);
    let mut checked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        let concrete = path.replace(['{', '}'], "");
        for (method, operation) in item.as_object().unwrap() {
            let Some(role) = operation["x-role"].as_str() else {
                continue;
            };
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let anyone = house
                .request(method.clone(), &concrete)
                .header("x-trilha", "1")
                .json(&json!({}));
            house.send(anyone).await.refused(401, "signed-out");
            for (person, rank) in [(&people[0], 0), (&sol, 1)] {
                let needed = ["agent", "supervisor", "admin"]
                    .iter()
                    .position(|known| *known == role)
                    .unwrap();
                if rank < needed {
                    house
                        .send(person.request(method.clone(), &concrete).json(&json!({})))
                        .await
                        .refused(403, "forbidden");
                }
            }
            checked += 1;
        }
    }
    assert!(checked > 30, "{checked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_voids_every_other_sign_in() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    let (one, other) = (
        house.sign_in("ana", "password ana").await,
        house.sign_in("ana", "password ana").await,
    );
    let wrong = json!({ "current": "not it at all", "password": "a better one" });
    one.put("/api/session/password", &wrong)
        .await
        .refused(401, "wrong-credentials");
    let short = json!({ "current": "password ana", "password": "short" });
    one.put("/api/session/password", &short)
        .await
        .refused(422, "invalid");
    let right = json!({ "current": "password ana", "password": "a better one" });
    let changed = one.put("/api/session/password", &right).await;
    let cookie = changed
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    changed.ok(200);
    other.get("/api/session").await.refused(401, "signed-out");
    one.get("/api/session").await.refused(401, "signed-out");
    let goes_on = house
        .request(Method::GET, "/api/session")
        .header("cookie", cookie);
    house.send(goes_on).await.ok(200);
    house
        .try_sign_in("ana", "password ana")
        .await
        .refused(401, "wrong-credentials");
    let admin = house.admin().await;
    admin
        .put(
            "/api/users/ana/password",
            &json!({ "password": "set by admin" }),
        )
        .await
        .ok(204);
    house
        .try_sign_in("ana", "a better one")
        .await
        .refused(401, "wrong-credentials");
    house.sign_in("ana", "set by admin").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_disabled_are_out_at_once_and_somebody_stays_admin() {
    let house = House::new().await;
    let people = house.desk("support", &["ana"]).await;
    let admin = house.admin().await;
    let mut socket = Socket::of_person(&people[0], None).await;
    admin
        .put(
            "/api/users/ana",
            &json!({ "name": "Ana", "role": "agent", "disabled": true }),
        )
        .await
        .ok(200);
    while socket.next().await.is_some() {}
    people[0]
        .get("/api/session")
        .await
        .refused(401, "signed-out");
    house
        .try_sign_in("ana", "password ana")
        .await
        .refused(401, "wrong-credentials");
    let down = json!({ "name": "Admin", "role": "agent", "disabled": false });
    admin
        .put("/api/users/admin", &down)
        .await
        .refused(409, "last-admin");
    let twice = json!({ "id": "ana", "name": "Ana", "role": "agent", "password": "password ana" });
    admin.post("/api/users", &twice).await.refused(409, "taken");
    admin
        .put("/api/users/nobody", &down)
        .await
        .refused(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_admins_who_remove_each_other_leave_one() {
    let house = House::new().await;
    let admin = house.admin().await;
    for round in 0..4 {
        let name = format!("eve{round}");
        let eve = house.hire(&name, "admin").await;
        let off = |name: &str| json!({ "name": name, "role": "admin", "disabled": true });
        let (not_eve, not_admin) = (off("Eve"), off("Admin"));
        let path = format!("/api/users/{name}");
        let (one, other) = tokio::join!(
            admin.put(&path, &not_eve),
            eve.put("/api/users/admin", &not_admin)
        );
        let statuses = [one.status, other.status];
        assert!(
            statuses.iter().filter(|status| **status == 200).count() == 1,
            "{statuses:?}"
        );
        let left = if one.status == 200 { &admin } else { &eve };
        let users = left.get("/api/users").await.ok(200);
        let active = users.as_array().unwrap().iter();
        assert_eq!(active.filter(|user| user["disabled"] == false).count(), 1);
        if other.status == 200 {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_password_does_not_outlive_a_reset() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    let admin = house.admin().await;
    let mut old = "password ana".to_owned();
    for round in 0..12 {
        let new = format!("password {round} of ana");
        let reset = json!({ "password": new });
        let (signed_in, reset) = tokio::join!(
            house.try_sign_in("ana", &old),
            admin.put("/api/users/ana/password", &reset)
        );
        reset.ok(204);
        let cookie = signed_in.header("set-cookie").split(';').next().unwrap();
        let session = house.request(Method::GET, "/api/session");
        house
            .send(session.header("cookie", cookie))
            .await
            .refused(401, "signed-out");
        old = new;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_checked_and_kept() {
    let house = House::new().await;
    let admin = house.admin().await;
    let refused: [(&str, Value); 7] = [
        (
            "/api/queues/Upper",
            json!({ "title": "Q", "members": [], "colour": "#000000" }),
        ),
        (
            "/api/queues/q",
            json!({ "title": "Q", "members": ["nobody"], "colour": "#000000" }),
        ),
        (
            "/api/queues/q",
            json!({ "title": "Q", "members": [], "colour": "red" }),
        ),
        (
            "/api/inboxes/i",
            json!({ "title": "I", "channel": "webchat", "trail": null, "queue": "none", "enabled": true }),
        ),
        (
            "/api/inboxes/i",
            json!({ "title": "I", "channel": "fax", "trail": null, "queue": null, "enabled": true }),
        ),
        ("/api/env/lower", json!({ "value": "x" })),
        ("/api/secrets/lower", json!({ "value": "x" })),
    ];
    for (path, body) in refused {
        admin.put(path, &body).await.refused(422, "invalid");
    }
    admin
        .put(
            "/api/queues/q",
            &json!({ "title": " ", "members": [], "colour": "#000000" }),
        )
        .await
        .refused(422, "empty");
    admin
        .put("/api/env/BRAND", &json!({ "value": "Vereda" }))
        .await
        .ok(200);
    assert_eq!(
        admin.get("/api/env").await.ok(200),
        json!([{ "name": "BRAND", "value": "Vereda" }])
    );
    admin.delete("/api/env/BRAND").await.ok(204);
    admin
        .delete("/api/env/BRAND")
        .await
        .refused(404, "not-found");
    admin
        .delete("/api/queues/none")
        .await
        .refused(404, "not-found");
    admin
        .delete("/api/inboxes/none")
        .await
        .refused(404, "not-found");
    admin
        .delete("/api/secrets/NONE")
        .await
        .refused(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_meant_to_be_new_takes_the_place_of_nothing() {
    let house = House::new().await;
    let admin = house.admin().await;
    let week = [[""; 0]; 7];
    for (path, body, changed) in [
        (
            "/api/queues/q",
            json!({ "title": "Q", "members": [], "colour": "#000000" }),
            "title",
        ),
        (
            "/api/inboxes/i",
            json!({ "title": "I", "channel": "webchat", "trail": null, "queue": null, "enabled": true }),
            "title",
        ),
        (
            "/api/calendars/c",
            json!({ "title": "C", "zone": "UTC", "week": week, "holidays": [], "days": {} }),
            "title",
        ),
        (
            "/api/webhooks/w",
            json!({ "url": "https://a.test/w", "events": [], "enabled": true }),
            "url",
        ),
        ("/api/env/E", json!({ "value": "e" }), "value"),
        ("/api/secrets/S", json!({ "value": "s" }), "value"),
    ] {
        let mut other = body.clone();
        other[changed] = json!("https://a.test/other");
        let is_kept = async |body: &Value| {
            let (list, _) = path.rsplit_once('/').unwrap();
            let listed = admin.get(list).await.ok(200);
            let shown = &listed[0][changed];
            assert!(
                *shown == body[changed] || shown.is_null(),
                "{path}: {listed}"
            );
        };
        let anew = async |body: &Value| {
            let request = admin.request(Method::PUT, path);
            let request = request.header("if-none-match", "*").json(body);
            house.send(request).await
        };
        anew(&body).await.ok(200);
        anew(&other).await.refused(412, "not-new");
        is_kept(&body).await;
        admin.put(path, &other).await.ok(200);
        is_kept(&other).await;
        admin.delete(path).await.ok(204);
        anew(&body).await.ok(200);
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn keys_can_be_read_by_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::new().await;
    for key in ["secrets.key", "visits.key"] {
        let mode = std::fs::metadata(house.folder.path().join("data").join(key))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{key}");
    }
}
