//! What trails may refer to is the same for who serves a journal and who only reads it.

use super::*;
use crate::streams;
use trilha_desk::{Agent, Fold, Inbox, Queue, Settings, Team};
use trilha_journal::Memory;
use trilha_model::{
    AgentEvent, CalendarRules, Channel, InboxEvent, QueueEvent, Role, SettingEvent, TeamEvent,
    Timestamp, Value,
};
use trilha_trail::KnownInbox;

async fn write<T: Fold>(journal: &Arc<dyn Journal>, kind: &str, key: &str, events: &[T::Event])
where
    T::Event: Clone,
{
    let said = |_: &T| Ok(events.to_vec());
    let stream = Stream::new(kind, key);
    streams::change::<T>(journal, &stream, said).await.unwrap();
}

async fn people(journal: &Arc<dyn Journal>) {
    let (by, at) = (None, None);
    let created = AgentEvent::AgentCreated {
        name: "Ana".into(),
        role: Role::Agent,
        password: "sealed".into(),
        by: None,
        at,
    };
    let skills = vec!["dutch".into()];
    let skilled = AgentEvent::SkillsSet { skills, by, at };
    write::<Agent>(journal, "agent", "ana", &[created, skilled]).await;
    let team = TeamEvent::TeamSaved {
        title: "Sales".into(),
        members: vec!["ana".into()],
        by: None,
        at: Timestamp(0),
    };
    write::<Team>(journal, "team", "sales", &[team]).await;
    let queue = QueueEvent::QueueSaved {
        title: "Support".into(),
        members: vec!["ana".into()],
        colour: "#336699".into(),
        by: None,
        at,
    };
    write::<Queue>(journal, "queue", "support", std::slice::from_ref(&queue)).await;
    let gone = QueueEvent::QueueRemoved { by: None, at };
    write::<Queue>(journal, "queue", "orders", &[queue, gone]).await;
}

async fn settings(journal: &Arc<dyn Journal>) {
    let (by, at) = (None, None);
    let value = SettingEvent::EnvSet {
        name: "BRAND".into(),
        value: Value::text("Acme"),
        by: None,
        at,
    };
    write::<Settings>(journal, "setting", "env", &[value]).await;
    let sealed = vec![7];
    let name = "KEY".into();
    let secret = SettingEvent::SecretSet {
        name,
        sealed,
        by: None,
        at,
    };
    write::<Settings>(journal, "setting", "secret", &[secret]).await;
    let rules = CalendarRules {
        title: "Shop".into(),
        zone: "UTC".into(),
        ..CalendarRules::default()
    };
    let calendar = SettingEvent::CalendarSaved {
        name: "shop".into(),
        calendar: Box::new(rules),
        by,
        at,
    };
    write::<Settings>(journal, "setting", "calendar", &[calendar]).await;
}

#[tokio::test]
async fn what_is_known_of_a_journal_is_what_the_house_it_serves_knows() {
    let journal: Arc<dyn Journal> = Arc::new(Memory::new());
    people(&journal).await;
    settings(&journal).await;
    let inbox = InboxEvent::InboxSaved {
        title: "Site".into(),
        channel: Channel::Api,
        trail: Some("news".into()),
        queue: None,
        enabled: true,
        by: None,
        at: None,
    };
    write::<Inbox>(&journal, "inbox", "site", &[inbox]).await;

    let site = KnownInbox {
        channel: Channel::Api,
        trail: Some("news".into()),
    };
    let expected = Known {
        queues: Some([("support".into(), 1)].into()),
        env: Some(["BRAND".to_owned()].into()),
        secrets: Some(["KEY".to_owned()].into()),
        inboxes: Some([("site".into(), site)].into()),
        limits: Limits::default(),
        calendars: Some(["shop".to_owned()].into()),
        skills: Some(["dutch".to_owned()].into()),
        teams: Some(["sales".into()].into()),
    };
    assert_eq!(House::known(Arc::clone(&journal)).unwrap(), expected);
    let house = House::open(journal, Links::default(), &Limits::default()).unwrap();
    assert_eq!(house.now().known(), expected);
}
