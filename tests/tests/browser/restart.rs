//! The server falls and comes back in the middle of everything.

use super::customer::LATEST;
use super::stage::play;

#[test]
fn a_fallen_server_comes_back_as_it_was() {
    play("restart", async |stage| {
        stage.has_agents(&[("bia", "Bia Souza")]).await;
        let customer = stage.person("customer").await;
        for log in [
            "ERR_CONNECTION_REFUSED",
            "ERR_CONNECTION_RESET",
            "ERR_EMPTY_RESPONSE",
            "WebSocket connection to",
        ] {
            customer.expects_log(log);
        }
        customer.comes_in("Ana").await;
        customer.presses("Acompanhar pedido").await;
        customer.sees("Qual o número do pedido?").await;
        let before = customer.each(".m").await;

        stage.house(|house| house.falls());
        customer.says("123460").await;
        customer.sees_in(".state", "Sem conexão").await;
        stage.house(|house| house.opens_again());
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

        stage.house(|house| house.closes());
        stage.house(|house| house.opens_again());
        customer.says("duvidas").await;
        customer.sees("Sobre o quê?").await;
    });
}
