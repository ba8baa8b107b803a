//! Checks: what is wrong with a trail although each of its lines can be read.

mod channel;
mod constants;
mod exposure;
mod flow;
mod functions;
mod knowledge;
mod limits;
mod names;
mod own;
mod speech;
mod starts;
#[cfg(test)]
mod tests;
mod tools;

pub(crate) use speech::among;

use crate::bundle::{Known, Read, ReadTrail, Sources, trail_of};
use crate::diagnostic::{Code, Diagnostic, Span};
use smol_str::SmolStr;
use std::collections::BTreeSet;
use trilha_model::TrailId;

/// Says what keeps a trail from running as it is written, and nothing of what is only advised against: that may be
/// said of trails that were published before anybody checked it.
pub(crate) fn structure(read: &mut Read, sources: &Sources, known: &Known) {
    let mut out = Vec::new();
    for (id, one) in &read.trails {
        names::check(one, id, read, sources, known, &mut out);
        flow::check(one, read, &mut out);
    }
    read.diagnostics.append(&mut out);
}

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
    let reached = channel::reached(read, root, known);
    let languages = speech::languages(read);
    let returning = tools::Returning::of(read);
    for (id, one) in &read.trails {
        let mut said = Vec::new();
        twice(one, id, sources, &mut said);
        names::check(one, id, read, sources, known, &mut said);
        flow::check(one, read, &mut said);
        speech::check(one, &languages, &mut said);
        channel::check(one, &reached, &mut said);
        limits::check(one, &reached, &known.limits, &mut said);
        constants::check(one, read, &mut said);
        functions::check(one, &read.library, &mut said);
        own::check(one, &mut said);
        exposure::check(one, &mut said);
        if id == root {
            starts::check(one, read, sources, &mut said);
        }
        knowledge::check(one, read, sources, &mut said);
        tools::check(one, read, &returning, &mut said);
        let broken: Vec<&Diagnostic> = read
            .diagnostics
            .iter()
            .filter(|known| known.is_error() && known.file == one.file)
            .chain(said.iter().filter(|known| known.code == Code::UNKNOWN_STEP))
            .collect();
        let steps: BTreeSet<&SmolStr> = broken
            .iter()
            .filter_map(|error| error.step.as_ref())
            .collect();
        let unread = !broken.is_empty();
        let follows: Vec<bool> = said
            .iter()
            .map(|one| follows(one, unread, &steps))
            .collect();
        let mut follows = follows.into_iter();
        said.retain(|_| !follows.next().unwrap_or(false));
        out.extend(
            said.into_iter()
                .map(|diagnostic| diagnostic.in_trail(id.0.clone())),
        );
    }
    functions::in_files(read, &mut out);
    out.extend(flow::circles(read));
    read.diagnostics.append(&mut out);
}

/// A trail with two files, of which the second is never read.
fn twice(one: &ReadTrail, id: &TrailId, sources: &Sources, out: &mut Vec<Diagnostic>) {
    let second = sources
        .files
        .keys()
        .find(|path| **path != one.file && trail_of(path).as_ref() == Some(id));
    if let Some(second) = second {
        let message = format!("`{}` and `{second}` are both the trail `{id}`", one.file);
        out.push(
            Diagnostic::error(Code::FILE_NAME_DIFFERS, second, Span::at(0), message)
                .with_help("take one of the two files away, or give it another name"),
        );
    }
}

/// Whether a warning only follows from what could not be read: of a step with an error nobody knows
/// where it leads, and of a trail with one nobody knows what is reached and used.
fn follows(warning: &Diagnostic, unread: bool, broken: &BTreeSet<&SmolStr>) -> bool {
    match warning.code {
        Code::UNREACHABLE_STEP | Code::UNUSED_VARIABLE => unread,
        Code::DEAD_END | Code::SILENCE_HANGS => warning
            .step
            .as_ref()
            .is_some_and(|step| broken.contains(step)),
        _ => false,
    }
}
