//! What moves the editor, and what it asks of the page.

use crate::compared::Compared;
use crate::form::{Like, Path};
use crate::geometry::Point;
use crate::gesture::Hit;
use crate::palette::Kind;
use crate::player::{Order, Told};
use crate::setting::Setting;
use crate::simulation::Do;
use crate::steps::{BadId, Outlet};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::rc::Rc;
use trilha_model::{EffectId, HttpRequest, StepId, StepMove};
use trilha_trail::edit::Draft;
use trilha_wire::studio;

/// Something that moves the editor.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// A draft came, and the text kept in this browser where one was.
    Opened(Box<studio::Draft>, Option<Kept>),
    /// The canvas has this size.
    Resized(Point),
    /// A pointer went down at a pixel of the canvas; whether the selection is added to, whether the canvas is to be moved.
    Pressed(Hit, Point, bool, bool),
    /// It moved.
    Dragged(Point),
    /// It went up.
    Released(Point),
    /// What was begun is given up: the drag, the picker, then the selection.
    Escape,
    /// The canvas is moved by pixels.
    Pan(Point),
    /// Nearer by a factor at a pixel.
    ZoomAt(Point, f64),
    /// Nearer by a factor.
    ZoomBy(f64),
    /// All in sight.
    Fit,
    /// A place of the canvas in the middle.
    LookAt(Point),
    /// This step alone is selected, and in sight.
    Select(StepId),
    /// A step is added to the selection, or taken away.
    Toggle(StepId),
    /// All steps are selected.
    SelectAll,
    /// Nothing is selected.
    SelectNone,
    /// The canvas shows what differs from an older version, or no longer.
    Compare(Option<Rc<Compared>>),
    /// The selection moves to a neighbour.
    Neighbour(Direction),
    /// The next exit of the selected step is meant; or the one before.
    NextExit(bool),
    /// The picker of new steps opens, at a pixel where the pointer is.
    Pick(Option<Point>),
    /// A kind of step was picked.
    Picked(Kind),
    /// A kind of step was dropped on the canvas at a pixel.
    Dropped(Kind, Point),
    /// A kind of step is added after the selected one, or in the middle.
    Add(Kind),
    /// An exit leads to a target.
    Connect(Outlet, SmolStr),
    /// An exit leads to a new step of its own, picked next.
    ConnectNew(Outlet),
    /// An exit leads nowhere.
    Disconnect(Outlet),
    /// A value is set. Settings of the same value in a row are undone as one.
    Set(Path, Draft),
    /// A value is set from YAML.
    SetYaml(Path, String),
    /// A value is taken away.
    Clear(Path),
    /// A key of a map is called otherwise.
    RenameKey(Path, SmolStr),
    /// An entry of a map, or an item of a list, moves by one: up or down.
    Shift(Path, bool),
    /// A map that is one of several things becomes the one of this key, and begins as this where nothing it said fits.
    Become(Path, Like, SmolStr, Draft),
    /// This copy of an entry or an item stands behind it.
    Double(Path, Draft),
    /// A step is called otherwise.
    Rename(StepId, String),
    /// The meant exit leads nowhere; where none is meant, the selected steps are deleted.
    Delete,
    /// The selected steps are deleted.
    DeleteSteps,
    /// The selected steps are copied.
    Copy,
    /// What was copied is pasted.
    Paste,
    /// The selected steps are doubled.
    Duplicate,
    /// Steps move by a distance.
    Nudge(Point),
    /// Everything is placed anew.
    Arrange,
    /// The whole text is another.
    Rewrite(String),
    /// What one writes in was left: what is written next is undone on its own.
    Rest,
    /// Back.
    Undo,
    /// Forth.
    Redo,
    /// Another tab of this browser keeps this unsaved text of the trail; or none any longer.
    Elsewhere(Option<Kept>),
    /// The other tab's text over this one.
    TakeElsewhere,
    /// This text over the other tab's.
    KeepHere,
    /// The draft is to be saved.
    Save,
    /// Saved: this is the draft now.
    Saved(Box<studio::Draft>),
    /// It could not be saved.
    NotSaved(Refusal),
    /// The draft on disk, after it was found changed.
    Theirs(Box<studio::Draft>),
    /// Mine over theirs.
    KeepMine,
    /// Theirs, mine given up.
    TakeTheirs,
    /// The draft is to be published so; it is saved first.
    Publish(Plan),
    /// Published.
    Published(studio::Published),
    /// It will be published, at a later moment.
    Scheduled(studio::Scheduled),
    /// It could not be published.
    NotPublished(Refusal),
    /// What the server said against publishing was read.
    Dismiss,
    /// A simulation begins.
    Simulate,
    /// Simulations take place so from now on; one that is on begins anew.
    Suppose(Setting),
    /// Something is done in it.
    Do(Do),
    /// A request of the simulation is made by the server.
    Ask(EffectId),
    /// The server's answer to a request of the n-th simulation; or, in the reader's words, why it gave none.
    Answered(u32, EffectId, Result<trilha_model::Outcome, String>),
    /// The simulation is put away.
    StopSimulating,
    /// Something about the trail's tests.
    Test(Test),
    /// The player answered.
    Told(Told),
    /// The player could not be loaded, or broke down: what it played is lost.
    PlayerLost,
    /// Nothing came of the player for long, though something is awaited.
    PlayerSlow,
    /// The player is given up, with all it plays.
    StopPlayer,
}

/// Something about the trail's tests.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Their text is another.
    Write(String),
    /// They are played on the trail as it stands.
    Play,
    /// The canvas shows what no test walked, or no longer.
    Show(bool),
    /// They are to be saved.
    Save,
    /// Saved: this is the draft now.
    Saved(Box<studio::Draft>),
    /// They could not be saved.
    NotSaved(Refusal),
    /// The draft on disk, after its tests were found changed.
    Theirs(Box<studio::Draft>),
    /// Mine over theirs.
    KeepMine,
    /// Theirs, mine given up.
    TakeTheirs,
    /// The simulated talk becomes a test of this name.
    Record(String),
}

impl Msg {
    /// Whether it changes the text, begins to, or sends it to the server: what one who may only look cannot do.
    pub(crate) fn writes(&self) -> bool {
        matches!(
            self,
            Self::Pick(_)
                | Self::Picked(_)
                | Self::Dropped(..)
                | Self::Add(_)
                | Self::Connect(..)
                | Self::ConnectNew(_)
                | Self::Disconnect(_)
                | Self::Set(..)
                | Self::SetYaml(..)
                | Self::Clear(_)
                | Self::RenameKey(..)
                | Self::Shift(..)
                | Self::Become(..)
                | Self::Double(..)
                | Self::Rename(..)
                | Self::Delete
                | Self::DeleteSteps
                | Self::Paste
                | Self::Duplicate
                | Self::Nudge(_)
                | Self::Arrange
                | Self::Rewrite(_)
                | Self::Elsewhere(_)
                | Self::TakeElsewhere
                | Self::KeepHere
                | Self::Undo
                | Self::Redo
                | Self::Save
                | Self::KeepMine
                | Self::TakeTheirs
                | Self::Publish(_)
                | Self::Test(Test::Write(_) | Test::Save | Test::KeepMine | Test::Record(_))
        )
    }
}

/// How a draft is to be published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Why, for the list of versions.
    pub note: String,
    /// When, in milliseconds of Unix time; now if not said.
    pub at: Option<i64>,
    /// What becomes of sessions that are live on older versions.
    pub sessions: studio::Keep,
    /// Where those go on that stand on steps that are gone.
    pub steps: Vec<StepMove>,
}

/// Where a neighbour is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Above.
    Up,
    /// Below.
    Down,
}

/// Why the server refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The file is another than the one edited.
    Changed,
    /// It does not check: its diagnostics.
    DoesNotCheck(Vec<String>),
    /// Anything else.
    Other(Said),
}

/// Why something was refused, for the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// In the reader's language.
    pub words: String,
    /// What the server said, in English, where the page has no words for it.
    pub exact: Option<String>,
}

/// A text that is not saved, with the base it was made from: what somebody saved meanwhile is then found
/// when this one is saved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsaved {
    /// The base.
    pub base: String,
    /// The text.
    pub text: String,
}

/// What is unsaved of a trail, kept in the browser against a crash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The trail's text, where that is.
    #[serde(default)]
    pub trail: Option<Unsaved>,
    /// The text of its tests, where that is.
    #[serde(default)]
    pub tests: Option<Unsaved>,
}

impl Kept {
    /// As one text.
    pub fn written(&self) -> String {
        serde_json::to_string(self).expect("invariant: texts are JSON")
    }

    /// Reads it back; also as it was written before tests were kept: the trail's base, a line break, its text.
    pub fn read(written: &str) -> Option<Self> {
        if written.starts_with('{') {
            return serde_json::from_str(written).ok();
        }
        let (base, text) = written.split_once('\n')?;
        Some(Self {
            trail: Some(Unsaved {
                base: base.to_owned(),
                text: text.to_owned(),
            }),
            tests: None,
        })
    }
}

/// What the page is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Cmd {
    /// Save this text over this base.
    Save(studio::SaveDraft),
    /// Fetch the draft as it is on disk.
    FetchTheirs,
    /// Save this text of the tests over this base.
    SaveTests(studio::SaveDraft),
    /// Fetch the draft, for the tests on disk.
    FetchTests,
    /// Publish.
    Publish(studio::Publish),
    /// Publish at a later moment.
    Schedule(studio::Schedule),
    /// Make a request of the n-th simulation.
    Http(u32, EffectId, Box<HttpRequest>),
    /// Order this of the player.
    Player(Order),
    /// End the player: the next order is for a new one.
    EndPlayer,
    /// Keep this text in this browser; none: forget it.
    Keep(Option<Kept>),
    /// Keep this setting of simulations in this browser.
    KeepSetting(Rc<Setting>),
    /// Put text on the clipboard.
    Copy(String),
    /// Say something.
    Say(Notice),
}

/// Something to be said in passing.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// Saved.
    Saved,
    /// The tests were saved.
    TestsSaved,
    /// A talk could not be put into the text of the tests, for this reason, which is English, and was copied instead.
    NotRecorded(String),
    /// Published, as this version.
    Published(u32),
    /// To be published at this moment, in milliseconds of Unix time.
    Scheduled(i64),
    /// An unsaved text of an earlier visit was brought back.
    Restored,
    /// The text must be mended first.
    NotYaml,
    /// An edit was refused, for this reason, which is English.
    Refused(String),
    /// A step cannot be called so.
    BadId(BadId),
    /// Errors forbid it: so many.
    Errors(usize),
    /// The server refused.
    Server(Said),
    /// So many steps were copied.
    Copied(usize),
}
