//! The text view: the YAML itself, coloured, with its problems in the margin.

use crate::same::Same;
use crate::verdicts::Verdict;
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use trilha_state::document::Document;
use trilha_state::problem::Problem;
use trilha_state::{Msg, TokenKind, tokens};
use trilha_widgets::t;
use web_sys::{HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

const PAUSE: u32 = 300;
const LINE: f64 = 19.0;

/// What [`TextView`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) document: Same<Document>,
    /// The text is to be read only.
    pub(crate) locked: bool,
    pub(crate) send: Callback<Msg>,
    /// A line to show, from 1.
    pub(crate) line: Option<usize>,
}

/// The text view: a textarea whose letters are drawn by what lies under it.
#[component]
pub(crate) fn TextView(props: &Props) -> Html {
    let root = use_node_ref();
    let own = use_state(|| None::<Rc<str>>);
    let timer = use_mut_ref(|| None::<Timeout>);
    use_effect_with(props.document.text.clone(), {
        let own = own.clone();
        move |text| {
            if own.as_ref().is_some_and(|own| own == text) {
                own.set(None);
            }
        }
    });
    use_effect_with(props.line, {
        let root = root.clone();
        move |line| {
            if let (Some(line), Some(root)) = (*line, root.cast::<HtmlElement>()) {
                let lines = f64::from(u32::try_from(line).unwrap_or(0));
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "a place on the page, far below 2^31"
                )]
                root.set_scroll_top((lines * LINE - 120.0).max(0.0) as i32);
            }
        }
    });
    let text = (*own)
        .clone()
        .unwrap_or_else(|| props.document.text.clone());
    let oninput = {
        let (own, timer, send) = (own.setter(), timer.clone(), props.send.clone());
        Callback::from(move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlTextAreaElement>().value();
            own.set(Some(text.as_str().into()));
            let send = send.clone();
            *timer.borrow_mut() = Some(Timeout::new(PAUSE, move || send.emit(Msg::Rewrite(text))));
        })
    };
    let onchange = {
        let (timer, send): (Rc<RefCell<Option<Timeout>>>, _) = (timer, props.send.clone());
        Callback::from(move |event: Event| {
            if timer.borrow_mut().take().is_some() {
                send.emit(Msg::Rewrite(
                    event.target_unchecked_into::<HtmlTextAreaElement>().value(),
                ));
            }
        })
    };
    let mut marks: BTreeMap<usize, Vec<&Rc<Problem>>> = BTreeMap::new();
    for problem in props
        .document
        .problems
        .iter()
        .filter(|problem| problem.file.is_none())
    {
        marks.entry(problem.line).or_default().push(problem);
    }
    let count = text.split('\n').count();
    html! {
        <div class="text-view" ref={root}>
            <div class="text-sheet" style={format!("min-height:{}px", LINE * f64::from(u32::try_from(count).unwrap_or(0)) + 24.0)}>
                <pre class="text-lines" aria-hidden="true">
                    { for text.split('\n').enumerate().map(|(n, line)| html! {
                        <Line key={n} n={n + 1} text={AttrValue::from(line.to_owned())} mark={marks.get(&(n + 1)).map(|marks| mark(marks))} current={props.line == Some(n + 1)} />
                    }) }
                </pre>
                <textarea class="text-input" value={text.to_string()} {oninput} {onchange} readonly={props.locked} spellcheck="false" autocomplete="off" autocapitalize="off" wrap="off"
                    aria-label={t!("text")} data-testid="text" />
            </div>
        </div>
    }
}

fn mark(problems: &[&Rc<Problem>]) -> (bool, AttrValue) {
    let words: Vec<String> = problems
        .iter()
        .map(|problem| format!("{}: {}", problem.code, Verdict::of(problem).lines()))
        .collect();
    (
        problems.iter().any(|problem| problem.is_error()),
        words.join("\n").into(),
    )
}

#[derive(Properties, PartialEq)]
struct LineProps {
    n: usize,
    text: AttrValue,
    mark: Option<(bool, AttrValue)>,
    current: bool,
}

#[component]
fn Line(props: &LineProps) -> Html {
    let (class, title) = match &props.mark {
        Some((true, words)) => ("text-line bad", Some(words.clone())),
        Some((false, words)) => ("text-line warn", Some(words.clone())),
        None => ("text-line", None),
    };
    html! {
        <div class={classes!(class, props.current.then_some("current"))} data-testid="text-line">
            <span class="text-number" {title}>{ props.n }</span>
            { for tokens(&props.text).into_iter().map(|token| html! { <span class={colour(token.kind)}>{ token.text }</span> }) }
            { "\n" }
        </div>
    }
}

fn colour(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Plain => "",
        TokenKind::Key => "y-key",
        TokenKind::Quoted => "y-text",
        TokenKind::Comment => "y-comment",
        TokenKind::Word => "y-word",
        TokenKind::Mark => "y-mark",
        TokenKind::Hole => "y-hole",
    }
}
