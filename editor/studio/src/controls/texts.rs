//! Texts for contacts: one, or several in a list.

use super::Desk;
use crate::speech::SpeechField;
use crate::verdicts::Verdict;
use smol_str::SmolStr;
use trilha_state::Msg;
use trilha_state::form::{Row, Speech, speech_draft};
use trilha_trail::edit::Draft;
use trilha_widgets::{Button, ButtonKind, Icon, IconButton, t};
use yew::prelude::*;

/// One text.
pub(super) fn one_text(
    desk: &Desk,
    row: &Row,
    speech: &Speech,
    name: &AttrValue,
    error: Option<Verdict>,
) -> Html {
    let (path, send, keep) = (row.path.clone(), desk.send.clone(), row.required);
    let onchange = Callback::from(move |speech: Speech| {
        let gone = !keep
            && matches!(speech.as_slice(), [(language, text)] if language.is_empty() && text.is_empty());
        send.emit(if gone {
            Msg::Clear(path.clone())
        } else {
            Msg::Set(path.clone(), speech_draft(&speech))
        });
    });
    html! { <SpeechField speech={speech.clone()} languages={desk.languages.clone()} locked={desk.locked} aria={name.clone()} {onchange} {error} /> }
}

/// One text is written as itself, several as a list.
pub(super) fn several_texts(
    desk: &Desk,
    row: &Row,
    texts: &[Speech],
    name: &AttrValue,
    error: Option<&Verdict>,
) -> Html {
    let write = |texts: Vec<Speech>| -> Msg {
        match texts.as_slice() {
            [] => Msg::Clear(row.path.clone()),
            [only]
                if !row.required
                    && matches!(only.as_slice(), [(language, text)] if language.is_empty() && text.is_empty()) =>
            {
                Msg::Clear(row.path.clone())
            }
            [only] => Msg::Set(row.path.clone(), speech_draft(only)),
            several => Msg::Set(
                row.path.clone(),
                Draft::List(several.iter().map(|speech| speech_draft(speech)).collect()),
            ),
        }
    };
    let item = |(n, speech): (usize, &Speech)| {
        let (mut path, listed) = (row.path.clone(), texts.len() > 1);
        if listed {
            path.push(n.into());
        }
        let keep = row.required || listed;
        let send = desk.send.clone();
        let onchange = Callback::from(move |speech: Speech| {
            let gone = !keep
                && matches!(speech.as_slice(), [(language, text)] if language.is_empty() && text.is_empty());
            send.emit(if gone {
                Msg::Clear(path.clone())
            } else {
                Msg::Set(path.clone(), speech_draft(&speech))
            });
        });
        let mut without = texts.to_vec();
        without.remove(n);
        let remove = {
            let msg = write(without);
            desk.send.reform(move |()| msg.clone())
        };
        html! {
            <SpeechField key={n} speech={speech.clone()} languages={desk.languages.clone()} locked={desk.locked} aria={name.clone()} {onchange} error={error.cloned().filter(|_| n == 0)}>
                if listed && !desk.locked { <IconButton small=true icon={Icon::Trash} label={t!("remove")} onclick={remove} testid="item-remove" /> }
            </SpeechField>
        }
    };
    let mut with = texts.to_vec();
    with.push(vec![(SmolStr::default(), "…".to_owned())]);
    let add = {
        let msg = write(with);
        desk.send.reform(move |()| msg.clone())
    };
    html! {
        <div class="items">
            { for texts.iter().enumerate().map(item) }
            if row.present && !desk.locked { <Button small=true kind={ButtonKind::Ghost} icon={Icon::Plus} label={t!("add-message")} onclick={add} testid="item-add" /> }
        </div>
    }
}
