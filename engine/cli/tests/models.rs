//! A chat in the terminal whose trail asks a model: one that somebody names, or none.

use llmsim::cli::{AppState, Config, build_router};
use llmsim::script::{Script, SimToolCall, SimTurn};
use llmsim::stats::new_shared_stats;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use tempfile::TempDir;

const HELP: &str = r#"trail: help
language: en
steps:
  ask: { ask: What is it?, no_match: end, timeout: { after: 1h, next: end }, next: help }
  help:
    ai:
      assist: "{{ input.text }}"
      tools:
        twice: { about: Doubles, script: sums.twice, arguments: { n: { type: integer, required: true } } }
    unsure: failed
    error: failed
    next: end
  failed: { say: It failed., next: end }
"#;

fn flows() -> TempDir {
    let folder = tempfile::tempdir().expect("the system obliges");
    fs::create_dir(folder.path().join("scripts")).expect("the system obliges");
    fs::write(folder.path().join("help.yaml"), HELP).expect("the system obliges");
    let sums = "/// Twice.\nfn twice(n) { n * 2 }\n";
    fs::write(folder.path().join("scripts/sums.rhai"), sums).expect("the system obliges");
    folder
}

/// What a chat prints when these lines are typed.
fn chat(folder: &Path, more: &[&str], lines: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trilha"));
    let mut child = command
        .current_dir(folder)
        .env_remove("MODEL_URL")
        .env("MODEL_KEY", "hush")
        .args(["chat", "help", "--flows", "."])
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let typed = child.stdin.as_mut().expect("it listens");
    typed.write_all(lines.as_bytes()).expect("it listens");
    let output = child.wait_with_output().expect("it ends");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn a_chat_without_a_model_says_what_to_set() {
    let folder = flows();
    let out = chat(folder.path(), &[], "hi\nTwice 21?\n");
    assert!(out.contains("give its address as MODEL_URL"), "{out}");
    assert!(out.contains("It failed."), "{out}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_asks_the_model_that_is_named_and_is_recorded_with_its_calls() {
    let mut config = Config::default();
    config.latency.profile = Some("instant".to_owned());
    let call = SimToolCall {
        name: "twice".into(),
        arguments: serde_json::json!({ "n": 21 }),
        id: None,
    };
    let turns = vec![
        SimTurn::ToolCalls { calls: vec![call] },
        SimTurn::Assistant {
            text: "It is 42.".into(),
        },
    ];
    let state = AppState::new(config, new_shared_stats()).with_script(Arc::new(Script::new(turns)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("there is a port");
    let address = listener.local_addr().expect("it is bound");
    let router = build_router(Arc::new(state));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let url = format!("MODEL_URL=http://{address}/openai/v1");
    let folder = flows();
    let path = folder.path().to_owned();
    let out = tokio::task::spawn_blocking(move || {
        let names = "MODEL_NAMES=gpt-5";
        let more = ["--env", &url, "--env", names, "--record", "help.test.yaml"];
        chat(&path, &more, "hi\nTwice 21?\n")
    })
    .await
    .expect("it does not panic");
    assert!(out.contains("→ twice {\"n\": 21}"), "{out}");
    assert!(out.contains("← twice 42"), "{out}");
    assert!(out.contains("It is 42."), "{out}");
    let recorded = fs::read_to_string(folder.path().join("help.test.yaml")).expect("it is written");
    assert!(recorded.contains("calls: "), "{recorded}");
    let tested = Command::new(env!("CARGO_BIN_EXE_trilha"))
        .current_dir(folder.path())
        .env_remove("UPDATE")
        .arg("test")
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&tested.stdout).into_owned();
    assert!(tested.status.success(), "{said}\n{recorded}");
}
