//! Everything there is to say about the trail; a press jumps to the step, or to the field of the trail's own form.

use crate::controls::joined;
use crate::same::Same;
use crate::verdicts::Verdict;
use std::rc::Rc;
use trilha_state::Msg;
use trilha_state::document::Document;
use trilha_state::form::{Path, row_at, trail_form};
use trilha_state::problem::Problem;
use trilha_trail::Severity;
use trilha_widgets::{Empty, Glyph, Icon, t};
use yew::prelude::*;

/// What [`Problems`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) document: Same<Document>,
    pub(crate) send: Callback<Msg>,
    /// Shows a field of the trail's own form.
    pub(crate) onfield: Callback<Path>,
    /// Shows a line of the text.
    pub(crate) online: Callback<usize>,
}

/// The problems.
#[component]
pub(crate) fn Problems(props: &Props) -> Html {
    if props.document.problems.is_empty() {
        return html! { <Empty icon={Icon::Check} title={t!("problems-none")} text={t!("problems-none-text")} testid="problems-none" /> };
    }
    let document = &props.document;
    let root = document.root.as_deref();
    let rows = root.map(|root| trail_form(&document.text, root, &document.problems));
    let field = |problem: &Problem| {
        let own = problem.file.is_none() && problem.step.is_none();
        row_at(rows.as_deref()?, root.filter(|_| own)?, problem.span.start)
    };
    html! { <ul class="problems">{ for document.problems.iter().map(|problem| line(props, problem, field(problem))) }</ul> }
}

fn line(props: &Props, problem: &Rc<Problem>, field: Option<Path>) -> Html {
    let class = match problem.severity {
        Severity::Error => "bad",
        Severity::Warning => "warn",
        Severity::Hint => "hint",
    };
    let path = field.as_deref().map(joined);
    let onclick = {
        let (send, onfield, online) = (
            props.send.clone(),
            props.onfield.clone(),
            props.online.clone(),
        );
        let (step, line) = (problem.step.clone(), problem.line);
        move |_: MouseEvent| match (&step, &field) {
            (Some(step), _) => send.emit(Msg::Select(step.as_str().into())),
            (None, Some(field)) => onfield.emit(field.clone()),
            (None, None) => online.emit(line),
        }
    };
    let place = place(problem);
    let verdict = Verdict::of(problem);
    html! {
        <li><button type="button" class={classes!("problem", class)} {onclick} data-testid="problem" data-code={problem.code.to_string()} data-step={problem.step.as_ref().map(ToString::to_string)} data-path={path}>
            <Glyph icon={if problem.severity == Severity::Hint { Icon::Info } else { Icon::Alert }} size={15} />
            <span class="grow">
                <span class="problem-words">{ verdict.words }</span>
                if let Some(exact) = verdict.exact { <span class="problem-exact" lang="en">{ exact }</span> }
                if let Some(help) = &problem.help { <span class="problem-help" lang="en">{ help }</span> }
                <span class="problem-place">{ place }{ " · " }{ problem.code.as_str() }</span>
            </span>
        </button></li>
    }
}

/// Where a problem stands.
pub(crate) fn place(problem: &Problem) -> String {
    match (&problem.file, &problem.step) {
        (Some(file), _) => file.to_string(),
        (None, Some(step)) => format!("{step} · {}", t!("line", line = problem.line)),
        (None, None) => t!("line", line = problem.line).to_string(),
    }
}
