//! `split`: ways by weight, for experiments.

use super::{Act, Group, Verb};
use crate::diagnostic::Code;
use crate::reader::Reader;
use crate::run::{Flow, Run};
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::yaml::Node;
use smol_str::SmolStr;

const WAY: [Field; 2] = [
    Field::optional(
        "weight",
        Shape::Integer(0, 1_000_000),
        "How often this way is taken, beside the others' weights; 1 if not said.",
    ),
    Field::optional("next", Shape::Target, "Where it leads."),
];

/// Goes one of several ways, by weight.
#[derive(Clone, Debug)]
pub struct Split {
    ways: Vec<Way>,
    sticky: bool,
}

#[derive(Clone, Debug)]
struct Way {
    id: SmolStr,
    weight: u64,
    next: Option<Aim>,
}

impl Act for Split {
    const VERB: Verb = Verb {
        name: "split",
        group: Group::Logic,
        doc: "Sends contacts different ways, by weight; the same contact always goes the same way.",
        value: Shape::MapOf(&Shape::Record(&WAY)),
        fields: &[Field::optional(
            "sticky",
            Shape::Bool,
            "Whether a contact goes the same way each time; if `false`, each time is drawn anew. True if not said.",
        )],
        example: "split:\n  a: { weight: 50 }\n  b: { weight: 50 }\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let under = node.get("split");
        let entries = under.and_then(Node::as_map).unwrap_or_default();
        let mut ways = Vec::with_capacity(entries.len());
        for (key, node) in entries {
            let weight = node.get("weight").and_then(Node::as_int);
            ways.push(Way {
                id: key.text.as_str().into(),
                weight: weight
                    .and_then(|weight| u64::try_from(weight).ok())
                    .unwrap_or(1),
                next: reader.aim(node, "next"),
            });
        }
        if let Some(under) = under
            && under.as_map().is_some()
            && ways.iter().all(|way| way.weight == 0)
        {
            reader
                .error(
                    Code::WRONG_SHAPE,
                    under.span,
                    "no way of the split has a weight",
                )
                .help = Some("give one of them a `weight:` of 1 or more".into());
        }
        Self {
            ways,
            sticky: node.get("sticky").and_then(Node::as_bool).unwrap_or(true),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        let way = |way: &Way| Exit::at(&way.id, &["split", &way.id, "next"], way.next.as_ref());
        self.ways.iter().map(way).collect()
    }

    fn summary(&self, _: &str) -> String {
        let way = |way: &Way| format!("{} {}", way.id, way.weight);
        self.ways.iter().map(way).collect::<Vec<_>>().join(" · ")
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        let drawn = if self.sticky {
            run.lot()
        } else {
            run.draw("split")
        };
        let way = self.way(drawn).ok_or("no way has a weight")?;
        Ok(Flow::Exit(way.id.as_str().into()))
    }
}

impl Split {
    /// The way of a number: the numbers there are, cut into parts as long as the weights, in order. A first
    /// way that gets more weight keeps all who went it.
    fn way(&self, drawn: u64) -> Option<&Way> {
        let total: u64 = self.ways.iter().map(|way| way.weight).sum();
        let point = (u128::from(drawn) * u128::from(total)) >> 64;
        let mut passed = 0;
        self.ways.iter().find(|way| {
            passed += u128::from(way.weight);
            point < passed
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Split, Way};
    use std::collections::BTreeMap;
    use trilha_model::chance;

    fn split(weights: &[u64]) -> Split {
        let ways = weights.iter().enumerate().map(|(n, weight)| Way {
            id: n.to_string().into(),
            weight: *weight,
            next: None,
        });
        Split {
            ways: ways.collect(),
            sticky: true,
        }
    }

    #[test]
    fn ways_are_taken_as_often_as_their_weights_say() {
        let split = split(&[10, 0, 30, 60]);
        let mut taken = BTreeMap::new();
        for contact in 0..100_000 {
            let way = split.way(chance::of(&format!("site/{contact}"))).unwrap();
            *taken.entry(way.id.clone()).or_insert(0) += 1;
        }
        assert_eq!(taken.get("1"), None);
        for (way, share) in [("0", 10_000_i32), ("2", 30_000), ("3", 60_000)] {
            let found = taken[way];
            assert!((found - share).abs() < 1_000, "{way}: {found}");
        }
    }

    #[test]
    fn who_went_the_first_way_still_does_when_it_gets_more_weight() {
        let (few, more) = (split(&[10, 90]), split(&[50, 50]));
        for contact in 0..1_000 {
            let drawn = chance::of(&format!("site/{contact}"));
            if few.way(drawn).unwrap().id == "0" {
                assert_eq!(more.way(drawn).unwrap().id, "0");
            }
        }
    }
}
