//! The page's root: which screen the address names.

use crate::api::{self, Failure};
use crate::frame::{Choices, Outdated};
use crate::list::List;
use crate::page::{self, Listener, Route};
use crate::workbench::Workbench;
use std::cell::Cell;
use std::rc::Rc;
use trilha_model::{AgentId, Role};
use trilha_widgets::i18n::{self, Language};
use trilha_widgets::{Confirm, Empty, Failure as Failed, Icon, Spinner, t};
use trilha_wire::staff::Me;
use yew::prelude::*;

/// What every screen may do; never changes once it is known who looks.
#[derive(Clone, PartialEq)]
pub(crate) struct House {
    /// Goes there, asking first where something would be lost.
    pub(crate) go: Callback<Route>,
    /// Speaks another language.
    pub(crate) speak: Callback<Language>,
    /// Tells whether something would be lost by leaving.
    pub(crate) unsaved: Callback<bool>,
    /// Whether who looks may change trails; others may look and simulate.
    pub(crate) writes: bool,
    /// Who looks.
    pub(crate) me: AgentId,
}

pub(crate) enum Event {
    Ask,
    Me(Result<Me, Failure>),
    Go(Route),
    Surely,
    Stay,
    Moved,
    Speak(Language),
    Outdated,
}

/// The root.
pub(crate) struct App {
    route: Route,
    wanted: Option<Route>,
    language: Language,
    lose: Rc<Cell<bool>>,
    house: House,
    me: Option<Result<Role, Failure>>,
    outdated: bool,
    _listeners: [Listener; 2],
}

impl Component for App {
    type Message = Event;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let lose = Rc::new(Cell::new(false));
        let link = ctx.link().clone();
        link.send_message(Event::Ask);
        api::when_outdated(link.callback(|()| Event::Outdated));
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
                writes: false,
                me: AgentId::default(),
            },
            me: None,
            outdated: false,
            lose,
            _listeners: [back, guard],
        }
    }

    fn update(&mut self, ctx: &Context<Self>, event: Event) -> bool {
        match event {
            Event::Ask => {
                self.me = None;
                ctx.link()
                    .send_future(async { Event::Me(api::get("/api/session").await) });
            }
            Event::Me(me) => {
                if let Ok(me) = &me {
                    self.house.me = me.id.clone();
                }
                let role = me.map(|me| me.role);
                self.house.writes = role == Ok(Role::Admin);
                self.me = Some(role);
            }
            Event::Go(route) if route == self.route => return false,
            Event::Go(route) if self.lose.get() => self.wanted = Some(route),
            Event::Go(route) => self.enter(route, true),
            Event::Surely => {
                if let Some(route) = self.wanted.take() {
                    self.enter(route, true);
                }
            }
            Event::Stay => self.wanted = None,
            Event::Outdated => return !std::mem::replace(&mut self.outdated, true),
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
        let screen = match (&self.me, &self.route) {
            (None, _) => html! { <div class="boot"><Spinner /></div> },
            (Some(Err(failure)), _) => {
                html! { <div class="boot"><Failed title={failure.words()} detail={failure.exact()} onretry={ctx.link().callback(|()| Event::Ask)} /></div> }
            }
            (Some(Ok(Role::Agent)), _) => self.closed(),
            (_, Route::List) => {
                html! { <List key={self.language.code()} house={self.house.clone()} /> }
            }
            (_, Route::Trail(id)) => {
                html! { <Workbench key={id.as_str()} id={id.clone()} house={self.house.clone()} language={self.language.code()} /> }
            }
        };
        html! {
            <div class="studio-page">
                if self.outdated { <Outdated /> }
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
    /// For those who do not draw trails.
    fn closed(&self) -> Html {
        html! { <>
            <header class="bar">
                <h1>{ t!("trails") }</h1>
                <span class="grow"></span>
                <Choices house={self.house.clone()} />
            </header>
            <main class="boot">
                <Empty icon={Icon::Branch} title={t!("not-for-role")} text={t!("not-for-role-text")} testid="failure">
                    <a class="button primary" href="/desk" data-testid="to-desk">{ t!("to-desk") }</a>
                </Empty>
            </main>
        </> }
    }

    fn enter(&mut self, route: Route, push: bool) {
        self.lose.set(false);
        if push {
            page::push(&route);
        }
        self.route = route;
    }
}
