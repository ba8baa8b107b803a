//! Changes to the text of a trail that keep everything else as it is.
//!
//! Edits are textual splices at the places [`crate::yaml`] found. The mutation API of `yaml-edit`
//! was left aside: its rules for white space and comments are its own, while a splice touches
//! exactly the bytes it names. Every result is read again and compared with the value the edit
//! should give, so that an edit either does what it says or is refused.

mod draft;
mod expect;
mod ground;
mod rearrange;
mod splice;
mod steps;
#[cfg(test)]
mod tests;
mod write;

pub use draft::Draft;
pub(crate) use write::quoted;

use crate::diagnostic::Span;
use crate::yaml::{self, Node};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// One step down into a tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PathSegment {
    /// Into a list, at an index counted from 0.
    Index(usize),
    /// Into a map, at a key.
    Key(SmolStr),
}

impl From<&str> for PathSegment {
    fn from(key: &str) -> Self {
        Self::Key(key.into())
    }
}

impl From<usize> for PathSegment {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// A change to a trail's text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// Sets a value. What is missing on the way is made; an index equal to the length of a list
    /// adds an item.
    SetField {
        /// Where.
        path: Vec<PathSegment>,
        /// What.
        value: Draft,
    },
    /// Removes an entry or an item. A collection left without any becomes `{}` or `[]`.
    RemoveField {
        /// Which.
        path: Vec<PathSegment>,
    },
    /// Adds a step with its fields in order.
    AddStep {
        /// The new id.
        id: SmolStr,
        /// The step it comes after in the file; else it comes last.
        after: Option<SmolStr>,
        /// Its fields.
        fields: Vec<(SmolStr, Draft)>,
    },
    /// Removes a step and its position.
    RemoveStep {
        /// Which.
        id: SmolStr,
    },
    /// Renames a step, its position, and the targets that lead to it.
    RenameStep {
        /// The id it has.
        from: SmolStr,
        /// The id it gets.
        to: SmolStr,
        /// The values that name it, as the places of their nodes.
        targets: Vec<Span>,
    },
    /// Sets where the editor draws a step.
    SetPosition {
        /// Which.
        step: SmolStr,
        /// To the right.
        x: i64,
        /// Down.
        y: i64,
    },
    /// Renames a key of a map.
    RenameKey {
        /// The entry, by the key it has.
        path: Vec<PathSegment>,
        /// The key it gets.
        to: SmolStr,
    },
    /// Moves an item within a list.
    MoveItem {
        /// The list.
        path: Vec<PathSegment>,
        /// The index it has.
        from: usize,
        /// The index it gets.
        to: usize,
    },
}

/// Why an edit was refused. The text is then unchanged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The text is not YAML.
    #[error("the text is not YAML, mend it first")]
    NotYaml,
    /// There is nothing at a path.
    #[error("there is nothing at `{0}`")]
    Nothing(String),
    /// What is at a path cannot hold what should go into it.
    #[error("`{0}` cannot hold that")]
    WrongShape(String),
    /// The name is taken.
    #[error("there is already a `{0}`")]
    Taken(SmolStr),
    /// A place does not hold what the edit expects there, or overlaps another.
    #[error("the text has changed at bytes {}..{}", .0.start, .0.end)]
    Stale(Span),
    /// The way this part is written does not allow the edit.
    #[error("this part is written in a way the editor cannot change; change it in the text")]
    Unplaceable,
}

/// Applies edits one after the other: each sees the text the one before left.
pub fn apply(text: &str, edits: &[Edit]) -> Result<String, EditError> {
    let mut text = text.to_owned();
    for edit in edits {
        text = apply_one(&text, edit)?;
    }
    Ok(text)
}

/// Replaces places of a text, given in any order. They may not overlap.
pub fn replace_spans(text: &str, replacements: &[(Span, String)]) -> Result<String, EditError> {
    let mut ordered: Vec<&(Span, String)> = replacements.iter().collect();
    ordered.sort_by_key(|(span, _)| *span);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (span, instead) in ordered {
        let kept = text.get(at..span.start).ok_or(EditError::Stale(*span))?;
        text.get(span.range()).ok_or(EditError::Stale(*span))?;
        out.push_str(kept);
        out.push_str(instead);
        at = span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    Ok(out)
}

fn apply_one(text: &str, edit: &Edit) -> Result<String, EditError> {
    let (root, faults) = read(text)?;
    let expected = expect::after(&root, edit)?;
    let edited = match edit {
        Edit::SetField { path, value } => splice::set(text, &root, path, value)?,
        Edit::RemoveField { path } => rearrange::remove(text, &root, path)?,
        Edit::RenameKey { path, to } => rearrange::rename_key(text, &root, path, to)?,
        Edit::MoveItem { path, from, to } => rearrange::move_item(text, &root, path, *from, *to)?,
        Edit::AddStep { id, after, fields } => {
            steps::add(text, &root, id, after.as_deref(), fields)?
        }
        Edit::RemoveStep { id } => steps::remove(text, &root, id)?,
        Edit::RenameStep { from, to, targets } => steps::rename(text, &root, from, to, targets)?,
        Edit::SetPosition { step, x, y } => steps::position(text, &root, step, *x, *y)?,
    };
    let (result, faults_after) = read(&edited).map_err(|_| EditError::Unplaceable)?;
    if faults_after > faults || !expect::same(&yaml::to_value(&result), &expected) {
        return Err(EditError::Unplaceable);
    }
    Ok(edited)
}

/// The tree, and how many errors it came with.
fn read(text: &str) -> Result<(Node, usize), EditError> {
    let (root, found) = yaml::parse("", text);
    let faults = found.iter().filter(|one| one.is_error()).count();
    Ok((root.ok_or(EditError::NotYaml)?, faults))
}

/// A path as people read it: `steps.greet.options[0]`.
fn printed(path: &[PathSegment]) -> String {
    let mut out = String::new();
    for segment in path {
        match segment {
            PathSegment::Key(key) if out.is_empty() => out.push_str(key),
            PathSegment::Key(key) => {
                out.push('.');
                out.push_str(key);
            }
            PathSegment::Index(index) => out.extend(["[", &index.to_string(), "]"]),
        }
    }
    out
}
