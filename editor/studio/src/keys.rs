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
    /// One step is selected, so that Tab walks its exits.
    pub(crate) alone: bool,
}

const STEP: f64 = 10.0;

/// What a key asks for, if anything.
pub(crate) fn wish(pressed: Pressed<'_>) -> Option<Wish> {
    let key = pressed.key.to_lowercase();
    if pressed.control {
        return with_control(&key, pressed);
    }
    if pressed.writing {
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
        "tab" if pressed.alone => Wish::Send(Msg::NextExit(!pressed.shift)),
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

/// Every key and what it does, for the list of keys.
pub(crate) fn listed() -> Vec<(&'static str, AttrValue)> {
    vec![
        ("A", t!("key-pick")),
        ("/", t!("key-find")),
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
    ]
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
            alone: true,
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
    fn tab_leaves_the_canvas_where_no_step_is_selected() {
        assert_eq!(wish(pressed("Tab")), Some(Wish::Send(Msg::NextExit(true))));
        assert_eq!(
            wish(Pressed {
                alone: false,
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
}
