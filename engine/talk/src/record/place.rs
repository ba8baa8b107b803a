//! Where and when a talk that is written down takes place, as a test must be told.

use super::{Above, quoted};
use crate::quote::scalar;
use crate::simulator::Setup;
use serde_json::{Value as Json, json};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use trilha_model::{AgentId, Capability, LimitName, Limits, Map, TrailId};
use trilha_trail::{Bundle, Calendar};

/// Calendars by the names trails use.
pub(super) type Calendars = BTreeMap<SmolStr, Arc<Calendar>>;

/// What a test says of its world.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    pub(super) trail: TrailId,
    /// What of `env` the trails name.
    pub(super) env: Map,
    /// Those that the trails name.
    pub(super) calendars: Calendars,
    pub(super) limits: Limits,
    given: Vec<String>,
}

impl Place {
    pub(super) fn of(setup: &Setup, bundle: &Bundle) -> Self {
        let named = |name: &str| bundle.files.values().any(|text| text.contains(name));
        let env = setup.env.iter().filter(|(name, _)| named(name));
        let known = bundle.calendars();
        let calendars = setup.calendars.iter();
        let calendars = calendars.filter(|(name, _)| known.contains(name.as_str()));
        Self {
            trail: bundle.root().id.clone(),
            env: env
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            calendars: calendars
                .map(|(name, calendar)| (name.clone(), Arc::clone(calendar)))
                .collect(),
            limits: bundle.limits,
            given: given(setup, bundle),
        }
    }

    /// What a file says of all its tests.
    pub(super) fn head(&self) -> String {
        let mut head = format!("trail: {}\n", self.trail);
        if !self.env.is_empty() {
            line(&mut head, &format!("env: {}", json!(self.env)));
        }
        if !self.calendars.is_empty() {
            line(&mut head, "calendars:");
        }
        for (name, calendar) in &self.calendars {
            line(
                &mut head,
                &format!("  {}: {}", scalar(name), calendar.written()),
            );
        }
        let lower = |name: &&LimitName| self.limits.get(**name) != Limits::CEILING.get(**name);
        let lower = LimitName::ALL.iter().filter(lower);
        let limits: Vec<String> = lower
            .map(|name| format!("{}: {}", name.word(), self.limits.get(*name)))
            .collect();
        if !limits.is_empty() {
            line(&mut head, &format!("limits: {{ {} }}", limits.join(", ")));
        }
        head
    }

    /// What a test says of itself, in a file that says this of all of them.
    pub(super) fn given(&self, above: &Above<'_>) -> Vec<String> {
        let mut given = self.given.clone();
        let env = self.env.iter();
        let env = env.filter(|(name, value)| above.env.get(name.as_str()) != Some(*value));
        let env: Vec<String> = env
            .map(|(name, value)| format!("{}: {}", quoted(name), json!(value)))
            .collect();
        if !env.is_empty() {
            given.push(format!("env: {{ {} }}", env.join(", ")));
        }
        let written = |name: &SmolStr| above.calendars.get(name).map(|one| one.written());
        let calendars = self.calendars.iter();
        let calendars = calendars.map(|(name, one)| (name, one.written()));
        let calendars: Vec<String> = calendars
            .filter(|(name, text)| written(name).as_ref() != Some(text))
            .map(|(name, text)| format!("{}: {text}", quoted(name)))
            .collect();
        if !calendars.is_empty() {
            given.push(format!("calendars: {{ {} }}", calendars.join(", ")));
        }
        given
    }
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("invariant: strings take all");
}

/// All but `env` and calendars. Each field by its name, so that a new one is not forgotten.
fn given(setup: &Setup, bundle: &Bundle) -> Vec<String> {
    let Setup {
        env: _,
        calendars: _,
        vars,
        contact,
        language,
        available,
        lines: _,
        address,
        agents: _,
        supervisors: _,
        skills: _,
        teams,
        inbox,
        cannot: _,
        now,
        seed,
    } = setup;
    let mut given = Vec::new();
    if let Ok(now) = jiff::Timestamp::from_millisecond(now.0) {
        given.push(format!("now: {now}"));
    }
    given.push(format!("seed: {seed}"));
    if let Some(language) = language {
        given.push(format!("language: {}", quoted(language)));
    }
    for (key, name) in [("inbox", inbox), ("address", address)] {
        if !name.is_empty() {
            given.push(format!("{key}: {}", quoted(name)));
        }
    }
    if !contact.is_empty() {
        given.push(format!("contact: {}", json!(contact)));
    }
    if !vars.is_empty() {
        let vars: BTreeMap<_, _> = vars.iter().cloned().collect();
        given.push(format!("vars: {}", json!(vars)));
    }
    if !available.is_empty() {
        given.push(format!("available: {}", json!(available)));
    }
    given.extend(queues(setup));
    given.extend(people(setup));
    if !teams.is_empty() {
        given.push(format!("teams: {}", json!(teams)));
    }
    given.extend(cannot(setup, bundle));
    given
}

/// Queues of which more is known than who is there.
fn queues(setup: &Setup) -> Option<String> {
    let lines = setup.lines.iter().map(|(queue, line)| {
        let counts = [
            ("available", Some(line.available)),
            ("free", line.free),
            ("waiting", line.waiting),
        ];
        let counts = counts.into_iter();
        let mut known: Vec<String> = counts
            .filter_map(|(key, count)| Some(format!("{key}: {}", count?)))
            .collect();
        known.extend(line.wait.map(|wait| format!("wait: {wait}")));
        format!("{}: {{ {} }}", quoted(&queue.0), known.join(", "))
    });
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| format!("queues: {{ {} }}", lines.join(", ")))
}

/// The people there are, whether they are there, and what they are good at.
fn people(setup: &Setup) -> Option<String> {
    let person = |(id, here): (&AgentId, &bool)| match setup.skills.get(id) {
        None => (id.0.to_string(), json!(here)),
        Some(skills) => (id.0.to_string(), json!({ "here": here, "skills": skills })),
    };
    let people: BTreeMap<String, Json> = setup.agents.iter().map(person).collect();
    (!people.is_empty()).then(|| format!("agents: {}", json!(people)))
}

/// What the channel cannot do of what the trails would have it do.
fn cannot(setup: &Setup, bundle: &Bundle) -> Option<String> {
    let does = |cannot: &&Capability| {
        let mut steps = bundle.trails().flat_map(|trail| &trail.steps);
        steps.any(|step| match cannot {
            Capability::Form => step.kind.verb().name == "form",
            other => step.kind.needs() == Some(**other),
        })
    };
    let cannot = setup.cannot.iter().filter(does);
    let cannot: Vec<&str> = cannot.map(|one| one.word()).collect();
    (!cannot.is_empty()).then(|| format!("cannot: [{}]", cannot.join(", ")))
}

#[cfg(test)]
mod tests {
    use crate::read;
    use crate::record::{Misfit, Recorder};
    use crate::simulator::Setup;
    use std::sync::Arc;
    use trilha_model::{Limits, TrailId};
    use trilha_trail::{Bundle, Known, Sources, compile, limits};

    const TRAIL: &str = "trail: shop
steps:
  look: { hours: shop, open: form, closed: form, error: form }
  form: { form: Who?, fields: { name: { label: 'From {{ env.BRAND }}' } }, next: end, error: end, no_match: end, timeout: { after: 1h, next: end } }
";

    /// All that a test file can say of the world of its tests.
    const WORLD: &str = "trail: shop
env: { BRAND: Loja, OTHER: x }
calendars:
  shop: { zone: America/Sao_Paulo, week: { mon-fri: [09:00-12:00, 13:00-18:00] }, holidays: [12-25] }
  other: { zone: UTC, week: {} }
limits: { messages: 20, steps: 50 }
tests:
  - name: any
    given:
      now: 2026-11-20T10:00:00-03:00
      seed: 7
      vars: { a: 1, b: '1', c: [x, null, { d: 1.50 }] }
      contact: { name: 'Ana, a \"primeira\"', vip: true }
      language: pt-BR
      available: { support: 2 }
      queues: { night: { available: 3, free: 1, waiting: 4, wait: 90s }, day: { available: 0 } }
      address: '+55 11'
      inbox: site
      agents: { ana: true, bia: { here: false, skills: [english, french] } }
      teams: { sales: [ana, bia], night: [] }
      cannot: [form, dial]
    talk: [arrives]
";

    fn bundle(limits: &Limits) -> Arc<Bundle> {
        let mut sources = Sources::default();
        sources.files.insert("shop.yaml".into(), TRAIL.into());
        let known = Known {
            limits: *limits,
            ..Known::default()
        };
        let compiled = compile(&sources, &TrailId::from("shop"), &known);
        Arc::new(compiled.expect("the trail has no errors").0)
    }

    /// What of a world a test of this trail must be told.
    fn told(mut setup: Setup) -> String {
        setup.env.remove("OTHER");
        setup.calendars.remove("other");
        setup.cannot.retain(|one| one.word() != "dial");
        format!("{setup:#?}")
    }

    #[test]
    fn a_recorded_test_is_told_all_that_the_talk_was() {
        let limits = limits::read("", "messages: 20\nsteps: 50\n").expect("they are limits");
        let bundle = bundle(&limits);
        let suite = read("", WORLD).0.expect("it reads");
        let setup = suite.cases[0].setup.clone();
        let mut recorder = Recorder::of(&setup, &bundle);
        recorder.arrives();
        let file = recorder.file("again");
        let again = read("", &file).0.unwrap_or_else(|| panic!("{file}"));
        assert_eq!(
            told(again.cases[0].setup.clone()),
            told(setup.clone()),
            "{file}"
        );
        assert_eq!(again.limits, Some(limits));
        assert_eq!(file.matches("America/Sao_Paulo").count(), 1, "{file}");
        for gone in ["OTHER", "other", "dial"] {
            assert!(!file.contains(gone), "{gone}: {file}");
        }
        let alone = format!("trail: shop\ntests:\n{}", recorder.case("again"));
        let again = read("", &alone).0.unwrap_or_else(|| panic!("{alone}"));
        assert_eq!(told(again.cases[0].setup.clone()), told(setup), "{alone}");
    }

    #[test]
    fn a_test_that_is_added_says_only_what_its_file_does_not() {
        let suite = read("", WORLD).0.expect("it reads");
        let limits = suite.limits.expect("it has limits");
        let mut recorder = Recorder::of(&suite.cases[0].setup, &bundle(&limits));
        recorder.arrives();
        let after = recorder
            .added_to(WORLD, "again")
            .expect("it ends with tests");
        let (_, added) = after.split_once("name: again").expect("it is there");
        assert!(
            !added.contains("env") && !added.contains("calendars"),
            "{added}"
        );
        let other = WORLD.replace("Loja", "Shop").replace("12-25", "12-24");
        let after = recorder
            .added_to(&other, "again")
            .expect("it ends with tests");
        let again = read("", &after).0.expect("it reads");
        assert_eq!(
            told(again.cases[1].setup.clone()),
            told(suite.cases[0].setup.clone())
        );
        let faq = WORLD.replace("trail: shop", "trail: faq");
        let other = Misfit::Trail("faq".into());
        assert_eq!(recorder.added_to(&faq, "again"), Err(other));
    }

    #[test]
    fn a_test_is_not_added_to_those_that_play_under_other_limits() {
        let setup = read("", WORLD).0.expect("it reads").cases[0].setup.clone();
        let arrived = |limits: &Limits| {
            let mut recorder = Recorder::of(&setup, &bundle(limits));
            recorder.arrives();
            recorder
        };
        let wide = arrived(&Limits::default());
        assert_eq!(wide.added_to(WORLD, "again"), Err(Misfit::Limits));
        let unsaid = WORLD.replace("limits: { messages: 20, steps: 50 }\n", "");
        let added = wide.added_to(&unsaid, "again").expect("they are as wide");
        let narrow = limits::read("", "messages: 20\nsteps: 50\n").expect("they are limits");
        let narrow = arrived(&narrow);
        assert_eq!(narrow.added_to(&added, "again"), Err(Misfit::Limits));
        assert!(narrow.added_to(WORLD, "again").is_ok());
    }
}
