//! What a server is started with.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use trilha_model::Limits;

/// How a server is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder of the journal, the views and the keys; made when it is not there.
    pub data: PathBuf,
    /// The folder of drafts.
    pub flows: PathBuf,
    /// Where it listens; port 0 takes a free one.
    pub bind: SocketAddr,
    /// The address people use, such as `https://desk.example.com`, when a proxy stands before the server.
    pub public_url: Option<String>,
    /// Whether to believe that proxy about who is asking: an address counts as the last entry of
    /// `X-Forwarded-For`, the one the proxy itself has written. Only for a server that nothing but the proxy
    /// can reach: anybody else could write any address there. It does nothing without a public address. With
    /// one but without this, everybody seems to come from the proxy: tries at signing in are then counted for
    /// all together, and new visits not at all.
    pub trusted_proxy: bool,
    /// Publishes every draft that checks clean, at the start and whenever a file changes.
    pub dev: bool,
    /// Serves the demo shop and clinic, and sets up inboxes and queues for them in an empty journal.
    pub demo: bool,
    /// Hosts the HTTP step may reach whatever address they resolve to: `host` or `host:port`.
    pub allow_hosts: Vec<String>,
    /// How often one visitor may say something; none: as often as they like.
    pub messages: Option<Rate>,
    /// How many bytes of media may be kept in all; none: as many as the disk takes, down to the floor. Contacts
    /// send what they like, and what was said is kept for good.
    pub media_quota: Option<u64>,
    /// How many bytes of the disk are left free by media: the journal lies on the same one, and ends for good
    /// at the first commit it cannot write.
    pub free_space: u64,
    /// How long media that nobody has said yet is kept: whoever sent it may still be writing the words to it.
    pub unsaid_media: Duration,
    /// How often a program with an API token may ask.
    pub program_rate: Rate,
    /// How long a webhook's receiver may take to answer.
    pub webhook_limit: Duration,
    /// How long after each failed try at a webhook comes the next one; after as many and one more it is given up.
    pub webhook_pauses: Vec<Duration>,
    /// How long until what disabled people hold, and could not be returned to its queue, is tried again.
    pub return_pause: Duration,
    /// How long a visitor's token is good for.
    pub visit_life: Duration,
    /// How many conversations are kept ready in memory.
    pub hot_conversations: usize,
    /// What a talk may use.
    pub limits: Limits,
    /// How long requests under way may take once the server is asked to stop.
    pub grace: Duration,
}

/// How often something may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How often at once, at least once.
    pub at_once: u32,
    /// How often a second after that, at least once.
    pub a_second: u32,
}

/// More than anybody writes, and still little for a machine: a burst of twenty, then five a second.
const MESSAGES: Rate = Rate {
    at_once: 20,
    a_second: 5,
};

/// Long enough for a night's outage; the first ones short enough for a restart.
const WEBHOOK_PAUSES: [Duration; 7] = [
    Duration::from_secs(5),
    Duration::from_mins(1),
    Duration::from_mins(10),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(5),
    Duration::from_hours(10),
];

/// A shop that tells of a night's orders at once, and what one machine deals with beside its visitors.
const PROGRAMS: Rate = Rate {
    at_once: 200,
    a_second: 50,
};

/// Room for a day of a busy journal and for the index beside it.
const FREE_SPACE: u64 = 1 << 30;

impl Options {
    /// A server over these two folders, on a free port of loopback, everything else as usual.
    pub fn new(data: impl Into<PathBuf>, flows: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            flows: flows.into(),
            bind: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_url: None,
            trusted_proxy: false,
            dev: false,
            demo: false,
            allow_hosts: Vec::new(),
            messages: Some(MESSAGES),
            program_rate: PROGRAMS,
            media_quota: None,
            free_space: FREE_SPACE,
            unsaid_media: Duration::from_hours(24),
            webhook_limit: Duration::from_secs(15),
            webhook_pauses: WEBHOOK_PAUSES.to_vec(),
            return_pause: Duration::from_secs(30),
            visit_life: Duration::from_hours(180 * 24),
            hot_conversations: 20_000,
            limits: Limits::default(),
            grace: Duration::from_secs(10),
        }
    }

    /// Whether the proxy says who is asking.
    pub(crate) fn believes_proxy(&self) -> bool {
        self.trusted_proxy && self.public_url.is_some()
    }

    /// Whether people can be told apart by their addresses.
    pub(crate) fn knows_addresses(&self) -> bool {
        self.trusted_proxy || self.public_url.is_none()
    }

    /// Whether people reach it over https.
    pub(crate) fn is_https(&self) -> bool {
        self.public_url
            .as_deref()
            .is_some_and(|url| url.starts_with("https://"))
    }
}
