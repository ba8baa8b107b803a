//! The editor: a trail drawn, changed, tried, saved and published.

use super::person::Person;
use super::stage::{play, play_by_hand};
use std::fs;
use thirtyfour::prelude::*;

const CANVAS: &str = "[data-testid=canvas]";
const CARDS: &str = "[data-testid=canvas] [data-testid=node]";
const STATE: &str = "[data-testid=state]";

/// A card of the canvas.
pub(super) fn node(step: &str) -> String {
    format!("[data-testid=node][data-step={step}]")
}

/// A line from an exit to a step.
pub(super) fn edge(from: &str, exit: &str, to: &str) -> String {
    format!("[data-testid=edge][data-from={from}][data-exit={exit}][data-to={to}]")
}

/// The words of a step in Portuguese, in the inspector.
pub(super) fn words_of(step: &str, verb: &str) -> String {
    format!("[data-testid=inspector] [data-path^='steps/{step}/{verb}'] textarea")
}

impl Person {
    /// Opens a trail from the list.
    pub(super) async fn opens_trail(&self, trail: &str) {
        self.opens("/studio").await;
        self.presses_at(&format!(
            "[data-testid=trail][data-id={trail}] [data-testid=trail-open]"
        ))
        .await;
        self.counts(CANVAS, 1).await;
        self.is_at(&format!("/studio/{trail}")).await;
    }

    /// Selects a step in the list beside the canvas, which brings it into sight.
    pub(super) async fn goes_to_step(&self, step: &str) {
        self.presses_at("[data-testid=left-steps]").await;
        self.presses_at(&format!("[data-testid=outline-step][data-step={step}]"))
            .await;
        self.counts(&format!("[data-testid=inspector][data-step={step}]"), 1)
            .await;
    }

    /// The middle of the only element that matches.
    pub(super) async fn middle(&self, selector: &str) -> (f64, f64) {
        self.counts(selector, 1).await;
        let [[x, y, width, height]] = self.boxes(selector).await[..] else {
            panic!("one {selector}")
        };
        (x + width / 2.0, y + height / 2.0)
    }

    /// Where a card may be taken: its head.
    pub(super) async fn handle(&self, step: &str) -> (f64, f64) {
        self.middle(&format!("{} .node-head", node(step))).await
    }

    /// The draft is as on disk, or not.
    pub(super) async fn is_saved(&self, saved: bool) {
        let wanted = if saved { "saved" } else { "unsaved" };
        self.counts(&format!("{STATE}[data-state={wanted}]"), 1)
            .await;
    }

    /// Talks with the trail in the simulator.
    pub(super) async fn tries_the_trail(&self, says: &[&str]) {
        for words in says {
            self.writes_at("[data-testid=sim-input]", words).await;
            self.presses_at("[data-testid=sim-send]").await;
            self.sees_in("[data-testid=sim-line][data-from=contact]", words)
                .await;
        }
    }
}

#[test]
fn a_trail_is_redrawn() {
    play("canvas", async |stage| {
        let admin = stage.author().await;
        admin.opens_trail("faq").await;
        admin
            .sees_in("[data-testid=title]", "Dúvidas frequentes")
            .await;
        admin.is_saved(true).await;
        looks_around(&admin).await;
        moves_a_step(&admin).await;
        adds_connects_deletes(&admin).await;
    });
}

/// Zoom, pan and select change nothing of the trail.
async fn looks_around(admin: &Person) {
    let zoom = admin.attribute(CANVAS, "data-zoom").await;
    admin.presses_at("[data-testid=zoom-in]").await;
    let nearer = admin.attribute(CANVAS, "data-zoom").await;
    assert!(
        nearer.parse::<f64>().unwrap() > zoom.parse().unwrap(),
        "{zoom} {nearer}"
    );
    admin.goes_to_step("delivery").await;
    admin
        .counts(&format!("{}.selected", node("delivery")), 1)
        .await;

    let before = admin.handle("delivery").await;
    let [[left, top, _, height]] = admin.boxes(CANVAS).await[..] else {
        panic!("one canvas")
    };
    let cards = admin.boxes(CARDS).await;
    let spots = [0.5, 0.4, 0.3, 0.2, 0.1].map(|part| (left + 12.0, top + height * part));
    let bare = |(x, y): &(f64, f64)| {
        let mut cards = cards.iter();
        !cards.any(|[l, t, w, h]| {
            (l - 8.0..l + w + 8.0).contains(x) && (t - 8.0..t + h + 8.0).contains(y)
        })
    };
    let ground = spots
        .into_iter()
        .find(bare)
        .expect("some of the ground is bare");
    admin
        .drags(ground, (ground.0 + 60.0, ground.1 + 40.0))
        .await;
    let after = admin.handle("delivery").await;
    let moved = (after.0 - before.0, after.1 - before.1);
    assert!(
        (moved.0 - 60.0).abs() < 1.0 && (moved.1 - 40.0).abs() < 1.0,
        "{moved:?}"
    );
    admin.is_saved(true).await;
}

/// Dragging a card moves it; undo and redo are exact.
async fn moves_a_step(admin: &Person) {
    admin.presses_at("[data-testid=zoom-in]").await;
    admin.goes_to_step("delivery").await;
    let before = admin.handle("delivery").await;
    admin
        .drags(before, (before.0 + 40.0, before.1 - 60.0))
        .await;
    admin.is_saved(false).await;
    let moved = admin.handle("delivery").await;
    assert_ne!(moved, before);
    admin.presses_at("[data-testid=undo]").await;
    admin.is_saved(true).await;
    assert_eq!(admin.handle("delivery").await, before);
    admin.presses_at("[data-testid=redo]").await;
    admin.is_saved(false).await;
    assert_eq!(admin.handle("delivery").await, moved);
    admin.presses_at("[data-testid=undo]").await;
    admin.is_saved(true).await;
}

/// A step from the palette, joined by dragging from its exit, taken away again, and everything undone.
async fn adds_connects_deletes(admin: &Person) {
    admin.goes_to_step("delivery").await;
    admin.types(Key::Escape + "").await;
    admin.presses_at("[data-testid=left-add]").await;
    admin
        .presses_at("[data-testid=palette-verb][data-verb=say]")
        .await;
    admin
        .counts("[data-testid=inspector][data-step=say_1]", 1)
        .await;
    admin.counts(&node("say_1"), 1).await;
    admin.is_saved(false).await;

    admin.presses_at("[data-testid=zoom-fit]").await;
    let port = admin
        .middle(&format!(
            "{} [data-testid=port][data-exit=next]",
            node("say_1")
        ))
        .await;
    let target = admin.handle("delivery").await;
    admin.drags(port, target).await;
    admin.counts(&edge("say_1", "next", "delivery"), 1).await;

    admin
        .presses_at(&format!("{} .node-head", node("say_1")))
        .await;
    admin.types(Key::Delete + "").await;
    admin.counts(&node("say_1"), 0).await;
    admin.presses_at("[data-testid=undo]").await;
    admin.counts(&edge("say_1", "next", "delivery"), 1).await;
    for _ in 0..2 {
        admin.presses_at("[data-testid=undo]").await;
    }
    admin.counts(&node("say_1"), 0).await;
    admin.is_saved(true).await;
}

#[test]
fn words_are_changed_tried_and_saved() {
    play_by_hand("inspector", async |stage| {
        let admin = stage.author().await;
        let file = stage.house(|house| house.flow("faq.yaml"));
        let before = fs::read_to_string(&file).unwrap();
        admin.opens_trail("faq").await;
        admin.goes_to_step("delivery").await;
        admin
            .writes_at(
                &words_of("delivery", "say"),
                "De 1 a 3 dias úteis, {{ nobody }}.",
            )
            .await;
        a_problem_leads_to_its_step(&admin).await;
        admin
            .writes_at(&words_of("delivery", "say"), "De 1 a 3 dias úteis.")
            .await;
        admin
            .counts("[data-testid=problems-count][data-errors='0']", 1)
            .await;
        admin
            .sees_in(&node("delivery"), "De 1 a 3 dias úteis.")
            .await;
        the_simulator_talks(&admin).await;

        admin.presses_at("[data-testid=save]").await;
        admin.is_saved(true).await;
        let after = fs::read_to_string(&file).unwrap();
        let changed: Vec<(&str, &str)> = before
            .lines()
            .zip(after.lines())
            .filter(|(a, b)| a != b)
            .collect();
        assert_eq!(before.lines().count(), after.lines().count());
        let [(old, new)] = changed[..] else {
            panic!("one line changes: {changed:#?}")
        };
        assert!(old.contains("De 2 a 5 dias"), "{old}");
        assert!(new.contains("De 1 a 3 dias úteis."), "{new}");
        assert!(after.contains("# Questions people ask"), "comments stay");

        admin.reloads().await;
        admin.goes_to_step("delivery").await;
        admin
            .sees_in(&node("delivery"), "De 1 a 3 dias úteis.")
            .await;
    });
}

/// A mistake is said at once, in the list, and a press on it leads to the step.
async fn a_problem_leads_to_its_step(admin: &Person) {
    admin
        .counts("[data-testid=problems-count][data-errors='1']", 1)
        .await;
    admin.goes_to_step("payment").await;
    admin.presses_at("[data-testid=problems-count]").await;
    admin.sees_in("[data-testid=problem]", "nobody").await;
    admin
        .presses_at("[data-testid=problem][data-step=delivery]")
        .await;
    admin
        .counts(&format!("{}.selected", node("delivery")), 1)
        .await;
    admin.presses_at("[data-testid=right-inspector]").await;
    admin
        .counts("[data-testid=inspector][data-step=delivery]", 1)
        .await;
    admin.presses_at("[data-testid=publish]").await;
    admin.sees("Há 1 erro; corrija-o primeiro.").await;
    admin.presses_at("[data-testid=right-inspector]").await;
}

/// The same engine answers in the browser, and the drawing shows the way.
async fn the_simulator_talks(admin: &Person) {
    admin.presses_at("[data-testid=test-chat]").await;
    admin
        .sees_in("[data-testid=sim-line][data-from=bot]", "Sobre o quê?")
        .await;
    admin.counts(&format!("{}.current", node("shop")), 1).await;
    admin
        .presses_in("[data-testid=sim]", "Prazo de entrega")
        .await;
    admin
        .sees_in("[data-testid=sim]", "De 1 a 3 dias úteis.")
        .await;
    admin.presses_at("[data-testid=zoom-fit]").await;
    admin
        .counts(&format!("{}.visited", node("delivery")), 1)
        .await;
    admin
        .counts(&format!("{}.current", node("did_it_help")), 1)
        .await;
    admin.tries_the_trail(&["não"]).await;
    admin.counts("[data-testid=sim-ended]", 1).await;
}

/// A field of the trail's own form.
fn field(path: &str) -> String {
    format!("[data-testid=inspector][data-step=''] [data-testid=field][data-path='{path}']")
}

const ADD_START: &str = "[data-testid=field][data-path=starts] > .items > .menu";

#[test]
fn what_starts_a_trail_is_told_without_code() {
    play_by_hand("starts", async |stage| {
        let admin = stage.author().await;
        let file = stage.house(|house| house.flow("faq.yaml"));
        let before = fs::read_to_string(&file).unwrap();
        admin.opens_trail("faq").await;
        admin.goes_to_step("delivery").await;
        admin.presses_at("[data-testid=outline-trail]").await;
        admin.counts(&field("starts"), 1).await;

        starts_by(&admin, "keyword").await;
        let word = field("starts/0/keyword/0");
        admin.writes_at(&format!("{word} input"), "dúvidas").await;
        let name = format!("{} input", field("starts/0/name"));
        admin.writes_at(&name, "As dúvidas").await;
        a_problem_leads_to_its_field(&admin).await;
        admin.writes_at(&name, "duvidas").await;
        admin
            .counts("[data-testid=problems-count][data-errors='0']", 1)
            .await;

        starts_by(&admin, "schedule").await;
        let zone = field("starts/1/schedule/zone");
        admin
            .presses_at(&format!("{zone} [data-testid=control]"))
            .await;
        admin
            .writes_at("[data-testid=palette-query]", "Sao Paulo")
            .await;
        admin.presses_at("[data-testid=palette-item]").await;
        admin.sees_in(&zone, "America/Sao Paulo").await;
        let cron = field("starts/1/schedule/cron");
        admin
            .presses_at(&format!("{cron} [data-testid=offers]"))
            .await;
        admin.presses("Todo dia às 9:00").await;
        admin.counts("[data-testid=upcoming] li", 3).await;
        admin
            .sees_in(
                "[data-testid=upcoming]",
                "pelo relógio de America/Sao_Paulo",
            )
            .await;
        admin.sees_in("[data-testid=upcoming]", "09:00").await;

        ordered_by_keys(&admin).await;
        admin.presses_at("[data-testid=save]").await;
        admin.is_saved(true).await;
        let after = fs::read_to_string(&file).unwrap();
        let told = "language: pt-BR\nstarts:\n  - keyword: [dúvidas]\n    name: duvidas\n  - schedule: { cron: 0 9 * * *, zone: America/Sao_Paulo }\n";
        assert_eq!(after, before.replace("language: pt-BR\n", told));
    });
}

pub(super) async fn starts_by(admin: &Person, kind: &str) {
    admin
        .presses_at(&format!("{ADD_START} > [data-testid=item-add]"))
        .await;
    admin
        .presses_at(&format!("{ADD_START} [data-testid=item-add-{kind}]"))
        .await;
}

/// What is wrong around the steps is said at its field, and the list of problems leads there.
async fn a_problem_leads_to_its_field(admin: &Person) {
    admin
        .counts("[data-testid=problems-count][data-errors='1']", 1)
        .await;
    admin.goes_to_step("payment").await;
    admin.presses_at("[data-testid=problems-count]").await;
    admin
        .presses_at("[data-testid=problem][data-path='starts/0/name']")
        .await;
    admin.is_focused_on("Nome").await;
}

/// A start is moved by its buttons, which keep the focus: pressed again, they move it on.
async fn ordered_by_keys(admin: &Person) {
    let up = format!("{} > .entry-head [data-testid=item-up]", field("starts/1"));
    admin.presses_at(&up).await;
    admin.counts(&field("starts/0/schedule"), 1).await;
    admin.is_focused_on("Mover para baixo").await;
    admin.types(Key::Enter + "").await;
    admin.counts(&field("starts/1/schedule"), 1).await;
    admin.is_focused_on("Mover para cima").await;
}
