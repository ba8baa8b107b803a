//! One technology, one owner; and what pure crates may not depend on.

use super::Finding;
use super::arrows::Package;
use crate::web::PURE;

/// A technology and the packages that may name it.
const OWNERS: [(&[&str], &[&str]); 9] = [
    (&["rhai"], &["trilha-script"]),
    (&["petgraph"], &["trilha-trail"]),
    (&["serde_yaml", "yaml-edit"], &["trilha-trail"]),
    (&["sled"], &["trilha-journal", "trilha-views"]),
    (
        &["sqlx", "tokio-postgres", "postgres"],
        &["trilha-journal", "trilha-views"],
    ),
    (&["tantivy"], &["trilha-views"]),
    // The benches of `trilha-tests` measure beside a bare handler.
    (&["axum"], &["trilha-server", "trilha-tests"]),
    (
        &["reqwest", "async-openai", "lettre", "object_store"],
        &["trilha-server", "trilha-channels", "trilha-tests"],
    ),
    (
        &["yew"],
        &["trilha-widgets", "trilha-studio", "trilha-console"],
    ),
];

/// What brings a clock, randomness, threads or a network with it.
const IMPURE: [&str; 12] = [
    "tokio",
    "async-std",
    "smol",
    "mio",
    "rayon",
    "rand",
    "fastrand",
    "getrandom",
    "uuid",
    "chrono",
    "time",
    "web-time",
];

/// Dependencies that belong to someone else, and impure ones of pure crates.
pub(crate) fn check(packages: &[Package]) -> Vec<Finding> {
    packages
        .iter()
        .flat_map(|package| {
            package
                .dependencies
                .iter()
                .flat_map(|name| judge(package, name))
        })
        .collect()
}

fn judge(package: &Package, dependency: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let owner = OWNERS
        .iter()
        .find(|(technologies, _)| technologies.contains(&dependency));
    if let Some((_, owners)) = owner.filter(|(_, owners)| !owners.contains(&package.name.as_str()))
    {
        findings.push(Finding::new(
            &package.manifest,
            "owner",
            format!("`{}` may not use `{dependency}`", package.name),
            format!("ask for it through its owner: {}", owners.join(", ")),
        ));
    }
    if PURE.contains(&package.name.as_str()) && IMPURE.contains(&dependency) {
        findings.push(Finding::new(
            &package.manifest,
            "pure",
            format!("`{}` is pure and depends on `{dependency}`", package.name),
            "take time, seed and results as arguments, and leave the rest to the server",
        ));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::arrows::package;

    #[test]
    fn every_technology_is_refused_outside_its_owner_and_accepted_inside() {
        for (technologies, owners) in OWNERS {
            for technology in technologies {
                assert_eq!(
                    check(&[package("trilha", &[technology])]).len(),
                    1,
                    "{technology}"
                );
                for owner in owners {
                    assert!(
                        check(&[package(owner, &[technology])]).is_empty(),
                        "{technology} in {owner}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_pure_crate_has_no_runtime() {
        let findings = check(&[
            package("trilha-desk", &["tokio"]),
            package("trilha-server", &["tokio"]),
        ]);
        let [finding] = findings.as_slice() else {
            panic!("{findings:?}")
        };
        assert_eq!(
            (finding.rule, finding.path.as_str()),
            ("pure", "engine/desk/Cargo.toml")
        );
    }
}
