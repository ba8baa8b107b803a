//! One form of a value turned into the other.

use super::{Control, blank};
use trilha_trail::edit::Draft;
use trilha_trail::shape::Shape;

/// A value that has one of two forms, in the other: what it says is kept where both can say it.
pub fn turned(simple: bool, one: &Shape, other: &Shape, now: &Control) -> Draft {
    if simple {
        detailed(other, now)
    } else {
        simpler(one, now)
    }
}

/// A single value as the map that says the same, where that is known.
fn detailed(other: &Shape, now: &Control) -> Draft {
    let Shape::Record(fields) = other else {
        return blank(other);
    };
    let (Control::Word(text, _) | Control::Duration(text) | Control::Line(text)) = now else {
        return blank(other);
    };
    let place = fields
        .iter()
        .find(|field| matches!((&field.shape, now), (Shape::Word(_), Control::Word(..))));
    match place {
        Some(field) if !text.is_empty() => Draft::map([(field.name, Draft::text(text))]),
        _ => match blank(other) {
            Draft::Map(entries) if entries.is_empty() => Draft::Map(
                fields
                    .first()
                    .map(|field| (field.name.into(), blank(&field.shape)))
                    .into_iter()
                    .collect(),
            ),
            blank => blank,
        },
    }
}

/// A map as the single value in it, where there is one.
fn simpler(one: &Shape, now: &Control) -> Draft {
    if let Control::Record(rows) = now {
        for row in rows {
            if let Control::Word(text, _) = &row.control
                && !text.is_empty()
            {
                return Draft::text(text);
            }
        }
    }
    blank(one)
}
