//! The canvas: pan and zoom above a layer that is drawn anew only when something in it changed.

mod around;
mod hand;
mod layer;

use crate::difference;
use crate::page;
use crate::picker::PickerView;
use crate::same::{Same, same};
use crate::words;
use hand::Hand;
use layer::{Kept, LayerView};
use std::cell::RefCell;
use trilha_state::geometry::Point;
use trilha_state::{Editor, Gesture, Msg};
use trilha_widgets::t;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlElement, ResizeObserver};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) editor: Same<Editor>,
    pub(crate) send: Callback<Msg>,
    pub(crate) space: bool,
}

/// The canvas.
pub(crate) struct Canvas {
    hand: Hand,
    layer: RefCell<Kept>,
    watch: Option<(ResizeObserver, Closure<dyn FnMut()>)>,
    /// The picker was open when it was last drawn.
    picking: bool,
}

impl Component for Canvas {
    type Message = ();
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        Self {
            hand: Hand::new(ctx.props().send.clone()),
            layer: RefCell::default(),
            watch: None,
            picking: false,
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        let Some(root) = self.hand.root.cast::<HtmlElement>() else {
            return;
        };
        let picking = ctx.props().editor.picker.is_some();
        if std::mem::replace(&mut self.picking, picking) && !picking && page::focus_is_nowhere() {
            drop(root.focus());
        }
        if !first {
            return;
        }
        let send = ctx.props().send.clone();
        let seen = root.clone();
        let heard = Closure::<dyn FnMut()>::new(move || {
            let (width, height) = (
                f64::from(seen.client_width()),
                f64::from(seen.client_height()),
            );
            if width > 0.0 && height > 0.0 {
                send.emit(Msg::Resized(Point::new(width, height)));
            }
        });
        if let Ok(observer) = ResizeObserver::new(heard.as_ref().unchecked_ref()) {
            observer.observe(&root);
            self.watch = Some((observer, heard));
        }
    }

    fn destroy(&mut self, _ctx: &Context<Self>) {
        if let Some((observer, _)) = &self.watch {
            observer.disconnect();
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let Props {
            editor,
            send,
            space,
        } = ctx.props();
        let camera = editor.camera;
        let class = classes!(
            "canvas",
            space.then_some("grab"),
            matches!(editor.gesture, Gesture::Panning(..)).then_some("grabbing"),
            matches!(editor.gesture, Gesture::Connecting { .. }).then_some("connecting"),
            (camera.zoom < 0.42).then_some("far"),
            (camera.zoom < 0.12).then_some("farther"),
            (editor.tests.shown && !editor.tests.is_fresh(&editor.document.text))
                .then_some("cover-old")
        );
        let place = format!(
            "transform:translate({:.2}px,{:.2}px) scale({:.6})",
            camera.pan.x, camera.pan.y, camera.zoom
        );
        html! {
            <div ref={self.hand.root.clone()} {class} style={around::ground(&camera)} tabindex="0" role="application" aria-label={t!("canvas")}
                data-testid="canvas" data-zoom={format!("{:.3}", camera.zoom)} data-x={format!("{:.0}", camera.pan.x)} data-y={format!("{:.0}", camera.pan.y)}
                onpointerdown={self.hand.down(*space)} onpointermove={self.hand.moved()} onpointerup={self.hand.up(false)} onpointercancel={self.hand.up(true)}
                onwheel={hand::wheel(send)} ondblclick={hand::double(send)} ondragover={|event: DragEvent| event.prevent_default()} ondrop={hand::dropped(send)}>
                <div class="layer" style={place}>
                    <LayerView layer={self.layer.borrow_mut().of(editor)} />
                    { around::floating(editor) }
                </div>
                if editor.document.cards.is_empty() && !editor.locked { { around::nothing(send) } }
                { around::controls(editor, send) }
                if let Some(compared) = &editor.compared { { difference::legend(compared, editor.unsaved(), send) } }
                <p class="unseen" role="status" aria-live="polite" data-testid="canvas-said">{ words::focus(&editor.focus()) }</p>
                if let Some(picker) = &editor.picker {
                    <PickerView at={camera.pixel(picker.at)} screen={camera.screen} around={same(&editor.around)} send={send.clone()} />
                }
            </div>
        }
    }
}
