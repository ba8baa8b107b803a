//! Dialogs and drawers, on the browser's own `<dialog>`: it keeps the focus inside and gives it back.

use crate::button::{Button, ButtonKind, IconButton};
use crate::emptiness::english;
use crate::icon::Icon;
use crate::t;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};
use yew::prelude::*;

/// What [`Dialog`] takes.
#[derive(Properties, PartialEq)]
pub struct DialogProps {
    /// What it is about.
    pub title: AttrValue,
    /// Closed by Escape, by its cross, or by a press beside it while nothing was written in it.
    pub onclose: Callback<()>,
    /// Its form was submitted.
    #[prop_or_default]
    pub onsubmit: Callback<()>,
    /// What stands in it.
    pub children: Html,
    /// Its buttons.
    #[prop_or_default]
    pub foot: Html,
    /// Wider.
    #[prop_or_default]
    pub wide: bool,
    /// `data-testid`; the cross has it with `-close` after.
    #[prop_or(AttrValue::Static("dialog"))]
    pub testid: AttrValue,
}

/// A dialog in the middle. Exists only while open.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let (written, sent) = (use_mut_ref(|| false), use_mut_ref(|| false));
    let element = use_modal();
    let oninput = {
        let (written, sent) = (written.clone(), sent.clone());
        Callback::from(move |_: InputEvent| {
            *written.borrow_mut() = true;
            *sent.borrow_mut() = false;
        })
    };
    use_effect({
        let (element, sent) = (element.clone(), sent.clone());
        move || {
            let asked = *sent.borrow();
            if asked && show_wrong(&element).is_some() {
                *sent.borrow_mut() = false;
            }
        }
    });
    modal(
        props,
        if props.wide { "dialog wide" } else { "dialog" },
        &element,
        oninput,
        move || *sent.borrow_mut() = true,
        move || !*written.borrow(),
    )
}

/// An element that is shown as a modal dialog as long as it exists.
#[hook]
pub(crate) fn use_modal() -> NodeRef {
    let element = use_node_ref();
    use_effect_with(element.clone(), |element| {
        let dialog = element.cast::<HtmlDialogElement>();
        if let Some(dialog) = dialog.as_ref().filter(|dialog| !dialog.open()) {
            drop(dialog.show_modal());
        }
        move || {
            if let Some(dialog) = dialog {
                dialog.close();
            }
        }
    });
    element
}

/// Escape and a press on the backdrop, for a modal element; the press closes only where it `may`.
pub(crate) fn closers(
    element: &NodeRef,
    onclose: &Callback<()>,
    may: impl Fn() -> bool + 'static,
) -> (Callback<Event>, Callback<PointerEvent>) {
    let oncancel = onclose.reform(|event: Event| event.prevent_default());
    let onpointerdown = {
        let (element, onclose) = (element.clone(), onclose.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(dialog) = element.cast::<HtmlDialogElement>() else {
                return;
            };
            let (place, x, y) = (
                dialog.get_bounding_client_rect(),
                f64::from(event.client_x()),
                f64::from(event.client_y()),
            );
            let inside = (place.left()..=place.right()).contains(&x)
                && (place.top()..=place.bottom()).contains(&y);
            if !inside && may() && event.target().as_ref() == Some(dialog.as_ref()) {
                onclose.emit(());
            }
        })
    };
    (oncancel, onpointerdown)
}

fn modal(
    props: &DialogProps,
    class: &'static str,
    element: &NodeRef,
    oninput: Callback<InputEvent>,
    onsent: impl Fn() + 'static,
    may_close: impl Fn() -> bool + 'static,
) -> Html {
    let (oncancel, onpointerdown) = closers(element, &props.onclose, may_close);
    let onsubmit = {
        let onsubmit = props.onsubmit.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            onsent();
            onsubmit.emit(());
        }
    };
    let onkeydown = |event: KeyboardEvent| {
        event.stop_propagation();
        // The page cannot be saved as a file from here either.
        if (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("s") {
            event.prevent_default();
        }
    };
    html! {
        <dialog ref={element.clone()} {class} aria-label={props.title.clone()} {oncancel} {onpointerdown} {onkeydown} {oninput} data-testid={props.testid.clone()}>
            <form {onsubmit} novalidate=true>
                <div class="head">
                    <h2>{ &props.title }</h2>
                    <IconButton icon={Icon::X} label={t!("close")} onclick={props.onclose.clone()} testid={format!("{}-close", props.testid)} />
                </div>
                <div class="body">{ props.children.clone() }</div>
                if props.foot != Html::default() { <div class="foot">{ props.foot.clone() }</div> }
            </form>
        </dialog>
    }
}

/// Goes to the first field that is drawn as wrong, if one is.
fn show_wrong(element: &NodeRef) -> Option<()> {
    let dialog = element.cast::<HtmlDialogElement>()?;
    let found = dialog.query_selector("[aria-invalid='true']").ok()??;
    found.dyn_into::<HtmlElement>().ok()?.focus().ok()
}

/// What [`Confirm`] takes.
#[derive(Properties, PartialEq)]
pub struct ConfirmProps {
    /// The question.
    pub title: AttrValue,
    /// What will come of it.
    pub text: AttrValue,
    /// What the button says.
    pub act: AttrValue,
    /// Whether it destroys something.
    #[prop_or(true)]
    pub danger: bool,
    /// It is being done.
    #[prop_or_default]
    pub busy: bool,
    /// Why it could not be done.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// What the server says to that, which is English.
    #[prop_or_default]
    pub detail: Option<AttrValue>,
    /// Yes.
    pub onyes: Callback<()>,
    /// No.
    pub onclose: Callback<()>,
}

/// Asks before something is done. Test ids `confirm`, `confirm-yes`, `confirm-no`.
#[component]
pub fn Confirm(props: &ConfirmProps) -> Html {
    let kind = if props.danger {
        ButtonKind::Danger
    } else {
        ButtonKind::Primary
    };
    let foot = html! {<>
        <Button label={t!("cancel")} onclick={props.onclose.clone()} testid="confirm-no" />
        <Button label={props.act.clone()} {kind} busy={props.busy} submit=true testid="confirm-yes" />
    </>};
    html! {
        <Dialog title={props.title.clone()} onclose={props.onclose.clone()} onsubmit={props.onyes.clone()} {foot} testid="confirm">
            <p class="soft">{ &props.text }</p>
            if let Some(error) = &props.error { <div class="field"><p class="error" role="alert">{ error }{ english(props.detail.as_ref()) }</p></div> }
        </Dialog>
    }
}
