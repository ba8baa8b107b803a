//! What a step of several kinds of its own does is chosen in its form, and the keyboard stays where the drawing is.

use super::person::Person;
use super::stage::play_by_hand;
use super::studio::node;
use thirtyfour::prelude::*;

const FORM: &str = "[data-testid=inspector]";
const CANVAS: &str = "Desenho";

fn field(path: &str) -> String {
    format!("{FORM} [data-testid=field][data-path='steps/{path}']")
}

#[test]
fn what_a_request_and_a_model_do_is_chosen() {
    play_by_hand("kinds", async |stage| {
        let admin = stage.author().await;
        let file = stage.house(|house| house.flow("faq.yaml"));
        admin.opens_trail("faq").await;
        is_picked_by_keyboard(&admin).await;

        admin.chooses("Requisição", "POST").await;
        let address = format!("{} input", field("http_1/http/post"));
        admin.writes_at(&address, "https://shop.test/orders").await;
        admin.counts(&field("http_1/http/get"), 0).await;

        admin.presses_at("[data-testid=left-add]").await;
        admin
            .presses_at("[data-testid=palette-verb][data-verb=ai]")
            .await;
        admin
            .chooses("O que o modelo faz", "Classificar um texto")
            .await;
        admin
            .sees_in(&field("ai_1/ai/classify"), "Texto a classificar")
            .await;
        let lacking = format!("{FORM} [data-testid=step-problem][data-code=T0010]");
        admin
            .sees_in(&lacking, "Falta uma chave obrigatória.")
            .await;
        admin
            .chooses("O que o modelo faz", "Responder ao contato")
            .await;
        admin.counts(&lacking, 0).await;

        admin.presses_at("[data-testid=save]").await;
        admin.is_saved(true).await;
        let text = std::fs::read_to_string(file).unwrap();
        assert!(
            text.contains("http: { post: https://shop.test/orders }")
                || text.contains("http: { post: \"https://shop.test/orders\" }"),
            "{text}"
        );
        assert!(text.contains("ai: { reply: \"{{ input.text }}\""), "{text}");
    });
}

/// A step is added where the keyboard is, and the keyboard is there again: Tab goes on to the step's exits.
async fn is_picked_by_keyboard(admin: &Person) {
    admin.goes_to_step("delivery").await;
    admin.strikes(Key::Escape + "").await;
    admin.strikes("a").await;
    admin.is_focused_on("O que deve acontecer?").await;
    admin.strikes(Key::Tab + "").await;
    admin.counts("[data-testid=picker]", 0).await;
    admin.is_focused_on(CANVAS).await;

    admin.strikes("a").await;
    admin.is_focused_on("O que deve acontecer?").await;
    admin.strikes("serviço web").await;
    admin.strikes(Key::Enter + "").await;
    admin.counts(&node("http_1"), 1).await;
    admin.is_focused_on(CANVAS).await;
    admin.strikes(Key::Tab + "").await;
    admin
        .sees_in("[data-testid=canvas-said]", "saída próximo")
        .await;
    admin.is_focused_on(CANVAS).await;
}
