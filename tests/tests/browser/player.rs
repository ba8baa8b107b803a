//! What plays talks and tests beside the editor: not there, silent, or broken down in the middle of it.

use super::house::House;
use super::person::Person;
use super::stage::play_by_hand;
use serde_json::json;

const COUNT: &str = "[data-testid=tests-count]";
const SIM: &str = "[data-testid=sim]";

/// Puts another in the place of the page's workers: real ones, but that what the page posts goes through `posted`.
const MEDDLED: &str = "
    const [posted] = arguments;
    const Real = window.RealWorker ??= window.Worker;
    const meddle = new Function('post', 'count', 'said', posted);
    window.Worker = function (...given) {
        const worker = new Real(...given);
        const post = worker.postMessage.bind(worker);
        let count = 0;
        worker.postMessage = (said) => meddle(post, ++count, said);
        return worker;
    };
";

/// It hears nothing.
const DEAF: &str = "";
/// What comes after a trail's surroundings and one more order it does not understand, and breaks down.
const BREAKS: &str = "post(count > 2 ? '?' : said)";
/// It is as it should be.
const SOUND: &str = "post(said)";

impl Person {
    /// From now on, what is loaded to play is like this.
    async fn is_served_by(&self, player: &str) {
        self.runs(MEDDLED, vec![json!(player)]).await;
    }

    /// Keeps the side panel by day and by night, on a desk and in the hand.
    pub(super) async fn keeps_the_side(&self, name: &str) {
        self.keeps(name).await;
        self.holds_a_phone().await;
        self.presses_at("[data-testid=pane-side]").await;
        self.needs_no_sideways_scrolling().await;
        self.keeps(&format!("{name}-phone")).await;
        self.screen(1440, 900, false).await;
    }
}

#[test]
fn what_plays_is_loaded_anew_where_it_could_not_be() {
    play_by_hand("player", async |stage| {
        let admin = stage.author().await;
        admin.expects_a_fall();
        admin.opens_trail("faq").await;
        stage.house(House::falls);
        admin.presses_at("[data-testid=right-simulator]").await;
        admin.presses_at("[data-testid=sim-start]").await;
        admin.counts("[data-testid=sim-lost]", 1).await;
        admin.presses_at("[data-testid=right-tests]").await;
        admin.counts("[data-testid=tests-lost]", 1).await;
        stage.house(House::opens_again);
        admin.presses_at("[data-testid=tests-lost-retry]").await;
        admin.sees_in(COUNT, "testes passam").await;
        admin.presses_at("[data-testid=right-simulator]").await;
        admin.presses_at("[data-testid=sim-start]").await;
        admin.sees_in(SIM, "Prazo de entrega").await;
    });
}

#[test]
fn what_plays_and_never_answers_is_stopped_and_loaded_anew() {
    play_by_hand("player-deaf", async |stage| {
        let admin = stage.author().await;
        admin.opens_trail("faq").await;
        admin.is_served_by(DEAF).await;
        admin.presses_at("[data-testid=right-simulator]").await;
        admin.presses_at("[data-testid=sim-start]").await;
        admin
            .sees_in("[data-testid=player-slow]", "demorando a responder")
            .await;
        admin.keeps_the_side("player/slow").await;
        admin.presses_at("[data-testid=player-stop]").await;
        admin.sees_in(SIM, "O simulador parou").await;
        admin.counts("[data-testid=player-slow]", 0).await;
        admin.is_focused_on("Tentar de novo").await;
        admin.keeps_the_side("player/lost").await;

        admin.is_served_by(SOUND).await;
        admin.presses_at("[data-testid=sim-lost-retry]").await;
        admin.sees_in(SIM, "Prazo de entrega").await;
        admin.counts("[data-testid=sim-lost]", 0).await;
        admin.tries_the_trail(&["entrega"]).await;
        admin.sees_in(SIM, "De 2 a 5 dias úteis").await;
    });
}

#[test]
fn tests_of_which_nothing_comes_are_stopped_and_played_anew() {
    play_by_hand("player-deaf-tests", async |stage| {
        let admin = stage.author().await;
        admin.opens_trail("faq").await;
        admin.is_served_by(DEAF).await;
        admin.presses_at("[data-testid=right-tests]").await;
        admin
            .sees_in("[data-testid=player-slow]", "demorando a responder")
            .await;
        admin.counts("[data-testid=tests-playing]", 1).await;
        admin.keeps_the_side("player/tests-slow").await;
        admin.presses_at("[data-testid=player-stop]").await;
        admin.counts("[data-testid=tests-lost]", 1).await;
        admin.is_focused_on("Tentar de novo").await;
        admin.keeps_the_side("player/tests-lost").await;

        admin.is_served_by(SOUND).await;
        admin.presses_at("[data-testid=tests-lost-retry]").await;
        admin.sees_in(COUNT, "testes passam").await;
    });
}

#[test]
fn what_plays_and_breaks_down_is_told_and_loaded_anew() {
    play_by_hand("player-breaks", async |stage| {
        let admin = stage.author().await;
        admin.expects_log("an order of another version");
        admin.opens_trail("faq").await;
        admin.is_served_by(BREAKS).await;
        admin.presses_at("[data-testid=right-simulator]").await;
        admin.presses_at("[data-testid=sim-start]").await;
        admin.sees_in(SIM, "Prazo de entrega").await;
        admin.writes_at("[data-testid=sim-input]", "entrega").await;
        admin.presses_at("[data-testid=sim-send]").await;
        admin.sees_in(SIM, "O simulador parou").await;
        admin.counts("[data-testid=sim-line]", 0).await;
        admin.keeps_the_side("player/broken").await;

        admin.is_served_by(SOUND).await;
        admin.presses_at("[data-testid=sim-lost-retry]").await;
        admin.sees_in(SIM, "Prazo de entrega").await;
        admin.tries_the_trail(&["entrega"]).await;
        admin.sees_in(SIM, "De 2 a 5 dias úteis").await;
    });
}
