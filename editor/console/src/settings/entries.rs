//! Values that trails read as `env.NAME`, and secrets, which can be written but never read.

use super::screen::{About, Delete, edit_and_delete, saves, set, use_form_of, use_screen};
use super::valid::{self, Fault};
use crate::route::encode;
use trilha_widgets::{Icon, TextArea, TextField, t};
use trilha_wire::staff::{EnvEntry, NewValue};
use yew::prelude::*;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Values.
    Env,
    /// Secrets.
    Secret,
}

impl Kind {
    fn path(self) -> &'static str {
        match self {
            Self::Env => "/api/env",
            Self::Secret => "/api/secrets",
        }
    }

    fn about(self) -> About {
        let heads = vec![t!("name"), t!("value")];
        match self {
            Self::Env => About {
                title: t!("env"),
                text: t!("env-text"),
                new: t!("new-env"),
                heads,
                none: (Icon::Variable, t!("no-env"), t!("env-text")),
            },
            Self::Secret => About {
                title: t!("secrets"),
                text: t!("secrets-text"),
                new: t!("new-secret"),
                heads,
                none: (Icon::Key, t!("no-secrets"), t!("secrets-text")),
            },
        }
    }
}

#[derive(Clone, PartialEq)]
enum Asked {
    Edit(Option<EnvEntry>),
    Delete(EnvEntry),
}

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) kind: Kind,
}

/// The list.
#[component]
pub(super) fn Entries(props: &Props) -> Html {
    let kind = props.kind;
    let screen = use_screen::<EnvEntry, Asked>(kind.path());
    let (ask, onclose, ondone) = (screen.ask(), screen.onclose(), screen.ondone());
    let dialog = match screen.asked() {
        Some(Asked::Edit(entry)) => {
            let taken = screen.taken(|other| other.name.clone());
            html! { <Form {kind} entry={entry.clone()} {taken} {onclose} {ondone} /> }
        }
        Some(Asked::Delete(entry)) => html! {
            <Delete path={format!("{}/{}", kind.path(), encode(&entry.name))} title={t!("delete-entry", name = entry.name.as_str())}
                text={t!("delete-entry-text")} {onclose} {ondone} />
        },
        None => Html::default(),
    };
    let new = ask.reform(|()| Asked::Edit(None));
    screen.draw(kind.about(), new, |entry| row(entry, &ask), dialog)
}

fn row(entry: &EnvEntry, ask: &Callback<Asked>) -> Html {
    html! {
        <tr key={entry.name.as_str()} data-testid="line" data-id={entry.name.clone()}>
            <td class="mono">{ &entry.name }</td>
            <td class="mono">if let Some(value) = &entry.value { { value } } else { <span class="quiet" title={t!("secret-hidden")}>{ "••••••••" }</span> }</td>
            <td class="acts">
                { edit_and_delete(ask, entry, Asked::Edit, Asked::Delete) }
            </td>
        </tr>
    }
}

#[derive(Properties, PartialEq)]
struct FormProps {
    kind: Kind,
    entry: Option<EnvEntry>,
    /// The names there are.
    taken: Vec<String>,
    onclose: Callback<()>,
    ondone: Callback<()>,
}

#[component]
fn Form(props: &FormProps) -> Html {
    let FormProps {
        kind,
        entry,
        taken,
        onclose,
        ondone,
    } = props;
    let new = entry.is_none();
    let before = entry.clone().unwrap_or_else(|| EnvEntry {
        name: String::new(),
        value: None,
    });
    let name = use_state(|| before.name);
    let value = use_state(|| before.value.unwrap_or_default());
    let form = use_form_of(&name);
    let its_name_is_taken = new && taken.contains(&name);
    let name_fault = its_name_is_taken
        .then_some(Fault::Taken)
        .or_else(|| valid::env_name(&name));
    let faults = (name_fault, valid::some(&value));
    let onsubmit = form.save(
        new,
        faults == (None, None),
        ondone.clone(),
        format!("{}/{}", kind.path(), encode(&name)),
        NewValue {
            value: (*value).clone(),
        },
    );
    let title = match (kind, new) {
        (Kind::Env, true) => t!("new-env"),
        (Kind::Env, false) => t!("edit-env"),
        (Kind::Secret, true) => t!("new-secret"),
        (Kind::Secret, false) => t!("edit-secret"),
    };
    let onname = set(&name).reform(|text: String| text.to_uppercase());
    let name_error = form
        .taken()
        .or_else(|| form.fault(faults.0, t!("fault-env")));
    let value_fault = form.fault(faults.1, t!("fault-missing"));
    let fields = html! {<>
        <TextField label={t!("name")} code=true value={(*name).clone()} oninput={onname} disabled={!new} hint={new.then(|| t!("env-hint"))}
            error={name_error} autofocus={new} testid="field-name" />
        if *kind == Kind::Secret {
            <TextField label={t!("value")} kind="password" autocomplete="new-password" code=true value={(*value).clone()} oninput={set(&value)}
                hint={t!("secret-hint")} error={value_fault} testid="field-value" />
        } else {
            <TextArea label={t!("value")} code=true value={(*value).clone()} oninput={set(&value)} error={value_fault} testid="field-value" />
        }
    </>};
    form.draw(title, saves(new), (onsubmit, onclose), fields)
}
