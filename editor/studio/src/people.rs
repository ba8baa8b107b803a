//! Who there is to take simulated conversations, and in which teams.

use crate::same::Same;
use trilha_state::Msg;
use trilha_state::document::Surroundings;
use trilha_state::setting::{Person, Setting};
use trilha_widgets::{
    Badge, Button, ButtonKind, Checkbox, Glyph, Icon, IconButton, Switch, TextField, t,
};
use trilha_wire::desk::TeamName;
use yew::prelude::*;

/// What [`People`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) setting: Same<Setting>,
    pub(crate) around: Same<Surroundings>,
    pub(crate) send: Callback<Msg>,
}

/// Makes another setting of the one there is, and has talks take place in it.
pub(crate) fn change<T: 'static>(
    setting: &Same<Setting>,
    send: &Callback<Msg>,
    change: impl Fn(&mut Setting, T) + 'static,
) -> Callback<T> {
    let setting = setting.clone();
    send.reform(move |to: T| {
        let mut after = Setting::clone(&setting);
        change(&mut after, to);
        Msg::Suppose(after)
    })
}

/// The people.
#[component]
pub(crate) fn People(props: &Props) -> Html {
    let people = &props.setting.people;
    let add = change(&props.setting, &props.send, |setting, ()| setting.add());
    html! {
        <details class="sim-people" data-testid="sim-people">
            <summary>{ t!("sim-people") }if !people.is_empty() { <Badge label={people.len().to_string()} /> }<span class="grow"></span><Glyph icon={Icon::ChevronDown} size={14} /></summary>
            if people.is_empty() {
                <p class="quiet">{ t!("sim-people-none") }</p>
            } else {
                <ul>{ for people.iter().enumerate().map(|(at, one)| person(props, at, one)) }</ul>
            }
            <Button small=true kind={ButtonKind::Ghost} icon={Icon::Plus} label={t!("sim-person-add")} onclick={add} testid="sim-person-add" />
        </details>
    }
}

fn person(props: &Props, at: usize, person: &Person) -> Html {
    let onname = change(&props.setting, &props.send, move |setting, to: String| {
        setting.rename(at, &to);
    });
    let onhere = each(props, at, |person, here| person.here = here);
    let onremove = change(&props.setting, &props.send, move |setting, ()| {
        if at < setting.people.len() {
            setting.people.remove(at);
        }
    });
    let name = person.name.as_str();
    html! {
        <li key={at} role="group" aria-label={name.to_owned()} data-testid="sim-person" data-name={name.to_owned()}>
            <div class="sim-person">
                <Name value={name.to_owned()} setting={props.setting.clone()} onchange={onname} />
                <Switch label={t!("sim-person-here")} on={person.here} onchange={onhere} testid="sim-person-here" />
                <IconButton small=true icon={Icon::Trash} label={t!("remove")} onclick={onremove} testid="sim-person-remove" />
            </div>
            if !props.around.teams.is_empty() {
                <div class="sim-teams" role="group" aria-label={t!("sim-teams")}>
                    { for props.around.teams.iter().map(|team| belongs(props, at, person, team)) }
                </div>
            }
        </li>
    }
}

fn belongs(props: &Props, at: usize, person: &Person, team: &TeamName) -> Html {
    let onchange = {
        let team = team.id.clone();
        each(props, at, move |person, on| person.join(&team, on))
    };
    html! { <Checkbox key={team.id.as_str()} label={team.title.clone()} on={person.teams.contains(&team.id)} {onchange} testid={format!("sim-team-{}", team.id)} /> }
}

/// Changes one of the people.
fn each(props: &Props, at: usize, to: impl Fn(&mut Person, bool) + 'static) -> Callback<bool> {
    change(&props.setting, &props.send, move |setting, on| {
        if let Some(person) = setting.people.get_mut(at) {
            to(person, on);
        }
    })
}

#[derive(Properties, PartialEq)]
struct NameProps {
    value: AttrValue,
    setting: Same<Setting>,
    onchange: Callback<String>,
}

/// What somebody is called: theirs once one leaves the field, and nobody else's.
#[component]
fn Name(props: &NameProps) -> Html {
    let typed = use_state(|| None::<String>);
    let error = typed.as_ref().map(|typed| typed.trim()).and_then(|typed| {
        let taken = props.value != typed && props.setting.is_taken(typed);
        taken.then(|| t!("sim-person-taken"))
    });
    let oninput = {
        let typed = typed.setter();
        Callback::from(move |text| typed.set(Some(text)))
    };
    let onchange = {
        let (typed, onchange) = (typed.setter(), props.onchange.clone());
        Callback::from(move |text| {
            typed.set(None);
            onchange.emit(text);
        })
    };
    let value = typed
        .as_ref()
        .map_or_else(|| props.value.clone(), |typed| typed.clone().into());
    html! { <TextField aria={Some(t!("name"))} {value} {error} code=true {oninput} {onchange} testid="sim-person-name" /> }
}
