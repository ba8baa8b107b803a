//! What the desk knows, and how everything that happens changes it: messages in, state and commands out. No browser.

mod acts;
mod groups;
mod lists;
mod open;
mod outgoing;
mod pieces;
#[cfg(test)]
mod tests;
mod tray;
mod unread;

pub(crate) use acts::{Asked, Can};
pub(crate) use groups::group;
pub(crate) use lists::{Filter, List, Tab};
pub(crate) use open::Open;
pub(crate) use outgoing::{Outgoing, Sending, is_insisting};
pub(crate) use pieces::{Piece, pieces};
pub(crate) use tray::{Attachment, Coming, Step, Unfit};
pub(crate) use unread::is_hidden;

use crate::keys::Command;
use crate::refusal::Refusal;
use crate::route::Route;
use groups::Sight;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;
use trilha_model::{Act, ConversationId};
use trilha_wire::desk::{Counts, Deed, Listed, Opened, Push, Summary, Thread};
use trilha_wire::staff::{Me, Queue, Team, User};
use unread::Seen;

/// How far something that is fetched has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Load {
    /// Not asked for.
    #[default]
    Idle,
    /// Under way.
    Loading,
    /// There.
    Ready,
    /// It came to nothing.
    Failed(Refusal),
}

/// The socket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Link {
    /// For the first time.
    #[default]
    Connecting,
    /// What happens is seen as it happens.
    Live,
    /// It was cut; another try is under way or comes soon.
    Retrying,
}

/// What a phone shows of the three panes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Screen {
    /// The list.
    #[default]
    List,
    /// The thread.
    Thread,
    /// What is known of the contact.
    Panel,
}

/// A dialog over the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overlay {
    /// Ctrl-K.
    Palette,
    /// The list of keys.
    Keys,
    /// To whom the conversation goes.
    Transfer,
    /// Whether to take it out of somebody's hands.
    Over,
    /// Who reads what is said from now on.
    Group,
}

/// What the desk knows.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) me: Option<Rc<Me>>,
    pub(crate) link: Link,
    pub(crate) tab: Tab,
    pub(crate) filter: Filter,
    pub(crate) lists: [List; 4],
    pub(crate) lines: BTreeMap<ConversationId, Rc<Summary>>,
    pub(crate) counts: Counts,
    pub(crate) open: Option<Open>,
    pub(crate) highlighted: Option<ConversationId>,
    pub(crate) outgoing: BTreeMap<ConversationId, Vec<Outgoing>>,
    trays: BTreeMap<ConversationId, Vec<Attachment>>,
    seen: BTreeMap<ConversationId, Seen>,
    /// Who is typing where, and until when that counts; no name: the contact.
    typing: BTreeMap<(ConversationId, Option<String>), i64>,
    pub(crate) acting: BTreeSet<ConversationId>,
    pub(crate) queues: Rc<Vec<Queue>>,
    pub(crate) teams: Rc<Vec<Team>>,
    /// Whose groups one read when what is shown was fetched; none until the teams are known.
    sight: Option<Sight>,
    pub(crate) people: Rc<Vec<User>>,
    /// Grows with every change of what the settings list, and where there may have been one.
    pub(crate) changes: u32,
    pub(crate) overlay: Option<Overlay>,
    pub(crate) asked: Option<Asked>,
    pub(crate) declined: Option<Refusal>,
    pub(crate) screen: Screen,
    pub(crate) noting: bool,
    /// Grows with every draft that one did not type.
    pub(crate) rewritten: u32,
    pub(crate) looking: bool,
    connected: bool,
    fetching: u32,
    touched: BTreeSet<ConversationId>,
    tagging: BTreeMap<ConversationId, VecDeque<Act>>,
    switching: u32,
    typing_told: i64,
    typing_rests: i64,
    typing_owed: Option<ConversationId>,
}

/// What the browser kept for a person.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Kept {
    /// As [`State::seen_text`] wrote it.
    pub(crate) seen: String,
    /// What was on its way: client ids, and what [`Cmd::Keep`] gave with them.
    pub(crate) outgoing: Vec<(String, String)>,
    /// What was attached: conversations, and what [`Cmd::KeepTray`] gave with them.
    pub(crate) trays: Vec<(String, String)>,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub(crate) enum Msg {
    /// One is signed in, and this was kept in the browser.
    Began { me: Me, kept: Kept },
    /// The page's address is this.
    Routed(Route),
    /// Another tab.
    Tab(Tab),
    /// Other lines are wanted.
    Filter(Filter),
    /// The end of the list came into sight.
    More,
    /// The list is to be fetched anew.
    Reload,
    /// A page of a list came.
    Listed {
        tab: Tab,
        filter: Filter,
        before: Option<String>,
        result: Result<Listed, Refusal>,
    },
    /// A conversation came.
    Opened {
        id: ConversationId,
        result: Result<Box<Opened>, Refusal>,
    },
    /// The conversation is to be fetched anew.
    Reopen,
    /// The beginning of what is shown came into sight.
    Earlier,
    /// What came earlier came.
    EarlierCame {
        id: ConversationId,
        result: Result<Thread, Refusal>,
    },
    /// The socket's state.
    Linked(Link),
    /// The socket said something.
    Pushed(Box<Push>),
    /// One does something.
    Act(ConversationId, Act),
    /// One does what was asked about.
    Confirmed,
    /// It was done, or not.
    Acted {
        id: ConversationId,
        act: Act,
        result: Result<Box<Summary>, Refusal>,
    },
    /// Who has what one wanted to take.
    Winner {
        id: ConversationId,
        result: Result<Box<Opened>, Refusal>,
    },
    /// Something happens to what is attached to an answer.
    Attach {
        id: ConversationId,
        client: String,
        step: Step,
    },
    /// One says something, under this client id, and sends what is attached.
    Send {
        id: ConversationId,
        client: String,
        text: String,
        note: bool,
    },
    /// Once more.
    Resend { id: ConversationId, client: String },
    /// Let it be.
    Discard { id: ConversationId, client: String },
    /// One takes back what was not sent, to write it anew.
    Rewrite { id: ConversationId, client: String },
    /// One is typing an answer.
    Writing(ConversationId),
    /// The composer writes notes, or answers.
    Noting(bool),
    /// The queues.
    Queues(Vec<Queue>),
    /// The teams.
    Teams(Vec<Team>),
    /// The people.
    People(Vec<User>),
    /// One is available, or not.
    Available(bool),
    /// So it is, or it could not be changed.
    Switched(Result<Me, Refusal>),
    /// Who one is by now.
    Me(Me),
    /// A key asked.
    Key(Command),
    /// A dialog.
    Overlay(Option<Overlay>),
    /// A phone's pane.
    Screen(Screen),
    /// The page is in sight, or not.
    Looking(bool),
    /// Time has gone by.
    Tick,
}

/// Words for a toast.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Notice {
    /// Somebody was faster.
    AlreadyTaken { name: Option<String> },
    /// It came to nothing.
    Refused(Refusal),
    /// Signing out came to nothing.
    StillSignedIn(Refusal),
    /// It is the bot's again.
    GivenBack,
    /// It is over.
    Resolved,
    /// It waits again.
    Returned,
    /// Somebody else has it.
    Transferred,
    /// One may no longer see it.
    Gone,
}

/// A sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chime {
    /// Somebody waits.
    Arrival,
    /// Somebody said something.
    Message,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cmd {
    List {
        tab: Tab,
        filter: Filter,
        before: Option<String>,
    },
    Open(ConversationId),
    Earlier {
        id: ConversationId,
        before: u64,
    },
    Act(ConversationId, Act),
    /// A reply or a note.
    Say(ConversationId, Deed),
    Winner(ConversationId),
    Typing(ConversationId),
    Connect {
        after: String,
    },
    Go(Route),
    Notice(Notice),
    Chime(Chime),
    KeepSeen,
    /// Keeps something on its way under its client id; nothing: forgets it.
    Keep {
        client: String,
        kept: String,
    },
    /// Puts words before what one is writing.
    Draft {
        id: ConversationId,
        note: bool,
        text: String,
    },
    /// Keeps what is attached to an answer; nothing: forgets it.
    KeepTray {
        id: ConversationId,
        kept: String,
    },
    /// Sends up the file that is held under this id.
    Upload {
        id: ConversationId,
        client: String,
    },
    /// Lets go of it.
    Abort(String),
    Availability(bool),
    Queues,
    Teams,
    People,
    Me,
    FocusRow(ConversationId),
    FocusComposer,
    /// [`Msg::Tick`] after this many milliseconds.
    Later(u32),
}

impl State {
    /// Nothing is known yet, but whether one sees the page.
    pub(crate) fn starting(looking: bool) -> Self {
        Self {
            looking,
            ..Self::default()
        }
    }

    /// Takes in what happened at `now` and says what is to be done.
    pub(crate) fn update(&mut self, msg: Msg, now: i64) -> Vec<Cmd> {
        let mut cmds = self.take_in(msg, now);
        if self.mark_seen() {
            cmds.push(Cmd::KeepSeen);
        }
        cmds
    }

    fn take_in(&mut self, msg: Msg, now: i64) -> Vec<Cmd> {
        match msg {
            Msg::Began { me, kept } => {
                self.me = Some(Rc::new(me));
                self.read_seen(&kept.seen);
                self.read_outgoing(&kept.outgoing);
                self.read_trays(&kept.trays);
                let mut cmds = vec![Cmd::Queues, Cmd::Teams, Cmd::People];
                cmds.extend(self.fetch_list(self.tab));
                cmds
            }
            Msg::Routed(route) => self.routed(&route),
            Msg::Tab(tab) => self.choose_tab(tab),
            Msg::Filter(filter) => self.choose_filter(filter),
            Msg::More => self.more(),
            Msg::Reload => self.reload(),
            Msg::Listed {
                tab,
                filter,
                before,
                result,
            } => self.listed(tab, &filter, before.is_some(), result),
            Msg::Opened { id, result } => self.opened(&id, result),
            Msg::Reopen => self.reopen(),
            Msg::Earlier => self.earlier(),
            Msg::EarlierCame { id, result } => self.earlier_came(&id, result),
            Msg::Linked(link) => self.linked(link),
            Msg::Pushed(push) => self.pushed(*push, now),
            Msg::Act(id, act) => self.act(id, act),
            Msg::Confirmed => self.confirmed(),
            Msg::Acted { id, act, result } => self.acted(id, &act, result),
            Msg::Winner { id, result } => self.winner(&id, result),
            Msg::Attach { id, client, step } => self.attach(id, client, step),
            Msg::Send {
                id,
                client,
                text,
                note,
            } => self.send(&id, client, &text, note, now),
            Msg::Resend { id, client } => self.resend(id, &client),
            Msg::Discard { id, client } => self.discard(&id, &client),
            Msg::Rewrite { id, client } => self.rewrite(&id, &client),
            Msg::Writing(id) => self.writing(id, now),
            Msg::Noting(noting) => {
                self.noting = noting;
                Vec::new()
            }
            Msg::Queues(queues) => {
                self.queues = Rc::new(queues);
                Vec::new()
            }
            Msg::Teams(teams) => self.teams_came(teams),
            Msg::People(people) => {
                self.people = Rc::new(people);
                Vec::new()
            }
            Msg::Available(available) => self.available(available),
            Msg::Switched(result) => self.switched(result),
            Msg::Me(me) => self.is_by_now(me),
            Msg::Key(command) => self.command(command),
            Msg::Overlay(overlay) => {
                self.show(overlay);
                Vec::new()
            }
            Msg::Screen(screen) => {
                self.screen = screen;
                Vec::new()
            }
            Msg::Looking(looking) => {
                self.looking = looking;
                Vec::new()
            }
            Msg::Tick => {
                self.typing.retain(|_, until| *until > now);
                self.tell_owed_typing(now)
            }
        }
    }
}

/// Two states are the same if they are one: what is drawn from one is drawn again only when it was replaced.
impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}
