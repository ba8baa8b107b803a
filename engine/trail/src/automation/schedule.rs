//! Schedules: moments that come again and again, by the clock of a place.

use super::read::tags;
use crate::calendar;
use crate::diagnostic::Code;
use crate::reader::Reader;
use crate::yaml::Node;
use croner::Cron;
use croner::errors::CronError;
use croner::parser::{CronParser, Seconds, Year};
use jiff::Timestamp as Moment;
use jiff::tz::TimeZone;
use smol_str::SmolStr;
use trilha_model::Timestamp;

/// A moment from which on a schedule must come again: 1 January 2026, in UTC.
const TODAY: Timestamp = Timestamp(1_767_225_600_000);

/// When a trail starts by the clock, and for whom.
#[derive(Clone, Debug)]
pub struct Schedule {
    cron: Cron,
    zone: TimeZone,
    /// The pattern, as it is written.
    pub pattern: SmolStr,
    /// Conversations or contacts with one of these tags; all where it names none.
    pub tags: Vec<SmolStr>,
}

impl Schedule {
    /// Reads `{ cron, zone, tag }`; nothing where the pattern cannot be read.
    pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<Self> {
        let zone = calendar::zone(reader, node.get("zone"));
        let at = node.get("cron")?;
        let pattern = at.as_str()?;
        let cron = match cron(pattern) {
            Ok(cron) => cron,
            Err(error) => {
                let message = format!("`{pattern}` is not a schedule: {}", why(pattern, &error));
                reader.error(Code::BAD_SCHEDULE, at.span, message).help = Some(
                    "five parts: minute, hour, day of the month, month, day of the week; `0 9 * * 1-5` is at nine from Monday to Friday".into(),
                );
                return None;
            }
        };
        let schedule = Self {
            cron,
            zone,
            pattern: pattern.into(),
            tags: tags(node),
        };
        if schedule.next(TODAY).is_none() {
            let message = format!("`{pattern}` never comes: there is no such day");
            reader.error(Code::NEVER_COMES, at.span, message).help =
                Some("write a day that its month has".into());
        }
        Some(schedule)
    }

    /// The schedule of a pattern by the clock of a zone, UTC where that is empty; nothing where one of them cannot be
    /// read.
    pub fn parse(pattern: &str, zone: &str) -> Option<Self> {
        let zone = if zone.is_empty() {
            TimeZone::UTC
        } else {
            jiff::tz::db().get(zone).ok()?
        };
        Some(Self {
            cron: cron(pattern).ok()?,
            zone,
            pattern: pattern.into(),
            tags: Vec::new(),
        })
    }

    /// The first of its moments after this one. Where the clocks jump over it, it comes when they have; where they
    /// show it twice, it comes once, unless it comes every few minutes anyway.
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        let after = Moment::from_millisecond(after.0).ok()?;
        let next = self
            .cron
            .find_next_occurrence(&after.to_zoned(self.zone.clone()), false);
        Some(Timestamp(next.ok()?.timestamp().as_millisecond()))
    }

    /// The clock it goes by, by its name.
    pub fn zone(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }
}

fn cron(pattern: &str) -> Result<Cron, CronError> {
    let parser = CronParser::builder()
        .seconds(Seconds::Disallowed)
        .year(Year::Disallowed)
        .build();
    parser.parse(pattern)
}

/// What is wrong with a pattern.
fn why(pattern: &str, error: &CronError) -> String {
    let count = pattern.split_whitespace().count();
    if count != 5 && !pattern.contains('@') {
        let parts = if count == 1 { "part" } else { "parts" };
        return format!("it has {count} {parts}, not five");
    }
    let said = match error {
        CronError::InvalidPattern(said)
        | CronError::IllegalCharacters(said)
        | CronError::ComponentError(said) => said.clone(),
        other => other.to_string(),
    };
    let mut letters = said.trim_end_matches('.').chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use trilha_script::{Host, Limits};

    fn schedule(cron: &str, zone: &str) -> Schedule {
        let text = format!("{{ cron: '{cron}', zone: {zone} }}");
        let host = Host::new(Limits::default());
        let node = crate::yaml::parse("a.yaml", &text).0.unwrap();
        Schedule::read(&mut Reader::new(&host, "a.yaml", &text), &node).unwrap()
    }

    /// The moments after one, as UTC.
    fn moments(schedule: &Schedule, from: &str, count: usize) -> Vec<String> {
        let mut at = Timestamp(from.parse::<Moment>().unwrap().as_millisecond());
        let mut next = || {
            at = schedule.next(at)?;
            Some(Moment::from_millisecond(at.0).ok()?.to_string())
        };
        (0..count).filter_map(|_| next()).collect()
    }

    #[test]
    fn nine_in_the_morning_is_nine_on_the_wall_before_and_after_the_clocks_change() {
        let nine = schedule("0 9 * * 1-5", "Europe/Lisbon");
        assert_eq!(
            moments(&nine, "2026-03-26T12:00:00Z", 3),
            [
                "2026-03-27T09:00:00Z",
                "2026-03-30T08:00:00Z",
                "2026-03-31T08:00:00Z"
            ]
        );
        let brazil = schedule("0 9 * * *", "America/Sao_Paulo");
        assert_eq!(
            moments(&brazil, "2026-11-21T11:00:00Z", 1),
            ["2026-11-21T12:00:00Z"]
        );
    }

    #[test]
    fn a_moment_the_clocks_jump_over_comes_late_and_one_they_show_twice_comes_once() {
        let skipped = schedule("30 2 * * *", "Europe/Berlin");
        assert_eq!(
            moments(&skipped, "2026-03-28T12:00:00Z", 2),
            ["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]
        );
        let twice = schedule("30 2 * * *", "Europe/Berlin");
        assert_eq!(
            moments(&twice, "2026-10-24T12:00:00Z", 2),
            ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]
        );
    }

    #[test]
    fn a_pattern_and_a_zone_alone_are_the_schedule_of_a_trail() {
        let nine = Schedule::parse("0 9 * * 1-5", "Europe/Lisbon").unwrap();
        let from = "2026-03-26T12:00:00Z";
        let read = schedule("0 9 * * 1-5", "Europe/Lisbon");
        assert_eq!(moments(&nine, from, 3), moments(&read, from, 3));
        assert_eq!(Schedule::parse("@daily", "").unwrap().zone(), "UTC");
        assert!(Schedule::parse("nine", "UTC").is_none());
        assert!(Schedule::parse("@daily", "Atlantis").is_none());
    }

    #[test]
    fn leap_days_come_and_the_31st_of_february_does_not() {
        let leap = schedule("0 0 29 2 *", "UTC");
        assert_eq!(
            moments(&leap, "2026-01-01T00:00:00Z", 1),
            ["2028-02-29T00:00:00Z"]
        );
        assert!(moments(&schedule("0 0 31 2 *", "UTC"), "2026-01-01T00:00:00Z", 1).is_empty());
    }
}
