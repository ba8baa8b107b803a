//! From YAML to diagnostics, to a compiled graph, to a session that steps through it.
//!
//! A trail's file is read into a spanned tree ([`yaml`]), checked against the shapes of its steps
//! ([`shape`]), linked into a graph, and bundled with all it reaches ([`compile`]). [`start`] and
//! [`step`] move a [`Session`] through a [`Bundle`]; they change nothing and do no I/O. All they do is
//! give events, and folding those into the session gives its next state.
//!
//! Reading never fails: it gives what could be read and a list of diagnostics. Running never panics on
//! a bundle that compiled: what goes wrong takes the `error` exit.

mod advice;
mod ahead;
mod answer;
mod automation;
mod bundle;
mod calendar;
mod checks;
mod custom;
pub mod diagnostic;
mod difference;
pub mod draw;
pub mod edit;
mod format;
mod graph;
mod knowledge;
pub mod limits;
mod manual;
mod matching;
mod migrate;
mod mold;
mod protocol;
mod reader;
mod relocate;
mod run;
mod schema;
mod session;
pub mod shape;
pub mod spoken;
mod steps;
mod target;
mod text;
mod trail;
pub mod translate;
mod vain;
pub mod yaml;

pub use ahead::{Ahead, ahead, ahead_from_start};
pub use automation::{Lapse, START, Schedule, Service, Start, Trigger};
pub use bundle::{
    Bundle, Checked, Known, KnownInbox, Sources, check, compile, compile_published, script_of,
    trail_of,
};
pub use calendar::{Calendar, read_calendar};
pub use custom::{Custom, Done, Given, Input, Output, Way, custom_of};
pub use diagnostic::{Diagnostic, Severity};
pub use difference::difference;
pub use format::{FormatError, format};
pub use knowledge::{KNOWLEDGE_BYTES, document_language, knowledge_of};
pub use manual::manual;
pub use migrate::{Migrated, migrate, people_listed};
pub use protocol::number as protocol_number;
pub use relocate::{counterpart, relocate, verb as verb_of};
pub use run::{
    Availability, HandoffEnd, Line, Scene, Spent, Stimulus, Whom, apology, asked, awaited, gathers,
    hidden, interrupts, masked, run_aside, start, start_with, step,
};
pub use schema::schema;
pub use session::{Frame, Interruption, Loop, Parked, Session, Vars};
pub use steps::{EVERY, Group, Kind, VERBS, Verb};
pub use target::{Aim, Exit, Target};
pub use text::{Template, Text};
pub use trail::{Defaults, Interrupt, Step, TRAIL, Trail, Var};
