//! The layer: the edges and cards in sight and some way beyond, drawn anew only where they changed.

use crate::card::{CardView, Light};
use crate::links::LinkView;
use crate::same::{Same, same};
use smol_str::SmolStr;
use std::rc::Rc;
use trilha_state::camera::Camera;
use trilha_state::geometry::{Point, Rect};
use trilha_state::tested::Cover;
use trilha_state::{Compared, Drawn, DrawnLink, Editor, Gesture, drawn, moved};
use yew::prelude::*;

/// The layer as it was drawn last, with what it was drawn from.
#[derive(Default)]
pub(super) struct Kept(Option<(Key, Same<Layer>)>);

/// What a layer was drawn from: when it is the same, so is the layer.
#[derive(PartialEq)]
struct Key {
    document: *const trilha_state::document::Document,
    selection: *const trilha_state::Selection,
    simulation: Option<*const trilha_state::simulation::Simulation>,
    cover: Option<*const Cover>,
    compared: Option<*const Compared>,
    gesture: Gesture,
    screen: Point,
}

/// What is drawn, and the part of the canvas it is good for.
pub(super) struct Layer {
    cards: Vec<Drawn>,
    links: Vec<DrawnLink>,
    editor: Rc<Editor>,
    good: Rect,
    zoom: f64,
}

impl Kept {
    /// The layer as it was, where it is still good.
    pub(super) fn of(&mut self, editor: &Same<Editor>) -> Same<Layer> {
        let gesture = match &editor.gesture {
            Gesture::Panning(..) | Gesture::Held(..) | Gesture::Marquee { .. } => Gesture::None,
            Gesture::Connecting { from, over, .. } => Gesture::Connecting {
                from: from.clone(),
                to: Point::default(),
                over: over.clone(),
            },
            other => other.clone(),
        };
        let key = Key {
            document: Rc::as_ptr(&editor.document),
            selection: Rc::as_ptr(&editor.selection),
            simulation: editor.simulation.as_ref().map(Rc::as_ptr),
            cover: editor.tests.cover().map(Rc::as_ptr),
            compared: editor.compared.as_ref().map(Rc::as_ptr),
            gesture,
            screen: editor.camera.screen,
        };
        let sight = editor.camera.sight();
        if let Some((known, layer)) = &self.0
            && *known == key
            && (0.6..1.7).contains(&(layer.zoom / editor.camera.zoom))
            && layer.good.contains(sight.at)
            && layer
                .good
                .contains(Point::new(sight.right(), sight.bottom()))
        {
            return layer.clone();
        }
        if let (Gesture::Moving { .. }, Some((known, layer))) = (&editor.gesture, &self.0)
            && known.document == key.document
            && known.selection == key.selection
            && known.simulation == key.simulation
            && known.cover == key.cover
            && known.compared == key.compared
        {
            let (cards, links) = moved(editor, &layer.cards, &layer.links);
            let layer = Same(Rc::new(Layer {
                cards,
                links,
                editor: editor.0.clone(),
                good: layer.good,
                zoom: layer.zoom,
            }));
            self.0 = Some((key, layer.clone()));
            return layer;
        }
        let mut wide = (**editor).clone();
        let margin = sight.size.x.max(sight.size.y) * 0.3;
        let good = sight.grown(margin);
        wide.camera = Camera {
            pan: editor.camera.pan.plus(Point::new(
                margin * editor.camera.zoom,
                margin * editor.camera.zoom,
            )),
            screen: Point::new(
                good.size.x * editor.camera.zoom,
                good.size.y * editor.camera.zoom,
            ),
            ..editor.camera
        };
        let (cards, links) = drawn(&wide);
        let layer = Same(Rc::new(Layer {
            cards,
            links,
            editor: editor.0.clone(),
            good,
            zoom: editor.camera.zoom,
        }));
        self.0 = Some((key, layer.clone()));
        layer
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct LayerProps {
    pub(super) layer: Same<Layer>,
}

/// The edges and cards.
#[component]
pub(super) fn LayerView(props: &LayerProps) -> Html {
    let layer = &props.layer;
    let editor = &layer.editor;
    let alone = editor.only();
    let over = match &editor.gesture {
        Gesture::Connecting { over, .. } => over.as_ref(),
        _ => None,
    };
    let simulation = editor.simulation.as_deref();
    let cover = editor.tests.cover();
    let current = simulation.and_then(trilha_state::simulation::Simulation::place);
    let card = |drawn: &Drawn| {
        let id = &drawn.card.id;
        let only = alone == Some(id);
        let light = if current.as_ref() == Some(id) {
            Some(Light::Current)
        } else {
            simulation
                .filter(|simulation| simulation.steps.contains(id))
                .map(|_| Light::Visited)
        };
        let gap = cover.and_then(|cover| cover.gaps.get(id)).cloned();
        let mark = editor.compared.as_ref();
        let mark = mark.and_then(|compared| compared.marks.get(id)).cloned();
        let exit: Option<SmolStr> = editor.selection.exit.clone().filter(|_| only);
        html! {
            <CardView key={id.as_str()} card={same(&drawn.card)} x={drawn.at.x} y={drawn.at.y} selected={drawn.selected} alone={only} {exit} over={over == Some(id)} {light} {gap} {mark} />
        }
    };
    html! { <>
        <svg class="edges">{ for layer.links.iter().map(|drawn| edge(editor, drawn)) }</svg>
        { for layer.cards.iter().map(card) }
    </> }
}

fn edge(editor: &Editor, drawn: &DrawnLink) -> Html {
    let from = &drawn.from.id;
    let to = editor
        .document
        .cards
        .get(drawn.link.to)
        .map(|card| card.id.0.to_string())
        .unwrap_or_default();
    let end = drawn.bends.last().copied().unwrap_or_default();
    let walked = editor.simulation.as_ref().is_some_and(|simulation| {
        simulation
            .exits
            .contains(&(from.clone(), drawn.link.exit.clone()))
    });
    let lacking = editor
        .tests
        .cover()
        .is_some_and(|cover| cover.lacks(from, &drawn.link.exit));
    let rewired = editor
        .compared
        .as_ref()
        .is_some_and(|compared| compared.rewired(from, &drawn.link.exit));
    let mut class = String::from("edge");
    for (on, name) in [
        (walked, " visited"),
        (lacking, " lacking"),
        (rewired, " rewired"),
        (drawn.near, " near"),
        (drawn.link.default, " default"),
    ] {
        if on {
            class.push_str(name);
        }
    }
    html! {
        <LinkView key={format!("{from}/{}", drawn.link.exit)} path={AttrValue::from(drawn.path.clone())} x={end.x} y={end.y} {class}
            from={from.0.to_string()} exit={drawn.link.exit.to_string()} {to} />
    }
}
