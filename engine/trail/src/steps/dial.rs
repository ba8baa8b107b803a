//! `dial`: a call is put through to a number.

use super::{Act, Group, Verb};
use crate::reader::Reader;
use crate::run::{Flow, Run, Wake};
use crate::session::Parked;
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::text::Template;
use crate::vain::constant;
use crate::yaml::Node;
use trilha_model::{CallEnd, Capability, Effect, Outcome, PhoneCall, Span};
use trilha_script::papers;

/// The longest a telephone rings: networks end the call themselves soon after (ITU-T E.180 leaves it to
/// them; three minutes is usual).
const LONGEST: Span = Span(180_000);

/// Puts the contact's call through to a number.
#[derive(Clone, Debug)]
pub struct Dial {
    number: Template,
    limit: Span,
    next: Option<Aim>,
    busy: Option<Aim>,
    no_answer: Option<Aim>,
}

impl Act for Dial {
    const VERB: Verb = Verb {
        name: "dial",
        group: Group::Voice,
        doc: "Puts the contact's call through to a number, and comes back when they have hung up.",
        value: Shape::Template,
        fields: &[
            Field::optional(
                "limit",
                Shape::Duration,
                "How long it rings; 30s if not said, 3m at most.",
            ),
            Field::optional(
                "next",
                Shape::Target,
                "Where to go when they talked and the other side hung up.",
            ),
            Field::optional("busy", Shape::Target, "Where to go if the line is engaged."),
            Field::optional("no_answer", Shape::Target, "Where to go if nobody answers."),
        ],
        example: "dial: \"+551140028922\"\n",
    };

    const NEEDS: Option<Capability> = Some(Capability::Dial);

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let number = node.get("dial");
        let limit = reader.limit(node.get("limit"), LONGEST);
        if let Some(number) = number {
            can_be_called(reader, number);
        }
        Self {
            number: number
                .map(|node| reader.template(node, false))
                .unwrap_or_default(),
            limit: limit.unwrap_or(Span(30_000)),
            next: reader.aim(node, "next"),
            busy: reader.aim(node, "busy"),
            no_answer: reader.aim(node, "no_answer"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![
            Exit::plain("next", self.next.as_ref()),
            Exit::plain("busy", self.busy.as_ref()),
            Exit::plain("no_answer", self.no_answer.as_ref()),
        ]
    }

    fn summary(&self, _: &str) -> String {
        self.number.source()
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        let said = run.template(&self.number)?;
        let kept = |c: &char| !matches!(c, ' ' | '-' | '(' | ')' | '.');
        let number: String = said.chars().filter(kept).collect();
        let digits = number.strip_prefix('+').unwrap_or_default();
        // ITU-T E.164: at most fifteen digits, the country's first.
        let fits = (5..=15).contains(&digits.len()) && !digits.starts_with('0');
        if !fits || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(format!(
                "`{}` is no number to call; write it as +551140028922",
                said.trim()
            ));
        }
        let effect = run.effect(Effect::Dial(PhoneCall {
            number: number.into(),
            limit: self.limit,
        }))?;
        Ok(Flow::Park {
            effect: Some(effect),
            until: None,
            attempts: 0,
        })
    }

    fn resume(&self, _: &mut Run<'_>, _: &Parked, wake: Wake<'_>) -> Result<Flow, String> {
        match wake {
            Wake::Settled(Outcome::Called(end)) => Ok(Flow::exit(match end {
                CallEnd::Answered => "next",
                CallEnd::Busy => "busy",
                CallEnd::NoAnswer => "no_answer",
            })),
            Wake::Settled(Outcome::Failed { reason }) => Err(reason.clone()),
            Wake::Again => Err("an interrupt came while the call was put through".to_owned()),
            _ => Err("the call was given up".to_owned()),
        }
    }
}

/// Says where what is written out is no number.
fn can_be_called(reader: &mut Reader<'_>, node: &Node) {
    if let Some(number) = constant(node)
        && papers::phone(number, None).is_none()
    {
        let message = format!("`{number}` is no number to call");
        let help = "write it with its country: `+551140028922`";
        reader.vain(node.span, message, help);
    }
}
