//! The graph of a trail: what leads where, what is reached, what never waits. The only place that knows petgraph.

use crate::steps::Kind;
use crate::target::Target;
use crate::trail::{Defaults, Step};
use petgraph::Direction;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, EdgeFiltered, EdgeRef, IntoNeighbors as _, NodeFiltered};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use trilha_model::{ExitName, StepId, TrailId};

/// The linked steps of a trail. A step is known by its position in the file, which is its node's index too.
#[derive(Clone, Debug)]
pub(crate) struct Graph {
    inner: DiGraph<Place, ExitName>,
    /// The one look-up by id that a turn needs, of the step it is parked at: hashed, so that it costs the same
    /// among thousands. The hasher knows no chance, and nothing goes through the map in its order.
    positions: FxHashMap<StepId, u32>,
    end: NodeIndex,
    back: NodeIndex,
    /// Of each `each`, by its position: the steps that are reached only through its `body`.
    bodies: BTreeMap<usize, BTreeSet<usize>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Step(usize),
    End,
    Return,
}

/// An exit: the step it leaves, and its name.
type StepExit<'e> = (NodeIndex, &'e str);

/// Where following an exit leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// To a step, by its position in the file.
    Step(usize),
    /// To the end of the session.
    End,
    /// Back to the caller, or to what was interrupted.
    Return,
    /// Nowhere: the exit is not wired.
    Nowhere,
}

impl Graph {
    /// Links steps by their exits; exits that are not wired fall to the trail's defaults.
    pub(crate) fn link(steps: &[Step], defaults: &Defaults) -> Self {
        let mut inner = DiGraph::with_capacity(steps.len() + 2, 3 * steps.len());
        let mut positions = FxHashMap::default();
        for (position, step) in steps.iter().enumerate() {
            inner.add_node(Place::Step(position));
            positions.insert(step.id.clone(), step.position);
        }
        let end = inner.add_node(Place::End);
        let back = inner.add_node(Place::Return);
        let mut graph = Self {
            inner,
            positions,
            end,
            back,
            bodies: BTreeMap::new(),
        };
        for step in steps {
            graph.link_step(step, defaults);
        }
        graph.inner.shrink_to_fit();
        graph
    }

    fn link_step(&mut self, step: &Step, defaults: &Defaults) {
        for exit in step.exits() {
            let silent = step.kind.asks();
            let fallback = match exit.name.as_str() {
                "error" => defaults.error.as_ref(),
                "no_match" if silent => defaults.no_match.as_ref(),
                "timeout" if silent => defaults.timeout_next.as_ref(),
                _ => None,
            };
            let aim = exit.aim.as_ref().or(fallback);
            if let Some(to) = aim.and_then(|aim| self.node(&aim.target)) {
                self.inner.add_edge(node_of(step), to, exit.name);
            }
        }
    }

    /// Finds what is within the body of each `each`, given where sessions come in.
    pub(crate) fn find_bodies(&mut self, steps: &[Step], from: &[Target]) {
        for (position, step) in steps.iter().enumerate() {
            if !matches!(step.kind, Kind::Each(_)) {
                continue;
            }
            let each = node_of(step);
            let inwards = |edge: &StepExit<'_>| edge.0 == each && edge.1 == "body";
            let outside = self.walk(from.iter().filter_map(|target| self.node(target)), &inwards);
            let body = self.edge(each, "body").into_iter();
            let elsewhere = |edge: &StepExit<'_>| edge.0 == each;
            let mut inside = self.walk(body, &elsewhere);
            inside.retain(|position| !outside.contains(position));
            self.bodies.insert(position, inside);
        }
    }

    /// The positions of the steps reached from these places without the edges that are shut.
    fn walk(
        &self,
        from: impl Iterator<Item = NodeIndex>,
        shut: &dyn Fn(&StepExit<'_>) -> bool,
    ) -> BTreeSet<usize> {
        let open = EdgeFiltered::from_fn(&self.inner, |edge| {
            !shut(&(edge.source(), edge.weight().as_str()))
        });
        let mut walk = Dfs::empty(&open);
        let mut found = BTreeSet::new();
        for node in from {
            walk.move_to(node);
            while let Some(node) = walk.next(&open) {
                self.note_step(node, &mut found);
            }
        }
        found
    }

    /// Whether a step is within the body of an `each`: it is reached only through the exit `body`.
    pub(crate) fn is_within(&self, each: usize, step: usize) -> bool {
        self.bodies
            .get(&each)
            .is_some_and(|body| body.contains(&step))
    }

    /// Whether an exit leads to a step, reached or not.
    pub(crate) fn is_led_to(&self, step: usize) -> bool {
        let mut before = self
            .inner
            .neighbors_directed(NodeIndex::new(step), Direction::Incoming);
        before.next().is_some()
    }

    /// Whether any step within the body of an `each` leads back to it.
    pub(crate) fn comes_round(&self, each: usize) -> bool {
        let each_node = NodeIndex::new(each);
        let before = self
            .inner
            .neighbors_directed(each_node, Direction::Incoming);
        before
            .into_iter()
            .any(|node| matches!(self.inner.node_weight(node), Some(Place::Step(at)) if self.is_within(each, *at)))
    }

    /// Whether an edge leads from within the body of an `each` back to it: the next item, which is no
    /// way round for ever.
    fn takes_next(&self, from: NodeIndex, to: NodeIndex) -> bool {
        match (self.inner.node_weight(from), self.inner.node_weight(to)) {
            (Some(Place::Step(from)), Some(Place::Step(to))) => self.is_within(*to, *from),
            _ => false,
        }
    }

    fn node(&self, target: &Target) -> Option<NodeIndex> {
        match target {
            Target::Step(id) => self.position(id).map(NodeIndex::new),
            Target::End => Some(self.end),
            Target::Return => Some(self.back),
        }
    }

    fn destination(&self, node: NodeIndex) -> Destination {
        match self.inner.node_weight(node) {
            Some(Place::Step(position)) => Destination::Step(*position),
            Some(Place::End) => Destination::End,
            Some(Place::Return) => Destination::Return,
            None => Destination::Nowhere,
        }
    }

    /// A step's position in the file.
    pub(crate) fn position(&self, id: &StepId) -> Option<usize> {
        self.positions.get(id).map(|position| *position as usize)
    }

    /// Where a target leads.
    pub(crate) fn aim(&self, target: &Target) -> Destination {
        self.node(target)
            .map_or(Destination::Nowhere, |node| self.destination(node))
    }

    /// Where an exit of a step leads.
    pub(crate) fn follow(&self, step: &Step, exit: &str) -> Destination {
        self.edge(node_of(step), exit)
            .map_or(Destination::Nowhere, |node| self.destination(node))
    }

    fn edge(&self, from: NodeIndex, exit: &str) -> Option<NodeIndex> {
        let edges = self.inner.edges_directed(from, Direction::Outgoing);
        edges
            .into_iter()
            .find(|edge| edge.weight().as_str() == exit)
            .map(|edge| edge.target())
    }

    /// The positions of the steps reached from any of these targets.
    pub(crate) fn reached(&self, from: &[Target]) -> BTreeSet<usize> {
        let mut walk = Dfs::empty(&self.inner);
        let mut found = BTreeSet::new();
        for node in from.iter().filter_map(|target| self.node(target)) {
            walk.move_to(node);
            while let Some(node) = walk.next(&self.inner) {
                self.note_step(node, &mut found);
            }
        }
        found
    }

    /// The same without the exits that are shut, each a step by its position and a name.
    pub(crate) fn reached_without(
        &self,
        from: &[Target],
        shut: &dyn Fn(usize, &str) -> bool,
    ) -> BTreeSet<usize> {
        let from = from.iter().filter_map(|target| self.node(target));
        self.walk(from, &|(node, exit)| shut(node.index(), exit))
    }

    /// The positions of the steps a session passes from a target before it first waits, the waiting ones excepted.
    pub(crate) fn before_waiting(
        &self,
        from: &Target,
        waits: &dyn Fn(usize) -> bool,
    ) -> BTreeSet<usize> {
        let goes_on = |node: NodeIndex| match self.inner.node_weight(node) {
            Some(Place::Step(position)) => !waits(*position),
            _ => true,
        };
        let going = EdgeFiltered::from_fn(&self.inner, |edge| goes_on(edge.source()));
        let mut found = BTreeSet::new();
        if let Some(node) = self.node(from) {
            let mut walk = Dfs::new(&going, node);
            while let Some(node) = walk.next(&going) {
                if goes_on(node) {
                    self.note_step(node, &mut found);
                }
            }
        }
        found
    }

    fn note_step(&self, node: NodeIndex, found: &mut BTreeSet<usize>) {
        if let Some(Place::Step(position)) = self.inner.node_weight(node) {
            found.insert(*position);
        }
    }

    /// The cycles of steps none of which waits, each in the order of the file. `fails_once` says of
    /// which steps failing is no way round, because a second failure before the next wait ends the session.
    pub(crate) fn wait_free_cycles(
        &self,
        waits: &dyn Fn(usize) -> bool,
        fails_once: &dyn Fn(usize) -> bool,
    ) -> Vec<Vec<usize>> {
        let kept = EdgeFiltered::from_fn(&self.inner, |edge| {
            let once = match self.inner.node_weight(edge.source()) {
                Some(Place::Step(position)) => fails_once(*position),
                _ => false,
            };
            let fails = edge.weight().as_str() == "error" && once;
            !fails && !self.takes_next(edge.source(), edge.target())
        });
        let going = NodeFiltered::from_fn(&kept, |node| match self.inner.node_weight(node) {
            Some(Place::Step(position)) => !waits(*position),
            _ => false,
        });
        let mut cycles: Vec<Vec<usize>> = kosaraju_scc(&going)
            .into_iter()
            .filter(|part| {
                part.len() > 1
                    || part
                        .iter()
                        .any(|&node| kept.neighbors(node).any(|next| next == node))
            })
            .map(|part| {
                let mut found = BTreeSet::new();
                for node in part {
                    self.note_step(node, &mut found);
                }
                found.into_iter().collect()
            })
            .collect();
        cycles.sort();
        cycles
    }
}

fn node_of(step: &Step) -> NodeIndex {
    NodeIndex::new(step.position as usize)
}

/// The groups of trails that call each other in a circle, each sorted.
pub(crate) fn circles(calls: &BTreeMap<TrailId, BTreeSet<TrailId>>) -> Vec<Vec<TrailId>> {
    let mut graph = DiGraph::<TrailId, ()>::new();
    let nodes: BTreeMap<&TrailId, NodeIndex> = calls
        .keys()
        .map(|id| (id, graph.add_node(id.clone())))
        .collect();
    for (from, to) in calls
        .iter()
        .flat_map(|(from, all)| all.iter().map(move |to| (from, to)))
    {
        if let (Some(&from), Some(&to)) = (nodes.get(from), nodes.get(to)) {
            graph.add_edge(from, to, ());
        }
    }
    let mut circles: Vec<Vec<TrailId>> = kosaraju_scc(&graph)
        .into_iter()
        .filter(|part| part.len() > 1 || part.iter().any(|&node| graph.contains_edge(node, node)))
        .map(|part| {
            let mut trails: Vec<TrailId> = part
                .iter()
                .filter_map(|&node| graph.node_weight(node).cloned())
                .collect();
            trails.sort();
            trails
        })
        .collect();
    circles.sort();
    circles
}
