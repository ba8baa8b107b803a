//! The setting of simulated talks: who is there, in which teams, and what a test is told of it.

use super::person::Person;
use super::stage::play_by_hand;
use std::fs;
use thirtyfour::prelude::*;

const SIM: &str = "[data-testid=sim]";
const PEOPLE: &str = "[data-testid=sim-people]";
const DESK: &str = "[data-testid=sim-desk]";
const WAITS: &str = "Esperando na fila support";
const NOBODY: &str = "Ninguém de vendas.";

const TRAIL: &str = "trail: sales
language: pt-BR
steps:
  hand:
    handoff: support
    team: externas
    offline: alone
    error: alone
    timeout: { after: 1h, next: alone }
    next: back
    closed: back
  back: { say: De volta., next: end }
  alone: { say: Ninguém de vendas., next: end }
";

/// One of the people.
fn person(name: &str) -> String {
    format!("[data-testid=sim-person][data-name={name}]")
}

#[test]
fn a_simulated_talk_knows_who_is_in_a_team() {
    play_by_hand("people", async |stage| {
        stage.has_agents(&[("davi", "Davi Reis")]).await;
        stage
            .has_team("externas", "Vendas externas", &["davi"])
            .await;
        let tests = stage.house(|house| {
            fs::write(house.flow("sales.yaml"), TRAIL).unwrap();
            house.flow("sales.test.yaml")
        });
        let admin = stage.author().await;
        admin.opens_trail("sales").await;
        admin.presses_at("[data-testid=right-simulator]").await;
        admin.presses_at("[data-testid=sim-start]").await;
        admin.sees_in(SIM, WAITS).await;
        admin.presses_at(&format!("{PEOPLE} > summary")).await;
        admin.sees_in(PEOPLE, "faz parte de todas as equipes").await;

        people_come(&admin).await;
        one_takes_it(&admin).await;
        admin.presses_at("[data-testid=sim-record-test]").await;
        admin
            .sees_in("[data-testid=tests-count]", "O teste passa")
            .await;
        admin.presses_at("[data-testid=tests-save]").await;
        admin.sees("Testes salvos").await;
        let written = fs::read_to_string(&tests).unwrap();
        for told in [
            "agents: {\"carla\":true,\"rui\":true}",
            "teams: {\"externas\":[\"carla\"]}",
            "agent: { as: \"carla\", take: }",
        ] {
            assert!(written.contains(told), "{told}: {written}");
        }

        admin.reloads().await;
        admin.presses_at("[data-testid=right-simulator]").await;
        admin.presses_at(&format!("{PEOPLE} > summary")).await;
        admin.counts(&person("carla"), 1).await;
        admin.presses_at("[data-testid=test-chat]").await;
        admin.sees_in(DESK, "Você é carla").await;
        for name in ["carla", "rui"] {
            admin.presses_in(&person(name), "Remover").await;
        }
        admin.counts("[data-testid=sim-person]", 0).await;
        admin.sees_in(DESK, "Você é o atendente").await;
    });
}

/// Who is there, and in the team, is who counts; and each has a name of their own.
async fn people_come(admin: &Person) {
    admin.presses_at("[data-testid=sim-person-add]").await;
    admin.sees_in(SIM, NOBODY).await;
    admin.presses_in(&person("ana"), "Vendas externas").await;
    admin.sees_in(DESK, "Você é ana").await;
    admin.sees_in(SIM, WAITS).await;
    admin
        .writes_at("[data-testid=sim-person-name]", "carla")
        .await;
    admin.types(Key::Enter + "").await;
    admin.sees_in(DESK, "Você é carla").await;

    admin.presses_at("[data-testid=sim-person-add]").await;
    let other = format!("{} [data-testid=sim-person-name]", person("ana"));
    admin.writes_at(&other, "carla").await;
    admin
        .sees_in(&person("ana"), "Já há alguém com este nome.")
        .await;
    admin.keeps_the_side("people/taken").await;
    admin.writes_at(&other, "rui").await;
    admin.types(Key::Enter + "").await;
    admin.counts(&person("rui"), 1).await;

    admin.presses_in(&person("carla"), "Disponível").await;
    admin.sees_in(SIM, NOBODY).await;
    admin.presses_in(&person("carla"), "Disponível").await;
    admin.sees_in(SIM, WAITS).await;
    admin.presses_in(SIM, "Atendentes online").await;
    admin.sees_in(SIM, NOBODY).await;
    admin.presses_in(SIM, "Atendentes online").await;
    admin.sees_in(SIM, WAITS).await;
}

async fn one_takes_it(admin: &Person) {
    admin.presses_at("[data-testid=sim-take]").await;
    admin.sees_in(SIM, "carla está com a conversa").await;
    admin.keeps_the_side("people/taken-by").await;
    admin.presses_at("[data-testid=sim-give-back]").await;
    admin.sees_in(SIM, "De volta.").await;
    admin.counts("[data-testid=sim-ended]", 1).await;
}
