//! What trails ask of models: who is asked, what goes along, and what a day may cost.

use super::knowledge::Library;
use super::memory::{self, Said};
use super::question::{Question, unsure};
use super::settings::Settings;
use super::spending;
use super::stream::Shown;
use crate::aside::aside;
use crate::fetch::{Allowed, Fetcher};
use crate::problem::Answer;
use crate::runtime::Runtime;
use crate::vault::Vault;
use std::sync::Arc;
use trilha_model::{ConversationId, ModelAnswer, ModelRequest, ModelTask, Outcome};

/// Asks models for trails.
pub(crate) struct Models<'m> {
    pub(crate) fetcher: &'m Fetcher,
    pub(crate) vault: &'m Vault,
    pub(crate) library: &'m Library,
    pub(crate) allowed: Allowed,
}

impl Models<'_> {
    /// Carries a request out. Never fails: what cannot be done is an outcome too.
    ///
    /// `key` goes out as `Idempotency-Key`. A reply is shown while it is written; it is cut short when `dropped`
    /// comes to its end.
    pub(crate) async fn carry_out(
        &self,
        runtime: &Runtime,
        request: &ModelRequest,
        key: &str,
        shown: Shown<'_>,
        dropped: impl Future<Output = ()>,
    ) -> Outcome {
        let answer = self.answer(runtime, request, key, shown, dropped).await;
        let said = |answer: &ModelAnswer| answer.answer.as_text().is_some();
        if !answer.as_ref().is_ok_and(said) {
            shown.erase();
        }
        match answer {
            Ok(answer) => Outcome::Model(answer),
            Err(reason) => Outcome::Failed { reason },
        }
    }

    async fn answer(
        &self,
        runtime: &Runtime,
        request: &ModelRequest,
        key: &str,
        shown: Shown<'_>,
        dropped: impl Future<Output = ()>,
    ) -> Result<ModelAnswer, String> {
        let id = shown.id;
        let settings = Settings::of(&runtime.house.now(), self.vault, request.model.as_deref())?;
        let passages = self.library.about(runtime, id, request).await;
        let passages = passages
            .map_err(|problem| format!("the documents cannot be read: {}", problem.kind))?;
        if request.task == ModelTask::Reply && passages.as_ref().is_some_and(Vec::is_empty) {
            return Ok(unsure(0));
        }
        affordable(runtime, &settings, request.tokens)?;
        let before = said_before(runtime, id, request).await;
        let before = before
            .map_err(|problem| format!("the conversation cannot be read: {}", problem.kind))?;
        let question = Question {
            fetcher: self.fetcher,
            allowed: &self.allowed,
            settings: &settings,
            request,
            key,
        };
        let (answer, tokens) = question.ask(before, passages, Some(shown), dropped).await;
        if tokens > 0 {
            spending::used(&runtime.journal, tokens).await;
        }
        answer
    }
}

/// What was said before, as far as the model is shown it.
async fn said_before(
    runtime: &Runtime,
    id: &ConversationId,
    request: &ModelRequest,
) -> Answer<Vec<Said>> {
    if request.memory == 0 {
        return Ok(Vec::new());
    }
    let hidden = |_, conversation: &_| memory::hidden_now(conversation, &request.hidden);
    let values = runtime.look(id, hidden).await?;
    let (journal, stream) = (Arc::clone(&runtime.journal), id.stream());
    let request = request.clone();
    aside(move || memory::before(&*journal, &stream, &request, values)).await
}

fn affordable(runtime: &Runtime, settings: &Settings, tokens: u32) -> Result<(), String> {
    let used = spending::today(&*runtime.journal)
        .map_err(|problem| format!("what models cost today cannot be read: {}", problem.kind))?;
    let most = settings.a_day;
    if used.saturating_add(u64::from(tokens)) > most {
        return Err(format!(
            "models used {used} tokens today, and {tokens} more would be beyond {most}"
        ));
    }
    Ok(())
}
