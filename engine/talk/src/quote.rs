//! Text as a YAML scalar on one line.

/// The text bare where YAML reads it back as this very text, else in double quotes.
pub(crate) fn scalar(text: &str) -> String {
    if bare(text) {
        text.to_owned()
    } else {
        serde_json::to_string(text).expect("invariant: text is JSON")
    }
}

fn bare(text: &str) -> bool {
    let word = text.to_ascii_lowercase();
    let meaning = ["true", "false", "null", "yes", "no", "on", "off"].contains(&word.as_str());
    text.starts_with(char::is_alphabetic)
        && !meaning
        && text.trim() == text
        && !text.contains(": ")
        && !text.ends_with(':')
        && !text.contains(" #")
        && !text.contains(|c: char| c.is_control() || "[]{},".contains(c))
}

#[cfg(test)]
mod tests {
    use super::scalar;
    use trilha_trail::yaml;

    #[test]
    fn what_is_written_reads_back() {
        for text in [
            "Oi",
            "Olá, Ana!",
            "a: b",
            "1",
            "true",
            " x",
            "a\nb",
            "/x/",
            "\"q\"",
            "x #y",
            "?",
            "",
        ] {
            let file = format!("k: {}\n", scalar(text));
            let (node, _) = yaml::parse("t", &file);
            let node = node.unwrap();
            assert_eq!(node.get("k").unwrap().as_str(), Some(text), "{file}");
        }
    }
}
