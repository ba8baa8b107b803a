//! Where two transcripts of one session part.

use super::play::{Part, Transcript, play};
use super::sessions::Recorded;
use crate::run::{Row, Sign};
use std::fmt::Write as _;
use std::sync::Arc;
use trilha_model::Map;
use trilha_trail::Bundle;

/// How many things that came in are shown before the first difference.
const BEFORE: usize = 2;

/// How a session would go otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The talk around the first difference: what both do, what only the old one does, what only the new one.
    pub rows: Vec<Row>,
    /// How many things had come in before it.
    pub after: usize,
    /// After how many of the things that came in something differs.
    pub parts: usize,
}

/// Plays a recorded session with the bundle it ran and with another one: where they part, if they do.
pub fn differ(
    recorded: &Recorded,
    old: &Arc<Bundle>,
    new: &Arc<Bundle>,
    env: &Map,
) -> Option<Difference> {
    let (old, new) = (play(recorded, old, env), play(recorded, new, env));
    let count = old.parts.len().max(new.parts.len());
    let differs = |at: &usize| {
        let led_to = |side: &Transcript| side.parts.get(*at).map(|part| part.led_to.clone());
        led_to(&old) != led_to(&new)
    };
    let parts: Vec<usize> = (0..count).filter(differs).collect();
    let first = *parts.first()?;
    let mut rows = Vec::new();
    for at in first.saturating_sub(BEFORE)..=first {
        show(at, &old, &new, &mut rows);
    }
    Some(Difference {
        rows,
        after: first,
        parts: parts.len(),
    })
}

fn show(at: usize, old: &Transcript, new: &Transcript, rows: &mut Vec<Row>) {
    let hide = |text: &str| new.masks.hide(&old.masks.hide(text));
    let mut row = |sign: Sign, who: &str, text: &str| {
        rows.push(Row {
            sign,
            who: who.into(),
            text: hide(text),
        });
    };
    let (one, other) = (old.parts.get(at), new.parts.get(at));
    if let Some(Part { who, text, .. }) = one.or(other) {
        row(Sign::Same, who, text);
    }
    let led_to = |part: Option<&Part>| part.map(|part| part.led_to.clone()).unwrap_or_default();
    let (one, other) = (led_to(one), led_to(other));
    let begin = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let rest = one.len().min(other.len()) - begin;
    let end = one.iter().rev().zip(other.iter().rev());
    let end = end.take(rest).take_while(|(a, b)| a == b).count();
    let middle = |side: &[(&'static str, String)]| {
        let side = side.iter().skip(begin).take(side.len() - begin - end);
        side.cloned().collect::<Vec<_>>()
    };
    for (who, text) in one.iter().take(begin) {
        row(Sign::Same, who, text);
    }
    for (who, text) in middle(&one) {
        row(Sign::Missing, who, &text);
    }
    for (who, text) in middle(&other) {
        row(Sign::Extra, who, &text);
    }
    for (who, text) in one.iter().skip(one.len() - end) {
        row(Sign::Same, who, text);
    }
}

impl Difference {
    /// The rows as people read them: `-` only before, `+` only now.
    pub fn show(&self, colour: bool) -> String {
        let paint = |code: &'static str| if colour { code } else { "" };
        let plain = paint("\u{1b}[0m");
        let mut out = String::new();
        for row in &self.rows {
            let (sign, code) = match row.sign {
                Sign::Missing => ("-", paint("\u{1b}[31m")),
                Sign::Extra => ("+", paint("\u{1b}[32m")),
                Sign::Same | Sign::Skipped => (" ", paint("\u{1b}[2m")),
            };
            for (at, line) in row.text.split('\n').enumerate() {
                let who = if at == 0 { row.who.as_str() } else { "" };
                let line: String = line.chars().filter(|c| !c.is_control()).collect();
                writeln!(out, "  {code}{sign} {who:<8}{line}{plain}")
                    .expect("invariant: strings take all");
            }
        }
        out
    }
}
