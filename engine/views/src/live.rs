//! What live sessions stand on: counted, so that asking what a new version would mean for them reads no conversation.
//!
//! Of each conversation with a session one number is kept in the tree: that of its *standing*, which is the bundle it
//! runs and every step on its stack. Of each standing there is a count. Turns are only noted when they happen, and
//! read in one go when somebody asks, or every few thousand.

use crate::state::{At, after};
use crate::store::Store;
use crate::views::ViewError;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use trilha_desk::Conversation;
use trilha_journal::{Journal, Write};
use trilha_model::{BundleHash, ConversationId, Event, StepId, Stream, TrailId, codec};

/// Bytes of states that are noted and not read yet, at most.
const NOTED: usize = 8 << 20;

/// Where sessions stand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Standing {
    /// The bundle they run.
    pub bundle: BundleHash,
    /// Every step on their stack, with its trail, in order.
    pub steps: Vec<(TrailId, StepId)>,
}

impl Standing {
    fn of(conversation: &Conversation) -> Option<Self> {
        let session = conversation.session.as_ref()?;
        Some(Self {
            bundle: session.bundle.clone(),
            steps: session.stands(),
        })
    }
}

/// Live sessions by where they stand.
#[derive(Default)]
pub(crate) struct Live {
    /// The number and the count of each standing.
    counts: BTreeMap<Standing, (u32, u64)>,
    next: u32,
    /// How many sessions were moved to each version of a bundle.
    moved: BTreeMap<(BundleHash, u32), u64>,
    /// The newest states that are not read yet, by the keys of conversations' streams, each with its version.
    noted: BTreeMap<String, (u64, Vec<u8>)>,
    weight: usize,
}

impl Live {
    /// As it was kept.
    pub(crate) fn new(
        counts: Vec<(u32, Standing, u64)>,
        moved: BTreeMap<(BundleHash, u32), u64>,
    ) -> Self {
        let next = counts.iter().map(|(number, ..)| number + 1).max();
        Self {
            counts: counts
                .into_iter()
                .map(|(number, standing, count)| (standing, (number, count)))
                .collect(),
            next: next.unwrap_or_default(),
            moved,
            ..Self::default()
        }
    }

    /// Notes what a commit made of a conversation.
    pub(crate) fn note(&mut self, write: &Write) {
        for event in &write.events {
            if codec::event_name(event) == Some("SessionMoved")
                && let Ok(Event::SessionMoved {
                    bundle, version, ..
                }) = codec::event_from_bytes(event)
            {
                *self.moved.entry((bundle, version)).or_default() += 1;
            }
        }
        self.weight += write.state.len();
        let state = (write.version(), write.state.clone());
        let before = self.noted.insert(write.stream.key().to_owned(), state);
        self.weight -= before.map_or(0, |(_, before)| before.len());
    }

    /// Whether so much is noted that it should be read.
    pub(crate) fn is_full(&self) -> bool {
        self.weight > NOTED
    }

    /// Reads what was noted, and writes it to the tree.
    pub(crate) fn settle(
        &mut self,
        store: &mut Store,
        journal: &dyn Journal,
    ) -> Result<(), ViewError> {
        let mut touched = BTreeSet::new();
        let numbers: BTreeMap<u32, Standing> = self
            .counts
            .iter()
            .map(|(standing, (number, _))| (*number, standing.clone()))
            .collect();
        self.weight = 0;
        let noted = std::mem::take(&mut self.noted);
        let any = !noted.is_empty();
        for (key, (version, state)) in noted {
            let Now::At(now) = standing(journal, &key, version, &state)? else {
                continue;
            };
            let was = store.standing(&key)?;
            let before = was.and_then(|number| numbers.get(&number));
            if before == now.as_ref() && was.is_some() == now.is_some() {
                continue;
            }
            if let Some(before) = before {
                if let Some((_, count)) = self.counts.get_mut(before) {
                    *count = count.saturating_sub(1);
                }
                touched.insert(before.clone());
            }
            let number = now.map(|now| {
                let next = &mut self.next;
                let slot = self.counts.entry(now.clone()).or_insert_with(|| {
                    *next += 1;
                    (*next - 1, 0)
                });
                slot.1 += 1;
                touched.insert(now);
                slot.0
            });
            store.set_standing(&key, number);
        }
        for standing in touched {
            let Some(&(number, count)) = self.counts.get(&standing) else {
                continue;
            };
            store.set_count(number, &standing, count);
            if count == 0 {
                self.counts.remove(&standing);
            }
        }
        if any {
            store.save(None)?;
        }
        Ok(())
    }

    /// Where sessions stand, and how many; as of the last time it was read.
    pub(crate) fn standings(&self) -> impl Iterator<Item = (&Standing, u64)> {
        self.counts
            .iter()
            .map(|(standing, (_, count))| (standing, *count))
    }

    /// How many sessions were moved to a version.
    pub(crate) fn moved(&self, bundle: &BundleHash, version: u32) -> u64 {
        let key = (bundle.clone(), version);
        self.moved.get(&key).copied().unwrap_or_default()
    }

    /// All that were moved, to be kept together with the place up to which the journal is folded.
    pub(crate) fn all_moved(&self) -> &BTreeMap<(BundleHash, u32), u64> {
        &self.moved
    }

    /// Of the next conversations with a session after one, those that run one of these bundles; and where to go on.
    pub(crate) fn page(
        &self,
        store: &Store,
        bundles: &BTreeSet<BundleHash>,
        after: Option<&ConversationId>,
        looked_at: usize,
    ) -> (Vec<ConversationId>, Option<ConversationId>) {
        let wanted = |(standing, (number, _)): (&Standing, &(u32, u64))| {
            bundles.contains(&standing.bundle).then_some(*number)
        };
        let wanted: BTreeSet<u32> = self.counts.iter().filter_map(wanted).collect();
        let (mut found, mut last, mut count) = (Vec::new(), None, 0);
        for (id, number) in store.standings(after).take(looked_at) {
            count += 1;
            last = Some(id.clone());
            if wanted.contains(&number) {
                found.push(id);
            }
        }
        (found, last.filter(|_| count == looked_at))
    }
}

/// What a noted state says.
enum Now {
    /// Where the session stands, if there is one.
    At(Option<Standing>),
    /// Nothing that counts: a later write will be noted too.
    Later,
}

/// Where the session of a conversation stands after a version. A state of an older shape is folded again, but only
/// the last there is: else a long conversation would be folded once for each of its writes.
fn standing(
    journal: &dyn Journal,
    key: &str,
    version: u64,
    state: &[u8],
) -> Result<Now, ViewError> {
    if state.is_empty() {
        return Ok(Now::At(None));
    }
    if let Ok(conversation) = Conversation::from_bytes(state) {
        return Ok(Now::At(Standing::of(&conversation)));
    }
    let latest = journal.latest(&Stream::new("conversation", key))?;
    let Some(latest) = latest.filter(|latest| latest.version() <= version) else {
        return Ok(Now::Later);
    };
    let at: At<Conversation> = after(journal, &latest)?;
    Ok(Now::At(Standing::of(&at.state)))
}

#[cfg(test)]
mod tests {
    use crate::Views;
    use crate::stage::World;
    use std::collections::BTreeSet;
    use trilha_journal::Journal;
    use trilha_model::{ConversationId, Event, SessionId, Timestamp};

    fn counts(world: &World, views: &mut Views) -> Vec<(String, u64)> {
        views.settle(&world.journal).unwrap();
        let all = views.standings();
        all.map(|(standing, count)| {
            let steps = standing.steps.iter().map(|(_, step)| step.to_string());
            let steps = steps.collect::<Vec<_>>().join("+");
            (format!("{}:{steps}", standing.bundle), count)
        })
        .collect()
    }

    fn started(bundle: &str) -> Event {
        Event::SessionStarted {
            session: SessionId(1),
            bundle: bundle.into(),
            trail: "t".into(),
            vars: Vec::new(),
            at: Timestamp(1),
        }
    }

    fn parked(step: &str) -> Event {
        Event::Parked {
            step: step.into(),
            effect: None,
            until: None,
            attempts: 0,
            stage: 0,
        }
    }

    fn moved(bundle: &str) -> Event {
        Event::SessionMoved {
            bundle: bundle.into(),
            version: 2,
            steps: Vec::new(),
            vars: Vec::new(),
            at: Timestamp(2),
        }
    }

    #[test]
    fn live_sessions_are_counted_by_where_they_stand_and_forgotten_when_they_end() {
        let mut world = World::new();
        for who in ["ana", "bia", "caio"] {
            world.happen(who, &[started("b1"), parked("name")]);
        }
        let mut views = world.views();
        assert_eq!(counts(&world, &mut views), [("b1:name".to_owned(), 3)]);
        views.close(&world.journal).unwrap();
        drop(views);
        world.happen("ana", &[parked("menu")]);
        let reason = trilha_model::EndReason::Closed;
        let at = Timestamp(3);
        world.happen("bia", &[Event::SessionEnded { reason, at }]);
        world.happen("caio", &[moved("b2")]);
        world.happen("caio", &[parked("menu")]);
        let mut views = world.views();
        let expected = [("b1:menu".to_owned(), 1), ("b2:menu".to_owned(), 1)];
        assert_eq!(counts(&world, &mut views), expected);
        assert_eq!(views.moved(&"b2".into(), 2), 1);
        // A crash before the place in the journal was written: the same again changes nothing.
        drop(views);
        let mut views = world.views();
        assert_eq!(counts(&world, &mut views), expected);
        assert_eq!(views.moved(&"b2".into(), 2), 1);
        views.close(&world.journal).unwrap();
        drop(views);
        let mut views = world.views();
        assert_eq!(counts(&world, &mut views), expected);
        assert_eq!(views.moved(&"b2".into(), 2), 1);
    }

    #[test]
    fn the_sessions_of_a_bundle_are_paged_each_once() {
        let mut world = World::new();
        for n in 0..50 {
            let bundle = if n % 2 == 0 { "b1" } else { "b2" };
            world.happen(&format!("v{n}"), &[started(bundle), parked("name")]);
        }
        let mut views = world.views();
        views.settle(&world.journal).unwrap();
        let (mut seen, mut after): (Vec<ConversationId>, _) = (Vec::new(), None);
        loop {
            let (found, next) = views.live_on(&["b1".into()].into(), after.as_ref(), 7);
            seen.extend(found);
            after = next;
            if after.is_none() {
                break;
            }
        }
        let once: BTreeSet<_> = seen.iter().collect();
        assert_eq!((seen.len(), once.len()), (25, 25));
    }

    #[test]
    fn of_states_of_an_older_shape_the_last_alone_is_folded_again() {
        let mut world = World::new();
        world.shape = b"older".to_vec();
        world.happen("ana", &[started("b1"), parked("name")]);
        let mut views = Views::open(world.folder.path()).unwrap();
        let mut tail = world.journal.tail(views.cursor());
        let first = tail.try_next().unwrap();
        world.happen("ana", &[parked("menu")]);
        views.apply(&world.journal, &first[0]).unwrap();
        assert_eq!(counts(&world, &mut views), []);
        views
            .apply(&world.journal, &tail.try_next().unwrap()[0])
            .unwrap();
        assert_eq!(counts(&world, &mut views), [("b1:menu".to_owned(), 1)]);
    }
}
