//! `--limits`: what talks may use, from a file that the server, checks, tests and chats read alike.

use trilha_model::Limits;
use trilha_trail::diagnostic::{Lines, human};

/// Reads the file at a path: limits by name, each at or below its ceiling.
pub(crate) fn read(path: &str) -> Result<Limits, String> {
    let text =
        std::fs::read_to_string(path).map_err(|error| format!("it cannot be read: {error}"))?;
    trilha_trail::limits::read(path, &text).map_err(|said| {
        let lines = Lines::new(&text);
        let said = said.iter().map(|said| human(said, &lines, false));
        format!("\n{}", said.collect::<Vec<_>>().join("\n"))
    })
}
