//! Constants: fixed values given to variables that were declared to hold something else.

use crate::bundle::{Read, ReadTrail};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::trail::{Trail, kind_fits};
use crate::yaml::{Key, Kind, Node};

pub(super) fn check(one: &ReadTrail, read: &Read, out: &mut Vec<Diagnostic>) {
    for (id, step) in one.node.get("steps").into_iter().flat_map(Node::entries) {
        let mut say = |misfit: Misfit| {
            let mut diagnostic =
                Diagnostic::error(Code::WRONG_TYPE, &one.file, misfit.span, misfit.message)
                    .with_help(misfit.help)
                    .in_step(id.text.as_str());
            if let Some(declared) = misfit.declared {
                diagnostic = diagnostic.with_label(declared, "declared here");
            }
            out.push(diagnostic);
        };
        for (key, value) in step.get("set").into_iter().flat_map(Node::entries) {
            if let Some(mut misfit) = misfit(&one.trail, key, value, given_kind(value, read), "…")
            {
                misfit.declared = declared(&one.trail, key);
                say(misfit);
            }
        }
        let callee = ["call", "goto"]
            .iter()
            .find_map(|verb| step.get(verb)?.as_str());
        let callee = callee.and_then(|id| read.trails.get(id));
        let given = step.get("with").into_iter().flat_map(Node::entries);
        for (callee, (key, value)) in given.filter_map(|given| Some((callee?, given))) {
            misfit(&callee.trail, key, value, value_kind(value), "'{{ … }}'").map(&mut say);
        }
    }
}

struct Misfit {
    span: Span,
    message: String,
    help: String,
    declared: Option<Span>,
}

fn declared(trail: &Trail, key: &Key) -> Option<Span> {
    let var = trail.vars.iter().find(|var| var.name.as_str() == key.text);
    var.map(|var| var.span)
}

/// Why a value can never go into a variable; `form` is how an expression stands there.
fn misfit(
    trail: &Trail,
    key: &Key,
    value: &Node,
    kind: Option<&'static str>,
    form: &str,
) -> Option<Misfit> {
    let kind = kind?;
    let var = trail.vars.iter().find(|var| var.name.as_str() == key.text);
    let wanted = var.and_then(|var| var.kind.as_deref())?;
    (!kind_fits(wanted, kind)).then(|| Misfit {
        span: value.span,
        message: format!("`{}` holds {wanted}, this is {kind}", key.text),
        help: match (wanted, kind) {
            ("money", "number") => {
                let exact = format!("money(\"{}\")", value.as_str().unwrap_or("1.10"));
                format!("write `{}`, which is exact", form.replace('…', &exact))
            }
            _ => format!("give it a value of that type, or declare it as `{kind}`"),
        },
        declared: None,
    })
}

/// The kind of what an expression gives, where it can be no other.
fn given_kind(node: &Node, read: &Read) -> Option<&'static str> {
    read.host.expression(node.as_str()?).ok()?.kind()
}

/// The kind of a value that is given as it is; none where it holds an expression.
fn value_kind(node: &Node) -> Option<&'static str> {
    let Some(scalar) = node.as_scalar() else {
        return Some(if node.as_map().is_some() {
            "map"
        } else {
            "list"
        });
    };
    match scalar.kind {
        Kind::Null => None,
        Kind::Bool(_) => Some("yes_no"),
        Kind::Int(_) => Some("integer"),
        Kind::Float(_) => Some("number"),
        Kind::Text if scalar.text.contains("{{") => None,
        Kind::Text => Some("text"),
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::{Known, Sources, check, compile_published};
    use crate::diagnostic::Code;

    fn sources(kind: &str, given: &str) -> Sources {
        let text = format!(
            "trail: a\nlanguage: en\nvars: {{ x: {{ type: {kind} }} }}\nsteps:\n  a:\n    set:\n      x: {given:?}\n    next: b\n  b: {{ say: '{{{{ x }}}}', next: end }}\n"
        );
        Sources {
            files: [("a.yaml".to_owned(), text)].into(),
        }
    }

    fn told(kind: &str, given: &str) -> Vec<(Code, String)> {
        let said = check(&sources(kind, given), &"a".into(), &Known::default()).diagnostics;
        said.into_iter()
            .map(|one| (one.code, one.message))
            .collect()
    }

    #[test]
    fn what_a_variable_can_never_hold_is_told_where_it_is_set() {
        for (kind, given, found) in [
            ("integer", "'x'", "text"),
            ("integer", "\"a \\\"b\\\"\"", "text"),
            ("integer", "`n: ${1 + 1}`", "text"),
            ("integer", "('x')", "text"),
            ("integer", "1_000.5", "number"),
            ("money", "-1.5", "number"),
            ("yes_no", "-1", "integer"),
            ("text", "[1, 'x']", "list"),
            ("list", "#{ a: 1 }", "map"),
            ("date", "true", "yes_no"),
        ] {
            let message = format!("`x` holds {kind}, this is {found}");
            assert_eq!(told(kind, given), [(Code::WRONG_TYPE, message)], "{given}");
        }
    }

    #[test]
    fn what_a_variable_may_hold_or_nobody_knows_is_not_told() {
        for (kind, given) in [
            ("money", "3"),
            ("money", "-3"),
            ("money", "money(\"1.10\")"),
            ("number", "3"),
            ("number", "1.5"),
            ("date", "\"2026-12-25\""),
            ("text", "'x'"),
            ("text", "`n: ${1 + 1}`"),
            ("any", "[1]"),
            ("list", "[]"),
            ("map", "#{}"),
            ("integer", "()"),
            ("integer", "if true { 'x' } else { 1 }"),
            ("integer", "'x'.len()"),
            ("integer", "[1, 2][0]"),
            ("integer", "#{ a: 1 }.a"),
            ("integer", "input?.text ?? 'x'"),
            ("yes_no", "'x' == 'y'"),
        ] {
            assert_eq!(told(kind, given), [], "{kind}: {given}");
        }
    }

    #[test]
    fn an_amount_that_is_a_number_is_helped_to_what_may_stand_there() {
        let text = "trail: a\nlanguage: en\nvars: { x: { type: money } }\nsteps:\n  a: { set: { x: '1.5' }, next: b, error: end }\n  b: { call: b, with: { x: 1.5 }, error: end, next: c }\n  c: { say: '{{ x }}', next: end }\n";
        let called = "trail: b\nlanguage: en\nvars: { x: { type: money } }\nsteps:\n  a: { say: '{{ x }}', next: return }\n";
        let mended = |to: &str| {
            let text = text.replace("with: { x: 1.5 }", &format!("with: {{ x: {to} }}"));
            let files = [
                ("a.yaml".to_owned(), text),
                ("b.yaml".to_owned(), called.into()),
            ];
            let sources = Sources {
                files: files.into(),
            };
            let said = check(&sources, &"a".into(), &Known::default()).diagnostics;
            said.into_iter()
                .filter_map(|one| one.help)
                .collect::<Vec<_>>()
        };
        let set = "write `money(\"1.5\")`, which is exact";
        let with = "write `'{{ money(\"1.5\") }}'`, which is exact";
        assert_eq!(mended("1.5"), [set, with]);
        assert_eq!(mended("'{{ money(\"1.5\") }}'"), [set]);
    }

    #[test]
    fn what_was_published_is_not_checked_for_it() {
        let known = Known::default();
        let sources = sources("integer", "'x'");
        let published = compile_published(&sources, &"a".into(), &known.limits);
        assert!(published.is_ok(), "{published:?}");
    }
}
