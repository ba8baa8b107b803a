//! What a step may do in a sprint: say, evaluate, set, ask for effects.

use super::GRACE;
use super::scene::{Line, Scene, Whom};
use super::walk::Run;
use crate::calendar::Calendar;
use crate::custom::{Custom, Done};
use crate::mold::Mold;
use crate::session::Frame;
use crate::steps::Timeout;
use crate::text::{Template, Text, base_of};
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::sync::Arc;
use trilha_model::{
    AgentId, Capability, Content, Effect, EffectId, Event, Filled, LimitName, Map, QueueId, Span,
    Speaker, StepId, TeamId, Timestamp, TrailId, Value, VarName,
};
use trilha_script::{Clock, Expression, Failure, Kind, Names, Outcome, Script};

/// The names an expression may read: the frame's variables and the four of every trail.
struct Scope<'s> {
    scene: &'s Scene<'s>,
    contact: &'s Value,
    conversation: &'s Value,
    frame: &'s Frame,
    declared: &'s [VarName],
    /// One more name: `answer` in a `check`.
    extra: Option<(&'s str, &'s Value)>,
}

static NULL: Value = Value::Null;

impl Names for Scope<'_> {
    fn get(&self, name: &str) -> Option<Value> {
        self.peek(name).cloned()
    }

    fn peek(&self, name: &str) -> Option<&Value> {
        match name {
            "contact" => return Some(self.contact),
            "conversation" => return Some(self.conversation),
            "input" => return Some(self.scene.input),
            "env" => return Some(self.scene.env),
            _ => {}
        }
        if let Some((extra, value)) = self.extra
            && extra == name
        {
            return Some(value);
        }
        let found = self
            .frame
            .vars
            .iter()
            .find(|(known, _)| known.as_str() == name);
        match found {
            Some((_, value)) => Some(value),
            None => self
                .declared
                .iter()
                .any(|known| known.as_str() == name)
                .then_some(&NULL),
        }
    }
}

impl Run<'_> {
    fn scope<'s>(&'s self, extra: Option<(&'s str, &'s Value)>) -> Scope<'s> {
        Scope {
            scene: self.scene,
            contact: &self.contact,
            conversation: &self.conversation,
            frame: self.session.frame(),
            declared: self.trail().names(),
            extra,
        }
    }

    pub(super) fn clock(&self) -> Clock {
        Clock {
            now: self.scene.now,
            seed: self.scene.seed.wrapping_add(self.events.len() as u64),
        }
    }

    /// Whether the sprint runs beside whatever goes on.
    pub(crate) fn is_aside(&self) -> bool {
        self.scene.aside
    }

    /// Now.
    pub(crate) fn now(&self) -> Timestamp {
        self.scene.now
    }

    /// The language texts are picked in: the contact's, else the trail's.
    pub(crate) fn language(&self) -> &str {
        self.tongue.as_deref().unwrap_or(&self.trail().language)
    }

    /// The language answers are read in.
    pub(crate) fn answered_in(&self) -> &str {
        self.trail().answered_in(self.tongue.as_deref())
    }

    /// The value of an expression.
    pub(crate) fn eval(&self, expression: &Expression) -> Result<Value, String> {
        let host = self.scene.bundle.host();
        host.eval(expression, &self.scope(None), self.clock())
            .map_err(|failure| self.said(&failure, expression.source()))
    }

    /// Whether a condition holds.
    pub(crate) fn holds(&self, condition: &Expression) -> Result<bool, String> {
        truth(&self.eval(condition)?, condition)
    }

    /// Whether a condition on one more name holds.
    pub(crate) fn holds_with(
        &self,
        condition: &Expression,
        name: &str,
        value: &Value,
    ) -> Result<bool, String> {
        let host = self.scene.bundle.host();
        let result = host
            .eval(condition, &self.scope(Some((name, value))), self.clock())
            .map_err(|failure| self.said(&failure, condition.source()))?;
        truth(&result, condition)
    }

    /// Runs an inline script.
    pub(crate) fn script(&self, script: &Script) -> Result<Outcome, String> {
        let bundle = self.scene.bundle;
        bundle
            .host()
            .run(script, &self.scope(None), bundle.library(), self.clock())
            .map_err(|failure| {
                self.note_limit(&failure);
                failure.report("the script", &|name| self.is_personal(name))
            })
    }

    /// Runs a custom step; `personal` says which of its inputs hold what is about a person.
    pub(crate) fn custom(
        &self,
        custom: &Custom,
        given: &Map,
        personal: &dyn Fn(&str) -> bool,
    ) -> Result<Done, String> {
        custom.run(given, self.clock(), personal).map_err(|fault| {
            if let Some(limit) = fault.limit {
                self.reach(limit);
            }
            fault.message
        })
    }

    /// Whether a name holds what is about a person.
    pub(crate) fn is_personal(&self, name: &str) -> bool {
        let mut vars = self.trail().vars.iter();
        matches!(name, "contact" | "conversation" | "input")
            || vars.any(|var| var.name.as_str() == name && var.personal)
    }

    /// The personal variables of all trails of the bundle, and `contact`, but for those named.
    pub(crate) fn personal_names(&self, named: &[SmolStr]) -> Vec<VarName> {
        let vars = self.scene.bundle.trails().flat_map(|trail| &trail.vars);
        let personal = vars.filter(|var| var.personal).map(|var| var.name.clone());
        let mut hidden: BTreeSet<VarName> = personal.collect();
        hidden.insert("contact".into());
        hidden.retain(|name| !named.contains(&name.0));
        hidden.into_iter().collect()
    }

    /// Calls a function of a script file.
    pub(crate) fn function(
        &self,
        file: &str,
        name: &str,
        args: &[Expression],
    ) -> Result<Outcome, String> {
        let bundle = self.scene.bundle;
        let values: Result<Vec<Value>, String> = args.iter().map(|arg| self.eval(arg)).collect();
        let library = bundle.library();
        let parameters = library.function(file, name, args.len());
        let parameters = parameters.map_or(&[][..], |function| &function.parameters);
        let personal = |wanted: &str| {
            let mut pairs = parameters.iter().zip(args);
            let arg = pairs.find(|(parameter, _)| *parameter == wanted);
            arg.is_some_and(|(_, arg)| arg.reads().iter().any(|name| self.is_personal(name)))
        };
        self.call_function(file, name, values?, &personal)
    }

    /// A template's text.
    pub(crate) fn template(&self, template: &Template) -> Result<String, String> {
        template.render(|expression| self.eval(expression))
    }

    /// A text's template in the contact's language.
    pub(crate) fn pick<'t>(&self, text: &'t Text) -> &'t Template {
        text.pick(self.tongue.as_deref(), &self.trail().language)
    }

    /// A template's text as HTML: what it puts in is escaped.
    pub(crate) fn html(&self, template: &Template) -> Result<String, String> {
        let write = |_: usize, expression: &Expression| {
            Ok::<_, String>(escaped(&self.eval(expression)?.to_string()))
        };
        Ok(template.fill_with(write)?.masked())
    }

    /// A template's text with secrets still by name.
    pub(crate) fn filled(&self, template: &Template) -> Result<Filled, String> {
        template.fill(|expression| self.eval(expression))
    }

    /// Tags without space around them; those of nothing are none.
    pub(crate) fn tags(&self, tags: &[Template]) -> Result<Vec<SmolStr>, String> {
        let mut filled = Vec::with_capacity(tags.len());
        for tag in tags {
            let tag = self.template(tag)?;
            let tag = tag.trim();
            let most = self.limits().tag_length;
            if tag.chars().count() > most {
                let error = format!("a tag is longer than {most} characters");
                return Err(self.beyond(LimitName::TagLength, error));
            }
            if !tag.is_empty() {
                filled.push(tag.into());
            }
        }
        Ok(filled)
    }

    /// Words for whoever takes the conversation; `what` names them where they are too long.
    pub(crate) fn note_text(&self, note: &Template, what: &str) -> Result<String, String> {
        let note = self.template(note)?;
        let most = self.limits().note_length;
        if note.chars().count() > most {
            let error = format!("the {what} is longer than {most} characters");
            return Err(self.beyond(LimitName::NoteLength, error));
        }
        Ok(note)
    }

    /// A mold's value.
    pub(crate) fn fill(&self, mold: &Mold) -> Result<Value, String> {
        mold.fill(&mut |expression: &Expression| self.eval(expression))
    }

    /// A text in the contact's language.
    pub(crate) fn text(&self, text: &Text) -> Result<String, String> {
        let template = text.pick(self.tongue.as_deref(), &self.trail().language);
        let text = self.template(template)?;
        let (bytes, most) = (text.len(), self.limits().message_bytes);
        if bytes > most {
            let error = format!("a message of {bytes} bytes is longer than {most}");
            return Err(self.beyond(LimitName::MessageBytes, error));
        }
        Ok(text)
    }

    /// Says texts in the contact's language, all of them or, where one fails, none.
    pub(crate) fn say_texts(&mut self, texts: &[Text]) -> Result<(), String> {
        self.room_for(texts.len())?;
        let texts: Result<Vec<String>, String> = texts.iter().map(|text| self.text(text)).collect();
        for text in texts? {
            self.say_text(text);
        }
        Ok(())
    }

    /// Whether a sprint may say so many messages more.
    pub(crate) fn room_for(&self, messages: usize) -> Result<(), String> {
        let most = self.limits().messages + GRACE;
        if messages > most.saturating_sub(self.messages) {
            let error = format!("{messages} messages are more than a sprint may say");
            return Err(self.beyond(LimitName::Messages, error));
        }
        Ok(())
    }

    /// Whether the channel can do something.
    pub(crate) fn can(&self, what: Capability) -> bool {
        !self.scene.cannot.contains(&what)
    }

    /// A variable of the innermost frame.
    pub(crate) fn variable(&self, name: &VarName) -> Option<&Value> {
        let mut vars = self.session.frame().vars.iter();
        vars.find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// The innermost trail and the step that acts now.
    pub(crate) fn place(&self) -> (TrailId, StepId) {
        let step = self.here().cloned().unwrap_or_default();
        (self.session.frame().trail.clone(), step)
    }

    /// Says a bubble of text; nothing where there is nothing to read.
    pub(crate) fn say_text(&mut self, text: String) {
        if !text.trim().is_empty() {
            self.say(Content::Text(text));
        }
    }

    /// Says something to the contact.
    pub(crate) fn say(&mut self, content: Content) {
        self.say_typed(content, None);
    }

    /// Says something to the contact that is shown as being typed for a while.
    pub(crate) fn say_typed(&mut self, content: Content, typing: Option<Span>) {
        self.messages += 1;
        self.written += content.weight();
        let at = self.now();
        self.emit(Event::MessageSent {
            speaker: if self.scene.aside {
                Speaker::System
            } else {
                Speaker::Bot
            },
            content,
            owner_version: 0,
            id: None,
            typing,
            group: None,
            at,
        });
    }

    /// Says that something went wrong, when a trail has no way on.
    pub(super) fn apologise(&mut self) {
        if self.scene.aside {
            return;
        }
        self.say_text(apology(self.language()).to_owned());
    }

    /// Sets a variable of the innermost frame.
    pub(crate) fn set(&mut self, name: VarName, value: Value) -> Result<(), String> {
        self.trail().fits(&name, &value)?;
        let value = self.trail().held(&name, value);
        if !value.lies_within(self.limits().levels) {
            return Err(self.too_deep(&name));
        }
        let vars = &self.session.frame().vars;
        let before = vars.iter().find(|(known, _)| *known == name);
        let before = before.map_or(0, |(_, value)| value.weight());
        if self.session.weight() - before + value.weight() > self.limits().variable_bytes {
            return Err(self.too_heavy());
        }
        self.written += value.weight();
        let vars = vec![(name, value)];
        self.emit(Event::VariablesSet { vars });
        Ok(())
    }

    /// Why a variable is not set.
    pub(super) fn too_deep(&self, name: &VarName) -> String {
        let most = self.limits().levels;
        let error =
            format!("in `{name}` more than {most} lists and maps would lie within each other");
        self.beyond(LimitName::Levels, error)
    }

    /// Why a variable is not set.
    pub(super) fn too_heavy(&self) -> String {
        let most = self.limits().variable_bytes;
        let error = format!("the variables would hold more than {most} bytes");
        self.beyond(LimitName::VariableBytes, error)
    }

    /// Why an expression has no value.
    fn said(&self, failure: &Failure, source: &str) -> String {
        self.note_limit(failure);
        let source: SmolStr = source.trim().chars().take(80).collect();
        format!("{} (in `{source}`)", failure.message)
    }

    fn note_limit(&self, failure: &Failure) {
        if let Kind::Limit(limit) = failure.kind {
            self.reach(limit);
        }
    }

    /// Asks for an effect.
    pub(crate) fn effect(&mut self, effect: Effect) -> Result<EffectId, String> {
        let most = self.limits().requests;
        if self.session.asked as usize >= most {
            return Err(self.asks_too_much(most));
        }
        Ok(self.request(effect))
    }

    /// Why nothing more is asked of the outside.
    pub(super) fn asks_too_much(&self, most: usize) -> String {
        let error = format!("the trail asks outside more than {most} times without waiting");
        self.beyond(LimitName::Requests, error)
    }

    /// Asks for an effect, however many were.
    pub(super) fn request(&mut self, effect: Effect) -> EffectId {
        let id = self.take_effect_id();
        let at = self.now();
        self.emit(Event::EffectRequested {
            id,
            owner_version: 0,
            effect,
            at,
        });
        id
    }

    /// When silence at an asking step ends: its own timeout, else the trail's.
    pub(crate) fn silence(&self, timeout: Option<&Timeout>) -> Option<Timestamp> {
        let after = timeout
            .map(|timeout| timeout.after)
            .or(self.trail().defaults.timeout);
        after.map(|after| self.now().after(after))
    }

    /// A queue as it is now, of its people only those; none where there is no such queue.
    pub(crate) fn line(&self, queue: &QueueId, whom: Whom<'_>) -> Option<Line> {
        (self.scene.queues)(queue, whom)
    }

    /// Whether there is this team, or nobody knows which there are.
    pub(crate) fn is_team(&self, team: &TeamId) -> bool {
        (self.scene.teams)(team)
    }

    /// A calendar that admins keep, by its name; none where there is no such calendar.
    pub(crate) fn calendar(&self, name: &str) -> Option<Arc<Calendar>> {
        self.scene.calendars.get(name).cloned()
    }

    /// Whether a person takes conversations now; none where there is no such person among those it is meant for.
    pub(crate) fn is_present(&self, agent: &AgentId, whom: Whom<'_>) -> Option<bool> {
        (self.scene.agents)(agent, whom)
    }
}

/// Text within HTML, also between the quotes of an attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// The house's own words at an answer that is not right, in the language nearest to this one.
pub(crate) fn doubt(language: &str) -> &'static str {
    match base_of(language) {
        "pt" => "Confira esta resposta.",
        "es" => "Revise esta respuesta.",
        _ => "Please check this answer.",
    }
}

/// The house's own words when a trail has no way on, in the language nearest to this one.
pub fn apology(language: &str) -> &'static str {
    match base_of(language) {
        "pt" => "Desculpe, algo deu errado do nosso lado.",
        "es" => "Lo sentimos, algo salió mal de nuestro lado.",
        _ => "Sorry, something went wrong on our side.",
    }
}

fn truth(value: &Value, condition: &Expression) -> Result<bool, String> {
    match value {
        Value::Bool(value) => Ok(*value),
        other => Err(format!(
            "`{}` gives {}, a condition gives true or false",
            condition.source().trim(),
            other.kind()
        )),
    }
}
