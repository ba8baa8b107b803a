//! What a webhook did not take and is no longer tried: seen, and delivered again at one's word.

use super::fetched::use_change;
use super::form_error;
use super::screen::foot;
use crate::{api, clock};
use gloo_net::http::Method;
use trilha_widgets::{Dialog, english, t};
use trilha_wire::outside::{Attempt, Hook};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) hook: Hook,
    /// Where it is.
    pub(super) path: String,
    pub(super) onclose: Callback<()>,
    pub(super) ondone: Callback<()>,
}

/// The list, with a button that has all of it delivered again.
#[component]
pub(super) fn GivenUp(props: &Props) -> Html {
    let change = use_change();
    let onsubmit = {
        let (change, path) = (change.clone(), format!("{}/again", props.path));
        let ondone = props.ondone.clone();
        Callback::from(move |()| {
            let path = path.clone();
            let request = async move { api::bare(Method::POST, &path).await };
            change.make(request, ondone.clone());
        })
    };
    let foot = foot(change.busy(), &props.onclose, t!("hook-deliver-again"));
    html! {
        <Dialog title={t!("hook-given-up-of", name = props.hook.id.as_str())} onclose={props.onclose.clone()} {onsubmit} {foot} testid="form">
            <p class="soft">{ t!("hook-given-up-text") }</p>
            <ul class="attempts" tabindex="0" aria-label={t!("hook-given-up-of", name = props.hook.id.as_str())}>
                { for props.hook.given_up.iter().map(attempt) }
            </ul>
            { form_error(change.refused()) }
        </Dialog>
    }
}

fn attempt(attempt: &Attempt) -> Html {
    let problem = attempt.problem.clone().map(AttrValue::from);
    html! {
        <li data-testid="attempt">
            <span class="row"><span class="mono grow">{ &attempt.event }</span><span class="quiet">{ clock::full(attempt.at) }</span></span>
            { english(problem.as_ref()) }
        </li>
    }
}
