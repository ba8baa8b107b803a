//! Text with `{{ … }}` in it, in one language or several.

use smol_str::SmolStr;
use trilha_model::{Filled, Piece, Value};
use trilha_script::Expression;

/// Text in one language, cut at its expressions.
#[derive(Clone, Debug, Default)]
pub struct Template {
    parts: Vec<Part>,
}

/// A part of a [`Template`].
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// As it is.
    Literal(String),
    /// The value of an expression.
    Expression(Expression),
    /// A secret, by name; only where a request is filled in.
    Secret(SmolStr),
}

impl Template {
    /// A template of these parts.
    pub(crate) fn new(parts: Vec<Part>) -> Self {
        Self { parts }
    }

    /// The text, if it holds no expression.
    pub fn literal(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// The text in full; the first failure of an expression.
    pub fn render<E>(
        &self,
        mut eval: impl FnMut(&Expression) -> Result<Value, E>,
    ) -> Result<String, E> {
        use std::fmt::Write as _;
        let mut out = String::with_capacity(self.literals());
        for part in &self.parts {
            match part {
                Part::Literal(text) => out.push_str(text),
                Part::Expression(expression) => {
                    write!(out, "{}", eval(expression)?).expect("invariant: strings take all");
                }
                Part::Secret(_) => {}
            }
        }
        Ok(out)
    }

    /// How many bytes of it are always there.
    fn literals(&self) -> usize {
        let literal = |part: &Part| match part {
            Part::Literal(text) => text.len(),
            _ => 0,
        };
        self.parts.iter().map(literal).sum()
    }

    /// Its value: of a text that is exactly one expression its own type, else text.
    pub fn value<E>(
        &self,
        mut eval: impl FnMut(&Expression) -> Result<Value, E>,
    ) -> Result<Value, E> {
        match self.parts.as_slice() {
            [Part::Expression(expression)] => eval(expression),
            _ => self.render(eval).map(Value::from),
        }
    }

    /// The text with its secrets still by name.
    pub fn fill<E>(
        &self,
        mut eval: impl FnMut(&Expression) -> Result<Value, E>,
    ) -> Result<Filled, E> {
        self.fill_with(|_, expression| Ok(eval(expression)?.to_string()))
    }

    /// As [`Template::fill`], with the text of each expression made from its position among the parts.
    pub(crate) fn fill_with<E>(
        &self,
        mut write: impl FnMut(usize, &Expression) -> Result<String, E>,
    ) -> Result<Filled, E> {
        let mut pieces: Vec<Piece> = Vec::with_capacity(self.parts.len());
        for (at, part) in self.parts.iter().enumerate() {
            let text = match part {
                Part::Literal(text) => text.clone(),
                Part::Expression(expression) => write(at, expression)?,
                Part::Secret(name) => {
                    pieces.push(Piece::Secret(name.clone()));
                    continue;
                }
            };
            match pieces.last_mut() {
                Some(Piece::Text(before)) => before.push_str(&text),
                _ => pieces.push(Piece::Text(text)),
            }
        }
        Ok(Filled(pieces))
    }

    /// The expressions in it.
    pub(crate) fn expressions(&self) -> impl Iterator<Item = &Expression> {
        self.parts.iter().filter_map(|part| match part {
            Part::Expression(expression) => Some(expression),
            _ => None,
        })
    }

    /// The text as its author wrote it, for people.
    pub fn source(&self) -> String {
        let part = |part: &Part| match part {
            Part::Literal(text) => text.clone(),
            Part::Expression(expression) => format!("{{{{ {} }}}}", expression.source().trim()),
            Part::Secret(name) => format!("{{{{ secret.{name} }}}}"),
        };
        self.parts.iter().map(part).collect()
    }
}

/// Text for a contact: in each language it is written in, the trail's own first.
#[derive(Clone, Debug, Default)]
pub struct Text {
    languages: Vec<(SmolStr, Template)>,
}

impl Text {
    /// Text in these languages; an empty name stands for the trail's own.
    pub(crate) fn new(languages: Vec<(SmolStr, Template)>) -> Self {
        Self { languages }
    }

    /// The languages it is written in, in the order of the file; empty for text in the trail's own only.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages
            .iter()
            .map(|(language, _)| language.as_str())
            .filter(|language| !language.is_empty())
    }

    /// The template for a contact: their language, its base, the trail's, the first.
    pub fn pick(&self, contact: Option<&str>, trail: &str) -> &Template {
        static EMPTY: Template = Template { parts: Vec::new() };
        if let [(_, only)] = self.languages.as_slice() {
            return only;
        }
        let exactly = |wanted: &str| {
            let found =
                |(language, _): &&(SmolStr, Template)| language.eq_ignore_ascii_case(wanted);
            self.languages.iter().find(found)
        };
        let base = |wanted: &str| {
            let wanted = base_of(wanted);
            exactly(wanted).or_else(|| {
                let same = |(language, _): &&(SmolStr, Template)| {
                    base_of(language).eq_ignore_ascii_case(wanted)
                };
                self.languages.iter().find(same)
            })
        };
        contact
            .and_then(|wanted| exactly(wanted).or_else(|| base(wanted)))
            .or_else(|| exactly(trail))
            .or_else(|| base(trail))
            .or_else(|| self.languages.first())
            .map_or(&EMPTY, |(_, template)| template)
    }
}

/// The language without its region: `pt` of `pt-BR`.
pub(crate) fn base_of(language: &str) -> &str {
    language.split(['-', '_']).next().unwrap_or(language)
}

/// Cuts a text at its `{{ … }}`: literal text, and the bytes of each expression inside its braces.
/// Braces inside quotes of an expression do not close it; an expression without an end is literal.
pub(crate) fn cut(text: &str) -> Vec<Result<&str, (usize, &str)>> {
    let mut parts = Vec::new();
    let mut from = 0;
    while let Some(open) = text.get(from..).and_then(|rest| rest.find("{{")) {
        let open = from + open;
        let Some(length) = text.get(open + 2..).and_then(closing) else {
            break;
        };
        if open > from {
            parts.push(Ok(text.get(from..open).unwrap_or_default()));
        }
        let inside = text.get(open + 2..open + 2 + length).unwrap_or_default();
        parts.push(Err((open + 2, inside)));
        from = open + 2 + length + 2;
    }
    if from < text.len() {
        parts.push(Ok(text.get(from..).unwrap_or_default()));
    }
    parts
}

/// How many bytes there are before the `}}` that closes an expression.
fn closing(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut depth = 0_u32;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(q), c) if q == c => quote = None,
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '{') => depth += 1,
            (None, '}') if depth > 0 => depth -= 1,
            (None, '}') if text.get(at..).is_some_and(|rest| rest.starts_with("}}")) => {
                return Some(at);
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_text_is_cut_at_its_expressions() {
        assert_eq!(
            cut("Oi {{ name }}!"),
            [Ok("Oi "), Err((5, " name ")), Ok("!")]
        );
        assert_eq!(cut("{{ \"}}\" }}"), [Err((2, " \"}}\" "))]);
        assert_eq!(cut("{{ #{a: #{}} }}"), [Err((2, " #{a: #{}} "))]);
        assert_eq!(cut("a {{ b"), [Ok("a {{ b")]);
        assert_eq!(cut(""), []);
    }
}
