//! `menu`: options to choose from.

use super::wrong::{NO_MATCH_FIELD, RETRY_FIELD, Retry, TIMEOUT_FIELD, Timeout};
use super::{Act, Group, Verb, first_line};
use crate::diagnostic::Code;
use crate::matching::{self, Likeness};
use crate::reader::Reader;
use crate::run::{Flow, Run, Wake};
use crate::session::Parked;
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::text::Text;
use crate::yaml::{Key, Node};
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeMap;
use trilha_model::{Choice, Content, Incoming, Value, VarName};

const OPTION: [Field; 4] = [
    Field::optional("label", Shape::Text, "What the contact reads."),
    Field::optional(
        "key",
        Shape::Plain,
        "What the contact types or presses; its place in the list if not said.",
    ),
    Field::optional(
        "match",
        Shape::OneOrMore(&Shape::Plain),
        "Other words that mean this option.",
    ),
    Field::optional(
        "next",
        Shape::Target,
        "Where it leads; the menu's own `next` if not said.",
    ),
];

/// Shows options and waits for one.
#[derive(Clone, Debug)]
pub struct Menu {
    text: Text,
    options: Vec<Opt>,
    save: Option<VarName>,
    retry: Retry,
    timeout: Option<Timeout>,
    next: Option<Aim>,
}

#[derive(Clone, Debug)]
struct Opt {
    id: SmolStr,
    key: SmolStr,
    label: Text,
    words: Vec<String>,
    next: Option<Aim>,
}

impl Act for Menu {
    const VERB: Verb = Verb {
        name: "menu",
        group: Group::Talk,
        doc: "Shows options and waits until the contact chooses one.",
        value: Shape::Text,
        fields: &[
            Field::required(
                "options",
                Shape::MapOf(&Shape::Record(&OPTION)),
                "The options, by a name of one's choice; each is an exit.",
            ),
            Field::optional(
                "save",
                Shape::Variable,
                "The variable that gets the name of the option.",
            ),
            RETRY_FIELD,
            Field::optional(
                "next",
                Shape::Target,
                "Where options without a `next` lead.",
            ),
            NO_MATCH_FIELD,
            TIMEOUT_FIELD,
        ],
        example: "menu: …\noptions:\n  first: { label: … }\n  second: { label: … }\n",
    };

    const WAITS: bool = true;

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let entries = node
            .get("options")
            .and_then(Node::as_map)
            .unwrap_or_default();
        let options: Vec<Opt> = entries
            .iter()
            .enumerate()
            .map(|(at, (key, node))| Opt::read(reader, at, key, node))
            .collect();
        same_keys(reader, entries, &options);
        Self {
            text: node
                .get("menu")
                .map(|node| reader.text(node))
                .unwrap_or_default(),
            options,
            save: reader.save(node, Some("text")),
            retry: Retry::read(reader, node),
            timeout: Timeout::read(reader, node),
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        let option = |option: &Opt| {
            let aim = option.next.as_ref().or(self.next.as_ref());
            Exit::at(&option.id, &["options", &option.id, "next"], aim)
                .labelled(option.label.pick(None, "").source())
        };
        let mut exits: Vec<Exit> = self.options.iter().map(option).collect();
        exits.push(self.retry.exit());
        exits.push(Timeout::exit(self.timeout.as_ref()));
        exits
    }

    fn summary(&self, language: &str) -> String {
        first_line(Some(&self.text), language)
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        self.show(run)?;
        Ok(Flow::Park {
            effect: None,
            until: run.silence(self.timeout.as_ref()),
            attempts: 0,
        })
    }

    fn resume(&self, run: &mut Run<'_>, parked: &Parked, wake: Wake<'_>) -> Result<Flow, String> {
        match wake {
            Wake::Message(message) => match self.choose(run, message)?.map(|(option, _)| option) {
                Some(option) => {
                    if let Some(name) = &self.save {
                        run.set(name.clone(), Value::text(&option.id))?;
                    }
                    Ok(Flow::Exit(option.id.as_str().into()))
                }
                None => self
                    .retry
                    .wrong(run, parked, self.timeout.as_ref(), |run, _| self.show(run)),
            },
            Wake::Again => {
                self.show(run)?;
                Ok(Flow::Park {
                    effect: None,
                    until: run.silence(self.timeout.as_ref()),
                    attempts: parked.attempts,
                })
            }
            _ => Ok(Flow::exit("timeout")),
        }
    }
}

impl Menu {
    fn show(&self, run: &mut Run<'_>) -> Result<(), String> {
        let text = run.text(&self.text)?;
        let option = |option: &Opt| {
            run.text(&option.label).map(|label| Choice {
                key: option.key.clone(),
                label,
            })
        };
        let options: Result<Vec<Choice>, String> = self.options.iter().map(option).collect();
        let options = options?;
        run.say(Content::Menu { text, options });
        Ok(())
    }

    /// How sure a message is to mean one of the options: by key or label, or only by its words.
    pub(crate) fn certainty(&self, run: &Run<'_>, message: &Incoming) -> Option<Likeness> {
        self.choose(run, message)
            .ok()?
            .map(|(_, likeness)| likeness)
    }

    /// The option whose button was pressed. A button of an earlier menu has another label under its key.
    fn pressed(
        &self,
        run: &Run<'_>,
        message: &Incoming,
        said: &str,
    ) -> Result<Option<&Opt>, String> {
        let pressed = message.option.as_ref();
        let Some(option) =
            pressed.and_then(|key| self.options.iter().find(|option| option.key == *key))
        else {
            return Ok(None);
        };
        let label = matching::plain(&run.text(&option.label)?);
        let same = said == label || said == matching::plain(&option.key);
        Ok(same.then_some(option))
    }

    fn choose(
        &self,
        run: &Run<'_>,
        message: &Incoming,
    ) -> Result<Option<(&Opt, Likeness)>, String> {
        let said = matching::plain(&message.text);
        if let Some(option) = self.pressed(run, message, &said)? {
            return Ok(Some((option, Likeness::Exact)));
        }
        if let Some(option) = self
            .options
            .iter()
            .find(|option| matching::plain(&option.key) == said)
        {
            return Ok(Some((option, Likeness::Exact)));
        }
        let mut phrases: Vec<(usize, String)> = Vec::new();
        for (at, option) in self.options.iter().enumerate() {
            let label = matching::plain(&run.text(&option.label)?);
            if label == said {
                return Ok(Some((option, Likeness::Exact)));
            }
            phrases.push((at, label));
            phrases.extend(option.words.iter().map(|word| (at, word.clone())));
        }
        let found = matching::by_words(&said, &phrases).and_then(|at| self.options.get(at));
        Ok(found.map(|option| (option, Likeness::Words)))
    }
}

impl Opt {
    fn read(reader: &mut Reader<'_>, at: usize, id: &Key, node: &Node) -> Self {
        if node.as_map().is_some() && node.get("label").is_none() {
            let message = format!("the option `{}` has no label", id.text);
            reader
                .error(Code::OPTION_WITHOUT_LABEL, id.span, message)
                .help = Some("write what the contact reads: `label: …`".into());
        }
        let key = node.get("key").and_then(Node::as_str);
        let words = node.get("match").map(Node::one_or_more).unwrap_or_default();
        Self {
            id: id.text.as_str().into(),
            key: key.map_or_else(|| format_smolstr!("{}", at + 1), SmolStr::new),
            label: node
                .get("label")
                .map(|node| reader.text(node))
                .unwrap_or_default(),
            words: words
                .iter()
                .filter_map(Node::as_str)
                .map(matching::plain)
                .collect(),
            next: reader.aim(node, "next"),
        }
    }
}

/// Says which options are chosen by a key that another one has already.
fn same_keys(reader: &mut Reader<'_>, entries: &[(Key, Node)], options: &[Opt]) {
    let mut before: BTreeMap<&str, &Key> = BTreeMap::new();
    for (option, (key, _)) in options.iter().zip(entries) {
        let first = *before.entry(&option.key).or_insert(key);
        if first.span != key.span {
            let message = format!(
                "`{}` and `{}` are both chosen by `{}`",
                first.text, key.text, option.key
            );
            let diagnostic = reader.error(Code::DUPLICATE_OPTION_KEY, key.span, message);
            diagnostic
                .labels
                .push((first.span, "the first one".to_owned()));
            diagnostic.help =
                Some("give each its own `key:`; without one it is its place in the list".into());
        }
    }
}
