//! What the keys of test files mean: the descriptions in their schemas, and their part of the manual.

use serde_json::Value;
use std::fmt::Write as _;

/// Keys of test files by the end of their path, with what they mean; of several that end it, the longest counts.
const ROWS: [(&str, &str); 110] = [
    ("trail", "The trail the tests are of, by its id."),
    (
        "step",
        "The custom step the tests are of, by the name of its file.",
    ),
    ("tests", "The tests. Each begins anew."),
    ("name", "What the test shows, in words."),
    ("env", "What trails read as `env`."),
    (
        "limits",
        "Limits on what a talk may use, each at or below its ceiling.",
    ),
    (
        "calendars",
        "The calendars that trails name, as admins keep them.",
    ),
    ("zone", "The time zone, by its name in the IANA database."),
    ("week", "Hours by days of the week: `mon-fri: 09:00-18:00`."),
    (
        "holidays",
        "Days without hours: `2026-12-25`, or `12-25` for every year.",
    ),
    ("days", "Days with hours of their own, or `closed`."),
    ("given", "Where and when the talk takes place."),
    (
        "now",
        "The moment it begins. Time goes by with `wait`, and at once until something outside is done.",
    ),
    (
        "seed",
        "Where everything random comes from: a whole number.",
    ),
    (
        "given.vars",
        "Variables that are set before the first step, as by a caller.",
    ),
    ("given.contact", "What trails read as `contact`."),
    (
        "given.env",
        "Values of `env` of this test alone, over those of the file.",
    ),
    ("language", "The contact's language, such as `pt-BR`."),
    (
        "address",
        "The contact's address on the inbox; `split` goes by it.",
    ),
    ("inbox", "The inbox the contact writes to."),
    ("queues", "Queues as they are, by name."),
    ("available", "How many people take conversations."),
    (
        "given.available",
        "How many people of a queue take conversations, by its name; of one that is not named, one does.",
    ),
    ("free", "How many of them have no conversation."),
    ("waiting", "How many conversations wait in it."),
    ("queues.wait", "How long one more is expected to wait."),
    (
        "agents",
        "Whether people take conversations, by the names they sign in with.",
    ),
    ("here", "Whether they take conversations."),
    ("skills", "What they are good at."),
    ("teams", "Who is in which team: people by its name."),
    ("cannot", "What the channel cannot do."),
    (
        "mocks",
        "What the outside answers. Each that is never asked fails the test.",
    ),
    ("http", "Answers of web services."),
    ("http.reply", "What it answers."),
    ("status", "The status; 200 if not said."),
    ("json", "A JSON body."),
    ("reply.text", "A plain body."),
    ("headers", "Headers of the answer."),
    ("fail", "It fails, and this is why."),
    (
        "times",
        "How often it answers; as often as it is asked if not said.",
    ),
    (
        "after",
        "How long it takes; what comes meanwhile comes before it. Beyond the step's `limit` it has failed.",
    ),
    (
        "email",
        "What becomes of e-mails; each is sent if nothing is said.",
    ),
    (
        "to",
        "For e-mails to this address; `*` stands for any characters.",
    ),
    (
        "emit",
        "What becomes of events sent out; each is delivered if nothing is said.",
    ),
    (
        "emit.event",
        "For events of this name; `*` stands for any characters.",
    ),
    ("dial", "What becomes of calls."),
    (
        "number",
        "For calls to this number; `*` stands for any characters.",
    ),
    ("dial.reply", "How the call ended."),
    (
        "record",
        "What becomes of voice messages that are asked for.",
    ),
    ("record.reply", "The voice message, or why there is none."),
    ("media", "Where it is kept."),
    ("length", "How long it is."),
    ("model", "Answers of language models."),
    (
        "model.reply",
        "What it answers: words, values to `extract`, or the name of a class.",
    ),
    ("tool", "The tool."),
    ("arguments", "What it gives the tool."),
    ("sources.title", "The title of the document."),
    ("heading", "The heading it is found under."),
    ("sources.file", "The file of the document."),
    ("confidence", "How sure it is, in percent."),
    ("tokens", "How many tokens it used."),
    (
        "talk",
        "The talk, line by line. What the bot says must be said, in this order, and nothing else. `arrives`: the contact comes without a word; `ended`: the session is over.",
    ),
    (
        "me",
        "The contact says this, presses an option or sends something.",
    ),
    ("option", "An option of the menu is pressed, by its key."),
    ("options", "Several options are chosen, by their keys."),
    (
        "answers",
        "A form is sent: answers by the names of its fields.",
    ),
    ("me.text", "Words that come with it."),
    ("location", "A place: degrees to the north and to the east."),
    ("url", "Where it is kept."),
    ("size", "How many bytes it has."),
    ("mime", "Its type, such as `image/png`."),
    ("image.name", "The name of the file."),
    ("video.name", "The name of the file."),
    ("audio.name", "The name of the file."),
    ("file.name", "The name of the file."),
    ("sticker.name", "The name of the file."),
    ("image", "A picture is sent, by its address."),
    ("video", "Moving pictures are sent, by their address."),
    ("audio", "A recording is sent, by its address."),
    ("file", "A file is sent, by its address."),
    (
        "sticker",
        "A small picture without a frame is sent, by its address.",
    ),
    (
        "bot",
        "The bot says this; `/…/` is a pattern that a part of it must match. Several bubbles are a list.",
    ),
    ("talk.wait", "So much time goes by."),
    ("agent", "A person at the desk does something."),
    ("as", "Who it is, by the name they sign in with."),
    ("take", "They take the conversation."),
    ("say", "They say this to the contact."),
    (
        "note",
        "They leave this note, which the contact never reads.",
    ),
    ("tag", "They tag the conversation."),
    (
        "give_back",
        "They give it back to the bot, which goes on by `next`.",
    ),
    (
        "resolve",
        "They close the ticket, and the bot goes on by `closed`.",
    ),
    ("return_to_queue", "They return it to its queue."),
    ("transfer", "They transfer it to a queue or a person."),
    ("transfer.queue", "The queue."),
    ("transfer.team", "The team of the queue that it is for."),
    (
        "transfer.agent",
        "The person, by the name they sign in with.",
    ),
    (
        "owner",
        "Who has the conversation: `bot`, a queue or a person.",
    ),
    ("owner.queue", "The queue it waits in."),
    ("owner.agent", "The person, by the name they sign in with."),
    ("tags", "The tags of the conversation, all of them."),
    (
        "with",
        "What the step is given, by the names of its inputs.",
    ),
    ("expect.ended", "Whether the session is over."),
    ("talk.event", "Another system tells of this."),
    ("event.name", "The name of the event."),
    ("data", "What it tells."),
    ("handoff", "The talk is handed to this queue."),
    ("ended", "The session is over, for this reason."),
    ("expect", "What must be so in the end."),
    (
        "expect.vars",
        "Variables and their values; others are not looked at.",
    ),
    (
        "events",
        "Events that happen, in this order, others between them; of each what is written.",
    ),
];

/// Writes into a schema what its keys mean, where it does not say so itself.
pub(crate) fn tell(schema: &mut Value) {
    each(schema, "", &mut |path, key| {
        let Some(key) = key.as_object_mut() else {
            return;
        };
        if let (Some(doc), false) = (meaning(path), key.contains_key("description")) {
            key.insert("description".into(), doc.into());
        }
    });
}

/// Calls a function with every key of a schema and its path.
fn each(schema: &mut Value, path: &str, with: &mut dyn FnMut(&str, &mut Value)) {
    let Some(map) = schema.as_object_mut() else {
        return;
    };
    if let Some(keys) = map.get_mut("properties").and_then(Value::as_object_mut) {
        for (name, key) in keys {
            let path = format!("{path}.{name}");
            with(&path, key);
            each(key, &path, with);
        }
    }
    for within in ["items", "additionalProperties"] {
        if let Some(within) = map.get_mut(within) {
            each(within, path, with);
        }
    }
    for one in map
        .get_mut("oneOf")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        each(one, path, with);
    }
}

/// What a key means, by its path.
fn meaning(path: &str) -> Option<&'static str> {
    let ends = |row: &&(&str, &str)| {
        let before = path.strip_suffix(row.0);
        before.is_some_and(|before| before.ends_with('.'))
    };
    let row = ROWS.iter().filter(ends).max_by_key(|(end, _)| end.len());
    row.map(|(_, doc)| *doc)
}

/// The part of the manual that is about test files, in Markdown.
pub fn manual() -> String {
    let mut out = String::from(
        "## Tests\n\nA trail's tests lie beside it, in `NAME.test.yaml`; `trilha test` plays them.\n\n```yaml\n\
         trail: support\ntests:\n  - name: a greeting\n    talk: [{ me: hi }, { bot: Hello! }, ended]\n```\n\n",
    );
    keys(&mut out, &crate::schema(), 0);
    out.push_str("\n### Tests of custom steps\n\n`steps/NAME.test.yaml`:\n\n");
    keys(&mut out, &crate::step_schema(), 0);
    out
}

/// The keys of a schema, and those within them.
fn keys(out: &mut String, schema: &Value, depth: usize) {
    let named = schema.get("properties").and_then(Value::as_object);
    for (name, key) in named.into_iter().flatten() {
        let doc = key
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let words = key.get("enum").or_else(|| key.get("items")?.get("enum"));
        let words = words.and_then(Value::as_array);
        let words = words.map_or(String::new(), |words| {
            let words: Vec<String> = words
                .iter()
                .filter_map(Value::as_str)
                .map(|word| format!("`{word}`"))
                .collect();
            format!(" One of {}.", words.join(", "))
        });
        let lead = "  ".repeat(depth);
        writeln!(out, "{lead}- `{name}`: {doc}{words}").expect("invariant: strings take all");
        keys(out, key, depth + 1);
    }
    let many = schema.get("oneOf").and_then(Value::as_array);
    let within = ["items", "additionalProperties"]
        .iter()
        .filter_map(|key| schema.get(key));
    for one in within.chain(many.into_iter().flatten()) {
        keys(out, one, depth);
    }
}

#[cfg(test)]
mod tests {
    use super::{ROWS, each, manual};
    use serde_json::Value;

    #[test]
    fn every_key_of_a_test_file_is_told_of_and_nothing_else_is() {
        let mut untold = Vec::new();
        let mut said = Vec::new();
        for mut schema in [crate::schema(), crate::step_schema()] {
            each(&mut schema, "", &mut |path, key| match key
                .get("description")
                .and_then(Value::as_str)
            {
                Some(doc) => said.push(doc.to_owned()),
                None => untold.push(path.to_owned()),
            });
        }
        assert!(untold.is_empty(), "{untold:?}");
        for (end, doc) in ROWS {
            assert!(doc.ends_with('.'), "{doc}");
            assert!(
                said.iter().any(|said| said == doc),
                "{end} is no key, or says it itself"
            );
        }
    }

    #[test]
    fn the_manual_has_them() {
        let manual = manual();
        for said in [
            "- `now`: The moment it begins",
            "One of `answered`, `busy`, `no_answer`",
            "- `give_back`",
        ] {
            assert!(manual.contains(said), "{said}");
        }
    }
}
