//! What the page calls things.

use trilha_state::steps::BadId;
use trilha_state::{Focus, Notice};
use trilha_talk::Fault;
use trilha_trail::Verb;
use trilha_widgets::i18n::{self, Language};
use trilha_widgets::{Icon, Tone, t};
use trilha_wire::Problem;
use wasm_bindgen::JsValue;
use yew::AttrValue;

/// The drawing of a kind of step.
pub(crate) fn icon(verb: &str) -> Icon {
    match verb {
        "say" => Icon::Message,
        "ask" => Icon::Keyboard,
        "menu" => Icon::List,
        "set" => Icon::Variable,
        "if" => Icon::Branch,
        "switch" => Icon::Filter,
        "script" => Icon::Code,
        "call" => Icon::Transfer,
        "goto" => Icon::ArrowRight,
        "wait" => Icon::Clock,
        "end" => Icon::Flag,
        "http" => Icon::Globe,
        "handoff" => Icon::Users,
        "tag" => Icon::Tag,
        _ => Icon::Note,
    }
}

/// A kind of step.
pub(crate) fn verb(name: &str) -> AttrValue {
    match name {
        "say" => t!("verb-say"),
        "ask" => t!("verb-ask"),
        "menu" => t!("verb-menu"),
        "set" => t!("verb-set"),
        "if" => t!("verb-if"),
        "switch" => t!("verb-switch"),
        "script" => t!("verb-script"),
        "call" => t!("verb-call"),
        "goto" => t!("verb-goto"),
        "wait" => t!("verb-wait"),
        "end" => t!("verb-end"),
        "http" => t!("verb-http"),
        "handoff" => t!("verb-handoff"),
        "tag" => t!("verb-tag"),
        other => other.to_owned().into(),
    }
}

/// What a kind of step does.
pub(crate) fn verb_doc(name: &str) -> AttrValue {
    match name {
        "say" => t!("verb-say-doc"),
        "ask" => t!("verb-ask-doc"),
        "menu" => t!("verb-menu-doc"),
        "set" => t!("verb-set-doc"),
        "if" => t!("verb-if-doc"),
        "switch" => t!("verb-switch-doc"),
        "script" => t!("verb-script-doc"),
        "call" => t!("verb-call-doc"),
        "goto" => t!("verb-goto-doc"),
        "wait" => t!("verb-wait-doc"),
        "end" => t!("verb-end-doc"),
        "http" => t!("verb-http-doc"),
        "handoff" => t!("verb-handoff-doc"),
        "tag" => t!("verb-tag-doc"),
        _ => AttrValue::default(),
    }
}

/// What a kind of step is found by.
pub(crate) fn verb_words(of: &Verb) -> String {
    format!("{} {}", verb(of.name), verb_doc(of.name))
}

/// What stands under a verb.
pub(crate) fn verb_value(name: &str) -> AttrValue {
    match name {
        "say" => t!("value-say"),
        "ask" => t!("value-ask"),
        "menu" => t!("value-menu"),
        "set" => t!("value-set"),
        "if" => t!("value-if"),
        "switch" => t!("value-switch"),
        "script" => t!("value-script"),
        "call" => t!("value-call"),
        "goto" => t!("value-goto"),
        "wait" => t!("value-wait"),
        "end" => t!("value-end"),
        "http" => t!("value-http"),
        "handoff" => t!("value-handoff"),
        "tag" => t!("value-tag"),
        other => other.to_owned().into(),
    }
}

/// A group of the palette.
pub(crate) fn group(name: &str) -> AttrValue {
    match name {
        "talk" => t!("group-talk"),
        "logic" => t!("group-logic"),
        "outside" => t!("group-outside"),
        "desk" => t!("group-desk"),
        other => other.to_owned().into(),
    }
}

/// An exit; those an author named are called so.
pub(crate) fn exit(name: &str) -> AttrValue {
    match name {
        "next" => t!("exit-next"),
        "then" => t!("exit-then"),
        "else" => t!("exit-else"),
        "error" => t!("exit-error"),
        "timeout" => t!("exit-timeout"),
        "no_match" => t!("exit-no-match"),
        "closed" => t!("exit-closed"),
        "offline" => t!("exit-offline"),
        other => other.to_owned().into(),
    }
}

/// A key of a step or a trail; those that are not words, such as methods, are called as they are written.
pub(crate) fn field(name: &str) -> AttrValue {
    match name {
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
        "tags" => t!("field-tags"),
        "closed" => t!("field-closed"),
        "offline" => t!("field-offline"),
        "remove" => t!("field-remove"),
        "language" => t!("field-language"),
        "starts" => t!("field-starts"),
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
        other => other.to_owned().into(),
    }
}

/// One of a few words a key may hold.
pub(crate) fn word(name: &str) -> AttrValue {
    match name {
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
        other => other.to_owned().into(),
    }
}

/// A language; those we have no word for are called by their code.
pub(crate) fn language(code: &str) -> AttrValue {
    match code {
        "pt-BR" => t!("language-pt-br"),
        "en" => t!("language-en"),
        "es" => t!("language-es"),
        other => other.to_owned().into(),
    }
}

/// The engine's sentence about a key; it speaks English, so other languages do without.
pub(crate) fn hint(doc: &'static str) -> Option<AttrValue> {
    (i18n::language() == Language::English && !doc.is_empty()).then(|| doc.into())
}

/// What the keyboard is at on the canvas, for those who do not see it.
pub(crate) fn focus(at: &Focus<'_>) -> AttrValue {
    match at {
        Focus::Nothing => AttrValue::default(),
        Focus::Several(count) => t!("several-selected", count = *count),
        Focus::Step(card) => {
            let kind = card.verb.map_or_else(|| t!("unread-step"), verb);
            let place = t!("at-step", name = card.name(), kind = kind.as_str());
            match card.errors + card.warnings {
                0 => place,
                count => format!("{place}. {}", t!("problems-here", count = count)).into(),
            }
        }
        Focus::Exit(_, port) => {
            let name = if port.label.is_empty() {
                exit(port.exit.as_str())
            } else {
                port.label.clone().into()
            };
            port.aim.as_ref().or(port.falls.as_ref()).map_or_else(
                || t!("at-exit-open", exit = name.as_str()),
                |to| t!("at-exit", exit = name.as_str(), target = to.as_str()),
            )
        }
    }
}

/// Why something done in a simulation had no effect; exactly why, the engine says in English.
pub(crate) fn fault(fault: &Fault) -> AttrValue {
    match fault {
        Fault::Refused(_) => t!("sim-refused"),
        Fault::NoSuchOption(_) => t!("sim-no-option"),
        Fault::Stored(_) | Fault::Replayed => t!("sim-defect"),
    }
}

/// Something said in passing.
pub(crate) fn notice(notice: &Notice) -> (Tone, AttrValue) {
    match notice {
        Notice::Saved => (Tone::Ok, t!("notice-saved")),
        Notice::Published(version) => (Tone::Ok, t!("notice-published", version = *version)),
        Notice::Restored => (Tone::Plain, t!("notice-restored")),
        Notice::NotYaml => (Tone::Bad, t!("notice-not-yaml")),
        Notice::Refused(why) | Notice::Server(why) => (Tone::Bad, why.clone().into()),
        Notice::BadId(BadId::Letters) => (Tone::Bad, t!("bad-id-letters")),
        Notice::BadId(BadId::Reserved) => (Tone::Bad, t!("bad-id-reserved")),
        Notice::BadId(BadId::Taken) => (Tone::Bad, t!("bad-id-taken")),
        Notice::Errors(count) => (Tone::Bad, t!("notice-errors", count = *count)),
        Notice::Copied(count) => (Tone::Plain, t!("notice-copied", count = *count)),
    }
}

/// Why the server refused; in its own words where the page has none.
pub(crate) fn refusal(problem: &Problem) -> String {
    let known = match problem.kind.as_str() {
        "forbidden" => t!("refused-forbidden"),
        "signed-out" => t!("refused-signed-out"),
        "not-found" => t!("refused-not-found"),
        "exists" => t!("bad-id-taken"),
        "changed-on-disk" => t!("conflict-text"),
        "too-large" | "too-long" => t!("refused-too-long"),
        "busy" => t!("refused-busy"),
        "storage-stopped" => t!("refused-storage-stopped"),
        "internal" => t!("refused-internal"),
        _ => return said(problem),
    };
    known.to_string()
}

/// The server's sentence: what exactly, or else what kind.
fn said(problem: &Problem) -> String {
    problem
        .detail
        .clone()
        .unwrap_or_else(|| problem.title.clone())
}

/// A moment, as people here write it.
pub(crate) fn moment(millis: i64) -> String {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds of our time, far below 2^53"
    )]
    let date = js_sys::Date::new(&JsValue::from_f64(millis as f64));
    let options = js_sys::Object::new();
    for (key, value) in [("dateStyle", "short"), ("timeStyle", "short")] {
        let set = js_sys::Reflect::set(&options, &key.into(), &value.into());
        debug_assert!(set.is_ok(), "a new object takes any key");
    }
    String::from(date.to_locale_string(i18n::language().code(), &options))
}

/// A length of time, in its two largest units.
pub(crate) fn span(millis: i64) -> String {
    let seconds = millis.max(0) / 1000;
    let parts = [
        (seconds / 86_400, "d"),
        (seconds / 3600 % 24, "h"),
        (seconds / 60 % 60, "m"),
        (seconds % 60, "s"),
    ];
    let shown: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .take(2)
        .map(|(count, unit)| format!("{count}{unit}"))
        .collect();
    if shown.is_empty() {
        "0s".to_owned()
    } else {
        shown.join(" ")
    }
}

/// The text of a new trail.
pub(crate) fn template(name: &str, id: &str, title: &str) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
    let title = if title.is_empty() { id } else { title };
    let head = format!(
        "trail: {id}\ntitle: {}\nlanguage: {}\nstarts:\n  - message: {{}}\n\nsteps:\n",
        quoted(title),
        i18n::language().code()
    );
    let steps = if name == "menu" {
        format!(
            "  hello:\n    say: {}\n    next: choices\n  choices:\n    menu: {}\n    options:\n      first: {{ label: {}, next: bye }}\n      second: {{ label: {}, next: bye }}\n    no_match: bye\n    timeout: {{ after: 30m, next: bye }}\n  bye:\n    say: {}\n    next: end\n",
            quoted(&t!("template-hello")),
            quoted(&t!("template-menu-ask")),
            quoted(&t!("template-option-one")),
            quoted(&t!("template-option-two")),
            quoted(&t!("template-bye"))
        )
    } else {
        format!(
            "  hello:\n    say: {}\n    next: end\n",
            quoted(&t!("template-hello"))
        )
    };
    format!("{head}{steps}")
}

#[cfg(test)]
mod tests {
    use super::{span, template};
    use trilha_trail::{Known, Sources, check};

    #[test]
    fn a_new_trail_has_no_problems() {
        for name in ["empty", "menu"] {
            let text = template(name, "new", "A \"new\": trail");
            let sources = Sources {
                files: [("new.yaml".to_owned(), text)].into(),
            };
            let checked = check(&sources, &"new".into(), &Known::default());
            assert_eq!(checked.diagnostics, [], "{name}");
        }
    }

    #[test]
    fn a_span_shows_two_units() {
        assert_eq!(span(1_800_000), "30m");
        assert_eq!(span(90_061_000), "1d 1h");
        assert_eq!(span(-5), "0s");
    }
}
