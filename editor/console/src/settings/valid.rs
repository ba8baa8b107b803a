//! What forms take, as the server will ask for it.

/// What is wrong with what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nothing was written.
    Missing,
    /// Not of the form that is asked for.
    Form,
    /// Too short.
    Short,
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
