//! The trail's tests: how their talks went, what they walked, and their text.

use crate::problems::place;
use crate::same::Same;
use crate::sheet::{Sheet, Shown};
use crate::simulator;
use crate::text::marks;
use crate::verdicts::Verdict;
use crate::words;
use std::collections::BTreeMap;
use trilha_model::{StepId, TrailId};
use trilha_state::document::Document;
use trilha_state::tested::{Cover, Gap, Outcome, Played, Tests};
use trilha_state::{Msg, Test};
use trilha_talk::{Row, Sign, Tested};
use trilha_trail::diagnostic::Lines;
use trilha_widgets::{
    Button, ButtonKind, Empty, Failure, Glyph, Icon, IconButton, Segmented, Spinner, Switch, t,
};
use yew::prelude::*;

/// What [`TestsView`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) id: TrailId,
    pub(crate) tests: Same<Tests>,
    /// The trail.
    pub(crate) document: Same<Document>,
    /// The text is to be read only.
    pub(crate) locked: bool,
    /// What plays them could not be loaded, or broke down.
    pub(crate) lost: bool,
    /// It has been awaited for long.
    pub(crate) slow: bool,
    pub(crate) send: Callback<Msg>,
    /// Shows the simulator.
    pub(crate) onsimulate: Callback<()>,
}

/// The tests.
#[component]
pub(crate) fn TestsView(props: &Props) -> Html {
    let text = use_state(|| false);
    let line = use_state(|| None::<Shown>);
    let tests = &props.tests;
    let to = |test: Test| props.send.reform(move |()| Msg::Test(test.clone()));
    let online = {
        let (text, line) = (text.setter(), line.clone());
        Callback::from(move |at: usize| {
            line.set(Some(Shown::after(*line, at)));
            text.set(true);
        })
    };
    if tests.text.trim().is_empty() && !*text {
        return empty(props, &text);
    }
    let options = vec![
        (AttrValue::from("results"), t!("tests-results"), None),
        (AttrValue::from("text"), t!("tests-file"), None),
    ];
    let onchange = {
        let text = text.setter();
        Callback::from(move |mode: AttrValue| text.set(mode == "text"))
    };
    html! {
        <div class="tests" data-testid="tests">
            <div class="tests-bar">
                <Segmented label={t!("tests")} {options} value={if *text { "text" } else { "results" }} {onchange} testid="tests-mode" />
                <span class="grow"></span>
                if tests.unsaved() && !props.locked { <Button small=true icon={Icon::Save} label={t!("save")} disabled={tests.saving} onclick={to(Test::Save)} testid="tests-save" /> }
                <IconButton icon={Icon::Refresh} label={t!("tests-play")} onclick={to(Test::Play)} testid="tests-play" />
            </div>
            if tests.theirs.is_some() {
                <div class="tests-theirs" role="alert" data-testid="tests-theirs">
                    <span>{ t!("tests-theirs") }</span>
                    <Button small=true label={t!("conflict-theirs")} onclick={to(Test::TakeTheirs)} testid="tests-take" />
                    <Button small=true label={t!("conflict-mine")} onclick={to(Test::KeepMine)} testid="tests-keep" />
                </div>
            }
            if props.slow { { simulator::slow(&props.send) } }
            if *text {
                <Sheet text={tests.text.clone()} marks={unread(tests)} locked={props.locked} line={*line} label={t!("tests-text")} testid="tests-text"
                    onchange={props.send.reform(|text| Msg::Test(Test::Write(text)))} />
            } else {
                <div class="tests-body">{ outcome(props, &online) }</div>
            }
        </div>
    }
}

fn empty(props: &Props, text: &UseStateHandle<bool>) -> Html {
    let byhand = {
        let (send, text, id) = (props.send.clone(), text.setter(), props.id.clone());
        Callback::from(move |()| {
            send.emit(Msg::Test(Test::Write(format!("trail: {id}\ntests:\n"))));
            text.set(true);
        })
    };
    html! {
        <Empty icon={Icon::Check} title={t!("tests-empty")} text={t!("tests-empty-text")} testid="tests-empty">
            <div class="tests-begin">
                <Button kind={ButtonKind::Primary} icon={Icon::Play} label={t!("tests-simulate")} onclick={props.onsimulate.clone()} testid="tests-simulate" />
                if !props.locked { <Button icon={Icon::Edit} label={t!("tests-by-hand")} onclick={byhand} testid="tests-by-hand" /> }
            </div>
        </Empty>
    }
}

fn unread(tests: &Tests) -> BTreeMap<usize, (bool, AttrValue)> {
    match tests.played.as_ref().map(|played| &played.outcome) {
        Some(Outcome::Unread(problems)) => marks(problems),
        _ => BTreeMap::new(),
    }
}

fn outcome(props: &Props, online: &Callback<usize>) -> Html {
    if props.lost {
        let onretry = props.send.reform(|()| Msg::Test(Test::Play));
        return html! { <Failure title={t!("player-lost")} text={t!("player-lost-text")} {onretry} testid="tests-lost" /> };
    }
    let wait = || html! { <p class="tests-note" role="status" data-testid="tests-playing"><Spinner />{ t!("tests-playing") }</p> };
    let Some(played) = &props.tests.played else {
        return wait();
    };
    if props.tests.is_fresh(&props.document.text) {
        return came(props, played, online);
    }
    html! { <>
        { wait() }
        <div class="tests-old" data-testid="tests-old">{ came(props, played, online) }</div>
    </> }
}

/// What came of the tests.
fn came(props: &Props, played: &Played, online: &Callback<usize>) -> Html {
    match &played.outcome {
        Outcome::Errors(count) => {
            html! { <p class="tests-note" data-testid="tests-errors"><Glyph icon={Icon::Alert} size={14} />{ t!("tests-errors", count = *count) }</p> }
        }
        Outcome::Other(trail) => {
            html! { <p class="tests-note"><Glyph icon={Icon::Alert} size={14} />{ t!("tests-other", trail = trail.as_str()) }</p> }
        }
        Outcome::Unread(problems) => html! {
            <ul class="problems">{ for problems.iter().map(|problem| {
                let verdict = Verdict::of(problem);
                let line = problem.line;
                html! { <li><button type="button" class="problem bad" onclick={online.reform(move |_: MouseEvent| line)} data-testid="tests-problem">
                    <Glyph icon={Icon::Alert} size={15} />
                    <span class="grow"><span class="problem-words">{ verdict.words }</span>
                        if let Some(exact) = verdict.exact { <span class="problem-exact" lang="en">{ exact }</span> }
                        <span class="problem-place">{ place(problem) }</span></span>
                </button></li> }
            }) }</ul>
        },
        Outcome::Ran(tests, cover) => {
            let lines = Lines::new(&played.by);
            let failed = tests.iter().filter(|test| !test.passed()).count();
            html! { <>
                <p class="tests-count" role="status" data-testid="tests-count" data-failed={failed.to_string()}>
                    <Glyph icon={if failed == 0 { Icon::Check } else { Icon::Alert }} size={14} />
                    { if failed == 0 { t!("tests-passed", count = tests.len()) } else { t!("tests-failed", failed = failed, count = tests.len()) } }
                </p>
                { coverage(props, cover) }
                <ul class="tests-list">{ for tests.iter().enumerate().map(|(n, one)| test(props, n, one, &lines, online)) }</ul>
                { gaps(props, cover) }
            </> }
        }
    }
}

fn test(
    props: &Props,
    n: usize,
    test: &Tested,
    lines: &Lines<'_>,
    online: &Callback<usize>,
) -> Html {
    let passed = test.passed();
    let span = test
        .failure
        .as_ref()
        .map_or(test.span, |failure| failure.span);
    let line = lines.position(span.start).line;
    let step = test
        .last()
        .filter(|(trail, _)| !passed && **trail == props.id)
        .map(|(_, step)| step.clone());
    let jump = |step: StepId| props.send.reform(move |()| Msg::Select(step.clone()));
    html! {
        <li key={n}>
            <details class={classes!("test", (!passed).then_some("bad"))} open={!passed} data-testid="test" data-passed={passed.to_string()}>
                <summary><Glyph icon={if passed { Icon::Check } else { Icon::X }} size={14} /><span class="grow">{ &test.name }</span><span class="unseen">{ if passed { t!("test-passed") } else { t!("test-failed") } }</span></summary>
                if let Some(failure) = &test.failure { <p class="test-reason" lang="en">{ &failure.reason }</p> }
                <div class="test-acts">
                    if let Some(step) = step { <Button small=true icon={Icon::ArrowRight} label={t!("test-step", step = step.as_str())} onclick={jump(step)} testid="test-step" /> }
                    <Button small=true icon={Icon::Edit} label={t!("line", line = line)} onclick={online.reform(move |()| line)} testid="test-line" />
                </div>
                <ol class="test-rows">{ for test.rows.iter().map(row) }</ol>
            </details>
        </li>
    }
}

fn row(row: &Row) -> Html {
    let (class, sign, said) = match row.sign {
        Sign::Same => ("", "", None),
        Sign::Missing => ("missing", "−", Some(t!("test-missing"))),
        Sign::Extra => ("extra", "+", Some(t!("test-extra"))),
        Sign::Skipped => ("skipped", "", None),
    };
    html! {
        <li class={classes!("test-row", class)} title={said.clone()}>
            <span class="test-sign" aria-hidden="true">{ sign }</span>
            if let Some(said) = said { <span class="unseen">{ said }</span> }
            <code>{ row.who.as_str() }</code><span class="test-words">{ &row.text }</span>
        </li>
    }
}

/// How much is walked, and whether the canvas shows what is not.
fn coverage(props: &Props, cover: &Cover) -> Html {
    let show = props.send.reform(|on| Msg::Test(Test::Show(on)));
    let figures = t!(
        "cover-figures",
        steps = cover.steps.0,
        allsteps = cover.steps.1,
        exits = cover.exits.0,
        allexits = cover.exits.1
    );
    html! {
        <section class="cover" aria-label={t!("cover")}>
            <header><h3>{ t!("cover") }</h3><span class="grow"></span><Switch label={t!("cover-show")} on={props.tests.shown} onchange={show} testid="tests-cover" /></header>
            <p class="quiet numbers" data-testid="cover-figures">{ figures }</p>
        </section>
    }
}

/// What no test walked, step by step.
fn gaps(props: &Props, cover: &Cover) -> Html {
    if cover.gaps.is_empty() {
        return html! { <p class="tests-note ok"><Glyph icon={Icon::Check} size={14} />{ t!("cover-whole") }</p> };
    }
    html! {
        <section class="gaps-part"><h3>{ t!("cover-gaps") }</h3><ul class="gaps">{ for cover.gaps.iter().map(|(step, missing)| gap(props, step, missing)) }</ul></section>
    }
}

/// An exit as the canvas calls it.
fn exit_name(props: &Props, step: &StepId, exit: &str) -> AttrValue {
    let card = props.document.card(step);
    let port = card.and_then(|card| Some((card, card.exit(exit)?)));
    port.map_or_else(|| words::exit(exit), |(card, port)| words::port(card, port))
}

fn gap(props: &Props, step: &StepId, gap: &Gap) -> Html {
    let onclick = {
        let (send, step) = (props.send.clone(), step.clone());
        move |_: MouseEvent| send.emit(Msg::Select(step.clone()))
    };
    let exits: Vec<String> = gap
        .exits
        .iter()
        .map(|exit| exit_name(props, step, exit).to_string())
        .collect();
    let missing = if gap.reached {
        t!("cover-exits", exits = exits.join(", "))
    } else {
        t!("cover-unreached")
    };
    html! {
        <li><button type="button" class={classes!("gap", (!gap.reached).then_some("unreached"))} {onclick} data-testid="tests-gap" data-step={step.to_string()}>
            <code>{ step.as_str() }</code><span>{ missing }</span>
        </button></li>
    }
}
