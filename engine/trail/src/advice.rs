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

/// What was probably meant, from the parser's message.
pub(crate) fn meant(source: &str, message: &str) -> Option<&'static str> {
    let unexpected = |word: &str| message == format!("Unexpected '{word}'");
    let spoken = [
        ("and", "write `&&` for `and`"),
        ("or", "write `||` for `or`"),
        ("not", "write `!` for `not`"),
        ("=", "write `==` to compare"),
        (
            "let",
            "an expression gives one value; several lines go into a `script` step",
        ),
        (
            ";",
            "an expression gives one value; several lines go into a `script` step",
        ),
    ];
    if let Some((_, help)) = spoken.iter().find(|(word, _)| unexpected(word)) {
        return Some(help);
    }
    if message.starts_with("Invalid character") {
        return Some("text inside an expression stands in double quotes: `\"…\"`");
    }
    source
        .trim()
        .is_empty()
        .then_some("write what it should give, such as `name`")
}

#[cfg(test)]
mod tests {
    use super::{meant, worded};

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
    }
}
