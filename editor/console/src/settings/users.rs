//! People: who may sign in, and as what.

use super::fetched::{use_change, use_fetched};
use super::reset::{Copy, Reset};
use super::valid::{self, Fault};
use super::{body, form_error, form_foot, head};
use crate::route::encode;
use crate::{api, words};
use gloo_net::http::Method;
use trilha_model::{AgentId, Role};
use trilha_widgets::{
    Avatar, Badge, Checkbox, Dialog, Icon, IconButton, Opt, Select, Table, TextField, Tone, chance,
    t,
};
use trilha_wire::staff::{NewUser, User, UserChange};
use yew::prelude::*;

const ROLES: [(Role, &str); 3] = [
    (Role::Agent, "agent"),
    (Role::Supervisor, "supervisor"),
    (Role::Admin, "admin"),
];

#[derive(Clone, PartialEq)]
enum Asked {
    New,
    Edit(User),
    Reset(User),
}

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) me: AgentId,
}

/// The list of people.
#[component]
pub(super) fn Users(props: &Props) -> Html {
    let users = use_fetched::<Vec<User>>("/api/users");
    let asked = use_state(|| None::<Asked>);
    let ask = {
        let asked = asked.setter();
        Callback::from(move |what: Asked| asked.set(Some(what)))
    };
    let onclose = {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(None))
    };
    let ondone = {
        let (reload, onclose) = (users.reload(), onclose.clone());
        Callback::from(move |()| {
            reload.emit(());
            onclose.emit(());
        })
    };
    let heads = vec![
        t!("name"),
        t!("user-name"),
        t!("role"),
        t!("state"),
        AttrValue::default(),
    ];
    html! {
        <>
            { head(t!("users"), t!("users-text"), Some((t!("new-user"), ask.reform(|()| Asked::New)))) }
            { body(&users, |users| html! {
                <Table label={t!("users")} {heads} testid="table">{ for users.iter().map(|user| row(user, &props.me, &ask)) }</Table>
            }) }
            { match &*asked {
                Some(Asked::New) => html! { <Form user={None::<User>} myself=false {onclose} {ondone} /> },
                Some(Asked::Edit(user)) => html! { <Form user={user.clone()} myself={user.id == props.me} {onclose} {ondone} /> },
                Some(Asked::Reset(user)) => html! { <Reset user={user.clone()} {onclose} /> },
                None => Html::default(),
            } }
        </>
    }
}

fn row(user: &User, me: &AgentId, ask: &Callback<Asked>) -> Html {
    let edit = ask.reform({
        let user = user.clone();
        move |()| Asked::Edit(user.clone())
    });
    let reset = ask.reform({
        let user = user.clone();
        move |()| Asked::Reset(user.clone())
    });
    let (tone, state) = match user {
        User { disabled: true, .. } => (Tone::Bad, t!("disabled")),
        User {
            available: true, ..
        } => (Tone::Ok, t!("available")),
        _ => (Tone::Plain, t!("unavailable")),
    };
    html! {
        <tr key={user.id.as_str()} data-testid="line" data-id={user.id.to_string()}>
            <td><span class="row"><Avatar name={user.name.clone()} class="small" /><strong>{ &user.name }</strong>if user.id == *me { <Badge label={t!("you")} tone={Tone::Accent} /> }</span></td>
            <td class="mono">{ user.id.as_str() }</td>
            <td>{ words::role(user.role) }</td>
            <td><span class="row"><Badge {tone} label={state} />if user.holding > 0 { <span class="quiet">{ t!("holding", count = user.holding) }</span> }</span></td>
            <td class="acts">
                <IconButton icon={Icon::Key} label={t!("reset-password")} onclick={reset} testid="reset-password" />
                <IconButton icon={Icon::Edit} label={t!("edit")} onclick={edit} testid="edit" />
            </td>
        </tr>
    }
}

#[derive(Properties, PartialEq)]
struct FormProps {
    user: Option<User>,
    myself: bool,
    onclose: Callback<()>,
    ondone: Callback<()>,
}

fn fault(fault: Fault) -> AttrValue {
    match fault {
        Fault::Missing => t!("fault-missing"),
        Fault::Form => t!("fault-user-name"),
        Fault::Short => t!("fault-password"),
    }
}

#[component]
fn Form(props: &FormProps) -> Html {
    let new = props.user.is_none();
    let name = use_state(|| {
        props
            .user
            .as_ref()
            .map(|user| user.name.clone())
            .unwrap_or_default()
    });
    let id = use_state(|| {
        props
            .user
            .as_ref()
            .map(|user| user.id.to_string())
            .unwrap_or_default()
    });
    let role = use_state(|| props.user.as_ref().map_or(Role::Agent, |user| user.role));
    let disabled = use_state(|| props.user.as_ref().is_some_and(|user| user.disabled));
    let password = use_state(|| {
        if new {
            chance::password()
        } else {
            String::new()
        }
    });
    let checked = use_state(|| false);
    let change = use_change();
    let faults = (
        valid::some(&name),
        valid::user_id(&id).filter(|_| new),
        valid::password(&password).filter(|_| new),
    );
    let onsubmit = {
        let (change, checked, done) = (change.clone(), checked.setter(), props.ondone.clone());
        let (name, id, role, disabled, password) = (
            name.trim().to_owned(),
            (*id).clone(),
            *role,
            *disabled,
            (*password).clone(),
        );
        Callback::from(move |()| {
            checked.set(true);
            if faults != (None, None, None) {
                return;
            }
            let (name, id, password) = (name.clone(), id.clone(), password.clone());
            change.make(
                async move {
                    if new {
                        api::tell(
                            Method::POST,
                            "/api/users",
                            &NewUser {
                                id: id.into(),
                                name,
                                role,
                                password,
                            },
                        )
                        .await
                    } else {
                        api::tell(
                            Method::PUT,
                            &format!("/api/users/{}", encode(&id)),
                            &UserChange {
                                name,
                                role,
                                disabled,
                            },
                        )
                        .await
                    }
                },
                done.clone(),
            );
        })
    };
    let show = |found: Option<Fault>| found.filter(|_| *checked).map(fault);
    let taken = change.refused().filter(|refusal| refusal.kind() == "taken");
    let set = |to: &UseStateHandle<String>| {
        let to = to.setter();
        Callback::from(move |text| to.set(text))
    };
    let options = ROLES
        .map(|(role, value)| Opt::new(value, words::role(role)))
        .to_vec();
    let chosen = ROLES
        .iter()
        .find(|(r, _)| *r == *role)
        .map_or("agent", |(_, value)| value);
    let onrole = {
        let role = role.setter();
        move |value: String| {
            role.set(
                ROLES
                    .iter()
                    .find(|(_, v)| *v == value)
                    .map_or(Role::Agent, |(r, _)| *r),
            );
        }
    };
    let foot = form_foot(
        change.busy(),
        &props.onclose,
        if new { t!("create") } else { t!("save") },
    );
    html! {
        <Dialog title={if new { t!("new-user") } else { t!("edit-user") }} onclose={props.onclose.clone()} {onsubmit} {foot} testid="form">
            <TextField label={t!("name")} value={(*name).clone()} oninput={set(&name)} error={show(faults.0)} autofocus={new} testid="field-name" />
            <TextField label={t!("user-name")} code=true value={(*id).clone()} oninput={set(&id)} disabled={!new} hint={new.then(|| t!("user-name-hint"))}
                error={taken.map(words::refusal).or(show(faults.1))} testid="field-id" />
            <Select label={t!("role")} value={chosen} {options} onchange={onrole} disabled={props.myself} hint={role_hint(*role)} testid="field-role" />
            if new {
                <div class="with-button">
                    <TextField label={t!("password")} code=true value={(*password).clone()} oninput={set(&password)} error={show(faults.2)} hint={t!("password-once")} testid="field-password" />
                    <Copy value={(*password).clone()} />
                </div>
            } else if !props.myself {
                <Checkbox label={t!("disabled-label")} on={*disabled} onchange={ let to = disabled.setter(); move |on| to.set(on) } testid="field-disabled" />
            }
            { form_error(change.refused().filter(|_| taken.is_none())) }
        </Dialog>
    }
}

fn role_hint(role: Role) -> AttrValue {
    match role {
        Role::Agent => t!("role-agent-hint"),
        Role::Supervisor => t!("role-supervisor-hint"),
        Role::Admin => t!("role-admin-hint"),
    }
}
