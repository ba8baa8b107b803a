//! `graph`, `doc`, `explain` and `schema`: what is told of trails and of the language they are written in.

use crate::{flows, run, told, trilha, typed};
use std::fs;
use std::process::Stdio;

#[test]
fn trails_are_found_where_one_stands() {
    let folder = flows();
    let (code, out, _) = run(folder.path(), &["graph", "hello"]);
    assert!(code == 0 && out.contains("digraph"), "{out}");
    let said = typed(folder.path(), &["chat", "hello"], "oi\n");
    assert!(said.contains("Hi from Acme!"), "{said}");
}

#[test]
fn a_trail_is_named_by_its_file_too() {
    let folder = flows();
    let inside = folder.path().join("flows");
    fs::create_dir(&inside).expect("the system obliges");
    for file in ["hello.yaml", "hello.test.yaml"] {
        fs::rename(folder.path().join(file), inside.join(file)).expect("the system obliges");
    }
    let (code, out, _) = run(folder.path(), &["graph", "flows/hello.yaml"]);
    assert!(code == 0 && out.contains("digraph"), "{out}");
    let said = typed(folder.path(), &["chat", "./flows/hello.yaml"], "oi\n");
    assert!(said.contains("Hi from Acme!"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_reader_who_went_away_is_neither_a_fault_nor_a_success() {
    let folder = flows();
    let steps = "  s: { say: x, next: nobody }\n".repeat(2_000);
    let trail = format!("trail: long\nsteps:\n{steps}");
    fs::write(folder.path().join("long.yaml"), trail).expect("the system obliges");
    let mut child = trilha(folder.path())
        .args(["check", "--color", "never", "--format", "json", "long.yaml"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the system obliges");
    drop(child.stdout.take());
    let (code, _, said) = told(child.wait_with_output().expect("the system obliges"));
    assert_eq!((code, said.as_str()), (141, ""));
}

#[test]
fn the_manual_names_steps_and_functions() {
    let folder = flows();
    let (code, out, _) = run(folder.path(), &["doc"]);
    assert!(code == 0 && out.contains("### `say` (talk)"), "{out}");
}

#[test]
fn the_manual_says_which_custom_step_it_leaves_out() {
    let folder = flows();
    let steps = folder.path().join("steps");
    fs::create_dir(&steps).expect("the system obliges");
    fs::write(steps.join("one.rhai"), "//! title: One\n1\n").expect("the system obliges");
    fs::write(steps.join("two.rhai"), "//! title: Two\nlet\n").expect("the system obliges");
    let (code, out, said) = run(folder.path(), &["doc", "--flows", "."]);
    assert!(code == 0 && out.contains("### `use: one`"), "{out}");
    assert!(
        said.contains("steps/two.rhai is left out") && !said.contains("one.rhai"),
        "{said}"
    );
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
