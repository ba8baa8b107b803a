//! Reading and changing the streams of the journal as the folds they hold.

use crate::ambient;
use crate::problem::{Answer, Problem};
use std::sync::Arc;
use trilha_desk::Fold;
use trilha_journal::{Cursor, Journal, Write};
use trilha_model::{Stream, codec};

pub(crate) use trilha_views::{At, after, load, numbered};

/// Tries at one change before giving up: each lost race means somebody else got on.
pub(crate) const TRIES: usize = 32;

/// A write that takes a stream from one state to the next.
pub(crate) fn write<T: Fold>(stream: Stream, at: At<T>, events: &[T::Event]) -> Write {
    let mut state = at.state;
    for event in events {
        state.apply(event);
    }
    Write {
        stream,
        expected_version: at.version,
        events: events.iter().map(codec::event_to_bytes).collect(),
        state: state.to_bytes(),
        wake: state.wake(),
    }
}

/// What an attempt at a change came to.
pub(crate) enum Attempt {
    /// Appended; what follows the journal has it once it is here.
    Done(Cursor),
    /// Somebody else was first: look again.
    Lost,
}

/// Appends writes; a lost race is not an error.
pub(crate) async fn append(journal: &dyn Journal, writes: Vec<Write>) -> Answer<Attempt> {
    match journal.append(ambient::commit_id(), writes).await {
        Ok(appended) => Ok(Attempt::Done(appended.cursor)),
        Err(trilha_journal::AppendError::Conflict { .. }) => Ok(Attempt::Lost),
        Err(error) => Err(error.into()),
    }
}

/// Changes one stream by what its state says, until nobody else was first. No events: nothing to do.
pub(crate) async fn change<T: Fold>(
    journal: &Arc<dyn Journal>,
    stream: &Stream,
    events: impl Fn(&T) -> Answer<Vec<T::Event>>,
) -> Answer<Option<Cursor>> {
    for _ in 0..TRIES {
        let at = load::<T>(&**journal, stream)?;
        let events = events(&at.state)?;
        if events.is_empty() {
            return Ok(None);
        }
        if let Attempt::Done(cursor) =
            append(&**journal, vec![write(stream.clone(), at, &events)]).await?
        {
            return Ok(Some(cursor));
        }
    }
    Err(Problem::busy())
}

#[cfg(test)]
mod tests {
    use crate::hooks::HookEvent;
    use crate::mail::{MailEvent, MailServer};
    use crate::staff::signins::SignInEvent;
    use crate::staff::tokens::TokenEvent;
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use trilha_model::Timestamp;
    use trilha_model::codec::{event_from_bytes, event_to_bytes};
    use trilha_wire::outside::Tls;

    /// An older version's bytes are this event; and one of which neither who did it nor when is known is still
    /// written so, unless its bare name was all there was of it.
    fn was_written<T: PartialEq + Serialize + DeserializeOwned>(bytes: &[u8], event: &T) {
        assert!(event_from_bytes::<T>(bytes).unwrap() == *event);
        if bytes.first() == Some(&0x81) {
            assert_eq!(event_to_bytes(event), bytes);
        }
    }

    #[test]
    fn what_older_versions_wrote_of_webhooks_and_tokens_is_read() {
        was_written(
            b"\x81\xa9HookSaved\x84\xa3url\xa1u\xa6events\x91\xa1e\xa7enabled\xc3\xa6secret\x91\x07",
            &HookEvent::HookSaved {
                url: "u".into(),
                events: vec!["e".into()],
                enabled: true,
                secret: vec![7],
                by: None,
                at: None,
            },
        );
        let (by, at) = (None, None);
        was_written(b"\xabHookRemoved", &HookEvent::HookRemoved { by, at });
        let (by, at) = (None, Timestamp(9));
        was_written(
            b"\x81\xadGivenUpQueued\x81\xa2at\x09",
            &HookEvent::GivenUpQueued { at, by },
        );
        let (by, at) = (None, None);
        was_written(b"\xacTokenRevoked", &TokenEvent::TokenRevoked { by, at });
    }

    #[test]
    fn what_older_versions_wrote_of_sign_ins_is_read() {
        was_written(
            b"\x81\xa8SignedIn\x83\xa5agent\xa3ana\xa9passwords\x01\xa5until\x09",
            &SignInEvent::SignedIn {
                agent: "ana".into(),
                passwords: 1,
                until: Timestamp(9),
                at: None,
            },
        );
        let (by, at) = (None, None);
        was_written(b"\xa9SignedOut", &SignInEvent::SignedOut { by, at });
    }

    #[test]
    fn what_older_versions_wrote_of_the_mail_server_is_read() {
        let server = MailServer {
            host: "h".into(),
            port: 25,
            tls: Tls::StartTls,
            user: None,
            password: Some(vec![7]),
            from: "a@b.c".into(),
        };
        let (by, at) = (None, None);
        was_written(
            b"\x81\xafMailServerSaved\x86\xa4host\xa1h\xa4port\x19\xa3tls\xa9start_tls\xa4user\xc0\xa8password\x91\x07\xa4from\xa5a@b.c",
            &MailEvent::MailServerSaved {
                server: server.clone(),
                by,
                at,
            },
        );
        let signed = MailEvent::MailServerSaved {
            server,
            by: Some("ana".into()),
            at: Some(Timestamp(9)),
        };
        assert!(event_from_bytes::<MailEvent>(&event_to_bytes(&signed)).unwrap() == signed);
        let (by, at) = (None, None);
        was_written(
            b"\xb1MailServerRemoved",
            &MailEvent::MailServerRemoved { by, at },
        );
    }
}
