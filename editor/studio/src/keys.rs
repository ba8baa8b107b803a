//! What each key does.

use trilha_state::geometry::Point;
use trilha_state::{Direction, Msg};
use trilha_widgets::t;
use yew::AttrValue;

/// What a key asks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Wish {
    /// Something of the editor.
    Send(Msg),
    /// Save.
    Save,
    /// Publish.
    Publish,
    /// Rename the selected step.
    Rename,
    /// Find a step.
    Find,
    /// The picker, where the pointer is.
    Pick,
    /// The list of keys.
    Keys,
    /// The simulator.
    Test,
}

/// A key that went down.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a circumstance of its own"
)]
pub(crate) struct Pressed<'k> {
    pub(crate) key: &'k str,
    pub(crate) control: bool,
    pub(crate) shift: bool,
    /// One writes, or a dialog is open: only keys with Ctrl count.
    pub(crate) writing: bool,
    /// The focus is on the canvas or nowhere: Tab, Enter and arrows count.
    pub(crate) canvas: bool,
    /// There is an exit of the selected step for Tab to go to; else Tab leaves the canvas.
    pub(crate) exits: bool,
    /// Single letters, digits and signs are keys.
    pub(crate) letters: bool,
}

const STEP: f64 = 10.0;

/// What a key asks for, if anything.
pub(crate) fn wish(pressed: Pressed<'_>) -> Option<Wish> {
    let key = pressed.key.to_lowercase();
    if pressed.control {
        return with_control(&key, pressed);
    }
    if pressed.writing || (!pressed.letters && key.chars().count() == 1) {
        return None;
    }
    Some(match key.as_str() {
        "a" => Wish::Pick,
        "/" => Wish::Find,
        "?" => Wish::Keys,
        "t" => Wish::Test,
        "f2" => Wish::Rename,
        "delete" | "backspace" => Wish::Send(Msg::Delete),
        "escape" => Wish::Send(Msg::Escape),
        "0" => Wish::Send(Msg::Fit),
        "+" | "=" => Wish::Send(Msg::ZoomBy(1.25)),
        "-" => Wish::Send(Msg::ZoomBy(0.8)),
        _ if !pressed.canvas => return None,
        "tab" if pressed.exits => Wish::Send(Msg::NextExit(!pressed.shift)),
        "arrowleft" => arrow(pressed, Direction::Left, Point::new(-STEP, 0.0)),
        "arrowright" => arrow(pressed, Direction::Right, Point::new(STEP, 0.0)),
        "arrowup" => arrow(pressed, Direction::Up, Point::new(0.0, -STEP)),
        "arrowdown" => arrow(pressed, Direction::Down, Point::new(0.0, STEP)),
        _ => return None,
    })
}

fn arrow(pressed: Pressed<'_>, direction: Direction, by: Point) -> Wish {
    Wish::Send(if pressed.shift {
        Msg::Nudge(by)
    } else {
        Msg::Neighbour(direction)
    })
}

fn with_control(key: &str, pressed: Pressed<'_>) -> Option<Wish> {
    Some(match key {
        "s" => Wish::Save,
        "enter" => Wish::Publish,
        "k" => Wish::Find,
        _ if pressed.writing => return None,
        "z" if pressed.shift => Wish::Send(Msg::Redo),
        "z" => Wish::Send(Msg::Undo),
        "y" => Wish::Send(Msg::Redo),
        "c" => Wish::Send(Msg::Copy),
        "v" => Wish::Send(Msg::Paste),
        "d" => Wish::Send(Msg::Duplicate),
        "a" => Wish::Send(Msg::SelectAll),
        _ => return None,
    })
}

/// Every key and what it does, for the list of keys; single ones only where they are keys.
pub(crate) fn listed(letters: bool) -> Vec<(&'static str, AttrValue)> {
    let all = vec![
        ("A", t!("key-pick")),
        ("/", t!("key-find")),
        ("Ctrl + K", t!("key-find")),
        ("← → ↑ ↓", t!("key-arrows")),
        ("Shift + ←", t!("key-nudge")),
        ("Tab", t!("key-tab")),
        ("F2", t!("key-rename")),
        ("Del", t!("key-delete")),
        ("Esc", t!("key-escape")),
        ("Ctrl + Z", t!("undo")),
        ("Ctrl + Y", t!("redo")),
        ("Ctrl + C", t!("key-copy")),
        ("Ctrl + V", t!("key-paste")),
        ("Ctrl + D", t!("duplicate")),
        ("Ctrl + A", t!("key-all")),
        ("Ctrl + S", t!("save")),
        ("Ctrl + Enter", t!("publish")),
        ("T", t!("test-chat")),
        ("0", t!("zoom-fit")),
        ("+  −", t!("key-zoom")),
        ("Space", t!("key-space")),
        ("?", t!("keys")),
    ];
    let single = |keys: &str| {
        keys.split_whitespace()
            .all(|key| key.is_ascii() && key.len() == 1 || key == "−")
    };
    all.into_iter()
        .filter(|(keys, _)| letters || !single(keys))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(key: &str) -> Pressed<'_> {
        Pressed {
            key,
            control: false,
            shift: false,
            writing: false,
            canvas: true,
            exits: true,
            letters: true,
        }
    }

    #[test]
    fn letters_are_letters_while_one_writes() {
        assert_eq!(wish(pressed("a")), Some(Wish::Pick));
        assert_eq!(
            wish(Pressed {
                writing: true,
                ..pressed("a")
            }),
            None
        );
        assert_eq!(
            wish(Pressed {
                writing: true,
                control: true,
                ..pressed("z")
            }),
            None
        );
        assert_eq!(
            wish(Pressed {
                writing: true,
                control: true,
                ..pressed("s")
            }),
            Some(Wish::Save)
        );
    }

    #[test]
    fn tab_leaves_the_canvas_where_no_exit_is_left() {
        assert_eq!(wish(pressed("Tab")), Some(Wish::Send(Msg::NextExit(true))));
        assert_eq!(
            wish(Pressed {
                exits: false,
                ..pressed("Tab")
            }),
            None
        );
        assert_eq!(
            wish(Pressed {
                canvas: false,
                ..pressed("Tab")
            }),
            None
        );
    }

    #[test]
    fn single_letters_can_be_switched_off_and_the_rest_stays() {
        let off = |key| Pressed {
            letters: false,
            ..pressed(key)
        };
        for key in ["a", "/", "?", "t", "0", "+", "-"] {
            assert_eq!(wish(off(key)), None, "{key}");
        }
        for key in ["Delete", "Escape", "F2", "Tab", "ArrowLeft"] {
            assert_eq!(wish(off(key)), wish(pressed(key)), "{key}");
            assert!(wish(off(key)).is_some(), "{key}");
        }
        let find = Pressed {
            control: true,
            ..off("k")
        };
        assert_eq!(wish(find), Some(Wish::Find));
        let shown: Vec<&str> = listed(false).into_iter().map(|(keys, _)| keys).collect();
        for gone in ["A", "/", "T", "0", "+  −", "?"] {
            assert!(!shown.contains(&gone), "{gone}");
        }
        assert!(shown.contains(&"Ctrl + K") && shown.contains(&"F2"));
    }
}
