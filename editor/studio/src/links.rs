//! The edges of the canvas: one path each.

use yew::prelude::*;

/// What [`LinkView`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) path: AttrValue,
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) class: AttrValue,
    pub(crate) from: AttrValue,
    pub(crate) exit: AttrValue,
    pub(crate) to: AttrValue,
}

/// An edge and its arrowhead, which always points to the right.
#[component]
pub(crate) fn LinkView(props: &Props) -> Html {
    let (x, y) = (props.x, props.y);
    let head = format!(
        "M{:.1} {:.1}L{x:.1} {y:.1}L{:.1} {:.1}",
        x - 8.0,
        y - 5.0,
        x - 8.0,
        y + 5.0
    );
    html! {
        <g class={props.class.clone()} data-testid="edge" data-from={props.from.clone()} data-exit={props.exit.clone()} data-to={props.to.clone()}>
            <path class="edge-line" d={props.path.clone()} />
            <path class="edge-head" d={head} />
        </g>
    }
}
