//! The switch of the keys that are single characters (WCAG 2.1.4).

use crate::kept;
use trilha_widgets::{Switch, t};
use yew::prelude::*;

/// Switches them on or off in this browser.
#[component]
pub(crate) fn Letters() -> Html {
    let on = use_state(kept::letters);
    let onchange = {
        let on = on.setter();
        move |wanted| {
            kept::want_letters(wanted);
            on.set(wanted);
        }
    };
    html! {
        <div class="stack"><Switch label={t!("letters")} on={*on} {onchange} testid="letters" /><p class="quiet">{ t!("letters-text") }</p></div>
    }
}
