//! Agents at the desk: one takes what the bot hands over, talks, and gives it back.

use super::customer::LATEST;
use super::line::Line;
use super::person::Person;
use super::stage::{Stage, play};
use thirtyfour::prelude::*;

const ROW: &str = "[data-testid=row]";
pub(super) const THREAD: &str = "[data-testid=thread]";
pub(super) const SAID: &str = "[data-testid=message]";
const PANEL: &str = "[data-testid=panel]";
pub(super) const COMPOSER: &str = "[data-testid=composer]";

impl Person {
    /// Opens the first conversation of the list.
    pub(super) async fn opens_conversation(&self) {
        self.presses_at("[data-testid=row] a").await;
        self.counts(THREAD, 1).await;
    }

    /// Answers the customer.
    pub(super) async fn answers(&self, words: &str) {
        self.presses_at(COMPOSER).await;
        self.types(words).await;
        self.types(Key::Enter + "").await;
        self.sees_in(SAID, words).await;
    }
}

#[test]
fn two_agents_want_the_same_customer() {
    play("desk", async |stage| {
        stage
            .has_agents(&[("bia", "Bia Souza"), ("davi", "Davi Reis")])
            .await;
        let bia = stage.agent("bia", "Bia Souza").await;
        let davi = stage.agent("davi", "Davi Reis").await;
        let customer = stage.person("Ana").await;
        loses_patience(&customer).await;

        waits(&[&bia, &davi]).await;
        let (winner, loser) = race(&bia, &davi).await;
        the_whole_story(winner, &customer).await;
        both_ways(winner, loser, &customer).await;
        the_bot_is_silent(winner, &customer).await;
        given_back(winner, &customer).await;
        resolved(loser, &customer).await;
    });
}

/// Asks for a person while the shop has not answered yet about an order; its answer would come too late.
async fn loses_patience(customer: &Person) {
    customer.comes_in("Ana").await;
    customer.presses("Acompanhar pedido").await;
    customer.sees("Qual o número do pedido?").await;
    customer.says("123498").await;
    customer.says("atendente").await;
    customer.sees("Vou chamar uma pessoa. Um momento!").await;
    customer.sees_in(".state", "Aguardando uma pessoa").await;
}

/// The waiting list shows who waits, and since when, second by second.
async fn waits(agents: &[&Person]) {
    for agent in agents {
        agent.sees_in(ROW, "Robô: Vou chamar uma pessoa.").await;
        agent.sees_in("[data-testid=tabs-waiting]", "1").await;
        let first = agent.each("[data-testid=row-wait]").await;
        let [first] = &first[..] else {
            panic!("one waits: {first:?}")
        };
        agent
            .no_longer_sees_in("[data-testid=row-wait]", first)
            .await;
    }
}

/// Both press at once: one has it, the other reads who.
async fn race<'a>(bia: &'a Person, davi: &'a Person) -> (&'a Person, &'a Person) {
    for agent in [bia, davi] {
        agent.opens_conversation().await;
        agent
            .sees_in(
                "[data-testid=composer-blocked]",
                "Assuma a conversa para responder.",
            )
            .await;
    }
    let take = "[data-testid=act-take]";
    let (one, other) = tokio::join!(bia.tries_to_press(take), davi.tries_to_press(take));
    assert!(one || other, "one of them could press it");
    let won = bia
        .sees_either(THREAD, &["Com você", "Com Davi Reis"])
        .await
        == 0;
    let (winner, loser) = if won { (bia, davi) } else { (davi, bia) };
    winner.sees_in(THREAD, "Com você").await;
    loser
        .sees_in(THREAD, &format!("Com {}", winner.name()))
        .await;
    loser
        .sees_in(
            "[data-testid=composer-blocked]",
            &format!("{} está atendendo.", winner.name()),
        )
        .await;
    if one && other {
        loser
            .sees(&format!(
                "{} assumiu esta conversa primeiro.",
                winner.name()
            ))
            .await;
    }
    (winner, loser)
}

/// The winner reads all that was said to the bot, and what the bot knows.
async fn the_whole_story(agent: &Person, customer: &Person) {
    let said = [
        "Olá! Sou a assistente da Vereda.",
        "Como você se chama?",
        "Ana",
        "Como posso ajudar, Ana?",
        "Acompanhar pedido",
        "Qual o número do pedido?",
        "123498",
        "atendente",
        "Vou chamar uma pessoa. Um momento!",
    ];
    agent.sees_each(SAID, &said).await;
    agent.sees_in(PANEL, "Pedido: 123498.").await;
    agent.sees_in(PANEL, "Atendimento da loja").await;
    agent
        .sees_in("[data-testid=variable][data-name=name]", "…")
        .await;
    agent
        .presses_in("[data-testid=variable][data-name=name]", "Mostrar")
        .await;
    agent
        .sees_in("[data-testid=variable][data-name=name]", "Ana")
        .await;
    customer
        .sees_in(".state", &format!("{} está aqui", agent.name()))
        .await;
}

/// Each reads the other at once; typing shows; a draft survives a reload; unread messages are counted.
async fn both_ways(agent: &Person, other: &Person, customer: &Person) {
    agent.answers("Oi, Ana! Em que posso ajudar?").await;
    customer.sees("Oi, Ana! Em que posso ajudar?").await;
    customer.sees_in(".who", agent.name()).await;

    customer.fills("Escreva uma mensagem", "Meu pedido").await;
    agent.sees_in(ROW, "digitando…").await;
    agent.counts("[data-testid=typing]", 1).await;
    customer.says("Meu pedido não chegou").await;
    agent.sees_in(SAID, "Meu pedido não chegou").await;
    agent.counts("[data-testid=typing]", 0).await;
    other.sees_in(SAID, "Meu pedido não chegou").await;

    agent.presses_at(COMPOSER).await;
    agent.types("Vou olhar o ped").await;
    customer.counts(".dots", 1).await;
    agent.reloads().await;
    agent.sees_in(SAID, "Meu pedido não chegou").await;
    agent.finds_written("Responda a", "Vou olhar o ped").await;
    agent.presses_at(COMPOSER).await;
    agent.types("ido agora").await;
    agent.types(Key::Enter + "").await;
    agent.sees_in(SAID, "Vou olhar o pedido agora").await;
    agent.finds_written("Responda a", "").await;
    customer.sees("Vou olhar o pedido agora").await;

    agent.opens("/desk").await;
    agent.presses_in("[data-testid=tabs]", "Minhas").await;
    agent.counts(ROW, 1).await;
    customer.says("Obrigada").await;
    customer.says("Espero aqui").await;
    agent.sees_in("[data-testid=row-unread]", "2").await;
    agent.sees_title("(").await;
    agent.opens_conversation().await;
    agent.counts("[data-testid=row-unread]", 0).await;
}

/// What would have been an answer to the bot is one to a person now.
async fn the_bot_is_silent(agent: &Person, customer: &Person) {
    let before = customer.each(".m").await.len();
    customer.says("atendente").await;
    customer.says("123460").await;
    agent.answers("Achei: ele sai hoje.").await;
    customer.sees("Achei: ele sai hoje.").await;
    customer.counts(".m", before + 3).await;
}

/// The trail goes on where the handoff leads, and the agent has it no longer.
async fn given_back(agent: &Person, customer: &Person) {
    agent.presses_in(THREAD, "Devolver ao robô").await;
    agent.sees("Conversa devolvida ao robô.").await;
    customer
        .sees("Sou eu de novo, a assistente da Vereda.")
        .await;
    customer.sees_in(LATEST, "Como posso ajudar, Ana?").await;
    customer.sees_each(".state", &[""]).await;
    customer.presses("Acompanhar pedido").await;
    customer.sees_in(LATEST, "Qual o número do pedido?").await;
    customer.says("123457").await;
    customer.sees("está atrasado.").await;
    customer.sees_in(".state", "Aguardando uma pessoa").await;
}

/// The second time somebody else takes it, from the list, and ends it.
async fn resolved(agent: &Person, customer: &Person) {
    agent.opens("/desk").await;
    agent.presses_in("[data-testid=tabs]", "Aguardando").await;
    agent.sees_in(ROW, "Alta").await;
    agent.sees_in(ROW, "atraso").await;
    agent.presses_at("[data-testid=row-take]").await;
    agent.sees_in(THREAD, "Com você").await;
    agent.sees_in(PANEL, "Pedido 123457").await;
    agent.answers("Já reenviei o pedido.").await;
    customer.sees("Já reenviei o pedido.").await;
    agent.presses_in(THREAD, "Resolver").await;
    agent.sees("Atendimento resolvido.").await;
    customer.sees_each(".state", &[""]).await;
    agent.presses_in("[data-testid=tabs]", "Encerradas").await;
    agent.counts(ROW, 1).await;
    customer.does_not_see("Não consigo consultar").await;
}

#[test]
fn a_cut_line_loses_and_doubles_nothing() {
    play("cut", async |stage| {
        stage.has_agents(&[("bia", "Bia Souza")]).await;
        let (agent_line, customer_line) = (line(&stage).await, line(&stage).await);
        let bia = stage.person_at("Bia Souza", agent_line.address()).await;
        bia.signs_in("bia", super::staff::PASSWORD).await;
        bia.goes_available().await;
        let customer = stage.person_at("Ana", customer_line.address()).await;
        for person in [&bia, &customer] {
            for log in [
                "ERR_CONNECTION",
                "ERR_EMPTY_RESPONSE",
                "ERR_SOCKET",
                "WebSocket connection to",
            ] {
                person.expects_log(log);
            }
        }
        customer.asks_for_a_person("Ana").await;
        bia.opens_conversation().await;
        bia.presses_at("[data-testid=act-take]").await;
        bia.sees_in(THREAD, "Com você").await;
        bia.answers("Um").await;
        customer.sees("Um").await;

        agent_line.cut();
        bia.sees("Sem conexão. Reconectando…").await;
        customer.says("Dois").await;
        customer.says("Três").await;
        customer.counts(".m.wait", 0).await;
        agent_line.mend();
        bia.no_longer_sees("Sem conexão. Reconectando…").await;
        bia.sees_in(SAID, "Três").await;

        customer_line.cut();
        bia.answers("Quatro").await;
        customer.says("Cinco").await;
        customer.sees_in(".state", "Sem conexão").await;
        customer_line.mend();
        customer.sees_in(".log", "Quatro").await;
        bia.sees_in(SAID, "Cinco").await;
        bia.answers("Seis").await;
        customer.sees_in(".log", "Seis").await;

        let all = [
            "Um momento!",
            "Um",
            "Dois",
            "Três",
            "Quatro",
            "Cinco",
            "Seis",
        ];
        for (person, said) in [(&bia, SAID), (&customer, ".m")] {
            let there = person.each(said).await;
            assert!(there.len() > all.len(), "{there:#?}");
            let last = &there[there.len() - all.len()..];
            let same = last.iter().zip(all).all(|(one, words)| one.contains(words));
            assert!(same, "{} sees {last:#?}", person.name());
        }
    });
}

async fn line(stage: &Stage) -> Line {
    Line::to(stage.house(|house| house.port())).await
}
