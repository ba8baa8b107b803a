//! Speech: every text in every language the trail speaks.

use crate::bundle::ReadTrail;
use crate::diagnostic::{Code, Diagnostic};
use crate::reader::Referent;
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// How many missing languages are named: more than a trail is ever written in.
const NAMED: usize = 8;

pub(super) fn check(one: &ReadTrail, out: &mut Vec<Diagnostic>) {
    let texts = || {
        one.references
            .iter()
            .filter_map(|reference| match &reference.to {
                Referent::Languages(languages) => Some((reference, languages)),
                _ => None,
            })
    };
    let spoken: BTreeSet<&SmolStr> = texts().flat_map(|(_, languages)| languages).collect();
    for (reference, languages) in texts() {
        let missing: Vec<&str> = spoken
            .iter()
            .filter(|language| !languages.contains(language))
            .take(NAMED)
            .map(|language| language.as_str())
            .collect();
        if missing.is_empty() {
            continue;
        }
        let message = format!("this text is missing in {}", missing.join(", "));
        let mut diagnostic = Diagnostic::warning(
            Code::MISSING_TRANSLATION,
            &one.file,
            reference.span,
            message,
        )
        .with_help(
            "other texts of the trail are; add it, so that nobody is answered in another language",
        );
        diagnostic.step = reference.step.as_ref().map(|step| step.0.clone());
        out.push(diagnostic);
    }
}
