//! One question to a service: streamed, bounded in time, bytes and tokens, behind the address guard.

use super::bounds::{self, Met};
use super::citations::Citations;
use super::knowledge;
use super::memory::Said;
use super::prompt;
use super::settings::Settings;
use super::stream::Shown;
use super::tools::{self, Calls};
use crate::fetch::{Allowed, Fetcher, reason};
use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::error::{OpenAIError, StreamError};
use async_openai::traits::RequestOptionsBuilder as _;
use async_openai::types::chat::{
    ChatCompletionStreamOptions, CreateChatCompletionRequest, FinishReason,
};
use futures::StreamExt as _;
use std::time::Duration;
use trilha_model::effect::late;
use trilha_model::{ModelAnswer, ModelRequest, ModelTask, Value};
use trilha_views::Passage;

/// Bytes of an answer: more than any number of tokens a trail may ask for.
const ANSWER: usize = 64 * 1024;
/// The longest a model may take, whatever the trail says.
const LONGEST: Duration = Duration::from_mins(2);
/// Characters of what a service says went wrong.
const COMPLAINT: usize = 200;
/// Bytes of a token, about, for services that do not count: those of English, the cheapest.
const BYTES_A_TOKEN: usize = 4;

/// A question, and who is asked.
pub(super) struct Question<'q> {
    pub(super) fetcher: &'q Fetcher,
    pub(super) allowed: &'q Allowed,
    pub(super) settings: &'q Settings,
    pub(super) request: &'q ModelRequest,
    /// Goes out as `Idempotency-Key`.
    pub(super) key: &'q str,
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

impl Question<'_> {
    /// Asks, with what was said before and what documents say; the answer, or why there is none, and how many
    /// tokens it cost either way. It is cut short when `dropped` comes to its end.
    pub(super) async fn ask(
        &self,
        before: Vec<Said>,
        passages: Option<Vec<Passage>>,
        shown: Option<Shown<'_>>,
        dropped: impl Future<Output = ()>,
    ) -> (Result<ModelAnswer, String>, u32) {
        let request = self.request;
        let limit = u64::try_from(request.limit.0).unwrap_or_default();
        let limit = Duration::from_millis(limit).min(LONGEST);
        let sources = passages.as_deref().map(knowledge::told);
        let asked = written(self.settings, request, before, sources.as_deref());
        let read = size_of(&asked);
        let mut heard = Heard {
            citations: Citations::of(passages.as_ref().map(Vec::len)),
            ..Heard::default()
        };
        // What is thought aloud before a tool is called is nobody's: only what can be nothing but said is shown.
        let shown = shown.filter(|_| request.task == ModelTask::Reply);
        let hear = self.hear(asked, &mut heard, shown);
        let ended = tokio::select! {
            ended = tokio::time::timeout(limit, hear) => {
                ended.unwrap_or_else(|_| Err(late(request.limit)))
            }
            () = dropped => Err("nobody waits for the answer any more".to_owned()),
        };
        let tokens = heard.cost(read);
        let ended = ended.and_then(|()| heard.whole(request));
        let answer = ended.map(|()| heard.answer(request, passages, tokens));
        (answer, tokens)
    }

    /// Hears the service out.
    async fn hear(
        &self,
        asked: CreateChatCompletionRequest,
        heard: &mut Heard,
        shown: Option<Shown<'_>>,
    ) -> Result<(), String> {
        let settings = self.settings;
        let http = self.fetcher.client(&settings.url, self.allowed)?;
        let config = OpenAIConfig::new()
            .with_api_base(settings.url.as_str().trim_end_matches('/'))
            .with_api_key(&settings.key)
            .with_org_id("")
            .with_project_id("");
        let met = Met::default();
        let client = Client::with_config(config)
            .with_http_service(bounds::service(http.clone(), met.clone()));
        let wrong = |error: &OpenAIError| met.what().unwrap_or_else(|| wrong(error));
        let chat = client.chat().header("idempotency-key", self.key);
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

    /// What it comes to.
    fn answer(
        self,
        request: &ModelRequest,
        passages: Option<Vec<Passage>>,
        tokens: u32,
    ) -> ModelAnswer {
        let calls = self.calls.whole();
        let is_said = matches!(request.task, ModelTask::Reply | ModelTask::Assist { .. });
        let doubts = is_said && calls.is_empty() && self.citations.is_unsure();
        if self.refused || doubts {
            return unsure(tokens);
        }
        let (answer, confidence, cited) = if is_said {
            let (text, cited) = self.citations.end();
            (Value::text(text), None, cited)
        } else {
            let (answer, confidence) = prompt::meaning(&request.task, &self.words);
            (answer, confidence, Vec::new())
        };
        let passages = passages.unwrap_or_default();
        let cited = cited.into_iter().filter_map(|at| passages.get(at));
        ModelAnswer {
            answer,
            confidence,
            tokens,
            calls,
            sources: cited.map(knowledge::source).collect(),
        }
    }
}

/// The answer of a model that does not know.
pub(super) fn unsure(tokens: u32) -> ModelAnswer {
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
