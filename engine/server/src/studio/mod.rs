//! The editor's side: drafts on disk, publishing at once or later, versions and the sessions that run them, and
//! publishing whatever changes while developing.

mod drafts;
mod moving;
mod publish;
mod versions;
mod watch;

pub(crate) use drafts::{Drafts, Kind, base, id};
pub(crate) use moving::{fits, impact, move_sessions, sessions};
pub(crate) use publish::{Publication, cancel, fire, publish, schedule, schedules, shown};
pub(crate) use versions::{Which, choice, sources};
pub(crate) use watch::{publish_drafts, watch};
