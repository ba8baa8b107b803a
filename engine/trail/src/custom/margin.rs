//! The header of a custom step without the marks before its lines, and with them again.

/// A custom step's file, cut into its header and what follows.
pub(crate) struct Margin<'t> {
    /// What stands before the header: empty lines.
    before: &'t str,
    /// The header as YAML, its lines without their marks.
    pub(crate) yaml: String,
    /// What stands before each of its lines.
    mark: &'static str,
    /// What an empty line of it is.
    empty: &'t str,
    /// The script.
    after: &'t str,
}

impl<'t> Margin<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        let blank = text.split_inclusive('\n');
        let blank = blank.take_while(|line| line.trim().is_empty());
        let (before, rest) = text.split_at(blank.map(str::len).sum());
        let lines = rest.split_inclusive('\n').map_while(|line| {
            let inner = line.strip_prefix("//!")?;
            Some((line, inner))
        });
        let lines: Vec<(&str, &str)> = lines.collect();
        let says = |inner: &&str| !inner.trim().is_empty();
        let spaced = || lines.iter().map(|(_, inner)| *inner).filter(says);
        let mark = if spaced().all(|inner| inner.starts_with(' ')) {
            "//! "
        } else {
            "//!"
        };
        let bare = |(line, inner): &(&'t str, &'t str)| {
            if inner.trim().is_empty() {
                inner.trim_start_matches([' ', '\t'])
            } else {
                line.strip_prefix(mark).unwrap_or(inner)
            }
        };
        let empty = lines.iter().find(|(_, inner)| inner.trim().is_empty());
        let end = lines.iter().map(|(line, _)| line.len()).sum();
        Self {
            before,
            yaml: lines.iter().map(bare).collect(),
            mark,
            empty: empty.map_or("//!", |(line, _)| line.trim_end_matches(['\r', '\n'])),
            after: rest.get(end..).unwrap_or_default(),
        }
    }

    /// The file with another header.
    pub(crate) fn with(&self, yaml: &str) -> String {
        let mut text = self.before.to_owned();
        for line in yaml.split_inclusive('\n') {
            let mark = if line.trim().is_empty() {
                self.empty
            } else {
                self.mark
            };
            text.push_str(mark);
            text.push_str(line);
        }
        text.push_str(self.after);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Margin;

    #[test]
    fn a_file_is_the_same_with_its_own_header() {
        for text in [
            "//! title: A\n//! inputs:\n//!   total: { type: money }   # much\n#{ }\n",
            "\n\n//!title: A\r\n//!\r\n//!help: B\r\n\r\nlet a = 1;\r\n//! no header\r\n",
            "//! title: A\n//! \n//! help: B",
            "//! title: A\n//!\thelp: B\n",
            "let a = 1;\n",
            "",
        ] {
            let margin = Margin::of(text);
            assert_eq!(margin.with(&margin.yaml), text);
        }
        let margin = Margin::of("//! title: A\n//! help: B\n1");
        assert_eq!(margin.yaml, "title: A\nhelp: B\n");
        assert_eq!(
            margin.with("title: A\n\nicon: x\n"),
            "//! title: A\n//!\n//! icon: x\n1"
        );
    }
}
