//! The page: holds the state, carries out its commands, and draws what belongs to the address.

use crate::api::{self, Signal};
use crate::desk::Desk;
use crate::frame::{Frame, Outdated};
use crate::keys::{Pressed, command};
use crate::refusal::Refusal;
use crate::route::Route;
use crate::settings::Settings;
use crate::sign_in::SignIn;
use crate::socket::Socket;
use crate::state::{Cmd, Msg, Notice, State};
use crate::{clock, errands, kept, page, sound, upload, words};
use gloo_net::http::Method;
use std::rc::Rc;
use trilha_model::ConversationId;
use trilha_widgets::i18n::Language;
use trilha_widgets::{Failure, Spinner, Toasts, choices, composing, i18n};
use trilha_wire::staff::Me;
use wasm_bindgen::closure::Closure;
use yew::prelude::*;

/// What moves the page.
pub(crate) enum Event {
    /// Something of the desk, in the session of this number.
    Desk(u32, Msg),
    /// Who is signed in.
    Me(Result<Me, Refusal>),
    /// Ask who is signed in.
    Ask,
    /// Go there.
    Go(Route),
    /// The browser went there.
    Moved,
    /// An answer revealed something.
    Signal(Signal),
    /// A key went down.
    Key(KeyboardEvent),
    /// The page came into sight, or went.
    Looked,
    /// The browser has a network again.
    Online,
    /// Other words.
    Language(Language),
    /// Sign out.
    SignOut,
    /// One is signed out, or it came to nothing.
    SignedOff(Result<(), Refusal>),
    /// The page was touched.
    Touched,
}

enum Session {
    Asking,
    Failed(Refusal),
    In,
    Out,
}

/// How long the focus is awaited by what is not drawn yet: longer, and one has gone on to something else.
const PATIENCE: i64 = 2_000;

/// What is to have the focus.
#[derive(Clone, Debug, PartialEq)]
enum Goal {
    Row(ConversationId),
    Composer,
}

/// The page.
pub(crate) struct App {
    state: Rc<State>,
    route: Route,
    session: Session,
    number: u32,
    outdated: bool,
    language: Language,
    socket: Option<Socket>,
    send: Callback<Msg>,
    go: Callback<Route>,
    toasts: Option<Toasts>,
    title: String,
    /// What gets the focus as soon as it is drawn, and until when.
    awaited: Option<(Goal, i64)>,
    _listeners: Vec<Closure<dyn FnMut(web_sys::Event)>>,
}

impl Component for App {
    type Message = Event;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link();
        api::listen(link.callback(Event::Signal));
        link.send_message(Event::Ask);
        Self {
            state: Rc::new(State::starting(page::in_sight())),
            route: page::route(),
            session: Session::Asking,
            number: 0,
            outdated: false,
            language: i18n::language(),
            socket: None,
            send: link.callback(|msg| Event::Desk(0, msg)),
            go: link.callback(Event::Go),
            toasts: link
                .context::<Toasts>(Callback::noop())
                .map(|(toasts, _)| toasts),
            title: String::new(),
            awaited: None,
            _listeners: page::listeners(link),
        }
    }

    fn update(&mut self, ctx: &Context<Self>, event: Event) -> bool {
        match event {
            // What an earlier session asked for is of no interest.
            Event::Desk(number, msg) => return number == self.number && self.take_in(ctx, msg),
            Event::Ask => {
                self.session = Session::Asking;
                ctx.link()
                    .send_future(async { Event::Me(api::get("/api/session").await) });
            }
            Event::Me(Ok(me)) => self.begin(ctx, me),
            Event::Me(Err(refusal)) => {
                if !matches!(self.session, Session::Out) {
                    self.session = Session::Failed(refusal);
                }
            }
            Event::Go(route) => {
                if route != self.route {
                    page::push(&route);
                    self.moved(ctx, route);
                }
            }
            Event::Moved => self.moved(ctx, page::route()),
            Event::Signal(Signal::Outdated) => self.outdated = true,
            Event::Signal(Signal::SignedOut) => self.signed_out(ctx, true),
            Event::Key(event) => self.key(ctx, &event),
            Event::Looked => {
                if let Some(socket) = self.socket.as_ref().filter(|_| page::in_sight()) {
                    socket.check();
                }
                return self.take_in(ctx, Msg::Looking(page::in_sight()));
            }
            Event::Online => {
                if let Some(socket) = &self.socket {
                    socket.renew();
                }
                return false;
            }
            Event::Language(language) => {
                i18n::choose(language);
                self.language = language;
            }
            Event::SignOut => {
                ctx.link().send_future(async {
                    Event::SignedOff(api::bare(Method::DELETE, "/api/session").await)
                });
                return false;
            }
            Event::SignedOff(Err(refusal)) if refusal.kind() != "signed-out" => {
                self.notice(&Notice::StillSignedIn(refusal));
            }
            Event::SignedOff(_) => self.signed_out(ctx, false),
            Event::Touched => {
                self.awaited = None;
                if sound::wanted() {
                    sound::wake();
                }
                return false;
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        html! {
            <div key={self.language.code()} class="page" onpointerup={ctx.link().callback(|_| Event::Touched)}>
                if self.outdated { <Outdated /> }
                { self.content(ctx) }
            </div>
        }
    }

    fn rendered(&mut self, _ctx: &Context<Self>, _first: bool) {
        let title = page::title(&self.route, &self.state);
        if self.title != title {
            page::show_title(&title);
            self.title = title;
        }
        self.focus();
    }
}

impl App {
    fn content(&self, ctx: &Context<Self>) -> Html {
        if matches!(self.route, Route::SignIn { .. }) {
            return html! { <SignIn onme={ctx.link().callback(|me| Event::Me(Ok(me)))} onlanguage={ctx.link().callback(Event::Language)} /> };
        }
        match &self.session {
            Session::Asking | Session::Out => html! { <div class="boot"><Spinner /></div> },
            Session::Failed(refusal) => html! {
                <div class="boot">
                    <Failure title={words::refusal(refusal)} detail={words::detail(refusal)} onretry={ctx.link().callback(|()| Event::Ask)} />
                </div>
            },
            Session::In => {
                let inner = match self.route.section() {
                    Some(section) => {
                        let of = self.route.automation().to_owned();
                        html! { <Settings {section} {of} state={self.state.clone()} go={self.go.clone()} /> }
                    }
                    None => {
                        html! { <Desk state={self.state.clone()} send={self.send.clone()} go={self.go.clone()} /> }
                    }
                };
                html! {
                    <Frame state={self.state.clone()} route={self.route.clone()} go={self.go.clone()} send={self.send.clone()}
                        onlanguage={ctx.link().callback(Event::Language)} onsignout={ctx.link().callback(|()| Event::SignOut)}>
                        { inner }
                    </Frame>
                }
            }
        }
    }

    fn take_in(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let cmds = Rc::make_mut(&mut self.state).update(msg, clock::now());
        for cmd in cmds {
            self.carry_out(ctx, cmd);
        }
        true
    }

    fn carry_out(&mut self, ctx: &Context<Self>, cmd: Cmd) {
        match cmd {
            Cmd::Connect { after } => {
                self.socket = Some(crate::socket::follow(after, self.send.clone()));
            }
            Cmd::Go(route) => ctx.link().send_message(Event::Go(route)),
            Cmd::Notice(notice) => self.notice(&notice),
            Cmd::Chime(chime) => sound::play(chime),
            Cmd::KeepSeen => {
                if let Some(me) = self.state.me.clone() {
                    // Another tab may have seen more.
                    Rc::make_mut(&mut self.state).read_seen(&kept::seen(&me.id));
                    kept::keep_seen(&me.id, &self.state.seen_text());
                }
            }
            Cmd::Keep { client, kept } => {
                if let Some(me) = &self.state.me {
                    kept::keep_outgoing(&me.id, &client, &kept);
                }
            }
            Cmd::Draft { id, note, text } => {
                if let Some(me) = &self.state.me {
                    kept::draft_again(&me.id, &id, note, &text);
                }
            }
            Cmd::KeepTray { id, kept } => {
                if let Some(me) = &self.state.me {
                    kept::keep_tray(&me.id, &id, &kept);
                }
            }
            Cmd::Upload { id, client } => upload::start(&id, &client, &self.send),
            Cmd::Abort(client) => upload::let_go(&client),
            Cmd::FocusRow(id) => self.awaited = Some((Goal::Row(id), clock::now() + PATIENCE)),
            Cmd::FocusComposer => self.awaited = Some((Goal::Composer, clock::now() + PATIENCE)),
            errand => errands::run(errand, &self.send),
        }
    }

    /// Focuses what is awaited, once everything is drawn and before the next key goes down.
    fn focus(&mut self) {
        self.awaited.take_if(|(goal, until)| match goal {
            _ if clock::now() > *until => true,
            Goal::Row(id) => page::focus(&page::row_id(id)),
            Goal::Composer => page::focus("composer"),
        });
    }

    fn notice(&self, notice: &Notice) {
        let (tone, text, detail) = words::notice(notice);
        if let Some(toasts) = &self.toasts {
            toasts.explain(tone, text, detail);
        }
    }

    fn begin(&mut self, ctx: &Context<Self>, me: Me) {
        self.session = Session::In;
        if let Route::SignIn { next } = &self.route {
            match next.as_deref() {
                Some(elsewhere) if !elsewhere.starts_with("/desk") => {
                    return page::leave_for(elsewhere);
                }
                next => {
                    let (path, query) = next
                        .unwrap_or("/desk")
                        .split_once('?')
                        .unwrap_or((next.unwrap_or("/desk"), ""));
                    let route = Route::read(path, query);
                    page::replace(&route);
                    self.route = route;
                }
            }
        }
        let kept = kept::read(&me.id);
        self.take_in(ctx, Msg::Began { me, kept });
        self.take_in(ctx, Msg::Routed(self.route.clone()));
    }

    fn moved(&mut self, ctx: &Context<Self>, route: Route) {
        let inside = !matches!(route, Route::SignIn { .. });
        if inside {
            self.take_in(ctx, Msg::Routed(route.clone()));
        }
        self.route = route;
        if inside && matches!(self.session, Session::Out) {
            ctx.link().send_message(Event::Ask);
        }
    }

    fn signed_out(&mut self, ctx: &Context<Self>, come_back: bool) {
        self.socket = None;
        self.session = Session::Out;
        self.state = Rc::new(State::starting(page::in_sight()));
        self.number += 1;
        let number = self.number;
        self.send = ctx.link().callback(move |msg| Event::Desk(number, msg));
        if !matches!(self.route, Route::SignIn { .. }) {
            let next = come_back.then(|| self.route.path());
            self.route = Route::SignIn { next };
            page::replace(&self.route);
        }
    }

    fn key(&mut self, ctx: &Context<Self>, event: &KeyboardEvent) {
        if sound::wanted() {
            sound::wake();
        }
        if event.default_prevented()
            || composing(event)
            || !matches!(self.session, Session::In)
            || self.state.overlay.is_some()
        {
            return;
        }
        let focus = page::focus_of(event);
        let key = event.key();
        // Who writes elsewhere by now is left there.
        self.awaited
            .take_if(|(_, until)| focus.writing || clock::now() > *until);
        let pressed = Pressed {
            key: &key,
            control: event.ctrl_key() || event.meta_key(),
            alt: event.alt_key(),
            focus,
            awaited: matches!(self.awaited, Some((Goal::Composer, _))),
            letters: choices::letters(),
        };
        if let Some(command) = command(pressed)
            && self.route.section().is_none()
            && !matches!(self.route, Route::SignIn { .. })
        {
            event.prevent_default();
            self.take_in(ctx, Msg::Key(command));
        }
    }
}
