//! Queues and who works them.

use super::fetched::{use_change, use_fetched};
use super::valid::{self, Fault};
use super::{body, form_error, form_foot, head};
use crate::route::encode;
use crate::{api, words};
use gloo_net::http::Method;
use trilha_model::AgentId;
use trilha_widgets::{
    Avatar, Checkbox, Confirm, Dialog, Dot, Empty, Icon, IconButton, Table, TextField, t,
};
use trilha_wire::staff::{Queue, QueueSettings, User};
use yew::prelude::*;

const COLOURS: [&str; 8] = [
    "#0c6577", "#2f6fde", "#7a4fd0", "#c2408f", "#c9372d", "#b8730a", "#3c7d3a", "#66666f",
];

#[derive(Clone, PartialEq)]
enum Asked {
    Edit(Option<Queue>),
    Delete(Queue),
}

/// The list of queues.
#[component]
pub(super) fn Queues() -> Html {
    let queues = use_fetched::<Vec<Queue>>("/api/queues");
    let users = use_fetched::<Vec<User>>("/api/users");
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
        let (reload, onclose) = (queues.reload(), onclose.clone());
        Callback::from(move |()| {
            reload.emit(());
            onclose.emit(());
        })
    };
    let heads = vec![
        t!("queue"),
        t!("id"),
        t!("members"),
        t!("now"),
        AttrValue::default(),
    ];
    let people = users.there().cloned().unwrap_or_default();
    let new = ask.reform(|()| Asked::Edit(None));
    html! {
        <>
            { head(t!("queues"), t!("queues-text"), Some((t!("new-queue"), new))) }
            { body(&queues, |queues| if queues.is_empty() {
                html! { <Empty icon={Icon::Queue} title={t!("no-queues")} text={t!("no-queues-text")} /> }
            } else {
                html! { <Table label={t!("queues")} {heads} testid="table">{ for queues.iter().map(|queue| row(queue, &people, &ask)) }</Table> }
            }) }
            { match &*asked {
                Some(Asked::Edit(queue)) => html! { <Form queue={queue.clone()} people={people} {onclose} {ondone} /> },
                Some(Asked::Delete(queue)) => {
                    let path = format!("/api/queues/{}", encode(queue.id.as_str()));
                    let onyes = { let change = change.clone(); move |()| { let path = path.clone(); change.make(async move { api::bare(Method::DELETE, &path).await }, ondone.clone()); } };
                    html! { <Confirm title={t!("delete-queue", name = queue.settings.title.as_str())} text={t!("delete-queue-text")} act={t!("delete")} busy={change.busy()} error={change.refused().map(words::refusal)} detail={change.refused().and_then(words::detail)} {onyes} {onclose} /> }
                }
                None => Html::default(),
            } }
        </>
    }
}

fn row(queue: &Queue, people: &[User], ask: &Callback<Asked>) -> Html {
    let edit = ask.reform({
        let queue = queue.clone();
        move |()| Asked::Edit(Some(queue.clone()))
    });
    let delete = ask.reform({
        let queue = queue.clone();
        move |()| Asked::Delete(queue.clone())
    });
    let names: Vec<&str> = queue
        .settings
        .members
        .iter()
        .map(|id| {
            people
                .iter()
                .find(|user| user.id == *id)
                .map_or(id.as_str(), |user| user.name.as_str())
        })
        .collect();
    html! {
        <tr key={queue.id.as_str()} data-testid="line" data-id={queue.id.to_string()}>
            <td><span class="row"><Dot colour={queue.settings.colour.clone()} /><strong>{ &queue.settings.title }</strong></span></td>
            <td class="mono">{ queue.id.as_str() }</td>
            <td>if names.is_empty() { <span class="quiet">{ t!("no-members") }</span> } else { { names.join(", ") } }</td>
            <td class="numbers">{ t!("waiting-available", waiting = queue.waiting, available = queue.available) }</td>
            <td class="acts">
                <IconButton icon={Icon::Edit} label={t!("edit")} onclick={edit} testid="edit" />
                <IconButton icon={Icon::Trash} label={t!("delete")} onclick={delete} testid="delete" />
            </td>
        </tr>
    }
}

#[derive(Properties, PartialEq)]
struct FormProps {
    queue: Option<Queue>,
    people: Vec<User>,
    onclose: Callback<()>,
    ondone: Callback<()>,
}

#[component]
fn Form(props: &FormProps) -> Html {
    let new = props.queue.is_none();
    let before = props.queue.as_ref().map(|queue| &queue.settings);
    let title = use_state(|| before.map(|s| s.title.clone()).unwrap_or_default());
    let id = use_state(|| props.queue.as_ref().map(|queue| queue.id.to_string()));
    let colour = use_state(|| before.map_or_else(|| COLOURS[0].to_owned(), |s| s.colour.clone()));
    let members = use_state(|| before.map(|s| s.members.clone()).unwrap_or_default());
    let checked = use_state(|| false);
    let change = use_change();
    let its_id = (*id).clone().unwrap_or_else(|| valid::id_from(&title));
    let faults = (valid::some(&title), valid::id(&its_id));
    let onsubmit = {
        let (change, checked, done) = (change.clone(), checked.setter(), props.ondone.clone());
        let settings = QueueSettings {
            title: title.trim().to_owned(),
            members: (*members).clone(),
            colour: (*colour).clone(),
        };
        let path = format!("/api/queues/{}", encode(&its_id));
        Callback::from(move |()| {
            checked.set(true);
            if faults == (None, None) {
                let (path, settings) = (path.clone(), settings.clone());
                change.make(
                    async move { api::tell(Method::PUT, &path, &settings).await },
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
                t!("fault-id")
            }
        })
    };
    let foot = form_foot(
        change.busy(),
        &props.onclose,
        if new { t!("create") } else { t!("save") },
    );
    let toggle = |who: &AgentId| {
        let (members, who) = (members.clone(), who.clone());
        Callback::from(move |on: bool| {
            let mut now: Vec<AgentId> = members.iter().filter(|id| **id != who).cloned().collect();
            if on {
                now.push(who.clone());
            }
            members.set(now);
        })
    };
    html! {
        <Dialog title={if new { t!("new-queue") } else { t!("edit-queue") }} onclose={props.onclose.clone()} {onsubmit} {foot} testid="form">
            <TextField label={t!("title")} value={(*title).clone()} oninput={ let to = title.setter(); move |text| to.set(text) } error={show(faults.0)} autofocus={new} testid="field-title" />
            <TextField label={t!("id")} code=true value={its_id.clone()} oninput={ let to = id.setter(); move |text| to.set(Some(text)) } disabled={!new}
                hint={t!("queue-id-hint")} error={show(faults.1.filter(|_| !title.is_empty()))} testid="field-id" />
            <fieldset class="field">
                <legend>{ t!("colour") }</legend>
                <div class="swatches">
                    { for COLOURS.map(|one| html! {
                        <button key={one} type="button" class="swatch" style={format!("background:{one}")} aria-pressed={if *colour == one { "true" } else { "false" }}
                            aria-label={one} onclick={ let to = colour.setter(); move |_: MouseEvent| to.set(one.to_owned()) }></button>
                    }) }
                </div>
            </fieldset>
            <fieldset class="field">
                <legend>{ t!("members") }</legend>
                <div class="members">
                    { for props.people.iter().filter(|user| !user.disabled || members.contains(&user.id)).map(|user| html! {
                        <div class="member" key={user.id.as_str()} data-testid="member" data-id={user.id.to_string()}>
                            <Avatar name={user.name.clone()} class="small" /><Checkbox label={user.name.clone()} on={members.contains(&user.id)} onchange={toggle(&user.id)} />
                        </div>
                    }) }
                </div>
            </fieldset>
            { form_error(change.refused()) }
        </Dialog>
    }
}
