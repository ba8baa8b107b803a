//! Files of functions: `flows/scripts/*.rhai`.

use crate::code::Code;
use crate::failure::SyntaxError;
use crate::functions::is_function;
use crate::host::Host;
use crate::reads::{self, Reads};
use crate::soft::{self, Softened};
use rhai::{AST, Module, Position, ScriptFuncDef};
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
/// The files are one namespace: a function calls those of every file, and no two files have a
/// function of the same name and arity.
#[derive(Clone, Debug, Default)]
pub struct Library {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug, Default)]
pub(crate) struct Inner {
    pub(crate) ast: AST,
    pub(crate) timed: bool,
    pub(crate) captures: bool,
    functions: Vec<Function>,
    /// Names that are called and no function has, with the file.
    unknown: Vec<(SmolStr, SmolStr)>,
    /// Variables and keys of maps of any file that may hold a function.
    holders: BTreeSet<SmolStr>,
    /// Where every function is, closures included, by name.
    homes: BTreeMap<String, Vec<Home>>,
    /// How each of them is entered, in the same order.
    entries: Vec<Entry>,
}

/// Where a function is.
#[derive(Debug)]
struct Home {
    file: SmolStr,
    soft: Arc<Softened>,
    first: usize,
    last: usize,
}

/// A call of one function, its arguments taken from variables.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) arguments: Vec<String>,
    pub(crate) code: Code,
}

impl Library {
    /// Every function, by file and then by name.
    pub fn functions(&self) -> &[Function] {
        &self.inner.functions
    }

    /// A function by file, name and number of arguments.
    pub fn function(&self, file: &str, name: &str, arity: usize) -> Option<&Function> {
        self.inner.functions.get(self.place(file, name, arity)?)
    }

    /// Names that are called and that no function has, each with the file it is called in.
    pub fn unknown(&self) -> &[(SmolStr, SmolStr)] {
        &self.inner.unknown
    }

    /// Whether a map made in one of the files may hold a function under this key.
    pub fn may_hold(&self, key: &str) -> bool {
        self.inner.holders.contains(key)
    }

    pub(crate) fn entry(&self, file: &str, name: &str, arity: usize) -> Option<&Entry> {
        self.inner.entries.get(self.place(file, name, arity)?)
    }

    /// Whether any file has a function of this name.
    pub(crate) fn defines(&self, name: &str) -> bool {
        self.inner.homes.contains_key(name)
    }

    /// The file of a function in which something happened on a line, and how its columns are found.
    pub(crate) fn home(&self, name: &str, line: usize) -> Option<(&SmolStr, &Softened)> {
        let homes = self.inner.homes.get(name)?;
        let home = homes
            .iter()
            .find(|home| (home.first..=home.last).contains(&line))
            .or_else(|| homes.first())?;
        Some((&home.file, &home.soft))
    }

    /// Whether this is the same library, not one like it.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    fn place(&self, file: &str, name: &str, arity: usize) -> Option<usize> {
        self.inner
            .functions
            .binary_search_by(|f| {
                (f.file.as_str(), f.name.as_str(), f.parameters.len()).cmp(&(file, name, arity))
            })
            .ok()
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
    let mut homes: BTreeMap<(String, usize), Home> = BTreeMap::new();
    let mut functions = Vec::new();
    let (mut called, mut holders) = (Vec::new(), BTreeSet::new());
    let mut owners = BTreeMap::new();
    let mut module = Module::new();
    let (mut timed, mut captures) = (false, false);
    for (name, source) in files {
        let file = parse(host, source).map_err(|error| (name.clone(), error))?;
        let soft = Arc::new(file.soft);
        for function in file.ast.iter_fn_def() {
            let key = (function.name.clone(), function.params.len());
            if let Some(owner) = owners.insert(key, name)
                && !is_closure(&function.name)
            {
                return Err((name.clone(), twice(function, owner, &soft, source)));
            }
            module.set_script_fn(function.clone());
            let home = Home::of(function, name, &soft);
            homes.insert((function.name.to_string(), function.params.len()), home);
        }
        functions.extend(list(name, source, &file.ast));
        let calls = file.reads.calls.into_iter();
        called.extend(calls.map(|(function, _)| (name.clone(), function)));
        holders.extend(file.reads.holders);
        timed |= file.reads.timed;
        captures |= file.reads.captures;
    }
    functions.sort_by(|a: &Function, b| {
        (&a.file, &a.name, a.parameters.len()).cmp(&(&b.file, &b.name, b.parameters.len()))
    });
    let mut entries = Vec::with_capacity(functions.len());
    for function in &functions {
        entries.push(entry(host, function).map_err(|error| (function.file.clone(), error))?);
    }
    called.retain(|(_, called): &(SmolStr, SmolStr)| {
        let in_file = functions.iter().any(|known| known.name == *called);
        !is_function(called) && !in_file && !holders.contains(called)
    });
    called.dedup();
    let mut by_name: BTreeMap<String, Vec<Home>> = BTreeMap::new();
    for ((name, _), home) in homes {
        by_name.entry(name).or_default().push(home);
    }
    Ok(Library {
        inner: Arc::new(Inner {
            entries,
            ast: AST::new([], module),
            timed,
            captures,
            functions,
            unknown: called,
            holders,
            homes: by_name,
        }),
    })
}

impl Home {
    fn of(function: &ScriptFuncDef, file: &SmolStr, soft: &Arc<Softened>) -> Self {
        let line = |position: Position| position.line();
        let first = line(function.body.start_position()).unwrap_or(0);
        Self {
            file: file.clone(),
            soft: Arc::clone(soft),
            first,
            last: line(function.body.end_position()).unwrap_or(first),
        }
    }
}

fn entry(host: &Host, function: &Function) -> Result<Entry, SyntaxError> {
    let arguments: Vec<String> = (0..function.parameters.len())
        .map(|at| format!("argument{at}"))
        .collect();
    let call = format!("{}({})", function.name, arguments.join(", "));
    let ast = host.compile(&call, &Softened::default())?;
    Ok(Entry {
        arguments,
        code: Code::new(&call, ast, Softened::default()),
    })
}

/// Rhai names closures by their content: the same one twice is the same function.
fn is_closure(name: &str) -> bool {
    name.starts_with("anon$")
}

fn twice(function: &ScriptFuncDef, owner: &str, soft: &Softened, source: &str) -> SyntaxError {
    let message = format!(
        "there is a function `{}` with as many parameters in `{owner}` already",
        function.name
    );
    SyntaxError::at(message, function.body.start_position(), soft, source)
}

fn parse(host: &Host, source: &str) -> Result<Parsed, SyntaxError> {
    host.check_length(source)?;
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

fn list(file: &SmolStr, source: &str, ast: &AST) -> Vec<Function> {
    ast.iter_fn_def()
        .filter(|f| !is_closure(&f.name))
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
