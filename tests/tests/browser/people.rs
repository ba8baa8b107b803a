//! The setting of simulated talks: who is there, in which teams, and what a test is told of it.

use super::person::Person;
use super::stage::play_by_hand;
use std::fs;
use thirtyfour::prelude::*;

const SIM: &str = "[data-testid=sim]";
const PEOPLE: &str = "[data-testid=sim-people]";
const DESK: &str = "[data-testid=sim-desk]";
const FAULT: &str = "[data-testid=sim-fault]";
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
            "\"carla\":{\"here\":true,\"skills\":[\"francês\",\"inglês\"]}",
            "\"rui\":{\"here\":true,\"skills\":[]}",
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
        is_at_the_desk(&admin, "carla").await;
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
    let skills = format!("{} [data-testid=sim-person-skills]", person("carla"));
    admin.writes_at(&skills, "francês, inglês").await;
    admin.types(Key::Enter + "").await;
    admin.sees_in(SIM, WAITS).await;
    admin.presses_in(SIM, "Atendentes online").await;
    admin.sees_in(SIM, NOBODY).await;
    admin.presses_in(SIM, "Atendentes online").await;
    admin.sees_in(SIM, WAITS).await;
}

/// Who of several acts for the desk.
async fn is_at_the_desk(admin: &Person, name: &str) {
    admin.finds_written_in(DESK, "Quem atende", name).await;
}

/// What they do at the desk is done by this one from now on.
async fn acts_as(admin: &Person, name: &str) {
    admin
        .chooses("Quem atende", &format!("Você é {name}"))
        .await;
    is_at_the_desk(admin, name).await;
}

async fn one_takes_it(admin: &Person) {
    acts_as(admin, "rui").await;
    admin.presses_at("[data-testid=sim-take]").await;
    admin
        .sees_in(
            FAULT,
            "da equipe Vendas externas, da qual você não faz parte",
        )
        .await;
    admin.keeps_the_side("people/refused").await;
    acts_as(admin, "carla").await;
    admin.counts(FAULT, 0).await;
    admin.presses_at("[data-testid=sim-take]").await;
    admin.sees_in(SIM, "carla está com a conversa").await;
    acts_as(admin, "rui").await;
    admin.presses_at("[data-testid=sim-give-back]").await;
    admin
        .sees_in(FAULT, "Esta conversa não está com você.")
        .await;
    acts_as(admin, "carla").await;
    admin.keeps_the_side("people/taken-by").await;
    admin.presses_at("[data-testid=sim-give-back]").await;
    admin.sees_in(SIM, "De volta.").await;
    admin.counts("[data-testid=sim-ended]", 1).await;
}
