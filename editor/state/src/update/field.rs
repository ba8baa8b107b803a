//! Changes of single values.

use crate::editor::Editor;
use crate::form::{Path, yaml_draft};
use crate::message::{Cmd, Msg, Notice};
use crate::steps;
use smol_str::{SmolStr, ToSmolStr, format_smolstr};
use trilha_trail::edit::{Draft, Edit, PathSegment};

impl Editor {
    /// Changes of single values.
    pub(super) fn field(&mut self, msg: Msg) -> Vec<Cmd> {
        match msg {
            Msg::Set(path, value) => {
                let group = group(&path);
                self.edit(&[Edit::SetField { path, value }], Some(group))
            }
            Msg::SetYaml(path, text) => match yaml_draft(&text) {
                Some(value) => self.edit(&[Edit::SetField { path, value }], None),
                None => vec![Cmd::Say(Notice::NotYaml)],
            },
            Msg::Clear(path) => {
                let edit = self
                    .document
                    .root
                    .as_ref()
                    .and_then(|root| steps::clear(root, &path));
                self.edit(&Vec::from_iter(edit), None)
            }
            Msg::RenameKey(path, to) => self.edit(&[Edit::RenameKey { path, to }], None),
            Msg::Shift(path, up) => self.shift(&path, up),
            _ => Vec::new(),
        }
    }

    /// An item or an entry changes places with the one before it, or after.
    pub(super) fn shift(&mut self, path: &Path, up: bool) -> Vec<Cmd> {
        let Some((last, above)) = path.split_last() else {
            return Vec::new();
        };
        let Some(holder) = self
            .document
            .root
            .as_ref()
            .and_then(|root| steps::at(root, above))
        else {
            return Vec::new();
        };
        let other = |at: usize, count: usize| {
            if up {
                at.checked_sub(1)
            } else {
                Some(at + 1).filter(|to| *to < count)
            }
        };
        let edit = match last {
            PathSegment::Index(from) => {
                let count = holder.as_seq().map_or(0, <[_]>::len);
                other(*from, count).map(|to| Edit::MoveItem {
                    path: above.to_vec(),
                    from: *from,
                    to,
                })
            }
            PathSegment::Key(key) => holder.as_map().and_then(|map| {
                let at = map
                    .iter()
                    .position(|(known, _)| known.text == key.as_str())?;
                let to = other(at, map.len())?;
                let mut entries: Vec<(SmolStr, Draft)> = map
                    .iter()
                    .map(|(key, node)| (key.text.as_str().into(), crate::form::draft(node)))
                    .collect();
                entries.swap(at, to);
                Some(Edit::SetField {
                    path: above.to_vec(),
                    value: Draft::Map(entries),
                })
            }),
        };
        self.edit(&Vec::from_iter(edit), None)
    }
}

/// Settings of the same value are undone as one.
fn group(path: &[PathSegment]) -> SmolStr {
    let parts: Vec<SmolStr> = path
        .iter()
        .map(|segment| match segment {
            PathSegment::Key(key) => key.clone(),
            PathSegment::Index(at) => at.to_smolstr(),
        })
        .collect();
    format_smolstr!("set {}", parts.join("/"))
}
