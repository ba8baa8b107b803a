//! What the keys of steps and trails are called, and the words they may hold.

use super::plain;
use trilha_widgets::t;
use yew::AttrValue;

/// A key of a step or a trail; what nobody named as it is written.
pub(crate) fn field(name: &str) -> AttrValue {
    known_field(name).unwrap_or_else(|| plain(name))
}

/// A key of a kind of step, where it is another thing there than elsewhere.
pub(crate) fn field_of(verb: Option<&str>, name: &str) -> AttrValue {
    match (verb, name) {
        (Some("hours"), "closed") => t!("field-shut"),
        (Some("handoff"), "timeout") => t!("field-nobody"),
        (Some("wait"), "timeout") => t!("field-not-come"),
        (Some("dial" | "record"), "busy") => t!("field-engaged"),
        (Some("each"), "in") => t!("field-items"),
        (Some("ai"), "fields") => t!("field-sought"),
        (_, name) => field(name),
    }
}

fn known_field(name: &str) -> Option<AttrValue> {
    Some(match name {
        "title" => t!("field-title"),
        "note" => t!("field-note"),
        "error" => t!("field-error"),
        "next" => t!("field-next"),
        "no_match" => t!("field-no-match"),
        "timeout" => t!("field-timeout"),
        "after" => t!("field-after"),
        "retry" => t!("field-retry"),
        "message" => t!("field-message"),
        "times" => t!("field-times"),
        "expect" => t!("field-expect"),
        "type" => t!("field-type"),
        "pattern" => t!("field-pattern"),
        "min" => t!("field-min"),
        "max" => t!("field-max"),
        "check" => t!("field-check"),
        "save" => t!("field-save"),
        "options" => t!("field-options"),
        "label" => t!("field-label"),
        "key" => t!("field-key"),
        "match" => t!("field-match"),
        "then" => t!("field-then"),
        "else" => t!("field-else"),
        "if" => t!("field-if"),
        "with" => t!("field-with"),
        "exits" => t!("field-exits"),
        "status" => t!("field-status"),
        "headers" => t!("field-headers"),
        "query" => t!("field-query"),
        "json" => t!("field-json"),
        "form" => t!("field-form"),
        "text" => t!("field-text"),
        "limit" => t!("field-limit"),
        "retries" => t!("field-retries"),
        "priority" => t!("field-priority"),
        "tags" | "tag" | "tagged" => t!("field-tags"),
        "closed" => t!("field-closed"),
        "offline" => t!("field-offline"),
        "remove" => t!("field-remove"),
        "language" => t!("field-language"),
        "team" => t!("field-team"),
        "skills" => t!("field-skills"),
        "starts" => t!("field-starts"),
        "state" => t!("field-state"),
        "summary" => t!("field-summary"),
        "start" => t!("field-start"),
        "vars" => t!("field-vars"),
        "outputs" => t!("field-outputs"),
        "defaults" => t!("field-defaults"),
        "interrupts" => t!("field-interrupts"),
        "personal" => t!("field-personal"),
        "value" => t!("field-value"),
        "until" => t!("field-until"),
        "function" => t!("field-function"),
        "file" => t!("field-file"),
        "inbox" => t!("field-inbox"),
        "keyword" => t!("field-keyword"),
        "args" => t!("field-args"),
        "agent" => t!("field-agent"),
        "available" => t!("field-available"),
        "body" => t!("field-body"),
        "busy" => t!("field-busy"),
        "choices" => t!("field-choices"),
        "comment" => t!("field-comment"),
        "country" => t!("field-country"),
        "data" => t!("field-data"),
        "days" => t!("field-days"),
        "event" => t!("field-event"),
        "fields" => t!("field-fields"),
        "for" => t!("field-for"),
        "help" => t!("field-help"),
        "holidays" => t!("field-holidays"),
        "icon" => t!("field-icon"),
        "in" => t!("field-in"),
        "index" => t!("field-index"),
        "inputs" => t!("field-inputs"),
        "list" => t!("field-list"),
        "many" => t!("field-many"),
        "name" => t!("field-name"),
        "no_answer" => t!("field-no-answer"),
        "open" => t!("field-open"),
        "optional" => t!("field-optional"),
        "reply_to" => t!("field-reply-to"),
        "required" => t!("field-required"),
        "scale" => t!("field-scale"),
        "sensitive" => t!("field-sensitive"),
        "sticky" => t!("field-sticky"),
        "subject" => t!("field-subject"),
        "to" => t!("field-to"),
        "unsure" => t!("field-unsure"),
        "week" => t!("field-week"),
        "weight" => t!("field-weight"),
        "wrong" => t!("field-wrong"),
        "ask" => t!("value-ask"),
        "group" => t!("field-group"),
        "html" => t!("field-html"),
        "get" | "post" | "put" | "patch" | "delete" => t!("field-url"),
        other => return bubble(other),
    })
}

/// A key of what a message shows.
fn bubble(name: &str) -> Option<AttrValue> {
    Some(match name {
        "address" => t!("field-address"),
        "alt" => t!("field-alt"),
        "audio" => t!("field-audio"),
        "caption" => t!("field-caption"),
        "image" => t!("field-image"),
        "latitude" => t!("field-latitude"),
        "longitude" => t!("field-longitude"),
        "link" => t!("field-link"),
        "location" => t!("field-location"),
        "one_of" => t!("field-one-of"),
        "sticker" => t!("field-sticker"),
        "typing" => t!("field-typing"),
        "video" => t!("field-video"),
        "preview" => t!("field-preview"),
        other => return model(other),
    })
}

/// A key of what a language model is asked.
fn model(name: &str) -> Option<AttrValue> {
    Some(match name {
        "about" => t!("field-about"),
        "arguments" => t!("field-arguments"),
        "assist" => t!("field-assist"),
        "call" => t!("field-call"),
        "classes" => t!("field-classes"),
        "classify" => t!("field-classify"),
        "examples" => t!("field-examples"),
        "extract" => t!("field-extract"),
        "knowledge" => t!("field-knowledge"),
        "memory" => t!("field-memory"),
        "model" => t!("field-model"),
        "persona" => t!("field-persona"),
        "reply" => t!("field-reply"),
        "save_sources" => t!("field-save-sources"),
        "script" => t!("field-script"),
        "threshold" => t!("field-threshold"),
        "tokens" => t!("field-tokens"),
        "tools" => t!("field-tools"),
        "turns" => t!("field-turns"),
        "use" => t!("field-use"),
        other => return time(other),
    })
}

/// A key of when something is, and whom it is for.
fn time(name: &str) -> Option<AttrValue> {
    Some(match name {
        "cron" => t!("field-cron"),
        "gather" => t!("field-gather"),
        "queue" => t!("field-queue"),
        "zone" => t!("field-zone"),
        _ => return None,
    })
}

/// What a map is that is one of several things; methods are called as everywhere.
pub(crate) fn kind(name: &str) -> AttrValue {
    match name {
        "reply" => t!("kind-reply"),
        "extract" => t!("kind-extract"),
        "classify" => t!("kind-classify"),
        "assist" => t!("kind-assist"),
        method @ ("get" | "post" | "put" | "patch" | "delete") => method.to_uppercase().into(),
        "message" => t!("start-message"),
        "keyword" => t!("start-keyword"),
        "event" => t!("start-event"),
        "tagged" => t!("start-tagged"),
        "silent" => t!("start-silent"),
        "schedule" => t!("start-schedule"),
        "waiting" => t!("start-waiting"),
        "agent_silent" => t!("start-agent-silent"),
        "contact_silent" => t!("start-contact-silent"),
        "open" => t!("start-open"),
        other => plain(other),
    }
}

/// When it is that; the engine's own sentence, which is English, where nobody translated it.
pub(crate) fn kind_doc(name: &str, exact: &'static str) -> Option<AttrValue> {
    Some(match name {
        "message" => t!("start-message-doc"),
        "keyword" => t!("start-keyword-doc"),
        "event" => t!("start-event-doc"),
        "tagged" => t!("start-tagged-doc"),
        "silent" => t!("start-silent-doc"),
        "schedule" => t!("start-schedule-doc"),
        "waiting" => t!("start-waiting-doc"),
        "agent_silent" => t!("start-agent-silent-doc"),
        "contact_silent" => t!("start-contact-silent-doc"),
        "open" => t!("start-open-doc"),
        _ => return super::hint(exact),
    })
}

/// One of a few words a key may hold.
pub(crate) fn word(name: &str) -> AttrValue {
    known_word(name).unwrap_or_else(|| plain(name))
}

fn known_word(name: &str) -> Option<AttrValue> {
    Some(match name {
        "text" => t!("word-text"),
        "integer" => t!("word-integer"),
        "number" => t!("word-number"),
        "yes_no" => t!("word-yes-no"),
        "email" => t!("word-email"),
        "date" => t!("word-date"),
        "money" => t!("word-money"),
        "list" => t!("word-list"),
        "map" => t!("word-map"),
        "any" => t!("word-any"),
        "low" => t!("word-low"),
        "normal" => t!("word-normal"),
        "high" => t!("word-high"),
        "urgent" => t!("word-urgent"),
        "open" => t!("word-open"),
        "pending" => t!("word-pending"),
        "close" => t!("word-close"),
        "csat" => t!("word-csat"),
        "nps" => t!("word-nps"),
        "thumbs" => t!("word-thumbs"),
        other => return answer(other),
    })
}

/// What an answer may be, beside the types of variables.
fn answer(name: &str) -> Option<AttrValue> {
    Some(match name {
        "time" => t!("word-time"),
        "phone" => t!("word-phone"),
        "url" => t!("word-url"),
        "cpf" => t!("word-cpf"),
        "cnpj" => t!("word-cnpj"),
        "cep" => t!("word-cep"),
        "image" => t!("word-image"),
        "audio" => t!("word-audio"),
        "video" => t!("word-video"),
        "file" => t!("word-file"),
        "location" => t!("word-location"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{kind, known_field, known_word, plain};
    use std::collections::BTreeSet;
    use trilha_trail::shape::{Field, Shape};
    use trilha_trail::{EVERY, TRAIL, VERBS};

    /// What has no words yet of all that a form may show.
    #[derive(Default)]
    struct Unsaid {
        seen: BTreeSet<usize>,
        keys: BTreeSet<String>,
    }

    impl Unsaid {
        fn fields<'f>(&mut self, fields: impl IntoIterator<Item = &'f Field>) {
            for field in fields {
                if known_field(field.name).is_none() {
                    self.keys.insert(field.name.to_owned());
                }
                self.shape(&field.shape);
            }
        }

        fn shape(&mut self, shape: &Shape) {
            match shape {
                Shape::Word(words) => {
                    let unsaid = words.iter().filter(|word| known_word(word).is_none());
                    self.keys.extend(unsaid.map(|word| format!("word {word}")));
                }
                Shape::Record(fields) if self.seen.insert(fields.as_ptr().addr()) => {
                    self.fields(*fields);
                }
                Shape::OneOf(of) => {
                    for choice in of.choices {
                        if kind(choice.key.name) == plain(choice.key.name) {
                            self.keys.insert(format!("kind {}", choice.key.name));
                        }
                        self.shape(&choice.key.shape);
                        self.fields(choice.beside);
                    }
                }
                Shape::Either(one, other) => {
                    self.shape(one);
                    self.shape(other);
                }
                Shape::List(inner)
                | Shape::OneOrMore(inner)
                | Shape::MapOf(inner)
                | Shape::Maybe(inner)
                | Shape::TextOr(inner) => self.shape(inner),
                _ => {}
            }
        }
    }

    #[test]
    fn whatever_a_form_shows_has_words() {
        let mut unsaid = Unsaid::default();
        for verb in VERBS {
            unsaid.shape(&verb.value);
            unsaid.fields(verb.fields);
        }
        unsaid.fields(&EVERY);
        let shown = TRAIL
            .iter()
            .filter(|field| !matches!(field.name, "trail" | "steps" | "layout"));
        unsaid.fields(shown);
        assert_eq!(unsaid.keys, BTreeSet::new());
    }
}
