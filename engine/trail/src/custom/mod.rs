//! Custom steps: files `steps/*.rhai` that declare themselves and are used as `use: name`.
//!
//! A file begins with a header, lines of `//!` that hold YAML; the rest is a Rhai script. It reads its
//! inputs as variables and nothing else: no other variable, no `contact`, no file of functions. Its last
//! value, or the one given to `exit`, is a map of its outputs. So what it does depends on what it is
//! given alone, and it can be tested alone.

mod header;
mod input;
mod manual;
mod margin;
mod play;
mod schema;
mod shelf;
#[cfg(test)]
mod tests;

pub use input::{Given, Input, Output, Way};
pub(crate) use margin::Margin;
pub use play::Done;
pub(crate) use shelf::{Shelf, Taken};

use crate::diagnostic::Diagnostic;
use crate::spoken::{Spoken, texts_of};
use crate::text::Text;
use crate::yaml::Node;
use smol_str::SmolStr;
use trilha_script::{Host, Library, Script};

/// A custom step as its file declares it, ready to run.
#[derive(Clone, Debug)]
pub struct Custom {
    /// Its name: that of its file, what `use:` says.
    pub name: SmolStr,
    /// Its file, `steps/loyalty.rhai`.
    pub file: SmolStr,
    /// The name people read.
    pub title: Text,
    /// What it does, for whoever draws a trail.
    pub help: Text,
    /// The name of its icon; empty where it has none of its own.
    pub icon: SmolStr,
    /// What it is given, in the order of the header.
    pub inputs: Vec<Input>,
    /// What it gives to `save:`, in the order of the header.
    pub outputs: Vec<Output>,
    /// The exits it may choose besides `next`, in the order of the header.
    pub exits: Vec<Way>,
    host: Host,
    script: Script,
    library: Library,
}

impl Custom {
    /// Reads a custom step's file: the step where nothing is wrong with it, and what there is to say.
    pub fn read(host: &Host, file: &str, text: &str) -> (Option<Self>, Vec<Diagnostic>) {
        header::read(host, file, text)
    }

    /// The functions its script calls that it does not define.
    pub(crate) fn calls(&self) -> impl Iterator<Item = &str> {
        self.script.calls().map(|(name, _)| name)
    }

    /// An input by name.
    pub fn input(&self, name: &str) -> Option<&Input> {
        self.inputs.iter().find(|input| input.name == name)
    }

    /// The name people read, in the language nearest to this one.
    pub fn title(&self, language: &str) -> String {
        self.title.pick(Some(language), "").source()
    }

    /// What it does, in the language nearest to this one.
    pub fn help(&self, language: &str) -> String {
        self.help.pick(Some(language), "").source()
    }

    /// A smallest step that uses it, as YAML below its id: what the palette adds.
    pub fn example(&self) -> String {
        let mut example = format!("use: {}\n", self.name);
        let required: Vec<&Input> = self.inputs.iter().filter(|input| input.required).collect();
        if !required.is_empty() {
            example.push_str("with:\n");
        }
        for input in required {
            example.extend(["  ", &input.name, ": ", &input.sample(), "\n"]);
        }
        example
    }
}

/// The texts of a header that people read.
pub(crate) fn texts(header: &Node) -> Vec<Spoken<'_>> {
    texts_of(header, &header::HEADER)
}

/// The custom step a path holds, if it holds one: `steps/loyalty.rhai` is `loyalty`.
pub fn custom_of(path: &str) -> Option<&str> {
    path.strip_prefix("steps/")?.strip_suffix(".rhai")
}
