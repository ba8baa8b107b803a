//! Every limit of the desk in one block, each with its reason.

/// Characters of one message, either way: what the widest of the channels takes in one bubble.
pub const TEXT: usize = 4_000;
/// Bytes of what a message brings besides words: addresses of media, answers to a form; never media itself.
pub const ATTACHED: usize = 16 * 1024;
/// Bytes of one picture, recording or file that a contact sends: a minute of a phone's film, a scanned contract.
pub const MEDIA: u64 = 16 << 20;
/// Characters of the name of such a file.
pub const MEDIA_NAME: usize = 120;
/// Characters of a private note or a note with a transfer: a page of prose.
pub const NOTE: usize = trilha_trail::NOTE_LENGTH;
/// Messages that wait for the next waiting step: more is a flood, and the oldest says least.
pub const QUEUED: usize = 20;
/// Ids of incoming messages remembered: a provider that repeats one does so within its last few dozen.
pub const RECENT: usize = 64;
/// Ids of replies and notes remembered: a browser repeats at most what it sent while it was cut off.
pub const REPLIES: usize = 32;
/// Characters of the preview in a list: one line on a wide screen.
pub const PREVIEW: usize = 120;
/// Messages a bot may write between two things the contact says: more is a trail that talks to itself.
pub const UNPROMPTED: u32 = 200;
/// Bytes of events after which a sprint takes up no more of the messages that waited: each may lead to as
/// many again, and a journal takes four times as much in one commit.
pub const CATCH_UP: usize = 1 << 20;
/// Tags on one conversation: a list shows them all on a line or two.
pub const TAGS: usize = trilha_trail::TAGS;
/// Characters of one tag.
pub const TAG: usize = trilha_trail::TAG_LENGTH;
/// Characters of an id that a client or provider chose: the longest in use (e-mail) fit.
pub const ID: usize = 256;
/// Bytes of what a channel tells about a contact on arrival: names and addresses, not documents.
pub const PROFILE: usize = trilha_trail::PROFILE_WEIGHT;
/// Versions of a trail kept in its state; older ones stay in the journal.
pub const VERSIONS: usize = 100;
/// Events of other systems that wait until the session looks for them: more is a trail that never does.
pub const TOLD: usize = 4;
/// Bytes of what such an event tells: identifiers and amounts, not documents.
pub const PAYLOAD: usize = 8_192;
/// Characters of such an event's name.
pub const EVENT_NAME: usize = 64;
/// Automations remembered by a conversation as having fired: half of them are those that may be due at once, the
/// others give way to what fires next.
pub const FIRED: usize = 64;
/// Automations that fire in one sprint: what is due besides follows at once.
pub const FIRED_AT_ONCE: usize = 16;
