//! `reply`: the model's answer is said to the contact.

use super::Ai;
use super::sources::listed;
use crate::run::{Flow, Run};
use crate::session::Parked;
use trilha_model::{ModelAnswer, Value};

impl Ai {
    pub(super) fn replied(
        &self,
        run: &mut Run<'_>,
        parked: &Parked,
        answer: &ModelAnswer,
    ) -> Result<Flow, String> {
        if self.doubts(answer, 100) {
            return Ok(Flow::exit("unsure"));
        }
        match sayable(run, answer) {
            Ok(text) => self.say(run, text, answer),
            Err(wrong) => self.again(run, parked, wrong),
        }
    }

    /// Says the model's last word with its sources, and goes on.
    pub(super) fn say(
        &self,
        run: &mut Run<'_>,
        text: &str,
        answer: &ModelAnswer,
    ) -> Result<Flow, String> {
        run.room_for(1)?;
        self.save(run, Value::text(text))?;
        self.save_sources(run, &answer.sources)?;
        run.say_text(listed(text, &answer.sources));
        Ok(Flow::exit("next"))
    }
}

/// An answer as it can be said, or what is wrong with it, in words for the model.
pub(super) fn sayable<'a>(run: &Run<'_>, answer: &'a ModelAnswer) -> Result<&'a str, String> {
    let most = run.limits().message_bytes;
    let text = answer.answer.as_text().map(str::trim);
    match text {
        None => Err("the answer must be a text".to_owned()),
        Some("") => Err("the answer must not be empty".to_owned()),
        Some(text) if listed(text, &answer.sources).len() > most => {
            Err(format!("the answer must be shorter than {most} bytes"))
        }
        Some(text) => Ok(text),
    }
}
