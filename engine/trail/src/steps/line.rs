//! The queue of a step, and which of its people it is for: read and looked up in one way.

use crate::reader::{Reader, Referent};
use crate::run::{Line, Run, Whom};
use crate::shape::{Field, Shape};
use crate::text::Template;
use crate::yaml::Node;
use smol_str::SmolStr;
use trilha_model::{QueueId, TeamId};

/// The key for what people must be good at.
pub(super) const SKILLS_FIELD: Field = Field::optional(
    "skills",
    Shape::OneOrMore(&Shape::Template),
    "What whoever takes it must be good at, in the words an admin gave people: others do not count, and only supervisors take it without.",
);

/// The key for the team people must be in.
pub(super) const TEAM_FIELD: Field = Field::optional(
    "team",
    Shape::Team,
    "The team whoever takes it must be in: others of the queue do not count, and only supervisors take it all the same.",
);

/// The key for the team for whom what is said is.
pub(super) const GROUP_FIELD: Field = Field::optional(
    "group",
    Shape::Team,
    "The message group: the team who reads what is said while people have it, and takes it; others of the queue see that something was said, supervisors read it too.",
);

/// A queue, or those of it who are in a team, or good at something.
#[derive(Clone, Debug)]
pub(super) struct Post {
    pub(super) queue: QueueId,
    team: Option<TeamId>,
    group: Option<TeamId>,
    skills: Vec<Template>,
}

impl Post {
    /// Reads the queue under the verb, `team` and `skills`.
    pub(super) fn read(reader: &mut Reader<'_>, node: &Node, verb: &str) -> Self {
        let queue = node.get(verb);
        let queue = queue.and_then(|node| Some((QueueId::from(node.as_str()?), node.span)));
        if let Some((queue, span)) = &queue {
            reader.refer(Referent::Queue(queue.clone()), *span);
        }
        let team = team(reader, node, "team");
        let skills = node
            .get("skills")
            .map(Node::one_or_more)
            .unwrap_or_default();
        for node in skills {
            let skill = node.as_str().unwrap_or_default().trim();
            if !skill.is_empty() && !skill.contains("{{") {
                reader.refer(Referent::Skill(skill.into()), node.span);
            }
        }
        Self {
            queue: queue.map(|(queue, _)| queue).unwrap_or_default(),
            team,
            group: None,
            skills: skills
                .iter()
                .map(|node| reader.template(node, false))
                .collect(),
        }
    }

    /// Reads `group` too.
    pub(super) fn with_group(mut self, reader: &mut Reader<'_>, node: &Node) -> Self {
        self.group = team(reader, node, "group");
        self
    }

    /// The team people must be in.
    pub(super) fn team(&self) -> Option<&TeamId> {
        self.team.as_ref()
    }

    /// The message group that what is said is for.
    pub(super) fn group(&self) -> Option<&TeamId> {
        self.group.as_ref()
    }

    /// What people must be good at, and the queue as it is now, only those people counted who may take it.
    pub(super) fn look(&self, run: &Run<'_>) -> Result<(Vec<SmolStr>, Line), String> {
        let (team, group) = (self.team(), self.group());
        if let Some(team) = team
            .into_iter()
            .chain(group)
            .find(|team| !run.is_team(team))
        {
            return Err(format!("there is no team `{team}`"));
        }
        let mut skills = run.tags(&self.skills)?;
        skills.sort();
        skills.dedup();
        let whom = Whom {
            team,
            group,
            skills: &skills,
        };
        let line = run.line(&self.queue, whom);
        let line = line.ok_or_else(|| format!("there is no queue `{}`", self.queue))?;
        Ok((skills, line))
    }
}

fn team(reader: &mut Reader<'_>, node: &Node, key: &str) -> Option<TeamId> {
    let node = node.get(key)?;
    let team = TeamId::from(node.as_str()?.trim());
    reader.refer(Referent::Team(team.clone()), node.span);
    Some(team)
}
