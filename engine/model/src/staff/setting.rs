//! Events of settings: values and secrets of trails, calendars, and the order of automations.

use crate::id::{AgentId, AutomationId};
use crate::time::Timestamp;
use crate::value::Value;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// When somebody is there, as people write it: what trails name in `hours`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarRules {
    /// The name people read.
    pub title: String,
    /// The time zone, by its name in the IANA database.
    pub zone: SmolStr,
    /// The hours of each day of the week, Monday first, as `09:00-18:00`; over midnight as `22:00-06:00`.
    pub week: [Vec<SmolStr>; 7],
    /// Days without hours: `2026-12-25`, or `12-25` for every year.
    pub holidays: Vec<SmolStr>,
    /// Days with hours of their own, written as those two are.
    pub days: BTreeMap<SmolStr, Vec<SmolStr>>,
}

/// Events of settings, on `setting/env`, `setting/secret`, `setting/calendar` and `setting/automations`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum SettingEvent {
    /// A value trails read as `env.NAME`.
    EnvSet {
        /// Its name: `[A-Z][A-Z0-9_]*`.
        name: SmolStr,
        /// Its value.
        value: Value,
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// The value is gone.
    EnvRemoved {
        /// Its name.
        name: SmolStr,
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// A secret, sealed with the server's key.
    SecretSet {
        /// Its name: `[A-Z][A-Z0-9_]*`.
        name: SmolStr,
        /// Nonce and cipher text.
        sealed: Vec<u8>,
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// Automations were put in order, switched on or off: all of them.
    AutomationsArranged {
        /// Those that were put in order, the first to match first.
        order: Vec<AutomationId>,
        /// Those that are switched off.
        off: Vec<AutomationId>,
        /// Who did it.
        by: Option<AgentId>,
        /// When.
        at: Timestamp,
    },
    /// The secret is gone.
    SecretRemoved {
        /// Its name.
        name: SmolStr,
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// A calendar was made, or changed: all of it.
    CalendarSaved {
        /// The name trails use: `[a-z][a-z0-9_-]*`.
        name: SmolStr,
        /// What it says.
        calendar: Box<CalendarRules>,
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// The calendar is gone.
    CalendarRemoved {
        /// Its name.
        name: SmolStr,
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
}
