//! The world outside: it loses, repeats and delays.

use crate::{Coming, Run};
use trilha_desk::Conversation;
use trilha_journal::Journal as _;
use trilha_model::{
    CallEnd, ConversationId, Effect, EffectId, Input, Map, ModelAnswer, ModelTask, ModelTool,
    Outcome, Owner, Span, Timestamp, Value, WantedCall,
};

impl Run {
    pub(crate) fn answer_comes(&mut self) {
        if self.coming.is_empty() {
            return;
        }
        // Any of them, not the first: the outside world keeps no order.
        let at = usize::try_from(self.dice.below(self.coming.len() as u64)).expect("small");
        let Coming { at, to, id, effect } = self.coming.swap_remove(at);
        self.now = self.now.max(at);
        let outcome = self.outcome(&effect);
        let times = if self.dice.one_in(3) { 2 } else { 1 };
        for _ in 0..times {
            self.input(
                &to,
                Input::Settled {
                    effect: id,
                    outcome: outcome.clone(),
                },
            )
            .unwrap_or_else(|refused| panic!("an answer is refused: {refused}"));
        }
    }

    pub(crate) fn outcome(&mut self, effect: &Effect) -> Outcome {
        let failed = Outcome::Failed {
            reason: "no connection".into(),
        };
        if self.dice.one_in(4) {
            return failed;
        }
        match effect {
            Effect::Http(_) => {
                let body = Map::from([("status".into(), Value::text("sent"))]);
                Outcome::Http {
                    status: self.dice.of(&[200, 200, 200, 404, 500]),
                    headers: Map::new(),
                    body: Value::Map(body),
                }
            }
            Effect::Email(_) | Effect::Emit(_) => Outcome::Done,
            Effect::Dial(_) => {
                let ends = [CallEnd::Answered, CallEnd::Busy, CallEnd::NoAnswer];
                Outcome::Called(self.dice.of(&ends))
            }
            Effect::Record(_) => Outcome::Recorded {
                media: "message.ogg".into(),
                length: Span(5_000),
            },
            Effect::Model(request) => Outcome::Model(self.thinks(&request.task)),
        }
    }

    /// What a model says: right, unsure, or of no use.
    pub(crate) fn thinks(&mut self, task: &ModelTask) -> ModelAnswer {
        if let ModelTask::Assist { tools, .. } = task
            && !self.dice.one_in(3)
        {
            return ModelAnswer {
                answer: Value::text("Let me see."),
                tokens: 40,
                calls: self.calls(tools),
                ..ModelAnswer::default()
            };
        }
        let class = |task: &ModelTask| match task {
            ModelTask::Classify(classes) => classes.first().map(|class| class.name.to_string()),
            ModelTask::Reply | ModelTask::Extract(_) | ModelTask::Assist { .. } => None,
        };
        let words = class(task).unwrap_or_else(|| "As you say.".to_owned());
        ModelAnswer {
            answer: self
                .dice
                .of(&[Value::text(&words), Value::Map(Map::new()), Value::Null]),
            confidence: self.dice.of(&[None, Some(20), Some(95)]),
            tokens: 40,
            ..ModelAnswer::default()
        }
    }

    /// What a model calls: one tool or several, and now and then what there is not, or not as it is called.
    fn calls(&mut self, tools: &[ModelTool]) -> Vec<WantedCall> {
        let calls = 0..=self.dice.below(3);
        calls.map(|_| self.call(tools)).collect()
    }

    fn call(&mut self, tools: &[ModelTool]) -> WantedCall {
        let tool = self.dice.of(tools);
        let mut arguments = Map::new();
        for field in &tool.arguments {
            if self.dice.one_in(8) {
                continue;
            }
            let value = match field.kind.as_str() {
                "integer" | "number" | "money" => {
                    self.dice
                        .of(&[Value::Int(13), Value::Int(40), Value::Int(2_000)])
                }
                _ if field.choices.is_empty() => Value::text("7"),
                _ => Value::Text(self.dice.of(&field.choices)),
            };
            arguments.insert(field.name.clone(), value);
        }
        let arguments = match self.dice.below(12) {
            0 => Value::text("not as it is called"),
            1 => Value::Null,
            _ => Value::Map(arguments),
        };
        let unknown = self.dice.one_in(10);
        WantedCall {
            tool: if unknown {
                "elsewhere".into()
            } else {
                tool.name
            },
            arguments,
        }
    }

    /// The outside world is asked, if it still may be. The answer comes some time later, or never.
    pub(crate) fn dispatch(
        &mut self,
        id: &ConversationId,
        effect: EffectId,
        version: u64,
        state: &Conversation,
    ) {
        let durable = self
            .journal
            .latest(&id.stream())
            .expect("memory reads")
            .expect("appended");
        let stored = Conversation::from_bytes(&durable.state).expect("what was written is read");
        let unsettled = stored.unsettled.iter().find(|one| one.id == effect);
        let Some(what) = unsettled.map(|one| one.effect.clone()) else {
            return;
        };
        if version != state.owner_version && what.is_awaited() {
            assert!(
                matches!(what, Effect::Email(_)),
                "what a step waits for is cancelled with the owner: {what:?}"
            );
            return;
        }
        let person = matches!(state.owner, Owner::Agent(_));
        assert!(
            !person || !what.is_awaited(),
            "while a person has it only the person acts"
        );
        self.dispatched.insert((id.clone(), effect));
        if self.dice.one_in(5) {
            return;
        }
        let after = i64::try_from(self.dice.below(60_000)).expect("small");
        let at = Timestamp(self.now.0 + after);
        self.coming.push(Coming {
            at,
            to: id.clone(),
            id: effect,
            effect: what,
        });
    }
}
