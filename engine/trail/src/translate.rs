//! What translators get of a trail or a custom step, and how what they give back is put into it, comments and formatting kept.

use crate::custom::{self, Margin};
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
    /// The trail, or the custom step, with it.
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
    Some(entries(&spoken::texts(&root), &own(&root), language))
}

/// The trail with these translations. One whose source is not the trail's any more is left out and named.
pub fn merge(text: &str, language: &str, entries: &[Entry]) -> Result<Merged, EditError> {
    let (root, _) = yaml::parse("", text);
    let root = root.ok_or(EditError::NotYaml)?;
    put(text, &spoken::texts(&root), &own(&root), language, entries)
}

/// Every text of a custom step's header, as [`extract`] has those of a trail. A header does not say which language
/// it is written in: that is `house` where any of its texts names that or none names one, else the one named first.
pub fn extract_step(text: &str, house: &str, language: &str) -> Option<Vec<Entry>> {
    let (root, _) = yaml::parse("", &Margin::of(text).yaml);
    let root = root?;
    let texts = custom::texts(&root);
    Some(entries(&texts, &plain(&texts, house), language))
}

/// The custom step with these translations, its script untouched.
pub fn merge_step(
    text: &str,
    house: &str,
    language: &str,
    entries: &[Entry],
) -> Result<Merged, EditError> {
    let margin = Margin::of(text);
    let (root, _) = yaml::parse("", &margin.yaml);
    let root = root.ok_or(EditError::NotYaml)?;
    let texts = custom::texts(&root);
    let own = plain(&texts, house);
    let merged = put(&margin.yaml, &texts, &own, language, entries)?;
    Ok(Merged {
        text: margin.with(&merged.text),
        ..merged
    })
}

fn entries(texts: &[Spoken<'_>], own: &str, language: &str) -> Vec<Entry> {
    let entry = |spoken: &Spoken<'_>| Entry {
        place: place(&spoken.path),
        source: source(spoken, own),
        translation: find(spoken, language, own).unwrap_or_default(),
    };
    let entries = texts.iter().map(entry);
    entries
        .filter(|entry| !entry.source.trim().is_empty())
        .collect()
}

/// Puts translations into a text in which these texts stand.
fn put(
    text: &str,
    there: &[Spoken<'_>],
    own: &str,
    language: &str,
    entries: &[Entry],
) -> Result<Merged, EditError> {
    let (mut edits, mut stale) = (Vec::new(), Vec::new());
    for entry in entries.iter().filter(|entry| !entry.translation.is_empty()) {
        let spoken = there
            .iter()
            .find(|spoken| place(&spoken.path) == entry.place);
        match spoken.filter(|spoken| source(spoken, own) == entry.source) {
            None => stale.push(entry.place.clone()),
            Some(spoken) if find(spoken, language, own).as_ref() == Some(&entry.translation) => {}
            Some(spoken) => edits.push(with(spoken, language, own, &entry.translation)),
        }
    }
    Ok(Merged {
        text: edit::apply(text, &edits)?,
        changed: edits.len(),
        stale,
    })
}

/// The language of a trail's texts that name none.
fn own(root: &yaml::Node) -> SmolStr {
    let own = root.get("language").and_then(yaml::Node::as_str);
    own.unwrap_or("en").into()
}

/// The language of a header's texts that name none: that of the house where others name it, else the one they name
/// first.
fn plain(texts: &[Spoken<'_>], house: &str) -> SmolStr {
    let named = || {
        let languages = texts.iter().flat_map(|spoken| &spoken.languages);
        languages.filter_map(|(name, _)| name.as_ref())
    };
    let house_named = named().find(|name| name.eq_ignore_ascii_case(house));
    let plain = house_named.or_else(|| named().next());
    plain.cloned().unwrap_or_else(|| house.into())
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
    use super::{Entry, extract, extract_step, merge, merge_step};

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

    const STEP: &str = "//! title: { en: Shipping, pt-BR: Frete }
//! help: What sending costs: by weight.   # for the form
//! # What it is given.
//! inputs:
//!   total: { type: money, title: Total, help: { en: The goods., pt-BR: Os bens. } }
//!   region:
//!     help: >-
//!       Where it
//!       goes.
//! exits:
//!   free: { title: { en: Free, pt-BR: Grátis } }
//!
let help = \"//! title: no header\";
#{ }
";

    #[test]
    fn the_header_of_a_step_goes_out_and_comes_back_and_its_script_stays() {
        let step = STEP.replace("costs: by", "costs, by");
        let mut entries = extract_step(&step, "es", "pt-BR").unwrap();
        let found: Vec<_> = entries
            .iter()
            .map(|one| {
                (
                    one.place.as_str(),
                    one.source.as_str(),
                    one.translation.as_str(),
                )
            })
            .collect();
        let all = [
            ("title", "Shipping", "Frete"),
            ("help", "What sending costs, by weight.", ""),
            ("inputs/total/title", "Total", ""),
            ("inputs/total/help", "The goods.", "Os bens."),
            ("inputs/region/help", "Where it goes.", ""),
            ("exits/free/title", "Free", "Grátis"),
        ];
        assert_eq!(found, all);
        for entry in &mut entries {
            entry.translation = format!("pt: {}", entry.source);
        }
        let merged = merge_step(&step, "es", "pt-BR", &entries).unwrap();
        assert_eq!((merged.changed, merged.stale.len()), (6, 0));
        assert_eq!(extract_step(&merged.text, "es", "pt-BR").unwrap(), entries);
        for kept in [
            " # for the form\n",
            "//! # What it is given.\n",
            "//!\nlet help",
        ] {
            assert!(merged.text.contains(kept), "{kept}: {}", merged.text);
        }
        let script = |text: &str| text.split_once("//!\n").unwrap().1.to_owned();
        assert_eq!(script(&merged.text), script(&step));
        assert!(
            merged
                .text
                .lines()
                .take(11)
                .all(|line| line.starts_with("//!"))
        );
        let (custom, said) = crate::Custom::read(
            &trilha_script::Host::default(),
            "steps/a.rhai",
            &merged.text,
        );
        assert!(custom.is_some() && said.is_empty(), "{said:?}");
        let again = merge_step(&merged.text, "es", "pt-BR", &entries).unwrap();
        assert_eq!((again.changed, again.text), (0, merged.text));
    }

    #[test]
    fn a_header_that_names_no_language_is_in_that_of_the_house() {
        let step = "//! title: Frete\n#{ }\n";
        let entry = Entry {
            place: "title".into(),
            source: "Frete".into(),
            translation: "Shipping".into(),
        };
        let merged = merge_step(step, "pt-BR", "en", &[entry]).unwrap();
        assert_eq!(
            merged.text,
            "//! title: { pt-BR: Frete, en: Shipping }\n#{ }\n"
        );
        assert_eq!(extract_step("//! title: {\n1", "en", "es"), None);
    }

    #[test]
    fn plain_texts_are_in_the_language_of_the_house_where_others_name_it() {
        let step = "//! title: Frete\n//! help: { en: Cost, pt-BR: Custo }\n#{ }\n";
        let entries = extract_step(step, "pt-BR", "en").unwrap();
        let found: Vec<_> = entries
            .iter()
            .map(|one| (one.source.as_str(), one.translation.as_str()))
            .collect();
        assert_eq!(found, [("Frete", ""), ("Custo", "Cost")]);
        let title = Entry {
            translation: "Shipping".into(),
            ..entries[0].clone()
        };
        let merged = merge_step(step, "pt-BR", "en", &[title]).unwrap();
        assert!(
            merged
                .text
                .starts_with("//! title: { pt-BR: Frete, en: Shipping }\n"),
            "{}",
            merged.text
        );
    }
}
