//! When something comes again and again: a pattern with its next moments, and the clock it goes by.

use super::choice::{self, Offers};
use super::target::{Pick, item};
use super::{Desk, exact_of, words_of};
use crate::live::Look;
use crate::page;
use crate::verdicts::Verdict;
use crate::words;
use trilha_state::Msg;
use trilha_state::form::{Row, upcoming};
use trilha_trail::edit::Draft;
use trilha_widgets::{Icon, t};
use yew::prelude::*;

/// A pattern to write or to pick, and the moments it means.
pub(super) fn cron(
    desk: &Desk,
    row: &Row,
    value: &str,
    name: &AttrValue,
    error: Option<Verdict>,
) -> Html {
    let common = [
        ("0 * * * *", t!("cron-hourly")),
        ("0 9 * * *", t!("cron-daily")),
        ("0 9 * * 1-5", t!("cron-weekdays")),
        ("0 9 * * 1", t!("cron-weekly")),
        ("0 9 1 * *", t!("cron-monthly")),
    ];
    let offers = Offers {
        icon: Icon::Clock,
        label: t!("cron-common"),
        all: common
            .map(|(pattern, words)| (pattern.into(), words))
            .into(),
    };
    html! { <>
        { choice::offered(desk, row, value, name, error, Look::Code, offers) }
        { moments(desk, row) }
    </> }
}

/// When it comes next, in the words of whoever reads, by the clock it goes by.
fn moments(desk: &Desk, row: &Row) -> Html {
    let root = desk.document.root.as_deref();
    let found = root.and_then(|root| upcoming(root, &row.path, page::now()));
    let Some(next) = found.filter(|next| !next.moments.is_empty()) else {
        return Html::default();
    };
    let told = next.moments.iter();
    let Some(told) = told
        .map(|at| words::moment_in(at.0, &next.zone))
        .collect::<Option<Vec<String>>>()
    else {
        return Html::default();
    };
    html! {
        <div class="upcoming" data-testid="upcoming">
            <p>{ t!("upcoming", zone = next.zone.as_str()) }</p>
            <ol>{ for told.into_iter().map(|moment| html! { <li class="numbers">{ moment }</li> }) }</ol>
        </div>
    }
}

/// A time zone, found by a few letters among all this browser knows.
pub(super) fn zone(
    desk: &Desk,
    row: &Row,
    value: &str,
    name: &AttrValue,
    error: Option<&Verdict>,
) -> Html {
    let mut items = Vec::new();
    if !row.required {
        items.push(item("", &t!("not-said"), "", Icon::X));
    }
    let own = desk.zone.as_str();
    let known = page::zones().into_iter().filter(|zone| zone != own);
    let all = std::iter::once(own.to_owned()).chain(known);
    items.extend(
        all.filter(|zone| !zone.is_empty())
            .map(|zone| item(&zone, &zone.replace('_', " "), &zone, Icon::Globe)),
    );
    let (path, send, keep) = (row.path.clone(), desk.send.clone(), row.required);
    let onpick = Callback::from(move |to: AttrValue| {
        send.emit(if to.is_empty() && !keep {
            Msg::Clear(path.clone())
        } else {
            Msg::Set(path.clone(), Draft::text(to.as_str()))
        });
    });
    html! { <Pick name={name.clone()} value={value.to_owned()} {items} placeholder={t!("zone-search")} error={words_of(error)} exact={exact_of(error)} disabled={desk.locked} {onpick} /> }
}
