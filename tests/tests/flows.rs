//! The trails that ship: clean, tested, every exit walked, and drawn without overlaps.

#[path = "flows/folder.rs"]
mod folder;
#[path = "flows/random.rs"]
mod random;
#[path = "flows/recordings.rs"]
mod recordings;

use folder::Folder;
use std::fmt::Write as _;
use trilha_talk::Coverage;
use trilha_trail::{Known, KnownInbox, Step, Trail, check};

fn known() -> Known {
    let names = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
    Known {
        queues: Some([("support".into(), 1), ("reception".into(), 1)].into()),
        env: names(&["BRAND", "CLINIC", "SHOP_URL", "CLINIC_URL"]),
        secrets: names(&[]),
        inboxes: Some(
            ["site", "clinic"]
                .map(|id| (id.into(), KnownInbox::default()))
                .into(),
        ),
        calendars: names(&[]),
        skills: names(&[]),
        teams: Some([].into()),
        ..Known::default()
    }
}

#[test]
fn they_check_clean() {
    let folder = Folder::read("../flows");
    let trails = folder.sources.trails();
    assert_eq!(trails.len(), 4);
    for trail in trails {
        let said = check(&folder.sources, &trail, &known()).diagnostics;
        assert!(said.is_empty(), "{}", folder.show(&said));
    }
}

#[test]
fn their_tests_pass() {
    let (played, failed) = Folder::read("../flows").play_all();
    assert!(failed.is_empty(), "{failed}");
    let updated = std::env::var_os("UPDATE").is_some();
    assert!(played > 60 || updated, "{played} talks are not all of them");
}

/// Exits that fall to a default count too, where a talk can take them: silence, wrong answers, and the
/// failures of web services.
#[test]
fn their_tests_walk_every_exit() {
    let folder = Folder::read("../flows");
    let mut missing = String::new();
    for (path, text) in folder.tests() {
        let report = folder.play(path, text);
        let bundle = folder.bundle_of(&folder.suite(path, text));
        for step in &bundle.root().steps {
            for exit in taken(bundle.root(), step, &report.coverage) {
                writeln!(missing, "{path} never leaves {} by {exit}", step.id).unwrap();
            }
        }
    }
    assert!(missing.is_empty(), "{missing}");
}

/// The exits of a step that lead somewhere, can be taken in a talk, and were not.
fn taken(trail: &Trail, step: &Step, coverage: &Coverage) -> Vec<String> {
    let outside = step.verb().name == "http";
    let exits = step.exits().into_iter().filter(|exit| {
        let name = exit.name.as_str();
        exit.aim.is_some()
            || (trail.leads(&step.id, name).is_some() && (name != "error" || outside))
    });
    exits
        .filter(|exit| !coverage.took(&trail.id, &step.id, &exit.name))
        .map(|exit| exit.name.to_string())
        .collect()
}

/// A card is 240 wide, and a little higher with each exit; the editor measures it exactly.
#[test]
fn their_steps_stand_apart_and_lead_to_the_right() {
    let folder = Folder::read("../flows");
    for id in folder.sources.trails() {
        let bundle = folder.bundle(&id);
        let trail = bundle.root();
        let cards: Vec<(&Step, f64, f64, f64)> = trail
            .steps
            .iter()
            .map(|step| {
                let place = trail.layout.get(&step.id);
                let (x, y) = place.unwrap_or_else(|| panic!("{id}: `{}` has no place", step.id));
                let drawn = step.exits().into_iter().filter(|exit| {
                    exit.aim.is_some()
                        || !matches!(exit.name.as_str(), "error" | "timeout" | "no_match")
                });
                let rows = u32::try_from(drawn.count()).unwrap();
                (step, *x, *y, 90.0 + 26.0 * f64::from(rows))
            })
            .collect();
        assert_eq!(trail.layout.len(), cards.len(), "{id}: a place for no step");
        for (at, (one, x, y, height)) in cards.iter().enumerate() {
            for (other, left, top, other_height) in &cards[at + 1..] {
                let beside = (x - left).abs() >= 240.0 + 40.0;
                let below = top - y >= *height || y - top >= *other_height;
                assert!(
                    beside || below,
                    "{id}: `{}` and `{}` overlap",
                    one.id,
                    other.id
                );
            }
        }
    }
}

#[test]
fn any_talk_keeps_the_laws() {
    let folder = Folder::read("../flows");
    random::walk_all(&folder, 200);
}

#[test]
fn any_talk_that_is_recorded_plays_back() {
    recordings::all_play_back(&Folder::read("../flows"), 20);
}
