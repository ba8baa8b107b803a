//! Everything on a screen as wide as a hand.

use super::person::Person;
use super::staff::PASSWORD;
use super::stage::play;
use thirtyfour::prelude::*;

impl Person {
    /// Nothing that one touches stands outside the screen.
    async fn reaches(&self, selector: &str) {
        for [x, y, width, height] in self.boxes(selector).await {
            let inside = x >= 0.0 && x + width <= 390.5 && y >= 0.0 && y + height <= 844.5;
            assert!(
                inside,
                "{selector} of {} is at {x} {y} {width}×{height}",
                self.name()
            );
        }
        self.needs_no_sideways_scrolling().await;
    }
}

#[test]
fn a_phone_is_enough() {
    play("phone", async |stage| {
        stage.has_agents(&[("bia", "Bia Souza")]).await;
        let bia = stage.person("Bia Souza").await;
        bia.holds_a_phone().await;
        bia.signs_in("bia", PASSWORD).await;
        bia.goes_available().await;
        let customer = stage.person("Ana").await;
        customer.holds_a_phone().await;
        customer.asks_for_a_person("Ana").await;
        customer.reaches("textarea, .send, .m").await;

        bia.sees_in("[data-testid=row]", "Vou chamar uma pessoa.")
            .await;
        bia.counts("[data-testid=thread]", 0).await;
        bia.reaches("[data-testid=row], [data-testid=row-take], [data-testid=rail] button")
            .await;
        bia.presses_at("[data-testid=row] a").await;
        bia.counts("[data-testid=row]", 0).await;
        bia.sees_in("[data-testid=thread]", "Vou chamar uma pessoa. Um momento!")
            .await;
        bia.reaches(
            "[data-testid=act-take], [data-testid=thread-back], [data-testid=thread-panel]",
        )
        .await;
        bia.presses_at("[data-testid=act-take]").await;
        bia.presses_at("[data-testid=composer]").await;
        bia.types("Oi, Ana!").await;
        bia.reaches(
            "[data-testid=composer], [data-testid=composer-send], [data-testid=act-resolve]",
        )
        .await;
        bia.types(Key::Enter + "").await;
        customer.sees("Oi, Ana!").await;

        bia.presses_at("[data-testid=thread-panel]").await;
        bia.sees_in("[data-testid=panel]", "Atendimento da loja")
            .await;
        bia.counts("[data-testid=thread]", 0).await;
        bia.reaches("[data-testid=panel-back]").await;
        bia.presses_at("[data-testid=panel-back]").await;
        bia.sees_in("[data-testid=thread]", "Oi, Ana!").await;
        bia.presses_at("[data-testid=act-menu]").await;
        bia.presses("Devolver ao robô").await;
        customer
            .sees("Sou eu de novo, a assistente da Vereda.")
            .await;
        bia.presses_at("[data-testid=thread-back]").await;
        bia.sees("Nada com você agora").await;
    });
}
