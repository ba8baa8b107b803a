//! The web chat and the API inbox: visitors arrive and say things.

use smol_str::SmolStr;
use trilha_model::{Attached, Incoming, Input, Location, Map, Received, Value};

/// Characters of the id a client gives its message: the longest in use are UUIDs with a prefix.
pub const ID: usize = 64;
/// Characters of a visitor's name: more is no name.
pub const NAME: usize = 120;

/// Bytes of an address: what browsers and proxies take.
pub const ADDRESS: usize = 2_048;

/// What a visitor says. Beside the words at most one of the others; of several the first counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// The client's own id.
    pub id: String,
    /// The words.
    pub text: String,
    /// The key of the option whose button was pressed.
    pub option: Option<String>,
    /// A picture, a recording, a file.
    pub media: Option<Received>,
    /// A place.
    pub location: Option<Location>,
    /// The answers to a form.
    pub answers: Vec<(SmolStr, String)>,
    /// The keys of several options chosen at once.
    pub options: Vec<SmolStr>,
}

/// What cannot be taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The id of a message is empty or too long.
    #[error("a message's id has 1 to {ID} characters")]
    Id,
    /// The visitor's name is too long.
    #[error("a name has at most {NAME} characters")]
    Name,
    /// The address of media cannot be opened.
    #[error("media has an address: https://… or a path on the server, of at most {ADDRESS} bytes")]
    Media,
    /// The place is not on Earth.
    #[error("a place has a latitude from -90 to 90 and a longitude from -180 to 180")]
    Place,
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

/// A visitor says something, presses the buttons of options, sends media or a place, or answers a form.
pub fn said(said: Said) -> Result<Input, Unreadable> {
    if said.id.is_empty() || said.id.chars().count() > ID {
        return Err(Unreadable::Id);
    }
    let attached = if let Some(media) = said.media {
        if !is_address(&media.url) {
            return Err(Unreadable::Media);
        }
        Some(Attached::Media(Box::new(media)))
    } else if let Some(place) = said.location {
        if !place.is_on_earth() {
            return Err(Unreadable::Place);
        }
        Some(Attached::Location(Box::new(place)))
    } else if !said.answers.is_empty() {
        Some(Attached::Answers(said.answers))
    } else if !said.options.is_empty() {
        Some(Attached::Chosen(said.options))
    } else {
        None
    };
    Ok(Input::Message(Incoming {
        id: SmolStr::new(&said.id),
        text: said.text,
        option: said.option.map(SmolStr::from),
        attached,
    }))
}

/// Whether an address can be opened and can do nothing else.
fn is_address(url: &str) -> bool {
    let on_server = url.starts_with('/') && !url.starts_with("//") && !url.contains('\\');
    let elsewhere = url.starts_with("https://") || url.starts_with("http://");
    let plain = !url.chars().any(|c| c.is_whitespace() || c.is_control());
    url.len() <= ADDRESS && plain && (on_server || elsewhere)
}

/// The language that an `Accept-Language` header (RFC 9110, section 12.5.4) likes best; of equals the first.
pub fn preferred(accept: &str) -> Option<&str> {
    let mut best: Option<(u16, &str)> = None;
    for one in accept.split(',') {
        let (tag, weight) = one.split_once(';').unwrap_or((one, "q=1"));
        let tag = tag.trim();
        let weight = weight.trim().strip_prefix("q=").and_then(thousandths);
        let Some(weight) = weight.filter(|weight| *weight > 0 && is_language(tag)) else {
            continue;
        };
        if best.is_none_or(|(known, _)| weight > known) {
            best = Some((weight, tag));
        }
    }
    best.map(|(_, tag)| tag)
}

/// `0.85` → 850; none if it is no weight from 0 to 1 with at most three digits after the point.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, part) = weight.trim().split_once('.').unwrap_or((weight, ""));
    let digits = part.len() <= 3 && part.bytes().all(|c| c.is_ascii_digit());
    let part: u16 = format!("{part:0<3}").parse().ok().filter(|_| digits)?;
    let all = whole.trim().parse::<u16>().ok()?.checked_mul(1_000)? + part;
    (all <= 1_000).then_some(all)
}

fn is_language(tag: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    (2..=35).contains(&tag.len()) && tag.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_says_which_language_it_likes_best() {
        for (accept, tag) in [
            ("pt-BR,pt;q=0.9,en;q=0.8", Some("pt-BR")),
            ("en;q=0.5, es ; q=0.75", Some("es")),
            ("*, de;q=0.1", Some("de")),
            ("fr;q=0", None),
            ("es;q=2, en;q=x, it;q=0.12345", None),
            ("", None),
        ] {
            assert_eq!(preferred(accept), tag, "{accept}");
        }
    }

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

    fn words(id: &str) -> Said {
        Said {
            id: id.into(),
            text: "hi".into(),
            ..Said::default()
        }
    }

    #[test]
    fn messages_carry_an_id_of_their_own() {
        assert_eq!(said(words("")), Err(Unreadable::Id));
        assert_eq!(said(words(&"é".repeat(65))), Err(Unreadable::Id));
        assert!(said(words(&"é".repeat(64))).is_ok());
    }

    #[test]
    fn media_has_an_address_that_does_nothing() {
        let send = |url: &str| {
            let media = Received {
                kind: trilha_model::MediaKind::Image,
                url: url.into(),
                name: None,
                size: Some(3),
                mime: None,
            };
            said(Said {
                media: Some(media),
                ..words("1")
            })
        };
        for url in ["https://x.test/a.png", "/media/abc"] {
            let Ok(Input::Message(message)) = send(url) else {
                panic!("{url} is refused");
            };
            assert_eq!(message.media().map(|media| media.url.as_str()), Some(url));
        }
        let long = format!("/{}", "x".repeat(ADDRESS));
        for url in [
            "javascript:alert(1)",
            "//x.test/a",
            "/\\x.test/a",
            "https://x.test/a b",
            long.as_str(),
        ] {
            assert_eq!(send(url), Err(Unreadable::Media), "{url}");
        }
    }

    #[test]
    fn a_place_is_on_earth() {
        let place = |latitude| Location {
            latitude,
            longitude: -46.6,
            name: None,
            address: None,
        };
        let send = |latitude| {
            said(Said {
                location: Some(place(latitude)),
                ..words("1")
            })
        };
        assert!(send(-23.5).is_ok());
        assert_eq!(send(-123.5), Err(Unreadable::Place));
        assert_eq!(send(f64::NAN), Err(Unreadable::Place));
    }
}
