//! Calendars: when somebody is there, by the names that trails use.

use super::named::use_named;
use super::screen::{About, Delete, edit_and_delete, saves, set, use_form_of, use_screen};
use super::valid;
use crate::route::encode;
use trilha_widgets::{Icon, TextArea, TextField, t};
use trilha_wire::staff::{Calendar, CalendarSettings};
use yew::prelude::*;

#[derive(Clone, PartialEq)]
enum Asked {
    Edit(Option<Calendar>),
    Delete(Calendar),
}

/// The list of calendars.
#[component]
pub(super) fn Calendars() -> Html {
    let screen = use_screen::<Calendar, Asked>("/api/calendars");
    let (ask, onclose, ondone) = (screen.ask(), screen.onclose(), screen.ondone());
    let dialog = match screen.asked() {
        Some(Asked::Edit(calendar)) => {
            let taken = screen.taken(|other| other.name.clone());
            html! { <Form calendar={calendar.clone()} {taken} {onclose} {ondone} /> }
        }
        Some(Asked::Delete(calendar)) => html! {
            <Delete path={path(&calendar.name)} title={t!("delete-calendar", name = calendar.settings.title.as_str())}
                text={t!("delete-calendar-text")} {onclose} {ondone} />
        },
        None => Html::default(),
    };
    let about = About {
        title: t!("calendars"),
        text: t!("calendars-text"),
        new: t!("new-calendar"),
        heads: vec![t!("calendar"), t!("id"), t!("zone"), t!("hours")],
        none: (Icon::Clock, t!("no-calendars"), t!("calendars-text")),
    };
    let new = ask.reform(|()| Asked::Edit(None));
    screen.draw(about, new, |calendar| row(calendar, &ask), dialog)
}

fn path(name: &str) -> String {
    format!("/api/calendars/{}", encode(name))
}

/// The names of the days, Monday first.
fn week() -> [AttrValue; 7] {
    [
        t!("day-monday"),
        t!("day-tuesday"),
        t!("day-wednesday"),
        t!("day-thursday"),
        t!("day-friday"),
        t!("day-saturday"),
        t!("day-sunday"),
    ]
}

fn row(calendar: &Calendar, ask: &Callback<Asked>) -> Html {
    let settings = &calendar.settings;
    let days = week();
    let open = days
        .iter()
        .zip(&settings.week)
        .filter(|(_, hours)| !hours.is_empty());
    html! {
        <tr key={calendar.name.clone()} data-testid="line" data-id={calendar.name.clone()}>
            <td><strong>{ &settings.title }</strong></td>
            <td class="mono" data-label={t!("id")}>{ &calendar.name }</td>
            <td data-label={t!("zone")}>{ &settings.zone }</td>
            <td>{ for open.map(|(day, hours)| html! { <div class="numbers">{ format!("{day} {}", hours.join(", ")) }</div> }) }</td>
            <td class="acts">
                { edit_and_delete(ask, calendar, Asked::Edit, Asked::Delete) }
            </td>
        </tr>
    }
}

#[derive(Properties, PartialEq)]
struct FormProps {
    calendar: Option<Calendar>,
    /// The names there are.
    taken: Vec<String>,
    onclose: Callback<()>,
    ondone: Callback<()>,
}

/// The zone of whoever fills in the form.
fn own_zone() -> String {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    let zone = js_sys::Reflect::get(&format.resolved_options(), &"timeZone".into());
    zone.ok()
        .and_then(|zone| zone.as_string())
        .unwrap_or_else(|| "UTC".to_owned())
}

/// What a new calendar says: working days.
fn blank() -> CalendarSettings {
    let working = |day: usize| match day {
        0..5 => vec!["09:00-18:00".to_owned()],
        _ => Vec::new(),
    };
    CalendarSettings {
        zone: own_zone(),
        week: (0..7).map(working).collect(),
        ..CalendarSettings::default()
    }
}

fn days_text(settings: &CalendarSettings) -> String {
    let lines = settings.days.iter();
    let lines: Vec<String> = lines
        .map(|(day, hours)| format!("{day} {}", hours.join(", ")).trim().to_owned())
        .collect();
    lines.join("\n")
}

#[component]
fn Form(props: &FormProps) -> Html {
    let before = use_memo(props.calendar.clone(), |calendar| {
        calendar
            .as_ref()
            .map_or_else(blank, |calendar| calendar.settings.clone())
    });
    let known = props.calendar.as_ref();
    let known = known.map(|calendar| (before.title.clone(), calendar.name.clone()));
    let named = use_named(known, props.taken.clone());
    let zone = use_state(|| before.zone.clone());
    let hours = use_state(|| {
        let texts = before.week.iter().map(|hours| hours.join(", "));
        texts.collect::<Vec<String>>()
    });
    let holidays = use_state(|| before.holidays.join("\n"));
    let others = use_state(|| days_text(&before));
    let form = use_form_of(&named.id());
    let week_faults: Vec<_> = hours.iter().map(|text| valid::hours(text)).collect();
    let (days, days_fault) = valid::days(&others);
    let faults = (valid::some(&zone), valid::dates(&holidays), days_fault);
    let good =
        named.is_good() && faults == (None, None, None) && week_faults.iter().all(Option::is_none);
    let body = CalendarSettings {
        title: named.title(),
        zone: zone.trim().to_owned(),
        week: hours.iter().map(|text| valid::listed(text)).collect(),
        holidays: valid::listed(&holidays),
        days: days.into_iter().collect(),
    };
    let (new, path) = (named.is_new(), path(&named.id()));
    let onsubmit = form.save(new, good, props.ondone.clone(), path, body);
    let fields = html! {<>
        { named.fields(&form, None, t!("calendar-name-hint")) }
        <TextField label={t!("zone")} code=true value={(*zone).clone()} oninput={set(&zone)} hint={t!("zone-hint")} error={form.fault(faults.0, t!("fault-missing"))} testid="field-zone" />
        <fieldset class="field week">
            <legend>{ t!("week") }</legend>
            { for week().into_iter().zip(hours.iter()).enumerate().map(|(at, (day, text))| html! {
                <TextField key={at} label={day} code=true value={text.clone()} oninput={one(&hours, at)}
                    error={form.fault(week_faults.get(at).copied().flatten(), t!("fault-hours"))} testid={format!("field-day-{at}")} />
            }) }
            <p class="hint">{ t!("hours-hint") }</p>
        </fieldset>
        <TextArea label={t!("holidays")} code=true value={(*holidays).clone()} oninput={set(&holidays)} hint={t!("holidays-hint")} error={form.fault(faults.1, t!("fault-days"))} testid="field-holidays" />
        <TextArea label={t!("other-days")} code=true value={(*others).clone()} oninput={set(&others)} hint={t!("other-days-hint")} error={form.fault(faults.2, t!("fault-days"))} testid="field-days" />
    </>};
    let title = if new {
        t!("new-calendar")
    } else {
        t!("edit-calendar")
    };
    form.draw(title, saves(new), (onsubmit, &props.onclose), fields)
}

/// Sets the hours of one day.
fn one(hours: &UseStateHandle<Vec<String>>, at: usize) -> Callback<String> {
    let (now, to) = ((**hours).clone(), hours.setter());
    Callback::from(move |text| {
        let mut now = now.clone();
        if let Some(slot) = now.get_mut(at) {
            *slot = text;
        }
        to.set(now);
    })
}
