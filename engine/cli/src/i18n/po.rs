//! PO files as the tools of gettext have them: what `polib` reads and writes, and beside it what it passes over, which
//! is the text that a translation is of (`#|`) and translations whose text is gone (`#~`).

use anyhow::{Context as _, Result, anyhow, bail};
use polib::catalog::Catalog;
use polib::message::{Message, MessageMutView as _, MessageView};
use polib::metadata::CatalogMetadata;
use polib::po_file::{self, POParseError};
use std::fs;
use std::io::BufWriter;
use std::path::Path;

/// The least that `polib` takes for a head.
const HEAD: &str = "msgid \"\"\nmsgstr \"\\n\"\n\n";

/// A text with its translation.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Text {
    pub(super) message: Message,
    /// The text that the translation is of, where the file says that it is another.
    pub(super) before: Option<String>,
}

/// A PO file.
#[derive(Default)]
pub(super) struct Po {
    /// The comments above its head.
    pub(super) preheader: Vec<String>,
    pub(super) metadata: CatalogMetadata,
    pub(super) texts: Vec<Text>,
    /// Those that are obsolete: there is no such text any more.
    pub(super) gone: Vec<Text>,
}

impl Po {
    /// Reads the file of a language.
    pub(super) fn read(file: &Path, language: &str) -> Result<Self> {
        let shown = file.display();
        let text = fs::read_to_string(file).with_context(|| format!("cannot read {shown}"))?;
        if !text.trim().is_empty() && !text.lines().any(|line| line.starts_with("msgid")) {
            bail!("{shown} is no PO file");
        }
        let po = Self::parse(&text).map_err(|error| anyhow!("cannot read {shown}: {error}"))?;
        let of = &po.metadata.language;
        if !of.is_empty() && !of.replace('_', "-").eq_ignore_ascii_case(language) {
            bail!("{shown} says that it is in `{of}`, not in `{language}`");
        }
        Ok(po)
    }

    fn parse(text: &str) -> Result<Self, POParseError> {
        let mut blocks = blocks(text).into_iter();
        let head = blocks.next().unwrap_or_default().join("\n");
        let head = po_file::parse_from_reader(head.as_bytes())?;
        let mut po = Self {
            preheader: head.preheader,
            metadata: head.metadata,
            ..Self::default()
        };
        for block in blocks {
            if block.iter().any(|line| line.starts_with("msgid")) {
                po.texts.extend(Text::parse(&block)?);
            } else {
                let block: Vec<String> = block.iter().map(|line| restored(line)).collect();
                let block: Vec<&str> = block.iter().map(String::as_str).collect();
                po.gone.extend(Text::parse(&block)?);
            }
        }
        Ok(po)
    }

    /// The file's text.
    pub(super) fn print(&self) -> Result<String> {
        let mut head = Catalog::new(self.metadata.clone());
        head.preheader.clone_from(&self.preheader);
        let mut blocks = vec![printed(&head)?.trim_end().to_owned()];
        for one in &self.texts {
            blocks.push(one.lines()?.join("\n"));
        }
        for one in &self.gone {
            let lines = one.lines()?;
            let lines: Vec<String> = lines.iter().map(|line| obsolete(line)).collect();
            blocks.push(lines.join("\n"));
        }
        Ok(blocks.join("\n\n") + "\n")
    }
}

impl Text {
    fn parse(block: &[&str]) -> Result<Option<Self>, POParseError> {
        let was = |line: &&str| line.starts_with("#|");
        let (was, is): (Vec<&str>, Vec<&str>) = block.iter().copied().partition(was);
        let was = was.iter().filter_map(|line| line.strip_prefix("#|"));
        let was: Vec<&str> = was.map(str::trim_start).collect();
        let before = message(&was)?.map(|was| was.msgid().to_owned());
        let text = message(&is)?.map(|message| Self { message, before });
        Ok(text)
    }

    fn lines(&self) -> Result<Vec<String>> {
        let mut lines = lines(&self.message)?;
        if let Some(before) = &self.before {
            let place = self.message.msgctxt().unwrap_or_default();
            let was = Message::build_singular()
                .with_msgctxt(place.to_owned())
                .with_msgid(before.clone())
                .done();
            let was = self::lines(&was)?.into_iter();
            let was = was.take_while(|line| !line.starts_with("msgstr"));
            let at = lines.iter().take_while(|line| line.starts_with('#'));
            let at = at.count();
            lines.splice(at..at, was.map(|line| format!("#| {line}")));
        }
        Ok(lines)
    }

    /// Where it stands, as people read it: the words themselves where the file names no place.
    pub(super) fn place(&self) -> &str {
        let message = &self.message;
        message.msgctxt().unwrap_or_else(|| message.msgid())
    }

    /// Its translation; empty where there is none.
    pub(super) fn said(&self) -> &str {
        self.message.msgstr().unwrap_or_default()
    }

    /// It, for a text that is gone: no file has it.
    pub(super) fn gone(mut self) -> Self {
        self.message.source_mut().clear();
        self.message.extracted_comments_mut().clear();
        self
    }
}

/// What blank lines part. `polib` knows an empty comment by the space behind its sign.
fn blocks(text: &str) -> Vec<Vec<&str>> {
    let known = |line| if line == "#" { "# " } else { line };
    let lines: Vec<&str> = text.lines().map(known).collect();
    let blocks = lines.split(|line| line.is_empty());
    let blocks = blocks.filter(|block| !block.is_empty());
    blocks.map(<[_]>::to_vec).collect()
}

/// A line of what is obsolete as it was before.
fn restored(line: &str) -> String {
    match line.strip_prefix("#~") {
        Some(rest) if rest.starts_with('|') => format!("#{rest}"),
        Some(rest) => rest.trim_start().to_owned(),
        None => line.to_owned(),
    }
}

/// A line, of what is obsolete from now on.
fn obsolete(line: &str) -> String {
    match line.strip_prefix("#|") {
        Some(rest) => format!("#~|{rest}"),
        None if line.starts_with('#') => line.to_owned(),
        None => format!("#~ {line}"),
    }
}

/// The message of a block; none where there are but comments.
fn message(block: &[&str]) -> Result<Option<Message>, POParseError> {
    let text = format!("{HEAD}{}\n", block.join("\n"));
    let mut catalog = po_file::parse_from_reader(text.as_bytes())?;
    let is_one = |one: &&dyn MessageView| {
        one.is_singular() && (one.msgctxt().is_some() || !one.msgid().is_empty())
    };
    let one = catalog.messages().find(is_one);
    let key = one.map(|one| (one.msgctxt().map(str::to_owned), one.msgid().to_owned()));
    Ok(key.and_then(|(place, text)| catalog.detach_message(place.as_deref(), &text, None)))
}

fn printed(catalog: &Catalog) -> Result<String> {
    let mut bytes = Vec::new();
    po_file::write(catalog, &mut BufWriter::new(&mut bytes))?;
    Ok(String::from_utf8(bytes)?)
}

/// The lines of a message.
fn lines(message: &Message) -> Result<Vec<String>> {
    let mut catalog = Catalog::new(CatalogMetadata::default());
    catalog.append_or_update(message.clone());
    let text = printed(&catalog)?;
    let lines = text.lines().skip_while(|line| !line.is_empty());
    let lines = lines.filter(|line| !line.is_empty());
    Ok(lines.map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `msgmerge --previous` and `msgcat` write it.
    const FILE: &str = r#"# Ana, 2026
#
# and Bia
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Language: es\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

# ana: sure?
#: hello.yaml
#, fuzzy
#| msgctxt "hello/steps/late/say"
#| msgid ""
#| "Too late, my \"friend\".\n"
#| "Come back.\n"
msgctxt "hello/steps/late/say"
msgid "Late."
msgstr "Tarde."

#: hello.yaml
msgctxt "hello/steps/bye/say"
msgid "Bye."
msgstr ""

# bia: gone?
#, fuzzy
#~| msgctxt "hello/steps/old/say"
#~| msgid "Older"
#~ msgctxt "hello/steps/old/say"
#~ msgid "Old"
#~ msgstr ""
#~ "Una\n"
#~ "y dos\n"
"#;

    #[test]
    fn what_polib_passes_over_is_read() {
        let po = Po::parse(FILE).unwrap();
        let [late, bye] = &*po.texts else {
            panic!("{:?}", po.texts)
        };
        assert_eq!(late.place(), "hello/steps/late/say");
        assert_eq!(late.said(), "Tarde.");
        assert!(late.message.is_fuzzy());
        let before = "Too late, my \"friend\".\nCome back.\n";
        assert_eq!(late.before.as_deref(), Some(before));
        assert_eq!((bye.said(), &bye.before), ("", &None));
        let [old] = &*po.gone else {
            panic!("{:?}", po.gone)
        };
        assert_eq!(
            (old.place(), old.message.msgid()),
            ("hello/steps/old/say", "Old")
        );
        assert_eq!(
            (old.said(), old.before.as_deref()),
            ("Una\ny dos\n", Some("Older"))
        );
        assert!(old.message.is_fuzzy());
        assert_eq!(old.message.translator_comments(), "bia: gone?");
    }

    #[test]
    fn what_was_read_is_written_as_it_was() {
        let text = Po::parse(FILE).unwrap().print().unwrap();
        let (_, texts) = FILE.split_once("\n\n").unwrap();
        assert!(text.ends_with(&format!("\n\n{texts}")), "{text}");
        assert!(text.starts_with("# Ana, 2026\n# and Bia\n"), "{text}");
        let again = Po::parse(&text).unwrap();
        assert_eq!(again.print().unwrap(), text);
    }
}
