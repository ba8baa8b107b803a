//! Message groups: who has a conversation says who reads it, and the page of who does not is never sent the words.

use super::admin::line;
use super::desk::{COMPOSER, SAID, THREAD};
use super::guests::Guest;
use super::person::Person;
use super::staff::PASSWORD;
use super::stage::{Stage, play};
use thirtyfour::prelude::*;

pub(super) const DIALOG: &str = "[data-testid=groups]";
pub(super) const HIDDEN: &str = "[data-testid=hidden]";
pub(super) const CHIP: &str = "[data-testid=thread-group]";
const BLOCKED: &str = "[data-testid=composer-blocked]";
pub(super) const AUDIENCE: &str = "[data-testid=audience]";
const EVENTS: &str = "[data-testid=event-line]";
pub(super) const PREVIEW: &str = "[data-testid=row] .preview";

/// What is said in a group, by the contact, to them and beside them.
const SECRETS: [&str; 4] = [
    "Qual é o seu CPF?",
    "529.982.247-25",
    "Confere com o cadastro",
    "O parecer é favorável",
];

#[test]
fn what_is_said_in_a_group_is_seen_and_sent_only_to_whom_it_is_for() {
    play("groups", async |stage| {
        stage
            .has_agents(&[("bia", "Bia Souza"), ("davi", "Davi Reis")])
            .await;
        stage.has_user("caio", "Caio Lima", "supervisor").await;
        stage.has_team("vendas", "Vendas", &["bia"]).await;
        stage.has_team("juridico", "Jurídico", &["bia"]).await;
        let bia = stage.agent("bia", "Bia Souza").await;
        let davi = listener(&stage, "davi", "Davi Reis").await;
        davi.goes_available().await;
        let caio = listener(&stage, "caio", "Caio Lima").await;
        let mut marina = stage.guest("site", "Marina Alves", &["atendente"]).await;

        open_to_all(&bia, &davi).await;
        set_by_keyboard(&bia).await;
        said_in_it(&bia, &mut marina).await;
        hidden(&davi).await;
        overseen(&caio).await;
        not_taken(&bia, &davi).await;
        changed(&caio, &bia, &davi).await;
        taken_off(&bia, &davi).await;
        never_sent(&davi).await;
        joined(&stage, &davi).await;
        taken_away(&stage, &davi).await;
    });
}

/// Somebody signed in, whose page keeps all that it is sent.
async fn listener(stage: &Stage, id: &str, name: &str) -> Person {
    let person = stage.person(name).await;
    person.listens().await;
    person.signs_in(id, PASSWORD).await;
    person
}

async fn open_to_all(bia: &Person, davi: &Person) {
    bia.presses_in("[data-testid=list]", "Marina Alves").await;
    bia.presses_at("[data-testid=act-take]").await;
    bia.answers("Oi, Marina! Sou a Bia.").await;
    davi.opens(&bia.path().await).await;
    davi.sees_in(SAID, "Oi, Marina! Sou a Bia.").await;
    davi.is_sent("Oi, Marina! Sou a Bia.").await;
    davi.counts("[data-testid=act-group], [data-testid=act-menu]", 0)
        .await;
}

/// By its key, the arrows and Enter.
async fn set_by_keyboard(bia: &Person) {
    bia.strikes(Key::Escape + "").await;
    bia.strikes("m").await;
    bia.counts(DIALOG, 1).await;
    bia.is_focused_on("Todos que veem a conversa").await;
    bia.strikes(Key::Up + "").await;
    bia.sees_in(
        DIALOG,
        "Só o grupo Vendas e supervisores leem o que for dito",
    )
    .await;
    bia.keeps_both("groups/dialog").await;
    bia.strikes(Key::Enter + "").await;
    bia.counts(DIALOG, 0).await;
    bia.sees_in(CHIP, "Vendas").await;
    bia.sees_in(EVENTS, "Bia Souza definiu o grupo Vendas")
        .await;
    bia.sees_in("[data-testid=ticket-group]", "Vendas").await;
}

async fn said_in_it(bia: &Person, marina: &mut Guest) {
    let [asked, told, noted, _] = SECRETS;
    bia.sees_in(
        AUDIENCE,
        "Só o grupo Vendas e supervisores leem aqui; o contato lê as respostas.",
    )
    .await;
    bia.answers(asked).await;
    marina.says(told).await;
    bia.sees_in(SAID, told).await;
    bia.strikes(Key::Escape + "").await;
    // In one go: the letters that follow are keys of the desk too.
    bia.strikes(format!("n{noted}")).await;
    bia.sees_in(AUDIENCE, "Só o grupo Vendas e supervisores leem a nota.")
        .await;
    bia.is_focused_on("Escreva uma nota para o grupo Vendas…")
        .await;
    bia.types(Key::Enter + "").await;
    bia.sees_in("[data-testid=note]", noted).await;
    bia.sees_in("[data-testid=note]", "Vendas").await;
    bia.sees_each(".group [data-testid=within]", &["Vendas", "Vendas"])
        .await;
    bia.counts("[data-testid=row-lock]", 1).await;
    bia.keeps_both("groups/member").await;
}

/// One line that grows; nothing to write in; nothing in the list but that something was said.
async fn hidden(davi: &Person) {
    davi.sees_each(HIDDEN, &["3 mensagens no grupo Vendas"])
        .await;
    davi.sees_in(CHIP, "Vendas").await;
    davi.sees_in(
        BLOCKED,
        "Só o grupo Vendas e supervisores leem e escrevem aqui.",
    )
    .await;
    davi.strikes("n").await;
    davi.counts(COMPOSER, 0).await;
    davi.strikes("m").await;
    davi.counts(DIALOG, 0).await;
    davi.sees_in(
        "[data-testid=ticket-hidden]",
        "são de um grupo do qual você não faz parte",
    )
    .await;
    davi.keeps_both("groups/other").await;
    for words in SECRETS {
        davi.does_not_see(words).await;
    }
}

async fn overseen(caio: &Person) {
    let [asked, told, noted, _] = SECRETS;
    caio.presses_in("[data-testid=tabs]", "Todas").await;
    caio.sees_in(PREVIEW, told).await;
    caio.counts("[data-testid=row-lock]", 1).await;
    caio.fills("Buscar", "Confere").await;
    caio.sees("Nada encontrado").await;
    caio.fills("Buscar", "529.982").await;
    caio.sees_in(PREVIEW, told).await;
    caio.opens_conversation().await;
    caio.sees_in(SAID, asked).await;
    caio.sees_in("[data-testid=note]", noted).await;
    caio.is_sent(told).await;
    caio.counts(HIDDEN, 0).await;
}

/// It waits for all of the queue, and only who reads it takes it.
async fn not_taken(bia: &Person, davi: &Person) {
    bia.presses_at("[data-testid=act-return]").await;
    bia.sees_in(THREAD, "Aguardando em Suporte").await;
    davi.sees_in(PREVIEW, "Mensagem no grupo Vendas").await;
    davi.keeps("groups/waiting").await;
    davi.fills("Buscar", "529.982").await;
    davi.sees("Nada encontrado").await;
    davi.fills("Buscar", "Marina").await;
    davi.sees_in(PREVIEW, "Mensagem no grupo Vendas").await;
    davi.presses_at("[data-testid=act-take]").await;
    davi.sees("Só quem faz parte do grupo desta conversa, ou supervisiona, pode ler e atender.")
        .await;
    bia.presses_at("[data-testid=act-take]").await;
    bia.sees_in(THREAD, "Com você").await;
}

/// A supervisor changes what another has, by the keyboard too; whoever has it reads the new group as well.
async fn changed(caio: &Person, bia: &Person, davi: &Person) {
    caio.sees_in(THREAD, "Com Bia Souza").await;
    caio.strikes("m").await;
    caio.counts(DIALOG, 1).await;
    caio.is_focused_on("Vendas 1 pessoa").await;
    caio.strikes(Key::Up + "").await;
    caio.strikes(Key::Enter + "").await;
    caio.sees_in(CHIP, "Jurídico").await;
    bia.sees_in(EVENTS, "Caio Lima definiu o grupo Jurídico")
        .await;
    let [.., last] = SECRETS;
    bia.answers(last).await;
    davi.sees_each(
        HIDDEN,
        &[
            "3 mensagens no grupo Vendas",
            "1 mensagem no grupo Jurídico",
        ],
    )
    .await;
    caio.sees_in(SAID, last).await;
    caio.keeps_both("groups/supervisor").await;
}

/// Found by its name, and taken off: all read again what is said from then on.
async fn taken_off(bia: &Person, davi: &Person) {
    bia.strikes_with(Key::Control, "k").await;
    bia.strikes("grupo de mens").await;
    bia.sees_in("[data-testid=palette]", "Grupo de mensagens")
        .await;
    bia.strikes(Key::Enter + "").await;
    bia.counts(DIALOG, 1).await;
    bia.strikes(Key::Up + "").await;
    bia.sees_in(DIALOG, "O que foi dito num grupo continua só dele.")
        .await;
    bia.sees_in(DIALOG, "Tirar o grupo").await;
    bia.strikes(Key::Enter + "").await;
    bia.counts(CHIP, 0).await;
    bia.sees_in(EVENTS, "Bia Souza tirou o grupo Jurídico")
        .await;
    bia.answers("Tudo certo, Marina!").await;
    davi.sees_in(SAID, "Tudo certo, Marina!").await;
    davi.counts(HIDDEN, 2).await;
}

/// Neither as it happened, nor in what is fetched anew.
async fn never_sent(davi: &Person) {
    let silent = async |davi: &Person| {
        let sent = davi.was_sent().await;
        for words in SECRETS {
            assert!(!sent.contains(words), "{words:?} was sent: {sent}");
        }
    };
    silent(davi).await;
    davi.reloads().await;
    davi.sees_in(SAID, "Tudo certo, Marina!").await;
    davi.counts(HIDDEN, 2).await;
    silent(davi).await;
}

/// Who comes into the team reads the past, at once.
async fn joined(stage: &Stage, davi: &Person) {
    stage.has_team("vendas", "Vendas", &["bia", "davi"]).await;
    davi.sees_in(SAID, SECRETS[1]).await;
    davi.sees_each(HIDDEN, &["1 mensagem no grupo Jurídico"])
        .await;
    stage.has_team("vendas", "Vendas", &["bia"]).await;
    davi.no_longer_sees_in(SAID, SECRETS[1]).await;
    davi.counts(HIDDEN, 2).await;
}

/// What was said in a team that is no more is for those who oversee.
async fn taken_away(stage: &Stage, davi: &Person) {
    let admin = stage.author().await;
    admin.opens("/desk/settings/teams").await;
    admin
        .sees("Como grupo de mensagens, só a equipe e supervisores leem")
        .await;
    admin.presses_in(&line("vendas"), "Excluir").await;
    admin.sees("só supervisores e administradores leem").await;
    admin.keeps_both("groups/delete").await;
    admin.presses_in("[data-testid=confirm]", "Excluir").await;
    admin.counts(&line("vendas"), 0).await;
    davi.counts(HIDDEN, 2).await;
    admin.opens(&davi.path().await).await;
    admin.sees_in(SAID, SECRETS[1]).await;
}
