//! The trails of a run: those that ship and those of cases, and automations beside them.

use crate::folder::Folder;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};
use trilha_model::TrailId;
use trilha_trail::{Bundle, Known, Sources, compile};

/// A trail in two versions, and the words in its files.
pub(crate) struct Played {
    pub(crate) id: TrailId,
    pub(crate) versions: [Arc<Bundle>; 2],
    pub(crate) words: Vec<String>,
}

/// Every trail that ships or that a case plays. The second version of each has one line more.
pub(crate) static PLAYED: LazyLock<Vec<Played>> = LazyLock::new(|| {
    let mut played = Vec::new();
    for name in ["../flows", "cases"] {
        let folder = Folder::read(name);
        let roots: BTreeSet<TrailId> = folder.roots().into_iter().collect();
        for id in roots {
            let versions = ["", "\n# again\n"].map(|more| version(&folder.sources, &id, more));
            let words = words(&versions[0]);
            played.push(Played {
                id,
                versions,
                words,
            });
        }
    }
    played
});

fn version(sources: &Sources, id: &TrailId, more: &str) -> Arc<Bundle> {
    let mut sources = sources.clone();
    let path = sources.path_of(id).expect("it has a file").to_owned();
    sources.files.entry(path).or_default().push_str(more);
    let compiled = compile(&sources, id, &Known::default());
    Arc::new(compiled.expect("what a case plays compiles").0)
}

fn words(bundle: &Bundle) -> Vec<String> {
    let odd = [
        "hello",
        "Ana",
        "1",
        "2",
        "3",
        "sim",
        "7",
        "123456",
        "27/11/2026",
        "a@b.co",
        "what?",
    ];
    let mut words: Vec<String> = odd.map(str::to_owned).into();
    for text in bundle.files.values() {
        let parts = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.extend(parts.filter(|part| !part.is_empty()).map(str::to_owned));
    }
    words
}

/// What automations wait for in every run: what lasts, what is told, what is tagged, what the clock shows.
const RULES: [&str; 5] = [
    "trail: sim-late\nlanguage: en\nstarts:\n  - waiting: { after: 2m }\n  - agent_silent: { after: 1m }\n  - contact_silent: { after: 1m }\n  - open: { after: 1h }\nsteps:\n  say: { say: It takes long., next: note }\n  note: { note: It took long., next: mail }\n  mail: { email: { to: boss@shop.test, subject: Late, text: It took long. }, error: emit, next: emit }\n  emit: { emit: sim.late, next: old }\n  old: { if: 'conversation.tags.contains(\"sim-old\")', then: close, else: tag }\n  tag: { tag: sim-old, next: urgent }\n  urgent: { ticket: { priority: urgent }, next: move }\n  move: { handoff: sales, message: Somebody else will answer., next: end }\n  close: { ticket: close, next: end }\n",
    "trail: sim-hello\nlanguage: en\nstarts:\n  - event: sim.paid\n  - tagged: sim-vip\n  - silent: { after: 30m }\n  - schedule: { cron: '0 * * * *' }\ndefaults: { gather: 20s, timeout: { after: 10m, next: end }, no_match: end }\nsteps:\n  say: { say: Hello again., next: ask }\n  ask: { ask: What else?, save: more, next: end }\n",
    "trail: sim-side\nlanguage: en\nstarts: [{ tagged: [sim-side, sim-vip] }]\nsteps:\n  say: { say: You have a tag., next: tag }\n  tag: { tag: [sim-vip, sim-more], next: end }\n",
    "trail: sim-there\nlanguage: en\nstarts: [{ waiting: { after: 1m, queue: sales } }]\nsteps:\n  move: { handoff: reception, next: end }\n",
    "trail: sim-back\nlanguage: en\nstarts: [{ waiting: { after: 1m, queue: reception } }]\nsteps:\n  move: { handoff: sales, team: sales, group: sales, next: end }\n",
];

/// The trails of [`RULES`], with their ids.
pub(crate) static AUTOMATED: LazyLock<Vec<(TrailId, Arc<Bundle>)>> = LazyLock::new(|| {
    let compiled = |text: &&str| {
        let id = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("trail: "));
        let id = TrailId::from(id.expect("it begins with its id"));
        let files = [(format!("{id}.yaml"), (*text).to_owned())].into();
        let bundle = compile(&Sources { files }, &id, &Known::default());
        (id, Arc::new(bundle.expect("it compiles").0))
    };
    RULES.iter().map(compiled).collect()
});
