//! Changes of single values.

use crate::editor::Editor;
use crate::form::yaml_draft;
use crate::message::{Cmd, Msg, Notice};
use crate::steps;
use smol_str::{SmolStr, ToSmolStr, format_smolstr};
use trilha_trail::edit::{Edit, PathSegment};

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
