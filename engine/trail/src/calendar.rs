//! Calendars: hours of the week, holidays and other days, on the clock of a time zone.

use crate::diagnostic::{Code, Diagnostic};
use crate::reader::Reader;
use crate::shape::{Field, Shape, nearest, validate_record};
use crate::yaml::Node;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp as Moment, ToSpan as _};
use smol_str::{SmolStr, format_smolstr};
use std::fmt;
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

    /// The calendar as a map of YAML on one line, as trails and tests have it: what is read from it means the same.
    pub fn written(&self) -> String {
        let mut week: Vec<String> = Vec::new();
        let mut from = 0;
        while let Some(hours) = self.week.get(from) {
            let same = self.week.iter().skip(from).take_while(|day| *day == hours);
            let to = from + same.count() - 1;
            let day = |at: usize| DAYS.get(at).copied().unwrap_or_default();
            let key = if from == to {
                day(from).to_owned()
            } else {
                format!("{}-{}", day(from), day(to))
            };
            if !hours.is_empty() {
                week.push(format!("{key}: {}", several(hours)));
            }
            from = to + 1;
        }
        let mut parts = vec![
            format!("zone: {}", self.zone()),
            format!("week: {{ {} }}", week.join(", ")),
        ];
        let shut = self.days.iter().filter(|(_, hours)| hours.is_empty());
        let shut: Vec<String> = shut.map(|(day, _)| day.to_string()).collect();
        if !shut.is_empty() {
            parts.push(format!("holidays: [{}]", shut.join(", ")));
        }
        let open = self.days.iter().filter(|(_, hours)| !hours.is_empty());
        let open: Vec<String> = open
            .map(|(day, hours)| format!("{day}: {}", several(hours)))
            .collect();
        if !open.is_empty() {
            parts.push(format!("days: {{ {} }}", open.join(", ")));
        }
        format!("{{ {} }}", parts.join(", ")).replace("{  }", "{}")
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

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = if self.to > DAY {
            self.to - DAY
        } else {
            self.to
        };
        let (from, over) = (self.from / 60, self.from % 60);
        write!(f, "{from:02}:{over:02}-{:02}:{:02}", to / 60, to % 60)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Once(date) => date.fmt(f),
            Self::Yearly(month, day) => write!(f, "{month:02}-{day:02}"),
        }
    }
}

/// Hours as they are written: alone, or in a list.
fn several(hours: &[Hours]) -> String {
    match hours {
        [one] => one.to_string(),
        hours => {
            let each: Vec<String> = hours.iter().map(Hours::to_string).collect();
            format!("[{}]", each.join(", "))
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;
    use trilha_script::Host;

    fn calendar(text: &str) -> Calendar {
        let host = Host::default();
        let (node, said) = yaml::parse("c.yaml", text);
        assert_eq!(said, []);
        let mut reader = Reader::new(&host, "c.yaml", text);
        let calendar = Calendar::read(&mut reader, &node.unwrap());
        assert_eq!(reader.diagnostics, []);
        calendar
    }

    fn at(moment: &str) -> Timestamp {
        Timestamp(moment.parse::<Moment>().unwrap().as_millisecond())
    }

    #[test]
    fn hours_are_those_on_the_wall_on_both_sides_of_a_change_of_clocks() {
        let it = calendar("zone: America/New_York\nweek: { sun: 01:30-03:30 }\n");
        // 2026-03-08: 02:00 becomes 03:00. An hour on the wall is missing.
        for (moment, open) in [
            ("2026-03-08T06:29:00Z", false),
            ("2026-03-08T06:30:00Z", true),
            ("2026-03-08T07:00:00Z", true),
            ("2026-03-08T07:30:00Z", false),
            // 2026-11-01: 02:00 becomes 01:00. An hour comes twice.
            ("2026-11-01T05:29:00Z", false),
            ("2026-11-01T05:30:00Z", true),
            ("2026-11-01T06:15:00Z", false),
            ("2026-11-01T06:30:00Z", true),
            ("2026-11-01T08:29:00Z", true),
            ("2026-11-01T08:30:00Z", false),
        ] {
            assert_eq!(it.is_open(at(moment)), open, "{moment}");
        }
    }

    #[test]
    fn the_next_opening_keeps_the_time_on_the_wall_over_a_change_of_clocks() {
        let it = calendar("zone: Europe/Lisbon\nweek: { mon-fri: [09:00-12:00, 13:00-18:00] }\n");
        let opens = |moment: &str| it.opens(at(moment)).unwrap();
        // Friday before the last Sunday of March, then of October, in 2026.
        assert_eq!(opens("2026-03-27T18:00:00Z"), "2026-03-30T09:00:00+01:00");
        assert_eq!(opens("2026-10-23T17:00:00Z"), "2026-10-26T09:00:00+00:00");
        assert_eq!(opens("2026-03-30T08:00:00Z"), "2026-03-30T13:00:00+01:00");
        let skipped = calendar("zone: America/New_York\nweek: { sun: 02:30-05:00 }\n");
        let next = skipped.opens(at("2026-03-07T12:00:00Z")).unwrap();
        assert_eq!(next, "2026-03-08T03:30:00-04:00");
    }

    #[test]
    fn a_zone_without_summer_time_any_more_is_as_it_was_before() {
        let it = calendar("zone: America/Sao_Paulo\nweek: { mon-sun: 09:00-10:00 }\n");
        assert!(it.is_open(at("2018-12-03T11:00:00Z")));
        assert!(!it.is_open(at("2026-12-03T11:00:00Z")));
        assert!(it.is_open(at("2026-12-03T12:00:00Z")));
    }

    #[test]
    fn nights_belong_to_the_day_they_begin_on() {
        let it = calendar("week: { fri-sat: 22:00-06:00, sun: 00:00-24:00 }\n");
        for (moment, open) in [
            ("2026-11-20T21:59:00Z", false),
            ("2026-11-20T22:00:00Z", true),
            ("2026-11-21T05:59:00Z", true),
            ("2026-11-21T06:00:00Z", false),
            ("2026-11-22T23:59:00Z", true),
            ("2026-11-23T00:00:00Z", false),
        ] {
            assert_eq!(it.is_open(at(moment)), open, "{moment}");
        }
    }

    #[test]
    fn holidays_are_shut_and_days_have_hours_of_their_own() {
        let it = calendar(
            "week: { mon-sun: 09:00-18:00 }\nholidays: [2026-11-20, 12-25, 12-24]\ndays: { 12-24: 09:00-12:00, 2027-12-25: 10:00-11:00, 2026-11-21: closed }\n",
        );
        for (moment, open) in [
            ("2026-11-19T10:00:00Z", true),
            ("2026-11-20T10:00:00Z", false),
            ("2027-11-20T10:00:00Z", true),
            ("2026-11-21T10:00:00Z", false),
            ("2026-12-24T11:59:00Z", true),
            ("2026-12-24T12:00:00Z", false),
            ("2026-12-25T10:00:00Z", false),
            ("2027-12-25T10:00:00Z", true),
        ] {
            assert_eq!(it.is_open(at(moment)), open, "{moment}");
        }
        assert_eq!(
            calendar("zone: UTC\n").opens(at("2026-11-19T10:00:00Z")),
            None
        );
    }

    #[test]
    fn what_is_written_means_the_same_when_it_is_read() {
        let all = [
            (
                "zone: America/Sao_Paulo\nweek: { mon-fri: [09:00-12:00, 13:00-18:00], sat: 22:00-06:00 }\nholidays: [2026-12-25, 12-31]\ndays: { 12-24: 09:00-12:00, 2026-12-24: closed, 12-31: 10:00-11:00 }\n",
                "{ zone: America/Sao_Paulo, week: { mon-fri: [09:00-12:00, 13:00-18:00], sat: 22:00-06:00 }, holidays: [2026-12-24, 2026-12-25, 12-31], days: { 12-24: 09:00-12:00, 12-31: 10:00-11:00 } }",
            ),
            (
                "zone: UTC\nweek: { sun: 00:00-24:00, mon: 18:00-00:00, wed: 9:00-9:00 }\n",
                "{ zone: UTC, week: { mon: 18:00-24:00, wed: 09:00-09:00, sun: 00:00-24:00 } }",
            ),
            ("zone: UTC\nweek: {}\n", "{ zone: UTC, week: {} }"),
        ];
        for (text, expected) in all {
            let it = calendar(text);
            assert_eq!(it.written(), expected);
            let again = calendar(&it.written());
            assert_eq!(again.written(), expected);
            for hour in 0..24 * 60 {
                let now = Timestamp(at("2026-12-01T00:30:00Z").0 + hour * 3_600_000);
                assert_eq!(it.is_open(now), again.is_open(now), "{now:?} {text}");
            }
        }
    }

    #[test]
    fn rules_mean_what_the_same_calendar_in_a_trail_means() {
        let written = calendar(
            "zone: America/Sao_Paulo\nweek: { mon: 09:00-18:00, sat: [09:00-12:00, 22:00-02:00] }\nholidays: [12-25]\ndays: { 12-24: 09:00-12:00, 12-31: closed }\n",
        );
        let mut rules = CalendarRules {
            zone: "America/Sao_Paulo".into(),
            holidays: vec!["12-25".into()],
            days: [
                ("12-24".into(), vec!["09:00-12:00".into()]),
                ("12-31".into(), Vec::new()),
            ]
            .into(),
            ..CalendarRules::default()
        };
        rules.week[0] = vec!["09:00-18:00".into()];
        rules.week[5] = vec!["09:00-12:00".into(), "22:00-02:00".into()];
        let kept = Calendar::of(&rules).unwrap();
        for hour in 0..24 * 60 {
            let now = Timestamp(at("2026-12-01T00:30:00Z").0 + hour * 3_600_000);
            assert_eq!(written.is_open(now), kept.is_open(now), "{now:?}");
            assert_eq!(written.opens(now), kept.opens(now), "{now:?}");
        }
    }

    #[test]
    fn rules_that_cannot_be_read_say_which() {
        let zone = |zone: &str| CalendarRules {
            zone: zone.into(),
            ..CalendarRules::default()
        };
        assert_eq!(
            Calendar::of(&zone("Sao Paulo")).unwrap_err(),
            "there is no time zone `Sao Paulo`"
        );
        let mut rules = zone("UTC");
        rules.week[2] = vec!["9 to 5".into()];
        assert!(Calendar::of(&rules).unwrap_err().contains("`9 to 5`"));
        rules = zone("UTC");
        rules.holidays = vec!["25/12".into()];
        assert!(Calendar::of(&rules).unwrap_err().contains("`25/12`"));
    }

    #[test]
    fn days_and_times_are_read_strictly() {
        assert_eq!(days("fri-mon"), Some(vec![4, 5, 6, 0]));
        assert_eq!(days("mon-fri").map(|days| days.len()), Some(5));
        assert_eq!(days("monday"), None);
        for bad in ["24:01", "9", "9:0", "09:60", "-1:00", "009:00", "+9:00"] {
            assert_eq!(clock(bad), None, "{bad}");
        }
    }
}
