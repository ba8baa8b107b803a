//! A compiled source, with what the interpreter has learnt about it in earlier runs.

use crate::host::Host;
use crate::library::Library;
use crate::reads::{self, Reads};
use crate::soft::Softened;
use rhai::{AST, Caches};
use smol_str::SmolStr;
use std::fmt;
use std::sync::{Mutex, PoisonError};

#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) source: SmolStr,
    pub(crate) ast: AST,
    pub(crate) reads: Reads,
    pub(crate) soft: Softened,
    learnt: Learnt,
}

impl Code {
    pub(crate) fn new(source: &str, ast: AST, soft: Softened) -> Self {
        Self {
            source: source.into(),
            reads: reads::of(&ast),
            ast,
            soft,
            learnt: Learnt::default(),
        }
    }

    /// Whether it has a function of this name itself.
    pub(crate) fn defines(&self, function: &str) -> bool {
        self.ast.iter_functions().any(|own| own.name == function)
    }

    /// Runs `work` with which function each call means, as far as earlier runs found out.
    pub(crate) fn with_caches<T>(
        &self,
        host: &Host,
        library: &Library,
        work: impl FnOnce(&mut Caches) -> T,
    ) -> T {
        let mut caches = self.learnt.take(host, library);
        let result = work(&mut caches);
        self.learnt.keep(host, library, caches);
        result
    }
}

/// As many as run at once on a machine of ordinary size; more only resolve their calls again.
const KEPT: usize = 8;

/// Resolved calls, valid for one host and one library.
#[derive(Default)]
struct Learnt {
    kept: Mutex<Vec<(Host, Library, Caches)>>,
}

impl Learnt {
    fn take(&self, host: &Host, library: &Library) -> Caches {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.pop() {
            Some((h, l, caches)) if h.is(host) && l.is(library) => caches,
            Some(_) => {
                kept.clear();
                Caches::new()
            }
            None => Caches::new(),
        }
    }

    fn keep(&self, host: &Host, library: &Library, caches: Caches) {
        if caches.fn_resolution_caches_len() > 1 {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < KEPT {
            kept.push((host.clone(), library.clone(), caches));
        }
    }
}

impl fmt::Debug for Learnt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Learnt").finish_non_exhaustive()
    }
}
