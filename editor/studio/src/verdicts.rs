//! What a problem says in the reader's language, and beside it the exact message, which is English.

use std::rc::Rc;
use trilha_state::problem::Problem;
use trilha_trail::diagnostic::Code;
use trilha_widgets::i18n::{self, Language};
use trilha_widgets::t;
use yew::AttrValue;

/// What is shown of a problem.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Verdict {
    /// What is wrong, for the reader.
    pub(crate) words: AttrValue,
    /// The exact message, where `words` is another sentence.
    pub(crate) exact: Option<AttrValue>,
}

impl Verdict {
    /// Of a problem, in the language spoken now.
    pub(crate) fn of(problem: &Problem) -> Self {
        Self::told(problem, i18n::language())
    }

    fn told(problem: &Problem, language: Language) -> Self {
        let message = AttrValue::from(problem.message.clone());
        let sentence = Code::find(&problem.code)
            .filter(|_| language != Language::English)
            .and_then(sentence);
        match sentence {
            Some(words) => Self {
                words,
                exact: Some(message),
            },
            None => Self {
                words: message,
                exact: None,
            },
        }
    }

    /// Of several of one code: what is wrong in general and how often, and each of the exact messages.
    pub(crate) fn several(problems: &[&Rc<Problem>]) -> Self {
        let general = problems
            .first()
            .and_then(|first| Code::find(&first.code))
            .and_then(sentence);
        let messages: Vec<&str> = problems
            .iter()
            .map(|problem| problem.message.as_str())
            .collect();
        let messages = AttrValue::from(messages.join("\n"));
        match general {
            Some(words) => Self {
                words: format!("{words} ({})", problems.len()).into(),
                exact: Some(messages),
            },
            None => Self {
                words: messages,
                exact: None,
            },
        }
    }

    /// All of it, in a line or two.
    pub(crate) fn lines(&self) -> String {
        match &self.exact {
            Some(exact) => format!("{}\n{exact}", self.words),
            None => self.words.to_string(),
        }
    }
}

/// What is wrong at one place, where anything is; the exact messages apart, for they are English.
pub(crate) fn all(problems: &[Rc<Problem>]) -> Option<Verdict> {
    let verdicts: Vec<Verdict> = problems
        .iter()
        .map(|problem| Verdict::of(problem))
        .collect();
    let joined = |lines: Vec<&str>| (!lines.is_empty()).then(|| AttrValue::from(lines.join("\n")));
    let words = verdicts.iter().map(|verdict| verdict.words.as_str());
    let exact = verdicts
        .iter()
        .filter_map(|verdict| verdict.exact.as_deref());
    Some(Verdict {
        words: joined(words.collect())?,
        exact: joined(exact.collect()),
    })
}

/// What is wrong in general, where the code is known.
fn sentence(code: Code) -> Option<AttrValue> {
    Some(match code {
        Code::YAML_SYNTAX => t!("problem-yaml-syntax"),
        Code::DUPLICATE_KEY => t!("problem-duplicate-key"),
        Code::YAML_FEATURE_REFUSED => t!("problem-yaml-feature"),
        Code::YAML_TOO_LARGE => t!("problem-yaml-too-large"),
        Code::UNQUOTED_TEMPLATE => t!("problem-unquoted-template"),
        Code::LOOKS_LIKE_TAG => t!("problem-looks-like-tag"),
        Code::UNQUOTED_QUOTE => t!("problem-unquoted-quote"),
        Code::NUMBER_CHANGES => t!("problem-number-changes"),
        Code::UNKNOWN_KEY => t!("problem-unknown-key"),
        Code::MISSING_KEY => t!("problem-missing-key"),
        Code::WRONG_SHAPE => t!("problem-wrong-shape"),
        Code::SEVERAL_VERBS => t!("problem-several-verbs"),
        Code::NO_VERB => t!("problem-no-verb"),
        Code::RESERVED_NAME => t!("problem-reserved-name"),
        Code::INVALID_ID => t!("problem-invalid-id"),
        Code::IN_VAIN => t!("problem-in-vain"),
        Code::UNKNOWN_STEP => t!("problem-unknown-step"),
        Code::UNKNOWN_TRAIL => t!("problem-unknown-trail"),
        Code::UNKNOWN_QUEUE => t!("problem-unknown-queue"),
        Code::UNKNOWN_VARIABLE => t!("problem-unknown-variable"),
        Code::UNREACHABLE_STEP => t!("problem-unreachable-step"),
        Code::DEAD_END => t!("problem-dead-end"),
        Code::ENDLESS_LOOP => t!("problem-endless-loop"),
        Code::EXPRESSION_ERROR => t!("problem-expression-error"),
        Code::SCRIPT_ERROR => t!("problem-script-error"),
        Code::UNKNOWN_SCRIPT => t!("problem-unknown-script"),
        Code::UNUSED_VARIABLE => t!("problem-unused-variable"),
        Code::MISSING_TRANSLATION => t!("problem-missing-translation"),
        Code::BAD_DURATION => t!("problem-bad-duration"),
        Code::BAD_PATTERN => t!("problem-bad-pattern"),
        Code::SILENCE_HANGS => t!("problem-silence-hangs"),
        Code::SECRET_IN_CLEAR => t!("problem-secret-in-clear"),
        Code::QUEUE_WITHOUT_MEMBERS => t!("problem-queue-without-members"),
        Code::WRONG_TYPE => t!("problem-wrong-type"),
        Code::CALL_CYCLE => t!("problem-call-cycle"),
        Code::OUTPUTS_MISMATCH => t!("problem-outputs-mismatch"),
        Code::START_STEP_MISSING => t!("problem-start-step-missing"),
        Code::EMPTY_TRAIL => t!("problem-empty-trail"),
        Code::OPTION_WITHOUT_LABEL => t!("problem-option-without-label"),
        Code::DUPLICATE_OPTION_KEY => t!("problem-duplicate-option-key"),
        Code::FILE_NAME_DIFFERS => t!("problem-file-name-differs"),
        Code::YAML_NOT_FOLLOWED => t!("problem-yaml-not-followed"),
        Code::UNHEARD_LOOP => t!("problem-unheard-loop"),
        Code::CHANNEL_LIMIT => t!("problem-channel-limit"),
        Code::PERSONAL_EXPOSED => t!("problem-personal-exposed"),
        Code::BUBBLE_NOT_ONE => t!("problem-bubble-not-one"),
        Code::TYPING_TOO_LONG => t!("problem-typing-too-long"),
        Code::MENU_WITHOUT_OPTIONS => t!("problem-menu-without-options"),
        Code::OPTION_WITH_NEXT => t!("problem-option-with-next"),
        Code::FORM_WITHOUT_FIELDS => t!("problem-form-without-fields"),
        Code::CHANNEL_CANNOT => t!("problem-channel-cannot"),
        Code::BODY_ENTERED_FROM_ELSEWHERE => t!("problem-body-entered"),
        Code::BODY_NEVER_COMES_BACK => t!("problem-body-never-back"),
        Code::UNKNOWN_ZONE => t!("problem-unknown-zone"),
        Code::BAD_HOURS => t!("problem-bad-hours"),
        Code::UNKNOWN_CUSTOM_STEP => t!("problem-unknown-custom-step"),
        Code::CUSTOM_STEP_INPUT => t!("problem-custom-step-input"),
        Code::CUSTOM_STEP_TYPE => t!("problem-custom-step-type"),
        Code::CUSTOM_STEP_EXIT => t!("problem-custom-step-exit"),
        Code::BROKEN_CUSTOM_STEP => t!("problem-broken-custom-step"),
        Code::PERSONAL_TO_MODEL => t!("problem-personal-to-model"),
        Code::OLDER_SPELLING => t!("problem-older-spelling"),
        Code::UNKNOWN_CALENDAR => t!("problem-unknown-calendar"),
        Code::UNKNOWN_TEAM => t!("problem-unknown-team"),
        Code::UNKNOWN_SKILL => t!("problem-unknown-skill"),
        Code::TOOL_NOT_ONE => t!("problem-tool-not-one"),
        Code::TOOL_ARGUMENT => t!("problem-tool-argument"),
        Code::TOOL_NEVER_BACK => t!("problem-tool-never-back"),
        Code::UNKNOWN_KNOWLEDGE => t!("problem-unknown-knowledge"),
        Code::KNOWLEDGE_TOO_LARGE => t!("problem-knowledge-too-large"),
        Code::SHADOWED_START => t!("problem-shadowed-start"),
        Code::UNKNOWN_INBOX => t!("problem-unknown-inbox"),
        Code::BAD_SCHEDULE => t!("problem-bad-schedule"),
        Code::NEVER_COMES => t!("problem-never-comes"),
        Code::WAITS_ASIDE => t!("problem-waits-aside"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Verdict, sentence};
    use std::collections::BTreeSet;
    use std::rc::Rc;
    use trilha_state::problem::Problem;
    use trilha_trail::Severity;
    use trilha_trail::diagnostic::{Code, Span};
    use trilha_widgets::i18n::Language;

    fn problem(code: &'static str) -> Problem {
        Problem {
            code: code.into(),
            severity: Severity::Error,
            message: "`nobody` is not a step".to_owned(),
            help: None,
            step: None,
            file: None,
            line: 1,
            span: Span { start: 0, end: 0 },
        }
    }

    #[test]
    fn every_code_has_a_sentence_of_its_own() {
        let missing: Vec<&Code> = Code::ALL
            .iter()
            .filter(|code| sentence(**code).is_none())
            .collect();
        assert_eq!(missing, Vec::<&Code>::new());
        let sentences: BTreeSet<String> = Code::ALL
            .iter()
            .filter_map(|code| sentence(*code))
            .map(|words| words.to_string())
            .collect();
        assert_eq!(sentences.len(), Code::ALL.len());
    }

    #[test]
    fn the_exact_message_stands_below_a_translated_sentence() {
        let problem = problem(Code::UNKNOWN_STEP.as_str());
        for language in [Language::Portuguese, Language::Spanish] {
            let verdict = Verdict::told(&problem, language);
            assert_eq!(Some(&verdict.words), sentence(Code::UNKNOWN_STEP).as_ref());
            assert_eq!(verdict.exact.as_deref(), Some(problem.message.as_str()));
        }
    }

    #[test]
    fn several_of_one_code_are_one_sentence_with_each_exact_message_below() {
        let problems = [Rc::new(problem("T0016")), Rc::new(problem("T0016"))];
        let verdict = Verdict::several(&problems.each_ref());
        let general = sentence(Code::UNKNOWN_STEP).unwrap();
        assert_eq!(verdict.words, format!("{general} (2)"));
        assert_eq!(
            verdict.exact.as_deref(),
            Some("`nobody` is not a step\n`nobody` is not a step")
        );
    }

    #[test]
    fn in_english_and_for_an_unknown_code_the_message_stands_alone() {
        for (code, language) in [("T0016", Language::English), ("T9999", Language::Spanish)] {
            let verdict = Verdict::told(&problem(code), language);
            assert_eq!(verdict.words, problem(code).message);
            assert_eq!(verdict.exact, None);
        }
    }
}
