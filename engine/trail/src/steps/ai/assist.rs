//! `assist`: the model answers with the help of tools, which it calls until it knows enough.

use super::Ai;
use super::reply::sayable;
use super::tools::{Called, Tool};
use crate::run::{Flow, Run, Wake};
use crate::session::Parked;
use trilha_model::{LimitName, ModelAnswer, ModelTask, Outcome, ToolCall, ToolEnd};

impl Ai {
    pub(super) fn begin_assisting(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        let text = self.text(run)?;
        let persona = self.persona(run)?;
        run.begin_assistance(text, persona);
        self.ask_for_turn(run, 1, 0, None)
    }

    pub(super) fn go_on_assisting(
        &self,
        run: &mut Run<'_>,
        parked: &Parked,
        wake: Wake<'_>,
        tools: &[Tool],
    ) -> Result<Flow, String> {
        let end = match wake {
            Wake::Settled(Outcome::Model(answer)) => {
                run.spent.add(answer.tokens);
                return self.assisted(run, parked, answer, tools);
            }
            Wake::Settled(Outcome::Failed { reason }) => return Err(reason.clone()),
            Wake::Again => {
                return self.ask_for_turn(run, parked.stage.max(1), parked.attempts, None);
            }
            Wake::Returned { outputs, personal } => {
                let hidden = run.personal_names(&self.personal);
                ToolEnd::Gave(run.told_to_model(outputs, &hidden, &personal))
            }
            Wake::Broken => ToolEnd::Failed("the trail failed".to_owned()),
            _ => return Err("the question to the model was given up".to_owned()),
        };
        if let Some((id, call)) = run.open_call() {
            run.call_ended(id, &call.tool, end)?;
        }
        self.call_tools(run, tools)
    }

    fn assisted(
        &self,
        run: &mut Run<'_>,
        parked: &Parked,
        answer: &ModelAnswer,
        tools: &[Tool],
    ) -> Result<Flow, String> {
        let turn = parked.stage.max(1);
        let (most, calls) = (run.limits().tool_calls, answer.calls.len());
        if calls > most {
            run.reach(LimitName::ToolCalls);
        }
        let wrong = match (calls, sayable(run, answer)) {
            (1.., _) if calls <= most => {
                run.calls(turn, &answer.calls)?;
                return self.call_tools(run, tools);
            }
            (0, _) if self.doubts(answer, 100) => return Ok(Flow::exit("unsure")),
            (0, Ok(text)) => return self.say(run, text, answer),
            (0, Err(wrong)) => wrong,
            _ => format!("at most {most} tools can be called at once"),
        };
        if parked.attempts >= self.retries {
            return Err(format!("the model gave no answer that fits: {wrong}"));
        }
        self.ask_for_turn(run, turn + 1, parked.attempts + 1, Some(wrong))
    }

    /// Calls what is still to be called, one after the other, then asks the model again.
    fn call_tools(&self, run: &mut Run<'_>, tools: &[Tool]) -> Result<Flow, String> {
        let hidden = run.personal_names(&self.personal);
        while let Some((id, call)) = run.open_call() {
            let tool = tools.iter().find(|tool| tool.name == call.tool);
            let called = match tool {
                Some(tool) => tool.call(run, &call.arguments, &hidden)?,
                None => Called::Ended(unknown(&call, tools)),
            };
            match called {
                Called::Ended(end) => run.call_ended(id, &call.tool, end)?,
                Called::Enters { trail, vars } => return Ok(Flow::Call { trail, vars }),
            }
        }
        let calls = run.assistance().and_then(|one| one.calls.last());
        let turn = calls.map_or(0, |call| call.turn);
        self.ask_for_turn(run, turn + 1, 0, None)
    }

    fn ask_for_turn(
        &self,
        run: &mut Run<'_>,
        turn: u32,
        attempts: u32,
        complaint: Option<String>,
    ) -> Result<Flow, String> {
        if turn > self.turns {
            let turns = self.turns;
            return Err(format!(
                "the model was asked {turns} times and gave no answer"
            ));
        }
        run.at_stage(turn);
        self.ask(run, attempts, complaint)
    }
}

fn unknown(call: &ToolCall, tools: &[Tool]) -> ToolEnd {
    let names = super::names(tools.iter().map(|tool| &tool.name));
    let tool: String = call.tool.chars().take(64).collect();
    ToolEnd::Refused(format!("there is no tool `{tool}`; there are {names}"))
}

/// What the model is asked to do, with what it called and got so far.
pub(super) fn asked(run: &Run<'_>, tools: &[Tool]) -> ModelTask {
    let so_far = run.assistance().map(|one| one.calls.clone());
    ModelTask::Assist {
        tools: tools.iter().map(|tool| tool.told(run)).collect(),
        so_far: so_far.unwrap_or_default(),
    }
}
