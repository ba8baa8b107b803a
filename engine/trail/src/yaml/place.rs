//! The two trees side by side: each value of `serde_yaml` gets its place from `yaml-edit`.

use super::care;
use super::node::{Content, Key, Kind, Node, Scalar, Style};
use super::outline::Outline;
use crate::diagnostic::{Code, Diagnostic, Span};
use rowan::NodeOrToken;
use std::collections::BTreeMap;
use yaml_edit::SyntaxKind;

pub(super) type Cst = rowan::SyntaxNode<yaml_edit::Lang>;

/// The trees differ here.
struct Lost(Span);

pub(super) fn not_followed(file: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::YAML_NOT_FOLLOWED,
        file,
        span,
        "this is YAML, but written in a way that its places cannot be followed",
    )
    .with_help("write it more plainly: text in quotes, one value a line")
}

/// Walks both trees; `base` is where the text begins in its file.
pub(super) fn place(
    file: &str,
    text: &str,
    base: usize,
    outline: Outline,
    root: &Cst,
) -> (Option<Node>, Vec<Diagnostic>) {
    let mut placer = Placer {
        file,
        text,
        base,
        found: Vec::new(),
    };
    let document = root
        .children()
        .find(|child| child.kind() == SyntaxKind::DOCUMENT);
    let walked = match document {
        Some(document) => placer.value(outline, &document, span_of(&document).start),
        None if matches!(outline, Outline::Null) => Ok(null(Span::at(base))),
        None => Err(Lost(Span::at(0))),
    };
    match walked {
        Ok(node) => (Some(node), placer.found),
        Err(Lost(span)) => (None, vec![not_followed(file, placer.shift(span))]),
    }
}

fn null(span: Span) -> Node {
    Node {
        span,
        value: Content::Scalar(Scalar {
            text: String::new(),
            style: Style::Plain,
            kind: Kind::Null,
        }),
    }
}

fn span_of(node: &Cst) -> Span {
    let range = node.text_range();
    Span::new(range.start().into(), range.end().into())
}

fn is_value(kind: SyntaxKind) -> bool {
    matches!(
        kind,
        SyntaxKind::SCALAR
            | SyntaxKind::MAPPING
            | SyntaxKind::SEQUENCE
            | SyntaxKind::ALIAS
            | SyntaxKind::TAGGED_NODE
    )
}

struct Placer<'t> {
    file: &'t str,
    text: &'t str,
    base: usize,
    found: Vec<Diagnostic>,
}

impl Placer<'_> {
    fn shift(&self, span: Span) -> Span {
        Span::new(span.start + self.base, span.end + self.base)
    }

    fn text_node(&self, span: Span) -> Node {
        Node {
            span: self.shift(span),
            value: Content::Scalar(Scalar {
                text: span.of(self.text).to_owned(),
                style: Style::Plain,
                kind: Kind::Text,
            }),
        }
    }

    /// The value that stands inside a container; `empty` is where one that is left out would stand.
    fn value(&mut self, outline: Outline, container: &Cst, empty: usize) -> Result<Node, Lost> {
        for child in container.children_with_tokens() {
            match child {
                NodeOrToken::Token(token) if token.kind() == SyntaxKind::ANCHOR => {
                    let range = token.text_range();
                    let span = Span::new(range.start().into(), range.end().into());
                    self.found.push(care::anchor(self.file, self.shift(span)));
                }
                NodeOrToken::Node(node) if is_value(node.kind()) => {
                    return self.found_value(outline, &node, empty);
                }
                _ => {}
            }
        }
        match outline {
            Outline::Null => Ok(null(self.shift(Span::at(empty)))),
            Outline::Tagged => {
                let span = care::tagged(self.text, span_of(container));
                self.found
                    .push(care::tag(self.file, span.of(self.text), self.shift(span)));
                Ok(self.text_node(span))
            }
            _ => Err(Lost(span_of(container))),
        }
    }

    fn found_value(&mut self, outline: Outline, node: &Cst, empty: usize) -> Result<Node, Lost> {
        let span = span_of(node);
        match (node.kind(), outline) {
            (SyntaxKind::ALIAS, _) => {
                self.found
                    .push(care::alias(self.file, span.of(self.text), self.shift(span)));
                Ok(self.text_node(span))
            }
            (SyntaxKind::TAGGED_NODE, _) => {
                let span = care::tagged(self.text, span);
                self.found
                    .push(care::tag(self.file, span.of(self.text), self.shift(span)));
                Ok(self.text_node(span))
            }
            (SyntaxKind::SEQUENCE, Outline::Seq(items)) => self.sequence(items, node),
            (SyntaxKind::MAPPING, Outline::Map(entries)) => self.mapping(entries, node),
            (SyntaxKind::SCALAR, Outline::Null) if span.is_empty() => {
                Ok(null(self.shift(Span::at(empty))))
            }
            (SyntaxKind::SCALAR, outline) => {
                let node = self.scalar(outline, span)?;
                self.found.extend(care::number(self.file, &node));
                Ok(node)
            }
            _ => Err(Lost(span)),
        }
    }

    fn sequence(&mut self, items: Vec<Outline>, node: &Cst) -> Result<Node, Lost> {
        let whole = span_of(node);
        let entries: Vec<Cst> = node
            .children()
            .filter(|child| child.kind() == SyntaxKind::SEQUENCE_ENTRY)
            .collect();
        if entries.len() != items.len() {
            return Err(Lost(whole));
        }
        let mut nodes = Vec::with_capacity(items.len());
        for (item, entry) in items.into_iter().zip(&entries) {
            nodes.push(self.value(item, entry, after(entry, SyntaxKind::DASH))?);
        }
        let span = match self.flow(node) {
            Some(span) => span,
            None => self.block(whole.start, nodes.last().map(|node| node.span)),
        };
        Ok(Node {
            span,
            value: Content::Seq(nodes),
        })
    }

    fn mapping(&mut self, entries: Vec<(Outline, Outline)>, node: &Cst) -> Result<Node, Lost> {
        let whole = span_of(node);
        let places: Vec<Cst> = node
            .children()
            .filter(|child| child.kind() == SyntaxKind::MAPPING_ENTRY)
            .collect();
        if places.len() != entries.len() {
            return Err(Lost(whole));
        }
        if entries
            .iter()
            .any(|(key, _)| matches!(key, Outline::Seq(_) | Outline::Map(_)))
        {
            return Ok(self.structured_key(whole));
        }
        let mut known: BTreeMap<String, Span> = BTreeMap::new();
        let mut pairs = Vec::with_capacity(entries.len());
        let mut last = None;
        for ((key, value), entry) in entries.into_iter().zip(&places) {
            let key = self.key(key, entry)?;
            let empty = after(entry, SyntaxKind::COLON);
            let holder = child(entry, SyntaxKind::VALUE);
            let value = match &holder {
                Some(holder) => self.value(value, holder, empty)?,
                None if matches!(value, Outline::Null) => null(self.shift(Span::at(empty))),
                None => return Err(Lost(span_of(entry))),
            };
            last = Some(key.span.to(value.span));
            if let Some(first) = known.get(&key.text) {
                self.found.push(care::duplicate(self.file, &key, *first));
                continue;
            }
            known.insert(key.text.clone(), key.span);
            pairs.push((key, value));
        }
        let span = match self.flow(node) {
            Some(span) => span,
            None => self.block(whole.start, last),
        };
        Ok(Node {
            span,
            value: Content::Map(pairs),
        })
    }

    /// `{{ name }}` without quotes, or another map with a list or a map for a key.
    fn structured_key(&mut self, span: Span) -> Node {
        let place = self.shift(span);
        self.found
            .push(care::structured_key(self.file, span.of(self.text), place));
        self.text_node(span)
    }

    fn key(&mut self, outline: Outline, entry: &Cst) -> Result<Key, Lost> {
        let lost = || Lost(span_of(entry));
        let Some(holder) = child(entry, SyntaxKind::KEY) else {
            let at = self.shift(Span::at(span_of(entry).start));
            return match outline {
                Outline::Null => Ok(Key {
                    text: String::new(),
                    span: at,
                }),
                _ => Err(lost()),
            };
        };
        let told = self.found.len();
        let node = self.value(outline, &holder, span_of(&holder).start)?;
        let as_written = self
            .found
            .iter()
            .skip(told)
            .all(|one| one.code == Code::NUMBER_CHANGES);
        self.found
            .truncate(if as_written { told } else { self.found.len() });
        let scalar = node.as_scalar().ok_or_else(lost)?;
        if scalar.text == "<<" && scalar.style == Style::Plain {
            self.found.push(care::merge(self.file, node.span));
        }
        Ok(Key {
            text: scalar.text.clone(),
            span: node.span,
        })
    }

    fn scalar(&self, outline: Outline, place: Span) -> Result<Node, Lost> {
        let style = match place.of(self.text).chars().next() {
            Some('\'') => Style::Single,
            Some('"') => Style::Double,
            Some('|') => Style::Literal,
            Some('>') => Style::Folded,
            _ => Style::Plain,
        };
        let span = match style {
            Style::Literal | Style::Folded => without_blank_lines(self.text, place),
            _ => place,
        };
        let source = span.of(self.text);
        let kind = match &outline {
            Outline::Null => Kind::Null,
            Outline::Bool(value) => Kind::Bool(*value),
            Outline::Int(value) => Kind::Int(*value),
            Outline::Float(value) => Kind::Float(*value),
            Outline::Text(_) => Kind::Text,
            Outline::Seq(_) | Outline::Map(_) | Outline::Tagged => return Err(Lost(span)),
        };
        let text = match outline {
            Outline::Text(text) => text,
            _ => source.to_owned(),
        };
        let scalar = Scalar { text, style, kind };
        if !agrees(&scalar, source) {
            return Err(Lost(span));
        }
        Ok(Node {
            span: self.shift(span),
            value: Content::Scalar(scalar),
        })
    }

    fn flow(&self, node: &Cst) -> Option<Span> {
        let first = node.first_child_or_token()?;
        let flow = matches!(
            first.kind(),
            SyntaxKind::LEFT_BRACE | SyntaxKind::LEFT_BRACKET
        );
        let whole = span_of(node);
        let end = whole.start + whole.of(self.text).trim_end().len();
        flow.then(|| self.shift(Span::new(whole.start, end)))
    }

    fn block(&self, start: usize, last: Option<Span>) -> Span {
        let start = self.shift(Span::at(start));
        last.map_or(start, |last| start.to(last))
    }
}

fn child(node: &Cst, kind: SyntaxKind) -> Option<Cst> {
    node.children().find(|child| child.kind() == kind)
}

/// The byte after an entry's own sign, or the end of its key, or its start.
fn after(entry: &Cst, sign: SyntaxKind) -> usize {
    let token = entry
        .children_with_tokens()
        .filter_map(NodeOrToken::into_token)
        .find(|token| token.kind() == sign);
    match token {
        Some(token) => token.text_range().end().into(),
        None => child(entry, SyntaxKind::KEY).map_or(span_of(entry).start, |key| span_of(&key).end),
    }
}

/// A block scalar without the blank lines and the last line break after it.
fn without_blank_lines(text: &str, span: Span) -> Span {
    let mut end = span.end;
    let mut rest = span.of(text);
    while let Some(head) = rest.strip_suffix('\n') {
        let head = head.strip_suffix('\r').unwrap_or(head);
        end = span.start + head.len();
        let line = head.rfind('\n').map_or(0, |at| at + 1);
        if line == 0 || !head.get(line..).unwrap_or_default().trim().is_empty() {
            break;
        }
        rest = head.get(..line).unwrap_or_default();
    }
    Span::new(span.start, end)
}

/// Whether the text at a place can be what was read there; a cheap check against a wrong place.
fn agrees(scalar: &Scalar, source: &str) -> bool {
    let inside = || {
        source
            .get(1..source.len().saturating_sub(1))
            .unwrap_or_default()
    };
    let plain = |inner: &str| !inner.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']);
    match scalar.style {
        Style::Plain => match scalar.kind {
            Kind::Null => matches!(source, "" | "~" | "null" | "Null" | "NULL"),
            Kind::Text => !plain(source) || source == scalar.text,
            Kind::Bool(_) => matches!(
                source,
                "true" | "True" | "TRUE" | "false" | "False" | "FALSE"
            ),
            Kind::Int(_) | Kind::Float(_) => !source.contains(char::is_whitespace),
        },
        Style::Single => {
            source.len() > 1 && source.ends_with('\'') && {
                let inner = inside();
                !plain(inner) || inner.contains('\'') || inner == scalar.text
            }
        }
        Style::Double => {
            source.len() > 1 && source.ends_with('"') && {
                let inner = inside();
                !plain(inner) || inner.contains('\\') || inner == scalar.text
            }
        }
        Style::Literal | Style::Folded => scalar.kind == Kind::Text,
    }
}
