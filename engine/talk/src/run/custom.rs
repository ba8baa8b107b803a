//! The tests of custom steps: `steps/loyalty.test.yaml`, what a step is given and what it must come to.

use super::compare::{fail, same, told};
use super::{Failure, Report, Row, Sign, Tested};
use crate::coverage::Coverage;
use smol_str::SmolStr;
use trilha_model::{Map, Timestamp, Value};
use trilha_trail::diagnostic::{Code, Diagnostic, Span};
use trilha_trail::yaml::{self, Node, to_value};
use trilha_trail::{Custom, Done, Sources};

/// Monday 5 January 2026, noon in UTC: when a test takes place that does not say when.
const NOON: Timestamp = Timestamp(1_767_614_400_000);

/// The custom step whose tests a path holds, if it holds any: `steps/loyalty.test.yaml` is `loyalty`.
pub fn custom_test_of(path: &str) -> Option<&str> {
    path.strip_prefix("steps/")?.strip_suffix(".test.yaml")
}

/// Plays a test file of a custom step; or all that is wrong with the file or the step.
pub fn run_custom(file: &str, text: &str, sources: &Sources) -> Result<Report, Vec<Diagnostic>> {
    let (node, said) = yaml::parse(file, text);
    let mut reader = Reader { file, said };
    let suite = node.and_then(|node| reader.suite(&node));
    let Some(suite) = suite.filter(|_| !reader.said.iter().any(Diagnostic::is_error)) else {
        return Err(reader.said);
    };
    let Some((custom, said)) = sources.custom(&suite.step) else {
        let message = format!("there is no file `steps/{}.rhai`", suite.step);
        reader.error(Code::UNKNOWN_CUSTOM_STEP, suite.span, message);
        return Err(reader.said);
    };
    let custom = custom.ok_or(said)?;
    let tests = suite.cases.iter().map(|case| case.play(&custom)).collect();
    Ok(Report {
        file: file.into(),
        tests,
        coverage: Coverage::default(),
    })
}

struct Suite {
    step: SmolStr,
    span: Span,
    cases: Vec<Case>,
}

/// One test.
struct Case {
    name: String,
    span: Span,
    now: Timestamp,
    seed: u64,
    with: Map,
    exit: (SmolStr, Span),
    outputs: Vec<(SmolStr, Value, Span)>,
    /// What a failure must say.
    error: Option<(String, Span)>,
}

struct Reader<'f> {
    file: &'f str,
    said: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.said
            .push(Diagnostic::error(code, self.file, span, message));
    }

    fn keys(&mut self, node: &Node, what: &str, known: &[&str]) {
        if node.as_map().is_none() {
            let message = format!("expected a map, found {}", node.kind_name());
            self.error(Code::WRONG_SHAPE, node.span, message);
        }
        for (key, _) in node.entries() {
            if !known.contains(&key.text.as_str()) {
                let message = format!("`{}` means nothing in {what}", key.text);
                let help = format!("known keys: {}", known.join(", "));
                self.said.push(
                    Diagnostic::error(Code::UNKNOWN_KEY, self.file, key.span, message)
                        .with_help(help),
                );
            }
        }
    }

    fn suite(&mut self, node: &Node) -> Option<Suite> {
        self.keys(node, "a test file of a custom step", &["step", "tests"]);
        let step = node
            .get("step")
            .and_then(|node| Some((node.as_str()?, node.span)));
        let (Some((step, span)), Some(tests)) = (step, node.get("tests")) else {
            let message = "a test file of a custom step names its `step` and lists its `tests`";
            self.error(Code::MISSING_KEY, node.span, message);
            return None;
        };
        Some(Suite {
            step: step.into(),
            span,
            cases: tests.items().filter_map(|node| self.case(node)).collect(),
        })
    }

    fn case(&mut self, node: &Node) -> Option<Case> {
        const KEYS: [&str; 6] = ["name", "given", "with", "exit", "outputs", "error"];
        self.keys(node, "a test of a custom step", &KEYS);
        let Some(name) = node.get("name") else {
            self.error(Code::MISSING_KEY, node.span, "a test has a `name`");
            return None;
        };
        let word = |key: &str| {
            let node = node.get(key)?;
            Some((node.as_str()?, node.span))
        };
        let outputs = node.get("outputs").into_iter().flat_map(Node::entries);
        let (now, seed) = self.given(node.get("given"));
        Some(Case {
            name: name.as_str().unwrap_or_default().to_owned(),
            span: name.span,
            now,
            seed,
            with: self.map(node.get("with")),
            exit: word("exit").map_or(("next".into(), name.span), |(exit, at)| (exit.into(), at)),
            outputs: outputs
                .map(|(key, node)| {
                    (
                        key.text.as_str().into(),
                        to_value(node),
                        key.span.to(node.span),
                    )
                })
                .collect(),
            error: word("error").map(|(text, at)| (text.to_owned(), at)),
        })
    }

    fn given(&mut self, node: Option<&Node>) -> (Timestamp, u64) {
        let Some(node) = node else { return (NOON, 0) };
        self.keys(node, "`given`", &["now", "seed"]);
        let now = node
            .get("now")
            .and_then(|node| Some((node.as_str()?, node.span)));
        let now = now.map_or(NOON, |(text, at)| {
            let moment = text.parse::<jiff::Timestamp>().ok();
            if moment.is_none() {
                let message = "this is not a moment: write `2026-11-20T10:00:00-03:00`";
                self.error(Code::WRONG_SHAPE, at, message);
            }
            moment.map_or(NOON, |moment| Timestamp(moment.as_millisecond()))
        });
        let seed = node.get("seed").and_then(Node::as_int).unwrap_or(0);
        (now, seed.unsigned_abs())
    }

    fn map(&mut self, node: Option<&Node>) -> Map {
        match node.map(|node| (to_value(node), node.span)) {
            Some((Value::Map(map), _)) => map,
            None | Some((Value::Null, _)) => Map::new(),
            Some((other, at)) => {
                let message = format!("expected a map, found {}", other.kind());
                self.error(Code::WRONG_SHAPE, at, message);
                Map::new()
            }
        }
    }
}

impl Case {
    fn play(&self, custom: &Custom) -> Tested {
        let done = custom.play(&self.with, self.now, self.seed);
        let mut rows = vec![row(
            Sign::Same,
            "with",
            told(&Value::Map(self.with.clone())),
        )];
        let failure = match (&done, &self.error) {
            (Ok(done), None) => self.compare(done, &mut rows).err(),
            (Err(error), Some((text, _))) if error.contains(text) => {
                rows.push(row(Sign::Same, "error", error.clone()));
                None
            }
            (Err(error), Some((text, at))) => {
                rows.push(row(Sign::Missing, "error", text.clone()));
                rows.push(row(Sign::Extra, "error", error.clone()));
                Some(fail(*at, "it failed otherwise"))
            }
            (Err(error), None) => {
                rows.push(row(Sign::Extra, "error", error.clone()));
                Some(fail(self.span, format!("it failed: {error}")))
            }
            (Ok(done), Some((text, at))) => {
                rows.push(row(Sign::Missing, "error", text.clone()));
                rows.push(row(Sign::Extra, "exit", done.exit.to_string()));
                Some(fail(
                    *at,
                    format!("it did not fail, it left by `{}`", done.exit),
                ))
            }
        };
        Tested {
            name: self.name.clone(),
            span: self.span,
            rows,
            place: None,
            walked: Vec::new(),
            failure,
        }
    }

    fn compare(&self, done: &Done, rows: &mut Vec<Row>) -> Result<(), Failure> {
        let (exit, at) = &self.exit;
        if done.exit != *exit {
            rows.push(row(Sign::Missing, "exit", exit.to_string()));
            rows.push(row(Sign::Extra, "exit", done.exit.to_string()));
            return Err(fail(*at, format!("it left by `{}`", done.exit)));
        }
        rows.push(row(Sign::Same, "exit", exit.to_string()));
        for (name, expected, at) in &self.outputs {
            let found = done.outputs.get(name);
            let line = |value: &Value| format!("{name}: {}", told(value));
            match found {
                Some(found) if same(expected, found) => {
                    rows.push(row(Sign::Same, "outputs", line(found)));
                }
                Some(found) => {
                    rows.push(row(Sign::Missing, "outputs", line(expected)));
                    rows.push(row(Sign::Extra, "outputs", line(found)));
                    return Err(fail(*at, format!("`{name}` is {}", told(found))));
                }
                None => {
                    rows.push(row(Sign::Missing, "outputs", line(expected)));
                    return Err(fail(*at, format!("it has no output `{name}`")));
                }
            }
        }
        Ok(())
    }
}

fn row(sign: Sign, who: &str, text: String) -> Row {
    Row {
        sign,
        who: who.into(),
        text,
    }
}
