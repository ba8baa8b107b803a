//! Compiled bundles, ready for the sessions pinned to them.

use super::House;
use crate::aside::aside;
use crate::problem::Answer;
use crate::streams;
use std::sync::{Arc, PoisonError};
use trilha_desk::StoredBundle;
use trilha_journal::ReadError;
use trilha_model::{BundleHash, Stream};
use trilha_trail::{Bundle, Sources};

impl House {
    /// Makes a bundle ready that a session is pinned to, if it still compiles.
    pub(crate) async fn need(self: &Arc<Self>, hash: &BundleHash) -> Answer<()> {
        if self.now().bundles.contains_key(hash) || self.is_broken(hash) {
            return Ok(());
        }
        // Of many who need the same one, after a restart, one compiles it.
        let _alone = self.compiling.lock().await;
        if self.now().bundles.contains_key(hash) {
            return Ok(());
        }
        let (house, hash) = (Arc::clone(self), hash.clone());
        aside(move || {
            if let Some(bundle) = house.compiled(&hash)? {
                house.offer(Arc::new(bundle));
            }
            Ok(())
        })
        .await
    }

    /// Has a bundle ready that was compiled already.
    pub(crate) fn offer(&self, bundle: Arc<Bundle>) {
        let _moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
        let mut snapshot = (*self.now()).clone();
        snapshot.bundles.insert(bundle.hash.clone(), bundle);
        snapshot.stale = true;
        snapshot.rebuild();
        self.publish(snapshot);
    }

    fn is_broken(&self, hash: &BundleHash) -> bool {
        let broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        broken.contains(hash)
    }

    /// A stored bundle, compiled; none where it is not stored, or does not compile under this version. What
    /// does not is remembered, because it never will.
    pub(super) fn compiled(&self, hash: &BundleHash) -> Result<Option<Bundle>, ReadError> {
        if self.is_broken(hash) {
            return Ok(None);
        }
        let stored = streams::load::<StoredBundle>(&*self.journal, &bundle_stream(hash))?.state;
        if stored.trail.as_str().is_empty() {
            return Ok(None);
        }
        let files = stored.files;
        let limits = self.now().limits.with_sources_of_any_size();
        match trilha_trail::compile_published(&Sources { files }, &stored.trail, &limits) {
            Ok(bundle) => Ok(Some(bundle)),
            Err(diagnostics) => {
                tracing::error!(trail = %stored.trail, problems = diagnostics.len(), "a stored bundle does not compile under this version");
                self.broken
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(hash.clone());
                Ok(None)
            }
        }
    }
}

/// The stream of a bundle.
pub(crate) fn bundle_stream(hash: &BundleHash) -> Stream {
    Stream::new("bundle", hash.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ambient;
    use crate::media::Links;
    use crate::streams::At;
    use trilha_journal::{Journal as _, Memory};
    use trilha_model::{Limits, TrailEvent};

    #[tokio::test]
    async fn a_bundle_that_does_not_compile_is_tried_once() {
        let journal = Arc::new(Memory::new());
        let hash = BundleHash::from("b1");
        let stored = TrailEvent::BundleStored {
            hash: hash.clone(),
            trail: "old".into(),
            files: [("old.yaml".into(), "steps: nonsense".into())].into(),
        };
        let write = streams::write(
            bundle_stream(&hash),
            At::<StoredBundle>::default(),
            &[stored],
        );
        journal
            .append(ambient::commit_id(), vec![write])
            .wait()
            .unwrap();
        let house = Arc::new(
            House::open(
                Arc::<Memory>::clone(&journal),
                Links::default(),
                &Limits::default(),
            )
            .unwrap(),
        );
        house.need(&hash).await.unwrap();
        assert!(house.is_broken(&hash));
        // Nothing is left to read or to compile.
        journal.purge(&bundle_stream(&hash)).unwrap();
        house.need(&hash).await.unwrap();
        assert!(house.now().bundles.is_empty());
        // One that is not stored yet may be later.
        house.need(&"b2".into()).await.unwrap();
        assert!(!house.is_broken(&"b2".into()));
    }
}
