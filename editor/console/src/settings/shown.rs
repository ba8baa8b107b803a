//! A secret that was just made: shown once.

use super::reset::Copy;
use trilha_widgets::{Dialog, TextField, t};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct ShownProps {
    pub(super) title: AttrValue,
    /// What it is for.
    pub(super) text: AttrValue,
    pub(super) secret: AttrValue,
    pub(super) onclose: Callback<()>,
}

/// Shows it, to be copied.
#[component]
pub(super) fn Shown(props: &ShownProps) -> Html {
    html! {
        <Dialog title={props.title.clone()} onclose={props.onclose.clone()} testid="shown">
            <p class="soft">{ props.text.clone() }</p>
            <div class="with-button">
                <TextField label={t!("value")} code=true value={props.secret.to_string()} oninput={Callback::noop()} testid="field-secret" />
                <Copy value={props.secret.clone()} />
            </div>
        </Dialog>
    }
}
