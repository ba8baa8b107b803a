//! `knowledge`: the documents a model answers from, and what an answer says of them.

use super::Ai;
use crate::diagnostic::Code;
use crate::reader::{Reader, Referent};
use crate::run::Run;
use crate::yaml::Node;
use smol_str::SmolStr;
use std::fmt::Write as _;
use trilha_model::{Map, ModelSource, Value};

/// The most characters of a source's name, as a contact reads it.
const NAME: usize = 120;

/// The folders a model answers from, and the modes that do.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node, mode: &str) -> Vec<SmolStr> {
    let asked = node.get("ai").and_then(|asked| asked.get("knowledge"));
    if let Some(asked) = asked.filter(|_| !matches!(mode, "reply" | "assist")) {
        let message = "`knowledge` is for `reply` and `assist`, this step does neither";
        reader.error(Code::WRONG_SHAPE, asked.span, message).help =
            Some("take `knowledge` out, or write `reply` under `ai`".into());
    }
    if let Some(save) = node.get("save_sources").filter(|_| asked.is_none()) {
        let message = "there are no sources without `knowledge`";
        reader.error(Code::WRONG_SHAPE, save.span, message).help =
            Some("take `save_sources` out, or name `knowledge` under `ai`".into());
    }
    let names = asked.map(Node::one_or_more).unwrap_or_default();
    let names = names
        .iter()
        .filter_map(|node| Some((SmolStr::new(node.as_str()?), node.span)));
    let names: Vec<_> = names.collect();
    for (name, span) in &names {
        reader.refer(Referent::Knowledge(name.clone()), *span);
    }
    names.into_iter().map(|(name, _)| name).collect()
}

/// An answer with its sources below it, each by the number that it is cited with.
pub(super) fn listed(text: &str, sources: &[ModelSource]) -> String {
    let mut listed = text.to_owned();
    for (at, source) in sources.iter().enumerate() {
        let names = [source.title.as_str(), source.heading.as_str()];
        let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
        let name: String = names.join(" / ").chars().take(NAME).collect();
        let before = if at == 0 { "\n\n" } else { "\n" };
        write!(listed, "{before}[{}] {name}", at + 1)
            .expect("invariant: a string takes everything");
    }
    listed
}

impl Ai {
    /// Keeps the sources of an answer where the trail wants them: a list of maps with `title`, `heading` and
    /// `file`, in the order of their numbers.
    pub(super) fn save_sources(
        &self,
        run: &mut Run<'_>,
        sources: &[ModelSource],
    ) -> Result<(), String> {
        let Some(name) = &self.save_sources else {
            return Ok(());
        };
        let map = |source: &ModelSource| {
            let parts = [
                ("title", &source.title),
                ("heading", &source.heading),
                ("file", &source.file),
            ];
            let parts = parts.map(|(key, text)| (key.into(), Value::text(text)));
            Value::Map(parts.into_iter().collect::<Map>())
        };
        run.set(name.clone(), Value::List(sources.iter().map(map).collect()))
    }
}
