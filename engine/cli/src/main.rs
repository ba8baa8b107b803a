//! The binary `trilha`: trails checked, tested, tried, drawn and served.

mod backup;
mod chat;
mod check;
mod diff;
mod doc;
mod explain;
mod fmt;
mod folder;
mod graph;
mod i18n;
mod limits;
mod migrate;
mod output;
mod replay;
mod rewrite;
mod schema;
mod serve;
mod test;

use clap::{Parser, Subcommand};
use output::{Colour, Output};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bot conversations as trails: drawn as graphs, kept as YAML, handed to people through queues.
#[derive(Parser)]
#[command(name = "trilha", version, arg_required_else_help = true)]
struct Arguments {
    /// Whether to colour what is printed.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto)]
    colour: Colour,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the web chat, the desk and the editor.
    Serve(serve::Serve),
    /// Checks trails and says what is wrong with them, and where.
    Check(check::Check),
    /// Says what differs between two versions of trails.
    Diff(diff::Diff),
    /// Explains a code that `check` gives, such as T0007.
    Explain(explain::Explain),
    /// Lays out trails and their tests as everyone would write them.
    Fmt(fmt::Fmt),
    /// Writes what is spelled as in older files as it is spelled now.
    Migrate(migrate::Migrate),
    /// Plays the tests of trails: every `*.test.yaml`.
    Test(test::Test),
    /// Talks with a trail in the terminal.
    Chat(chat::Chat),
    /// Draws a trail as SVG, DOT (Graphviz) or Mermaid.
    Graph(graph::Graph),
    /// Prints the manual of steps and functions, and of custom steps.
    Doc(doc::Doc),
    /// Takes texts out for translators, and puts translations back.
    I18n(i18n::I18n),
    /// Writes the JSON Schemas of trails and tests, and the `OpenAPI` document.
    Schema(schema::Schema),
    /// Copies all data into one file, also while a server runs.
    Backup(backup::Backup),
    /// Makes a data folder from a backup.
    Restore(backup::Restore),
    /// Replays recorded talks on drafts, and shows which would differ.
    Replay(replay::Replay),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let out = Output::new(arguments.colour);
    let done = match arguments.command {
        Command::Serve(serve) => serve.run(),
        Command::Check(check) => check.run(out),
        Command::Diff(diff) => diff.run(out),
        Command::Explain(explain) => explain.run(out),
        Command::Fmt(fmt) => fmt.run(out),
        Command::Migrate(migrate) => migrate.run(out),
        Command::Test(test) => test.run(out),
        Command::Chat(chat) => chat.run(out),
        Command::Graph(graph) => graph.run(out),
        Command::Doc(doc) => doc.run(out),
        Command::I18n(i18n) => i18n.run(out),
        Command::Schema(schema) => schema.run(out),
        Command::Backup(backup) => backup.run(out),
        Command::Restore(restore) => restore.run(out),
        Command::Replay(replay) => replay.run(out),
    };
    done.unwrap_or_else(|error| {
        out.problem(&format!("{error:#}"));
        ExitCode::from(2)
    })
}
