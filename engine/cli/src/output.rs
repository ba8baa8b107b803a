//! What goes to the terminal, coloured where one reads it.

use clap::ValueEnum;
use std::io::{IsTerminal as _, Write as _};

/// Whether to colour what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// In a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How a shell tells of a program that ended because its reader went away: 128 and the number of the signal.
const GONE: i32 = 141;

/// Standard output and standard error.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    /// Whether what is printed is coloured.
    pub(crate) colour: bool,
}

impl Output {
    pub(crate) fn new(colour: Colour) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colour = match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => std::io::stdout().is_terminal() && !plain,
        };
        Self { colour }
    }

    /// Prints text as it is. Where the reader went away (`trilha check | head`) it ends without a word, as programs
    /// do that the signal ends: not with 0, since nobody saw whether all is well.
    #[expect(clippy::unused_self, reason = "it reads as what it is printed to")]
    pub(crate) fn print(self, text: &str) {
        let mut out = std::io::stdout().lock();
        if out
            .write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .is_err()
        {
            std::process::exit(GONE);
        }
    }

    /// Prints a line.
    pub(crate) fn line(self, text: &str) {
        self.print(&format!("{text}\n"));
    }

    /// Prints a line beside the results: for people, where a program reads the results.
    #[expect(clippy::unused_self, reason = "it reads as what it is printed to")]
    pub(crate) fn aside(self, text: &str) {
        if writeln!(std::io::stderr().lock(), "{text}").is_err() {
            std::process::exit(2);
        }
    }

    /// Prints what went wrong, for people, where it does not mix with results.
    pub(crate) fn problem(self, text: &str) {
        let (red, plain) = (self.paint("\u{1b}[1;31m"), self.paint("\u{1b}[0m"));
        let line = format!("{red}error{plain}: {text}\n");
        if std::io::stderr().lock().write_all(line.as_bytes()).is_err() {
            std::process::exit(2);
        }
    }

    /// An ANSI code, where there is colour.
    pub(crate) fn paint(self, code: &'static str) -> &'static str {
        if self.colour { code } else { "" }
    }
}
