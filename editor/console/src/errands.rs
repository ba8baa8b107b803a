//! The state's commands that ask the server something.

use crate::api;
use crate::route::{encode, segments};
use crate::state::{Cmd, Filter, Msg, Tab};
use gloo_net::http::Method;
use gloo_timers::future::TimeoutFuture;
use trilha_model::ConversationId;
use trilha_wire::desk::{Availability, Deed};
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

const PAGE: u32 = 100;

/// Carries out a command; what comes of it goes to `to`.
pub(crate) fn run(cmd: Cmd, to: &Callback<Msg>) {
    let to = to.clone();
    spawn_local(async move {
        if let Some(msg) = answer(cmd).await {
            to.emit(msg);
        }
    });
}

async fn answer(cmd: Cmd) -> Option<Msg> {
    Some(match cmd {
        Cmd::List {
            tab,
            filter,
            before,
        } => {
            let result = api::get(&list(tab, &filter, before.as_deref())).await;
            Msg::Listed {
                tab,
                filter,
                before,
                result,
            }
        }
        Cmd::Open(id) => Msg::Opened {
            result: api::get(&path(&segments(&id))).await.map(Box::new),
            id,
        },
        Cmd::Winner(id) => Msg::Winner {
            result: api::get(&path(&segments(&id))).await.map(Box::new),
            id,
        },
        Cmd::Earlier { id, before } => {
            let result =
                api::get(&format!("{}/thread?before={before}", path(&segments(&id)))).await;
            Msg::EarlierCame { id, result }
        }
        Cmd::Act(id, act) => {
            let deed = Deed {
                act,
                seen: None,
                written_for: None,
                anyway: false,
            };
            act_on(id, deed).await
        }
        Cmd::Say(id, deed) => act_on(id, deed).await,
        Cmd::Typing(id) => {
            // Nobody minds a lost hint.
            drop(api::bare(Method::POST, &format!("{}/typing", path(&segments(&id)))).await);
            return None;
        }
        Cmd::Availability(available) => Msg::Switched(
            api::send(
                Method::PUT,
                "/api/desk/availability",
                &Availability { available },
            )
            .await,
        ),
        Cmd::Queues => Msg::Queues(api::get("/api/queues").await.ok()?),
        Cmd::Teams => Msg::Teams(api::get("/api/teams").await.ok()?),
        Cmd::Me => Msg::Me(api::get("/api/session").await.ok()?),
        Cmd::People => Msg::People(api::get("/api/users").await.ok()?),
        Cmd::Later(millis) => {
            TimeoutFuture::new(millis).await;
            Msg::Tick
        }
        Cmd::Connect { .. }
        | Cmd::Go(_)
        | Cmd::Notice(_)
        | Cmd::Chime(_)
        | Cmd::KeepSeen
        | Cmd::Keep { .. }
        | Cmd::Draft { .. }
        | Cmd::KeepTray { .. }
        | Cmd::Upload { .. }
        | Cmd::Abort(_)
        | Cmd::FocusRow(_)
        | Cmd::FocusComposer => return None,
    })
}

async fn act_on(id: ConversationId, deed: Deed) -> Msg {
    let address = format!("{}/acts", path(&segments(&id)));
    let result = api::send(Method::POST, &address, &deed).await;
    Msg::Acted {
        id,
        act: deed.act,
        result: result.map(Box::new),
    }
}

fn path(segments: &str) -> String {
    format!("/api/desk/conversations/{segments}")
}

/// The address of a page of a list.
pub(crate) fn list(tab: Tab, filter: &Filter, before: Option<&str>) -> String {
    let mut address = format!("/api/desk/conversations?list={}&limit={PAGE}", tab.name());
    let parts = [
        (
            "queue",
            filter.queue.as_ref().map(trilha_model::QueueId::as_str),
        ),
        ("text", Some(filter.text.trim())),
        ("before", before),
    ];
    for (name, value) in parts {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            address.extend(["&", name, "=", &encode(value)]);
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_asked_for_with_what_is_wanted_only() {
        assert_eq!(
            list(Tab::Mine, &Filter::default(), None),
            "/api/desk/conversations?list=mine&limit=100"
        );
        let filter = Filter {
            queue: Some("support".into()),
            text: " é & ".into(),
        };
        assert_eq!(
            list(Tab::Waiting, &filter, Some("p/2")),
            "/api/desk/conversations?list=waiting&limit=100&queue=support&text=%C3%A9%20%26&before=p%2F2"
        );
    }
}
