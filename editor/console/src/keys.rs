//! What the keys do.

/// Something a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// The next conversation of the list.
    Down,
    /// The one before.
    Up,
    /// Opens the highlighted one.
    Open,
    /// Takes it.
    Take,
    /// Writes an answer.
    Reply,
    /// Gives it back to the bot.
    GiveBack,
    /// Resolves it.
    Resolve,
    /// Writes a private note.
    Note,
    /// Gives it to somebody else.
    Transfer,
    /// Says who reads what is said.
    Group,
    /// Back to the list.
    Back,
    /// Shows the keys.
    Help,
    /// Finds anything.
    Palette,
}

impl Command {
    /// All that the list of keys shows, in its order.
    pub(crate) const ALL: [Self; 13] = [
        Self::Down,
        Self::Up,
        Self::Open,
        Self::Take,
        Self::Reply,
        Self::Note,
        Self::Transfer,
        Self::Group,
        Self::GiveBack,
        Self::Resolve,
        Self::Back,
        Self::Palette,
        Self::Help,
    ];

    /// Whether its key is a single character.
    pub(crate) fn is_letter(self) -> bool {
        self.shown().chars().count() == 1
    }

    /// The key, as people read it.
    pub(crate) fn shown(self) -> &'static str {
        match self {
            Self::Down => "j",
            Self::Up => "k",
            Self::Open => "Enter",
            Self::Take => "t",
            Self::Reply => "r",
            Self::GiveBack => "g",
            Self::Resolve => "e",
            Self::Note => "n",
            Self::Transfer => "x",
            Self::Group => "m",
            Self::Back => "Esc",
            Self::Help => "?",
            Self::Palette => "Ctrl K",
        }
    }
}

/// What the focus is on.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Focus {
    /// A field that one writes in.
    pub(crate) writing: bool,
    /// A button or link, which Enter presses.
    pub(crate) on_control: bool,
    /// Something that arrows scroll.
    pub(crate) scrolls: bool,
}

/// A key that went down.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that holds as the key goes down, or not"
)]
pub(crate) struct Pressed<'a> {
    /// `KeyboardEvent.key`.
    pub(crate) key: &'a str,
    /// Ctrl, or Command.
    pub(crate) control: bool,
    /// Alt.
    pub(crate) alt: bool,
    /// What the focus is on.
    pub(crate) focus: Focus,
    /// Whether one has asked to write, and what one writes in has yet to be drawn: what is typed was meant for it.
    pub(crate) awaited: bool,
    /// Whether single characters are keys: whoever dictates or slips may not want that (WCAG 2.1.4).
    pub(crate) letters: bool,
}

/// What it asks for, if anything.
pub(crate) fn command(pressed: Pressed<'_>) -> Option<Command> {
    let Pressed {
        key,
        control,
        alt,
        focus,
        awaited,
        letters,
    } = pressed;
    if control && !alt && key.eq_ignore_ascii_case("k") {
        return Some(Command::Palette);
    }
    let letter = key.chars().count() == 1;
    let meant = letters && !awaited;
    if control || alt || focus.writing || (letter && !meant) {
        return None;
    }
    Some(match key {
        "j" => Command::Down,
        "k" => Command::Up,
        "ArrowDown" if !focus.scrolls => Command::Down,
        "ArrowUp" if !focus.scrolls => Command::Up,
        "Enter" if !focus.on_control => Command::Open,
        "t" => Command::Take,
        "r" => Command::Reply,
        "g" => Command::GiveBack,
        "e" => Command::Resolve,
        "n" => Command::Note,
        "x" => Command::Transfer,
        "m" => Command::Group,
        "Escape" => Command::Back,
        "?" => Command::Help,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITING: Focus = Focus {
        writing: true,
        on_control: false,
        scrolls: true,
    };

    fn press(key: &str) -> Pressed<'_> {
        Pressed {
            key,
            control: false,
            alt: false,
            focus: Focus::default(),
            awaited: false,
            letters: true,
        }
    }

    #[test]
    fn nothing_typed_is_a_command_until_what_one_writes_in_is_there() {
        for wanted in Command::ALL {
            let early = Pressed {
                awaited: true,
                ..pressed_for(wanted)
            };
            let stays = !wanted.is_letter();
            assert_eq!(command(early), stays.then_some(wanted), "{wanted:?}");
        }
        let enter = Pressed {
            awaited: true,
            ..press("Enter")
        };
        assert_eq!(command(enter), Some(Command::Open));
    }

    #[test]
    fn letters_are_commands_only_while_one_is_not_writing() {
        let t = press("t");
        assert_eq!(command(t), Some(Command::Take));
        let writing = Pressed {
            focus: WRITING,
            ..t
        };
        assert_eq!(command(writing), None);
        assert_eq!(command(Pressed { control: true, ..t }), None);
        let find = Pressed {
            key: "k",
            control: true,
            ..writing
        };
        assert_eq!(command(find), Some(Command::Palette));
    }

    #[test]
    fn single_characters_can_be_switched_off_and_the_rest_stays() {
        for wanted in Command::ALL {
            let key = pressed_for(wanted);
            let off = Pressed {
                letters: false,
                ..key
            };
            let stays = !wanted.is_letter();
            assert_eq!(command(off), stays.then_some(wanted), "{wanted:?}");
        }
    }

    #[test]
    fn arrows_scroll_a_thread_that_has_the_focus() {
        let scrolls = Focus {
            scrolls: true,
            ..Focus::default()
        };
        for (arrow, letter) in [("ArrowDown", "j"), ("ArrowUp", "k")] {
            assert_eq!(command(press(arrow)), command(press(letter)));
            let reading = |key| Pressed {
                focus: scrolls,
                ..press(key)
            };
            assert_eq!(command(reading(arrow)), None);
            assert!(command(reading(letter)).is_some());
        }
    }

    #[test]
    fn enter_is_left_to_what_has_the_focus() {
        let enter = press("Enter");
        assert_eq!(command(enter), Some(Command::Open));
        let on_control = Focus {
            on_control: true,
            ..Focus::default()
        };
        let on_a_button = Pressed {
            focus: on_control,
            ..enter
        };
        assert_eq!(command(on_a_button), None);
    }

    #[test]
    fn every_command_has_a_key_that_calls_it() {
        for wanted in Command::ALL {
            assert_eq!(command(pressed_for(wanted)), Some(wanted));
        }
    }

    fn pressed_for(wanted: Command) -> Pressed<'static> {
        let key = match wanted.shown() {
            "Esc" => "Escape",
            "Ctrl K" => "k",
            key => key,
        };
        Pressed {
            control: wanted == Command::Palette,
            ..press(key)
        }
    }
}
