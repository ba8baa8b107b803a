//! Reading a test file from its YAML tree, with everything that is wrong and where.

use super::{Case, Expect, Suite};
use crate::simulator::Setup;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;
use trilha_model::{AgentId, Capability, Map, Owner, Span as Time, Timestamp, Value, VarName};
use trilha_trail::diagnostic::{Code, Diagnostic, Span};
use trilha_trail::yaml::{self, Node};
use trilha_trail::{Calendar, Line, limits, people_listed, read_calendar};

/// Monday 5 January 2026, noon in UTC: when a test takes place that does not say when.
const NOON: Timestamp = Timestamp(1_767_614_400_000);

/// Reads a test file: its tests, and what is wrong with it. With an error there are no tests.
pub fn read(file: &str, text: &str) -> (Option<Suite>, Vec<Diagnostic>) {
    let (node, diagnostics) = yaml::parse(file, text);
    let mut reader = Reader { file, diagnostics };
    let suite = node.and_then(|node| reader.suite(&node));
    let broken = reader.diagnostics.iter().any(Diagnostic::is_error);
    (suite.filter(|_| !broken), reader.diagnostics)
}

pub(super) struct Reader<'f> {
    pub(super) file: &'f str,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    pub(super) fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.diagnostics
            .push(Diagnostic::error(code, self.file, span, message));
    }

    pub(super) fn keys(&mut self, node: &Node, what: &str, known: &[&str]) {
        if node.as_map().is_none() {
            self.wrong(node, "a map");
        }
        for (key, _) in node.entries() {
            if !known.contains(&key.text.as_str()) {
                let message = format!("`{}` means nothing in {what}", key.text);
                let help = format!("known keys: {}", known.join(", "));
                self.diagnostics.push(
                    Diagnostic::error(Code::UNKNOWN_KEY, self.file, key.span, message)
                        .with_help(help),
                );
            }
        }
    }

    pub(super) fn wrong(&mut self, node: &Node, expected: &str) {
        let message = format!("expected {expected}, found {}", node.kind_name());
        self.error(Code::WRONG_SHAPE, node.span, message);
    }

    pub(super) fn text<'n>(&mut self, node: &'n Node) -> &'n str {
        node.as_str().unwrap_or_else(|| {
            self.wrong(node, "text");
            ""
        })
    }

    pub(super) fn time(&mut self, node: &Node) -> Time {
        node.as_str().and_then(Time::parse).unwrap_or_else(|| {
            let message = "this is not a duration: write `30s`, `10m`, `2h` or `3d`";
            self.error(Code::BAD_DURATION, node.span, message);
            Time::default()
        })
    }

    pub(super) fn count(&mut self, node: &Node) -> u32 {
        let count = node.as_int().and_then(|count| u32::try_from(count).ok());
        count.unwrap_or_else(|| {
            self.wrong(node, "a whole number from 0");
            0
        })
    }

    /// A count that may be larger than any of people: bytes, or a seed.
    pub(super) fn large(&mut self, node: &Node) -> u64 {
        let count = node.as_int().and_then(|count| u64::try_from(count).ok());
        count.unwrap_or_else(|| {
            self.wrong(node, "a whole number from 0");
            0
        })
    }

    pub(super) fn map(&mut self, node: &Node) -> Map {
        if let Value::Map(map) = yaml::to_value(node) {
            return map;
        }
        self.wrong(node, "a map");
        Map::new()
    }

    fn suite(&mut self, node: &Node) -> Option<Suite> {
        self.keys(
            node,
            "a test file",
            &["trail", "env", "calendars", "limits", "tests"],
        );
        let (Some(trail), Some(tests)) = (node.get("trail"), node.get("tests")) else {
            let message = "a test file names its `trail` and lists its `tests`";
            self.error(Code::MISSING_KEY, node.span, message);
            return None;
        };
        let env = node.get("env").map(|env| self.map(env)).unwrap_or_default();
        let limits = node
            .get("limits")
            .map(|limits| limits::read_node(self.file, limits, &mut self.diagnostics));
        let calendars = self.calendars(node.get("calendars"));
        let given = Setup {
            env: env.clone(),
            calendars: calendars.clone(),
            now: NOON,
            ..Setup::default()
        };
        if tests.as_seq().is_none() {
            self.wrong(tests, "a list of tests");
        }
        Some(Suite {
            file: self.file.into(),
            trail: self.text(trail).into(),
            trail_span: trail.span,
            cases: tests
                .items()
                .filter_map(|test| self.case(test, &given))
                .collect(),
            limits,
            env,
            calendars,
        })
    }

    fn case(&mut self, node: &Node, given: &Setup) -> Option<Case> {
        self.keys(
            node,
            "a test",
            &["name", "given", "mocks", "talk", "expect"],
        );
        let (Some(name), Some(talk)) = (node.get("name"), node.get("talk")) else {
            self.error(
                Code::MISSING_KEY,
                node.span,
                "a test has a `name` and a `talk`",
            );
            return None;
        };
        if talk.as_seq().is_none() {
            self.wrong(talk, "a list of what is said");
        }
        Some(Case {
            name: self.text(name).to_owned(),
            span: name.span,
            setup: self.given(node.get("given"), given),
            mocks: node
                .get("mocks")
                .map(|mocks| self.mocks(mocks))
                .unwrap_or_default(),
            talk: talk.items().filter_map(|line| self.line(line)).collect(),
            expect: node
                .get("expect")
                .map(|expect| self.expect(expect))
                .unwrap_or_default(),
        })
    }

    /// The calendars of a file or of a test, by name.
    fn calendars(&mut self, node: Option<&Node>) -> BTreeMap<SmolStr, Arc<Calendar>> {
        let mut found = BTreeMap::new();
        let Some(node) = node else { return found };
        if node.as_map().is_none() {
            self.wrong(node, "calendars by name");
        }
        for (name, node) in node.entries() {
            let (calendar, mut said) = read_calendar(self.file, node);
            self.diagnostics.append(&mut said);
            found.insert(name.text.as_str().into(), Arc::new(calendar));
        }
        found
    }

    /// A person: whether they take conversations now, or `{ here, skills }`.
    fn person_given(&mut self, id: &str, node: &Node, setup: &mut Setup) {
        let id = AgentId::from(id);
        let here = if node.as_map().is_some() {
            self.keys(node, "a person", &["here", "skills"]);
            let skills = node.get("skills").map(|skills| self.words(skills));
            let skills = skills.unwrap_or_default().into_iter().collect();
            setup.skills.insert(id.clone(), skills);
            node.get("here").map_or(Some(true), Node::as_bool)
        } else {
            node.as_bool()
        };
        if here.is_none() {
            self.wrong(node, "`true`, `false` or `{ here: true, skills: [] }`");
        }
        setup.agents.insert(id, here.unwrap_or_default());
    }

    /// What surrounds a test, beginning with what the file says of all of them.
    fn given(&mut self, node: Option<&Node>, all: &Setup) -> Setup {
        let mut setup = all.clone();
        let Some(node) = node else {
            return setup;
        };
        self.keys(
            node,
            "`given`",
            &[
                "now",
                "seed",
                "vars",
                "contact",
                "language",
                "env",
                "available",
                "queues",
                "address",
                "inbox",
                "agents",
                "teams",
                "calendars",
                "cannot",
            ],
        );
        for (key, value) in node.entries() {
            match key.text.as_str() {
                "now" => setup.now = self.moment(value),
                "seed" => setup.seed = self.large(value),
                "vars" => {
                    setup.vars = self
                        .map(value)
                        .into_iter()
                        .map(|(k, v)| (VarName(k), v))
                        .collect();
                }
                "contact" => setup.contact = self.map(value),
                "language" => setup.language = Some(self.text(value).into()),
                "env" => setup.env.extend(self.map(value)),
                "queues" => {
                    for (queue, known) in value.entries() {
                        let line = self.queue_line(known);
                        setup.lines.insert(queue.text.as_str().into(), line);
                    }
                }
                "inbox" => setup.inbox = self.text(value).into(),
                "address" => setup.address = self.text(value).into(),
                "agents" if people_listed(value).is_some() => {
                    let message = "an older spelling: who is there was a list";
                    self.diagnostics.push(
                        Diagnostic::error(Code::OLDER_SPELLING, self.file, value.span, message)
                            .with_help(
                                "run `trilha migrate` on the file, or write `{ ana: true }`",
                            ),
                    );
                }
                "agents" => {
                    for (agent, node) in value.entries() {
                        self.person_given(&agent.text, node, &mut setup);
                    }
                }
                "teams" => {
                    if value.as_map().is_none() {
                        self.wrong(value, "people by team");
                    }
                    for (team, people) in value.entries() {
                        let people = self.words(people).into_iter().map(AgentId);
                        let team = team.text.as_str().into();
                        setup.teams.insert(team, people.collect());
                    }
                }
                "calendars" => setup.calendars.extend(self.calendars(Some(value))),
                "cannot" => setup.cannot = self.capabilities(value),
                "available" => {
                    for (queue, count) in value.entries() {
                        let count = self.count(count);
                        setup.available.insert(queue.text.as_str().into(), count);
                    }
                }
                _ => {}
            }
        }
        setup
    }

    fn queue_line(&mut self, node: &Node) -> Line {
        self.keys(node, "a queue", &["available", "free", "waiting", "wait"]);
        let mut count = |key: &str| node.get(key).map(|node| self.count(node));
        Line {
            available: count("available").unwrap_or_default(),
            free: count("free"),
            waiting: count("waiting"),
            wait: node.get("wait").map(|node| self.time(node)),
        }
    }

    fn capabilities(&mut self, node: &Node) -> Vec<Capability> {
        let mut found = Vec::new();
        for word in node.one_or_more() {
            match Capability::parse(self.text(word)) {
                Some(one) => found.push(one),
                None => self.wrong(word, "one of `form`, `template`, `dial`, `record`"),
            }
        }
        found
    }

    fn moment(&mut self, node: &Node) -> Timestamp {
        let moment = self.text(node).parse::<jiff::Timestamp>();
        if let Ok(moment) = moment {
            return Timestamp(moment.as_millisecond());
        }
        let message = "this is not a moment: write `2026-11-20T10:00:00-03:00`";
        self.error(Code::WRONG_SHAPE, node.span, message);
        NOON
    }

    fn expect(&mut self, node: &Node) -> Expect {
        self.keys(
            node,
            "`expect`",
            &["vars", "owner", "tags", "ended", "events"],
        );
        let vars = node
            .get("vars")
            .map(|vars| self.map(vars))
            .unwrap_or_default();
        let ended = node.get("ended");
        if let Some(ended) = ended.filter(|ended| ended.as_bool().is_none()) {
            self.wrong(ended, "`true` or `false`");
        }
        Expect {
            vars: vars
                .into_iter()
                .map(|(k, v)| (VarName(k), v))
                .collect::<BTreeMap<_, _>>(),
            owner: node.get("owner").and_then(|owner| self.owner(owner)),
            tags: node.get("tags").map(|tags| self.words(tags)),
            ended: ended.and_then(Node::as_bool),
            events: node
                .get("events")
                .into_iter()
                .flat_map(Node::items)
                .map(yaml::to_value)
                .collect(),
        }
    }

    fn owner(&mut self, node: &Node) -> Option<Owner> {
        if node.as_str() == Some("bot") {
            return Some(Owner::Bot);
        }
        let queue = node.get("queue").and_then(Node::as_str);
        let agent = node.get("agent").and_then(Node::as_str);
        match (queue, agent) {
            (Some(queue), None) => Some(Owner::Queue(queue.into())),
            (None, Some(agent)) => Some(Owner::Agent(agent.into())),
            _ => {
                self.wrong(node, "`bot`, `{ queue: … }` or `{ agent: … }`");
                None
            }
        }
    }

    pub(super) fn words(&mut self, node: &Node) -> Vec<SmolStr> {
        node.one_or_more()
            .iter()
            .map(|word| SmolStr::new(self.text(word)))
            .collect()
    }
}
