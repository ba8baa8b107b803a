//! Changes of steps, as edits of the text: adding, connecting, moving, renaming, copying, deleting.

use crate::document::{Document, Surroundings};
use crate::form::{draft, yaml_draft};
use crate::geometry::Point;
use crate::palette::Offered;
use crate::targets::{self, Mention};
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeMap;
use trilha_model::StepId;
use trilha_trail::VERBS;
use trilha_trail::edit::{Draft, Edit, PathSegment};
use trilha_trail::shape::Shape;
use trilha_trail::yaml::Node;

/// Up to this many moved steps, each changes its own line; beyond, the layout is written anew.
const FEW: usize = 4;
/// How far copies stand from what they were copied from.
const ASIDE: Point = Point::new(36.0, 36.0);
const RESERVED: [&str; 2] = ["end", "return"];

/// Steps that were copied: with their fields and places.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Copied(pub Vec<(SmolStr, Fields, Point)>);

/// The fields of a step, in order.
pub type Fields = Vec<(SmolStr, Draft)>;

/// An exit of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlet {
    /// The step.
    pub step: StepId,
    /// The exit.
    pub exit: SmolStr,
}

/// Why an id cannot be a step's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadId {
    /// Not a small letter, then small letters, digits, `_` and `-`.
    Letters,
    /// A verb, `end` or `return`.
    Reserved,
    /// Another step has it.
    Taken,
}

fn path(parts: &[&str]) -> Vec<PathSegment> {
    parts.iter().map(|part| PathSegment::from(*part)).collect()
}

/// Whether a step may be called so.
pub fn check_id(document: &Document, id: &str) -> Result<(), BadId> {
    let small = |c: char| c.is_ascii_lowercase();
    let fits = |c: char| small(c) || c.is_ascii_digit() || c == '_' || c == '-';
    if !id.starts_with(small) || !id.chars().all(fits) {
        return Err(BadId::Letters);
    }
    if RESERVED.contains(&id) || VERBS.iter().any(|verb| verb.name == id) {
        return Err(BadId::Reserved);
    }
    if document.position(&id.into()).is_some() {
        return Err(BadId::Taken);
    }
    Ok(())
}

/// An id nobody has: `say_1`, `say_2`, …
fn free_id(document: &Document, base: &str, taken: &[SmolStr]) -> SmolStr {
    let base = base
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .trim_end_matches('_');
    let ids = (1..).map(|n| format_smolstr!("{base}_{n}"));
    let mut free = ids.filter(|id| check_id(document, id).is_ok() && !taken.contains(id));
    free.next().expect("invariant: numbers do not end")
}

/// A new step of a kind at a place, led to from an exit. Answers its id.
pub fn add(
    document: &Document,
    around: &Surroundings,
    what: &Offered,
    at: Point,
    from: Option<&Outlet>,
) -> (SmolStr, Vec<Edit>) {
    let id = free_id(document, what.name(), &[]);
    let fields = begun(document, around, what);
    let after = from.map(|from| from.step.0.clone());
    let mut edits = vec![Edit::AddStep {
        id: id.clone(),
        after,
        fields,
    }];
    edits.extend(
        from.into_iter()
            .flat_map(|from| connect(document, from, &id)),
    );
    edits.extend(place(document, &[(id.as_str().into(), at)]));
    (id, edits)
}

/// The fields a new step begins with.
fn begun(document: &Document, around: &Surroundings, what: &Offered) -> Fields {
    let verb = match what {
        Offered::Verb(verb) => verb,
        Offered::Custom(custom) => {
            return match yaml_draft(&custom.example()) {
                Some(Draft::Map(fields)) => fields,
                _ => vec![("use".into(), Draft::text(custom.name.as_str()))],
            };
        }
    };
    let mut fields = match yaml_draft(verb.example) {
        Some(Draft::Map(fields)) => fields,
        _ => vec![(verb.name.into(), Draft::Null)],
    };
    for (key, value) in &mut fields {
        let own = (key == verb.name).then_some(&verb.value);
        let other = || verb.fields.iter().find(|field| field.name == key);
        if let Some(shape) = own.or_else(|| Some(&other()?.shape)) {
            suit(document, around, shape, value);
        }
    }
    fields
}

/// Puts what there is in place of what the example names: the first trail and queue, a variable of its own.
fn suit(document: &Document, around: &Surroundings, shape: &Shape, value: &mut Draft) {
    let instead = match shape {
        Shape::Variable => {
            let known = document.variables();
            let mut names = (1..).map(|n| format_smolstr!("answer_{n}"));
            names.find(|name| !known.contains(name))
        }
        Shape::Record(fields) => {
            let Draft::Map(entries) = value else { return };
            for (key, value) in entries {
                if let Some(field) = fields.iter().find(|field| field.name == key) {
                    suit(document, around, &field.shape, value);
                }
            }
            return;
        }
        _ => around.named(shape).into_iter().next(),
    };
    if let (Some(instead), Draft::Text(_)) = (instead, &value) {
        *value = Draft::text(instead);
    }
}

/// An exit leads to a target from now on.
pub fn connect(document: &Document, from: &Outlet, target: &str) -> Vec<Edit> {
    let Some(keys) = document
        .card(&from.step)
        .and_then(|card| Some(&card.exit(&from.exit)?.path))
    else {
        return Vec::new();
    };
    let mut place = path(&["steps", from.step.as_str()]);
    let absent = document
        .node(&from.step)
        .is_some_and(|step| step.get("timeout").is_none());
    if absent && keys.first().is_some_and(|key| key == "timeout") {
        place.push("timeout".into());
        let value = Draft::map([("after", Draft::text("10m")), ("next", Draft::text(target))]);
        return vec![Edit::SetField { path: place, value }];
    }
    place.extend(keys.iter().map(|key| PathSegment::Key(key.clone())));
    vec![Edit::SetField {
        path: place,
        value: Draft::text(target),
    }]
}

/// An exit leads nowhere of its own from now on.
pub fn disconnect(document: &Document, from: &Outlet) -> Vec<Edit> {
    let (Some(card), Some(root)) = (document.card(&from.step), &document.root) else {
        return Vec::new();
    };
    let Some(port) = card.exit(&from.exit) else {
        return Vec::new();
    };
    let mut place = path(&["steps", from.step.as_str()]);
    place.extend(port.path.iter().map(|key| PathSegment::Key(key.clone())));
    if at(root, &place).is_none() {
        // An option without a way of its own goes the way of its menu.
        place = path(&["steps", from.step.as_str(), "next"]);
    }
    clear(root, &place).into_iter().collect()
}

/// Removes a value; of a step, also the maps around it that would be left empty, up to the step's own keys.
pub fn clear(root: &Node, place: &[PathSegment]) -> Option<Edit> {
    at(root, place)?;
    let mut end = place.len();
    let of_step = place.first().and_then(key) == Some("steps");
    while of_step && end > 3 {
        let above = place.get(..end - 1)?;
        let alone =
            at(root, above).is_some_and(|node| node.as_map().is_some_and(|map| map.len() == 1));
        let own = place
            .get(2)
            .and_then(key)
            .is_some_and(|key| key == "options" || VERBS.iter().any(|verb| verb.name == key));
        if !alone || own {
            break;
        }
        end -= 1;
    }
    Some(Edit::RemoveField {
        path: place.get(..end)?.to_vec(),
    })
}

fn key(segment: &PathSegment) -> Option<&str> {
    match segment {
        PathSegment::Key(key) => Some(key),
        PathSegment::Index(_) => None,
    }
}

/// The value at a path.
pub fn at<'n>(root: &'n Node, path: &[PathSegment]) -> Option<&'n Node> {
    path.iter().try_fold(root, |node, segment| match segment {
        PathSegment::Key(key) => node.get(key),
        PathSegment::Index(at) => node.as_seq()?.get(*at),
    })
}

/// Steps stand here from now on. Where some were placed by nobody, all places are written down, so that nothing jumps.
pub fn place(document: &Document, moved: &[(StepId, Point)]) -> Vec<Edit> {
    let layout = document.trail.as_ref().map(|trail| &trail.layout);
    let known = |id: &StepId| layout.is_some_and(|layout| layout.contains_key(id));
    let settled = document.cards.iter().all(|card| known(&card.id));
    if settled && moved.len() <= FEW {
        let edit = |(step, at): &(StepId, Point)| {
            let (x, y) = whole(*at);
            Edit::SetPosition {
                step: step.0.clone(),
                x,
                y,
            }
        };
        return moved.iter().map(edit).collect();
    }
    let anew: BTreeMap<&StepId, Point> = moved.iter().map(|(id, at)| (id, *at)).collect();
    let stay = document.cards.iter().zip(&*document.places);
    let mut entries: Vec<(SmolStr, Draft)> = stay
        .map(|(card, at)| {
            (
                card.id.0.clone(),
                pair(anew.get(&card.id).copied().unwrap_or(*at)),
            )
        })
        .collect();
    for (id, at) in moved
        .iter()
        .filter(|(id, _)| document.position(id).is_none())
    {
        entries.push((id.0.clone(), pair(*at)));
    }
    vec![Edit::SetField {
        path: path(&["layout"]),
        value: Draft::Map(entries),
    }]
}

fn pair(at: Point) -> Draft {
    let (x, y) = whole(at);
    Draft::List(vec![Draft::Int(x), Draft::Int(y)])
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "clamped to what a canvas may hold"
)]
fn whole(at: Point) -> (i64, i64) {
    let limit = |value: f64| value.round().clamp(-1e7, 1e7) as i64;
    (limit(at.x), limit(at.y))
}

/// A step is called otherwise, wherever it is named.
pub fn rename(document: &Document, from: &StepId, to: &str) -> Vec<Edit> {
    let Some(root) = &document.root else {
        return Vec::new();
    };
    let mentions = targets::mentions(root).into_iter();
    let targets = mentions
        .filter(|mention| mention.target == from.as_str())
        .map(|mention| mention.span);
    vec![Edit::RenameStep {
        from: from.0.clone(),
        to: to.into(),
        targets: targets.collect(),
    }]
}

/// Steps are gone, and what led to them leads nowhere.
pub fn delete(document: &Document, ids: &[StepId]) -> Vec<Edit> {
    let Some(root) = &document.root else {
        return Vec::new();
    };
    let gone = |id: &str| ids.iter().any(|gone| gone.as_str() == id);
    let leads_there = |mention: &Mention| {
        let kept = mention.path.first().and_then(key) == Some("interrupts");
        gone(&mention.target) && !kept && !mention.step.as_deref().is_some_and(gone)
    };
    let mentions = targets::mentions(root).into_iter().filter(leads_there);
    let mut edits: Vec<Edit> = mentions
        .map(|mention| Edit::RemoveField { path: mention.path })
        .collect();
    let there = ids.iter().filter(|id| document.position(id).is_some());
    edits.extend(there.map(|id| Edit::RemoveStep { id: id.0.clone() }));
    edits
}

/// Steps as they are, to be pasted.
pub fn copy(document: &Document, ids: &[StepId]) -> Copied {
    let step = |id: &StepId| match draft(document.node(id)?) {
        Draft::Map(fields) => Some((id.0.clone(), fields, document.place(id)?)),
        _ => None,
    };
    Copied(ids.iter().filter_map(step).collect())
}

/// Copies stand in the trail, their upper left corner at a place or beside what they were copied from.
/// What led from one copied step to another leads between the copies. Answers their ids.
pub fn paste(document: &Document, copied: &Copied, at: Option<Point>) -> (Vec<StepId>, Vec<Edit>) {
    let mut names: Vec<(SmolStr, SmolStr)> = Vec::new();
    for (old, ..) in &copied.0 {
        let taken: Vec<SmolStr> = names.iter().map(|(_, new)| new.clone()).collect();
        names.push((old.clone(), free_id(document, old, &taken)));
    }
    let corner = copied
        .0
        .iter()
        .map(|(.., at)| *at)
        .reduce(|a, b| Point::new(a.x.min(b.x), a.y.min(b.y)));
    let shift = at
        .zip(corner)
        .map_or(ASIDE, |(at, corner)| at.minus(corner));
    let mut edits = Vec::new();
    let mut moved = Vec::new();
    for ((_, fields, from), (_, new)) in copied.0.iter().zip(&names) {
        edits.push(Edit::AddStep {
            id: new.clone(),
            after: None,
            fields: retarget(document, fields, &names),
        });
        moved.push((StepId::from(new.as_str()), from.plus(shift)));
    }
    edits.extend(place(document, &moved));
    (moved.into_iter().map(|(id, _)| id).collect(), edits)
}

/// Fields whose targets lead to the copies; those that lead to no step here are left out.
fn retarget(
    document: &Document,
    fields: &[(SmolStr, Draft)],
    names: &[(SmolStr, SmolStr)],
) -> Vec<(SmolStr, Draft)> {
    let mentions = targets::mentions_of(fields);
    let mut map = Draft::Map(fields.to_vec());
    for (place, target) in mentions.into_iter().rev() {
        let copy = names
            .iter()
            .find(|(old, _)| *old == target)
            .map(|(_, new)| new.clone());
        let here = RESERVED.contains(&target.as_str())
            || document.position(&target.as_str().into()).is_some();
        match (copy, here) {
            (Some(copy), _) => replace(&mut map, &place, Some(Draft::text(copy))),
            (None, true) => {}
            (None, false) => replace(&mut map, &place, None),
        }
    }
    match map {
        Draft::Map(fields) => fields,
        _ => fields.to_vec(),
    }
}

fn replace(draft: &mut Draft, place: &[PathSegment], with: Option<Draft>) {
    let Some((first, rest)) = place.split_first() else {
        return;
    };
    match (draft, first) {
        (Draft::Map(entries), PathSegment::Key(key)) => {
            if !rest.is_empty() {
                let entry = entries.iter_mut().find(|(known, _)| known == key);
                if let Some((_, inner)) = entry {
                    replace(inner, rest, with);
                }
            } else if let Some(with) = with {
                entries
                    .iter_mut()
                    .filter(|(known, _)| known == key)
                    .for_each(|(_, value)| value.clone_from(&with));
            } else {
                entries.retain(|(known, _)| known != key);
            }
        }
        (Draft::List(items), PathSegment::Index(at)) => {
            if let Some(item) = items.get_mut(*at) {
                replace(item, rest, with);
            }
        }
        _ => {}
    }
}
