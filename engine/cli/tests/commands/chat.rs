//! `chat`: talks by hand, and those that are recorded.

use crate::{flows, replace, run, trilha, typed, typed_into};
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener};

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
