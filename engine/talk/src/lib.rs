//! Trails talk here without a server: in tests, in the terminal and in the editor's simulator.
//!
//! A [`Simulator`] is one conversation with the real engine under a virtual clock: it does nothing by
//! itself, everything that would happen outside (the contact, the clock, what web services answer, the
//! people at the desk) is told to it. A [`Suite`] is a `*.test.yaml`; [`run`] plays it on simulators.
//!
//! Deliberately absent: clocks, I/O and randomness. A talk that fails today fails tomorrow.

mod coverage;
mod glob;
mod outside;
mod quote;
mod random;
mod record;
mod replay;
mod run;
mod schema;
mod simulator;
mod suite;
mod told;
mod update;

pub use coverage::{Coverage, ExitCoverage, StepCoverage, TrailCoverage};
pub use random::{Explored, Found, Trouble, explore, recorded};
pub use record::{Misfit, Recorder};
pub use replay::{Answered, Difference, Happened, Recorded, differ, sessions};
pub use run::{
    Failure, Report, Row, Sign, Tested, Walk, custom_test_of, run, run_custom, run_quick,
};
pub use schema::{schema, step_schema};
pub use simulator::{Fault, Line, Setup, Simulator, What, asking, ending, tool_ending};
pub use suite::{Case, Suite, read};
pub use told::manual;
pub use trilha_desk::Refused;
pub use update::update;
