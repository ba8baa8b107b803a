//! Steps that have another id in the new version, where nothing else can be meant.

use super::steps::{Way, Written};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

/// Old ids and what they are now.
#[derive(Default)]
pub(super) struct Renamed(BTreeMap<SmolStr, SmolStr>);

/// A version's steps, and where sessions come into it besides them.
type Version<'v> = (&'v [Written], &'v [(String, String)]);

impl Renamed {
    /// The id a step of the old version has in the new one.
    pub(super) fn now<'s>(&'s self, step: &'s str) -> &'s str {
        self.0.get(step).map_or(step, SmolStr::as_str)
    }

    /// Finds them: a removed step and an added one say the same and lead to the same, no other pair does, and
    /// whatever led to the one leads to the other.
    pub(super) fn find((old, ins): Version<'_>, (new, outs): Version<'_>) -> Self {
        let ids = |steps: &[Written]| -> BTreeSet<SmolStr> {
            steps.iter().map(|step| step.id.0.clone()).collect()
        };
        let (before, after) = (ids(old), ids(new));
        let removed: Vec<&Written> = old
            .iter()
            .filter(|step| !after.contains(&step.id.0))
            .collect();
        let added: Vec<&Written> = new
            .iter()
            .filter(|step| !before.contains(&step.id.0))
            .collect();
        let mut found = Self::default();
        if removed.is_empty() || added.is_empty() {
            return found;
        }
        while found.pair(&removed, &added) {}
        let (ins, outs) = (arrivals(old, ins), arrivals(new, outs));
        while found.doubt(&removed, &added, (&ins, &before), (&outs, &after)) {}
        found
    }

    /// Pairs what fits nothing else; whether there was anything.
    fn pair(&mut self, removed: &[&Written], added: &[&Written]) -> bool {
        let taken: BTreeSet<&SmolStr> = self.0.values().collect();
        let removed: Vec<&Written> = removed
            .iter()
            .filter(|one| !self.0.contains_key(&one.id.0))
            .copied()
            .collect();
        let added: Vec<&Written> = added
            .iter()
            .filter(|one| !taken.contains(&one.id.0))
            .copied()
            .collect();
        let left: BTreeSet<&str> = removed.iter().map(|step| step.id.as_str()).collect();
        let free: BTreeSet<&str> = added.iter().map(|step| step.id.as_str()).collect();
        let leads = |old: &Way, new: &Way| match (old.to.as_deref(), new.to.as_deref()) {
            (Some(old), Some(new)) if left.contains(old) => free.contains(new),
            (old, new) => old.map(|old| self.now(old)) == new,
        };
        let fits = |old: &Written, new: &Written| {
            old.says_as(new)
                && old
                    .exits
                    .values()
                    .zip(new.exits.values())
                    .all(|(old, new)| leads(old, new))
        };
        let mut rivals: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut suitors = vec![0_u32; added.len()];
        for (at, one) in removed.iter().enumerate() {
            for (to, other) in added
                .iter()
                .enumerate()
                .filter(|(_, other)| fits(one, other))
            {
                let _ = other;
                rivals.entry(at).or_default().push(to);
                if let Some(count) = suitors.get_mut(to) {
                    *count += 1;
                }
            }
        }
        let mut certain = Vec::new();
        for (at, to) in rivals {
            if let [to] = to.as_slice()
                && suitors.get(*to) == Some(&1)
                && let (Some(old), Some(new)) = (removed.get(at), added.get(*to))
            {
                certain.push((old.id.0.clone(), new.id.0.clone()));
            }
        }
        let any = !certain.is_empty();
        self.0.extend(certain);
        any
    }

    /// Takes back pairs that lead elsewhere after all, or that something else leads to; whether there were any.
    fn doubt(
        &mut self,
        removed: &[&Written],
        added: &[&Written],
        (ins, before): (&Arrivals, &BTreeSet<SmolStr>),
        (outs, after): (&Arrivals, &BTreeSet<SmolStr>),
    ) -> bool {
        let step = |steps: &[&Written], id: &str| -> Option<BTreeMap<_, _>> {
            let step = steps.iter().find(|step| step.id.as_str() == id)?;
            let exits = step.exits.iter();
            Some(
                exits
                    .map(|(name, way)| (name.clone(), way.to.clone()))
                    .collect(),
            )
        };
        let back: BTreeMap<&str, &str> = self
            .0
            .iter()
            .map(|(old, new)| (new.as_str(), old.as_str()))
            .collect();
        let wrong = |old: &SmolStr, new: &SmolStr| {
            let mut led = step(removed, old);
            for to in led.iter_mut().flat_map(BTreeMap::values_mut).flatten() {
                *to = self.now(to).into();
            }
            if led != step(added, new) {
                return true;
            }
            let none = BTreeSet::new();
            // What comes from steps that are only in one of them says nothing.
            let from: BTreeSet<_> = ins
                .get(old)
                .unwrap_or(&none)
                .iter()
                .filter(|(from, _)| from.is_empty() || after.contains(self.now(from)))
                .map(|(from, exit)| (SmolStr::new(self.now(from)), exit.clone()))
                .collect();
            let to: BTreeSet<_> = outs
                .get(new)
                .unwrap_or(&none)
                .iter()
                .filter(|(from, _)| {
                    let was = back.get(from.as_str()).copied().unwrap_or(from);
                    from.is_empty() || before.contains(was)
                })
                .cloned()
                .collect();
            from.is_empty() || from != to
        };
        let doubtful: Vec<SmolStr> = self
            .0
            .iter()
            .filter(|(old, new)| wrong(old, new))
            .map(|(old, _)| old.clone())
            .collect();
        for old in &doubtful {
            self.0.remove(old);
        }
        !doubtful.is_empty()
    }
}

/// What leads to each step: the step and the exit; for where sessions come in, no step.
type Arrivals = BTreeMap<SmolStr, BTreeSet<(SmolStr, SmolStr)>>;

fn arrivals(steps: &[Written], entries: &[(String, String)]) -> Arrivals {
    let mut found = Arrivals::new();
    for step in steps {
        for (exit, way) in &step.exits {
            if let Some(to) = &way.to {
                let from = (step.id.0.clone(), exit.0.clone());
                found.entry(to.clone()).or_default().insert(from);
            }
        }
    }
    for (name, to) in entries {
        let from = (SmolStr::default(), SmolStr::new(name));
        found.entry(to.into()).or_default().insert(from);
    }
    found
}
