//! What sources become: expressions and scripts, compiled, and what can be told of them before they run.

use crate::code::Code;
use crate::direct::Plan;
use rhai::{Expr, Stmt};
use smol_str::SmolStr;
use std::sync::Arc;

/// A compiled bare expression; cheap to clone.
#[derive(Clone, Debug)]
pub struct Expression {
    pub(crate) code: Arc<Code>,
    pub(crate) plan: Option<Arc<Plan>>,
}

/// A compiled inline script; cheap to clone.
#[derive(Clone, Debug)]
pub struct Script {
    pub(crate) code: Arc<Code>,
    pub(crate) exits: Arc<[SmolStr]>,
    pub(crate) assigned: Arc<[SmolStr]>,
}

impl Expression {
    /// The names it takes from outside, in order of first use.
    pub fn reads(&self) -> &[SmolStr] {
        &self.code.reads.names
    }

    /// Functions it calls, with the number of arguments; standard ones included.
    pub fn calls(&self) -> impl Iterator<Item = (&str, usize)> {
        self.code.reads.calls.iter().map(|(n, a)| (n.as_str(), *a))
    }

    /// As it was written.
    pub fn source(&self) -> &str {
        &self.code.source
    }

    /// The kind of what it gives, as [`Value::kind`] has it, where it is written out and can be no other: a literal.
    pub fn kind(&self) -> Option<&'static str> {
        let [Stmt::Expr(written)] = self.code.ast.statements() else {
            return None;
        };
        Some(match written.as_ref() {
            Expr::Unit(_) => "nothing",
            Expr::BoolConstant(..) => "yes_no",
            Expr::IntegerConstant(..) => "integer",
            Expr::FloatConstant(..) => "number",
            Expr::CharConstant(..) | Expr::StringConstant(..) | Expr::InterpolatedString(..) => {
                "text"
            }
            Expr::Array(..) => "list",
            Expr::Map(..) => "map",
            _ => return None,
        })
    }
}

impl Script {
    /// The names it takes from outside, in order of first use; those it assigns are among them.
    pub fn reads(&self) -> &[SmolStr] {
        &self.code.reads.names
    }

    /// The names from outside that it assigns.
    pub fn assigns(&self) -> &[SmolStr] {
        &self.assigned
    }

    /// The exits it names literally.
    pub fn exits(&self) -> &[SmolStr] {
        &self.exits
    }

    /// Functions it calls that it does not define, with the number of arguments.
    pub fn calls(&self) -> impl Iterator<Item = (&str, usize)> {
        self.code.reads.calls.iter().map(|(n, a)| (n.as_str(), *a))
    }

    /// As it was written.
    pub fn source(&self) -> &str {
        &self.code.source
    }
}
