//! Signing in, and what admins set up.

use super::{ADMIN, AGENT, SUPERVISOR};
use crate::http::gate::Access;
use crate::http::routes::{Route, route};
use crate::http::{automations, people, session, setup, teams, values};
use axum::http::Method;
use trilha_wire as wire;

pub(super) fn routes() -> Vec<Route> {
    let mut all = signing_in();
    all.extend(accounts());
    all.extend(setting_up());
    all.extend(for_trails());
    all.extend(named_values());
    all
}

fn signing_in() -> Vec<Route> {
    use wire::staff as w;
    vec![
        route(
            Method::POST,
            "/api/session",
            Access::Page,
            "Signs in; answers with a cookie.",
            session::sign_in,
        )
        .takes::<w::SignIn>()
        .gives::<w::Me>(),
        route(
            Method::GET,
            "/api/session",
            AGENT,
            "Who is signed in.",
            session::session,
        )
        .gives::<w::Me>(),
        route(
            Method::DELETE,
            "/api/session",
            AGENT,
            "Signs out.",
            session::sign_out,
        )
        .status(204),
        route(
            Method::PUT,
            "/api/session/password",
            AGENT,
            "Changes one's own password; other sign-ins are void.",
            session::own_password,
        )
        .takes::<w::PasswordChange>()
        .gives::<w::Me>(),
    ]
}

fn accounts() -> Vec<Route> {
    use wire::staff as w;
    vec![
        route(
            Method::GET,
            "/api/users",
            AGENT,
            "The people; those who are disabled only for admins.",
            people::users,
        )
        .gives_many::<w::User>(),
        route(
            Method::POST,
            "/api/users",
            ADMIN,
            "Makes an account.",
            people::add_user,
        )
        .takes::<w::NewUser>()
        .gives::<w::User>()
        .status(201),
        route(
            Method::PUT,
            "/api/users/{id}",
            ADMIN,
            "Changes an account.",
            people::change_user,
        )
        .takes::<w::UserChange>()
        .gives::<w::User>(),
        route(
            Method::PUT,
            "/api/users/{id}/password",
            ADMIN,
            "Sets a password.",
            people::reset_password,
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
        .gives::<w::Queue>()
        .only_new(),
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
            "/api/teams",
            AGENT,
            "The teams; of those one is not in, agents are told the title only.",
            teams::teams,
        )
        .gives_many::<w::Team>(),
        route(
            Method::PUT,
            "/api/teams/{id}",
            ADMIN,
            "Makes or changes a team.",
            teams::save_team,
        )
        .takes::<w::TeamSettings>()
        .gives::<w::Team>()
        .only_new(),
        route(
            Method::DELETE,
            "/api/teams/{id}",
            ADMIN,
            "Takes a team away.",
            teams::remove_team,
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
        .gives::<w::Inbox>()
        .only_new(),
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

fn for_trails() -> Vec<Route> {
    use wire::staff as w;
    vec![
        route(
            Method::GET,
            "/api/automations",
            SUPERVISOR,
            "What starts the published trails, in the order in which it is asked.",
            automations::automations,
        )
        .gives_many::<wire::automations::Automation>(),
        route(
            Method::GET,
            "/api/automations/firings",
            SUPERVISOR,
            "What automations did, the newest first: all of them or one, in conversations that one may see. Of each the newest 10,000 are kept.",
            automations::firings,
        )
        .query(&["automation", "before", "limit"])
        .gives::<wire::automations::Firings>(),
        route(
            Method::PUT,
            "/api/automations",
            ADMIN,
            "Puts what starts the published trails in order, and switches it on and off.",
            automations::arrange,
        )
        .takes::<wire::automations::Arrangement>()
        .gives_many::<wire::automations::Automation>(),
        route(
            Method::GET,
            "/api/calendars",
            ADMIN,
            "The calendars trails name in hours.",
            values::calendars,
        )
        .gives_many::<w::Calendar>(),
        route(
            Method::PUT,
            "/api/calendars/{name}",
            ADMIN,
            "Makes or changes a calendar.",
            values::save_calendar,
        )
        .takes::<w::CalendarSettings>()
        .gives::<w::Calendar>()
        .only_new(),
        route(
            Method::DELETE,
            "/api/calendars/{name}",
            ADMIN,
            "Takes a calendar away.",
            values::remove_calendar,
        )
        .status(204),
    ]
}

fn named_values() -> Vec<Route> {
    use wire::staff as w;
    vec![
        route(
            Method::GET,
            "/api/env",
            ADMIN,
            "The values trails read as env.",
            values::env,
        )
        .gives_many::<w::EnvEntry>(),
        route(
            Method::PUT,
            "/api/env/{name}",
            ADMIN,
            "Sets a value.",
            values::set_env,
        )
        .takes::<w::NewValue>()
        .gives::<w::EnvEntry>()
        .only_new(),
        route(
            Method::DELETE,
            "/api/env/{name}",
            ADMIN,
            "Takes a value away.",
            values::remove_env,
        )
        .status(204),
        route(
            Method::GET,
            "/api/secrets",
            ADMIN,
            "The names of the secrets.",
            values::secrets,
        )
        .gives_many::<w::EnvEntry>(),
        route(
            Method::PUT,
            "/api/secrets/{name}",
            ADMIN,
            "Sets a secret.",
            values::set_secret,
        )
        .takes::<w::NewValue>()
        .gives::<w::EnvEntry>()
        .only_new(),
        route(
            Method::DELETE,
            "/api/secrets/{name}",
            ADMIN,
            "Takes a secret away.",
            values::remove_secret,
        )
        .status(204),
    ]
}
