//! Inboxes: where conversations come in, the trail that answers, and how to reach them.

use super::fetched::use_fetched;
use super::named::use_named;
use super::screen::{About, Delete, asking, edit_and_delete, saves, use_form_of, use_screen};
use crate::route::encode;
use crate::{page, words};
use trilha_model::Channel;
use trilha_widgets::{
    Badge, Button, Checkbox, Dialog, Glyph, Icon, IconButton, Opt, Select, Tone, clipboard, t,
    use_toasts,
};
use trilha_wire::staff::{Inbox, InboxSettings, Queue};
use trilha_wire::studio::TrailLine;
use yew::prelude::*;

#[derive(Clone, PartialEq)]
enum Asked {
    Edit(Option<Inbox>),
    Embed(Inbox),
    Delete(Inbox),
}

/// The list of inboxes.
#[component]
pub(super) fn Inboxes() -> Html {
    let screen = use_screen::<Inbox, Asked>("/api/inboxes");
    let trails = use_fetched::<Vec<TrailLine>>("/api/trails");
    let queues = use_fetched::<Vec<Queue>>("/api/queues");
    let trails = trails.there().cloned().unwrap_or_default();
    let queues = queues.there().cloned().unwrap_or_default();
    let (ask, onclose, ondone) = (screen.ask(), screen.onclose(), screen.ondone());
    let dialog = match screen.asked() {
        Some(Asked::Edit(inbox)) => {
            let taken = screen.taken(|other| other.id.to_string());
            html! { <Form inbox={inbox.clone()} {taken} trails={trails.clone()} {queues} {onclose} {ondone} /> }
        }
        Some(Asked::Embed(inbox)) => html! { <Embed inbox={inbox.clone()} {onclose} /> },
        Some(Asked::Delete(inbox)) => html! {
            <Delete path={path(inbox.id.as_str())} title={t!("delete-inbox", name = inbox.settings.title.as_str())}
                text={t!("delete-inbox-text")} {onclose} {ondone} />
        },
        None => Html::default(),
    };
    let about = About {
        title: t!("inboxes"),
        text: t!("inboxes-text"),
        new: t!("new-inbox"),
        heads: vec![t!("inbox"), t!("channel"), t!("trail"), t!("state")],
        none: (Icon::Inbox, t!("no-inboxes"), t!("no-inboxes-text")),
    };
    let new = ask.reform(|()| Asked::Edit(None));
    screen.draw(about, new, |inbox| row(inbox, &trails, &ask), dialog)
}

fn path(id: &str) -> String {
    format!("/api/inboxes/{}", encode(id))
}

fn row(inbox: &Inbox, trails: &[TrailLine], ask: &Callback<Asked>) -> Html {
    let settings = &inbox.settings;
    let trail = settings.trail.as_ref().map(|id| {
        trails
            .iter()
            .find(|line| line.id == *id)
            .map_or_else(|| id.to_string(), |line| line.title.clone())
    });
    html! {
        <tr key={inbox.id.as_str()} data-testid="line" data-id={inbox.id.to_string()}>
            <td><strong>{ &settings.title }</strong><br /><span class="mono quiet">{ inbox.id.as_str() }</span></td>
            <td data-label={t!("channel")}>{ words::channel(settings.channel) }</td>
            <td>
                if let Some(trail) = trail { <a class="row" href={format!("/studio/{}", settings.trail.as_ref().map(|t| encode(t.as_str())).unwrap_or_default())}><Glyph icon={Icon::Branch} size={14} />{ trail }</a> }
                else { <span class="quiet">{ t!("no-trail") }</span> }
            </td>
            <td>if settings.enabled { <Badge tone={Tone::Ok} label={t!("enabled")} /> } else { <Badge label={t!("disabled")} /> }</td>
            <td class="acts">
                <IconButton icon={Icon::Code} label={t!("embed")} onclick={asking(ask, inbox, Asked::Embed)} testid="embed" />
                { edit_and_delete(ask, inbox, Asked::Edit, Asked::Delete) }
            </td>
        </tr>
    }
}

#[derive(Properties, PartialEq)]
struct EmbedProps {
    inbox: Inbox,
    onclose: Callback<()>,
}

/// The chat's own page, and what to paste into any site; for programs, where to post.
#[component]
fn Embed(props: &EmbedProps) -> Html {
    let toasts = use_toasts();
    let (origin, id) = (page::origin(), encode(props.inbox.id.as_str()));
    let web = props.inbox.settings.channel == Channel::Webchat;
    let snippet = if web {
        format!(
            "<script src=\"{origin}/chat.js\" async></script>\n<trilha-chat inbox=\"{id}\"></trilha-chat>"
        )
    } else {
        format!("POST {origin}/api/chat/{id}/visits\nPOST {origin}/api/chat/{id}/messages")
    };
    let copy = {
        let snippet = snippet.clone();
        move |()| {
            if clipboard::copy(&snippet)
                && let Some(toasts) = &toasts
            {
                toasts.ok(t!("copied"));
            }
        }
    };
    let link = format!("{origin}/chat/{id}");
    html! {
        <Dialog title={t!("embed")} onclose={props.onclose.clone()} wide=true testid="form">
            if web {
                <p class="soft">{ t!("chat-page") }{ " " }<a href={link.clone()} target="_blank" rel="noopener" data-testid="chat-link">{ link }</a></p>
                <p class="soft">{ t!("embed-text") }</p>
            } else {
                <p class="soft">{ t!("embed-api-text") }</p>
            }
            <pre class="snippet" data-testid="embed-snippet">{ snippet }</pre>
            <p><Button label={t!("copy")} icon={Icon::Copy} onclick={copy} testid="copy" /></p>
        </Dialog>
    }
}

#[derive(Properties, PartialEq)]
struct FormProps {
    inbox: Option<Inbox>,
    /// The ids there are.
    taken: Vec<String>,
    trails: Vec<TrailLine>,
    queues: Vec<Queue>,
    onclose: Callback<()>,
    ondone: Callback<()>,
}

fn start(inbox: Option<&Inbox>) -> InboxSettings {
    inbox.map_or_else(
        || InboxSettings {
            title: String::new(),
            channel: Channel::Webchat,
            trail: None,
            queue: None,
            enabled: true,
        },
        |inbox| inbox.settings.clone(),
    )
}

#[component]
fn Form(props: &FormProps) -> Html {
    let settings = use_state(|| start(props.inbox.as_ref()));
    let known = props.inbox.as_ref();
    let known = known.map(|inbox| (inbox.settings.title.clone(), inbox.id.to_string()));
    let named = use_named(known, props.taken.clone());
    let form = use_form_of(&named.id());
    let body = InboxSettings {
        title: named.title(),
        ..(*settings).clone()
    };
    let (new, path) = (named.is_new(), path(&named.id()));
    let ondone = props.ondone.clone();
    let onsubmit = form.save(new, named.is_good(), ondone, path, body);
    let edit = |with: fn(&mut InboxSettings, String)| {
        let settings = settings.clone();
        Callback::from(move |text: String| {
            let mut now = (*settings).clone();
            with(&mut now, text);
            settings.set(now);
        })
    };
    let onenabled = {
        let settings = settings.clone();
        move |on| {
            settings.set(InboxSettings {
                enabled: on,
                ..(*settings).clone()
            });
        }
    };
    let channels = vec![
        Opt::new("webchat", t!("channel-webchat")),
        Opt::new("api", t!("channel-api")),
    ];
    let fields = html! {<>
        { named.fields(&form, Some(t!("inbox-title-hint")), t!("inbox-id-hint")) }
        <Select label={t!("channel")} value={if settings.channel == Channel::Api { "api" } else { "webchat" }} options={channels}
            onchange={edit(|s, value| s.channel = if value == "api" { Channel::Api } else { Channel::Webchat })} testid="field-channel" />
        <Select label={t!("trail")} value={settings.trail.as_ref().map(ToString::to_string).unwrap_or_default()} options={trails(&props.trails)} hint={t!("trail-hint")}
            onchange={edit(|s, value| s.trail = (!value.is_empty()).then(|| value.into()))} testid="field-trail" />
        <Select label={t!("queue")} value={settings.queue.as_ref().map(ToString::to_string).unwrap_or_default()} options={queues(&props.queues)} hint={t!("inbox-queue-hint")}
            onchange={edit(|s, value| s.queue = (!value.is_empty()).then(|| value.into()))} testid="field-queue" />
        <Checkbox label={t!("enabled-label")} on={settings.enabled} onchange={onenabled} testid="field-enabled" />
    </>};
    let title = if new {
        t!("new-inbox")
    } else {
        t!("edit-inbox")
    };
    form.draw(title, saves(new), (onsubmit, &props.onclose), fields)
}

fn trails(lines: &[TrailLine]) -> Vec<Opt> {
    let mut trails = vec![Opt::new("", t!("no-trail"))];
    trails.extend(lines.iter().map(|trail| {
        Opt::new(
            trail.id.to_string(),
            if trail.published.is_some() {
                trail.title.clone().into()
            } else {
                t!("not-published", title = trail.title.as_str())
            },
        )
    }));
    trails
}

fn queues(lines: &[Queue]) -> Vec<Opt> {
    let mut queues = vec![Opt::new("", t!("no-queue"))];
    queues.extend(
        lines
            .iter()
            .map(|queue| Opt::new(queue.id.to_string(), queue.settings.title.clone())),
    );
    queues
}
