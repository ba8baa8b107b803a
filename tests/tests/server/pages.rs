//! Pages, what they load, and what surrounds every answer.

use crate::house::{House, TALK};
use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::Method;
use std::io::Write as _;

#[tokio::test(flavor = "multi_thread")]
async fn the_chat_is_one_small_script_for_any_page() {
    let house = House::new().await;
    let script = house.get("/chat.js").await;
    assert!(script.header("content-type").starts_with("text/javascript"));
    let text = script.body.as_str().unwrap();
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(text.as_bytes()).unwrap();
    let size = packed.finish().unwrap().len();
    assert!(size < 15_000, "{size} bytes compressed");
    assert!(!text.contains("innerHTML ="), "text never becomes markup");
    let packed = house
        .send(
            house
                .request(Method::GET, "/chat.js")
                .header("accept-encoding", "gzip, br;q=1.0"),
        )
        .await;
    assert_eq!(packed.header("content-encoding"), "br");
    let known = house
        .request(Method::GET, "/chat.js")
        .header("if-none-match", script.header("etag"));
    house.send(known).await.ok(304);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_with_the_chat_may_be_framed_and_escapes_what_admins_write() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let settings = serde_json::json!({ "title": "A & \"B\" <c>", "channel": "webchat", "trail": "talk", "queue": null, "enabled": true });
    house
        .admin()
        .await
        .put("/api/inboxes/talk", &settings)
        .await
        .ok(200);
    let page = house.get("/chat/talk").await;
    assert!(
        page.header("content-security-policy")
            .contains("frame-ancestors *")
    );
    let html = page.ok(200);
    assert!(
        html.as_str()
            .unwrap()
            .contains("title=\"A &amp; &quot;B&quot; &lt;c&gt;\" inline"),
        "{html}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_carry_what_protects_their_readers() {
    let house = House::new().await;
    house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let api = house.get("/api/session").await;
    assert_eq!(
        (
            api.header("x-content-type-options"),
            api.header("cache-control"),
            api.header("x-trilha-wire")
        ),
        ("nosniff", "no-store", "1")
    );
    assert_ne!(
        api.header("x-request-id"),
        house.get("/api/session").await.header("x-request-id")
    );
    let root = house.get("/").await;
    assert_eq!((root.status, root.header("location")), (303, "/desk"));
    assert!(
        root.header("content-security-policy")
            .contains("frame-ancestors 'none'")
    );
    let preflight = house
        .request(Method::OPTIONS, "/api/chat/talk/messages")
        .header("origin", "https://shop.example")
        .header("access-control-request-method", "POST");
    let preflight = house.send(preflight).await;
    assert_eq!(
        (
            preflight.status,
            preflight.header("access-control-allow-origin")
        ),
        (204, "*")
    );
    assert!(
        preflight
            .header("access-control-allow-headers")
            .contains("authorization")
    );
    assert_eq!(
        preflight.header("access-control-expose-headers"),
        "retry-after",
        "how long to wait is told to other sites' pages too"
    );
    let staff = house
        .request(Method::OPTIONS, "/api/users")
        .header("origin", "https://shop.example");
    assert_eq!(
        house
            .send(staff)
            .await
            .header("access-control-allow-origin"),
        ""
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_editor_s_pages_are_there_or_say_what_to_do() {
    let house = House::new().await;
    for path in [
        "/desk",
        "/desk/c/site/v1",
        "/studio",
        "/studio/support",
        "/sign-in",
    ] {
        let page = house.get(path).await;
        if page.status == 503 {
            page.refused(503, "not-built");
            assert!(
                page.body["title"]
                    .as_str()
                    .unwrap()
                    .contains("cargo xtask web")
            );
        } else {
            assert!(page.ok(200).as_str().unwrap().contains("/boot.js"));
        }
    }
    assert!(
        house
            .get("/assets/console.css")
            .await
            .header("content-type")
            .starts_with("text/css")
    );
    house.get("/assets/none.js").await.refused(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_is_in_the_document_and_every_route_of_the_document_is_served() {
    let house = House::new().await;
    let document = trilha_server::openapi();
    assert_eq!(house.get("/api/openapi.json").await.ok(200), document);
    let mut routes = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        let concrete = path.replace(['{', '}'], "");
        let methods: Vec<String> = item
            .as_object()
            .unwrap()
            .keys()
            .map(|method| method.to_uppercase())
            .collect();
        for method in ["GET", "POST", "PUT", "DELETE"] {
            let request = house
                .request(Method::from_bytes(method.as_bytes()).unwrap(), &concrete)
                .header("x-trilha", "1");
            let reply = house.send(request).await;
            let served = reply.status != 405 && reply.body["type"] != "not-found";
            let documented = methods.iter().any(|known| known == method);
            let absent_file = path.starts_with("/assets/");
            assert!(
                served == documented || absent_file,
                "{method} {path}: {}",
                reply.status
            );
            routes += usize::from(documented);
        }
    }
    assert!(routes > 45, "{routes}");
    let text = document.to_string();
    for reference in text
        .split("\"#/components/schemas/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        assert!(
            document["components"]["schemas"].get(reference).is_some(),
            "{reference}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_sets_itself_up_and_answers_alike_each_time() {
    let house = House::with(|options| {
        options.demo = true;
        options.dev = true;
    })
    .await;
    let admin = house.admin().await;
    let inboxes = admin.get("/api/inboxes").await.ok(200);
    assert_eq!(inboxes.as_array().unwrap().len(), 2);
    assert!(
        house
            .get("/demo")
            .await
            .ok(200)
            .as_str()
            .unwrap()
            .contains("data-inbox=\"site\"")
    );
    assert_eq!(
        house.get("/demo/shop/orders/123457").await.ok(200)["days_late"],
        1
    );
    assert_eq!(house.get("/demo/shop/orders/123400").await.status, 404);
    assert_eq!(house.get("/demo/shop/orders/123499").await.status, 500);
    let slots = house
        .get("/demo/clinic/slots?date=2026-11-30&period=morning")
        .await
        .ok(200);
    assert!(!slots["free"].as_array().unwrap().is_empty());
    assert_eq!(
        house
            .get("/demo/clinic/slots?date=2026-11-29")
            .await
            .ok(200)["free"],
        serde_json::json!([])
    );
    let metrics = house.get("/metrics").await.ok(200);
    assert!(
        metrics
            .as_str()
            .unwrap()
            .contains("# TYPE trilha_append_seconds histogram")
    );
    let house = {
        drop(admin);
        house.restart().await
    };
    assert_eq!(
        house.admin().await.get("/api/inboxes").await.ok(200),
        inboxes
    );
}
