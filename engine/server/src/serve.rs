//! Starting and stopping: everything is opened and caught up before anyone is served, and finished before it ends.

use crate::app::App;
use crate::assets::Assets;
use crate::automations;
use crate::demo;
use crate::fetch::{Allowed, Fetcher};
use crate::hooks::Deliveries;
use crate::http;
use crate::media::{Links, Store};
use crate::metrics::Metrics;
use crate::options::Options;
use crate::problem::Problem;
use crate::runtime::{Follower, Hub, Outbox, Runtime, Timers, asked_to_stop};
use crate::staff::house::House;
use crate::studio::{self, Drafts};
use crate::tries::Tries;
use crate::vault::Vault;
use crate::visits::Visits;
use axum::serve::ListenerExt as _;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use trilha_journal::{Journal, Log, LogError, LogOptions, ReadError};
use trilha_model::{AgentId, Role};
use trilha_views::{ViewError, Views};
use trilha_wire::staff::NewUser;

/// How often it is told that somebody types: shown for five seconds, it needs no more.
const TYPING: Duration = Duration::from_secs(1);
/// How much media a visitor or an agent sends at once, and after which time another one: an album, then one every few seconds.
const UPLOADS: u32 = 20;
const UPLOAD: Duration = Duration::from_secs(3);
/// How often what is not needed any more is looked for.
const DAILY: Duration = Duration::from_hours(24);
/// How often sign-ins that are over are forgotten.
const SWEEP: Duration = Duration::from_mins(10);

/// Why a server could not start, or ended by itself.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The journal cannot be opened.
    #[error("the journal cannot be opened")]
    Journal(#[from] LogError),
    /// The journal cannot be read.
    #[error("the journal cannot be read")]
    Read(#[from] ReadError),
    /// The views cannot be kept.
    #[error(transparent)]
    Views(#[from] ViewError),
    /// The data folder cannot be used.
    #[error("{path} cannot be used")]
    Data {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The client for HTTP steps cannot be made.
    #[error("HTTP requests cannot be made")]
    Fetch(#[from] reqwest::Error),
    /// What an empty journal begins with could not be stored.
    #[error("the first start did not succeed: {0}")]
    FirstStart(String),
    /// Connections can no longer be taken.
    #[error("connections can no longer be taken")]
    Accept(#[source] io::Error),
}

/// What is told once the server takes requests.
#[derive(Clone, Debug)]
pub struct Ready {
    /// Where it listens.
    pub address: SocketAddr,
    /// The first admin, made because there was nobody.
    pub first_admin: Option<FirstAdmin>,
}

/// The first admin's name and password: shown once, kept nowhere.
#[derive(Clone)]
pub struct FirstAdmin {
    /// The name to sign in with.
    pub user: String,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for FirstAdmin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FirstAdmin")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// Serves until `stop` is ready: then no new connections are taken, requests under way are finished within
/// the grace, and everything is written down. `ready` is called once requests are taken.
pub async fn serve(
    options: Options,
    ready: impl FnOnce(Ready),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let data = |source| ServeError::Data {
        path: options.data.clone(),
        source,
    };
    std::fs::create_dir_all(&options.data).map_err(data)?;
    let path = options.data.join("journal");
    let opened =
        tokio::task::spawn_blocking(move || Log::open(&path, &LogOptions::default())).await;
    let log = opened.map_err(|error| data(io::Error::other(error)))??;
    let log = Arc::new(log);
    let journal: Arc<dyn Journal> = Arc::<Log>::clone(&log);
    let served = serve_over(journal, options, ready, stop).await;
    if let Err(error) = tokio::task::spawn_blocking(move || log.close()).await {
        tracing::error!(%error, "the journal did not close well");
    }
    served
}

/// As [`serve`], over a journal that is open already.
pub async fn serve_over(
    journal: Arc<dyn Journal>,
    mut options: Options,
    ready: impl FnOnce(Ready),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let listener = TcpListener::bind(options.bind)
        .await
        .map_err(|source| ServeError::Bind {
            address: options.bind,
            source,
        })?;
    let address = listener.local_addr().map_err(ServeError::Accept)?;
    if options.demo {
        options.allow_hosts.push(demo::host(address));
    }
    let (close, closing) = watch::channel(false);
    // The journal is followed to the end: requests under way wait for what they appended to be seen.
    let (finish, finished) = watch::channel(false);
    let grace = options.grace;
    let (app, timers, tail) = open(journal, options, closing.clone())?;
    let mut tasks = JoinSet::new();
    {
        let app = Arc::clone(&app);
        tasks.spawn(async move { app.follower.run(tail, finished).await });
    }
    let first_admin = first_start(&app, address)
        .await
        .map_err(|problem| ServeError::FirstStart(said(&problem)))?;
    if app.options.dev {
        let seen = studio::publish_drafts(&app).await;
        tasks.spawn(studio::watch(Arc::clone(&app), seen, closing.clone()));
    }
    {
        let (runtime, closing) = (Arc::clone(&app.runtime), closing.clone());
        tasks.spawn(async move { timers.run(runtime, closing).await });
    }
    {
        let (house, closing) = (Arc::clone(&app.house), closing.clone());
        tasks.spawn(sweep(house, closing));
    }
    {
        let (runtime, outbox) = (Arc::clone(&app.runtime), Arc::clone(&app.outbox));
        let hooks = Arc::clone(&app.hooks);
        tasks.spawn(hooks.run(runtime, outbox, closing.clone()));
    }
    tasks.spawn(tidy_up(Arc::clone(&app), closing.clone()));
    tasks.spawn(studio::move_sessions(Arc::clone(&app), closing.clone()));
    tasks.spawn(automations::run(
        Arc::clone(&app.runtime),
        Arc::clone(&app.hub),
        closing.clone(),
    ));
    tasks.spawn(http::return_conversations(
        Arc::clone(&app),
        closing.clone(),
    ));
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
    });
    let service = http::router(&app).into_make_service_with_connect_info::<SocketAddr>();
    let stopping = async move {
        stop.await;
        close.send_replace(true);
    };
    let mut ended = closing.clone();
    let serving = axum::serve(listener, service)
        .with_graceful_shutdown(stopping)
        .into_future();
    ready(Ready {
        address,
        first_admin,
    });
    let cut = async move {
        asked_to_stop(&mut ended).await;
        tokio::time::sleep(grace).await;
    };
    tokio::select! {
        served = serving => served.map_err(ServeError::Accept)?,
        () = cut => tracing::warn!("requests that were still under way are cut"),
    }
    finish.send_replace(true);
    while let Some(ended) = tasks.join_next().await {
        if let Err(error) = ended {
            tracing::error!(%error, "a task did not end well");
        }
    }
    let_go(&app, grace).await;
    Ok(())
}

/// Waits for sockets and effects under way to see that the server stops, so that its files can be opened again.
async fn let_go(app: &Arc<App>, grace: Duration) {
    let deadline = tokio::time::Instant::now() + grace;
    while Arc::strong_count(app) > 1 || app.outbox.pending() > 0 {
        if tokio::time::Instant::now() > deadline {
            return tracing::warn!("something still holds the data folder");
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Forgets sign-ins that are over, now and then.
async fn sweep(house: Arc<House>, mut closing: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(SWEEP) => house.sweep(),
            () = asked_to_stop(&mut closing) => return,
        }
    }
}

/// Removes media that nobody said, and what webhooks were told long ago, at the start and daily.
async fn tidy_up(app: Arc<App>, mut closing: watch::Receiver<bool>) {
    loop {
        let (media, journal) = (app.media.clone(), Arc::clone(&app.journal));
        let (life, ending) = (app.options.unsaid_media, closing.clone());
        let sweep = move || {
            let going = || !*ending.borrow();
            media.sweep(&*journal, crate::ambient::now(), life, &going)
        };
        match tokio::task::spawn_blocking(sweep).await {
            Ok(Ok(0)) => {}
            Ok(Ok(swept)) => tracing::info!(swept, "media that nobody said is gone"),
            Ok(Err(error)) => tracing::warn!(%error, "media that nobody said stays"),
            Err(error) => tracing::error!(%error, "a sweep broke down"),
        }
        match Deliveries::prune(&app.runtime).await {
            Ok(0) => {}
            Ok(pruned) => tracing::info!(pruned, "days of what webhooks were told are blank"),
            Err(problem) => tracing::warn!(problem = problem.kind, "what webhooks were told stays"),
        }
        tokio::select! {
            () = tokio::time::sleep(DAILY) => {}
            () = asked_to_stop(&mut closing) => return,
        }
    }
}

type Opened = (Arc<App>, Arc<Timers>, trilha_journal::Tail);

fn open(
    journal: Arc<dyn Journal>,
    options: Options,
    closing: watch::Receiver<bool>,
) -> Result<Opened, ServeError> {
    let data = |source| ServeError::Data {
        path: options.data.clone(),
        source,
    };
    std::fs::create_dir_all(&options.data).map_err(data)?;
    let vault = Arc::new(Vault::open(&options.data).map_err(data)?);
    let visits = Visits::open(&options.data, options.visit_life).map_err(data)?;
    let media = Store::open(&options.data, options.media_quota, options.free_space);
    let media = media.map_err(data)?;
    let links = Links::open(&options.data).map_err(data)?;
    let metrics = Arc::new(Metrics::default());
    let house = Arc::new(House::open(Arc::clone(&journal), links, &options.limits)?);
    let runtime = Arc::new(Runtime::new(
        Arc::clone(&journal),
        Arc::clone(&house),
        Arc::clone(&metrics),
        options.hot_conversations,
    ));
    let allowed = Allowed::new(&options.allow_hosts);
    let hooks = Arc::new(Deliveries::new(
        Arc::clone(&vault),
        options.webhook_limit,
        options.webhook_pauses.clone(),
    ));
    let hub = Arc::new(Hub::default());
    let outbox = Outbox::new(
        Fetcher::new()?,
        Arc::clone(&vault),
        Arc::clone(&hooks),
        Arc::clone(&hub),
        allowed,
        closing.clone(),
    );
    let outbox = Arc::new(outbox);
    let timers = Arc::new(Timers::default());
    let views = Views::open(&options.data.join("views"))?;
    let follower = Arc::new(Follower::new(
        Arc::clone(&runtime),
        Arc::clone(&outbox),
        Arc::clone(&timers),
        Arc::clone(&hub),
        views,
    ));
    let tail = follower.catch_up()?;
    let drafts = Drafts::new(options.flows.clone());
    let app = App {
        journal,
        house,
        runtime,
        follower,
        hub,
        outbox,
        hooks,
        vault,
        visits,
        tries: Tries::of_passwords(),
        new_visits: Tries::of_visits(),
        messages: options.messages.map(Tries::at),
        uploads: Tries::new(UPLOADS, UPLOAD),
        uploads_from: Tries::of_uploads(),
        programs: Tries::at(options.program_rate),
        uploads_by: Tries::new(UPLOADS, UPLOAD),
        trials: Tries::of_trials(),
        media,
        typing: Tries::new(1, TYPING),
        accounts: tokio::sync::Mutex::default(),
        metrics,
        drafts,
        assets: Assets::new(),
        closing,
        options,
    };
    Ok((Arc::new(app), timers, tail))
}

/// What a journal without anybody begins with: an admin, and the demo's settings.
async fn first_start(app: &App, address: SocketAddr) -> Result<Option<FirstAdmin>, Problem> {
    if app.now().agents.values().any(|at| at.state.exists()) {
        return Ok(None);
    }
    let admin = FirstAdmin {
        user: "admin".into(),
        password: crate::ambient::password(),
    };
    let person = NewUser {
        id: AgentId::from("admin"),
        name: "Admin".into(),
        role: Role::Admin,
        password: admin.password.clone(),
    };
    http::add_person(app, person, None).await?;
    if app.options.demo {
        demo::set_up(app, address).await?;
    }
    Ok(Some(admin))
}

fn said(problem: &Problem) -> String {
    match &problem.detail {
        Some(detail) => format!("{} {detail}", problem.title),
        None => problem.title.to_owned(),
    }
}
