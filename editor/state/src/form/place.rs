//! From a place in the text to the row of the form that shows it.

use super::{Control, Path, Row};
use trilha_trail::yaml::Node;

/// The way to the row nearest to a byte of the text; none where no row shows what stands there.
pub fn row_at(rows: &[Row], root: &Node, byte: usize) -> Option<Path> {
    let mut way = way(root, byte);
    while !way.is_empty() {
        if shows(rows, &way) {
            return Some(way);
        }
        way.pop();
    }
    None
}

/// The way to the innermost value whose key or text holds a byte.
fn way(root: &Node, byte: usize) -> Path {
    let mut way = Path::new();
    let mut node = root;
    loop {
        let entry = node.entries().find(|(key, value)| {
            let whole = key.span.to(value.span);
            whole.contains(byte) || whole.end == byte && value.span.is_empty()
        });
        if let Some((key, value)) = entry {
            way.push(key.text.as_str().into());
            node = value;
            continue;
        }
        let items = node.as_seq().unwrap_or_default();
        let Some(at) = items.iter().position(|item| item.span.contains(byte)) else {
            return way;
        };
        let Some(item) = items.get(at) else {
            return way;
        };
        way.push(at.into());
        node = item;
    }
}

fn shows(rows: &[Row], path: &Path) -> bool {
    rows.iter().any(|row| {
        row.path == *path || path.starts_with(&row.path) && shows(inner(&row.control), path)
    })
}

/// The rows within a control.
fn inner(control: &Control) -> &[Row] {
    match control {
        Control::List { rows, .. }
        | Control::Map { rows, .. }
        | Control::OneOf { rows, .. }
        | Control::Record(rows) => rows,
        Control::Either { now, .. } => inner(now),
        _ => &[],
    }
}
