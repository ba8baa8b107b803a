//! The list: tabs, search, and rows of one height, of which only those in sight are drawn.

use super::DeskProps;
use super::search::Search;
use crate::route::Route;
use crate::state::{Filter, Load, Msg, State, Tab, is_hidden};
use crate::{clock, page, waits, words};
use gloo_timers::callback::Interval;
use std::rc::Rc;
use trilha_model::Act;
use trilha_widgets::tabs::TabItem;
use trilha_widgets::{
    Avatar, Badge, Button, ButtonKind, Dot, Empty, Failure, Glyph, Icon, IconButton, Skeleton,
    Spinner, Tabs, t,
};
use trilha_wire::chat::From;
use trilha_wire::desk::{Owner, Summary};
use web_sys::HtmlElement;
use yew::prelude::*;

/// The height of a row in pixels; `console.css` has it too.
const ROW: i32 = 76;
const SPARE: i32 = 6;

/// The list pane.
#[component]
pub(crate) fn Lines(props: &DeskProps) -> Html {
    let DeskProps { state, send, .. } = props;
    let role = state.me.as_ref().map(|me| me.role).unwrap_or_default();
    let items = Tab::shown_to(role)
        .map(|tab| TabItem {
            value: tab.name().into(),
            label: words::tab(tab),
            count: count(state, tab),
        })
        .collect::<Vec<_>>();
    let onchange = send.reform(|name: AttrValue| {
        Msg::Tab(
            Tab::ALL
                .into_iter()
                .find(|tab| tab.name() == name.as_str())
                .unwrap_or_default(),
        )
    });
    let list = state.list(state.tab);
    let body = match &list.load {
        Load::Failed(refusal) => {
            html! { <Failure title={words::refusal(refusal)} detail={words::detail(refusal)} onretry={send.reform(|()| Msg::Reload)} /> }
        }
        Load::Idle | Load::Loading if list.ids.is_empty() => bones(),
        _ if list.ids.is_empty() => empty(state, send),
        _ => html! { <Rows state={state.clone()} send={send.clone()} go={props.go.clone()} /> },
    };
    html! {
        <section class="pane list-pane" aria-label={t!("conversations")}>
            <div class="list-head">
                <Tabs label={t!("conversations")} {items} value={state.tab.name()} panel="list-panel" {onchange} testid="tabs" />
                <Search state={state.clone()} send={send.clone()} />
            </div>
            <div class="list-body" id="list-panel" role="tabpanel">{ body }</div>
        </section>
    }
}

fn count(state: &State, tab: Tab) -> Option<u32> {
    match tab {
        Tab::Waiting => Some(state.counts.waiting),
        Tab::Mine => Some(state.counts.mine),
        Tab::All => Some(state.counts.all),
        Tab::Closed => None,
    }
}

fn bones() -> Html {
    html! {
        <div aria-busy="true" class="list-bones">
            { for (0..7).map(|n| html! {
                <div class="line-bones" key={n}><Skeleton width="28px" height="28px" /><div class="grow"><Skeleton width="55%" /><Skeleton width="85%" height="10px" /><Skeleton width="35%" height="10px" /></div></div>
            }) }
        </div>
    }
}

fn empty(state: &State, send: &Callback<Msg>) -> Html {
    if state.filter != Filter::default() {
        return html! {
            <Empty icon={Icon::Search} title={t!("nothing-matches")} testid="list-empty">
                <Button label={t!("clear-filter")} onclick={send.reform(|()| Msg::Filter(Filter::default()))} />
            </Empty>
        };
    }
    let (icon, title, text) = match state.tab {
        Tab::Waiting => (Icon::Inbox, t!("empty-waiting"), t!("empty-waiting-text")),
        Tab::Mine => (Icon::Desk, t!("empty-mine"), t!("empty-mine-text")),
        Tab::All => (Icon::List, t!("empty-all"), t!("empty-all-text")),
        Tab::Closed => (Icon::Check, t!("empty-closed"), t!("empty-closed-text")),
    };
    html! { <Empty {icon} {title} {text} testid="list-empty" /> }
}

#[component]
fn Rows(props: &DeskProps) -> Html {
    let DeskProps { state, send, go } = props;
    let element = use_node_ref();
    let view = use_state(|| (0, 900));
    let now = use_state(clock::now);
    use_effect_with((), {
        let now = now.setter();
        move |()| {
            let ticks = Interval::new(1_000, move || now.set(clock::now()));
            move || drop(ticks)
        }
    });
    let lines = state.visible();
    let count = i32::try_from(lines.len()).unwrap_or(i32::MAX / ROW);
    let measure = {
        let (element, view, send) = (element.clone(), view.setter(), send.clone());
        Callback::from(move |()| {
            if let Some(pane) = element.cast::<HtmlElement>() {
                let (top, height) = (pane.scroll_top(), pane.client_height());
                view.set((top, height));
                if top + height > count * ROW - 4 * ROW {
                    send.emit(Msg::More);
                }
            }
        })
    };
    use_effect_with((state.tab, count), {
        let measure = measure.clone();
        move |_| measure.emit(())
    });
    use_effect_with(
        state
            .highlighted
            .as_ref()
            .and_then(|id| lines.iter().position(|line| line.id == *id)),
        {
            let element = element.clone();
            move |at| {
                let at = at.and_then(|at| i32::try_from(at).ok());
                if let (Some(at), Some(pane)) = (at, element.cast::<HtmlElement>()) {
                    let (top, height) = (pane.scroll_top(), pane.client_height());
                    pane.set_scroll_top(shown_from(top, height, at));
                }
            }
        },
    );
    let (top, height) = *view;
    let first = (top / ROW - SPARE).clamp(0, count);
    let last = ((top + height) / ROW + SPARE).clamp(first, count);
    let shown = lines
        .iter()
        .enumerate()
        .skip(usize::try_from(first).unwrap_or(0))
        .take(usize::try_from(last - first).unwrap_or(0));
    html! {
        <div class="rows" ref={element} onscroll={measure.reform(|_: Event| ())} data-testid="list">
            <ul style={format!("height:{}px", count * ROW)} aria-label={words::tab(state.tab)}>
                { for shown.map(|(n, line)| row(n, lines.len(), line, state, send, go, *now)) }
            </ul>
            if state.list(state.tab).paging { <div class="paging"><Spinner /></div> }
        </div>
    }
}

/// From where a pane of this height, now shown from `top`, shows the row `at` whole.
fn shown_from(top: i32, height: i32, at: i32) -> i32 {
    if height < ROW {
        return top;
    }
    top.clamp((at + 1) * ROW - height, at * ROW)
}

fn row(
    n: usize,
    count: usize,
    line: &Rc<Summary>,
    state: &State,
    send: &Callback<Msg>,
    go: &Callback<Route>,
    now: i64,
) -> Html {
    let current = state.open.as_ref().is_some_and(|open| open.id == line.id);
    let highlighted = state.highlighted.as_ref() == Some(&line.id);
    let route = Route::Conversation(line.id.clone());
    let onclick = {
        let (go, route) = (go.clone(), route.clone());
        move |event: MouseEvent| {
            if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                event.prevent_default();
                go.emit(route.clone());
            }
        }
    };
    let unread = state.unread(line);
    let hidden = unread == 0 && state.unread_hidden(line);
    let typing = state.contact_types(&line.id);
    let takes = matches!(line.owner, Owner::Queue { .. });
    let take = send.reform({
        let id = line.id.clone();
        move |()| Msg::Act(id.clone(), Act::Take)
    });
    let top = n * usize::try_from(ROW).unwrap_or(0);
    html! {
        <li key={line.id.to_string()} class={classes!("line", current.then_some("current"), highlighted.then_some("highlighted"), (unread > 0 || hidden).then_some("unread"))}
            style={format!("transform:translateY({top}px)")} aria-setsize={count.to_string()} aria-posinset={(n + 1).to_string()}
            data-testid="row" data-id={line.id.to_string()}>
            <a href={route.path()} id={page::row_id(&line.id)} {onclick} aria-current={current.then_some("true")}>
                <Avatar name={words::contact(line)} />
                <span class="words">
                    <span class="first"><strong class="cut">{ words::contact(line) }</strong>{ moment(line, now) }</span>
                    <span class="preview cut">
                        if typing { <em>{ t!("is-typing") }</em> } else { { preview(line) } }
                    </span>
                    <span class="marks">{ marks(line, state) }</span>
                </span>
                if unread > 0 { <Badge count=true label={unread.to_string()} title={t!("unread", count = unread)} testid="row-unread" /> }
                if hidden { <span class="news" role="img" title={t!("unread-hidden")} aria-label={t!("unread-hidden")} data-testid="row-unread-hidden"></span> }
            </a>
            if takes {
                <span class="row-take"><Button label={t!("take")} small=true kind={ButtonKind::Primary} busy={state.acting.contains(&line.id)} onclick={take} testid="row-take" /></span>
            }
        </li>
    }
}

fn moment(line: &Summary, now: i64) -> Html {
    match line.ticket.as_ref().and_then(|ticket| ticket.waiting_since) {
        Some(since) => {
            let wait = now - since;
            let tone = if wait > 600_000 {
                "late"
            } else if wait > 180_000 {
                "soon"
            } else {
                ""
            };
            html! { <time class={classes!("wait", tone)} title={t!("waits-since", when = clock::full(since))} data-testid="row-wait"><Glyph icon={Icon::Clock} size={12} />{ waits::running(wait) }</time> }
        }
        None => {
            html! { <time class="when" title={clock::full(line.at)}>{ clock::short(line.at) }</time> }
        }
    }
}

fn preview(line: &Summary) -> Html {
    let lock = line.preview_group.as_ref().map(|group| {
        let told = t!("in-group", group = group.as_str());
        html! { <span class="kept" role="img" title={told.clone()} aria-label={told} data-testid="row-lock"><Glyph icon={Icon::Lock} size={12} /></span> }
    });
    if let Some(group) = line.preview_group.as_ref().filter(|_| is_hidden(line)) {
        return html! { <>{ lock }{ t!("hidden-preview", group = group.as_str()) }</> };
    }
    let who = match &line.preview_from {
        Some(From::Bot) => Some(t!("bot")),
        Some(From::Agent { name }) => Some(name.clone().into()),
        Some(From::System) => Some(t!("system")),
        Some(From::Contact) | None => None,
    };
    let said = who.map_or_else(
        || line.preview.clone(),
        |who| format!("{who}: {}", line.preview),
    );
    html! { <>{ lock }{ said }</> }
}

fn marks(line: &Summary, state: &State) -> Html {
    let ticket = line.ticket.as_ref();
    let queue =
        ticket.and_then(|ticket| state.queues.iter().find(|queue| queue.id == ticket.queue));
    let urgency = ticket.and_then(|ticket| words::priority(ticket.priority));
    let holder = match &line.owner {
        Owner::Agent { id, name } if state.me.as_ref().is_some_and(|me| me.id != *id) => {
            Some(name.clone())
        }
        _ => None,
    };
    html! {
        <>
            if let Some(queue) = queue { <span class="queue cut"><Dot colour={queue.settings.colour.clone()} />{ &queue.settings.title }</span> }
            if let Some(team) = ticket.and_then(|ticket| ticket.team.as_ref()) { <Badge icon={Icon::Team} label={team.title.clone()} title={t!("team")} testid="row-team" /> }
            if let Some((tone, label)) = urgency { <Badge {tone} {label} /> }
            if let Some(holder) = holder { <Badge icon={Icon::User} label={holder} /> }
            { for line.tags.iter().take(2).map(|tag| html! { <Badge key={tag.as_str()} label={tag.clone()} /> }) }
        </>
    }
}

/// The cross that goes back to the list, on a phone.
pub(super) fn back(label: AttrValue, onclick: Callback<()>, testid: &'static str) -> Html {
    html! { <span class="phone-only"><IconButton icon={Icon::ArrowLeft} {label} {onclick} {testid} /></span> }
}

#[cfg(test)]
mod tests {
    use super::{ROW, shown_from};

    #[test]
    fn a_row_is_brought_into_sight_and_no_further() {
        assert_eq!(shown_from(0, 4 * ROW, 2), 0);
        assert_eq!(shown_from(0, 4 * ROW, 9), 6 * ROW);
        assert_eq!(shown_from(9 * ROW, 4 * ROW, 2), 2 * ROW);
    }

    #[test]
    fn a_pane_that_is_not_shown_stays_where_it_is() {
        assert_eq!(shown_from(30, 0, 5), 30);
    }
}
