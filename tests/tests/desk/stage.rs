//! A small shop with an order service and one queue, and a conversation in it, for tests of the desk.

use std::sync::Arc;
use trilha_desk::{
    Arrangement, Context, Conversation, Inbox, QueueLine, Refused, Sprint, World, advance,
};
use trilha_model::{
    Act, AgentId, AutomationId, BundleHash, Content, ConversationId, EffectId, Event, Incoming,
    Input, Map, Outcome, Owner, Speaker, Timestamp, Value,
};
use trilha_trail::{Known, Sources, compile};

/// Says, asks, offers, asks a service that can be interrupted, and hands off.
pub(crate) const SHOP: &str = r#"
trail: shop
title: Shop
language: en
vars:
  name: { type: text, personal: true }
defaults:
  timeout: { after: 30m, next: bye }
  error: sorry
interrupts:
  - { match: [human], next: person }
steps:
  greet: { say: Hi!, next: name }
  name: { ask: Your name?, save: name, no_match: bye, next: menu }
  menu:
    menu: "What now, {{ name }}?"
    options:
      order: { label: Order, key: 1, next: fetch }
      person: { label: Person, key: 2, next: person }
      bye: { label: Bye, key: 3, next: bye }
    no_match: person
  fetch:
    http: { get: "https://shop.test/orders/7", limit: 5s }
    save: shop
    next: status
  status: { say: "It is {{ shop.body.status }}.", next: menu }
  person:
    handoff: support
    message: One moment!
    priority: high
    tags: [asked]
    timeout: { after: 10m, next: nobody }
    next: back
    closed: bye
  back: { say: Back with me., next: menu }
  nobody: { say: Nobody is free., next: menu }
  sorry: { say: Something went wrong., next: menu }
  bye: { say: Bye!, next: end }
"#;

/// The name of the inbox that the shop's trail answers; `people` is one that no trail answers.
pub(crate) const SITE: &str = "site";

/// The world around the shop.
pub(crate) fn shop() -> World {
    shop_with(SHOP)
}

/// The same world around a shop with this trail.
fn shop_with(trail: &str) -> World {
    let mut sources = Sources::default();
    sources.files.insert("shop.yaml".into(), trail.into());
    let (bundle, _) = compile(&sources, &"shop".into(), &Known::default()).unwrap_or_else(|said| {
        panic!(
            "{}",
            said.iter()
                .map(|d| trilha_trail::diagnostic::human(
                    d,
                    &trilha_trail::diagnostic::Lines::new(trail),
                    false
                ))
                .collect::<String>()
        )
    });
    let inbox = |trail: Option<&str>, queue: Option<&str>, enabled| Inbox {
        title: "Inbox".into(),
        trail: trail.map(Into::into),
        queue: queue.map(Into::into),
        enabled,
        exists: true,
        ..Inbox::default()
    };
    let line = |members: &[&str]| QueueLine {
        title: "Queue".into(),
        members: members.iter().map(|name| AgentId::from(*name)).collect(),
        available: 1,
        ..QueueLine::default()
    };
    let hash: BundleHash = bundle.hash.clone();
    let mut world = World {
        env: Value::Map(Map::new()),
        presets: Vec::new(),
        bundles: [(hash.clone(), Arc::new(bundle))].into(),
        published: [("shop".into(), hash)].into(),
        inboxes: [
            (SITE.into(), inbox(Some("shop"), Some("support"), true)),
            ("people".into(), inbox(None, Some("sales"), true)),
            ("nobody".into(), inbox(None, None, true)),
            ("closed".into(), inbox(Some("shop"), None, false)),
        ]
        .into(),
        queues: [
            ("support".into(), line(&["ana", "bia"])),
            ("sales".into(), line(&["caio"])),
        ]
        .into(),
        agents: ["ana", "bia", "caio", "sol"]
            .map(|name| (name.into(), name.into()))
            .into(),
        supervisors: ["sol".into()].into(),
        ..World::default()
    };
    world.arrange(&Arrangement::default());
    world
}

/// One conversation, moved input by input. After each, the laws of the desk are checked.
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) id: ConversationId,
    pub(crate) state: Conversation,
    pub(crate) now: Timestamp,
    pub(crate) events: Vec<Event>,
    inputs: u64,
}

impl Stage {
    /// A contact nobody heard of, on the shop's inbox.
    pub(crate) fn new() -> Self {
        Self::on(SITE)
    }

    /// A contact nobody heard of, in a shop with this trail.
    pub(crate) fn with(trail: &str) -> Self {
        Self {
            world: shop_with(trail),
            ..Self::new()
        }
    }

    /// A contact nobody heard of, on this inbox.
    pub(crate) fn on(inbox: &str) -> Self {
        Self {
            world: shop(),
            id: ConversationId {
                inbox: inbox.into(),
                address: "v1".into(),
            },
            state: Conversation::default(),
            now: Timestamp(1_795_000_000_000),
            events: Vec::new(),
            inputs: 0,
        }
    }

    /// The house publishes one more trail.
    pub(crate) fn publish(&mut self, id: &str, text: &str) {
        let mut sources = Sources::default();
        sources.files.insert(format!("{id}.yaml"), text.into());
        let compiled = compile(&sources, &id.into(), &Known::default());
        let (bundle, _) = compiled.unwrap_or_else(|said| panic!("{said:?}"));
        let hash = bundle.hash.clone();
        self.world.published.insert(id.into(), hash.clone());
        self.world.bundles.insert(hash, Arc::new(bundle));
        self.arrange(&[], &[]);
    }

    /// An admin puts automations in order, and switches some off.
    pub(crate) fn arrange(&mut self, order: &[&str], off: &[&str]) {
        self.world.arrange(&Arrangement {
            order: order.iter().map(|id| AutomationId::from(*id)).collect(),
            off: off.iter().map(|id| AutomationId::from(*id)).collect(),
        });
    }

    /// Feeds an input; the events of its sprint, or why it was refused.
    pub(crate) fn try_feed(&mut self, input: Input) -> Result<Vec<Event>, Refused> {
        self.inputs += 1;
        let stored =
            Conversation::from_bytes(&self.state.to_bytes()).expect("what was written is read");
        assert_eq!(stored, self.state, "what is stored is what is read");
        let context = Context {
            now: self.now,
            seed: self.inputs,
        };
        let sprint = advance(&self.world, &self.id, &stored, input.clone(), context)?;
        let again = advance(&self.world, &self.id, &stored, input, context)?;
        assert_eq!(sprint, again, "the same input gives the same sprint");
        Ok(self.commit(sprint))
    }

    fn commit(&mut self, sprint: Sprint) -> Vec<Event> {
        let before = (self.state.owner.clone(), self.state.owner_version);
        for event in &sprint.events {
            self.state.apply(event);
        }
        assert_eq!(
            self.state, sprint.after,
            "the state is the fold of the events"
        );
        let changed = before.0 != self.state.owner;
        assert!(
            before.1 <= self.state.owner_version,
            "the owner's version never falls"
        );
        assert!(
            !changed || before.1 < self.state.owner_version,
            "a new owner, a new version"
        );
        for event in &sprint.events {
            check_versions(event, self.state.owner_version);
            if matches!(before.0, Owner::Agent(_)) && !changed {
                assert!(
                    !speaks(event, &Speaker::Bot),
                    "the bot is silent while a person has it"
                );
            }
        }
        self.events.extend(sprint.events.iter().cloned());
        sprint.events
    }

    /// Feeds an input that is not refused.
    pub(crate) fn feed(&mut self, input: Input) -> Vec<Event> {
        self.try_feed(input).expect("not refused")
    }

    /// The contact says something; what the house says to it.
    pub(crate) fn say(&mut self, text: &str) -> Vec<String> {
        let id = format!("m{}", self.inputs);
        said(&self.feed(Input::Message(Incoming::text(id, text))))
    }

    /// A person does something; what the house says to the contact.
    pub(crate) fn act(&mut self, by: &str, act: Act) -> Vec<String> {
        said(&self.feed(Input::Acted { by: by.into(), act }))
    }

    /// A person does what they may not.
    pub(crate) fn refused(&mut self, by: &str, act: Act) -> Refused {
        self.try_feed(Input::Acted { by: by.into(), act })
            .expect_err("refused")
    }

    /// A person says something.
    pub(crate) fn reply(&mut self, by: &str, id: &str, text: &str) -> Vec<String> {
        self.act(
            by,
            Act::Reply {
                id: id.into(),
                text: text.into(),
                media: None,
            },
        )
    }

    /// The order service answers.
    pub(crate) fn settle(&mut self, effect: u64, status: &str) -> Vec<String> {
        let body = Map::from([("status".into(), Value::text(status))]);
        let outcome = Outcome::Http {
            status: 200,
            headers: Map::new(),
            body: Value::Map(body),
        };
        said(&self.feed(Input::Settled {
            effect: EffectId(effect),
            outcome,
        }))
    }

    /// Time goes by and the clock rings.
    pub(crate) fn ring_after(&mut self, minutes: i64) -> Vec<String> {
        self.now = Timestamp(self.now.0 + minutes * 60_000);
        said(&self.feed(Input::Woken))
    }

    /// Greeted, with a name, at the menu.
    pub(crate) fn at_menu() -> Self {
        let mut stage = Self::new();
        stage.say("hello");
        stage.say("Ana");
        stage
    }

    /// Waiting in the queue.
    pub(crate) fn handed_off() -> Self {
        let mut stage = Self::at_menu();
        assert_eq!(stage.say("human"), ["One moment!"]);
        stage
    }

    /// Waiting for the order service.
    pub(crate) fn fetching() -> Self {
        let mut stage = Self::at_menu();
        assert_eq!(stage.say("1"), Vec::<String>::new());
        assert_eq!(stage.state.unsettled.len(), 1);
        stage
    }
}

fn check_versions(event: &Event, version: u64) {
    if let Event::MessageSent { owner_version, .. } | Event::EffectRequested { owner_version, .. } =
        event
    {
        assert_eq!(
            *owner_version, version,
            "what is said carries the version after the sprint"
        );
    }
}

fn speaks(event: &Event, who: &Speaker) -> bool {
    matches!(event, Event::MessageSent { speaker, .. } if speaker == who)
}

/// What the house said in these events; of a menu its question.
pub(crate) fn said(events: &[Event]) -> Vec<String> {
    let text = |event: &Event| match event {
        Event::MessageSent {
            content: Content::Text(text) | Content::Menu { text, .. },
            ..
        } => Some(text.clone()),
        _ => None,
    };
    events.iter().filter_map(text).collect()
}
