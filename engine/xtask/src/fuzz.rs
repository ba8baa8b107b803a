//! `cargo xtask fuzz`: inputs nobody foresees, for as long as one wants.

use anyhow::{Context, Result, bail};

use crate::project::{self, Project};

/// The targets, each with the test that drives it.
const TARGETS: [(&str, &str); 6] = [
    ("yaml", "text::yaml"),
    ("expressions", "text::expressions"),
    ("inputs", "inputs::inputs"),
    ("journal", "bytes::journal"),
    ("events", "bytes::events_and_states"),
    ("edit", "edit::edit"),
];

/// How long each target runs when nobody says.
const SECONDS: u32 = 60;

/// Fuzzes one target or, one after the other, all. Needs no other compiler: inputs are kept by what they do, not by
/// the code they reach.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let (targets, seconds) = asked(arguments)?;
    for (name, test) in targets {
        println!("=== {name}, {seconds} s");
        let mut command = project.cargo();
        command
            .args(["test", "-p", "trilha-tests", "--test", "fuzz", "--"])
            .args([test, "--exact", "--nocapture"])
            .env("TRILHA_FUZZ_SECONDS", seconds.to_string());
        project::run(&mut command)?;
    }
    Ok(())
}

type Targets = Vec<(&'static str, &'static str)>;

fn asked(arguments: &[String]) -> Result<(Targets, u32)> {
    let (mut targets, mut seconds) = (Targets::new(), SECONDS);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        if argument == "--seconds" {
            let number = arguments.next().context("`--seconds` needs a number")?;
            seconds = number.parse().context("`--seconds` needs a number")?;
            continue;
        }
        let Some(target) = TARGETS.iter().find(|(name, _)| name == argument) else {
            let known: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
            bail!(
                "there is no target `{argument}`; there are: {}",
                known.join(", ")
            );
        };
        targets.push(*target);
    }
    if targets.is_empty() {
        targets.extend(TARGETS);
    }
    Ok((targets, seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn all_targets_run_unless_some_are_named() {
        assert_eq!(asked(&[]).unwrap(), (TARGETS.to_vec(), SECONDS));
        let (targets, seconds) = asked(&words("edit --seconds 5")).unwrap();
        assert_eq!(
            (targets.as_slice(), seconds),
            (&[("edit", "edit::edit")][..], 5)
        );
        let error = asked(&words("nothing")).unwrap_err().to_string();
        assert!(
            error.contains("`nothing`") && error.contains("journal"),
            "{error}"
        );
        assert!(asked(&words("--seconds soon")).is_err());
    }
}
