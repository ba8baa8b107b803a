//! Attaching: a button, dropping and pasting, and what is attached with how far it has come.

use crate::state::{Attachment, Coming, Msg, State, Step, Unfit};
use crate::{upload, words};
use trilha_model::limits::MEDIA;
use trilha_model::{ConversationId, MediaKind};
use trilha_widgets::{Glyph, Icon, IconButton, chance, t};
use web_sys::{FileList, HtmlInputElement};
use yew::prelude::*;

/// Takes files in.
pub(super) fn take(files: Option<FileList>, id: &ConversationId, send: &Callback<Msg>) -> bool {
    let Some(files) = files else {
        return false;
    };
    let mut any = false;
    for file in (0..files.length()).filter_map(|at| files.get(at)) {
        let client = chance::uuid();
        let name = file.name();
        let size = size(file.size());
        upload::hold(&client, file);
        send.emit(Msg::Attach {
            id: id.clone(),
            client,
            step: Step::Chosen { name, size },
        });
        any = true;
    }
    any
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes of files are whole and not negative"
)]
fn size(bytes: f64) -> u64 {
    bytes as u64
}

#[derive(Properties, PartialEq)]
pub(super) struct ButtonProps {
    pub(super) id: ConversationId,
    pub(super) send: Callback<Msg>,
}

/// Opens the browser's own choice of files.
#[component]
pub(super) fn AttachButton(props: &ButtonProps) -> Html {
    let input = use_node_ref();
    let open = {
        let input = input.clone();
        Callback::from(move |()| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.click();
            }
        })
    };
    let onchange = {
        let (id, send) = (props.id.clone(), props.send.clone());
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            take(input.files(), &id, &send);
            // The same file may be chosen again.
            input.set_value("");
        })
    };
    html! { <>
        <input ref={input} type="file" multiple=true hidden=true tabindex="-1" aria-hidden="true" {onchange} data-testid="attach-input" />
        <IconButton icon={Icon::Clip} label={t!("attach")} onclick={open} small=true testid="attach" />
    </> }
}

/// Draws what is attached.
pub(super) fn tray(state: &State, id: &ConversationId, send: &Callback<Msg>) -> Html {
    let tray = state.tray(id);
    if tray.is_empty() {
        return Html::default();
    }
    html! {
        <ul class="tray" aria-label={t!("attached")} data-testid="tray">
            { for tray.iter().map(|one| attachment(one, id, send)) }
        </ul>
    }
}

fn attachment(one: &Attachment, id: &ConversationId, send: &Callback<Msg>) -> Html {
    let step = |step: fn() -> Step| {
        let (id, client) = (id.clone(), one.client.clone());
        send.reform(move |()| Msg::Attach {
            id: id.clone(),
            client: client.clone(),
            step: step(),
        })
    };
    let (mark, under) = match &one.coming {
        Coming::Under(percent) => (
            "coming",
            html! { <progress max="100" value={percent.to_string()} aria-label={t!("attach-coming")}></progress> },
        ),
        Coming::There(_) => ("there", Html::default()),
        Coming::Unfit(unfit) => (
            "unfit",
            html! { <small class="bad" role="alert">{ words_of(*unfit) }</small> },
        ),
        Coming::Failed(why) => (
            "failed",
            html! { <small class="bad" role="alert">{ words::reason(why) }</small> },
        ),
    };
    let picture = match &one.coming {
        Coming::There(there) if matches!(there.kind, MediaKind::Image | MediaKind::Sticker) => {
            Some(there.url.clone())
        }
        _ => None,
    };
    html! {
        <li key={one.client.as_str()} class={mark} data-testid="attachment" data-state={mark}>
            if let Some(url) = picture { <img src={url} alt="" /> } else { <Glyph icon={Icon::Clip} size={16} /> }
            <span class="grow"><b class="cut" title={one.name.clone()}>{ &one.name }</b>{ under }</span>
            if matches!(one.coming, Coming::Failed(_)) {
                <IconButton icon={Icon::Refresh} label={t!("try-again")} small=true onclick={step(|| Step::Again)} testid="attachment-retry" />
            }
            <IconButton icon={Icon::X} label={t!("attach-remove", name = one.name.as_str())} small=true onclick={step(|| Step::Removed)} testid="attachment-remove" />
        </li>
    }
}

fn words_of(unfit: Unfit) -> AttrValue {
    match unfit {
        Unfit::TooLarge => t!("attach-too-large", most = (MEDIA >> 20).to_string()),
        Unfit::Empty => t!("attach-empty"),
        Unfit::TooMany => t!("attach-too-many"),
    }
}
