//! Automations: what starts the published trails, in the order in which it is asked, and whether it does.

use super::fetched::{use_change, use_fetched};
use super::{body, form_error, head};
use crate::route::Route;
use crate::{api, clock, page, words};
use gloo_net::http::Method;
use trilha_widgets::{Badge, Empty, Icon, IconButton, Switch, Table, Tone, t};
use trilha_wire::automations::{Arrangement, Automation};
use trilha_wire::staff::{Inbox, Queue};
use yew::prelude::*;

const PATH: &str = "/api/automations";

/// What there is, for calling it by its title.
struct Titles<'a> {
    queues: &'a [Queue],
    inboxes: &'a [Inbox],
}

impl Titles<'_> {
    /// The title of a queue; its id while nothing is known of it.
    fn queue<'a>(&'a self, id: &'a str) -> &'a str {
        let found = self.queues.iter().find(|queue| queue.id.as_str() == id);
        found.map_or(id, |queue| queue.settings.title.as_str())
    }

    /// The title of an inbox; its id while nothing is known of it.
    fn inbox<'a>(&'a self, id: &'a str) -> &'a str {
        let found = self.inboxes.iter().find(|inbox| inbox.id.as_str() == id);
        found.map_or(id, |inbox| inbox.settings.title.as_str())
    }
}

/// What [`Automations`] takes.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// Whether one may put them in order and switch them.
    pub(super) arranges: bool,
    pub(super) go: Callback<Route>,
}

/// The list of automations.
#[component]
pub(super) fn Automations(props: &Props) -> Html {
    let fetched = use_fetched::<Vec<Automation>>(PATH);
    let queues = use_fetched::<Vec<Queue>>("/api/queues");
    let inboxes = use_fetched::<Vec<Inbox>>("/api/inboxes");
    let titles = Titles {
        queues: queues.there().map_or(&[], Vec::as_slice),
        inboxes: inboxes.there().map_or(&[], Vec::as_slice),
    };
    let change = use_change();
    let refused = form_error(change.refused());
    let reload = fetched.reload();
    let busy = change.busy();
    let all = fetched.there().into_iter().flatten();
    let order: Vec<String> = all.map(|one| one.id.clone()).collect();
    let pressed = use_mut_ref(|| None);
    use_effect_with(order, {
        let pressed = pressed.clone();
        move |_| page::focus_again(pressed.take())
    });
    let arrange = Callback::from(move |arrangement: Arrangement| {
        pressed.replace(page::focused());
        let anew = reload.clone();
        let request = async move {
            let told = api::tell(Method::PUT, PATH, &arrangement).await;
            // What was refused was arranged by a list that is no longer so.
            if told.is_err() {
                anew.emit(());
            }
            told
        };
        change.make(request, reload.clone());
    });
    let lines = body(&fetched, |all| {
        if all.is_empty() {
            return html! { <Empty icon={Icon::Play} title={t!("no-automations")} text={t!("automations-text")} /> };
        }
        let mut heads = vec![
            t!("automation"),
            t!("automation-when"),
            t!("automation-fired"),
            t!("state"),
        ];
        heads.extend(props.arranges.then(AttrValue::default));
        let acts = |place: usize| {
            if props.arranges {
                acts(all, place, busy, &arrange)
            } else {
                Html::default()
            }
        };
        let lines = all.iter().enumerate();
        html! {
            <Table label={t!("automations")} {heads} testid="table">
                { for lines.map(|(place, one)| line(one, &titles, &props.go, acts(place))) }
            </Table>
        }
    });
    html! { <>{ head(t!("automations"), t!("automations-text"), None) }{ refused }{ lines }</> }
}

fn line(one: &Automation, titles: &Titles<'_>, go: &Callback<Route>, acts: Html) -> Html {
    let conditions = conditions(one, titles);
    html! {
        <tr key={one.id.clone()} data-testid="line" data-id={one.id.clone()}>
            <td><strong>{ &one.title }</strong><br /><span class="mono quiet">{ &one.id }</span></td>
            <td data-label={t!("automation-when")}>{ when(one) }{ for conditions.into_iter().map(|text| html! {<><br /><span class="quiet">{ text }</span></>}) }</td>
            <td data-label={t!("automation-fired")}>{ fired(one, go) }</td>
            <td>if one.on { <Badge tone={Tone::Ok} label={t!("automation-on")} /> } else { <Badge label={t!("automation-off")} /> }</td>
            { acts }
        </tr>
    }
}

/// When it last did its work, and how often in all; the log tells of each time.
fn fired(one: &Automation, go: &Callback<Route>) -> Html {
    let Some(last) = one.last else {
        return html! { <span class="quiet">{ t!("automation-never") }</span> };
    };
    let count = u32::try_from(one.fired).unwrap_or(u32::MAX);
    let route = Route::Firings(one.id.clone());
    let (href, onclick) = (route.path(), page::leading(route, go));
    html! {<>
        { clock::full(last) }<br />
        <a {href} {onclick} data-testid="log">{ t!("automation-times", count = count) }</a>
    </>}
}

/// The buttons that put one elsewhere and switch it.
fn acts(all: &[Automation], place: usize, busy: bool, arrange: &Callback<Arrangement>) -> Html {
    let Some(one) = all.get(place) else {
        return Html::default();
    };
    let send = |arrangement: Arrangement| {
        let arrange = arrange.clone();
        Callback::from(move |()| arrange.emit(arrangement.clone()))
    };
    let up = send(moved(all, place, place.saturating_sub(1)));
    let down = send(moved(all, place, place + 1));
    let switch = send(switched(all, &one.id));
    let switch = switch.reform(|_: bool| ());
    let last = place + 1 == all.len();
    html! {
        <td class="acts">
            <IconButton icon={Icon::ChevronUp} label={t!("move-up")} held={busy || place == 0} onclick={up} testid="up" />
            <IconButton icon={Icon::ChevronDown} label={t!("move-down")} held={busy || last} onclick={down} testid="down" />
            <span class="icon-button"><Switch label={format!("{} · {}", one.title, one.id)} bare=true on={one.on} held={busy} onchange={switch} testid="switch" /></span>
        </td>
    }
}

/// All of them, in this order.
fn arrangement(all: &[Automation]) -> Arrangement {
    let off = all.iter().filter(|one| !one.on);
    Arrangement {
        order: all.iter().map(|one| one.id.clone()).collect(),
        off: off.map(|one| one.id.clone()).collect(),
    }
}

/// With one at the place of its neighbour.
fn moved(all: &[Automation], from: usize, to: usize) -> Arrangement {
    let mut arrangement = arrangement(all);
    if from.max(to) < arrangement.order.len() {
        arrangement.order.swap(from, to);
    }
    arrangement
}

/// With one switched on, or off.
fn switched(all: &[Automation], id: &str) -> Arrangement {
    let mut arrangement = arrangement(all);
    let before = arrangement.off.len();
    arrangement.off.retain(|off| off != id);
    if arrangement.off.len() == before {
        arrangement.off.push(id.to_owned());
    }
    arrangement
}

/// What it waits for.
fn when(one: &Automation) -> AttrValue {
    let words = one.words.join(", ");
    let words = words.as_str();
    let after = one.after.as_deref().unwrap_or_default();
    match one.kind.as_str() {
        "keyword" => t!("automation-keyword", words = words),
        "event" => t!("automation-event", words = words),
        "tagged" => t!("automation-tagged", words = words),
        "silent" => t!("automation-silent", after = after),
        "schedule" => t!(
            "automation-schedule",
            cron = one.cron.as_deref().unwrap_or_default(),
            zone = one.zone.as_deref().unwrap_or_default()
        ),
        "waiting" => t!("automation-waiting", after = after),
        "agent_silent" => t!("automation-agent-silent", after = after),
        "contact_silent" => t!("automation-contact-silent", after = after),
        "open" => t!("automation-open", after = after),
        _ => t!("automation-message"),
    }
}

/// What it is for, and of a schedule what will be, and what became of a last moment that began nothing.
fn conditions(one: &Automation, titles: &Titles<'_>) -> Vec<AttrValue> {
    let mut found = Vec::new();
    let mut say = |words: Vec<AttrValue>, text: fn(&str) -> AttrValue| {
        if !words.is_empty() {
            found.push(text(&words.join(", ")));
        }
    };
    let own = |text: &str| AttrValue::from(text.to_owned());
    let inboxes = one.inboxes.iter().map(|id| own(titles.inbox(id)));
    say(inboxes.collect(), |words| {
        t!("automation-inboxes", words = words)
    });
    let queues = one.queues.iter().map(|id| own(titles.queue(id)));
    say(queues.collect(), |words| {
        t!("automation-queues", words = words)
    });
    say(one.tags.iter().map(|tag| own(tag)).collect(), |words| {
        t!("automation-tags", words = words)
    });
    let priorities = one.priorities.iter();
    let priorities = priorities.map(|name| words::priority_named(name));
    say(priorities.collect(), |words| {
        t!("automation-priorities", words = words)
    });
    if let Some(next) = one.next {
        let moment = clock::full(next);
        found.push(t!("automation-next", moment = moment.as_str()));
    }
    if let Some(last) = one.moments.first() {
        let moment = clock::full(last.due);
        match last.began {
            None => found.push(t!("automation-skipped", moment = moment.as_str())),
            Some(0) => found.push(t!("automation-nobody", moment = moment.as_str())),
            Some(_) => {}
        }
    }
    found
}
