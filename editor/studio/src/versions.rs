//! What was published, newest first.

use crate::api;
use crate::words;
use trilha_model::TrailId;
use trilha_widgets::{Badge, Empty, Failure, Icon, Spinner, Tone, t};
use trilha_wire::studio::Published;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What [`Versions`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) id: TrailId,
    /// The version that serves: another one means the list is to be fetched anew.
    pub(crate) version: Option<u32>,
}

/// The versions.
#[component]
pub(crate) fn Versions(props: &Props) -> Html {
    let found = use_state(|| None::<Result<Vec<Published>, api::Failure>>);
    let turn = use_state(|| 0_u32);
    use_effect_with((props.id.clone(), props.version, *turn), {
        let found = found.setter();
        move |(id, ..)| {
            let path = format!("/api/trails/{id}/versions");
            spawn_local(async move { found.set(Some(api::get(&path).await)) });
        }
    });
    let again = {
        let turn = turn.clone();
        Callback::from(move |()| turn.set(*turn + 1))
    };
    match &*found {
        None => html! { <div class="side-wait"><Spinner /></div> },
        Some(Err(failure)) => {
            html! { <Failure title={failure.words()} detail={failure.exact()} onretry={again} /> }
        }
        Some(Ok(versions)) if versions.is_empty() => {
            html! { <Empty icon={Icon::Upload} title={t!("versions-empty")} text={t!("versions-empty-text")} testid="versions-empty" /> }
        }
        Some(Ok(versions)) => html! {
            <ol class="versions">
                { for versions.iter().map(|version| html! {
                    <li class="version" data-testid="version-line" data-version={version.version.to_string()}>
                        <div class="row">
                            <b>{ t!("version", version = version.version) }</b>
                            if Some(version.version) == props.version { <Badge label={t!("serving")} tone={Tone::Ok} /> }
                            <span class="grow"></span>
                            <time class="quiet numbers">{ words::moment(version.at) }</time>
                        </div>
                        if !version.note.is_empty() { <p>{ &version.note }</p> }
                        <p class="quiet">{ version.by.clone().map_or_else(|| t!("by-server"), |by| t!("by", name = by)) }{ " · " }<code>{ version.bundle.as_str().chars().take(10).collect::<String>() }</code></p>
                    </li>
                }) }
            </ol>
        },
    }
}
