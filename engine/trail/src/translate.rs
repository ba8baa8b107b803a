//! What translators get of a trail, and how what they give back is put into it, comments and formatting kept.

use crate::edit::{self, Draft, Edit, EditError, PathSegment};
use crate::spoken::{self, Spoken};
use crate::yaml;
use smol_str::SmolStr;

/// A text to translate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands: `steps/greet/say`, an item of a list by its number from 0.
    pub place: String,
    /// The text in the trail's own language, or the first it is written in.
    pub source: String,
    /// The text in the wanted language; empty where there is none.
    pub translation: String,
}

/// What came of a translation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The trail with it.
    pub text: String,
    /// How many texts changed.
    pub changed: usize,
    /// The places whose text is another by now, or gone.
    pub stale: Vec<String>,
}

/// Every text of a trail with what it is in a language; none where the file cannot be read.
pub fn extract(text: &str, language: &str) -> Option<Vec<Entry>> {
    let (root, _) = yaml::parse("", text);
    let root = root?;
    let own = own(&root);
    let entry = |spoken: Spoken<'_>| Entry {
        place: place(&spoken.path),
        source: source(&spoken, &own),
        translation: find(&spoken, language, &own).unwrap_or_default(),
    };
    let entries = spoken::texts(&root).into_iter().map(entry);
    Some(
        entries
            .filter(|entry| !entry.source.trim().is_empty())
            .collect(),
    )
}

/// The trail with these translations. One whose source is not the trail's any more is left out and named.
pub fn merge(text: &str, language: &str, entries: &[Entry]) -> Result<Merged, EditError> {
    let mut merged = Merged {
        text: text.to_owned(),
        changed: 0,
        stale: Vec::new(),
    };
    let (root, _) = yaml::parse("", text);
    let root = root.ok_or(EditError::NotYaml)?;
    let own = own(&root);
    let there = spoken::texts(&root);
    let mut edits = Vec::new();
    for entry in entries.iter().filter(|entry| !entry.translation.is_empty()) {
        let spoken = there
            .iter()
            .find(|spoken| place(&spoken.path) == entry.place);
        match spoken.filter(|spoken| source(spoken, &own) == entry.source) {
            None => merged.stale.push(entry.place.clone()),
            Some(spoken) if find(spoken, language, &own).as_ref() == Some(&entry.translation) => {}
            Some(spoken) => edits.push(with(spoken, language, &own, &entry.translation)),
        }
    }
    merged.changed = edits.len();
    merged.text = edit::apply(text, &edits)?;
    Ok(merged)
}

/// The language of texts that name none.
fn own(root: &yaml::Node) -> SmolStr {
    let own = root.get("language").and_then(yaml::Node::as_str);
    own.unwrap_or("en").into()
}

fn find(spoken: &Spoken<'_>, language: &str, own: &str) -> Option<String> {
    let is = |name: &Option<SmolStr>| {
        name.as_deref()
            .unwrap_or(own)
            .eq_ignore_ascii_case(language)
    };
    let found = spoken.languages.iter().find(|(name, _)| is(name));
    found.and_then(|(_, node)| Some(node.as_str()?.to_owned()))
}

fn source(spoken: &Spoken<'_>, own: &str) -> String {
    let first = || spoken.languages.first().and_then(|(_, node)| node.as_str());
    find(spoken, own, own).unwrap_or_else(|| first().unwrap_or_default().to_owned())
}

/// Sets a language of a text; a text that has no languages yet gets two.
fn with(spoken: &Spoken<'_>, language: &str, own: &str, translation: &str) -> Edit {
    let mut path = spoken.path.clone();
    let text = |text: &str| Draft::Text(text.to_owned());
    let value = match spoken.languages.as_slice() {
        [(None, _)] if own.eq_ignore_ascii_case(language) => text(translation),
        [(None, node)] => Draft::Map(vec![
            (own.into(), text(node.as_str().unwrap_or_default())),
            (language.into(), text(translation)),
        ]),
        _ => {
            path.push(PathSegment::Key(language.into()));
            text(translation)
        }
    };
    Edit::SetField { path, value }
}

fn place(path: &[PathSegment]) -> String {
    let segments = path.iter().map(|segment| match segment {
        PathSegment::Key(key) => key.to_string(),
        PathSegment::Index(index) => index.to_string(),
    });
    segments.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::{Entry, extract, merge};

    const TRAIL: &str = "trail: a\nlanguage: pt-BR\n# The steps.\nsteps:\n  hi:\n    say: [Olá!, { pt-BR: Tchau!, en: Bye! }]   # two\n    next: menu\n  menu:\n    menu: Qual?\n    options:\n      one: { label: Um, next: end }\n    retry: { message: De novo. }\n    no_match: end\n";

    #[test]
    fn every_text_goes_out_and_comes_back_in_its_place() {
        let mut entries = extract(TRAIL, "en").unwrap();
        let places: Vec<&str> = entries.iter().map(|entry| entry.place.as_str()).collect();
        let all = [
            "steps/hi/say/0",
            "steps/hi/say/1",
            "steps/menu/menu",
            "steps/menu/options/one/label",
            "steps/menu/retry/message",
        ];
        assert_eq!(places, all);
        assert_eq!(entries[1].translation, "Bye!");
        for entry in &mut entries {
            entry.translation = format!("en: {}", entry.source);
        }
        let merged = merge(TRAIL, "en", &entries).unwrap();
        assert_eq!((merged.changed, merged.stale.len()), (5, 0));
        assert!(merged.text.contains("# The steps.") && merged.text.contains("# two"));
        assert_eq!(extract(&merged.text, "en").unwrap(), entries);
        let own = extract(&merged.text, "pt-BR").unwrap();
        assert!(own.iter().all(|entry| entry.source == entry.translation));
        let again = merge(&merged.text, "en", &entries).unwrap();
        assert_eq!((again.changed, again.text), (0, merged.text));
    }

    #[test]
    fn what_was_changed_since_is_left_and_named() {
        let entry = |place: &str, source: &str| Entry {
            place: place.into(),
            source: source.into(),
            translation: "x".into(),
        };
        let entries = [
            entry("steps/menu/menu", "Quais?"),
            entry("steps/gone/say", "Olá!"),
        ];
        let merged = merge(TRAIL, "en", &entries).unwrap();
        assert_eq!(merged.text, TRAIL);
        assert_eq!(merged.stale, ["steps/menu/menu", "steps/gone/say"]);
    }
}
