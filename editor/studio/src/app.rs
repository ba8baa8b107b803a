//! The page's root: which screen the address names.

use crate::list::List;
use crate::page::{self, Listener, Route};
use crate::workbench::Workbench;
use std::cell::Cell;
use std::rc::Rc;
use trilha_widgets::i18n::{self, Language};
use trilha_widgets::{Confirm, t};
use yew::prelude::*;

/// What every screen may do; never changes.
#[derive(Clone, PartialEq)]
pub(crate) struct House {
    /// Goes there, asking first where something would be lost.
    pub(crate) go: Callback<Route>,
    /// Speaks another language.
    pub(crate) speak: Callback<Language>,
    /// Tells whether something would be lost by leaving.
    pub(crate) unsaved: Callback<bool>,
}

pub(crate) enum Event {
    Go(Route),
    Surely,
    Stay,
    Moved,
    Speak(Language),
}

/// The root.
pub(crate) struct App {
    route: Route,
    wanted: Option<Route>,
    language: Language,
    lose: Rc<Cell<bool>>,
    house: House,
    _listeners: [Listener; 2],
}

impl Component for App {
    type Message = Event;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let lose = Rc::new(Cell::new(false));
        let link = ctx.link().clone();
        let back = Listener::new("popstate", move |_: web_sys::Event| {
            link.send_message(Event::Moved);
        });
        let guard = Listener::guard({
            let lose = lose.clone();
            move || lose.get()
        });
        Self {
            route: page::route(),
            wanted: None,
            language: i18n::language(),
            house: House {
                go: ctx.link().callback(Event::Go),
                speak: ctx.link().callback(Event::Speak),
                unsaved: {
                    let lose = lose.clone();
                    Callback::from(move |now| lose.set(now))
                },
            },
            lose,
            _listeners: [back, guard],
        }
    }

    fn update(&mut self, _ctx: &Context<Self>, event: Event) -> bool {
        match event {
            Event::Go(route) if route == self.route => return false,
            Event::Go(route) if self.lose.get() => self.wanted = Some(route),
            Event::Go(route) => self.enter(route, true),
            Event::Surely => {
                if let Some(route) = self.wanted.take() {
                    self.enter(route, true);
                }
            }
            Event::Stay => self.wanted = None,
            Event::Moved => {
                let route = page::route();
                if route == self.route {
                    return false;
                }
                if self.lose.get() {
                    page::push(&self.route);
                    self.wanted = Some(route);
                } else {
                    self.enter(route, false);
                }
            }
            Event::Speak(language) => {
                i18n::choose(language);
                self.language = language;
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let screen = match &self.route {
            Route::List => html! { <List key={self.language.code()} house={self.house.clone()} /> },
            Route::Trail(id) => {
                html! { <Workbench key={id.as_str()} id={id.clone()} house={self.house.clone()} language={self.language.code()} /> }
            }
        };
        html! {
            <div class="studio-page">
                { screen }
                if self.wanted.is_some() {
                    <Confirm title={t!("leave-title")} text={t!("leave-text")} act={t!("leave")}
                        onyes={ctx.link().callback(|()| Event::Surely)} onclose={ctx.link().callback(|()| Event::Stay)} />
                }
            </div>
        }
    }
}

impl App {
    fn enter(&mut self, route: Route, push: bool) {
        self.lose.set(false);
        if push {
            page::push(&route);
        }
        self.route = route;
    }
}
