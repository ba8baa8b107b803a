//! Language models for trails: any service that speaks the chat completions of the API of `OpenAI`.

mod ask;
mod memory;
mod prompt;
mod settings;
mod spending;

pub(crate) use ask::Models;
