//! Other readers than something was written for: it comes back, is read as such, and is written anew or sent all the same.

use super::desk::{COMPOSER, SAID};
use super::groups::{AUDIENCE, CHIP, DIALOG, HIDDEN, PREVIEW};
use super::guests::Guest;
use super::person::Person;
use super::staff::PASSWORD;
use super::stage::{Stage, play};
use thirtyfour::prelude::*;

const OUTGOING: &str = "[data-testid=outgoing][data-state=failed]";
const WHO: &str = "[data-testid=readers-changed]";
const MARK: &str = "[data-testid=row-unread-hidden]";

#[test]
fn what_was_written_for_others_comes_back() {
    play("readers", async |stage| {
        stage.has_agents(&[("bia", "Bia Souza")]).await;
        stage.has_user("caio", "Caio Lima", "supervisor").await;
        stage.has_team("vendas", "Vendas", &["bia"]).await;
        stage.has_team("juridico", "Jurídico", &["bia"]).await;
        let bia = stage.person("Bia Souza").await;
        bia.may_hear_late().await;
        bia.signs_in("bia", PASSWORD).await;
        bia.goes_available().await;
        let caio = stage.person("Caio Lima").await;
        caio.signs_in("caio", PASSWORD).await;
        let mut marina = stage.guest("site", "Marina Alves", &["atendente"]).await;

        in_a_group(&bia, &caio).await;
        written_anew(&bia, &caio).await;
        marked(&stage, &bia, &mut marina).await;
        sent_all_the_same(&bia, &caio).await;
    });
}

/// Says by the keyboard who reads: as many lines up as that.
async fn says_who_reads(person: &Person, up: usize) {
    person.strikes("m").await;
    person.counts(DIALOG, 1).await;
    for _ in 0..up {
        person.strikes(Key::Up + "").await;
    }
    person.strikes(Key::Enter + "").await;
    person.counts(DIALOG, 0).await;
}

async fn in_a_group(bia: &Person, caio: &Person) {
    bia.presses_in("[data-testid=list]", "Marina Alves").await;
    bia.presses_at("[data-testid=act-take]").await;
    bia.sees_in("[data-testid=thread]", "Com você").await;
    bia.strikes(Key::Escape + "").await;
    says_who_reads(bia, 1).await;
    bia.sees_in(CHIP, "Vendas").await;
    caio.opens(&bia.path().await).await;
    caio.sees_in(CHIP, "Vendas").await;
}

/// While it is written others come to read; it is seen by nobody until it was looked at once more.
async fn written_anew(bia: &Person, caio: &Person) {
    bia.hears_nothing().await;
    bia.presses_at(COMPOSER).await;
    bia.types("A margem é de 12%").await;
    says_who_reads(caio, 1).await;
    caio.sees_in(CHIP, "Jurídico").await;
    bia.sees_in(AUDIENCE, "Só o grupo Vendas").await;
    bia.types(Key::Enter + "").await;
    bia.sees_in(
        OUTGOING,
        "Isto foi escrito para um grupo, e agora outras pessoas leem.",
    )
    .await;
    bia.hears_at_last().await;
    bia.sees_in(
        WHO,
        "Isto foi escrito para outro grupo: agora o grupo Jurídico e supervisores leem.",
    )
    .await;
    bia.sees_in(AUDIENCE, "Só o grupo Jurídico").await;
    bia.sees_in(OUTGOING, "A margem é de 12%").await;
    bia.keeps_both("groups/refused").await;
    caio.does_not_see("A margem").await;

    bia.presses_in(OUTGOING, "Editar").await;
    bia.counts(OUTGOING, 0).await;
    bia.finds_written("Responda a", "A margem é de 12%").await;
    bia.is_focused_on("Responda a Marina Alves…").await;
    bia.keeps("groups/rewritten").await;
    bia.strikes(Key::End + ", diz o contrato").await;
    bia.finds_written("Responda a", "A margem é de 12%, diz o contrato")
        .await;
    bia.strikes(Key::Enter + "").await;
    for person in [bia, caio] {
        person
            .sees_in(SAID, "A margem é de 12%, diz o contrato")
            .await;
        person
            .sees_each(".group [data-testid=within]", &["Jurídico"])
            .await;
    }
    bia.finds_written("Responda a", "").await;
}

/// Who has a conversation and no longer reads it sees that something was said since, and no more.
async fn marked(stage: &Stage, bia: &Person, marina: &mut Guest) {
    let thread = bia.path().await;
    bia.opens("/desk").await;
    bia.presses_in("[data-testid=tabs]", "Minhas").await;
    bia.sees_in(PREVIEW, "A margem é de 12%").await;
    stage.has_team("juridico", "Jurídico", &[]).await;
    bia.sees_in(PREVIEW, "Mensagem no grupo Jurídico").await;
    bia.counts(MARK, 0).await;
    marina.says("E o prazo é sexta?").await;
    bia.counts(MARK, 1).await;
    bia.sees_title("(1)").await;
    bia.does_not_see("E o prazo").await;
    bia.counts("[data-testid=row-unread]", 0).await;
    bia.keeps_both("groups/marked").await;
    bia.opens(&thread).await;
    bia.sees_each(HIDDEN, &["2 mensagens no grupo Jurídico"])
        .await;
    bia.counts(MARK, 0).await;
    stage.has_team("juridico", "Jurídico", &["bia"]).await;
    bia.sees_in(SAID, "E o prazo é sexta?").await;
}

/// Once she has read that all do, she may insist.
async fn sent_all_the_same(bia: &Person, caio: &Person) {
    bia.hears_nothing().await;
    bia.presses_at(COMPOSER).await;
    bia.types("Sexta, sim").await;
    says_who_reads(caio, 1).await;
    caio.counts(CHIP, 0).await;
    bia.types(Key::Enter + "").await;
    bia.counts(OUTGOING, 1).await;
    bia.hears_at_last().await;
    bia.sees_in(WHO, "agora todos que veem a conversa leem")
        .await;
    bia.presses_in(OUTGOING, "Enviar mesmo assim").await;
    bia.counts(OUTGOING, 0).await;
    for person in [bia, caio] {
        person.sees_in(SAID, "Sexta, sim").await;
    }
    bia.counts(AUDIENCE, 0).await;
}
