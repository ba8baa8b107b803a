//! Watches automations: plans schedules, sees to their moments, and tells conversations of rules that are new to them.
//!
//! What was done is an event on the automation's stream, written when it is done. After a crash half-way it is done
//! again: a conversation takes a moment once, and looking at it twice changes nothing.

use super::moments::moment;
use super::round::go_through;
use super::watch::{Watch, WatchEvent, rule, stream};
use crate::ambient;
use crate::problem::Answer;
use crate::runtime::{Hub, News, Runtime};
use crate::streams;
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{broadcast, watch};
use trilha_desk::Automation;
use trilha_model::{AutomationId, Input, Timestamp};
use trilha_trail::Trigger;

/// The longest sleep: a clock that was set is noticed this soon.
const LONGEST: Duration = Duration::from_secs(30);
/// The pause after a failure.
const PAUSE: Duration = Duration::from_secs(5);

/// Watches automations for as long as the server runs.
pub(crate) async fn run(runtime: Arc<Runtime>, hub: Arc<Hub>, mut closing: watch::Receiver<bool>) {
    let mut news = hub.desk();
    while !*closing.borrow() {
        let pause = match all(&runtime, &closing).await {
            Ok(Some(next)) => until(next),
            Ok(None) => LONGEST,
            Err(problem) => {
                tracing::warn!(problem = problem.kind, "automations wait");
                PAUSE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = staff_changes(&mut news) => {}
            _ = closing.changed() => {}
        }
    }
}

/// Waits until people, settings or trails change.
async fn staff_changes(news: &mut broadcast::Receiver<News>) {
    loop {
        match news.recv().await {
            Ok(News::Staff { .. }) | Err(broadcast::error::RecvError::Lagged(_)) => return,
            Ok(_) => {}
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

fn until(next: Timestamp) -> Duration {
    let millis = next.0.saturating_sub(ambient::now().0);
    Duration::from_millis(u64::try_from(millis).unwrap_or(0)).min(LONGEST)
}

/// Does what is due; when a schedule's next moment is.
async fn all(runtime: &Runtime, closing: &watch::Receiver<bool>) -> Answer<Option<Timestamp>> {
    let world = Arc::clone(&runtime.house.now().world);
    let mut first = None;
    for automation in &*world.automations {
        if *closing.borrow() {
            break;
        }
        let next = one(runtime, automation, ambient::now(), closing).await?;
        first = [first, next].into_iter().flatten().min();
    }
    forget(runtime).await?;
    Ok(first)
}

/// Takes down that the rules of automations that are gone are known: conversations forget them, and are to be told if
/// they come back.
async fn forget(runtime: &Runtime) -> Answer<()> {
    let house = runtime.house.now();
    let all = house.world.automations.iter();
    let all: BTreeSet<&str> = all.map(|one| one.id.as_str()).collect();
    for (id, watch) in &house.watches {
        if !watch.state.rule.is_empty() && !all.contains(id.as_str()) {
            let gone = WatchEvent::Planned {
                rule: SmolStr::default(),
                next: None,
                at: ambient::now(),
            };
            let told = |now: &Watch| {
                let known = !now.rule.is_empty();
                Ok(known.then(|| gone.clone()).into_iter().collect())
            };
            let stream = stream(&AutomationId(id.clone()));
            streams::change::<Watch>(&runtime.journal, &stream, told).await?;
        }
    }
    Ok(())
}

/// Looks after one automation; when it wants to be looked after again.
async fn one(
    runtime: &Runtime,
    automation: &Automation,
    now: Timestamp,
    closing: &watch::Receiver<bool>,
) -> Answer<Option<Timestamp>> {
    let Some(rule) = rule(automation) else {
        return Ok(None);
    };
    let known = streams::load::<Watch>(&*runtime.journal, &stream(&automation.id))?.state;
    if !automation.on {
        if !known.rule.is_empty() {
            plan(runtime, automation, SmolStr::default(), None).await?;
        }
        return Ok(None);
    }
    let Trigger::Schedule(schedule) = &automation.start.on else {
        if known.rule != rule {
            let look = Input::Woken;
            if go_through(runtime, automation, &look, closing)
                .await?
                .is_some()
            {
                plan(runtime, automation, rule, None).await?;
            }
        }
        return Ok(None);
    };
    let due = known.next.filter(|_| known.rule == rule);
    let Some(due) = due else {
        let next = schedule.next(now);
        plan(runtime, automation, rule, next).await?;
        return Ok(next);
    };
    if due > now {
        return Ok(Some(due));
    }
    moment(runtime, automation, schedule, (due, now), closing).await
}

async fn plan(
    runtime: &Runtime,
    automation: &Automation,
    rule: SmolStr,
    next: Option<Timestamp>,
) -> Answer<()> {
    let at = ambient::now();
    let planned = WatchEvent::Planned { rule, next, at };
    say(runtime, automation, planned).await
}

pub(super) async fn say(
    runtime: &Runtime,
    automation: &Automation,
    said: WatchEvent,
) -> Answer<()> {
    let stream = stream(&automation.id);
    let told = |_: &Watch| Ok(vec![said.clone()]);
    streams::change::<Watch>(&runtime.journal, &stream, told).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::round::BATCH;
    use super::*;
    use crate::media::Links;
    use crate::metrics::Metrics;
    use crate::staff::house::House;
    use trilha_desk::{Fold, Inbox, PublishedTrail, StoredBundle};
    use trilha_journal::{Journal, Memory};
    use trilha_model::{
        Channel, ConversationId, Event, InboxEvent, Limits, Map, Stream, TrailEvent,
    };
    use trilha_trail::{Known, Sources, compile};

    const NEWS: &str = "trail: news\nlanguage: en\nstarts:\n  - schedule: { cron: '0 * * * *', inbox: site }\n  - silent: { after: 1s }\nsteps:\n  a: { say: The news., next: end }\n";
    const HOUR: i64 = 3_600_000;

    async fn write<T: Fold>(journal: &Arc<dyn Journal>, stream: Stream, event: T::Event)
    where
        T::Event: Clone,
    {
        let said = |_: &T| Ok(vec![event.clone()]);
        streams::change::<T>(journal, &stream, said).await.unwrap();
    }

    /// A house with an inbox that a trail has schedules for, and a contact who came by.
    async fn house(journal: &Arc<dyn Journal>) {
        let files = [("news.yaml".to_owned(), NEWS.to_owned())].into();
        let sources = Sources { files };
        let (bundle, _) = compile(&sources, &"news".into(), &Known::default()).unwrap();
        let stored = TrailEvent::BundleStored {
            hash: bundle.hash.clone(),
            trail: "news".into(),
            files: sources.files,
        };
        let stream = Stream::new("bundle", bundle.hash.as_str());
        write::<StoredBundle>(journal, stream, stored).await;
        let published = TrailEvent::TrailPublished {
            bundle: bundle.hash,
            version: 1,
            by: None,
            note: String::new(),
            at: Timestamp(0),
            again: None,
            schedule: None,
            moves: None,
        };
        let stream = Stream::new("trail", "news");
        write::<PublishedTrail>(journal, stream, published).await;
        for inbox in ["site", "other"] {
            let saved = InboxEvent::InboxSaved {
                title: inbox.to_owned(),
                channel: Channel::Webchat,
                trail: None,
                queue: None,
                enabled: true,
                by: None,
                at: None,
            };
            write::<Inbox>(journal, Stream::new("inbox", inbox), saved).await;
        }
    }

    async fn runtime(journal: &Arc<dyn Journal>) -> Runtime {
        let house = Arc::new(
            House::open(Arc::clone(journal), Links::default(), &Limits::default()).unwrap(),
        );
        let hash = house.now().trails["news"]
            .state
            .current()
            .unwrap()
            .bundle
            .clone();
        house.need(&hash).await.unwrap();
        Runtime::new(Arc::clone(journal), house, Arc::new(Metrics::default()), 64)
    }

    async fn arrive(runtime: &Runtime, id: &str) {
        let arrived = Input::Arrived {
            profile: Map::new(),
            language: None,
        };
        let id = ConversationId::parse(id).unwrap();
        runtime.drive(&id, arrived).await.unwrap();
    }

    async fn sessions(runtime: &Runtime, id: &str) -> u64 {
        let id = ConversationId::parse(id).unwrap();
        let next = runtime.look(&id, |_, it| it.next_session.0).await.unwrap();
        next - 1
    }

    fn watched(runtime: &Runtime, id: &str) -> Watch {
        let stream = stream(&id.into());
        streams::load::<Watch>(&*runtime.journal, &stream)
            .unwrap()
            .state
    }

    #[tokio::test]
    async fn a_schedule_fires_once_a_moment_also_after_a_restart_and_skips_what_is_long_past() {
        let journal: Arc<dyn Journal> = Arc::new(Memory::new());
        house(&journal).await;
        let before = runtime(&journal).await;
        for n in 0..BATCH + 3 {
            arrive(&before, &format!("site/v{n}")).await;
        }
        arrive(&before, "other/v1").await;
        let (_close, closing) = watch::channel(false);
        let at =
            |hours: i64, minutes: i64| Timestamp(500_000 * HOUR + hours * HOUR + minutes * 60_000);
        let look = async |runtime: &Runtime, now| {
            let world = Arc::clone(&runtime.house.now().world);
            let schedule = world
                .automations
                .iter()
                .find(|one| one.id.as_str() == "news/schedule-1");
            one(runtime, schedule.unwrap(), now, &closing)
                .await
                .unwrap()
        };
        assert_eq!(look(&before, at(0, 10)).await, Some(at(1, 0)), "planned");
        assert_eq!(look(&before, at(0, 59)).await, Some(at(1, 0)), "not yet");
        assert_eq!(look(&before, at(1, 1)).await, Some(at(2, 0)));
        assert_eq!(sessions(&before, "site/v0").await, 1);
        assert_eq!(sessions(&before, "site/v130").await, 1);
        assert_eq!(sessions(&before, "other/v1").await, 0);

        // As after a crash between the last conversation and the word that it is done.
        let after = runtime(&journal).await;
        let again = WatchEvent::Planned {
            rule: watched(&after, "news/schedule-1").rule,
            next: Some(at(1, 0)),
            at: at(1, 1),
        };
        write::<Watch>(&journal, stream(&"news/schedule-1".into()), again).await;
        look(&after, at(1, 2)).await;
        assert_eq!(sessions(&after, "site/v0").await, 1, "this moment was had");

        assert_eq!(
            look(&after, at(2, 50)).await,
            Some(at(3, 0)),
            "late, but not too late"
        );
        assert_eq!(sessions(&after, "site/v0").await, 2);
        look(&after, at(9, 30)).await;
        assert_eq!(
            sessions(&after, "site/v0").await,
            3,
            "of what was missed the last alone"
        );
        let moments = watched(&after, "news/schedule-1").moments;
        let began = u32::try_from(BATCH + 3).unwrap();
        let known: Vec<_> = moments.iter().copied().collect();
        assert_eq!(
            known,
            [
                (at(1, 0), Some(began)),
                (at(1, 0), Some(0)),
                (at(2, 0), Some(began)),
                (at(9, 0), Some(began))
            ]
        );
    }

    #[tokio::test]
    async fn a_rule_that_goes_by_time_is_told_to_conversations_that_were_there_before_it() {
        let journal: Arc<dyn Journal> = Arc::new(Memory::new());
        house(&journal).await;
        let runtime = runtime(&journal).await;
        let now = ambient::now().0;
        for (who, since) in [("quiet", now - 60_000), ("gone", now - HOUR - 60_000)] {
            let id = ConversationId::parse(&format!("site/{who}")).unwrap();
            let opened = Event::ConversationOpened {
                contact: id.to_string().into(),
                profile: Map::new(),
                language: None,
                at: Timestamp(since),
            };
            write::<trilha_desk::Conversation>(&journal, id.stream(), opened).await;
        }
        let (_close, closing) = watch::channel(false);
        all(&runtime, &closing).await.unwrap();
        assert_eq!(
            sessions(&runtime, "site/quiet").await,
            1,
            "it was silent for long"
        );
        assert_eq!(sessions(&runtime, "site/gone").await, 0, "for too long");
        assert!(!watched(&runtime, "news/silent-1").rule.is_empty());
        all(&runtime, &closing).await.unwrap();
        assert_eq!(sessions(&runtime, "site/quiet").await, 1);
        assert_eq!(sessions(&runtime, "site/gone").await, 0);
    }

    #[tokio::test]
    async fn a_rule_that_is_gone_is_new_to_conversations_when_it_comes_back() {
        let journal: Arc<dyn Journal> = Arc::new(Memory::new());
        house(&journal).await;
        let gone = WatchEvent::Planned {
            rule: "silent 1s []".into(),
            next: None,
            at: Timestamp(1),
        };
        write::<Watch>(&journal, stream(&"news/silent-2".into()), gone).await;
        let runtime = runtime(&journal).await;
        let (_close, closing) = watch::channel(false);
        all(&runtime, &closing).await.unwrap();
        assert_eq!(watched(&runtime, "news/silent-2").rule, "");
        assert!(!watched(&runtime, "news/silent-1").rule.is_empty());
    }
}
