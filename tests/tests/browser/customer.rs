//! A customer talks with the shop, on its own page and inside another site.

use super::person::Person;
use super::stage::play;

const SAID: &str = ".m";
const BUTTONS: &str = ".o button:enabled";

impl Person {
    /// Opens the shop's chat.
    pub(super) async fn visits_the_shop(&self) {
        self.opens("/chat/site").await;
        self.sees("Como você se chama?").await;
    }

    /// Opens the chat, gives a name, and is asked what they want.
    pub(super) async fn comes_in(&self, name: &str) {
        self.visits_the_shop().await;
        self.says(name).await;
        self.sees(&format!("Como posso ajudar, {name}?")).await;
    }

    /// As [`Self::comes_in`], and asks for a person.
    pub(super) async fn asks_for_a_person(&self, name: &str) {
        self.comes_in(name).await;
        self.presses("Falar com alguém").await;
        self.sees("Vou chamar uma pessoa. Um momento!").await;
        self.sees_in(".state", "Aguardando uma pessoa").await;
    }
}

/// The last two things said, by whoever.
pub(super) const LATEST: &str = ".log .m:nth-last-of-type(-n+2)";

#[test]
fn a_customer_talks_through_the_trail() {
    play("customer", async |stage| {
        stage.has_agents(&[("bia", "Bia Souza")]).await;
        stage.becomes_available("bia").await;
        let customer = stage.person("customer").await;
        customer.visits_the_shop().await;
        customer.sees("Olá! Sou a assistente da Vereda.").await;
        customer.says("Ana").await;
        customer.sees("Como posso ajudar, Ana?").await;
        let offered = [
            "Acompanhar pedido",
            "Dúvidas",
            "Falar com alguém",
            "Encerrar",
        ];
        customer.sees_each(BUTTONS, &offered).await;

        customer.says("quero um foguete").await;
        customer.sees("Escolha uma das opções.").await;
        customer.presses("Acompanhar pedido").await;
        customer.sees("Qual o número do pedido?").await;
        customer.says("12").await;
        customer.sees("São seis dígitos, como 123456.").await;

        let before = customer.each(SAID).await;
        customer.reloads().await;
        customer.counts(SAID, before.len()).await;
        assert_eq!(
            customer.each(SAID).await,
            before,
            "a reload shows the same talk"
        );

        customer.says("123460").await;
        customer
            .sees("Pedido 123460: enviado. Previsão de entrega:")
            .await;
        customer.sees_in(LATEST, "Como posso ajudar, Ana?").await;
        customer.says("duvidas").await;
        customer.sees("Sobre o quê?").await;
        customer.presses("Troca e devolução").await;
        customer.sees("A coleta é por nossa conta.").await;
        customer.sees("Isso ajudou?").await;
        customer.says("sim").await;
        customer.sees_in(LATEST, "Como posso ajudar, Ana?").await;
        customer.says("atendente").await;
        customer.sees("Vou chamar uma pessoa. Um momento!").await;
        customer.sees_in(".state", "Aguardando uma pessoa").await;
        let said = customer.each(SAID).await;
        assert_eq!(
            said.len(),
            before.len() + 12,
            "each thing is said once: {said:#?}"
        );
    });
}

#[test]
fn a_failing_or_missing_order_has_a_way_on() {
    play("orders", async |stage| {
        let customer = stage.person("customer").await;
        customer.comes_in("Rui").await;
        customer.says("pedido").await;
        customer.sees("Qual o número do pedido?").await;
        customer.says("123400").await;
        customer.sees("Não encontrei o pedido 123400.").await;
        customer.says("sim").await;
        customer.says("123499").await;
        customer
            .sees("Não consigo consultar os pedidos agora.")
            .await;
        customer.sees("Não há ninguém livre agora.").await;
        customer.says("rui em casa").await;
        customer.sees("Não parece um e-mail.").await;
        customer.says("rui@exemplo.com.br").await;
        customer.sees("Anotado: rui@exemplo.com.br.").await;
        customer.sees("Até logo!").await;
    });
}

#[test]
fn the_chat_lives_in_another_site() {
    play("embedded", async |stage| {
        let customer = stage.person("customer").await;
        customer.opens("/demo").await;
        customer
            .sees("Equipamento leve para quem anda longe.")
            .await;
        customer.does_not_see("Como você se chama?").await;
        customer.presses("Abrir o chat").await;
        customer.sees("Como você se chama?").await;
        customer.sees_in(".panel h2", "Loja").await;
        customer.says("Lia").await;
        customer.sees("Como posso ajudar, Lia?").await;
        customer.presses_in(".panel", "Fechar o chat").await;
        customer.no_longer_sees("Como posso ajudar, Lia?").await;

        customer.reloads().await;
        customer.presses("Abrir o chat").await;
        customer.sees("Como posso ajudar, Lia?").await;
        customer.sees_in(".panel h2", "Loja").await;
        customer.presses("Dúvidas").await;
        customer.sees("Sobre o quê?").await;
        customer.needs_no_sideways_scrolling().await;
    });
}
