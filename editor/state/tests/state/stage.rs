//! An editor under test, whose invariants are checked after every message.

use std::collections::BTreeMap;
use trilha_model::{Channel, StepId, Timestamp, TrailId};
use trilha_state::document::Document;
use trilha_state::player::{Player, Told};
use trilha_state::steps::Outlet;
use trilha_state::{Cmd, Editor, Kept, Msg, Unsaved, drawn};
use trilha_wire::desk::TeamName;
use trilha_wire::staff::{Calendar, CalendarSettings};
use trilha_wire::studio::{Draft, InboxChoice, QueueChoice};

/// A trail with every kind of edge.
pub(crate) const SUPPORT: &str = include_str!("support.yaml");

/// An editor under test.
pub(crate) struct Stage {
    pub(crate) editor: Editor,
    /// What plays for it; none: its orders are among what is asked of the page.
    pub(crate) player: Option<Player>,
}

/// A draft as the server sends it.
pub(crate) fn draft(text: &str) -> Draft {
    Draft {
        id: "support".into(),
        text: text.to_owned(),
        base: "b1".to_owned(),
        files: BTreeMap::new(),
        published: None,
        queues: vec![QueueChoice {
            id: "support".into(),
            title: "Support".to_owned(),
            members: 1,
        }],
        env: BTreeMap::new(),
        secrets: Vec::new(),
        inboxes: vec![InboxChoice {
            id: "site".into(),
            title: "Site".to_owned(),
            channel: Channel::Webchat,
            trail: None,
        }],
        calendars: vec![Calendar {
            name: "shop".to_owned(),
            settings: CalendarSettings {
                title: "Shop".to_owned(),
                zone: "America/Sao_Paulo".to_owned(),
                week: vec![vec!["09:00-18:00".to_owned()]; 7],
                ..CalendarSettings::default()
            },
        }],
        skills: vec!["english".to_owned()],
        teams: vec![TeamName {
            id: "sales".into(),
            title: "Sales".to_owned(),
        }],
        limits: BTreeMap::new(),
    }
}

/// A trail's text that an earlier visit left unsaved.
pub(crate) fn left(base: &str, text: &str) -> Kept {
    Kept {
        trail: Some(Unsaved {
            base: base.to_owned(),
            text: text.to_owned(),
        }),
        tests: None,
    }
}

/// Lines a text lost, and lines it got.
pub(crate) fn changed_lines(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (old, new) = (lines(before), lines(after));
    let gone = old
        .iter()
        .filter(|line| !new.contains(line))
        .cloned()
        .collect();
    let came = new
        .iter()
        .filter(|line| !old.contains(line))
        .cloned()
        .collect();
    (gone, came)
}

/// An exit of a step.
pub(crate) fn outlet(step: &str, exit: &str) -> Outlet {
    Outlet {
        step: step.into(),
        exit: exit.into(),
    }
}

impl Stage {
    /// An editor with this text open.
    pub(crate) fn with(text: &str) -> Self {
        let mut stage = Self {
            editor: Editor::new(&TrailId::from("support")),
            player: Some(Player::default()),
        };
        stage.send(Msg::Opened(Box::new(draft(text)), None));
        stage
    }

    /// An editor with this text open, and one more file beside it.
    pub(crate) fn beside(text: &str, path: &str, file: &str) -> Self {
        let mut stage = Self {
            editor: Editor::new(&TrailId::from("support")),
            player: Some(Player::default()),
        };
        let mut draft = draft(text);
        draft.files.insert(path.to_owned(), file.to_owned());
        stage.send(Msg::Opened(Box::new(draft), None));
        stage
    }

    /// Sends a message and checks what must always hold.
    pub(crate) fn send(&mut self, msg: Msg) -> Vec<Cmd> {
        self.send_at(0, msg)
    }

    /// Sends a message so many milliseconds after the beginning.
    pub(crate) fn send_at(&mut self, millis: i64, msg: Msg) -> Vec<Cmd> {
        let said = format!("{msg:?}");
        let cmds = self.editor.update(Timestamp(millis), msg);
        self.check(&said);
        let mut asked = Vec::new();
        for cmd in cmds {
            match (cmd, &mut self.player) {
                (Cmd::Player(order), Some(player)) => {
                    let told = player.answer(&order.written()).expect("an order");
                    if let Some(told) = told {
                        let told = Told::read(&told).expect("an answer");
                        asked.extend(self.send_at(millis, Msg::Told(told)));
                    }
                }
                (cmd, _) => asked.push(cmd),
            }
        }
        asked
    }

    /// Has the player answer what was ordered of it while it was away.
    pub(crate) fn plays(&mut self, player: &mut Player, cmds: &[Cmd]) -> Vec<Cmd> {
        let mut asked = Vec::new();
        for cmd in cmds {
            if let Cmd::Player(order) = cmd
                && let Some(told) = player.hear(order.clone())
            {
                asked.extend(self.send(Msg::Told(told)));
            }
        }
        asked
    }

    /// The text of the document.
    pub(crate) fn text(&self) -> &str {
        &self.editor.document.text
    }

    /// Selects a step.
    pub(crate) fn select(&mut self, step: &str) {
        self.send(Msg::Select(step.into()));
        assert_eq!(self.editor.only(), Some(&StepId::from(step)));
    }

    fn check(&self, after: &str) {
        let editor = &self.editor;
        let document = &editor.document;
        assert_eq!(document.cards.len(), document.places.len(), "{after}");
        for step in &editor.selection.steps {
            assert!(
                document.position(step).is_some(),
                "{after}: {step} is selected and gone"
            );
        }
        for link in &*document.links {
            let from = document.cards.get(link.from).expect(after);
            assert!(document.cards.get(link.to).is_some(), "{after}");
            assert!(
                from.exit(&link.exit).is_some(),
                "{after}: {} has no {}",
                from.id,
                link.exit
            );
        }
        if document.editable() {
            let fresh = Document::read(&document.id, document.text.clone(), &editor.around, None);
            assert_eq!(fresh.cards, document.cards, "{after}");
            assert_eq!(fresh.places, document.places, "{after}");
            assert_eq!(fresh.links, document.links, "{after}");
        }
        let (cards, links) = drawn(editor);
        assert!(
            cards.len() <= document.cards.len() && links.len() <= document.links.len(),
            "{after}"
        );
        let mut again = editor.clone();
        if again.history.can_undo() {
            again.update(Timestamp(0), Msg::Undo);
            again.update(Timestamp(0), Msg::Redo);
            assert_eq!(again.document.text, document.text, "{after}");
        }
    }
}
