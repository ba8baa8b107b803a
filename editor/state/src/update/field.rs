//! Changes of single values.

use crate::editor::Editor;
use crate::form::{Like, another, doubled, yaml_draft};
use crate::message::{Cmd, Msg, Notice};
use crate::steps;
use smol_str::{SmolStr, ToSmolStr, format_smolstr};
use trilha_trail::edit::{Draft, Edit, PathSegment};
use trilha_trail::shape::Shape;

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
            Msg::Become(path, like, kind, fresh) => {
                let edits = self.become_another(&path, like, &kind, &fresh);
                self.edit(&edits, None)
            }
            Msg::Double(path, copy) => {
                let root = self.document.root.as_ref();
                let edits = root.map(|root| doubled(root, &path, copy));
                self.edit(&edits.unwrap_or_default(), None)
            }
            _ => Vec::new(),
        }
    }

    fn become_another(
        &self,
        path: &[PathSegment],
        like: Like,
        kind: &str,
        fresh: &Draft,
    ) -> Vec<Edit> {
        let entry = self.document.root.as_ref();
        let entry = entry.and_then(|root| steps::at(root, path));
        match (like.0, entry) {
            (Shape::OneOf(of), Some(entry)) => of
                .choice(kind)
                .map(|to| another(entry, path, of, to, fresh))
                .unwrap_or_default(),
            _ => Vec::new(),
        }
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
