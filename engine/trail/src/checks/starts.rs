//! Starts: none that another always comes before, and no waiting where a trail runs beside people.

use crate::automation::{Start, waiting};
use crate::bundle::{Read, ReadTrail, Sources, trail_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::reader::Reader;
use crate::trail::Trail;
use crate::yaml;
use trilha_model::TrailId;

/// Says what is wrong with the starts of the root trail.
pub(super) fn check(one: &ReadTrail, read: &Read, sources: &Sources, out: &mut Vec<Diagnostic>) {
    if one.trail.starts.is_empty() {
        return;
    }
    shadowed(one, &others(one, read, sources), out);
    waits(one, read, out);
}

/// The starts of the other trails of the folder, with the names of their trails.
fn others(one: &ReadTrail, read: &Read, sources: &Sources) -> Vec<(TrailId, Start)> {
    let mut found = Vec::new();
    for (path, text) in &sources.files {
        let Some(trail) = trail_of(path).filter(|trail| *trail != one.trail.id) else {
            continue;
        };
        let Some(block) = block(text) else { continue };
        let node = yaml::parse(path, block).0;
        let Some(node) = node.as_ref().and_then(|node| node.get("starts")) else {
            continue;
        };
        let starts = Start::read_all(&mut Reader::new(&read.host, path, block), node);
        found.extend(starts.into_iter().map(|start| (trail.clone(), start)));
    }
    found
}

/// The lines of a file that hold its `starts`: reading all of every other file would take long.
fn block(text: &str) -> Option<&str> {
    let lines = text.split_inclusive('\n').scan(0, |at, line| {
        let from = *at;
        *at += line.len();
        Some((from, line))
    });
    let mut lines = lines.skip_while(|(_, line)| !line.starts_with("starts:"));
    let (from, first) = lines.next()?;
    let within = |line: &str| line.starts_with([' ', '-', '#', '\n', '\r']);
    let last = lines.take_while(|(_, line)| within(line)).last();
    let end = last.map_or(from + first.len(), |(at, line)| at + line.len());
    text.get(from..end)
}

fn shadowed(one: &ReadTrail, others: &[(TrailId, Start)], out: &mut Vec<Diagnostic>) {
    let trail = &one.trail;
    let own = trail.starts.iter().map(|start| (&trail.id, start));
    let all: Vec<_> = own
        .chain(others.iter().map(|(trail, start)| (trail, start)))
        .collect();
    for (place, start) in trail.starts.iter().enumerate() {
        let before = |(at, (id, other)): (usize, &(&TrailId, &Start))| {
            let order = |id: &TrailId, at: usize, start: &Start| (start.rank(), id.clone(), at);
            let first = order(id, at, other) < order(&trail.id, place, start);
            let taken = other.takes_from(start).filter(|_| first)?;
            Some(((*id).clone(), (*other).clone(), taken))
        };
        if let Some((id, other, taken)) = all.iter().enumerate().find_map(before) {
            out.push(shadow(one, start, &id, &other, &taken));
        }
    }
}

fn shadow(
    one: &ReadTrail,
    start: &Start,
    id: &TrailId,
    other: &Start,
    taken: &[&str],
) -> Diagnostic {
    let name = other.id(id);
    let words: Vec<String> = taken.iter().map(|word| format!("`{word}`")).collect();
    let message = match words.as_slice() {
        [] => format!("this starts nothing: `{name}` takes every message before it"),
        words => format!(
            "{} starts nothing here: `{name}` comes before",
            words.join(", ")
        ),
    };
    let said = Diagnostic::warning(Code::SHADOWED_START, &one.file, start.span, message)
        .with_help("say on which inboxes each is, take one away, or put them in another order under Settings, Automations");
    if *id == one.trail.id {
        said.with_label(other.span, "this comes before")
    } else {
        said
    }
}

fn waits(one: &ReadTrail, read: &Read, out: &mut Vec<Diagnostic>) {
    let Some(service) = one.trail.starts.iter().find(|start| start.on.is_service()) else {
        return;
    };
    let kind = service.on.kind();
    let trail = |id: &TrailId| -> Option<&Trail> { Some(&read.trails.get(id)?.trail) };
    for (within, step) in waiting(&one.trail, &trail) {
        let Some(file) = read.trails.get(&within.id).map(|read| &read.file) else {
            continue;
        };
        let message = format!(
            "`{}` waits, and `{kind}` runs the trail beside what people do",
            step.id
        );
        let mut said = Diagnostic::error(Code::WAITS_ASIDE, file, step.id_span, message)
            .with_help("say, tag, note, emit, e-mail, change the ticket or hand it off only; for more make a trail of its own")
            .in_step(step.id.0.clone());
        if *file == one.file {
            said = said.with_label(service.span, "starts it");
        }
        out.push(said);
    }
}
