//! Names that are the server's own. Trails that were published before this was checked go on.

use crate::bundle::ReadTrail;
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::Node;

/// How events begin that no trail sends out, so that nobody takes a test of a webhook for what happened.
const OWN: &str = "trilha.";

pub(super) fn check(one: &ReadTrail, out: &mut Vec<Diagnostic>) {
    for (id, step) in one.node.get("steps").into_iter().flat_map(Node::entries) {
        let name = step.get("emit").and_then(|n| Some((n, n.as_str()?)));
        if let Some((node, name)) = name.filter(|(_, name)| name.starts_with(OWN)) {
            let message = format!("`{name}` cannot be the name of an event");
            let help = "what begins with `trilha.` is told by the server itself, such as a test of a webhook";
            let mut said = Diagnostic::error(Code::INVALID_ID, &one.file, node.span, message);
            said.step = Some(id.text.as_str().into());
            out.push(said.with_help(help));
        }
    }
}
