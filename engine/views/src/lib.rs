//! What is folded from the journal: lists of conversations, those with effects to carry out, where live sessions
//! stand, and what automations did. And what is found in documents.
//!
//! Open tickets are held in memory; closed ones and everything needed to start again are in a sled
//! tree beside the journal, with the cursor up to which they are folded. The tree can be deleted at
//! any time: it is folded again from the journal.

mod firings;
mod knowledge;
mod line;
mod lists;
mod live;
#[cfg(test)]
mod stage;
mod state;
mod store;
mod views;

pub use firings::{Firing, Found, Log, Tally, Trouble};
pub use knowledge::{Document, Knowledge, KnowledgeError, Passage};
pub use line::{Line, Ticket};
pub use lists::{Counts, Filter, Page, Viewer};
pub use live::Standing;
pub use state::{At, after, load, numbered};
pub use views::{Change, ViewError, Views};
