//! The vocabulary of Trilha, as plain data: ids, values, messages, inputs, events and effects.
//!
//! Nothing here does anything. Every other crate speaks in these words, and they are named as on
//! the wire. Events are past tense, effects and commands imperative.
//!
//! Deliberately absent: clocks, randomness, I/O, and anything that knows how a trail is written.

pub mod chance;
pub mod channel;
pub mod codec;
pub mod difference;
pub mod effect;
pub mod event;
pub mod id;
pub mod input;
pub mod limits;
pub mod message;
pub mod model;
pub mod staff;
pub mod time;
pub mod value;

pub use channel::Capability;
pub use difference::{
    Difference, Fate, FileDifference, Gist, KeyDifference, Rewired, StepDifference, TrailDifference,
};
pub use effect::{
    Body, CallEnd, Effect, Emission, Filled, HttpRequest, Mail, Method, Outcome, PhoneCall, Piece,
    Recording, Sender,
};
pub use event::{
    ContactChange, Edge, EndReason, Event, Owner, Priority, TicketOutcome, TicketState,
};
pub use id::*;
pub use input::{Act, Input, Move, Recipient, StepMove};
pub use limits::{LimitName, Limits, OutOfBounds};
pub use message::{
    Attached, Choice, Content, Form, FormField, Incoming, Location, Media, MediaKind, Received,
    Scale, Speaker, TemplateMessage,
};
pub use model::{
    ModelAnswer, ModelClass, ModelEvent, ModelField, ModelRequest, ModelSource, ModelTask,
    ModelTool, ToolCall, ToolEnd, WantedCall,
};
pub use staff::{
    AgentEvent, CalendarRules, Channel, InboxEvent, QueueEvent, Role, SettingEvent, TeamEvent,
    TrailEvent,
};
pub use time::{Span, Timestamp};
pub use value::{Foreign, Map, Value};
