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
    /// Back to the list.
    Back,
    /// Shows the keys.
    Help,
    /// Finds anything.
    Palette,
}

impl Command {
    /// All that the list of keys shows, in its order.
    pub(crate) const ALL: [Self; 12] = [
        Self::Down,
        Self::Up,
        Self::Open,
        Self::Take,
        Self::Reply,
        Self::Note,
        Self::Transfer,
        Self::GiveBack,
        Self::Resolve,
        Self::Back,
        Self::Palette,
        Self::Help,
    ];

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
            Self::Back => "Esc",
            Self::Help => "?",
            Self::Palette => "Ctrl K",
        }
    }
}

/// A key that went down.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what a keyboard event and the focus say, as they say it"
)]
pub(crate) struct Pressed<'a> {
    /// `KeyboardEvent.key`.
    pub(crate) key: &'a str,
    /// Ctrl, or Command.
    pub(crate) control: bool,
    /// Alt.
    pub(crate) alt: bool,
    /// Whether one is writing in a field.
    pub(crate) writing: bool,
    /// Whether a button or link has the focus, which Enter presses.
    pub(crate) on_control: bool,
}

/// What it asks for, if anything.
pub(crate) fn command(pressed: Pressed<'_>) -> Option<Command> {
    let Pressed {
        key,
        control,
        alt,
        writing,
        on_control,
    } = pressed;
    if control && !alt && key.eq_ignore_ascii_case("k") {
        return Some(Command::Palette);
    }
    if control || alt || writing {
        return None;
    }
    Some(match key {
        "j" | "ArrowDown" => Command::Down,
        "k" | "ArrowUp" => Command::Up,
        "Enter" if !on_control => Command::Open,
        "t" => Command::Take,
        "r" => Command::Reply,
        "g" => Command::GiveBack,
        "e" => Command::Resolve,
        "n" => Command::Note,
        "x" => Command::Transfer,
        "Escape" => Command::Back,
        "?" => Command::Help,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_commands_only_while_one_is_not_writing() {
        let t = Pressed {
            key: "t",
            ..Pressed::default()
        };
        assert_eq!(command(t), Some(Command::Take));
        assert_eq!(command(Pressed { writing: true, ..t }), None);
        assert_eq!(command(Pressed { control: true, ..t }), None);
        assert_eq!(
            command(Pressed {
                key: "k",
                control: true,
                writing: true,
                ..t
            }),
            Some(Command::Palette)
        );
    }

    #[test]
    fn enter_is_left_to_what_has_the_focus() {
        let enter = Pressed {
            key: "Enter",
            ..Pressed::default()
        };
        assert_eq!(command(enter), Some(Command::Open));
        assert_eq!(
            command(Pressed {
                on_control: true,
                ..enter
            }),
            None
        );
    }

    #[test]
    fn every_command_has_a_key_that_calls_it() {
        for wanted in Command::ALL {
            let key = match wanted.shown() {
                "Esc" => "Escape",
                "Ctrl K" => "k",
                key => key,
            };
            let pressed = Pressed {
                key,
                control: wanted == Command::Palette,
                ..Pressed::default()
            };
            assert_eq!(command(pressed), Some(wanted));
        }
    }
}
