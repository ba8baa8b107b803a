//! `cargo xtask test`: everything that must hold before a change lands, stage by stage.

mod setup;
mod stages;
mod tally;

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::project::Project;
use stages::{STAGES, Stage};
use tally::Tally;

/// What the stages share.
pub(crate) struct Pipeline<'a> {
    project: &'a Project,
    tally: Tally,
}

/// Runs the stages in order up to the first that fails; the last line sums up the tests.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<ExitCode> {
    let stages = match arguments {
        [] => STAGES.iter().collect(),
        [list] if list == "--list" => {
            for stage in &STAGES {
                println!("{:<12} {}", stage.name, stage.about);
            }
            return Ok(ExitCode::SUCCESS);
        }
        [only, names] if only == "--only" => chosen(names)?,
        [other, ..] => bail!("`cargo xtask test` takes `--list` or `--only name,…`, not `{other}`"),
    };
    let mut pipeline = Pipeline {
        project,
        tally: Tally::default(),
    };
    let failure = pipeline.play(&stages);
    println!("{}", pipeline.tally.summary());
    Ok(if failure.is_none() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn chosen(names: &str) -> Result<Vec<&'static Stage>> {
    let wanted: Vec<&str> = names.split(',').map(str::trim).collect();
    if let Some(unknown) = wanted
        .iter()
        .find(|name| !STAGES.iter().any(|stage| stage.name == **name))
    {
        let known: Vec<&str> = STAGES.iter().map(|stage| stage.name).collect();
        bail!(
            "there is no stage `{unknown}`; there are: {}",
            known.join(", ")
        );
    }
    Ok(STAGES
        .iter()
        .filter(|stage| wanted.contains(&stage.name))
        .collect())
}

impl Pipeline<'_> {
    /// Plays the stages, and gives the name of the one that failed.
    fn play(&mut self, stages: &[&Stage]) -> Option<&'static str> {
        let begin = Instant::now();
        let mut times = Vec::new();
        let mut failed = None;
        for stage in stages {
            println!("\n=== {}: {}", stage.name, stage.about);
            let begin = Instant::now();
            let outcome = (stage.run)(self).and_then(|()| self.no_unexpected_skips());
            let took = begin.elapsed();
            times.push((stage.name, took, outcome.is_ok()));
            if let Err(error) = outcome {
                println!("--- {} failed after {}: {error:#}", stage.name, clock(took));
                failed = Some(stage.name);
                break;
            }
            println!("--- {} passed in {}", stage.name, clock(took));
        }
        println!("\n=== summary");
        for (name, took, passed) in &times {
            println!(
                "{name:<12} {:>7}  {}",
                clock(*took),
                if *passed { "passed" } else { "FAILED" }
            );
        }
        for stage in stages.iter().skip(times.len()) {
            println!("{:<12} {:>7}  not run", stage.name, "");
        }
        for skip in self.tally.skips() {
            println!("SKIP: {skip}");
        }
        println!("{:<12} {:>7}", "all", clock(begin.elapsed()));
        println!(
            "{:<12} {:>7} MB",
            "disk",
            bytes_under(&self.project.target) / 1_000_000
        );
        failed
    }

    /// In the pipeline of a change, a skip that nobody agreed to is a failure.
    fn no_unexpected_skips(&self) -> Result<()> {
        if std::env::var_os("CI").is_none_or(|value| value != "true") {
            return Ok(());
        }
        let agreed = std::fs::read_to_string(self.project.root.join(".ci/expected-skips"))?;
        let skips = self.tally.unexpected(&agreed);
        if !skips.is_empty() {
            bail!(
                "skipped, and not agreed to in .ci/expected-skips:\n  {}",
                skips.join("\n  ")
            );
        }
        Ok(())
    }
}

/// The size of every file in a folder; what cannot be read counts as nothing.
fn bytes_under(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let size = |entry: std::fs::DirEntry| match entry.metadata() {
        Ok(about) if about.is_dir() => bytes_under(&entry.path()),
        Ok(about) => about.len(),
        Err(_) => 0,
    };
    entries.map(size).sum()
}

fn clock(time: Duration) -> String {
    format!("{}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_chosen_by_name_in_the_order_of_the_pipeline() {
        let names: Vec<&str> = chosen("tidy, fmt")
            .unwrap()
            .iter()
            .map(|stage| stage.name)
            .collect();
        assert_eq!(names, ["fmt", "tidy"]);
    }

    #[test]
    fn the_size_of_a_folder_is_that_of_its_files_at_any_depth() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("deep")).unwrap();
        std::fs::write(folder.path().join("deep/a"), "123").unwrap();
        std::fs::write(folder.path().join("b"), "12").unwrap();
        assert_eq!(bytes_under(folder.path()), 5);
    }

    #[test]
    fn an_unknown_stage_is_refused_with_those_there_are() {
        let error = chosen("fmt,lint").err().unwrap().to_string();
        assert!(
            error.contains("`lint`") && error.contains("clippy"),
            "{error}"
        );
    }

    #[test]
    fn the_first_failure_stops_the_pipeline() {
        fn fail(_: &mut Pipeline<'_>) -> Result<()> {
            bail!("broken")
        }
        fn never(_: &mut Pipeline<'_>) -> Result<()> {
            unreachable!("a stage after the failing one")
        }
        let stage = |name, run| Stage {
            name,
            about: "",
            run,
        };
        let project = Project::open().unwrap();
        let mut pipeline = Pipeline {
            project: &project,
            tally: Tally::default(),
        };
        let [first, second, third] = [
            stage("first", |_| Ok(())),
            stage("second", fail),
            stage("third", never),
        ];
        assert_eq!(pipeline.play(&[&first, &second, &third]), Some("second"));
        assert_eq!(pipeline.play(&[&first]), None);
    }
}
