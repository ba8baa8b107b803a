//! A few numbers about the running server, in Prometheus's text form.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use trilha_model::{Event, LimitName};

/// Upper ends of the buckets of the append histogram, in microseconds.
const BUCKETS: [u64; 10] = [
    250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 100_000, 500_000, 2_500_000,
];

/// The counters. Cheap to change from anywhere.
#[derive(Debug)]
pub(crate) struct Metrics {
    turns: AtomicU64,
    commits: AtomicU64,
    conflicts: AtomicU64,
    append_micros: AtomicU64,
    appends: [AtomicU64; BUCKETS.len()],
    limits: [AtomicU64; LimitName::ALL.len()],
    chat_sockets: AtomicU64,
    desk_sockets: AtomicU64,
}

/// A socket while it is open.
#[derive(Debug)]
pub(crate) struct Open<'a>(&'a AtomicU64);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let zero = || AtomicU64::new(0);
        Self {
            turns: zero(),
            commits: zero(),
            conflicts: zero(),
            append_micros: zero(),
            appends: std::array::from_fn(|_| zero()),
            limits: std::array::from_fn(|_| zero()),
            chat_sockets: zero(),
            desk_sockets: zero(),
        }
    }
}

impl Metrics {
    /// An input was dealt with.
    pub(crate) fn turn(&self) {
        self.turns.fetch_add(1, Ordering::Relaxed);
    }

    /// An append was answered.
    pub(crate) fn appended(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.commits.fetch_add(1, Ordering::Relaxed);
        self.append_micros.fetch_add(micros, Ordering::Relaxed);
        if let Some((_, count)) = BUCKETS
            .iter()
            .zip(&self.appends)
            .find(|(end, _)| micros <= **end)
        {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// What happened in a turn is durable: the limits that talks ran into are counted.
    pub(crate) fn happened(&self, events: &[Event]) {
        for event in events {
            let Event::LimitReached { limit, .. } = event else {
                continue;
            };
            let names = LimitName::ALL.iter().zip(&self.limits);
            for (_, count) in names.filter(|(name, _)| *name == limit) {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// An append lost a race.
    pub(crate) fn conflict(&self) {
        self.conflicts.fetch_add(1, Ordering::Relaxed);
    }

    /// A visitor's socket opened.
    pub(crate) fn chat_socket(&self) -> Open<'_> {
        self.chat_sockets.fetch_add(1, Ordering::Relaxed);
        Open(&self.chat_sockets)
    }

    /// A desk's socket opened.
    pub(crate) fn desk_socket(&self) -> Open<'_> {
        self.desk_sockets.fetch_add(1, Ordering::Relaxed);
        Open(&self.desk_sockets)
    }

    /// Everything as text.
    pub(crate) fn text(&self, outbox_pending: usize, hot: usize) -> String {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let mut out = String::with_capacity(2_048);
        let mut one = |name: &str, kind: &str, help: &str, value: String| {
            writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}\n{value}")
                .expect("invariant: a string takes everything");
        };
        let plain = |name: &str, value: u64| format!("{name} {value}");
        one(
            "trilha_turns_total",
            "counter",
            "Inputs dealt with.",
            plain("trilha_turns_total", get(&self.turns)),
        );
        one(
            "trilha_conflicts_total",
            "counter",
            "Appends that lost a race and were tried again.",
            plain("trilha_conflicts_total", get(&self.conflicts)),
        );
        let reached = LimitName::ALL.iter().zip(&self.limits);
        let reached = reached.map(|(name, count)| {
            format!(
                "trilha_limits_reached_total{{limit=\"{name}\"}} {}",
                get(count)
            )
        });
        one(
            "trilha_limits_reached_total",
            "counter",
            "Limits that talks ran into.",
            reached.collect::<Vec<_>>().join("\n"),
        );
        one(
            "trilha_append_seconds",
            "histogram",
            "From handing a commit to the journal to its being durable.",
            self.histogram(),
        );
        one(
            "trilha_outbox_pending",
            "gauge",
            "Effects under way or waiting.",
            plain("trilha_outbox_pending", outbox_pending as u64),
        );
        one(
            "trilha_hot_conversations",
            "gauge",
            "Conversations held in memory.",
            plain("trilha_hot_conversations", hot as u64),
        );
        let sockets = format!(
            "trilha_sockets{{side=\"chat\"}} {}\ntrilha_sockets{{side=\"desk\"}} {}",
            get(&self.chat_sockets),
            get(&self.desk_sockets)
        );
        one("trilha_sockets", "gauge", "Open WebSockets.", sockets);
        out
    }

    #[expect(clippy::cast_precision_loss, reason = "seconds for a graph")]
    fn histogram(&self) -> String {
        let mut out = String::new();
        let mut below = 0;
        for (end, count) in BUCKETS.iter().zip(&self.appends) {
            below += count.load(Ordering::Relaxed);
            writeln!(
                out,
                "trilha_append_seconds_bucket{{le=\"{}\"}} {below}",
                *end as f64 / 1e6
            )
            .expect("invariant: a string takes everything");
        }
        let total = self.commits.load(Ordering::Relaxed);
        let sum = self.append_micros.load(Ordering::Relaxed) as f64 / 1e6;
        write!(out, "trilha_append_seconds_bucket{{le=\"+Inf\"}} {total}\ntrilha_append_seconds_sum {sum}\ntrilha_append_seconds_count {total}")
            .expect("invariant: a string takes everything");
        out
    }
}
