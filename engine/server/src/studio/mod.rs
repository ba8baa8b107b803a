//! The editor's side: drafts on disk, publishing, and publishing whatever changes while developing.

mod drafts;
mod publish;
mod watch;

pub(crate) use drafts::{Drafts, Kind, base, id};
pub(crate) use publish::{publish, shown};
pub(crate) use watch::{publish_drafts, watch};
