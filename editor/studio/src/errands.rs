//! What the editor asks of the page: requests, what is kept in the browser, the clipboard, and what is said in passing.

use crate::api::{self, Failure};
use crate::player::Player;
use crate::words;
use crate::workbench::{Event, Workbench};
use gloo_net::http::Method;
use trilha_model::Outcome;
use trilha_state::{Cmd, Msg, Test};
use trilha_widgets::{Toasts, clipboard, storage};
use trilha_wire::studio::{Draft, Published, Scheduled, TryHttp};
use yew::html::Scope;

/// Where things of a trail lie in this browser.
pub(crate) struct Keeps<'k> {
    /// Its unsaved text.
    pub(crate) draft: &'k str,
    /// The setting of its simulations.
    pub(crate) setting: &'k str,
}

/// Does what the editor asks for. `path` is the trail's at the server, `keeps` is where things lie in this browser.
pub(crate) fn carry_out(
    link: &Scope<Workbench>,
    path: &str,
    keeps: &Keeps<'_>,
    toasts: Option<&Toasts>,
    player: &mut Player,
    cmd: Cmd,
) {
    let path = path.to_owned();
    match cmd {
        Cmd::Save(save) => link.send_future(async move {
            let saved: Result<Draft, Failure> = api::send(Method::PUT, &path, &save).await;
            Event::Editor(match saved {
                Ok(draft) => Msg::Saved(Box::new(draft)),
                Err(failure) => Msg::NotSaved(words::refused(failure)),
            })
        }),
        Cmd::FetchTheirs => link.send_future(async move {
            Event::Editor(match api::get::<Draft>(&path).await {
                Ok(draft) => Msg::Theirs(Box::new(draft)),
                Err(failure) => Msg::NotSaved(words::not_done(&failure)),
            })
        }),
        Cmd::SaveTests(save) => link.send_future(async move {
            let path = format!("{path}/tests");
            let saved: Result<Draft, Failure> = api::send(Method::PUT, &path, &save).await;
            Event::Editor(Msg::Test(match saved {
                Ok(draft) => Test::Saved(Box::new(draft)),
                Err(failure) => Test::NotSaved(words::refused(failure)),
            }))
        }),
        Cmd::FetchTests => link.send_future(async move {
            Event::Editor(Msg::Test(match api::get::<Draft>(&path).await {
                Ok(draft) => Test::Theirs(Box::new(draft)),
                Err(failure) => Test::NotSaved(words::not_done(&failure)),
            }))
        }),
        Cmd::Publish(publish) => link.send_future(async move {
            let published: Result<Published, Failure> =
                api::send(Method::POST, &format!("{path}/publish"), &publish).await;
            Event::Editor(match published {
                Ok(published) => Msg::Published(published),
                Err(failure) => Msg::NotPublished(words::refused(failure)),
            })
        }),
        Cmd::Schedule(schedule) => link.send_future(async move {
            let scheduled: Result<Scheduled, Failure> =
                api::send(Method::POST, &format!("{path}/schedules"), &schedule).await;
            Event::Editor(match scheduled {
                Ok(scheduled) => Msg::Scheduled(scheduled),
                Err(failure) => Msg::NotPublished(words::refused(failure)),
            })
        }),
        Cmd::Http(run, id, request) => link.send_future(async move {
            let answered: Result<Outcome, Failure> = api::send(
                Method::POST,
                "/api/trails/http",
                &TryHttp { request: *request },
            )
            .await;
            let answer = answered.map_err(|failure| failure.words().to_string());
            Event::Editor(Msg::Answered(run, id, answer))
        }),
        Cmd::Player(order) => player.order(&order),
        Cmd::EndPlayer => player.end(),
        Cmd::Keep(text) => {
            let written = text.map(|text| text.written()).unwrap_or_default();
            storage::set(keeps.draft, &written);
        }
        Cmd::KeepSetting(setting) => {
            storage::set(keeps.setting, &setting.written());
        }
        Cmd::Copy(text) => {
            clipboard::copy(&text);
        }
        Cmd::Say(notice) => {
            let (tone, words, exact) = words::notice(&notice);
            if let Some(toasts) = toasts {
                toasts.explain(tone, words, exact);
            }
        }
    }
}
