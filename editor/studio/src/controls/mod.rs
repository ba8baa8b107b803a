//! The control of each shape.

mod choice;
mod compound;
mod target;
mod texts;
mod when;

pub(crate) use compound::{kind, told};

use crate::entries;
use crate::live::{Live, Look};
use crate::same::Same;
use crate::verdicts::{self, Verdict};
use crate::words;
use smol_str::SmolStr;
use trilha_state::Msg;
use trilha_state::document::{Document, Surroundings};
use trilha_state::form::{Control, Fresh, Path, Row, value_draft};
use trilha_trail::edit::{Draft, PathSegment};
use trilha_widgets::{Icon, IconButton, Switch, english, t};
use yew::prelude::*;

/// What every control may need.
#[derive(Clone, PartialEq)]
pub(crate) struct Desk {
    pub(crate) document: Same<Document>,
    pub(crate) around: Same<Surroundings>,
    pub(crate) send: Callback<Msg>,
    pub(crate) languages: Vec<SmolStr>,
    /// The clock of whoever looks, by its name; empty where the browser does not tell.
    pub(crate) zone: AttrValue,
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

    /// What stands around a value that is added.
    pub(crate) fn fresh(&self) -> Fresh<'_> {
        Fresh {
            document: &self.document,
            around: &self.around,
            zone: &self.zone,
        }
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

/// Whether a value is taken away as a whole, for it has no field to be emptied.
fn is_compound(control: &Control) -> bool {
    matches!(
        control,
        Control::Record(_)
            | Control::Either { .. }
            | Control::List { .. }
            | Control::Map { .. }
            | Control::OneOf { .. }
            | Control::Bool(_)
    )
}

/// Whether what is wrong with a value as a whole has no field to stand at.
pub(crate) fn is_plural(control: &Control) -> bool {
    match control {
        Control::Either { now, .. } => is_plural(now),
        Control::Record(_) | Control::OneOf { .. } | Control::List { .. } | Control::Map { .. } => {
            true
        }
        _ => false,
    }
}

/// What is wrong with such a value.
pub(crate) fn fault(error: Option<Verdict>) -> Html {
    match error {
        Some(error) => {
            html! { <p class="fault">{ error.words }{ english(error.exact.as_ref()) }</p> }
        }
        None => Html::default(),
    }
}

/// A row: its name, its control, and what is wrong.
pub(crate) fn row(desk: &Desk, row: &Row, name: &AttrValue) -> Html {
    let error = verdicts::all(&row.faults);
    let removable = row.present && !row.required && !desk.locked && is_compound(&row.control);
    html! {
        <div key={joined(&row.path)} class={classes!("form-row", row.required.then_some("required"))} data-testid="field" data-path={joined(&row.path)}>
            <div class="form-head">
                if !name.is_empty() { <span class="form-label" title={words::row_hint(row)}>{ name.clone() }</span> }
                if removable { <IconButton small=true icon={Icon::X} label={t!("remove-named", name = name.as_str())} onclick={desk.clear(&row.path)} testid="field-remove" /> }
            </div>
            { control(desk, row, &row.control, name, error.clone()) }
            if is_plural(&row.control) { { fault(error) } }
            if let Some(help) = words::row_help(row) { <p class="form-help">{ help }</p> }
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
        Control::Text(speech) => texts::one_text(desk, row, speech, name, error),
        Control::Texts(texts) => texts::several_texts(desk, row, texts, name, error.as_ref()),
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
        Control::Variable(value) => choice::variable(desk, row, value, name, error),
        Control::Language(value) => choice::language(desk, row, value, name, error),
        Control::Cron(value) => when::cron(desk, row, value, name, error),
        Control::Zone(value) => when::zone(desk, row, value, name, error.as_ref()),
        Control::Target(value) => target::target(desk, row, value, name, error.as_ref()),
        Control::Trail(value)
        | Control::Queue(value)
        | Control::Team(value)
        | Control::Calendar(value)
        | Control::Inbox(value)
        | Control::Word(value, _)
        | Control::Custom(value)
        | Control::Choice(value, _) => {
            let choices = choices(desk, control);
            choice::select(desk, row, value, choices, name, error.as_ref())
        }
        Control::Value(value, kind) => {
            let typed = kind.clone();
            html! {
                <Live readonly={desk.locked} look={Look::Line} value={value.clone()} {aria} {error} placeholder={words::word(kind)}
                    onchange={desk.text(row, move |text| value_draft(&typed, &text))} />
            }
        }
        Control::List { item, rows } => entries::list(desk, row, item.0, rows),
        Control::Map { item, rows } => entries::map(desk, row, item.0, rows),
        Control::OneOf { of, kind, rows } => html! {
            <div class="items">{ compound::kind(desk, row, *of, *kind, name) }<div class="record">{ compound::told(desk, *of, *kind, rows) }</div></div>
        },
        Control::Record(rows) => compound::record(desk, row, rows),
        Control::Either {
            simple,
            one,
            other,
            now,
        } => compound::either(desk, row, *simple, one.0, other.0, now, name, error),
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

/// What a control chooses among, by value and title; nothing where it does not choose.
fn choices(desk: &Desk, control: &Control) -> Vec<(SmolStr, SmolStr)> {
    let around = &desk.around;
    match control {
        Control::Trail(_) => {
            let trails = around.trails().into_iter();
            trails.map(|trail| (trail.0.clone(), trail.0)).collect()
        }
        Control::Queue(_) => {
            let queues = around.queues.iter();
            queues
                .map(|queue| (queue.id.0.clone(), queue.title.as_str().into()))
                .collect()
        }
        Control::Team(_) => {
            let teams = around.teams.iter();
            teams
                .map(|team| (team.id.0.clone(), team.title.as_str().into()))
                .collect()
        }
        Control::Calendar(_) => {
            let calendars = around.calendars.iter();
            calendars
                .map(|one| (one.name.as_str().into(), one.settings.title.as_str().into()))
                .collect()
        }
        Control::Inbox(_) => {
            let inboxes = around.inboxes.iter();
            inboxes
                .map(|inbox| (inbox.id.0.clone(), inbox.title.as_str().into()))
                .collect()
        }
        Control::Word(_, known) => {
            let known = known.iter();
            known
                .map(|word| (SmolStr::new_static(word), words::word(word).as_str().into()))
                .collect()
        }
        Control::Custom(_) => {
            let customs = around.customs.iter();
            customs
                .map(|custom| {
                    let title = words::custom_title(custom);
                    (custom.name.clone(), title.as_str().into())
                })
                .collect()
        }
        Control::Choice(_, texts) => {
            let texts = texts.iter();
            texts.map(|text| (text.clone(), text.clone())).collect()
        }
        _ => Vec::new(),
    }
}

fn words_of(error: Option<&Verdict>) -> Option<AttrValue> {
    error.map(|error| error.words.clone())
}

fn exact_of(error: Option<&Verdict>) -> Option<AttrValue> {
    error.and_then(|error| error.exact.clone())
}
