//! Model and update of the editor, without a browser.
//!
//! An [`Editor`] takes one [`Msg`] after the other and answers [`Cmd`]s for the page to carry out. It does
//! no I/O and knows no clock: the moment comes with each message. The text of the trail *is* the document: every change of a step is an edit of
//! the text, which is then read again, so that what is shown and what would be saved cannot differ.
//!
//! What always holds, and the tests check after every message: each selected step exists; each edge drawn
//! joins existing steps; reading the text anew gives what is shown; undo then redo changes nothing.

mod atlas;
pub mod camera;
pub mod card;
mod compared;
mod custom;
pub mod document;
mod editor;
mod focus;
pub mod form;
pub mod geometry;
mod gesture;
mod history;
pub mod layout;
mod message;
mod palette;
pub mod player;
pub mod problem;
pub mod route;
pub mod setting;
mod sight;
pub mod simulation;
pub mod steps;
pub mod targets;
pub mod tested;
mod tokens;
mod typing;
mod update;

pub use compared::{Compared, Mark};
pub use custom::CustomStep;
pub use editor::{Editor, Picker, Save, Selection};
pub use focus::Focus;
pub use gesture::{Gesture, Hit};
pub use history::History;
pub use message::{Cmd, Direction, Kept, Msg, Notice, Plan, Refusal, Said, Test, Unsaved};
pub use palette::{Kind, Offer, Offered, groups, offers, sounds_like};
pub use sight::{Drawn, DrawnLink, drawn, moved};
pub use tokens::{Token, TokenKind, tokens};
pub use typing::Typing;
