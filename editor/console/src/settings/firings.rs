//! The log of automations: each time one did its work, in which conversation, and what came of it.

use super::fetched::{use_change, use_fetched};
use super::{body, form_error, head};
use crate::route::{Route, Section, encode};
use crate::{api, clock, page};
use trilha_widgets::{Badge, Button, Empty, Icon, Opt, Select, Table, Tone, english, t};
use trilha_wire::automations::{Automation, Firing, FiringEnd, Firings};
use yew::prelude::*;

const PATH: &str = "/api/automations/firings";

/// What [`Log`] takes.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// Of which automation; of all where it is empty.
    pub(super) of: AttrValue,
    pub(super) go: Callback<Route>,
}

/// The log, of all automations or of one.
#[component]
pub(super) fn Log(props: &Props) -> Html {
    let automations = use_fetched::<Vec<Automation>>("/api/automations");
    let known = automations.there().map_or(&[][..], Vec::as_slice);
    let mut options = vec![Opt::new("", t!("firings-all"))];
    options.extend(known.iter().map(|one| {
        let label = format!("{} · {}", one.title, one.id);
        Opt::new(one.id.clone(), label)
    }));
    if !options.iter().any(|option| option.value == props.of) {
        options.push(Opt::new(props.of.clone(), props.of.clone()));
    }
    let onchange = props.go.reform(|automation: String| {
        if automation.is_empty() {
            Route::Settings(Section::Firings)
        } else {
            Route::Firings(automation)
        }
    });
    html! {<>
        { head(t!("firings"), t!("firings-text"), None) }
        <Select label={t!("automation")} value={props.of.clone()} {options} {onchange} testid="field-automation" />
        <Lines key={props.of.to_string()} of={props.of.clone()} go={props.go.clone()} />
    </>}
}

#[derive(Properties, PartialEq)]
struct LinesProps {
    of: AttrValue,
    go: Callback<Route>,
}

/// What one automation did, or all; more of it as one asks.
#[component]
fn Lines(props: &LinesProps) -> Html {
    let path = format!("{PATH}?automation={}", encode(&props.of));
    let fetched = use_fetched::<Firings>(&path);
    let later = use_state(Firings::default);
    let change = use_change();
    let refused = form_error(change.refused());
    let busy = change.busy();
    body(&fetched, |first| {
        if first.firings.is_empty() && first.next.is_none() {
            return html! { <Empty icon={Icon::List} title={t!("no-firings")} text={t!("firings-text")} /> };
        }
        let next = if later.firings.is_empty() && later.next.is_none() {
            first.next.clone()
        } else {
            later.next.clone()
        };
        let more = next.map(|next| {
            let (later, path) = (later.clone(), path.clone());
            let onclick = move |()| {
                let path = format!("{path}&before={}", encode(&next));
                let (request, later) = (async move { api::get(&path).await }, later.clone());
                let done = move |page: Firings| {
                    let before = later.firings.iter().cloned();
                    later.set(Firings {
                        firings: before.chain(page.firings).collect(),
                        next: page.next,
                    });
                };
                change.make(request, Callback::from(done));
            };
            html! { <p class="center"><Button label={t!("more-firings")} {busy} {onclick} testid="more" /></p> }
        });
        let heads = vec![
            t!("firing-who"),
            t!("automation"),
            t!("firing-at"),
            t!("firing-end"),
        ];
        let lines = first.firings.iter().chain(&later.firings);
        html! {<>
            <Table label={t!("firings")} {heads} testid="table">
                { for lines.map(|firing| line(firing, &props.go)) }
            </Table>
            { refused }
            { more }
        </>}
    })
}

fn line(firing: &Firing, go: &Callback<Route>) -> Html {
    let route = Route::Conversation(firing.conversation.clone());
    let (href, onclick) = (route.path(), page::leading(route, go));
    html! {
        <tr key={format!("{} {} {}", firing.at, firing.conversation, firing.automation)} data-testid="line">
            <td>
                <a {href} {onclick} data-testid="open">{ &firing.name }</a>
                <br /><span class="quiet">{ &firing.inbox_title }</span>
                if let Some(number) = &firing.ticket { <br /><span class="mono quiet">{ number }</span> }
            </td>
            <td data-label={t!("automation")}>{ &firing.title }<br /><span class="mono quiet">{ &firing.automation }</span></td>
            <td data-label={t!("firing-at")}>{ clock::full(firing.at) }</td>
            <td>{ end(&firing.end) }</td>
        </tr>
    }
}

/// What came of it.
fn end(end: &FiringEnd) -> Html {
    let said = |words: AttrValue| html! { <><br /><span class="quiet">{ words }</span></> };
    let (tone, label, detail) = match end {
        FiringEnd::GoesOn => (Tone::Plain, t!("firing-goes-on"), Html::default()),
        FiringEnd::Done => (Tone::Ok, t!("firing-done"), Html::default()),
        FiringEnd::Failed { step: Some(step) } => {
            let at = t!("firing-step", step = step.as_str());
            (Tone::Bad, t!("firing-failed"), said(at))
        }
        FiringEnd::Failed { step: None } => {
            (Tone::Bad, t!("firing-failed"), said(t!("firing-lost")))
        }
        FiringEnd::Limited { limit } if limit == "firings" => {
            let stopped = said(t!("firing-stopped"));
            (Tone::Warn, t!("firing-limited"), stopped)
        }
        FiringEnd::Limited { limit } => {
            let limit = english(Some(&limit.clone().into()));
            (Tone::Warn, t!("firing-limited"), limit)
        }
    };
    html! { <><Badge {tone} {label} />{ detail }</> }
}
