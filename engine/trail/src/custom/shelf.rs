//! The custom steps there are, each read when it is first asked for.

use super::{Custom, custom_of};
use crate::bundle::Sources;
use crate::diagnostic::Diagnostic;
use smol_str::SmolStr;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use trilha_script::Host;

/// The custom steps of some sources.
pub(crate) struct Shelf<'s> {
    host: &'s Host,
    sources: &'s Sources,
    taken: RefCell<BTreeMap<SmolStr, Taken>>,
}

/// A custom step that was asked for.
#[derive(Clone)]
struct Taken {
    /// None where it is broken.
    custom: Option<Arc<Custom>>,
    said: Vec<Diagnostic>,
}

impl<'s> Shelf<'s> {
    pub(crate) fn new(host: &'s Host, sources: &'s Sources) -> Self {
        Self {
            host,
            sources,
            taken: RefCell::default(),
        }
    }

    /// The names of all of them.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'s str> {
        self.sources.files.keys().filter_map(|path| custom_of(path))
    }

    /// A custom step by name: none where there is no such file; `Some(None)` where it is broken, which is
    /// said once for all that use it.
    pub(crate) fn take(&self, name: &str) -> Option<Option<Arc<Custom>>> {
        if let Some(taken) = self.taken.borrow().get(name) {
            return Some(taken.custom.clone());
        }
        let path = format!("steps/{name}.rhai");
        let text = self.sources.files.get(&path)?;
        let (custom, said) = Custom::read(self.host, &path, text);
        let custom = custom.map(Arc::new);
        let taken = Taken {
            custom: custom.clone(),
            said,
        };
        self.taken.borrow_mut().insert(name.into(), taken);
        Some(custom)
    }

    /// Those that were asked for and are not broken, by name, the paths of all that were, and what there
    /// is to say about them.
    pub(crate) fn taken(self) -> (BTreeMap<SmolStr, Arc<Custom>>, Vec<String>, Vec<Diagnostic>) {
        let (mut customs, mut paths, mut said) = (BTreeMap::new(), Vec::new(), Vec::new());
        for (name, mut taken) in self.taken.into_inner() {
            paths.push(format!("steps/{name}.rhai"));
            said.append(&mut taken.said);
            if let Some(custom) = taken.custom {
                customs.insert(name, custom);
            }
        }
        (customs, paths, said)
    }
}
