//! A secret that was just made: shown once.

use super::reset::Copy;
use trilha_widgets::{Button, Dialog, TextField, t};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct ShownProps {
    pub(super) title: AttrValue,
    /// What it is for.
    pub(super) text: AttrValue,
    pub(super) secret: AttrValue,
    /// What can be done with it.
    #[prop_or_default]
    pub(super) children: Html,
    pub(super) onclose: Callback<()>,
}

/// Shows it, to be copied.
#[component]
pub(super) fn Shown(props: &ShownProps) -> Html {
    let foot =
        html! { <Button label={t!("done")} onclick={props.onclose.clone()} testid="done" /> };
    html! {
        <Dialog title={props.title.clone()} onclose={props.onclose.clone()} {foot} testid="shown">
            <p class="soft">{ props.text.clone() }</p>
            <div class="with-button">
                <TextField label={t!("value")} code=true value={props.secret.clone()} readonly=true testid="field-secret" />
                <Copy value={props.secret.clone()} />
            </div>
            { props.children.clone() }
        </Dialog>
    }
}
