//! Knowledge: the folders that models answer from are there, say something, and are not too large to be stored.

use crate::bundle::{Read, ReadTrail, Sources};
use crate::diagnostic::{Code, Diagnostic};
use crate::knowledge::{KNOWLEDGE_BYTES, knowledge_of};
use crate::reader::Referent;
use crate::shape::nearest;

pub(super) fn check(one: &ReadTrail, read: &Read, sources: &Sources, out: &mut Vec<Diagnostic>) {
    let mut large = too_large(read);
    for reference in &one.references {
        let Referent::Knowledge(name) = &reference.to else {
            continue;
        };
        let mut say = |code, message: String, help: String| {
            let mut said =
                Diagnostic::error(code, &one.file, reference.span, message).with_help(help);
            said.step = reference.step.as_ref().map(|step| step.0.clone());
            out.push(said);
        };
        let mut texts = sources.documents(name).map(|(_, text)| text).peekable();
        if texts.peek().is_none() {
            let near = nearest(name, sources.knowledge().into_iter());
            let help = near.map_or_else(
                || "documents are files in that folder, named `….md` or `….txt`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("there are no documents in `knowledge/{name}/`");
            say(Code::UNKNOWN_KNOWLEDGE, message, help);
        } else if texts.all(|text| text.trim().is_empty()) {
            let message = format!("the documents in `knowledge/{name}/` say nothing");
            let help = "write down what the model may answer, under headings".to_owned();
            say(Code::UNKNOWN_KNOWLEDGE, message, help);
        } else if let Some(bytes) = large.take() {
            let message = format!(
                "the documents this trail reaches have {bytes} bytes, more than the {KNOWLEDGE_BYTES} that are published with it"
            );
            let help = "take out what nobody asks, or name fewer folders".to_owned();
            say(Code::KNOWLEDGE_TOO_LARGE, message, help);
        }
    }
}

/// How many bytes all documents have together, where that is too many.
fn too_large(read: &Read) -> Option<usize> {
    let documents = read
        .files
        .iter()
        .filter(|(path, _)| knowledge_of(path).is_some());
    let bytes = documents.map(|(_, text)| text.len()).sum();
    (bytes > KNOWLEDGE_BYTES).then_some(bytes)
}
