//! What contacts, other systems and people at the desk do.

use crate::Run;
use crate::laws::HUSH;
use crate::world::TEAMS;
use trilha_model::{
    Act, Attached, Content, ConversationId, Event, Incoming, Input, MediaKind, Owner, Received,
    Recipient, Timestamp, Value,
};

impl Run {
    /// What a contact sends: a word, a button of the last menu, or more than words.
    pub(crate) fn message(&mut self, id: &ConversationId) -> Incoming {
        // A small range of ids, so that a provider repeats itself now and then.
        let name = format!("m{}", self.dice.below(400));
        let word = self.word(&id.inbox);
        let mut message = Incoming::text(name, word);
        match self.dice.below(10) {
            0..=3 => {
                if let Some((key, label)) = self.button(id) {
                    message.option = Some(key.as_str().into());
                    message.text = label;
                }
            }
            4 => {
                message.attached = Some(Attached::Media(Box::new(Received {
                    kind: self
                        .dice
                        .of(&[MediaKind::Image, MediaKind::Audio, MediaKind::File]),
                    url: "https://media.test/1".into(),
                    name: None,
                    size: Some(2_000),
                    mime: None,
                })));
            }
            5 => message.attached = Some(Attached::Answers(vec![(word.into(), word.to_owned())])),
            _ => {}
        }
        message
    }

    pub(crate) fn button(&mut self, id: &ConversationId) -> Option<(String, String)> {
        let events = self.events(&id.stream());
        let options = events.iter().rev().find_map(|event| match event {
            Event::MessageSent {
                content: Content::Menu { options, .. },
                ..
            } => Some(options),
            _ => None,
        })?;
        let at = usize::try_from(self.dice.below(options.len() as u64)).expect("small");
        let option = options.get(at)?;
        Some((option.key.to_string(), option.label.clone()))
    }

    pub(crate) fn another_system_tells(&mut self) {
        let id = self.some_id();
        let input = Input::Event {
            name: if self.dice.one_in(2) {
                "sim.paid".into()
            } else {
                self.word(&id.inbox).into()
            },
            payload: Value::Int(7),
            id: None,
        };
        self.input(&id, input).ok();
    }

    pub(crate) fn contact_speaks(&mut self) {
        let id = self.some_id();
        let mut message = self.message(&id);
        if self.load(&id).state.group().is_some() {
            message.text = format!("{HUSH} {}", message.text);
        }
        let times = if self.dice.one_in(5) { 2 } else { 1 };
        for _ in 0..times {
            self.input(&id, Input::Message(message.clone()))
                .unwrap_or_else(|refused| panic!("a message is refused: {refused}"));
        }
        self.acknowledged
            .entry(id)
            .or_default()
            .insert(message.id.to_string());
    }

    pub(crate) fn person_acts(&mut self) {
        let id = self.some_id();
        let by = self.dice.of(&["ana", "bia", "caio", "sol"]);
        let before = self.load(&id).state;
        let hush = if before.group().is_some() { HUSH } else { "" };
        let reply = Act::Reply {
            id: format!("r{}", self.dice.below(1_000)).into(),
            text: format!("{hush} Hello, a person here."),
            media: None,
        };
        let act = match self.dice.below(18) {
            0..=4 => Act::Take,
            5..=6 => reply,
            7..=8 => Act::GiveBack,
            9 => Act::Resolve,
            10 => Act::ReturnToQueue,
            11 => Act::TakeOver,
            12 | 13 => Act::Group {
                group: match self.dice.below(3) {
                    0 => None,
                    _ => Some(self.dice.of(&TEAMS).0.into()),
                },
            },
            14 => Act::Note {
                id: None,
                text: format!("{hush} A note."),
            },
            _ => Act::Transfer {
                to: self.recipient(),
                note: None,
            },
        };
        let done = self.input(&id, Input::Acted { by: by.into(), act });
        let after = self.load(&id).state;
        if done.is_err() {
            assert_eq!(before, after, "a refusal changes nothing");
        }
        if let Owner::Agent(holder) = &after.owner
            && before.owner != after.owner
        {
            let reads = self.world.reads(holder, before.group());
            assert!(reads, "{holder} has what they do not read");
        }
        let team = before.open_ticket().and_then(|it| it.team.clone());
        if let (Owner::Queue(_), Owner::Agent(holder), Some(team)) =
            (&before.owner, &after.owner, team)
        {
            let meant = holder.as_str() != by || self.world.is_in(holder, &team);
            assert!(meant, "{by} gave it to themselves");
        }
    }

    /// A person, a team of a queue, or all of a queue.
    fn recipient(&mut self) -> Recipient {
        let queue = self.dice.of(&["support", "sales"]).into();
        match self.dice.below(4) {
            0 | 1 => Recipient::Agent(self.dice.of(&["ana", "bia", "caio"]).into()),
            2 => Recipient::Queue(queue),
            _ => Recipient::Team {
                queue,
                team: self.dice.of(&TEAMS).0.into(),
            },
        }
    }

    /// A person tags a conversation, or takes a tag away: automations wait for some.
    pub(crate) fn person_tags(&mut self) {
        let id = self.some_id();
        let tag = self.dice.of(&["sim-vip", "sim-side", "other"]);
        let (add, remove) = if self.dice.one_in(2) {
            (vec![tag.into()], Vec::new())
        } else {
            (Vec::new(), vec![tag.into()])
        };
        let by = self.dice.of(&["ana", "bia"]).into();
        let act = Act::Tag { add, remove };
        self.input(&id, Input::Acted { by, act }).ok();
    }

    /// A schedule's moment comes, for one of those it is for; sometimes it is told twice.
    pub(crate) fn schedule_comes(&mut self) {
        let id = self.some_id();
        let hour = 3_600_000;
        let input = Input::Scheduled {
            automation: "sim-hello/schedule-1".into(),
            due: Timestamp(self.now.0 / hour * hour),
        };
        for _ in 0..2 {
            self.input(&id, input.clone())
                .expect("a schedule is never refused");
        }
    }
}
