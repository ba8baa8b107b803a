//! The browser's page: its address, its title, where the focus is, and leaving it.

use trilha_model::{Timestamp, TrailId};
use trilha_state::geometry::Point;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    BeforeUnloadEvent, Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent,
    Window,
};

/// Where one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// The list of trails.
    List,
    /// One trail.
    Trail(TrailId),
}

impl Route {
    /// Its address.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::List => "/studio".to_owned(),
            Self::Trail(id) => format!("/studio/{id}"),
        }
    }

    fn read(path: &str) -> Self {
        let id = path
            .strip_prefix("/studio/")
            .unwrap_or_default()
            .trim_matches('/');
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
        if id.is_empty() || !id.chars().all(fits) {
            Self::List
        } else {
            Self::Trail(id.into())
        }
    }
}

pub(crate) fn window() -> Window {
    web_sys::window().expect("invariant: the studio runs in a page")
}

/// Where one is.
pub(crate) fn route() -> Route {
    Route::read(&window().location().pathname().unwrap_or_default())
}

/// Goes there, so that *back* leads here.
pub(crate) fn push(route: &Route) {
    if let Ok(history) = window().history() {
        drop(history.push_state_with_url(&JsValue::NULL, "", Some(&route.path())));
    }
}

/// Goes to the sign-in screen, to come back after.
pub(crate) fn sign_in() {
    let next = js_sys::encode_uri_component(&route().path());
    drop(window().location().assign(&format!("/sign-in?next={next}")));
}

/// Loads the page anew: what was not saved is kept in this browser.
pub(crate) fn reload() {
    drop(window().location().reload());
}

/// The title of the window.
pub(crate) fn title(text: &str) {
    if let Some(document) = window().document() {
        document.set_title(text);
    }
}

/// Now, by the browser's clock.
pub(crate) fn now() -> Timestamp {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole milliseconds, far below 2^53"
    )]
    Timestamp(js_sys::Date::now() as i64)
}

/// A moment as a field for them writes it, in the browser's time zone; none where it is none.
pub(crate) fn moment(written: &str) -> Option<i64> {
    let moment = js_sys::Date::parse(written);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole milliseconds, far below 2^53"
    )]
    moment.is_finite().then_some(moment as i64)
}

/// The next hour from now on, as a field for moments writes it.
pub(crate) fn in_an_hour() -> String {
    let date = js_sys::Date::new_0();
    date.set_hours(date.get_hours() + 1);
    format!(
        "{:04}-{:02}-{:02}T{:02}:00",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours()
    )
}

fn active() -> Option<HtmlElement> {
    window().document()?.active_element()?.dyn_into().ok()
}

/// The time zone this browser goes by, by its name; empty where it does not tell.
pub(crate) fn zone() -> String {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    let zone = js_sys::Reflect::get(&format.resolved_options(), &"timeZone".into());
    zone.ok()
        .and_then(|zone| zone.as_string())
        .unwrap_or_default()
}

/// Every time zone this browser knows.
pub(crate) fn zones() -> Vec<String> {
    let all = || {
        let intl = js_sys::Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let values = js_sys::Reflect::get(&intl, &"supportedValuesOf".into()).ok()?;
        let values: js_sys::Function = values.dyn_into().ok()?;
        let zones = values.call1(&intl, &"timeZone".into()).ok()?;
        let zones: js_sys::Array = zones.dyn_into().ok()?;
        Some(zones.iter().filter_map(|zone| zone.as_string()).collect())
    };
    let mut zones: Vec<String> = all().unwrap_or_default();
    if !zones.iter().any(|zone| zone == "UTC") {
        zones.push("UTC".to_owned());
    }
    zones
}

/// What is being written counts as written: fields tell their change when they lose the focus.
pub(crate) fn settle() {
    if let Some(element) = active() {
        drop(element.blur());
        drop(element.focus());
    }
}

/// Focuses what has this `data-testid`, after the page was drawn.
pub(crate) fn focus_soon(testid: &'static str) {
    gloo_timers::callback::Timeout::new(30, move || {
        let found = window().document().and_then(|page| {
            page.query_selector(&format!("[data-testid={testid}]"))
                .ok()?
        });
        if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            drop(element.focus());
        }
    })
    .forget();
}

/// As [`focus_soon`], where what had the focus has gone.
pub(crate) fn focus_instead(testid: &'static str) {
    gloo_timers::callback::Timeout::new(30, move || {
        if focus_is_nowhere() {
            focus_soon(testid);
        }
    })
    .forget();
}

/// Whether nothing has the focus: what had it has gone.
pub(crate) fn focus_is_nowhere() -> bool {
    active().is_none_or(|element| element.tag_name() == "BODY")
}

/// Focuses, after the page was drawn, the first of these by `data-testid` in the field of this path, or else the
/// first thing in it that takes the focus; it comes into sight.
pub(crate) fn focus_in(path: &str, testids: [&'static str; 2]) {
    let field = format!("[data-testid=field][data-path='{path}']");
    gloo_timers::callback::Timeout::new(30, move || {
        let Some(page) = window().document() else {
            return;
        };
        let named = testids.into_iter().map(|testid| {
            format!("{field} > * [data-testid={testid}], {field} > [data-testid={testid}]")
        });
        let any = std::iter::once(format!(
            "{field} :is(input, textarea, select, button):not([data-testid=field-remove])"
        ));
        let found = named
            .chain(any)
            .find_map(|selector| page.query_selector(&selector).ok().flatten());
        if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            drop(element.focus());
            element.scroll_into_view();
        }
    })
    .forget();
}

/// Whether a key goes into something one writes in, or belongs to an open dialog or menu.
pub(crate) fn is_writing(event: &KeyboardEvent) -> bool {
    let Some(target) = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    else {
        return false;
    };
    let written = target.dyn_ref::<HtmlTextAreaElement>().is_some()
        || target.tag_name() == "SELECT"
        || target
            .dyn_ref::<HtmlInputElement>()
            .is_some_and(|input| !matches!(input.type_().as_str(), "checkbox" | "radio"));
    written || target.closest("dialog, .menu").ok().flatten().is_some()
}

/// Whether a key belongs to the canvas or to nothing in particular, rather than to a button or a list on it or beside it.
pub(crate) fn on_canvas(event: &KeyboardEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_none_or(|target| {
        let within = |of: &str| target.closest(of).ok().flatten().is_some();
        target.tag_name() == "BODY" || (within(".canvas") && !within(".canvas-part"))
    })
}

/// Whether a dialog is open: then every key is its own.
pub(crate) fn has_dialog() -> bool {
    let open = |document: web_sys::Document| document.query_selector("dialog[open]").ok()?;
    window().document().and_then(open).is_some()
}

/// Where a place of the window lies in what has this `data-testid`; none: outside of it.
pub(crate) fn inside(testid: &str, at: Point) -> Option<Point> {
    let found = window()
        .document()?
        .query_selector(&format!("[data-testid={testid}]"))
        .ok()??;
    let place = found.get_bounding_client_rect();
    let own = Point::new(at.x - place.left(), at.y - place.top());
    let within = (0.0..=place.width()).contains(&own.x) && (0.0..=place.height()).contains(&own.y);
    within.then_some(own)
}

/// Listens to the window until dropped.
pub(crate) struct Listener {
    name: &'static str,
    heard: Closure<dyn FnMut(web_sys::Event)>,
}

impl Listener {
    /// Calls back for every event of this name.
    pub(crate) fn new<E: JsCast>(name: &'static str, mut call: impl FnMut(E) + 'static) -> Self {
        let heard = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
            call(event.unchecked_into());
        });
        drop(window().add_event_listener_with_callback(name, heard.as_ref().unchecked_ref()));
        Self { name, heard }
    }

    /// Asks before the page is left, where there is something to lose.
    pub(crate) fn guard(lose: impl Fn() -> bool + 'static) -> Self {
        Self::new("beforeunload", move |event: BeforeUnloadEvent| {
            if lose() {
                event.prevent_default();
                event.set_return_value("unsaved");
            }
        })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        drop(
            window().remove_event_listener_with_callback(
                self.name,
                self.heard.as_ref().unchecked_ref(),
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_trail_or_the_list() {
        assert_eq!(Route::read("/studio"), Route::List);
        assert_eq!(Route::read("/studio/"), Route::List);
        assert_eq!(
            Route::read("/studio/support"),
            Route::Trail("support".into())
        );
        assert_eq!(
            Route::read("/studio/support/"),
            Route::Trail("support".into())
        );
        assert_eq!(Route::read("/studio/../etc"), Route::List);
    }
}
