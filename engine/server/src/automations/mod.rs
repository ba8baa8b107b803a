//! What automations need besides a conversation's own timers: schedules, and telling conversations of new rules.

mod moments;
mod round;
mod runner;
mod watch;

pub(crate) use runner::run;
pub(crate) use watch::Watch;
