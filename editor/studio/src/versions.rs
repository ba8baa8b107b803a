//! What was published, newest first; what will be, and when; what differs between two of them.

use crate::answer::use_answer;
use crate::api::{self, Failure};
use crate::difference;
use crate::publish::{Draft, PublishDialog};
use crate::same::Same;
use crate::words;
use gloo_net::http::Method;
use gloo_timers::callback::Timeout;
use std::rc::Rc;
use trilha_model::{Difference, TrailId};
use trilha_state::document::Document;
use trilha_state::{Compared, Msg, Plan, Refusal};
use trilha_widgets::{
    Badge, Button, Confirm, Empty, Failure as Failed, Glyph, Icon, Opt, Select, Spinner, Switch,
    Tone, t,
};
use trilha_wire::studio::{PublishAgain, Published, Scheduled, Sessions, Terms};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// How long until one asks again how far moving sessions has come, in milliseconds.
const MOVING: u32 = 3_000;

/// What [`Versions`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) id: TrailId,
    /// The version that serves.
    pub(crate) version: Option<u32>,
    /// Another number means that something was published or scheduled, and all is to be fetched anew.
    pub(crate) turn: u32,
    /// Names the draft on disk: another, and what differs from it is asked anew.
    pub(crate) base: AttrValue,
    /// Whether the canvas shows what differs.
    pub(crate) compared: bool,
    pub(crate) document: Same<Document>,
    pub(crate) locked: bool,
    pub(crate) send: Callback<Msg>,
}

/// What the server knows.
#[derive(Clone, PartialEq)]
struct Found {
    versions: Vec<Published>,
    scheduled: Vec<Scheduled>,
    sessions: Sessions,
}

impl Found {
    /// The version that serves: the newest.
    fn serving(&self) -> Option<u32> {
        self.versions.first().map(|version| version.version)
    }
}

async fn find(id: TrailId) -> Result<Found, Failure> {
    let path = |what: &str| format!("/api/trails/{id}/{what}");
    Ok(Found {
        versions: api::get(&path("versions")).await?,
        scheduled: api::get(&path("schedules")).await?,
        sessions: api::get(&path("sessions")).await?,
    })
}

/// The versions.
#[component]
pub(crate) fn Versions(props: &Props) -> Html {
    let turn = use_state(|| 0_u32);
    let pair = use_state(|| None::<(AttrValue, AttrValue)>);
    let back = use_state(|| None::<u32>);
    let asked = (props.id.clone(), props.version, props.turn, *turn);
    let found = use_answer(Some(asked), |(id, ..)| find(id));
    let moves = found.as_ref().and_then(|((_, _, _, turn), found)| {
        let moving = found.as_ref().ok()?.sessions.moving.as_ref()?;
        (!moving.done).then_some(*turn)
    });
    use_effect_with(moves, {
        let next = turn.setter();
        move |moves| {
            let timer =
                moves.map(|turn| Timeout::new(MOVING, move || next.set(turn.wrapping_add(1))));
            move || drop(timer)
        }
    });
    let again = {
        let turn = turn.clone();
        Callback::from(move |()| turn.set(*turn + 1))
    };
    let all = match &found {
        None => return html! { <div class="side-wait"><Spinner /></div> },
        Some((_, Err(failure))) => {
            return html! { <Failed title={failure.words()} detail={failure.exact()} onretry={again} /> };
        }
        Some((_, Ok(all))) => &**all,
    };
    if all.versions.is_empty() && all.scheduled.is_empty() {
        return html! { <Empty icon={Icon::Upload} title={t!("versions-empty")} text={t!("versions-empty-text")} testid="versions-empty" /> };
    }
    html! {
        <div class="versions-view">
            { for all.scheduled.iter().map(|one| html! { <Schedule key={one.schedule} id={props.id.clone()} one={one.clone()} locked={props.locked} ongone={again.clone()} /> }) }
            { moving(&all.sessions) }
            if !all.versions.is_empty() { { compared(props, all, &pair) } }
            <ol class="versions">{ for all.versions.iter().map(|version| line(props, all, version, &pair, &back)) }</ol>
            if let Some(version) = *back {
                <Back key={version} id={props.id.clone()} {version} serving={all.serving()} document={props.document.clone()} send={props.send.clone()}
                    onclose={let back = back.setter(); move |()| back.set(None)} />
            }
        </div>
    }
}

fn moving(sessions: &Sessions) -> Html {
    let Some(moving) = &sessions.moving else {
        return Html::default();
    };
    let said = if moving.done {
        t!(
            "moved",
            version = moving.version,
            moved = moving.moved,
            left = moving.left
        )
    } else {
        t!(
            "moving",
            version = moving.version,
            moved = moving.moved,
            left = moving.left
        )
    };
    html! { <p class="versions-note" role="status" data-testid="sessions-moving"><Glyph icon={Icon::ArrowRight} size={14} />{ said }</p> }
}

fn line(
    props: &Props,
    all: &Found,
    version: &Published,
    pair: &UseStateHandle<Option<(AttrValue, AttrValue)>>,
    back: &UseStateHandle<Option<u32>>,
) -> Html {
    let number = version.version;
    let serves = Some(number) == all.serving();
    let live = all
        .sessions
        .versions
        .iter()
        .find(|live| live.version == Some(number))
        .map_or(0, |live| live.live);
    let before = all
        .versions
        .iter()
        .map(|other| other.version)
        .filter(|other| *other < number)
        .max();
    let differs = {
        let pair = pair.setter();
        move |before: u32| {
            pair.set(Some((before.to_string().into(), number.to_string().into())));
        }
    };
    html! {
        <li class="version" data-testid="version-line" data-version={number.to_string()}>
            <div class="row">
                <b>{ t!("version", version = number) }</b>
                if serves { <Badge label={t!("serving")} tone={Tone::Ok} /> }
                if live > 0 { <Badge label={t!("sessions-count", count = live)} /> }
                <span class="grow"></span>
                <time class="quiet numbers">{ words::moment(version.at) }</time>
            </div>
            if !version.note.is_empty() { <p>{ &version.note }</p> }
            <p class="quiet">{ version.by.clone().map_or_else(|| t!("by-server"), |by| t!("by", name = by)) }{ " · " }<code>{ version.bundle.as_str().chars().take(10).collect::<String>() }</code></p>
            <div class="version-acts">
                if let Some(before) = before { <Button small=true icon={Icon::Panel} label={t!("version-changes")} onclick={move |()| differs(before)} testid="version-diff" /> }
                if !serves && !props.locked { <Button small=true icon={Icon::Undo} label={t!("back")} onclick={let back = back.setter(); move |()| back.set(Some(number))} testid="version-back" /> }
            </div>
        </li>
    }
}

/// Two of them to choose, and what differs.
fn compared(
    props: &Props,
    all: &Found,
    pair: &UseStateHandle<Option<(AttrValue, AttrValue)>>,
) -> Html {
    let serving = all.serving().map_or_else(
        || AttrValue::from("draft"),
        |version| version.to_string().into(),
    );
    let (from, to) = (**pair)
        .clone()
        .unwrap_or_else(|| (serving, "draft".into()));
    let options: Vec<Opt> = std::iter::once(Opt::new("draft", t!("draft")))
        .chain(all.versions.iter().map(|version| {
            Opt::new(
                version.version.to_string(),
                t!("version", version = version.version),
            )
        }))
        .collect();
    let onfrom = {
        let (pair, to) = (pair.setter(), to.clone());
        move |from: String| pair.set(Some((from.into(), to.clone())))
    };
    let onto = {
        let (pair, from) = (pair.setter(), from.clone());
        move |to: String| pair.set(Some((from.clone(), to.into())))
    };
    html! {
        <section class="compare" aria-label={t!("diff")}>
            <div class="compare-bar">
                <Select aria={Some(t!("diff-from"))} value={from.clone()} options={options.clone()} onchange={onfrom} testid="versions-from" />
                <Glyph icon={Icon::ArrowRight} size={14} />
                <Select aria={Some(t!("diff-to"))} value={to.clone()} {options} onchange={onto} testid="versions-to" />
            </div>
            <Differs id={props.id.clone()} {from} {to} turn={props.turn} base={props.base.clone()} compared={props.compared} send={props.send.clone()} />
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct DiffersProps {
    id: TrailId,
    from: AttrValue,
    to: AttrValue,
    turn: u32,
    base: AttrValue,
    compared: bool,
    send: Callback<Msg>,
}

/// What differs; where the draft is the newer of both, on the canvas too, as long as this is in sight.
#[component]
fn Differs(props: &DiffersProps) -> Html {
    let asked = Some((
        props.id.clone(),
        props.from.clone(),
        props.to.clone(),
        props.turn,
        props.base.clone(),
    ));
    let found = use_answer(asked.clone(), |(id, from, to, ..)| async move {
        api::get::<Difference>(&format!("/api/trails/{id}/diff?from={from}&to={to}")).await
    });
    // What was found of both stays until it is known how they differ now.
    let found = found.and_then(|(of, found)| {
        (of.0 == props.id && of.1 == props.from && of.2 == props.to).then_some(found)
    });
    let drawn = found
        .as_ref()
        .and_then(|found| found.as_ref().ok())
        .filter(|_| props.to == "draft" && props.from != "draft")
        .and_then(|found| Compared::of(found, &props.id, &props.from).map(Rc::new));
    // The marks come by themselves when two are compared first; from then on they stay, or stay away, as one chose.
    let seen = use_mut_ref(|| None::<AttrValue>);
    use_effect_with(drawn.clone(), {
        let (send, seen) = (props.send.clone(), seen.clone());
        let (from, compared) = (props.from.clone(), props.compared);
        move |drawn| {
            let first = seen.borrow().as_ref() != Some(&from);
            match drawn {
                Some(_) if first || compared => {
                    send.emit(Msg::Compare(drawn.clone()));
                    seen.replace(Some(from));
                }
                None if seen.take().is_some() => send.emit(Msg::Compare(None)),
                _ => {}
            }
        }
    });
    use_effect_with((), {
        let send = props.send.clone();
        move |()| {
            move || {
                if seen.take().is_some() {
                    send.emit(Msg::Compare(None));
                }
            }
        }
    });
    let toggle = drawn.map(|drawn| {
        let show = props
            .send
            .reform(move |on: bool| Msg::Compare(on.then(|| drawn.clone())));
        html! { <Switch label={t!("cover-show")} on={props.compared} onchange={show} testid="versions-shown" /> }
    });
    match &found {
        None => html! { <Spinner /> },
        Some(Err(failure)) => html! { <p class="fault" role="alert">{ failure.words() }</p> },
        Some(Ok(found)) => html! { <>
            { toggle }
            { difference::shown(found, &props.id, Some(&props.send.reform(Msg::Select))) }
        </> },
    }
}

#[derive(Properties, PartialEq)]
struct BackProps {
    id: TrailId,
    version: u32,
    serving: Option<u32>,
    document: Same<Document>,
    send: Callback<Msg>,
    onclose: Callback<()>,
}

/// Going back to a version: open, with all that was written in it, until that is published.
#[component]
fn Back(props: &BackProps) -> Html {
    let busy = use_state(|| false);
    let refused = use_state(|| None::<Refusal>);
    let onpublish = {
        let (send, close) = (props.send.clone(), props.onclose.clone());
        let (busy, refused) = (busy.setter(), refused.setter());
        let path = format!(
            "/api/trails/{}/versions/{}/publish",
            props.id, props.version
        );
        Callback::from(move |plan: Plan| {
            busy.set(true);
            refused.set(None);
            let asked = PublishAgain {
                terms: Terms {
                    note: plan.note,
                    sessions: plan.sessions,
                    steps: plan.steps,
                },
                cancel_schedules: false,
            };
            let (send, close, path) = (send.clone(), close.clone(), path.clone());
            let (busy, refused) = (busy.clone(), refused.clone());
            spawn_local(async move {
                match api::send(Method::POST, &path, &asked).await {
                    Ok(published) => {
                        close.emit(());
                        send.emit(Msg::Published(published));
                    }
                    Err(failure) => {
                        busy.set(false);
                        refused.set(Some(words::refused(failure)));
                    }
                }
            });
        })
    };
    // While it is being published it stays, so that its end is told in it.
    let onclose = {
        let (close, busy) = (props.onclose.clone(), *busy);
        Callback::from(move |()| {
            if !busy {
                close.emit(());
            }
        })
    };
    let draft = Draft::Saved(props.version.to_string().into());
    html! {
        <PublishDialog id={props.id.clone()} back={Some(props.version)} serving={props.serving} document={props.document.clone()} {draft} busy={*busy} refused={(*refused).clone()}
            onsave={Callback::noop()} {onpublish} {onclose} />
    }
}

#[derive(Properties, PartialEq)]
struct ScheduleProps {
    id: TrailId,
    one: Scheduled,
    locked: bool,
    ongone: Callback<()>,
}

/// What will be published, and taking it away.
#[component]
fn Schedule(props: &ScheduleProps) -> Html {
    let asks = use_state(|| false);
    let busy = use_state(|| false);
    let failed = use_state(|| None::<Failure>);
    let one = &props.one;
    let onask = {
        let (asks, failed) = (asks.setter(), failed.setter());
        move |()| {
            failed.set(None);
            asks.set(true);
        }
    };
    let onyes = {
        let (asks, failed, gone) = (asks.setter(), failed.setter(), props.ongone.clone());
        let (doing, done) = (*busy, busy.setter());
        let path = format!("/api/trails/{}/schedules/{}", props.id, one.schedule);
        Callback::from(move |()| {
            if doing {
                return;
            }
            done.set(true);
            failed.set(None);
            let (asks, failed, gone) = (asks.clone(), failed.clone(), gone.clone());
            let (path, done) = (path.clone(), done.clone());
            spawn_local(async move {
                let deleted = api::delete(&path).await;
                done.set(false);
                match deleted {
                    Ok(()) => {
                        asks.set(false);
                        gone.emit(());
                    }
                    Err(failure) => failed.set(Some(failure)),
                }
            });
        })
    };
    html! {
        <div class={classes!("scheduled", one.problem.is_some().then_some("bad"))} data-testid="scheduled" data-schedule={one.schedule.to_string()}>
            <Glyph icon={if one.problem.is_some() { Icon::Alert } else { Icon::Clock }} size={15} />
            <div class="grow">
                <b>{ t!("scheduled", moment = words::moment(one.at)) }</b>
                if !one.note.is_empty() { <p>{ &one.note }</p> }
                if let Some(problem) = &one.problem { <p class="fault">{ t!("scheduled-failed") }<span class="problem-exact" lang="en">{ problem }</span></p> }
                if let Some(by) = &one.by { <p class="quiet">{ t!("by", name = by.as_str()) }</p> }
            </div>
            if !props.locked { <Button small=true label={t!("scheduled-cancel")} onclick={onask} testid="scheduled-cancel" /> }
            if *asks {
                <Confirm title={t!("scheduled-cancel")} text={t!("scheduled-cancel-text")} act={t!("scheduled-cancel")} busy={*busy} error={failed.as_ref().map(Failure::words)} detail={failed.as_ref().and_then(Failure::exact)}
                    {onyes} onclose={let asks = asks.setter(); move |()| asks.set(false)} />
            }
        </div>
    }
}
