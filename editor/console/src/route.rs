//! Where one is, as the address of the page.

use trilha_model::{ConversationId, Role};

/// A place in the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// The sign-in screen, and where to go after it.
    SignIn {
        /// A path of this server.
        next: Option<String>,
    },
    /// The desk without a conversation.
    Desk,
    /// A conversation.
    Conversation(ConversationId),
    /// A screen of the settings.
    Settings(Section),
    /// The log of the automation with this id, which is not empty.
    Firings(String),
}

/// A screen of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    /// People.
    Users,
    /// Queues.
    Queues,
    /// Teams.
    Teams,
    /// Inboxes.
    Inboxes,
    /// What starts trails.
    Automations,
    /// What that did.
    Firings,
    /// Opening hours.
    Calendars,
    /// Values of `env`.
    Env,
    /// Secrets.
    Secrets,
    /// The mail server.
    Mail,
    /// Webhooks.
    Webhooks,
    /// API tokens.
    Tokens,
    /// Oneself.
    Profile,
}

impl Section {
    /// All of them, in the order they are shown.
    pub(crate) const ALL: [Self; 13] = [
        Self::Users,
        Self::Queues,
        Self::Teams,
        Self::Inboxes,
        Self::Automations,
        Self::Firings,
        Self::Calendars,
        Self::Env,
        Self::Secrets,
        Self::Mail,
        Self::Webhooks,
        Self::Tokens,
        Self::Profile,
    ];

    /// Those that somebody of this role has business with, in the order they are shown.
    pub(crate) fn all_for(role: Role) -> impl Iterator<Item = Self> {
        Self::ALL
            .into_iter()
            .filter(move |section| section.is_for(role))
    }

    /// Whether somebody of this role has business with it.
    pub(crate) fn is_for(self, role: Role) -> bool {
        match self {
            Self::Profile => true,
            Self::Automations | Self::Firings => role >= Role::Supervisor,
            _ => role == Role::Admin,
        }
    }

    /// As in the address.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Queues => "queues",
            Self::Teams => "teams",
            Self::Inboxes => "inboxes",
            Self::Automations => "automations",
            Self::Firings => "firings",
            Self::Calendars => "calendars",
            Self::Env => "env",
            Self::Secrets => "secrets",
            Self::Mail => "mail",
            Self::Webhooks => "webhooks",
            Self::Tokens => "tokens",
            Self::Profile => "profile",
        }
    }
}

impl Route {
    /// Reads a path and a query such as `?next=%2Fstudio`; what is unknown is the desk.
    pub(crate) fn read(path: &str, query: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match *parts.as_slice() {
            ["sign-in"] => Self::SignIn {
                next: next_of(query),
            },
            ["desk", "settings", "firings"] => value(query, "automation")
                .filter(|automation| !automation.is_empty())
                .map_or(Self::Settings(Section::Firings), Self::Firings),
            ["desk", "c", inbox, address] => match (decode(inbox), decode(address)) {
                (Some(inbox), Some(address)) => Self::Conversation(ConversationId {
                    inbox: inbox.into(),
                    address: address.into(),
                }),
                _ => Self::Desk,
            },
            ["desk", "settings", name] => Section::ALL
                .into_iter()
                .find(|s| s.name() == name)
                .map_or(Self::Desk, Self::Settings),
            ["desk", "settings"] => Self::Settings(Section::Profile),
            _ => Self::Desk,
        }
    }

    /// As a path with its query.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::SignIn { next: None } => "/sign-in".to_owned(),
            Self::SignIn { next: Some(next) } => format!("/sign-in?next={}", encode(next)),
            Self::Desk => "/desk".to_owned(),
            Self::Conversation(id) => format!("/desk/c/{}", segments(id)),
            Self::Settings(section) => format!("/desk/settings/{}", section.name()),
            Self::Firings(automation) => {
                let log = Self::Settings(Section::Firings).path();
                format!("{log}?automation={}", encode(automation))
            }
        }
    }

    /// The screen of the settings that it shows, if it is one.
    pub(crate) fn section(&self) -> Option<Section> {
        match self {
            Self::Settings(section) => Some(*section),
            Self::Firings(_) => Some(Section::Firings),
            Self::SignIn { .. } | Self::Desk | Self::Conversation(_) => None,
        }
    }

    /// The automation whose log it shows; empty where it is not of one.
    pub(crate) fn automation(&self) -> &str {
        match self {
            Self::Firings(automation) => automation,
            Self::SignIn { .. } | Self::Desk | Self::Conversation(_) | Self::Settings(_) => "",
        }
    }
}

/// A path on this server, so that nobody is sent elsewhere after signing in.
fn next_of(query: &str) -> Option<String> {
    value(query, "next").filter(|path| {
        path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\n', '\r', '\t'])
    })
}

/// What a query says under this name.
fn value(query: &str, name: &str) -> Option<String> {
    let mut pairs = query
        .strip_prefix('?')
        .unwrap_or(query)
        .split('&')
        .filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(one, _)| *one == name)?;
    decode(value)
}

/// `{inbox}/{address}`, both percent-encoded.
pub(crate) fn segments(id: &ConversationId) -> String {
    format!(
        "{}/{}",
        encode(id.inbox.as_str()),
        encode(id.address.as_str())
    )
}

/// Percent-encodes all but RFC 3986's unreserved characters.
pub(crate) fn encode(text: &str) -> String {
    use std::fmt::Write;
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut out, byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                out.push(char::from(byte));
            } else {
                write!(out, "%{byte:02X}").expect("writing to a String never fails");
            }
            out
        })
}

fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [bytes.next()?, bytes.next()?];
            out.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_the_same_both_ways() {
        let id = ConversationId {
            inbox: "site".into(),
            address: "a/b c+é@x".into(),
        };
        let mut routes = vec![
            Route::Desk,
            Route::Conversation(id),
            Route::SignIn { next: None },
            Route::SignIn {
                next: Some("/studio/support?x=1".into()),
            },
        ];
        routes.push(Route::Firings("botas/keyword-1".into()));
        routes.extend(Section::ALL.map(Route::Settings));
        for route in routes {
            let address = route.path();
            let (path, query) = address.split_once('?').unwrap_or((&address, ""));
            assert_eq!(Route::read(path, query), route);
        }
    }

    #[test]
    fn nobody_is_sent_to_another_site_after_signing_in() {
        for bad in [
            "https%3A%2F%2Fevil",
            "%2F%2Fevil",
            "%2F%5Cevil",
            "%2F%09%2Fevil",
            "evil",
        ] {
            assert_eq!(
                Route::read("/sign-in", &format!("?next={bad}")),
                Route::SignIn { next: None },
                "{bad}"
            );
        }
    }

    #[test]
    fn an_address_that_is_not_utf_8_is_the_desk() {
        assert_eq!(Route::read("/desk/c/site/%ff", ""), Route::Desk);
        assert_eq!(Route::read("/desk/c/site/%f", ""), Route::Desk);
    }
}
