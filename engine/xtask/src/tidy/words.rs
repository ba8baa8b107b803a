//! The project speaks only of itself: no path of one machine, no package source but the public one.

use super::{File, Finding};

/// The only place dependencies may come from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// How the path of somebody's machine begins, written so that this file does not say it.
const MACHINES: [&str; 4] = [
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
];

/// Words of package mirrors.
const MIRRORS: [&str; 3] = [
    concat!("arti", "factory"),
    concat!("replace", "-with"),
    concat!("[regi", "stries"),
];

/// Lines of one file that speak of where it was written.
pub(crate) fn check(file: &File) -> Vec<Finding> {
    if file.path == "Cargo.lock" {
        return lines(file, |line| {
            line.strip_prefix("source = ")
                .filter(|source| !source.contains(REGISTRY))
        })
        .map(|(line, source)| {
            let todo = "take it from crates.io, so that anyone can build";
            Finding::new(
                &file.path,
                "words",
                format!("a dependency comes from {source}"),
                todo,
            )
            .at(line)
        })
        .collect();
    }
    let machine = lines(file, |line| {
        MACHINES.into_iter().find(|path| begins_path(line, path))
    });
    let mirror = lines(file, |line| {
        MIRRORS
            .into_iter()
            .find(|word| line.to_lowercase().contains(word))
    });
    let found = |(line, word): (usize, &str)| {
        let todo = "say it so that it is true on every machine";
        Finding::new(&file.path, "words", format!("speaks of `{word}`"), todo).at(line)
    };
    machine.map(found).chain(mirror.map(found)).collect()
}

fn lines<'a, T: 'a>(
    file: &'a File,
    judge: impl Fn(&'a str) -> Option<T> + 'a,
) -> impl Iterator<Item = (usize, T)> + 'a {
    file.text
        .lines()
        .enumerate()
        .filter_map(move |(index, line)| Some((index + 1, judge(line)?)))
}

/// A path begins after anything that is not itself a part of a path or an address.
fn begins_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line.split_at(at).0.chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '-' | '}' | '/'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<Option<usize>> {
        check(&File {
            path: path.to_owned(),
            text: text.to_owned(),
        })
        .iter()
        .map(|finding| finding.line)
        .collect()
    }

    #[test]
    fn a_path_of_one_machine_is_found() {
        for machine in MACHINES {
            assert_eq!(
                found("README.md", &format!("Run\ncd {machine}trilha\n")),
                [Some(2)],
                "{machine}"
            );
        }
        assert!(
            found(
                "README.md",
                &format!(
                    "https://shop.test{}a and ./a{}b",
                    concat!("/wo", "rk/"),
                    concat!("/ho", "me/")
                )
            )
            .is_empty()
        );
    }

    #[test]
    fn a_mirror_of_packages_is_found() {
        for word in MIRRORS {
            assert_eq!(
                found(".cargo/config.toml", &format!("a\n{word}")),
                [Some(2)],
                "{word}"
            );
        }
    }

    #[test]
    fn the_lock_file_names_the_public_registry_only() {
        assert_eq!(
            found("Cargo.lock", "source = \"git+https://example.org/a\"\n"),
            [Some(1)]
        );
        assert!(found("Cargo.lock", &format!("source = \"{REGISTRY}\"\n")).is_empty());
    }
}
