//! Versions by name: the draft, or what was published under a number, with the files it reaches.

use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::staff::house::{Snapshot, bundle_stream};
use crate::streams;
use std::sync::Arc;
use trilha_desk::{Choice, StoredBundle};
use trilha_model::TrailId;
use trilha_trail::Sources;

/// One of a trail's versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// As it is on disk.
    Draft,
    /// As it was published.
    Version(u32),
}

impl Which {
    /// Reads `draft` or a number.
    pub(crate) fn parse(text: &str) -> Answer<Self> {
        if text == "draft" {
            return Ok(Self::Draft);
        }
        let number = text.parse().map(Self::Version);
        number.map_err(|_| Problem::invalid().detail("a version is a number, or `draft`"))
    }
}

/// What was published under a number.
pub(crate) fn choice<'h>(
    house: &'h Arc<Snapshot>,
    id: &TrailId,
    version: u32,
) -> Answer<&'h Choice> {
    let at = house.trails.get(id).ok_or_else(Problem::not_found)?;
    at.state.version(version).ok_or_else(Problem::not_found)
}

/// The files a version reaches. Reads files, and may read much of the journal.
pub(crate) fn sources(
    app: &App,
    house: &Arc<Snapshot>,
    id: &TrailId,
    which: Which,
) -> Answer<Sources> {
    match which {
        Which::Draft => {
            let all = app.drafts.sources();
            let all = all.map_err(|error| Problem::ours(&error))?;
            all.path_of(id).ok_or_else(Problem::not_found)?;
            Ok(all.reached(id))
        }
        Which::Version(version) => {
            let stream = bundle_stream(&choice(house, id, version)?.bundle);
            let stored = streams::load::<StoredBundle>(&*app.journal, &stream)?;
            let files = stored.state.files;
            Ok(Sources { files })
        }
    }
}
