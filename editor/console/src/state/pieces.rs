//! A thread as it is drawn: days, groups of bubbles, thin lines.

use std::rc::Rc;
use trilha_wire::chat::From;
use trilha_wire::desk::{Entry, Owner, What};

/// How long a pause may be inside one group of bubbles.
const PAUSE: i64 = 5 * 60_000;

/// A part of a thread.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    /// A new day; a moment of it.
    Day(i64),
    /// Messages of one sender, one after the other.
    Group {
        /// Who.
        from: From,
        /// What.
        entries: Vec<Rc<Entry>>,
    },
    /// A private note.
    Note(Rc<Entry>),
    /// Something that happened.
    Line(Rc<Entry>),
}

/// Lays a thread out; `day` tells the days of the reader's place apart.
pub(crate) fn pieces<'a>(
    entries: impl IntoIterator<Item = &'a Rc<Entry>>,
    day: impl Fn(i64) -> i64,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut today = None;
    let mut last = i64::MIN;
    for entry in entries {
        if is_said_already(&entry.what) {
            continue;
        }
        let its = day(entry.at);
        if today != Some(its) {
            today = Some(its);
            pieces.push(Piece::Day(entry.at));
        }
        match &entry.what {
            What::Message { from, .. } => match pieces.last_mut() {
                Some(Piece::Group {
                    from: before,
                    entries,
                }) if before == from && entry.at.saturating_sub(last) <= PAUSE => {
                    entries.push(Rc::clone(entry));
                }
                _ => pieces.push(Piece::Group {
                    from: from.clone(),
                    entries: vec![Rc::clone(entry)],
                }),
            },
            What::Note { .. } => pieces.push(Piece::Note(Rc::clone(entry))),
            _ => pieces.push(Piece::Line(Rc::clone(entry))),
        }
        last = entry.at;
    }
    pieces
}

/// Whether the line before says it: a handoff puts it into a queue, and the end of a ticket gives it to the bot.
fn is_said_already(what: &What) -> bool {
    matches!(
        what,
        What::Owned {
            owner: Owner::Queue { .. },
            by: None
        } | What::Owned {
            owner: Owner::Bot,
            ..
        }
    )
}
