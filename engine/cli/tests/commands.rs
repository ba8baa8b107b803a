//! The binary, as a person uses it: what it prints and how it ends.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const HELLO: &str = r#"trail: hello
title: Hello
language: en
vars: { name: { type: text } }
steps:
  greet: { say: "Hi from {{ env.BRAND }}!", next: name }
  name: { ask: Your name?, save: name, no_match: late, timeout: { after: 2s, next: late }, next: fetch }
  fetch: { http: { get: "https://a.test/x", limit: 5s }, save: r, error: late, next: bye }
  late: { say: Too late., next: end }
  bye: { say: "Bye {{ name }}, {{ r.body.word }}!", next: end }
"#;

const TESTS: &str = r#"trail: hello
env: { BRAND: Acme }
tests:
  - name: says goodbye
    mocks: { http: { any: "*", reply: { json: { word: soon } } } }
    talk:
      - me: hello
      - bot: Hi from Acme!
      - bot: Your name?
      - me: Ana
      - bot: Bye Ana, soon!
      - ended
"#;

/// A folder of flows with the trail `hello` and its tests.
fn flows() -> TempDir {
    let folder = tempfile::tempdir().expect("the system obliges");
    fs::write(folder.path().join("hello.yaml"), HELLO).expect("the system obliges");
    fs::write(folder.path().join("hello.test.yaml"), TESTS).expect("the system obliges");
    folder
}

fn trilha(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trilha"));
    command.current_dir(folder).env_remove("UPDATE");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    told(
        trilha(folder)
            .args(arguments)
            .output()
            .expect("the system obliges"),
    )
}

fn told(output: Output) -> (i32, String, String) {
    (
        output.status.code().expect("the system obliges"),
        String::from_utf8(output.stdout).expect("the system obliges"),
        String::from_utf8(output.stderr).expect("the system obliges"),
    )
}

fn typed(folder: &Path, arguments: &[&str], lines: &str) -> String {
    let mut command = trilha(folder);
    command.args(arguments);
    typed_into(command, lines)
}

fn typed_into(mut command: Command, lines: &str) -> String {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the system obliges");
    child
        .stdin
        .take()
        .expect("the system obliges")
        .write_all(lines.as_bytes())
        .expect("the system obliges");
    told(child.wait_with_output().expect("the system obliges")).1
}

fn replace(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).expect("the system obliges");
    assert!(text.contains(from));
    fs::write(path, text.replace(from, to)).expect("the system obliges");
}

#[test]
fn a_clean_folder_checks_clean() {
    let folder = flows();
    let (code, out, _) = run(folder.path(), &["check"]);
    assert_eq!(
        (code, out.as_str()),
        (0, "1 trail checked: nothing to complain about\n")
    );
}

#[test]
fn an_error_is_shown_at_its_place_and_ends_with_1() {
    let folder = flows();
    replace(folder.path(), "hello.yaml", "next: bye }", "next: byee }");
    let (code, out, _) = run(folder.path(), &["check", "hello.yaml"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("error[T0016]") && out.contains("hello.yaml:8:"),
        "{out}"
    );
    assert!(out.contains("did you mean `bye`?"), "{out}");
    let (code, out, _) = run(folder.path(), &["check", "--format", "json"]);
    let reports: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &reports[0]["code"]), (1, &"T0016".into()));
}

#[test]
fn an_error_in_a_test_file_is_checked_too() {
    let folder = flows();
    replace(folder.path(), "hello.test.yaml", "- me: Ana", "- mee: Ana");
    let (code, out, _) = run(folder.path(), &["check"]);
    assert!(code == 1 && out.contains("hello.test.yaml:10:9"), "{out}");
}

#[test]
fn what_is_not_there_is_named() {
    let folder = flows();
    for (arguments, message) in [
        (
            &["check", "nowhere"][..],
            "there is no file or folder nowhere",
        ),
        (&["graph", "other", "--flows", "."], "there are: hello"),
        (&["chat", "other", "--flows", "."], "there are: hello"),
        (&["explain", "T9999"], "there is no code `T9999`"),
        (&["backup", "nowhere", "file"], "nowhere holds no data"),
        (&["restore", "nowhere", "data"], "cannot read nowhere"),
    ] {
        let (code, _, problem) = run(folder.path(), arguments);
        assert!(
            code == 2 && problem.contains(message),
            "{arguments:?}: {problem}"
        );
    }
}

#[test]
fn a_path_without_trails_or_tests_is_no_success() {
    let folder = tempfile::tempdir().expect("the system obliges");
    let at = folder.path();
    let refused = |arguments: &[&str], message: &str| {
        let (code, _, problem) = run(at, arguments);
        assert!(
            code == 2 && problem.contains(message),
            "{arguments:?}: {problem}"
        );
    };
    fs::create_dir(at.join("empty")).expect("the system obliges");
    refused(&["check", "empty"], "there is no trail in empty");
    refused(&["test", "empty"], "there is no trail in empty");
    fs::write(at.join("hello.yaml"), HELLO).expect("the system obliges");
    refused(&["test", "hello.yaml"], "there is no test for hello.yaml");
    fs::write(at.join("other.yaml"), b"trail: \xff\n").expect("the system obliges");
    refused(&["check"], "other.yaml is not UTF-8 text");
}

#[test]
fn trails_are_found_where_one_stands() {
    let folder = flows();
    let (code, out, _) = run(folder.path(), &["graph", "hello"]);
    assert!(code == 0 && out.contains("digraph"), "{out}");
    let said = typed(folder.path(), &["chat", "hello"], "oi\n");
    assert!(said.contains("Hi from Acme!"), "{said}");
}

#[test]
fn a_restore_that_failed_can_be_tried_again() {
    let folder = tempfile::tempdir().expect("the system obliges");
    fs::write(folder.path().join("junk"), "junk").expect("the system obliges");
    for _ in 0..2 {
        let (code, _, problem) = run(folder.path(), &["restore", "junk", "data"]);
        assert!(
            code == 2 && problem.contains("not a whole backup"),
            "{problem}"
        );
    }
}

#[test]
fn a_talk_that_could_not_be_recorded_does_not_begin() {
    let folder = flows();
    let arguments = ["chat", "hello", "--flows", ".", "--record", "no/where.yaml"];
    let (code, out, problem) = run(folder.path(), &arguments);
    assert!(
        code == 2 && problem.contains("cannot write no/where.yaml"),
        "{problem}"
    );
    assert_eq!(out, "");
}

#[test]
fn a_backup_that_fails_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("the system obliges");
    let at = folder.path();
    fs::create_dir_all(at.join("data/journal")).expect("the system obliges");
    fs::write(at.join("data/journal/0000000000000000.log"), "junk").expect("the system obliges");
    let (code, _, problem) = run(at, &["backup", "data", "copy"]);
    assert!(code == 2 && problem.contains("cannot copy"), "{problem}");
    assert!(!at.join("copy").exists() && !at.join("copy.partial").exists());
}

#[test]
fn tests_pass_or_show_where_the_talk_differs() {
    let folder = flows();
    let (code, out, _) = run(folder.path(), &["test", "--coverage"]);
    assert!(code == 0 && out.contains("✓ says goodbye"), "{out}");
    assert!(
        out.contains("hello: 4/5 steps, 4/8 exits") && out.contains("1 test, 0 failed"),
        "{out}"
    );
    replace(folder.path(), "hello.test.yaml", "Bye Ana, soon!", "Bye!");
    let (code, out, _) = run(folder.path(), &["test"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("- bot     Bye!\n  + bot     Bye Ana, soon!"),
        "{out}"
    );
}

#[test]
fn limits_are_set_lower_by_a_file_and_never_higher() {
    let folder = flows();
    let limits = |text: &str| {
        fs::write(folder.path().join("limits"), text).expect("the system obliges");
    };
    let with =
        |command: &str, what: &str| run(folder.path(), &[command, what, "--limits", "limits"]);
    limits("message_bytes: 4096\n");
    assert_eq!(with("test", ".").0, 0);
    limits("message_bytes: 5\n");
    let (status, out, _) = with("test", ".");
    assert_eq!(status, 1, "{out}");
    limits("message_bytes: 5000\nmesages: 3\n");
    for (command, what) in [("test", "."), ("chat", "hello"), ("serve", "--data=d")] {
        let (status, _, said) = with(command, what);
        assert_eq!(status, 2, "{said}");
        for told in [
            "`message_bytes` is a whole number from 1 to 4096",
            "limits:1:16",
            "did you mean `messages`?",
        ] {
            assert!(said.contains(told), "{command}: {said}");
        }
    }
}

#[test]
fn update_accepts_what_the_bot_says_now() {
    let folder = flows();
    replace(folder.path(), "hello.test.yaml", "Bye Ana, soon!", "Bye!");
    let output = trilha(folder.path())
        .arg("test")
        .env("UPDATE", "1")
        .output()
        .unwrap();
    assert_eq!(told(output).0, 0);
    let text = fs::read_to_string(folder.path().join("hello.test.yaml")).unwrap();
    assert_eq!(text, TESTS.replace("Bye Ana, soon!", "\"Bye Ana, soon!\""));
}

#[test]
fn one_talks_with_a_trail_and_answers_for_its_service() {
    let folder = flows();
    let lines = "hello\n/where\nAna\n{\"word\": \"now\"}\n/vars\n";
    let out = typed(
        folder.path(),
        &["chat", "hello", "--flows", ".", "--ask-http"],
        lines,
    );
    for part in [
        "bot    Hi from Acme!",
        "hello/name",
        "→ GET https://a.test/x",
        "Bye Ana, now!",
        "name = Ana",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
    let waits = ["chat", "hello", "--flows", ".", "--env", "BRAND=Zoo"];
    let out = typed(folder.path(), &waits, "hello\n/wait 3s\n");
    assert!(
        out.contains("Hi from Zoo!") && out.contains("Too late."),
        "{out}"
    );
}

#[test]
fn a_chat_goes_by_the_calendars_of_the_trails_tests() {
    let folder = tempfile::tempdir().expect("the system obliges");
    let trail = "trail: shop
language: en
steps:
  look: { hours: house, open: open, closed: closed, error: gone }
  open: { say: Come in., next: end }
  closed: { say: Come back., next: end }
  gone: { say: Nobody knows., next: end }
";
    fs::write(folder.path().join("shop.yaml"), trail).expect("the system obliges");
    let chat = || typed(folder.path(), &["chat", "shop", "--flows", "."], "hi\n");
    let unknown = chat();
    assert!(unknown.contains("Nobody knows."), "{unknown}");
    for (week, said) in [
        ("{ mon-sun: 00:00-24:00 }", "Come in."),
        ("{}", "Come back."),
    ] {
        let tests = format!(
            "trail: shop
calendars: {{ house: {{ zone: UTC, week: {week} }} }}
tests:
  - name: silence
    talk: [me: hi]
"
        );
        fs::write(folder.path().join("shop.test.yaml"), tests).expect("the system obliges");
        let out = chat();
        assert!(out.contains(said), "{said}: {out}");
    }
    let record = ["chat", "shop", "--flows", ".", "--record", "new.test.yaml"];
    let out = typed(folder.path(), &record, "hi\n");
    assert!(out.contains("copy the `calendars`"), "{out}");
    let record = ["chat", "shop", "--flows", ".", "--record", "shop.test.yaml"];
    let out = typed(folder.path(), &record, "hi\n");
    assert!(
        out.contains("recorded in shop.test.yaml") && !out.contains("copy the"),
        "{out}"
    );
}

/// A service that answers every request with `{"word": "real"}`; its address.
fn service() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the system obliges");
    let address = listener.local_addr().expect("the system obliges");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("the system obliges");
            let asked = BufReader::new(&stream).lines().map_while(Result::ok);
            let token = asked
                .take_while(|line| !line.is_empty())
                .find(|line| line.eq_ignore_ascii_case("x-token: hush"));
            let body = format!("{{\"word\": \"real, {}\"}}", token.is_some());
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
            let answer = format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            stream
                .write_all(answer.as_bytes())
                .expect("the system obliges");
        }
    });
    address
}

#[test]
fn a_chat_asks_real_services_but_private_addresses_only_where_allowed() {
    let folder = flows();
    let host = service().to_string();
    let request =
        format!("get: \"http://{host}/x\", headers: {{ X-Token: \"{{{{ secret.TOKEN }}}}\" }}");
    replace(
        folder.path(),
        "hello.yaml",
        "get: \"https://a.test/x\"",
        &request,
    );
    let chat = ["chat", "hello", "--flows", ".", "--http"];
    let out = typed(folder.path(), &chat, "hello\nAna\n");
    assert!(out.contains("Too late.") && out.contains("TOKEN"), "{out}");
    let ask = |more: &[&str]| {
        let mut command = trilha(folder.path());
        command
            .args(chat)
            .args(more)
            .env("TRILHA_SECRET_TOKEN", "hush");
        typed_into(command, "hello\nAna\n")
    };
    let out = ask(&[]);
    assert!(out.contains("private address"), "{out}");
    let out = ask(&["--allow-host", &host]);
    assert!(out.contains("Bye Ana, real, true!"), "{out}");
}

/// Serves until the log says something of the trail `hello`: those words.
fn served(folder: &Path) -> String {
    let mut child = trilha(folder)
        .args(["serve", "--dev", "--flows", ".", "--bind", "127.0.0.1:0"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the system obliges");
    let log = child.stderr.take().expect("it was piped");
    let lines = BufReader::new(log).lines().map_while(Result::ok);
    let line = lines
        .into_iter()
        .find(|line| line.contains("trail=hello"))
        .expect("the server says what it publishes");
    child.kill().expect("the system obliges");
    child.wait().expect("the system obliges");
    line
}

#[test]
fn a_second_start_says_that_nothing_has_changed() {
    let folder = flows();
    let line = served(folder.path());
    assert!(
        line.contains("published") && line.contains("version=1"),
        "{line}"
    );
    let line = served(folder.path());
    assert!(
        line.contains("unchanged") && line.contains("version=1"),
        "{line}"
    );
    replace(folder.path(), "hello.yaml", "Too late.", "Too late!");
    let line = served(folder.path());
    assert!(
        line.contains("published") && line.contains("version=2"),
        "{line}"
    );
}

#[test]
fn a_chat_is_recorded_as_a_test_that_passes() {
    let folder = flows();
    let chat = [
        "chat",
        "hello",
        "--flows",
        ".",
        "--ask-http",
        "--record",
        "hello.test.yaml",
    ];
    let lines = "hello\nAna\n{\"word\": \"now\"}\nhello\n/wait 2s\n";
    let out = typed(folder.path(), &chat, lines);
    assert!(out.contains("recorded in hello.test.yaml"), "{out}");
    let (code, out, _) = run(folder.path(), &["test"]);
    assert!(code == 0 && out.contains("2 tests, 0 failed"), "{out}");
}

#[test]
fn files_are_laid_out_once_and_checked_without_being_written() {
    let folder = flows();
    let (code, out, _) = run(folder.path(), &["fmt"]);
    assert_eq!(code, 0, "{out}");
    replace(
        folder.path(),
        "hello.yaml",
        "trail: hello",
        "trail:   hello # it",
    );
    let before = fs::read_to_string(folder.path().join("hello.yaml")).expect("it is there");
    let (code, out, _) = run(folder.path(), &["fmt", "--check", "hello.yaml"]);
    assert_eq!((code, out.contains("hello.yaml\n")), (1, true), "{out}");
    let read = || fs::read_to_string(folder.path().join("hello.yaml")).expect("it is there");
    assert_eq!(read(), before);
    assert_eq!(run(folder.path(), &["fmt"]).0, 0);
    assert!(read().starts_with("trail: hello # it\n"), "{}", read());
    assert_eq!(run(folder.path(), &["fmt", "--check"]).0, 0);
    replace(folder.path(), "hello.yaml", "vars:", "vars: [");
    let (code, _, said) = run(folder.path(), &["fmt"]);
    assert!(
        code == 1 && said.contains("`trilha check` says which"),
        "{said}"
    );
}

#[test]
fn older_files_are_shown_and_written_as_today() {
    let folder = flows();
    let written = |from: &str, to: &str| replace(folder.path(), "hello.test.yaml", from, to);
    written(
        "    talk:\n",
        "    given: { agents: [ana] } # here\n    talk:\n",
    );
    let (code, out, _) = run(folder.path(), &["check"]);
    assert_eq!((code, out.contains("error[T0048]")), (1, true), "{out}");
    let (code, out, _) = run(folder.path(), &["migrate", "--check"]);
    assert_eq!(code, 1, "{out}");
    let shown = [
        "-    given: { agents: [ana] } # here\n",
        "+    given: { agents: { ana: true } } # here\n",
        "2 files, 1 would change\n",
    ];
    for line in shown {
        assert!(out.contains(line), "{line}\n{out}");
    }
    assert_eq!(run(folder.path(), &["test"]).0, 1);
    let (code, out, _) = run(folder.path(), &["migrate"]);
    assert_eq!((code, out.contains("1 changed")), (0, true), "{out}");
    assert_eq!(run(folder.path(), &["test"]).0, 0);
    let (code, out, _) = run(folder.path(), &["migrate", "--check"]);
    assert_eq!((code, out.as_str()), (0, "2 files, 0 would change\n"));
    replace(folder.path(), "hello.yaml", "vars:", "vars: [");
    let (code, _, said) = run(folder.path(), &["migrate"]);
    assert_eq!((code, said.contains("hello.yaml: ")), (1, true), "{said}");
}

#[test]
fn texts_go_to_translators_and_come_back() {
    let folder = flows();
    let (code, out, _) = run(
        folder.path(),
        &["i18n", "extract", "es", "es.po", "--flows", "."],
    );
    assert_eq!((code, out.as_str()), (0, "es.po: 5 texts, 0 translated\n"));
    replace(
        folder.path(),
        "es.po",
        "msgid \"Too late.\"\nmsgstr \"\"",
        "msgid \"Too late.\"\nmsgstr \"Tarde.\"",
    );
    let merge = ["i18n", "merge", "es", "es.po", "--flows", "."];
    let (code, out, _) = run(folder.path(), &merge);
    assert!(code == 0 && out.contains("1 text translated"), "{out}");
    replace(folder.path(), "hello.yaml", "es: Tarde.", "es: Muy tarde.");
    replace(
        folder.path(),
        "hello.yaml",
        "en: Too late.",
        "en: Too late!",
    );
    let (code, _, said) = run(folder.path(), &merge);
    assert!(
        code == 1 && said.contains("steps/late/say is another by now"),
        "{said}"
    );
    let (code, out, _) = run(
        folder.path(),
        &["i18n", "extract", "es", "es.po", "--flows", "."],
    );
    assert_eq!((code, out.as_str()), (0, "es.po: 5 texts, 1 translated\n"));
}

#[test]
fn the_manual_names_steps_and_functions() {
    let folder = flows();
    let (code, out, _) = run(folder.path(), &["doc"]);
    assert!(code == 0 && out.contains("### `say` (talk)"), "{out}");
}

#[test]
fn a_trail_is_drawn_and_codes_are_explained() {
    let folder = flows();
    let (_, dot, _) = run(folder.path(), &["graph", "hello", "--flows", "."]);
    assert!(
        dot.starts_with("digraph") && dot.contains("\"greet\" -> \"name\""),
        "{dot}"
    );
    let (_, mermaid, _) = run(
        folder.path(),
        &["graph", "hello", "--flows", ".", "--format", "mermaid"],
    );
    assert!(mermaid.starts_with("flowchart"), "{mermaid}");
    let (_, svg, _) = run(
        folder.path(),
        &["graph", "hello", "--flows", ".", "--format", "svg"],
    );
    assert!(
        svg.starts_with("<svg") && svg.contains("<title>Hello</title>"),
        "{svg}"
    );
    let (_, page, _) = run(folder.path(), &["explain", "t0016"]);
    assert!(page.contains("T0016"), "{page}");
}

#[test]
fn schemas_are_written_and_describe_what_tests_may_say() {
    let folder = flows();
    let (code, _, problem) = run(folder.path(), &["schema", "--out", "here"]);
    assert_eq!(code, 0, "{problem}");
    for name in [
        "trail.schema.json",
        "test.schema.json",
        "step-test.schema.json",
        "openapi.json",
    ] {
        let text = fs::read_to_string(folder.path().join("here").join(name)).unwrap();
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(document.is_object() && text.ends_with("}\n"), "{name}");
    }
}

#[test]
fn a_backup_restores_to_the_same_events() {
    use trilha_journal::{CommitId, Journal as _, Log, LogOptions, Write, verify};
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("data/journal");
    let log = Log::open(&journal, &LogOptions::default()).unwrap();
    let write = Write {
        stream: trilha_model::Stream::new("conversation", "site/v1"),
        expected_version: 0,
        events: vec![vec![1], vec![2]],
        state: vec![3],
        wake: None,
    };
    log.append(CommitId([7; 16]), vec![write]).wait().unwrap();
    let (code, _, problem) = run(folder.path(), &["backup", "data", "copy"]);
    assert_eq!(code, 0, "while the log is open: {problem}");
    let (code, _, problem) = run(folder.path(), &["backup", "data", "copy"]);
    assert!(
        code == 2 && problem.contains("copy is there already"),
        "{problem}"
    );
    let (code, out, _) = run(folder.path(), &["restore", "copy", "new"]);
    assert_eq!(
        (code, out.as_str()),
        (0, "new holds 1 streams, 1 commits, 2 events, 0 media\n")
    );
    let verified = verify(&folder.path().join("new/journal")).unwrap();
    assert_eq!((verified.streams, verified.events), (1, 2));
    let (code, _, _) = run(folder.path(), &["restore", "copy", "new"]);
    assert_eq!(code, 2, "a folder that holds data is not overwritten");
}

#[test]
fn custom_steps_are_checked_and_their_tests_played() {
    let folder = flows();
    let steps = folder.path().join("steps");
    fs::create_dir(&steps).expect("the system obliges");
    let write = |name: &str, text: &str| {
        fs::write(steps.join(name), text).expect("the system obliges");
    };
    write(
        "twice.rhai",
        "//! title: Twice\n//! inputs: { n: { type: integer, required: true } }\n//! outputs: { n: { type: integer } }\n#{ n: n * 2 }\n",
    );
    write(
        "twice.test.yaml",
        "step: twice\ntests:\n  - name: it doubles\n    with: { n: 2 }\n    outputs: { n: 4 }\n",
    );
    let (code, out, error) = run(folder.path(), &["test"]);
    assert_eq!(code, 0, "{out}{error}");
    assert!(out.contains("it doubles"), "{out}");
    assert!(out.contains("2 tests, 0 failed"), "{out}");

    replace(folder.path(), "steps/twice.test.yaml", "n: 4", "n: 5");
    let (code, out, _) = run(folder.path(), &["test", "steps/twice.test.yaml"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("`n` is 4"), "{out}");
    assert!(out.contains("1 test, 1 failed"), "{out}");

    replace(folder.path(), "steps/twice.rhai", "n * 2", "m * 2");
    let (code, out, _) = run(folder.path(), &["check"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("T0104"), "{out}");
    assert!(out.contains("steps/twice.rhai:4:7"), "{out}");
}
