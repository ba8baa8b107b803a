//! Models that answer from documents: what they are shown of them, and what is made of what they cite.

use crate::house::{House, Visitor};
use crate::models::{outcomes, with_model};
use crate::service::{Does, Pen, Service};
use serde_json::{Value, json};
use std::fs;
use trilha_model::{ModelAnswer, ModelSource, Outcome};

const TRAIL: &str = "\
trail: faq
language: pt-BR
steps:
  question:
    ask: Qual a dúvida?
    next: answer
  answer:
    ai: { reply: \"{{ input.text }}\", knowledge: shop, memory: 0, limit: 20s }
    save_sources: cited
    unsure: unsure
    error: failed
    next: question
  unsure: { say: Não sei., next: question }
  failed: { say: Falhou., next: question }
";

const RETURNS: &str = "# Trocas\n\n## Até quando?\n\nAceitamos devoluções em até 30 dias.\n\n## Quem paga?\n\nA devolução é por nossa conta.\n";

/// Documents beside the trails.
fn write(house: &House, name: &str, text: &str) {
    let folder = house.folder.path().join("flows/knowledge/shop");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), text).unwrap();
}

async fn asked<'h>(house: &'h House, question: &str) -> Visitor<'h> {
    let (rita, _) = house.visit("faq").await;
    rita.say("c1", question).await;
    rita
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_says_which_documents_it_is_from_and_cites_no_others() {
    let (pen, script) = Pen::new();
    pen.writes("Em até 30 dias [2");
    pen.writes("]. É grátis [9] [");
    pen.writes("1]. Sempre [2].");
    pen.ends();
    let service = Service::that(vec![Does::Writes(script)]).await;
    let house = with_model(&service).await;
    write(&house, "trocas.md", RETURNS);
    write(&house, "horas.en.md", "# Hours\n\nWe are open until six.\n");
    house.talk("faq", TRAIL).await;
    let rita = asked(&house, "Como funcionam as devoluções?").await;
    rita.hears("Em até 30 dias [1]. É grátis [2]. Sempre [1].")
        .await;
    let request = service.asked().remove(0);
    let (_, body) = request.split_once("\r\n\r\n").unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    let orders = body["messages"][0]["content"].as_str().unwrap();
    let first = orders.find("\n[1] trocas / quem paga?\na devolução é por nossa conta.");
    let second = orders.find("\n[2] trocas / até quando?\naceitamos devoluções em até 30 dias.");
    let either = orders
        .find("\n[2] trocas / quem paga?")
        .zip(orders.find("\n[1] trocas / até quando?"));
    assert!(first.zip(second).or(either).is_some(), "{orders}");
    assert!(!orders.contains("hours"), "{orders}");
    let Outcome::Model(ModelAnswer { sources, .. }) = outcomes(&house, &rita).remove(0) else {
        panic!("it failed");
    };
    let mut headings: Vec<&str> = sources.iter().map(|one| one.heading.as_str()).collect();
    headings.sort_unstable();
    assert_eq!(headings, ["Até quando?", "Quem paga?"]);
    let whole = |one: &ModelSource| one.title == "Trocas" && one.file == "knowledge/shop/trocas.md";
    assert!(sources.iter().all(whole), "{sources:?}");
    let list = format!(
        "Sempre [1].\n\n[1] Trocas / {}\n[2] Trocas / {}",
        sources[0].heading, sources[1].heading
    );
    assert!(
        rita.thread().await.iter().any(|text| text.ends_with(&list)),
        "{list}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_document_is_about_is_not_asked_of_a_model() {
    let service = Service::that(vec![Does::Plays("reply.sse")]).await;
    let house = with_model(&service).await;
    write(&house, "trocas.md", RETURNS);
    house.talk("faq", TRAIL).await;
    let rita = asked(&house, "Vocês vendem bicicletas?").await;
    rita.hears("Não sei.").await;
    assert_eq!(service.asked().len(), 0);
    let Outcome::Model(answer) = outcomes(&house, &rita).remove(0) else {
        panic!("it failed");
    };
    assert_eq!((answer.confidence, answer.tokens), (Some(0), 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_published_with_their_trail_and_serve_until_the_next_version() {
    let service = Service::that(vec![Does::Plays("reply.sse")]).await;
    let house = with_model(&service).await;
    write(&house, "trocas.md", RETURNS);
    house.talk("faq", TRAIL).await;
    write(&house, "trocas.md", "# Trocas\n\nDevoluções em 90 dias.\n");
    let house = house.restart().await;
    let rita = asked(&house, "Até quando posso fazer devoluções?").await;
    rita.hears("We are open until six.").await;
    let asked_then = service.asked().remove(0);
    assert!(
        asked_then.contains("até 30 dias") && !asked_then.contains("90 dias"),
        "{asked_then}"
    );
    let admin = house.admin().await;
    let draft = admin.get("/api/trails/faq").await.ok(200);
    let text = draft["files"]["knowledge/shop/trocas.md"].as_str().unwrap();
    assert!(text.contains("90 dias"), "{draft}");
    let list = admin.get("/api/trails").await.ok(200);
    assert_eq!(list[0]["changed"], true, "{list}");
    let publish = json!({ "base": draft["base"] });
    admin
        .post("/api/trails/faq/publish", &publish)
        .await
        .ok(200);
    let bia = asked(&house, "Até quando posso fazer devoluções?").await;
    bia.hears("We are open until six.").await;
    let asked_now = service.asked().remove(1);
    assert!(
        asked_now.contains("90 dias") && !asked_now.contains("até 30 dias"),
        "{asked_now}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trail_without_its_documents_is_not_published() {
    let house = House::new().await;
    let admin = house.admin().await;
    let draft = json!({ "base": "", "text": TRAIL });
    let draft = admin.put("/api/trails/faq", &draft).await.ok(200);
    let publish = json!({ "base": draft["base"] });
    let refused = admin.post("/api/trails/faq/publish", &publish).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    let said = refused.body.to_string();
    assert!(
        said.contains("there are no documents in `knowledge/shop/`"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_documents_have_beyond_a_megabyte_is_sent_to_editors_by_its_first_lines() {
    let house = House::new().await;
    write(&house, "a.md", "# A\n\nOne.\n");
    write(
        &house,
        "b.md",
        &format!("# B\n\n{}\n", "word ".repeat(150_000)),
    );
    write(
        &house,
        "c.md",
        &format!("# C\n\n{}\n", "word ".repeat(150_000)),
    );
    write(&house, "d.pdf", "%PDF");
    let admin = house.admin().await;
    let draft = json!({ "base": "", "text": TRAIL });
    let draft = admin.put("/api/trails/faq", &draft).await.ok(200);
    let files = draft["files"].as_object().unwrap();
    let file = |name: &str| files[&format!("knowledge/shop/{name}")].as_str().unwrap();
    assert_eq!(file("a.md"), "# A\n\nOne.\n");
    assert!(file("b.md").len() > 700_000);
    assert_eq!(file("c.md"), "# C");
    assert_eq!(files.len(), 3, "{:?}", files.keys());
}
