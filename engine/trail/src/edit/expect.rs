//! What an edit should leave, worked out on the value alone, to hold the splice to it.

use super::{Draft, Edit, EditError, PathSegment, printed};
use crate::diagnostic::Span;
use crate::yaml::{Content, Node, to_value};
use smol_str::SmolStr;
use trilha_model::value::{Map, Value};

/// The value of a tree after an edit.
pub(super) fn after(root: &Node, edit: &Edit) -> Result<Value, EditError> {
    let mut value = to_value(root);
    match edit {
        Edit::SetField { path, value: draft } => set(&mut value, path, draft.to_value(), path)?,
        Edit::RemoveField { path } => remove(&mut value, path)?,
        Edit::AddStep { id, fields, .. } => add_step(&mut value, id, fields)?,
        Edit::RemoveStep { id } => {
            remove(&mut value, &["steps".into(), id.as_str().into()])?;
            if value
                .get("layout")
                .is_some_and(|layout| layout.get(id).is_some())
            {
                remove(&mut value, &["layout".into(), id.as_str().into()])?;
            }
        }
        Edit::RenameStep { from, to, targets } => value = renamed(root, from, to, targets)?,
        Edit::SetPosition { step, x, y } => {
            let path = ["layout".into(), step.as_str().into()];
            set(
                &mut value,
                &path,
                Value::List(vec![Value::Int(*x), Value::Int(*y)]),
                &path,
            )?;
        }
        Edit::RenameKey { path, to } => {
            let (last, above) = path.split_last().ok_or_else(|| nothing(path))?;
            let (Some(Value::Map(map)), PathSegment::Key(from)) = (find(&mut value, above), last)
            else {
                return Err(nothing(path));
            };
            rename(map, from, to)?;
        }
        Edit::MoveItem { path, from, to } => match find(&mut value, path) {
            Some(Value::List(items)) if *from < items.len() && *to < items.len() => {
                let item = items.remove(*from);
                items.insert(*to, item);
            }
            _ => return Err(nothing(path)),
        },
    }
    Ok(value)
}

/// Whether two values are the same, not-a-number being the same as itself.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Float(one), Value::Float(other)) => {
            one.to_bits() == other.to_bits() || (one.is_nan() && other.is_nan())
        }
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Map(one), Value::Map(other)) => {
            let pairs = one.iter().zip(other);
            one.len() == other.len() && pairs.into_iter().all(|(a, b)| a.0 == b.0 && same(a.1, b.1))
        }
        _ => one == other,
    }
}

fn nothing(path: &[PathSegment]) -> EditError {
    EditError::Nothing(printed(path))
}

fn find<'v>(value: &'v mut Value, path: &[PathSegment]) -> Option<&'v mut Value> {
    path.iter()
        .try_fold(value, |value, segment| match (value, segment) {
            (Value::Map(map), PathSegment::Key(key)) => map.get_mut(key),
            (Value::List(items), PathSegment::Index(index)) => items.get_mut(*index),
            _ => None,
        })
}

fn set(
    value: &mut Value,
    path: &[PathSegment],
    new: Value,
    whole: &[PathSegment],
) -> Result<(), EditError> {
    let Some((segment, rest)) = path.split_first() else {
        *value = new;
        return Ok(());
    };
    if matches!(value, Value::Null) {
        *value = match segment {
            PathSegment::Key(_) => Value::Map(Map::new()),
            PathSegment::Index(_) => Value::List(Vec::new()),
        };
    }
    match (value, segment) {
        (Value::Map(map), PathSegment::Key(key)) => {
            set(map.entry(key.clone()).or_default(), rest, new, whole)
        }
        (Value::List(items), PathSegment::Index(index)) if *index <= items.len() => {
            if *index == items.len() {
                items.push(Value::Null);
            }
            items
                .get_mut(*index)
                .map_or_else(|| Err(nothing(whole)), |item| set(item, rest, new, whole))
        }
        (Value::List(_), PathSegment::Index(_)) => Err(nothing(whole)),
        _ => Err(EditError::WrongShape(printed(whole))),
    }
}

fn remove(value: &mut Value, path: &[PathSegment]) -> Result<(), EditError> {
    let (last, above) = path.split_last().ok_or_else(|| nothing(path))?;
    match (find(value, above), last) {
        (Some(Value::Map(map)), PathSegment::Key(key)) if map.contains_key(key) => {
            map.remove(key);
            Ok(())
        }
        (Some(Value::List(items)), PathSegment::Index(index)) if *index < items.len() => {
            items.remove(*index);
            Ok(())
        }
        _ => Err(nothing(path)),
    }
}

fn add_step(value: &mut Value, id: &SmolStr, fields: &[(SmolStr, Draft)]) -> Result<(), EditError> {
    if value
        .get("steps")
        .is_some_and(|steps| steps.get(id).is_some())
    {
        return Err(EditError::Taken(id.clone()));
    }
    let path = ["steps".into(), id.as_str().into()];
    set(value, &path, Draft::Map(fields.to_vec()).to_value(), &path)
}

fn rename(map: &mut Map, from: &str, to: &SmolStr) -> Result<(), EditError> {
    if from != to.as_str() && map.contains_key(to) {
        return Err(EditError::Taken(to.clone()));
    }
    let value = map
        .remove(from)
        .ok_or_else(|| EditError::Nothing(from.to_owned()))?;
    map.insert(to.clone(), value);
    Ok(())
}

fn renamed(root: &Node, from: &str, to: &SmolStr, targets: &[Span]) -> Result<Value, EditError> {
    let mut value = with_targets(root, to, targets);
    for holder in ["steps", "layout"] {
        if let Some(Value::Map(map)) = find(&mut value, &[holder.into()])
            && (holder == "steps" || map.contains_key(from))
        {
            rename(map, from, to)?;
        }
    }
    Ok(value)
}

fn with_targets(node: &Node, to: &SmolStr, targets: &[Span]) -> Value {
    match &node.value {
        Content::Scalar(_) if targets.contains(&node.span) => Value::Text(to.clone()),
        Content::Scalar(_) => to_value(node),
        Content::Seq(items) => Value::List(
            items
                .iter()
                .map(|item| with_targets(item, to, targets))
                .collect(),
        ),
        Content::Map(entries) => {
            let pairs = entries
                .iter()
                .map(|(key, item)| (SmolStr::new(&key.text), with_targets(item, to, targets)));
            Value::Map(pairs.collect())
        }
    }
}
