//! The binary `trilha`: trails checked, tested, tried, drawn and served.

mod archive;
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
    #[arg(long, visible_alias = "color", global = true, value_enum, default_value_t = Colour::Auto)]
    colour: Colour,
    #[command(subcommand)]
    command: Command,
}

/// Each says of itself what it does, where its arguments are.
#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
    Check(check::Check),
    Diff(diff::Diff),
    Explain(explain::Explain),
    Fmt(fmt::Fmt),
    Migrate(migrate::Migrate),
    Test(test::Test),
    Chat(chat::Chat),
    Graph(graph::Graph),
    Doc(doc::Doc),
    I18n(i18n::I18n),
    /// Writes the JSON Schemas of trails and tests, and the `OpenAPI` document.
    Schema(schema::Schema),
    Backup(backup::Backup),
    Restore(backup::Restore),
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
