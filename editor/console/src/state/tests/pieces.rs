//! How a thread is laid out.

use super::*;

#[test]
fn a_thread_is_laid_out_in_days_groups_and_lines() {
    let minute = 60_000;
    let entries: Vec<Rc<Entry>> = [
        said(1, 0, From::Bot, None),
        said(2, minute, From::Bot, None),
        said(3, 20 * minute, From::Bot, None),
        said(4, 21 * minute, From::Contact, None),
        Entry {
            seq: 5,
            at: 22 * minute,
            group: None,
            what: What::Ended,
        },
        said(6, 2_000 * minute, From::Contact, None),
    ]
    .map(Rc::new)
    .into();
    let drawn: Vec<String> = pieces(&entries, |at| at / 86_400_000)
        .iter()
        .map(|piece| match piece {
            Piece::Day(_) => "day".to_owned(),
            Piece::Bubbles { entries, .. } => format!("group of {}", entries.len()),
            Piece::Hidden { count, .. } => format!("{count} hidden"),
            Piece::Note(_) => "note".to_owned(),
            Piece::Line(_) => "line".to_owned(),
        })
        .collect();
    assert_eq!(
        drawn,
        [
            "day",
            "group of 2",
            "group of 1",
            "group of 1",
            "line",
            "day",
            "group of 1"
        ]
    );
}

#[test]
fn what_a_line_says_is_not_said_twice() {
    let owned = |seq, owner, by: Option<&str>| {
        let by = by.map(str::to_owned);
        Rc::new(Entry {
            seq,
            at: 0,
            group: None,
            what: What::Owned { owner, by },
        })
    };
    let entries = [
        owned(1, queue(), None),
        owned(2, mine(), Some("Ana")),
        owned(3, queue(), Some("Ana")),
        owned(4, Owner::Bot, Some("Ana")),
    ];
    let lines: Vec<u64> = pieces(&entries, |at| at)
        .iter()
        .filter_map(|piece| {
            if let Piece::Line(entry) = piece {
                Some(entry.seq)
            } else {
                None
            }
        })
        .collect();
    assert_eq!(lines, [2, 3]);
}

#[test]
fn what_comes_to_a_team_is_told_once() {
    let by = || Some("Ana".to_owned());
    let entry = |seq, what| {
        Rc::new(Entry {
            seq,
            at: 0,
            group: None,
            what,
        })
    };
    let put = |seq, who: Option<String>| {
        let owner = queue();
        entry(seq, What::Owned { owner, by: who })
    };
    let (team, queue) = ("Sales".to_owned(), "Support".to_owned());
    let entries = [
        entry(
            1,
            What::ForTeam {
                team: team.clone(),
                queue: queue.clone(),
                by: by(),
            },
        ),
        put(2, by()),
        entry(
            3,
            What::ForAll {
                queue,
                team,
                by: by(),
            },
        ),
        put(4, by()),
        put(5, by()),
        entry(6, What::Ended),
        put(7, by()),
    ];
    let lines: Vec<u64> = pieces(&entries, |at| at)
        .iter()
        .filter_map(|piece| match piece {
            Piece::Line(entry) => Some(entry.seq),
            _ => None,
        })
        .collect();
    assert_eq!(lines, [1, 3, 6, 7]);
}
