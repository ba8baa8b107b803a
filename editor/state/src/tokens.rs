//! The parts of a YAML line, for colouring only: nothing is decided by them.

/// What a part of a line looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// White space and anything else.
    Plain,
    /// A key with its colon.
    Key,
    /// A quoted text.
    Quoted,
    /// A comment.
    Comment,
    /// A number, `true`, `false`, `null`.
    Word,
    /// Brackets, commas, dashes.
    Mark,
    /// `{{ … }}`.
    Hole,
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// How it looks.
    pub kind: TokenKind,
    /// Its text.
    pub text: String,
}

/// The parts of a line, which together are the line.
pub fn tokens(line: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let begins = out.last().is_none_or(|last| {
            last.text.ends_with([' ', '{', '[', ',']) || last.kind == TokenKind::Mark
        });
        let (kind, length) = next(rest, begins);
        let (text, after) = rest.split_at_checked(length.max(1)).unwrap_or((rest, ""));
        match out.last_mut() {
            Some(last) if last.kind == kind && kind == TokenKind::Plain => last.text.push_str(text),
            _ => out.push(Token {
                kind,
                text: text.to_owned(),
            }),
        }
        rest = after;
    }
    out
}

fn next(rest: &str, begins: bool) -> (TokenKind, usize) {
    let first = rest.chars().next().unwrap_or(' ');
    if rest.starts_with("{{") {
        return (
            TokenKind::Hole,
            rest.find("}}").map_or(rest.len(), |at| at + 2),
        );
    }
    match first {
        '#' if begins => (TokenKind::Comment, rest.len()),
        '"' | '\'' if begins => quoted(rest, first),
        '{' | '}' | '[' | ']' | ',' => (TokenKind::Mark, 1),
        '-' if begins && (rest.len() == 1 || rest.starts_with("- ")) => (TokenKind::Mark, 1),
        ' ' => (
            TokenKind::Plain,
            rest.len() - rest.trim_start_matches(' ').len(),
        ),
        _ => word(rest, begins),
    }
}

fn quoted(rest: &str, quote: char) -> (TokenKind, usize) {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' && quote == '"' {
            escaped = true;
        } else if c == quote {
            let end = at + 1;
            let key = rest
                .get(end..)
                .is_some_and(|after| after.starts_with(": ") || after == ":");
            return if key {
                (TokenKind::Key, end + 1)
            } else {
                (TokenKind::Quoted, end)
            };
        }
    }
    (TokenKind::Quoted, rest.len())
}

fn word(rest: &str, begins: bool) -> (TokenKind, usize) {
    let end = rest
        .find([' ', ',', '{', '}', '[', ']'])
        .unwrap_or(rest.len());
    let own = rest.get(..end.max(1)).unwrap_or(rest);
    if begins {
        if own.ends_with(':') {
            return (TokenKind::Key, own.len());
        }
        if matches!(own, "true" | "false" | "null" | "~") || own.parse::<f64>().is_ok() {
            return (TokenKind::Word, own.len());
        }
    }
    let length = own.len().max(rest.chars().next().map_or(1, char::len_utf8));
    (TokenKind::Plain, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(line: &str) -> Vec<(TokenKind, String)> {
        let parts = tokens(line);
        assert_eq!(
            parts
                .iter()
                .map(|part| part.text.as_str())
                .collect::<String>(),
            line
        );
        parts
            .into_iter()
            .filter(|part| !part.text.trim().is_empty())
            .map(|part| (part.kind, part.text))
            .collect()
    }

    #[test]
    fn a_line_is_cut_without_losing_a_letter() {
        use TokenKind::{Comment, Hole, Key, Mark, Plain, Quoted, Word};
        assert_eq!(
            kinds("  - say: { pt: \"Olá, #1!\", en: it's {{ name }} } # done"),
            [
                (Mark, "-"),
                (Key, "say:"),
                (Mark, "{"),
                (Key, "pt:"),
                (Quoted, "\"Olá, #1!\""),
                (Mark, ","),
                (Key, "en:"),
                (Plain, " it's "),
                (Hole, "{{ name }}"),
                (Mark, "}"),
                (Comment, "# done")
            ]
            .map(|(kind, text)| (kind, text.to_owned()))
        );
        assert_eq!(
            kinds("times: 2"),
            [(Key, "times:".to_owned()), (Word, "2".to_owned())]
        );
        for odd in [
            "",
            "é",
            "\"",
            "'",
            "{{",
            "a:b",
            "-",
            "ção: é \u{1f600}",
            ",,,",
        ] {
            kinds(odd);
        }
    }
}
