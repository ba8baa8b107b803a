//! The keys of an entry of `starts`.

use crate::shape::{Field, Shape};

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
        Shape::Plain,
        "Minute, hour, day of the month, month and day of the week, such as `0 9 * * 1-5`; or @hourly, @daily, @weekly, @monthly.",
    ),
    Field::optional(
        "zone",
        Shape::Plain,
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

/// What an entry may wait for, besides `name` and `inbox`.
pub(super) const KINDS: [&str; 10] = [
    "message",
    "keyword",
    "event",
    "tagged",
    "silent",
    "schedule",
    "waiting",
    "agent_silent",
    "contact_silent",
    "open",
];

/// The keys of an entry of `starts`: one of the kinds, its name, and the inboxes of those that are lists.
pub static START: [Field; 12] = [
    Field::optional(
        "message",
        Shape::Record(&MESSAGE),
        "A contact speaks or arrives, and no session or ticket is live.",
    ),
    Field::optional(
        "keyword",
        Shape::OneOrMore(&Shape::Plain),
        "A contact says exactly this, accents and case aside, and no session or ticket is live.",
    ),
    Field::optional(
        "event",
        Shape::OneOrMore(&Shape::Plain),
        "Another system tells of this through the API, such as `order.paid`, and no session or ticket is live; `input.event` is its name, `input.payload` what it tells.",
    ),
    Field::optional(
        "tagged",
        Shape::OneOrMore(&Shape::Plain),
        "The contact or the conversation gets one of these tags. While a session or ticket is live only a trail that never waits runs, beside it.",
    ),
    Field::optional(
        "silent",
        Shape::Record(&SILENT),
        "The contact has said nothing for so long, and no session or ticket is live: once in each silence.",
    ),
    Field::optional(
        "schedule",
        Shape::Record(&SCHEDULE),
        "A moment comes; each conversation in which no session or ticket is live gets a session.",
    ),
    Field::optional(
        "waiting",
        Shape::Record(&SERVICE),
        "A ticket waits in a queue for so long: once each time it comes to one. The trail runs beside what people do and never waits.",
    ),
    Field::optional(
        "agent_silent",
        Shape::Record(&SERVICE),
        "A person has a ticket and leaves the contact without an answer for so long: once for each answer owed. The trail runs beside what people do and never waits.",
    ),
    Field::optional(
        "contact_silent",
        Shape::Record(&SERVICE),
        "The contact leaves what a person said without an answer for so long: once for each. The trail runs beside what people do and never waits.",
    ),
    Field::optional(
        "open",
        Shape::Record(&SERVICE),
        "A ticket is open for so long: once for each ticket. The trail runs beside what people do and never waits.",
    ),
    Field::optional(
        "inbox",
        Shape::OneOrMore(&Shape::Inbox),
        "On which inboxes, beside `keyword`, `event` and `tagged`; on all if not said.",
    ),
    Field::optional(
        "name",
        Shape::Plain,
        "Its name where automations are listed: `[a-z][a-z0-9_-]*`; its kind and number, such as `keyword-1`, if not said.",
    ),
];
