//! Behaviour of the desk, without a browser.

mod acts;
mod groups;
mod lists;
mod open;
mod outgoing;
mod pieces;
mod tray;
mod unread;

use super::*;
use crate::route::Route;
use trilha_model::{Priority, Role, TicketState};
use trilha_wire::Problem;
use trilha_wire::chat::{Content, From};
use trilha_wire::desk::{Entry, Owner, Ticket, What};

fn id(address: &str) -> ConversationId {
    ConversationId {
        inbox: "site".into(),
        address: address.into(),
    }
}

fn me() -> Me {
    Me {
        id: "ana".into(),
        name: "Ana".into(),
        role: Role::Agent,
        available: true,
        version: "0".into(),
    }
}

fn began() -> Msg {
    Msg::Began {
        me: me(),
        kept: Kept::default(),
    }
}

fn supervisor() -> Me {
    Me {
        role: Role::Supervisor,
        ..me()
    }
}

fn can(line: &Summary, me: &Me) -> Can {
    let me = Some(Rc::new(me.clone()));
    State {
        me,
        ..State::default()
    }
    .can(line)
}

fn bia() -> Owner {
    Owner::Agent {
        id: "bia".into(),
        name: "Bia".into(),
    }
}

fn mine() -> Owner {
    Owner::Agent {
        id: "ana".into(),
        name: "Ana".into(),
    }
}

fn queue() -> Owner {
    Owner::Queue {
        id: "support".into(),
        title: "Support".into(),
    }
}

fn line(address: &str, version: u64, owner: Owner) -> Summary {
    let waiting_since = matches!(owner, Owner::Queue { .. }).then_some(1_000);
    let closed = owner == Owner::Bot;
    Summary {
        id: id(address),
        version,
        name: address.into(),
        inbox_title: "Site".into(),
        owner,
        ticket: Some(Ticket {
            number: "1".into(),
            queue: "support".into(),
            priority: Priority::Normal,
            note: None,
            subject: None,
            summary: None,
            skills: vec![],
            team: None,
            group: None,
            hidden: false,
            state: TicketState::default(),
            opened_at: 0,
            waiting_since,
            closed,
        }),
        preview: "Oi".into(),
        preview_from: Some(From::Contact),
        preview_group: None,
        at: 0,
        unanswered: 1,
        tags: vec![],
    }
}

fn urgent(mut summary: Summary, priority: Priority, since: i64) -> Summary {
    let ticket = summary.ticket.as_mut().unwrap();
    ticket.priority = priority;
    ticket.waiting_since = Some(since);
    summary
}

fn said(seq: u64, at: i64, from: From, client: Option<&str>) -> Entry {
    let content = Content::Text { text: "Oi".into() };
    Entry {
        seq,
        at,
        group: None,
        what: What::Message {
            from,
            content,
            id: client.map(str::to_owned),
        },
    }
}

fn listed(conversations: Vec<Summary>, next: Option<&str>) -> Listed {
    Listed {
        conversations,
        next: next.map(str::to_owned),
        counts: Counts::default(),
        cursor: "c1".into(),
    }
}

fn changed(summary: Summary, entries: Vec<Entry>) -> Msg {
    let counts = Counts {
        waiting: 2,
        mine: 1,
        all: 3,
    };
    Msg::Pushed(Box::new(Push::Changed {
        summary: Box::new(summary),
        entries,
        counts,
        cursor: "c2".into(),
    }))
}

fn refused(kind: &str) -> Refusal {
    Refusal::Problem(Problem {
        kind: kind.into(),
        title: String::new(),
        status: 409,
        detail: None,
    })
}

/// A conversation as the server gives it.
fn whole(summary: Summary, entries: Vec<Entry>) -> Box<Opened> {
    let thread = Thread {
        entries,
        before: Some(3),
        version: summary.version,
    };
    Box::new(Opened {
        summary,
        thread,
        contact: BTreeMap::new(),
        place: None,
    })
}

fn send(text: &str, note: bool) -> Msg {
    Msg::Send {
        id: id("a"),
        client: "u1".into(),
        text: text.into(),
        note,
    }
}

fn reply(text: &str) -> Act {
    Act::Reply {
        id: "u1".into(),
        text: text.into(),
        media: None,
    }
}

/// What asks for a reply, written before version 1 was there, to be said; whoever has answered, where one insists.
fn says(act: Act, insists: bool) -> Cmd {
    let seen = matches!(act, Act::Reply { .. } if !insists).then_some(1);
    let deed = Deed {
        act,
        seen,
        written_for: None,
        anyway: false,
    };
    Cmd::Say(id("a"), deed)
}

fn forgotten() -> Cmd {
    Cmd::Keep {
        client: "u1".into(),
        kept: String::new(),
    }
}

struct Desk(State);

impl Desk {
    fn with(lines: Vec<Summary>) -> Self {
        let mut desk = Self(State {
            looking: true,
            link: Link::Live,
            ..State::default()
        });
        desk.on(began());
        let first = Msg::Listed {
            tab: Tab::Waiting,
            filter: Filter::default(),
            before: None,
            result: Ok(listed(lines, None)),
        };
        let own = Cmd::List {
            tab: Tab::Mine,
            filter: Filter::default(),
            before: None,
        };
        assert_eq!(
            desk.on(first),
            [Cmd::Connect { after: "c1".into() }, own],
            "one's own are fetched too, for the title"
        );
        desk.lists(Tab::Mine, vec![]);
        desk
    }

    fn on(&mut self, msg: Msg) -> Vec<Cmd> {
        self.0.update(msg, 10_000)
    }

    fn open(&mut self, summary: Summary, entries: Vec<Entry>) -> &mut Self {
        let at = summary.id.clone();
        assert_eq!(
            self.on(Msg::Routed(Route::Conversation(at.clone()))),
            [Cmd::Open(at.clone())]
        );
        self.on(Msg::Opened {
            id: at,
            result: Ok(whole(summary, entries)),
        });
        self
    }

    /// A list comes, whole.
    fn lists(&mut self, tab: Tab, lines: Vec<Summary>) -> Vec<Cmd> {
        self.on(Msg::Listed {
            tab,
            filter: self.0.filter.clone(),
            before: None,
            result: Ok(listed(lines, None)),
        })
    }

    fn names(&self) -> Vec<String> {
        self.0
            .visible()
            .iter()
            .map(|line| line.name.clone())
            .collect()
    }
}
