//! Names: what a trail refers to must be there.

use crate::bundle::{Known, Read, ReadTrail, Sources, script_of};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::reader::{Reference, Referent, SCOPE, is_id};
use crate::shape::nearest;
use crate::target::Target;
use crate::trail::kind_fits;
use std::collections::BTreeSet;
use trilha_model::{InboxId, StepId, TeamId, TrailId, VarName};

/// How many names are compared with those that are not there, in search of what was meant: a file of
/// nothing but mistakes would be compared with itself for minutes.
const COMPARED: usize = 20_000;

struct Names<'n> {
    one: &'n ReadTrail,
    variables: BTreeSet<&'n str>,
    /// How many comparisons are left.
    compared: usize,
    read: &'n Read,
    sources: &'n Sources,
    known: &'n Known,
    out: &'n mut Vec<Diagnostic>,
}

pub(super) fn check(
    one: &ReadTrail,
    id: &TrailId,
    read: &Read,
    sources: &Sources,
    known: &Known,
    out: &mut Vec<Diagnostic>,
) {
    let variables = one.trail.names().iter().map(VarName::as_str);
    let mut names = Names {
        one,
        variables: variables.chain(SCOPE).collect(),
        compared: COMPARED,
        read,
        sources,
        known,
        out,
    };
    if one.trail.id != *id && is_id(one.trail.id.as_str()) {
        let message = format!(
            "the file is named `{}`, its trail `{}`",
            one.file, one.trail.id
        );
        let help = format!("name the file `{}.yaml`, or the trail `{id}`", one.trail.id);
        names.say(
            Code::FILE_NAME_DIFFERS,
            one.trail.id_span,
            None,
            message,
            Some(help),
        );
    }
    for reference in &one.references {
        names.reference(reference);
    }
    names.unused();
}

impl<'n> Names<'n> {
    fn say(
        &mut self,
        code: Code,
        span: Span,
        step: Option<&StepId>,
        message: String,
        help: Option<String>,
    ) {
        let mut diagnostic = Diagnostic::error(code, &self.one.file, span, message);
        diagnostic.help = help;
        diagnostic.step = step.map(|step| step.0.clone());
        self.out.push(diagnostic);
    }

    fn warn(&mut self, code: Code, span: Span, step: Option<&StepId>, message: String, help: &str) {
        let mut diagnostic =
            Diagnostic::warning(code, &self.one.file, span, message).with_help(help);
        diagnostic.step = step.map(|step| step.0.clone());
        self.out.push(diagnostic);
    }

    fn reference(&mut self, reference: &Reference) {
        let (span, step) = (reference.span, reference.step.as_ref());
        match &reference.to {
            Referent::Target(target) => self.target(target, span, step),
            Referent::Read(name) => self.read(name, span, step),
            Referent::Write(name, kind) => self.write(name.as_str(), *kind, span, step),
            Referent::Trail(trail, with) => self.trail(trail, with, span, step),
            Referent::Queue(queue) => self.queue(queue.as_str(), span, step),
            Referent::Team(team) => self.team(team.as_str(), span, step),
            Referent::Calendar(name) => self.calendar(name, span, step),
            Referent::Skill(name) => self.skill(name, span, step),
            Referent::Script(file) => self.script(file, span, step),
            Referent::Function(file, name, arity) => self.function(file, name, *arity, span, step),
            Referent::Secret(name) => {
                if self
                    .known
                    .secrets
                    .as_ref()
                    .is_some_and(|known| !known.contains(name.as_str()))
                {
                    let message = format!("there is no secret `{name}`");
                    self.warn(
                        Code::UNKNOWN_VARIABLE,
                        span,
                        step,
                        message,
                        "an admin adds it under Settings, Secrets",
                    );
                }
            }
            Referent::Env(name) => {
                if self
                    .known
                    .env
                    .as_ref()
                    .is_some_and(|known| !known.contains(name.as_str()))
                {
                    let message = format!("there is no value `{name}` in `env`");
                    self.warn(
                        Code::UNKNOWN_VARIABLE,
                        span,
                        step,
                        message,
                        "an admin adds it under Settings, Values",
                    );
                }
            }
            Referent::Inbox(inbox) => self.inbox(inbox, span, step),
            Referent::Knowledge(_) | Referent::Parameters(..) | Referent::Called(..) => {}
        }
    }

    fn target(&mut self, target: &Target, span: Span, step: Option<&StepId>) {
        let Target::Step(id) = target else { return };
        if self.one.trail.step(id).is_some() {
            return;
        }
        let one = self.one;
        let steps = one.trail.steps.iter().map(|step| step.id.as_str());
        let near = self.meant(id.as_str(), steps.chain(["end", "return"]));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("add a step `{id}`, or lead to `end`"),
        };
        let code = if step.is_none() && self.one.trail.first.is_none() {
            Code::START_STEP_MISSING
        } else {
            Code::UNKNOWN_STEP
        };
        self.say(
            code,
            span,
            step,
            format!("there is no step `{id}`"),
            Some(help),
        );
    }

    fn read(&mut self, name: &str, span: Span, step: Option<&StepId>) {
        if self.variables.contains(name) || (name == "answer" && self.is_ask(step)) {
            return;
        }
        let names = self.one.trail.names().iter().map(VarName::as_str);
        let help = match self.meant(name, names.chain(SCOPE)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("declare it under `vars:`, or save to it with `save: {name}`"),
        };
        self.say(
            Code::UNKNOWN_VARIABLE,
            span,
            step,
            format!("there is no variable `{name}`"),
            Some(help),
        );
    }

    /// The known name that was meant, as long as it is not too much to look through.
    fn meant(
        &mut self,
        name: &str,
        known: impl Iterator<Item = &'n str> + Clone,
    ) -> Option<&'n str> {
        self.compared = self.compared.checked_sub(known.clone().count())?;
        nearest(name, known)
    }

    fn is_ask(&self, step: Option<&StepId>) -> bool {
        let step = step.and_then(|id| self.one.trail.step(id));
        step.is_some_and(|step| matches!(step.verb().name, "ask" | "form"))
    }

    fn write(&mut self, name: &str, kind: Option<&str>, span: Span, step: Option<&StepId>) {
        let declared = self
            .one
            .trail
            .vars
            .iter()
            .find(|var| var.name.as_str() == name);
        let wanted = declared.and_then(|var| Some((var.kind.as_deref()?, var.span)));
        if let (Some((wanted, at)), Some(kind)) = (wanted, kind)
            && !kind_fits(wanted, kind)
        {
            let message = format!("`{name}` holds {wanted}, this step saves {kind}");
            let help = format!("declare `{name}` as `{kind}`, or save to another variable");
            self.say(Code::WRONG_TYPE, span, step, message, Some(help));
            if let Some(last) = self.out.last_mut() {
                last.labels.push((at, "declared here".to_owned()));
            }
        }
    }

    fn trail(
        &mut self,
        trail: &TrailId,
        with: &[(smol_str::SmolStr, Span)],
        span: Span,
        step: Option<&StepId>,
    ) {
        if self.sources.path_of(trail).is_none() {
            let trails = self.sources.trails();
            let near = nearest(trail.as_str(), trails.iter().map(TrailId::as_str));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("a trail is a file beside this one: `{trail}.yaml`"),
            };
            return self.say(
                Code::UNKNOWN_TRAIL,
                span,
                step,
                format!("there is no trail `{trail}`"),
                Some(help),
            );
        }
        let Some(callee) = self.read.trails.get(trail) else {
            return;
        };
        for (name, span) in with {
            let vars = || callee.trail.vars.iter().map(|var| var.name.as_str());
            if !vars().any(|var| var == name) {
                let message = format!("the trail `{trail}` declares no variable `{name}`");
                let help = match nearest(name, vars()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if callee.trail.vars.is_empty() => "it declares none".to_owned(),
                    None => format!("it declares {}", vars().collect::<Vec<_>>().join(", ")),
                };
                self.say(Code::OUTPUTS_MISMATCH, *span, step, message, Some(help));
            }
        }
    }

    fn queue(&mut self, queue: &str, span: Span, step: Option<&StepId>) {
        let Some(queues) = &self.known.queues else {
            return;
        };
        match queues.get(queue) {
            None => {
                let near = nearest(queue, queues.keys().map(trilha_model::QueueId::as_str));
                let help = near.map_or_else(
                    || "an admin adds it under Settings, Queues".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                self.say(
                    Code::UNKNOWN_QUEUE,
                    span,
                    step,
                    format!("there is no queue `{queue}`"),
                    Some(help),
                );
            }
            Some(0) => {
                let message = format!("nobody works the queue `{queue}`");
                self.warn(
                    Code::QUEUE_WITHOUT_MEMBERS,
                    span,
                    step,
                    message,
                    "an admin adds members under Settings, Queues",
                );
            }
            Some(_) => {}
        }
    }

    fn team(&mut self, team: &str, span: Span, step: Option<&StepId>) {
        let Some(known) = &self.known.teams else {
            return;
        };
        if known.contains(team) {
            return;
        }
        let near = nearest(team, known.iter().map(TeamId::as_str));
        let help = near.map_or_else(
            || "an admin adds it under Settings, Teams".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("there is no team `{team}`");
        self.say(Code::UNKNOWN_TEAM, span, step, message, Some(help));
    }

    fn calendar(&mut self, name: &str, span: Span, step: Option<&StepId>) {
        let Some(known) = &self.known.calendars else {
            return;
        };
        if known.contains(name) {
            return;
        }
        let near = nearest(name, known.iter().map(String::as_str));
        let help = near.map_or_else(
            || "an admin adds it under Settings, Calendars".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("there is no calendar `{name}`");
        self.say(Code::UNKNOWN_CALENDAR, span, step, message, Some(help));
    }

    fn skill(&mut self, name: &str, span: Span, step: Option<&StepId>) {
        let Some(known) = &self.known.skills else {
            return;
        };
        if known.contains(name) {
            return;
        }
        let near = nearest(name, known.iter().map(String::as_str));
        let help = near.map_or_else(
            || "an admin says under Settings, People who has it".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("nobody has the skill `{name}`");
        self.warn(Code::UNKNOWN_SKILL, span, step, message, &help);
    }

    fn inbox(&mut self, inbox: &InboxId, span: Span, step: Option<&StepId>) {
        let Some(inboxes) = &self.known.inboxes else {
            return;
        };
        if inboxes.contains_key(inbox) {
            return;
        }
        let near = nearest(inbox.as_str(), inboxes.keys().map(InboxId::as_str));
        let help = near.map_or_else(
            || "an admin adds it under Settings, Inboxes".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("there is no inbox `{inbox}`");
        self.warn(Code::UNKNOWN_INBOX, span, step, message, &help);
    }

    fn script(&mut self, file: &str, span: Span, step: Option<&StepId>) {
        let path = format!("scripts/{file}.rhai");
        if self.sources.files.contains_key(&path) {
            return;
        }
        let files = || self.sources.files.keys().filter_map(|path| script_of(path));
        let help = match nearest(file, files()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "scripts are files of functions in the folder `scripts/`, named `….rhai`".into()
            }
        };
        let message = format!("there is no file `{path}`");
        self.say(Code::UNKNOWN_SCRIPT, span, step, message, Some(help));
    }

    fn function(
        &mut self,
        file: &str,
        name: &str,
        arity: usize,
        span: Span,
        step: Option<&StepId>,
    ) {
        let path = format!("scripts/{file}.rhai");
        if !self.sources.files.contains_key(&path) {
            return;
        }
        let broken = self
            .read
            .diagnostics
            .iter()
            .any(|diagnostic| diagnostic.file == path);
        if broken || self.read.library.function(file, name, arity).is_some() {
            return;
        }
        let functions = || {
            self.read
                .library
                .functions()
                .iter()
                .filter(|function| function.file == file)
        };
        let message = format!(
            "`{path}` has no function `{name}` that takes {}",
            arguments(arity)
        );
        let help = if let Some(function) = functions().find(|function| function.name == name) {
            let parameters = &function.parameters;
            format!(
                "it takes {}: {}",
                arguments(parameters.len()),
                parameters.join(", ")
            )
        } else {
            let names: Vec<&str> = functions().map(|function| function.name.as_str()).collect();
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            format!("its functions are {}", names.join(", "))
        };
        self.say(Code::UNKNOWN_SCRIPT, span, step, message, Some(help));
    }

    fn unused(&mut self) {
        let references = &self.one.references;
        let used: BTreeSet<&str> = references
            .iter()
            .filter_map(|reference| match &reference.to {
                Referent::Read(read) => Some(read.as_str()),
                Referent::Write(written, _) => Some(written.as_str()),
                _ => None,
            })
            .collect();
        let unused = self
            .one
            .trail
            .vars
            .iter()
            .filter(|var| !used.contains(var.name.as_str()));
        let unused: Vec<_> = unused.map(|var| (var.name.clone(), var.span)).collect();
        for (name, span) in unused {
            let message = format!("nothing reads or sets `{name}`");
            self.warn(
                Code::UNUSED_VARIABLE,
                span,
                None,
                message,
                "take it away, or use it",
            );
        }
    }
}

/// A number of arguments, in words.
fn arguments(count: usize) -> String {
    match count {
        0 => "no argument".to_owned(),
        1 => "1 argument".to_owned(),
        more => format!("{more} arguments"),
    }
}
