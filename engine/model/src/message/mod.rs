//! Messages: what a contact says and what is said to one.

mod content;
mod incoming;
mod media;
mod place;
mod scale;
mod words;

pub use content::{Choice, Content, Form, FormField, TemplateMessage};
pub use incoming::{Attached, Incoming, Received};
pub use media::{Media, MediaKind};
pub use place::Location;
pub use scale::Scale;

use crate::id::AgentId;
use serde::{Deserialize, Serialize};

/// Who says a message to the contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Speaker {
    /// The trail.
    Bot,
    /// The desk itself: queue position, out of hours.
    System,
    /// A person.
    Agent(AgentId),
}

#[cfg(test)]
mod tests {
    use super::{Attached, Content, Incoming, Location, Media, MediaKind, Scale};
    use crate::codec::{event_from_bytes, event_to_bytes};
    use serde::Serialize;

    #[test]
    fn messages_written_before_there_was_more_are_still_read() {
        #[derive(Serialize)]
        struct Before<'a> {
            id: &'a str,
            text: &'a str,
            option: Option<&'a str>,
        }

        #[derive(Serialize)]
        enum Said<'a> {
            Menu { text: &'a str, options: [u8; 0] },
        }
        let bytes = event_to_bytes(&Before {
            id: "1",
            text: "oi",
            option: None,
        });
        let read: Incoming = event_from_bytes(&bytes).unwrap();
        assert_eq!(read, Incoming::text("1", "oi"));

        let bytes = event_to_bytes(&Said::Menu {
            text: "Qual?",
            options: [],
        });
        let read: Content = event_from_bytes(&bytes).unwrap();
        assert_eq!(read.plain(), "Qual?");
    }

    #[test]
    fn everything_has_words() {
        let media = Content::Media(Media {
            kind: MediaKind::Image,
            url: "https://x.test/a.png".into(),
            name: None,
            alt: Some("A cat".into()),
            caption: None,
        });
        assert_eq!(media.plain(), "A cat\nhttps://x.test/a.png");
        assert_eq!(media.gist(), "A cat");
        let text = "How was it?".to_owned();
        let scale = Scale::Nps;
        assert_eq!(
            Content::Rating { text, scale }.plain(),
            "How was it? (0–10)"
        );
        let place = Location {
            latitude: -23.5,
            longitude: -46.25,
            name: Some("Shop".into()),
            address: None,
        };
        let mut said = Incoming::text("1", "");
        said.attached = Some(Attached::Location(Box::new(place)));
        assert_eq!(said.plain(), "Shop\n-23.5, -46.25");
    }
}
