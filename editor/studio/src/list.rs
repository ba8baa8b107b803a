//! The list of trails: open, make, delete.

use crate::api::{self, Failure};
use crate::app::House;
use crate::frame::Choices;
use crate::page::{self, Route};
use crate::words;
use gloo_net::http::Method;
use trilha_state::sounds_like;
use trilha_widgets::{
    Badge, Button, ButtonKind, Confirm, Dialog, Empty, Failure as Failed, Icon, IconButton,
    IconLink, Segmented, Skeleton, Table, TextField, Tone, t, use_toasts,
};
use trilha_wire::studio::{Draft, SaveDraft, TrailLine};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What [`List`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) house: House,
}

/// The list.
#[component]
pub(crate) fn List(props: &Props) -> Html {
    let found = use_state(|| None::<Result<Vec<TrailLine>, Failure>>);
    let turn = use_state(|| 0_u32);
    let query = use_state(String::new);
    let making = use_state(|| false);
    let deleting = use_state(|| None::<TrailLine>);
    use_effect_with(*turn, {
        let found = found.setter();
        move |_| {
            page::title("Trilha");
            spawn_local(async move { found.set(Some(api::get("/api/trails").await)) });
        }
    });
    let again = {
        let turn = turn.clone();
        Callback::from(move |()| turn.set(*turn + 1))
    };
    let new = {
        let making = making.setter();
        Callback::from(move |()| making.set(true))
    };
    let body = match &*found {
        None => {
            html! { <div class="list-wait" aria-busy="true">{ for (0..6).map(|n| html! { <Skeleton key={n} height="40px" /> }) }</div> }
        }
        Some(Err(failure)) => {
            html! { <Failed title={failure.words()} detail={failure.exact()} onretry={again.clone()} /> }
        }
        Some(Ok(trails)) if trails.is_empty() => html! {
            <Empty icon={Icon::Branch} title={t!("trails-empty")} text={t!("trails-empty-text")} testid="trails-empty">
                if props.house.writes { <Button kind={ButtonKind::Primary} icon={Icon::Plus} label={t!("new-trail")} onclick={new.clone()} /> }
            </Empty>
        },
        Some(Ok(trails)) => table(trails, &query, &props.house, &{
            let deleting = deleting.setter();
            Callback::from(move |trail| deleting.set(Some(trail)))
        }),
    };
    let taken: Vec<String> = found
        .iter()
        .flatten()
        .flatten()
        .map(|trail| trail.id.to_string())
        .collect();
    html! {
        <div class="list-page">
            <header class="bar">
                <IconLink icon={Icon::Desk} label={t!("desk")} href="/desk" testid="rail-desk" />
                <h1>{ t!("trails") }</h1>
                <span class="grow"></span>
                <Choices house={props.house.clone()} />
            </header>
            <main class="list-body">
                <div class="list-head">
                    <div class="list-search"><TextField icon={Icon::Search} kind="search" aria={t!("search-trails")} placeholder={t!("search-trails")} value={(*query).clone()}
                        oninput={let query = query.setter(); move |text| query.set(text)} testid="trails-search" /></div>
                    <span class="grow"></span>
                    if props.house.writes { <Button kind={ButtonKind::Primary} icon={Icon::Plus} label={t!("new-trail")} onclick={new} testid="trail-new" /> }
                    else { <span class="bar-locked" title={t!("read-only-text")} data-testid="read-only"><Badge label={t!("read-only")} icon={Some(Icon::Eye)} /></span> }
                </div>
                { body }
            </main>
            if *making { <Make house={props.house.clone()} {taken} onclose={let making = making.setter(); move |()| making.set(false)} /> }
            if let Some(trail) = &*deleting {
                <Delete trail={trail.clone()} onclose={let deleting = deleting.setter(); move |()| deleting.set(None)} ondone={again} />
            }
        </div>
    }
}

fn table(trails: &[TrailLine], query: &str, house: &House, ondelete: &Callback<TrailLine>) -> Html {
    let heads = vec![
        t!("trail"),
        t!("steps"),
        t!("problems"),
        t!("published"),
        t!("inboxes"),
        AttrValue::default(),
    ];
    let shown: Vec<&TrailLine> = trails
        .iter()
        .filter(|trail| sounds_like(&format!("{} {}", trail.title, trail.id), query))
        .collect();
    if shown.is_empty() {
        return html! { <Empty icon={Icon::Search} title={t!("nothing-found")} /> };
    }
    html! { <Table label={t!("trails")} {heads} testid="trails">{ for shown.into_iter().map(|trail| row(trail, house, ondelete)) }</Table> }
}

fn row(trail: &TrailLine, house: &House, ondelete: &Callback<TrailLine>) -> Html {
    let route = Route::Trail(trail.id.clone());
    let href = route.path();
    let open = {
        let (go, route) = (house.go.clone(), route.clone());
        Callback::from(move |event: MouseEvent| {
            if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                event.prevent_default();
                go.emit(route.clone());
            }
        })
    };
    let delete = {
        let (to, trail) = (ondelete.clone(), trail.clone());
        Callback::from(move |()| to.emit(trail.clone()))
    };
    html! {
        <tr key={trail.id.as_str()} data-testid="trail" data-id={trail.id.0.to_string()}>
            <td><a class="trail-name" {href} onclick={open} data-testid="trail-open"><b>{ &trail.title }</b><code>{ trail.id.as_str() }</code></a></td>
            <td class="numbers">{ trail.steps.map_or_else(|| "–".to_owned(), |steps| steps.to_string()) }</td>
            <td>
                <span class="badges">
                    if trail.errors > 0 { <Badge tone={Tone::Bad} label={t!("count-errors", count = trail.errors)} /> }
                    if trail.warnings > 0 { <Badge tone={Tone::Warn} label={t!("count-warnings", count = trail.warnings)} /> }
                    if trail.errors + trail.warnings == 0 { <Badge tone={Tone::Ok} icon={Some(Icon::Check)} label={t!("no-problems")} /> }
                </span>
            </td>
            <td>
                <span class="badges">
                    if let Some(published) = &trail.published {
                        <span title={published.note.clone()}>{ t!("version", version = published.version) }{ " · " }<span class="quiet numbers">{ words::moment(published.at) }</span></span>
                    } else { <span class="quiet">{ t!("never-published") }</span> }
                    if trail.changed && trail.published.is_some() { <Badge tone={Tone::Accent} label={t!("changed")} /> }
                </span>
            </td>
            <td><span class="badges">{ for trail.inboxes.iter().map(|inbox| html! { <Badge label={inbox.clone()} icon={Some(Icon::Inbox)} /> }) }</span></td>
            <td class="acts">if house.writes { <IconButton icon={Icon::Trash} label={t!("delete")} onclick={delete} testid="trail-delete" /> }</td>
        </tr>
    }
}

#[derive(Properties, PartialEq)]
struct DeleteProps {
    trail: TrailLine,
    onclose: Callback<()>,
    ondone: Callback<()>,
}

#[component]
fn Delete(props: &DeleteProps) -> Html {
    let busy = use_state(|| false);
    let error = use_state(|| None::<AttrValue>);
    let onyes = {
        let (busy, error, props) = (
            busy.setter(),
            error.setter(),
            (
                props.trail.id.clone(),
                props.onclose.clone(),
                props.ondone.clone(),
            ),
        );
        Callback::from(move |()| {
            busy.set(true);
            let (busy, error, (id, onclose, ondone)) = (busy.clone(), error.clone(), props.clone());
            spawn_local(async move {
                match api::delete(&format!("/api/trails/{id}")).await {
                    Ok(()) => {
                        onclose.emit(());
                        ondone.emit(());
                    }
                    Err(failure) => error.set(Some(failure.words())),
                }
                busy.set(false);
            });
        })
    };
    html! { <Confirm title={t!("delete-trail", name = props.trail.title.as_str())} text={t!("delete-trail-text")} act={t!("delete")} busy={*busy} error={(*error).clone()} {onyes} onclose={props.onclose.clone()} /> }
}

#[derive(Properties, PartialEq)]
struct MakeProps {
    house: House,
    taken: Vec<String>,
    onclose: Callback<()>,
}

/// A new trail, from nothing or with a menu.
#[component]
fn Make(props: &MakeProps) -> Html {
    let title = use_state(String::new);
    let id = use_state(|| None::<String>);
    let template = use_state(|| AttrValue::from("menu"));
    let error = use_state(|| None::<AttrValue>);
    let busy = use_state(|| false);
    let toasts = use_toasts();
    let named = id.as_ref().map_or_else(|| id_of(&title), Clone::clone);
    let onsubmit = {
        let (title, named, template, taken) = (
            title.clone(),
            named.clone(),
            (*template).clone(),
            props.taken.clone(),
        );
        let (busy, error, go) = (busy.setter(), error.setter(), props.house.go.clone());
        Callback::from(move |()| {
            if id_of(&named) != named || named.is_empty() {
                return error.set(Some(t!("bad-id-letters")));
            }
            if taken.contains(&named) {
                return error.set(Some(t!("bad-id-taken")));
            }
            busy.set(true);
            let body = SaveDraft {
                base: String::new(),
                text: words::template(&template, &named, title.trim()),
            };
            let (busy, error, go, toasts, named) = (
                busy.clone(),
                error.clone(),
                go.clone(),
                toasts.clone(),
                named.clone(),
            );
            spawn_local(async move {
                match api::send::<Draft>(Method::PUT, &format!("/api/trails/{named}"), &body).await
                {
                    Ok(_) => {
                        if let Some(toasts) = toasts {
                            toasts.ok(t!("trail-made"));
                        }
                        go.emit(Route::Trail(named.into()));
                    }
                    Err(failure) if failure.is("exists") => error.set(Some(t!("bad-id-taken"))),
                    Err(failure) => error.set(Some(failure.words())),
                }
                busy.set(false);
            });
        })
    };
    let foot = html! { <>
        <Button label={t!("cancel")} onclick={props.onclose.clone()} />
        <Button kind={ButtonKind::Primary} label={t!("create")} submit=true busy={*busy} testid="new-trail-create" />
    </> };
    let options = vec![
        (
            AttrValue::from("menu"),
            t!("template-menu"),
            Some(Icon::List),
        ),
        (
            AttrValue::from("empty"),
            t!("template-empty"),
            Some(Icon::Note),
        ),
    ];
    html! {
        <Dialog title={t!("new-trail")} onclose={props.onclose.clone()} {onsubmit} {foot} testid="new-trail">
            <TextField label={t!("title")} value={(*title).clone()} oninput={let title = title.setter(); move |text| title.set(text)} autofocus=true maxlength={Some(80)} testid="new-trail-title" />
            <TextField label={t!("trail-id")} hint={t!("trail-id-hint")} value={named} oninput={let (id, error) = (id.setter(), error.setter()); move |text| { id.set(Some(text)); error.set(None); }} code=true error={(*error).clone()} testid="new-trail-id" />
            <div class="field"><span class="label">{ t!("template") }</span><Segmented label={t!("template")} {options} value={(*template).clone()} onchange={let template = template.setter(); move |value| template.set(value)} testid="new-trail-template" /></div>
        </Dialog>
    }
}

/// An id made of a title: small letters without accents, other signs as dashes.
fn id_of(title: &str) -> String {
    let mut out = String::new();
    for c in title.chars().flat_map(char::to_lowercase) {
        let plain = match c {
            'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
            'é' | 'è' | 'ê' => 'e',
            'í' => 'i',
            'ó' | 'ô' | 'õ' => 'o',
            'ú' | 'ü' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            other => other,
        };
        let fits = plain.is_ascii_lowercase()
            || (!out.is_empty() && (plain.is_ascii_digit() || plain == '_'));
        if fits {
            out.push(plain);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::id_of;

    #[test]
    fn an_id_is_made_of_a_title() {
        assert_eq!(
            id_of("Atendimento à Clínica 24h!"),
            "atendimento-a-clinica-24h"
        );
        assert_eq!(id_of("  2ª via"), "via");
        assert_eq!(id_of("!!"), "");
    }
}
