//! Publishing: what differs from what serves, what it means for live sessions, when, and why.

use crate::answer::{self, Answer, use_answer};
use crate::api;
use crate::difference;
use crate::page;
use crate::same::Same;
use crate::words;
use gloo_net::http::Method;
use trilha_model::{Difference, StepId, StepMove, TrailId};
use trilha_state::document::Document;
use trilha_state::{Plan, Refusal};
use trilha_widgets::{
    Button, ButtonKind, Dialog, Icon, Opt, Segmented, Select, Spinner, TextArea, TextField, t,
};
use trilha_wire::studio::{AskImpact, Impact, Keep, LackingStep};
use yew::prelude::*;

/// What [`PublishDialog`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) id: TrailId,
    /// The older version to go back to; none: the draft.
    pub(crate) back: Option<u32>,
    /// The version that serves.
    pub(crate) serving: Option<u32>,
    pub(crate) document: Same<Document>,
    /// How the draft on disk stands to the one in sight: nothing is told of it before it is the same.
    pub(crate) draft: Draft,
    /// It is being published.
    pub(crate) busy: bool,
    /// Why it could not be published.
    pub(crate) refused: Option<Refusal>,
    /// Saves again, after that failed.
    pub(crate) onsave: Callback<()>,
    pub(crate) onpublish: Callback<Plan>,
    pub(crate) onclose: Callback<()>,
}

/// How what is to be published stands to what the server has.
#[derive(Clone, PartialEq)]
pub(crate) enum Draft {
    /// The server has it, under this name.
    Saved(AttrValue),
    /// It is on its way there.
    Saving,
    /// It is not there, and not on its way.
    Unsaved,
}

/// The dialog.
#[component]
pub(crate) fn PublishDialog(props: &Props) -> Html {
    let plan = use_state(Plan::default);
    let later = use_state(|| None::<String>);
    let of = props
        .back
        .map_or_else(|| "draft".to_owned(), |version| version.to_string());
    let base = match &props.draft {
        Draft::Saved(base) if props.serving.is_some() => Some(base.clone()),
        _ => None,
    };
    let asked = base
        .clone()
        .map(|base| (props.id.clone(), of.clone(), base));
    let differs = use_answer(asked.clone(), |(id, of, _)| async move {
        api::get::<Difference>(&format!("/api/trails/{id}/diff?to={of}")).await
    });
    let differs = answer::to(asked.as_ref(), differs);
    let asked = base.map(|base| (props.id.clone(), of, base, plan.steps.clone()));
    let impact = use_answer(asked.clone(), |(id, of, _, steps)| async move {
        let path = format!("/api/trails/{id}/impact");
        api::send::<Impact>(Method::POST, &path, &AskImpact { of, steps }).await
    });
    // While only where steps go is asked anew, what was told before stays in sight.
    let impact = impact.filter(|((_, _, base, _), _)| {
        asked.as_ref().is_some_and(|(_, _, asked, _)| asked == base)
    });
    let impact = impact.map(|(_, impact)| impact);
    let known = use_mut_ref(Vec::new);
    if let Some(Ok(impact)) = &impact {
        remember(&mut known.borrow_mut(), &impact.steps);
    }
    let moment = later.as_deref().map(page::moment);
    let unclear = matches!(moment, Some(None));
    let onsubmit = {
        let (to, plan, busy) = (props.onpublish.clone(), plan.clone(), props.busy);
        Callback::from(move |()| {
            if !unclear && !busy {
                to.emit(Plan {
                    note: plan.note.trim().to_owned(),
                    at: moment.flatten(),
                    ..(*plan).clone()
                });
            }
        })
    };
    let (title, act) = match (props.back, &*later) {
        (Some(version), _) => (t!("back-title", version = version), t!("back")),
        (None, Some(_)) => (t!("schedule-title"), t!("schedule")),
        (None, None) => (
            t!(
                "publish-title",
                version = props.serving.map_or(1, |version| version + 1)
            ),
            t!("publish"),
        ),
    };
    let foot = html! { <>
        <Button label={t!("cancel")} onclick={props.onclose.clone()} />
        <Button kind={ButtonKind::Primary} icon={if props.back.is_some() { Icon::Undo } else { Icon::Upload }} label={act} submit=true disabled={unclear} busy={props.busy} testid="publish-submit" />
    </> };
    let note = {
        let plan = plan.clone();
        move |note: String| {
            plan.set(Plan {
                note,
                ..(*plan).clone()
            });
        }
    };
    html! {
        <Dialog {title} onclose={props.onclose.clone()} {onsubmit} {foot} wide={props.serving.is_some()} testid="publish-dialog">
            if props.draft == Draft::Unsaved { { unsaved(props) } }
            else if let Some(serving) = props.serving {
                <section class="publish-part" aria-label={t!("diff")}><h3>{ t!("publish-differs", version = serving) }</h3>
                    <div class="publish-diff">{ match &differs {
                        None => html! { <Spinner /> },
                        Some(Err(failure)) => html! { <p class="fault" role="alert">{ failure.words() }</p> },
                        Some(Ok(found)) => difference::shown(found, &props.id, None),
                    } }</div>
                </section>
                { sessions(props, &plan, impact.as_ref(), &known.borrow()) }
            } else { <p class="soft">{ t!("publish-first") }</p> }
            if props.document.counts().1 > 0 && props.back.is_none() { <p class="soft">{ t!("publish-warnings", count = props.document.counts().1) }</p> }
            if props.back.is_none() { { when(&later, unclear) } }
            <TextArea label={t!("publish-note")} value={plan.note.clone()} rows=2 oninput={note} testid="publish-note" />
            if let Some(refusal) = &props.refused { { refused(refusal) } }
        </Dialog>
    }
}

/// That the draft could not be saved, and saving it again.
fn unsaved(props: &Props) -> Html {
    html! {
        <div class="publish-part" role="alert" data-testid="publish-unsaved">
            <p class="fault">{ t!("publish-unsaved") }</p>
            <Button small=true icon={Icon::Save} label={t!("save-again")} onclick={props.onsave.clone()} testid="publish-save" />
        </div>
    }
}

/// Why the server did not publish.
fn refused(refusal: &Refusal) -> Html {
    let (words, exact): (AttrValue, Vec<String>) = match refusal {
        Refusal::Changed => (t!("conflict-text"), Vec::new()),
        Refusal::DoesNotCheck(diagnostics) => (t!("refused-text"), diagnostics.clone()),
        Refusal::Other(said) => (
            said.words.clone().into(),
            said.exact.clone().into_iter().collect(),
        ),
    };
    html! {
        <div class="publish-part" role="alert" data-testid="publish-refused">
            <p class="fault">{ words }</p>
            { for exact.into_iter().map(|text| html! { <pre class="refused" lang="en">{ text }</pre> }) }
        </div>
    }
}

fn when(later: &UseStateHandle<Option<String>>, unclear: bool) -> Html {
    let options = vec![
        (AttrValue::from("now"), t!("publish-now"), None),
        (AttrValue::from("later"), t!("publish-later"), None),
    ];
    let value = if later.is_some() { "later" } else { "now" };
    let onchange = {
        let later = later.setter();
        Callback::from(move |chosen: AttrValue| {
            later.set((chosen == "later").then(page::in_an_hour));
        })
    };
    html! {
        <section class="publish-part publish-when" aria-label={t!("publish-when")}>
            <h3>{ t!("publish-when") }</h3>
            <div class="publish-choice">
                <Segmented label={t!("publish-when")} {options} {value} {onchange} testid="publish-when" />
                if let Some(moment) = &**later {
                    <TextField kind="datetime-local" aria={Some(t!("publish-at"))} value={moment.clone()} error={unclear.then(|| t!("publish-unclear"))} oninput={let later = later.setter(); move |moment| later.set(Some(moment))} testid="publish-at" />
                }
            </div>
        </section>
    }
}

fn sessions(
    props: &Props,
    plan: &UseStateHandle<Plan>,
    impact: Option<&Answer<Impact>>,
    known: &[LackingStep],
) -> Html {
    let impact = match impact {
        None => return html! { <Spinner /> },
        Some(Err(failure)) => {
            return html! { <p class="fault" role="alert">{ failure.words() }</p> };
        }
        Some(Ok(impact)) => impact,
    };
    if impact.live == 0 {
        return html! { <p class="soft" data-testid="publish-impact" data-live="0">{ t!("impact-none") }</p> };
    }
    let by_version: Vec<String> = impact
        .versions
        .iter()
        .map(|live| {
            let version = live.version.map_or_else(
                || t!("version-older"),
                |version| t!("version", version = version),
            );
            format!("{version}: {}", live.live)
        })
        .collect();
    let options = vec![
        (AttrValue::from("finish"), t!("sessions-finish"), None),
        (AttrValue::from("move"), t!("sessions-move"), None),
    ];
    let moving = plan.sessions == Keep::Move;
    let onchange = {
        let plan = plan.clone();
        Callback::from(move |chosen: AttrValue| {
            let (sessions, steps) = if chosen == "move" {
                (Keep::Move, plan.steps.clone())
            } else {
                (Keep::Finish, Vec::new())
            };
            plan.set(Plan {
                sessions,
                steps,
                ..(*plan).clone()
            });
        })
    };
    html! {
        <section class="publish-part" aria-label={t!("impact")}>
            <h3>{ t!("impact") }</h3>
            <p data-testid="publish-impact" data-live={impact.live.to_string()}>{ t!("impact-live", count = impact.live) }<span class="quiet">{ " " }{ by_version.join(" · ") }</span></p>
            <Segmented label={t!("impact")} {options} value={if moving { "move" } else { "finish" }} {onchange} testid="publish-sessions" />
            if moving {
                <p class="soft">{ t!("impact-movable", movable = impact.movable, stranded = impact.stranded) }</p>
                <ul class="publish-moves">{ for lacking(impact, &plan.steps, known).into_iter().map(|one| mapping(props, plan, &one)) }</ul>
            }
        </section>
    }
}

/// Keeps what was told of steps: those that were given another are no longer told of.
fn remember(known: &mut Vec<LackingStep>, told: &[LackingStep]) {
    for step in told {
        known.retain(|one| (&one.trail, &one.step) != (&step.trail, &step.step));
        known.push(step.clone());
    }
}

/// The steps sessions stand on that are gone, and those that were given another already.
fn lacking(impact: &Impact, given: &[StepMove], known: &[LackingStep]) -> Vec<LackingStep> {
    let is_of =
        |step: &LackingStep, one: &StepMove| step.trail == one.trail && step.step == one.from;
    let mut all = impact.steps.clone();
    for one in given {
        if !all.iter().any(|step| is_of(step, one)) {
            all.extend(known.iter().find(|step| is_of(step, one)).cloned());
        }
    }
    all.sort_by(|a, b| (&a.trail, &a.step).cmp(&(&b.trail, &b.step)));
    all
}

/// Where sessions go on that stand on a step that is gone: a step of the same kind, of what is published here.
fn mapping(props: &Props, plan: &UseStateHandle<Plan>, lacking: &LackingStep) -> Html {
    let own = lacking.trail == props.id && props.back.is_none();
    let given = plan
        .steps
        .iter()
        .find(|one| one.trail == lacking.trail && one.from == lacking.step);
    let mut options = vec![Opt::new("", t!("sessions-stay"))];
    let alike =
        props.document.cards.iter().filter(|card| {
            own && (lacking.was.is_empty() || card.verb == Some(lacking.was.as_str()))
        });
    options.extend(alike.map(|card| Opt::new(card.id.to_string(), card.name().to_owned())));
    let onchange = {
        let (plan, trail, from) = (plan.clone(), lacking.trail.clone(), lacking.step.clone());
        move |to: String| {
            let mut steps = plan.steps.clone();
            steps.retain(|one| (&one.trail, &one.from) != (&trail, &from));
            if !to.is_empty() {
                steps.push(StepMove {
                    trail: trail.clone(),
                    from: from.clone(),
                    to: StepId::from(to.as_str()),
                });
            }
            plan.set(Plan {
                steps,
                ..(*plan).clone()
            });
        }
    };
    let aria = t!("sessions-from", step = lacking.step.as_str());
    html! {
        <li key={format!("{}/{}", lacking.trail, lacking.step)} data-testid="publish-move" data-step={lacking.step.to_string()}>
            <span class="grow"><code>{ lacking.step.as_str() }</code><span class="quiet">{ " " }{ words::verb(&lacking.was) }
                if lacking.sessions > 0 { { " · " }{ t!("sessions-count", count = lacking.sessions) } }</span></span>
            <Select aria={Some(aria)} value={given.map(|one| one.to.to_string()).unwrap_or_default()} {options} {onchange} testid="publish-to" />
        </li>
    }
}
