//! What a step of the simulation asks besides web services: answered by hand, because nothing leaves the browser.

use trilha_model::{CallEnd, Effect, EffectId, Outcome, Span};
use trilha_state::Msg;
use trilha_state::simulation::Do;
use trilha_widgets::{Button, ButtonKind, Glyph, Icon, t};
use yew::prelude::*;

/// What [`Asked`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) id: EffectId,
    pub(crate) effect: Effect,
    pub(crate) send: Callback<Msg>,
}

/// What is asked, and the ways it can end.
#[component]
pub(crate) fn Asked(props: &Props) -> Html {
    let ways: Vec<(AttrValue, Outcome)> = match &props.effect {
        Effect::Dial(_) => vec![
            (t!("sim-talked"), Outcome::Called(CallEnd::Answered)),
            (t!("sim-busy"), Outcome::Called(CallEnd::Busy)),
            (t!("sim-no-answer"), Outcome::Called(CallEnd::NoAnswer)),
        ],
        Effect::Record(_) => vec![
            (
                t!("sim-spoken"),
                Outcome::Recorded {
                    media: "media:simulated".into(),
                    length: Span(5_000),
                },
            ),
            (t!("sim-busy"), Outcome::Called(CallEnd::Busy)),
            (t!("sim-silent"), Outcome::Called(CallEnd::NoAnswer)),
        ],
        _ => vec![(t!("sim-done"), Outcome::Done)],
    };
    let settle = |outcome: Outcome| {
        let (send, id) = (props.send.clone(), props.id);
        move |()| send.emit(Msg::Do(Do::Settle(id, outcome.clone())))
    };
    let failed = Outcome::Failed {
        reason: t!("sim-failed").to_string(),
    };
    html! {
        <div class="sim-request" data-testid="sim-asked">
            <p class="row"><Glyph icon={Icon::Send} size={14} /><b>{ told(&props.effect) }</b></p>
            <div class="sim-acts">
                { for ways.into_iter().map(|(label, outcome)| html! {
                    <Button small=true kind={ButtonKind::Primary} {label} onclick={settle(outcome)} testid="sim-way" />
                }) }
                <Button small=true kind={ButtonKind::Ghost} icon={Icon::WifiOff} label={t!("sim-fail")} onclick={settle(failed)} testid="sim-fail" />
            </div>
        </div>
    }
}

/// What is asked, in a line.
pub(crate) fn told(effect: &Effect) -> AttrValue {
    match effect {
        Effect::Http(request) => {
            format!("{} {}", request.method.as_str(), request.url.masked()).into()
        }
        Effect::Email(mail) => t!(
            "sim-email",
            to = mail.to.join(", "),
            subject = mail.subject.as_str()
        ),
        Effect::Emit(emission) => t!("sim-emit", name = emission.name.as_str()),
        Effect::Dial(call) => t!("sim-dial", number = call.number.as_str()),
        Effect::Record(_) => t!("sim-record"),
        Effect::Model(asked) => t!("sim-model", text = asked.text.as_str()),
    }
}
