//! Hours on the wall, nights, holidays, and calendars written and read again.

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
