//! Backups of a server with what contacts sent, the server that is made of one, and trails checked against what it has.

use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00";
const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../flows");

fn trilha(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trilha"));
    command.current_dir(folder).args(arguments);
    command
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = trilha(folder, arguments)
        .output()
        .expect("the system obliges");
    (
        output.status.code().expect("it ends by itself"),
        String::from_utf8(output.stdout).expect("text"),
        String::from_utf8(output.stderr).expect("text"),
    )
}

/// A server on a data folder, until it is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &Path, data: &str) -> Self {
        Self::with(folder, data, &["--demo", "--dev"])
    }

    fn with(folder: &Path, data: &str, more: &[&str]) -> Self {
        let mut child = trilha(folder, &["serve", "--flows", SHIPPED])
            .args(more)
            .args(["--bind", "127.0.0.1:0", "--data", data])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the system obliges");
        let out = child.stdout.take().expect("it was piped");
        let mut lines = BufReader::new(out).lines().map_while(Result::ok);
        let address =
            lines.find_map(|line| Some(line.strip_prefix("Trilha serves http://")?.to_owned()));
        Self {
            child,
            address: address.expect("it says where it is"),
        }
    }

    /// What a request is answered; HTTP/1.0, so that the body is all that follows the head.
    fn ask(&self, request: &str, token: &str, body: &[u8]) -> Vec<u8> {
        let mut line = TcpStream::connect(&self.address).expect("it listens");
        let head = format!(
            "{request} HTTP/1.0\r\nhost: {}\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        line.write_all(head.as_bytes()).expect("it takes requests");
        line.write_all(body).expect("it takes requests");
        let mut answer = Vec::new();
        line.read_to_end(&mut answer).expect("it answers");
        let shown = String::from_utf8_lossy(&answer);
        let status = shown.split(' ').nth(1).unwrap_or_default();
        assert!(status.starts_with('2'), "{request}: {shown}");
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
        answer.split_off(end.expect("a head has an end") + 4)
    }

    fn json(&self, request: &str, token: &str, body: &[u8]) -> Value {
        serde_json::from_slice(&self.ask(request, token, body)).expect("JSON")
    }

    /// A new visitor's token.
    fn visit(&self) -> String {
        let rita = br#"{"language": "en", "name": "Rita"}"#;
        let visit = self.json("POST /api/chat/site/visits", "", rita);
        let token = visit.get("token").and_then(Value::as_str);
        token.expect("a token").to_owned()
    }

    /// A visitor sends a picture.
    fn sends(&self, token: &str) {
        let media = self.json("POST /api/chat/site/media?name=me.gif", token, GIF);
        let message = json!({ "id": "m1", "media": media }).to_string();
        self.json("POST /api/chat/site/messages", token, message.as_bytes());
    }

    /// The link to the picture in a visitor's thread, as it is shown to them.
    fn link(&self, token: &str) -> String {
        let thread = self.json("GET /api/chat/site/messages?after=0", token, b"");
        let messages = thread.get("messages").and_then(Value::as_array);
        let mut contents = messages.into_iter().flatten();
        let picture = contents.find_map(|message| {
            let content = message.get("content")?;
            let media = content.get("type")? == "media";
            media.then(|| content.get("url")?.as_str()).flatten()
        });
        let picture = picture.unwrap_or_else(|| panic!("no picture in {thread}"));
        picture.to_owned()
    }

    fn opens(&self, link: &str) -> Vec<u8> {
        self.ask(&format!("GET {link}"), "", b"")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().expect("the system obliges");
        self.child.wait().expect("the system obliges");
    }
}

#[test]
fn what_contacts_sent_opens_on_a_server_made_of_a_backup() {
    let folder = tempfile::tempdir().expect("the system obliges");
    let at = folder.path();
    let (rita, link) = {
        let server = Server::start(at, "data");
        let rita = server.visit();
        server.sends(&rita);
        let link = server.link(&rita);
        let (code, out, problem) = run(at, &["backup", "data", "copy"]);
        assert!(code == 0 && out.contains("1 media"), "{out}{problem}");
        (rita, link)
    };
    let (code, out, problem) = run(at, &["restore", "copy", "new"]);
    assert!(code == 0 && out.contains("1 media"), "{out}{problem}");
    let same = |key: &str| {
        fs::read(at.join("data").join(key)).ok() == fs::read(at.join("new").join(key)).ok()
    };
    assert!(same("media.key") && same("visits.key"));
    assert!(!at.join("new/secrets.key").exists(), "secrets stay sealed");

    let server = Server::start(at, "new");
    assert_eq!(server.opens(&link), GIF, "under the link given before");
    let link = server.link(&rita);
    assert_eq!(server.opens(&link), GIF, "and to who came before");
}

#[test]
fn a_backup_that_is_cut_short_restores_nothing_and_can_be_tried_again() {
    let folder = tempfile::tempdir().expect("the system obliges");
    let at = folder.path();
    {
        let server = Server::start(at, "data");
        server.sends(&server.visit());
    }
    assert_eq!(run(at, &["backup", "data", "copy"]).0, 0);
    let whole = fs::read(at.join("copy")).expect("it is there");
    let cut = whole.get(..whole.len() - 1).expect("it is long");
    fs::write(at.join("cut"), cut).expect("the system obliges");
    let (code, _, problem) = run(at, &["restore", "cut", "new"]);
    assert!(
        code == 2 && problem.contains("it is cut short"),
        "{problem}"
    );
    let left = fs::read_dir(at.join("new")).map_or(0, Iterator::count);
    assert_eq!(left, 0, "nothing of it is left");
    assert_eq!(run(at, &["restore", "copy", "new"]).0, 0);
}

#[cfg(unix)]
#[test]
fn a_backup_is_readable_by_its_owner_only_and_one_of_a_journal_alone_is_still_read() {
    use std::os::unix::fs::PermissionsExt as _;
    use trilha_journal::{Log, LogOptions};
    let folder = tempfile::tempdir().expect("the system obliges");
    let at = folder.path();
    drop(Log::open(&at.join("data/journal"), &LogOptions::default()).expect("a log"));
    assert_eq!(run(at, &["backup", "data", "copy"]).0, 0);
    let mode = fs::metadata(at.join("copy"))
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);

    let mut alone = Vec::new();
    trilha_journal::backup(&at.join("data/journal"), &mut alone).expect("it is copied");
    fs::write(at.join("alone"), alone).expect("the system obliges");
    let (code, out, problem) = run(at, &["restore", "alone", "new"]);
    assert!(
        code == 0 && out.contains("of a journal alone"),
        "{out}{problem}"
    );
}

/// The codes of what is wrong, where they stand in what is printed as JSON.
fn codes<'v>(found: &'v Value, list: &str, key: &str) -> Vec<&'v str> {
    let found = found.pointer(list).and_then(Value::as_array);
    let codes = found.expect("a list").iter().filter_map(|one| one.get(key));
    codes.filter_map(Value::as_str).collect()
}

#[test]
fn trails_are_checked_against_a_backup_with_what_they_name_and_one_without() {
    let folder = tempfile::tempdir().expect("the system obliges");
    let at = folder.path();
    let trail = "trail: help\nlanguage: en\nsteps:\n  hi: { say: \"{{ env.BRAND }}\", next: person }\n  \
                 person: { handoff: support, next: end }\n";
    fs::write(at.join("help.yaml"), trail).expect("the system obliges");
    for (data, more) in [("shop", &["--demo"][..]), ("bare", &[])] {
        drop(Server::with(at, data, more));
        let (code, _, problem) = run(at, &["backup", data, &format!("{data}.backup")]);
        assert_eq!(code, 0, "{problem}");
    }
    let clean = (0, "1 trail checked: nothing to complain about\n".to_owned());
    let checked = |more: &[&str]| {
        let (code, out, _) = run(at, &[&["check", "help.yaml"], more].concat());
        (code, out)
    };
    assert_eq!(checked(&[]), clean, "files alone name what may be there");
    assert_eq!(checked(&["--data", "shop.backup"]), clean);

    let (code, out) = checked(&["--data", "bare.backup"]);
    assert_eq!(code, 1, "{out}");
    assert!(
        out.contains("error[T0018]: there is no queue `support`\n --> help.yaml:5:22"),
        "{out}"
    );
    assert!(out.contains("there is no value `BRAND` in `env`"), "{out}");
    for (format, list, key) in [("json", "", "code"), ("sarif", "/runs/0/results", "ruleId")] {
        let (code, out) = checked(&["--data", "bare.backup", "--format", format]);
        let found: Value = serde_json::from_str(&out).expect("JSON");
        let codes = codes(&found, list, key);
        assert!(code == 1 && codes == ["T0018", "T0019"], "{format}: {out}");
    }
}

#[test]
fn trails_are_checked_against_the_folder_of_a_server_that_runs() {
    let folder = tempfile::tempdir().expect("the system obliges");
    let at = folder.path();
    let trail = "trail: support\nlanguage: en\nsteps:\n  ring: { dial: \"+551130000000\", busy: person, \
                 no_answer: person, error: person, next: end }\n  person: { handoff: suport, next: end }\n";
    fs::write(at.join("support.yaml"), trail).expect("the system obliges");
    let check = || run(at, &["check", "support.yaml", "--data", "data"]);
    let running = {
        let server = Server::start(at, "data");
        let (code, out, problem) = check();
        assert_eq!(code, 1, "{problem}");
        assert!(out.contains("did you mean `support`?"), "{out}");
        let cannot = "`ring` is a `dial`, which the inbox `site` (webchat) cannot do";
        assert!(out.contains(cannot), "{out}");
        server.sends(&server.visit());
        out
    };
    assert_eq!(check().1, running, "also when it runs no longer");
}
