//! `agents`: whether people of a queue are there.

use super::line::{Post, SKILLS_FIELD, TEAM_FIELD};
use super::{Act, Group, Verb};
use crate::reader::Reader;
use crate::run::{Availability, Flow, Line, Run};
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::yaml::Node;
use trilha_model::{Map, QueueId, Value, VarName};

/// Looks whether anyone of a queue could take a conversation now.
#[derive(Clone, Debug)]
pub struct Agents {
    post: Post,
    save: Option<VarName>,
    available: Option<Aim>,
    busy: Option<Aim>,
    offline: Option<Aim>,
}

impl Act for Agents {
    const VERB: Verb = Verb {
        name: "agents",
        group: Group::Logic,
        doc: "Looks whether anyone of a queue could take a conversation now.",
        value: Shape::Queue,
        fields: &[
            TEAM_FIELD,
            SKILLS_FIELD,
            Field::optional(
                "save",
                Shape::Variable,
                "The variable that gets `{ available, free, waiting, place, wait }`: how many people take conversations, how many of them have none, how many contacts wait, which place one more would have, and the seconds it is expected to wait; nothing where it is not known.",
            ),
            Field::optional(
                "available",
                Shape::Target,
                "Where to go if somebody has no conversation and nobody waits.",
            ),
            Field::optional(
                "busy",
                Shape::Target,
                "Where to go if people take conversations, but all of them have one, or others wait before.",
            ),
            Field::optional(
                "offline",
                Shape::Target,
                "Where to go if nobody takes conversations.",
            ),
        ],
        example: "agents: support\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        Self {
            post: Post::read(reader, node, "agents"),
            save: reader.save(node, Some("map")),
            available: reader.aim(node, "available"),
            busy: reader.aim(node, "busy"),
            offline: reader.aim(node, "offline"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![
            Exit::plain("available", self.available.as_ref()),
            Exit::plain("busy", self.busy.as_ref()),
            Exit::plain("offline", self.offline.as_ref()),
        ]
    }

    fn summary(&self, _: &str) -> String {
        self.post.queue.to_string()
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        let (_, line) = self.post.look(run)?;
        if let Some(name) = &self.save {
            run.set(name.clone(), told(&line))?;
        }
        Ok(Flow::exit(match line.availability() {
            Availability::Open => "available",
            Availability::Busy => "busy",
            Availability::Offline => "offline",
        }))
    }
}

impl Agents {
    /// The queue it looks at.
    pub(crate) fn queue(&self) -> &QueueId {
        &self.post.queue
    }
}

fn told(line: &Line) -> Value {
    let count = |count: Option<u32>| count.map_or(Value::Null, |count| Value::Int(count.into()));
    let place = line.waiting.map(|waiting| waiting.saturating_add(1));
    let wait = line.wait.map(|wait| Value::Int(wait.0 / 1_000));
    Value::Map(Map::from([
        ("available".into(), count(Some(line.available))),
        ("free".into(), count(line.free)),
        ("waiting".into(), count(line.waiting)),
        ("place".into(), count(place)),
        ("wait".into(), wait.unwrap_or_default()),
    ]))
}
