//! What a recorder writes down is a test that passes.

use super::{bundle, passes, shop};
use trilha_model::{EffectId, Map, Outcome, Span};
use trilha_talk::{Recorder, Simulator};

/// A talk with the shop, as it is had and recorded.
struct Talk {
    sim: Simulator,
    recorder: Recorder,
}

impl Talk {
    fn begun(name: &str) -> Self {
        let mut talk = Self {
            recorder: Recorder::of(&shop(), &bundle()),
            sim: Simulator::new(bundle(), shop()),
        };
        for text in ["oi", name, "1", "123456"] {
            talk.recorder.says(text);
            talk.sim.say(text).unwrap();
            talk.recorder.listen(&talk.sim);
        }
        talk
    }

    fn waits(&mut self, span: Span) {
        self.recorder.waits(span);
        self.sim.pass(span).unwrap();
        self.recorder.listen(&self.sim);
    }

    fn is_answered(&mut self) {
        let body = serde_json::json!({ "status": "enviado", "days_late": 1 });
        let outcome = Outcome::Http {
            status: 200,
            headers: Map::new(),
            body: serde_json::from_value(body).unwrap(),
        };
        self.sim.settle(EffectId(1), outcome).unwrap();
        self.recorder.listen(&self.sim);
    }
}

#[test]
fn a_recorded_talk_is_a_test_that_passes() {
    let mut talk = Talk::begun("Ana, a primeira");
    talk.is_answered();
    talk.recorder.chooses("3");
    talk.sim.choose("3").unwrap();
    talk.recorder.listen(&talk.sim);
    talk.waits(Span(600_000));
    let file = talk.recorder.file("recorded: yes");
    passes(&file);
    assert!(
        file.contains("- bot: Ninguém livre agora.\n") && file.ends_with("- ended\n"),
        "{file}"
    );
}

#[test]
fn what_was_answered_by_hand_after_the_limit_is_answered_again_in_a_recorded_test() {
    let mut talk = Talk::begun("Ana");
    talk.waits(Span(60_000));
    talk.is_answered();
    let file = talk.recorder.file("recorded");
    assert!(file.contains("Pedido 123456: enviado."), "{file}");
    passes(&file);
}
