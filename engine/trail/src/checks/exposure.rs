//! Exposure: secrets written out, and personal data where logs and models keep it.

use crate::bundle::ReadTrail;
use crate::diagnostic::{Code, Diagnostic, Severity, Span};
use crate::reader::{Reference, Referent};
use crate::yaml::{Content, Key, Node};
use regex_lite::Regex;
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use trilha_model::VarName;

/// What the keys of well-known services look like, as each documents it: Stripe, `OpenAI`, AWS, GitHub,
/// Slack, Google, a JSON Web Token, a private key in PEM, a password in an address.
static KEYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let forms = [
        r"\b[rs]k_live_[0-9A-Za-z]{16,}",
        r"\bsk-[0-9A-Za-z_-]{20,}",
        r"\bAKIA[0-9A-Z]{16}\b",
        r"\bgh[pousr]_[0-9A-Za-z]{30,}",
        r"\bxox[abprs]-[0-9A-Za-z-]{10,}",
        r"\bAIza[0-9A-Za-z_-]{35}",
        r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}",
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
        r"://[^/\s:@{}]+:[^/\s:@{}]+@",
    ];
    Regex::new(&forms.join("|")).ok()
});

/// Headers and parameters that hold secrets, by what their names contain.
const SECRET_NAMES: [&str; 8] = [
    "authorization",
    "token",
    "secret",
    "password",
    "api-key",
    "api_key",
    "apikey",
    "cookie",
];

/// The shortest literal that a header named so is taken to hold a secret: words such as `Bearer` are shorter.
const SHORTEST: usize = 12;

pub(super) fn check(one: &ReadTrail, out: &mut Vec<Diagnostic>) {
    let mut exposure = Exposure {
        one,
        step: None,
        out,
    };
    exposure.look(&one.node);
    for (key, step) in one.node.get("steps").into_iter().flat_map(Node::entries) {
        exposure.step = Some(key.text.as_str().into());
        exposure.look(step);
        exposure.request(step);
    }
    personal(one, out);
    told_to_models(one, out);
}

struct Exposure<'e> {
    one: &'e ReadTrail,
    step: Option<SmolStr>,
    out: &'e mut Vec<Diagnostic>,
}

impl Exposure<'_> {
    fn say(&mut self, severity: Severity, span: Span, message: String) {
        let help = "write `{{ secret.NAME }}` in the address, the query or a header, and let an admin add it under Settings, Secrets";
        let mut diagnostic = Diagnostic::new(
            severity,
            Code::SECRET_IN_CLEAR,
            &self.one.file,
            span,
            message,
        )
        .with_help(help);
        diagnostic.step.clone_from(&self.step);
        self.out.push(diagnostic);
    }

    /// Every scalar that holds what looks like a key; those of steps when it is their turn.
    fn look(&mut self, node: &Node) {
        match &node.value {
            Content::Scalar(_) => {
                if looks_like_a_key(node) {
                    let message = "this looks like the key or password of a service".to_owned();
                    self.say(Severity::Error, node.span, message);
                }
            }
            Content::Seq(items) => items.iter().for_each(|item| self.look(item)),
            Content::Map(entries) => {
                let within = self.step.is_some();
                for (_, value) in entries
                    .iter()
                    .filter(|(key, _)| within || key.text != "steps")
                {
                    self.look(value);
                }
            }
        }
    }

    /// Headers and parameters of a request that hold secrets and have a fixed value.
    fn request(&mut self, step: &Node) {
        let request = step.get("http");
        let parts = ["headers", "query"];
        let named = parts
            .iter()
            .filter_map(|part| request.and_then(|request| request.get(part)));
        for (key, value) in named.flat_map(Node::entries) {
            if is_written_out(key, value) && !looks_like_a_key(value) {
                let message = format!("`{}` holds a secret, and it is written out", key.text);
                self.say(Severity::Warning, value.span, message);
            }
        }
    }
}

fn looks_like_a_key(node: &Node) -> bool {
    let text = node.as_str().unwrap_or_default();
    KEYS.as_ref().is_some_and(|keys| keys.is_match(text))
}

fn is_written_out(key: &Key, value: &Node) -> bool {
    let name = key.text.to_ascii_lowercase();
    let text = value.as_str().unwrap_or_default();
    let word = text.strip_prefix("Bearer ").or(text.strip_prefix("Basic "));
    let word = word.unwrap_or(text).trim();
    SECRET_NAMES.iter().any(|part| name.contains(part))
        && !text.contains("{{")
        && word.len() >= SHORTEST
}

/// Personal variables in addresses, which every server on the way writes into its log.
fn personal(one: &ReadTrail, out: &mut Vec<Diagnostic>) {
    let vars = one.trail.vars.iter().filter(|var| var.personal);
    let personal: BTreeSet<&str> = vars.map(|var| var.name.as_str()).collect();
    if personal.is_empty() {
        return;
    }
    let reads = one.references.iter().filter_map(|one| match &one.to {
        Referent::Read(name) if personal.contains(name.as_str()) => Some((name, one)),
        _ => None,
    });
    for (name, reference) in reads {
        let Some((message, help)) = exposed(one, name, reference) else {
            continue;
        };
        let mut diagnostic =
            Diagnostic::warning(Code::PERSONAL_EXPOSED, &one.file, reference.span, message)
                .with_help(help);
        diagnostic.step = reference.step.as_ref().map(|step| step.0.clone());
        let declared = one.trail.vars.iter();
        if let Some(var) = declared
            .into_iter()
            .find(|var| var.name == VarName(name.clone()))
        {
            diagnostic = diagnostic.with_label(var.span, "declared personal here");
        }
        out.push(diagnostic);
    }
}

/// What is personal, is sent to a model, and is not named there as meant for it.
fn told_to_models(one: &ReadTrail, out: &mut Vec<Diagnostic>) {
    let var = |name: &str| {
        let mut vars = one.trail.vars.iter();
        vars.find(|var| var.personal && var.name.as_str() == name)
    };
    for reference in &one.references {
        let (Referent::Read(name), Some(step)) = (&reference.to, &reference.step) else {
            continue;
        };
        let (declared, contact) = (var(name), name == "contact");
        let node = one
            .node
            .get("steps")
            .and_then(|steps| steps.get(step.as_str()));
        let Some(asked) = node.and_then(|node| node.get("ai")) else {
            continue;
        };
        if given_to_a_tool(asked, reference.span) {
            continue;
        }
        let named = asked.get("personal").map(Node::one_or_more);
        let mut named = named.unwrap_or_default().iter();
        if (declared.is_none() && !contact) || named.any(|node| node.as_str() == Some(name)) {
            continue;
        }
        let message = format!("`{name}` is personal and is sent to a model");
        let help =
            format!("leave it out, or say that it is meant: `personal: [{name}]` under `ai`");
        let mut diagnostic =
            Diagnostic::error(Code::PERSONAL_TO_MODEL, &one.file, reference.span, message)
                .with_help(help);
        diagnostic.step = Some(step.0.clone());
        if let Some(var) = declared {
            diagnostic = diagnostic.with_label(var.span, "declared personal here");
        }
        out.push(diagnostic);
    }
}

/// Whether something stands where a model does not see it: in what its tools are given besides.
fn given_to_a_tool(asked: &Node, at: Span) -> bool {
    let tools = asked.get("tools").into_iter().flat_map(Node::entries);
    let mut given = tools.filter_map(|(_, tool)| tool.get("with"));
    given.any(|with| with.span.start <= at.start && at.end <= with.span.end)
}

fn exposed(one: &ReadTrail, name: &str, reference: &Reference) -> Option<(String, &'static str)> {
    let id = reference.step.as_ref()?;
    let node = one.node.get("steps")?.get(id.as_str())?;
    let lies_in = |node: &Node| {
        node.span.start <= reference.span.start && reference.span.end <= node.span.end
    };
    let request = node.get("http")?;
    let methods = ["get", "post", "put", "patch", "delete", "query"];
    let mut parts = methods.iter().filter_map(|key| request.get(key));
    parts.any(lies_in).then(|| {
        (
            format!("`{name}` is personal and stands in an address"),
            "addresses are written into the logs of every server on the way; send it in the body with `post` and `json`",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::KEYS;

    #[test]
    fn the_forms_of_keys_can_be_read() {
        assert!(KEYS.is_some());
    }
}
