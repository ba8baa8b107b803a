//! Checks: what is wrong with a trail although each of its lines can be read.

mod flow;
mod names;
mod speech;

use crate::bundle::{Known, Read, Sources};
use crate::diagnostic::{Code, Diagnostic, Span};
use trilha_model::TrailId;

/// Says everything there is to say about what was read.
pub(crate) fn all(read: &mut Read, root: &TrailId, sources: &Sources, known: &Known) {
    let mut out = Vec::new();
    if sources.path_of(root).is_none() {
        let message = format!("there is no trail `{root}`");
        out.push(Diagnostic::error(
            Code::UNKNOWN_TRAIL,
            root.as_str(),
            Span::at(0),
            message,
        ));
    }
    for (id, one) in &read.trails {
        let mut said = Vec::new();
        names::check(one, id, read, sources, known, &mut said);
        flow::check(one, read, &mut said);
        speech::check(one, &mut said);
        out.extend(
            said.into_iter()
                .map(|diagnostic| diagnostic.in_trail(id.0.clone())),
        );
    }
    out.extend(flow::circles(read));
    read.diagnostics.append(&mut out);
}
