//! When a schedule comes next, told by the engine's own clock.

use smol_str::SmolStr;
use trilha_model::Timestamp;
use trilha_trail::Schedule;
use trilha_trail::edit::PathSegment;
use trilha_trail::yaml::Node;

/// The next moments of a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upcoming {
    /// The clock it goes by.
    pub zone: SmolStr,
    /// The moments, the next first.
    pub moments: Vec<Timestamp>,
}

/// How many moments are told.
const TOLD: usize = 3;

/// When the pattern at a path comes next after a moment, by the zone beside it; none where it cannot be read.
pub fn upcoming(root: &Node, pattern: &[PathSegment], now: Timestamp) -> Option<Upcoming> {
    let (_, around) = pattern.split_last()?;
    let written = crate::steps::at(root, pattern)?.as_str()?;
    let zone = crate::steps::at(root, around)?.get("zone");
    let zone = zone.and_then(Node::as_str).unwrap_or_default();
    let schedule = Schedule::parse(written, zone)?;
    let moments = std::iter::successors(schedule.next(now), |at| schedule.next(*at));
    Some(Upcoming {
        zone: schedule.zone().into(),
        moments: moments.take(TOLD).collect(),
    })
}
