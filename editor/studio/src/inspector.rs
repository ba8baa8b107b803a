//! The inspector: the form of the selected step, or of the trail where none is selected.

use crate::controls::{Desk, is_plural, row};
use crate::page;
use crate::same::Same;
use crate::verdicts::Verdict;
use crate::words;
use std::rc::Rc;
use trilha_model::StepId;
use trilha_state::document::{Document, Surroundings};
use trilha_state::form::{Part, Row, step_form, trail_form};
use trilha_state::problem::Problem;
use trilha_state::{CustomStep, Msg, Selection};
use trilha_widgets::{Button, Empty, Glyph, Icon, IconButton, t};
use yew::prelude::*;

/// What [`Inspector`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) document: Same<Document>,
    /// The form is to be read only.
    pub(crate) locked: bool,
    pub(crate) around: Same<Surroundings>,
    pub(crate) selection: Same<Selection>,
    pub(crate) send: Callback<Msg>,
}

/// The inspector.
#[component]
pub(crate) fn Inspector(props: &Props) -> Html {
    let document = &props.document;
    let zone = use_memo((), |()| AttrValue::from(page::zone()));
    let desk = Desk {
        document: document.clone(),
        around: props.around.clone(),
        send: props.send.clone(),
        languages: document.languages(),
        zone: (*zone).clone(),
        locked: props.locked,
    };
    let Some(root) = &document.root else {
        return html! { <Empty icon={Icon::Code} title={t!("not-yaml")} text={t!("not-yaml-text")} /> };
    };
    match (props.selection.only(), props.selection.steps.len()) {
        (Some(step), _) => step_view(&desk, step),
        (None, 0) => {
            let rows = trail_form(&document.text, root, &document.problems);
            trail_view(&desk, &rows)
        }
        (None, count) => html! {
            <Empty icon={Icon::Fit} title={t!("several-selected", count = count)} text={t!("several-selected-text")} testid="inspector-several">
                if !props.locked { <Button icon={Icon::Copy} label={t!("duplicate")} onclick={props.send.reform(|()| Msg::Duplicate)} keys="Ctrl+D" />
                <Button icon={Icon::Trash} label={t!("delete")} onclick={props.send.reform(|()| Msg::Delete)} keys="Del" /> }
            </Empty>
        },
    }
}

/// The form of the trail: what is one value first, then each of what is several under a heading of its own.
fn trail_view(desk: &Desk, rows: &[Row]) -> Html {
    let (several, single): (Vec<&Row>, Vec<&Row>) =
        rows.iter().partition(|row| is_plural(&row.control));
    html! {
        <div class="inspector" key="trail" data-testid="inspector" data-step="">
            <header class="inspector-head"><span class="node-icon"><Glyph icon={Icon::Branch} /></span><h2 class="cut">{ t!("trail-settings") }</h2></header>
            <section class="form">{ for single.into_iter().map(|one| row(desk, one, &words::field(&one.name))) }</section>
            { for several.into_iter().map(|one| html! {
                <section key={one.name.as_str()} class="form titled" aria-label={words::field(&one.name)}>
                    { row(desk, one, &words::field(&one.name)) }
                </section>
            }) }
        </div>
    }
}

fn step_view(desk: &Desk, step: &StepId) -> Html {
    let (Some(card), Some(node)) = (desk.document.card(step), desk.document.node(step)) else {
        return Html::default();
    };
    let rows = step_form(
        &desk.document.text,
        step.as_str(),
        node,
        &desk.document.problems,
        &desk.around.customs,
    );
    let part = |part: Part| {
        rows.iter()
            .filter(move |row| row.part == part)
            .map(|one| row(desk, one, &label(one, card.verb)))
    };
    let rename = {
        let (send, from) = (desk.send.clone(), step.clone());
        Callback::from(move |to: String| {
            if !to.trim().is_empty() {
                send.emit(Msg::Rename(from.clone(), to));
            }
        })
    };
    let whole: Vec<&Rc<Problem>> = desk
        .document
        .problems
        .iter()
        .filter(|problem| problem.step.as_deref() == Some(step.as_str()))
        .collect();
    html! {
        <div class={format!("inspector g-{}", card.group)} key={step.as_str()} data-testid="inspector" data-step={step.0.to_string()}>
            <header class="inspector-head">
                <span class="node-icon"><Glyph icon={words::card_icon(card)} /></span>
                <div class="grow"><h2 class="cut">{ words::card_kind(card) }</h2></div>
                if !desk.locked { <IconButton icon={Icon::Copy} label={t!("duplicate")} keys="Ctrl+D" onclick={desk.send.reform(|()| Msg::Duplicate)} testid="step-duplicate" />
                <IconButton icon={Icon::Trash} label={t!("delete")} keys="Del" onclick={desk.send.reform(|()| Msg::DeleteSteps)} testid="step-delete" /> }
            </header>
            if let Some(custom) = &card.custom { <p class="inspector-doc">{ words::custom_doc(custom) }</p> }
            else if let Some(verb) = card.verb { <p class="inspector-doc" lang={words::verb_doc_lang(verb)}>{ words::verb_doc(verb) }</p> }
            { faults(&whole) }
            <section class="form">
                <div class="form-row"><span class="form-label">{ t!("step-id") }</span><IdField value={step.0.to_string()} onchange={rename} locked={desk.locked} /></div>
                { for part(Part::Content) }
                { card.custom.as_ref().map(gives) }
            </section>
            <section class="form"><h3>{ t!("exits") }</h3>{ for part(Part::Exits) }</section>
            <section class="form"><h3>{ t!("about") }</h3>{ for part(Part::About) }</section>
        </div>
    }
}

/// What is wrong with the step as a whole, each kind of fault once; what exactly, on demand where it is no error.
fn faults(problems: &[&Rc<Problem>]) -> Html {
    let mut kinds: Vec<Vec<&Rc<Problem>>> = Vec::new();
    for &problem in problems {
        let known = kinds.iter_mut().find(|kind| alike(kind, problem));
        match known {
            Some(kind) => kind.push(problem),
            None => kinds.push(vec![problem]),
        }
    }
    html! { { for kinds.iter().map(|kind| fault(kind)) } }
}

fn alike(kind: &[&Rc<Problem>], problem: &Problem) -> bool {
    kind.first()
        .is_some_and(|first| first.code == problem.code && first.severity == problem.severity)
}

fn fault(kind: &[&Rc<Problem>]) -> Html {
    let Some((first, more)) = kind.split_first() else {
        return Html::default();
    };
    let Verdict { words, exact } = if more.is_empty() {
        Verdict::of(first)
    } else {
        Verdict::several(kind)
    };
    let mut helps: Vec<&str> = kind
        .iter()
        .filter_map(|problem| problem.help.as_deref())
        .collect();
    helps.dedup();
    html! {
        <details key={first.code.as_str()} class={if first.is_error() { "inspector-problem bad" } else { "inspector-problem warn" }} open={first.is_error()}
            data-testid="step-problem" data-code={first.code.to_string()}>
            <summary><Glyph icon={Icon::Alert} size={14} /><span class="grow">{ words }</span><Glyph icon={Icon::ChevronDown} size={14} /></summary>
            if let Some(exact) = exact { <small class="problem-exact" lang="en">{ exact }</small> }
            { for helps.into_iter().map(|help| html! { <small lang="en">{ help.to_owned() }</small> }) }
        </details>
    }
}

/// What a custom step gives to the variable it is saved in.
fn gives(custom: &CustomStep) -> Html {
    if custom.outputs.is_empty() {
        return Html::default();
    }
    html! {
        <div class="form-row" data-testid="outputs">
            <span class="form-label">{ t!("custom-outputs") }</span>
            { for custom.outputs.iter().map(|output| html! {
                <p class="form-help"><code>{ output.name.to_string() }</code>{ " · " }{ words::word(&output.kind) } if let Some(help) = words::output_help(output) { { " · " }{ help } }</p>
            }) }
        </div>
    }
}

/// What a row of a step is called: the verb's own value by what it holds.
fn label(row: &Row, verb: Option<&'static str>) -> AttrValue {
    if let Some(named) = &row.named {
        return words::named(named, &row.name);
    }
    if Some(row.name.as_str()) == verb {
        words::verb_value(&row.name)
    } else {
        words::field_of(verb, &row.name)
    }
}

#[derive(Properties, PartialEq)]
struct IdProps {
    value: AttrValue,
    onchange: Callback<String>,
    locked: bool,
}

/// The id, which takes effect on Enter or on leaving: renaming at each letter would be noise.
#[component]
fn IdField(props: &IdProps) -> Html {
    html! { <trilha_widgets::TextField aria={Some(t!("step-id"))} value={props.value.clone()} onchange={props.onchange.clone()} readonly={props.locked} code=true testid="step-id" /> }
}
