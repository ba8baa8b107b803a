//! Versions: published with a note, what differs, what it means for live sessions, going back, and publishing later.

use super::customer::LATEST;
use super::person::Person;
use super::stage::play_by_hand;
use super::studio::{node, words_of};

const DIALOG: &str = "[data-testid=publish-dialog]";

fn line(version: u32) -> String {
    format!("[data-testid=version-line][data-version='{version}']")
}

impl Person {
    async fn publishes(&self, version: u32, note: &str) {
        self.presses_at("[data-testid=publish]").await;
        self.sees_in(DIALOG, &format!("Publicar versão {version}"))
            .await;
        self.is_published(version, note).await;
    }

    async fn is_published(&self, version: u32, note: &str) {
        self.writes_at("[data-testid=publish-note]", note).await;
        self.presses_at("[data-testid=publish-submit]").await;
        self.sees(&format!("Publicada como versão {version}."))
            .await;
        self.sees_in("[data-testid=version]", &format!("Versão {version}"))
            .await;
    }

    /// Changes what the trail asks for an order by.
    async fn asks_for_the_order(&self, words: &str) {
        self.goes_to_step("order").await;
        self.writes_at(&words_of("order", "ask"), words).await;
        self.sees_in(&node("order"), words).await;
    }
}

#[test]
fn new_sessions_get_the_new_version() {
    play_by_hand("versions", async |stage| {
        let admin = stage.author().await;
        admin.opens_trail("support").await;
        admin.publishes(1, "A primeira").await;
        let early = stage.person("early").await;
        early.comes_in("Ana").await;

        admin.asks_for_the_order("Diga o número do pedido:").await;
        admin.presses_at("[data-testid=publish]").await;
        admin
            .counts(
                &format!("{DIALOG} [data-testid=diff-step][data-step=order]"),
                1,
            )
            .await;
        admin.sees_in(DIALOG, "Diga o número do pedido:").await;
        admin
            .counts("[data-testid=publish-impact][data-live='1']", 1)
            .await;
        admin.is_published(2, "Pergunta mais direta").await;
        admin
            .counts("[data-testid=state][data-state=saved]", 1)
            .await;
        admin.presses_at("[data-testid=right-versions]").await;
        admin.sees_in(&line(2), "Pergunta mais direta").await;
        admin.sees_in(&line(2), "No ar").await;
        admin.sees_in(&line(1), "A primeira").await;
        what_differs_is_on_the_canvas(&admin).await;

        let late = stage.person("late").await;
        late.comes_in("Lia").await;
        late.presses("Acompanhar pedido").await;
        late.sees_in(LATEST, "Diga o número do pedido:").await;
        early.presses("Acompanhar pedido").await;
        early.sees_in(LATEST, "Qual o número do pedido?").await;
    });
}

/// While versions are compared, the canvas says in words what differs, until one leaves that.
async fn what_differs_is_on_the_canvas(admin: &Person) {
    let marks = "[data-testid=canvas] [data-testid=node-mark]";
    admin.counts("[data-testid=compared]", 0).await;
    admin.chooses("Desta versão", "Versão 1").await;
    admin
        .sees_in("[data-testid=compared]", "Comparada com a versão 1")
        .await;
    admin
        .sees_in(&format!("{}.differs", node("order")), "Mudou")
        .await;
    admin.counts(marks, 1).await;
    admin.presses_at("[data-testid=compared-leave]").await;
    admin.counts(marks, 0).await;
    admin.presses_at("[data-testid=versions-shown]").await;
    admin.counts(marks, 1).await;
    admin.presses_at("[data-testid=right-inspector]").await;
    admin.counts(marks, 0).await;
    admin.counts("[data-testid=compared]", 0).await;
}

#[test]
fn an_older_version_comes_back() {
    play_by_hand("versions-back", async |stage| {
        let admin = stage.author().await;
        admin.opens_trail("support").await;
        admin.publishes(1, "A primeira").await;
        admin.asks_for_the_order("Diga o número do pedido:").await;
        admin.publishes(2, "A segunda").await;
        admin.goes_to_step("menu").await;
        admin.presses_at("[data-testid=right-versions]").await;
        admin
            .presses_at(&format!("{} [data-testid=version-diff]", line(2)))
            .await;
        admin
            .presses_at(".compare [data-testid=diff-step][data-step=order]")
            .await;
        admin
            .counts(&format!("{}.selected", node("order")), 1)
            .await;
        admin
            .presses_at(&format!("{} [data-testid=version-back]", line(1)))
            .await;
        admin.sees_in(DIALOG, "Voltar à versão 1").await;
        admin.is_published(3, "A primeira era melhor").await;
        admin.sees_in(&line(3), "A primeira era melhor").await;
        let late = stage.person("late").await;
        late.comes_in("Lia").await;
        late.presses("Acompanhar pedido").await;
        late.sees_in(LATEST, "Qual o número do pedido?").await;
    });
}

#[test]
fn a_draft_is_published_later_or_not_at_all() {
    play_by_hand("versions-later", async |stage| {
        let admin = stage.author().await;
        admin.opens_trail("support").await;
        admin.publishes(1, "A primeira").await;
        admin.asks_for_the_order("Diga o número do pedido:").await;
        admin.presses_at("[data-testid=right-versions]").await;
        admin.presses_at("[data-testid=publish]").await;
        admin.presses_at("[data-testid=publish-when-later]").await;
        admin.counts("[data-testid=publish-at]", 1).await;
        admin
            .writes_at("[data-testid=publish-note]", "De madrugada")
            .await;
        admin.presses_at("[data-testid=publish-submit]").await;
        admin
            .sees_in("[data-testid=scheduled]", "De madrugada")
            .await;
        admin.counts(&line(2), 0).await;
        admin.presses_at("[data-testid=scheduled-cancel]").await;
        admin.presses_at("[data-testid=confirm-yes]").await;
        admin.counts("[data-testid=scheduled]", 0).await;
    });
}
