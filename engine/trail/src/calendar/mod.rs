//! Calendars: hours of the week, holidays and other days, on the clock of a time zone.

#[cfg(test)]
mod tests;
mod written;

use crate::diagnostic::{Code, Diagnostic};
use crate::reader::Reader;
use crate::shape::{Field, Shape, nearest, validate_record};
use crate::yaml::Node;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp as Moment, ToSpan as _};
use smol_str::{SmolStr, format_smolstr};
use trilha_model::{CalendarRules, Timestamp};
use trilha_script::{Host, Limits};

/// The days of the week as they are written, Monday first.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Minutes of a day on the clock.
const DAY: u16 = 24 * 60;
/// How many days the next opening is looked for: no house is shut longer and still has hours.
const AHEAD: u32 = 366;

/// The keys of a calendar.
pub(crate) const CALENDAR: [Field; 4] = [
    Field::required(
        "zone",
        Shape::Zone,
        "The time zone, by its name in the IANA database, such as `America/Sao_Paulo`.",
    ),
    Field::required(
        "week",
        Shape::MapOf(&Shape::OneOrMore(&Shape::Plain)),
        "Hours by days of the week: `mon-fri: 09:00-18:00`; several in a list; over midnight as `22:00-06:00`.",
    ),
    Field::optional(
        "holidays",
        Shape::List(&Shape::Plain),
        "Days without hours: `2026-12-25`, or `12-25` for every year.",
    ),
    Field::optional(
        "days",
        Shape::MapOf(&Shape::OneOrMore(&Shape::Plain)),
        "Days with hours of their own: `12-24: 09:00-12:00`, or `closed`.",
    ),
];

/// When somebody is there: hours of the week, holidays and other days, on the clock of a zone.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: TimeZone,
    week: [Vec<Hours>; 7],
    days: Vec<(Day, Vec<Hours>)>,
}

/// Minutes on the clock, from the first to before the last; beyond a day's end they are the next day's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Hours {
    from: u16,
    to: u16,
}

/// A day of one year, or of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Day {
    Once(Date),
    Yearly(i8, i8),
}

impl Calendar {
    /// Reads `{ zone, week, holidays, days }`; what cannot be read is said, and never open.
    pub(crate) fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let mut it = Self {
            zone: zone(reader, node.get("zone")),
            week: Default::default(),
            days: Vec::new(),
        };
        for (key, node) in node.get("week").into_iter().flat_map(Node::entries) {
            let hours = hours(reader, node);
            let Some(days) = days(&key.text) else {
                let message = format!("`{}` is no day of the week", key.text);
                reader.error(Code::BAD_HOURS, key.span, message).help =
                    Some("days are mon, tue, wed, thu, fri, sat and sun, or a run of them such as `mon-fri`".into());
                continue;
            };
            for day in days {
                if let Some(slot) = it.week.get_mut(day) {
                    slot.extend(&hours);
                }
            }
        }
        for node in node.get("holidays").into_iter().flat_map(Node::items) {
            if let Some(day) = day(reader, node.as_str().unwrap_or_default(), node) {
                it.days.push((day, Vec::new()));
            }
        }
        let mut others = Vec::new();
        for (key, node) in node.get("days").into_iter().flat_map(Node::entries) {
            let hours = hours(reader, node);
            match Day::parse(&key.text) {
                Some(day) => others.push((day, hours)),
                None => not_a_date(reader, &key.text, key.span),
            }
        }
        it.order(others);
        it
    }

    /// The calendar that rules describe; in words, what of them cannot be read.
    pub fn of(rules: &CalendarRules) -> Result<Self, String> {
        let zone = jiff::tz::db().get(&rules.zone);
        let zone = zone.map_err(|_| format!("there is no time zone `{}`", rules.zone))?;
        let hours = |texts: &[SmolStr]| {
            let one = |text: &SmolStr| {
                Hours::parse(text)
                    .ok_or_else(|| format!("`{text}` are no hours: write them as `09:00-18:00`"))
            };
            texts.iter().map(one).collect::<Result<Vec<_>, _>>()
        };
        let day = |text: &SmolStr| {
            Day::parse(text).ok_or_else(|| {
                format!("`{text}` is no date: write `2026-12-25`, or `12-25` for every year")
            })
        };
        let mut it = Self {
            zone,
            week: Default::default(),
            days: Vec::new(),
        };
        for (slot, texts) in it.week.iter_mut().zip(&rules.week) {
            *slot = hours(texts)?;
        }
        for text in &rules.holidays {
            it.days.push((day(text)?, Vec::new()));
        }
        let mut others = Vec::new();
        for (text, texts) in &rules.days {
            others.push((day(text)?, hours(texts)?));
        }
        it.order(others);
        Ok(it)
    }

    /// A day with its own hours wins over a holiday, and one of this year over one of each.
    fn order(&mut self, mut others: Vec<(Day, Vec<Hours>)>) {
        others.append(&mut self.days);
        others.sort_by_key(|(day, _)| matches!(day, Day::Yearly(..)));
        self.days = others;
    }

    /// Whether somebody is there at this moment, by the clock on the wall.
    pub(crate) fn is_open(&self, now: Timestamp) -> bool {
        let local = self.zone.to_datetime(moment(now));
        let (hour, minute) = (local.hour(), local.minute());
        let minute = u16::try_from(i16::from(hour) * 60 + i16::from(minute)).unwrap_or(0);
        let today = self.hours(local.date());
        if today.iter().any(|hours| hours.holds(minute)) {
            return true;
        }
        let Ok(before) = local.date().yesterday() else {
            return false;
        };
        let late = minute.saturating_add(DAY);
        self.hours(before).iter().any(|hours| hours.holds(late))
    }

    /// When somebody is there next, after this moment, as text with the zone's offset; none within a year.
    pub(crate) fn opens(&self, now: Timestamp) -> Option<SmolStr> {
        let now = moment(now);
        let mut day = self.zone.to_datetime(now).date();
        for _ in 0..AHEAD {
            let mut hours = self.hours(day).to_vec();
            hours.sort_by_key(|hours| hours.from);
            for hours in hours {
                let (hour, minute) = (hours.from / 60, hours.from % 60);
                let at = day.at(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0);
                // A time that the clocks jump over is as much later (RFC 5545, section 3.3.5).
                let at = self.zone.to_ambiguous_zoned(at).compatible().ok()?;
                if at.timestamp() > now {
                    let offset = at.offset();
                    return Some(format_smolstr!(
                        "{}",
                        at.timestamp().display_with_offset(offset)
                    ));
                }
            }
            day = day.checked_add(1.day()).ok()?;
        }
        None
    }

    fn hours(&self, date: Date) -> &[Hours] {
        if let Some((_, hours)) = self.days.iter().find(|(day, _)| day.is(date)) {
            return hours;
        }
        let at = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
        self.week.get(at).map_or(&[], Vec::as_slice)
    }

    /// The zone's name, for people.
    pub(crate) fn zone(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }
}

/// Reads a calendar that stands outside of trails, and says what is wrong with it.
pub fn read_calendar(file: &str, node: &Node) -> (Calendar, Vec<Diagnostic>) {
    let host = Host::new(Limits::default());
    let mut reader = Reader::new(&host, file, "");
    validate_record(
        file,
        node,
        "in a calendar",
        &[&CALENDAR],
        &mut reader.diagnostics,
    );
    let calendar = Calendar::read(&mut reader, node);
    (calendar, reader.diagnostics)
}

impl Hours {
    fn holds(self, minute: u16) -> bool {
        (self.from..self.to).contains(&minute)
    }

    /// `09:00-18:00`; over midnight where the end is before the beginning.
    fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('-')?;
        let (from, to) = (clock(from.trim())?, clock(to.trim())?);
        if from == DAY {
            return None;
        }
        let to = if to <= from { to + DAY } else { to };
        Some(Self { from, to })
    }
}

impl Day {
    fn parse(text: &str) -> Option<Self> {
        if let Ok(date) = text.parse::<Date>() {
            return Some(Self::Once(date));
        }
        let (month, day) = text.split_once('-')?;
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        // A leap year has every day there is.
        Date::new(2024, month, day).ok()?;
        (text.len() == 5).then_some(Self::Yearly(month, day))
    }

    fn is(self, date: Date) -> bool {
        match self {
            Self::Once(day) => day == date,
            Self::Yearly(month, day) => (month, day) == (date.month(), date.day()),
        }
    }
}

/// A time on the clock in minutes: `9:00`, `09:00`, `24:00`.
fn clock(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !(1..=2).contains(&hour.len()) || minute.len() != 2 || !digits(hour) || !digits(minute) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let at = hour * 60 + minute;
    (minute < 60 && at <= DAY).then_some(at)
}

/// The days that a key names, Monday as 0: `mon`, `mon-fri`, `fri-mon`.
fn days(key: &str) -> Option<Vec<usize>> {
    let place = |day: &str| DAYS.iter().position(|known| *known == day);
    let Some((from, to)) = key.split_once('-') else {
        return Some(vec![place(key)?]);
    };
    let (from, to) = (place(from)?, place(to)?);
    let length = (to + 7 - from) % 7;
    Some((0..=length).map(|step| (from + step) % 7).collect())
}

fn hours(reader: &mut Reader<'_>, node: &Node) -> Vec<Hours> {
    let mut found = Vec::new();
    for node in node.one_or_more() {
        let text = node.as_str().unwrap_or_default();
        if text == "closed" {
            continue;
        }
        if let Some(hours) = Hours::parse(text) {
            found.push(hours);
        } else {
            let message = format!("`{text}` are no hours");
            reader.error(Code::BAD_HOURS, node.span, message).help =
                Some("write `09:00-18:00`, a list of such, or `closed`".into());
        }
    }
    found
}

fn day(reader: &mut Reader<'_>, text: &str, node: &Node) -> Option<Day> {
    let day = Day::parse(text);
    if day.is_none() {
        not_a_date(reader, text, node.span);
    }
    day
}

fn not_a_date(reader: &mut Reader<'_>, text: &str, span: crate::diagnostic::Span) {
    let message = format!("`{text}` is no date");
    reader.error(Code::BAD_HOURS, span, message).help =
        Some("write `2026-12-25`, or `12-25` for every year".into());
}

pub(crate) fn zone(reader: &mut Reader<'_>, node: Option<&Node>) -> TimeZone {
    let Some((node, name)) = node.and_then(|node| Some((node, node.as_str()?))) else {
        return TimeZone::UTC;
    };
    let zones = jiff::tz::db();
    if let Ok(zone) = zones.get(name) {
        return zone;
    }
    let names: Vec<String> = zones.available().map(|name| name.to_string()).collect();
    let city = name.to_lowercase().replace(' ', "_");
    let same_city = |known: &&String| {
        let known = known.to_lowercase();
        known.rsplit('/').next() == Some(city.rsplit('/').next().unwrap_or(&city))
    };
    let near = names.iter().find(same_city).map(String::as_str);
    let near = near.or_else(|| nearest(name, names.iter().map(String::as_str)));
    let message = format!("there is no time zone `{name}`");
    reader.error(Code::UNKNOWN_ZONE, node.span, message).help = Some(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write its name in the IANA database, such as `America/Sao_Paulo`".into(),
    });
    TimeZone::UTC
}

fn moment(now: Timestamp) -> Moment {
    Moment::from_millisecond(now.0).unwrap_or_default()
}
