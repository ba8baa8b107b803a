//! The table of codes: each kind of problem, its title and its page.

use serde::{Serialize, Serializer};
use std::fmt;

/// A kind of problem. Codes are never reused for another meaning.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(&'static str);

macro_rules! codes {
    ($($name:ident = ($code:literal, $title:literal);)*) => {
        impl Code {
            $(
                #[doc = concat!("`", $code, "`: ", $title, ".")]
                pub const $name: Code = Code($code);
            )*

            /// Every code, in order.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// What it is, in one line.
            pub fn title(self) -> &'static str {
                match self.0 {
                    $($code => $title,)*
                    _ => "",
                }
            }

            /// Its page, in Markdown.
            pub fn page(self) -> &'static str {
                match self.0 {
                    $($code => include_str!(concat!("../../codes/", $code, ".md")),)*
                    _ => "",
                }
            }
        }
    };
}

codes! {
    YAML_SYNTAX = ("T0001", "This is not YAML");
    DUPLICATE_KEY = ("T0002", "A key stands twice in one map");
    YAML_FEATURE_REFUSED = ("T0003", "An anchor, alias, merge key or tag");
    YAML_TOO_LARGE = ("T0004", "A file too large or nested too deep");
    UNQUOTED_TEMPLATE = ("T0005", "A template that YAML reads as a map");
    LOOKS_LIKE_TAG = ("T0006", "An expression that YAML reads as a tag");
    UNQUOTED_QUOTE = ("T0007", "Text that begins with a quote and goes on after it");
    NUMBER_CHANGES = ("T0008", "A number that does not stay as written");
    UNKNOWN_KEY = ("T0009", "A key that means nothing here");
    MISSING_KEY = ("T0010", "A key that must be there");
    WRONG_SHAPE = ("T0011", "A value of another shape than expected");
    SEVERAL_VERBS = ("T0012", "A step with more than one verb");
    NO_VERB = ("T0013", "A step without a verb");
    RESERVED_NAME = ("T0014", "A name that already means something");
    INVALID_ID = ("T0015", "An id with characters it cannot have");
    UNKNOWN_STEP = ("T0016", "A target that is not a step");
    UNKNOWN_TRAIL = ("T0017", "A trail that does not exist");
    UNKNOWN_QUEUE = ("T0018", "A queue that does not exist");
    UNKNOWN_VARIABLE = ("T0019", "A variable that nothing declares");
    UNREACHABLE_STEP = ("T0020", "A step that no path reaches");
    DEAD_END = ("T0021", "A path that stops without an end");
    ENDLESS_LOOP = ("T0022", "A cycle of steps that never waits");
    EXPRESSION_ERROR = ("T0023", "An expression that does not compile");
    SCRIPT_ERROR = ("T0024", "A script that does not compile");
    UNKNOWN_SCRIPT = ("T0025", "A script file or function that does not exist");
    UNUSED_VARIABLE = ("T0026", "A variable that nothing reads");
    MISSING_TRANSLATION = ("T0027", "A text that lacks a language");
    BAD_DURATION = ("T0028", "A duration that cannot be read");
    BAD_PATTERN = ("T0029", "A pattern that cannot be read");
    SILENCE_HANGS = ("T0030", "Silence or failure with no way on");
    SECRET_IN_CLEAR = ("T0031", "A secret written in the trail");
    QUEUE_WITHOUT_MEMBERS = ("T0032", "A handoff to a queue without members");
    WRONG_TYPE = ("T0033", "A value of another type than its variable");
    CALL_CYCLE = ("T0036", "Trails that call each other without waiting");
    OUTPUTS_MISMATCH = ("T0037", "Outputs or inputs that do not fit the called trail");
    START_STEP_MISSING = ("T0038", "A start that is not a step");
    EMPTY_TRAIL = ("T0039", "A trail without steps");
    OPTION_WITHOUT_LABEL = ("T0040", "An option without a label");
    DUPLICATE_OPTION_KEY = ("T0041", "Two options with the same key");
    FILE_NAME_DIFFERS = ("T0043", "A file named otherwise than its trail");
    YAML_NOT_FOLLOWED = ("T0044", "YAML that is valid but cannot be placed");
    UNHEARD_LOOP = ("T0045", "A cycle that says the same for ever and listens to nobody");
    CHANNEL_LIMIT = ("T0046", "More than a channel sends or shows");
    PERSONAL_EXPOSED = ("T0047", "Personal data where logs keep it");
    OLDER_SPELLING = ("T0048", "An older spelling");
    IN_VAIN = ("T0049", "A value that can never do its work");
    BUBBLE_NOT_ONE = ("T0060", "A bubble that says nothing, or several things");
    TYPING_TOO_LONG = ("T0061", "A bubble that is typed for too long");
    MENU_WITHOUT_OPTIONS = ("T0062", "A menu without options");
    OPTION_WITH_NEXT = ("T0063", "A way of its own for one of several options");
    FORM_WITHOUT_FIELDS = ("T0064", "A form that asks nothing");
    CHANNEL_CANNOT = ("T0065", "A step that an inbox's channel cannot do");
    BODY_ENTERED_FROM_ELSEWHERE = ("T0080", "The body of an `each` that other steps lead into");
    BODY_NEVER_COMES_BACK = ("T0081", "The body of an `each` that never comes back to it");
    UNKNOWN_ZONE = ("T0082", "A time zone that does not exist");
    BAD_HOURS = ("T0083", "Hours or days of a calendar that cannot be read");
    UNKNOWN_CALENDAR = ("T0084", "A calendar that does not exist");
    UNKNOWN_SKILL = ("T0085", "A skill that nobody has");
    UNKNOWN_TEAM = ("T0086", "A team that does not exist");
    UNKNOWN_CUSTOM_STEP = ("T0100", "A custom step that does not exist");
    CUSTOM_STEP_INPUT = ("T0101", "An input that a custom step lacks or does not have");
    CUSTOM_STEP_TYPE = ("T0102", "An input of another type than the custom step takes");
    CUSTOM_STEP_EXIT = ("T0103", "An exit that a custom step does not have");
    BROKEN_CUSTOM_STEP = ("T0104", "A custom step that is not as it declares itself");
    PERSONAL_TO_MODEL = ("T0120", "Personal data sent to a model that nobody meant for it");
    TOOL_NOT_ONE = ("T0125", "A tool that does nothing, or several things");
    TOOL_ARGUMENT = ("T0126", "An argument that a tool does not take");
    TOOL_NEVER_BACK = ("T0127", "A tool whose trail never comes back");
    UNKNOWN_KNOWLEDGE = ("T0130", "A folder of documents that is not there, or says nothing");
    KNOWLEDGE_TOO_LARGE = ("T0131", "More documents than are published with a trail");
    SHADOWED_START = ("T0140", "A start that another one always comes before");
    UNKNOWN_INBOX = ("T0141", "An inbox that does not exist");
    BAD_SCHEDULE = ("T0142", "A schedule that cannot be read");
    NEVER_COMES = ("T0143", "A schedule that never comes");
    WAITS_ASIDE = ("T0144", "A step that waits where the trail must not");
}

impl Code {
    /// The code as written: `T0007`.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The code written so, upper or lower case.
    pub fn find(code: &str) -> Option<Code> {
        Self::ALL
            .iter()
            .copied()
            .find(|known| known.0.eq_ignore_ascii_case(code))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}
