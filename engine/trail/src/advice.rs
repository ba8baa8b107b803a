//! What to say of an expression or script that does not compile: the parser's words in ours, and what was probably meant.

/// The parser's message as the end of a sentence.
pub(crate) fn worded(message: &str) -> String {
    if message == "Script is incomplete" {
        return "it ends too early".to_owned();
    }
    if message.starts_with("Possibly a typo of '=='") {
        return "`=` gives a variable a value; write `==` to compare".to_owned();
    }
    let mut chars = message.chars();
    let second_is_small = message.chars().nth(1).is_some_and(char::is_lowercase);
    match chars.next() {
        Some(first) if second_is_small => first.to_lowercase().chain(chars).collect(),
        _ => message.to_owned(),
    }
}

/// What was probably meant by an expression, from the parser's message.
pub(crate) fn meant(source: &str, message: &str) -> Option<&'static str> {
    if source.trim().starts_with("{{") {
        return Some(
            "here an expression stands bare: take the braces away, and leave quotes where YAML needs them",
        );
    }
    if is_clock(source) {
        return Some("a time of day is a text: write `'\"08:00\"'`");
    }
    if matches!(message, "Unexpected 'let'" | "Unexpected ';'") {
        return Some("an expression gives one value; several lines go into a `script` step");
    }
    if source.trim().is_empty() {
        return Some("write what it should give, such as `name`");
    }
    in_script(message)
}

/// What was probably meant in a script, or in an expression.
pub(crate) fn in_script(message: &str) -> Option<&'static str> {
    let spoken = [
        ("Unexpected 'and'", "write `&&` for `and`"),
        ("Unexpected 'or'", "write `||` for `or`"),
        ("Unexpected 'not'", "write `!` for `not`"),
        ("Unexpected '='", "write `==` to compare"),
        (
            "Expecting function name in function declaration",
            "give the function another name: some words, such as `go`, `match` and `new`, cannot be one",
        ),
    ];
    if let Some((_, help)) = spoken.iter().find(|(words, _)| *words == message) {
        return Some(help);
    }
    message
        .starts_with("Invalid character")
        .then_some("text inside an expression stands in double quotes: `\"…\"`")
}

/// Whether a source is a time of day, as `08:00`.
fn is_clock(source: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let parts = source.trim().split_once(':');
    parts.is_some_and(|(hour, minute)| digits(hour) && digits(minute))
}

#[cfg(test)]
mod tests {
    use super::{in_script, meant, worded};

    #[test]
    fn the_parser_speaks_in_the_middle_of_a_sentence() {
        assert_eq!(worded("Unexpected 'x'"), "unexpected 'x'");
        assert_eq!(worded("Script is incomplete"), "it ends too early");
        assert_eq!(worded("`x` is no function"), "`x` is no function");
        assert_eq!(worded("É"), "É");
    }

    #[test]
    fn what_was_probably_meant_is_said() {
        assert_eq!(
            meant("a = 1", "Unexpected '='"),
            Some("write `==` to compare")
        );
        assert_eq!(meant("a ~ 1", "Unexpected '~'"), None);
        assert!(meant("  ", "Script is incomplete").is_some());
        let braces = meant("{{ a == 1 }}", "Unexpected '{'");
        assert!(braces.is_some_and(|help| help.contains("bare")));
        let clock = meant("08:00", "Unexpected ':'");
        assert!(clock.is_some_and(|help| help.contains("08:00")));
        assert!(meant("1; 2", "Unexpected ';'").is_some());
        assert_eq!(in_script("Unexpected ';'"), None);
        assert!(in_script("Unexpected 'and'").is_some());
    }
}
