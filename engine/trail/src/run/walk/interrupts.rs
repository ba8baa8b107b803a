//! Interrupts: words that lead elsewhere while a step waits.

use super::Run;
use crate::graph::Destination;
use crate::matching::{self, Likeness};
use crate::trail::Step;
use trilha_model::{EndReason, Event};

impl Run<'_> {
    /// Whether an interrupt's way has come to a question of the trail's own course: what it put aside is
    /// over then, and `return` leads out of the trail again.
    pub(super) fn goes_on_for_good(&self, step: &Step) -> bool {
        step.kind.asks()
            && !self.session.frame().interrupted.is_empty()
            && self.trail().is_on_course(step)
    }

    /// Takes up the interrupt a text means, if it means one; what waited is put aside.
    pub(in crate::run) fn interrupt(&mut self, text: &str, likeness: Likeness) -> bool {
        let Some((frames, target)) = self.finds_interrupt(text, likeness) else {
            return false;
        };
        let Some(parked) = self.session.parked.clone() else {
            return false;
        };
        if let Some(id) = parked.effect {
            self.emit(Event::EffectCancelled { id });
        }
        self.emit(Event::Interrupted {
            step: parked.step,
            frames,
        });
        self.came = None;
        match target {
            Destination::Step(to) => {
                let step = self.trail().at(to);
                self.go(step);
            }
            Destination::Return => {
                let next = self.come_back(true);
                self.go(next);
            }
            Destination::End | Destination::Nowhere => self.over = Some(EndReason::Finished(None)),
        }
        true
    }

    /// The interrupt a text means: how many frames it leaves, and where it leads. The innermost trail first.
    pub(in crate::run) fn finds_interrupt(
        &self,
        text: &str,
        likeness: Likeness,
    ) -> Option<(u32, Destination)> {
        let said = matching::plain(text);
        let frames = self.session.frames.iter().rev().enumerate();
        frames.into_iter().find_map(|(left, frame)| {
            let trail = self.scene.bundle.trail(&frame.trail)?;
            let found = trail
                .interrupts
                .iter()
                .find(|interrupt| interrupt.means(&said, likeness))?;
            Some((u32::try_from(left).ok()?, found.leads))
        })
    }
}
