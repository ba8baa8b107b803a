//! What differs between two versions: steps, exits, the rest of the trail, and files; a press selects the step.

use crate::words;
use trilha_model::{
    Difference, Fate, KeyDifference, Rewired, StepDifference, StepId, TrailDifference, TrailId,
};
use trilha_state::{Compared, Mark, Msg};
use trilha_widgets::{Icon, IconButton, t};
use yew::prelude::*;

const FATES: [Fate; 4] = [Fate::Added, Fate::Removed, Fate::Changed, Fate::Renamed];

/// What differs. Steps of the trail `own` that there are call back when pressed.
pub(crate) fn shown(
    difference: &Difference,
    own: &TrailId,
    onstep: Option<&Callback<StepId>>,
) -> Html {
    if difference.is_empty() {
        return html! { <p class="diff-none quiet" data-testid="diff-none">{ t!("diff-none") }</p> };
    }
    html! {
        <div class="diff" data-testid="diff">
            { for difference.trails.iter().map(|one| trail(one, *own == one.trail, onstep.filter(|_| *own == one.trail))) }
            if !difference.files.is_empty() {
                <section><h4>{ t!("diff-files") }</h4><ul>{ for difference.files.iter().map(|file| html! {
                    <li class={class(file.fate)}>{ sign(file.fate) }<code>{ &file.path }</code></li>
                }) }</ul></section>
            }
        </div>
    }
}

/// What became of a step, in a word; none: only its exits lead elsewhere.
pub(crate) fn mark_word(fate: Option<Fate>) -> AttrValue {
    match fate {
        Some(Fate::Added) => t!("compare-added"),
        Some(Fate::Removed) => t!("compare-removed"),
        Some(Fate::Changed) => t!("compare-changed"),
        Some(Fate::Renamed) => t!("compare-renamed"),
        None => t!("compare-rewired"),
    }
}

/// How a card is drawn of which this differs.
pub(crate) fn mark_class(mark: &Mark) -> &'static str {
    match mark.fate {
        Some(Fate::Added) => "differs added",
        Some(_) => "differs changed",
        None => "differs rewired",
    }
}

/// What differs on the canvas, what its marks mean, and the way back to the canvas without them.
pub(crate) fn legend(compared: &Compared, unsaved: bool, send: &Callback<Msg>) -> Html {
    let kinds = [
        Some(Fate::Added),
        Some(Fate::Changed),
        Some(Fate::Renamed),
        None,
    ];
    let kinds = kinds.into_iter().filter_map(|fate| {
        let count = compared.count(fate);
        let mark = Mark {
            fate,
            ..Mark::default()
        };
        (count > 0).then(|| html! {
            <li><span class={classes!("compared-sample", mark_class(&mark))} aria-hidden="true"></span>{ mark_word(fate) }<b class="numbers">{ count }</b></li>
        })
    });
    let removed: Vec<&str> = compared.removed.iter().map(StepId::as_str).collect();
    html! {
        <section class="compared canvas-part" aria-label={t!("compare-title", version = compared.version.as_str())} data-testid="compared">
            <header>
                <h3 class="grow">{ t!("compare-title", version = compared.version.as_str()) }</h3>
                <IconButton small=true icon={Icon::X} label={t!("compare-leave")} onclick={send.reform(|()| Msg::Compare(None))} testid="compared-leave" />
            </header>
            <ul>
                { for kinds }
                if !removed.is_empty() { <li>{ mark_word(Some(Fate::Removed)) }<b class="numbers">{ removed.len() }</b><code>{ removed.join(", ") }</code></li> }
                if compared.settings { <li>{ t!("diff-settings") }</li> }
            </ul>
            if unsaved { <p class="quiet">{ t!("compare-unsaved") }</p> }
        </section>
    }
}

fn class(fate: Fate) -> &'static str {
    match fate {
        Fate::Added => "diff-row added",
        Fate::Removed => "diff-row removed",
        Fate::Changed | Fate::Renamed => "diff-row changed",
    }
}

fn sign(fate: Fate) -> Html {
    let sign = match fate {
        Fate::Added => "+",
        Fate::Removed => "−",
        Fate::Changed => "~",
        Fate::Renamed => "→",
    };
    html! { <span class="diff-sign" aria-hidden="true">{ sign }</span> }
}

fn trail(trail: &TrailDifference, own: bool, onstep: Option<&Callback<StepId>>) -> Html {
    let of = |fate: Fate| {
        trail
            .steps
            .iter()
            .filter(move |step| step.fate == fate)
            .collect::<Vec<_>>()
    };
    let group = |fate: Fate| {
        let steps = of(fate);
        if steps.is_empty() {
            return Html::default();
        }
        let head = match fate {
            Fate::Added => t!("diff-added", count = steps.len()),
            Fate::Removed => t!("diff-removed", count = steps.len()),
            Fate::Changed => t!("diff-changed", count = steps.len()),
            Fate::Renamed => t!("diff-renamed", count = steps.len()),
        };
        html! { <section><h4>{ head }</h4><ul>{ for steps.into_iter().map(|one| step(one, onstep)) }</ul></section> }
    };
    html! {
        <div class="diff-trail" key={trail.trail.to_string()}>
            if !own { <h3><code>{ trail.trail.as_str() }</code></h3> }
            if trail.unreadable { <p class="fault">{ t!("diff-unreadable") }</p> }
            { for FATES.into_iter().map(group) }
            if !trail.rewired.is_empty() {
                <section><h4>{ t!("diff-rewired", count = trail.rewired.len()) }</h4><ul>{ for trail.rewired.iter().map(|one| rewired(one, onstep)) }</ul></section>
            }
            if !trail.keys.is_empty() {
                <section><h4>{ t!("diff-settings") }</h4>{ keys(&trail.keys) }</section>
            }
        </div>
    }
}

/// A step's id, to be pressed where it is there.
fn name(step: &StepId, onstep: Option<&Callback<StepId>>, testid: &'static str) -> Html {
    match onstep {
        Some(onstep) => {
            let (onstep, step) = (onstep.clone(), step.clone());
            html! { <button type="button" class="diff-name" data-testid={testid} data-step={step.to_string()} onclick={let step = step.clone(); move |_: MouseEvent| onstep.emit(step.clone())}><code>{ step.as_str() }</code></button> }
        }
        None => {
            html! { <code data-testid={testid} data-step={step.to_string()}>{ step.as_str() }</code> }
        }
    }
}

fn step(step: &StepDifference, onstep: Option<&Callback<StepId>>) -> Html {
    let gist = step.new.as_ref().or(step.old.as_ref());
    let there = onstep.filter(|_| step.fate != Fate::Removed);
    html! {
        <li class={class(step.fate)}>
            { sign(step.fate) }
            <div class="grow">
                if let Some(was) = &step.was { <code>{ was.as_str() }</code>{ " → " } }
                { name(&step.step, there, "diff-step") }
                if let Some(gist) = gist { <span class="quiet">{ " " }{ words::verb(&gist.verb) }</span>if step.keys.is_empty() && !gist.summary.is_empty() { <p class="diff-gist">{ &gist.summary }</p> } }
                { keys(&step.keys) }
            </div>
        </li>
    }
}

fn keys(keys: &[KeyDifference]) -> Html {
    if keys.is_empty() {
        return Html::default();
    }
    let part = |class: &'static str, text: Option<&String>| {
        text.map(|text| html! { <span {class}>{ text }</span> })
            .unwrap_or_default()
    };
    html! {
        <dl class="diff-keys">{ for keys.iter().map(|key| html! {
            <div><dt><code>{ &key.key }</code></dt><dd>{ part("gone", key.old.as_ref()) }{ part("came", key.new.as_ref()) }</dd></div>
        }) }</dl>
    }
}

fn rewired(one: &Rewired, onstep: Option<&Callback<StepId>>) -> Html {
    let target = |target: Option<&String>| match target.map(String::as_str) {
        None => html! { <span class="quiet">{ t!("diff-nowhere") }</span> },
        Some("end") => html! { { t!("target-end") } },
        Some("return") => html! { { t!("target-return") } },
        Some(step) => html! { <code>{ step.to_owned() }</code> },
    };
    html! {
        <li class="diff-row changed">
            { sign(Fate::Renamed) }
            <div class="grow">
                { name(&one.step, onstep, "diff-exit") }<span class="quiet">{ " · " }{ words::exit(one.exit.as_str()) }</span>
                if one.by_default { <span class="quiet">{ " · " }{ t!("diff-default") }</span> }
                <p>{ target(one.old.as_ref()) }{ " → " }{ target(one.new.as_ref()) }</p>
            </div>
        </li>
    }
}
