//! `cargo xtask counts`: what a turn costs in instructions, beside the numbers kept in the repository.
//!
//! Instructions are counted by valgrind, so they are the same on a busy machine. What was prepared before the
//! work is taken away: each work is run twice, for fewer and for more rounds, and the difference counts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::project::{self, Project, on_path};

/// How far a number may be from the one that is kept, in hundredths: what another run of the linker changes.
const LEEWAY: u64 = 3;
/// What may not cost more than another, and by how many hundredths it still may. A conversation remembers the ids
/// of its last 64 messages against repetition: until there are so many, its state grows a little.
const FLAT: [(&str, &str, u64); 3] = [
    ("steps 10", "steps 2000", 3),
    ("turns 100", "turns 1000", 3),
    ("turns 1", "turns 100", 10),
];
/// What may never be more than this, in bytes: a million parked conversations in the memory of a small machine, a
/// trail of a thousand steps in that of a page.
const MOST: [(&str, u64); 2] = [("parked bytes", 256), ("compiled step bytes", 2_000)];

/// A work of the counted program: its name, its size, fewer rounds and more.
struct Work {
    name: &'static str,
    size: u64,
    rounds: (u64, u64),
}

const fn work(name: &'static str, size: u64, rounds: (u64, u64)) -> Work {
    Work { name, size, rounds }
}

const WORKS: [Work; 7] = [
    work("reference", 0, (1, 3)),
    work("steps", 10, (5, 25)),
    work("steps", 2_000, (5, 25)),
    work("turns", 1, (5, 25)),
    work("turns", 100, (5, 25)),
    work("turns", 1_000, (5, 25)),
    work("compile", 100, (1, 2)),
];

/// What was counted, by name and size.
type Counts = BTreeMap<String, u64>;
/// What is kept: the counts of each kind of build.
type Kept = BTreeMap<String, Counts>;

/// Counts, and compares or, with `--accept`, keeps what was counted. With `--release` it counts a build as people
/// run it, which takes minutes to make.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let (mut accept, mut build) = (false, "dev");
    for word in arguments {
        match word.as_str() {
            "--accept" => accept = true,
            "--release" => build = "release",
            other => bail!("`cargo xtask counts` takes `--accept` and `--release`, not `{other}`"),
        }
    }
    let Some(valgrind) = on_path(&["valgrind"]) else {
        bail!("instructions are counted by valgrind: apt-get install valgrind");
    };
    let counts = count(project, &valgrind, build)?;
    let path = kept(project);
    let text = fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}; make it with --accept", path.display()))?;
    let mut known: Kept = serde_json::from_str(&text)?;
    if accept {
        known.insert(build.to_owned(), counts);
        let text = serde_json::to_string_pretty(&known)? + "\n";
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        return Ok(());
    }
    let wrong = compare(&known.remove(build).unwrap_or_default(), &counts);
    if !wrong.is_empty() {
        bail!(
            "{}\nif that is meant: cargo xtask counts --accept",
            wrong.join("\n")
        );
    }
    Ok(())
}

/// Why nothing can be counted here, if so: the numbers are those of one kind of machine.
pub(crate) fn cannot() -> Option<String> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Some("the numbers kept are those of Linux on x86-64".into());
    }
    on_path(&["valgrind"])
        .is_none()
        .then(|| "there is no valgrind".into())
}

fn kept(project: &Project) -> PathBuf {
    project.root.join("tests/reference/instructions.json")
}

fn count(project: &Project, valgrind: &Path, build: &str) -> Result<Counts> {
    let arguments = ["build", "--package", "trilha-talk", "--example", "count"];
    let arguments = arguments.into_iter().chain(["--profile", build]);
    project::run(project.cargo().args(arguments))?;
    let folder = if build == "dev" { "debug" } else { build };
    let program = project.target.join(folder).join("examples/count");
    let counter = Counter {
        project,
        valgrind,
        program: &program,
    };
    let mut counts = Counts::new();
    for work in &WORKS {
        let (few, many) = work.rounds;
        let spent = counter.instructions(work, many)? - counter.instructions(work, few)?;
        let mut each = spent / (many - few);
        if work.name == "reference" {
            each /= counter.turns()?;
        }
        let name = named(work.name, work.size);
        println!("{name:<16} {each:>12} instructions");
        counts.insert(name, each);
    }
    let state = counter.answer(&["parked", "0", "1"])?;
    println!("{:<16} {state:>12} bytes", "parked");
    counts.insert("parked bytes".into(), state);
    let held = counter.held(400)?.saturating_sub(counter.held(100)?) / 300;
    println!("{:<16} {held:>12} bytes", "compiled step");
    counts.insert("compiled step bytes".into(), held);
    Ok(counts)
}

fn named(name: &str, size: u64) -> String {
    match size {
        0 => name.to_owned(),
        size => format!("{name} {size}"),
    }
}

/// What differs from what is kept, and what is not flat.
fn compare(known: &Counts, counts: &Counts) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, count) in counts {
        let Some(before) = known.get(name) else {
            wrong.push(format!("{name}: {count}, and nothing is kept of it"));
            continue;
        };
        if count.abs_diff(*before) * 100 > before * LEEWAY {
            wrong.push(format!("{name}: {count}, before it was {before}"));
        }
    }
    for (name, most) in MOST {
        if let Some(count) = counts.get(name).filter(|count| **count > most) {
            wrong.push(format!("{name}: {count}, more than {most}"));
        }
    }
    for (small, large, leeway) in FLAT {
        if let (Some(small_cost), Some(large_cost)) = (counts.get(small), counts.get(large))
            && large_cost * 100 > small_cost * (100 + leeway)
        {
            wrong.push(format!(
                "{large} cost {large_cost}, {small} {small_cost}: not flat"
            ));
        }
    }
    wrong
}

struct Counter<'c> {
    project: &'c Project,
    valgrind: &'c Path,
    program: &'c Path,
}

impl Counter<'_> {
    fn instructions(&self, work: &Work, rounds: u64) -> Result<u64> {
        let tool = [
            "--tool=cachegrind",
            "--cache-sim=no",
            "--cachegrind-out-file=/dev/null",
        ];
        let arguments = [
            work.name.to_owned(),
            work.size.to_string(),
            rounds.to_string(),
        ];
        let said = self.valgrind(&tool, &arguments)?;
        number_after(&said, "I   refs:").context("valgrind counted nothing")
    }

    /// Bytes that are still held at the end when a trail of so many steps is never let go of.
    fn held(&self, steps: u64) -> Result<u64> {
        let arguments = ["hold".to_owned(), steps.to_string(), "1".to_owned()];
        let said = self.valgrind(&["--leak-check=no"], &arguments)?;
        number_after(&said, "in use at exit:").context("valgrind counted no bytes")
    }

    fn valgrind(&self, tool: &[&str], arguments: &[String]) -> Result<String> {
        let mut command = self.project.program(self.valgrind);
        let ran = command
            .args(tool)
            .arg(self.program)
            .args(arguments)
            .output()?;
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        if !ran.status.success() {
            bail!("the counted program failed:\n{said}");
        }
        Ok(said)
    }

    /// How many turns one round of the reference talk has.
    fn turns(&self) -> Result<u64> {
        self.answer(&["reference", "0", "0"])
    }

    fn answer(&self, arguments: &[&str]) -> Result<u64> {
        let ran = self
            .project
            .program(self.program)
            .args(arguments)
            .output()?;
        let said = String::from_utf8(ran.stdout)?;
        said.trim()
            .parse()
            .context("the program answers with a number")
    }
}

/// The number that follows some words, its thousands parted by commas.
fn number_after(text: &str, words: &str) -> Option<u64> {
    let (_, rest) = text.split_once(words)?;
    let number = rest.trim_start().split([' ', '\n']).next()?;
    number.replace(',', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_from_what_valgrind_says() {
        let said = "==1== \n==1== I   refs:      1,234,567\n==1==     in use at exit: 72 bytes in 3 blocks\n";
        assert_eq!(number_after(said, "I   refs:"), Some(1_234_567));
        assert_eq!(number_after(said, "in use at exit:"), Some(72));
        assert_eq!(number_after(said, "D   refs:"), None);
    }

    #[test]
    fn a_regression_a_new_number_and_growth_with_size_are_said() {
        let counts = |all: &[(&str, u64)]| -> Counts {
            all.iter()
                .map(|(name, count)| ((*name).to_owned(), *count))
                .collect()
        };
        let known = counts(&[("reference", 1_000), ("steps 10", 100), ("steps 2000", 102)]);
        assert!(compare(&known, &known).is_empty());
        let slower = counts(&[("reference", 1_031), ("steps 10", 100), ("steps 2000", 102)]);
        assert_eq!(
            compare(&known, &slower),
            ["reference: 1031, before it was 1000"]
        );
        let faster = counts(&[("reference", 900)]);
        assert_eq!(
            compare(&known, &faster).len(),
            1,
            "better is to be kept, too"
        );
        let grown = counts(&[("steps 10", 100), ("steps 2000", 130)]);
        assert_eq!(
            compare(&grown, &grown),
            ["steps 2000 cost 130, steps 10 100: not flat"]
        );
        assert_eq!(compare(&Counts::new(), &counts(&[("new", 1)])).len(), 1);
        let heavy = counts(&[("parked bytes", 257)]);
        assert_eq!(
            compare(&heavy, &heavy),
            ["parked bytes: 257, more than 256"]
        );
    }
}
