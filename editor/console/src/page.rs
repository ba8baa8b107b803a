//! The browser's page: its address, title, focus and what happens to it.

use crate::app::{App, Event};
use crate::keys::Focus;
use crate::route::{Route, Section};
use crate::state::State;
use crate::words;
use trilha_model::ConversationId;
use trilha_widgets::t;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::{
    DataTransfer, DragEvent, Element, EventTarget, HtmlElement, KeyboardEvent, VisibilityState,
    Window,
};
use yew::html::Scope;
use yew::{Callback, MouseEvent};

fn window() -> Window {
    web_sys::window().expect("invariant: the console runs in a page")
}

/// Where one is.
pub(crate) fn route() -> Route {
    let location = window().location();
    Route::read(
        &location.pathname().unwrap_or_default(),
        &location.search().unwrap_or_default(),
    )
}

/// Goes there, so that *back* leads here.
pub(crate) fn push(route: &Route) {
    if let Ok(history) = window().history() {
        drop(history.push_state_with_url(&JsValue::NULL, "", Some(&route.path())));
    }
}

/// Goes there instead of here.
pub(crate) fn replace(route: &Route) {
    if let Ok(history) = window().history() {
        drop(history.replace_state_with_url(&JsValue::NULL, "", Some(&route.path())));
    }
}

/// Loads another page of this server.
pub(crate) fn leave_for(path: &str) {
    drop(window().location().assign(path));
}

/// Loads this page anew.
pub(crate) fn reload() {
    drop(window().location().reload());
}

/// Scheme, host and port.
pub(crate) fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Whether one sees the page.
pub(crate) fn in_sight() -> bool {
    window()
        .document()
        .is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}

/// The title of the page: what is to be done, then where one is.
pub(crate) fn title(route: &Route, state: &State) -> String {
    let place = match route {
        Route::SignIn { .. } => t!("sign-in"),
        Route::Settings(section) => words::section(*section),
        Route::Firings(_) => words::section(Section::Firings),
        Route::Desk | Route::Conversation(_) => t!("desk"),
    };
    match state.badge() {
        0 => format!("{place} · Trilha"),
        count => format!("({count}) {place} · Trilha"),
    }
}

/// Shows it.
pub(crate) fn show_title(title: &str) {
    if let Some(document) = window().document() {
        document.set_title(title);
    }
}

/// The id of a row's link.
pub(crate) fn row_id(id: &ConversationId) -> String {
    format!("row-{id}")
}

/// Focuses the element with this id; whether it has the focus then.
pub(crate) fn focus(id: &str) -> bool {
    let document = window().document();
    let element = document
        .and_then(|d| d.get_element_by_id(id))
        .and_then(|e| e.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| {
        drop(element.focus());
        focused().as_ref() == Some(&element)
    })
}

/// What has the focus.
pub(crate) fn focused() -> Option<HtmlElement> {
    window().document()?.active_element()?.dyn_into().ok()
}

/// Gives it the focus again, where it lost it to nothing: what is put elsewhere in the page loses it.
pub(crate) fn focus_again(lost: Option<HtmlElement>) {
    let nothing = focused().is_none_or(|now| now.tag_name() == "BODY");
    if let Some(lost) = lost.filter(|_| nothing) {
        drop(lost.focus());
    }
}

/// What a link does that is clicked: goes there, or with a modifier key what the browser makes of it.
pub(crate) fn leading(route: Route, go: &Callback<Route>) -> Callback<MouseEvent> {
    let go = go.clone();
    Callback::from(move |event: MouseEvent| {
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            go.emit(route.clone());
        }
    })
}

/// What the focus is on.
pub(crate) fn focus_of(event: &KeyboardEvent) -> Focus {
    let Some(element) = event.target().and_then(|t| t.dyn_into::<Element>().ok()) else {
        return Focus::default();
    };
    let within = |selector| element.closest(selector).is_ok_and(|found| found.is_some());
    Focus {
        writing: within(
            "input:not([type=checkbox]), textarea, select, [contenteditable], [role=menu]",
        ),
        on_control: within("button, a[href], summary, input"),
        scrolls: within(".thread-pane, .panel"),
    }
}

/// Listens to what happens to the page, as long as what this gives lives.
pub(crate) fn listeners(app: &Scope<App>) -> Vec<Closure<dyn FnMut(web_sys::Event)>> {
    let window = window();
    let mut kept = Vec::new();
    let mut on = |target: &EventTarget, name: &str, event: fn(web_sys::Event) -> Option<Event>| {
        let app = app.clone();
        let closure = Closure::<dyn FnMut(web_sys::Event)>::new(move |raw| {
            if let Some(event) = event(raw) {
                app.send_message(event);
            }
        });
        if target
            .add_event_listener_with_callback(name, closure.as_ref().unchecked_ref())
            .is_ok()
        {
            kept.push(closure);
        }
    };
    on(&window, "popstate", |_| Some(Event::Moved));
    on(&window, "keydown", |raw| {
        raw.dyn_into().ok().map(Event::Key)
    });
    on(&window, "online", |_| Some(Event::Online));
    if let Some(document) = window.document() {
        on(&document, "visibilitychange", |_| Some(Event::Looked));
        on(&document, "dragover", stay);
        on(&document, "drop", stay);
    }
    kept
}

/// Whether something with files in it is held over the page.
pub(crate) fn holds_files(data: Option<&DataTransfer>) -> bool {
    data.is_some_and(|data| {
        let types = data.types();
        types
            .iter()
            .any(|kind| kind.as_string().as_deref() == Some("Files"))
    })
}

/// Files that nothing on the page takes are not opened in its stead.
fn stay(raw: web_sys::Event) -> Option<Event> {
    let event: DragEvent = raw.dyn_into().ok()?;
    let data = event
        .data_transfer()
        .filter(|data| holds_files(Some(data)))?;
    if !event.default_prevented() {
        data.set_drop_effect("none");
        event.prevent_default();
    }
    None
}
