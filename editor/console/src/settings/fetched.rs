//! Something fetched when a screen appears, and changes that are sent from it.

use crate::api;
use crate::refusal::Refusal;
use serde::de::DeserializeOwned;
use std::future::Future;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

type Answer<T> = Option<Rc<Result<T, Refusal>>>;

/// Something fetched.
pub(super) struct Fetched<T: 'static> {
    answer: Answer<T>,
    reload: Callback<()>,
}

impl<T> Fetched<T> {
    /// It, or why it is not there; nothing yet while it is under way.
    pub(super) fn get(&self) -> Option<&Result<T, Refusal>> {
        self.answer.as_deref()
    }

    /// It, where it is there.
    pub(super) fn there(&self) -> Option<&T> {
        self.get()?.as_ref().ok()
    }

    /// Fetches it again; what is shown stays until then.
    pub(super) fn reload(&self) -> Callback<()> {
        self.reload.clone()
    }
}

/// Fetches from `path` when the component appears; it stays the same as long as that does.
#[hook]
pub(super) fn use_fetched<T: DeserializeOwned + 'static>(path: &str) -> Fetched<T> {
    let answer = use_state(|| Answer::<T>::None);
    let reload = {
        let answer = answer.setter();
        use_callback(path.to_owned(), move |(), path| {
            let (answer, path) = (answer.clone(), path.clone());
            spawn_local(async move { answer.set(Some(Rc::new(api::get(&path).await))) });
        })
    };
    use_effect_with((), {
        let reload = reload.clone();
        move |()| reload.emit(())
    });
    Fetched {
        answer: (*answer).clone(),
        reload,
    }
}

/// A change that is under way, or was refused.
#[derive(Clone)]
pub(super) struct Change {
    busy: UseStateHandle<bool>,
    refused: UseStateHandle<Option<Refusal>>,
}

impl Change {
    /// Whether it is under way.
    pub(super) fn busy(&self) -> bool {
        *self.busy
    }

    /// Why it was refused.
    pub(super) fn refused(&self) -> Option<&Refusal> {
        self.refused.as_ref()
    }

    /// Makes a change; when it went well, calls `done`.
    pub(super) fn make<T: 'static>(
        &self,
        change: impl Future<Output = Result<T, Refusal>> + 'static,
        done: Callback<T>,
    ) {
        if *self.busy {
            return;
        }
        self.busy.set(true);
        self.refused.set(None);
        let (busy, refused) = (self.busy.setter(), self.refused.setter());
        spawn_local(async move {
            let result = change.await;
            busy.set(false);
            match result {
                Ok(value) => done.emit(value),
                Err(refusal) => refused.set(Some(refusal)),
            }
        });
    }
}

/// A change to be made.
#[hook]
pub(super) fn use_change() -> Change {
    Change {
        busy: use_state(|| false),
        refused: use_state(|| None),
    }
}
