//! Functions on lists, and the one behind `?.`.

mod finding;
mod folding;
mod rows;

pub(super) use rows::ROWS;

use super::text::read;
use crate::budget::Budgets;
use crate::engine::{Answer, refuse};
use crate::failure::Kind;
use crate::limits::Limits;
use crate::{soft, value};
use finding::{at_key, finding};
use folding::{folding, grouping};
use rhai::{Array, Dynamic, Engine};
use trilha_model::LimitName;

pub(super) fn register(engine: &mut Engine, limits: &Limits, budgets: &Budgets) {
    joining(engine, limits);
    finding(engine);
    folding(engine);
    grouping(engine, limits, budgets);
    engine.register_fn(
        soft::FUNCTION,
        |owner: &mut Dynamic, name: &str| -> Answer<Dynamic> {
            match owner.as_map_ref() {
                Ok(map) => Ok(at_key(&map, name).unwrap_or_default()),
                Err(_) if owner.is_unit() => Ok(Dynamic::UNIT),
                Err(_) => Err(refuse(
                    Kind::Missing,
                    format!("there is no property `{name}` on {}", value::kind(owner)),
                )),
            }
        },
    );
}

fn joining(engine: &mut Engine, limits: &Limits) {
    let (bare, by, last) = (limits.clone(), limits.clone(), limits.clone());
    engine
        .register_fn("join", move |list: Array| join(&list, "", "", &bare))
        .register_fn("join", move |list: Array, with: &str| {
            join(&list, with, with, &by)
        })
        .register_fn("join_last", move |list: Array, with: &str, before: &str| {
            join(&list, with, before, &last)
        });
}

fn join(list: &Array, by: &str, before_last: &str, limits: &Limits) -> Answer<String> {
    let mut out = String::new();
    for (at, item) in list.iter().enumerate() {
        if at > 0 {
            let end = at + 1 == list.len();
            out.push_str(if end { before_last } else { by });
        }
        match item.as_immutable_string_ref() {
            Ok(text) => out.push_str(&text),
            Err(_) => out.push_str(&read(item, limits)?),
        }
        if out.len() > limits.text {
            return Err(refuse(
                Kind::Limit(LimitName::ScriptText),
                "a text gets too long",
            ));
        }
    }
    Ok(out)
}
