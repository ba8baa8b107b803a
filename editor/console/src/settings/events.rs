//! Choosing events for a webhook: those that published trails send out stand below the field where any can be named.

use super::fetched::Fetched;
use super::valid::event_names;
use trilha_widgets::{Checkbox, t};
use trilha_wire::outside::SentOut;
use yew::prelude::*;

/// A box to tick for each event that is known, with the trails that send it; `names` is what stands in the field.
pub(super) fn choice(known: &Fetched<Vec<SentOut>>, names: &UseStateHandle<String>) -> Html {
    let Some(known) = known.there() else {
        return Html::default();
    };
    if known.is_empty() {
        return html! { <p class="quiet">{ t!("hook-none-known") }</p> };
    }
    let chosen = event_names(names);
    let line = |event: &SentOut| {
        let onchange = {
            let (names, name) = (names.clone(), event.name.clone());
            Callback::from(move |on| names.set(with(&names, &name, on)))
        };
        html! {
            <div class="member" key={event.name.clone()} data-testid="event" data-id={event.name.clone()}>
                <span class="quiet cut">{ event.trails.join(", ") }</span><Checkbox label={event.name.clone()} on={chosen.contains(&event.name)} {onchange} />
            </div>
        }
    };
    html! {
        <fieldset class="field">
            <legend>{ t!("hook-known") }</legend>
            <div class="members events">{ for known.iter().map(line) }</div>
        </fieldset>
    }
}

/// The names in a text, with one more or less; the others stay as they are.
fn with(text: &str, name: &str, on: bool) -> String {
    let mut names = event_names(text);
    names.retain(|other| other != name);
    names.extend(on.then(|| name.to_owned()));
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::with;

    #[test]
    fn ticking_a_name_leaves_the_others_as_they_are() {
        assert_eq!(with("", "seen", true), "seen");
        assert_eq!(with("order.paid, x", "seen", true), "order.paid, x, seen");
        assert_eq!(with("seen order.paid,seen", "seen", false), "order.paid");
        assert_eq!(with("x, seen", "seen", true), "x, seen");
        assert_eq!(with("seen", "seen", false), "");
    }
}
