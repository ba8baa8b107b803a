//! The simulator: a chat with the trail, in the browser, by the same engine that serves.

use crate::asked::{self, Asked};
use crate::modelled::Modelled;
use crate::outside::Request;
use crate::people::{People, change};
use crate::said::{attach, said};
use crate::same::Same;
use crate::words;
use trilha_model::{Act, CallEnd, Effect, EndReason, Outcome, Owner, Span, Speaker, ToolEnd};
use trilha_state::Msg;
use trilha_state::document::{Document, Surroundings};
use trilha_state::setting::Setting;
use trilha_state::simulation::{Do, Fault, Simulation, Variable};
use trilha_talk::{Line, What};
use trilha_widgets::{
    Badge, Button, ButtonKind, Empty, Failure, Glyph, Icon, IconButton, Menu, MenuEntry, MenuSide,
    Opt, Select, Spinner, Switch, TextField, Tone, chance, english, t,
};
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

/// What [`Simulator`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) document: Same<Document>,
    pub(crate) around: Same<Surroundings>,
    pub(crate) setting: Same<Setting>,
    pub(crate) simulation: Option<Same<Simulation>>,
    /// One was begun that has not come yet.
    pub(crate) begins: bool,
    /// What plays it could not be loaded, or broke down.
    pub(crate) lost: bool,
    /// It has been awaited for long.
    pub(crate) slow: bool,
    pub(crate) send: Callback<Msg>,
    /// The talk becomes a test; none for those who may only look.
    pub(crate) onrecord: Option<Callback<()>>,
}

/// The simulator.
#[component]
pub(crate) fn Simulator(props: &Props) -> Html {
    let setting = &props.setting;
    let begin = props.send.reform(|()| Msg::Simulate);
    let mut languages = vec![Opt::new("", t!("language-none"))];
    languages.extend(
        props
            .document
            .languages()
            .into_iter()
            .map(|code| Opt::new(code.to_string(), words::language(&code))),
    );
    let language = setting.language.as_deref().unwrap_or_default();
    let onlanguage = change(setting, &props.send, |setting, code: String| {
        setting.language = (!code.is_empty()).then(|| code.into());
    });
    let onstaffed = change(setting, &props.send, Setting::staff);
    html! {
        <div class="sim" data-testid="sim">
            <div class="sim-bar">
                <Select aria={Some(t!("sim-language"))} value={language.to_owned()} options={languages} onchange={onlanguage} testid="sim-language" />
                <Switch label={t!("sim-staffed")} on={setting.is_staffed()} onchange={onstaffed} testid="sim-staffed" />
                if props.simulation.is_some() {
                    if let Some(record) = &props.onrecord { <IconButton icon={Icon::Save} label={t!("sim-record-test")} disabled={props.begins} onclick={record.clone()} testid="sim-record-test" /> }
                    <IconButton icon={Icon::Refresh} label={t!("sim-restart")} onclick={begin.clone()} testid="sim-restart" />
                    <IconButton icon={Icon::X} label={t!("sim-stop")} onclick={props.send.reform(|()| Msg::StopSimulating)} testid="sim-stop" />
                }
            </div>
            <People setting={setting.clone()} around={props.around.clone()} send={props.send.clone()} />
            if props.slow { { slow(&props.send) } }
            if let Some(simulation) = &props.simulation {
                if simulation.text != props.document.text {
                    <p class="sim-stale" data-testid="sim-stale"><Glyph icon={Icon::Info} size={14} /><span class="grow">{ t!("sim-stale") }</span><Button small=true label={t!("sim-restart")} onclick={begin} /></p>
                }
                <fieldset class="sim-talk" disabled={props.begins}><Talk simulation={simulation.clone()} setting={setting.clone()} around={props.around.clone()} send={props.send.clone()} /></fieldset>
            } else if props.begins {
                <div class="side-wait" role="status"><Spinner /><span>{ t!("sim-begins") }</span></div>
            } else if props.lost {
                <Failure title={t!("player-lost")} text={t!("player-lost-text")} onretry={begin} testid="sim-lost" />
            } else {
                <Empty icon={Icon::Play} title={t!("sim-empty")} text={t!("sim-empty-text")}>
                    <Button kind={ButtonKind::Primary} icon={Icon::Play} label={t!("sim-start")} onclick={begin} testid="sim-start" />
                </Empty>
            }
        </div>
    }
}

/// What plays has not answered for long, and may be stopped.
pub(crate) fn slow(send: &Callback<Msg>) -> Html {
    html! {
        <p class="sim-stale" role="status" data-testid="player-slow"><Glyph icon={Icon::Clock} size={14} /><span class="grow">{ t!("player-slow") }</span>
            <Button small=true label={t!("player-stop")} onclick={send.reform(|()| Msg::StopPlayer)} testid="player-stop" /></p>
    }
}

#[derive(Properties, PartialEq)]
struct TalkProps {
    simulation: Same<Simulation>,
    setting: Same<Setting>,
    around: Same<Surroundings>,
    send: Callback<Msg>,
}

#[component]
fn Talk(props: &TalkProps) -> Html {
    let simulation = &props.simulation;
    let list = use_node_ref();
    let refused = simulation.fault.is_some();
    use_effect_with((simulation.lines().len(), refused), {
        let list = list.clone();
        move |_| {
            if let Some(list) = list.cast::<HtmlElement>() {
                list.set_scroll_top(list.scroll_height());
            }
        }
    });
    let asked = simulation.question();
    html! { <>
        <div class="sim-lines" ref={list} role="log" aria-live="polite" tabindex="0">
            { for simulation.lines().iter().enumerate().map(|(n, one)| line(simulation, n, one, asked == Some(n), &props.send)) }
            { for simulation.requests().into_iter().map(|(id, request)| html! { <Request key={id.0} {id} {request} send={props.send.clone()} /> }) }
            { for simulation.asked().into_iter().map(|(id, effect)| match effect {
                Effect::Model(request) => html! { <Modelled key={id.0} {id} request={*request} send={props.send.clone()} /> },
                effect => html! { <Asked key={id.0} {id} {effect} send={props.send.clone()} /> },
            }) }
            if let Some(fault) = &simulation.fault { { refusal(fault, &props.around) } }
        </div>
        { place(simulation) }
        { desk(simulation, &props.setting, &props.send) }
        <Say send={props.send.clone()} agent=false />
        { clock(simulation, &props.send) }
        { variables(simulation.variables()) }
    </> }
}

fn line(
    simulation: &Simulation,
    number: usize,
    line: &Line,
    open: bool,
    send: &Callback<Msg>,
) -> Html {
    let bubble = |from: &'static str, content: Html| html! { <div key={number} class={classes!("bubble", from)} data-testid="sim-line" data-from={from}>{ content }</div> };
    let remark = |icon: Icon, tone: &'static str, said: AttrValue| html! { <p key={number} class={classes!("sim-note", tone)} data-testid="sim-note"><Glyph {icon} size={13} /><span>{ said }</span></p> };
    let exact = |said: AttrValue, english: &str| html! { <p key={number} class="sim-note bad" data-testid="sim-note"><Glyph icon={Icon::Alert} size={13} /><span>{ said }{ trilha_widgets::english(Some(&english.to_owned().into())) }</span></p> };
    match &line.what {
        What::Contact(text) => bubble("contact", html! { text }),
        What::Said { by, content } => {
            let from = match by {
                Speaker::Bot => "bot",
                Speaker::System => "system",
                Speaker::Agent(_) => "agent",
            };
            bubble(from, said(content, open, send))
        }
        What::Requested { request, .. } => remark(
            Icon::Globe,
            "",
            format!("{} {}", request.method.as_str(), request.url.masked()).into(),
        ),
        What::Asked { effect, .. } => remark(Icon::Send, "", asked::told(effect)),
        What::Settled {
            outcome: Outcome::Done,
            ..
        } => remark(Icon::Check, "", t!("sim-done")),
        What::Settled {
            outcome: Outcome::Called(end),
            ..
        } => {
            let words = match end {
                CallEnd::Answered => t!("sim-talked"),
                CallEnd::Busy => t!("sim-busy"),
                CallEnd::NoAnswer => t!("sim-no-answer"),
            };
            remark(Icon::Return, "", words)
        }
        What::Settled {
            outcome: Outcome::Model(_),
            ..
        } => remark(Icon::Return, "", t!("sim-done")),
        What::Settled {
            outcome: Outcome::Recorded { .. },
            ..
        } => remark(Icon::Return, "", t!("sim-spoken")),
        What::Settled {
            outcome: Outcome::Http { status, .. },
            ..
        } => remark(Icon::Return, "", t!("sim-answered", status = *status)),
        What::Settled {
            outcome: Outcome::Failed { reason },
            id,
        } if simulation.answered.contains(id) => exact(t!("sim-unanswered"), reason),
        What::Settled {
            outcome: Outcome::Failed { reason },
            ..
        } => remark(Icon::Alert, "bad", reason.clone().into()),
        What::Failed { step, error, .. } => {
            exact(t!("sim-step-failed", step = step.as_str()), error)
        }
        What::Called { tool, arguments } => {
            let with = arguments.to_json();
            let words = t!("sim-called", tool = tool.as_str(), with = with.as_str());
            remark(Icon::Send, "", words)
        }
        What::Got {
            tool,
            end: ToolEnd::Gave(value),
        } => {
            let what = value.to_json();
            let words = t!("sim-got", tool = tool.as_str(), what = what.as_str());
            remark(Icon::Return, "", words)
        }
        What::Got {
            tool,
            end: ToolEnd::Refused(why) | ToolEnd::Failed(why),
        } => exact(t!("sim-got-nothing", tool = tool.as_str()), why),
        What::Owned(Owner::Bot) => remark(Icon::Bot, "", t!("sim-owned-bot")),
        What::Owned(Owner::Queue(queue)) => remark(
            Icon::Queue,
            "",
            t!("sim-owned-queue", queue = queue.as_str()),
        ),
        What::Owned(Owner::Agent(agent)) if simulation.agent().is_some() => remark(
            Icon::User,
            "",
            t!("sim-owned-person", name = agent.as_str()),
        ),
        What::Owned(Owner::Agent(_)) => remark(Icon::User, "", t!("sim-owned-agent")),
        What::Ended(reason) => {
            let words = match reason {
                EndReason::Finished(Some(reason)) => {
                    t!("sim-ended-reason", reason = reason.as_str())
                }
                EndReason::Finished(None) => t!("sim-ended"),
                EndReason::Failed => t!("sim-ended-failed"),
                EndReason::Closed => t!("sim-ended-closed"),
                EndReason::Lost => t!("sim-ended-lost"),
            };
            html! { <p key={number} class="sim-note end" data-testid="sim-ended"><Glyph icon={Icon::Flag} size={13} /><span>{ words }</span></p> }
        }
    }
}

fn place(simulation: &Simulation) -> Html {
    let words = match (simulation.place(), simulation.elsewhere()) {
        (Some(step), _) => t!("sim-at", step = step.as_str()),
        (None, Some((trail, step))) => {
            t!("sim-at-other", step = step.as_str(), trail = trail.as_str())
        }
        _ => return Html::default(),
    };
    html! { <p class="sim-place" data-testid="sim-place"><span class="pulse"></span>{ words }</p> }
}

/// Why the last thing done had no effect.
fn refusal(fault: &Fault, around: &Surroundings) -> Html {
    let (words, exact) = words::fault(fault, around);
    html! { <p class="sim-note bad" data-testid="sim-fault"><span>{ words }{ english(exact.as_ref()) }</span></p> }
}

/// Who acts for the desk; to be chosen, where there are several.
fn actor(simulation: &Simulation, setting: &Setting, send: &Callback<Msg>) -> Html {
    let you = |name: &str| t!("sim-desk-as", name = name);
    let who = match (simulation.agent(), setting.people.as_slice()) {
        (None, _) => html! { t!("sim-desk") },
        (Some(agent), [] | [_]) => html! { you(agent.as_str()) },
        (Some(agent), people) => {
            let people = people.iter();
            let options: Vec<Opt> = people
                .map(|person| Opt::new(person.name.to_string(), you(&person.name)))
                .collect();
            let onchange = send.reform(|name: String| Msg::Do(Do::As(name.into())));
            html! { <Select aria={Some(t!("sim-desk-who"))} value={agent.to_string()} {options} {onchange} testid="sim-desk-who" /> }
        }
    };
    html! { <div class="form-label" data-testid="sim-desk">{ who }</div> }
}

/// The person at the desk, played by whoever tries the trail.
fn desk(simulation: &Simulation, setting: &Setting, send: &Callback<Msg>) -> Html {
    let act = |act: Act| send.reform(move |()| Msg::Do(Do::Act(act.clone())));
    let who = actor(simulation, setting, send);
    match simulation.owner() {
        Owner::Bot => Html::default(),
        Owner::Queue(_) => html! {
            <div class="sim-desk">
                { who }
                <div class="sim-acts">
                    <Button small=true kind={ButtonKind::Primary} icon={Icon::Hand} label={t!("sim-take")} onclick={act(Act::Take)} testid="sim-take" />
                    if simulation.wake().is_some() { <Button small=true icon={Icon::Clock} label={t!("sim-nobody")} onclick={send.reform(|()| Msg::Do(Do::NextWake))} testid="sim-nobody" /> }
                </div>
            </div>
        },
        Owner::Agent(_) => html! {
            <div class="sim-desk">
                { who }
                <div class="sim-acts">
                    <Button small=true icon={Icon::Return} label={t!("sim-give-back")} onclick={act(Act::GiveBack)} testid="sim-give-back" />
                    <Button small=true icon={Icon::Check} label={t!("sim-resolve")} onclick={act(Act::Resolve)} testid="sim-resolve" />
                </div>
                <Say send={send.clone()} agent=true />
            </div>
        },
    }
}

#[derive(Properties, PartialEq)]
struct SayProps {
    send: Callback<Msg>,
    agent: bool,
}

/// Where one types, as the contact or as the agent.
#[component]
fn Say(props: &SayProps) -> Html {
    let text = use_state(String::new);
    let input = use_node_ref();
    let say = {
        let (send, text, agent, input) =
            (props.send.clone(), text.clone(), props.agent, input.clone());
        Callback::from(move |()| {
            let words = input
                .cast::<HtmlInputElement>()
                .map_or_else(|| (*text).clone(), |input| input.value());
            let words = words.trim().to_owned();
            if words.is_empty() {
                return;
            }
            send.emit(Msg::Do(if agent {
                Do::Act(Act::Reply {
                    id: chance::uuid().into(),
                    text: words,
                    media: None,
                })
            } else {
                Do::Say(words)
            }));
            text.set(String::new());
        })
    };
    let onkeydown = {
        let say = say.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" && !event.is_composing() {
                event.prevent_default();
                say.emit(());
            }
        })
    };
    let (placeholder, input_id, send_id) = if props.agent {
        (t!("sim-say-agent"), "sim-agent-input", "sim-agent-send")
    } else {
        (t!("sim-say"), "sim-input", "sim-send")
    };
    html! {
        <div class="sim-say">
            <TextField element={input} aria={placeholder.clone()} {placeholder} value={(*text).clone()} oninput={let text = text.setter(); move |now| text.set(now)} {onkeydown} testid={input_id} />
            if !props.agent { { attach(&props.send) } }
            <IconButton icon={Icon::Send} label={t!("send")} onclick={say} testid={send_id} />
        </div>
    }
}

fn clock(simulation: &Simulation, send: &Callback<Msg>) -> Html {
    let spans = ["1m", "10m", "1h", "1d"];
    let entries = spans
        .iter()
        .map(|span| MenuEntry::item(*span, t!("sim-pass-by", span = *span), None))
        .collect::<Vec<_>>();
    let onpick = {
        let send = send.clone();
        Callback::from(move |span: AttrValue| {
            if let Some(span) = Span::parse(&span) {
                send.emit(Msg::Do(Do::Pass(span)));
            }
        })
    };
    let wake = simulation
        .wake()
        .map(|wake| words::span(wake.0 - simulation.now().0));
    html! {
        <div class="sim-clock">
            <Glyph icon={Icon::Clock} size={14} />
            <time class="numbers" data-testid="sim-time">{ words::moment(simulation.now().0) }</time>
            <span class="grow"></span>
            if let Some(wake) = wake { <Button small=true icon={Icon::ArrowRight} label={t!("sim-jump", span = wake.as_str())} onclick={send.reform(|()| Msg::Do(Do::NextWake))} testid="sim-jump" /> }
            <Menu small=true bare=true icon={Icon::Plus} label={t!("sim-pass")} side={MenuSide::End} {entries} {onpick} testid="sim-pass" />
        </div>
    }
}

fn variables(variables: &[Variable]) -> Html {
    if variables.is_empty() {
        return Html::default();
    }
    html! {
        <details class="sim-variables" open=true>
            <summary>{ t!("variables") }<Badge label={variables.len().to_string()} /><span class="grow"></span><Glyph icon={Icon::ChevronDown} size={14} /></summary>
            <dl>
                { for variables.iter().map(|variable| html! {
                    <div key={variable.name.as_str()} data-testid="sim-variable" data-name={variable.name.to_string()}>
                        <dt><code>{ variable.name.as_str() }</code>if variable.personal { <Badge label={t!("personal")} tone={Tone::Warn} icon={Some(Icon::Lock)} title={t!("personal-text")} /> }</dt>
                        <dd>{ variable.value.to_string() }</dd>
                    </div>
                }) }
            </dl>
        </details>
    }
}
