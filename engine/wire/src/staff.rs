//! Signing in, and what admins set up.
//!
//! - `POST /api/session` ([`SignIn`]) → 200 [`Me`] and a cookie (`HttpOnly`, `SameSite=Strict`); 401 `wrong-credentials`; 429 `too-many-tries`.
//!   `GET` → 200 [`Me`] or 401; `DELETE` → 204. State-changing requests carry `x-trilha: 1` (a header no foreign page can send).
//! - `GET /api/users` → [`User`]s · `POST` ([`NewUser`]) → 201 [`User`], 409 `taken` · `PUT /api/users/{id}` ([`UserChange`]) ·
//!   `PUT /api/users/{id}/password` ([`NewPassword`]). A person changes their own with `PUT /api/session/password` ([`PasswordChange`]).
//! - `GET /api/queues` → [`Queue`]s (everyone signed in; of a queue one does not work, agents are told title and colour only,
//!   to transfer to it) · `PUT /api/queues/{id}` ([`QueueSettings`]) makes or changes · `DELETE`.
//! - `GET /api/inboxes` → [`Inbox`]es · `PUT /api/inboxes/{id}` ([`InboxSettings`]) · `DELETE`.
//! - `GET /api/env` → [`EnvEntry`]s · `PUT /api/env/{NAME}` ([`NewValue`]) · `DELETE`. `/api/secrets` alike, but `GET` gives names only.

use serde::{Deserialize, Serialize};
use trilha_model::{AgentId, Channel, InboxId, QueueId, Role, TrailId};

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
