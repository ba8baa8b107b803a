//! The composer: an answer or a private note, with a draft that survives a reload.

use super::attach::{AttachButton, take, tray};
use super::groups::audience;
use crate::kept;
use crate::page::holds_files;
use crate::state::{Can, Msg, State, group};
use std::rc::Rc;
use trilha_model::Act;
use trilha_widgets::{
    Button, ButtonKind, Glyph, Icon, Segmented, TextArea, chance, composing, storage, t,
};
use trilha_wire::desk::{Owner, Summary};
use wasm_bindgen::JsCast;
use web_sys::ClipboardEvent;
use yew::prelude::*;

/// What [`Composer`] takes.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) state: Rc<State>,
    pub(super) send: Callback<Msg>,
    pub(super) line: Rc<Summary>,
}

/// Where one writes. Enter sends, Shift+Enter begins a line.
#[component]
pub(super) fn Composer(props: &Props) -> Html {
    let Props { state, send, line } = props;
    let may = state.can(line);
    let works = may.work;
    let note = state.noting && may.note;
    let writes = works || note;
    let me = state.me.as_ref().map(|me| me.id.clone());
    let key = kept::draft(&me.unwrap_or_default(), &line.id, note);
    let text = use_state(|| storage::get(&key).unwrap_or_default());
    use_effect_with((key.clone(), state.rewritten), {
        let text = text.setter();
        move |(key, _)| text.set(storage::get(key).unwrap_or_default())
    });
    let put = {
        let (text, key) = (text.setter(), key.clone());
        Callback::from(move |now: String| {
            storage::set(&key, &now);
            text.set(now);
        })
    };
    let oninput = {
        let (put, send, id) = (put.clone(), send.clone(), line.id.clone());
        Callback::from(move |now: String| {
            // The contact is told only of who has the conversation: they do not hear of notes.
            let secret = note && works;
            if !secret && !now.is_empty() {
                send.emit(Msg::Writing(id.clone()));
            }
            put.emit(now);
        })
    };
    let attaches = works && !note;
    let attached = attaches && !state.tray(&line.id).is_empty();
    let ready = if attached {
        state.tray_is_ready(&line.id)
    } else {
        !text.trim().is_empty()
    };
    let submit = {
        let (put, send, id, text) = (put, send.clone(), line.id.clone(), text.clone());
        Callback::from(move |()| {
            if !ready {
                return;
            }
            if !text.trim().is_empty() || attached {
                send.emit(Msg::Send {
                    id: id.clone(),
                    client: chance::uuid(),
                    text: (*text).clone(),
                    note,
                });
                put.emit(String::new());
            }
        })
    };
    let onkeydown = {
        let submit = submit.clone();
        Callback::from(move |event: KeyboardEvent| {
            let key = event.key();
            if key == "Enter" && !event.shift_key() && !composing(&event) {
                event.prevent_default();
                submit.emit(());
            } else if key == "Escape" {
                event.prevent_default();
                drop(event.target_unchecked_into::<web_sys::HtmlElement>().blur());
            }
        })
    };
    let over = use_state_eq(|| false);
    let ondragover = {
        let over = over.clone();
        Callback::from(move |event: DragEvent| {
            if attaches && holds_files(event.data_transfer().as_ref()) {
                event.prevent_default();
                over.set(true);
            }
        })
    };
    let ondragleave = {
        let over = over.setter();
        Callback::from(move |_: DragEvent| over.set(false))
    };
    let ondrop = {
        let (over, id, send) = (over.setter(), line.id.clone(), send.clone());
        Callback::from(move |event: DragEvent| {
            over.set(false);
            let files = event.data_transfer().and_then(|data| data.files());
            if attaches && take(files, &id, &send) {
                event.prevent_default();
            }
        })
    };
    let onpaste = {
        let (id, send) = (line.id.clone(), send.clone());
        Callback::from(move |event: Event| {
            let pasted = event.dyn_ref::<ClipboardEvent>();
            let Some(data) = pasted.and_then(ClipboardEvent::clipboard_data) else {
                return;
            };
            // Spreadsheets and word processors add a picture of the text that is meant.
            let has_text = data
                .get_data("text/plain")
                .is_ok_and(|text| !text.is_empty());
            if attaches && !has_text && take(data.files(), &id, &send) {
                event.prevent_default();
            }
        })
    };
    let modes = vec![
        ("reply".into(), t!("mode-reply"), Some(Icon::Message)),
        ("note".into(), t!("mode-note"), Some(Icon::Note)),
    ];
    let mode = if note { "note" } else { "reply" };
    let placeholder = if note {
        group(line).map_or_else(
            || t!("write-note"),
            |group| t!("write-note-group", group = group.title.as_str()),
        )
    } else {
        t!(
            "write-reply",
            name = crate::words::contact(line).to_string()
        )
    };
    html! {
        <footer class={classes!("composer", note.then_some("noting"), (attaches && *over).then_some("over"))} {ondragover} {ondragleave} {ondrop} {onpaste}>
            if attaches { { tray(state, &line.id, send) } }
            if writes {
                { audience(line, note) }
                <TextArea aria={placeholder.clone()} {placeholder} value={(*text).clone()} rows={1} {oninput} {onkeydown} testid="composer" id="composer" />
            } else {
                { blocked(props, may) }
            }
            if may.note { <div class="composer-foot">
                if attaches { <AttachButton id={line.id.clone()} send={send.clone()} /> }
                <Segmented label={t!("mode")} options={modes} value={mode} onchange={send.reform(|mode: AttrValue| Msg::Noting(mode == "note"))} testid="composer-mode" />
                <span class="grow"></span>
                if writes {
                    <span class="wide-only quiet hint">{ t!("enter-sends") }</span>
                    <Button label={if note { t!("add-note") } else { t!("send") }} icon={if note { Icon::Note } else { Icon::Send }} kind={ButtonKind::Primary}
                        disabled={!ready} onclick={submit} testid="composer-send" />
                }
            </div> }
        </footer>
    }
}

fn blocked(props: &Props, may: Can) -> Html {
    let Props { state, send, line } = props;
    if let Some(group) = group(line).filter(|_| !may.note) {
        let words = if may.release {
            t!("blocked-group-held", group = group.title.as_str())
        } else {
            t!("blocked-group", group = group.title.as_str())
        };
        return html! { <div class="blocked" data-testid="composer-blocked"><Glyph icon={Icon::Lock} size={14} /><span>{ words }</span></div> };
    }
    let words = match &line.owner {
        Owner::Bot => t!("blocked-bot"),
        Owner::Queue { .. } => t!("blocked-queue"),
        Owner::Agent { name, .. } => t!("blocked-agent", name = name.as_str()),
    };
    let take = send.reform({
        let id = line.id.clone();
        move |()| Msg::Act(id.clone(), Act::Take)
    });
    html! {
        <div class="blocked" data-testid="composer-blocked">
            <span>{ words }</span>
            if may.take { <Button label={if may.over { t!("take-over") } else { t!("take") }} small=true icon={Icon::Hand} busy={state.acting.contains(&line.id)} onclick={take} /> }
        </div>
    }
}
