//! Choosing people: who works a queue, who is in a team.

use trilha_model::AgentId;
use trilha_widgets::{Avatar, Checkbox, t};
use trilha_wire::staff::User;
use yew::prelude::*;

/// The names people read of those chosen, or that there are none.
pub(super) fn named(members: &[AgentId], people: &[User]) -> Html {
    let name = |id: &AgentId| {
        let known = people.iter().find(|user| user.id == *id);
        known.map_or_else(|| id.to_string(), |user| user.name.clone())
    };
    let names: Vec<String> = members.iter().map(name).collect();
    html! { if names.is_empty() { <span class="quiet">{ t!("no-members") }</span> } else { { names.join(", ") } } }
}

/// A box to tick for each person; those who cannot sign in only where they are chosen already.
pub(super) fn choice(people: &[User], members: &UseStateHandle<Vec<AgentId>>) -> Html {
    let shown = people
        .iter()
        .filter(|user| !user.disabled || members.contains(&user.id));
    html! {
        <fieldset class="field">
            <legend>{ t!("members") }</legend>
            <div class="members">
                { for shown.map(|user| html! {
                    <div class="member" key={user.id.as_str()} data-testid="member" data-id={user.id.to_string()}>
                        <Avatar name={user.name.clone()} class="small" /><Checkbox label={user.name.clone()} on={members.contains(&user.id)} onchange={toggle(members, &user.id)} />
                    </div>
                }) }
            </div>
        </fieldset>
    }
}

fn toggle(members: &UseStateHandle<Vec<AgentId>>, who: &AgentId) -> Callback<bool> {
    let (members, who) = (members.clone(), who.clone());
    Callback::from(move |on: bool| {
        let mut now: Vec<AgentId> = members.iter().filter(|id| **id != who).cloned().collect();
        if on {
            now.push(who.clone());
        }
        members.set(now);
    })
}
