//! The player of the trail editor, as a worker beside its page: orders come in as texts, what it answers goes out as
//! texts.
//!
//! Its first word is of which build it is, when it begins to hear. An order of another version stops it, as a defect of the
//! engine does: the page hears of the error, and loads it anew when it needs it again.

use trilha_state::player::{BUILD, Player};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue, UnwrapThrowExt};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let mut player = Player::default();
    let heard = {
        let scope = scope.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let order = event.data().as_string().unwrap_or_default();
            let told = player
                .answer(&order)
                .ok()
                .expect_throw("an order of another version");
            if let Some(told) = told {
                post(&scope, &told.into());
            }
        })
    };
    scope.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();
    post(&scope, &BUILD.into());
}

fn post(scope: &DedicatedWorkerGlobalScope, told: &JsValue) {
    scope
        .post_message(told)
        .expect_throw("invariant: texts can be posted");
}
