//! `handoff`: to a queue, where a person takes it.

use super::line::{GROUP_FIELD, Post, SKILLS_FIELD, TEAM_FIELD};
use super::wrong::{TIMEOUT_FIELD, Timeout};
use super::{Act, Group, Verb};
use crate::reader::Reader;
use crate::run::{Availability, Flow, HandoffEnd, Run, Wake, Whom};
use crate::session::Parked;
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::text::{Template, Text};
use crate::yaml::Node;
use smol_str::SmolStr;
use trilha_model::{AgentId, Event, Priority, QueueId, TicketState};

const PRIORITIES: [&str; 4] = ["low", "normal", "high", "urgent"];
const STATES: [&str; 2] = ["open", "pending"];

/// Hands the conversation to people; the bot is silent until it comes back.
#[derive(Clone, Debug)]
pub struct Handoff {
    post: Post,
    message: Vec<Text>,
    priority: Priority,
    tags: Vec<Template>,
    note: Option<Template>,
    summary: Option<Template>,
    subject: Option<Template>,
    state: TicketState,
    agent: Option<Template>,
    timeout: Option<Timeout>,
    next: Option<Aim>,
    closed: Option<Aim>,
    offline: Option<Aim>,
}

impl Act for Handoff {
    const VERB: Verb = Verb {
        name: "handoff",
        group: Group::Desk,
        doc: "Hands the conversation to people in a queue; the bot is silent until it comes back.",
        value: Shape::Queue,
        fields: &[
            Field::optional("message", Shape::Texts, "What the contact is told."),
            Field::optional(
                "priority",
                Shape::Word(&PRIORITIES),
                "How urgent it is; normal if not said.",
            ),
            Field::optional(
                "tags",
                Shape::OneOrMore(&Shape::Template),
                "Tags for the conversation.",
            ),
            TEAM_FIELD,
            GROUP_FIELD,
            SKILLS_FIELD,
            Field::optional(
                "note",
                Shape::Template,
                "What whoever takes it should know.",
            ),
            Field::optional(
                "summary",
                Shape::Template,
                "What came before, in a few words, shown beside the talk: from variables, or what an `ai` step before it replied.",
            ),
            Field::optional(
                "subject",
                Shape::Template,
                "What it is about, in one line; what `protocol` was given for, if not said.",
            ),
            Field::optional(
                "agent",
                Shape::Template,
                "The person it is meant for, by the name they sign in with, such as `{{ contact.agent }}`: theirs at once if they take conversations now, else it waits in the queue. Who is not in the `team` or the `group` or lacks one of the `skills` is passed over.",
            ),
            Field::optional(
                "state",
                Shape::Word(&STATES),
                "Where the work on it stands as it begins: `open`, or `pending` where something else must come first; open if not said.",
            ),
            TIMEOUT_FIELD,
            Field::optional("next", Shape::Target, "Where to go when it was given back."),
            Field::optional(
                "closed",
                Shape::Target,
                "Where to go when it was resolved; `next` if not said.",
            ),
            Field::optional(
                "offline",
                Shape::Target,
                "Where to go at once if nobody of the queue is available.",
            ),
        ],
        example: "handoff: support\nmessage: …\n",
    };

    const WAITS: bool = true;

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        reader.worded(node, "handoff");
        let tags = node.get("tags").map(Node::one_or_more).unwrap_or_default();
        Self {
            post: Post::read(reader, node, "handoff").with_group(reader, node),
            message: node
                .get("message")
                .map(|node| reader.texts(node))
                .unwrap_or_default(),
            priority: match node.get("priority").and_then(Node::as_str) {
                Some("low") => Priority::Low,
                Some("high") => Priority::High,
                Some("urgent") => Priority::Urgent,
                _ => Priority::Normal,
            },
            tags: tags
                .iter()
                .map(|node| reader.template(node, false))
                .collect(),
            note: node.get("note").map(|node| reader.template(node, false)),
            summary: node.get("summary").map(|node| reader.template(node, false)),
            state: match node.get("state").and_then(Node::as_str) {
                Some("pending") => TicketState::Pending,
                _ => TicketState::Open,
            },
            subject: node.get("subject").map(|node| reader.template(node, false)),
            agent: node.get("agent").map(|node| reader.template(node, false)),
            timeout: Timeout::read(reader, node),
            next: reader.aim(node, "next"),
            closed: reader.aim(node, "closed"),
            offline: reader.aim(node, "offline"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![
            Exit::plain("next", self.next.as_ref()),
            Exit::plain("closed", self.closed.as_ref().or(self.next.as_ref())),
            Timeout::exit(self.timeout.as_ref()),
            Exit::plain("offline", self.offline.as_ref()),
        ]
    }

    fn summary(&self, _: &str) -> String {
        self.post.queue.to_string()
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        let (skills, line) = self.post.look(run)?;
        let whom = Whom {
            team: self.post.team(),
            group: self.post.group(),
            skills: &skills,
        };
        let (agent, present) = self.agent(run, whom)?.unzip();
        let nobody = present != Some(true) && line.availability() == Availability::Offline;
        if nobody && self.offline.is_some() {
            return Ok(Flow::exit("offline"));
        }
        let texts: Result<Vec<String>, String> =
            self.message.iter().map(|text| run.text(text)).collect();
        let long = |text: &Option<Template>, what| {
            let text = text.as_ref();
            text.map(|text| run.note_text(text, what)).transpose()
        };
        let note = long(&self.note, "note")?;
        let summary = long(&self.summary, "summary")?;
        let subject = self
            .subject
            .as_ref()
            .map(|subject| run.subject(subject))
            .transpose()?
            .flatten();
        let (texts, add) = (texts?, run.tags(&self.tags)?);
        if !add.is_empty() {
            run.retag(add, Vec::new())?;
        }
        for text in texts {
            run.say_text(text);
        }
        run.emit(Event::TicketOpened {
            number: SmolStr::default(),
            queue: self.post.queue.clone(),
            priority: self.priority,
            note,
            step: run.here().cloned(),
            subject,
            agent,
            summary: summary.filter(|summary| !summary.trim().is_empty()),
            skills,
            team: self.post.team().cloned(),
            group: self.post.group().cloned(),
            state: self.state,
            at: run.now(),
        });
        Ok(Flow::Park {
            effect: None,
            until: self
                .timeout
                .as_ref()
                .map(|timeout| run.now().after(timeout.after)),
            attempts: 0,
        })
    }

    fn resume(&self, _: &mut Run<'_>, parked: &Parked, wake: Wake<'_>) -> Result<Flow, String> {
        Ok(match wake {
            Wake::Handoff(HandoffEnd::GivenBack) => Flow::exit("next"),
            Wake::Handoff(HandoffEnd::Closed) => Flow::exit("closed"),
            Wake::Again => Flow::Park {
                effect: None,
                until: parked.until,
                attempts: 0,
            },
            _ => Flow::exit("timeout"),
        })
    }
}

impl Handoff {
    /// The queue it hands to.
    pub(crate) fn queue(&self) -> &QueueId {
        &self.post.queue
    }

    /// The person it is meant for, if there is one of that name among those who may take it; and whether they take
    /// conversations now.
    fn agent(&self, run: &Run<'_>, whom: Whom<'_>) -> Result<Option<(AgentId, bool)>, String> {
        let Some(agent) = &self.agent else {
            return Ok(None);
        };
        let agent = AgentId::from(run.template(agent)?.trim());
        let present = run.is_present(&agent, whom);
        Ok(present.map(|present| (agent, present)))
    }
}
