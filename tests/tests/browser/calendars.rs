//! Calendars are made, changed and deleted by the keyboard alone, and a trail goes by them.

use super::admin::{FORM, line};
use super::person::Person;
use super::stage::{Stage, play};
use thirtyfour::prelude::*;

const TRAIL: &str = "\
trail: plantao
title: Plantão
language: pt-BR
steps:
  look: { hours: loja, open: open, closed: closed, error: lost }
  open: { say: Estamos abertos., next: end }
  closed: { say: Estamos fechados., next: end }
  lost: { say: Não sei se abrimos., next: end }
";

const DAYS: [&str; 7] = [
    "Segunda-feira",
    "Terça-feira",
    "Quarta-feira",
    "Quinta-feira",
    "Sexta-feira",
    "Sábado",
    "Domingo",
];

/// Every day of the year is one, so that today is.
fn every_day() -> String {
    let days = (1..=12).flat_map(|month| (1..=31).map(move |day| format!("{month:02}-{day:02}")));
    days.filter(|day| {
        !matches!(
            day.as_str(),
            "02-30" | "02-31" | "04-31" | "06-31" | "09-31" | "11-31"
        )
    })
    .collect::<Vec<_>>()
    .join(",")
}

async fn is_told(stage: &Stage, who: &str, words: &str) {
    let customer = stage.person(who).await;
    customer.opens("/chat/plantao").await;
    customer.sees(words).await;
}

#[test]
fn a_calendar_made_by_keyboard_decides_the_way() {
    play("calendars", async |stage| {
        let admin = stage.author().await;
        admin.opens("/desk/settings/calendars").await;
        admin.sees("Nenhum calendário ainda").await;
        makes_one(&admin).await;
        stage.has_trail("plantao", TRAIL).await;
        stage.has_inbox("plantao", "Plantão", Some("plantao")).await;
        is_told(&stage, "early", "Estamos abertos.").await;

        refuses_another(&admin).await;
        has_a_holiday_today(&admin).await;
        is_told(&stage, "later", "Estamos fechados.").await;

        deletes_it(&admin).await;
        is_told(&stage, "last", "Não sei se abrimos.").await;
    });
}

/// Open all day, every day but the first of January, 2001.
async fn makes_one(admin: &Person) {
    admin.tabs_to("Novo calendário").await;
    admin.strikes(Key::Enter + "").await;
    admin.is_focused_on("Título").await;
    admin.types("Loja").await;
    admin.finds_written("Identificador", "loja").await;
    admin.tabs_and_writes("Fuso horário", "UTC").await;
    for (at, day) in DAYS.into_iter().enumerate() {
        let hours = if at == 0 { "9 às 18" } else { "00:00-24:00" };
        admin.tabs_and_writes(day, hours).await;
    }
    admin.tabs_and_writes("Feriados", "2001-01-01").await;
    admin.tabs_to("Criar").await;
    admin.strikes(Key::Enter + "").await;
    admin
        .sees_in(
            FORM,
            "Escreva horários como 09:00-18:00, vários com vírgula.",
        )
        .await;
    admin.keeps_both("calendars/wrong").await;
    admin.tabs_and_writes(DAYS[0], "00:00-24:00").await;
    // A form is sent by Enter in any of its lines.
    admin.strikes(Key::Enter + "").await;
    admin.counts(FORM, 0).await;
    admin.sees_in(&line("loja"), "Domingo 00:00-24:00").await;
    admin.is_focused_on("Novo calendário").await;
    admin.keeps_both("calendars/list").await;
}

async fn refuses_another(admin: &Person) {
    admin.strikes(Key::Enter + "").await;
    admin.is_focused_on("Título").await;
    admin.types("LOJA!").await;
    admin.strikes(Key::Enter + "").await;
    admin.sees_in(FORM, "Já existe um com este nome.").await;
    admin.strikes(Key::Escape + "").await;
    admin.counts(FORM, 0).await;
    admin.counts("[data-testid=line]", 1).await;
    admin.is_focused_on("Novo calendário").await;
}

async fn has_a_holiday_today(admin: &Person) {
    admin.tabs_to("Editar").await;
    admin.strikes(Key::Enter + "").await;
    admin.counts(FORM, 1).await;
    admin.finds_written("Feriados", "2001-01-01").await;
    admin.tabs_and_writes("Feriados", &every_day()).await;
    admin.tabs_to("Salvar").await;
    admin.strikes(Key::Enter + "").await;
    admin.counts(FORM, 0).await;
    admin.is_focused_on("Editar").await;
}

async fn deletes_it(admin: &Person) {
    admin.tabs_to("Excluir").await;
    admin.strikes(Key::Enter + "").await;
    admin.sees("Excluir o calendário Loja?").await;
    admin
        .sees("As trilhas que o citam seguem o caminho de erro.")
        .await;
    admin.tabs_to("Excluir").await;
    admin.strikes(Key::Enter + "").await;
    admin.sees("Nenhum calendário ainda").await;
}
