//! The control of each shape.

use crate::entries;
use crate::live::{Live, Look};
use crate::same::Same;
use crate::speech::SpeechField;
use crate::verdicts::{self, Verdict};
use crate::words;
use smol_str::SmolStr;
use trilha_state::Msg;
use trilha_state::document::{Document, Surroundings};
use trilha_state::form::{Control, Path, Row, Speech, blank, speech_draft};
use trilha_state::steps::Outlet;
use trilha_trail::edit::{Draft, PathSegment};
use trilha_trail::shape::Shape;
use trilha_widgets::{
    Button, ButtonKind, Icon, IconButton, Menu, MenuEntry, Opt, Segmented, Select, Switch, t,
};
use yew::prelude::*;

/// The value of *a new step* in a select of targets.
const NEW: &str = "\u{1}new";

/// What every control may need.
#[derive(Clone, PartialEq)]
pub(crate) struct Desk {
    pub(crate) document: Same<Document>,
    pub(crate) around: Same<Surroundings>,
    pub(crate) send: Callback<Msg>,
    pub(crate) languages: Vec<SmolStr>,
    /// The form is to be read, not changed.
    pub(crate) locked: bool,
}

/// The way to a value, as one word for tests.
pub(crate) fn joined(path: &[PathSegment]) -> String {
    let parts: Vec<String> = path
        .iter()
        .map(|segment| match segment {
            PathSegment::Key(key) => key.to_string(),
            PathSegment::Index(at) => at.to_string(),
        })
        .collect();
    parts.join("/")
}

impl Desk {
    /// Sets a text; an empty one takes the value away where it may be missing.
    fn text(&self, row: &Row, draft: impl Fn(String) -> Draft + 'static) -> Callback<String> {
        let (path, keep, send) = (row.path.clone(), row.required, self.send.clone());
        Callback::from(move |text: String| {
            let gone = text.is_empty() && !keep;
            send.emit(if gone {
                Msg::Clear(path.clone())
            } else {
                Msg::Set(path.clone(), draft(text))
            });
        })
    }

    /// Sets a value.
    pub(crate) fn set(&self, path: &Path, draft: Draft) -> Callback<()> {
        let path = path.clone();
        self.send
            .reform(move |()| Msg::Set(path.clone(), draft.clone()))
    }

    /// Takes a value away.
    pub(crate) fn clear(&self, path: &Path) -> Callback<()> {
        let path = path.clone();
        self.send.reform(move |()| Msg::Clear(path.clone()))
    }
}

/// A row: its name, its control, and what is wrong.
pub(crate) fn row(desk: &Desk, row: &Row, name: &AttrValue) -> Html {
    let error = verdicts::all(&row.faults);
    html! {
        <div key={joined(&row.path)} class={classes!("form-row", row.required.then_some("required"))} data-testid="field" data-path={joined(&row.path)}>
            if !name.is_empty() { <span class="form-label" title={words::hint(row.doc)}>{ name.clone() }</span> }
            { control(desk, row, &row.control, name, error) }
        </div>
    }
}

/// The control alone.
pub(crate) fn control(
    desk: &Desk,
    row: &Row,
    control: &Control,
    name: &AttrValue,
    error: Option<Verdict>,
) -> Html {
    let aria = Some(name.clone());
    let line = |look: Look, value: &str, placeholder: Option<AttrValue>| {
        html! {
            <Live readonly={desk.locked} {look} value={value.to_owned()} aria={aria.clone()} error={error.clone()} {placeholder} onchange={desk.text(row, Draft::Text)} />
        }
    };
    match control {
        Control::Text(speech) => one_text(desk, row, speech, name, error),
        Control::Texts(texts) => several_texts(desk, row, texts, name, error.as_ref()),
        Control::Line(value) => line(Look::Line, value, None),
        Control::Expression(value) => line(Look::Code, value, Some("order.total > 100".into())),
        Control::Script(value) => line(Look::Script, value, None),
        Control::Duration(value) => line(Look::Line, value, Some("10m".into())),
        Control::Integer(value, min, max) => {
            let (min, max) = (*min, *max);
            html! {
                <Live readonly={desk.locked} look={Look::Line} value={value.clone()} {aria} {error} placeholder={format!("{min} – {max}")}
                    onchange={desk.text(row, move |text| text.trim().parse().map_or(Draft::Text(text), Draft::Int))} />
            }
        }
        Control::Bool(value) => {
            let path = row.path.clone();
            html! { <Switch label={name.clone()} bare=true disabled={desk.locked} on={value.unwrap_or(false)} onchange={desk.send.reform(move |on| Msg::Set(path.clone(), Draft::Bool(on)))} testid="control" /> }
        }
        Control::Variable(value) => variable(desk, row, value, name, error),
        Control::Target(value) => target(desk, row, value, name, error.as_ref()),
        Control::Trail(value) => {
            let trails = desk
                .around
                .trails()
                .into_iter()
                .map(|trail| (trail.0.clone(), trail.0));
            select(desk, row, value, trails.collect(), name, error.as_ref())
        }
        Control::Queue(value) => {
            let queues = desk
                .around
                .queues
                .iter()
                .map(|queue| (queue.id.0.clone(), SmolStr::from(queue.title.as_str())));
            select(desk, row, value, queues.collect(), name, error.as_ref())
        }
        Control::Word(value, words) => {
            let words = words.iter().map(|word| {
                (
                    SmolStr::new_static(word),
                    SmolStr::from(words::word(word).as_str()),
                )
            });
            select(desk, row, value, words.collect(), name, error.as_ref())
        }
        Control::List { item, rows } => entries::list(desk, row, item.0, rows),
        Control::Map { item, rows } => entries::map(desk, row, item.0, rows),
        Control::Record(rows) => record(desk, rows),
        Control::Either {
            simple,
            one,
            other,
            now,
        } => either(desk, row, *simple, one.0, other.0, now, name, error),
        Control::Yaml(value) => {
            let (path, send, keep) = (row.path.clone(), desk.send.clone(), row.required);
            let onchange = Callback::from(move |text: String| {
                let gone = text.trim().is_empty() && !keep;
                send.emit(if gone {
                    Msg::Clear(path.clone())
                } else {
                    Msg::SetYaml(path.clone(), text)
                });
            });
            html! { <Live readonly={desk.locked} look={Look::Script} value={value.clone()} {aria} {error} {onchange} placeholder="YAML" /> }
        }
    }
}

fn words_of(error: Option<&Verdict>) -> Option<AttrValue> {
    error.map(|error| error.words.clone())
}

fn exact_of(error: Option<&Verdict>) -> Option<AttrValue> {
    error.and_then(|error| error.exact.clone())
}

fn one_text(
    desk: &Desk,
    row: &Row,
    speech: &Speech,
    name: &AttrValue,
    error: Option<Verdict>,
) -> Html {
    let (path, send, keep) = (row.path.clone(), desk.send.clone(), row.required);
    let onchange = Callback::from(move |speech: Speech| {
        let gone = !keep
            && matches!(speech.as_slice(), [(language, text)] if language.is_empty() && text.is_empty());
        send.emit(if gone {
            Msg::Clear(path.clone())
        } else {
            Msg::Set(path.clone(), speech_draft(&speech))
        });
    });
    html! { <SpeechField speech={speech.clone()} languages={desk.languages.clone()} locked={desk.locked} aria={name.clone()} {onchange} {error} /> }
}

/// One text is written as itself, several as a list.
fn several_texts(
    desk: &Desk,
    row: &Row,
    texts: &[Speech],
    name: &AttrValue,
    error: Option<&Verdict>,
) -> Html {
    let write = |texts: Vec<Speech>| -> Msg {
        match texts.as_slice() {
            [] => Msg::Clear(row.path.clone()),
            [only]
                if !row.required
                    && matches!(only.as_slice(), [(language, text)] if language.is_empty() && text.is_empty()) =>
            {
                Msg::Clear(row.path.clone())
            }
            [only] => Msg::Set(row.path.clone(), speech_draft(only)),
            several => Msg::Set(
                row.path.clone(),
                Draft::List(several.iter().map(|speech| speech_draft(speech)).collect()),
            ),
        }
    };
    let item = |(n, speech): (usize, &Speech)| {
        let (mut path, listed) = (row.path.clone(), texts.len() > 1);
        if listed {
            path.push(n.into());
        }
        let keep = row.required || listed;
        let send = desk.send.clone();
        let onchange = Callback::from(move |speech: Speech| {
            let gone = !keep
                && matches!(speech.as_slice(), [(language, text)] if language.is_empty() && text.is_empty());
            send.emit(if gone {
                Msg::Clear(path.clone())
            } else {
                Msg::Set(path.clone(), speech_draft(&speech))
            });
        });
        let mut without = texts.to_vec();
        without.remove(n);
        let remove = {
            let msg = write(without);
            desk.send.reform(move |()| msg.clone())
        };
        html! {
            <SpeechField key={n} speech={speech.clone()} languages={desk.languages.clone()} locked={desk.locked} aria={name.clone()} {onchange} error={error.cloned().filter(|_| n == 0)}>
                if listed && !desk.locked { <IconButton small=true icon={Icon::Trash} label={t!("remove")} onclick={remove} testid="item-remove" /> }
            </SpeechField>
        }
    };
    let mut with = texts.to_vec();
    with.push(vec![(SmolStr::default(), "…".to_owned())]);
    let add = {
        let msg = write(with);
        desk.send.reform(move |()| msg.clone())
    };
    html! {
        <div class="items">
            { for texts.iter().enumerate().map(item) }
            if row.present && !desk.locked { <Button small=true kind={ButtonKind::Ghost} icon={Icon::Plus} label={t!("add-message")} onclick={add} testid="item-add" /> }
        </div>
    }
}

fn variable(desk: &Desk, row: &Row, value: &str, name: &AttrValue, error: Option<Verdict>) -> Html {
    let names = desk.document.variables();
    let path = row.path.clone();
    let onpick = desk
        .send
        .reform(move |name: AttrValue| Msg::Set(path.clone(), Draft::text(name.as_str())));
    let entries: Vec<MenuEntry> = names
        .iter()
        .map(|name| MenuEntry::tick(name.to_string(), name.to_string(), name == value))
        .collect();
    html! {
        <div class="form-pair">
            <Live readonly={desk.locked} look={Look::Code} value={value.to_owned()} aria={Some(name.clone())} {error} onchange={desk.text(row, Draft::Text)} />
            if !entries.is_empty() && !desk.locked { <Menu bare=true icon={Icon::Variable} label={t!("variables")} side={trilha_widgets::MenuSide::End} {entries} {onpick} /> }
        </div>
    }
}

fn select(
    desk: &Desk,
    row: &Row,
    value: &str,
    choices: Vec<(SmolStr, SmolStr)>,
    name: &AttrValue,
    error: Option<&Verdict>,
) -> Html {
    let mut options = Vec::new();
    if !row.required || value.is_empty() {
        options.push(Opt::new("", t!("not-said")));
    }
    if !value.is_empty() && !choices.iter().any(|(known, _)| known == value) {
        options.push(Opt::new(value.to_owned(), format!("{value} ?")));
    }
    options.extend(
        choices
            .into_iter()
            .map(|(value, label)| Opt::new(value.to_string(), label.to_string())),
    );
    html! { <Select aria={Some(name.clone())} value={value.to_owned()} {options} error={words_of(error)} exact={exact_of(error)} disabled={desk.locked} onchange={desk.text(row, Draft::Text)} testid="control" /> }
}

fn target(desk: &Desk, row: &Row, value: &str, name: &AttrValue, error: Option<&Verdict>) -> Html {
    let from = outlet(desk, &row.path);
    let falls = from.as_ref().and_then(|from| {
        desk.document
            .card(&from.step)?
            .exit(&from.exit)?
            .falls
            .clone()
    });
    let nowhere = falls.map_or_else(
        || t!("target-none"),
        |falls| t!("target-default", target = falls.as_str()),
    );
    let mut options = Vec::new();
    if !row.required || value.is_empty() {
        options.push(Opt::new("", nowhere));
    }
    let known = |value: &str| {
        matches!(value, "" | "end" | "return") || desk.document.position(&value.into()).is_some()
    };
    if !known(value) {
        options.push(Opt::new(value.to_owned(), format!("{value} ?")));
    }
    options.extend(desk.document.cards.iter().map(|card| {
        let id = card.id.0.to_string();
        let label = card
            .title
            .as_ref()
            .map_or_else(|| id.clone(), |title| format!("{title} · {id}"));
        Opt::new(id, label)
    }));
    options.push(Opt::new("end", t!("target-end")));
    options.push(Opt::new("return", t!("target-return")));
    if from.is_some() {
        options.push(Opt::new(NEW, t!("target-new")));
    }
    let (path, send, keep) = (row.path.clone(), desk.send.clone(), row.required);
    let onchange = Callback::from(move |to: String| {
        send.emit(match &from {
            Some(from) if to == NEW => Msg::ConnectNew(from.clone()),
            Some(from) if to.is_empty() => Msg::Disconnect(from.clone()),
            Some(from) => Msg::Connect(from.clone(), to.into()),
            None if to.is_empty() && !keep => Msg::Clear(path.clone()),
            None => Msg::Set(path.clone(), Draft::text(to)),
        });
    });
    html! { <Select aria={Some(name.clone())} value={value.to_owned()} {options} error={words_of(error)} exact={exact_of(error)} disabled={desk.locked} {onchange} testid="control" /> }
}

/// The exit whose target is written at a path.
fn outlet(desk: &Desk, path: &[PathSegment]) -> Option<Outlet> {
    let [PathSegment::Key(_), PathSegment::Key(step), below @ ..] = path else {
        return None;
    };
    let card = desk.document.card(&step.as_str().into())?;
    let same = |keys: &[SmolStr]| {
        keys.len() == below.len()
            && keys
                .iter()
                .zip(below)
                .all(|(key, segment)| matches!(segment, PathSegment::Key(known) if known == key))
    };
    let port = card.exits().find(|port| same(&port.path))?;
    Some(Outlet {
        step: card.id.clone(),
        exit: port.exit.0.clone(),
    })
}

/// The keys that are there or few; the others can be added.
pub(crate) fn record(desk: &Desk, rows: &[Row]) -> Html {
    let few = rows.len() <= 4;
    let (shown, rest): (Vec<&Row>, Vec<&Row>) = rows
        .iter()
        .partition(|row| few || row.present || row.required);
    let entries: Vec<MenuEntry> = rest
        .iter()
        .map(|row| MenuEntry::item(row.name.to_string(), words::field(&row.name), None))
        .collect();
    let onpick = {
        let (send, rest) = (
            desk.send.clone(),
            rest.into_iter().cloned().collect::<Vec<_>>(),
        );
        Callback::from(move |name: AttrValue| {
            if let Some(row) = rest.iter().find(|row| row.name == name.as_str()) {
                send.emit(Msg::Set(row.path.clone(), first(&row.control)));
            }
        })
    };
    html! {
        <div class="record">
            { for shown.into_iter().map(|inner| {
                let removable = !few && !inner.required;
                html! { <>
                    { row(desk, inner, &words::field(&inner.name)) }
                    if removable { <IconButton small=true class="record-remove" icon={Icon::X} label={t!("remove")} onclick={desk.clear(&inner.path)} /> }
                </> }
            }) }
            if !entries.is_empty() && !desk.locked { <Menu small=true icon={Icon::Plus} label={t!("add-field")} {entries} {onpick} testid="field-add" /> }
        </div>
    }
}

/// What a key begins as.
fn first(control: &Control) -> Draft {
    match control {
        Control::Expression(_) => Draft::text("0"),
        Control::Duration(_) => Draft::text("10s"),
        Control::Integer(_, min, _) => Draft::Int((*min).max(1)),
        Control::Bool(_) => Draft::Bool(true),
        Control::Word(_, words) => Draft::text(words.first().copied().unwrap_or_default()),
        Control::Map { item, .. } => Draft::map([("name", blank(item.0))]),
        Control::List { item, .. } => Draft::List(vec![blank(item.0)]),
        Control::Yaml(_) | Control::Record(_) => Draft::Map(Vec::new()),
        Control::Either { one, .. } => blank(one.0),
        _ => Draft::text("…"),
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "one for each part of the control, called once"
)]
fn either(
    desk: &Desk,
    row: &Row,
    simple: bool,
    one: &'static Shape,
    other: &'static Shape,
    now: &Control,
    name: &AttrValue,
    error: Option<Verdict>,
) -> Html {
    let options = vec![
        (AttrValue::from("simple"), t!("form-simple"), None),
        (AttrValue::from("detailed"), t!("form-detailed"), None),
    ];
    let turned = if simple {
        detailed(other, now)
    } else {
        simpler(one, now)
    };
    let (path, send) = (row.path.clone(), desk.send.clone());
    let onchange = Callback::from(move |to: AttrValue| {
        if (to == "simple") != simple {
            send.emit(Msg::Set(path.clone(), turned.clone()));
        }
    });
    let value = if simple { "simple" } else { "detailed" };
    html! {
        <div class="either">
            if !desk.locked { <Segmented label={name.clone()} {options} {value} {onchange} testid="either" /> }
            { control(desk, row, now, name, error) }
        </div>
    }
}

/// A single value as the map that says the same, where that is known.
fn detailed(other: &Shape, now: &Control) -> Draft {
    let Shape::Record(fields) = other else {
        return blank(other);
    };
    let (Control::Word(text, _) | Control::Duration(text) | Control::Line(text)) = now else {
        return blank(other);
    };
    let place = fields
        .iter()
        .find(|field| matches!((&field.shape, now), (Shape::Word(_), Control::Word(..))));
    match place {
        Some(field) if !text.is_empty() => Draft::map([(field.name, Draft::text(text))]),
        _ => match blank(other) {
            Draft::Map(entries) if entries.is_empty() => Draft::Map(
                fields
                    .first()
                    .map(|field| (field.name.into(), blank(&field.shape)))
                    .into_iter()
                    .collect(),
            ),
            blank => blank,
        },
    }
}

/// A map as the single value in it, where there is one.
fn simpler(one: &Shape, now: &Control) -> Draft {
    if let Control::Record(rows) = now {
        for row in rows {
            if let Control::Word(text, _) = &row.control
                && !text.is_empty()
            {
                return Draft::text(text);
            }
        }
    }
    blank(one)
}
