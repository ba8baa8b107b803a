//! Who there is to take simulated conversations, what they may do and are good at, and in which teams.

use crate::same::Same;
use smol_str::SmolStr;
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
    let taken = {
        let (setting, own) = (props.setting.clone(), person.name.clone());
        Callback::from(move |typed: String| {
            let taken = own != typed && setting.is_taken(&typed);
            taken.then(|| t!("sim-person-taken"))
        })
    };
    let onsupervisor = each(props, at, |person, on| person.supervisor = on);
    let name = person.name.as_str();
    html! {
        <li key={at} role="group" aria-label={name.to_owned()} data-testid="sim-person" data-name={name.to_owned()}>
            <div class="sim-person">
                <Kept aria={t!("name")} value={name.to_owned()} wrong={taken} code=true onchange={onname} testid="sim-person-name" />
                <Switch label={t!("sim-person-here")} on={person.here} onchange={onhere} testid="sim-person-here" />
                <IconButton small=true icon={Icon::Trash} label={t!("remove")} onclick={onremove} testid="sim-person-remove" />
            </div>
            <div class="sim-person">
                { skills(props, at, person) }
                <Checkbox label={t!("sim-supervisor")} on={person.supervisor} onchange={onsupervisor} testid="sim-person-supervisor" />
            </div>
            if !props.around.teams.is_empty() {
                <div class="sim-teams" role="group" aria-label={t!("sim-teams")}>
                    { for props.around.teams.iter().map(|team| belongs(props, at, person, team)) }
                </div>
            }
        </li>
    }
}

/// What somebody is good at; while it is empty, what that means.
fn skills(props: &Props, at: usize, person: &Person) -> Html {
    let placeholder = if props.setting.is_skilled() {
        t!("sim-skills-none")
    } else {
        t!("sim-skills-all")
    };
    let known: Vec<&str> = person.skills.iter().map(SmolStr::as_str).collect();
    let onchange = change(
        &props.setting,
        &props.send,
        move |setting, skills: String| {
            if let Some(person) = setting.people.get_mut(at) {
                person.can(&skills);
            }
        },
    );
    html! { <div class="grow" title={t!("sim-skills")}><Kept aria={t!("sim-skills")} value={known.join(", ")} {placeholder} {onchange} testid="sim-person-skills" /></div> }
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
struct KeptProps {
    aria: AttrValue,
    value: AttrValue,
    onchange: Callback<String>,
    testid: AttrValue,
    /// What is wrong with what is written, without blanks around it.
    #[prop_or_default]
    wrong: Option<Callback<String, Option<AttrValue>>>,
    #[prop_or_default]
    placeholder: Option<AttrValue>,
    #[prop_or_default]
    code: bool,
}

/// Words that take effect once one leaves the field.
#[component]
fn Kept(props: &KeptProps) -> Html {
    let typed = use_state(|| None::<String>);
    let error = typed
        .as_ref()
        .zip(props.wrong.as_ref())
        .and_then(|(typed, wrong)| wrong.emit(typed.trim().to_owned()));
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
    html! {
        <TextField aria={Some(props.aria.clone())} {value} {error} placeholder={props.placeholder.clone()} code={props.code}
            {oninput} {onchange} testid={props.testid.clone()} />
    }
}
