//! Signing in, and what admins set up.
//!
//! - `POST /api/session` ([`SignIn`]) → 200 [`Me`] and a cookie (`HttpOnly`, `SameSite=Strict`); 401 `wrong-credentials`; 429 `too-many-tries`.
//!   `GET` → 200 [`Me`] or 401; `DELETE` → 204. State-changing requests carry `x-trilha: 1` (a header no foreign page can send).
//! - `GET /api/users` → [`User`]s · `POST` ([`NewUser`]) → 201 [`User`], 409 `taken` · `PUT /api/users/{id}` ([`UserChange`]) ·
//!   `PUT /api/users/{id}/password` ([`NewPassword`]). A person changes their own with `PUT /api/session/password` ([`PasswordChange`]).
//! - `GET /api/queues` → [`Queue`]s (everyone signed in; of a queue one does not work, agents are told title and colour only,
//!   to transfer to it) · `PUT /api/queues/{id}` ([`QueueSettings`]) makes or changes · `DELETE`.
//! - `GET /api/teams` → [`Team`]s (everyone signed in; of a team one is not in, agents are told the title only) ·
//!   `PUT /api/teams/{id}` ([`TeamSettings`]) makes or changes · `DELETE`.
//! - `GET /api/inboxes` → [`Inbox`]es · `PUT /api/inboxes/{id}` ([`InboxSettings`]) · `DELETE`.
//! - `GET /api/calendars` → [`Calendar`]s · `PUT /api/calendars/{name}` ([`CalendarSettings`]) · `DELETE`: the hours that trails name.
//! - `GET /api/env` → [`EnvEntry`]s · `PUT /api/env/{NAME}` ([`NewValue`]) · `DELETE`. `/api/secrets` alike, but `GET` gives names only.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use trilha_model::{AgentId, CalendarRules, Channel, InboxId, QueueId, Role, TeamId, TrailId};

/// Name and password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    /// The name one signs in with.
    pub user: String,
    /// The password.
    pub password: String,
    /// Whether the cookie outlives the browser: 30 days instead of the session.
    #[serde(default)]
    pub remember: bool,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The name one signs in with.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: AgentId,
    /// The name people read.
    pub name: String,
    /// What they may do.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub role: Role,
    /// Whether they take conversations.
    pub available: bool,
    /// The server's version.
    pub version: String,
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// The name one signs in with: `[a-z0-9][a-z0-9._-]{1,31}`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: AgentId,
    /// The name people read.
    pub name: String,
    /// What they may do.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub role: Role,
    /// Whether they can no longer sign in.
    pub disabled: bool,
    /// Whether they take conversations.
    pub available: bool,
    /// How many conversations they hold.
    pub holding: u32,
    /// What they are good at, as trails ask for it.
    #[serde(default)]
    pub skills: Vec<String>,
}

/// A person to be.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewUser {
    /// The name one signs in with.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: AgentId,
    /// The name people read.
    pub name: String,
    /// What they may do.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub role: Role,
    /// At least 10 characters.
    pub password: String,
}

/// What changes of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserChange {
    /// The name people read.
    pub name: String,
    /// What they may do.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub role: Role,
    /// Whether they can no longer sign in.
    pub disabled: bool,
    /// What they are good at: all of it; as before if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skills: Option<Vec<String>>,
}

/// A password set by an admin.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPassword {
    /// At least 10 characters.
    pub password: String,
}

/// A password changed by its owner.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordChange {
    /// The one until now.
    pub current: String,
    /// The one from now on, at least 10 characters.
    pub password: String,
}

/// A queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Queue {
    /// Its id: `[a-z][a-z0-9_-]*`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: QueueId,
    /// Its settings.
    #[serde(flatten)]
    pub settings: QueueSettings,
    /// How many conversations wait in it; 0 for agents who do not work it.
    pub waiting: u32,
    /// How many of its members are available; 0 for agents who do not work it.
    pub available: u32,
}

/// What an admin sets of a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueSettings {
    /// The name people read.
    pub title: String,
    /// Who works it; nobody for agents who do not.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub members: Vec<AgentId>,
    /// Colour as `#rrggbb`.
    pub colour: String,
}

/// A team: people who work together, whatever queues they work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Team {
    /// Its id, the name trails use: `[a-z][a-z0-9_-]*`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: TeamId,
    /// Its settings.
    #[serde(flatten)]
    pub settings: TeamSettings,
}

/// What an admin sets of a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamSettings {
    /// The name people read.
    pub title: String,
    /// Who is in it; nobody for agents who are not.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub members: Vec<AgentId>,
}

/// An inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Inbox {
    /// Its id: `[a-z][a-z0-9_-]*`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: InboxId,
    /// Its settings.
    #[serde(flatten)]
    pub settings: InboxSettings,
}

/// What an admin sets of an inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InboxSettings {
    /// The name people read.
    pub title: String,
    /// Its channel.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub channel: Channel,
    /// The trail that answers.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub trail: Option<TrailId>,
    /// The queue for conversations that no trail answers.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub queue: Option<QueueId>,
    /// Whether anything comes in.
    pub enabled: bool,
}

/// A calendar: when somebody is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Calendar {
    /// The name trails use: `[a-z][a-z0-9_-]*`.
    pub name: String,
    /// What it says.
    #[serde(flatten)]
    pub settings: CalendarSettings,
}

/// What an admin sets of a calendar. Hours are `09:00-18:00`, over midnight `22:00-06:00`; dates are `2026-12-25`, or `12-25`
/// for every year.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarSettings {
    /// The name people read.
    pub title: String,
    /// The time zone, by its name in the IANA database, such as `America/Sao_Paulo`.
    pub zone: String,
    /// The hours of each of the seven days of the week, Monday first.
    pub week: Vec<Vec<String>>,
    /// Days without hours.
    pub holidays: Vec<String>,
    /// Days with hours of their own.
    pub days: BTreeMap<String, Vec<String>>,
}

impl CalendarSettings {
    /// As trails take it; none where the week has not seven days.
    pub fn rules(&self) -> Option<CalendarRules> {
        let words = |words: &[String]| words.iter().map(SmolStr::new).collect::<Vec<_>>();
        let week: Vec<Vec<SmolStr>> = self.week.iter().map(|hours| words(hours)).collect();
        Some(CalendarRules {
            title: self.title.clone(),
            zone: SmolStr::new(&self.zone),
            week: week.try_into().ok()?,
            holidays: words(&self.holidays),
            days: self
                .days
                .iter()
                .map(|(day, hours)| (SmolStr::new(day), words(hours)))
                .collect(),
        })
    }
}

impl From<&CalendarRules> for CalendarSettings {
    fn from(rules: &CalendarRules) -> Self {
        let words = |words: &[SmolStr]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        Self {
            title: rules.title.clone(),
            zone: rules.zone.to_string(),
            week: rules.week.iter().map(|hours| words(hours)).collect(),
            holidays: words(&rules.holidays),
            days: rules
                .days
                .iter()
                .map(|(day, hours)| (day.to_string(), words(hours)))
                .collect(),
        }
    }
}

/// A value trails read as `env.NAME`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnvEntry {
    /// Its name: `[A-Z][A-Z0-9_]*`.
    pub name: String,
    /// Its value; never there for a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// A value or a secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewValue {
    /// The value.
    pub value: String,
}

macro_rules! hidden {
    ($($name:ident),*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}
hidden!(SignIn, NewUser, NewPassword, PasswordChange, NewValue);
