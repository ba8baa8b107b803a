//! Settings: the fold of `setting/env`, of `setting/secret` and of `setting/calendar`.

use crate::fold::Fold;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::fmt;
use trilha_model::{CalendarRules, Map, SettingEvent};

/// Values that trails read as `env`, secrets, sealed, and calendars.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Values by name.
    pub env: Map,
    /// Nonce and cipher text by name.
    pub secrets: BTreeMap<SmolStr, Vec<u8>>,
    /// Calendars by the names trails use.
    pub calendars: BTreeMap<SmolStr, CalendarRules>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("env", &self.env.keys())
            .field("secrets", &self.secrets.keys())
            .field("calendars", &self.calendars.keys())
            .finish()
    }
}

impl Fold for Settings {
    type Event = SettingEvent;
    const SCHEMA: u8 = 2;

    fn apply(&mut self, event: &SettingEvent) {
        match event {
            SettingEvent::EnvSet { name, value, .. } => {
                self.env.insert(name.clone(), value.clone());
            }
            SettingEvent::EnvRemoved { name, .. } => {
                self.env.remove(name);
            }
            SettingEvent::SecretSet { name, sealed, .. } => {
                self.secrets.insert(name.clone(), sealed.clone());
            }
            SettingEvent::SecretRemoved { name, .. } => {
                self.secrets.remove(name);
            }
            SettingEvent::AutomationsArranged { .. } => {}
            SettingEvent::CalendarSaved { name, calendar, .. } => {
                self.calendars.insert(name.clone(), (**calendar).clone());
            }
            SettingEvent::CalendarRemoved { name, .. } => {
                self.calendars.remove(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use trilha_model::Value;

    #[test]
    fn what_is_set_is_there_until_removed_and_never_printed() {
        let mut settings = Settings::fold(&[
            SettingEvent::EnvSet {
                name: "BRAND".into(),
                value: Value::text("Loja"),
                by: None,
                at: None,
            },
            SettingEvent::SecretSet {
                name: "TOKEN".into(),
                sealed: vec![77, 78],
                by: None,
                at: None,
            },
        ]);
        assert_eq!(
            Settings::from_bytes(&settings.to_bytes()).unwrap(),
            settings
        );
        let printed = format!("{settings:?}");
        assert!(
            !printed.contains("Loja") && !printed.contains("77"),
            "{printed}"
        );
        settings.apply(&SettingEvent::EnvRemoved {
            name: "BRAND".into(),
            by: None,
            at: None,
        });
        settings.apply(&SettingEvent::SecretRemoved {
            name: "TOKEN".into(),
            by: None,
            at: None,
        });
        assert_eq!(settings, Settings::default());
    }
}
