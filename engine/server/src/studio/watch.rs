//! While developing: every draft that checks clean is published, at the start and whenever a file or what the
//! house has (queues, values, secrets) changes.

use super::{Publication, publish};
use crate::app::App;
use crate::problem::Problem;
use crate::runtime::asked_to_stop;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::sync::watch;
use trilha_trail::{Known, diagnostic};

/// How often files are looked at.
const EVERY: Duration = Duration::from_secs(1);

/// What is compared to see that something changed.
#[derive(PartialEq)]
pub(crate) struct Seen {
    files: Vec<(PathBuf, Option<SystemTime>, u64)>,
    known: Known,
}

/// Publishes what there is. Answers what it looked like *before*, so that nothing that changes meanwhile is
/// missed; none when it must be tried again whatever changes.
pub(crate) async fn publish_drafts(app: &Arc<App>) -> Option<Seen> {
    let seen = look(app).await;
    publish_all(app, &seen.known).await.then_some(seen)
}

/// Publishes what has changed since it was last seen, for as long as the server runs.
pub(crate) async fn watch(
    app: Arc<App>,
    mut seen: Option<Seen>,
    mut closing: watch::Receiver<bool>,
) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = asked_to_stop(&mut closing) => return,
        }
        if seen.is_none() || seen != Some(look(&app).await) {
            seen = publish_drafts(&app).await;
        }
    }
}

async fn look(app: &Arc<App>) -> Seen {
    let known = app.now().known();
    let app = Arc::clone(app);
    let files = tokio::task::spawn_blocking(move || {
        let listed = app.drafts.list().unwrap_or_default();
        let state = |path: PathBuf| {
            let meta = std::fs::metadata(&path).ok();
            let modified = meta.as_ref().and_then(|meta| meta.modified().ok());
            (path, modified, meta.map_or(0, |meta| meta.len()))
        };
        listed.into_iter().map(|(_, path)| state(path)).collect()
    });
    Seen {
        files: files.await.unwrap_or_default(),
        known,
    }
}

/// Publishes every draft that checks clean. What does not, is told, and what serves goes on serving. Whether
/// there is nothing to try again as things are.
async fn publish_all(app: &Arc<App>, known: &Known) -> bool {
    let (reader, known) = (Arc::clone(app), known.clone());
    let compiled = tokio::task::spawn_blocking(move || {
        let sources = reader.drafts.sources()?;
        let compile = |id| {
            let compiled = trilha_trail::compile(&sources, &id, &known);
            (id, compiled)
        };
        let compiled: Vec<_> = sources.trails().into_iter().map(compile).collect();
        Ok::<_, std::io::Error>((sources, compiled))
    });
    let (sources, compiled) = match compiled.await {
        Ok(Ok(compiled)) => compiled,
        Ok(Err(error)) => {
            tracing::error!(%error, "the flows folder cannot be read");
            return true;
        }
        Err(error) => {
            tracing::error!(%error, "drafts could not be compiled");
            return true;
        }
    };
    let mut done = true;
    for (id, result) in compiled {
        let house = app.now();
        let current = house.trails.get(&id).and_then(|at| at.state.current());
        let serving = current.map(|current| current.bundle.clone());
        match result {
            Ok((bundle, _)) => {
                let known = serving.as_ref() == Some(&bundle.hash);
                let publication = Publication {
                    bundle: Arc::new(bundle),
                    by: None,
                    note: String::new(),
                    again: None,
                    moves: None,
                    cancel_schedules: false,
                };
                match publish(app, &id, &publication).await {
                    Ok(published) if known => {
                        tracing::info!(trail = %id, version = published.version, "unchanged");
                    }
                    Ok(published) => {
                        tracing::info!(trail = %id, version = published.version, "published");
                    }
                    Err(problem) => {
                        tracing::error!(trail = %id, problem = problem.kind, "not published");
                        done &= problem.kind != Problem::busy().kind;
                    }
                }
            }
            Err(diagnostics) => {
                for one in diagnostics.iter().filter(|one| one.is_error()) {
                    let text = sources
                        .files
                        .get(one.file.as_str())
                        .map(String::as_str)
                        .unwrap_or_default();
                    tracing::warn!(trail = %id, "not published\n{}", diagnostic::human(one, &diagnostic::Lines::new(text), false));
                }
            }
        }
    }
    done
}
