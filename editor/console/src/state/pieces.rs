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
    Bubbles {
        /// Who.
        from: From,
        /// The title of the message group they were said in.
        group: Option<String>,
        /// What.
        entries: Vec<Rc<Entry>>,
    },
    /// What was said, one after the other, in a message group that one does not read.
    Hidden {
        /// The first one's place.
        seq: u64,
        /// How much.
        count: usize,
        /// The group's title.
        group: String,
        /// From when to when.
        at: (i64, i64),
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
    let mut before: Option<&Rc<Entry>> = None;
    for entry in entries {
        if is_said_already(&entry.what) || before.is_some_and(|before| repeats(before, entry)) {
            continue;
        }
        let its = day(entry.at);
        if today != Some(its) {
            today = Some(its);
            pieces.push(Piece::Day(entry.at));
        }
        match &entry.what {
            What::Message { from, .. } => {
                let soon = before.is_some_and(|last| entry.at.saturating_sub(last.at) <= PAUSE);
                match pieces.last_mut() {
                    Some(Piece::Bubbles {
                        from: same,
                        group,
                        entries,
                    }) if same == from && *group == entry.group && soon => {
                        entries.push(Rc::clone(entry));
                    }
                    _ => pieces.push(Piece::Bubbles {
                        from: from.clone(),
                        group: entry.group.clone(),
                        entries: vec![Rc::clone(entry)],
                    }),
                }
            }
            What::Hidden => hide(&mut pieces, entry),
            What::Note { .. } => pieces.push(Piece::Note(Rc::clone(entry))),
            _ => pieces.push(Piece::Line(Rc::clone(entry))),
        }
        before = Some(entry);
    }
    pieces
}

/// One line for all that one may not read, as long as nothing else comes between.
fn hide(pieces: &mut Vec<Piece>, entry: &Entry) {
    let its = entry.group.clone().unwrap_or_default();
    match pieces.last_mut() {
        Some(Piece::Hidden {
            count,
            group,
            at: (_, last),
            ..
        }) if *group == its => {
            *count += 1;
            *last = entry.at;
        }
        _ => pieces.push(Piece::Hidden {
            seq: entry.seq,
            count: 1,
            group: its,
            at: (entry.at, entry.at),
        }),
    }
}

/// Whether it tells only that a conversation came to a queue, and the line before tells that with the team.
fn repeats(before: &Entry, entry: &Entry) -> bool {
    let (What::ForTeam { queue, by, .. } | What::ForAll { queue, by, .. }) = &before.what else {
        return false;
    };
    matches!(
        &entry.what,
        What::Owned { owner: Owner::Queue { title, .. }, by: mover } if title == queue && mover == by
    )
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
