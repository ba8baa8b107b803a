//! The pictures of the README: into `.github/screens` when `TRILHA_SCREENS=1`, else into `target/screens`.

use super::house::root;
use super::person::Person;
use super::stage::{Stage, play};
use super::studio::{starts_by, words_of};

const THREAD: &str = "[data-testid=thread]";

impl Person {
    /// Keeps the screen by day and by night below `target/screens`, to be looked at: `story/what`.
    pub(super) async fn keeps(&self, name: &str) {
        for scheme in ["light", "dark"] {
            self.likes(scheme).await;
            let path = root().join(format!("target/screens/{name}-{scheme}.png"));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            self.photographs(&path).await.unwrap();
        }
        self.likes("light").await;
    }

    /// As [`Self::keeps`], in the hand too.
    pub(super) async fn keeps_both(&self, name: &str) {
        self.keeps(name).await;
        self.holds_a_phone().await;
        self.keeps(&format!("{name}-phone")).await;
        self.screen(1440, 900, false).await;
    }

    /// Keeps the screen as `{name}.png`.
    async fn shows(&self, name: &str) {
        let wanted = std::env::var("TRILHA_SCREENS").is_ok_and(|value| value == "1");
        let folder = root().join(if wanted {
            ".github/screens"
        } else {
            "target/screens"
        });
        std::fs::create_dir_all(&folder).unwrap();
        self.photographs(&folder.join(format!("{name}.png")))
            .await
            .unwrap();
    }

    /// Shows it by day and by night.
    async fn shows_both(&self, name: &str) {
        for scheme in ["light", "dark"] {
            self.likes(scheme).await;
            self.shows(&format!("{name}-{scheme}")).await;
        }
        self.likes("light").await;
    }
}

#[test]
fn the_screens_of_the_readme() {
    play("screens", async |stage| {
        stage
            .has_agents(&[("bia", "Bia Souza"), ("davi", "Davi Reis")])
            .await;
        stage.becomes_available("davi").await;
        let bia = stage.agent("bia", "Bia Souza").await;
        bia.likes("light").await;
        chats(&stage).await;
        desk(&stage, &bia).await;
        settings(&stage).await;
        editor(&stage).await;
    });
}

async fn chats(stage: &Stage) {
    let customer = stage.person("Ana").await;
    customer.likes("light").await;
    customer.comes_in("Ana").await;
    customer.presses("Acompanhar pedido").await;
    customer.sees("Qual o número do pedido?").await;
    customer.says("123460").await;
    customer.sees("Pedido 123460: enviado.").await;
    customer
        .sees_in(super::customer::LATEST, "Como posso ajudar, Ana?")
        .await;
    customer.shows_both("chat").await;
    customer.holds_a_phone().await;
    customer.shows_both("chat-phone").await;
    customer.screen(1440, 900, false).await;
    customer.opens("/demo").await;
    customer.sees("Equipamento leve").await;
    customer.presses("Abrir o chat").await;
    customer.sees("Pedido 123460: enviado.").await;
    customer.shows_both("shop").await;
}

async fn desk(stage: &Stage, bia: &Person) {
    let mut kept = Vec::new();
    for (name, says) in [
        ("Marina Alves", &["pedido", "123457"][..]),
        ("João Pedro Sá", &["atendente"]),
        ("Érica Nunes", &["duvidas", "Pagamento", "não"]),
        ("Tomás Rocha", &["pedido", "123460", "atendente"]),
    ] {
        kept.push(stage.guest("site", name, says).await);
    }
    bia.sees_in("[data-testid=tabs-waiting]", "4").await;
    bia.presses_in("[data-testid=list]", "Marina Alves").await;
    bia.presses_at("[data-testid=act-take]").await;
    bia.sees_in(THREAD, "Com você").await;
    bia.answers("Oi, Marina! Sou a Bia. Vi que o pedido 123457 está atrasado, já estou olhando.")
        .await;
    kept[0].says("Oi Bia! Preciso dele até sexta.").await;
    bia.sees_in(THREAD, "Preciso dele até sexta.").await;
    bia.answers("Consigo reenviar hoje por transporte expresso, sem custo.")
        .await;
    bia.presses_in("[data-testid=tabs]", "Aguardando").await;
    bia.sees_in("[data-testid=list]", "João Pedro Sá").await;
    bia.shows_both("desk").await;
    bia.screen(1100, 800, false).await;
    bia.shows("desk-narrow").await;
    bia.holds_a_phone().await;
    bia.shows_both("desk-phone-thread").await;
    bia.presses_at("[data-testid=thread-panel]").await;
    bia.sees_in("[data-testid=panel]", "123457").await;
    bia.shows_both("desk-phone-panel").await;
    bia.presses_at("[data-testid=panel-back]").await;
    bia.presses_at("[data-testid=thread-back]").await;
    bia.presses_in("[data-testid=tabs]", "Aguardando").await;
    bia.sees("João Pedro Sá").await;
    bia.shows_both("desk-phone").await;
}

async fn settings(stage: &Stage) {
    stage
        .has_team("externas", "Vendas externas", &["davi"])
        .await;
    let admin = stage.person("admin").await;
    admin.likes("light").await;
    admin.opens("/desk").await;
    admin.sees("Entre para atender").await;
    admin.shows_both("sign-in").await;
    let password = stage.house(|house| house.password.clone());
    admin.signs_in("admin", &password).await;
    for (section, said) in [
        ("users", "Davi Reis"),
        ("queues", "Recepção"),
        ("teams", "Vendas externas"),
        ("inboxes", "Clínica"),
        ("automations", "Atendimento da loja"),
        ("firings", "Registro de automações"),
        ("calendars", "Nenhum calendário ainda"),
        ("env", "BRAND"),
        ("mail", "Nenhum servidor de e-mail ainda"),
        ("webhooks", "Nenhum webhook ainda"),
        ("tokens", "Nenhum token ainda"),
    ] {
        admin.opens(&format!("/desk/settings/{section}")).await;
        admin.sees(said).await;
        admin.shows_both(&format!("settings-{section}")).await;
        admin.holds_a_phone().await;
        admin.shows(&format!("settings-{section}-phone")).await;
        admin.screen(1440, 900, false).await;
    }
    admin.opens("/desk/settings/queues").await;
    admin.presses("Nova fila").await;
    admin.fills("Título", "Vendas").await;
    admin.shows_both("settings-dialog").await;
}

async fn editor(stage: &Stage) {
    // A few tests only, so that there is something they do not walk.
    let tests = stage.house(|house| house.flow("support.test.yaml"));
    let written = std::fs::read_to_string(&tests).unwrap();
    let few: Vec<&str> = written.split_inclusive("\n  - name:").take(4).collect();
    let few = few.concat();
    std::fs::write(&tests, few.strip_suffix("  - name:").unwrap()).unwrap();
    let admin = stage.author().await;
    admin.likes("light").await;
    admin.opens("/studio").await;
    admin.counts("[data-testid=trail]", 4).await;
    admin.shows_both("editor-list").await;
    admin.opens("/studio/support").await;
    admin
        .sees_in("[data-testid=canvas]", "Como você se chama?")
        .await;
    admin.goes_to_step("menu").await;
    admin.presses_at("[data-testid=left-add]").await;
    let [[x, y, _, height]] = admin.boxes("[data-testid=canvas]").await[..] else {
        panic!("one canvas")
    };
    let ground = (x + 12.0, y + height * 0.9);
    admin.drags(ground, (ground.0, ground.1 - 250.0)).await;
    admin.shows_both("editor").await;
    admin.presses_at("[data-testid=test-chat]").await;
    admin.tries_the_trail(&["Ana", "pedido"]).await;
    admin.shows_both("editor-simulator").await;
    tested(&admin).await;
    versions(&admin).await;
    admin.presses_at("[data-testid=right-inspector]").await;
    admin.presses_at("[data-testid=left-steps]").await;
    admin.presses_at("[data-testid=outline-trail]").await;
    starts_by(&admin, "schedule").await;
    admin.counts("[data-testid=upcoming] li", 3).await;
    admin.counts("[data-testid=kind]", 2).await;
    admin.shows_both("editor-settings").await;
    admin.holds_a_phone().await;
    admin.presses_at("[data-testid=pane-side]").await;
    admin.shows("editor-settings-phone").await;
    admin.screen(1440, 900, false).await;
    admin.goes_to_step("menu").await;
    admin.holds_a_phone().await;
    admin.presses_at("[data-testid=pane-steps]").await;
    admin.shows_both("editor-phone").await;
    admin.presses_at("[data-testid=pane-canvas]").await;
    admin.shows("editor-phone-canvas").await;
    admin.presses_at("[data-testid=pane-side]").await;
    admin.shows("editor-phone-side").await;
}

/// What the tests show, and what none of them walks.
async fn tested(admin: &Person) {
    admin.presses_at("[data-testid=right-tests]").await;
    admin.sees_in("[data-testid=tests-count]", "passam").await;
    admin.presses_at("[data-testid=tests-cover]").await;
    admin.presses_at("[data-testid=zoom-fit]").await;
    admin.shows_both("editor-tests").await;
    admin.holds_a_phone().await;
    admin.presses_at("[data-testid=pane-side]").await;
    admin.shows("editor-tests-phone").await;
    admin.screen(1440, 900, false).await;
    admin.presses_at("[data-testid=tests-cover]").await;
}

/// What publishing would change, and what was published.
async fn versions(admin: &Person) {
    admin.presses_at("[data-testid=right-inspector]").await;
    admin.goes_to_step("order").await;
    admin
        .writes_at(&words_of("order", "ask"), "Diga o número do pedido:")
        .await;
    admin.presses_at("[data-testid=publish]").await;
    admin.counts("[data-testid=publish-impact]", 1).await;
    admin
        .counts("[data-testid=publish-dialog] [data-testid=diff-step]", 1)
        .await;
    admin.presses_at("[data-testid=publish-when-later]").await;
    admin.shows_both("editor-publish").await;
    admin.holds_a_phone().await;
    admin.shows("editor-publish-phone").await;
    admin.screen(1440, 900, false).await;
    admin
        .writes_at("[data-testid=publish-note]", "Pergunta mais direta")
        .await;
    admin.presses_at("[data-testid=publish-submit]").await;
    admin.presses_at("[data-testid=right-versions]").await;
    admin.counts("[data-testid=scheduled]", 1).await;
    admin.chooses("Desta versão", "Versão 1").await;
    admin.counts(".compare [data-testid=diff-step]", 1).await;
    admin.shows_both("editor-versions").await;
    admin.holds_a_phone().await;
    admin.shows("editor-versions-phone").await;
    admin.screen(1440, 900, false).await;
}
