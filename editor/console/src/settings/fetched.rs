//! Something fetched when a screen appears, and changes that are sent from it.

use crate::api;
use crate::refusal::Refusal;
use gloo_timers::future::TimeoutFuture;
use serde::de::DeserializeOwned;
use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

type Answer<T> = Option<Rc<Result<T, Refusal>>>;

/// Something fetched.
#[derive(PartialEq)]
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
    let (fetched, _) = use_asked(path);
    fetched
}

/// The same, and again whenever the [`Changes`] grow: at once, then no more than once in a while. What is there stays
/// where nothing better comes.
#[hook]
pub(super) fn use_followed<T: DeserializeOwned + 'static>(path: &str) -> Fetched<T> {
    let (fetched, asking) = use_asked(path);
    let Changes(changes) = use_context().unwrap_or_default();
    let known = use_mut_ref(|| changes);
    let pace = use_mut_ref(Pace::default);
    use_effect_with(changes, move |changes| {
        let grown = known.replace(*changes) != *changes;
        if grown && pace.borrow_mut().asks() {
            spawn_local(async move {
                while pace.borrow_mut().goes() {
                    asking.ask(true).await;
                    TimeoutFuture::new(PAUSE).await;
                }
            });
        }
    });
    fetched
}

/// Grows with every change of what the settings list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes(pub(super) u32);

/// Between two looks at what changes all the time, in milliseconds.
const PAUSE: u32 = 1_000;

/// How far one has followed what changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Pace {
    /// Nothing changed since one looked.
    #[default]
    Rests,
    /// One looks, or looked just now.
    Looks,
    /// The same, and something changed since.
    Behind,
}

impl Pace {
    /// Something changed; whether nobody is looking as it is.
    fn asks(&mut self) -> bool {
        let rested = *self == Self::Rests;
        *self = Self::Behind;
        rested
    }

    /// Whether there is to be another look, which begins now.
    fn goes(&mut self) -> bool {
        let behind = *self == Self::Behind;
        *self = if behind { Self::Looks } else { Self::Rests };
        behind
    }
}

/// Asks for something, more than once perhaps: what an earlier question brings never takes the place of a later one's.
struct Asking<T: 'static> {
    path: String,
    answer: UseStateSetter<Answer<T>>,
    turns: Rc<Turns>,
}

/// How often it was asked for, and which of these brought what is shown.
#[derive(Default)]
struct Turns {
    asked: Cell<u32>,
    shown: Cell<u32>,
}

impl<T> Clone for Asking<T> {
    fn clone(&self) -> Self {
        Self {
            path: self.path.clone(),
            answer: self.answer.clone(),
            turns: Rc::clone(&self.turns),
        }
    }
}

impl<T: DeserializeOwned> Asking<T> {
    /// `quietly`: where it is refused, nothing changes.
    async fn ask(&self, quietly: bool) {
        let turn = self.turns.asked.get() + 1;
        self.turns.asked.set(turn);
        let came = api::get(&self.path).await;
        if turn > self.turns.shown.get() && (came.is_ok() || !quietly) {
            self.turns.shown.set(turn);
            self.answer.set(Some(Rc::new(came)));
        }
    }
}

#[hook]
fn use_asked<T: DeserializeOwned + 'static>(path: &str) -> (Fetched<T>, Asking<T>) {
    let answer = use_state(|| Answer::<T>::None);
    let turns = use_memo((), |()| Turns::default());
    let asking = Asking {
        path: path.to_owned(),
        answer: answer.setter(),
        turns,
    };
    let reload = {
        let asking = asking.clone();
        use_callback(path.to_owned(), move |(), _| {
            let asking = asking.clone();
            spawn_local(async move { asking.ask(false).await });
        })
    };
    use_effect_with((), {
        let reload = reload.clone();
        move |()| reload.emit(())
    });
    let fetched = Fetched {
        answer: (*answer).clone(),
        reload,
    };
    (fetched, asking)
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

#[cfg(test)]
mod tests {
    use super::Pace;

    #[test]
    fn however_much_changes_one_looks_once_at_a_time_and_once_more_at_its_end() {
        let mut pace = Pace::default();
        assert!(pace.asks());
        assert!(pace.goes());
        assert!(!pace.asks() && !pace.asks(), "somebody looks");
        assert!(pace.goes(), "at what changed since");
        assert!(!pace.goes());
        assert!(pace.asks(), "nobody looks any more");
    }
}
