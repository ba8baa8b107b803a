//! Questions to the server whose answers may come out of order: only the one to the last question counts.

use crate::api::Failure;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What the server said to a question.
pub(crate) type Answer<T> = Result<Rc<T>, Failure>;

/// Asks whenever the question is another; nothing while there is none. Gives the last question that was
/// answered with its answer: while that is not this one, an answer to this one is awaited.
#[hook]
pub(crate) fn use_answer<Q, T, F>(
    question: Option<Q>,
    ask: impl FnOnce(Q) -> F + 'static,
) -> Option<(Q, Answer<T>)>
where
    Q: Clone + PartialEq + 'static,
    T: 'static,
    F: Future<Output = Result<T, Failure>> + 'static,
{
    let found = use_state(|| None::<(Q, Answer<T>)>);
    use_effect_with(question, {
        let found = found.setter();
        move |question| {
            let last = Rc::new(Cell::new(true));
            if let Some(question) = question.clone() {
                let last = last.clone();
                spawn_local(async move {
                    let answer = ask(question.clone()).await;
                    if last.get() {
                        found.set(Some((question, answer.map(Rc::new))));
                    }
                });
            }
            move || last.set(false)
        }
    });
    (*found).clone()
}

/// The answer, where it is to this question.
pub(crate) fn to<Q: PartialEq, T>(
    question: Option<&Q>,
    answered: Option<(Q, Answer<T>)>,
) -> Option<Answer<T>> {
    let (of, answer) = answered?;
    (Some(&of) == question).then_some(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_to_an_earlier_question_is_none() {
        let answered = || Some((1, Ok(Rc::new("yes"))));
        assert_eq!(to(Some(&1), answered()), Some(Ok(Rc::new("yes"))));
        assert_eq!(to(Some(&2), answered()), None);
        assert_eq!(to(None, answered()), None);
        assert_eq!(to::<u8, u8>(Some(&1), None), None);
    }
}
