//! `menu`: options to choose from.

use super::option::{OPTION, Offer, Opt, same_keys};
use super::wrong::{NO_MATCH_FIELD, Patience, RETRY_FIELD, TIMEOUT_FIELD};
use super::{Act, Group, Verb, first_line, unchosen};
use crate::diagnostic::Code;
use crate::matching::{self, Likeness};
use crate::reader::Reader;
use crate::run::{Flow, Run, Wake};
use crate::session::Parked;
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::text::{Template, Text};
use crate::yaml::Node;
use smol_str::format_smolstr;
use std::collections::BTreeSet;
use trilha_model::{Choice, Content, Incoming, Value, VarName};

/// How many options a list may give: more are not read by anybody.
const LISTED: usize = 100;

const MANY: [Field; 2] = [
    Field::optional(
        "min",
        Shape::Integer(1, 100),
        "How many must be chosen at least; 1 if not said.",
    ),
    Field::optional(
        "max",
        Shape::Integer(1, 100),
        "How many may be chosen at most; all if not said.",
    ),
];

/// Shows options and waits for one, or for several.
#[derive(Clone, Debug)]
pub struct Menu {
    text: Text,
    list: Option<Template>,
    options: Vec<Opt>,
    many: Option<Many>,
    save: Option<VarName>,
    patience: Patience,
    next: Option<Aim>,
}

/// How many options may be chosen.
#[derive(Clone, Copy, Debug)]
struct Many {
    min: usize,
    max: usize,
}

/// What a message chooses: which of what is offered, and how sure that is.
struct Chosen(Vec<usize>, Likeness);

/// A message held against what a menu offers: the offers, and what of them it chooses.
pub(crate) struct Choosing<'m>(Vec<Offer<'m>>, Option<Chosen>);

impl Act for Menu {
    const VERB: Verb = Verb {
        name: "menu",
        group: Group::Talk,
        doc: "Shows options and waits until the contact chooses one, or several.",
        value: Shape::Text,
        fields: &[
            Field::optional(
                "options",
                Shape::MapOf(&Shape::Record(&OPTION)),
                "The options, by a name of one's choice; each is an exit.",
            ),
            Field::optional(
                "list",
                Shape::Template,
                "Options from a list, before the others: texts, or maps with a `label`, and a `key` and a `value` where these differ. They lead to `next`.",
            ),
            Field::optional(
                "many",
                Shape::Either(&Shape::Bool, &Shape::Record(&MANY)),
                "Whether several may be chosen at once, and how many; then all lead to `next`.",
            ),
            Field::optional(
                "save",
                Shape::Variable,
                "The variable that gets the name of the option, or its value if it is from a list; with `many` the list of them.",
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
    const ASKS: bool = true;

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        reader.worded(node, "menu");
        unchosen::say(reader, node);
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
        let list = node.get("list").map(|node| reader.template(node, false));
        let many = node.get("many").and_then(Many::read);
        let kind = match (&many, &list) {
            (Some(_), _) => Some("list"),
            (None, Some(_)) => None,
            (None, None) => Some("text"),
        };
        let written = node.get("options");
        let empty = written.is_none_or(|written| written.as_map().is_some_and(<[_]>::is_empty));
        if let Some(menu) = node.get("menu").filter(|_| empty && list.is_none()) {
            reader
                .error(
                    Code::MENU_WITHOUT_OPTIONS,
                    menu.span,
                    "this menu has no options",
                )
                .help = Some("name them under `options:`, or give a `list:`".into());
        }
        if many.is_some() {
            no_way_of_its_own(reader, node);
        }
        Self {
            text: node
                .get("menu")
                .map(|node| reader.text(node))
                .unwrap_or_default(),
            list,
            options,
            many,
            save: reader.save(node, kind),
            patience: Patience::read(reader, node),
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        let option = |option: &Opt| {
            let aim = option.next.as_ref().or(self.next.as_ref());
            Exit::at(&option.id, &["options", &option.id, "next"], aim)
                .labelled(option.label.pick(None, "").source())
        };
        let mut exits = Vec::new();
        if self.many.is_none() {
            exits.extend(self.options.iter().map(option));
        }
        if self.many.is_some() || self.list.is_some() {
            exits.push(Exit::plain("next", self.next.as_ref()));
        }
        exits.push(self.patience.no_match());
        exits.push(self.patience.timeout());
        exits
    }

    fn summary(&self, language: &str) -> String {
        first_line(Some(&self.text), language)
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        self.show(run)?;
        Ok(self.patience.wait(run, 0))
    }

    fn resume(&self, run: &mut Run<'_>, parked: &Parked, wake: Wake<'_>) -> Result<Flow, String> {
        match wake {
            Wake::Message(message) => {
                let Choosing(offers, chosen) = match run.take_choosing() {
                    Some(known) => known,
                    None => self.hold_against(run, message)?,
                };
                match chosen {
                    Some(Chosen(which, _)) => self.leave(run, &offers, &which),
                    None => self.patience.wrong(run, parked, |run, _| self.show(run)),
                }
            }
            Wake::Again => {
                self.show(run)?;
                Ok(self.patience.wait(run, parked.attempts))
            }
            _ => Ok(Flow::exit("timeout")),
        }
    }
}

impl Menu {
    /// How sure a message is to mean one of the options: by key or label, or only by its words.
    /// What was offered and chosen is kept for when it is taken.
    pub(crate) fn certainty<'a>(
        &'a self,
        run: &mut Run<'a>,
        message: &Incoming,
    ) -> Option<Likeness> {
        let choosing = self.hold_against(run, message).ok()?;
        let likeness = choosing.1.as_ref().map(|Chosen(_, likeness)| *likeness);
        run.keep_choosing(choosing);
        likeness
    }

    fn hold_against(&self, run: &Run<'_>, message: &Incoming) -> Result<Choosing<'_>, String> {
        let offers = self.offers(run)?;
        let chosen = self.choose(&offers, message);
        Ok(Choosing(offers, chosen))
    }

    fn show(&self, run: &mut Run<'_>) -> Result<(), String> {
        let text = run.text(&self.text)?;
        let offers = self.offers(run)?;
        if offers.is_empty() {
            return Err("the menu has no options: its list is empty".to_owned());
        }
        let choice = |offer: Offer<'_>| Choice {
            key: offer.key,
            label: offer.label,
        };
        run.say(Content::Menu {
            text,
            options: offers.into_iter().map(choice).collect(),
            many: self.many.is_some(),
        });
        Ok(())
    }

    /// What can be chosen now: the list, then the options.
    fn offers(&self, run: &Run<'_>) -> Result<Vec<Offer<'_>>, String> {
        let mut offers = match &self.list {
            Some(list) => listed(run, list)?,
            None => Vec::with_capacity(self.options.len()),
        };
        let before = offers.len();
        for option in &self.options {
            offers.push(option.offer(run, before)?);
        }
        Ok(offers)
    }

    fn leave(
        &self,
        run: &mut Run<'_>,
        offers: &[Offer<'_>],
        which: &[usize],
    ) -> Result<Flow, String> {
        let chosen = || which.iter().filter_map(|at| offers.get(*at));
        if let Some(name) = &self.save {
            let mut values: Vec<Value> = chosen().map(|offer| offer.value.clone()).collect();
            let value = if self.many.is_some() {
                Value::List(values)
            } else {
                values.pop().unwrap_or_default()
            };
            run.set(name.clone(), value)?;
        }
        let option = chosen().next().and_then(|offer| offer.option);
        Ok(match option.filter(|_| self.many.is_none()) {
            Some(option) => Flow::Exit(option.id.as_str().into()),
            None => Flow::exit("next"),
        })
    }

    fn choose(&self, offers: &[Offer<'_>], message: &Incoming) -> Option<Chosen> {
        if let Some(which) = pressed(offers, message) {
            let one = |which: &Vec<usize>| which.len() == 1;
            let fits = self.many.map_or(one(&which), |many| many.takes(&which));
            return fits.then_some(Chosen(which, Likeness::Exact));
        }
        let Some(many) = self.many else {
            let (at, likeness) = meant(offers, &message.text)?;
            return Some(Chosen(vec![at], likeness));
        };
        let chosen = several(offers, &message.text)?;
        many.takes(&chosen.0).then_some(chosen)
    }
}

impl Many {
    fn read(node: &Node) -> Option<Self> {
        if node.as_bool() == Some(false) {
            return None;
        }
        let count = |key: &str| {
            node.get(key)?
                .as_int()
                .and_then(|n| usize::try_from(n).ok())
        };
        Some(Self {
            min: count("min").unwrap_or(1),
            max: count("max").unwrap_or(usize::MAX),
        })
    }

    fn takes(self, which: &[usize]) -> bool {
        (self.min..=self.max).contains(&which.len())
    }
}

/// What a list offers now.
fn listed<'m>(run: &Run<'_>, list: &Template) -> Result<Vec<Offer<'m>>, String> {
    let value = list.value(|expression| run.eval(expression))?;
    let Value::List(items) = value else {
        return Err(format!("`list` gives {}, not a list", value.kind()));
    };
    if items.len() > LISTED {
        return Err(format!(
            "a list of {} options is longer than {LISTED}",
            items.len()
        ));
    }
    let items = items.into_iter().enumerate();
    items.map(|(at, item)| Offer::listed(at, item)).collect()
}

/// The options whose buttons were pressed, in their order. A button of an earlier menu has another label
/// under its key.
fn pressed(offers: &[Offer<'_>], message: &Incoming) -> Option<Vec<usize>> {
    let keys = message.chosen();
    let said = matching::plain(&message.text);
    let mut which = BTreeSet::new();
    for key in keys {
        let at = offers.iter().position(|offer| offer.key == *key)?;
        let offer = offers.get(at)?;
        let label = matching::plain(&offer.label);
        let same = said == label
            || said == matching::plain(key)
            || (keys.len() > 1 && (said.is_empty() || matching::has_words(&said, &label)));
        if !same {
            return None;
        }
        which.insert(at);
    }
    (!which.is_empty()).then(|| which.into_iter().collect())
}

/// The one option a text means: by key or label, by its pattern, by its words.
fn meant(offers: &[Offer<'_>], text: &str) -> Option<(usize, Likeness)> {
    let said = matching::plain(text);
    let by_key = |offer: &Offer<'_>| matching::plain(&offer.key) == said;
    if let Some(at) = offers.iter().position(by_key) {
        return Some((at, Likeness::Exact));
    }
    let mut phrases: Vec<(usize, String)> = Vec::new();
    for (at, offer) in offers.iter().enumerate() {
        let label = matching::plain(&offer.label);
        if label == said {
            return Some((at, Likeness::Exact));
        }
        phrases.push((at, label));
        phrases.extend(offer.words().map(|word| (at, word.clone())));
    }
    let mut patterns = (0..).zip(offers).filter(|(_, offer)| offer.fits(text));
    match (patterns.next(), patterns.next()) {
        (Some((at, _)), None) => Some((at, Likeness::Words)),
        (Some(_), Some(_)) => None,
        (None, _) => matching::by_words(&said, &phrases).map(|at| (at, Likeness::Words)),
    }
}

/// The options that a text means, or all its parts: `1, 3`, `1 e 3`, `1 3`. Where one part means none, so
/// does the text. Parts are never as sure as an option by itself: together they may be an interrupt.
fn several(offers: &[Offer<'_>], text: &str) -> Option<Chosen> {
    let whole = meant(offers, text);
    if let Some((at, Likeness::Exact)) = whole {
        return Some(Chosen(vec![at], Likeness::Exact));
    }
    let parts = parts(offers, text);
    if parts.len() < 2 {
        return whole.map(|(at, likeness)| Chosen(vec![at], likeness));
    }
    let which: Option<BTreeSet<usize>> = parts
        .iter()
        .map(|part| meant(offers, part).map(|(at, _)| at))
        .collect();
    which.map(|which| Chosen(which.into_iter().collect(), Likeness::Words))
}

/// The parts of a text: its words where each is a key, else what stands between commas and *and*; between pluses
/// too, unless they are of an option's name: `C++`.
fn parts(offers: &[Offer<'_>], text: &str) -> Vec<String> {
    const AND: [&str; 4] = ["e", "and", "y", "&"];
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_key = |word: &&str| {
        let word = matching::plain(word);
        let mut keys = offers.iter().map(|offer| matching::plain(&offer.key));
        keys.any(|key| key == word)
    };
    if words.iter().all(is_key) {
        return words.iter().map(|word| (*word).to_owned()).collect();
    }
    let marked: Vec<&str> = words
        .iter()
        .map(|word| {
            let is_and = AND.contains(&word.to_lowercase().as_str());
            if is_and { "," } else { *word }
        })
        .collect();
    let marked = marked.join(" ");
    let mut parts: Vec<&str> = Vec::new();
    for part in marked.split([',', ';', '/']).map(str::trim) {
        let named = || matches!(meant(offers, part), Some((_, Likeness::Exact)));
        if part.contains('+') && !named() {
            parts.extend(part.split('+').map(str::trim));
        } else {
            parts.push(part);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.into_iter().map(str::to_owned).collect()
}

/// Says which options have a way of their own, though several are chosen at once.
fn no_way_of_its_own(reader: &mut Reader<'_>, node: &Node) {
    let entries = node.get("options").and_then(Node::as_map);
    for (key, option) in entries.unwrap_or_default() {
        if let Some(next) = option.get("next") {
            let message = format_smolstr!(
                "`{}` has a `next`, but several options may be chosen at once",
                key.text
            );
            reader
                .error(Code::OPTION_WITH_NEXT, next.span, message)
                .help = Some("take it away: they all lead to the menu's own `next`".into());
        }
    }
}
