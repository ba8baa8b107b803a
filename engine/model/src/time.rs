//! Moments and spans, in milliseconds; no clock.

use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The moment this span later; saturates.
    #[must_use]
    pub fn after(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

/// A length of time in milliseconds, never negative. Written `90s`, `10m`, `2h`, `3d`, `500ms`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct Span(pub i64);

impl Span {
    /// Parses a whole number followed by `ms`, `s`, `m`, `h` or `d`; at most ten years.
    pub fn parse(text: &str) -> Option<Self> {
        let at = text.find(|c: char| !c.is_ascii_digit())?;
        let (digits, unit) = text.split_at_checked(at)?;
        let scale = match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return None,
        };
        let millis = digits.parse::<i64>().ok()?.checked_mul(scale)?;
        (millis <= 3_650 * 86_400_000).then_some(Self(millis))
    }
}

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let units = [
            (86_400_000, "d"),
            (3_600_000, "h"),
            (60_000, "m"),
            (1_000, "s"),
        ];
        let (scale, unit) = units
            .into_iter()
            .find(|(scale, _)| self.0 != 0 && self.0 % scale == 0)
            .unwrap_or((1, "ms"));
        write!(f, "{}{unit}", self.0 / scale)
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn spans_parse_and_print_back() {
        for text in ["500ms", "90s", "10m", "2h", "3d"] {
            assert_eq!(Span::parse(text).unwrap().to_string(), text);
        }
        for bad in [
            "",
            "10",
            "m",
            "-1s",
            "1.5h",
            "99999999999999999999s",
            "4000d",
        ] {
            assert_eq!(Span::parse(bad), None, "{bad}");
        }
    }
}
