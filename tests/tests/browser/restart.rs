//! The server falls and comes back in the middle of everything.

use super::customer::LATEST;
use super::house::House;
use super::person::Person;
use super::stage::play;

impl Person {
    /// Knows that the server will not answer for a while.
    pub(super) fn expects_a_fall(&self) {
        for log in [
            "ERR_CONNECTION",
            "ERR_EMPTY_RESPONSE",
            "WebSocket connection to",
        ] {
            self.expects_log(log);
        }
    }
}

#[test]
fn a_fallen_server_comes_back_as_it_was() {
    play("restart", async |stage| {
        stage.has_agents(&[("bia", "Bia Souza")]).await;
        let customer = stage.person("customer").await;
        customer.expects_a_fall();
        customer.comes_in("Ana").await;
        customer.presses("Acompanhar pedido").await;
        customer.sees("Qual o número do pedido?").await;
        let before = customer.each(".m").await;

        stage.house(House::falls);
        customer.says("123460").await;
        customer.sees_in(".state", "Sem conexão").await;
        stage.house(House::opens_again);
        customer.sees("Pedido 123460: enviado.").await;
        customer.sees_in(LATEST, "Como posso ajudar, Ana?").await;
        let after = customer.each(".m").await;
        assert_eq!(after[..before.len()], before, "what was said stands");
        assert_eq!(
            after.len(),
            before.len() + 3,
            "said once, answered once: {after:#?}"
        );

        customer.reloads().await;
        customer.counts(".m", after.len()).await;
        assert_eq!(customer.each(".m").await, after);

        stage.house(House::closes);
        stage.house(House::opens_again);
        customer.says("duvidas").await;
        customer.sees("Sobre o quê?").await;
    });
}

#[test]
fn whoever_had_a_conversation_has_it_still() {
    play("held", async |stage| {
        stage.has_agents(&[("bia", "Bia Souza")]).await;
        let bia = stage.agent("bia", "Bia Souza").await;
        let customer = stage.person("Ana").await;
        for person in [&bia, &customer] {
            person.expects_a_fall();
        }
        customer.asks_for_a_person("Ana").await;
        bia.presses_at("[data-testid=row-take]").await;
        bia.answers("Oi, Ana!").await;
        customer.sees("Oi, Ana!").await;

        stage.house(House::falls);
        bia.sees("Sem conexão. Reconectando…").await;
        stage.house(House::opens_again);
        bia.no_longer_sees("Sem conexão. Reconectando…").await;
        bia.sees_in("[data-testid=availability]", "Disponível")
            .await;
        bia.sees_in("[data-testid=tabs-mine]", "1").await;
        bia.answers("Onde estávamos?").await;
        customer.sees("Onde estávamos?").await;
        customer.says("No meu pedido").await;
        bia.sees_in("[data-testid=thread]", "No meu pedido").await;
        let said = ["Oi, Ana!", "Onde estávamos?", "No meu pedido"];
        let there = bia.each("[data-testid=message]").await;
        let last = &there[there.len() - said.len()..];
        assert!(
            last.iter()
                .zip(said)
                .all(|(one, words)| one.contains(words)),
            "{there:#?}"
        );
    });
}
