//! A schedule's moments: the last that came is had by every conversation, what is long past by none.

use super::round::go_through;
use super::runner::say;
use super::watch::WatchEvent;
use crate::ambient;
use crate::problem::Answer;
use crate::runtime::Runtime;
use tokio::sync::watch;
use trilha_desk::Automation;
use trilha_model::{Input, Timestamp};
use trilha_trail::Schedule;

/// How long after a moment it still counts, in milliseconds: nobody wants yesterday's greeting.
const LATE: i64 = 3_600_000;

/// The last moment up to now, if it was not too long ago, for every conversation; then the next.
pub(super) async fn moment(
    runtime: &Runtime,
    automation: &Automation,
    schedule: &Schedule,
    (due, now): (Timestamp, Timestamp),
    closing: &watch::Receiver<bool>,
) -> Answer<Option<Timestamp>> {
    let next = schedule.next(now);
    let late = Timestamp(now.0.saturating_sub(LATE));
    let last = last_of(schedule, due, late, now);
    let Some(due) = last else {
        let automation_id = &automation.id;
        tracing::warn!(%automation_id, "a schedule's moment came while the server was away");
        let at = ambient::now();
        say(runtime, automation, WatchEvent::Skipped { due, next, at }).await?;
        return Ok(next);
    };
    let tell = Input::Scheduled {
        automation: automation.id.clone(),
        due,
    };
    if let Some(began) = go_through(runtime, automation, &tell, closing).await? {
        let at = ambient::now();
        let fired = WatchEvent::Fired {
            due,
            began,
            next,
            at,
        };
        say(runtime, automation, fired).await?;
    }
    Ok(next)
}

/// Of the moments from `due` on, the last that is neither before `late` nor after `now`.
fn last_of(
    schedule: &Schedule,
    due: Timestamp,
    late: Timestamp,
    now: Timestamp,
) -> Option<Timestamp> {
    let first = if due >= late {
        Some(due)
    } else {
        schedule.next(Timestamp(late.0.saturating_sub(1)))
    };
    let moments = std::iter::successors(first, |moment| schedule.next(*moment));
    moments.take_while(|moment| *moment <= now).last()
}

#[cfg(test)]
mod tests {
    use super::*;
    use trilha_trail::{Known, Sources, Trigger};

    const HOUR: i64 = 3_600_000;

    #[test]
    fn what_is_missed_for_long_is_skipped() {
        let files = [("a.yaml".to_owned(), "trail: a\nstarts: [{ schedule: { cron: '0 9 * * *' } }]\nsteps:\n  a: { say: x, next: end }\n".to_owned())].into();
        let checked = trilha_trail::check(&Sources { files }, &"a".into(), &Known::default());
        let trail = checked.trail.unwrap();
        let Trigger::Schedule(daily) = &trail.starts[0].on else {
            panic!("a schedule");
        };
        let nine = Timestamp(20_000 * 24 * HOUR + 9 * HOUR);
        let last = |now: i64| {
            let now = Timestamp(nine.0 + now);
            last_of(daily, nine, Timestamp(now.0 - LATE), now)
        };
        assert_eq!(last(0), Some(nine));
        assert_eq!(last(HOUR), Some(nine));
        assert_eq!(last(HOUR + 1), None);
        assert_eq!(last(24 * HOUR + 5), Some(Timestamp(nine.0 + 24 * HOUR)));
        assert_eq!(last(26 * HOUR), None);
    }
}
