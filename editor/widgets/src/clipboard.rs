//! Copying text, on pages without TLS too.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, HtmlTextAreaElement};

/// Copies `text`; to be called from a click or a key. Says whether it went well as far as one can know.
pub fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    if window.is_secure_context() {
        drop(window.navigator().clipboard().write_text(text));
        return true;
    }
    window
        .document()
        .and_then(|document| by_selection(&document, text))
        .unwrap_or(false)
}

fn by_selection(document: &web_sys::Document, text: &str) -> Option<bool> {
    let area = document
        .create_element("textarea")
        .ok()?
        .dyn_into::<HtmlTextAreaElement>()
        .ok()?;
    area.set_value(text);
    let place = document
        .active_element()
        .and_then(|e| e.closest("dialog").ok()?)
        .or_else(|| Some(document.body()?.into()))?;
    place.append_child(&area).ok()?;
    area.select();
    let copied = document
        .dyn_ref::<HtmlDocument>()?
        .exec_command("copy")
        .ok()?;
    area.remove();
    Some(copied)
}
