//! Coverage in three forms, random talks, and recorded talks replayed, as a person runs them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use tempfile::TempDir;
use trilha_desk::{Conversation, Fold, StoredBundle};
use trilha_journal::{CommitId, Journal as _, Log, LogOptions, Write};
use trilha_model::codec::event_to_bytes;
use trilha_model::{Stream, Timestamp, TrailEvent};
use trilha_talk::{Setup, Simulator};
use trilha_trail::{Bundle, Known, Sources, compile};

const SHOP: &str = "trail: shop
language: en
vars: { name: { type: text, personal: true } }
steps:
  name: { ask: Your name?, save: name, no_match: bye, timeout: { after: 10m, next: bye }, next: hello }
  hello: { say: \"Hello, {{ name }}!\", error: bye, next: bye }
  bye: { say: Bye!, next: end }
";

const TESTS: &str = "trail: shop
tests:
  - name: a name is asked
    talk: [ me: hi, bot: Your name?, me: Ana, bot: \"Hello, Ana!\", bot: Bye!, ended ]
";

fn trilha(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trilha"));
    let command = command.current_dir(folder).env_remove("UPDATE");
    command.args(arguments).output().expect("it runs")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn flows(trail: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("flows")).expect("a folder");
    fs::write(folder.path().join("flows/shop.yaml"), trail).expect("written");
    fs::write(folder.path().join("flows/shop.test.yaml"), TESTS).expect("written");
    folder
}

#[test]
fn coverage_is_for_people_for_programs_and_for_editors() {
    let folder = flows(SHOP);
    let text = trilha(folder.path(), &["test", "--coverage"]);
    assert!(text.status.success());
    assert!(
        out(&text).contains("shop: 3/3 steps, 3/6 exits"),
        "{}",
        out(&text)
    );
    assert!(
        out(&text).contains("never left by no_match, timeout"),
        "{}",
        out(&text)
    );

    let json = trilha(folder.path(), &["test", "--coverage=json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("only JSON");
    assert_eq!(json["exits"], serde_json::json!({ "walked": 3, "all": 6 }));
    assert_eq!(json["trails"][0]["steps"][0]["exits"][0]["times"], 1);

    let lcov = out(&trilha(folder.path(), &["test", "--coverage=lcov"]));
    for line in [
        "SF:flows/shop.yaml",
        "FN:5,name",
        "FNDA:1,name",
        "BRDA:5,0,0,1",
        "BRDA:5,0,1,0",
        "DA:5,1",
        "BRF:6",
        "BRH:3",
        "LF:3",
        "LH:3",
        "end_of_record",
    ] {
        assert!(lcov.lines().any(|found| found == line), "{line}\n{lcov}");
    }
}

#[test]
fn random_talks_find_nothing_in_a_sound_trail_and_show_what_they_find_in_another() {
    let sound = trilha(
        flows(SHOP).path(),
        &["test", "--random", "--seed", "3", "--talks", "60"],
    );
    assert!(sound.status.success(), "{}", out(&sound));
    assert!(
        out(&sound).contains("seed 3") && out(&sound).contains("60 talks, 0 found"),
        "{}",
        out(&sound)
    );

    let folder = flows(&SHOP.replace("{{ name }}!\", error: bye,", "{{ name.nothing }}!\","));
    let random = ["test", "--random", "--seed", "3", "--talks", "60"];
    let broken = trilha(folder.path(), &random);
    assert_eq!(broken.status.code(), Some(1));
    let shown = out(&broken);
    assert!(
        shown.contains("✗ the session ends because an error has no way on at shop/hello"),
        "{shown}"
    );
    assert_eq!(shown, out(&trilha(folder.path(), &random)), "the same seed");
    // The command that is shown has the talk again.
    let again = shown
        .split("again: trilha ")
        .nth(1)
        .and_then(|rest| rest.lines().next());
    let again: Vec<&str> = again.expect("a command").split(' ').collect();
    let once = trilha(folder.path(), &again);
    assert!(out(&once).contains("1 talk, 1 found"), "{}", out(&once));
    // What is shown is a test file as it stands, and it fails.
    let test: String = shown
        .split("as a test:\n\n")
        .nth(1)
        .and_then(|rest| rest.split("\n\n").next())
        .expect("a test")
        .into();
    fs::write(folder.path().join("flows/shop.test.yaml"), test).expect("written");
    let failed = trilha(folder.path(), &["test"]);
    assert_eq!(failed.status.code(), Some(1), "{}", out(&failed));
    assert!(
        out(&failed).contains("an error had no way on"),
        "{}",
        out(&failed)
    );
}

#[test]
fn recorded_tests_are_replayed_on_a_draft() {
    let folder = flows(SHOP);
    let same = trilha(folder.path(), &["replay", "flows/shop.test.yaml"]);
    assert!(same.status.success(), "{}", out(&same));
    fs::write(
        folder.path().join("flows/shop.yaml"),
        SHOP.replace("Bye!", "See you!"),
    )
    .expect("written");
    let other = trilha(folder.path(), &["replay", "flows/shop.test.yaml"]);
    assert_eq!(other.status.code(), Some(1));
    assert!(
        out(&other).contains("+ bot     See you!"),
        "{}",
        out(&other)
    );
    assert!(
        out(&other).contains("1 talk: 0 as before, 1 would differ"),
        "{}",
        out(&other)
    );
}

fn bundle() -> Arc<Bundle> {
    let sources = Sources {
        files: [("shop.yaml".to_owned(), SHOP.to_owned())].into(),
    };
    let compiled = compile(&sources, &"shop".into(), &Known::default());
    Arc::new(compiled.expect("it compiles").0)
}

fn append(log: &Log, stream: &Stream, events: Vec<Vec<u8>>, state: Vec<u8>) {
    let write = Write {
        stream: stream.clone(),
        expected_version: 0,
        events,
        state,
        wake: None,
    };
    let mut id = [0; 16];
    id[0] = u8::try_from(stream.as_str().len()).expect("short");
    log.append(CommitId(id), vec![write])
        .wait()
        .expect("appended");
}

/// A data folder with one conversation, and the bundle it ran.
fn data(folder: &Path) {
    let bundle = bundle();
    let setup = Setup {
        now: Timestamp(1_795_000_000_000),
        ..Setup::default()
    };
    let mut talk = Simulator::new(Arc::clone(&bundle), setup);
    talk.say("hi").expect("heard");
    talk.say("Ana Souza").expect("heard");
    let log = Log::open(&folder.join("data/journal"), &LogOptions::default()).expect("a log");
    let events: Vec<Vec<u8>> = talk.events().iter().map(event_to_bytes).collect();
    let state: &Conversation = talk.conversation();
    append(
        &log,
        &Stream::new("conversation", "site/ana"),
        events,
        state.to_bytes(),
    );
    let stored = TrailEvent::BundleStored {
        hash: bundle.hash.clone(),
        trail: "shop".into(),
        files: bundle.files.clone(),
    };
    let state = StoredBundle::fold([&stored]);
    let stream = Stream::new("bundle", bundle.hash.as_str());
    append(
        &log,
        &stream,
        vec![event_to_bytes(&stored)],
        Fold::to_bytes(&state),
    );
    log.close();
}

#[test]
fn conversations_of_a_data_folder_and_of_a_backup_are_replayed_without_what_is_personal() {
    let folder = flows(SHOP);
    fs::create_dir(folder.path().join("data")).expect("a folder");
    data(folder.path());
    let same = trilha(folder.path(), &["replay", "data"]);
    assert!(
        same.status.success(),
        "{}{}",
        out(&same),
        String::from_utf8_lossy(&same.stderr)
    );
    assert!(
        out(&same).contains("1 talk: 1 as before, 0 would differ"),
        "{}",
        out(&same)
    );

    fs::write(
        folder.path().join("flows/shop.yaml"),
        SHOP.replace("Hello,", "Good day,"),
    )
    .expect("written");
    assert!(
        trilha(folder.path(), &["backup", "data", "copy"])
            .status
            .success()
    );
    for source in ["data", "copy"] {
        let other = trilha(folder.path(), &["replay", source]);
        assert_eq!(other.status.code(), Some(1));
        let shown = out(&other);
        assert!(
            shown.contains("- bot     Hello, …!") && shown.contains("+ bot     Good day, …!"),
            "{shown}"
        );
        assert!(
            !shown.contains("Ana") && !shown.contains("site/ana"),
            "{shown}"
        );
    }
    let none = trilha(folder.path(), &["replay", "data", "--trail", "other"]);
    let said = String::from_utf8_lossy(&none.stderr);
    assert!(said.contains("no recorded talk is of `other`"), "{said}");
    let nothing = trilha(folder.path(), &["replay", "flows"]);
    assert_eq!(nothing.status.code(), Some(2));
}
