//! The choice of an exit, which ends a script wherever it is made.

use crate::budget::Budgets;
use crate::engine::Answer;
use rhai::{Dynamic, Engine, EvalAltResult, NativeCallContext, Position};
use smol_str::SmolStr;

/// What a run came to.
#[derive(Clone, Debug)]
pub(crate) struct End {
    /// The exit chosen by `exit("name")` or `exit("name", value)`.
    pub(crate) exit: Option<SmolStr>,
    /// The value given with it, or the last value.
    pub(crate) value: Dynamic,
}

pub(crate) fn register(engine: &mut Engine, budgets: &Budgets) {
    let (plain, with_value) = (budgets.clone(), budgets.clone());
    engine
        .register_fn("exit", move |context: NativeCallContext, name: &str| {
            leave(&plain, &context, name, Dynamic::UNIT)
        })
        .register_fn(
            "exit",
            move |context: NativeCallContext, name: &str, value: Dynamic| {
                leave(&with_value, &context, name, value)
            },
        );
}

/// Not a value that could be lost, and more than an error, which a script or a function of Rhai's own
/// could catch: the run takes no further step.
fn leave(
    budgets: &Budgets,
    context: &NativeCallContext,
    name: &str,
    value: Dynamic,
) -> Answer<Dynamic> {
    let end = End {
        exit: Some(name.into()),
        value,
    };
    budgets.leave(context.global_runtime_state().num_operations, end);
    Err(EvalAltResult::Exit(Dynamic::UNIT, Position::NONE).into())
}
