//! Files of functions: `flows/scripts/*.rhai`.

use crate::failure::SyntaxError;
use crate::host::Host;
use crate::reads::{self, Reads};
use crate::soft::{self, Softened};
use rhai::{AST, Module, Position};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A function of a library, as people and `check` see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// The file it is in.
    pub file: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// The names of its parameters; their number is its arity.
    pub parameters: Vec<SmolStr>,
    /// The `///` lines above it, without the slashes.
    pub doc: String,
    /// Exits it names literally.
    pub exits: Vec<SmolStr>,
}

/// Compiled files of functions; cheap to clone.
///
/// A function sees those of its own file first, then those of the other files whose name and arity
/// only one file has.
#[derive(Clone, Debug, Default)]
pub struct Library {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug, Default)]
pub(crate) struct Inner {
    pub(crate) files: BTreeMap<SmolStr, File>,
    /// What inline scripts see.
    pub(crate) shared: Option<Arc<Module>>,
    pub(crate) timed: bool,
    functions: Vec<Function>,
}

#[derive(Debug)]
pub(crate) struct File {
    /// Its functions, and those it may call in others.
    pub(crate) ast: AST,
    pub(crate) soft: Softened,
}

impl Library {
    /// Every function, by file and then by name.
    pub fn functions(&self) -> &[Function] {
        &self.inner.functions
    }

    /// A function by file, name and number of arguments.
    pub fn function(&self, file: &str, name: &str, arity: usize) -> Option<&Function> {
        self.inner
            .functions
            .iter()
            .find(|f| f.file == file && f.name == name && f.parameters.len() == arity)
    }
}

struct Parsed {
    ast: AST,
    reads: Reads,
    soft: Softened,
}

pub(crate) fn compile(
    host: &Host,
    files: &[(SmolStr, String)],
) -> Result<Library, (SmolStr, SyntaxError)> {
    let mut parsed = BTreeMap::new();
    let mut functions = Vec::new();
    for (name, source) in files {
        let file = parse(host, source).map_err(|error| (name.clone(), error))?;
        functions.extend(list(name, source, &file.ast));
        parsed.insert(name.clone(), file);
    }
    functions.sort_by(|a, b| {
        (&a.file, &a.name, a.parameters.len()).cmp(&(&b.file, &b.name, b.parameters.len()))
    });
    let ambiguous = ambiguous(&functions);
    let mut shared = Module::new();
    for file in parsed.values() {
        for function in file.ast.iter_fn_def() {
            let key = (SmolStr::new(&function.name), function.params.len());
            if !ambiguous.contains(&key) {
                shared.set_script_fn(function.clone());
            }
        }
    }
    let timed = parsed.values().any(|file| file.reads.timed);
    let files = parsed
        .into_iter()
        .map(|(name, file)| (name, link(&shared, file)))
        .collect();
    Ok(Library {
        inner: Arc::new(Inner {
            files,
            shared: Some(Arc::new(shared)),
            timed,
            functions,
        }),
    })
}

fn parse(host: &Host, source: &str) -> Result<Parsed, SyntaxError> {
    let soft = soft::soften(source);
    let ast = host.compile(source, &soft)?;
    if let Some(statement) = ast.statements().first() {
        return Err(SyntaxError::at(
            "a script file holds functions only",
            statement.position(),
            &soft,
            source,
        ));
    }
    if let Some(function) = ast.iter_functions().find(|f| f.name == "exit") {
        return Err(SyntaxError::at(
            format!("`{}` has a meaning already", function.name),
            Position::NONE,
            &soft,
            source,
        ));
    }
    let reads = reads::of(&ast);
    Ok(Parsed { ast, reads, soft })
}

/// The file's functions over those of other files.
fn link(shared: &Module, file: Parsed) -> File {
    let mut module = shared.clone();
    for function in file.ast.iter_fn_def() {
        module.set_script_fn(function.clone());
    }
    File {
        ast: AST::new([], module),
        soft: file.soft,
    }
}

fn ambiguous(functions: &[Function]) -> BTreeSet<(SmolStr, usize)> {
    let mut once = BTreeSet::new();
    functions
        .iter()
        .map(|f| (f.name.clone(), f.parameters.len()))
        .filter(|key| !once.insert(key.clone()))
        .collect()
}

fn list(file: &SmolStr, source: &str, ast: &AST) -> Vec<Function> {
    ast.iter_fn_def()
        .filter(|f| !f.name.starts_with("anon$"))
        .map(|f| {
            let mut module = Module::new();
            module.set_script_fn(f.clone());
            let reads = reads::of(&AST::new([], module));
            Function {
                file: file.clone(),
                name: SmolStr::new(&f.name),
                parameters: f.params.iter().map(SmolStr::new).collect(),
                doc: doc(source, &f.name),
                exits: reads.exits.into_iter().collect(),
            }
        })
        .collect()
}

/// The `///` lines just above `fn name(`.
fn doc(source: &str, name: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in source.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            lines.push(text.strip_prefix(' ').unwrap_or(text));
            continue;
        }
        let header = line.strip_prefix("private ").unwrap_or(line);
        let is_it = header
            .strip_prefix("fn ")
            .and_then(|rest| rest.trim_start().strip_prefix(name))
            .is_some_and(|rest| rest.trim_start().starts_with('('));
        if is_it {
            return lines.join("\n");
        }
        lines.clear();
    }
    String::new()
}
