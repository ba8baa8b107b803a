//! Functions of chance, all of it from the seed of the run.

use super::Row;
use crate::clock::Moment;
use crate::engine::{Answer, refuse};
use crate::failure::Kind;
use rhai::{Array, Dynamic, Engine, NativeCallContext};

pub(super) const ROWS: &[Row] = &[
    (
        "random",
        "random(below) -> integer",
        "A whole number from 0 to one less, fixed by the seed of the run.",
        "let n = random(6); n >= 0 && n < 6",
        "true",
    ),
    (
        "pick",
        "list.pick() -> value",
        "One of the items, by the seed of the run; nothing where there is none.",
        r#"["a", "b"].pick() in ["a", "b"]"#,
        "true",
    ),
    (
        "uuid",
        "uuid() -> text",
        "An id in the form of a UUID, version 4 (RFC 9562): another one for each run and call, the same when the run is repeated. It can be foreseen: it is no secret.",
        r#"uuid().matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")"#,
        "true",
    ),
];

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("random", random)
        .register_fn("pick", pick)
        .register_fn("uuid", uuid);
}

/// The clock of a run.
pub(super) fn moment(context: &NativeCallContext) -> Answer<Moment> {
    Moment::of(context).ok_or_else(|| refuse(Kind::Other, "there is no clock here"))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that registration asks for"
)]
fn random(context: NativeCallContext, below: i64) -> Answer<i64> {
    let drawn = moment(&context)?.draw();
    let below = u64::try_from(below)
        .ok()
        .filter(|&below| below > 0)
        .ok_or_else(|| refuse(Kind::Type, "random needs a number above 0"))?;
    Ok(i64::try_from(drawn % below).expect("invariant: below a whole number"))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that registration asks for"
)]
fn pick(context: NativeCallContext, list: &mut Array) -> Answer<Dynamic> {
    let drawn = moment(&context)?.draw();
    let at = drawn.checked_rem(list.len() as u64).unwrap_or(0);
    let picked = usize::try_from(at).ok().and_then(|at| list.get(at));
    Ok(picked.cloned().unwrap_or_default())
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that registration asks for"
)]
fn uuid(context: NativeCallContext) -> Answer<String> {
    let moment = moment(&context)?;
    let (high, low) = (moment.draw(), moment.draw());
    let high = high & !0xf000 | 0x4000;
    let low = low & !(0b11 << 62) | (0b10 << 62);
    Ok(format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff,
    ))
}
