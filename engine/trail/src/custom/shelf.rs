//! The custom steps there are, each read when it is first asked for.

use super::{Custom, custom_of};
use crate::bundle::Sources;
use crate::diagnostic::Diagnostic;
use smol_str::SmolStr;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use trilha_script::Host;

/// What asking for a custom step comes to.
#[derive(Clone, Debug)]
pub(crate) enum Taken {
    /// It can be used.
    Whole(Arc<Custom>),
    /// What is wrong with it is said once for all that use it.
    Broken,
    /// There is no such file.
    Missing,
}

/// The custom steps of some sources.
pub(crate) struct Shelf<'s> {
    host: &'s Host,
    sources: &'s Sources,
    asked: RefCell<BTreeMap<SmolStr, (Taken, Vec<Diagnostic>)>>,
}

impl<'s> Shelf<'s> {
    pub(crate) fn new(host: &'s Host, sources: &'s Sources) -> Self {
        Self {
            host,
            sources,
            asked: RefCell::default(),
        }
    }

    /// The names of all of them.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'s str> {
        self.sources.files.keys().filter_map(|path| custom_of(path))
    }

    /// A custom step by name.
    pub(crate) fn take(&self, name: &str) -> Taken {
        if let Some((taken, _)) = self.asked.borrow().get(name) {
            return taken.clone();
        }
        let path = format!("steps/{name}.rhai");
        let Some(text) = self.sources.files.get(&path) else {
            return Taken::Missing;
        };
        let (custom, said) = Custom::read(self.host, &path, text);
        let taken = custom.map_or(Taken::Broken, |custom| Taken::Whole(Arc::new(custom)));
        let known = (taken.clone(), said);
        self.asked.borrow_mut().insert(name.into(), known);
        taken
    }

    /// Those that were asked for and can be used, by name, the paths of all that were, and what there is
    /// to say about them.
    pub(crate) fn taken(self) -> (BTreeMap<SmolStr, Arc<Custom>>, Vec<String>, Vec<Diagnostic>) {
        let (mut customs, mut paths, mut all) = (BTreeMap::new(), Vec::new(), Vec::new());
        for (name, (taken, mut said)) in self.asked.into_inner() {
            paths.push(format!("steps/{name}.rhai"));
            all.append(&mut said);
            if let Taken::Whole(custom) = taken {
                customs.insert(name, custom);
            }
        }
        (customs, paths, all)
    }
}
