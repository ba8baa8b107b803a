//! The stages of the pipeline, in their order.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use super::{Pipeline, setup};
use crate::project::{self, Project};
use crate::web::{self, Mode};
use crate::{counts, schemas, tidy, wasm};

/// One named part of the pipeline.
pub(crate) struct Stage {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) run: fn(&mut Pipeline<'_>) -> Result<()>,
}

/// The web comes before the tests, so that the server is compiled once, with the editor in it.
pub(crate) const STAGES: [Stage; 11] = [
    Stage {
        name: "setup",
        about: "a browser, its driver, the WebAssembly target",
        run: prepare,
    },
    Stage {
        name: "fmt",
        about: "formatting",
        run: fmt,
    },
    Stage {
        name: "tidy",
        about: "the rules of the house",
        run: rules,
    },
    Stage {
        name: "clippy",
        about: "lints, for this machine",
        run: clippy,
    },
    Stage {
        name: "clippy-web",
        about: "lints, for the browser",
        run: clippy_web,
    },
    Stage {
        name: "web",
        about: "pure crates and pages to WebAssembly, nothing asked of a host, sizes",
        run: pages,
    },
    Stage {
        name: "unit",
        about: "unit tests, cases, properties, the server",
        run: unit,
    },
    Stage {
        name: "counts",
        about: "instructions a turn, and that they do not grow with the trail or the talk",
        run: instructions,
    },
    Stage {
        name: "schemas",
        about: "the committed schemas are fresh",
        run: fresh_schemas,
    },
    Stage {
        name: "flows",
        about: "the trails that ship are laid out, check clean and pass their tests; the cases are laid out",
        run: flows,
    },
    Stage {
        name: "browser",
        about: "customer, agent and admin in a real browser",
        run: browser,
    },
];

/// The one test target that needs the built pages and a browser.
const BROWSER: &str = "browser";

fn prepare(pipeline: &mut Pipeline<'_>) -> Result<()> {
    wasm::ensure_target(pipeline.project)?;
    if setup::without_browser() {
        println!("TRILHA_SKIP_BROWSER=1: no browser looked for");
        return Ok(());
    }
    let browser = setup::ensure_browser(pipeline.project)?;
    println!(
        "{} with {}",
        browser.chromium.display(),
        browser.driver.display()
    );
    Ok(())
}

fn fmt(pipeline: &mut Pipeline<'_>) -> Result<()> {
    project::run(pipeline.project.cargo().args(["fmt", "--all", "--check"]))
}

fn rules(pipeline: &mut Pipeline<'_>) -> Result<()> {
    tidy::run(pipeline.project, &[])
}

fn clippy(pipeline: &mut Pipeline<'_>) -> Result<()> {
    let mut command = pipeline.project.cargo();
    project::run(command.args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

fn clippy_web(pipeline: &mut Pipeline<'_>) -> Result<()> {
    let mut command = web::cargo(pipeline.project);
    command.args(["clippy", "--target", wasm::TARGET]);
    let pages = web::ENTRIES.iter().map(|(package, _)| package);
    for package in pages.chain(&["trilha-widgets"]).chain(&web::PURE) {
        command.args(["--package", package]);
    }
    project::run(command.args(["--", "-D", "warnings"]))
}

fn pages(pipeline: &mut Pipeline<'_>) -> Result<()> {
    web::build(pipeline.project, Mode::Release)?;
    let imports = web::host_imports(pipeline.project, Mode::Release)?;
    if !imports.is_empty() {
        bail!(
            "a module may import nothing but the browser's bindings:\n  {}",
            imports.join("\n  ")
        );
    }
    let heavy = web::bind(pipeline.project, Mode::Release)?;
    if !heavy.is_empty() {
        bail!("too heavy:\n  {}", heavy.join("\n  "));
    }
    Ok(())
}

fn unit(pipeline: &mut Pipeline<'_>) -> Result<()> {
    let targets = test_targets(pipeline.project)?;
    let binary = binary(pipeline.project)?;
    let mut command = workspace(pipeline.project, "test");
    command.args(["--no-fail-fast", "--lib", "--bins"]);
    for target in targets.iter().filter(|target| *target != BROWSER) {
        command.args(["--test", target]);
    }
    let rest = counted(pipeline, command.env("TRILHA_BIN", binary));
    let examples = {
        let mut command = workspace(pipeline.project, "test");
        counted(pipeline, command.args(["--no-fail-fast", "--doc"]))
    };
    let own = counted(
        pipeline,
        pipeline
            .project
            .cargo()
            .args(["test", "--package", "xtask"]),
    );
    rest.and(examples).and(own)
}

fn instructions(pipeline: &mut Pipeline<'_>) -> Result<()> {
    setup::offer_valgrind(pipeline.project)?;
    if let Some(reason) = counts::cannot() {
        pipeline.tally.leave_out(&format!("counts: {reason}"));
        return Ok(());
    }
    counts::run(pipeline.project, &[])
}

fn fresh_schemas(pipeline: &mut Pipeline<'_>) -> Result<()> {
    schemas::compare(pipeline.project, &binary(pipeline.project)?)
}

fn flows(pipeline: &mut Pipeline<'_>) -> Result<()> {
    let binary = binary(pipeline.project)?;
    let all: [&[&str]; 3] = [
        &["fmt", "--check", "flows", "tests/cases"],
        &["check", "flows"],
        &["test", "flows"],
    ];
    for words in all {
        project::run(pipeline.project.program(&binary).args(words))?;
    }
    Ok(())
}

fn browser(pipeline: &mut Pipeline<'_>) -> Result<()> {
    if setup::without_browser() {
        pipeline.tally.leave_out("browser: TRILHA_SKIP_BROWSER=1");
        return Ok(());
    }
    let tools = setup::ensure_browser(pipeline.project)?;
    let binary = binary(pipeline.project)?;
    let mut command = workspace(pipeline.project, "test");
    command.args(["--test", BROWSER]);
    command
        .env("TRILHA_BIN", binary)
        .env("TRILHA_CHROMIUM", tools.chromium)
        .env("TRILHA_CHROMEDRIVER", tools.driver);
    counted(pipeline, &mut command)
}

/// Every build of this pipeline selects the same packages, so that features and dependencies are the same and built once.
/// This program is left out: it runs.
fn workspace(project: &Project, verb: &str) -> Command {
    let mut command = project.cargo();
    command.args([verb, "--workspace", "--exclude", "xtask"]);
    command
}

/// The server's binary, built beside a test so that it shares the features of all tests.
fn binary(project: &Project) -> Result<PathBuf> {
    let mut command = workspace(project, "build");
    command.args(["--bin", "trilha"]);
    if let Some(target) = test_targets(project)?
        .iter()
        .find(|target| *target == BROWSER)
    {
        command.args(["--test", target]);
    }
    project::run(&mut command)?;
    Ok(project
        .target
        .join("debug")
        .join(format!("trilha{}", std::env::consts::EXE_SUFFIX)))
}

/// The names of the integration tests of the workspace, this program's apart.
fn test_targets(project: &Project) -> Result<Vec<String>> {
    let metadata = project.metadata()?;
    let packages = metadata
        .get("packages")
        .and_then(|packages| packages.as_array());
    let mut names: Vec<String> = packages
        .into_iter()
        .flatten()
        .filter(|package| package.get("name").is_some_and(|name| name != "xtask"))
        .filter_map(|package| package.get("targets")?.as_array())
        .flatten()
        .filter(|target| {
            target
                .get("kind")
                .and_then(|kinds| kinds.as_array())
                .is_some_and(|kinds| kinds.iter().any(|kind| kind == "test"))
        })
        .filter_map(|target| target.get("name")?.as_str().map(str::to_owned))
        .collect();
    names.sort();
    names.dedup();
    Ok(names)
}

/// Runs tests, counting what they report. The harness shows the output of passing tests for the sake of skips.
fn counted(pipeline: &mut Pipeline<'_>, command: &mut Command) -> Result<()> {
    command.args(["--", "--show-output"]);
    project::watch(command, |line| {
        if pipeline.tally.take(line) {
            println!("{line}");
        }
    })
}
