//! Diagnostics for code hosts and their viewers: SARIF 2.1.0, the OASIS standard of static analysis results.

use super::{Code, Diagnostic, Lines, Severity, Span};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// One run of `trilha check` as a SARIF 2.1.0 log, each diagnostic beside the lines of its file.
///
/// Files are named as the diagnostics name them: relative to where the check ran, or by a `file:` address where
/// they were named from the root. Columns count characters, from 1; the end of a region is the column after its last character.
pub fn sarif(found: &[(&Diagnostic, &Lines<'_>)]) -> Value {
    let codes: BTreeSet<Code> = found.iter().map(|(one, _)| one.code).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let rules: Vec<Value> = codes.iter().copied().map(rule).collect();
    let results: Vec<Value> = found
        .iter()
        .map(|(one, lines)| result(one, lines, &codes))
        .collect();
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "trilha check",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: Code) -> Value {
    let about = code.page().split("\n\n").nth(1).unwrap_or(code.title());
    json!({
        "id": code.as_str(),
        "shortDescription": { "text": code.title() },
        "fullDescription": { "text": about },
        "help": { "text": code.page(), "markdown": code.page() },
    })
}

fn result(one: &Diagnostic, lines: &Lines<'_>, codes: &[Code]) -> Value {
    let text = match &one.help {
        Some(help) => format!("{}\n{help}", one.message),
        None => one.message.clone(),
    };
    let mut result = json!({
        "ruleId": one.code.as_str(),
        "ruleIndex": codes.iter().position(|code| *code == one.code),
        "level": match one.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "note",
        },
        "message": { "text": text },
        "locations": [location(one, lines, one.span, None)],
    });
    let related: Vec<Value> = one
        .labels
        .iter()
        .map(|(span, words)| location(one, lines, *span, Some(words)))
        .collect();
    if !related.is_empty()
        && let Some(fields) = result.as_object_mut()
    {
        fields.insert("relatedLocations".to_owned(), related.into());
    }
    result
}

fn location(one: &Diagnostic, lines: &Lines<'_>, span: Span, words: Option<&str>) -> Value {
    let (start, end) = (lines.position(span.start), lines.position(span.end));
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&one.file) },
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            },
        },
    });
    let Some(fields) = location.as_object_mut() else {
        return location;
    };
    if let Some(words) = words {
        fields.insert("message".to_owned(), json!({ "text": words }));
    }
    let names = [one.trail.as_deref(), one.step.as_deref()];
    let name: Vec<&str> = names.into_iter().flatten().collect();
    if !name.is_empty() {
        let name = json!([{ "fullyQualifiedName": name.join("/"), "kind": "element" }]);
        fields.insert("logicalLocations".to_owned(), name);
    }
    location
}

/// A path as a reference of RFC 3986: `/` between folders, all else unusual as `%XX`. One from the root has
/// its scheme, since viewers put a relative one behind the folder they were told.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'\\' if cfg!(windows) => out.push('/'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            other => write!(out, "%{other:02X}").expect("invariant: strings take all"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_from_the_root_has_its_scheme() {
        assert_eq!(uri("/srv/my flows/a.yaml"), "file:///srv/my%20flows/a.yaml");
        assert_eq!(uri("../flows/a.yaml"), "../flows/a.yaml");
    }

    #[test]
    fn a_check_is_one_run_with_rules_results_and_places() {
        let text = "say: olá\nnext: nowhere\n";
        let lines = Lines::new(text);
        let place = |part: &str| {
            let start = text.find(part).unwrap();
            Span::new(start, start + part.len())
        };
        let unknown = Diagnostic::error(
            Code::UNKNOWN_STEP,
            "my flows/olá.yaml",
            place("nowhere"),
            "there is no step `nowhere`",
        )
        .with_label(place("olá"), "said here")
        .with_help("add it")
        .in_trail("support")
        .in_step("greet");
        let hint = Diagnostic::hint(Code::YAML_SYNTAX, "b.yaml", place("olá"), "odd");
        let mut log = sarif(&[(&unknown, &lines), (&hint, &lines), (&unknown, &lines)]);
        for rule in log["runs"][0]["tool"]["driver"]["rules"]
            .as_array_mut()
            .unwrap()
        {
            let help = rule["help"]["markdown"].as_str().unwrap().to_owned();
            assert!(help.starts_with(&format!("# {}", rule["id"].as_str().unwrap())));
            rule["help"] = "its page".into();
        }
        log["runs"][0]["tool"]["driver"]["semanticVersion"] = "of the build".into();
        // In one order, whatever order `serde_json` was built to keep.
        insta::with_settings!({ sort_maps => true }, { insta::assert_json_snapshot!(log) });
    }
}
