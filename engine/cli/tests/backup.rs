//! Backups of a server with what contacts sent, and the server that is made of one.

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
        let arguments = ["serve", "--demo", "--dev", "--flows", SHIPPED];
        let mut child = trilha(folder, &arguments)
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
