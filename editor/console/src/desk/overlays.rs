//! Dialogs over the desk: to whom a conversation goes, and the list of keys.

use crate::keys::Command;
use crate::state::{Msg, State, group};
use crate::words;
use std::rc::Rc;
use trilha_model::{Act, Recipient};
use trilha_widgets::{
    Button, ButtonKind, Confirm, Dialog, Glyph, Icon, Kbd, Letters, Opt, Segmented, Select,
    TextArea, choices, t,
};
use trilha_wire::desk::Owner;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct KeysProps {
    pub(super) onclose: Callback<()>,
}

/// Every key and what it does.
#[component]
pub(super) fn Keys(props: &KeysProps) -> Html {
    let letters = use_state(choices::letters);
    let onchange = {
        let letters = letters.setter();
        move |on| letters.set(on)
    };
    let commands = Command::ALL
        .into_iter()
        .filter(|command| *letters || !command.is_letter());
    html! {
        <Dialog title={t!("keys")} onclose={props.onclose.clone()} testid="keys">
            <ul class="keys">
                { for commands.map(|command| html! {
                    <li key={command.shown()}><span class="grow">{ words::command(command) }</span>{ for command.shown().split(' ').map(|key| html! { <Kbd keys={key.to_owned()} /> }) }</li>
                }) }
                <li><span class="grow">{ t!("send") }</span><Kbd keys="Enter" /></li>
                <li><span class="grow">{ t!("new-line") }</span><Kbd keys="Shift" /><Kbd keys="Enter" /></li>
            </ul>
            <Letters {onchange} />
        </Dialog>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct AskProps {
    pub(super) state: Rc<State>,
    pub(super) send: Callback<Msg>,
}

/// A queue, a team of one or a person, and a note for them.
#[component]
pub(super) fn Transfer(props: &AskProps) -> Html {
    let AskProps { state, send } = props;
    let kind = use_state(|| AttrValue::from("queue"));
    let to = use_state(|| None::<String>);
    let within = use_state(|| None::<String>);
    let note = use_state(String::new);
    let to_agent = *kind == "agent";
    let to_team = *kind == "team";
    let (what, options) = match kind.as_str() {
        "agent" => (t!("person"), people(state)),
        "team" => (t!("team"), teams(state)),
        _ => (t!("queue"), queues(state)),
    };
    let chosen = to
        .as_ref()
        .cloned()
        .or_else(|| options.first().map(|option| option.value.to_string()));
    let line = state.target();
    let its_queue =
        line.and_then(|line| line.ticket.as_ref().map(|ticket| ticket.queue.to_string()));
    let within_queue = (*within).clone().or(its_queue).unwrap_or_default();
    let target = line.map(|line| line.id.clone());
    let busy = target.as_ref().is_some_and(|id| state.acting.contains(id));
    let onsubmit = {
        let (send, note, chosen, target) = (send.clone(), note.clone(), chosen.clone(), target);
        let queue = within_queue.clone();
        Callback::from(move |()| {
            let (Some(chosen), Some(id)) = (chosen.clone(), target.clone()) else {
                return;
            };
            let to = if to_agent {
                Recipient::Agent(chosen.into())
            } else if to_team {
                Recipient::Team {
                    queue: queue.as_str().into(),
                    team: chosen.into(),
                }
            } else {
                Recipient::Queue(chosen.into())
            };
            let note = Some(note.trim().to_owned()).filter(|note| !note.is_empty());
            send.emit(Msg::Act(id, Act::Transfer { to, note }));
        })
    };
    let onclose = send.reform(|()| Msg::Overlay(None));
    let foot = html! {<>
        <Button label={t!("cancel")} onclick={onclose.clone()} />
        <Button label={t!("transfer")} icon={Icon::Transfer} kind={ButtonKind::Primary} submit=true {busy} disabled={chosen.is_none()} testid="transfer-submit" />
    </>};
    let onkind = {
        let (kind, to) = (kind.setter(), to.setter());
        Callback::from(move |now| {
            kind.set(now);
            to.set(None);
        })
    };
    let mut kinds = vec![
        ("queue".into(), t!("queue"), Some(Icon::Queue)),
        ("agent".into(), t!("person"), Some(Icon::User)),
    ];
    if !state.teams.is_empty() {
        kinds.insert(1, ("team".into(), t!("team"), Some(Icon::Team)));
    }
    let none = options.is_empty();
    html! {
        <Dialog title={t!("transfer-to")} {onclose} {onsubmit} {foot} testid="transfer">
            if let Some(holder) = loser(state) { <p class="soft" data-testid="over-text">{ t!("over-text", holder = holder) }</p> }
            if let Some(group) = line.and_then(|line| group(line)) { <p class="soft" data-testid="transfer-group">{ t!("transfer-group", group = group.title.as_str()) }</p> }
            <Segmented label={t!("transfer-to")} options={kinds} value={(*kind).clone()} onchange={onkind} testid="transfer-kind" />
            if none {
                <p class="quiet">{ t!("nobody-to-transfer") }</p>
            } else {
                <Select label={what} value={chosen.unwrap_or_default()} {options}
                    onchange={ let to = to.setter(); move |now| to.set(Some(now)) } testid="transfer-to" />
            }
            if to_team {
                <Select label={t!("queue")} hint={t!("transfer-team-hint")} value={within_queue} options={queues(state)}
                    onchange={ let within = within.setter(); move |now| within.set(Some(now)) } testid="transfer-queue" />
            }
            <TextArea label={t!("transfer-note")} hint={t!("transfer-note-hint")} value={(*note).clone()} oninput={ let note = note.setter(); move |now| note.set(now) } testid="transfer-note" />
            { declined(state) }
        </Dialog>
    }
}

/// Why what a dialog asked for was refused.
pub(super) fn declined(state: &State) -> Html {
    html! {
        if let Some(refusal) = &state.declined {
            <p class="alert" role="alert" data-testid="form-error"><Glyph icon={Icon::Alert} size={14} />{ words::reason(refusal) }</p>
        }
    }
}

/// Who loses the conversation, where it is somebody else's.
fn loser(state: &State) -> Option<String> {
    let line = state.target()?;
    match &line.owner {
        Owner::Agent { name, .. } if state.can(line).over => Some(name.clone()),
        _ => None,
    }
}

/// Whether to do what takes a conversation out of somebody's hands.
#[component]
pub(super) fn Over(props: &AskProps) -> Html {
    let AskProps { state, send } = props;
    let Some(asked) = &state.asked else {
        return Html::default();
    };
    let holder = asked.holder.as_str();
    let (title, act) = match asked.act {
        Act::TakeOver => (t!("over-take", holder = holder), t!("take-over")),
        Act::ReturnToQueue => (t!("over-return", holder = holder), t!("return-to-queue")),
        Act::GiveBack => (t!("over-give-back", holder = holder), t!("give-back")),
        _ => (t!("over-resolve", holder = holder), t!("resolve")),
    };
    html! {
        <Confirm {title} text={t!("over-text", holder = holder)} {act} danger=false busy={state.acting.contains(&asked.id)}
            error={state.declined.as_ref().map(words::refusal)} detail={state.declined.as_ref().and_then(words::detail)}
            onyes={send.reform(|()| Msg::Confirmed)} onclose={send.reform(|()| Msg::Overlay(None))} />
    }
}

fn queues(state: &State) -> Vec<Opt> {
    state
        .queues
        .iter()
        .map(|queue| {
            Opt::new(
                queue.id.to_string(),
                t!(
                    "queue-with-available",
                    title = queue.settings.title.as_str(),
                    count = queue.available
                ),
            )
        })
        .collect()
}

fn teams(state: &State) -> Vec<Opt> {
    let teams = state.teams.iter();
    teams
        .map(|team| Opt::new(team.id.to_string(), team.settings.title.clone()))
        .collect()
}

/// The people one may see; for those who may not list people, the members of the queues.
fn people(state: &State) -> Vec<Opt> {
    let me = state
        .me
        .as_ref()
        .map(|me| me.id.clone())
        .unwrap_or_default();
    if state.people.is_empty() {
        let mut ids: Vec<_> = state
            .queues
            .iter()
            .flat_map(|queue| queue.settings.members.iter())
            .filter(|id| **id != me)
            .collect();
        ids.sort();
        ids.dedup();
        return ids
            .into_iter()
            .map(|id| Opt::new(id.to_string(), id.to_string()))
            .collect();
    }
    let others = state
        .people
        .iter()
        .filter(|user| !user.disabled && user.id != me);
    others
        .map(|user| {
            let label = if user.available {
                t!("person-available", name = user.name.as_str())
            } else {
                t!("person-unavailable", name = user.name.as_str())
            };
            Opt::new(user.id.to_string(), label)
        })
        .collect()
}
