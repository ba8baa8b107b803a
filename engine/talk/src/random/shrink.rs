//! Making a course that shows something as short as it can be.

use super::course::{Course, Deed, no_answer};
use trilha_model::Span;

/// How many courses are tried to make one shorter.
const TRIES: usize = 600;

const MINUTE: i64 = 60_000;

/// A shorter course of which `shows` still holds.
pub(super) fn shrink(mut course: Course, shows: &mut dyn FnMut(&Course) -> bool) -> Course {
    let mut left = TRIES;
    loop {
        let before = (course.deeds.len(), course.answers.len());
        let mut tries = Tries { left, shows };
        tries.without_deeds(&mut course);
        tries.without_answers(&mut course);
        tries.plainer(&mut course);
        left = tries.left;
        if left == 0 || before == (course.deeds.len(), course.answers.len()) {
            return course;
        }
    }
}

struct Tries<'s> {
    left: usize,
    shows: &'s mut dyn FnMut(&Course) -> bool,
}

impl Tries<'_> {
    /// Takes a simpler course if it still shows it.
    fn take(&mut self, course: &mut Course, simpler: Course) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        let shows = (self.shows)(&simpler);
        if shows {
            *course = simpler;
        }
        shows
    }

    /// Leaves out deeds: half of them, a quarter, down to single ones, from the end.
    fn without_deeds(&mut self, course: &mut Course) {
        let mut size = course.deeds.len().div_ceil(2);
        while size > 0 {
            let mut end = course.deeds.len();
            while end > 0 {
                let start = end.saturating_sub(size);
                let mut simpler = course.clone();
                simpler.deeds.drain(start..end);
                self.take(course, simpler);
                end = start.min(course.deeds.len());
            }
            size /= 2;
        }
    }

    fn without_answers(&mut self, course: &mut Course) {
        for at in (0..course.answers.len()).rev() {
            let mut simpler = course.clone();
            simpler.answers.remove(at);
            self.take(course, simpler);
        }
    }

    /// Puts something plain in the place of what is not.
    fn plainer(&mut self, course: &mut Course) {
        for at in 0..course.answers.len() {
            let mut simpler = course.clone();
            if let Some(answer) = simpler.answers.get_mut(at)
                && *answer != no_answer()
            {
                *answer = no_answer();
                self.take(course, simpler);
            }
        }
        for at in 0..course.deeds.len() {
            for plain in course.deeds.get(at).map(plain).unwrap_or_default() {
                let mut simpler = course.clone();
                if let Some(deed) = simpler.deeds.get_mut(at) {
                    *deed = plain;
                }
                if self.take(course, simpler) {
                    break;
                }
            }
        }
    }
}

/// Plainer deeds than this one, the plainest first.
fn plain(deed: &Deed) -> Vec<Deed> {
    match deed {
        Deed::Says(text) if text != "oi" => {
            let first = text.split(' ').next().unwrap_or_default();
            let shorter = (first.len() < text.len() && !first.is_empty()).then(|| first.to_owned());
            let shorter = shorter.into_iter();
            ["oi".to_owned()]
                .into_iter()
                .chain(shorter)
                .map(Deed::Says)
                .collect()
        }
        Deed::Waits(Span(millis)) if millis % MINUTE != 0 => {
            let minutes = millis / MINUTE + 1;
            vec![Deed::Waits(Span(minutes.saturating_mul(MINUTE)))]
        }
        _ => Vec::new(),
    }
}
