//! While developing: every draft that checks clean is published, at the start and whenever a file changes.

use super::publish;
use crate::app::App;
use crate::runtime::asked_to_stop;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::sync::watch;
use trilha_trail::{Known, diagnostic};

/// How often files are looked at.
const EVERY: Duration = Duration::from_secs(1);

/// What is compared to see that something changed.
type Seen = (Vec<(PathBuf, Option<SystemTime>, u64)>, Known);

/// Publishes what changes, for as long as the server runs.
pub(crate) async fn watch(app: Arc<App>, mut closing: watch::Receiver<bool>) {
    let mut seen = look(&app).await;
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = asked_to_stop(&mut closing) => return,
        }
        let now = look(&app).await;
        if now != seen {
            seen = now;
            publish_all(&app).await;
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
    (files.await.unwrap_or_default(), known)
}

/// Publishes every draft that checks clean. What does not, is told, and what serves goes on serving.
pub(crate) async fn publish_all(app: &Arc<App>) {
    let known = app.now().known();
    let reader = Arc::clone(app);
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
            return;
        }
        Err(error) => {
            tracing::error!(%error, "drafts could not be compiled");
            return;
        }
    };
    for (id, result) in compiled {
        match result {
            Ok((bundle, _)) => match publish(app, &id, &bundle, None, "").await {
                Ok(published) => {
                    tracing::info!(trail = %id, version = published.version, "published");
                }
                Err(problem) => {
                    tracing::error!(trail = %id, problem = problem.kind, "not published");
                }
            },
            Err(diagnostics) => {
                for one in diagnostics.iter().filter(|one| one.is_error()) {
                    let text = sources
                        .files
                        .get(one.file.as_str())
                        .map(String::as_str)
                        .unwrap_or_default();
                    tracing::warn!(trail = %id, "not published\n{}", diagnostic::human(one, text, false));
                }
            }
        }
    }
}
