//! A calendar as trails and tests have it, in their words.

use super::{Calendar, DAY, DAYS, Day, Hours};
use std::fmt;

impl Calendar {
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
