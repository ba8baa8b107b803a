//! E-mail: the server that an admin set, on the stream `mail/server`, and sending through it by SMTP.

use crate::ambient;
use crate::vault::Vault;
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls as Securing, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::time::Duration;
use trilha_desk::Fold;
use trilha_model::{AgentId, Mail, Outcome, Stream, Timestamp};
use trilha_wire::outside::Tls;

/// How long one try may take: RFC 5321 would wait for minutes, a contact does not.
const LIMIT: Duration = Duration::from_secs(30);
/// The pauses before another try where the server is busy or cannot be reached.
const PAUSES: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(2)];
/// The name under which the password is sealed.
const SEALED_AS: &str = "mail/password";

/// What happens to the mail server.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum MailEvent {
    /// Set: all of it.
    MailServerSaved {
        /// The server: its fields stand beside who did it and when.
        #[serde(flatten)]
        server: MailServer,
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// Taken away.
    MailServerRemoved {
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
}

/// A mail server.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MailServer {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls: Tls,
    pub(crate) user: Option<String>,
    /// Nonce and cipher text.
    pub(crate) password: Option<Vec<u8>>,
    pub(crate) from: String,
}

/// The mail server there is, if there is one: the fold of its stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MailSetting {
    pub(crate) server: Option<MailServer>,
}

impl fmt::Debug for MailServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MailServer({})", self.host)
    }
}

impl Fold for MailSetting {
    type Event = MailEvent;
    const SCHEMA: u8 = 1;

    fn apply(&mut self, event: &MailEvent) {
        self.server = match event {
            MailEvent::MailServerSaved { server, .. } => Some(server.clone()),
            MailEvent::MailServerRemoved { .. } => None,
        };
    }
}

/// The stream of the mail server.
pub(crate) fn stream() -> Stream {
    Stream::new("mail", "server")
}

/// Seals a password of the mail server.
pub(crate) fn sealed(vault: &Vault, password: &str) -> Vec<u8> {
    vault.seal(SEALED_AS, password)
}

/// Who e-mails come from, if it is an address: `Loja <oi@example.com>`, or the address alone.
pub(crate) fn sender(text: &str) -> Option<Mailbox> {
    text.trim().parse().ok()
}

/// Sends an e-mail; `key` is the same for every try at it, and for no other.
pub(crate) async fn send(server: &MailServer, vault: &Vault, mail: &Mail, key: &str) -> Outcome {
    match try_to_send(server, vault, mail, key).await {
        Ok(()) => Outcome::Done,
        Err(reason) => Outcome::Failed { reason },
    }
}

/// What kept an e-mail from being sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotSent {
    /// The server said no, or it could not be written.
    Refused,
    /// There was no connection, or none as it is to be secured.
    Unreached,
}

/// Sends an e-mail, with one try at it; or why not, in the words of the server.
pub(crate) async fn send_once(
    server: &MailServer,
    vault: &Vault,
    mail: &Mail,
    key: &str,
) -> Result<(), (NotSent, String)> {
    let ours = |reason| (NotSent::Refused, reason);
    let message = message(server, mail, key).map_err(ours)?;
    let transport = transport(server, vault).map_err(ours)?;
    let sent = transport.send(message).await;
    sent.map(drop).map_err(|error| {
        // What has a status is an answer, and so is what is no answer at all.
        let answered = error.status().is_some() || error.is_response() || error.is_client();
        let why = if answered {
            NotSent::Refused
        } else {
            NotSent::Unreached
        };
        (why, reason(&error))
    })
}

async fn try_to_send(
    server: &MailServer,
    vault: &Vault,
    mail: &Mail,
    key: &str,
) -> Result<(), String> {
    let message = message(server, mail, key)?;
    let transport = transport(server, vault)?;
    let mut pauses = PAUSES.into_iter();
    loop {
        let Err(error) = transport.send(message.clone()).await else {
            return Ok(());
        };
        let lasts = error.is_permanent() || error.is_client() || error.is_tls();
        match pauses.next().filter(|_| !lasts) {
            Some(pause) => {
                tokio::time::sleep(pause.mul_f64(rand::random_range(0.5..1.5))).await;
            }
            None => return Err(reason(&error)),
        }
    }
}

/// The error and what caused it, in one line.
fn reason(error: &lettre::transport::smtp::Error) -> String {
    use std::error::Error as _;
    let text = error.to_string();
    match error.source().map(ToString::to_string) {
        Some(cause) if !text.contains(&cause) => format!("the mail server: {text}: {cause}"),
        _ => format!("the mail server: {text}"),
    }
}

fn transport(
    server: &MailServer,
    vault: &Vault,
) -> Result<AsyncSmtpTransport<Tokio1Executor>, String> {
    let parameters = || {
        TlsParameters::new(server.host.clone())
            .map_err(|error| format!("no connection can be secured: {error}"))
    };
    let tls = match server.tls {
        Tls::Implicit => Securing::Wrapper(parameters()?),
        Tls::StartTls => Securing::Required(parameters()?),
        Tls::None => Securing::None,
    };
    let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
        .port(server.port)
        .tls(tls)
        .timeout(Some(LIMIT));
    if let Some(user) = &server.user {
        let sealed = server.password.as_deref().unwrap_or_default();
        let password = vault
            .reveal(SEALED_AS, sealed)
            .ok_or("the password of the mail server cannot be read; set it again")?;
        transport = transport.credentials(Credentials::new(user.clone(), password));
    }
    Ok(transport.build())
}

fn message(server: &MailServer, mail: &Mail, key: &str) -> Result<Message, String> {
    let address = |text: &str| {
        text.parse::<Mailbox>()
            .map_err(|_| format!("{text} is not an e-mail address"))
    };
    let from = address(&server.from)?;
    let id = ambient::hex(&Sha256::digest(key.as_bytes()));
    let mut message = Message::builder()
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .from(from)
        .subject(&mail.subject);
    for to in &mail.to {
        message = message.to(address(to)?);
    }
    if let Some(reply_to) = &mail.reply_to {
        message = message.reply_to(address(reply_to)?);
    }
    let (text, html) = (mail.text.clone(), mail.html.clone());
    let built = match (text, html) {
        (Some(text), Some(html)) => {
            message.multipart(MultiPart::alternative_plain_html(text, html))
        }
        (None, Some(html)) => message.singlepart(SinglePart::html(html)),
        (text, None) => message.singlepart(SinglePart::plain(text.unwrap_or_default())),
    };
    built.map_err(|error| format!("the e-mail cannot be written: {error}"))
}
