//! The answer to an append: a future that can also be waited for without a runtime.

use crate::journal::{AppendError, Appended};
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::{Duration, Instant};

type Answer = Result<Appended, AppendError>;

#[derive(Debug)]
enum Slot {
    Empty,
    Waited(Waker),
    Full(Answer),
    Taken,
}

/// An append under way. Await it, or [`wait`](Self::wait).
#[derive(Debug)]
#[must_use = "the commit is durable only once this answers"]
pub struct Pending(Arc<Mutex<Slot>>);

/// The side that answers. Dropped without an answer, it answers that the outcome is unknown.
#[derive(Debug)]
pub(crate) struct Promise(Option<Arc<Mutex<Slot>>>);

pub(crate) fn promise() -> (Promise, Pending) {
    let slot = Arc::new(Mutex::new(Slot::Empty));
    (Promise(Some(Arc::clone(&slot))), Pending(slot))
}

impl Promise {
    pub(crate) fn answer(mut self, answer: Answer) {
        if let Some(slot) = self.0.take() {
            fill(&slot, answer);
        }
    }
}

impl Drop for Promise {
    fn drop(&mut self) {
        if let Some(slot) = self.0.take() {
            fill(&slot, Err(AppendError::Unknown("the writer ended".into())));
        }
    }
}

fn fill(slot: &Mutex<Slot>, answer: Answer) {
    let before = {
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *slot, Slot::Full(answer))
    };
    if let Slot::Waited(waker) = before {
        waker.wake();
    }
}

impl Pending {
    /// An append already answered.
    pub(crate) fn ready(answer: Answer) -> Self {
        Self(Arc::new(Mutex::new(Slot::Full(answer))))
    }

    /// Blocks the thread until the answer is there. Not to be called on a runtime's own threads.
    pub fn wait(self) -> Result<Appended, AppendError> {
        block_on(self, None).expect("invariant: without a deadline there is an answer")
    }
}

impl Future for Pending {
    type Output = Answer;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Answer> {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut *slot, Slot::Taken) {
            Slot::Full(answer) => Poll::Ready(answer),
            Slot::Taken => panic!("polled after the answer was taken"),
            Slot::Empty => {
                *slot = Slot::Waited(cx.waker().clone());
                Poll::Pending
            }
            Slot::Waited(mut waker) => {
                waker.clone_from(cx.waker());
                *slot = Slot::Waited(waker);
                Poll::Pending
            }
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Drives a future on this thread; `None` when the time is over first.
pub(crate) fn block_on<F: Future>(future: F, within: Option<Duration>) -> Option<F::Output> {
    let deadline = within.map(|within| Instant::now() + within);
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut cx = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut cx) {
            return Some(value);
        }
        match deadline {
            None => std::thread::park(),
            Some(deadline) => {
                let left = deadline.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return None;
                }
                std::thread::park_timeout(left);
            }
        }
    }
}
