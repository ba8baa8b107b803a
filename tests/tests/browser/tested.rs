//! The tests of a trail beside its canvas: recorded, played, mended, and what none of them walks.

use super::person::Person;
use super::stage::play_by_hand;
use super::studio::{node, words_of};
use std::fs;

const COUNT: &str = "[data-testid=tests-count]";

/// A talk of the simulator, kept as a test.
async fn records(admin: &Person) {
    admin.presses_at("[data-testid=right-tests]").await;
    admin
        .sees_in("[data-testid=tests-empty]", "Ainda não há testes")
        .await;
    admin.presses_at("[data-testid=tests-simulate]").await;
    admin
        .presses_in("[data-testid=sim]", "Prazo de entrega")
        .await;
    admin
        .sees_in("[data-testid=sim]", "De 2 a 5 dias úteis")
        .await;
    admin.presses_at("[data-testid=sim-record-test]").await;
    admin.sees_in(COUNT, "O teste passa").await;
    admin.presses_at("[data-testid=tests-save]").await;
    admin.sees("Testes salvos").await;
    admin
        .counts("[data-testid=state][data-state=saved]", 1)
        .await;
}

#[test]
fn a_talk_is_kept_as_a_test() {
    play_by_hand("tests", async |stage| {
        let file = stage.house(|house| house.flow("faq.test.yaml"));
        fs::remove_file(&file).unwrap();
        let admin = stage.author().await;
        admin.opens_trail("faq").await;
        records(&admin).await;
        let written = fs::read_to_string(&file).unwrap();
        assert!(written.contains("me: { option: \"1\" }"), "{written}");

        admin.presses_at("[data-testid=tests-cover]").await;
        admin
            .presses_at("[data-testid=tests-gap][data-step=payment]")
            .await;
        admin
            .counts(&format!("{}.selected.lacking", node("payment")), 1)
            .await;
        admin
            .counts(&format!("{}.lacking", node("delivery")), 0)
            .await;
        admin.presses_at("[data-testid=tests-cover]").await;
        admin.counts(".node.lacking", 0).await;

        admin.presses_at("[data-testid=right-inspector]").await;
        admin.goes_to_step("delivery").await;
        admin
            .writes_at(&words_of("delivery", "say"), "Amanhã.")
            .await;
        admin.sees_in(&node("delivery"), "Amanhã.").await;
        admin.goes_to_step("payment").await;
        admin.presses_at("[data-testid=right-tests]").await;
        admin.sees_in(COUNT, "1 de 1 falham").await;
        admin.sees_in(".test-row.extra", "Amanhã.").await;
        admin.sees_in(".test-row.missing", "De 2 a 5 dias").await;
        admin.presses_at("[data-testid=test-step]").await;
        admin
            .counts(&format!("{}.selected", node("did_it_help")), 1)
            .await;
        admin.presses_at("[data-testid=undo]").await;
        admin.sees_in(COUNT, "O teste passa").await;
    });
}

#[test]
fn tests_are_written_as_text() {
    play_by_hand("tests-text", async |stage| {
        let admin = stage.author().await;
        admin.opens_trail("faq").await;
        admin.presses_at("[data-testid=right-tests]").await;
        admin.sees_in(COUNT, "testes passam").await;
        admin.presses_at("[data-testid=tests-mode-text]").await;
        admin
            .writes_at("[data-testid=tests-text]", "trail: faq\ntests: nothing\n")
            .await;
        admin.counts(".tests .text-line.bad", 1).await;
        admin.presses_at("[data-testid=tests-mode-results]").await;
        admin.counts("[data-testid=tests-problem]", 1).await;
        admin
            .counts("[data-testid=state][data-state=unsaved]", 1)
            .await;
    });
}
