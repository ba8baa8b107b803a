//! Pointers, wheel and drops on the canvas.

use std::cell::RefCell;
use std::rc::Rc;
use trilha_state::geometry::Point;
use trilha_state::steps::Outlet;
use trilha_state::{Hit, Kind, Msg};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

const NOTCH: f64 = 1.14;

/// The pointers that are down on the canvas, and where each is.
pub(super) struct Hand {
    pub(super) root: NodeRef,
    pointers: Rc<RefCell<Vec<(i32, Point)>>>,
    send: Callback<Msg>,
}

impl Hand {
    /// A hand on a canvas still to be drawn.
    pub(super) fn new(send: Callback<Msg>) -> Self {
        Self {
            root: NodeRef::default(),
            pointers: Rc::default(),
            send,
        }
    }

    /// A pointer went down; whether it moves the canvas whatever it is on.
    pub(super) fn down(&self, space: bool) -> Callback<PointerEvent> {
        let (send, pointers, root) = (self.send.clone(), self.pointers.clone(), self.root.clone());
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

    /// A pointer moved: one drags, two move and zoom.
    pub(super) fn moved(&self) -> Callback<PointerEvent> {
        let (send, pointers, root) = (self.send.clone(), self.pointers.clone(), self.root.clone());
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

    /// A pointer went up, or was taken away.
    pub(super) fn up(&self, cancelled: bool) -> Callback<PointerEvent> {
        let (send, pointers, root) = (self.send.clone(), self.pointers.clone(), self.root.clone());
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
pub(super) fn wheel(send: &Callback<Msg>) -> Callback<WheelEvent> {
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
pub(super) fn double(send: &Callback<Msg>) -> Callback<MouseEvent> {
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
pub(super) fn dropped(send: &Callback<Msg>) -> Callback<DragEvent> {
    let send = send.clone();
    Callback::from(move |event: DragEvent| {
        event.prevent_default();
        let name = event
            .data_transfer()
            .and_then(|data| data.get_data("text/plain").ok())
            .unwrap_or_default();
        let kind = Kind::read(&name);
        let target: Element = event.target_unchecked_into();
        let root = target
            .closest(".canvas")
            .ok()
            .flatten()
            .and_then(|root| root.dyn_into::<HtmlElement>().ok());
        if let (Some(kind), Some(root)) = (kind, root) {
            let at = pixel(&root, &event).minus(Point::new(40.0, 16.0));
            send.emit(Msg::Dropped(kind, at));
        }
    })
}
