//! What edits of the example change, line by line.

use super::{TRAIL, diff, edited, path, remove, set};
use crate::diagnostic::Span;
use crate::edit::{Draft, Edit, EditError, apply};
use crate::yaml;

#[test]
fn no_edit_leaves_the_text() {
    assert_eq!(apply(TRAIL, &[]).as_deref(), Ok(TRAIL));
}

#[test]
fn edits_of_the_example_change_only_their_lines() {
    let cases = [
        set("steps.menu.options.faq.label", "Perguntas, respostas"),
        set("steps.name.ask", "Qual é o seu nome?"),
        set("steps.greet.say.en", "Hi: \"you\""),
        set("steps.greet.say.es", "¡Hola!"),
        set("steps.bye.say", "Até logo!\nVolte sempre."),
        set("steps.bye.note", "last words"),
        set(
            "steps.menu.options.site",
            Draft::map([("label", Draft::from("Ver o site")), ("key", 4.into())]),
        ),
        set("steps.late.if", "!vip"),
        set("steps.late.if", "{{ x }}"),
        set(
            "steps.person.tags",
            Draft::List(vec!["a".into(), "b: c".into()]),
        ),
        set("steps.person.tags.1", "urgente"),
        set("vars.city", Draft::map([("type", Draft::from("text"))])),
        set("defaults.timeout.after", "1h"),
        set("start", "greet"),
        set("outputs.total.type", "money"),
        remove("steps.status"),
        remove("steps.menu.options.faq"),
        remove("steps.person.tags"),
        remove("steps.greet.say.en"),
        remove("vars.order"),
        remove("interrupts.0"),
        Edit::AddStep {
            id: "thanks".into(),
            after: Some("status".into()),
            fields: vec![
                ("say".into(), "Obrigado!".into()),
                ("next".into(), "end".into()),
            ],
        },
        Edit::AddStep {
            id: "last".into(),
            after: None,
            fields: vec![("end".into(), Draft::Map(vec![]))],
        },
        Edit::RemoveStep { id: "greet".into() },
        Edit::SetPosition {
            step: "name".into(),
            x: 40,
            y: -180,
        },
        Edit::SetPosition {
            step: "bye".into(),
            x: 1,
            y: 2,
        },
        Edit::RenameKey {
            path: path("vars.order"),
            to: "order_number".into(),
        },
        Edit::MoveItem {
            path: path("starts"),
            from: 0,
            to: 1,
        },
        Edit::MoveItem {
            path: path("interrupts.0.match"),
            from: 1,
            to: 0,
        },
    ];
    let shown: Vec<String> = cases
        .into_iter()
        .map(|edit| format!("{edit:?}\n{}", diff(TRAIL, &edited(TRAIL, edit.clone()))))
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn a_renamed_step_is_renamed_where_it_is_named() {
    let root = yaml::parse("t", TRAIL).0.unwrap();
    let steps = root.get("steps").unwrap();
    let mut targets: Vec<Span> = steps
        .entries()
        .filter_map(|(_, step)| step.get("next"))
        .filter(|next| next.as_str() == Some("menu"))
        .map(|next| next.span)
        .collect();
    assert_eq!(targets.len(), 3);
    let rename = |targets: &[Span]| Edit::RenameStep {
        from: "menu".into(),
        to: "main_menu".into(),
        targets: targets.to_vec(),
    };
    insta::assert_snapshot!(diff(TRAIL, &edited(TRAIL, rename(&targets))));
    targets.push(steps.get("bye").unwrap().get("say").unwrap().span);
    assert!(matches!(
        apply(TRAIL, &[rename(&targets)]),
        Err(EditError::Stale(_))
    ));
}
