//! A step of one's own is placed from the palette, by keyboard and by hand, filled in, saved and walked.

use super::person::Person;
use super::stage::play_by_hand;
use super::studio::{edge, node};
use serde_json::json;
use std::fs;
use thirtyfour::prelude::*;

const TRAIL: &str = "\
trail: compra
title: Compra
language: pt-BR
vars:
  total: { type: money }
  loyalty: { type: map }
steps:
  ask: { ask: 'Quanto foi?', expect: { type: money, min: 0 }, save: total, no_match: end, next: thanks }
  thanks: { say: 'Obrigado!', next: end }
layout:
  ask: [0, 0]
  thanks: [680, 0]
";

/// Carries an entry of the palette onto the canvas, as a hand would; no driver drags what pages give away.
const CARRIES: &str = "
    const [verb, across, down] = arguments;
    const data = new DataTransfer();
    const entry = document.querySelector(`[data-testid=palette-verb][data-verb='${verb}']`);
    const canvas = document.querySelector('[data-testid=canvas]');
    const { x, y, width, height } = canvas.getBoundingClientRect();
    const place = { clientX: x + width * across, clientY: y + height * down };
    const all = { bubbles: true, cancelable: true, dataTransfer: data };
    entry.dispatchEvent(new DragEvent('dragstart', all));
    canvas.dispatchEvent(new DragEvent('dragover', { ...all, ...place }));
    canvas.dispatchEvent(new DragEvent('drop', { ...all, ...place }));
";

const FORM: &str = "[data-testid=inspector]";

fn field(path: &str) -> String {
    format!("{FORM} [data-path='steps/{path}']")
}

impl Person {
    /// Chooses where an exit leads, in the form, by the keyboard.
    pub(super) async fn leads(&self, path: &str, to: &str) {
        self.presses_at(&format!("{} [data-testid=control]", field(path)))
            .await;
        self.counts("[data-testid=palette]", 1).await;
        self.strikes(to).await;
        self.sees_in("[data-testid=palette-item][aria-selected=true]", to)
            .await;
        self.strikes(Key::Enter + "").await;
        self.counts("[data-testid=palette]", 0).await;
    }
}

#[test]
fn a_step_of_ones_own_is_placed_filled_in_and_walked() {
    play_by_hand("customs", async |stage| {
        stage.has_trail("compra", TRAIL).await;
        let admin = stage.author().await;
        admin.opens_trail("compra").await;
        admin.counts(&node("thanks"), 1).await;
        is_placed_by_hand(&admin).await;
        is_placed_by_keyboard(&admin).await;
        is_filled_in(&admin).await;
        admin.strikes_with(Key::Control, "s").await;
        admin.is_saved(true).await;
        let file = stage.house(|house| house.flow("compra.yaml"));
        let written = fs::read_to_string(file).unwrap();
        for words in [
            "use: loyalty",
            "{{ total }}",
            "save: loyalty",
            "next: thanks",
        ] {
            assert!(written.contains(words), "{words:?} in {written}");
        }
        is_walked(&admin).await;
    });
}

/// Dropped where the hand is, and taken back in one go.
async fn is_placed_by_hand(admin: &Person) {
    admin
        .runs(CARRIES, vec![json!("use loyalty"), json!(0.5), json!(0.7)])
        .await;
    admin.counts(&node("loyalty_1"), 1).await;
    let [[x, y, width, height]] = admin.boxes("[data-testid=canvas]").await[..] else {
        panic!("one canvas")
    };
    let [[left, top, wide, high]] = admin.boxes(&node("loyalty_1")).await[..] else {
        panic!("one card")
    };
    let (at, down) = (x + width * 0.5, y + height * 0.7);
    assert!(
        (left - 40.0..left + wide + 40.0).contains(&at)
            && (top - 40.0..top + high + 40.0).contains(&down),
        "dropped at {at} {down}, it lies at {left} {top} {wide}×{high}"
    );
    admin.presses_at("[data-testid=undo]").await;
    admin.counts(&node("loyalty_1"), 0).await;
    admin.is_saved(true).await;
}

async fn is_placed_by_keyboard(admin: &Person) {
    admin.tabs_to("O que deve acontecer?").await;
    admin.strikes("fidelidade").await;
    admin.counts("[data-testid=palette-verb]", 1).await;
    admin.tabs_to("Pontos de fidelidade").await;
    admin.strikes(Key::Enter + "").await;
    admin
        .counts(&format!("{FORM}[data-step=loyalty_1]"), 1)
        .await;
    admin
        .sees_in(FORM, "avisa quando chega ao nível ouro")
        .await;
    admin.counts(&node("loyalty_1"), 1).await;
    admin.is_saved(false).await;
}

async fn is_filled_in(admin: &Person) {
    admin
        .sees_in(&field("loyalty_1/with/total"), "Compra")
        .await;
    admin
        .sees_in(&field("loyalty_1/with/total"), "cada unidade inteira")
        .await;
    let total = field("loyalty_1/with/total");
    admin
        .writes_at(&format!("{total} :is(input, textarea)"), "{{ total }}")
        .await;
    admin
        .writes_at(
            &format!("{} :is(input, textarea)", field("loyalty_1/save")),
            "loyalty",
        )
        .await;
    admin.leads("loyalty_1/next", "thanks").await;
    admin.counts(&edge("loyalty_1", "next", "thanks"), 1).await;
    admin.leads("loyalty_1/exits/nothing", "thanks").await;
    admin
        .counts(&edge("loyalty_1", "nothing", "thanks"), 1)
        .await;
    admin.keeps("customs/form").await;
    admin.goes_to_step("ask").await;
    admin.leads("ask/next", "loyalty_1").await;
    admin.counts(&edge("ask", "next", "loyalty_1"), 1).await;
    admin
        .counts("[data-testid=problems-count][data-errors='0']", 1)
        .await;
    admin.goes_to_step("thanks").await;
    admin
        .writes_at(
            &super::studio::words_of("thanks", "say"),
            "Você ganhou {{ loyalty.earned }} pontos.",
        )
        .await;
}

/// The simulator runs the step's own script.
async fn is_walked(admin: &Person) {
    admin.presses_at("[data-testid=test-chat]").await;
    admin
        .sees_in("[data-testid=sim-line][data-from=bot]", "Quanto foi?")
        .await;
    admin.tries_the_trail(&["59,90"]).await;
    admin
        .sees_in("[data-testid=sim]", "Você ganhou 59 pontos.")
        .await;
    admin
        .counts(&format!("{}.visited", node("loyalty_1")), 1)
        .await;
    admin.counts("[data-testid=sim-ended]", 1).await;
    admin.keeps("customs/walked").await;
}
