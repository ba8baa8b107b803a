//! Turning inputs into commits, one at a time and in order for each conversation; what runs after them.

mod follower;
mod hot;
mod hub;
mod outbox;
mod timers;
mod turn;

use tokio::sync::watch;

pub(crate) use follower::Follower;
pub(crate) use hub::{Hub, News, Topic, Writing};
pub(crate) use outbox::{Outbox, is_asked};
pub(crate) use timers::Timers;
pub(crate) use turn::{Done, Runtime, asks};

/// Waits until the server is asked to stop. Fails never: a server that is gone counts as stopping.
pub(crate) async fn asked_to_stop(closing: &mut watch::Receiver<bool>) {
    drop(closing.wait_for(|closing| *closing).await);
}
