//! The server under test, with its own data and its own copy of the flows.

use super::leash::Leash;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};
use tempfile::TempDir;

/// A running server.
pub(super) struct House {
    dir: Option<TempDir>,
    port: u16,
    running: Option<(Leash, BufReader<ChildStdout>)>,
    publishes: bool,
    /// The first admin's password, as the server printed it.
    pub(super) password: String,
}

impl House {
    /// Starts a server over an empty data folder, with the demo in it; whether it publishes drafts by itself.
    pub(super) fn open(publishes: bool) -> Self {
        let dir = tempfile::Builder::new()
            .prefix("trilha-")
            .tempdir()
            .unwrap();
        copy(&root().join("flows"), &dir.path().join("flows"));
        let mut house = Self {
            dir: Some(dir),
            port: 0,
            running: None,
            publishes,
            password: String::new(),
        };
        let said = house.start();
        house.password = said
            .password
            .expect("the first start prints the first admin's password");
        house
    }

    /// Ends it as a power cut would end a process.
    pub(super) fn falls(&mut self) {
        let (leash, _) = self.running.take().expect("it runs");
        leash.end("KILL");
    }

    /// Ends it as Ctrl-C does.
    pub(super) fn closes(&mut self) {
        let (leash, _) = self.running.take().expect("it runs");
        leash.end("TERM");
    }

    /// Starts it again over what is there, at the same address.
    pub(super) fn opens_again(&mut self) {
        let said = self.start();
        assert_eq!(said.password, None, "only the first start makes an admin");
    }

    /// Where it is, such as `http://127.0.0.1:4000`.
    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Its port on loopback.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Whether it publishes drafts by itself.
    pub(super) fn publishes(&self) -> bool {
        self.publishes
    }

    /// A draft on disk.
    pub(super) fn flow(&self, name: &str) -> PathBuf {
        self.path().join("flows").join(name)
    }

    /// What the server had to say for itself.
    pub(super) fn log(&self) -> String {
        fs::read_to_string(self.path().join("log")).unwrap_or_default()
    }

    /// Leaves the data where it is, and says where.
    pub(super) fn keep(&mut self) -> Option<PathBuf> {
        self.dir.take().map(TempDir::keep)
    }

    fn path(&self) -> &Path {
        self.dir.as_ref().expect("the folder is there").path()
    }

    fn start(&mut self) -> Said {
        let mut command = Command::new(binary());
        command.args(["serve", "--demo", "--allow-host", "127.0.0.1"]);
        command.args(self.publishes.then_some("--dev"));
        command.arg("--data");
        command.arg(self.path().join("data"));
        command.arg("--flows").arg(self.path().join("flows"));
        command.args(["--bind", &format!("127.0.0.1:{}", self.port)]);
        let complaints = File::options()
            .create(true)
            .append(true)
            .open(self.path().join("log"))
            .unwrap();
        let (leash, out) = Leash::hold(&command, Stdio::from(complaints));
        let mut out = BufReader::new(out);
        let said = Said::read(&mut out, self.port == 0)
            .unwrap_or_else(|| panic!("the server does not start:\n{}", self.log()));
        self.port = said.port;
        self.running = Some((leash, out));
        said
    }
}

/// What the server prints when it takes requests.
struct Said {
    port: u16,
    password: Option<String>,
}

impl Said {
    fn read(out: &mut BufReader<ChildStdout>, first: bool) -> Option<Self> {
        let (mut port, mut password) = (None, None);
        for line in out.lines().map_while(Result::ok) {
            if let Some(word) = line.trim().strip_prefix("password") {
                password = Some(word.trim().to_owned());
            } else if let Some((_, address)) = line.split_once("http://127.0.0.1:") {
                let digits = address.split('/').next()?;
                port = port.or(digits.trim().parse().ok());
            }
            let last = if first {
                password.is_some()
            } else {
                line.contains("editor")
            };
            if last {
                break;
            }
        }
        Some(Self {
            port: port?,
            password,
        })
    }
}

fn binary() -> PathBuf {
    let named = std::env::var_os("TRILHA_BIN").map(PathBuf::from);
    let path = named.unwrap_or_else(|| {
        let own = std::env::current_exe().unwrap();
        let debug = own.ancestors().nth(2).expect("tests lie two folders deep");
        debug.join("trilha")
    });
    assert!(
        path.is_file(),
        "no server at {}: `cargo build -p trilha` makes it",
        path.display()
    );
    path
}

/// The folder of the project.
pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
