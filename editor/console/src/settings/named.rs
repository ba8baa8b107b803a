//! The title and the id of what is set up, as forms ask for them: the id follows the title until one writes another.

use super::screen::{Form, set};
use super::valid::{self, Fault};
use trilha_widgets::{TextField, t};
use yew::prelude::*;

/// A title and an id.
pub(super) struct Named {
    new: bool,
    title: UseStateHandle<String>,
    id: UseStateHandle<Option<String>>,
    faults: (Option<Fault>, Option<Fault>),
}

/// The title and the id of what is `known`, of which the id stays; of something new where nothing is, with none of
/// the ids that are `taken`.
#[hook]
pub(super) fn use_named(known: Option<(String, String)>, taken: Vec<String>) -> Named {
    let new = known.is_none();
    let (before, own) = known.unzip();
    let title = use_state(|| before.unwrap_or_default());
    let id = use_state(|| own);
    let mut named = Named {
        new,
        title,
        id,
        faults: (None, None),
    };
    let id = named.id();
    let id_fault = if new {
        valid::new_id(&id, taken.iter().map(String::as_str))
    } else {
        valid::id(&id)
    };
    named.faults = (valid::some(&named.title), id_fault);
    named
}

impl Named {
    /// Whether it is of something new.
    pub(super) fn is_new(&self) -> bool {
        self.new
    }

    /// The title.
    pub(super) fn title(&self) -> String {
        self.title.trim().to_owned()
    }

    /// The id.
    pub(super) fn id(&self) -> String {
        (*self.id)
            .clone()
            .unwrap_or_else(|| valid::id_from(&self.title))
    }

    /// Whether both are as they must be.
    pub(super) fn is_good(&self) -> bool {
        self.faults == (None, None)
    }

    /// Their fields, with what is to be known of each.
    pub(super) fn fields(
        &self,
        form: &Form,
        title_hint: Option<AttrValue>,
        id_hint: AttrValue,
    ) -> Html {
        // Of an id that is made of the title, the title says what is missing.
        let written = self.id.is_some() || !self.title.is_empty();
        let id_fault = self.faults.1.filter(|_| written);
        let id_error = form
            .taken()
            .or_else(|| form.fault(id_fault, t!("fault-id")));
        let id = self.id.setter();
        html! {<>
            <TextField label={t!("title")} value={(*self.title).clone()} oninput={set(&self.title)} hint={title_hint}
                error={form.fault(self.faults.0, t!("fault-missing"))} autofocus={self.new} testid="field-title" />
            <TextField label={t!("id")} code=true value={self.id()} oninput={move |text| id.set(Some(text))} disabled={!self.new}
                hint={id_hint} error={id_error} testid="field-id" />
        </>}
    }
}
