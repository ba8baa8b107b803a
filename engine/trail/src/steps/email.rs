//! `email`: a message by e-mail.

use super::{Act, Group, Verb};
use crate::answer;
use crate::diagnostic::Code;
use crate::reader::Reader;
use crate::run::{Flow, Run, Wake};
use crate::session::Parked;
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::text::{Template, Text};
use crate::vain::constant;
use crate::yaml::Node;
use smol_str::SmolStr;
use trilha_model::{Effect, Mail, Outcome};

/// How many people one message may go to: more is a mailing, which no trail should begin.
const RECIPIENTS: usize = 10;
/// How many bytes each of its bodies may hold.
const BODY_LENGTH: usize = 64 * 1024;

const MAIL: [Field; 5] = [
    Field::required(
        "to",
        Shape::OneOrMore(&Shape::Template),
        "Whom it goes to: an address, or up to ten.",
    ),
    Field::required("subject", Shape::Text, "Its subject, in one line."),
    Field::optional("text", Shape::Text, "Its words as plain text."),
    Field::optional(
        "html",
        Shape::Text,
        "Its words as HTML; what `{{ … }}` puts in is escaped.",
    ),
    Field::optional(
        "reply_to",
        Shape::Template,
        "The address answers go to, if not the sender's.",
    ),
];

/// Sends a message by e-mail and waits until the mail server has taken it; beside whatever goes on, goes on at once.
#[derive(Clone, Debug)]
pub struct Email {
    to: Vec<Template>,
    reply_to: Option<Template>,
    subject: Text,
    text: Option<Text>,
    html: Option<Text>,
    next: Option<Aim>,
}

impl Act for Email {
    const VERB: Verb = Verb {
        name: "email",
        group: Group::Outside,
        doc: "Sends an e-mail, and goes on when the mail server has taken it; beside what people do, at once.",
        value: Shape::Record(&MAIL),
        fields: &[Field::optional(
            "next",
            Shape::Target,
            "Where to go when it was sent.",
        )],
        example: "email: { to: ana@example.com, subject: …, text: … }\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let mail = node.get("email").filter(|node| node.as_map().is_some());
        let key = |key: &str| mail.and_then(|mail| mail.get(key));
        if let Some(mail) = mail.filter(|_| key("text").is_none() && key("html").is_none()) {
            let message = "an e-mail has a `text`, an `html`, or both";
            reader.error(Code::MISSING_KEY, mail.span, message).help =
                Some("write its words after `text:`".into());
        }
        let to = key("to").map(Node::one_or_more).unwrap_or_default();
        Self {
            to: to.iter().map(|node| recipient(reader, node)).collect(),
            reply_to: key("reply_to").map(|node| reader.template(node, false)),
            subject: key("subject")
                .map(|node| reader.text(node))
                .unwrap_or_default(),
            text: key("text").map(|node| reader.text(node)),
            html: key("html").map(|node| reader.text(node)),
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![Exit::plain("next", self.next.as_ref())]
    }

    fn summary(&self, language: &str) -> String {
        let subject = self.subject.pick(None, language).source();
        let to: Vec<String> = self.to.iter().map(Template::source).collect();
        format!("{}: {subject}", to.join(", "))
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        let mail = self.mail(run)?;
        if run.is_aside() {
            run.post(mail)?;
            return Ok(Flow::exit("next"));
        }
        let effect = run.effect(Effect::Email(mail))?;
        Ok(Flow::Park {
            effect: Some(effect),
            until: None,
            attempts: 0,
        })
    }

    fn resume(&self, _: &mut Run<'_>, _: &Parked, wake: Wake<'_>) -> Result<Flow, String> {
        match wake {
            Wake::Settled(Outcome::Done) => Ok(Flow::exit("next")),
            Wake::Settled(Outcome::Failed { reason }) => Err(reason.clone()),
            Wake::Again => Err("an interrupt came while the e-mail was being sent: nobody knows whether it was, and it is not sent again".to_owned()),
            _ => Err("the e-mail was given up".to_owned()),
        }
    }
}

impl Email {
    fn mail(&self, run: &Run<'_>) -> Result<Mail, String> {
        let mut to = Vec::with_capacity(self.to.len());
        for template in &self.to {
            to.push(address(&run.template(template)?)?);
        }
        if to.len() > RECIPIENTS {
            return Err(format!("an e-mail goes to {RECIPIENTS} people at most"));
        }
        let reply_to = self
            .reply_to
            .as_ref()
            .map(|template| run.template(template));
        let reply_to = reply_to.transpose()?.map(|text| address(&text));
        let subject = run.subject(run.pick(&self.subject))?;
        let text = self.text.as_ref().map(|text| run.template(run.pick(text)));
        let html = self.html.as_ref().map(|html| run.html(run.pick(html)));
        let (text, html) = (text.transpose()?, html.transpose()?);
        for body in [&text, &html].into_iter().flatten() {
            if body.len() > BODY_LENGTH {
                return Err(format!(
                    "an e-mail of {} bytes is longer than {BODY_LENGTH}",
                    body.len()
                ));
            }
        }
        Ok(Mail {
            to,
            reply_to: reply_to.transpose()?,
            subject: subject.unwrap_or_default(),
            text,
            html,
            aside: None,
        })
    }
}

/// Whom it goes to, as it is written.
fn recipient(reader: &mut Reader<'_>, node: &Node) -> Template {
    if let Some(text) = constant(node)
        && answer::email(text.trim()).is_none()
    {
        let message = format!("`{text}` is not an e-mail address");
        reader.vain(node.span, message, "write it as `ana@example.com`");
    }
    reader.template(node, false)
}

/// An address as it is sent to.
fn address(text: &str) -> Result<SmolStr, String> {
    let text = text.trim();
    let address = answer::email(text).map(SmolStr::from);
    address.ok_or_else(|| format!("`{text}` is not an e-mail address"))
}
