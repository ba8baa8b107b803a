//! What every screen of the settings does: a list is fetched and shown, a dialog asks, and after a change, whoever made it, the list is fetched anew.

use super::fetched::{Change, Fetched, use_change, use_followed};
use super::valid::Fault;
use super::{body, form_error, head};
use crate::refusal::Refusal;
use crate::{api, words};
use gloo_net::http::Method;
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use std::future::Future;
use trilha_widgets::{Button, ButtonKind, Confirm, Dialog, Empty, Icon, IconButton, Table, t};
use yew::prelude::*;

/// A list, and what a dialog over it asks.
pub(super) struct Screen<T: 'static, A: 'static> {
    lines: Fetched<Vec<T>>,
    asked: UseStateHandle<Option<A>>,
}

/// What a screen says.
pub(super) struct About {
    /// What it lists.
    pub(super) title: AttrValue,
    /// What that is for.
    pub(super) text: AttrValue,
    /// The button that makes a new one; empty where there is to be none.
    pub(super) new: AttrValue,
    /// The heads of the table's columns; the last one, of the buttons, has none.
    pub(super) heads: Vec<AttrValue>,
    /// What is shown where there is nothing: a drawing, what is so, what to make of it.
    pub(super) none: (Icon, AttrValue, AttrValue),
}

/// A screen that lists what `path` gives.
#[hook]
pub(super) fn use_screen<T: DeserializeOwned + 'static, A: 'static>(
    path: &'static str,
) -> Screen<T, A> {
    Screen {
        lines: use_followed(path),
        asked: use_state(|| None),
    }
}

impl<T: PartialEq + 'static, A: 'static> Screen<T, A> {
    /// What is listed, where it is there.
    pub(super) fn lines(&self) -> Option<&Vec<T>> {
        self.lines.there()
    }

    /// What those listed are called, so that no new one is called the same.
    pub(super) fn taken(&self, name: impl Fn(&T) -> String) -> Vec<String> {
        self.lines().into_iter().flatten().map(name).collect()
    }

    /// Fetches the list again.
    pub(super) fn onchange(&self) -> Callback<()> {
        self.lines.reload()
    }

    /// Opens a dialog.
    pub(super) fn ask(&self) -> Callback<A> {
        let asked = self.asked.setter();
        Callback::from(move |what| asked.set(Some(what)))
    }

    /// The dialog that is open.
    pub(super) fn asked(&self) -> Option<&A> {
        self.asked.as_ref()
    }

    /// Closes it.
    pub(super) fn onclose(&self) -> Callback<()> {
        let asked = self.asked.setter();
        Callback::from(move |()| asked.set(None))
    }

    /// Closes it, and fetches what has changed by it.
    pub(super) fn ondone(&self) -> Callback<()> {
        let (reload, onclose) = (self.lines.reload(), self.onclose());
        Callback::from(move |()| {
            reload.emit(());
            onclose.emit(());
        })
    }

    /// Draws it; `new` opens the dialog for a new one, `row` draws a line of the table.
    pub(super) fn draw(
        &self,
        about: About,
        new: Callback<()>,
        row: impl Fn(&T) -> Html,
        dialog: Html,
    ) -> Html {
        let About {
            title,
            text,
            new: label,
            mut heads,
            none: (icon, none, none_text),
        } = about;
        heads.push(AttrValue::default());
        let lines = body(&self.lines, |lines| {
            if lines.is_empty() {
                html! { <Empty {icon} title={none} text={none_text} /> }
            } else {
                html! { <Table label={title.clone()} {heads} testid="table">{ for lines.iter().map(row) }</Table> }
            }
        });
        let new = (!label.is_empty()).then_some((label, new));
        html! { <>{ head(title, text, new) }{ lines }{ dialog }</> }
    }
}

/// A button that opens a dialog about this.
pub(super) fn asking<T: Clone + 'static, A: 'static>(
    ask: &Callback<A>,
    what: &T,
    make: fn(T) -> A,
) -> Callback<()> {
    let what = what.clone();
    ask.reform(move |()| make(what.clone()))
}

/// The buttons that change and delete what a line shows.
pub(super) fn edit_and_delete<T: Clone + 'static, A: 'static>(
    ask: &Callback<A>,
    what: &T,
    edit: fn(Option<T>) -> A,
    delete: fn(T) -> A,
) -> Html {
    let what = what.clone();
    let edit = ask.reform({
        let what = what.clone();
        move |()| edit(Some(what.clone()))
    });
    let delete = ask.reform(move |()| delete(what.clone()));
    html! { <>
        <IconButton icon={Icon::Edit} label={t!("edit")} onclick={edit} testid="edit" />
        <IconButton icon={Icon::Trash} label={t!("delete")} onclick={delete} testid="delete" />
    </> }
}

#[derive(Properties, PartialEq)]
pub(super) struct DeleteProps {
    /// Where it is.
    pub(super) path: AttrValue,
    /// The question.
    pub(super) title: AttrValue,
    /// What will come of it.
    pub(super) text: AttrValue,
    pub(super) onclose: Callback<()>,
    pub(super) ondone: Callback<()>,
}

/// Asks, then deletes.
#[component]
pub(super) fn Delete(props: &DeleteProps) -> Html {
    let change = use_change();
    let onyes = {
        let (change, path, done) = (change.clone(), props.path.clone(), props.ondone.clone());
        move |()| {
            let path = path.clone();
            change.make(
                async move { api::bare(Method::DELETE, &path).await },
                done.clone(),
            );
        }
    };
    let refused = change.refused();
    html! {
        <Confirm title={props.title.clone()} text={props.text.clone()} act={t!("delete")} busy={change.busy()}
            error={refused.map(words::refusal)} detail={refused.and_then(words::detail)} {onyes} onclose={props.onclose.clone()} />
    }
}

/// A form: what is wrong with it shows once one has tried to send it.
pub(super) struct Form {
    checked: UseStateHandle<bool>,
    change: Change,
    name: String,
    /// The name that it had when it was last sent.
    sent: UseStateHandle<String>,
}

/// A form that nobody has tried to send yet, of something that has no name of its own.
#[hook]
pub(super) fn use_form() -> Form {
    use_form_of("")
}

/// The same, of what is to have this name, which another may have already.
#[hook]
pub(super) fn use_form_of(name: &str) -> Form {
    Form {
        checked: use_state(|| false),
        change: use_change(),
        name: name.to_owned(),
        sent: use_state(String::new),
    }
}

impl Form {
    /// What is wrong with a field, to be shown; `form` says which form is asked for.
    pub(super) fn fault(&self, found: Option<Fault>, form: AttrValue) -> Option<AttrValue> {
        found.filter(|_| *self.checked).map(|fault| match fault {
            Fault::Missing => t!("fault-missing"),
            Fault::Short => t!("fault-password"),
            Fault::Taken => t!("fault-taken"),
            Fault::Twice => t!("fault-twice"),
            Fault::Form => form,
        })
    }

    /// Why the server refused it.
    pub(super) fn refused(&self) -> Option<&Refusal> {
        self.change.refused()
    }

    /// Whether it is being sent.
    pub(super) fn busy(&self) -> bool {
        self.change.busy()
    }

    /// As if nobody had tried to send it.
    pub(super) fn forgive(&self) -> Callback<()> {
        let checked = self.checked.setter();
        Callback::from(move |()| checked.set(false))
    }

    /// Sends it where it is `good`.
    pub(super) fn submit<F>(
        &self,
        good: bool,
        ondone: Callback<()>,
        request: impl Fn() -> F + 'static,
    ) -> Callback<()>
    where
        F: Future<Output = Result<(), Refusal>> + 'static,
    {
        let (checked, change) = (self.checked.setter(), self.change.clone());
        let (sent, name) = (self.sent.setter(), self.name.clone());
        Callback::from(move |()| {
            checked.set(true);
            if good {
                sent.set(name.clone());
                change.make(request(), ondone.clone());
            }
        })
    }

    /// Puts `body` at `path` where it is `good`.
    pub(super) fn put<B: Serialize + Clone + 'static>(
        &self,
        good: bool,
        ondone: Callback<()>,
        path: String,
        body: B,
    ) -> Callback<()> {
        self.submit(good, ondone, move || {
            let (path, body) = (path.clone(), body.clone());
            async move { api::tell(Method::PUT, &path, &body).await }
        })
    }

    /// The same, of what may be `new`: then it takes the place of nothing.
    pub(super) fn save<B: Serialize + Clone + 'static>(
        &self,
        new: bool,
        good: bool,
        ondone: Callback<()>,
        path: String,
        body: B,
    ) -> Callback<()> {
        if !new {
            return self.put(good, ondone, path, body);
        }
        self.submit(good, ondone, move || {
            let (path, body) = (path.clone(), body.clone());
            async move { api::make::<IgnoredAny>(&path, &body).await.map(drop) }
        })
    }

    /// That the server knows another of this name, to be shown at its field as long as that has it.
    pub(super) fn taken(&self) -> Option<AttrValue> {
        let taken = self.refused().filter(|refusal| is_taken(refusal));
        taken
            .filter(|_| *self.sent == self.name)
            .map(words::refusal)
    }

    /// The dialog around its fields; that a name is taken, its field says.
    pub(super) fn draw(
        &self,
        title: AttrValue,
        label: AttrValue,
        (onsubmit, onclose): (Callback<()>, &Callback<()>),
        fields: Html,
    ) -> Html {
        html! {
            <Dialog {title} onclose={onclose.clone()} {onsubmit} foot={foot(self.busy(), onclose, label)} testid="form">
                { fields }
                { form_error(self.refused().filter(|refusal| !is_taken(refusal))) }
            </Dialog>
        }
    }
}

/// Whether it says that the name belongs to another.
fn is_taken(refusal: &Refusal) -> bool {
    matches!(refusal.kind(), "taken" | "not-new")
}

/// The buttons below a form.
pub(super) fn foot(busy: bool, onclose: &Callback<()>, label: AttrValue) -> Html {
    html! {<>
        <Button label={t!("cancel")} onclick={onclose.clone()} />
        <Button {label} kind={ButtonKind::Primary} submit=true {busy} testid="save" />
    </>}
}

/// What the button of a form says.
pub(super) fn saves(new: bool) -> AttrValue {
    if new { t!("create") } else { t!("save") }
}

/// Sets a text.
pub(super) fn set(to: &UseStateHandle<String>) -> Callback<String> {
    let to = to.setter();
    Callback::from(move |text| to.set(text))
}
