//! Reading: typed values out of the spanned tree, with everything they refer to noted for the checks.

use crate::advice;
use crate::custom::Shelf;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::shape::is_language;
use crate::target::{Aim, Target};
use crate::text::{Part, Template, Text, cut};
use crate::yaml::Node;
use smol_str::SmolStr;
use trilha_model::{InboxId, QueueId, Span as Duration, StepId, TeamId, TrailId, VarName};
use trilha_script::{Expression, Host, Script, SyntaxError, is_function};

/// Something a trail refers to, and where.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    /// What.
    pub to: Referent,
    /// Where it is written.
    pub span: Span,
    /// The step it is written in.
    pub step: Option<StepId>,
}

/// What a trail can refer to.
#[derive(Clone, Debug)]
pub(crate) enum Referent {
    /// A step, `end` or `return`.
    Target(Target),
    /// A variable that is read.
    Read(SmolStr),
    /// A variable that is written, and the kind of value where it is known.
    Write(VarName, Option<&'static str>),
    /// Another trail, with the names given to it.
    Trail(TrailId, Vec<(SmolStr, Span)>),
    /// A queue.
    Queue(QueueId),
    /// A team.
    Team(TeamId),
    /// An inbox.
    Inbox(InboxId),
    /// A calendar that admins keep.
    Calendar(SmolStr),
    /// Something people are good at.
    Skill(SmolStr),
    /// A script file.
    Script(SmolStr),
    /// A function of a script file, with how many arguments it gets.
    Function(SmolStr, SmolStr, usize),
    /// The parameters of a function of a script file that are given, and where.
    Parameters(SmolStr, SmolStr, Vec<(SmolStr, Span)>),
    /// A function that an expression calls, or, if `true`, a script.
    Called(SmolStr, bool),
    /// A secret.
    Secret(SmolStr),
    /// A value read from `env`.
    Env(SmolStr),
    /// A folder of documents.
    Knowledge(SmolStr),
}

/// Names every expression may read besides variables.
pub(crate) const SCOPE: [&str; 4] = ["contact", "conversation", "input", "env"];

/// Reads a trail's tree.
pub(crate) struct Reader<'r> {
    pub(crate) host: &'r Host,
    pub(crate) file: &'r str,
    pub(crate) text: &'r str,
    /// The custom steps there are; none within one of them.
    pub(crate) shelf: Option<&'r Shelf<'r>>,
    pub(crate) step: Option<StepId>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) references: Vec<Reference>,
    /// The languages that texts name, in the order they come.
    pub(crate) languages: Vec<SmolStr>,
}

impl<'r> Reader<'r> {
    pub(crate) fn new(host: &'r Host, file: &'r str, text: &'r str) -> Self {
        Self {
            host,
            file,
            text,
            shelf: None,
            step: None,
            diagnostics: Vec::new(),
            references: Vec::new(),
            languages: Vec::new(),
        }
    }

    /// The same with the custom steps there are.
    pub(crate) fn with_customs(mut self, customs: &'r Shelf<'r>) -> Self {
        self.shelf = Some(customs);
        self
    }

    pub(crate) fn refer(&mut self, to: Referent, span: Span) {
        let step = self.step.clone();
        self.references.push(Reference { to, span, step });
    }

    pub(crate) fn error(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let diagnostic = Diagnostic::error(code, self.file, span, message);
        self.say(diagnostic)
    }

    pub(crate) fn say(&mut self, mut diagnostic: Diagnostic) -> &mut Diagnostic {
        diagnostic.step = self.step.as_ref().map(|step| step.0.clone());
        self.diagnostics.push(diagnostic);
        self.diagnostics.last_mut().expect("invariant: just pushed")
    }

    pub(crate) fn aim(&mut self, node: &Node, key: &str) -> Option<Aim> {
        let node = node.get(key)?;
        self.aim_here(node)
    }

    pub(crate) fn aim_here(&mut self, node: &Node) -> Option<Aim> {
        let target = Target::parse(node.as_str()?);
        self.refer(Referent::Target(target.clone()), node.span);
        Some(Aim {
            target,
            span: node.span,
        })
    }

    pub(crate) fn text(&mut self, node: &Node) -> Text {
        let Some(entries) = node.as_map() else {
            return Text::new(vec![(SmolStr::default(), self.template(node, false))]);
        };
        let entries = entries.iter().filter(|(key, _)| is_language(&key.text));
        let languages: Vec<(SmolStr, Template)> = entries
            .map(|(key, node)| (key.text.as_str().into(), self.template(node, false)))
            .collect();
        for (language, _) in &languages {
            if !self.languages.contains(language) {
                self.languages.push(language.clone());
            }
        }
        Text::new(languages)
    }

    pub(crate) fn texts(&mut self, node: &Node) -> Vec<Text> {
        node.one_or_more()
            .iter()
            .map(|node| self.text(node))
            .collect()
    }

    /// A template; `secrets` says whether `secret.NAME` may stand in it.
    pub(crate) fn template(&mut self, node: &Node, secrets: bool) -> Template {
        let text = node.as_str().unwrap_or_default();
        let parts = cut(text);
        self.left_open(node, text, &parts);
        let parts = parts
            .into_iter()
            .map(|part| match part {
                Ok(literal) => Part::Literal(literal.to_owned()),
                Err((at, source)) => self.part(node, at, source, secrets),
            })
            .collect();
        Template::new(parts)
    }

    /// An expression that is begun and not ended is said as it stands, braces and all: nobody means that.
    fn left_open(&mut self, node: &Node, text: &str, parts: &[Result<&str, (usize, &str)>]) {
        let Some(Ok(last)) = parts.last() else { return };
        if let Some(open) = last.find("{{") {
            let at = text.len() - last.len() + open;
            let span = self.inside(node, at, 2);
            self.error(Code::EXPRESSION_ERROR, span, "`{{` is not closed")
                .help = Some("write `}}` where the expression ends".into());
        }
    }

    fn part(&mut self, node: &Node, at: usize, source: &str, secrets: bool) -> Part {
        let secret = source.trim().strip_prefix("secret.");
        if let Some(name) = secret.filter(|name| is_constant(name)) {
            let lead = source.len() - source.trim_start().len();
            let span = self.inside(node, at + lead, source.trim().len());
            if secrets {
                self.refer(Referent::Secret(name.into()), span);
                return Part::Secret(name.into());
            }
            self.error(
                Code::SECRET_IN_CLEAR,
                span,
                "a secret may only stand in the address, the query and the headers of an `http` step",
            )
            .help = Some("said, saved or computed with, it would be in the conversation".into());
            return Part::Literal(String::new());
        }
        match self.compile(node, at, source) {
            Some(expression) => Part::Expression(expression),
            None => Part::Literal(String::new()),
        }
    }

    /// A bare expression.
    pub(crate) fn expression(&mut self, node: &Node) -> Option<Expression> {
        let source = node.as_str()?;
        self.compile(node, 0, source)
    }

    fn compile(&mut self, node: &Node, at: usize, source: &str) -> Option<Expression> {
        match self.host.expression(source) {
            Ok(expression) => {
                self.note_reads(node, at, &expression);
                Some(expression)
            }
            Err(error) => {
                self.syntax(Code::EXPRESSION_ERROR, node, at, source, &error);
                None
            }
        }
    }

    fn note_reads(&mut self, node: &Node, at: usize, expression: &Expression) {
        let source = expression.source();
        if let Some((place, key)) = late(source) {
            let span = self.inside(node, at + place, "contact.".len() + key.len());
            let message = format!("`??` comes too late: without `{key}`, `contact.{key}` fails");
            let help = format!("ask softly: `contact?.{key} ?? …`");
            self.vain(span, message, help);
        }
        for (name, _) in expression.calls().filter(|(name, _)| !is_function(name)) {
            self.called(node, at, source, name, false);
        }
        for name in expression.reads() {
            let place = word_at(source, name);
            let span = match place {
                Some(place) => self.inside(node, at + place, name.len()),
                None => self.inside(node, at, source.len()),
            };
            self.refer(Referent::Read(name.clone()), span);
            if name == "env" {
                for (place, key) in env_names(source) {
                    let span = self.inside(node, at + place, "env.".len() + key.len());
                    self.refer(Referent::Env(key), span);
                }
            }
        }
    }

    fn called(&mut self, node: &Node, at: usize, source: &str, name: &str, script: bool) {
        let span = match word_at(source, name) {
            Some(place) => self.inside(node, at + place, name.len()),
            None => self.inside(node, at, source.len()),
        };
        self.refer(Referent::Called(name.into(), script), span);
    }

    fn syntax(&mut self, code: Code, node: &Node, at: usize, source: &str, error: &SyntaxError) {
        let span = match &error.offset {
            Some(range) => self.inside(node, at + range.start, range.len().max(1)),
            None => self.inside(node, at, source.len()),
        };
        let what = if code == Code::SCRIPT_ERROR {
            "script"
        } else {
            "expression"
        };
        let said = advice::worded(&error.message);
        let message = format!("this {what} cannot be read: {said}");
        let meant = if code == Code::SCRIPT_ERROR {
            advice::in_script(&error.message)
        } else {
            advice::meant(source, &error.message)
        };
        self.error(code, span, message).help = meant.map(str::to_owned);
    }

    /// The place of a piece of a scalar's text.
    fn inside(&self, node: &Node, at: usize, length: usize) -> Span {
        node.inside(self.text, at..at + length)
    }

    /// An inline script.
    pub(crate) fn script(&mut self, node: &Node) -> Option<Script> {
        let source = node.as_str()?;
        match self.host.script(source) {
            Ok(script) => {
                for (name, _) in script.calls().filter(|(name, _)| !is_function(name)) {
                    self.called(node, 0, source, name, true);
                }
                for name in script.reads() {
                    self.refer(Referent::Read(name.clone()), node.span);
                }
                for name in script.assigns() {
                    if SCOPE.contains(&name.as_str()) {
                        let message =
                            format!("a script cannot change `{name}`: what it sets there is lost");
                        let help = match name.as_str() {
                            "contact" => "give the script's value to a step `contact` after it",
                            _ => "set a variable of another name",
                        };
                        self.vain(node.span, message, help);
                    }
                    self.refer(Referent::Write(VarName(name.clone()), None), node.span);
                }
                Some(script)
            }
            Err(error) => {
                self.syntax(Code::SCRIPT_ERROR, node, 0, source, &error);
                None
            }
        }
    }

    /// The variable a step saves to, and the kind of value it saves where that is known.
    pub(crate) fn save(&mut self, node: &Node, kind: Option<&'static str>) -> Option<VarName> {
        self.save_as(node, "save", kind)
    }

    /// The variable a step saves something else to, under a key of its own.
    pub(crate) fn save_as(
        &mut self,
        node: &Node,
        key: &str,
        kind: Option<&'static str>,
    ) -> Option<VarName> {
        let node = node.get(key)?;
        let name = node.as_str()?;
        self.name(name, node.span);
        self.refer(Referent::Write(name.into(), kind), node.span);
        Some(name.into())
    }

    /// Says what is wrong with the name of a variable.
    pub(crate) fn name(&mut self, name: &str, span: Span) {
        if SCOPE.contains(&name) || matches!(name, "secret" | "answer") {
            let message = format!("`{name}` cannot be a variable: it already means something");
            self.error(Code::RESERVED_NAME, span, message).help =
                Some("contact, conversation, input, env, secret and answer are taken".into());
        } else if !is_name(name) {
            let message = format!("`{name}` cannot be the name of a variable");
            self.error(Code::INVALID_ID, span, message).help =
                Some("a letter, then letters, digits and `_`".into());
        }
    }
}

/// How long more of what somebody is saying is waited for, at most: they look at a chat that does not answer.
const GATHER: Duration = Duration(30_000);

impl Reader<'_> {
    /// How long a step waits for more after a message.
    pub(crate) fn gather(&mut self, node: &Node) -> Option<Duration> {
        let node = node.get("gather")?;
        let gather = duration(node)?;
        if gather > GATHER {
            let message = format!("nobody waits {gather} for an answer to what they wrote");
            self.error(Code::BAD_DURATION, node.span, message).help = Some(format!(
                "gather for {GATHER} at most; 2s is enough for most"
            ));
        }
        Some(gather)
    }
}

/// The duration a node holds.
pub(crate) fn duration(node: &Node) -> Option<Duration> {
    Duration::parse(node.as_str()?)
}

/// `[a-zA-Z_][a-zA-Z0-9_]*`
pub(crate) fn is_name(text: &str) -> bool {
    let first = text.bytes().next();
    first.is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// `[a-z][a-z0-9_-]*`
pub(crate) fn is_id(text: &str) -> bool {
    text.bytes().next().is_some_and(|b| b.is_ascii_lowercase())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-')
}

/// `[a-z][a-z0-9_.-]*`, of at most 64 bytes: the name of an event between systems.
pub(crate) fn is_event(text: &str) -> bool {
    let known = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_.-".contains(&b);
    let first = text.bytes().next();
    first.is_some_and(|b| b.is_ascii_lowercase()) && text.len() <= 64 && text.bytes().all(known)
}

/// `[A-Z][A-Z0-9_]*`
pub(crate) fn is_constant(text: &str) -> bool {
    text.bytes().next().is_some_and(|b| b.is_ascii_uppercase())
        && text
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

/// Where a whole word stands in a source.
pub(crate) fn word_at(source: &str, word: &str) -> Option<usize> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    source.match_indices(word).map(|(at, _)| at).find(|&at| {
        let before = source.get(..at).and_then(|s| s.chars().next_back());
        let after = source.get(at + word.len()..).and_then(|s| s.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// What of the contact a source asks for without `?.`, although it says what is to be taken otherwise.
fn late(source: &str) -> Option<(usize, &str)> {
    let is_within = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    source.match_indices("contact.").find_map(|(at, word)| {
        if source.get(..at)?.ends_with(is_within) {
            return None;
        }
        let rest = source.get(at + word.len()..)?;
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
        let (key, behind) = rest.split_at_checked(end)?;
        (!key.is_empty() && behind.trim_start().starts_with("??")).then_some((at, key))
    })
}

/// The names in `env.NAME` of a source, and where each `env.` stands.
fn env_names(source: &str) -> impl Iterator<Item = (usize, SmolStr)> {
    source.match_indices("env.").filter_map(move |(at, _)| {
        let rest = source.get(at + 4..)?;
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        rest.get(..end)
            .filter(|name| !name.is_empty())
            .map(|name| (at, SmolStr::new(name)))
    })
}
