//! What stands around the layer: the ground, what follows the pointer, and the tools in the corner.

use crate::same::Same;
use trilha_state::camera::Camera;
use trilha_state::geometry::Rect;
use trilha_state::{Editor, Gesture, Msg, route};
use trilha_widgets::{Empty, Icon, IconButton, t};
use yew::prelude::*;

/// The dots of the ground, which move with the canvas.
pub(super) fn ground(camera: &Camera) -> String {
    let mut gap = 24.0 * camera.zoom;
    while gap < 14.0 {
        gap *= 2.0;
    }
    format!(
        "background-size:{gap:.2}px {gap:.2}px;background-position:{:.2}px {:.2}px",
        camera.pan.x % gap,
        camera.pan.y % gap
    )
}

/// What follows the pointer: the marquee, and the edge being drawn.
pub(super) fn floating(editor: &Editor) -> Html {
    match &editor.gesture {
        Gesture::Marquee { from, to, .. } => {
            let frame = Rect::between(*from, *to);
            let style = format!(
                "transform:translate({}px,{}px);width:{}px;height:{}px",
                frame.at.x, frame.at.y, frame.size.x, frame.size.y
            );
            html! { <div class="marquee" {style}></div> }
        }
        Gesture::Connecting { from, to, over } => {
            let Some(begin) = editor.outlet(from) else {
                return Html::default();
            };
            let end = over
                .as_ref()
                .and_then(|step| editor.document.place(step))
                .map_or(*to, trilha_state::card::Card::inlet);
            let bends = route::bends(begin, end, 0, begin.y.max(end.y));
            html! { <svg class="edges"><path class="edge-draft" d={route::path(&bends)} /></svg> }
        }
        _ => Html::default(),
    }
}

pub(super) fn nothing(send: &Callback<Msg>) -> Html {
    let add = send.reform(|()| Msg::Pick(None));
    html! {
        <div class="canvas-empty canvas-part">
            <Empty icon={Icon::Branch} title={t!("canvas-empty")} text={t!("canvas-empty-text")} testid="canvas-empty">
                <trilha_widgets::Button label={t!("add-step")} icon={Icon::Plus} kind={trilha_widgets::ButtonKind::Primary} onclick={add} keys="A" />
            </Empty>
        </div>
    }
}

pub(super) fn controls(editor: &Same<Editor>, send: &Callback<Msg>) -> Html {
    let to = |msg: Msg| send.reform(move |()| msg.clone());
    html! {
        <div class="canvas-corner canvas-part">
            <div class="canvas-tools" role="toolbar" aria-label={t!("view")}>
                <IconButton small=true icon={Icon::Minus} label={t!("zoom-out")} keys="-" onclick={to(Msg::ZoomBy(1.0 / 1.25))} testid="zoom-out" />
                <span class="zoom numbers">{ format!("{:.0} %", editor.camera.zoom * 100.0) }</span>
                <IconButton small=true icon={Icon::Plus} label={t!("zoom-in")} keys="+" onclick={to(Msg::ZoomBy(1.25))} testid="zoom-in" />
                <IconButton small=true icon={Icon::Fit} label={t!("zoom-fit")} keys="0" onclick={to(Msg::Fit)} testid="zoom-fit" />
                <IconButton small=true icon={Icon::Branch} label={t!("arrange")} onclick={to(Msg::Arrange)} disabled={!editor.editable()} testid="arrange" />
            </div>
        </div>
    }
}
