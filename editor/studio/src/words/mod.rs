//! What the page calls things.

mod keys;
mod kinds;

pub(crate) use keys::{field, field_of, kind, kind_doc, word};
pub(crate) use kinds::{
    card_icon, card_kind, custom_doc, custom_title, exit, group, named, offered, offered_doc,
    offered_icon, offered_lang, offered_words, output_help, port, row_help, row_hint, verb,
    verb_doc, verb_doc_lang, verb_value,
};

use crate::api::Failure;
use trilha_model::TeamId;
use trilha_state::document::Surroundings;
use trilha_state::simulation::{Fault, FaultKind};
use trilha_state::steps::BadId;
use trilha_state::{Focus, Notice, Refusal, Said};
use trilha_widgets::i18n::{self, Language};
use trilha_widgets::{Tone, t};
use trilha_wire::Problem;
use wasm_bindgen::{JsCast, JsValue};
use yew::AttrValue;

/// A name nobody gave words to, as people write.
fn plain(name: &str) -> AttrValue {
    let spaced = name.replace('_', " ");
    let mut letters = spaced.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect::<String>().into()
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
            let kind = card_kind(card);
            let place = t!("at-step", name = card.name(), kind = kind.as_str());
            match card.errors + card.warnings {
                0 => place,
                count => format!("{place}. {}", t!("problems-here", count = count)).into(),
            }
        }
        Focus::Exit(card, port) => {
            let name = self::port(card, port);
            port.aim.as_ref().or(port.falls.as_ref()).map_or_else(
                || t!("at-exit-open", exit = name.as_str()),
                |to| t!("at-exit", exit = name.as_str(), target = to.as_str()),
            )
        }
    }
}

/// Why something done in a simulation had no effect, as the desk says it; or only that, and what the engine says, which
/// is English.
pub(crate) fn fault(fault: &Fault, around: &Surroundings) -> (AttrValue, Option<AttrValue>) {
    let team = |id: &TeamId| {
        let known = around.teams.iter().find(|team| team.id == *id);
        known.map_or_else(|| id.to_string(), |team| team.title.clone())
    };
    let words = match &fault.kind {
        FaultKind::NotYours => return (t!("sim-not-yours"), None),
        FaultKind::NotOfTeam(id) => return (t!("sim-not-of-team", team = team(id)), None),
        FaultKind::NotOfGroup(id) => return (t!("sim-not-of-group", group = team(id)), None),
        FaultKind::Unskilled(skills) => {
            return (t!("sim-unskilled", skills = skills.as_str()), None);
        }
        FaultKind::Refused => t!("sim-refused"),
        FaultKind::NoSuchOption => t!("sim-no-option"),
        FaultKind::Rings => t!("sim-rings"),
        FaultKind::Defect => t!("sim-defect"),
    };
    (words, Some(fault.exact.clone().into()))
}

/// Something said in passing; and what exactly, where that is English.
pub(crate) fn notice(notice: &Notice) -> (Tone, AttrValue, Option<AttrValue>) {
    let exact = match notice {
        Notice::Refused(why) | Notice::NotRecorded(why) => Some(why.clone().into()),
        Notice::Server(why) => why.exact.clone().map(AttrValue::from),
        _ => None,
    };
    let (tone, words) = passing(notice);
    (tone, words, exact)
}

fn passing(notice: &Notice) -> (Tone, AttrValue) {
    match notice {
        Notice::Saved => (Tone::Ok, t!("notice-saved")),
        Notice::TestsSaved => (Tone::Ok, t!("notice-tests-saved")),
        Notice::NotRecorded(_) => (Tone::Bad, t!("notice-not-recorded")),
        Notice::Published(version) => (Tone::Ok, t!("notice-published", version = *version)),
        Notice::Scheduled(at) => (Tone::Ok, t!("notice-scheduled", moment = moment(*at))),
        Notice::Restored => (Tone::Plain, t!("notice-restored")),
        Notice::NotYaml => (Tone::Bad, t!("notice-not-yaml")),
        Notice::Refused(_) => (Tone::Bad, t!("notice-refused")),
        Notice::Server(why) => (Tone::Bad, why.words.clone().into()),
        Notice::BadId(BadId::Letters) => (Tone::Bad, t!("bad-id-letters")),
        Notice::BadId(BadId::Reserved) => (Tone::Bad, t!("bad-id-reserved")),
        Notice::BadId(BadId::Taken) => (Tone::Bad, t!("bad-id-taken")),
        Notice::Errors(count) => (Tone::Bad, t!("notice-errors", count = *count)),
        Notice::Copied(count) => (Tone::Plain, t!("notice-copied", count = *count)),
    }
}

/// Why the server refused; none where the page has no words for it.
pub(crate) fn refusal(problem: &Problem) -> Option<AttrValue> {
    Some(match problem.kind.as_str() {
        "forbidden" => t!("refused-forbidden"),
        "signed-out" => t!("refused-signed-out"),
        "not-found" => t!("refused-not-found"),
        "exists" => t!("bad-id-taken"),
        "changed-on-disk" => t!("conflict-text"),
        "too-large" | "too-long" => t!("refused-too-long"),
        "busy" => t!("refused-busy"),
        "storage-stopped" => t!("refused-storage-stopped"),
        "internal" => t!("refused-internal"),
        _ => return None,
    })
}

/// The server's own sentence, which is English: what exactly, or else what kind.
pub(crate) fn said(problem: &Problem) -> String {
    problem
        .detail
        .clone()
        .unwrap_or_else(|| problem.title.clone())
}

/// Why the server refused, for the editor.
pub(crate) fn refused(failure: Failure) -> Refusal {
    if failure.is("changed-on-disk") {
        return Refusal::Changed;
    }
    match failure {
        Failure::DoesNotCheck(diagnostics) => Refusal::DoesNotCheck(diagnostics),
        failure => not_done(&failure),
    }
}

/// The same, where it can only be told.
pub(crate) fn not_done(failure: &Failure) -> Refusal {
    Refusal::Other(Said {
        words: failure.words().to_string(),
        exact: failure.exact().map(|exact| exact.to_string()),
    })
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

/// A moment by the clock of a zone, with its day of the week; none where the browser does not know the zone.
pub(crate) fn moment_in(millis: i64, zone: &str) -> Option<String> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds of our time, far below 2^53"
    )]
    let date = js_sys::Date::new(&JsValue::from_f64(millis as f64));
    let options = js_sys::Object::new();
    for (key, value) in [
        ("weekday", "short"),
        ("day", "numeric"),
        ("month", "short"),
        ("year", "numeric"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
        ("timeZone", zone),
    ] {
        let set = js_sys::Reflect::set(&options, &key.into(), &value.into());
        debug_assert!(set.is_ok(), "a new object takes any key");
    }
    // What the bindings have for it cannot fail, but the browser's may: it need not know every zone.
    let told = js_sys::Reflect::get(&date, &"toLocaleString".into()).ok()?;
    let told: js_sys::Function = told.dyn_into().ok()?;
    let language = i18n::language().code().into();
    told.call2(&date, &language, &options).ok()?.as_string()
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
