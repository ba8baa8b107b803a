//! People: who may sign in, and as what.

use super::reset::{Copy, Reset};
use super::screen::{About, asking, saves, set, use_form_of, use_screen};
use super::valid;
use crate::route::encode;
use crate::{api, words};
use gloo_net::http::Method;
use trilha_model::{AgentId, Role};
use trilha_widgets::{
    Avatar, Badge, Checkbox, Icon, IconButton, Opt, Select, TextField, Tone, chance, t,
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
    let screen = use_screen::<User, Asked>("/api/users");
    let (ask, onclose, ondone) = (screen.ask(), screen.onclose(), screen.ondone());
    let dialog = match screen.asked() {
        Some(Asked::New) => html! { <Form user={None::<User>} myself=false {onclose} {ondone} /> },
        Some(Asked::Edit(user)) => {
            html! { <Form user={user.clone()} myself={user.id == props.me} {onclose} {ondone} /> }
        }
        Some(Asked::Reset(user)) => html! { <Reset user={user.clone()} {onclose} /> },
        None => Html::default(),
    };
    let about = About {
        title: t!("users"),
        text: t!("users-text"),
        new: t!("new-user"),
        heads: vec![t!("name"), t!("user-name"), t!("role"), t!("state")],
        none: (Icon::Users, t!("no-members"), t!("users-text")),
    };
    let new = ask.reform(|()| Asked::New);
    screen.draw(about, new, |user| row(user, &props.me, &ask), dialog)
}

fn row(user: &User, me: &AgentId, ask: &Callback<Asked>) -> Html {
    let edit = asking(ask, user, Asked::Edit);
    let reset = asking(ask, user, Asked::Reset);
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
            <td class="mono" data-label={t!("user-name")}>{ user.id.as_str() }</td>
            <td data-label={t!("role")}>{ words::role(user.role) }</td>
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

#[component]
fn Form(props: &FormProps) -> Html {
    let new = props.user.is_none();
    let before = props.user.as_ref();
    let name = use_state(|| before.map(|user| user.name.clone()).unwrap_or_default());
    let id = use_state(|| before.map(|user| user.id.to_string()).unwrap_or_default());
    let role = use_state(|| before.map_or(Role::Agent, |user| user.role));
    let disabled = use_state(|| before.is_some_and(|user| user.disabled));
    let skills = use_state(|| {
        before
            .map(|user| user.skills.join(", "))
            .unwrap_or_default()
    });
    let password = use_state(|| new.then(chance::password).unwrap_or_default());
    let form = use_form_of(&id);
    let faults = (
        valid::some(&name),
        valid::user_id(&id).filter(|_| new),
        valid::password(&password).filter(|_| new),
    );
    let good = faults == (None, None, None);
    let onsubmit = if new {
        let body = NewUser {
            id: id.as_str().into(),
            name: name.trim().to_owned(),
            role: *role,
            password: (*password).clone(),
        };
        form.submit(good, props.ondone.clone(), move || {
            let body = body.clone();
            async move { api::tell(Method::POST, "/api/users", &body).await }
        })
    } else {
        let body = UserChange {
            name: name.trim().to_owned(),
            role: *role,
            disabled: *disabled,
            skills: Some(valid::listed(&skills)),
        };
        let path = format!("/api/users/{}", encode(&id));
        form.put(good, props.ondone.clone(), path, body)
    };
    let id_fault = form
        .taken()
        .or_else(|| form.fault(faults.1, t!("fault-user-name")));
    let fields = html! {<>
        <TextField label={t!("name")} value={(*name).clone()} oninput={set(&name)} error={form.fault(faults.0, t!("fault-missing"))} autofocus={new} testid="field-name" />
        <TextField label={t!("user-name")} code=true value={(*id).clone()} oninput={set(&id)} disabled={!new} hint={new.then(|| t!("user-name-hint"))} error={id_fault} testid="field-id" />
        { roles(&role, props.myself) }
        if new {
            <div class="with-button">
                <TextField label={t!("password")} code=true value={(*password).clone()} oninput={set(&password)} error={form.fault(faults.2, t!("fault-password"))} hint={t!("password-once")} testid="field-password" />
                <Copy value={(*password).clone()} />
            </div>
        } else {
            <TextField label={t!("skills")} value={(*skills).clone()} oninput={set(&skills)} hint={t!("skills-hint")} testid="field-skills" />
        }
        if !new && !props.myself {
            <Checkbox label={t!("disabled-label")} on={*disabled} onchange={ let to = disabled.setter(); move |on| to.set(on) } testid="field-disabled" />
        }
    </>};
    let title = if new { t!("new-user") } else { t!("edit-user") };
    form.draw(title, saves(new), (onsubmit, &props.onclose), fields)
}

fn roles(role: &UseStateHandle<Role>, disabled: bool) -> Html {
    let options = ROLES
        .map(|(role, value)| Opt::new(value, words::role(role)))
        .to_vec();
    let chosen = ROLES
        .iter()
        .find(|(r, _)| *r == **role)
        .map_or("agent", |(_, value)| value);
    let onchange = {
        let role = role.setter();
        move |value: String| {
            let found = ROLES.iter().find(|(_, v)| *v == value);
            role.set(found.map_or(Role::Agent, |(r, _)| *r));
        }
    };
    html! { <Select label={t!("role")} value={chosen} {options} {onchange} {disabled} hint={role_hint(**role)} testid="field-role" /> }
}

fn role_hint(role: Role) -> AttrValue {
    match role {
        Role::Agent => t!("role-agent-hint"),
        Role::Supervisor => t!("role-supervisor-hint"),
        Role::Admin => t!("role-admin-hint"),
    }
}
