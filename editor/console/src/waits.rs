//! Lengths of time as people read them at a glance.

/// A running wait: `0:07`, `12:30`, `1:02:03`, and days as `2d 3h`.
pub(crate) fn running(millis: i64) -> String {
    let seconds = millis.max(0) / 1_000;
    let (days, hours, minutes, seconds) = (
        seconds / 86_400,
        seconds / 3_600 % 24,
        seconds / 60 % 60,
        seconds % 60,
    );
    match (days, hours) {
        (0, 0) => format!("{minutes}:{seconds:02}"),
        (0, _) => format!("{hours}:{minutes:02}:{seconds:02}"),
        _ => format!("{days}d {hours}h"),
    }
}

#[cfg(test)]
mod tests {
    use super::running;

    #[test]
    fn waits_read_at_a_glance() {
        assert_eq!(running(-5), "0:00");
        assert_eq!(running(7_999), "0:07");
        assert_eq!(running(750_000), "12:30");
        assert_eq!(running(3_723_000), "1:02:03");
        assert_eq!(running(183_600_000), "2d 3h");
    }
}
