//! Reading a block of limits: each by its name, at or below its ceiling.

use crate::diagnostic::{Code, Diagnostic};
use crate::shape::nearest;
use crate::yaml::{self, Node};
use trilha_model::{LimitName, Limits};

/// Reads a file of limits, `name: number` line by line; an empty one sets none. What is wrong with it is said,
/// and then there are no limits to go by.
pub fn read(file: &str, text: &str) -> Result<Limits, Vec<Diagnostic>> {
    let (node, mut said) = yaml::parse(file, text);
    let node = node.filter(|node| !node.is_null());
    let limits = node.map_or_else(Limits::default, |node| read_node(file, &node, &mut said));
    if said.iter().any(Diagnostic::is_error) {
        return Err(said);
    }
    Ok(limits)
}

/// Reads a map of limits that is part of a file; what is wrong with it is said.
pub fn read_node(file: &str, node: &Node, out: &mut Vec<Diagnostic>) -> Limits {
    let mut limits = Limits::default();
    if node.as_map().is_none() {
        let message = format!("expected limits by name, found {}", node.kind_name());
        out.push(Diagnostic::error(
            Code::WRONG_SHAPE,
            file,
            node.span,
            message,
        ));
    }
    for (key, value) in node.entries() {
        let Some(name) = LimitName::parse(&key.text) else {
            let names = || LimitName::ALL.iter().map(|name| name.word());
            let message = format!("there is no limit called `{}`", key.text);
            let help = match nearest(&key.text, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("limits are {}", names().collect::<Vec<_>>().join(", ")),
            };
            let wrong = Diagnostic::error(Code::UNKNOWN_KEY, file, key.span, message);
            out.push(wrong.with_help(help));
            continue;
        };
        let most = value.as_int().and_then(|most| usize::try_from(most).ok());
        if let Err(wrong) = limits.lower(name, most.unwrap_or(0)) {
            let message = wrong.to_string();
            let wrong = Diagnostic::error(Code::WRONG_SHAPE, file, value.span, message);
            out.push(wrong.with_help(format!("{name}: {}", name.doc())));
        }
    }
    limits
}

/// The JSON Schema of a map of limits.
pub fn schema() -> serde_json::Value {
    let limits = LimitName::ALL.iter().map(|name| {
        let schema = serde_json::json!({
            "type": "integer",
            "minimum": 1,
            "maximum": name.ceiling(),
            "description": name.doc(),
        });
        (name.word().to_owned(), schema)
    });
    serde_json::json!({
        "type": "object",
        "properties": limits.collect::<serde_json::Map<_, _>>(),
        "additionalProperties": false,
    })
}

#[cfg(test)]
mod tests {
    use super::read;
    use trilha_model::Limits;

    fn said(text: &str) -> Vec<String> {
        let said = read("limits.yaml", text).expect_err("it is refused");
        said.into_iter().map(|said| said.message).collect()
    }

    #[test]
    fn limits_are_set_by_name_and_the_others_stay() {
        let limits =
            read("limits.yaml", "messages: 3\ntokens_in_all: 1000\n").expect("it is right");
        let expected = Limits {
            messages: 3,
            tokens_in_all: 1_000,
            ..Limits::default()
        };
        assert_eq!(limits, expected);
        assert_eq!(read("limits.yaml", ""), Ok(Limits::default()));
    }

    #[test]
    fn what_is_unknown_or_beyond_the_ceiling_is_refused_by_name() {
        assert_eq!(
            said("messages: 51\nsteps: 0\ndepth: deep\n"),
            [
                "`messages` is a whole number from 1 to 50",
                "`steps` is a whole number from 1 to 500",
                "`depth` is a whole number from 1 to 16",
            ]
        );
        assert_eq!(said("mesages: 3\n"), ["there is no limit called `mesages`"]);
        assert_eq!(
            said("- messages\n"),
            ["expected limits by name, found a list"]
        );
    }
}
