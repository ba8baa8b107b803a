//! A test event for a webhook: sent, waited for, and told what came of it where it was asked for.

use crate::api;
use crate::refusal::Refusal;
use crate::words;
use std::rc::Rc;
use trilha_widgets::{Glyph, Icon, english, i18n, t};
use trilha_wire::outside::{Came, HookTest, Silence};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

type Result = std::result::Result<HookTest, Refusal>;

/// How far a test has come.
#[derive(Clone, PartialEq)]
enum Stage {
    Waiting,
    Over(Rc<Result>),
}

/// A test of one webhook.
#[derive(Clone, PartialEq)]
pub(super) struct Trial {
    /// None: it was not tried, or tried at another address.
    stage: Option<Stage>,
    start: Callback<()>,
}

/// A test of the webhook at `path`, which sends to `url`; what came of it is forgotten when that changes.
#[hook]
pub(super) fn use_trial(path: String, url: String) -> Trial {
    let stage = use_state(|| None::<(String, Stage)>);
    let now = stage.as_ref().filter(|(tried, _)| *tried == url);
    let now = now.map(|(_, stage)| stage.clone());
    let start = {
        let (to, busy) = (stage.setter(), now == Some(Stage::Waiting));
        Callback::from(move |()| {
            if busy {
                return;
            }
            to.set(Some((url.clone(), Stage::Waiting)));
            let (to, url, path) = (to.clone(), url.clone(), format!("{path}/test"));
            spawn_local(async move {
                let came = Rc::new(api::ask(&path).await);
                to.set(Some((url, Stage::Over(came))));
            });
        })
    };
    Trial { stage: now, start }
}

impl Trial {
    /// Sends it, unless one is under way.
    pub(super) fn start(&self) -> Callback<()> {
        self.start.clone()
    }

    /// Whether the answer is waited for.
    pub(super) fn busy(&self) -> bool {
        self.stage == Some(Stage::Waiting)
    }

    /// Whether there is something to tell.
    pub(super) fn is_there(&self) -> bool {
        self.stage.is_some()
    }

    /// What came of it so far; to stand there from the moment it is sent, so that it is read out when it comes.
    pub(super) fn draw(&self) -> Html {
        let (class, told) = match &self.stage {
            None => return Html::default(),
            Some(Stage::Waiting) => (
                None,
                html! {<>
                    <span class="spinner" aria-hidden="true"></span><p>{ t!("hook-test-waiting") }</p>
                </>},
            ),
            Some(Stage::Over(came)) => match &**came {
                Ok(test) if test.came.is_taken() => (Some("ok"), with(Icon::Check, told(test))),
                Ok(test) => (Some("bad"), with(Icon::Alert, told(test))),
                Err(why) => (Some("bad"), with(Icon::Alert, words::reason(why))),
            },
        };
        html! { <div class={classes!("outcome", class)} role="status" aria-busy={self.busy().then_some("true")} data-testid="outcome">{ told }</div> }
    }
}

fn with(icon: Icon, words: Html) -> Html {
    html! {<><Glyph {icon} size={14} /><div>{ words }</div></>}
}

fn told(test: &HookTest) -> Html {
    let time = time(test.took);
    let id = html! { <p class="mono">{ format!("webhook-id: {}", test.id) }</p> };
    match &test.came {
        Came::Answer { status, .. } if test.came.is_taken() => html! {<>
            <p>{ t!("hook-test-taken", status = status.to_string(), time = time) }</p>{ id }
        </>},
        Came::Answer { status, to, words } => html! {<>
            <p>{ t!("hook-test-refused", status = status.to_string(), time = time) }</p>
            if let Some(to) = to { <p>{ t!("hook-test-redirected") }<br /><span class="mono">{ to }</span></p> }
            if let Some(words) = words { <pre class="snippet" tabindex="0" aria-label={t!("hook-test-words")}>{ words }</pre> }
            { id }
        </>},
        Came::Nothing { why, detail } => html! {<>
            <p>{ silence(*why, &time) }</p>
            if *why != Silence::Late { { english(Some(&AttrValue::from(detail.clone()))) } }
        </>},
    }
}

/// Why nothing came, in a sentence.
fn silence(why: Silence, time: &str) -> AttrValue {
    match why {
        Silence::Guarded => t!("silence-guarded"),
        Silence::Unknown => t!("silence-unknown"),
        Silence::Refused => t!("silence-refused"),
        Silence::Certificate => t!("silence-certificate"),
        Silence::Insecure => t!("silence-insecure"),
        Silence::Late => t!("silence-late", time = time),
        Silence::Secret => t!("silence-secret"),
        Silence::Other => t!("silence-other"),
    }
}

/// `38 ms`, `1.2 s`, which stay on one line.
fn time(millis: u32) -> String {
    if millis < 1_000 {
        return format!("{millis}\u{a0}ms");
    }
    let tenths = format!("{}.{}\u{a0}s", millis / 1_000, millis % 1_000 / 100);
    if i18n::language().code() == "en" {
        tenths
    } else {
        tenths.replace('.', ",")
    }
}
