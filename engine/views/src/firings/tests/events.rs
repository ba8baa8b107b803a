//! What happens in the tests, as events.

use trilha_model::{
    Effect, EffectId, EndReason, Event, Mail, Map, Owner, Sender, SessionId, TicketOutcome,
    TicketState, Timestamp,
};

pub(super) fn opened() -> Event {
    Event::ConversationOpened {
        contact: "site/v".into(),
        profile: Map::from([("name".into(), "Ana".into())]),
        language: None,
        at: Timestamp(1),
    }
}

pub(super) fn fired(automation: &str, aside: bool, at: i64) -> Event {
    Event::AutomationFired {
        automation: automation.into(),
        since: None,
        told: None,
        aside: aside.then(|| "b1".into()),
        at: Timestamp(at),
    }
}

pub(super) fn started(at: i64) -> Event {
    Event::SessionStarted {
        session: SessionId(1),
        bundle: "b1".into(),
        trail: "t".into(),
        vars: Vec::new(),
        at: Timestamp(at),
    }
}

pub(super) fn ended(reason: EndReason) -> Event {
    let at = Timestamp(90);
    Event::SessionEnded { reason, at }
}

pub(super) fn failed(step: &str) -> Event {
    Event::StepFailed {
        trail: "t".into(),
        step: step.into(),
        error: "no".into(),
    }
}

pub(super) fn ticket(number: &str) -> [Event; 2] {
    let opened = Event::TicketOpened {
        number: number.into(),
        queue: "support".into(),
        priority: trilha_model::Priority::Normal,
        note: None,
        step: None,
        subject: None,
        agent: None,
        summary: None,
        skills: Vec::new(),
        team: None,
        group: None,
        state: TicketState::Open,
        at: Timestamp(2),
    };
    [opened, owner(Owner::Queue("support".into()))]
}

pub(super) fn owner(owner: Owner) -> Event {
    Event::OwnerChanged {
        owner,
        version: 1,
        by: None,
        at: Timestamp(2),
    }
}

pub(super) fn closed() -> Event {
    Event::TicketClosed {
        outcome: TicketOutcome::Resolved,
        by: None,
        at: Timestamp(3),
    }
}

/// A trail beside whatever goes on sends an e-mail.
pub(super) fn mailed(at: i64) -> Event {
    let mail = Mail {
        to: vec!["boss@shop.test".into()],
        reply_to: None,
        subject: "Slow".into(),
        text: Some("Look.".into()),
        html: None,
        aside: Some(Sender {
            trail: "late".into(),
            step: "mail".into(),
        }),
    };
    Event::EffectRequested {
        id: EffectId(1),
        owner_version: 1,
        effect: Effect::Email(mail),
        at: Timestamp(at),
    }
}

/// The e-mail did not go out.
pub(super) fn undelivered(since: i64) -> Event {
    Event::SendingFailed {
        id: EffectId(1),
        trail: "late".into(),
        step: "mail".into(),
        error: "no such mailbox".into(),
        since: Timestamp(since),
        at: Timestamp(since + 1),
    }
}
