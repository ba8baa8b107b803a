//! A text of YAML to write in: coloured, with marks in its margin.

use gloo_timers::callback::Timeout;
use std::collections::BTreeMap;
use std::rc::Rc;
use trilha_state::{TokenKind, Typing, tokens};
use web_sys::{HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

const PAUSE: u32 = 300;
const LINE: f64 = 19.0;

/// A line that was asked for, from 1; asked for again, it is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) line: usize,
    pub(crate) turn: u32,
}

impl Shown {
    /// The next line to show, after one that was.
    pub(crate) fn after(before: Option<Self>, line: usize) -> Self {
        Self {
            line,
            turn: before.map_or(0, |before| before.turn.wrapping_add(1)),
        }
    }
}

/// Lines with something to say, by their number from 1: whether it is bad, and what.
pub(crate) type Marks = BTreeMap<usize, (bool, AttrValue)>;

/// What [`Sheet`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) text: Rc<str>,
    pub(crate) marks: Marks,
    /// To be read only.
    pub(crate) locked: bool,
    /// Another text, once one pauses.
    pub(crate) onchange: Callback<String>,
    /// It was left.
    #[prop_or_default]
    pub(crate) onrest: Callback<()>,
    /// A line to show.
    pub(crate) line: Option<Shown>,
    pub(crate) label: AttrValue,
    pub(crate) testid: &'static str,
}

/// A textarea whose letters are drawn by what lies under it.
#[component]
pub(crate) fn Sheet(props: &Props) -> Html {
    let root = use_node_ref();
    let typing = use_mut_ref(Typing::default);
    let timer = use_mut_ref(|| None::<Timeout>);
    let redraw = use_force_update();
    use_effect_with(props.text.clone(), {
        let (typing, redraw) = (typing.clone(), redraw.clone());
        move |_| {
            if typing.borrow_mut().came() {
                redraw.force_update();
            }
        }
    });
    use_effect_with(props.line, {
        let root = root.clone();
        move |line| {
            if let (Some(line), Some(root)) = (*line, root.cast::<HtmlElement>()) {
                let lines = f64::from(u32::try_from(line.line).unwrap_or(0));
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "a place on the page, far below 2^31"
                )]
                root.set_scroll_top((lines * LINE - 120.0).max(0.0) as i32);
            }
        }
    });
    let wanted = props.line.map(|line| line.line);
    let text = typing.borrow().shown(&props.text);
    let flush = {
        let (typing, timer, change) = (typing.clone(), timer.clone(), props.onchange.clone());
        Callback::from(move |()| {
            timer.borrow_mut().take();
            let due = typing.borrow_mut().due();
            if let Some(text) = due {
                change.emit(text.to_string());
            }
        })
    };
    let oninput = {
        let (typing, flush) = (typing.clone(), flush.clone());
        Callback::from(move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlTextAreaElement>().value();
            typing.borrow_mut().typed(&text);
            let flush = flush.clone();
            *timer.borrow_mut() = Some(Timeout::new(PAUSE, move || flush.emit(())));
            redraw.force_update();
        })
    };
    let onblur = {
        let rest = props.onrest.clone();
        move |_: FocusEvent| {
            flush.emit(());
            rest.emit(());
        }
    };
    let count = text.split('\n').count();
    html! {
        <div class="text-view" ref={root}>
            <div class="text-sheet" style={format!("min-height:{}px", LINE * f64::from(u32::try_from(count).unwrap_or(0)) + 24.0)}>
                <pre class="text-lines" aria-hidden="true">
                    { for text.split('\n').enumerate().map(|(n, line)| html! {
                        <Line key={n} n={n + 1} text={AttrValue::from(line.to_owned())} mark={props.marks.get(&(n + 1)).cloned()} current={wanted == Some(n + 1)} />
                    }) }
                </pre>
                <textarea class="text-input" value={text.to_string()} {oninput} {onblur} readonly={props.locked} spellcheck="false" autocomplete="off" autocapitalize="off" wrap="off"
                    aria-label={props.label.clone()} data-testid={props.testid} />
            </div>
        </div>
    }
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

#[cfg(test)]
mod tests {
    use super::Shown;

    #[test]
    fn a_line_asked_for_twice_is_shown_twice() {
        let once = Shown::after(None, 7);
        let twice = Shown::after(Some(once), 7);
        assert_eq!(twice.line, once.line);
        assert_ne!(twice, once);
    }
}
