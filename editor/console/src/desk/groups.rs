//! Message groups: the marks of what is said in one, who reads what is typed, and the dialog that sets one.

use super::overlays::{AskProps, declined};
use crate::state::{Msg, Overlay, State, group};
use std::collections::BTreeMap;
use trilha_model::Act;
use trilha_widgets::{Badge, Button, ButtonKind, Dialog, Glyph, Icon, IconButton, Tone, t};
use trilha_wire::desk::Summary;
use yew::prelude::*;

/// A lock and the group's title, beside what was said in it.
pub(super) fn within(title: &str) -> Html {
    html! {
        <span class="within" title={t!("in-group", group = title)} data-testid="within">
            <Glyph icon={Icon::Lock} size={12} /><span class="unseen">{ t!("group") }{ ": " }</span><span class="cut">{ title.to_owned() }</span>
        </span>
    }
}

/// Opens the dialog.
fn asks(send: &Callback<Msg>) -> Callback<()> {
    send.reform(|()| Msg::Overlay(Some(Overlay::Group)))
}

/// The group that is set now; a button for who may change it.
pub(super) fn chip(line: &Summary, state: &State, send: &Callback<Msg>) -> Html {
    let Some(group) = group(line) else {
        return Html::default();
    };
    let label = AttrValue::from(group.title.clone());
    let told = t!("group-reads", group = label.as_str());
    if !state.may_group(line) {
        return html! { <Badge icon={Icon::Lock} tone={Tone::Accent} {label} title={told} testid="thread-group" /> };
    }
    let onclick = asks(send).reform(|_: MouseEvent| ());
    html! {
        <button type="button" class="badge accent" title={told.clone()} aria-label={told} aria-haspopup="dialog" {onclick} data-testid="thread-group">
            <Glyph icon={Icon::Lock} size={12} /><span class="cut">{ label }</span>
        </button>
    }
}

/// The button that sets a group, among what one does with a conversation.
pub(super) fn button(line: &Summary, state: &State, send: &Callback<Msg>) -> Html {
    html! {
        if state.may_group(line) { <IconButton icon={Icon::Lock} label={t!("group")} keys="m" onclick={asks(send)} testid="act-group" /> }
    }
}

/// What of the group stands among the facts of a ticket, where there is something to be said of it.
pub(super) fn fact(line: &Summary, state: &State, send: &Callback<Msg>) -> Option<Html> {
    let (now, may) = (group(line), state.may_group(line));
    (may || now.is_some()).then(|| {
        html! {
            <span class="with-edit">
                <span data-testid="ticket-group">{ now.map_or_else(|| t!("group-all"), |group| group.title.clone().into()) }</span>
                if may { <IconButton small=true icon={Icon::Edit} label={t!("group-change")} onclick={asks(send)} testid="ticket-group-edit" /> }
            </span>
        }
    })
}

/// Who reads what is typed; nothing where all do.
pub(super) fn audience(line: &Summary, noting: bool) -> Html {
    let Some(group) = group(line) else {
        return Html::default();
    };
    let words = if noting {
        t!("audience-note", group = group.title.as_str())
    } else {
        t!("audience-reply", group = group.title.as_str())
    };
    html! { <p class="audience" data-testid="audience"><Glyph icon={Icon::Lock} size={12} /><span>{ words }</span></p> }
}

/// Who may be named, by id: title, and how many they are where that is known.
fn choices(state: &State, line: Option<&Summary>) -> BTreeMap<String, (String, Option<usize>)> {
    let of = |title: &str, count| (title.to_owned(), count);
    let teams = state.groups().map(|team| {
        let settings = &team.settings;
        let people = settings.members.len();
        (team.id.to_string(), of(&settings.title, Some(people)))
    });
    let mut choices: BTreeMap<_, _> = teams.collect();
    // A team that was taken away stays a group until another is set.
    if let Some(now) = line.and_then(group) {
        let its = choices.entry(now.id.to_string());
        its.or_insert_with(|| of(&now.title, None));
    }
    choices
}

/// Who is to read what is said from now on.
#[component]
pub(super) fn Groups(props: &AskProps) -> Html {
    let AskProps { state, send } = props;
    let line = state.target();
    let now = line.and_then(|line| group(line));
    let now = now.map_or_else(String::new, |group| group.id.to_string());
    let chosen = use_state(|| now.clone());
    let choices = choices(state, line.map(AsRef::as_ref));
    let title = choices.get(&*chosen).map(|(title, _)| title.clone());
    let busy = line.is_some_and(|line| state.acting.contains(&line.id));
    let onclose = send.reform(|()| Msg::Overlay(None));
    let onsubmit = {
        let (send, onclose, id) = (send.clone(), onclose.clone(), line.map(|l| l.id.clone()));
        let (chosen, now) = ((*chosen).clone(), now.clone());
        Callback::from(move |()| {
            let Some(id) = id.clone().filter(|_| chosen != now) else {
                return onclose.emit(());
            };
            let group = Some(chosen.as_str()).filter(|group| !group.is_empty());
            let group = group.map(Into::into);
            send.emit(Msg::Act(id, Act::Group { group }));
        })
    };
    let submit = if title.is_none() && !now.is_empty() {
        t!("group-off")
    } else {
        t!("group-set")
    };
    let foot = html! {<>
        <Button label={t!("cancel")} onclick={onclose.clone()} />
        <Button label={submit} icon={Icon::Lock} kind={ButtonKind::Primary} submit=true {busy} testid="group-submit" />
    </>};
    let option = |id: &str, label: AttrValue, under: Option<AttrValue>| {
        let onchange = {
            let (chosen, id) = (chosen.setter(), id.to_owned());
            Callback::from(move |_: Event| chosen.set(id.clone()))
        };
        html! {
            <label class="check" key={id.to_owned()} data-testid="group-option" data-id={id.to_owned()}>
                <input type="radio" name="group" checked={*chosen == id} autofocus={now == id} {onchange} />
                <span class="grow">{ label }</span>if let Some(under) = under { <small class="quiet">{ under }</small> }
            </label>
        }
    };
    html! {
        <Dialog title={t!("group-who")} {onclose} {onsubmit} {foot} testid="groups">
            <div class="audiences" role="radiogroup" aria-label={t!("group-who")}>
                { option("", t!("group-all"), None) }
                { for choices.iter().map(|(id, (title, people))| option(id, title.clone().into(), people.map(|count| t!("people-count", count = count)))) }
            </div>
            <p class="soft" role="status">{ title.map_or_else(|| t!("group-all-text"), |group| t!("group-text", group = group)) }</p>
            { declined(state) }
        </Dialog>
    }
}
