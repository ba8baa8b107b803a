//! What visitors send besides words: taken in whole, kept once, and shown to nobody without a link.

use crate::house::House;
use crate::people::Visitor;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const TRAIL: &str = "\
trail: photo
steps:
  photo: { ask: A picture?, expect: image, save: photo, next: seen, no_match: photo }
  seen: { say: { image: '{{ photo.url }}', caption: '{{ photo.mime }} {{ photo.size }}' }, next: place }
  place: { ask: Where?, expect: location, next: photo, no_match: place }
";
const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00";

impl Visitor<'_> {
    async fn sends(&self, name: &str, bytes: &'static [u8]) -> crate::house::Reply {
        let path = format!("/api/chat/{}/media", self.inbox);
        let request = self
            .house
            .request(Method::POST, &path)
            .query(&[("name", name)]);
        self.house
            .send(request.bearer_auth(&self.token).body(bytes))
            .await
    }

    async fn says_with(&self, id: &str, media: &Value) -> crate::house::Reply {
        let path = format!("/api/chat/{}/messages", self.inbox);
        let request = self
            .house
            .request(Method::POST, &path)
            .bearer_auth(&self.token);
        self.house
            .send(request.json(&json!({ "id": id, "media": media })))
            .await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_kept_said_and_served_under_a_link() {
    let house = House::new().await;
    house.talk("photo", TRAIL).await;
    let (rita, _) = house.visit("photo").await;
    assert_eq!(rita.turn(0).await["asks"], "image");
    let sent = rita.sends("../me & you.gif", GIF).await.ok(201);
    assert_eq!(
        (&sent["kind"], &sent["mime"]),
        (&json!("image"), &json!("image/gif"))
    );
    assert_eq!(
        (&sent["name"], &sent["size"]),
        (&json!("me & you.gif"), &json!(GIF.len()))
    );

    let turn = rita.says_with("m1", &sent).await.ok(200);
    assert_eq!(turn["asks"], "location");
    let said = &turn["messages"][0]["content"];
    assert_eq!(said["caption"], format!("image/gif {}", GIF.len()));
    let url = said["url"].as_str().unwrap();
    let file = house.get(url).await;
    assert_eq!(file.header("content-type"), "image/gif");
    assert_eq!(file.header("content-disposition"), "inline");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert!(file.header("content-security-policy").contains("sandbox"));
    assert_eq!(file.header("content-length"), GIF.len().to_string());
    let part = house.request(Method::GET, url).header("range", "bytes=0-2");
    let part = house.send(part).await;
    assert_eq!(part.ok(206), "GIF");

    let own = &rita.turn(0).await["messages"][1]["content"];
    assert_eq!(
        (&own["type"], &own["size"]),
        (&json!("media"), &json!(GIF.len()))
    );
    let own = own["url"].as_str().unwrap().to_owned();
    let house = house.restart().await;
    assert_eq!(
        house.get(&own).await.status,
        200,
        "links and files outlive the server"
    );
    let bare = own.split('?').next().unwrap();
    house.get(bare).await.refused(403, "bad-link");
    let longer = own.replace("until=1", "until=2");
    assert_ne!(longer, own);
    house.get(&longer).await.refused(403, "bad-link");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_file_is_called_does_not_make_it_a_picture() {
    let house = House::new().await;
    house.talk("photo", TRAIL).await;
    let (rita, _) = house.visit("photo").await;
    let page = b"<html><script>alert(1)</script></html>";
    let mut sent = rita.sends("me.png", page).await.ok(201);
    assert_eq!(sent["kind"], "file");
    let file = house.get(sent["url"].as_str().unwrap()).await;
    assert_eq!(file.header("content-type"), "application/octet-stream");
    assert!(
        file.header("content-disposition")
            .starts_with("attachment; filename*=UTF-8''me%2Epng")
    );
    sent["kind"] = json!("image");
    sent["mime"] = json!("image/png");
    let turn = rita.says_with("m1", &sent).await.ok(200);
    assert_eq!(turn["asks"], "image", "no picture came");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_sent_here_or_is_too_large_is_refused() {
    let house = House::new().await;
    house.talk("photo", TRAIL).await;
    let (rita, _) = house.visit("photo").await;
    let sent = rita.sends("a.gif", GIF).await.ok(201);
    let signed = sent["url"].as_str().unwrap();
    let bare = signed.split('?').next().unwrap();
    for url in [bare, "/api/session", "/media/abc", "//x.test/a.gif"] {
        let media = json!({ "kind": "image", "url": url });
        rita.says_with("m1", &media).await.refused(422, "invalid");
    }
    let announced = format!(
        "POST /api/chat/photo/media HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n",
        rita.token,
        (16 << 20) + 1
    );
    let address = house.base.trim_start_matches("http://");
    let mut line = TcpStream::connect(address).await.unwrap();
    line.write_all(announced.as_bytes()).await.unwrap();
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    rita.sends("a.bin", b"").await.refused(422, "empty");
    let anybody = house
        .request(Method::POST, "/api/chat/photo/media")
        .body(GIF);
    house.send(anybody).await.refused(401, "no-token");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_never_said_is_gone_after_its_time_and_what_was_said_is_not() {
    let house = House::with(|options| options.unsaid_media = std::time::Duration::ZERO).await;
    house.talk("photo", TRAIL).await;
    let (rita, _) = house.visit("photo").await;
    let said = rita.sends("a.gif", GIF).await.ok(201);
    let unsaid = rita.sends("b.txt", b"never said").await.ok(201);
    rita.says_with("m1", &said).await.ok(200);
    let link = |sent: &Value| sent["url"].as_str().unwrap().to_owned();
    let (said, unsaid) = (link(&said), link(&unsaid));
    assert_eq!(house.get(&unsaid).await.status, 200);
    let house = house.restart().await;
    let until = std::time::Instant::now() + crate::house::SOON;
    while house.get(&unsaid).await.status != 404 {
        assert!(std::time::Instant::now() < until, "it is still there");
        tokio::task::yield_now().await;
    }
    assert_eq!(house.get(&said).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_no_room_an_upload_is_refused_and_words_are_not() {
    let house = House::with(|options| options.media_quota = Some(20)).await;
    house.talk("photo", TRAIL).await;
    let (rita, _) = house.visit("photo").await;
    rita.sends("a.gif", GIF).await.ok(201);
    let refused = rita.sends("b.txt", b"eleven more").await;
    refused.refused(507, "no-room");
    rita.say("m1", "words").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn below_the_floor_of_free_space_an_upload_is_refused() {
    let house = House::with(|options| options.free_space = u64::MAX).await;
    house.talk("photo", TRAIL).await;
    let (rita, _) = house.visit("photo").await;
    rita.sends("a.gif", GIF).await.refused(507, "no-room");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_sends_a_picture_that_the_contact_gets_once_under_a_link() {
    let house = House::new().await;
    let people = house.desk("support", &["ana", "bia"]).await;
    house.talk("talk", crate::house::TALK).await;
    let rita = crate::desk::handed_over(&house).await;
    let path = format!("/api/desk/conversations/talk/{}/media", rita.address());
    let uploads = async |by: usize| {
        let person: &crate::people::Person<'_> = &people[by];
        let request = person.request(Method::POST, &path);
        house
            .send(request.query(&[("name", "a.gif")]).body(GIF))
            .await
    };
    uploads(0).await.refused(409, "not-yours");
    people[0].act(&rita, json!("Take")).await.ok(200);
    uploads(1).await.refused(409, "not-yours");
    let sent = uploads(0).await.ok(201);
    assert_eq!(sent["kind"], "image");
    let reply = |id: &str, text: &str, media: &Value| json!({ "Reply": { "id": id, "text": text, "media": media } });
    let before = rita.turn(0).await["seq"].as_u64().unwrap();
    for _ in 0..2 {
        people[0]
            .act(&rita, reply("r1", "Look", &sent))
            .await
            .ok(200);
    }
    let told = rita.turn(before).await;
    let told = told["messages"].as_array().unwrap();
    assert_eq!(told.len(), 1, "{told:?}");
    let content = &told[0]["content"];
    assert_eq!(
        (&content["type"], &content["caption"]),
        (&json!("media"), &json!("Look"))
    );
    let file = house.get(content["url"].as_str().unwrap()).await;
    assert_eq!(file.header("content-type"), "image/gif");
    people[0].act(&rita, reply("r2", "", &sent)).await.ok(200);
    for url in ["https://elsewhere.test/a.gif", "/media/abc"] {
        let media = json!({ "kind": "image", "url": url });
        let refused = people[0].act(&rita, reply("r3", "", &media)).await;
        refused.refused(422, "invalid");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_name_no_address_elsewhere_and_of_what_programs_name_nothing_is_believed() {
    let house = House::new().await;
    house.talk("photo", TRAIL).await;
    let (rita, _) = house.visit("photo").await;
    let elsewhere = json!({
        "kind": "image", "url": "https://elsewhere.test/a.gif",
        "size": 7, "mime": "image/gif",
    });
    let refused = rita.says_with("m1", &elsewhere).await;
    refused.refused(422, "invalid");
    let admin = house.admin().await;
    let api = json!({ "title": "API", "channel": "api", "trail": "photo", "queue": null, "enabled": true });
    admin.put("/api/inboxes/photo", &api).await.ok(200);
    let turn = rita.says_with("m2", &elsewhere).await.ok(200);
    let said = &turn["messages"][0]["content"];
    assert_eq!(said["url"], elsewhere["url"]);
    // It would hold both, had they been believed.
    assert_eq!(said["caption"], Value::Null, "{turn}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_sends_only_so_much_in_however_many_visits() {
    let house = House::new().await;
    house.talk("photo", TRAIL).await;
    let mut sent = Vec::new();
    for _ in 0..9 {
        let (rita, _) = house.visit("photo").await;
        // Fewer than one visit may send by itself.
        for already in 0..15 {
            let reply = rita.sends("a.gif", GIF).await;
            if reply.status == 429 {
                reply.refused(429, "too-many-messages");
                sent.push(already);
                break;
            }
            reply.ok(201);
        }
    }
    assert!(
        !sent.is_empty(),
        "somebody was stopped before their own bound"
    );
}
