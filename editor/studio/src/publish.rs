//! Publishing: what differs from what serves, what it means for live sessions, when, and why.

use crate::api::{self, Failure};
use crate::difference;
use crate::page;
use crate::same::Same;
use crate::words;
use gloo_net::http::Method;
use std::rc::Rc;
use trilha_model::{Difference, StepId, StepMove, TrailId};
use trilha_state::Plan;
use trilha_state::document::Document;
use trilha_widgets::{
    Button, ButtonKind, Dialog, Icon, Opt, Segmented, Select, Spinner, TextArea, TextField, t,
};
use trilha_wire::studio::{AskImpact, Impact, Keep, LackingStep};
use wasm_bindgen_futures::spawn_local;
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
    /// Whether the draft on disk is the one in sight: nothing is told of it before.
    pub(crate) saved: bool,
    pub(crate) onpublish: Callback<Plan>,
    pub(crate) onclose: Callback<()>,
}

/// The dialog.
#[component]
pub(crate) fn PublishDialog(props: &Props) -> Html {
    let plan = use_state(Plan::default);
    let later = use_state(|| None::<String>);
    let differs = use_state(|| None::<Result<Rc<Difference>, Failure>>);
    let impact = use_state(|| None::<Result<Rc<Impact>, Failure>>);
    let of = props
        .back
        .map_or_else(|| "draft".to_owned(), |version| version.to_string());
    let ready = props.saved && props.serving.is_some();
    use_effect_with((ready, of.clone()), {
        let (set, id) = (differs.setter(), props.id.clone());
        move |(ready, of)| {
            if *ready {
                let path = format!("/api/trails/{id}/diff?to={of}");
                spawn_local(async move { set.set(Some(api::get(&path).await.map(Rc::new))) });
            }
        }
    });
    use_effect_with((ready, of, plan.steps.clone()), {
        let (set, id) = (impact.setter(), props.id.clone());
        move |(ready, of, steps)| {
            if *ready {
                let asked = AskImpact {
                    of: of.clone(),
                    steps: steps.clone(),
                };
                spawn_local(async move {
                    let path = format!("/api/trails/{id}/impact");
                    let told = api::send(Method::POST, &path, &asked).await;
                    set.set(Some(told.map(Rc::new)));
                });
            }
        }
    });
    let moment = later.as_deref().map(page::moment);
    let unclear = matches!(moment, Some(None));
    let onsubmit = {
        let (to, plan) = (props.onpublish.clone(), plan.clone());
        Callback::from(move |()| {
            if !unclear {
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
        <Button kind={ButtonKind::Primary} icon={if props.back.is_some() { Icon::Undo } else { Icon::Upload }} label={act} submit=true disabled={unclear} testid="publish-submit" />
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
            if let Some(serving) = props.serving {
                <section class="publish-part" aria-label={t!("diff")}><h3>{ t!("publish-differs", version = serving) }</h3>
                    <div class="publish-diff">{ match &*differs {
                        None => html! { <Spinner /> },
                        Some(Err(failure)) => html! { <p class="fault" role="alert">{ failure.words() }</p> },
                        Some(Ok(found)) => difference::shown(found, &props.id, None),
                    } }</div>
                </section>
                { sessions(props, &plan, &impact) }
            } else { <p class="soft">{ t!("publish-first") }</p> }
            if props.document.counts().1 > 0 && props.back.is_none() { <p class="soft">{ t!("publish-warnings", count = props.document.counts().1) }</p> }
            if props.back.is_none() { { when(&later, unclear) } }
            <TextArea label={t!("publish-note")} value={plan.note.clone()} rows=2 oninput={note} testid="publish-note" />
        </Dialog>
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
    impact: &UseStateHandle<Option<Result<Rc<Impact>, Failure>>>,
) -> Html {
    let impact = match &**impact {
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
                <ul class="publish-moves">{ for lacking(impact, &plan.steps).into_iter().map(|one| mapping(props, plan, &one)) }</ul>
            }
        </section>
    }
}

/// The steps sessions stand on that are gone, and those that were given another already.
fn lacking(impact: &Impact, given: &[StepMove]) -> Vec<LackingStep> {
    let mut all = impact.steps.clone();
    for one in given {
        if !all
            .iter()
            .any(|step| step.trail == one.trail && step.step == one.from)
        {
            all.push(LackingStep {
                trail: one.trail.clone(),
                step: one.from.clone(),
                was: String::new(),
                now: None,
                sessions: 0,
            });
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
