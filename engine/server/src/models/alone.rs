//! A service asked by itself: without a house, its settings and its budgets.

use super::knowledge;
use super::memory;
use super::question::{Question, unsure};
use super::settings::Settings;
use crate::fetch::{Allowed, Fetcher};
use std::collections::VecDeque;
use trilha_desk::Conversation;
use trilha_model::{Event, ModelRequest, ModelTask, Outcome};
use trilha_trail::Bundle;

/// A service of language models, asked for one conversation at a time, such as one in a terminal.
#[derive(Clone, Debug)]
pub struct ModelService {
    url: String,
    names: String,
    key: String,
    fetcher: Fetcher,
    allowed: Allowed,
}

impl ModelService {
    /// The service at the address before `/chat/completions`, such as `https://api.openai.com/v1`, wherever that is.
    ///
    /// `names` are the models that trails may name, by comma, the first for steps that name none; `key` is sent as
    /// the bearer's token. Fails where the system gives no certificates or sockets.
    pub fn new(url: &str, names: &str, key: &str) -> Result<Self, reqwest::Error> {
        let host = reqwest::Url::parse(url).ok().and_then(|url| {
            let port = url.port_or_known_default()?;
            Some(format!("{}:{port}", url.host_str()?))
        });
        Ok(Self {
            url: url.to_owned(),
            names: names.to_owned(),
            key: key.to_owned(),
            fetcher: Fetcher::new()?,
            allowed: Allowed::new(host),
        })
    }

    /// Carries a request out, for a conversation of which these are all events. Never fails: what cannot be done is
    /// an outcome too.
    pub async fn carry_out(
        &self,
        request: &ModelRequest,
        bundle: &Bundle,
        conversation: &Conversation,
        events: &[Event],
    ) -> Outcome {
        let named = request.model.as_deref();
        let settings = match Settings::named(&self.url, &self.names, &self.key, named) {
            Ok(settings) => settings,
            Err(reason) => return Outcome::Failed { reason },
        };
        let Ok(passages) = knowledge::passages(bundle, request) else {
            let reason = "the documents cannot be read".to_owned();
            return Outcome::Failed { reason };
        };
        if request.task == ModelTask::Reply && passages.as_ref().is_some_and(Vec::is_empty) {
            return Outcome::Model(unsure(0));
        }
        let hidden = memory::hidden_now(conversation, &request.hidden);
        let events: VecDeque<Event> = events.iter().cloned().collect();
        let question = Question {
            fetcher: &self.fetcher,
            allowed: &self.allowed,
            settings: &settings,
            request,
            key: &crate::ambient::commit_id().to_string(),
        };
        let before = memory::shown(events, request, hidden);
        let (answer, _) = question
            .ask(before, passages, None, std::future::pending())
            .await;
        match answer {
            Ok(answer) => Outcome::Model(answer),
            Err(reason) => Outcome::Failed { reason },
        }
    }
}
