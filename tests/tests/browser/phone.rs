//! Everything on a screen as wide as a hand.

use super::eyes::until;
use super::person::Person;
use super::staff::PASSWORD;
use super::stage::{play, play_by_hand};
use super::studio::words_of;
use thirtyfour::prelude::*;

impl Person {
    /// What was said last stands above what one writes in, also while a keyboard takes half of the screen.
    async fn reads_above_the_keyboard(&self, said: &str, edge: &str) {
        self.screen(390, 420, true).await;
        self.reads_the_last(said, edge).await;
        self.holds_a_phone().await;
        self.reads_the_last(said, edge).await;
    }

    /// What was said last stands above what one writes in, now or soon.
    pub(super) async fn reads_the_last(&self, said: &str, edge: &str) {
        until(self.name(), "for the last words in sight", || async {
            let said = self.boxes(said).await;
            let below = self.boxes(edge).await;
            match (said.last(), &below[..]) {
                (Some([_, y, _, height]), [[_, edge, ..]]) if y + height <= *edge => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await;
    }

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
        bia.reads_above_the_keyboard("[data-testid=message]", "[data-testid=composer]")
            .await;
        customer
            .reads_above_the_keyboard(".log .m", "form.say")
            .await;

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

#[test]
fn a_trail_is_changed_on_a_phone() {
    play_by_hand("phone-studio", async |stage| {
        let admin = stage.author().await;
        admin.holds_a_phone().await;
        admin.opens("/studio").await;
        admin.counts("[data-testid=trail]", 4).await;
        admin
            .reaches("[data-testid=trail-open], [data-testid=trail-new]")
            .await;
        admin
            .presses_at("[data-testid=trail][data-id=faq] [data-testid=trail-open]")
            .await;
        admin.counts("[data-testid=canvas]", 1).await;
        admin
            .reaches("[data-testid=back], [data-testid=save], [data-testid=publish]")
            .await;

        admin.presses_at("[data-testid=pane-steps]").await;
        admin.presses_at("[data-testid=left-steps]").await;
        admin.counts("[data-testid=canvas]", 0).await;
        admin
            .sees_in(
                "[data-testid=outline-step][data-step=delivery]",
                "De 2 a 5 dias",
            )
            .await;
        admin
            .presses_at("[data-testid=outline-step][data-step=delivery]")
            .await;
        admin.presses_at("[data-testid=pane-side]").await;
        admin
            .counts("[data-testid=inspector][data-step=delivery]", 1)
            .await;
        admin
            .writes_at(&words_of("delivery", "say"), "Três dias.")
            .await;
        admin.presses_at("[data-testid=save]").await;
        admin.sees("Salvo.").await;
        admin.presses_at("[data-testid=pane-steps]").await;
        admin
            .sees_in(
                "[data-testid=outline-step][data-step=delivery]",
                "Três dias.",
            )
            .await;
        admin.needs_no_sideways_scrolling().await;
    });
}
