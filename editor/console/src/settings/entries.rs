//! Values that trails read as `env.NAME`, and secrets, which can be written but never read.

use super::fetched::{use_change, use_fetched};
use super::valid::{self, Fault};
use super::{body, form_error, form_foot, head};
use crate::route::encode;
use crate::{api, words};
use gloo_net::http::Method;
use trilha_widgets::{Confirm, Dialog, Empty, Icon, IconButton, Table, TextArea, TextField, t};
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
    let entries = use_fetched::<Vec<EnvEntry>>(kind.path());
    let asked = use_state(|| None::<Asked>);
    let change = use_change();
    let ask = {
        let asked = asked.setter();
        Callback::from(move |what: Asked| asked.set(Some(what)))
    };
    let onclose = {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(None))
    };
    let ondone = {
        let (reload, onclose) = (entries.reload(), onclose.clone());
        Callback::from(move |()| {
            reload.emit(());
            onclose.emit(());
        })
    };
    let (title, text, new, icon, none) = match kind {
        Kind::Env => (
            t!("env"),
            t!("env-text"),
            t!("new-env"),
            Icon::Variable,
            t!("no-env"),
        ),
        Kind::Secret => (
            t!("secrets"),
            t!("secrets-text"),
            t!("new-secret"),
            Icon::Key,
            t!("no-secrets"),
        ),
    };
    let heads = vec![t!("name"), t!("value"), AttrValue::default()];
    html! {
        <>
            { head(title.clone(), text.clone(), Some((new, ask.reform(|()| Asked::Edit(None))))) }
            { body(&entries, |entries| if entries.is_empty() {
                html! { <Empty {icon} title={none} text={text} /> }
            } else {
                html! { <Table label={title} {heads} testid="table">{ for entries.iter().map(|entry| row(entry, &ask)) }</Table> }
            }) }
            { match &*asked {
                Some(Asked::Edit(entry)) => html! { <Form {kind} entry={entry.clone()} {onclose} {ondone} /> },
                Some(Asked::Delete(entry)) => {
                    let path = format!("{}/{}", kind.path(), encode(&entry.name));
                    let onyes = { let change = change.clone(); move |()| { let path = path.clone(); change.make(async move { api::bare(Method::DELETE, &path).await }, ondone.clone()); } };
                    html! { <Confirm title={t!("delete-entry", name = entry.name.as_str())} text={t!("delete-entry-text")} act={t!("delete")} busy={change.busy()} error={change.refused().map(words::refusal)} detail={change.refused().and_then(words::detail)} {onyes} {onclose} /> }
                }
                None => Html::default(),
            } }
        </>
    }
}

fn row(entry: &EnvEntry, ask: &Callback<Asked>) -> Html {
    let edit = ask.reform({
        let entry = entry.clone();
        move |()| Asked::Edit(Some(entry.clone()))
    });
    let delete = ask.reform({
        let entry = entry.clone();
        move |()| Asked::Delete(entry.clone())
    });
    html! {
        <tr key={entry.name.as_str()} data-testid="line" data-id={entry.name.clone()}>
            <td class="mono">{ &entry.name }</td>
            <td class="mono">if let Some(value) = &entry.value { { value } } else { <span class="quiet" title={t!("secret-hidden")}>{ "••••••••" }</span> }</td>
            <td class="acts">
                <IconButton icon={Icon::Edit} label={t!("edit")} onclick={edit} testid="edit" />
                <IconButton icon={Icon::Trash} label={t!("delete")} onclick={delete} testid="delete" />
            </td>
        </tr>
    }
}

#[derive(Properties, PartialEq)]
struct FormProps {
    kind: Kind,
    entry: Option<EnvEntry>,
    onclose: Callback<()>,
    ondone: Callback<()>,
}

#[component]
fn Form(props: &FormProps) -> Html {
    let new = props.entry.is_none();
    let secret = props.kind == Kind::Secret;
    let name = use_state(|| {
        props
            .entry
            .as_ref()
            .map(|entry| entry.name.clone())
            .unwrap_or_default()
    });
    let value = use_state(|| {
        props
            .entry
            .as_ref()
            .and_then(|entry| entry.value.clone())
            .unwrap_or_default()
    });
    let checked = use_state(|| false);
    let change = use_change();
    let faults = (valid::env_name(&name), valid::some(&value));
    let onsubmit = {
        let (change, checked, done) = (change.clone(), checked.setter(), props.ondone.clone());
        let (path, value) = (
            format!("{}/{}", props.kind.path(), encode(&name)),
            (*value).clone(),
        );
        Callback::from(move |()| {
            checked.set(true);
            if faults == (None, None) {
                let (path, body) = (
                    path.clone(),
                    NewValue {
                        value: value.clone(),
                    },
                );
                change.make(
                    async move { api::tell(Method::PUT, &path, &body).await },
                    done.clone(),
                );
            }
        })
    };
    let show = |found: Option<Fault>| {
        found.filter(|_| *checked).map(|fault| {
            if fault == Fault::Missing {
                t!("fault-missing")
            } else {
                t!("fault-env")
            }
        })
    };
    let oninput = {
        let to = name.setter();
        move |text: String| to.set(text.to_uppercase())
    };
    let onvalue = {
        let to = value.setter();
        Callback::from(move |text| to.set(text))
    };
    let title = match (secret, new) {
        (false, true) => t!("new-env"),
        (false, false) => t!("edit-env"),
        (true, true) => t!("new-secret"),
        (true, false) => t!("edit-secret"),
    };
    let foot = form_foot(
        change.busy(),
        &props.onclose,
        if new { t!("create") } else { t!("save") },
    );
    html! {
        <Dialog {title} onclose={props.onclose.clone()} {onsubmit} {foot} testid="form">
            <TextField label={t!("name")} code=true value={(*name).clone()} {oninput} disabled={!new} hint={new.then(|| t!("env-hint"))} error={show(faults.0)} autofocus={new} testid="field-name" />
            if secret {
                <TextField label={t!("value")} kind="password" autocomplete="new-password" code=true value={(*value).clone()} oninput={onvalue} hint={t!("secret-hint")} error={show(faults.1)} testid="field-value" />
            } else {
                <TextArea label={t!("value")} code=true value={(*value).clone()} oninput={onvalue} error={show(faults.1)} testid="field-value" />
            }
            { form_error(change.refused()) }
        </Dialog>
    }
}
