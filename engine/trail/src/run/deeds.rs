//! What a step may do in a sprint besides speaking: change what is known, count its way, draw lots, send events out.

use super::walk::Run;
use crate::protocol;
use crate::text::Template;
use crate::trail::Step;
use smol_str::SmolStr;
use std::collections::BTreeSet;
use trilha_model::{
    ContactChange, Effect, Emission, Event, LimitName, Mail, Sender, Value, chance,
};

impl<'a> Run<'a> {
    /// Asks for an effect nobody waits for.
    pub(crate) fn send_out(&mut self, emission: Emission) -> Result<(), String> {
        let limits = self.limits();
        let most = limits.events;
        if self.emitted >= most {
            let error = format!("the trail sends more than {most} events without waiting");
            return Err(self.beyond(LimitName::Events, error));
        }
        let (weight, most) = (emission.data.weight(), limits.event_bytes);
        if weight > most {
            let error = format!("an event of {weight} bytes is more than {most}");
            return Err(self.beyond(LimitName::EventBytes, error));
        }
        self.emitted += 1;
        self.written += weight;
        self.request(Effect::Emit(emission));
        Ok(())
    }

    /// Has an e-mail sent that nobody waits for, beside whatever goes on.
    pub(crate) fn post(&mut self, mut mail: Mail) -> Result<(), String> {
        let is_mail = |event: &&Event| {
            let Event::EffectRequested { effect, .. } = event else {
                return false;
            };
            matches!(effect, Effect::Email(_))
        };
        let (sent, most) = (
            self.events.iter().filter(is_mail).count(),
            self.limits().requests,
        );
        if sent >= most {
            return Err(self.asks_too_much(most));
        }
        let trail = self.session.frame().trail.clone();
        mail.aside = self.here().cloned().map(|step| Sender { trail, step });
        let bodies = [&mail.text, &mail.html].into_iter().flatten();
        self.written += bodies.map(String::len).sum::<usize>();
        self.request(Effect::Email(mail));
        Ok(())
    }

    /// Changes the conversation's tags, and says what came and went, if anything; an error where they would become too
    /// many.
    pub(crate) fn retag(
        &mut self,
        mut add: Vec<SmolStr>,
        mut remove: Vec<SmolStr>,
    ) -> Result<(), String> {
        let before = tags_of(&self.conversation);
        let mut tags = before.clone();
        tags.retain(|tag| !remove.contains(tag));
        tags.extend(add.iter().cloned());
        let most = self.limits().tags;
        if tags.len() > most {
            let error = format!("the conversation would have more than {most} tags");
            return Err(self.beyond(LimitName::Tags, error));
        }
        add.retain(|tag| !before.contains(tag));
        remove.retain(|tag| before.contains(tag) && !tags.contains(tag));
        if !add.is_empty() || !remove.is_empty() {
            self.emit(Event::Tagged {
                add,
                remove,
                by: None,
                at: Some(self.now()),
            });
        }
        Ok(())
    }

    /// Changes what is known of the contact; an error where it would become too much.
    pub(crate) fn change_contact(&mut self, change: ContactChange) -> Result<(), String> {
        let mut profile = match &*self.contact {
            Value::Map(profile) => profile.clone(),
            _ => trilha_model::Map::new(),
        };
        change.apply(&mut profile, &mut None);
        let tags = profile.get(ContactChange::TAGS);
        let limits = self.limits();
        let most = limits.tags;
        if tags.is_some_and(|tags| matches!(tags, Value::List(tags) if tags.len() > most)) {
            let error = format!("the contact would have more than {most} tags");
            return Err(self.beyond(LimitName::Tags, error));
        }
        let (profile, most) = (Value::Map(profile), limits.profile_bytes);
        if profile.weight() > most || !profile.lies_within(limits.levels) {
            let error = format!("what is known of the contact would hold more than {most} bytes");
            return Err(self.beyond(LimitName::ProfileBytes, error));
        }
        self.written += profile.weight();
        let at = self.now();
        self.emit(Event::ContactChanged { change, at });
        Ok(())
    }

    /// Knows from now on what an event changes of the contact and the conversation.
    pub(super) fn learn(&mut self, event: &Event) {
        match event {
            Event::ContactChanged { change, .. } => {
                if let Value::Map(profile) = self.contact.to_mut() {
                    change.apply(profile, &mut self.tongue);
                }
                if let Some(language) = &change.language {
                    self.note_fact("language", Value::Text(language.clone()));
                }
            }
            Event::Tagged { add, remove, .. } => {
                let mut tags = tags_of(&self.conversation);
                tags.retain(|tag| !remove.contains(tag));
                tags.extend(add.iter().cloned());
                let tags = tags.into_iter().map(Value::Text).collect();
                self.note_fact("tags", Value::List(tags));
            }
            Event::ProtocolGiven { number, .. } => {
                self.note_fact("protocol", Value::Text(number.clone()));
            }
            _ => {}
        }
    }

    fn note_fact(&mut self, name: &'static str, value: Value) {
        if let Value::Map(facts) = self.conversation.to_mut() {
            facts.insert(SmolStr::new_static(name), value);
        }
    }

    /// What something is about, in one line; none where nothing is said.
    pub(crate) fn subject(&self, subject: &Template) -> Result<Option<String>, String> {
        let subject = self.template(subject)?;
        let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
        let most = self.limits().subject_length;
        if subject.chars().count() > most {
            let error = format!("the subject is longer than {most} characters");
            return Err(self.beyond(LimitName::SubjectLength, error));
        }
        Ok(Some(subject).filter(|subject| !subject.is_empty()))
    }

    /// Leaves a private note for the people at the desk.
    pub(crate) fn leave_note(&mut self, text: String) {
        self.written += text.len();
        let (step, at) = (self.here().cloned(), self.now());
        let group = None;
        self.emit(Event::NoteLeft {
            text,
            step,
            group,
            at,
        });
    }

    /// The protocol number of this session, given before or now.
    pub(crate) fn protocol(&mut self, subject: Option<String>) -> SmolStr {
        if let Some(Value::Text(number)) = self.conversation.get("protocol") {
            return number.clone();
        }
        let at = self.now();
        let number = protocol::number(at, self.draw("protocol"));
        self.emit(Event::ProtocolGiven {
            number: number.clone(),
            subject,
            at,
        });
        number
    }

    /// A number to draw from, for a purpose at the step that acts now; another one in each sprint.
    pub(crate) fn draw(&self, purpose: &str) -> u64 {
        let here = self.here().map_or("", |step| step.as_str());
        let place = chance::of(&format!("{purpose}/{here}"));
        chance::mix(self.scene.seed.wrapping_add(self.events.len() as u64) ^ place)
    }

    /// A number of this contact, trail and step: the same for good.
    pub(crate) fn lot(&self) -> u64 {
        let here = self.here().map_or("", |step| step.as_str());
        let trail = &self.session.frame().trail;
        chance::of(&format!("{}\0{trail}\0{here}", self.scene.who))
    }

    /// Begins an `each` on its items.
    pub(crate) fn enter_loop(&mut self, items: Vec<Value>) -> Result<(), String> {
        let (count, most) = (items.len(), self.limits().items);
        if count > most {
            let error = format!("a list of {count} items is longer than {most}");
            return Err(self.beyond(LimitName::Items, error));
        }
        let weight: usize = items.iter().map(Value::weight).sum();
        if self.session.weight() + weight > self.limits().variable_bytes {
            return Err(self.too_heavy());
        }
        self.written += weight;
        if let Some(step) = self.here().cloned() {
            self.emit(Event::LoopEntered { step, items });
        }
        Ok(())
    }

    /// The next item of the `each` that acts now, and which it is, from 1.
    pub(crate) fn next_item(&mut self) -> Option<(i64, Value)> {
        let step = self.here().cloned()?;
        let loops = &self.session.frame().loops;
        let one = loops.iter().find(|one| one.step == step)?;
        let Some(item) = one.items.front().cloned() else {
            self.emit(Event::LoopLeft { step });
            return None;
        };
        let place = i64::from(one.taken) + 1;
        self.emit(Event::LoopAdvanced { step });
        Some((place, item))
    }

    /// Whether the `each` that acts now was come back to from within its body.
    pub(crate) fn comes_round(&self) -> bool {
        let (Some(came), Some(here)) = (self.came, self.here) else {
            return false;
        };
        let (each, from) = (here.position as usize, came.position as usize);
        let within = self.trail().graph.is_within(each, from);
        let open = |one: &crate::session::Loop| one.step == here.id;
        within && self.session.frame().loops.iter().any(open)
    }

    /// Forgets each `each` whose body an edge leads out of.
    pub(super) fn leave_loops(&mut self, from: &'a Step, to: usize) {
        if self.session.frame().loops.is_empty() {
            return;
        }
        let graph = &self.trail().graph;
        let from = from.position as usize;
        let left = |one: &&crate::session::Loop| {
            let Some(each) = graph.position(&one.step) else {
                return true;
            };
            let was_inside = from == each || graph.is_within(each, from);
            was_inside && to != each && !graph.is_within(each, to)
        };
        let loops = self.session.frame().loops.iter();
        let left: Vec<_> = loops.filter(left).map(|one| one.step.clone()).collect();
        for step in left {
            self.emit(Event::LoopLeft { step });
        }
    }
}

/// The conversation's tags, as trails read them.
fn tags_of(conversation: &Value) -> BTreeSet<SmolStr> {
    match conversation.get("tags") {
        Some(Value::List(tags)) => tags
            .iter()
            .filter_map(Value::as_text)
            .map(SmolStr::new)
            .collect(),
        _ => BTreeSet::new(),
    }
}
