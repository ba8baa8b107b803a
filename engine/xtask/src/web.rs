//! `cargo xtask web`: the entries of the editor, as WebAssembly with bindings, ready for the server to embed.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::project::{self, Project};
use crate::wasm;

/// The entries: the package, and the name it is served under. Two are pages, the player is a worker of the studio's.
pub(crate) const ENTRIES: [(&str, &str); 3] = [
    ("trilha-studio", "studio"),
    ("trilha-player", "player"),
    ("trilha-console", "console"),
];

/// The crates that must never need a host; they are built for WebAssembly beside the pages.
pub(crate) const PURE: [&str; 7] = [
    "trilha-model",
    "trilha-script",
    "trilha-trail",
    "trilha-desk",
    "trilha-talk",
    "trilha-wire",
    "trilha-state",
];

/// What an entry may weigh when compressed.
const BUDGET: usize = 1_000_000;

/// Part of every stamp: to be raised when what `bind` asks for changes.
const BINDINGS: &str = "wasm-bindgen 0.2.130, options 1";

/// How the editor is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Quick to build, large.
    Dev,
    /// What ships.
    Release,
}

impl Mode {
    fn profile(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "wasm-release",
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "wasm-release",
        }
    }
}

/// Builds the entries and prints what they weigh; one above the budget is an error.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let mode = match arguments {
        [] => Mode::Release,
        [only] if only == "--release" => Mode::Release,
        [only] if only == "--dev" => Mode::Dev,
        [other, ..] => bail!("`cargo xtask web` does not know `{other}`"),
    };
    build(project, mode)?;
    let heavy = bind(project, mode)?;
    if !heavy.is_empty() {
        bail!("too heavy:\n  {}", heavy.join("\n  "));
    }
    Ok(())
}

/// A cargo for the browser: its own target directory, and none of the host's compiler flags.
pub(crate) fn cargo(project: &Project) -> Command {
    let mut command = project.cargo();
    command.env_remove("RUSTFLAGS");
    command.env("CARGO_TARGET_DIR", project.target.join("web"));
    command.env("CARGO_ENCODED_RUSTFLAGS", without_paths().join("\u{1f}"));
    command
}

/// Flags that keep where this machine has its crates out of the pages: a page need not carry that, nor tell it.
fn without_paths() -> Vec<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let sources = home.map(|home| home.join("registry").join("src"));
    let indexes = sources.and_then(|sources| fs::read_dir(sources).ok());
    indexes
        .into_iter()
        .flatten()
        .flatten()
        .map(|index| format!("--remap-path-prefix={}/=", index.path().display()))
        .collect()
}

/// Compiles the entries and the pure crates.
pub(crate) fn build(project: &Project, mode: Mode) -> Result<()> {
    wasm::ensure_target(project)?;
    let mut command = cargo(project);
    command.args([
        "build",
        "--target",
        wasm::TARGET,
        "--profile",
        mode.profile(),
    ]);
    for package in ENTRIES.iter().map(|(package, _)| package).chain(&PURE) {
        command.args(["--package", package]);
    }
    project::run(&mut command)
}

/// What the compiled entries import from their host beyond the browser's bindings, each named with its entry.
pub(crate) fn host_imports(project: &Project, mode: Mode) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (package, _) in ENTRIES {
        let module = compiled(project, mode, package);
        let bytes =
            fs::read(&module).with_context(|| format!("cannot read {}", module.display()))?;
        found.extend(
            wasm::host_imports(&bytes)?
                .into_iter()
                .map(|import| format!("{package} imports {import}")),
        );
    }
    Ok(found)
}

/// Makes the bindings of each entry that changed, and gives the names of those above the budget.
pub(crate) fn bind(project: &Project, mode: Mode) -> Result<Vec<String>> {
    let mut heavy = Vec::new();
    for (package, name) in ENTRIES {
        let module = compiled(project, mode, package);
        let stamp = project.target.join("web").join(format!("{name}.stamp"));
        let built = Built {
            folder: project.dist.join(name),
            name,
        };
        let sizes = match built.still_good(&module, &stamp)? {
            Some(sizes) => sizes,
            None => built.make(&module, &stamp)?,
        };
        print!("{sizes}");
        if sizes.compressed() > BUDGET && mode == Mode::Release {
            heavy.push(format!(
                "{name}: {} bytes compressed, the budget is {BUDGET}",
                sizes.compressed()
            ));
        }
    }
    Ok(heavy)
}

fn compiled(project: &Project, mode: Mode, package: &str) -> PathBuf {
    project
        .target
        .join("web")
        .join(wasm::TARGET)
        .join(mode.folder())
        .join(format!("{package}.wasm"))
}

/// The two files of one entry.
struct Built<'a> {
    folder: PathBuf,
    name: &'a str,
}

impl Built<'_> {
    fn files(&self) -> [PathBuf; 2] {
        [
            format!("{}.js", self.name),
            format!("{}_bg.wasm", self.name),
        ]
        .map(|file| self.folder.join(file))
    }

    /// The sizes written when these files were made from this very module, if they were.
    fn still_good(&self, module: &Path, stamp: &Path) -> Result<Option<Sizes>> {
        if !self.files().iter().all(|file| file.is_file()) {
            return Ok(None);
        }
        let Ok(written) = fs::read_to_string(stamp) else {
            return Ok(None);
        };
        let Some((of, sizes)) = written.split_once('\n') else {
            return Ok(None);
        };
        Ok((of == fingerprint(module)?)
            .then(|| Sizes::parse(sizes))
            .flatten())
    }

    fn make(&self, module: &Path, stamp: &Path) -> Result<Sizes> {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        fs::create_dir_all(&self.folder)?;
        wasm::bind(module, self.name, &self.folder)?;
        let mut sizes = Sizes::default();
        for file in self.files() {
            let bytes = fs::read(&file)?;
            let name = file
                .strip_prefix(self.folder.parent().unwrap_or(&self.folder))?
                .display()
                .to_string();
            sizes.0.push((name, bytes.len(), compressed(&bytes)?));
        }
        fs::write(
            stamp,
            format!("{}\n{}", fingerprint(module)?, sizes.written()),
        )?;
        Ok(sizes)
    }
}

fn fingerprint(module: &Path) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    hasher.write(BINDINGS.as_bytes());
    hasher.write(&fs::read(module).with_context(|| format!("cannot read {}", module.display()))?);
    Ok(format!("{:016x}", hasher.finish()))
}

fn compressed(bytes: &[u8]) -> Result<usize> {
    let mut out = Vec::new();
    brotli::BrotliCompress(
        &mut &*bytes,
        &mut out,
        &brotli::enc::BrotliEncoderParams::default(),
    )?;
    Ok(out.len())
}

/// Each file with its bytes, raw and compressed.
#[derive(Default, Debug, PartialEq, Eq)]
struct Sizes(Vec<(String, usize, usize)>);

impl Sizes {
    fn compressed(&self) -> usize {
        self.0.iter().map(|(_, _, compressed)| compressed).sum()
    }

    fn written(&self) -> String {
        let lines: Vec<String> = self
            .0
            .iter()
            .map(|(name, raw, compressed)| format!("{raw} {compressed} {name}"))
            .collect();
        lines.join("\n")
    }

    fn parse(text: &str) -> Option<Self> {
        text.lines()
            .map(|line| {
                let (raw, rest) = line.split_once(' ')?;
                let (compressed, name) = rest.split_once(' ')?;
                Some((name.to_owned(), raw.parse().ok()?, compressed.parse().ok()?))
            })
            .collect::<Option<_>>()
            .map(Self)
    }
}

impl std::fmt::Display for Sizes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|(name, raw, compressed)| {
            writeln!(
                f,
                "{name:<24} {:>10} {:>10} brotli",
                kilobytes(*raw),
                kilobytes(*compressed)
            )
        })
    }
}

fn kilobytes(bytes: usize) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_back_as_they_were_written() {
        let sizes = Sizes(vec![
            ("studio/studio.js".to_owned(), 1234, 567),
            ("studio/studio_bg.wasm".to_owned(), 9, 8),
        ]);
        assert_eq!(Sizes::parse(&sizes.written()), Some(sizes));
    }

    #[test]
    fn a_stamp_that_is_not_ours_means_building_again() {
        assert_eq!(Sizes::parse("nonsense"), None);
    }

    #[test]
    fn compression_finds_what_repeats() {
        assert!(compressed(&[7; 10_000]).unwrap() < 100);
    }

    #[test]
    fn another_module_has_another_fingerprint() {
        let folder = tempfile::tempdir().unwrap();
        let [one, two] = ["one", "two"].map(|name| folder.path().join(name));
        fs::write(&one, "1").unwrap();
        fs::write(&two, "2").unwrap();
        assert_ne!(fingerprint(&one).unwrap(), fingerprint(&two).unwrap());
        assert_eq!(fingerprint(&one).unwrap(), fingerprint(&one).unwrap());
    }

    #[test]
    fn pages_are_reused_only_while_files_and_module_are_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let [module, stamp] = ["module", "stamp"].map(|name| folder.path().join(name));
        let built = Built {
            folder: folder.path().to_path_buf(),
            name: "page",
        };
        fs::write(&module, "1").unwrap();
        fs::write(
            &stamp,
            format!("{}\n1 1 page.js\n", fingerprint(&module).unwrap()),
        )
        .unwrap();
        assert_eq!(
            built.still_good(&module, &stamp).unwrap(),
            None,
            "the files are not there"
        );
        for file in built.files() {
            fs::write(file, "x").unwrap();
        }
        assert!(built.still_good(&module, &stamp).unwrap().is_some());
        fs::write(&module, "2").unwrap();
        assert_eq!(
            built.still_good(&module, &stamp).unwrap(),
            None,
            "the module changed"
        );
    }
}
