//! What the tests need beyond Rust: a browser and its driver.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::project::{self, Project, on_path};

/// A browser and the driver that speaks WebDriver for it.
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
}

impl Browser {
    /// Looks on the search path.
    pub(crate) fn find() -> Option<Self> {
        Some(Self {
            chromium: on_path(&[
                "chromium",
                "chromium-browser",
                "google-chrome",
                "google-chrome-stable",
                "chrome",
            ])?,
            driver: on_path(&["chromedriver", "chromium.chromedriver"])?,
        })
    }
}

/// Whether the person asked to go without the browser tests.
pub(crate) fn without_browser() -> bool {
    std::env::var_os("TRILHA_SKIP_BROWSER").is_some_and(|value| value == "1")
}

/// Makes sure there is a browser: found, installed where that is ours to do, or asked for.
pub(crate) fn ensure_browser(project: &Project) -> Result<Browser> {
    if let Some(browser) = Browser::find() {
        return Ok(browser);
    }
    if install(
        project,
        &["chromium", "chromium-driver", "fonts-liberation"],
    )? && let Some(browser) = Browser::find()
    {
        return Ok(browser);
    }
    bail!(
        "the browser tests need Chromium and chromedriver, of the same version, on the PATH\n\
         \x20 Debian:  apt-get install chromium chromium-driver     (done for you when run as root)\n\
         \x20 Fedora:  dnf install chromium chromedriver\n\
         \x20 Arch:    pacman -S chromium\n\
         \x20 macOS:   brew install --cask chromium chromedriver\n\
         \x20 other:   https://googlechromelabs.github.io/chrome-for-testing/\n\
         or leave them out: TRILHA_SKIP_BROWSER=1 cargo xtask test"
    )
}

/// Makes sure there is valgrind, where that is ours to do; whether instructions can be counted is told by
/// [`crate::counts::cannot`].
pub(crate) fn offer_valgrind(project: &Project) -> Result<()> {
    if on_path(&["valgrind"]).is_none() {
        install(project, &["valgrind"])?;
    }
    Ok(())
}

/// Installs packages where that is ours to do: on Debian, as root. Whether it was.
fn install(project: &Project, packages: &[&str]) -> Result<bool> {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    if !is_debian(&release) || !is_root() {
        return Ok(false);
    }
    let apt = |arguments: &[&str]| -> Result<()> {
        let mut command: Command = project.program(Path::new("apt-get"));
        project::run(
            command
                .env("DEBIAN_FRONTEND", "noninteractive")
                .args(arguments),
        )
    };
    apt(&["update", "--quiet"])?;
    let install = ["install", "--quiet", "--yes", "--no-install-recommends"];
    apt(&[&install, packages].concat())?;
    Ok(true)
}

/// Debian itself: on its derivatives the package may be another thing (Ubuntu's is a snap).
fn is_debian(os_release: &str) -> bool {
    os_release
        .lines()
        .any(|line| matches!(line.trim(), "ID=debian" | "ID=\"debian\""))
}

#[cfg(unix)]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debian_is_told_from_its_derivatives() {
        assert!(is_debian("NAME=\"Debian GNU/Linux\"\nID=debian\n"));
        assert!(!is_debian("ID=ubuntu\nID_LIKE=debian\n"));
        assert!(!is_debian(""));
    }
}
