//! Expressions that need no interpreter: literals, properties, comparisons and their combinations.
//!
//! Whatever is not plainly successful here is left to Rhai, so that both give the same values and
//! only one gives errors.

use crate::compare::{self, Comparison};
use crate::engine;
use crate::host::Names;
use crate::soft;
use rhai::{ASTFlags, BinaryExpr, Expr};
use smol_str::SmolStr;
use std::borrow::Cow;
use trilha_model::Value;

/// An expression that can be answered directly.
#[derive(Debug)]
pub(crate) enum Plan {
    Literal(Value),
    Path(SmolStr, Vec<Property>),
    Compare(Comparison, Box<Plan>, Box<Plan>),
    And(Vec<Plan>),
    Or(Vec<Plan>),
    Not(Box<Plan>),
    Coalesce(Vec<Plan>),
}

/// One `.name` of a path.
#[derive(Debug)]
pub(crate) struct Property {
    name: SmolStr,
    soft: bool,
}

impl Plan {
    /// The plan of an expression, if all of it can be answered directly.
    pub(crate) fn of(expression: &Expr) -> Option<Self> {
        Some(match expression {
            Expr::BoolConstant(value, _) => Self::Literal(Value::Bool(*value)),
            Expr::IntegerConstant(value, _) => Self::Literal(Value::Int(*value)),
            Expr::FloatConstant(value, _) => Self::Literal(Value::Float(**value)),
            Expr::StringConstant(text, _) => Self::Literal(Value::text(text.as_str())),
            Expr::Unit(_) => Self::Literal(Value::Null),
            Expr::Variable(variable, ..) => Self::Path(SmolStr::new(&variable.1), Vec::new()),
            Expr::Dot(chain, flags, _) => {
                let Expr::Variable(root, ..) = &chain.lhs else {
                    return None;
                };
                let mut path = Vec::new();
                properties(chain, *flags, &mut path)?;
                Self::Path(SmolStr::new(&root.1), path)
            }
            Expr::And(parts, _) => Self::And(plans(parts)?),
            Expr::Or(parts, _) => Self::Or(plans(parts)?),
            Expr::Coalesce(parts, _) => Self::Coalesce(plans(parts)?),
            Expr::FnCall(call, _) => match (call.name.as_str(), call.args.as_slice()) {
                ("!", [operand]) => Self::Not(Box::new(Self::of(operand)?)),
                (name, [left, right]) => Self::Compare(
                    engine::comparison(name)?,
                    Box::new(Self::of(left)?),
                    Box::new(Self::of(right)?),
                ),
                _ => return None,
            },
            _ => return None,
        })
    }

    /// The value, or nothing where Rhai must answer.
    pub(crate) fn answer<'n>(&'n self, names: &'n dyn Names) -> Option<Cow<'n, Value>> {
        match self {
            Self::Literal(value) => Some(Cow::Borrowed(value)),
            Self::Path(root, path) => {
                let root = match names.peek(root) {
                    Some(value) => Cow::Borrowed(value),
                    None => Cow::Owned(names.get(root)?),
                };
                follow(root, path)
            }
            Self::Compare(how, left, right) => {
                let (left, right) = (left.answer(names)?, right.answer(names)?);
                let holds = compare::values(*how, &left, &right).ok()?;
                Some(Cow::Owned(Value::Bool(holds)))
            }
            Self::And(parts) => decide(parts, names, false),
            Self::Or(parts) => decide(parts, names, true),
            Self::Not(operand) => match *operand.answer(names)? {
                Value::Bool(value) => Some(Cow::Owned(Value::Bool(!value))),
                _ => None,
            },
            Self::Coalesce(parts) => {
                for part in parts {
                    let value = part.answer(names)?;
                    if *value != Value::Null {
                        return Some(value);
                    }
                }
                Some(Cow::Owned(Value::Null))
            }
        }
    }
}

fn plans(parts: &[Expr]) -> Option<Vec<Plan>> {
    parts.iter().map(Plan::of).collect()
}

/// Short-circuits at the first part that is `until`.
fn decide<'n>(parts: &'n [Plan], names: &'n dyn Names, until: bool) -> Option<Cow<'n, Value>> {
    for part in parts {
        match *part.answer(names)? {
            Value::Bool(value) if value == until => return Some(Cow::Owned(Value::Bool(until))),
            Value::Bool(_) => {}
            _ => return None,
        }
    }
    Some(Cow::Owned(Value::Bool(!until)))
}

fn properties(chain: &BinaryExpr, flags: ASTFlags, path: &mut Vec<Property>) -> Option<()> {
    let soft = flags.contains(ASTFlags::NEGATED);
    match &chain.rhs {
        Expr::Dot(rest, flags, _) => {
            path.push(property(&rest.lhs, soft)?);
            properties(rest, *flags, path)
        }
        last => {
            path.push(property(last, soft)?);
            Some(())
        }
    }
}

fn property(expression: &Expr, soft: bool) -> Option<Property> {
    match expression {
        Expr::Property(names, _) if !soft => Some(Property {
            name: SmolStr::new(&names.2),
            soft,
        }),
        Expr::MethodCall(call, _) if soft && call.name == soft::FUNCTION => {
            match call.args.as_slice() {
                [Expr::StringConstant(name, _)] => Some(Property {
                    name: SmolStr::new(name),
                    soft,
                }),
                _ => None,
            }
        }
        _ => None,
    }
}

fn follow<'n>(mut value: Cow<'n, Value>, path: &[Property]) -> Option<Cow<'n, Value>> {
    for property in path {
        value = match value {
            Cow::Borrowed(Value::Map(map)) => match map.get(&property.name) {
                Some(item) => Cow::Borrowed(item),
                None if property.soft => Cow::Owned(Value::Null),
                None => return None,
            },
            Cow::Owned(Value::Map(mut map)) => match map.remove(&property.name) {
                Some(item) => Cow::Owned(item),
                None if property.soft => Cow::Owned(Value::Null),
                None => return None,
            },
            nothing if property.soft && *nothing == Value::Null => return Some(nothing),
            _ => return None,
        };
    }
    Some(value)
}
