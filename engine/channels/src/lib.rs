//! One module per channel: what comes in becomes an input, an effect becomes what goes out.
//!
//! For the web chat and the API inbox the message's event is the delivery, so there only is a way in.

pub mod web;
