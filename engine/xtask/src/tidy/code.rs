//! Just enough of Rust's surface to judge a file: code without comments, strings and tests, and what it imports.

/// The source with comments and literals blanked, every line where it was.
pub(crate) fn bare(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    let mut previous = ' ';
    while let Some(first) = rest.chars().next() {
        let length = comment(rest).or_else(|| literal(rest, previous));
        let (taken, after) = rest.split_at(length.unwrap_or(first.len_utf8()));
        if length.is_some() {
            blank(taken, &mut out);
            previous = ' ';
        } else {
            out.push(first);
            previous = first;
        }
        rest = after;
    }
    out
}

fn blank(text: &str, out: &mut String) {
    out.extend(text.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
}

fn comment(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if !text.starts_with("/*") {
        return None;
    }
    let mut depth = 0_usize;
    let mut rest = text;
    loop {
        let step = if rest.starts_with("/*") {
            depth += 1;
            2
        } else if rest.starts_with("*/") {
            depth -= 1;
            2
        } else {
            rest.chars().next().map_or(0, char::len_utf8)
        };
        rest = rest.split_at(step).1;
        if depth == 0 || rest.is_empty() {
            return Some(text.len() - rest.len());
        }
    }
}

fn literal(text: &str, previous: char) -> Option<usize> {
    if let Some(inside) = text.strip_prefix('"') {
        return Some(1 + quoted(inside));
    }
    if text.starts_with('\'') {
        return character(text);
    }
    if previous.is_alphanumeric() || previous == '_' {
        return None;
    }
    let prefix = ["br", "cr", "r"]
        .into_iter()
        .find(|prefix| text.starts_with(prefix))?;
    let body = text.strip_prefix(prefix)?;
    let hashes = body.len() - body.trim_start_matches('#').len();
    let inside = body.trim_start_matches('#').strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = inside.find(&end).map_or(inside.len(), |at| at + end.len());
    Some(text.len() - inside.len() + length)
}

fn quoted(inside: &str) -> usize {
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    inside.len()
}

/// `'x'` and `'\n'` are characters, `'a` is a lifetime.
fn character(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('\'')?;
    let mut chars = inside.chars();
    match chars.next()? {
        '\\' => {
            let after = inside.split_at_checked(2)?.1;
            after.find('\'').map(|at| 1 + 2 + at + 1)
        }
        c => (chars.next() == Some('\'')).then(|| 1 + c.len_utf8() + 1),
    }
}

/// Bare code with every item under `#[cfg(test)]` blanked.
pub(crate) fn without_tests(bare: &str) -> String {
    let mut out = String::with_capacity(bare.len());
    let mut rest = bare;
    while let Some(at) = rest.find("#[cfg(test)]") {
        let (before, item) = rest.split_at(at);
        out.push_str(before);
        let (item, after) = item.split_at(item_length(item));
        blank(item, &mut out);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The names of the modules in files of their own that bare code declares under `#[cfg(test)]`.
pub(crate) fn test_modules(bare: &str) -> Vec<&str> {
    bare.split("#[cfg(test)]")
        .skip(1)
        .filter_map(|item| item.split_once(';'))
        .filter(|(item, _)| !item.contains('{'))
        .filter_map(|(item, _)| item.trim().rsplit_once("mod "))
        .map(|(_, name)| name.trim())
        .collect()
}

/// An item ends at its semicolon or at the brace that closes its first one.
fn item_length(item: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in item.char_indices() {
        match c {
            ';' if depth == 0 => return at + 1,
            '{' => depth += 1,
            '}' if depth <= 1 => return at + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    item.len()
}

/// Every path the bare code brings in with `use`, its tree unfolded, with the line of the `use`.
pub(crate) fn imports(bare: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, _) in bare.match_indices("use ") {
        let (before, from) = bare.split_at(at);
        if before
            .chars()
            .next_back()
            .is_some_and(|c| c.is_alphanumeric() || c == '_')
        {
            continue;
        }
        let statement = from
            .split_once(';')
            .map_or(from, |(statement, _)| statement);
        let tree = statement.strip_prefix("use ").unwrap_or(statement);
        let mut paths = Vec::new();
        unfold("", tree, &mut paths);
        let line = before.matches('\n').count() + 1;
        found.extend(paths.into_iter().map(|path| (line, path)));
    }
    found
}

fn unfold(prefix: &str, tree: &str, out: &mut Vec<String>) {
    let Some((head, inside)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or(tree);
        let path: String = format!("{prefix}{path}").split_whitespace().collect();
        if !path.is_empty() && path != prefix {
            out.push(
                path.trim_end_matches("::self")
                    .trim_start_matches("::")
                    .to_owned(),
            );
        }
        return;
    };
    let prefix = format!("{prefix}{}", head.trim());
    let inside = inside.rsplit_once('}').map_or(inside, |(inside, _)| inside);
    let mut depth = 0_usize;
    let branches = inside.split(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    });
    for branch in branches {
        unfold(&prefix, branch.trim(), out);
    }
}

/// Where a path stands in the code, by line, not as a part of a longer word.
pub(crate) fn mentions(bare: &str, path: &str) -> Vec<usize> {
    let inside_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    bare.lines()
        .enumerate()
        .filter(|(_, line)| {
            line.match_indices(path).any(|(at, _)| {
                let (before, from) = line.split_at(at);
                let after = from
                    .strip_prefix(path)
                    .and_then(|after| after.chars().next());
                !inside_word(before.chars().next_back()) && !inside_word(after)
            })
        })
        .map(|(index, _)| index + 1)
        .collect()
}

/// Every attribute of the bare code with its line.
pub(crate) fn attributes(bare: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (at, _) in bare.match_indices('#') {
        let (before, from) = bare.split_at(at);
        if !from.starts_with("#[") && !from.starts_with("#![") {
            continue;
        }
        let mut depth = 0_usize;
        let end = from.char_indices().find_map(|(at, c)| {
            match c {
                '[' => depth += 1,
                ']' => depth = depth.saturating_sub(1),
                _ => return None,
            }
            (depth == 0).then_some(at + 1)
        });
        found.push((
            before.matches('\n').count() + 1,
            from.split_at(end.unwrap_or(from.len())).0,
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_disappear_and_lines_stay() {
        let source = "a // std::fs\n\"std::fs \\\" std::fs\" b\n/* std::fs /* x */ y */ c\nr#\"std::fs\"# d '\"' e '\\'' f<'a>\n";
        let bare = bare(source);
        assert!(!bare.contains("std::fs"), "{bare}");
        assert_eq!(
            bare.split_whitespace().collect::<Vec<_>>(),
            ["a", "b", "c", "d", "e", "f<'a>"]
        );
        assert_eq!(bare.lines().count(), source.lines().count());
    }

    #[test]
    fn what_is_only_for_tests_disappears() {
        let code = without_tests(
            "fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() { if x { y } }\n}\nfn c() {}\n#[cfg(test)]\nmod d;\nfn e() {}\n",
        );
        assert_eq!(
            code.split_whitespace().collect::<String>(),
            "fna(){}fnc(){}fne(){}"
        );
    }

    #[test]
    fn trees_of_imports_are_unfolded() {
        let paths: Vec<_> = imports(
            "use std::{fs::{self, File}, io as x,\n time::Duration};\npub use a::b;\nfn reuse () {}\n",
        );
        let expected = [
            (1, "std::fs"),
            (1, "std::fs::File"),
            (1, "std::io"),
            (1, "std::time::Duration"),
            (3, "a::b"),
        ];
        assert_eq!(paths, expected.map(|(line, path)| (line, path.to_owned())));
    }

    #[test]
    fn a_path_is_found_only_as_a_whole_word() {
        assert_eq!(
            mentions("std::fs::read\nstd::fsx\nmystd::fs\n(std::fs)\n", "std::fs"),
            [1, 4]
        );
    }

    #[test]
    fn attributes_are_taken_to_their_closing_bracket() {
        assert_eq!(
            attributes("\n#[a(b[0])] fn c() {}\n#![d]"),
            [(2, "#[a(b[0])]"), (3, "#![d]")]
        );
    }
}
