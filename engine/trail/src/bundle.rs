//! A bundle: a trail with every sub-trail, script, custom step and document it reaches, compiled, named by the hash of its sources.

use crate::advice;
use crate::automation::waiting;
use crate::checks;
use crate::custom::{Custom, Shelf, Taken};
use crate::diagnostic::Diagnostic;
use crate::reader::{Reader, Reference, Referent};
use crate::trail::{self, Trail};
use crate::yaml::{self, Node};
use sha2::{Digest, Sha256};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use trilha_model::{BundleHash, Channel, InboxId, Limits, QueueId, TeamId, TrailId};
use trilha_script::{Host, Library};

/// The files below the flows folder, by path: `support.yaml`, `scripts/luhn.rhai`, `steps/loyalty.rhai`, `knowledge/orders/returns.md`. Tests (`*.test.yaml`) do not count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// Text by path, with `/` between folders.
    pub files: BTreeMap<String, String>,
}

/// What the server knows that trails refer to. What is `None` is not known, and not complained about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The queues, with how many members each has.
    pub queues: Option<BTreeMap<QueueId, u32>>,
    /// The names of `env` values.
    pub env: Option<BTreeSet<String>>,
    /// The names of secrets.
    pub secrets: Option<BTreeSet<String>>,
    /// The inboxes.
    pub inboxes: Option<BTreeMap<InboxId, KnownInbox>>,
    /// What a talk may use: what is checked, compiled and run stays within it.
    pub limits: Limits,
    /// The names of the calendars that admins keep.
    pub calendars: Option<BTreeSet<String>>,
    /// What people are good at, all of them together.
    pub skills: Option<BTreeSet<String>>,
    /// The teams.
    pub teams: Option<BTreeSet<TeamId>>,
}

/// What is known of an inbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownInbox {
    /// Its channel.
    pub channel: Channel,
    /// The trail that answers there, where it has chosen one itself.
    pub trail: Option<TrailId>,
}

/// What checking a trail came to.
#[derive(Debug)]
pub struct Checked {
    /// Everything there is to say, about the trail and all it reaches; errors first, then by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// The trail, as far as it could be read: for the canvas also where there are errors.
    pub trail: Option<Trail>,
}

/// A compiled trail with all it reaches.
#[derive(Debug)]
pub struct Bundle {
    /// Its name: the lower-case hex SHA-256 of its sources.
    pub hash: BundleHash,
    /// The sources it was compiled from, by path.
    pub files: BTreeMap<String, String>,
    /// What a talk may use.
    pub limits: Limits,
    root: Trail,
    others: BTreeMap<TrailId, Trail>,
    host: Host,
    library: Library,
    customs: BTreeMap<SmolStr, Arc<Custom>>,
}

impl Bundle {
    /// The trail sessions start in.
    pub fn root(&self) -> &Trail {
        &self.root
    }

    /// A trail of the bundle.
    pub fn trail(&self, id: &TrailId) -> Option<&Trail> {
        if self.root.id == *id {
            Some(&self.root)
        } else {
            self.others.get(id)
        }
    }

    /// Every trail of the bundle, the root first.
    pub fn trails(&self) -> impl Iterator<Item = &Trail> {
        std::iter::once(&self.root).chain(self.others.values())
    }

    /// Whether it never waits, so that it can run beside a session or a person.
    pub fn runs_aside(&self) -> bool {
        waiting(&self.root, &|id| self.trail(id)).is_empty()
    }

    /// The custom steps its trails use, by name.
    pub fn customs(&self) -> impl Iterator<Item = &Arc<Custom>> {
        self.customs.values()
    }

    /// The calendars of the house that its trails name.
    pub fn calendars(&self) -> BTreeSet<&str> {
        let steps = self.trails().flat_map(|trail| &trail.steps);
        steps.filter_map(|step| step.kind.calendar()).collect()
    }

    pub(crate) fn host(&self) -> &Host {
        &self.host
    }

    pub(crate) fn library(&self) -> &Library {
        &self.library
    }
}

impl Sources {
    /// The ids of the trails there are, from their files' names.
    pub fn trails(&self) -> Vec<TrailId> {
        let ids: BTreeSet<TrailId> = self
            .files
            .keys()
            .filter_map(|path| trail_of(path))
            .collect();
        ids.into_iter().collect()
    }

    /// The custom steps there are and can be read, by name: what a palette shows besides the verbs.
    pub fn customs(&self) -> Vec<Arc<Custom>> {
        let host = Host::default();
        let steps = Shelf::new(&host, self);
        let names: Vec<&str> = steps.names().collect();
        let found = names.into_iter().map(|name| steps.take(name));
        let whole = |taken| match taken {
            Taken::Whole(custom) => Some(custom),
            Taken::Broken | Taken::Missing => None,
        };
        found.filter_map(whole).collect()
    }

    /// A custom step's file, read by itself: the step, where nothing is wrong with it, and what there is
    /// to say; nothing where there is no such file.
    pub fn custom(&self, name: &str) -> Option<(Option<Custom>, Vec<Diagnostic>)> {
        let path = format!("steps/{name}.rhai");
        let text = self.files.get(&path)?;
        Some(Custom::read(&Host::default(), &path, text))
    }

    /// The files that a trail reaches, its own among them; also where something is wrong with them.
    #[must_use]
    pub fn reached(&self, trail: &TrailId) -> Self {
        let limits = Limits::default().with_sources_of_any_size();
        let files = read(self, std::slice::from_ref(trail), &limits).files;
        Self { files }
    }

    /// The path of a trail's file.
    pub fn path_of(&self, trail: &TrailId) -> Option<&str> {
        let found = self
            .files
            .keys()
            .find(|path| trail_of(path).as_ref() == Some(trail));
        found.map(String::as_str)
    }
}

/// The trail a path holds, if it holds one: `support.yaml`, in no folder, and no test.
pub fn trail_of(path: &str) -> Option<TrailId> {
    let stem = path
        .strip_suffix(".yaml")
        .or_else(|| path.strip_suffix(".yml"))?;
    let trail = !stem.contains('/') && !stem.contains(".test") && !stem.is_empty();
    trail.then(|| stem.into())
}

/// The script file a path holds, if it holds one: `scripts/luhn.rhai` is `luhn`.
pub fn script_of(path: &str) -> Option<&str> {
    path.strip_prefix("scripts/")?.strip_suffix(".rhai")
}

/// Everything read of a trail and what it reaches.
pub(crate) struct Read {
    pub(crate) trails: BTreeMap<TrailId, ReadTrail>,
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) library: Library,
    pub(crate) customs: BTreeMap<SmolStr, Arc<Custom>>,
    pub(crate) host: Host,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// One trail and what it refers to.
pub(crate) struct ReadTrail {
    pub(crate) trail: Trail,
    pub(crate) file: SmolStr,
    pub(crate) references: Vec<Reference>,
    /// Its tree, for checks that look at what is written.
    pub(crate) node: Node,
}

/// Checks a trail and all it reaches.
pub fn check(sources: &Sources, root: &TrailId, known: &Known) -> Checked {
    let mut read = read(sources, std::slice::from_ref(root), &known.limits);
    checks::all(&mut read, root, sources, known);
    sort(&mut read.diagnostics);
    Checked {
        trail: read.trails.remove(root).map(|read| read.trail),
        diagnostics: read.diagnostics,
    }
}

/// Compiles a trail and all it reaches, with what there is to say besides errors; or every error and warning.
pub fn compile(
    sources: &Sources,
    root: &TrailId,
    known: &Known,
) -> Result<(Bundle, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut read = read(sources, std::slice::from_ref(root), &known.limits);
    checks::all(&mut read, root, sources, known);
    bundled(read, root, &known.limits)
}

/// Compiles a trail that was published: errors are only what cannot be read and what leads nowhere, because it may
/// be older than other checks, and sessions stand on it.
///
/// # Errors
///
/// Every error and warning, where there is such an error.
pub fn compile_published(
    sources: &Sources,
    root: &TrailId,
    limits: &Limits,
) -> Result<Bundle, Vec<Diagnostic>> {
    let known = Known {
        limits: *limits,
        ..Known::default()
    };
    let mut read = read(sources, std::slice::from_ref(root), limits);
    checks::structure(&mut read, sources, &known);
    Ok(bundled(read, root, limits)?.0)
}

fn bundled(
    mut read: Read,
    root: &TrailId,
    limits: &Limits,
) -> Result<(Bundle, Vec<Diagnostic>), Vec<Diagnostic>> {
    sort(&mut read.diagnostics);
    let broken = read.diagnostics.iter().any(Diagnostic::is_error);
    let Some(top) = read.trails.remove(root).filter(|_| !broken) else {
        return Err(read.diagnostics);
    };
    let others = read
        .trails
        .into_iter()
        .map(|(id, read)| (id, read.trail))
        .collect();
    let bundle = Bundle {
        hash: hash(root, &read.files),
        files: read.files,
        limits: *limits,
        root: top.trail,
        others,
        host: read.host,
        library: read.library,
        customs: read.customs,
    };
    Ok((bundle, read.diagnostics))
}

/// How many diagnostics are given at once: nobody reads more, and each is drawn with its lines.
const MOST: usize = 300;

/// Errors first, then by file and place; what nobody would read is counted.
fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        let key = |d: &Diagnostic| {
            (
                std::cmp::Reverse(d.severity),
                d.file.clone(),
                d.span,
                d.code,
            )
        };
        key(a).cmp(&key(b))
    });
    let more = diagnostics.len().saturating_sub(MOST);
    diagnostics.truncate(MOST);
    if more > 0
        && let Some(last) = diagnostics.last_mut()
    {
        let more = format!("{more} more are not shown; mend these first");
        last.help = Some(match &last.help {
            Some(help) => format!("{help}\n{more}"),
            None => more,
        });
    }
}

fn hash(root: &TrailId, files: &BTreeMap<String, String>) -> BundleHash {
    use std::fmt::Write as _;
    let mut digest = Sha256::new();
    let mut part = |text: &str| {
        digest.update((text.len() as u64).to_le_bytes());
        digest.update(text.as_bytes());
    };
    part(root.as_str());
    for (path, text) in files {
        part(path);
        part(text);
    }
    let mut hex = String::with_capacity(64);
    for byte in digest.finalize() {
        write!(hex, "{byte:02x}").expect("invariant: strings take all");
    }
    hex.into()
}

/// Reads trails and, one after the other, every trail, script and custom step they reach.
pub(crate) fn read(sources: &Sources, roots: &[TrailId], limits: &Limits) -> Read {
    let host = Host::new(limits.into());
    let mut read = Read {
        trails: BTreeMap::new(),
        files: BTreeMap::new(),
        library: Library::default(),
        customs: BTreeMap::new(),
        host: host.clone(),
        diagnostics: Vec::new(),
    };
    let shelf = Shelf::new(&host, sources);
    let mut wanted = roots.to_vec();
    let mut scripts = BTreeSet::new();
    while let Some(id) = wanted.pop() {
        if read.trails.contains_key(&id) {
            continue;
        }
        let Some((path, text)) = sources
            .path_of(&id)
            .and_then(|path| sources.files.get_key_value(path))
        else {
            continue;
        };
        read.files.insert(path.clone(), text.clone());
        let Some(one) = read_trail(&host, &shelf, path, text, &id, &mut read.diagnostics) else {
            continue;
        };
        for reference in &one.references {
            match &reference.to {
                Referent::Trail(to, _) => wanted.push(to.clone()),
                Referent::Function(file, _, _) => {
                    scripts.insert(format!("scripts/{file}.rhai"));
                }
                Referent::Knowledge(name) => {
                    let documents = sources.documents(name);
                    let owned = documents.map(|(path, text)| (path.clone(), text.clone()));
                    read.files.extend(owned);
                }
                _ => {}
            }
        }
        read.trails.insert(id, one);
    }
    read_scripts(&mut read, sources, &scripts);
    let (customs, paths, mut said) = shelf.taken();
    read.customs = customs;
    read.diagnostics.append(&mut said);
    let file = |path: String| Some((path.clone(), sources.files.get(&path)?.clone()));
    read.files.extend(paths.into_iter().filter_map(file));
    read
}

fn read_trail(
    host: &Host,
    shelf: &Shelf<'_>,
    path: &str,
    text: &str,
    id: &TrailId,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<ReadTrail> {
    let (node, mut said) = yaml::parse(path, text);
    let mut reader = Reader::new(host, path, text).with_customs(shelf);
    let trail = node.as_ref().map(|node| trail::read(&mut reader, node));
    said.append(&mut reader.diagnostics);
    diagnostics.extend(
        said.into_iter()
            .map(|diagnostic| diagnostic.in_trail(id.0.clone())),
    );
    Some(ReadTrail {
        trail: trail?,
        node: node?,
        file: path.into(),
        references: reader.references,
    })
}

fn read_scripts(read: &mut Read, sources: &Sources, scripts: &BTreeSet<String>) {
    let mut files: Vec<(SmolStr, String)> = Vec::new();
    for path in scripts {
        if let (Some(name), Some(text)) = (script_of(path), sources.files.get(path)) {
            files.push((name.into(), text.clone()));
            read.files.insert(path.clone(), text.clone());
        }
    }
    match read.host.library(&files) {
        Ok(library) => read.library = library,
        Err((name, error)) => {
            let path = format!("scripts/{name}.rhai");
            let span = error.offset.unwrap_or(0..0).into();
            let message = format!(
                "this script cannot be read: {}",
                advice::worded(&error.message)
            );
            let code = crate::diagnostic::Code::SCRIPT_ERROR;
            let mut diagnostic = Diagnostic::error(code, &path, span, message);
            diagnostic.help = advice::in_script(&error.message).map(str::to_owned);
            read.diagnostics.push(diagnostic);
        }
    }
}
