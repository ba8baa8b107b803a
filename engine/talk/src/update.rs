//! Accepting what the bot says now: the `bot` lines of a test file written anew, everything else kept.

use crate::quote::scalar;
use crate::run::play::Play;
use crate::suite::{Case, Expected, Move, Suite, Told};
use std::sync::Arc;
use trilha_model::Content;
use trilha_trail::Bundle;
use trilha_trail::diagnostic::Span;

/// The text of a suite's file with every `bot` line that differs replaced by what the bot says.
/// Patterns that still match stay. Where a talk cannot go on (a request without a mock), the rest of
/// it stays as it is.
pub fn update(suite: &Suite, text: &str, bundle: &Arc<Bundle>) -> String {
    let mut edits: Vec<(Span, String)> = Vec::new();
    for case in &suite.cases {
        rewrite(case, text, bundle, &mut edits);
    }
    edits.sort_by_key(|(span, _)| std::cmp::Reverse((span.start, span.end)));
    let mut out = text.to_owned();
    for (span, new) in edits {
        if out.get(span.range()).is_some() {
            out.replace_range(span.range(), &new);
        }
    }
    out
}

fn rewrite(case: &Case, text: &str, bundle: &Arc<Bundle>, edits: &mut Vec<(Span, String)>) {
    let mut play = Play::new(case, bundle);
    let mut rest = case.talk.as_slice();
    while let Some((line, after)) = rest.split_first() {
        rest = after;
        let does = !matches!(
            line.what,
            Told::Bot(_) | Told::Ended(_) | Told::HandedOff(_)
        );
        if !does {
            continue;
        }
        let went = play.input(line);
        let said: Vec<Content> = play.said.drain(..).collect();
        if went.is_err() {
            return;
        }
        let is_bot = |line: &&Move| matches!(line.what, Told::Bot(_));
        let count = after.iter().take_while(is_bot).count();
        let (answers, _) = after.split_at_checked(count).unwrap_or_default();
        accept(line, answers, &said, text, edits);
    }
}

/// Makes the lines after `line` say what was said.
fn accept(
    line: &Move,
    answers: &[Move],
    said: &[Content],
    text: &str,
    edits: &mut Vec<(Span, String)>,
) {
    let expected: Vec<&Expected> = answers.iter().flat_map(bubbles).collect();
    if expected.len() == said.len() {
        for (expected, content) in expected.iter().zip(said) {
            if !expected.fits(content) {
                edits.push((expected.span, scalar(&content.gist())));
            }
        }
        return;
    }
    let in_line = in_line(text, line.span.start);
    let lead = lead(text, line.span.start);
    let lines = said.iter().enumerate().map(|(at, content)| {
        let kept = expected.get(at).filter(|expected| expected.fits(content));
        let value = kept.map_or_else(
            || scalar(&content.gist()),
            |expected| expected.span.of(text).to_owned(),
        );
        if in_line {
            format!(", {{ bot: {value} }}")
        } else {
            format!("\n{lead}bot: {value}")
        }
    });
    let lines: String = lines.collect();
    let place = match (answers.first(), answers.last()) {
        (Some(_), Some(last)) if in_line => Span::new(line.span.end, last.span.end),
        (Some(first), Some(last)) => {
            let from = line_start(text, first.span.start);
            Span::new(from.saturating_sub(1), last.span.end.max(from))
        }
        _ if in_line => Span::at(line.span.end),
        _ => Span::at(after_comment(text, line.span.end)),
    };
    edits.push((place, lines));
}

/// Whether a line of a talk that begins there stands in a list in brackets.
fn in_line(text: &str, at: usize) -> bool {
    text.get(..at)
        .is_some_and(|before| before.trim_end().ends_with(['[', ',']))
}

/// The end of what stands before a place, with the comment beside it.
fn after_comment(text: &str, at: usize) -> usize {
    let beside = text.get(at..).and_then(|rest| rest.lines().next());
    match beside {
        Some(beside) if beside.trim_start().starts_with('#') => at + beside.trim_end().len(),
        _ => at,
    }
}

fn bubbles(line: &Move) -> &[Expected] {
    match &line.what {
        Told::Bot(bubbles) => bubbles,
        _ => &[],
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |end| end + 1)
}

/// What stands before the key of a line of a talk: its indentation and the dash.
fn lead(text: &str, at: usize) -> String {
    let before = text.get(line_start(text, at)..at).unwrap_or_default();
    if before.trim() == "-" {
        before.to_owned()
    } else {
        "      - ".to_owned()
    }
}
