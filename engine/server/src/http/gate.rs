//! Who may use a route: checked here, before the handler, and nowhere else.

use crate::ambient;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::staff::house::Snapshot;
use crate::staff::signins;
use crate::staff::tokens::{self, Token, TokenEvent};
use crate::streams;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::Instant;
use trilha_model::{AgentId, InboxId, Role, Timestamp};

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anyone.
    Public,
    /// Anyone, but only from our own pages: signing in.
    Page,
    /// Whoever holds a visitor's token; the handler reads it, because it also says which conversation.
    Visitor,
    /// Another system that shows an API token.
    Program,
    /// Anyone signed in whose role is at least this.
    Staff(Role),
}

/// The person a request comes from, as the gate found them.
#[derive(Clone, Debug)]
pub(crate) struct Staff {
    pub(crate) id: AgentId,
    /// The house at the moment they were let in.
    pub(crate) house: Arc<Snapshot>,
    /// The key of their sign-in.
    pub(crate) sign_in: smol_str::SmolStr,
}

impl Staff {
    /// Who does it, and when: what the event of a change says besides what changed.
    pub(super) fn signs(&self) -> (Option<AgentId>, Option<Timestamp>) {
        (Some(self.id.clone()), Some(ambient::now()))
    }
}

impl FromRequestParts<Arc<App>> for Staff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Problem> {
        parts
            .extensions
            .remove::<Self>()
            .ok_or_else(Problem::signed_out)
    }
}

/// The program a request comes from.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// The inboxes its token is good for; none: all of them.
    inboxes: Vec<InboxId>,
}

impl Program {
    /// Refuses a program whose token is for other inboxes.
    pub(crate) fn may(&self, inbox: &InboxId) -> Answer<()> {
        if self.inboxes.is_empty() || self.inboxes.contains(inbox) {
            return Ok(());
        }
        Err(Problem::not_for_token())
    }
}

impl FromRequestParts<Arc<App>> for Program {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Problem> {
        parts
            .extensions
            .remove::<Self>()
            .ok_or_else(Problem::no_api_token)
    }
}

/// Lets a request through, with who it comes from, or refuses it.
pub(crate) async fn gate(
    State((app, access)): State<(Arc<App>, Access)>,
    mut request: Request,
    next: Next,
) -> Response {
    let checked = match access {
        Access::Public | Access::Visitor => Ok(()),
        Access::Page => from_our_page(&app, &request),
        Access::Program => program(&app, &request).map(|program| {
            request.extensions_mut().insert(program);
        }),
        Access::Staff(role) => staff(&app, &request, role).map(|staff| {
            request.extensions_mut().insert(staff);
        }),
    };
    match checked {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

fn program(app: &Arc<App>, request: &Request) -> Answer<Program> {
    let bearer = request.headers().get(header::AUTHORIZATION);
    let token = bearer
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "))
        .ok_or_else(Problem::no_api_token)?;
    let (house, now) = (app.now(), ambient::now());
    let (id, token) = house.api_token(token).ok_or_else(Problem::bad_token)?;
    if token.is_over(now) {
        return Err(Problem::bad_token().detail("this token's time is over"));
    }
    let room = app.programs.take(&id, Instant::now());
    room.map_err(|wait| Problem::too_many_requests().after(wait))?;
    if token.tells_use(now) {
        let app = Arc::clone(app);
        tokio::spawn(async move { tell_use(&app, &id, now).await });
    }
    Ok(Program {
        inboxes: token.inboxes.clone(),
    })
}

/// Notes that a token is used; whether that goes well is nothing to the one who uses it.
async fn tell_use(app: &App, id: &str, now: Timestamp) {
    let stream = tokens::stream(id);
    let told = streams::change::<Token>(&app.journal, &stream, |token| {
        let used = TokenEvent::TokenUsed { at: now };
        Ok(token.tells_use(now).then_some(used).into_iter().collect())
    });
    if let Err(problem) = told.await {
        tracing::warn!(problem = problem.kind, "a token's use is not noted");
    }
}

fn staff(app: &App, request: &Request, role: Role) -> Answer<Staff> {
    let token = cookie(request.headers(), cookie_name(app)).ok_or_else(Problem::signed_out)?;
    let sign_in = signins::key(token);
    let house = app.now();
    let id = house
        .signed_in(&sign_in, ambient::now())
        .ok_or_else(Problem::signed_out)?;
    from_our_page(app, request)?;
    if house.agent(&id).is_none_or(|agent| agent.role < role) {
        return Err(Problem::forbidden());
    }
    Ok(Staff { id, house, sign_in })
}

/// A state-changing request carries a header no foreign page can send; a WebSocket, an origin of ours.
fn from_our_page(app: &App, request: &Request) -> Answer<()> {
    let headers = request.headers();
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    if changes && headers.get("x-trilha").is_none_or(|value| value != "1") {
        return Err(Problem::no_header());
    }
    let upgrades = headers.contains_key(header::UPGRADE);
    if (changes || upgrades) && !same_origin(app, headers, upgrades) {
        return Err(Problem::foreign_origin());
    }
    Ok(())
}

/// Whether the `Origin` is the server's own address. Programs send none; a WebSocket must.
fn same_origin(app: &App, headers: &HeaderMap, required: bool) -> bool {
    let Some(origin) = headers
        .get(header::ORIGIN)
        .and_then(|origin| origin.to_str().ok())
    else {
        return !required;
    };
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let here = origin.split_once("://").map(|(_, authority)| authority);
    let public = app
        .options
        .public_url
        .as_deref()
        .map(|url| url.trim_end_matches('/'));
    (here.is_some() && here == host)
        || public.is_some_and(|public| origin.eq_ignore_ascii_case(public))
}

/// The name of the cookie; over https the browser itself holds it to this host.
pub(crate) fn cookie_name(app: &App) -> &'static str {
    if app.options.is_https() {
        "__Host-trilha"
    } else {
        "trilha"
    }
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers
        .get_all(header::COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    pairs.flat_map(|value| value.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then_some(value)
    })
}
