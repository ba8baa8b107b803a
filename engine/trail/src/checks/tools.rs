//! Tools of models that assist: what they call takes what it is given, and comes back.

use crate::bundle::{Read, ReadTrail};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::graph::Destination;
use crate::reader::{Reference, Referent};
use crate::shape::nearest;
use crate::steps::Kind;
use crate::target::Target;
use crate::trail::{Step, Trail, kind_fits};
use crate::yaml::Node;
use smol_str::SmolStr;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use trilha_model::TrailId;

/// The trails that come back to whoever called them, found out when first asked for.
pub(super) struct Returning<'r> {
    read: &'r Read,
    found: OnceCell<BTreeSet<&'r TrailId>>,
}

impl<'r> Returning<'r> {
    pub(super) fn of(read: &'r Read) -> Self {
        Self {
            read,
            found: OnceCell::new(),
        }
    }

    fn has(&self, id: &TrailId) -> bool {
        let found = self.found.get_or_init(|| returning(self.read));
        found.contains(id)
    }
}

pub(super) fn check(
    one: &ReadTrail,
    read: &Read,
    returning: &Returning<'_>,
    out: &mut Vec<Diagnostic>,
) {
    for reference in &one.references {
        if let Referent::Parameters(file, function, given) = &reference.to {
            parameters(one, read, reference, (file, function, given), out);
        }
    }
    let assists = one.trail.steps.iter().filter_map(|step| match &step.kind {
        Kind::Ai(ai) => Some((step, ai)),
        _ => None,
    });
    for (step, ai) in assists {
        let node = one
            .node
            .get("steps")
            .and_then(|steps| steps.get(step.id.as_str()));
        let tools = node.and_then(|node| node.get("ai")?.get("tools"));
        for (name, id) in ai.trails() {
            let tool = tools.and_then(|tools| tools.get(name));
            let callee = read.trails.get(id).map(|read| &read.trail);
            let (Some(tool), Some(callee)) = (tool, callee) else {
                continue;
            };
            let mut said = Vec::new();
            types(one, tool, callee, &mut said);
            if let Some(called) = tool.get("call").filter(|_| !returning.has(id)) {
                let message = format!("the trail `{id}` never comes back to the model");
                said.push(
                    Diagnostic::warning(Code::TOOL_NEVER_BACK, &one.file, called.span, message)
                        .with_help(
                            "lead one of its ways to `return`, or hand over in a step of this trail",
                        ),
                );
            }
            out.extend(said.into_iter().map(|one| one.in_step(step.id.0.clone())));
        }
    }
}

/// What a function is given by name must be its parameters.
fn parameters(
    one: &ReadTrail,
    read: &Read,
    reference: &Reference,
    (file, function, given): (&SmolStr, &SmolStr, &[(SmolStr, Span)]),
    out: &mut Vec<Diagnostic>,
) {
    let Some(known) = read.library.function(file, function, given.len()) else {
        return;
    };
    let parameters = || known.parameters.iter().map(SmolStr::as_str);
    for (name, span) in given {
        if parameters().any(|parameter| parameter == name) {
            continue;
        }
        let message = format!("`{function}` of `scripts/{file}.rhai` has no parameter `{name}`");
        let all = || parameters().collect::<Vec<_>>().join(", ");
        let help = nearest(name, parameters()).map_or_else(
            || format!("its parameters are {}", all()),
            |near| format!("did you mean `{near}`?"),
        );
        let mut diagnostic =
            Diagnostic::error(Code::TOOL_ARGUMENT, &one.file, *span, message).with_help(help);
        diagnostic.step = reference.step.as_ref().map(|step| step.0.clone());
        out.push(diagnostic);
    }
}

/// What a model gives a trail must fit the variables it goes into.
fn types(one: &ReadTrail, tool: &Node, callee: &Trail, out: &mut Vec<Diagnostic>) {
    for (key, argument) in tool.get("arguments").into_iter().flat_map(Node::entries) {
        let var = callee.vars.iter().find(|var| var.name.as_str() == key.text);
        let declared = var.and_then(|var| var.kind.as_deref());
        let given = argument
            .get("type")
            .and_then(|node| Some((node, node.as_str()?)));
        let (Some(declared), Some((at, given))) = (declared, given) else {
            continue;
        };
        if !kind_fits(declared, given) {
            let message = format!(
                "`{}` holds {declared}, the model would give {given}",
                key.text
            );
            out.push(
                Diagnostic::error(Code::WRONG_TYPE, &one.file, at.span, message).with_help(
                    format!("take `type` out: what `{}` declares counts", callee.id),
                ),
            );
        }
    }
}

/// The trails that come back to whoever called them: those through which a way leads back without a call that
/// never comes back itself. A trail that is not there is none of these, and no reason either.
fn returning(read: &Read) -> BTreeSet<&TrailId> {
    #[cfg(test)]
    tests::SOUGHT.with(|times| times.set(times.get() + 1));
    let mut found = BTreeSet::new();
    loop {
        let known = found.len();
        for (id, one) in &read.trails {
            let back = |id: &TrailId| found.contains(id) || !read.trails.contains_key(id);
            if !found.contains(id) && comes_back(&one.trail, &back) {
                found.insert(id);
            }
        }
        if found.len() == known {
            return found;
        }
    }
}

/// Whether a way through a trail leads back to whoever called it, where only calls of these trails come back.
fn comes_back(trail: &Trail, back: &dyn Fn(&TrailId) -> bool) -> bool {
    let Some(start) = trail.start() else {
        return true;
    };
    let lost = |step: &Step, exit: &str| match &step.kind {
        Kind::Call(call) => exit != "error" && !back(call.trail()),
        _ => false,
    };
    let shut = |position: usize, exit: &str| {
        let step = trail.at(position);
        step.is_some_and(|step| lost(step, exit))
    };
    let mut from = vec![Target::Step(start.id.clone())];
    from.extend(trail.interrupts.iter().map(|one| one.target.clone()));
    let steps = trail.graph.reached_without(&from, &shut).into_iter();
    let mut steps = steps.filter_map(|position| trail.at(position));
    steps.any(|step| {
        let exits = step.exits().into_iter();
        let open = |name: &str| name != "error" && !lost(step, name);
        let mut ways = exits.filter(|exit| open(exit.name.as_str()));
        !matches!(step.kind, Kind::Goto(_) | Kind::End(_))
            && ways.any(|exit| {
                let to = trail.graph.follow(step, exit.name.as_str());
                matches!(to, Destination::Nowhere | Destination::Return)
            })
    })
}

#[cfg(test)]
mod tests {
    use crate::bundle::{Known, Sources, check};
    use crate::diagnostic::Code;
    use std::cell::Cell;

    thread_local! {
        /// How often it was found out which trails come back.
        pub(super) static SOUGHT: Cell<usize> = const { Cell::new(0) };
    }

    #[test]
    fn which_trails_come_back_is_found_out_once_for_all() {
        let trails = 8;
        let trail = |n: usize| {
            let tool = format!("{{ about: More, call: t{} }}", (n + 1) % trails);
            let ai = format!("{{ assist: hi, tools: {{ more: {tool} }} }}");
            let step = format!("  a: {{ ai: {ai}, next: end, unsure: end, error: end }}\n");
            (format!("t{n}.yaml"), format!("trail: t{n}\nsteps:\n{step}"))
        };
        let sources = Sources {
            files: (0..trails).map(trail).collect(),
        };
        let said = check(&sources, &"t0".into(), &Known::default()).diagnostics;
        let lost = said.iter().filter(|one| one.code == Code::TOOL_NEVER_BACK);
        assert_eq!(lost.count(), trails, "{said:?}");
        assert_eq!(SOUGHT.get(), 1);
    }
}
