//! What differs from an older version, on the canvas.

use crate::stage::{SUPPORT, Stage};
use std::rc::Rc;
use trilha_model::{Fate, StepId};
use trilha_state::{Compared, Msg};
use trilha_trail::{Sources, difference};

fn sources(text: &str) -> Sources {
    Sources {
        files: [("support.yaml".to_owned(), text.to_owned())].into(),
    }
}

#[test]
fn steps_and_exits_that_differ_are_marked_until_one_leaves() {
    let new = SUPPORT
        .replacen("    say: Até logo!", "    say: Até breve!", 1)
        .replacen("key: 3, next: person }", "key: 3, next: bye }", 1)
        .replacen(
            "steps:\n",
            "steps:\n  added:\n    say: New\n    next: end\n",
            1,
        )
        .replacen("trail: support\n", "trail: support\nstart: greet\n", 1);
    assert!(new.contains("Até breve!") && new.contains("key: 3, next: bye }"));
    let id = "support".into();
    let told = difference(&sources(SUPPORT), &sources(&new), Some(&id));
    let compared = Compared::of(&told, &id, "3").unwrap();
    let mark = |step: &str| compared.marks.get(&StepId::from(step)).cloned();
    assert_eq!(mark("added").unwrap().fate, Some(Fate::Added));
    assert_eq!(mark("bye").unwrap().fate, Some(Fate::Changed));
    let main = mark("main").unwrap();
    assert_eq!((main.fate, &*main.exits), (None, &["person".into()][..]));
    assert!(compared.rewired(&"main".into(), "person"));
    assert!(!compared.rewired(&"main".into(), "order"));
    assert_eq!(mark("greet"), None);
    assert_eq!(compared.count(Some(Fate::Added)), 1);
    assert_eq!(compared.count(Some(Fate::Removed)), 0);
    assert_eq!(compared.count(None), 1);

    let back = difference(&sources(&new), &sources(SUPPORT), Some(&id));
    let back = Compared::of(&back, &id, "4").unwrap();
    assert_eq!(back.removed, ["added".into()]);
    assert_eq!(Compared::of(&told, &"other".into(), "3"), None);
    let none = difference(&sources(&new), &sources(&new), Some(&id));
    assert_eq!(Compared::of(&none, &id, "3"), None);

    let mut stage = Stage::with(&new);
    stage.editor.locked = true;
    stage.send(Msg::Compare(Some(Rc::new(compared.clone()))));
    assert_eq!(stage.editor.compared.as_deref(), Some(&compared));
    stage.send(Msg::Compare(None));
    assert_eq!(stage.editor.compared, None);
    assert_eq!(stage.text(), new);
}
