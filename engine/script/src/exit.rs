//! The choice of an exit, as a value a script ends with.

use rhai::{Dynamic, Engine};
use smol_str::SmolStr;

/// What `exit("name")` and `exit("name", value)` give.
#[derive(Clone, Debug)]
pub(crate) struct Exit {
    pub(crate) name: SmolStr,
    pub(crate) value: Dynamic,
}

pub(crate) fn register(engine: &mut Engine) {
    engine
        .register_type_with_name::<Exit>("exit")
        .register_fn("exit", |name: &str| Exit {
            name: name.into(),
            value: Dynamic::UNIT,
        })
        .register_fn("exit", |name: &str, value: Dynamic| Exit {
            name: name.into(),
            value,
        });
}
