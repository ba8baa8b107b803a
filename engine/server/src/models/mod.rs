//! Language models for trails: any service that speaks the chat completions of the API of `OpenAI`.

mod alone;
mod ask;
mod bounds;
mod citations;
mod knowledge;
mod memory;
mod prompt;
mod question;
mod settings;
mod spending;
mod stream;
mod tools;

pub use alone::ModelService;
pub(crate) use ask::Models;
pub(crate) use knowledge::Library;
pub(crate) use stream::Shown;
