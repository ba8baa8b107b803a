//! A guide: what a trail's own test does, as far as it goes; from there on chance takes another way.

use super::course::Deed;
use super::dice::Dice;
use crate::outside::Answer;
use crate::suite::{Case, Mock, Told};
use std::collections::VecDeque;
use trilha_model::{Act, Effect, Outcome};

/// The way of a test, up to some point.
pub(super) struct Guide<'s> {
    deeds: VecDeque<Deed>,
    mocks: &'s [Mock],
    used: Vec<u32>,
}

impl<'s> Guide<'s> {
    /// As far as chance says; every other time to the end.
    pub(super) fn along(case: &'s Case, dice: &mut Dice) -> Self {
        let mut deeds: VecDeque<Deed> = case
            .talk
            .iter()
            .filter_map(|line| deed(&line.what))
            .collect();
        if !dice.one_in(2) {
            deeds.truncate(dice.below(deeds.len() + 1));
        }
        Self {
            deeds,
            mocks: &case.mocks,
            used: vec![0; case.mocks.len()],
        }
    }

    /// What it does next; none: it has come to its end.
    pub(super) fn deed(&mut self) -> Option<Deed> {
        self.deeds.pop_front()
    }

    /// What the test says is answered to this.
    pub(super) fn answer(&mut self, effect: &Effect) -> Option<Answer> {
        let mut mocks = self.mocks.iter().zip(&mut self.used);
        let found = mocks.find(|(mock, used)| mock.answers(effect, **used));
        if let Some((mock, used)) = found {
            *used += 1;
            return Some(Answer {
                after: mock.after,
                outcome: mock.outcome.clone(),
            });
        }
        let done = matches!(effect, Effect::Email(_) | Effect::Emit(_));
        done.then_some(Answer {
            after: None,
            outcome: Outcome::Done,
        })
    }
}

fn deed(told: &Told) -> Option<Deed> {
    match told {
        Told::Says(text) => Some(Deed::Says(text.clone())),
        Told::Chooses(key) => Some(Deed::Chooses(key.clone())),
        Told::Sends { attached, .. } => Some(Deed::Sends(attached.clone())),
        Told::Arrives => Some(Deed::Arrives),
        Told::Happens { name, payload } => Some(Deed::Happens(name.clone(), payload.clone())),
        Told::Waits(time) => Some(Deed::Waits(*time)),
        Told::Person { act, .. } => match act {
            Act::Take | Act::GiveBack | Act::Resolve | Act::ReturnToQueue | Act::Reply { .. } => {
                Some(Deed::Acts(act.clone()))
            }
            _ => None,
        },
        Told::Bot(_) | Told::Ended(_) | Told::HandedOff(_) => None,
    }
}
