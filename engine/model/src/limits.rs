//! Every limit of a talk in one block, each with its reason: what trails, scripts and contacts may use.
//!
//! The default is the ceiling. Whoever runs the engine may go below it and never above: other parts, from the
//! journal's commits to the stack of a browser, rely on the ceilings. What a conversation remembers is no limit
//! of this kind: a conversation is the fold of its events, whatever was set when it is folded.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Bytes of one picture, recording or file that somebody sends: a minute of a phone's film, a scanned contract.
pub const MEDIA: u64 = 16 << 20;

macro_rules! limits {
    ($($(#[doc = $doc:literal])+ $name:ident $field:ident = $ceiling:expr;)*) => {
        /// What one talk may use.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Limits {
            $($(#[doc = $doc])+ pub $field: usize,)*
        }

        /// A limit, by its name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum LimitName {
            $($(#[doc = $doc])+ $name,)*
        }

        impl Limits {
            /// As far as any limit may go.
            pub const CEILING: Self = Self { $($field: $ceiling,)* };

            /// What a limit is set to.
            pub fn get(&self, name: LimitName) -> usize {
                match name { $(LimitName::$name => self.$field,)* }
            }

            fn put(&mut self, name: LimitName, most: usize) {
                match name { $(LimitName::$name => self.$field = most,)* }
            }
        }

        impl LimitName {
            /// Every limit there is.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The limit's name, as it is written.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => stringify!($field),)* }
            }

            /// What it bounds, and why it is no higher.
            pub fn doc(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc,)+).trim_ascii(),)* }
            }
        }
    };
}

limits! {
    /// Steps that one sprint may walk, from one wait to the next: far more than any talk needs, few enough to
    /// stop a loop at once.
    Steps steps = 500;
    /// Trails that are within each other, by `call`: they lie in the state of the session.
    Depth depth = 16;
    /// Messages that one sprint may say: more would be read by nobody.
    Messages messages = 50;
    /// Bytes of one message: what the narrowest of the usual channels takes.
    MessageBytes message_bytes = 4_096;
    /// Messages that a bot may say between two things the contact says: more is a trail that talks to itself.
    Unprompted unprompted = 200;
    /// Requests that a session may make before it waits for anybody or for a time: each answer begins a sprint
    /// of its own, so that nothing else would stop a trail that asks for ever.
    Requests requests = 30;
    /// Bytes that one sprint may say and set, before the step that goes beyond: it becomes one commit, and a
    /// journal takes four times as much.
    SprintBytes sprint_bytes = 1 << 20;
    /// Bytes that the variables of a session may hold in all, or what one script gives: the state is read and
    /// written every turn.
    VariableBytes variable_bytes = 48 * 1024;
    /// Lists and maps within each other in a variable: readers of JSON stop at 128, and what walks a value
    /// recurses.
    Levels levels = 64;
    /// Items that an `each` may go through: each may say and ask something, and a contact reads them all. Where
    /// nothing waits within the body, the steps of a sprint end it sooner.
    Items items = 200;
    /// Tags of a conversation, or of a contact: a list shows them all on a line or two.
    Tags tags = 32;
    /// Characters of one tag: a list shows several on a line.
    TagLength tag_length = 40;
    /// Bytes of what is known of a contact: names and addresses, not documents.
    ProfileBytes profile_bytes = 4_096;
    /// Characters of the subject of a protocol, a ticket or an e-mail: one line of a list.
    SubjectLength subject_length = 200;
    /// Characters of a note for whoever takes the conversation: a page of prose.
    NoteLength note_length = 8_000;
    /// Events that one sprint may send to whoever subscribed: they are kept until each is settled.
    Events events = 50;
    /// Bytes of one such event: identifiers and amounts, not documents.
    EventBytes event_bytes = 16 * 1024;
    /// Tokens of models between two things the contact says: a long question with its answer, several times over.
    TokensAtATime tokens_at_a_time = 20_000;
    /// Tokens of models in one conversation: what somebody pays for one contact.
    TokensInAll tokens_in_all = 500_000;
    /// Bytes that a model is given to read, its orders and the text each: some pages.
    ModelText model_text = 16 * 1024;
    /// Bytes that a model may call tools with, and they give it, in one assistance: it reads all of it again each
    /// time it is asked.
    AssistBytes assist_bytes = 16 * 1024;
    /// Tools that a model may call in one answer: what somebody means who asks for one thing.
    ToolCalls tool_calls = 8;
    /// Steps of one script or expression: a loop that never ends stops after some milliseconds.
    ScriptSteps script_steps = 100_000;
    /// Functions within functions: with `script_nesting` it bounds the stack, of which a browser gives 1 MB.
    ScriptDepth script_depth = 16;
    /// Nesting of one expression, and of one function's body: what reads them recurses.
    ScriptNesting script_nesting = 32;
    /// Bytes of one text in a script: longer than any message a channel carries.
    ScriptText script_text = 32 * 1024;
    /// Items of one list in a script, those of lists inside it included: what a turn can reasonably look
    /// through, and as deep as they can lie in each other, on the same stack.
    ScriptList script_list = 1_000;
    /// Entries of one map in a script, those of maps inside it included: as for lists.
    ScriptMap script_map = 1_000;
    /// Variables of a script in scope at once: enough for any that a person can read.
    ScriptVariables script_variables = 200;
    /// Functions in one file of scripts: a file with more should be several.
    ScriptFunctions script_functions = 200;
    /// Bytes of one source: the compiled form is several times larger and stays in memory.
    ScriptSource script_source = 64 * 1024;
    /// Characters of one message of a contact or of a person at the desk: what the widest of the channels takes in
    /// one bubble.
    TextLength text_length = 4_000;
    /// Bytes of what such a message brings besides words: addresses of media, answers to a form; never media itself.
    AttachedBytes attached_bytes = 16 * 1024;
    /// Messages of a contact that wait for the next waiting step: more is a flood, and the oldest says least.
    Queued queued = 20;
    /// Bytes of events after which a sprint takes up no more of the messages that waited: each may lead to as
    /// many again, and a journal takes four times as much in one commit.
    CatchUpBytes catch_up_bytes = 1 << 20;
    /// Events of other systems that wait until the session looks for them: more is a trail that never does.
    Told told = 4;
    /// Bytes of what such an event tells: identifiers and amounts, not documents.
    PayloadBytes payload_bytes = 8_192;
    /// Characters of such an event's name.
    EventName event_name = 64;
    /// Firings of automations that go by time within one ticket, or within those that follow each other, without a
    /// word from the contact: a rule that undoes what another did would let both fire for ever, and whom fifty did
    /// not help needs a person. Each word of the contact's lets them begin to count anew.
    Firings firings = 50;
    /// Bytes of an id that a client or provider chose: the longest in use (e-mail) fit.
    IdBytes id_bytes = 256;
}

/// A limit that cannot be set to this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfBounds {
    /// Which.
    pub limit: LimitName,
}

impl fmt::Display for OutOfBounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, most) = (self.limit, self.limit.ceiling());
        write!(f, "`{name}` is a whole number from 1 to {most}")
    }
}

impl std::error::Error for OutOfBounds {}

impl Limits {
    /// Sets a limit at or below its ceiling.
    pub fn lower(&mut self, limit: LimitName, most: usize) -> Result<(), OutOfBounds> {
        if !(1..=limit.ceiling()).contains(&most) {
            return Err(OutOfBounds { limit });
        }
        self.put(limit, most);
        Ok(())
    }
}

impl Limits {
    /// Those that are set below their ceilings, by name.
    pub fn lowered(&self) -> impl Iterator<Item = (LimitName, usize)> + '_ {
        let all = LimitName::ALL.iter().copied();
        all.map(|name| (name, self.get(name)))
            .filter(|(name, most)| *most < name.ceiling())
    }

    /// The same where sources may be as large as ever: for what was let in before.
    #[must_use]
    pub fn with_sources_of_any_size(self) -> Self {
        Self {
            script_nesting: Self::CEILING.script_nesting,
            script_functions: Self::CEILING.script_functions,
            script_source: Self::CEILING.script_source,
            ..self
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::CEILING
    }
}

impl LimitName {
    /// As far as it may go.
    pub fn ceiling(self) -> usize {
        Limits::CEILING.get(self)
    }

    /// The limit of this name.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|name| name.word() == word)
    }
}

impl fmt::Display for LimitName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::{LimitName, Limits, OutOfBounds};

    #[test]
    fn a_limit_goes_down_and_never_up() {
        let mut limits = Limits::default();
        let limit = LimitName::Messages;
        assert_eq!(limits.lower(limit, 3), Ok(()));
        assert_eq!((limits.messages, limits.get(limit)), (3, 3));
        assert_eq!(limits.lowered().collect::<Vec<_>>(), [(limit, 3)]);
        for wrong in [0, 51] {
            assert_eq!(limits.lower(limit, wrong), Err(OutOfBounds { limit }));
        }
        let said = OutOfBounds { limit }.to_string();
        assert_eq!(said, "`messages` is a whole number from 1 to 50");
    }

    #[test]
    fn names_are_written_as_they_go_over_the_wire() {
        for name in LimitName::ALL {
            let wire = serde_json::to_value(name).expect("a word");
            assert_eq!(wire, name.word());
            assert_eq!(LimitName::parse(name.word()), Some(*name));
            assert!(name.doc().ends_with('.'), "{name}: {}", name.doc());
        }
    }
}
