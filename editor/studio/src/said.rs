//! What the simulated bot said, drawn, and answered where it is a question.

use smol_str::SmolStr;
use trilha_model::{
    Attached, Choice, Content, Form, FormField, Location, Media, MediaKind, Received, Scale,
};
use trilha_state::Msg;
use trilha_state::simulation::Do;
use trilha_widgets::{
    Button, ButtonKind, Checkbox, Glyph, Icon, Menu, MenuEntry, MenuSide, TextField, t,
};
use yew::prelude::*;

/// Draws it; whether it can still be answered.
pub(crate) fn said(content: &Content, open: bool, send: &Callback<Msg>) -> Html {
    match content {
        Content::Menu {
            text,
            options,
            many: true,
        } => {
            html! { <><p>{ text }</p><Several options={options.clone()} {open} send={send.clone()} /></> }
        }
        Content::Menu { text, options, .. } => html! { <>
            <p>{ text }</p>
            <div class="sim-options">
                { for options.iter().map(|option| {
                    let key = option.key.clone();
                    let onclick = send.reform(move |_: MouseEvent| Msg::Do(Do::Choose(key.clone())));
                    html! { <button key={option.key.as_str()} type="button" class="sim-option" disabled={!open} {onclick} data-testid="sim-option" data-key={option.key.to_string()}>{ &option.label }</button> }
                }) }
            </div>
        </> },
        Content::Rating { text, scale } => {
            html! { <><p>{ text }</p>{ marks(*scale, open, send) }</> }
        }
        Content::Form(form) => {
            html! { <><p>{ &form.text }</p><Fields form={form.clone()} {open} send={send.clone()} /></> }
        }
        Content::Media(shown) => media(shown),
        other => html! { other.plain() },
    }
}

/// A picture is shown; anything else is named with its address.
fn media(media: &Media) -> Html {
    let alt = media.alt.clone().or_else(|| media.name.clone());
    let web = media.url.starts_with("https://");
    html! { <>
        if web && matches!(media.kind, MediaKind::Image | MediaKind::Sticker) {
            <img class="sim-picture" src={media.url.clone()} alt={alt.unwrap_or_default()} loading="lazy" />
        } else {
            <span class="row" data-testid="sim-media"><Glyph icon={Icon::Save} size={14} /><span>{ alt.unwrap_or_else(|| media.url.clone()) }</span></span>
        }
        if let Some(caption) = &media.caption { <p>{ caption }</p> }
    </> }
}

fn marks(scale: Scale, open: bool, send: &Callback<Msg>) -> Html {
    let (low, high) = scale.range();
    html! {
        <div class="sim-marks" role="group">
            { for (low..=high).map(|mark| {
                let face = match (scale, mark) {
                    (Scale::Thumbs, 0) => "👎".to_owned(),
                    (Scale::Thumbs, _) => "👍".to_owned(),
                    _ => mark.to_string(),
                };
                let onclick = send.reform(move |_: MouseEvent| Msg::Do(Do::Say(mark.to_string())));
                html! { <button key={mark} type="button" class="sim-option" disabled={!open} {onclick} data-testid={format!("sim-mark-{mark}")}>{ face }</button> }
            }) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct SeveralProps {
    options: Vec<Choice>,
    open: bool,
    send: Callback<Msg>,
}

/// A menu of which several may be chosen.
#[component]
fn Several(props: &SeveralProps) -> Html {
    let chosen = use_state(Vec::<SmolStr>::new);
    let toggle = |key: &SmolStr| {
        let (chosen, key) = (chosen.clone(), key.clone());
        Callback::from(move |on: bool| {
            let mut now = (*chosen).clone();
            now.retain(|one| *one != key);
            if on {
                now.push(key.clone());
            }
            chosen.set(now);
        })
    };
    let is_chosen = |option: &&Choice| chosen.contains(&option.key);
    let picked: Vec<&Choice> = props.options.iter().filter(is_chosen).collect();
    let keys: Vec<SmolStr> = picked.iter().map(|option| option.key.clone()).collect();
    let labels: Vec<&str> = picked.iter().map(|option| option.label.as_str()).collect();
    let text = labels.join(", ");
    let none = keys.is_empty();
    let submit = props
        .send
        .reform(move |()| Msg::Do(Do::Send(text.clone(), Attached::Chosen(keys.clone()))));
    html! {
        <div class="sim-options" data-testid="sim-several">
            { for props.options.iter().map(|option| html! {
                <Checkbox key={option.key.as_str()} label={option.label.clone()} on={chosen.contains(&option.key)} disabled={!props.open} onchange={toggle(&option.key)} testid={format!("sim-choice-{}", option.key)} />
            }) }
            <Button small=true kind={ButtonKind::Primary} label={t!("send")} disabled={none || !props.open} onclick={submit} testid="sim-several-send" />
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct FieldsProps {
    form: Form,
    open: bool,
    send: Callback<Msg>,
}

/// The questions of a form, answered at once.
#[component]
fn Fields(props: &FieldsProps) -> Html {
    let first = |field: &FormField| (field.name.clone(), field.value.clone().unwrap_or_default());
    let answers = use_state(|| props.form.fields.iter().map(first).collect::<Vec<_>>());
    let put = |name: &SmolStr| {
        let (answers, name) = (answers.clone(), name.clone());
        Callback::from(move |text: String| {
            let mut now = (*answers).clone();
            if let Some(slot) = now.iter_mut().find(|(known, _)| *known == name) {
                slot.1 = text;
            }
            answers.set(now);
        })
    };
    let answer = |name: &SmolStr| {
        let found = answers.iter().find(|(known, _)| known == name);
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let given = (*answers).clone();
    let submit = props
        .send
        .reform(move |()| Msg::Do(Do::Send(String::new(), Attached::Answers(given.clone()))));
    html! {
        <div class="sim-form" data-testid="sim-form">
            { for props.form.fields.iter().map(|field| html! {
                <TextField key={field.name.as_str()} label={field.label.clone()} value={answer(&field.name)} oninput={put(&field.name)} disabled={!props.open}
                    kind={if field.sensitive { "password" } else { "text" }} hint={Some(AttrValue::from(field.kind.to_string()))}
                    error={field.error.clone().map(AttrValue::from)} testid={format!("sim-field-{}", field.name)} />
            }) }
            <Button small=true kind={ButtonKind::Primary} label={t!("send")} disabled={!props.open} onclick={submit} testid="sim-form-send" />
        </div>
    }
}

/// Gives the bot something besides words: made up, because nothing leaves the browser.
pub(crate) fn attach(send: &Callback<Msg>) -> Html {
    let entries = vec![
        MenuEntry::item("image", t!("sim-image"), None),
        MenuEntry::item("video", t!("sim-video"), None),
        MenuEntry::item("audio", t!("sim-audio"), None),
        MenuEntry::item("file", t!("sim-file"), None),
        MenuEntry::item("location", t!("sim-location"), None),
    ];
    let onpick = send.reform(|what: AttrValue| Msg::Do(Do::Send(String::new(), made_up(&what))));
    html! { <Menu bare=true icon={Icon::Plus} label={t!("sim-attach")} side={MenuSide::End} {entries} {onpick} testid="sim-attach" /> }
}

fn made_up(what: &str) -> Attached {
    let Some(kind) = MediaKind::parse(what) else {
        return Attached::Location(Box::new(Location {
            latitude: -23.550_52,
            longitude: -46.633_31,
            name: None,
            address: None,
        }));
    };
    let (name, mime) = match kind {
        MediaKind::Image | MediaKind::Sticker => ("image.png", "image/png"),
        MediaKind::Video => ("video.mp4", "video/mp4"),
        MediaKind::Audio => ("audio.ogg", "audio/ogg"),
        MediaKind::File => ("file.pdf", "application/pdf"),
    };
    Attached::Media(Box::new(Received {
        kind,
        url: format!("https://example.com/{name}"),
        name: Some(name.to_owned()),
        size: Some(1_024),
        mime: Some(mime.to_owned()),
    }))
}
