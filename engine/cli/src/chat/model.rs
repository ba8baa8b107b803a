//! A real model for a chat, where whoever starts it names one.

use anyhow::{Context as _, Result};
use std::sync::Arc;
use tokio::runtime::Runtime;
use trilha_model::{Map, ModelRequest, Outcome};
use trilha_server::ModelService;
use trilha_talk::Simulator;
use trilha_trail::Bundle;

/// What to do where there is none.
const ABSENT: &str = "no model is asked here: give its address as MODEL_URL and its name as MODEL_NAMES, with --env or in the environment, and its key as MODEL_KEY in the environment";

/// A service of language models.
pub(super) struct Model {
    service: ModelService,
    runtime: Runtime,
    bundle: Arc<Bundle>,
}

impl Model {
    /// The one that `MODEL_URL` names among these values or in the environment; none where neither does. What names
    /// it is taken away from the values: it belongs to whoever chats, and in no recorded test.
    pub(super) fn taken(env: &mut Map, bundle: &Arc<Bundle>) -> Result<Option<Self>> {
        let mut value = |name: &str| {
            let given = env.remove(name).map(|value| value.to_string());
            given.or_else(|| std::env::var(name).ok())
        };
        let (url, names) = (value("MODEL_URL"), value("MODEL_NAMES"));
        let Some(url) = url.filter(|url| !url.trim().is_empty()) else {
            return Ok(None);
        };
        let names = names.unwrap_or_default();
        let key = std::env::var("TRILHA_SECRET_MODEL_KEY").or_else(|_| std::env::var("MODEL_KEY"));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        Ok(Some(Self {
            service: ModelService::new(url.trim(), &names, &key.unwrap_or_default())
                .context("no model can be asked here")?,
            runtime: runtime.context("cannot wait for a model")?,
            bundle: Arc::clone(bundle),
        }))
    }

    /// Asks it, and waits for its outcome.
    pub(super) fn ask(&self, request: &ModelRequest, talk: &Simulator) -> Outcome {
        let (conversation, events) = (talk.conversation(), talk.events());
        let asked = self
            .service
            .carry_out(request, &self.bundle, conversation, events);
        self.runtime.block_on(asked)
    }
}

/// What comes of asking a model where there is none.
pub(super) fn absent() -> Outcome {
    Outcome::Failed {
        reason: ABSENT.to_owned(),
    }
}
