//! What was written before events said who did it and when is read for good.

use super::{AgentEvent, CalendarRules, Channel, InboxEvent, QueueEvent, Role, SettingEvent};
use crate::codec::{event_from_bytes, event_to_bytes};
use crate::time::Timestamp;
use crate::value::Value;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

/// An older version's bytes are this event; and one of which neither is known is still written so, unless its bare
/// name was all there was of it.
fn was_written<T: Debug + PartialEq + Serialize + DeserializeOwned>(bytes: &[u8], event: &T) {
    assert_eq!(&event_from_bytes::<T>(bytes).unwrap(), event);
    if bytes.first() == Some(&0x81) {
        assert_eq!(event_to_bytes(event), bytes);
    }
}

#[test]
fn people_s_events_of_older_versions_are_read() {
    let (by, at) = (None, None);
    was_written(
        b"\x81\xacAgentCreated\x83\xa4name\xa3Ana\xa4role\xa5admin\xa8password\xa1x",
        &AgentEvent::AgentCreated {
            name: "Ana".into(),
            role: Role::Admin,
            password: "x".into(),
            by,
            at,
        },
    );
    let (by, name, role) = (None, "Ana".into(), Role::Agent);
    was_written(
        b"\x81\xacAgentChanged\x82\xa4name\xa3Ana\xa4role\xa5agent",
        &AgentEvent::AgentChanged { name, role, by, at },
    );
    let (by, password) = (None, "y".into());
    was_written(
        b"\x81\xafPasswordChanged\x81\xa8password\xa1y",
        &AgentEvent::PasswordChanged { password, by, at },
    );
    let by = None;
    was_written(b"\xadAgentDisabled", &AgentEvent::AgentDisabled { by, at });
    let by = None;
    was_written(b"\xacAgentEnabled", &AgentEvent::AgentEnabled { by, at });
    let (by, skills) = (None, vec!["nl".into()]);
    was_written(
        b"\x81\xa9SkillsSet\x81\xa6skills\x91\xa2nl",
        &AgentEvent::SkillsSet { skills, by, at },
    );
}

#[test]
fn queues_and_inboxes_of_older_versions_are_read() {
    let (by, at) = (None, None);
    was_written(
        b"\x81\xaaQueueSaved\x83\xa5title\xa1Q\xa7members\x91\xa3ana\xa6colour\xa7#336699",
        &QueueEvent::QueueSaved {
            title: "Q".into(),
            members: vec!["ana".into()],
            colour: "#336699".into(),
            by,
            at,
        },
    );
    let by = None;
    was_written(b"\xacQueueRemoved", &QueueEvent::QueueRemoved { by, at });
    let by = None;
    was_written(
        b"\x81\xaaInboxSaved\x85\xa5title\xa1S\xa7channel\xa3api\xa5trail\xa1a\xa5queue\xc0\xa7enabled\xc3",
        &InboxEvent::InboxSaved {
            title: "S".into(),
            channel: Channel::Api,
            trail: Some("a".into()),
            queue: None,
            enabled: true,
            by,
            at,
        },
    );
    let by = None;
    was_written(b"\xacInboxRemoved", &InboxEvent::InboxRemoved { by, at });
}

#[test]
fn settings_of_older_versions_are_read() {
    let (name, by, at) = (|| "A".into(), None, None);
    was_written(
        b"\x81\xa6EnvSet\x82\xa4name\xa1A\xa5value\x81\xa4Text\xa1b",
        &SettingEvent::EnvSet {
            name: name(),
            value: Value::text("b"),
            by,
            at,
        },
    );
    let (by, sealed) = (None, vec![7, 8]);
    was_written(
        b"\x81\xa9SecretSet\x82\xa4name\xa1A\xa6sealed\x92\x07\x08",
        &SettingEvent::SecretSet {
            name: name(),
            sealed,
            by,
            at,
        },
    );
    let calendar = CalendarRules {
        title: "C".into(),
        zone: "UTC".into(),
        ..CalendarRules::default()
    };
    was_written(
        b"\x81\xadCalendarSaved\x82\xa4name\xa1A\xa8calendar\x85\xa5title\xa1C\xa4zone\xa3UTC\xa4week\x97\x90\x90\x90\x90\x90\x90\x90\xa8holidays\x90\xa4days\x80",
        &SettingEvent::CalendarSaved {
            name: name(),
            calendar: Box::new(calendar),
            by: None,
            at,
        },
    );
    let gone = [
        SettingEvent::EnvRemoved {
            name: name(),
            by: None,
            at,
        },
        SettingEvent::SecretRemoved {
            name: name(),
            by: None,
            at,
        },
        SettingEvent::CalendarRemoved {
            name: name(),
            by: None,
            at,
        },
    ];
    let written: [&[u8]; 3] = [
        b"\x81\xaaEnvRemoved\x81\xa4name\xa1A",
        b"\x81\xadSecretRemoved\x81\xa4name\xa1A",
        b"\x81\xafCalendarRemoved\x81\xa4name\xa1A",
    ];
    for (bytes, event) in written.into_iter().zip(&gone) {
        was_written(bytes, event);
    }
}

#[test]
fn who_did_it_and_when_is_read_back() {
    let gone = QueueEvent::QueueRemoved {
        by: Some("ana".into()),
        at: Some(Timestamp(9)),
    };
    let bytes = event_to_bytes(&gone);
    assert_eq!(bytes, b"\x81\xacQueueRemoved\x82\xa2by\xa3ana\xa2at\x09");
    assert_eq!(event_from_bytes::<QueueEvent>(&bytes).unwrap(), gone);
}

#[test]
fn a_bare_name_is_no_event_that_must_hold_something() {
    assert!(event_from_bytes::<QueueEvent>(b"\xaaQueueSaved").is_err());
    assert!(event_from_bytes::<QueueEvent>(b"\xa5Other").is_err());
}
