//! Asking the service: streamed, bounded in time, bytes and tokens, behind the address guard.

use super::bounds::{self, Met};
use super::citations::Citations;
use super::knowledge::{self, Library};
use super::memory::{self, Said};
use super::settings::Settings;
use super::stream::Shown;
use super::tools::{self, Calls};
use super::{prompt, spending};
use crate::aside::aside;
use crate::fetch::{Allowed, Fetcher, reason};
use crate::problem::Answer;
use crate::runtime::Runtime;
use crate::vault::Vault;
use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::error::{OpenAIError, StreamError};
use async_openai::traits::RequestOptionsBuilder as _;
use async_openai::types::chat::{
    ChatCompletionStreamOptions, CreateChatCompletionRequest, FinishReason,
};
use futures::StreamExt as _;
use std::sync::Arc;
use std::time::Duration;
use trilha_model::{ConversationId, ModelAnswer, ModelRequest, ModelTask, Outcome, Value};

/// Bytes of an answer: more than any number of tokens a trail may ask for.
const ANSWER: usize = 64 * 1024;
/// The longest a model may take, whatever the trail says.
const LONGEST: Duration = Duration::from_mins(2);
/// Characters of what a service says went wrong.
const COMPLAINT: usize = 200;
/// Bytes of a token, about, for services that do not count: those of English, the cheapest.
const BYTES_A_TOKEN: usize = 4;

/// Asks models for trails.
pub(crate) struct Models<'m> {
    pub(crate) fetcher: &'m Fetcher,
    pub(crate) vault: &'m Vault,
    pub(crate) library: &'m Library,
    pub(crate) allowed: Allowed,
}

/// What came from the service, so far.
#[derive(Default)]
struct Heard {
    words: String,
    /// The same as it is said, where it is.
    citations: Citations,
    calls: Calls,
    refused: bool,
    finish: Option<FinishReason>,
    tokens: Option<u32>,
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
            shown.over();
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
        let limit = u64::try_from(request.limit.0).unwrap_or_default();
        let limit = Duration::from_millis(limit).min(LONGEST);
        let sources = passages.as_deref().map(knowledge::told);
        let asked = written(&settings, request, before, sources.as_deref());
        let read = size_of(&asked);
        let mut heard = Heard {
            citations: Citations::of(passages.as_ref().map(Vec::len)),
            ..Heard::default()
        };
        // What is thought aloud before a tool is called is nobody's: only what can be nothing but said is shown.
        let shown = (request.task == ModelTask::Reply).then_some(shown);
        let hear = self.hear(&settings, asked, key, &mut heard, shown);
        let ended = tokio::select! {
            ended = tokio::time::timeout(limit, hear) => {
                ended.unwrap_or_else(|_| Err(format!("no answer within {}", request.limit)))
            }
            () = dropped => Err("nobody waits for the answer any more".to_owned()),
        };
        let tokens = heard.cost(read);
        if tokens > 0 {
            spending::used(&runtime.journal, tokens).await;
        }
        ended?;
        heard.whole(request)?;
        let is_said = matches!(request.task, ModelTask::Reply | ModelTask::Assist { .. });
        if heard.refused || (is_said && heard.citations.is_unsure()) {
            return Ok(unsure(tokens));
        }
        let calls = heard.calls.whole();
        let (answer, confidence, cited) = match &request.task {
            _ if is_said => {
                let (text, cited) = heard.citations.end();
                (Value::text(text), None, cited)
            }
            other => {
                let (answer, confidence) = prompt::meaning(other, &heard.words);
                (answer, confidence, Vec::new())
            }
        };
        let passages = passages.unwrap_or_default();
        let cited = cited.into_iter().filter_map(|at| passages.get(at));
        Ok(ModelAnswer {
            answer,
            confidence,
            tokens,
            calls,
            sources: cited.map(knowledge::source).collect(),
        })
    }

    /// Hears the service out.
    async fn hear(
        &self,
        settings: &Settings,
        asked: CreateChatCompletionRequest,
        key: &str,
        heard: &mut Heard,
        shown: Option<Shown<'_>>,
    ) -> Result<(), String> {
        let http = self.fetcher.client(&settings.url, &self.allowed)?;
        let config = OpenAIConfig::new()
            .with_api_base(settings.url.as_str().trim_end_matches('/'))
            .with_api_key(&settings.key)
            .with_org_id("")
            .with_project_id("");
        let met = Met::default();
        let client = Client::with_config(config)
            .with_http_service(bounds::service(http.clone(), met.clone()));
        let wrong = |error: &OpenAIError| met.what().unwrap_or_else(|| wrong(error));
        let chat = client.chat().header("idempotency-key", key);
        let chat = chat.map_err(|error| wrong(&error))?;
        let stream = chat.create_stream(asked).await;
        let mut stream = stream.map_err(|error| wrong(&error))?;
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|error| wrong(&error))?;
            if let Some(usage) = chunk.usage {
                heard.tokens = Some(usage.total_tokens);
            }
            let Some(choice) = chunk.choices.into_iter().next() else {
                continue;
            };
            let words = choice.delta.content.unwrap_or_default();
            heard.words.push_str(&words);
            heard.citations.hear(&words);
            if let Some(shown) = shown {
                shown.so_far(&heard.citations);
            }
            heard.refused |= choice
                .delta
                .refusal
                .is_some_and(|refusal| !refusal.is_empty());
            for piece in choice.delta.tool_calls.unwrap_or_default() {
                heard.calls.hear(piece);
            }
            heard.finish = choice.finish_reason.or(heard.finish);
            if heard.words.len() + heard.calls.len() > ANSWER {
                return Err(format!("the answer is larger than {} KiB", ANSWER / 1024));
            }
        }
        Ok(())
    }
}

impl Heard {
    /// How many tokens it cost: as the service counts them, else as bytes tell; nothing where nothing came.
    fn cost(&self, read: usize) -> u32 {
        let guess = || match self.words.len() + self.calls.len() {
            0 => 0,
            written => u32::try_from((read + written) / BYTES_A_TOKEN).unwrap_or(u32::MAX),
        };
        self.tokens.unwrap_or_else(guess)
    }

    /// Whether it came to its end, or why not.
    fn whole(&self, request: &ModelRequest) -> Result<(), String> {
        match self.finish {
            None => Err("the answer broke off before its end".to_owned()),
            Some(FinishReason::Length) => {
                let most = request.tokens;
                Err(format!("the answer is longer than {most} tokens"))
            }
            Some(FinishReason::ContentFilter) => Err("the service held the answer back".to_owned()),
            Some(_) => Ok(()),
        }
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

/// The answer of a model that does not know.
fn unsure(tokens: u32) -> ModelAnswer {
    ModelAnswer {
        confidence: Some(0),
        tokens,
        ..ModelAnswer::default()
    }
}

fn written(
    settings: &Settings,
    request: &ModelRequest,
    before: Vec<Said>,
    sources: Option<&str>,
) -> CreateChatCompletionRequest {
    CreateChatCompletionRequest {
        model: settings.model.clone(),
        messages: prompt::messages(request, before, sources),
        max_completion_tokens: Some(request.tokens),
        response_format: prompt::form(&request.task),
        tools: tools::offered(&request.task),
        stream_options: Some(ChatCompletionStreamOptions {
            include_usage: Some(true),
            include_obfuscation: None,
        }),
        ..CreateChatCompletionRequest::default()
    }
}

fn size_of(asked: &CreateChatCompletionRequest) -> usize {
    serde_json::to_vec(asked).map_or(0, |bytes| bytes.len())
}

/// What went wrong, for whoever made the trail: neither the key nor what was asked.
fn wrong(error: &OpenAIError) -> String {
    match error {
        OpenAIError::Reqwest(error) => reason(error),
        OpenAIError::ApiError(error) => match error.status_code.as_u16() {
            status @ (401 | 403) => format!("the service refuses the key: it answered {status}"),
            status => {
                let said: String = error.api_error.message.chars().take(COMPLAINT).collect();
                format!("the service answered {status}: {said}")
            }
        },
        OpenAIError::JSONDeserialize(..) => {
            "the service answered what is no chat completion".to_owned()
        }
        OpenAIError::StreamError(error) => match &**error {
            StreamError::EventStream(_) => "the answer broke off before its end".to_owned(),
            StreamError::UnknownEvent(_) => {
                "the service answered what is no chat completion".to_owned()
            }
        },
        _ => "the service cannot be asked this".to_owned(),
    }
}
