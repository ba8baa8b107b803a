//! The web chat and the API inbox: visitors arrive and say things, as text and options.

use smol_str::SmolStr;
use trilha_model::{Incoming, Input, Map, Value};

/// Characters of the id a client gives its message: the longest in use are UUIDs with a prefix.
pub const ID: usize = 64;
/// Characters of a visitor's name: more is no name.
pub const NAME: usize = 120;

/// What cannot be taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The id of a message is empty or too long.
    #[error("a message's id has 1 to {ID} characters")]
    Id,
    /// The visitor's name is too long.
    #[error("a name has at most {NAME} characters")]
    Name,
}

/// A visitor arrives. A language that is no BCP 47 tag is as good as none.
pub fn arrived(name: Option<&str>, language: Option<&str>) -> Result<Input, Unreadable> {
    let mut profile = Map::new();
    if let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) {
        if name.chars().count() > NAME {
            return Err(Unreadable::Name);
        }
        profile.insert("name".into(), Value::text(name));
    }
    let language = language.filter(|tag| is_language(tag)).map(SmolStr::new);
    Ok(Input::Arrived { profile, language })
}

/// A visitor says something, or presses the button of an option.
pub fn said(id: &str, text: String, option: Option<String>) -> Result<Input, Unreadable> {
    if id.is_empty() || id.chars().count() > ID {
        return Err(Unreadable::Id);
    }
    Ok(Input::Message(Incoming {
        id: SmolStr::new(id),
        text,
        option: option.map(SmolStr::from),
    }))
}

fn is_language(tag: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    (2..=35).contains(&tag.len()) && tag.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visitors_bring_a_name_and_a_language_where_they_have_one() {
        let input = arrived(Some("  Rita "), Some("pt-BR")).unwrap();
        let profile = Map::from([("name".into(), Value::text("Rita"))]);
        let language = Some("pt-BR".into());
        assert_eq!(input, Input::Arrived { profile, language });
        let nothing = Input::Arrived {
            profile: Map::new(),
            language: None,
        };
        for (name, language) in [(Some(" "), Some("p")), (None, Some("pt_BR")), (None, None)] {
            assert_eq!(arrived(name, language).unwrap(), nothing);
        }
        assert_eq!(arrived(Some(&"x".repeat(121)), None), Err(Unreadable::Name));
    }

    #[test]
    fn messages_carry_an_id_of_their_own() {
        assert_eq!(said("", "hi".into(), None), Err(Unreadable::Id));
        assert_eq!(
            said(&"é".repeat(65), "hi".into(), None),
            Err(Unreadable::Id)
        );
        assert!(said(&"é".repeat(64), "hi".into(), Some("1".into())).is_ok());
    }
}
