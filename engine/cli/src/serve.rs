//! `trilha serve`: the server, until Ctrl-C.

use anyhow::{Context, Result};
use bytesize::ByteSize;
use clap::Args;
use std::io::{IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;
use tracing::{Metadata, Subscriber};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer};
use trilha_model::Limits;
use trilha_server::{Options, Rate, Ready};

/// Serves the web chat, the desk and the editor.
///
/// Ctrl-C ends it cleanly. The first start in an empty data folder makes an admin and prints their password once.
#[derive(Args)]
pub(crate) struct Serve {
    /// The folder of all data; made when it is not there.
    #[arg(long, default_value = ".data")]
    data: PathBuf,
    /// The folder of drafts that the editor shows.
    #[arg(long, default_value = "flows")]
    flows: PathBuf,
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080")]
    bind: SocketAddr,
    /// The address people use, such as `https://desk.example.com`, behind a proxy.
    #[arg(long, value_name = "URL", value_parser = address)]
    public_url: Option<String>,
    /// Takes people's addresses from the last entry of the proxy's `X-Forwarded-For`, for the limits on
    /// signing in and on new visits. Only where nobody but the proxy can reach the server.
    #[arg(long, requires = "public_url")]
    behind_proxy: bool,
    /// Publishes drafts that check clean, now and whenever a file changes.
    #[arg(long)]
    dev: bool,
    /// Serves a demo shop and clinic, with inboxes and queues for them in an empty data folder.
    #[arg(long)]
    demo: bool,
    /// A host that the HTTP step may reach whatever its address is: `host` or `host:port`. May be repeated.
    #[arg(long = "allow-host", value_name = "HOST")]
    allow_hosts: Vec<String>,
    /// How often one visitor may say something: so many messages at once, then so many a second, such as
    /// `20/5`; `none` for as often as they like.
    #[arg(long, value_name = "AT_ONCE/A_SECOND", default_value = "20/5")]
    message_rate: MessageRate,
    /// A file of limits on what a talk may use, `messages: 20` line by line, each at or below its ceiling.
    #[arg(long, value_name = "FILE", value_parser = crate::limits::read)]
    limits: Option<Limits>,
    /// How much may be kept in all of what contacts and agents send, such as `50GiB`; as much as the disk takes
    /// if not said.
    #[arg(long, value_name = "SIZE")]
    media_quota: Option<ByteSize>,
    /// How much of the disk what they send leaves free, for the journal.
    #[arg(long, value_name = "SIZE", default_value = "1GiB")]
    free_space: ByteSize,
}

/// How often visitors may say something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct MessageRate(Option<Rate>);

impl FromStr for MessageRate {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "none" {
            return Ok(Self(None));
        }
        let count = |text: &str| text.parse().ok().filter(|count| *count > 0);
        let rate = text.split_once('/').and_then(|(at_once, a_second)| {
            Some(Rate {
                at_once: count(at_once)?,
                a_second: count(a_second)?,
            })
        });
        rate.map(|rate| Self(Some(rate)))
            .ok_or("it is two numbers from 1 on, such as 20/5, or none")
    }
}

/// An address that browsers can be sent to.
fn address(text: &str) -> Result<String, &'static str> {
    let after = text.strip_prefix("https://");
    let after = after.or_else(|| text.strip_prefix("http://"));
    let host = after.and_then(|after| after.split('/').next());
    let host = host.filter(|host| !host.is_empty() && !host.contains(char::is_whitespace));
    host.map(|_| text.to_owned())
        .ok_or("it is an address such as https://desk.example.com")
}

impl Serve {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let filter = EnvFilter::try_from_env("TRILHA_LOG")
            .unwrap_or_else(|_| EnvFilter::new("info,sled=warn,hyper=warn"));
        let colours = std::io::stderr().is_terminal();
        tracing_subscriber::registry()
            .with(log(filter, colours, std::io::stderr))
            .init();
        let options = Options {
            bind: self.bind,
            public_url: self.public_url.clone(),
            trusted_proxy: self.behind_proxy,
            dev: self.dev,
            demo: self.demo,
            allow_hosts: self.allow_hosts,
            messages: self.message_rate.0,
            limits: self.limits.unwrap_or_default(),
            media_quota: self.media_quota.map(|size| size.as_u64()),
            free_space: self.free_space.as_u64(),
            ..Options::new(self.data, self.flows)
        };
        let public = self.public_url;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .context("cannot start threads")?;
        let demo = options.demo;
        runtime.block_on(trilha_server::serve(
            options,
            move |ready| announce(&ready, public.as_deref(), demo),
            stopped(),
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// What is logged, and where to. `async_openai` logs whole answers of models, and with them what contacts said: no
/// filter can ask for that.
fn log<S, W>(filter: EnvFilter, colours: bool, to: W) -> impl Layer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'a> MakeWriter<'a> + 'static,
{
    let silent = |metadata: &Metadata<'_>| !metadata.target().starts_with("async_openai");
    tracing_subscriber::fmt::layer()
        .with_ansi(colours)
        .with_writer(to)
        .with_filter(filter_fn(silent))
        .with_filter(filter)
}

/// Says where the server is, and the first admin's password, which is kept nowhere.
fn announce(ready: &Ready, public: Option<&str>, demo: bool) {
    let local = format!("http://{}", ready.address);
    let base = public.unwrap_or(&local).trim_end_matches('/');
    let mut text =
        format!("Trilha serves {base}\n  desk    {base}/desk\n  editor  {base}/studio\n");
    if demo {
        text = format!("{text}  demo    {base}/demo\n  chat    {base}/chat/site\n");
    }
    if let Some(admin) = &ready.first_admin {
        let (user, password) = (&admin.user, &admin.password);
        text = format!(
            "{text}\nThe first admin, shown once:\n  user      {user}\n  password  {password}\n"
        );
    }
    let mut out = std::io::stdout().lock();
    if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        tracing::warn!(%error, "nobody reads where the server is");
    }
}

/// Ready when the process is asked to end.
async fn stopped() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                () = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    interrupt.await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    /// What is written, for whoever holds the other end.
    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_models_answer_is_logged_at_nobodys_wish() {
        let written = Written::default();
        let to = written.clone();
        let filter = EnvFilter::new("trace,async_openai=trace,async_openai::client=trace");
        let logged = tracing_subscriber::registry().with(log(filter, false, move || to.clone()));
        tracing::subscriber::with_default(logged, || {
            tracing::error!(target: "async_openai::client", "a secret answer");
            tracing::error!(target: "async_openai", "a secret answer");
            tracing::error!(target: "trilha_server", "something else");
        });
        let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        assert!(text.contains("something else"), "{text}");
        assert!(!text.contains("secret"), "{text}");
    }

    #[test]
    fn the_usual_floor_is_the_servers() {
        let usual: ByteSize = "1GiB".parse().unwrap();
        assert_eq!(usual.as_u64(), Options::new("", "").free_space);
    }

    #[test]
    fn an_address_begins_with_its_scheme_and_has_a_host() {
        for good in ["https://desk.example.com", "http://10.0.0.1:8080/"] {
            assert_eq!(address(good).as_deref(), Ok(good));
        }
        for bad in [
            "",
            "desk.example.com",
            "https://",
            "https:///x",
            "ftp://a",
            "https://a b",
        ] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_rate_is_two_numbers_or_none() {
        let rate = |at_once, a_second| Rate { at_once, a_second };
        assert_eq!("20/5".parse(), Ok(MessageRate(Some(rate(20, 5)))));
        assert_eq!("none".parse(), Ok(MessageRate(None)));
        for bad in ["", "5", "0/5", "5/0", "-1/2", "a/b", "1/2/3"] {
            assert!(bad.parse::<MessageRate>().is_err(), "{bad}");
        }
        let usual = Options::new("", "").messages;
        assert_eq!(
            "20/5".parse(),
            Ok(MessageRate(usual)),
            "the default is the server's"
        );
    }
}
