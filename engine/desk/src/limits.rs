//! What the desk remembers and shows, each with its reason.
//!
//! These are no settings: a conversation is the fold of its events, which gives the same whenever it is folded.
//! What talks may use, and may be set lower, is [`trilha_model::Limits`].

use trilha_model::Limits;

/// Characters of the name of such a file.
pub const MEDIA_NAME: usize = 120;
/// Ids of incoming messages remembered: a provider that repeats one does so within its last few dozen.
pub const RECENT: usize = 64;
/// Ids of other systems' events remembered, beside those of messages, so that neither pushes out the other: a
/// system that was not answered tells again what it told last.
pub const TOLD_IDS: usize = 32;
/// Ids of replies and notes remembered: a browser repeats at most what it sent while it was cut off.
pub const REPLIES: usize = 32;
/// Characters of the preview in a list: one line on a wide screen.
pub const PREVIEW: usize = 120;
/// Tags kept of a conversation.
pub const TAGS: usize = Limits::CEILING.tags;
/// Events of other systems kept until the session looks for them.
pub const TOLD: usize = Limits::CEILING.told;
/// Versions of a trail kept in its state; older ones stay in the journal.
pub const VERSIONS: usize = 100;
/// Automations remembered by a conversation as having fired: half of them are those that may be due at once, the
/// others give way to what fires next. The half is more than fire for one ticket (`firings`), so that where too many
/// rules wait for the same it is said.
pub const FIRED: usize = 128;
/// How long after its moment an automation that waits for silence still fires where it was new to the conversation, in
/// milliseconds: else publishing one would write at once to everybody who ever fell silent.
pub const SILENT_LATE: i64 = 3_600_000;
/// Automations that fire in one sprint: what is due besides follows at once.
pub const FIRED_AT_ONCE: usize = 16;
