//! Everything a trail says is drawn and answered in the web chat, and read at the desk.

use super::person::Person;
use super::stage::play;
use std::path::PathBuf;

/// A party: who comes, what they eat, a picture, a mark.
const PARTY: &str = "\
trail: festa
title: Festa
language: pt-BR
steps:
  hello:
    say:
      - { text: Vai ter festa!, typing: 1s }
      - { location: { latitude: '-23.55', longitude: '-46.63', name: Salão da Praça } }
      - { link: 'https://example.com/festa', title: O convite }
      - { file: 'https://example.com/cardápio%ZZ.pdf' }
    next: who
  who:
    form: Quem vem?
    fields:
      name: { label: Nome }
      email: { label: E-mail, expect: email, wrong: Esse endereço não existe. }
      born: { label: Nascimento, expect: date, optional: true }
      cpf: { label: CPF, expect: cpf, sensitive: true }
    retry: { message: Falta corrigir algo., times: 3 }
    no_match: help
    next: food
  food:
    menu: O que você come?
    many: { min: 1, max: 2 }
    options:
      cake: { label: Bolo }
      fruit: { label: Fruta }
      bread: { label: Pão de queijo }
    save: food
    no_match: help
    next: photo
  photo: { ask: Mande uma foto sua., expect: image, save: photo, no_match: help, next: seen }
  seen:
    say: { image: '{{ photo.url }}', alt: A foto que você mandou, caption: Ficou ótima! }
    next: mark
  mark: { rate: Como foi até aqui?, save: mark, next: likely }
  likely: { rate: Você nos recomenda?, scale: nps, next: help }
  help: { handoff: support, message: Chamando alguém., offline: end, next: end }
vars:
  name: { type: text, personal: true }
  email: { type: text, personal: true }
  born: { type: text, personal: true }
  cpf: { type: text, personal: true }
";

const SAID: &str = ".log .m";
const MINE: &str = ".log .me";
const FORM: &str = ".f:enabled";

/// A picture, one blue pixel, in a folder of its own.
fn picture() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("eu na praia.gif");
    let pixel = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x33\x66\x99\x00\x00\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3b";
    std::fs::write(&path, pixel).unwrap();
    (folder, path)
}

#[test]
fn everything_a_trail_says_is_drawn_answered_and_read_at_the_desk() {
    play("contents", async |stage| {
        stage.has_agents(&[("bia", "Bia Souza")]).await;
        stage.has_trail("festa", PARTY).await;
        stage.has_inbox("festa", "Festa", Some("festa")).await;
        let bia = stage.agent("bia", "Bia Souza").await;
        let guest = stage.person("Ana").await;
        guest.likes("light").await;
        guest.opens("/chat/festa").await;
        fills_the_form(&guest).await;
        chooses_several(&guest).await;
        sends_a_picture(&guest).await;
        gives_marks(&guest).await;
        comes_back(&guest).await;
        is_read_at_the_desk(&bia).await;
    });
}

async fn fills_the_form(guest: &Person) {
    guest.sees("Quem vem?").await;
    guest
        .sees_each(
            ".log .card",
            &[
                "Salão da Praça -23.55000, -46.63000",
                "O convite example.com",
                // Its address does not decode.
                "card%C3%A1pio%ZZ.pdf",
            ],
        )
        .await;
    assert_eq!(
        guest.attribute(".log .card[href^=geo]", "href").await,
        "geo:-23.55,-46.63"
    );
    guest.keeps("contents/form").await;
    guest.presses_in(FORM, "Enviar").await;
    guest
        .sees_each(
            ".fe",
            &[
                "Preencha este campo.",
                "Preencha este campo.",
                "Preencha este campo.",
            ],
        )
        .await;
    guest.fills_in(FORM, "Nome", "Ana Lima").await;
    guest.fills_in(FORM, "E-mail", "ana arroba").await;
    guest.fills_in(FORM, "CPF", "529.982.247-25").await;
    guest.presses_in(FORM, "Enviar").await;
    guest.sees("Esse endereço não existe.").await;
    guest.keeps("contents/form-wrong").await;
    guest.counts(".f:enabled", 1).await;
    guest.finds_written_in(FORM, "Nome", "Ana Lima").await;
    guest.finds_written_in(FORM, "CPF", "").await;
    guest.fills_in(FORM, "E-mail", "ana@example.com").await;
    guest.fills_in(FORM, "CPF", "529.982.247-25").await;
    guest.presses_in(FORM, "Enviar").await;
    guest.sees("O que você come?").await;
    guest.sees_in(".log .me", "Nome: Ana Lima").await;
    guest.sees_in(".log .me", "CPF: •••").await;
    guest.does_not_see("529.982").await;
    guest.counts(".f:enabled", 0).await;
}

async fn chooses_several(guest: &Person) {
    guest.presses_at(".q .c:nth-of-type(1) input").await;
    guest.presses_at(".q .c:nth-of-type(3) input").await;
    guest.keeps("contents/several").await;
    guest.presses_in(".q", "Enviar").await;
    guest.sees("Bolo, Pão de queijo").await;
    guest.sees("Mande uma foto sua.").await;
}

async fn sends_a_picture(guest: &Person) {
    guest.sees_in(".want", "Escolher uma imagem").await;
    let (_folder, path) = picture();
    guest.gives(&path).await;
    guest.sees("Ficou ótima!").await;
    guest.counts(".log .pic img", 2).await;
    guest.loads_every(".log .pic img").await;
    assert_eq!(
        guest.each(".want button").await.len(),
        0,
        "it is no longer asked for"
    );
}

async fn gives_marks(guest: &Person) {
    guest.sees("Como foi até aqui?").await;
    guest.presses_at(".r.csat label:nth-of-type(4)").await;
    guest.counts(".r.csat .on", 4).await;
    guest.keeps("contents/rating").await;
    guest.presses_in(".q:enabled", "Enviar").await;
    guest.sees("Você nos recomenda?").await;
    // By the keyboard alone.
    guest.presses_at(".r.nps label:nth-of-type(8)").await;
    guest
        .types(thirtyfour::Key::Right + thirtyfour::Key::Right)
        .await;
    guest.types(thirtyfour::Key::Enter + "").await;
    guest.sees("Chamando alguém.").await;
    guest.sees_in(".log .me", "9").await;
    guest.holds_a_phone().await;
    guest.needs_no_sideways_scrolling().await;
    guest.keeps("contents/phone").await;
}

async fn comes_back(guest: &Person) {
    let all = guest.each(SAID).await.len();
    let before = guest.each(MINE).await;
    guest.reloads().await;
    guest.counts(SAID, all).await;
    assert_eq!(
        guest.each(MINE).await,
        before,
        "a reload shows the same talk"
    );
    guest.counts(".f:enabled", 0).await;
    guest.counts(".r.csat .on", 4).await;
    guest.counts(".q .c :checked", 2).await;
    guest.loads_every(".log .pic img").await;
}

async fn is_read_at_the_desk(bia: &Person) {
    bia.likes("light").await;
    bia.presses_at("[data-testid=row] a").await;
    let thread = "[data-testid=thread]";
    for words in [
        "Nome: Ana Lima",
        "CPF: •••",
        "Bolo, Pão de queijo",
        "nota 4/5",
        "nota 9/10",
        "O convite",
    ] {
        bia.sees_in(thread, words).await;
    }
    bia.does_not_see("529.982").await;
    bia.counts("[data-testid=picture]", 2).await;
    bia.loads_every("[data-testid=picture] img").await;
    bia.keeps("contents/desk").await;
}
