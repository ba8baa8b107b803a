//! Functions: what expressions and scripts call must be there.

use crate::bundle::{Read, ReadTrail};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::reader::{Referent, word_at};
use crate::shape::nearest;
use std::collections::BTreeSet;
use trilha_script::{Library, functions, is_function};

/// What functions are called in the languages most people come from, and what they are called here.
const ELSEWHERE: [(&str, &str); 15] = [
    ("length", "len"),
    ("size", "len"),
    ("substring", "sub_string"),
    ("substr", "sub_string"),
    ("toUpperCase", "upper"),
    ("toLowerCase", "lower"),
    ("includes", "contains"),
    ("indexOf", "index_of"),
    ("startsWith", "starts_with"),
    ("endsWith", "ends_with"),
    ("parseInt", "integer"),
    ("parseFloat", "number"),
    ("toString", "text"),
    ("int", "integer"),
    ("str", "text"),
];

/// Says which functions a trail calls that nobody has. A script may call those of files, an expression may not.
pub(super) fn check(one: &ReadTrail, library: &Library, out: &mut Vec<Diagnostic>) {
    let own = library.functions();
    for reference in &one.references {
        let Referent::Called(name, script) = &reference.to else {
            continue;
        };
        let in_file = own.iter().find(|function| function.name == *name);
        let help = match in_file {
            Some(_) if *script => continue,
            Some(function) => format!(
                "`scripts/{}.rhai` has one, which only a `script` step may call",
                function.file
            ),
            None if *script && library.may_hold(name) => continue,
            None if *script => lacking(name, library),
            None => lacking(name, &Library::default()),
        };
        let mut said = said(&one.file, reference.span, name, help);
        said.step = reference.step.as_ref().map(|step| step.0.clone());
        out.push(said);
    }
}

/// The same of the files of scripts and of custom steps.
pub(super) fn in_files(read: &Read, out: &mut Vec<Diagnostic>) {
    let mut say = |file: &str, name: &str, library: &Library| {
        let text = read.files.get(file).map_or("", String::as_str);
        let at = word_at(text, name).unwrap_or(0);
        let span = Span::from(at..(at + name.len()).min(text.len()));
        out.push(said(file, span, name, lacking(name, library)));
    };
    for (name, called) in read.library.unknown() {
        say(&format!("scripts/{name}.rhai"), called, &read.library);
    }
    for custom in read.customs.values() {
        let calls: BTreeSet<&str> = custom.calls().collect();
        for name in calls.into_iter().filter(|name| !is_function(name)) {
            say(&custom.file, name, &Library::default());
        }
    }
}

fn said(file: &str, span: Span, name: &str, help: String) -> Diagnostic {
    let message = format!("there is no function `{name}`");
    Diagnostic::error(Code::UNKNOWN_SCRIPT, file, span, message).with_help(help)
}

/// What to do about a function that is not there.
fn lacking(name: &str, library: &Library) -> String {
    if let Some((_, ours)) = ELSEWHERE.iter().find(|(theirs, _)| *theirs == name) {
        return format!("here it is `{ours}`");
    }
    let own = library.functions().iter();
    let standard = functions().map(|function| function.name);
    let known: BTreeSet<&str> = standard
        .chain(own.map(|function| function.name.as_str()))
        .collect();
    match nearest(name, known.into_iter()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`trilha doc` lists all there are".to_owned(),
    }
}
