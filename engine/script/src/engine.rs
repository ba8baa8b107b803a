//! Rhai, configured: what is in, what is out, and comparisons that refuse to guess.

use crate::budget::Budgets;
use crate::compare::{self, Comparison, Mismatch};
use crate::failure::{Failure, Kind};
use crate::functions;
use crate::limits::Limits;
use crate::value;
use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicIteratorPackage, BasicMapPackage,
    BasicStringPackage, MoreStringPackage, Package,
};
use rhai::{Dynamic, Engine, EvalAltResult, Token};
use trilha_model::LimitName;

/// What a native function answers when it can refuse.
pub(crate) type Answer<T> = Result<T, Box<EvalAltResult>>;

/// Marks our comparison operators; no source can hold it where an operator stands.
pub(crate) const MARK: &str = "\u{2060}";

/// Symbols that reach outside, run text as code or hide what is called.
const REFUSED: [&str; 6] = ["eval", "print", "debug", "Fn", "is_def_var", "is_def_fn"];

/// Words Rhai keeps for a future of its own, free here: they are likely keys of what services answer.
const FREED: [&str; 14] = [
    "async", "await", "case", "default", "go", "is", "match", "module", "new", "package", "public",
    "shared", "use", "with",
];

/// Hashes must be alike in every build, the browser's included.
const HASHING: [u64; 4] = [7, 11, 13, 17];

/// What reads sources: the words, the operators and the limits of the language, and nothing that runs.
///
/// Nothing is optimised, for Rhai's optimiser reads a missing property of a literal as nothing: it is built without
/// (feature `no_optimize`).
pub(crate) fn grammar(limits: &Limits) -> Engine {
    rhai::config::hashing::set_hashing_seed(Some(HASHING)).ok();
    let mut engine = Engine::new_raw();
    engine
        .set_fast_operators(true)
        .set_fail_on_invalid_map_property(true)
        .set_max_strings_interned(0)
        .set_max_call_levels(limits.depth)
        .set_max_expr_depths(limits.nesting, limits.nesting)
        .set_max_string_size(limits.text)
        .set_max_array_size(limits.list)
        .set_max_map_size(limits.map)
        .set_max_variables(limits.variables)
        .set_max_functions(limits.functions);
    for symbol in REFUSED {
        engine.disable_symbol(symbol);
    }
    signs(&mut engine);
    engine
}

/// The engine that runs what [`grammar`] has read, under the same limits.
pub(crate) fn build(limits: &Limits, budgets: &Budgets) -> Engine {
    let mut engine = grammar(limits);
    ArithmeticPackage::new().register_into_engine(&mut engine);
    BasicIteratorPackage::new().register_into_engine(&mut engine);
    BasicStringPackage::new().register_into_engine(&mut engine);
    MoreStringPackage::new().register_into_engine(&mut engine);
    BasicArrayPackage::new().register_into_engine(&mut engine);
    BasicMapPackage::new().register_into_engine(&mut engine);
    engine.on_progress({
        let budgets = budgets.clone();
        move |count| (!budgets.step(count)).then_some(Dynamic::UNIT)
    });
    comparisons(&mut engine);
    crate::exit::register(&mut engine, budgets);
    functions::register(&mut engine, limits, budgets);
    engine
}

/// The same, keeping with each run the variables that its functions capture, which costs every look at
/// a variable a little.
pub(crate) fn watching(limits: &Limits, budgets: &Budgets) -> Engine {
    let mut engine = build(limits, budgets);
    let budgets = budgets.clone();
    #[expect(
        deprecated,
        reason = "the crate marks this call as volatile, not as outdated"
    )]
    engine.on_var(move |name, _, context| {
        if let Some(variable) = context.scope().get(name)
            && variable.is_shared()
        {
            let count = context.global_runtime_state().num_operations;
            budgets.keep(count, variable.clone());
        }
        Ok(None)
    });
    engine
}

/// A refusal by one of our functions.
#[expect(
    clippy::unnecessary_box_returns,
    reason = "Rhai's functions answer with a boxed error"
)]
pub(crate) fn refuse(kind: Kind, message: impl Into<String>) -> Box<EvalAltResult> {
    let failure = Failure::new(kind, message);
    EvalAltResult::ErrorRuntime(Dynamic::from(failure), rhai::Position::NONE).into()
}

/// A comparison that was refused.
#[expect(
    clippy::unnecessary_box_returns,
    reason = "Rhai's functions answer with a boxed error"
)]
pub(crate) fn mismatch(how: Comparison, why: &Mismatch) -> Box<EvalAltResult> {
    let sign = how.sign();
    match why {
        Mismatch::Depth => refuse(Kind::Limit(LimitName::Levels), value::TOO_DEEP),
        Mismatch::Kinds(a, b) if a == b => {
            refuse(Kind::Type, format!("`{sign}` cannot put {a} in order"))
        }
        Mismatch::Kinds(a, b) => {
            refuse(Kind::Type, format!("`{sign}` cannot compare {a} with {b}"))
        }
    }
}

/// The name under which one of our comparisons is an operator.
fn operator(how: Comparison) -> String {
    format!("{MARK}{}", how.sign())
}

/// Rhai's own `==` is false between types. Each comparison becomes an operator of ours, with the
/// same sign and precedence.
fn signs(engine: &mut Engine) {
    for how in Comparison::ALL {
        let precedence = match how {
            Comparison::Equal | Comparison::NotEqual => 90,
            _ => 110,
        };
        engine
            .register_custom_operator(operator(how), precedence)
            .expect("invariant: the operator's name is free");
    }
    #[expect(
        deprecated,
        reason = "the crate marks this call as volatile, not as outdated"
    )]
    engine.on_parse_token(|token, _, _| {
        let how = match token {
            Token::EqualsTo => Comparison::Equal,
            Token::NotEqualsTo => Comparison::NotEqual,
            Token::LessThan => Comparison::Less,
            Token::LessThanEqualsTo => Comparison::AtMost,
            Token::GreaterThan => Comparison::More,
            Token::GreaterThanEqualsTo => Comparison::AtLeast,
            Token::Reserved(word) if FREED.contains(&word.as_str()) => {
                return Token::Identifier(word);
            }
            other => return other,
        };
        Token::Custom(Box::new(operator(how).into()))
    });
}

/// What our operators do; the common pairs are registered by type because they are found first.
fn comparisons(engine: &mut Engine) {
    for how in Comparison::ALL {
        let name = operator(how);
        engine
            .register_fn(&name, move |a: i64, b: i64| how.holds(Some(a.cmp(&b))))
            .register_fn(&name, move |a: &str, b: &str| how.holds(Some(a.cmp(b))))
            .register_fn(&name, move |a: Dynamic, b: Dynamic| -> Answer<bool> {
                compare::dynamics(how, &a, &b).map_err(|error| mismatch(how, &error))
            });
    }
}

/// Which comparison one of our operators is.
pub(crate) fn comparison(operator: &str) -> Option<Comparison> {
    let sign = operator.strip_prefix(MARK)?;
    Comparison::ALL.into_iter().find(|how| how.sign() == sign)
}
