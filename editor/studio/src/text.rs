//! The text view: the YAML itself, coloured, with its problems in the margin.

use crate::same::Same;
use crate::sheet::{Marks, Sheet, Shown};
use crate::verdicts::Verdict;
use std::collections::BTreeMap;
use std::rc::Rc;
use trilha_state::Msg;
use trilha_state::document::Document;
use trilha_state::problem::Problem;
use trilha_widgets::t;
use yew::prelude::*;

/// What [`TextView`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) document: Same<Document>,
    /// The text is to be read only.
    pub(crate) locked: bool,
    pub(crate) send: Callback<Msg>,
    /// A line to show.
    pub(crate) line: Option<Shown>,
}

/// The text view.
#[component]
pub(crate) fn TextView(props: &Props) -> Html {
    html! {
        <Sheet text={props.document.text.clone()} marks={marks(&props.document.problems)} locked={props.locked} line={props.line} label={t!("text")} testid="text"
            onchange={props.send.reform(Msg::Rewrite)} onrest={props.send.reform(|()| Msg::Rest)} />
    }
}

/// The lines of a text with problems.
pub(crate) fn marks(problems: &[Rc<Problem>]) -> Marks {
    let mut lines: BTreeMap<usize, Vec<&Rc<Problem>>> = BTreeMap::new();
    for problem in problems.iter().filter(|problem| problem.file.is_none()) {
        lines.entry(problem.line).or_default().push(problem);
    }
    let marked = lines.into_iter();
    marked
        .map(|(line, problems)| (line, mark(&problems)))
        .collect()
}

fn mark(problems: &[&Rc<Problem>]) -> (bool, AttrValue) {
    let words: Vec<String> = problems
        .iter()
        .map(|problem| format!("{}: {}", problem.code, Verdict::of(problem).lines()))
        .collect();
    (
        problems.iter().any(|problem| problem.is_error()),
        words.join("\n").into(),
    )
}
