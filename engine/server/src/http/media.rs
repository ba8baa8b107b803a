//! Media that contacts and agents send: taken in, and served to whoever has a link.

use super::desk::may_see;
use super::extract::{From, Path, Query, Visitor};
use super::gate::Staff;
use super::turns::answer;
use crate::ambient;
use crate::app::App;
use crate::media::{Kept, Refusal, Signed, agreed, hash_in};
use crate::problem::{Answer, Problem};
use crate::tries::network;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Instant;
use tower_http::services::ServeFile;
use trilha_desk::Conversation;
use trilha_desk::limits;
use trilha_model::limits::MEDIA;
use trilha_model::{Channel, ConversationId, MediaKind, Owner, Received};
use trilha_wire::chat::Sent;

/// What is told of a file.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Called {
    /// What it is called.
    #[serde(default)]
    name: String,
}

/// `POST /api/chat/{inbox}/media?name=`
pub(super) async fn send(
    State(app): State<Arc<App>>,
    Visitor(id): Visitor,
    Query(called): Query<Called>,
    From(from): From,
    request: Request,
) -> Answer<Response> {
    let house = app.now();
    let inbox = house.world.inboxes.get(&id.inbox);
    if !inbox.ok_or_else(Problem::no_inbox)?.enabled {
        return Err(Problem::inbox_off());
    }
    let now = Instant::now();
    let mut taken = app.uploads.take(&id, now);
    if app.options.knows_addresses() {
        // Visits cost nothing: what one address sends in all of them is bounded too.
        taken = taken.and_then(|()| app.uploads_from.take(&network(from), now));
    }
    taken.map_err(|wait| Problem::too_many_messages().after(wait))?;
    take_in(&app, &called.name, request).await
}

/// `POST /api/desk/conversations/{inbox}/{address}/media?name=`
pub(super) async fn send_by_agent(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((inbox, address)): Path<(String, String)>,
    Query(called): Query<Called>,
    request: Request,
) -> Answer<Response> {
    let id = ConversationId {
        inbox: inbox.into(),
        address: address.into(),
    };
    let own = Owner::Agent(staff.id.clone());
    let viewer = staff.house.viewer(&staff.id);
    let look = |_: u64, conversation: &Conversation| {
        may_see(&viewer, conversation).map(|()| conversation.owner == own)
    };
    if !app.runtime.look(&id, look).await?? {
        return Err(Problem::not_yours());
    }
    let taken = app.uploads_by.take(&staff.id, Instant::now());
    taken.map_err(|wait| Problem::too_many_messages().after(wait))?;
    take_in(&app, &called.name, request).await
}

async fn take_in(app: &App, called: &str, request: Request) -> Answer<Response> {
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > MEDIA) {
        return Err(too_large());
    }
    let Kept {
        hash,
        size,
        sniffed,
    } = app
        .media
        .keep(request.into_body(), MEDIA, app.journal.end())
        .await
        .map_err(|refusal| match refusal {
            Refusal::TooLarge => too_large(),
            Refusal::Empty => Problem::empty(),
            Refusal::BrokeOff => Problem::bad_request().detail("the body broke off"),
            Refusal::NoRoom => Problem::no_room(),
            Refusal::Disk(error) => Problem::ours(&error),
        })?;
    let name = name(called);
    let address = format!("/media/{hash}");
    let url = app
        .now()
        .links
        .signed(&address, name.as_deref(), ambient::now())
        .unwrap_or(address);
    let sent = Sent {
        kind: sniffed.kind,
        url,
        name,
        size: Some(size),
        mime: Some(sniffed.mime.into()),
    };
    Ok(answer(StatusCode::CREATED, &sent))
}

fn too_large() -> Problem {
    Problem::too_large().detail(format!("it may have {} MiB", MEDIA >> 20))
}

/// The name of a file, without the folders it lay in; none where nothing is left.
fn name(called: &str) -> Option<String> {
    let last = called.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = last.chars().filter(|c| !c.is_control());
    let name: String = plain.take(limits::MEDIA_NAME).collect();
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// The media of a message, as it is kept: on this server only what was sent to it under a link that it gave, and
/// then what it is counts, not what is said of it. Programs on an API inbox may name an address elsewhere; what lies
/// there nobody has looked at, so neither its size nor its type is believed.
pub(super) async fn received(app: &App, id: &ConversationId, sent: Sent) -> Answer<Received> {
    let refused = || Problem::invalid().detail("this media was not sent here");
    if !sent.url.starts_with('/') {
        let house = app.now();
        let inbox = house.world.inboxes.get(&id.inbox);
        if inbox.is_none_or(|inbox| inbox.channel != Channel::Api) {
            return Err(refused());
        }
        return Ok(Received {
            kind: sent.kind,
            url: sent.url,
            name: sent.name,
            size: None,
            mime: None,
        });
    }
    kept_here(app, sent.kind, &sent.url).await
}

/// What was sent here under a link that this server gave, as a message keeps it.
pub(super) async fn kept_here(app: &App, kind: MediaKind, link: &str) -> Answer<Received> {
    let refused = || Problem::invalid().detail("this media was not sent here");
    let uri: Uri = link.parse().map_err(|_| refused())?;
    let hash = hash_in(uri.path()).ok_or_else(refused)?;
    let Ok(axum::extract::Query(signed)) = axum::extract::Query::<Signed>::try_from_uri(&uri)
    else {
        return Err(refused());
    };
    if !app.now().links.is_good(hash, &signed, ambient::now()) {
        return Err(refused());
    }
    let found = app.media.look(hash).await;
    let kept = found
        .map_err(|error| Problem::ours(&error))?
        .ok_or_else(refused)?;
    app.media
        .about_to_be_said(hash)
        .map_err(|error| Problem::ours(&error))?;
    Ok(Received {
        kind: agreed(kind, kept.sniffed.kind),
        url: format!("/media/{hash}"),
        name: name(&signed.name),
        size: Some(kept.size),
        mime: Some(kept.sniffed.mime.into()),
    })
}

/// `GET /media/{hash}?until=&name=&sig=`
pub(super) async fn serve(
    State(app): State<Arc<App>>,
    Path(hash): Path<String>,
    Query(signed): Query<Signed>,
    request: Request,
) -> Answer<Response> {
    if !app.now().links.is_good(&hash, &signed, ambient::now()) {
        return Err(Problem::bad_link());
    }
    let found = app.media.look(&hash).await;
    let kept = found
        .map_err(|error| Problem::ours(&error))?
        .ok_or_else(Problem::not_found)?;
    let mut file = ServeFile::new(app.media.path(&hash));
    let served = file
        .try_call(request)
        .await
        .map_err(|error| Problem::ours(&error))?;
    let mut response = served.map(Body::new).into_response();
    let shown = kept.sniffed.kind != MediaKind::File;
    let kind = if shown {
        kept.sniffed.mime
    } else {
        "application/octet-stream"
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let way = if shown { "inline" } else { "attachment" };
    let name = utf8_percent_encode(&signed.name, NON_ALPHANUMERIC);
    let disposition = match signed.name.as_str() {
        "" => way.to_owned(),
        _ => format!("{way}; filename*=UTF-8''{name}"),
    };
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, max-age=86400"),
    );
    Ok(response)
}
