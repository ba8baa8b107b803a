//! Backups of a server with what contacts sent, and the server that is made of one.

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead as _, BufReader};
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
    base: String,
    client: Client,
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
        let base = lines.find_map(|line| Some(line.strip_prefix("Trilha serves ")?.to_owned()));
        Self {
            child,
            base: base.expect("it says where it is"),
            client: Client::new(),
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    /// A new visitor's token.
    async fn visit(&self) -> String {
        let visit = self.request(Method::POST, "/api/chat/site/visits");
        let visit = answer(visit.json(&json!({ "language": "en", "name": "Rita" }))).await;
        let token = visit.get("token").and_then(Value::as_str);
        token.expect("a token").to_owned()
    }

    /// A visitor sends a picture.
    async fn sends(&self, token: &str) {
        let picture = self.request(Method::POST, "/api/chat/site/media?name=me.gif");
        let media = answer(picture.bearer_auth(token).body(GIF)).await;
        let message = self.request(Method::POST, "/api/chat/site/messages");
        let message = message.json(&json!({ "id": "m1", "media": media }));
        answer(message.bearer_auth(token)).await;
    }

    /// The link to the picture in a visitor's thread, as it is shown to them.
    async fn link(&self, token: &str) -> String {
        let thread = self.request(Method::GET, "/api/chat/site/messages?after=0");
        let thread = answer(thread.bearer_auth(token)).await;
        let messages = thread.get("messages").and_then(Value::as_array);
        let mut contents = messages
            .into_iter()
            .flatten()
            .map(|message| &message["content"]);
        let picture = contents.find(|content| content["type"] == "media");
        let picture = picture.unwrap_or_else(|| panic!("no picture in {thread}"));
        picture["url"].as_str().expect("a link").to_owned()
    }

    async fn opens(&self, link: &str) -> Vec<u8> {
        let file = self.request(Method::GET, link).send().await;
        let file = file.expect("it answers").error_for_status();
        let bytes = file.expect("it is there").bytes().await;
        bytes.expect("it is whole").to_vec()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().expect("the system obliges");
        self.child.wait().expect("the system obliges");
    }
}

async fn answer(request: RequestBuilder) -> Value {
    let response = request.send().await.expect("it answers");
    let (status, text) = (response.status(), response.text().await.expect("text"));
    assert!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).expect("JSON")
}

#[tokio::test]
async fn what_contacts_sent_opens_on_a_server_made_of_a_backup() {
    let folder = tempfile::tempdir().expect("the system obliges");
    let at = folder.path();
    let (rita, link) = {
        let server = Server::start(at, "data");
        let rita = server.visit().await;
        server.sends(&rita).await;
        let link = server.link(&rita).await;
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
    assert_eq!(
        server.opens(&link).await,
        GIF,
        "under the link given before"
    );
    let link = server.link(&rita).await;
    assert_eq!(server.opens(&link).await, GIF, "and to who came before");
}

#[tokio::test]
async fn a_backup_that_is_cut_short_restores_nothing_and_can_be_tried_again() {
    let folder = tempfile::tempdir().expect("the system obliges");
    let at = folder.path();
    {
        let server = Server::start(at, "data");
        server.sends(&server.visit().await).await;
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
