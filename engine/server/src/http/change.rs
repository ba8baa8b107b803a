//! Changing what admins set up: a stream and, once everybody sees it, the answer.

use super::extract::OnlyNew;
use super::turns::answer;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::streams;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use trilha_desk::Fold;
use trilha_model::Stream;

/// Characters of a name people read.
const NAME: usize = 80;

/// Changes a stream and waits until everybody sees it.
pub(super) async fn change<T: Fold>(
    app: &App,
    stream: &Stream,
    events: impl Fn(&T) -> Answer<Vec<T::Event>>,
) -> Answer<()> {
    if let Some(cursor) = streams::change::<T>(&app.journal, stream, events).await? {
        app.follower.reached(cursor).await;
    }
    Ok(())
}

/// Says on a stream what is from now on.
pub(super) async fn put<T: Fold>(app: &App, stream: &Stream, said: T::Event) -> Answer<()>
where
    T::Event: Clone,
{
    change::<T>(app, stream, |_| Ok(vec![said.clone()])).await
}

/// Says on a stream what is there from now on; refused where only something new is meant, and it is there already.
pub(super) async fn save<T: Fold>(
    app: &App,
    stream: &Stream,
    only_new: OnlyNew,
    is_there: impl Fn(&T) -> bool,
    said: T::Event,
) -> Answer<()>
where
    T::Event: Clone,
{
    change::<T>(app, stream, |state| {
        only_new.allows(is_there(state))?;
        Ok(vec![said.clone()])
    })
    .await
}

/// Says on a stream that something is gone; refused where it is not there.
pub(super) async fn take_away<T: Fold>(
    app: &App,
    stream: &Stream,
    is_there: impl Fn(&T) -> bool,
    gone: T::Event,
) -> Answer<StatusCode>
where
    T::Event: Clone,
{
    change::<T>(app, stream, |state| {
        is_there(state)
            .then(|| vec![gone.clone()])
            .ok_or_else(Problem::not_found)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// All of them, as a list.
pub(super) fn listed<T: Serialize>(all: impl Iterator<Item = T>) -> Response {
    answer(StatusCode::OK, &all.collect::<Vec<_>>())
}

/// A name people read, trimmed; refused when empty or too long.
pub(super) fn name(name: &str) -> Answer<String> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Problem::empty().detail("a name is needed"));
    }
    if name.chars().count() > NAME {
        return Err(Problem::too_long().detail(format!("a name has at most {NAME} characters")));
    }
    Ok(name.to_owned())
}
