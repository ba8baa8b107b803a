//! The minimap: everything, small, and what is in sight of it.

use crate::same::Same;
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

/// The minimap; a press or a drag looks there.
#[component]
pub(crate) fn Minimap(props: &Props) -> Html {
    let all = props.document.extent().unwrap_or_default();
    let scale = (WIDTH / all.size.x.max(1.0)).min(HEIGHT / all.size.y.max(1.0)) * 0.92;
    let corner = Point::new(
        (WIDTH - all.size.x * scale) / 2.0,
        (HEIGHT - all.size.y * scale) / 2.0,
    );
    let sight = props.camera.sight();
    let at = Point::new(
        (sight.at.x - all.at.x) * scale + corner.x,
        (sight.at.y - all.at.y) * scale + corner.y,
    );
    let frame = Rect {
        at,
        size: Point::new(sight.size.x * scale, sight.size.y * scale),
    };
    let look = {
        let send = props.send.clone();
        Rc::new(move |event: &PointerEvent| {
            let Some(map) = event
                .current_target()
                .map(JsCast::unchecked_into::<Element>)
            else {
                return;
            };
            let place = map.get_bounding_client_rect();
            let x = (f64::from(event.client_x()) - place.left() - corner.x) / scale + all.at.x;
            let y = (f64::from(event.client_y()) - place.top() - corner.y) / scale + all.at.y;
            send.emit(Msg::LookAt(Point::new(x, y)));
        })
    };
    let onpointerdown = {
        let look = look.clone();
        move |event: PointerEvent| {
            event.stop_propagation();
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
    html! {
        <svg class="minimap" width={WIDTH.to_string()} height={HEIGHT.to_string()} {onpointerdown} {onpointermove} data-testid="minimap" role="img" aria-label={t!("minimap")}>
            <Spots document={props.document.clone()} {scale} x={corner.x} y={corner.y} />
            <rect class="minimap-sight" x={px(frame.at.x)} y={px(frame.at.y)} width={px(frame.size.x)} height={px(frame.size.y)} rx="3" />
        </svg>
    }
}

fn px(value: f64) -> String {
    format!("{value:.1}")
}

#[derive(Properties, PartialEq)]
struct SpotsProps {
    document: Same<Document>,
    scale: f64,
    x: f64,
    y: f64,
}

/// Every card as a spot: one path for each group.
#[component]
fn Spots(props: &SpotsProps) -> Html {
    let document = &props.document;
    let corner = document.extent().unwrap_or_default().at;
    let path = |group: &str| {
        use std::fmt::Write as _;
        let mut out = String::new();
        let cards = document.cards.iter().zip(&*document.places);
        for (card, at) in cards.filter(|(card, _)| card.group == group) {
            let rect = card.rect(*at);
            let (x, y) = (
                (at.x - corner.x) * props.scale + props.x,
                (at.y - corner.y) * props.scale + props.y,
            );
            let (width, height) = (
                (rect.size.x * props.scale).max(1.5),
                (rect.size.y * props.scale).max(1.5),
            );
            write!(out, "M{x:.1} {y:.1}h{width:.1}v{height:.1}h-{width:.1}z")
                .expect("invariant: strings take all");
        }
        out
    };
    html! { <>
        { for ["talk", "logic", "outside", "desk", "voice", ""].into_iter().map(|group| html! {
            <path key={group} class={format!("spot g-{group}")} d={path(group)} />
        }) }
    </> }
}
