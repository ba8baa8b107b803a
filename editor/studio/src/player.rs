//! The player, in a worker of its own: loaded when something is first played, and anew after it broke down.

use crate::api;
use std::cell::RefCell;
use std::rc::Rc;
use trilha_state::Msg;
use trilha_state::player::{BUILD, Order, Told};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};
use yew::Callback;

/// What loads it.
const SCRIPT: &str = "/assets/player/boot.js";

/// The player of a trail; none until something is to be played.
pub(crate) struct Player {
    send: Callback<Msg>,
    running: Option<Running>,
}

struct Running {
    worker: Worker,
    /// What it is told when it hears; none once it does.
    waiting: Rc<RefCell<Option<Vec<String>>>>,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _broke: Closure<dyn FnMut(Event)>,
}

impl Player {
    /// One that answers here.
    pub(crate) fn new(send: Callback<Msg>) -> Self {
        Self {
            send,
            running: None,
        }
    }

    /// Orders something.
    pub(crate) fn order(&mut self, order: &Order) {
        let running = match self.running.take() {
            Some(running) => Some(running),
            None => Running::load(&self.send),
        };
        match &running {
            Some(running) => running.order(order.written()),
            None => self.send.emit(Msg::PlayerLost),
        }
        self.running = running;
    }

    /// Ends it, with all it plays: the next order loads it anew.
    pub(crate) fn end(&mut self) {
        self.running = None;
    }
}

impl Running {
    fn load(send: &Callback<Msg>) -> Option<Self> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(SCRIPT, &options).ok()?;
        let waiting = Rc::new(RefCell::new(Some(Vec::<String>::new())));
        let heard = {
            let (send, worker, waiting) = (send.clone(), worker.clone(), waiting.clone());
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                let told = event.data().as_string().unwrap_or_default();
                let held = waiting.take();
                match held {
                    None => send.emit(Told::read(&told).map_or(Msg::PlayerLost, Msg::Told)),
                    // Its first word: it hears from now on.
                    Some(orders) if told == BUILD => {
                        for order in orders {
                            post(&worker, &order);
                        }
                    }
                    Some(_) => {
                        api::outdated();
                        send.emit(Msg::PlayerLost);
                    }
                }
            })
        };
        let broke = {
            let send = send.clone();
            Closure::<dyn FnMut(Event)>::new(move |_: Event| send.emit(Msg::PlayerLost))
        };
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onerror(Some(broke.as_ref().unchecked_ref()));
        Some(Self {
            worker,
            waiting,
            _heard: heard,
            _broke: broke,
        })
    }

    fn order(&self, order: String) {
        match &mut *self.waiting.borrow_mut() {
            Some(waiting) => waiting.push(order),
            None => post(&self.worker, &order),
        }
    }
}

fn post(worker: &Worker, order: &str) {
    worker
        .post_message(&order.into())
        .expect("invariant: texts can be posted");
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
