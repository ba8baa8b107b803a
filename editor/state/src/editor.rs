//! The editor's state. Cloning is cheap: what is large is shared.

use crate::camera::Camera;
use crate::compared::Compared;
use crate::document::{Document, Surroundings};
use crate::geometry::Point;
use crate::gesture::Gesture;
use crate::history::History;
use crate::message::{Kept, Plan};
use crate::setting::Setting;
use crate::simulation::Simulation;
use crate::steps::{Copied, Outlet};
use crate::tested::Tests;
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::rc::Rc;
use trilha_model::{StepId, Timestamp, TrailId};
use trilha_wire::studio::{Draft, Published};

/// What is selected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The steps.
    pub steps: BTreeSet<StepId>,
    /// An exit of the only step.
    pub exit: Option<SmolStr>,
}

impl Selection {
    /// One step.
    pub fn one(step: StepId) -> Self {
        Self {
            steps: [step].into(),
            exit: None,
        }
    }

    /// The step, if it is one alone.
    pub fn only(&self) -> Option<&StepId> {
        self.steps.first().filter(|_| self.steps.len() == 1)
    }
}

/// The picker of new steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Picker {
    /// Where the step will stand.
    pub at: Point,
    /// The exit that will lead to it.
    pub from: Option<Outlet>,
}

/// What goes on between the page and the server.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Save {
    /// Nothing.
    #[default]
    Idle,
    /// The text is being saved; published after in this way, where there is one.
    Saving {
        /// The text that is being saved.
        text: Rc<str>,
        /// The way.
        publish: Option<Plan>,
    },
    /// Being published.
    Publishing,
    /// The file was changed by somebody else: theirs, once it is known.
    Conflict(Option<Rc<Draft>>),
    /// The server found what forbids publishing.
    Refused(Rc<[String]>),
}

/// The editor.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each tells something that has nothing to do with the others"
)]
pub struct Editor {
    /// The document.
    pub document: Rc<Document>,
    /// What surrounds it.
    pub around: Rc<Surroundings>,
    /// The text on disk, as far as one knows.
    pub saved: Rc<str>,
    /// Its name.
    pub base: Rc<str>,
    /// What serves now.
    pub published: Option<Published>,
    /// The camera.
    pub camera: Camera,
    /// What is selected.
    pub selection: Rc<Selection>,
    /// What the pointer does.
    pub gesture: Gesture,
    /// The picker of new steps, while it is open.
    pub picker: Option<Picker>,
    /// What goes on with the server.
    pub save: Save,
    /// What can be undone.
    pub history: Rc<History>,
    /// Where simulations take place.
    pub setting: Rc<Setting>,
    /// The simulation.
    pub simulation: Option<Rc<Simulation>>,
    /// Whether the player was lost, and has been asked for nothing since.
    pub player_lost: bool,
    /// Whether it has been awaited for so long that one should be told.
    pub player_slow: bool,
    /// The trail's tests.
    pub tests: Rc<Tests>,
    /// What differs from an older version, while the canvas shows it.
    pub compared: Option<Rc<Compared>>,
    /// Whether one may only look and simulate: nothing changes the text, saves or publishes.
    pub locked: bool,
    /// What another tab of this browser writes of the same trail, as long as nobody has decided between
    /// both: until then nothing of this one is kept over it.
    pub elsewhere: Option<Rc<Kept>>,
    /// How many simulations were begun.
    pub(crate) runs: u32,
    /// The simulation that was begun last, and the text it runs.
    pub(crate) begun: Option<(u32, Rc<str>)>,
    /// How many answers of the player are still to come.
    pub(crate) awaited: u32,
    /// What the player knows of what surrounds the trail.
    pub(crate) played_in: Option<Rc<Surroundings>>,
    pub(crate) now: Timestamp,
    pub(crate) copied: Rc<Copied>,
    /// The size of the screen is known.
    pub(crate) measured: bool,
    pub(crate) fitted: bool,
}

impl Editor {
    /// The editor of a draft that has come.
    pub fn new(id: &TrailId) -> Self {
        let around = Surroundings::default();
        Self {
            document: Rc::new(Document::empty(id)),
            around: Rc::new(around),
            saved: "".into(),
            base: "".into(),
            published: None,
            camera: Camera::default(),
            selection: Rc::default(),
            gesture: Gesture::None,
            picker: None,
            save: Save::Idle,
            history: Rc::default(),
            setting: Rc::default(),
            simulation: None,
            player_lost: false,
            player_slow: false,
            awaited: 0,
            tests: Rc::default(),
            compared: None,
            locked: false,
            elsewhere: None,
            runs: 0,
            begun: None,
            played_in: None,
            now: Timestamp::default(),
            copied: Rc::default(),
            measured: false,
            fitted: false,
        }
    }

    /// How many answers of the player are still to come.
    pub fn awaited(&self) -> u32 {
        self.awaited
    }

    /// Whether a simulation was begun that has not come yet.
    pub fn begins(&self) -> bool {
        let run = self.simulation.as_ref().map(|simulation| simulation.run);
        self.begun
            .as_ref()
            .is_some_and(|begun| Some(begun.0) != run)
    }

    /// Whether the drawing and the forms can change the text now.
    pub fn editable(&self) -> bool {
        !self.locked && self.document.editable()
    }

    /// Whether the text is another than the one on disk.
    pub fn unsaved(&self) -> bool {
        self.document.text != self.saved
    }

    /// The selected step, if it is one alone.
    pub fn only(&self) -> Option<&StepId> {
        self.selection.only()
    }

    /// Where a card is drawn: where it stands, or where it is being dragged.
    pub fn drawn_place(&self, at: usize) -> Point {
        let place = self.document.places.get(at).copied().unwrap_or_default();
        let Gesture::Moving { by, .. } = &self.gesture else {
            return place;
        };
        let card = self.document.cards.get(at);
        if card.is_some_and(|card| self.selection.steps.contains(&card.id)) {
            place.plus(*by)
        } else {
            place
        }
    }
}
