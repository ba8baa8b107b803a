//! What forms take, as the server will ask for it.

use std::collections::BTreeSet;

/// What is wrong with what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nothing was written.
    Missing,
    /// Not of the form that is asked for.
    Form,
    /// Too short.
    Short,
    /// Another has it already.
    Taken,
    /// The same stands there twice.
    Twice,
}

/// The least length of a password.
pub(super) const PASSWORD: usize = 10;

/// A name to sign in with: `[a-z0-9][a-z0-9._-]{1,31}`.
pub(super) fn user_id(text: &str) -> Option<Fault> {
    let good = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || b"._-".contains(&c);
    let starts = text
        .bytes()
        .next()
        .is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    form(
        text,
        starts && (2..=32).contains(&text.len()) && text.bytes().all(good),
    )
}

/// The id of a queue or an inbox: `[a-z][a-z0-9_-]*`.
pub(super) fn id(text: &str) -> Option<Fault> {
    let good = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || b"_-".contains(&c);
    form(
        text,
        text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.len() <= 64
            && text.bytes().all(good),
    )
}

/// The id of a new one, which none there is has.
pub(super) fn new_id<'a>(text: &str, mut there: impl Iterator<Item = &'a str>) -> Option<Fault> {
    let taken = || there.any(|other| other == text).then_some(Fault::Taken);
    id(text).or_else(taken)
}

/// The name of a value: `[A-Z][A-Z0-9_]*`.
pub(super) fn env_name(text: &str) -> Option<Fault> {
    let good = |c: u8| c.is_ascii_uppercase() || c.is_ascii_digit() || c == b'_';
    form(
        text,
        text.starts_with(|c: char| c.is_ascii_uppercase())
            && text.len() <= 64
            && text.bytes().all(good),
    )
}

/// A port: 1 to 65535.
pub(super) fn port(text: &str) -> Option<Fault> {
    form(text, text.parse::<u16>().is_ok_and(|port| port > 0))
}

/// An address of the web.
pub(super) fn url(text: &str) -> Option<Fault> {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    form(
        text,
        host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'))
            && !text.contains(char::is_whitespace),
    )
}

/// Names of events, separated by commas or blanks: `[a-z][a-z0-9_.-]*` each; nothing is fine.
pub(super) fn events(text: &str) -> Option<Fault> {
    let good = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || b"_.-".contains(&c);
    let name = |name: &String| {
        name.starts_with(|c: char| c.is_ascii_lowercase()) && name.bytes().all(good)
    };
    (!event_names(text).iter().all(name)).then_some(Fault::Form)
}

/// The names in it.
pub(super) fn event_names(text: &str) -> Vec<String> {
    text.split([',', ' ', '\n'])
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What stands between commas and line breaks.
pub(super) fn listed(text: &str) -> Vec<String> {
    let words = text.split([',', '\n']).map(str::trim);
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Hours such as `09:00-12:00, 13:00-18:00`; nothing is fine. What is no time of day the server says.
pub(super) fn hours(text: &str) -> Option<Fault> {
    (!listed(text).iter().all(|hours| are_hours(hours))).then_some(Fault::Form)
}

fn are_hours(text: &str) -> bool {
    let clock = |text: &str| {
        let digits = |text: &str| text.bytes().all(|c| c.is_ascii_digit());
        let parts = text.trim().split_once(':');
        parts.is_some_and(|(hour, minute)| {
            (1..=2).contains(&hour.len()) && minute.len() == 2 && digits(hour) && digits(minute)
        })
    };
    text.split_once('-')
        .is_some_and(|(from, to)| clock(from) && clock(to))
}

/// A date such as `2026-12-25` or `12-25`.
fn is_date(text: &str) -> bool {
    let good = |c: u8| c.is_ascii_digit() || c == b'-';
    matches!(text.len(), 5 | 10) && text.bytes().all(good)
}

/// Dates, one a line; nothing is fine.
pub(super) fn dates(text: &str) -> Option<Fault> {
    (!listed(text).iter().all(|date| is_date(date))).then_some(Fault::Form)
}

/// Days with hours of their own, one a line, such as `12-24 09:00-12:00, 13:00-15:00`, and what of them is wrong.
pub(super) fn days(text: &str) -> (Vec<(String, Vec<String>)>, Option<Fault>) {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let days: Vec<(String, Vec<String>)> = lines
        .map(|line| {
            let (date, hours) = line.split_once(' ').unwrap_or((line, ""));
            (date.to_owned(), listed(hours))
        })
        .collect();
    let good = |(date, hours): &(String, Vec<String>)| {
        is_date(date) && hours.iter().all(|hours| are_hours(hours))
    };
    let mut dates = BTreeSet::new();
    let fault = if !days.iter().all(good) {
        Some(Fault::Form)
    } else if !days.iter().all(|(date, _)| dates.insert(date)) {
        Some(Fault::Twice)
    } else {
        None
    };
    (days, fault)
}

/// Anything but nothing.
pub(super) fn some(text: &str) -> Option<Fault> {
    text.trim().is_empty().then_some(Fault::Missing)
}

/// A new password.
pub(super) fn password(text: &str) -> Option<Fault> {
    if text.is_empty() {
        Some(Fault::Missing)
    } else {
        (text.chars().count() < PASSWORD).then_some(Fault::Short)
    }
}

fn form(text: &str, good: bool) -> Option<Fault> {
    if text.is_empty() {
        return Some(Fault::Missing);
    }
    (!good).then_some(Fault::Form)
}

/// An id made from a title: `Vendas & Pós-venda` → `vendas-pos-venda`.
pub(super) fn id_from(title: &str) -> String {
    let mut out = String::new();
    for c in title.chars().flat_map(char::to_lowercase) {
        let c = match c {
            'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            other => other,
        };
        if c.is_ascii_lowercase() || (c.is_ascii_digit() && !out.is_empty()) {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').chars().take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_the_server_asks() {
        assert_eq!(user_id("ana.s-2"), None);
        assert_eq!(user_id(""), Some(Fault::Missing));
        for bad in ["a", "Ana", ".ana", "ana b", "ação"] {
            assert_eq!(user_id(bad), Some(Fault::Form), "{bad}");
        }
        assert_eq!(id("vendas_2-x"), None);
        assert_eq!(id("2vendas"), Some(Fault::Form));
        let there = ["house", "vendas"];
        let new_id = |text| new_id(text, there.into_iter());
        assert_eq!(new_id("vendas_2"), None);
        assert_eq!(new_id("vendas"), Some(Fault::Taken));
        assert_eq!(new_id("2vendas"), Some(Fault::Form));
        assert_eq!(env_name("SHOP_URL2"), None);
        assert_eq!(env_name("shop"), Some(Fault::Form));
    }

    #[test]
    fn ports_addresses_and_events_are_as_the_server_asks() {
        assert_eq!(port("587"), None);
        for bad in ["0", "65536", "-1", "smtp"] {
            assert_eq!(port(bad), Some(Fault::Form), "{bad}");
        }
        assert_eq!(url("https://example.com/in"), None);
        for bad in [
            "example.com",
            "ftp://example.com",
            "https:///in",
            "https://a b",
        ] {
            assert_eq!(url(bad), Some(Fault::Form), "{bad}");
        }
        assert_eq!(events(""), None);
        assert_eq!(events("order.placed, seen"), None);
        assert_eq!(events("Order placed"), Some(Fault::Form));
        assert_eq!(event_names("order.placed, seen"), ["order.placed", "seen"]);
    }

    #[test]
    fn hours_and_days_are_as_the_server_asks() {
        assert_eq!(hours(""), None);
        assert_eq!(hours("9:00-12:00, 13:00-18:00"), None);
        for bad in ["9 to 5", "09:00", "09-18"] {
            assert_eq!(hours(bad), Some(Fault::Form), "{bad}");
        }
        assert_eq!(dates("2026-12-25\n12-24"), None);
        assert_eq!(dates("25/12"), Some(Fault::Form));
        let (found, fault) = days("12-24 09:00-12:00, 13:00-15:00\n\n2026-12-31");
        let hours = vec!["09:00-12:00".to_owned(), "13:00-15:00".to_owned()];
        assert_eq!(fault, None);
        assert_eq!(
            found,
            [
                ("12-24".to_owned(), hours),
                ("2026-12-31".to_owned(), Vec::new())
            ]
        );
        assert_eq!(days("Xmas 09:00-12:00").1, Some(Fault::Form));
        let twice = days("12-24 09:00-12:00\n12-31\n12-24");
        assert_eq!(twice.1, Some(Fault::Twice));
        assert_eq!(days("12-24\n2026-12-24").1, None);
    }

    #[test]
    fn a_password_has_ten_characters() {
        assert_eq!(password("123456789"), Some(Fault::Short));
        assert_eq!(password("ãéíõúãéíõú"), None);
    }

    #[test]
    fn an_id_made_from_a_title_is_good() {
        assert_eq!(id_from("Vendas & Pós-venda"), "vendas-pos-venda");
        assert_eq!(id_from("24h Suporte!"), "h-suporte");
        assert_eq!(id(&id_from("Ação")), None);
    }
}
