//! Language models for trails: any service that speaks the chat completions of OpenAI's API.

mod ask;
mod memory;
mod prompt;
mod settings;
mod spending;

pub(crate) use ask::Models;
