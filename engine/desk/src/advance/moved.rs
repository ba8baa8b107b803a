//! A newer version of the session's trail was published, and sessions are to go on there.

use super::draft::Draft;
use trilha_model::Move;

/// Lets the session go on in the newer version, if it can; else it finishes where it is. What it waits for was asked
/// already and is not asked again; who has the conversation makes no difference.
pub(super) fn moved(draft: &mut Draft<'_>, to: &Move) {
    let bundles = &draft.world.bundles;
    let moved = draft.conversation().session.as_ref().and_then(|session| {
        let (old, new) = (bundles.get(&session.bundle)?, bundles.get(&to.bundle)?);
        trilha_trail::relocate(old, new, session, to, draft.now)
    });
    let Some(event) = moved else { return };
    draft.emit(event);
    draft.take_told();
    draft.take_queued();
}
