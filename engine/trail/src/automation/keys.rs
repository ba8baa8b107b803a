//! The keys of an entry of `starts`.

use crate::shape::{Choice, Field, OneOf, Shape};

/// How urgent a ticket may be, as trails write it.
pub(super) const PRIORITIES: [&str; 4] = ["low", "normal", "high", "urgent"];

const INBOX: Field = Field::optional(
    "inbox",
    Shape::OneOrMore(&Shape::Inbox),
    "On which inboxes; on all if not said.",
);

const MESSAGE: [Field; 1] = [INBOX];

const SCHEDULE: [Field; 4] = [
    Field::required(
        "cron",
        Shape::Cron,
        "Minute, hour, day of the month, month and day of the week, such as `0 9 * * 1-5`; or @hourly, @daily, @weekly, @monthly.",
    ),
    Field::optional(
        "zone",
        Shape::Zone,
        "The clock it goes by, by its name in the IANA database; UTC if not said.",
    ),
    INBOX,
    Field::optional(
        "tag",
        Shape::OneOrMore(&Shape::Plain),
        "Only where the contact or the conversation has one of these tags.",
    ),
];

const SILENT: [Field; 2] = [
    Field::required("after", Shape::Duration, "How long the silence lasts."),
    INBOX,
];

const SERVICE: [Field; 5] = [
    Field::required("after", Shape::Duration, "How long it lasts."),
    INBOX,
    Field::optional(
        "queue",
        Shape::OneOrMore(&Shape::Queue),
        "Only tickets of these queues.",
    ),
    Field::optional(
        "tag",
        Shape::OneOrMore(&Shape::Plain),
        "Only where the contact or the conversation has one of these tags.",
    ),
    Field::optional(
        "priority",
        Shape::OneOrMore(&Shape::Word(&PRIORITIES)),
        "Only tickets as urgent as one of these.",
    ),
];

const NAME: Field = Field::optional(
    "name",
    Shape::Plain,
    "Its name where automations are listed: `[a-z][a-z0-9_-]*`; its kind and number, such as `keyword-1`, if not said.",
);

/// What stands beside a kind that says its inboxes itself.
static NAMED: [Field; 1] = [NAME];

/// What stands beside a kind that is a list.
static LISTED: [Field; 2] = [INBOX, NAME];

const fn kind(key: &'static str, shape: Shape, doc: &'static str) -> Choice {
    Choice {
        key: Field::optional(key, shape, doc),
        beside: match shape {
            Shape::OneOrMore(_) => &LISTED,
            _ => &NAMED,
        },
    }
}

/// The keys of an entry of `starts`: one of the kinds, its name, and the inboxes of those that are lists.
pub static START: OneOf = OneOf {
    within: "in `starts`",
    choices: &KINDS,
};

static KINDS: [Choice; 10] = [
    kind(
        "message",
        Shape::Record(&MESSAGE),
        "A contact speaks or arrives, and no session or ticket is live.",
    ),
    kind(
        "keyword",
        Shape::OneOrMore(&Shape::Plain),
        "A contact says exactly this, accents and case aside, and no session or ticket is live.",
    ),
    kind(
        "event",
        Shape::OneOrMore(&Shape::Event),
        "Another system tells of this through the API, such as `order.paid`, and no session or ticket is live; `input.event` is its name, `input.payload` what it tells.",
    ),
    kind(
        "tagged",
        Shape::OneOrMore(&Shape::Plain),
        "The contact or the conversation gets one of these tags. While a session or ticket is live only a trail that never waits runs, beside it.",
    ),
    kind(
        "silent",
        Shape::Record(&SILENT),
        "The contact has said nothing for so long, and no session or ticket is live: once in each silence.",
    ),
    kind(
        "schedule",
        Shape::Record(&SCHEDULE),
        "A moment comes; each conversation in which no session or ticket is live gets a session.",
    ),
    kind(
        "waiting",
        Shape::Record(&SERVICE),
        "A ticket waits in a queue for so long: once each time it comes to one. The trail runs beside what people do and never waits.",
    ),
    kind(
        "agent_silent",
        Shape::Record(&SERVICE),
        "A person has a ticket and leaves the contact without an answer for so long: once for each answer owed. The trail runs beside what people do and never waits.",
    ),
    kind(
        "contact_silent",
        Shape::Record(&SERVICE),
        "The contact leaves what a person said without an answer for so long: once for each. The trail runs beside what people do and never waits.",
    ),
    kind(
        "open",
        Shape::Record(&SERVICE),
        "A ticket is open for so long: once for each ticket. The trail runs beside what people do and never waits.",
    ),
];
