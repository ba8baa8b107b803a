//! What kinds of steps are called, and how they are drawn: one line for each. A kind without a line has
//! its own name, the engine's sentence and a plain drawing.

use super::plain;
use trilha_state::card::{Card, Port};
use trilha_state::form::{Named, Row};
use trilha_state::{CustomStep, Offered};
use trilha_trail::{Output, VERBS};
use trilha_widgets::{Icon, i18n, t};
use yew::AttrValue;

/// What a kind of step is called.
struct Called {
    icon: Icon,
    name: fn() -> AttrValue,
    doc: fn() -> AttrValue,
}

impl Called {
    fn new(icon: Icon, name: fn() -> AttrValue, doc: fn() -> AttrValue) -> Self {
        Self { icon, name, doc }
    }
}

fn called(verb: &str) -> Option<Called> {
    Some(match verb {
        "say" => Called::new(Icon::Message, || t!("verb-say"), || t!("verb-say-doc")),
        "ask" => Called::new(Icon::Keyboard, || t!("verb-ask"), || t!("verb-ask-doc")),
        "menu" => Called::new(Icon::List, || t!("verb-menu"), || t!("verb-menu-doc")),
        "form" => Called::new(Icon::Edit, || t!("verb-form"), || t!("verb-form-doc")),
        "rate" => Called::new(Icon::Check, || t!("verb-rate"), || t!("verb-rate-doc")),
        "template" => Called::new(
            Icon::Copy,
            || t!("verb-template"),
            || t!("verb-template-doc"),
        ),
        "set" => Called::new(Icon::Variable, || t!("verb-set"), || t!("verb-set-doc")),
        "if" => Called::new(Icon::Branch, || t!("verb-if"), || t!("verb-if-doc")),
        "switch" => Called::new(Icon::Filter, || t!("verb-switch"), || t!("verb-switch-doc")),
        "split" => Called::new(Icon::Transfer, || t!("verb-split"), || t!("verb-split-doc")),
        "each" => Called::new(Icon::Refresh, || t!("verb-each"), || t!("verb-each-doc")),
        "hours" => Called::new(Icon::Sun, || t!("verb-hours"), || t!("verb-hours-doc")),
        "agents" => Called::new(Icon::Desk, || t!("verb-agents"), || t!("verb-agents-doc")),
        "call" => Called::new(Icon::Transfer, || t!("verb-call"), || t!("verb-call-doc")),
        "goto" => Called::new(Icon::ArrowRight, || t!("verb-goto"), || t!("verb-goto-doc")),
        "script" => Called::new(Icon::Code, || t!("verb-script"), || t!("verb-script-doc")),
        "use" => Called::new(Icon::Command, || t!("verb-use"), || t!("verb-use-doc")),
        "wait" => Called::new(Icon::Clock, || t!("verb-wait"), || t!("verb-wait-doc")),
        "end" => Called::new(Icon::Flag, || t!("verb-end"), || t!("verb-end-doc")),
        "http" => Called::new(Icon::Globe, || t!("verb-http"), || t!("verb-http-doc")),
        "ai" => Called::new(Icon::Bot, || t!("verb-ai"), || t!("verb-ai-doc")),
        "email" => Called::new(Icon::Send, || t!("verb-email"), || t!("verb-email-doc")),
        "emit" => Called::new(Icon::Upload, || t!("verb-emit"), || t!("verb-emit-doc")),
        "handoff" => Called::new(
            Icon::Users,
            || t!("verb-handoff"),
            || t!("verb-handoff-doc"),
        ),
        "tag" => Called::new(Icon::Tag, || t!("verb-tag"), || t!("verb-tag-doc")),
        "contact" => Called::new(Icon::User, || t!("verb-contact"), || t!("verb-contact-doc")),
        "note" => Called::new(Icon::Note, || t!("verb-note"), || t!("verb-note-doc")),
        "protocol" => Called::new(
            Icon::Hash,
            || t!("verb-protocol"),
            || t!("verb-protocol-doc"),
        ),
        "ticket" => Called::new(Icon::Tag, || t!("verb-ticket"), || t!("verb-ticket-doc")),
        "dial" => Called::new(Icon::Bell, || t!("verb-dial"), || t!("verb-dial-doc")),
        "record" => Called::new(Icon::Sound, || t!("verb-record"), || t!("verb-record-doc")),
        _ => return None,
    })
}

/// The drawing of a kind of step.
fn icon(verb: &str) -> Icon {
    called(verb).map_or(Icon::Note, |called| called.icon)
}

/// A kind of step.
pub(crate) fn verb(name: &str) -> AttrValue {
    called(name).map_or_else(|| plain(name), |called| (called.name)())
}

/// What a kind of step does.
pub(crate) fn verb_doc(name: &str) -> AttrValue {
    called(name).map_or_else(|| english(name).into(), |called| (called.doc)())
}

/// The language [`verb_doc`] is in, where it is not the page's.
pub(crate) fn verb_doc_lang(name: &str) -> Option<&'static str> {
    called(name).is_none().then_some("en")
}

fn english(name: &str) -> &'static str {
    let known = VERBS.iter().find(|verb| verb.name == name);
    known.map_or("", |verb| verb.doc)
}

/// What something one may add is called.
pub(crate) fn offered(what: &Offered) -> AttrValue {
    match what {
        Offered::Verb(of) => verb(of.name),
        Offered::Custom(custom) => custom_title(custom),
    }
}

/// What it does.
pub(crate) fn offered_doc(what: &Offered) -> AttrValue {
    match what {
        Offered::Verb(of) => verb_doc(of.name),
        Offered::Custom(custom) => custom_doc(custom),
    }
}

/// The language [`offered_doc`] is in, where it is known not to be the page's.
pub(crate) fn offered_lang(what: &Offered) -> Option<&'static str> {
    match what {
        Offered::Verb(of) => verb_doc_lang(of.name),
        Offered::Custom(_) => None,
    }
}

/// Its drawing.
pub(crate) fn offered_icon(what: &Offered) -> Icon {
    match what {
        Offered::Verb(of) => icon(of.name),
        Offered::Custom(custom) => custom_icon(custom),
    }
}

/// What it is found by.
pub(crate) fn offered_words(what: &Offered) -> String {
    format!("{} {}", offered(what), offered_doc(what))
}

/// What a custom step is called, by its file in the language nearest to the page's.
pub(crate) fn custom_title(custom: &CustomStep) -> AttrValue {
    custom.title(i18n::language().code()).into()
}

/// What a custom step does.
pub(crate) fn custom_doc(custom: &CustomStep) -> AttrValue {
    custom.help(i18n::language().code()).into()
}

/// What an input or an exit of a custom step is called; by its name where it has no title.
pub(crate) fn named(of: &Named, name: &str) -> AttrValue {
    let title = of.title(i18n::language().code());
    if title.is_empty() {
        plain(name)
    } else {
        title.into()
    }
}

/// What a row is for, where its name is pointed at.
pub(crate) fn row_hint(row: &Row) -> Option<AttrValue> {
    match &row.named {
        Some(_) => Some(row.name.to_string().into()),
        None => super::hint(row.doc),
    }
}

/// What an input or an exit of a custom step is for, below its field.
pub(crate) fn row_help(row: &Row) -> Option<AttrValue> {
    let help = row.named.as_ref()?.help(i18n::language().code());
    (!help.is_empty()).then(|| help.into())
}

/// What an output of a custom step is.
pub(crate) fn output_help(output: &Output) -> Option<AttrValue> {
    let language = i18n::language().code();
    let help = output.help.pick(Some(language), "").source();
    (!help.is_empty()).then(|| help.into())
}

/// The drawing its file names, `sign-out`; that of all custom steps where there is none of that name.
fn custom_icon(custom: &CustomStep) -> Icon {
    let plain = |name: &str| name.replace(['-', '_'], "").to_lowercase();
    let wanted = plain(&custom.icon);
    let known = Icon::ALL.iter().copied();
    let mut named = known.filter(|icon| plain(&format!("{icon:?}")) == wanted);
    named.next().unwrap_or_else(|| icon("use"))
}

/// The kind of a step on the canvas.
pub(crate) fn card_kind(card: &Card) -> AttrValue {
    match (&card.custom, card.verb) {
        (Some(custom), _) => custom_title(custom),
        (None, Some(name)) => verb(name),
        (None, None) => t!("unread-step"),
    }
}

/// An exit of a step on the canvas: that of a custom step as its file calls it.
pub(crate) fn card_exit(card: &Card, name: &str) -> AttrValue {
    let custom = card.custom.as_ref();
    let way = custom.and_then(|custom| custom.exits.iter().find(|way| way.name == name));
    let language = i18n::language().code();
    let title = way.map(|way| way.title.pick(Some(language), "").source());
    let title = title.filter(|title| !title.is_empty());
    title.map_or_else(|| exit_of(card.verb, name), AttrValue::from)
}

/// What an exit of a step is called: by its author where they named it.
pub(crate) fn port(card: &Card, port: &Port) -> AttrValue {
    if port.label.is_empty() {
        card_exit(card, port.exit.as_str())
    } else {
        port.label.clone().into()
    }
}

/// The drawing of a step on the canvas.
pub(crate) fn card_icon(card: &Card) -> Icon {
    match &card.custom {
        Some(custom) => custom_icon(custom),
        None => card.verb.map_or(Icon::Alert, icon),
    }
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
        "call" => t!("value-call"),
        "goto" => t!("value-goto"),
        "script" => t!("value-script"),
        "wait" => t!("value-wait"),
        "end" => t!("value-end"),
        "http" => t!("value-http"),
        "handoff" => t!("value-handoff"),
        "tag" => t!("value-tag"),
        "agents" => t!("value-agents"),
        "ai" => t!("value-ai"),
        "contact" => t!("value-contact"),
        "dial" => t!("value-dial"),
        "each" => t!("value-each"),
        "email" => t!("value-email"),
        "emit" => t!("value-emit"),
        "form" => t!("value-form"),
        "hours" => t!("value-hours"),
        "note" => t!("value-note"),
        "protocol" => t!("value-protocol"),
        "rate" => t!("value-rate"),
        "record" => t!("value-record"),
        "split" => t!("value-split"),
        "template" => t!("value-template"),
        "ticket" => t!("value-ticket"),
        other => verb(other),
    }
}

/// A group of the palette.
pub(crate) fn group(name: &str) -> AttrValue {
    match name {
        "talk" => t!("group-talk"),
        "logic" => t!("group-logic"),
        "outside" => t!("group-outside"),
        "desk" => t!("group-desk"),
        "voice" => t!("group-voice"),
        "custom" => t!("group-custom"),
        other => plain(other),
    }
}

/// An exit of a kind of step, where it is another thing there than elsewhere.
fn exit_of(verb: Option<&str>, name: &str) -> AttrValue {
    match (verb, name) {
        (Some("hours"), "closed") => t!("exit-shut"),
        (Some("handoff"), "timeout") => t!("exit-nobody"),
        (Some("wait"), "timeout") => t!("exit-not-come"),
        (_, name) => exit(name),
    }
}

/// An exit, as people say it; those an author named are called so.
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
        "open" => t!("exit-open"),
        "available" => t!("exit-available"),
        "busy" => t!("exit-busy"),
        "no_answer" => t!("exit-no-answer"),
        "body" => t!("exit-body"),
        "event" => t!("exit-event"),
        "unsure" => t!("exit-unsure"),
        other => other.to_owned().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::field;

    #[test]
    fn every_kind_there_is_has_words_and_a_drawing() {
        for verb in VERBS {
            assert!(called(verb.name).is_some(), "{}", verb.name);
        }
    }

    #[test]
    fn a_kind_nobody_named_yet_is_called_by_its_own_name() {
        assert_eq!(verb("new_kind"), "New kind");
        assert_eq!(icon("new_kind"), Icon::Note);
        assert_eq!(verb_value("new_kind"), "New kind");
        assert_eq!(group("new_group"), "New group");
        assert_eq!(field("new_key"), "New key");
        assert_eq!(verb_doc_lang("new_kind"), Some("en"));
        assert_eq!(verb_doc_lang("say"), None);
    }
}
