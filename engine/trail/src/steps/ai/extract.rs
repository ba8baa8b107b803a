//! `extract`: the model finds values in a text.

use super::Ai;
use super::sought::{Found, Sought, found};
use crate::run::{Flow, Run};
use crate::session::Parked;
use trilha_model::ModelAnswer;

impl Ai {
    pub(super) fn extracted(
        &self,
        run: &mut Run<'_>,
        parked: &Parked,
        answer: &ModelAnswer,
        sought: &[Sought],
    ) -> Result<Flow, String> {
        if self.doubts(answer, 100) {
            return Ok(Flow::exit("unsure"));
        }
        match found(sought, &answer.answer) {
            Found::Wrong(wrong) => self.again(run, parked, wrong),
            Found::Less => Ok(Flow::exit("unsure")),
            Found::All(values) => {
                self.save(run, values)?;
                Ok(Flow::exit("next"))
            }
        }
    }
}
