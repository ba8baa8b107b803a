//! What is saved while one still writes, which dialog Escape closes, and where the focus goes then.

use super::eyes::until;
use super::person::Person;
use super::stage::{Stage, play_by_hand};
use super::studio::words_of;
use std::fs;
use thirtyfour::prelude::*;

const DIALOG: &str = "[data-testid=publish-dialog]";

fn draft(stage: &Stage) -> String {
    let file = stage.house(|house| house.flow("faq.yaml"));
    fs::read_to_string(file).unwrap()
}

impl Person {
    /// Saves by the keyboard, in the middle of writing, and waits until nothing is unsaved.
    async fn saves_at_once(&self, words: &str) {
        self.strikes(words).await;
        self.strikes_with(Key::Control, "s").await;
        self.sees("Salvo").await;
        self.is_saved(true).await;
    }
}

impl Person {
    /// So many dialogs are open, one over the other.
    async fn has_open(&self, count: u64) {
        until(self.name(), &format!("for {count} dialogs"), || async {
            let open = "return document.querySelectorAll('dialog:modal').length";
            let there = self.runs(open, Vec::new()).await;
            (there.as_u64() == Some(count))
                .then_some(())
                .ok_or(there.to_string())
        })
        .await;
    }
}

#[test]
fn what_is_being_written_is_saved_wherever_it_is_written() {
    play_by_hand("saving", async |stage| {
        let admin = stage.author().await;
        admin.opens_trail("faq").await;
        admin.goes_to_step("delivery").await;
        admin.presses_at(&words_of("delivery", "say")).await;
        admin.strikes_with(Key::Control, Key::End + "").await;
        admin.saves_at_once(" Ou hoje!").await;
        assert!(draft(&stage).contains("demais cidades. Ou hoje!"));

        // A name takes effect when it is left, or saved.
        admin.presses_at("[data-testid=step-id]").await;
        admin.strikes(Key::End + "_days").await;
        admin.strikes_with(Key::Control, "s").await;
        admin
            .counts("[data-testid=inspector][data-step=delivery_days]", 1)
            .await;
        admin.is_saved(true).await;
        let written = draft(&stage);
        assert!(written.contains("next: delivery_days"), "{written}");
        assert!(!written.contains("next: delivery\n"), "{written}");

        admin.presses_at("[data-testid=right-text]").await;
        admin.presses_at("[data-testid=text]").await;
        admin.strikes_with(Key::Control, Key::Home + "").await;
        admin.saves_at_once("# Lido por todos.\n").await;
        assert!(draft(&stage).starts_with("# Lido por todos.\n"));
    });
}

#[test]
fn escape_closes_the_topmost_dialog_and_the_focus_goes_back() {
    play_by_hand("dialogs", async |stage| {
        let admin = stage.author().await;
        admin.opens_trail("faq").await;
        admin.goes_to_step("delivery").await;
        finds_a_target(&admin).await;
        one_over_the_other(&stage, &admin).await;
    });
}

/// A list opened from a form closes alone, and the form has the focus again.
async fn finds_a_target(admin: &Person) {
    let pick = "[data-path='steps/delivery/next'] [data-testid=control]";
    admin.presses_at(pick).await;
    admin.counts("[data-testid=palette]", 1).await;
    admin.strikes("pay").await;
    admin.strikes(Key::Escape + "").await;
    admin.counts("[data-testid=palette]", 0).await;
    let name = admin.attribute(pick, "aria-label").await;
    admin.is_focused_on(&name).await;
    admin.is_saved(true).await;
    admin
        .counts("[data-testid=inspector][data-step=delivery]", 1)
        .await;
}

/// Somebody else saves while the publish dialog is open: their dialog lies over it, and closes before it.
async fn one_over_the_other(stage: &Stage, admin: &Person) {
    admin
        .writes_at(&words_of("delivery", "say"), "Amanhã.")
        .await;
    admin.is_saved(false).await;
    let theirs = draft(stage).replace("De 2 a 5 dias", "De 3 a 5 dias");
    let file = stage.house(|house| house.flow("faq.yaml"));
    fs::write(file, &theirs).unwrap();
    admin.tabs_to("Publicar").await;
    admin.strikes(Key::Enter + "").await;
    admin.counts("[data-testid=conflict]", 1).await;
    admin.has_open(2).await;
    admin.keeps_both("dialogs/stacked").await;
    // No key of the page below is one here, and the browser's own does nothing either.
    admin.strikes_with(Key::Control, "s").await;
    admin.counts("[data-testid=conflict]", 1).await;
    assert_eq!(draft(stage), theirs, "nothing is written over it unasked");

    admin.strikes(Key::Escape + "").await;
    admin.counts("[data-testid=conflict]", 0).await;
    admin.counts(DIALOG, 1).await;
    admin.counts("[data-testid=publish-unsaved]", 1).await;
    admin.strikes(Key::Escape + "").await;
    admin.counts(DIALOG, 0).await;
    admin.is_focused_on("Publicar").await;
    admin.is_saved(false).await;
    assert_eq!(draft(stage), theirs);
}
