//! The standard functions, each with the line that documents it.

mod list;
mod number;
mod sort;
mod text;
mod time;

use crate::budget::Budgets;
use crate::limits::Limits;
use rhai::Engine;

/// A standard function, as documentation lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Documented {
    /// What it is about: `text`, `number`, `list`, `time`, `exit`.
    pub group: &'static str,
    /// Its name.
    pub name: &'static str,
    /// An example of its use, with its result where there is a fixed one.
    pub example: &'static str,
    /// What it does.
    pub doc: &'static str,
}

/// Shortens the tables of the modules below.
const fn entry(
    group: &'static str,
    name: &'static str,
    example: &'static str,
    doc: &'static str,
) -> Documented {
    Documented {
        group,
        name,
        example,
        doc,
    }
}

const EXIT: [Documented; 1] = [entry(
    "exit",
    "exit",
    r#"exit("late", days)"#,
    "As the last value of a script: leaves by that exit, with the value if there is one.",
)];

/// All standard functions, by group.
pub fn standard() -> impl Iterator<Item = &'static Documented> {
    [
        text::TABLE.as_slice(),
        number::TABLE.as_slice(),
        list::TABLE.as_slice(),
        sort::TABLE.as_slice(),
        time::TABLE.as_slice(),
        EXIT.as_slice(),
    ]
    .into_iter()
    .flatten()
}

pub(crate) fn register(engine: &mut Engine, limits: &Limits, _budgets: &Budgets) {
    text::register(engine, limits);
    number::register(engine);
    list::register(engine, limits);
    sort::register(engine);
    time::register(engine);
}
