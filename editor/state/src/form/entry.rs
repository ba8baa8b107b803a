//! Entries that become something else, and entries doubled: what they say is kept as far as it can be.

use super::blank::keyed;
use super::{Path, Row, draft};
use smol_str::SmolStr;
use trilha_trail::edit::{Draft, Edit, PathSegment};
use trilha_trail::shape::{Choice, Field, OneOf, Shape};
use trilha_trail::yaml::Node;

/// A map that is one of several things becomes another: what both can say stays where it is or goes where it now
/// belongs, the rest begins as `fresh`, which is the other one.
pub(crate) fn another(
    entry: &Node,
    path: &[PathSegment],
    of: &'static OneOf,
    to: &'static Choice,
    fresh: &Draft,
) -> Vec<Edit> {
    let below = |key: &str| -> Path {
        let mut below = path.to_vec();
        below.push(key.into());
        below
    };
    let from = match of.chosen(entry).as_slice() {
        [from] if from.key.name != to.key.name => *from,
        [] => {
            return vec![Edit::SetField {
                path: below(to.key.name),
                value: field(fresh, to.key.name).unwrap_or(Draft::Null),
            }];
        }
        _ => return Vec::new(),
    };
    let moved: Vec<(&str, &Node)> = from
        .beside
        .iter()
        .filter(|field| !has(to.beside, field))
        .filter_map(|field| Some((field.name, entry.get(field.name)?)))
        .collect();
    let mut edits = vec![Edit::RenameKey {
        path: below(from.key.name),
        to: to.key.name.into(),
    }];
    let old = entry.get(from.key.name);
    edits.extend(under(old, &moved, &below(to.key.name), to, fresh));
    edits.extend(
        moved
            .iter()
            .map(|(name, _)| Edit::RemoveField { path: below(name) }),
    );
    for came in to.beside.iter().filter(|field| !has(from.beside, field)) {
        let known = old.and_then(|old| old.get(came.name));
        if let Some(known) = known.filter(|node| came.shape.accepts(node)) {
            edits.push(Edit::SetField {
                path: below(came.name),
                value: draft(known),
            });
        }
    }
    edits
}

/// What changes under the key that tells: keys that mean nothing there go, those that must be there come, and those
/// that stood beside it where they now belong under it.
fn under(
    old: Option<&Node>,
    moved: &[(&str, &Node)],
    path: &[PathSegment],
    to: &Choice,
    fresh: &Draft,
) -> Vec<Edit> {
    let fresh = field(fresh, to.key.name).unwrap_or(Draft::Null);
    let Shape::Record(fields) = &to.key.shape else {
        let fits = old.is_some_and(|old| !old.is_null() && to.key.shape.accepts(old));
        let edit = (!fits).then(|| Edit::SetField {
            path: path.to_vec(),
            value: fresh,
        });
        return Vec::from_iter(edit);
    };
    let fits = |key: &str, node: &Node| {
        let mut fields = fields.iter();
        fields.any(|field| field.name == key && field.shape.accepts(node))
    };
    let begun = match fresh {
        Draft::Map(entries) => entries,
        _ => Vec::new(),
    };
    let moved = moved.iter().filter(|(key, node)| fits(key, node));
    let moved = moved.map(|(key, node)| (SmolStr::new(key), draft(node)));
    let Some(old) = old.filter(|old| old.as_map().is_some()) else {
        let mut entries = begun;
        for (key, value) in moved {
            entries.retain(|(known, _)| *known != key);
            entries.push((key, value));
        }
        return vec![Edit::SetField {
            path: path.to_vec(),
            value: Draft::Map(entries),
        }];
    };
    let below = |key: &str| -> Path {
        let mut below = path.to_vec();
        below.push(key.into());
        below
    };
    let stays = |key: &str| old.get(key).is_some_and(|node| fits(key, node));
    let gone = old.entries().filter(|(key, _)| !stays(&key.text));
    let mut edits: Vec<Edit> = gone
        .map(|(key, _)| Edit::RemoveField {
            path: below(&key.text),
        })
        .collect();
    let came = begun.into_iter().chain(moved);
    let came = came.filter(|(key, _)| !stays(key));
    edits.extend(came.map(|(key, value)| Edit::SetField {
        path: below(&key),
        value,
    }));
    edits
}

fn has(fields: &[Field], field: &Field) -> bool {
    fields.iter().any(|known| known.name == field.name)
}

fn field(draft: &Draft, key: &str) -> Option<Draft> {
    match draft {
        Draft::Map(entries) => {
            let entry = entries.iter().find(|(known, _)| known == key);
            entry.map(|(_, value)| value.clone())
        }
        _ => None,
    }
}

/// What an entry says, to stand beside it: without the name it is listed by and the key it is chosen by, which are
/// its own.
pub fn copied(root: &Node, item: &Shape, rows: &[Row], of: &Row) -> Draft {
    let mut copy = crate::steps::at(root, &of.path).map_or(Draft::Null, draft);
    if let Draft::Map(entries) = &mut copy {
        let own: &[&str] = match item {
            Shape::Record(_) => &["key"],
            Shape::OneOf(_) => &["name"],
            _ => &[],
        };
        entries.retain(|(key, _)| !own.contains(&key.as_str()));
        entries.extend(keyed(item, rows));
    }
    copy
}

/// Doubles an entry or an item: these edits put the copy behind it, or at the end of a map, under a name that is free.
pub(crate) fn doubled(root: &Node, path: &[PathSegment], copy: Draft) -> Vec<Edit> {
    let Some((last, above)) = path.split_last() else {
        return Vec::new();
    };
    let holder = crate::steps::at(root, above);
    let mut place = above.to_vec();
    match last {
        PathSegment::Index(at) => {
            let Some(count) = holder.and_then(Node::as_seq).map(<[Node]>::len) else {
                return Vec::new();
            };
            place.push(count.into());
            let mut edits = vec![Edit::SetField {
                path: place,
                value: copy,
            }];
            if at + 1 < count {
                edits.push(Edit::MoveItem {
                    path: above.to_vec(),
                    from: count,
                    to: at + 1,
                });
            }
            edits
        }
        PathSegment::Key(key) => {
            let base = key.trim_end_matches(|c: char| c.is_ascii_digit());
            let base = base.trim_end_matches('_');
            let mut names = (2..).map(|n| smol_str::format_smolstr!("{base}_{n}"));
            let taken = |name: &SmolStr| holder.is_some_and(|map| map.get(name).is_some());
            let Some(free) = names.find(|name| !taken(name)) else {
                return Vec::new();
            };
            place.push(PathSegment::Key(free));
            vec![Edit::SetField {
                path: place,
                value: copy,
            }]
        }
    }
}
