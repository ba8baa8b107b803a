//! The custom steps of the house, as the palette and the forms have them.

use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;
use trilha_trail::{Custom, Sources};

/// A custom step that can be used; two are equal when their files are.
#[derive(Clone, Debug)]
pub struct CustomStep {
    custom: Arc<Custom>,
    text: Rc<str>,
}

impl CustomStep {
    /// All of them, by name.
    pub(crate) fn all(sources: &Sources) -> Vec<Self> {
        let whole = |custom: Arc<Custom>| {
            let text = sources.files.get(custom.file.as_str())?;
            let text = text.as_str().into();
            Some(Self { custom, text })
        };
        sources.customs().into_iter().filter_map(whole).collect()
    }
}

impl PartialEq for CustomStep {
    fn eq(&self, other: &Self) -> bool {
        self.custom.file == other.custom.file && self.text == other.text
    }
}

impl Deref for CustomStep {
    type Target = Custom;

    fn deref(&self) -> &Custom {
        &self.custom
    }
}
