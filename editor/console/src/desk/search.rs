//! What of the list is wanted: words and a queue.

use crate::state::{Filter, Msg, State};
use gloo_timers::callback::Timeout;
use std::rc::Rc;
use trilha_widgets::{Icon, Opt, Select, TextField, t};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct SearchProps {
    pub(super) state: Rc<State>,
    pub(super) send: Callback<Msg>,
}

/// Words and a queue; the words are asked for after a moment without typing.
#[component]
pub(super) fn Search(props: &SearchProps) -> Html {
    let filter = props.state.filter.clone();
    let text = use_state(|| filter.text.clone());
    let timer = use_mut_ref(|| None::<Timeout>);
    use_effect_with(filter.text.clone(), {
        let text = text.setter();
        move |now| text.set(now.clone())
    });
    let oninput = {
        let (text, send, queue) = (text.setter(), props.send.clone(), filter.queue.clone());
        Callback::from(move |now: String| {
            text.set(now.clone());
            let (send, queue) = (send.clone(), queue.clone());
            *timer.borrow_mut() = Some(Timeout::new(220, move || {
                send.emit(Msg::Filter(Filter { queue, text: now }));
            }));
        })
    };
    let mut options = vec![Opt::new("", t!("every-queue"))];
    options.extend(
        props
            .state
            .queues
            .iter()
            .map(|queue| Opt::new(queue.id.to_string(), queue.settings.title.clone())),
    );
    let onqueue = {
        let text = (*text).clone();
        props.send.reform(move |queue: String| {
            Msg::Filter(Filter {
                queue: (!queue.is_empty()).then(|| queue.into()),
                text: text.clone(),
            })
        })
    };
    html! {
        <div class="list-search" role="search">
            <TextField kind="search" aria={t!("search")} placeholder={t!("search")} icon={Icon::Search} value={(*text).clone()} {oninput} testid="list-search" />
            if props.state.queues.len() > 1 {
                <Select aria={t!("queue")} value={filter.queue.map(|q| q.to_string()).unwrap_or_default()} {options} onchange={onqueue} testid="list-queue" />
            }
        </div>
    }
}
