//! The host: compiles sources once and runs them on the values of a turn.

use crate::budget::Budgets;
use crate::clock::{Clock, Moment};
use crate::code::Code;
use crate::compiled::{Expression, Script};
use crate::direct::Plan;
use crate::exit::End;
use crate::failure::{Failure, Kind, SyntaxError};
use crate::library::{self, Library};
use crate::limits::Limits;
use crate::soft::{self, Softened};
use crate::{engine, failure, shared, value};
use rhai::{AST, Dynamic, Engine, EvalAltResult, Scope, Stmt};
use smol_str::SmolStr;
use std::fmt;
use std::sync::{Arc, OnceLock, Weak};
use trilha_model::{LimitName, Value};

/// Where the values of names come from; asked only for names the code reads.
pub trait Names {
    /// The value of a name, if it has one.
    fn get(&self, name: &str) -> Option<Value>;

    /// The same without a copy, where there is something to borrow from.
    fn peek(&self, name: &str) -> Option<&Value> {
        let _ = name;
        None
    }
}

impl Names for trilha_model::Map {
    fn get(&self, name: &str) -> Option<Value> {
        Self::get(self, name).cloned()
    }

    fn peek(&self, name: &str) -> Option<&Value> {
        Self::get(self, name)
    }
}

/// Compiles and runs; built once a process for each set of limits, cheap to clone.
#[derive(Clone)]
pub struct Host {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    /// Reads sources; runs nothing.
    grammar: Engine,
    /// Runs them; made when first needed, for much is only read, and a page that only reads need not carry it.
    running: OnceLock<Engine>,
    /// For code that captures variables, which has to be watched; made when first needed.
    watching: OnceLock<Engine>,
    budgets: Budgets,
    /// What a bare expression sees.
    no_library: Library,
    limits: Limits,
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Default for Host {
    fn default() -> Self {
        Self::new(Limits::default())
    }
}

/// What a script or function gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Its last value, or the one handed to `exit`.
    pub value: Value,
    /// The exit it chose.
    pub exit: Option<SmolStr>,
    /// Variables whose value an inline script changed, with the new value.
    pub changed: Vec<(SmolStr, Value)>,
}

impl Host {
    /// The host whose runs stay within these limits: the same for all who ask for it at one time.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "limits are mostly made for this"
    )]
    pub fn new(limits: Limits) -> Self {
        shared::host(&limits)
    }

    /// One that nobody has yet.
    pub(crate) fn build(limits: Limits) -> Self {
        let budgets = Budgets::new(limits.operations);
        Self {
            inner: Arc::new(Inner {
                grammar: engine::grammar(&limits),
                running: OnceLock::new(),
                watching: OnceLock::new(),
                budgets,
                no_library: Library::default(),
                limits,
            }),
        }
    }

    /// The host, if it is still there.
    pub(crate) fn held(weak: &Weak<Inner>) -> Option<Self> {
        weak.upgrade().map(|inner| Self { inner })
    }

    pub(crate) fn weak(&self) -> Weak<Inner> {
        Arc::downgrade(&self.inner)
    }

    /// Whether this is the same host, not one like it.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    /// What a run may use.
    pub fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    /// Compiles a bare expression: no statements.
    pub fn expression(&self, source: &str) -> Result<Expression, SyntaxError> {
        self.check_length(source)?;
        let soft = soft::soften(source);
        let ast = self
            .inner
            .grammar
            .compile_expression(soft.text(source))
            .map_err(|error| SyntaxError::from_rhai(&error, &soft, source))?;
        let plan = match ast.statements() {
            [Stmt::Expr(expression)] => Plan::of(expression).map(Arc::new),
            _ => None,
        };
        let code = Arc::new(Code::new(source, ast, soft));
        Ok(Expression { code, plan })
    }

    /// Compiles an inline script: statements, of which the last value is the result.
    pub fn script(&self, source: &str) -> Result<Script, SyntaxError> {
        self.check_length(source)?;
        let soft = soft::soften(source);
        let ast = self.compile(source, &soft)?;
        let code = Code::new(source, ast, soft);
        Ok(Script {
            exits: code.reads.exits.iter().cloned().collect(),
            assigned: code.reads.assigned.iter().cloned().collect(),
            code: Arc::new(code),
        })
    }

    /// Compiles files of functions; the first error comes with the name of its file.
    pub fn library(&self, files: &[(SmolStr, String)]) -> Result<Library, (SmolStr, SyntaxError)> {
        library::compile(self, files)
    }

    /// The value of an expression.
    pub fn eval(
        &self,
        expression: &Expression,
        names: &dyn Names,
        clock: Clock,
    ) -> Result<Value, Failure> {
        if let Some(value) = expression.plan.as_ref().and_then(|plan| plan.answer(names)) {
            return self.weighed(value.into_owned());
        }
        let mut scope = Scope::new();
        for name in &expression.code.reads.names {
            if let Some(value) = names.get(name) {
                scope.push_dynamic(name.as_str(), value::to_dynamic(&value));
            }
        }
        let (code, library) = (&expression.code, &self.inner.no_library);
        self.enter(code, &mut scope, library, clock, |end, _| {
            if end.exit.is_some() {
                let message = "an expression cannot choose an exit";
                return Err(Failure::new(Kind::Type, message));
            }
            self.weighed(value::from_dynamic(&end.value, &self.inner.limits)?)
        })
    }

    /// Runs an inline script.
    pub fn run(
        &self,
        script: &Script,
        names: &dyn Names,
        library: &Library,
        clock: Clock,
    ) -> Result<Outcome, Failure> {
        let reads = &script.code.reads;
        let mut scope = Scope::new();
        let mut before = Vec::new();
        for name in &reads.names {
            if let Some(value) = names.get(name) {
                scope.push_dynamic(name.as_str(), value::to_dynamic(&value));
                before.push((name, value));
            }
        }
        self.enter(&script.code, &mut scope, library, clock, |end, scope| {
            let mut outcome = self.outcome(end)?;
            let mut weight = outcome.value.weight();
            let after: Vec<&Dynamic> = scope.iter_raw().map(|(.., value)| value).collect();
            for ((name, old), new) in before.into_iter().zip(after.into_iter().rev()) {
                if reads.touched.contains(name) {
                    let new = value::from_dynamic(&new.flatten_clone(), &self.inner.limits)?;
                    if new != old {
                        weight += name.len() + new.weight();
                        outcome.changed.push((name.clone(), new));
                    }
                }
            }
            self.weigh(weight)?;
            Ok(outcome)
        })
    }

    /// Calls a function of a library.
    pub fn call(
        &self,
        library: &Library,
        file: &str,
        function: &str,
        arguments: Vec<Value>,
        clock: Clock,
    ) -> Result<Outcome, Failure> {
        let arity = arguments.len();
        let Some(entry) = library.entry(file, function, arity) else {
            return Err(Failure {
                name: Some(function.into()),
                ..Failure::new(
                    Kind::Missing,
                    format!("`{file}` has no function `{function}` with {arity} parameters"),
                )
            });
        };
        let mut scope = Scope::new();
        for (name, value) in entry.arguments.iter().zip(arguments) {
            scope.push_dynamic(name.as_str(), value::to_dynamic(&value));
        }
        let result = self.enter(&entry.code, &mut scope, library, clock, |end, _| {
            let outcome = self.outcome(end)?;
            self.weigh(outcome.value.weight())?;
            Ok(outcome)
        });
        result.map_err(|failure| entered(failure, file, function, library, arity))
    }

    pub(crate) fn compile(&self, source: &str, soft: &Softened) -> Result<AST, SyntaxError> {
        self.check_length(source)?;
        self.inner
            .grammar
            .compile(soft.text(source))
            .map_err(|error| SyntaxError::from_rhai(&error, soft, source))
    }

    pub(crate) fn check_length(&self, source: &str) -> Result<(), SyntaxError> {
        let most = self.inner.limits.source;
        if source.len() > most {
            return Err(SyntaxError::new(format!(
                "a source has at most {most} bytes, this one {}",
                source.len()
            )));
        }
        Ok(())
    }

    /// Runs code in a scope; `finish` takes what it gave, before what closures share is emptied.
    fn enter<T>(
        &self,
        code: &Code,
        scope: &mut Scope,
        library: &Library,
        clock: Clock,
        finish: impl FnOnce(End, &Scope) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let engine = self.engine(code.reads.captures || library.inner.captures);
        let Some(budget) = self.inner.budgets.begin() else {
            return Err(Failure::new(Kind::Other, "too many scripts run at once"));
        };
        let mut global = engine.new_global_runtime_state();
        global.num_operations = budget.count();
        if library.inner.ast.has_functions() {
            global.lib.push(library.inner.ast.shared_lib().clone());
        }
        if code.ast.has_functions() {
            global.lib.push(code.ast.shared_lib().clone());
        }
        if code.reads.timed || library.inner.timed {
            global.tag = Moment::tag(clock);
        }
        #[expect(deprecated, reason = "the only entry that takes the state of a run")]
        let result = code.with_caches(self, library, |caches| {
            engine.eval_statements_raw(&mut global, caches, scope, code.ast.statements())
        });
        if let Some(end) = budget.end() {
            return finish(end, scope);
        }
        if budget.is_overdrawn() && result.is_ok() {
            return Err(Failure::new(
                Kind::Limit(LimitName::ScriptSteps),
                failure::TOO_MANY_STEPS,
            ));
        }
        let result = result.or_else(|error| match *error {
            EvalAltResult::Return(value, _) => Ok(value),
            _ => Err(error),
        });
        match result {
            Ok(value) => finish(End { exit: None, value }, scope),
            Err(error) => Err(self.seen(Failure::from_rhai(&error, code, library), code, scope)),
        }
    }

    /// The engine that runs, or the one that also keeps what closures capture.
    pub(crate) fn engine(&self, watching: bool) -> &Engine {
        let inner = &self.inner;
        let (engine, build): (_, fn(&Limits, &Budgets) -> Engine) = if watching {
            (&inner.watching, engine::watching)
        } else {
            (&inner.running, engine::build)
        };
        engine.get_or_init(|| build(&inner.limits, &inner.budgets))
    }

    /// A failure with the variables from outside, as they were then.
    fn seen(&self, failure: Failure, code: &Code, scope: &Scope) -> Failure {
        let limits = &self.inner.limits;
        let value = |name: &str| {
            let value = scope.get(name)?.flatten_clone();
            value::from_dynamic(&value, limits).ok()
        };
        let names = code.reads.names.iter();
        failure.saw(names.filter_map(|name| Some((name.as_str(), value(name)?))))
    }

    fn outcome(&self, end: End) -> Result<Outcome, Failure> {
        Ok(Outcome {
            value: value::from_dynamic(&end.value.flatten(), &self.inner.limits)?,
            exit: end.exit,
            changed: Vec::new(),
        })
    }

    fn weighed(&self, value: Value) -> Result<Value, Failure> {
        self.weigh(value.weight())?;
        Ok(value)
    }

    fn weigh(&self, weight: usize) -> Result<(), Failure> {
        if weight > self.inner.limits.weight {
            return Err(Failure::new(
                Kind::Limit(LimitName::VariableBytes),
                "the result is too large to keep",
            ));
        }
        Ok(())
    }
}

/// A failure of a function that was called, with its parameters' names, and itself as the place where
/// no better is known.
fn entered(
    mut failure: Failure,
    file: &str,
    function: &str,
    library: &Library,
    arity: usize,
) -> Failure {
    if failure.function.is_none() {
        failure.function = Some(function.into());
        failure.file = Some(file.into());
        (failure.line, failure.column) = (0, 0);
    }
    if let Some(known) = library.function(file, function, arity) {
        for ((name, _), parameter) in failure.saw.iter_mut().zip(&known.parameters) {
            name.clone_from(parameter);
        }
    }
    failure
}

#[cfg(test)]
mod tests {
    use super::{Clock, Host};
    use crate::code::Code;
    use crate::soft::Softened;
    use rhai::{Dynamic, Scope};
    use std::sync::Arc;

    /// How often something is still held after a source ran over it.
    fn held(source: &str) -> usize {
        let host = Host::default();
        let soft = Softened::default();
        let code = Code::new(source, host.compile(source, &soft).unwrap(), soft);
        let probe = Arc::new(());
        let mut scope = Scope::new();
        scope.push_dynamic("probe", Dynamic::from(Arc::clone(&probe)));
        let library = &host.inner.no_library;
        let clock = Clock::default();
        host.enter(&code, &mut scope, library, clock, |_, _| Ok(()))
            .ok();
        drop(scope);
        Arc::strong_count(&probe) - 1
    }

    #[test]
    fn circles_of_functions_are_freed() {
        for source in [
            "let a = [probe]; let f = || a.len(); a.push(f);",
            "let m = #{ p: probe }; let f = || m; m.f = f; m.f.call()",
            "let p = probe; let f = || p; let g = || f.call(); f = g;",
            "fn walk(p) { let a = [p]; let f = || a.len(); a.push(f); } walk(probe)",
            "let a = [probe]; let f = || a.len(); a.push(f); throw 1",
            "let a = [probe]; let f = || a.len(); a.push(f); loop {}",
            "[1].map(|n| { let a = [probe]; let f = || a.len(); a.push(f); n })",
        ] {
            assert_eq!(held(source), 0, "{source}");
        }
    }
}
