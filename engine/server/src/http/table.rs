//! The table of routes: address, who may use it, what it is for, what goes over it, who answers.

use super::gate::Access;
use super::routes::{Route, route};
use super::{chat, chat_socket, demo, desk, desk_socket, health, pages, setup, staff, studio};
use axum::http::Method;
use trilha_model::Role;
use trilha_wire as wire;

const AGENT: Access = Access::Staff(Role::Agent);
const SUPERVISOR: Access = Access::Staff(Role::Supervisor);
const ADMIN: Access = Access::Staff(Role::Admin);

/// Every route there is; `demo` adds those of the demo shop and clinic.
pub(super) fn routes(demo: bool) -> Vec<Route> {
    let mut all = visitors();
    all.extend(session());
    all.extend(people());
    all.extend(setting_up());
    all.extend(values());
    all.extend(at_the_desk());
    all.extend(editing());
    all.extend(around());
    if demo {
        all.extend(shop());
    }
    all
}

fn visitors() -> Vec<Route> {
    use wire::chat as w;
    vec![
        route(
            Method::POST,
            "/api/chat/{inbox}/visits",
            Access::Public,
            "A new visitor; the trail may greet at once.",
            chat::visit,
        )
        .takes::<w::NewVisit>()
        .gives::<w::Visit>()
        .status(201),
        route(
            Method::POST,
            "/api/chat/{inbox}/messages",
            Access::Visitor,
            "The visitor says something.",
            chat::say,
        )
        .takes::<w::Say>()
        .gives::<w::Turn>(),
        route(
            Method::GET,
            "/api/chat/{inbox}/messages",
            Access::Visitor,
            "What was said after a sequence number.",
            chat::messages,
        )
        .gives::<w::Turn>()
        .query(&["after"]),
        route(
            Method::GET,
            "/api/chat/{inbox}/socket",
            Access::Visitor,
            "A WebSocket of what is said from a sequence number on.",
            chat_socket::socket,
        )
        .gives::<w::Push>()
        .status(101)
        .query(&["after", "token"]),
        route(
            Method::POST,
            "/api/chat/{inbox}/typing",
            Access::Visitor,
            "The visitor is typing.",
            chat::typing,
        )
        .status(204),
    ]
}

fn session() -> Vec<Route> {
    use wire::staff as w;
    vec![
        route(
            Method::POST,
            "/api/session",
            Access::Page,
            "Signs in; answers with a cookie.",
            staff::sign_in,
        )
        .takes::<w::SignIn>()
        .gives::<w::Me>(),
        route(
            Method::GET,
            "/api/session",
            AGENT,
            "Who is signed in.",
            staff::session,
        )
        .gives::<w::Me>(),
        route(
            Method::DELETE,
            "/api/session",
            AGENT,
            "Signs out.",
            staff::sign_out,
        )
        .status(204),
        route(
            Method::PUT,
            "/api/session/password",
            AGENT,
            "Changes one's own password; other sign-ins are void.",
            staff::own_password,
        )
        .takes::<w::PasswordChange>()
        .gives::<w::Me>(),
    ]
}

fn people() -> Vec<Route> {
    use wire::staff as w;
    vec![
        route(
            Method::GET,
            "/api/users",
            AGENT,
            "The people; those who are disabled only for admins.",
            staff::users,
        )
        .gives_many::<w::User>(),
        route(
            Method::POST,
            "/api/users",
            ADMIN,
            "Makes an account.",
            staff::add_user,
        )
        .takes::<w::NewUser>()
        .gives::<w::User>()
        .status(201),
        route(
            Method::PUT,
            "/api/users/{id}",
            ADMIN,
            "Changes an account.",
            staff::change_user,
        )
        .takes::<w::UserChange>()
        .gives::<w::User>(),
        route(
            Method::PUT,
            "/api/users/{id}/password",
            ADMIN,
            "Sets a password.",
            staff::reset_password,
        )
        .takes::<w::NewPassword>()
        .status(204),
    ]
}

fn setting_up() -> Vec<Route> {
    use wire::staff as w;
    vec![
        route(
            Method::GET,
            "/api/queues",
            AGENT,
            "The queues.",
            setup::queues,
        )
        .gives_many::<w::Queue>(),
        route(
            Method::PUT,
            "/api/queues/{id}",
            ADMIN,
            "Makes or changes a queue.",
            setup::save_queue,
        )
        .takes::<w::QueueSettings>()
        .gives::<w::Queue>(),
        route(
            Method::DELETE,
            "/api/queues/{id}",
            ADMIN,
            "Takes a queue away.",
            setup::remove_queue,
        )
        .status(204),
        route(
            Method::GET,
            "/api/inboxes",
            ADMIN,
            "The inboxes.",
            setup::inboxes,
        )
        .gives_many::<w::Inbox>(),
        route(
            Method::PUT,
            "/api/inboxes/{id}",
            ADMIN,
            "Makes or changes an inbox.",
            setup::save_inbox,
        )
        .takes::<w::InboxSettings>()
        .gives::<w::Inbox>(),
        route(
            Method::DELETE,
            "/api/inboxes/{id}",
            ADMIN,
            "Takes an inbox away.",
            setup::remove_inbox,
        )
        .status(204),
    ]
}

fn values() -> Vec<Route> {
    use wire::staff as w;
    vec![
        route(
            Method::GET,
            "/api/env",
            ADMIN,
            "The values trails read as env.",
            setup::env,
        )
        .gives_many::<w::EnvEntry>(),
        route(
            Method::PUT,
            "/api/env/{name}",
            ADMIN,
            "Sets a value.",
            setup::set_env,
        )
        .takes::<w::NewValue>()
        .gives::<w::EnvEntry>(),
        route(
            Method::DELETE,
            "/api/env/{name}",
            ADMIN,
            "Takes a value away.",
            setup::remove_env,
        )
        .status(204),
        route(
            Method::GET,
            "/api/secrets",
            ADMIN,
            "The names of the secrets.",
            setup::secrets,
        )
        .gives_many::<w::EnvEntry>(),
        route(
            Method::PUT,
            "/api/secrets/{name}",
            ADMIN,
            "Sets a secret.",
            setup::set_secret,
        )
        .takes::<w::NewValue>()
        .gives::<w::EnvEntry>(),
        route(
            Method::DELETE,
            "/api/secrets/{name}",
            ADMIN,
            "Takes a secret away.",
            setup::remove_secret,
        )
        .status(204),
    ]
}

fn at_the_desk() -> Vec<Route> {
    use wire::desk as w;
    vec![
        route(
            Method::GET,
            "/api/desk/conversations",
            AGENT,
            "A page of a list.",
            desk::list,
        )
        .gives::<w::Listed>()
        .query(&["list", "queue", "text", "before", "limit"]),
        route(
            Method::GET,
            "/api/desk/conversations/{inbox}/{address}",
            AGENT,
            "A conversation, opened.",
            desk::open,
        )
        .gives::<w::Opened>(),
        route(
            Method::GET,
            "/api/desk/conversations/{inbox}/{address}/thread",
            AGENT,
            "An earlier page of what was said and done.",
            desk::thread,
        )
        .gives::<w::Thread>()
        .query(&["before"]),
        route(
            Method::POST,
            "/api/desk/conversations/{inbox}/{address}/acts",
            AGENT,
            "Does something to a conversation.",
            desk::act,
        )
        .takes::<w::Deed>()
        .gives::<w::Summary>(),
        route(
            Method::POST,
            "/api/desk/conversations/{inbox}/{address}/typing",
            AGENT,
            "The person is typing.",
            desk::typing,
        )
        .status(204),
        route(
            Method::PUT,
            "/api/desk/availability",
            AGENT,
            "Takes conversations, or no longer does.",
            desk::availability,
        )
        .takes::<w::Availability>()
        .gives::<wire::staff::Me>(),
        route(
            Method::GET,
            "/api/desk/socket",
            AGENT,
            "A WebSocket of what changes, from a cursor on.",
            desk_socket::socket,
        )
        .gives::<w::Push>()
        .status(101)
        .query(&["after"]),
    ]
}

fn editing() -> Vec<Route> {
    use wire::studio as w;
    vec![
        route(
            Method::GET,
            "/api/trails",
            SUPERVISOR,
            "The trails.",
            studio::list,
        )
        .gives_many::<w::TrailLine>(),
        route(
            Method::POST,
            "/api/trails/http",
            ADMIN,
            "Makes a request for the simulator; answers its outcome.",
            studio::try_http,
        )
        .takes::<w::TryHttp>(),
        route(
            Method::GET,
            "/api/trails/{id}",
            SUPERVISOR,
            "A draft with all it may reach.",
            studio::draft,
        )
        .gives::<w::Draft>(),
        route(
            Method::PUT,
            "/api/trails/{id}",
            ADMIN,
            "Saves a draft.",
            studio::save,
        )
        .takes::<w::SaveDraft>()
        .gives::<w::Draft>(),
        route(
            Method::DELETE,
            "/api/trails/{id}",
            ADMIN,
            "Takes a draft's file away.",
            studio::remove,
        )
        .status(204),
        route(
            Method::PUT,
            "/api/trails/{id}/tests",
            ADMIN,
            "Saves a trail's tests.",
            studio::save_tests,
        )
        .takes::<w::SaveDraft>()
        .gives::<w::Draft>(),
        route(
            Method::POST,
            "/api/trails/{id}/publish",
            ADMIN,
            "Publishes the draft as it is on disk.",
            studio::publish,
        )
        .takes::<w::Publish>()
        .gives::<w::Published>(),
        route(
            Method::GET,
            "/api/trails/{id}/versions",
            SUPERVISOR,
            "What was published, newest first.",
            studio::versions,
        )
        .gives_many::<w::Published>(),
    ]
}

fn around() -> Vec<Route> {
    vec![
        route(
            Method::GET,
            "/healthz",
            Access::Public,
            "Whether the server is well; 503 with the reason when not.",
            health::health,
        ),
        route(
            Method::GET,
            "/metrics",
            Access::Public,
            "Numbers in Prometheus's text form.",
            health::metrics,
        ),
        route(
            Method::GET,
            "/api/openapi.json",
            Access::Public,
            "This document.",
            pages::openapi,
        ),
        route(
            Method::GET,
            "/",
            Access::Public,
            "Leads to the desk.",
            pages::root,
        )
        .status(303),
        route(
            Method::GET,
            "/chat.js",
            Access::Public,
            "The web component with the chat.",
            pages::chat_js,
        ),
        route(
            Method::GET,
            "/chat/page.js",
            Access::Public,
            "The script of the page with the chat.",
            pages::chat_page_js,
        ),
        route(
            Method::GET,
            "/chat/{inbox}",
            Access::Public,
            "A page with the chat.",
            pages::chat_page,
        ),
        route(
            Method::GET,
            "/sign-in",
            Access::Public,
            "The page to sign in.",
            pages::console,
        ),
        route(
            Method::GET,
            "/desk",
            Access::Public,
            "The desk.",
            pages::console,
        ),
        route(
            Method::GET,
            "/desk/{*rest}",
            Access::Public,
            "The desk.",
            pages::console,
        ),
        route(
            Method::GET,
            "/studio",
            Access::Public,
            "The editor.",
            pages::studio,
        ),
        route(
            Method::GET,
            "/studio/{*rest}",
            Access::Public,
            "The editor.",
            pages::studio,
        ),
        route(
            Method::GET,
            "/assets/{*path}",
            Access::Public,
            "Scripts, styles and WebAssembly of the pages.",
            pages::asset,
        ),
    ]
}

fn shop() -> Vec<Route> {
    vec![
        route(
            Method::GET,
            "/demo",
            Access::Public,
            "A small shop with the chat on its page.",
            demo::page,
        ),
        route(
            Method::GET,
            "/demo/shop/orders/{number}",
            Access::Public,
            "An order of the demo shop.",
            demo::order,
        ),
        route(
            Method::GET,
            "/demo/clinic/slots",
            Access::Public,
            "Free times of the demo clinic.",
            demo::slots,
        )
        .query(&["date", "period"]),
        route(
            Method::POST,
            "/demo/clinic/appointments",
            Access::Public,
            "Books a time at the demo clinic.",
            demo::book,
        )
        .status(201),
    ]
}
