//! Teams: an admin makes them, a transfer names one, and only its people take what is for it.

use super::admin::{FORM, line};
use super::person::Person;
use super::stage::play;

const THREAD: &str = "[data-testid=thread]";
const TRANSFER: &str = "[data-testid=transfer]";

#[test]
fn a_conversation_is_given_to_a_team_and_only_its_people_take_it() {
    play("teams", async |stage| {
        let people = [("bia", "Bia Souza"), ("davi", "Davi Reis")];
        stage.has_agents(&people).await;
        let admin = stage.author().await;
        made(&admin).await;
        let bia = stage.agent("bia", "Bia Souza").await;
        let davi = stage.agent("davi", "Davi Reis").await;
        let _marina = stage.guest("site", "Marina Alves", &["atendente"]).await;
        given(&bia).await;
        taken(&davi, &bia).await;
        belonging(&davi).await;
        bia.opens("/desk/settings/profile").await;
        bia.sees_in("[data-testid=own-teams]", "Nenhuma ainda")
            .await;
        changed(&admin).await;
    });
}

async fn made(admin: &Person) {
    admin.opens("/desk/settings/teams").await;
    admin.sees("Nenhuma equipe ainda").await;
    admin.presses("Nova equipe").await;
    admin.fills("Título", "Vendas externas").await;
    admin
        .finds_written("Identificador", "vendas-externas")
        .await;
    admin.presses_in(FORM, "Davi Reis").await;
    admin.keeps_both("teams/form").await;
    admin.presses_in(FORM, "Criar").await;
    admin.counts(FORM, 0).await;
    admin.sees_in(&line("vendas-externas"), "Davi Reis").await;
    admin.keeps_both("teams/list").await;
}

/// Bia gives it to the team, which she is not in.
async fn given(bia: &Person) {
    bia.presses_in("[data-testid=list]", "Marina Alves").await;
    bia.presses_at("[data-testid=act-take]").await;
    bia.sees_in(THREAD, "Com você").await;
    bia.presses_at("[data-testid=act-transfer]").await;
    bia.presses_in(TRANSFER, "Equipe").await;
    bia.sees_in(TRANSFER, "Vendas externas").await;
    bia.keeps_both("teams/transfer").await;
    bia.presses_at("[data-testid=transfer-submit]").await;
    bia.counts(TRANSFER, 0).await;
    bia.presses_in("[data-testid=tabs]", "Aguardando").await;
    bia.sees_in("[data-testid=row-team]", "Vendas externas")
        .await;
    bia.sees_in("[data-testid=thread-team]", "Vendas externas")
        .await;
    bia.sees_in(THREAD, "Bia Souza passou para a equipe Vendas externas")
        .await;
    bia.does_not_see("mandou para a fila").await;
    bia.keeps_both("teams/waiting").await;
}

async fn taken(davi: &Person, bia: &Person) {
    bia.presses_at("[data-testid=act-take]").await;
    bia.sees("Esta conversa é de uma equipe da qual você não faz parte.")
        .await;
    davi.presses_in("[data-testid=list]", "Marina Alves").await;
    davi.presses_at("[data-testid=act-take]").await;
    davi.sees_in(THREAD, "Com você").await;
    davi.sees_in("[data-testid=ticket-team]", "Vendas externas")
        .await;
}

async fn belonging(davi: &Person) {
    davi.opens("/desk/settings/profile").await;
    davi.sees_in("[data-testid=own-queues]", "Suporte").await;
    davi.sees_in("[data-testid=own-teams]", "Vendas externas")
        .await;
    davi.keeps_both("teams/profile").await;
}

async fn changed(admin: &Person) {
    let line = line("vendas-externas");
    admin
        .is_refused_another("Nova equipe", "vendas-externas")
        .await;
    admin.presses_in(&line, "Editar").await;
    admin.presses_in(FORM, "Bia Souza").await;
    admin.presses_in(FORM, "Salvar").await;
    admin.sees_in(&line, "Bia Souza, Davi Reis").await;
    admin.presses_in(&line, "Excluir").await;
    admin.sees("Excluir a equipe Vendas externas?").await;
    admin.presses_in("[data-testid=confirm]", "Excluir").await;
    admin.sees("Nenhuma equipe ainda").await;
}
