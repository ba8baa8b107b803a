//! Teams and who is in each.

use super::fetched::use_fetched;
use super::members;
use super::named::use_named;
use super::screen::{About, Delete, edit_and_delete, saves, use_form_of, use_screen};
use crate::route::encode;
use trilha_widgets::{Icon, t};
use trilha_wire::staff::{Team, TeamSettings, User};
use yew::prelude::*;

#[derive(Clone, PartialEq)]
enum Asked {
    Edit(Option<Team>),
    Delete(Team),
}

/// The list of teams.
#[component]
pub(super) fn Teams() -> Html {
    let screen = use_screen::<Team, Asked>("/api/teams");
    let users = use_fetched::<Vec<User>>("/api/users");
    let people = users.there().cloned().unwrap_or_default();
    let (ask, onclose, ondone) = (screen.ask(), screen.onclose(), screen.ondone());
    let dialog = match screen.asked() {
        Some(Asked::Edit(team)) => {
            let taken = screen.taken(|other| other.id.to_string());
            html! { <Form team={team.clone()} {taken} people={people.clone()} {onclose} {ondone} /> }
        }
        Some(Asked::Delete(team)) => html! {
            <Delete path={path(team.id.as_str())} title={t!("delete-team", name = team.settings.title.as_str())}
                text={t!("delete-team-text")} {onclose} {ondone} />
        },
        None => Html::default(),
    };
    let about = About {
        title: t!("teams"),
        text: t!("teams-text"),
        new: t!("new-team"),
        heads: vec![t!("team"), t!("id"), t!("members")],
        none: (Icon::Team, t!("no-teams"), t!("no-teams-text")),
    };
    let new = ask.reform(|()| Asked::Edit(None));
    screen.draw(about, new, |team| row(team, &people, &ask), dialog)
}

fn path(id: &str) -> String {
    format!("/api/teams/{}", encode(id))
}

fn row(team: &Team, people: &[User], ask: &Callback<Asked>) -> Html {
    html! {
        <tr key={team.id.as_str()} data-testid="line" data-id={team.id.to_string()}>
            <td><strong>{ &team.settings.title }</strong></td>
            <td class="mono" data-label={t!("id")}>{ team.id.as_str() }</td>
            <td data-label={t!("members")}>{ members::named(&team.settings.members, people) }</td>
            <td class="acts">
                { edit_and_delete(ask, team, Asked::Edit, Asked::Delete) }
            </td>
        </tr>
    }
}

#[derive(Properties, PartialEq)]
struct FormProps {
    team: Option<Team>,
    /// The ids there are.
    taken: Vec<String>,
    people: Vec<User>,
    onclose: Callback<()>,
    ondone: Callback<()>,
}

#[component]
fn Form(props: &FormProps) -> Html {
    let before = props.team.as_ref().map(|team| &team.settings);
    let known = props.team.as_ref();
    let known = known.map(|team| (team.settings.title.clone(), team.id.to_string()));
    let named = use_named(known, props.taken.clone());
    let members = use_state(|| before.map(|s| s.members.clone()).unwrap_or_default());
    let form = use_form_of(&named.id());
    let settings = TeamSettings {
        title: named.title(),
        members: (*members).clone(),
    };
    let (new, path) = (named.is_new(), path(&named.id()));
    let ondone = props.ondone.clone();
    let onsubmit = form.save(new, named.is_good(), ondone, path, settings);
    let fields = html! {<>
        { named.fields(&form, None, t!("team-id-hint")) }
        { members::choice(&props.people, &members) }
    </>};
    let title = if new { t!("new-team") } else { t!("edit-team") };
    form.draw(title, saves(new), (onsubmit, &props.onclose), fields)
}
