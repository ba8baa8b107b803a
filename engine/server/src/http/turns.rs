//! Turns as JSON: written straight from the events, without a copy of every text.

use crate::speech::linked;
use crate::staff::house::Snapshot;
use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use trilha_model::{Choice, Content, Event, Owner, Speaker};

/// A turn that is written as `trilha_wire::chat::Turn`.
pub(crate) struct Turn<'a> {
    pub(crate) house: &'a Snapshot,
    pub(crate) seq: u64,
    pub(crate) events: &'a [(u64, Event)],
    pub(crate) more: bool,
    pub(crate) owner: &'a Owner,
    pub(crate) asks: Option<&'static str>,
}

/// The same for the events of one sprint, whose numbers follow each other.
pub(crate) struct SprintTurn<'a> {
    pub(crate) house: &'a Snapshot,
    pub(crate) before: u64,
    pub(crate) events: &'a [Event],
    pub(crate) owner: &'a Owner,
    pub(crate) asks: Option<&'static str>,
}

/// A new visit, as `trilha_wire::chat::Visit`.
pub(crate) struct Visit<'a> {
    pub(crate) token: &'a str,
    pub(crate) title: &'a str,
    pub(crate) turn: SprintTurn<'a>,
}

/// An answer of JSON.
pub(crate) fn answer(status: StatusCode, body: &impl Serialize) -> Response {
    let mut bytes = Vec::with_capacity(512);
    serde_json::to_writer(&mut bytes, body)
        .expect("invariant: what goes over the wire is plain data");
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("application/json"),
    );
    response
}

impl Serialize for Turn<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let events = self.events.iter().map(|(seq, event)| (*seq, event));
        fields(&mut map, self.house, self.seq, self.more, events)?;
        standing(&mut map, self.house, self.owner, self.asks)?;
        map.end()
    }
}

impl SprintTurn<'_> {
    fn fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let seq = self.before + self.events.len() as u64;
        let own = |event: &&Event| !matches!(event, Event::InputReceived { .. });
        let events = (self.before + 1..)
            .zip(self.events)
            .filter(move |(_, event)| own(event));
        fields(map, self.house, seq, false, events)?;
        standing(map, self.house, self.owner, self.asks)
    }
}

impl Serialize for SprintTurn<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.fields(&mut map)?;
        map.end()
    }
}

impl Serialize for Visit<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("token", self.token)?;
        map.serialize_entry("title", self.title)?;
        self.turn.fields(&mut map)?;
        map.end()
    }
}

fn fields<'a, M: SerializeMap>(
    map: &mut M,
    house: &Snapshot,
    seq: u64,
    more: bool,
    events: impl Iterator<Item = (u64, &'a Event)> + Clone,
) -> Result<(), M::Error> {
    map.serialize_entry("seq", &seq)?;
    map.serialize_entry("messages", &Messages { house, events })?;
    map.serialize_entry("more", &more)
}

/// How the conversation stands after that.
fn standing<M: SerializeMap>(
    map: &mut M,
    house: &Snapshot,
    owner: &Owner,
    asks: Option<&'static str>,
) -> Result<(), M::Error> {
    map.serialize_entry("with", &Who::owner(house, owner))?;
    match asks {
        Some(asks) => map.serialize_entry("asks", asks),
        None => Ok(()),
    }
}

struct Messages<'h, I> {
    house: &'h Snapshot,
    events: I,
}

impl<'a, I: Iterator<Item = (u64, &'a Event)> + Clone> Serialize for Messages<'_, I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(None)?;
        for (at, event) in self.events.clone() {
            if let Some(message) = Message::of(self.house, at, event) {
                seq.serialize_element(&message)?;
            }
        }
        seq.end()
    }
}

#[derive(Serialize)]
struct Message<'a> {
    seq: u64,
    at: i64,
    from: Who<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    option: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    typing: Option<i64>,
    content: Shown<'a>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Who<'a> {
    Contact,
    Bot,
    System,
    Waiting,
    Agent { name: &'a str },
}

#[derive(Serialize)]
#[serde(untagged)]
enum Shown<'a> {
    Often(Said<'a>),
    Seldom(Box<trilha_wire::chat::Content>),
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Said<'a> {
    Text {
        text: &'a str,
    },
    Menu {
        text: &'a str,
        options: &'a [Choice],
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        many: bool,
    },
}

impl<'a> Who<'a> {
    fn owner(house: &'a Snapshot, owner: &'a Owner) -> Self {
        match owner {
            Owner::Bot => Self::Bot,
            Owner::Queue(_) => Self::Waiting,
            Owner::Agent(agent) => Self::Agent {
                name: house.name(agent),
            },
        }
    }
}

impl<'a> Message<'a> {
    fn of(house: &'a Snapshot, seq: u64, event: &'a Event) -> Option<Self> {
        match event {
            Event::InputReceived { message, at, .. } => Some(Self {
                seq,
                at: at.0,
                from: Who::Contact,
                id: Some(&message.id),
                option: message.option.as_deref(),
                typing: None,
                content: match message.attached {
                    None => Shown::Often(Said::Text {
                        text: &message.text,
                    }),
                    Some(_) => Shown::Seldom(Box::new(linked(house, message.into()))),
                },
            }),
            Event::MessageSent {
                speaker,
                content,
                id,
                typing,
                at,
                ..
            } => {
                let from = match speaker {
                    Speaker::Bot => Who::Bot,
                    Speaker::System => Who::System,
                    Speaker::Agent(agent) => Who::Agent {
                        name: house.name(agent),
                    },
                };
                let content = match content {
                    Content::Text(text) => Shown::Often(Said::Text { text }),
                    Content::Menu {
                        text,
                        options,
                        many,
                    } => Shown::Often(Said::Menu {
                        text,
                        options,
                        many: *many,
                    }),
                    other => Shown::Seldom(Box::new(linked(house, other.into()))),
                };
                Some(Self {
                    seq,
                    at: at.0,
                    from,
                    id: id.as_deref(),
                    option: None,
                    typing: typing.map(|span| span.0),
                    content,
                })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use trilha_model::{Attached, Incoming, Location, Scale, Span, Timestamp};
    use trilha_wire::chat;

    #[test]
    fn a_turn_is_written_as_the_wire_says() {
        let house = Snapshot::default();
        let sent = |speaker, content| Event::MessageSent {
            speaker,
            content,
            owner_version: 0,
            id: None,
            typing: Some(Span(900)),
            group: None,
            at: Timestamp(7),
        };
        let options = vec![Choice {
            key: "1".into(),
            label: "Um".into(),
        }];
        let events = [
            Event::InputReceived {
                message: Incoming::text("c1", "oi"),
                group: None,
                at: Timestamp(6),
            },
            sent(Speaker::Bot, Content::Text("Olá \"você\"".into())),
            Event::FrameLeft,
            sent(
                Speaker::Agent("ana".into()),
                Content::Menu {
                    text: "Qual?".into(),
                    options,
                    many: true,
                },
            ),
            sent(
                Speaker::Bot,
                Content::Rating {
                    text: "E então?".into(),
                    scale: Scale::Nps,
                },
            ),
            Event::InputReceived {
                message: Incoming {
                    attached: Some(Attached::Location(Box::new(Location {
                        latitude: -23.5,
                        longitude: -46.6,
                        name: None,
                        address: None,
                    }))),
                    ..Incoming::text("c2", "")
                },
                group: None,
                at: Timestamp(8),
            },
        ];
        let owner = Owner::Queue("support".into());
        let sprint = SprintTurn {
            house: &house,
            before: 4,
            events: &events,
            owner: &owner,
            asks: Some("image"),
        };
        let visit = Visit {
            token: "t",
            title: "Site",
            turn: sprint,
        };
        let read: chat::Visit =
            serde_json::from_slice(&serde_json::to_vec(&visit).unwrap()).unwrap();
        let expected = |range: std::ops::Range<usize>| -> Vec<chat::Message> {
            range
                .filter_map(|at| crate::speech::message(&house, 5 + at as u64, &events[at]))
                .collect()
        };
        assert_eq!((read.turn.seq, read.turn.with), (10, chat::With::Waiting));
        assert_eq!(read.turn.asks.as_deref(), Some("image"));
        assert_eq!(read.turn.messages, expected(1..5));
        let numbered: Vec<_> = (5..).zip(events.iter().cloned()).collect();
        let turn = Turn {
            house: &house,
            seq: 8,
            events: &numbered,
            more: true,
            owner: &Owner::Agent("ana".into()),
            asks: None,
        };
        let read: chat::Turn = serde_json::from_slice(&serde_json::to_vec(&turn).unwrap()).unwrap();
        assert_eq!(read.with, chat::With::Agent { name: "ana".into() });
        assert_eq!(read.messages, expected(0..6));
        assert!(read.more);
    }
}
