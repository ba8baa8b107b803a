//! The minimap: everything, small, and what is in sight of it.

use crate::same::Same;
use std::collections::BTreeSet;
use std::rc::Rc;
use trilha_state::Msg;
use trilha_state::camera::Camera;
use trilha_state::document::Document;
use trilha_state::geometry::{Point, Rect};
use trilha_widgets::t;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

const WIDTH: f64 = 168.0;
const HEIGHT: f64 = 104.0;

/// What [`Minimap`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) document: Same<Document>,
    pub(crate) camera: Camera,
    pub(crate) send: Callback<Msg>,
}

/// How a place of the canvas lies on the map.
#[derive(Clone, Copy, PartialEq)]
struct Map {
    all: Rect,
    scale: f64,
    corner: Point,
}

impl Map {
    fn of(document: &Document) -> Self {
        let all = document.extent().unwrap_or_default();
        let scale = (WIDTH / all.size.x.max(1.0)).min(HEIGHT / all.size.y.max(1.0)) * 0.92;
        let corner = Point::new(
            (WIDTH - all.size.x * scale) / 2.0,
            (HEIGHT - all.size.y * scale) / 2.0,
        );
        Self { all, scale, corner }
    }

    fn on(&self, place: Rect) -> Rect {
        Rect::new(
            (place.at.x - self.all.at.x) * self.scale + self.corner.x,
            (place.at.y - self.all.at.y) * self.scale + self.corner.y,
            place.size.x * self.scale,
            place.size.y * self.scale,
        )
    }

    fn under(&self, pixel: Point) -> Point {
        Point::new(
            (pixel.x - self.corner.x) / self.scale + self.all.at.x,
            (pixel.y - self.corner.y) / self.scale + self.all.at.y,
        )
    }
}

/// The minimap; a press or a drag looks there. What is in sight is a frame of its own above the spots, so
/// that panning paints none of them anew.
#[component]
pub(crate) fn Minimap(props: &Props) -> Html {
    if props.document.cards.is_empty() {
        return Html::default();
    }
    let map = Map::of(&props.document);
    let frame = map.on(props.camera.sight());
    let look = {
        let send = props.send.clone();
        Rc::new(move |event: &PointerEvent| {
            let Some(element) = event
                .current_target()
                .map(JsCast::unchecked_into::<Element>)
            else {
                return;
            };
            let place = element.get_bounding_client_rect();
            let pixel = Point::new(
                f64::from(event.client_x()) - place.left(),
                f64::from(event.client_y()) - place.top(),
            );
            send.emit(Msg::LookAt(map.under(pixel)));
        })
    };
    let onpointerdown = {
        let look = look.clone();
        move |event: PointerEvent| {
            let target: Element = event.target_unchecked_into();
            drop(target.set_pointer_capture(event.pointer_id()));
            look(&event);
        }
    };
    let onpointermove = move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            look(&event);
        }
    };
    let style = format!(
        "transform:translate({:.1}px,{:.1}px);width:{:.1}px;height:{:.1}px",
        frame.at.x, frame.at.y, frame.size.x, frame.size.y
    );
    html! {
        <div class="minimap-place">
            <div class="minimap" style={format!("width:{WIDTH}px;height:{HEIGHT}px")} {onpointerdown} {onpointermove} data-testid="minimap" role="img" aria-label={t!("minimap")}>
                <Spots document={props.document.clone()} />
                <div class="minimap-sight" {style}></div>
            </div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct SpotsProps {
    document: Same<Document>,
}

/// Every card as a spot: one path for each group.
#[component]
fn Spots(props: &SpotsProps) -> Html {
    let document = &props.document;
    let map = Map::of(document);
    let groups: BTreeSet<&'static str> = document.cards.iter().map(|card| card.group).collect();
    let path = |group: &str| {
        use std::fmt::Write as _;
        let mut out = String::new();
        let cards = document.cards.iter().zip(&*document.places);
        for (card, at) in cards.filter(|(card, _)| card.group == group) {
            let Rect { at, size } = map.on(card.rect(*at));
            let (width, height) = (size.x.max(1.5), size.y.max(1.5));
            let (x, y) = (at.x, at.y);
            write!(out, "M{x:.1} {y:.1}h{width:.1}v{height:.1}h-{width:.1}z")
                .expect("invariant: strings take all");
        }
        out
    };
    html! {
        <svg width={WIDTH.to_string()} height={HEIGHT.to_string()} aria-hidden="true">
            { for groups.into_iter().map(|group| html! { <path key={group} class={format!("spot g-{group}")} d={path(group)} /> }) }
        </svg>
    }
}
