//! Which crate of the workspace may know which.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Finding;

/// Each package with those it points to. A package may also use whatever these reach.
const ARROWS: [(&str, &[&str]); 18] = [
    ("trilha-model", &[]),
    ("trilha-script", &["trilha-model"]),
    ("trilha-trail", &["trilha-script"]),
    ("trilha-desk", &["trilha-trail"]),
    ("trilha-talk", &["trilha-trail", "trilha-desk"]),
    ("trilha-journal", &["trilha-model"]),
    // Views fold the journal, and the state it keeps of a conversation is the desk's.
    ("trilha-views", &["trilha-journal", "trilha-desk"]),
    ("trilha-wire", &["trilha-model"]),
    ("trilha-channels", &["trilha-model"]),
    (
        "trilha-server",
        &[
            "trilha-talk",
            "trilha-views",
            "trilha-wire",
            "trilha-channels",
        ],
    ),
    ("trilha", &["trilha-server"]),
    (
        "trilha-state",
        &["trilha-model", "trilha-trail", "trilha-talk", "trilha-wire"],
    ),
    ("trilha-widgets", &[]),
    ("trilha-player", &["trilha-state"]),
    ("trilha-studio", &["trilha-state", "trilha-widgets"]),
    ("trilha-console", &["trilha-wire", "trilha-widgets"]),
    (
        "trilha-tests",
        &["trilha", "trilha-studio", "trilha-console"],
    ),
    ("xtask", &[]),
];

/// A package of the workspace, with all it depends on for any purpose.
pub(crate) struct Package {
    pub(crate) name: String,
    /// Its manifest, relative to the root.
    pub(crate) manifest: String,
    pub(crate) dependencies: Vec<String>,
}

impl Package {
    /// Every package that `cargo metadata` lists.
    pub(crate) fn all(metadata: &Value, root: &Path) -> Result<Vec<Self>> {
        let packages = metadata
            .get("packages")
            .and_then(Value::as_array)
            .context("cargo metadata lists no packages")?;
        packages
            .iter()
            .map(|package| {
                Self::read(package, root).context("a package of cargo metadata has no name")
            })
            .collect()
    }

    fn read(package: &Value, root: &Path) -> Option<Self> {
        let manifest = Path::new(package.get("manifest_path")?.as_str()?);
        Some(Self {
            name: package.get("name")?.as_str()?.to_owned(),
            manifest: manifest
                .strip_prefix(root)
                .unwrap_or(manifest)
                .display()
                .to_string()
                .replace('\\', "/"),
            dependencies: package
                .get("dependencies")?
                .as_array()?
                .iter()
                .filter_map(|dependency| dependency.get("name")?.as_str().map(str::to_owned))
                .collect(),
        })
    }
}

/// Dependencies among our own packages that no arrow allows.
pub(crate) fn check(packages: &[Package]) -> Vec<Finding> {
    let ours: BTreeSet<&str> = packages
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let mut findings = Vec::new();
    for package in packages {
        let Some((_, direct)) = ARROWS.iter().find(|(name, _)| *name == package.name) else {
            findings.push(Finding::new(
                &package.manifest,
                "arrows",
                format!("`{}` has no place in the house", package.name),
                "add it to the arrows of tidy and to the code map, with its reason to exist",
            ));
            continue;
        };
        let allowed = reach(direct);
        for dependency in package
            .dependencies
            .iter()
            .filter(|name| ours.contains(name.as_str()))
        {
            if !allowed.contains(dependency.as_str()) {
                let known = allowed.iter().copied().collect::<Vec<_>>().join(", ");
                findings.push(Finding::new(
                    &package.manifest,
                    "arrows",
                    format!("`{}` may not know `{dependency}`", package.name),
                    format!(
                        "move the code to where both can reach it; it may use: {}",
                        if known.is_empty() {
                            "none of ours"
                        } else {
                            &known
                        }
                    ),
                ));
            }
        }
    }
    findings
}

fn reach(direct: &[&'static str]) -> BTreeSet<&'static str> {
    let mut reached = BTreeSet::new();
    let mut open = direct.to_vec();
    while let Some(name) = open.pop() {
        if reached.insert(name) {
            open.extend(
                ARROWS
                    .iter()
                    .filter(|(from, _)| *from == name)
                    .flat_map(|(_, to)| *to),
            );
        }
    }
    reached
}

#[cfg(test)]
pub(crate) fn package(name: &str, dependencies: &[&str]) -> Package {
    Package {
        name: name.to_owned(),
        manifest: format!("engine/{}/Cargo.toml", name.trim_start_matches("trilha-")),
        dependencies: dependencies.iter().map(|&name| name.to_owned()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_and_what_it_reaches_are_allowed() {
        let packages = [
            package("trilha-desk", &["trilha-trail", "trilha-model", "serde"]),
            package("trilha-trail", &[]),
            package("trilha-model", &[]),
        ];
        assert!(check(&packages).is_empty());
    }

    #[test]
    fn a_dependency_against_the_arrows_is_named() {
        let findings = check(&[
            package("trilha-model", &["trilha-desk"]),
            package("trilha-desk", &[]),
        ]);
        let [finding] = findings.as_slice() else {
            panic!("{findings:?}")
        };
        assert_eq!(finding.path, "engine/model/Cargo.toml");
        assert!(
            finding
                .what
                .contains("`trilha-model` may not know `trilha-desk`"),
            "{finding}"
        );
    }

    #[test]
    fn the_desks_page_never_reaches_the_scripts() {
        let findings = check(&[
            package("trilha-console", &["trilha-script"]),
            package("trilha-script", &[]),
        ]);
        assert_eq!(findings.len(), 1);
        assert!(!reach(&["trilha-wire", "trilha-widgets"]).contains("trilha-script"));
    }

    #[test]
    fn the_task_runner_knows_no_one() {
        assert_eq!(
            check(&[
                package("xtask", &["trilha-model"]),
                package("trilha-model", &[])
            ])
            .len(),
            1
        );
    }

    #[test]
    fn a_crate_that_no_one_placed_is_found() {
        let findings = check(&[package("trilha-extra", &[])]);
        assert!(
            findings
                .iter()
                .any(|finding| finding.what.contains("no place")),
            "{findings:?}"
        );
    }

    #[test]
    fn packages_are_read_from_metadata() {
        let metadata = serde_json::json!({ "packages": [{
            "name": "trilha-model", "manifest_path": "/r/engine/model/Cargo.toml", "dependencies": [{ "name": "serde" }],
        }] });
        let packages = Package::all(&metadata, Path::new("/r")).unwrap();
        let [package] = packages.as_slice() else {
            panic!("one package")
        };
        assert_eq!(
            (package.name.as_str(), package.manifest.as_str()),
            ("trilha-model", "engine/model/Cargo.toml")
        );
        assert_eq!(package.dependencies, ["serde"]);
    }
}
