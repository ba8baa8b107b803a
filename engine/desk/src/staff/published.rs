//! Published trails: the folds of `bundle/<hash>` and of `trail/<id>`.

use crate::fold::Fold;
use crate::limits;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use trilha_model::{AgentId, BundleHash, Timestamp, TrailEvent, TrailId};

/// The sources of a bundle: the fold of `bundle/<hash>`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredBundle {
    /// Its root trail; empty before it is stored.
    pub trail: TrailId,
    /// Every file it reaches, by path below the flows folder.
    pub files: BTreeMap<String, String>,
}

impl Fold for StoredBundle {
    type Event = TrailEvent;
    const SCHEMA: u8 = 1;

    fn apply(&mut self, event: &TrailEvent) {
        if let TrailEvent::BundleStored { trail, files, .. } = event {
            self.trail.clone_from(trail);
            self.files.clone_from(files);
        }
    }
}

/// Which bundles a trail's new sessions ran and run: the fold of `trail/<id>`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedTrail {
    /// The last choices, oldest first.
    pub versions: VecDeque<Choice>,
}

/// One choice of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The bundle.
    pub bundle: BundleHash,
    /// Counts up from 1.
    pub version: u32,
    /// Who chose it; none for the server itself.
    pub by: Option<AgentId>,
    /// Why.
    pub note: String,
    /// When.
    pub at: Timestamp,
}

impl PublishedTrail {
    /// What new sessions run.
    pub fn current(&self) -> Option<&Choice> {
        self.versions.back()
    }
}

impl Fold for PublishedTrail {
    type Event = TrailEvent;
    const SCHEMA: u8 = 1;

    fn apply(&mut self, event: &TrailEvent) {
        let TrailEvent::TrailPublished {
            bundle,
            version,
            by,
            note,
            at,
        } = event
        else {
            return;
        };
        if self.versions.len() == limits::VERSIONS {
            self.versions.pop_front();
        }
        self.versions.push_back(Choice {
            bundle: bundle.clone(),
            version: *version,
            by: by.clone(),
            note: note.clone(),
            at: *at,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_published_bundle_serves_and_few_old_ones_are_kept() {
        let mut trail = PublishedTrail::default();
        for version in 1..=150 {
            trail.apply(&TrailEvent::TrailPublished {
                bundle: format!("b{version}").into(),
                version,
                by: None,
                note: String::new(),
                at: Timestamp(i64::from(version)),
            });
        }
        assert_eq!(trail.current().unwrap().bundle.as_str(), "b150");
        assert_eq!(trail.versions.len(), limits::VERSIONS);
        assert_eq!(
            PublishedTrail::from_bytes(&trail.to_bytes()).unwrap(),
            trail
        );
    }
}
