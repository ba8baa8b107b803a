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
            Piece::Group { entries, .. } => format!("group of {}", entries.len()),
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
