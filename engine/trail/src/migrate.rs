//! Older spellings of trails and their tests, and how the same is written now.

use crate::edit::{self, Draft, Edit, EditError, PathSegment};
use crate::yaml::{self, Node};
use smol_str::SmolStr;

/// A file in today's spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// Its text; as it was where nothing in it is older.
    pub text: String,
    /// What was changed, one sentence each.
    pub changed: Vec<String>,
}

/// A spelling that files once had, and that is no longer read.
struct Older {
    /// What is done about it.
    done: &'static str,
    /// The changes that write it as today, and where each is.
    find: fn(&Node) -> Vec<Edit>,
}

const OLDER: [Older; 2] = [
    Older {
        done: "an entry of `starts` with `keyword` and `message` was begun by the keyword alone",
        find: keyword_and_message,
    },
    Older {
        done: "the people in `agents` of a test were a list of those who are there",
        find: agents_listed,
    },
];

/// Writes what is older as today; comments, order and formatting stay. A second time changes nothing.
///
/// # Errors
///
/// Where the text is not YAML, or written in a way that cannot be changed in place.
pub fn migrate(text: &str) -> Result<Migrated, EditError> {
    let mut migrated = Migrated {
        text: text.to_owned(),
        changed: Vec::new(),
    };
    for older in &OLDER {
        let (root, _) = yaml::parse("", &migrated.text);
        let edits = (older.find)(&root.ok_or(EditError::NotYaml)?);
        migrated.text = edit::apply(&migrated.text, &edits)?;
        let done = edits.iter().map(|_| older.done.to_owned());
        migrated.changed.extend(done);
    }
    Ok(migrated)
}

/// Whether an entry of `starts` waits for a keyword and, as it was once written, for any message besides.
pub(crate) fn is_keyword_and_message(start: &Node) -> bool {
    start.get("keyword").is_some() && start.get("message").is_some()
}

/// The names in a list of people, as tests were once written.
pub fn people_listed(agents: &Node) -> Option<Vec<SmolStr>> {
    let listed = agents.as_seq().is_some() || agents.as_str().is_some();
    let names = agents.one_or_more().iter().map(|name| name.as_str());
    let names: Option<Vec<SmolStr>> = names.map(|name| name.map(SmolStr::new)).collect();
    names.filter(|names| listed && !names.is_empty())
}

fn keyword_and_message(root: &Node) -> Vec<Edit> {
    let starts = root.get("starts").into_iter().flat_map(Node::items);
    let both = starts
        .enumerate()
        .filter(|(_, start)| is_keyword_and_message(start));
    let edit = |(at, _)| Edit::RemoveField {
        path: vec!["starts".into(), PathSegment::Index(at), "message".into()],
    };
    both.map(edit).collect()
}

fn agents_listed(root: &Node) -> Vec<Edit> {
    let tests = root.get("tests").into_iter().flat_map(Node::items);
    let edit = |(at, test): (usize, &Node)| {
        let names = people_listed(test.get("given")?.get("agents")?)?;
        let mut people: Vec<(SmolStr, Draft)> = Vec::new();
        for name in names {
            if people.iter().all(|(known, _)| *known != name) {
                people.push((name, Draft::Bool(true)));
            }
        }
        Some(Edit::SetField {
            path: vec!["tests".into(), at.into(), "given".into(), "agents".into()],
            value: Draft::Map(people),
        })
    };
    tests.enumerate().filter_map(edit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes of a text, which a second time changes nothing.
    fn migrated(text: &str) -> Migrated {
        let once = migrate(text).unwrap();
        let twice = migrate(&once.text).unwrap();
        assert_eq!((&twice.text, twice.changed.len()), (&once.text, 0));
        once
    }

    #[test]
    fn a_start_by_keyword_and_message_keeps_the_keyword() {
        let text = "trail: a # it\nstarts:\n  - keyword: [sale]   # words\n    message: { inbox: [site] }\n  - { message: {}, keyword: menu }\n  - message: {}\nsteps:\n  a: { say: x, next: end }\n";
        let found = migrated(text);
        assert_eq!(
            found.text,
            "trail: a # it\nstarts:\n  - keyword: [sale]   # words\n  - { keyword: menu }\n  - message: {}\nsteps:\n  a: { say: x, next: end }\n"
        );
        assert_eq!(found.changed.len(), 2);
    }

    #[test]
    fn people_in_a_list_are_people_who_are_there() {
        let text = "trail: a\ntests:\n  - name: x\n    given: { agents: [ana, bia, ana], seed: 2 } # two\n    talk: [ me: oi ]\n  - name: y\n    given:\n      agents: ana\n      seed: 3\n    talk: [ me: oi ]\n  - name: z\n    given: { agents: { ana: false } }\n    talk: [ me: oi ]\n";
        let found = migrated(text);
        assert_eq!(
            found.text,
            "trail: a\ntests:\n  - name: x\n    given: { agents: { ana: true, bia: true }, seed: 2 } # two\n    talk: [ me: oi ]\n  - name: y\n    given:\n      agents: { ana: true }\n      seed: 3\n    talk: [ me: oi ]\n  - name: z\n    given: { agents: { ana: false } }\n    talk: [ me: oi ]\n"
        );
        assert_eq!(found.changed.len(), 2);
    }

    #[test]
    fn what_is_no_yaml_is_refused_and_what_is_odd_is_left() {
        assert_eq!(migrate("a: ["), Err(EditError::NotYaml));
        let odd = "trail: a\ntests:\n  - name: x\n    given: { agents: [[ana]] }\n    talk: []\n";
        assert_eq!(migrated(odd).text, odd);
    }
}
