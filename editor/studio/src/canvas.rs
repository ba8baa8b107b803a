//! The canvas: pan and zoom above a layer that is drawn anew only when something in it changed.

use crate::card::{CardView, Light};
use crate::links::LinkView;
use crate::minimap::Minimap;
use crate::picker::PickerView;
use crate::same::{Same, same};
use smol_str::SmolStr;
use std::cell::RefCell;
use std::rc::Rc;
use trilha_state::camera::Camera;
use trilha_state::geometry::{Point, Rect};
use trilha_state::steps::Outlet;
use trilha_state::{Drawn, DrawnLink, Editor, Gesture, Hit, Msg, drawn, moved, route};
use trilha_widgets::{Empty, Icon, IconButton, t};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, ResizeObserver};
use yew::prelude::*;

/// A mouse wheel's notch zooms by this.
const NOTCH: f64 = 1.14;

/// What [`Canvas`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) editor: Same<Editor>,
    pub(crate) send: Callback<Msg>,
    pub(crate) space: bool,
}

/// The canvas.
pub(crate) struct Canvas {
    root: NodeRef,
    pointers: Rc<RefCell<Vec<(i32, Point)>>>,
    layer: RefCell<Option<(Key, Same<Layer>)>>,
    watch: Option<(ResizeObserver, Closure<dyn FnMut()>)>,
}

/// What a layer was drawn from: when it is the same, so is the layer.
#[derive(PartialEq)]
struct Key {
    document: *const trilha_state::document::Document,
    selection: *const trilha_state::Selection,
    simulation: Option<*const trilha_state::simulation::Simulation>,
    gesture: Gesture,
    screen: Point,
}

/// What is drawn, and the part of the canvas it is good for.
struct Layer {
    cards: Vec<Drawn>,
    links: Vec<DrawnLink>,
    editor: Rc<Editor>,
    good: Rect,
    zoom: f64,
}

impl Component for Canvas {
    type Message = ();
    type Properties = Props;

    fn create(_ctx: &Context<Self>) -> Self {
        Self {
            root: NodeRef::default(),
            pointers: Rc::default(),
            layer: RefCell::default(),
            watch: None,
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if !first {
            return;
        }
        let Some(root) = self.root.cast::<HtmlElement>() else {
            return;
        };
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
            (camera.zoom < 0.42).then_some("far")
        );
        let place = format!(
            "transform:translate({:.2}px,{:.2}px) scale({:.4})",
            camera.pan.x, camera.pan.y, camera.zoom
        );
        html! {
            <div ref={self.root.clone()} {class} style={ground(&camera)} tabindex="0" role="application" aria-label={t!("canvas")}
                data-testid="canvas" data-zoom={format!("{:.3}", camera.zoom)} data-x={format!("{:.0}", camera.pan.x)} data-y={format!("{:.0}", camera.pan.y)}
                onpointerdown={self.down(ctx)} onpointermove={self.moved(ctx)} onpointerup={self.up(ctx, false)} onpointercancel={self.up(ctx, true)}
                onwheel={wheel(send)} ondblclick={double(send)} ondragover={|event: DragEvent| event.prevent_default()} ondrop={dropped(send)}>
                <div class="layer" style={place}>
                    <LayerView layer={self.layer(editor)} />
                    { floating(editor) }
                </div>
                if editor.document.cards.is_empty() && !editor.locked { { nothing(send) } }
                { controls(editor, send) }
                if let Some(picker) = &editor.picker {
                    <PickerView at={camera.pixel(picker.at)} screen={camera.screen} send={send.clone()} />
                }
            </div>
        }
    }
}

impl Canvas {
    /// The layer as it was, where it is still good.
    fn layer(&self, editor: &Same<Editor>) -> Same<Layer> {
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
            gesture,
            screen: editor.camera.screen,
        };
        let sight = editor.camera.sight();
        let mut kept = self.layer.borrow_mut();
        if let Some((known, layer)) = &*kept
            && *known == key
            && (0.6..1.7).contains(&(layer.zoom / editor.camera.zoom))
            && layer.good.contains(sight.at)
            && layer
                .good
                .contains(Point::new(sight.right(), sight.bottom()))
        {
            return layer.clone();
        }
        if let (Gesture::Moving { .. }, Some((known, layer))) = (&editor.gesture, &*kept)
            && known.document == key.document
            && known.selection == key.selection
            && known.simulation == key.simulation
        {
            let (cards, links) = moved(editor, &layer.cards, &layer.links);
            let layer = Same(Rc::new(Layer {
                cards,
                links,
                editor: editor.0.clone(),
                good: layer.good,
                zoom: layer.zoom,
            }));
            *kept = Some((key, layer.clone()));
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
        *kept = Some((key, layer.clone()));
        layer
    }

    fn down(&self, ctx: &Context<Self>) -> Callback<PointerEvent> {
        let (send, pointers, root, space) = (
            ctx.props().send.clone(),
            self.pointers.clone(),
            self.root.clone(),
            ctx.props().space,
        );
        Callback::from(move |event: PointerEvent| {
            let target: Element = event.target_unchecked_into();
            let (Some(root), false) = (root.cast::<HtmlElement>(), is_control(&target)) else {
                return;
            };
            drop(root.set_pointer_capture(event.pointer_id()));
            let pixel = pixel(&root, &event);
            let mut down = pointers.borrow_mut();
            down.retain(|(id, _)| *id != event.pointer_id());
            down.push((event.pointer_id(), pixel));
            if down.len() > 1 {
                return send.emit(Msg::Released(pixel));
            }
            let hit = hit(&target);
            let add = event.shift_key() || event.ctrl_key() || event.meta_key();
            let pan = event.button() == 1 || space || (hit == Hit::Canvas && !event.shift_key());
            if event.button() <= 1 {
                send.emit(Msg::Pressed(hit, pixel, add, pan));
            }
        })
    }

    fn moved(&self, ctx: &Context<Self>) -> Callback<PointerEvent> {
        let (send, pointers, root) = (
            ctx.props().send.clone(),
            self.pointers.clone(),
            self.root.clone(),
        );
        Callback::from(move |event: PointerEvent| {
            let mut down = pointers.borrow_mut();
            let Some(root) = root.cast::<HtmlElement>().filter(|_| !down.is_empty()) else {
                return;
            };
            let now = pixel(&root, &event);
            match down.as_mut_slice() {
                [(id, at)] if *id == event.pointer_id() => {
                    *at = now;
                    send.emit(Msg::Dragged(now));
                }
                [(first, a), (_, b), ..] => {
                    let (middle, apart) = (half(*a, *b), b.minus(*a).length());
                    *(if *first == event.pointer_id() {
                        &mut *a
                    } else {
                        &mut *b
                    }) = now;
                    let (next, apart_now) = (half(*a, *b), b.minus(*a).length());
                    send.emit(Msg::Pan(next.minus(middle)));
                    if apart > 1.0 {
                        send.emit(Msg::ZoomAt(next, apart_now / apart));
                    }
                }
                _ => {}
            }
        })
    }

    fn up(&self, ctx: &Context<Self>, cancelled: bool) -> Callback<PointerEvent> {
        let (send, pointers, root) = (
            ctx.props().send.clone(),
            self.pointers.clone(),
            self.root.clone(),
        );
        Callback::from(move |event: PointerEvent| {
            let mut down = pointers.borrow_mut();
            let was = down.len();
            down.retain(|(id, _)| *id != event.pointer_id());
            let Some(root) = root
                .cast::<HtmlElement>()
                .filter(|_| was == 1 && down.is_empty())
            else {
                return;
            };
            send.emit(if cancelled {
                Msg::Escape
            } else {
                Msg::Released(pixel(&root, &event))
            });
        })
    }
}

fn half(a: Point, b: Point) -> Point {
    Point::new(f64::midpoint(a.x, b.x), f64::midpoint(a.y, b.y))
}

fn pixel(root: &HtmlElement, event: &MouseEvent) -> Point {
    let place = root.get_bounding_client_rect();
    Point::new(
        f64::from(event.client_x()) - place.left(),
        f64::from(event.client_y()) - place.top(),
    )
}

fn is_control(target: &Element) -> bool {
    target.closest(".canvas-part").ok().flatten().is_some()
}

/// What an element of the layer belongs to.
fn hit(target: &Element) -> Hit {
    let attribute =
        |selector: &str, name: &str| target.closest(selector).ok().flatten()?.get_attribute(name);
    let Some(step) = attribute("[data-step]", "data-step") else {
        return Hit::Canvas;
    };
    match attribute("[data-exit]", "data-exit") {
        Some(exit) => Hit::Port(Outlet {
            step: step.into(),
            exit: exit.into(),
        }),
        None => Hit::Step(step.into()),
    }
}

/// A mouse wheel and a pinch zoom, two fingers on a trackpad move.
fn wheel(send: &Callback<Msg>) -> Callback<WheelEvent> {
    let send = send.clone();
    Callback::from(move |event: WheelEvent| {
        let target: Element = event.target_unchecked_into();
        if is_control(&target) {
            return;
        }
        event.prevent_default();
        let Some(root) = target
            .closest(".canvas")
            .ok()
            .flatten()
            .and_then(|root| root.dyn_into::<HtmlElement>().ok())
        else {
            return;
        };
        let (x, y) = (event.delta_x(), event.delta_y());
        let notched = event.delta_mode() != 0 || (x == 0.0 && y.abs() >= 48.0 && y.fract() == 0.0);
        let msg = if event.ctrl_key() && !notched {
            Msg::ZoomAt(pixel(&root, &event), (-y / 120.0).exp())
        } else if event.shift_key() && notched {
            Msg::Pan(Point::new(-y, 0.0))
        } else if notched || event.ctrl_key() {
            Msg::ZoomAt(
                pixel(&root, &event),
                if y > 0.0 { 1.0 / NOTCH } else { NOTCH },
            )
        } else {
            Msg::Pan(Point::new(-x, -y))
        };
        send.emit(msg);
    })
}

/// A double press on the canvas opens the picker there.
fn double(send: &Callback<Msg>) -> Callback<MouseEvent> {
    let send = send.clone();
    Callback::from(move |event: MouseEvent| {
        let target: Element = event.target_unchecked_into();
        if is_control(&target) || hit(&target) != Hit::Canvas {
            return;
        }
        if let Some(root) = target
            .closest(".canvas")
            .ok()
            .flatten()
            .and_then(|root| root.dyn_into::<HtmlElement>().ok())
        {
            send.emit(Msg::Pick(Some(pixel(&root, &event))));
        }
    })
}

/// A kind of step dragged from the palette.
fn dropped(send: &Callback<Msg>) -> Callback<DragEvent> {
    let send = send.clone();
    Callback::from(move |event: DragEvent| {
        event.prevent_default();
        let name = event
            .data_transfer()
            .and_then(|data| data.get_data("text/plain").ok())
            .unwrap_or_default();
        let verb = trilha_trail::VERBS.iter().find(|verb| verb.name == name);
        let target: Element = event.target_unchecked_into();
        let root = target
            .closest(".canvas")
            .ok()
            .flatten()
            .and_then(|root| root.dyn_into::<HtmlElement>().ok());
        if let (Some(verb), Some(root)) = (verb, root) {
            let at = pixel(&root, &event).minus(Point::new(40.0, 16.0));
            send.emit(Msg::Dropped(verb.name, at));
        }
    })
}

fn ground(camera: &Camera) -> String {
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
fn floating(editor: &Editor) -> Html {
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

fn nothing(send: &Callback<Msg>) -> Html {
    let add = send.reform(|()| Msg::Pick(None));
    html! {
        <div class="canvas-empty canvas-part">
            <Empty icon={Icon::Branch} title={t!("canvas-empty")} text={t!("canvas-empty-text")} testid="canvas-empty">
                <trilha_widgets::Button label={t!("add-step")} icon={Icon::Plus} kind={trilha_widgets::ButtonKind::Primary} onclick={add} keys="A" />
            </Empty>
        </div>
    }
}

fn controls(editor: &Same<Editor>, send: &Callback<Msg>) -> Html {
    let to = |msg: Msg| send.reform(move |()| msg.clone());
    html! {
        <div class="canvas-corner canvas-part">
            <Minimap document={same(&editor.document)} camera={editor.camera} send={send.clone()} />
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

#[derive(Properties, PartialEq)]
struct LayerProps {
    layer: Same<Layer>,
}

/// The edges and cards.
#[component]
fn LayerView(props: &LayerProps) -> Html {
    let layer = &props.layer;
    let editor = &layer.editor;
    let alone = editor.only();
    let over = match &editor.gesture {
        Gesture::Connecting { over, .. } => over.as_ref(),
        _ => None,
    };
    let simulation = editor.simulation.as_deref();
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
        let exit: Option<SmolStr> = editor.selection.exit.clone().filter(|_| only);
        html! {
            <CardView key={id.as_str()} card={same(&drawn.card)} x={drawn.at.x} y={drawn.at.y} selected={drawn.selected} alone={only} {exit} over={over == Some(id)} {light} />
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
    let mut class = String::from("edge");
    for (on, name) in [
        (walked, " visited"),
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
