//! Queues and who works them.

use super::fetched::use_fetched;
use super::members;
use super::named::use_named;
use super::screen::{About, Delete, edit_and_delete, saves, use_form_of, use_screen};
use crate::route::encode;
use trilha_widgets::{Dot, Icon, t};
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
    let screen = use_screen::<Queue, Asked>("/api/queues");
    let users = use_fetched::<Vec<User>>("/api/users");
    let people = users.there().cloned().unwrap_or_default();
    let (ask, onclose, ondone) = (screen.ask(), screen.onclose(), screen.ondone());
    let dialog = match screen.asked() {
        Some(Asked::Edit(queue)) => {
            let taken = screen.taken(|other| other.id.to_string());
            html! { <Form queue={queue.clone()} {taken} people={people.clone()} {onclose} {ondone} /> }
        }
        Some(Asked::Delete(queue)) => html! {
            <Delete path={path(queue.id.as_str())} title={t!("delete-queue", name = queue.settings.title.as_str())}
                text={t!("delete-queue-text")} {onclose} {ondone} />
        },
        None => Html::default(),
    };
    let about = About {
        title: t!("queues"),
        text: t!("queues-text"),
        new: t!("new-queue"),
        heads: vec![t!("queue"), t!("id"), t!("members"), t!("now")],
        none: (Icon::Queue, t!("no-queues"), t!("no-queues-text")),
    };
    let new = ask.reform(|()| Asked::Edit(None));
    screen.draw(about, new, |queue| row(queue, &people, &ask), dialog)
}

fn path(id: &str) -> String {
    format!("/api/queues/{}", encode(id))
}

fn row(queue: &Queue, people: &[User], ask: &Callback<Asked>) -> Html {
    html! {
        <tr key={queue.id.as_str()} data-testid="line" data-id={queue.id.to_string()}>
            <td><span class="row"><Dot colour={queue.settings.colour.clone()} /><strong>{ &queue.settings.title }</strong></span></td>
            <td class="mono" data-label={t!("id")}>{ queue.id.as_str() }</td>
            <td data-label={t!("members")}>{ members::named(&queue.settings.members, people) }</td>
            <td class="numbers">{ t!("waiting-available", waiting = queue.waiting, available = queue.available) }</td>
            <td class="acts">
                { edit_and_delete(ask, queue, Asked::Edit, Asked::Delete) }
            </td>
        </tr>
    }
}

#[derive(Properties, PartialEq)]
struct FormProps {
    queue: Option<Queue>,
    /// The ids there are.
    taken: Vec<String>,
    people: Vec<User>,
    onclose: Callback<()>,
    ondone: Callback<()>,
}

#[component]
fn Form(props: &FormProps) -> Html {
    let before = props.queue.as_ref().map(|queue| &queue.settings);
    let known = props.queue.as_ref();
    let known = known.map(|queue| (queue.settings.title.clone(), queue.id.to_string()));
    let named = use_named(known, props.taken.clone());
    let colour = use_state(|| before.map_or_else(|| COLOURS[0].to_owned(), |s| s.colour.clone()));
    let members = use_state(|| before.map(|s| s.members.clone()).unwrap_or_default());
    let form = use_form_of(&named.id());
    let settings = QueueSettings {
        title: named.title(),
        members: (*members).clone(),
        colour: (*colour).clone(),
    };
    let (new, path) = (named.is_new(), path(&named.id()));
    let ondone = props.ondone.clone();
    let onsubmit = form.save(new, named.is_good(), ondone, path, settings);
    let fields = html! {<>
        { named.fields(&form, None, t!("queue-id-hint")) }
        { swatches(&colour) }
        { members::choice(&props.people, &members) }
    </>};
    let title = if new {
        t!("new-queue")
    } else {
        t!("edit-queue")
    };
    form.draw(title, saves(new), (onsubmit, &props.onclose), fields)
}

fn swatches(colour: &UseStateHandle<String>) -> Html {
    html! {
        <fieldset class="field">
            <legend>{ t!("colour") }</legend>
            <div class="swatches">
                { for COLOURS.map(|one| html! {
                    <button key={one} type="button" class="swatch" style={format!("background:{one}")} aria-pressed={if **colour == one { "true" } else { "false" }}
                        aria-label={one} onclick={ let to = colour.setter(); move |_: MouseEvent| to.set(one.to_owned()) }></button>
                }) }
            </div>
        </fieldset>
    }
}
