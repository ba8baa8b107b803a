//! One trail: holds the editor, carries out its commands, and draws what stands around the canvas.

mod editing;
mod layout;
mod wishes;

use crate::api::{self, Failure};
use crate::app::House;
use crate::bar;
use crate::controls::joined;
use crate::page::{self, Listener};
use crate::player::Player;
use crate::sheet::Shown;
use gloo_timers::callback::Timeout;
use std::rc::Rc;
use trilha_model::TrailId;
use trilha_state::form::Path;
use trilha_state::geometry::Point;
use trilha_state::setting::Setting;
use trilha_state::{Editor, Kept, Msg, Refusal, Save, Test};
use trilha_widgets::{Empty, Failure as Failed, Icon, Spinner, Toasts, storage, t};
use trilha_wire::studio::Draft;
use web_sys::{KeyboardEvent, PointerEvent, StorageEvent};
use yew::prelude::*;

/// What [`Workbench`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) id: TrailId,
    pub(crate) house: House,
    pub(crate) language: &'static str,
}

pub(crate) enum Event {
    Editor(Msg),
    Came(Box<Result<Draft, Failure>>),
    Fetch,
    Key(KeyboardEvent),
    KeyUp(KeyboardEvent),
    Pointer(Point),
    Tab(AttrValue),
    Pane(AttrValue),
    Line(usize),
    Field(Path),
    Blur,
    Bar(bar::Wish),
    Record,
    /// What was being written has come; what is unsaved is saved.
    SaveAll,
    /// What was being written has come; it is to be published.
    Publish,
    Close,
}

#[derive(Clone, Copy, PartialEq)]
enum Open {
    Nothing,
    Publish,
    Keys,
    Find,
}

enum Loading {
    Waiting,
    Failed(Failure),
    Done,
}

/// The page of one trail.
pub(crate) struct Workbench {
    editor: Rc<Editor>,
    loading: Loading,
    tab: AttrValue,
    pane: AttrValue,
    open: Open,
    /// Why what the publish dialog asked for was refused.
    refused: Option<Refusal>,
    line: Option<Shown>,
    space: bool,
    pointer: Option<Point>,
    send: Callback<Msg>,
    online: Callback<usize>,
    onfield: Callback<Path>,
    wish: Callback<bar::Wish>,
    toasts: Option<Toasts>,
    replay: Option<Timeout>,
    /// Runs while something of the player is awaited.
    patience: Option<Timeout>,
    player: Player,
    /// Whether the talk that comes is to be written in at once.
    writes: bool,
    /// Counts what was published and scheduled.
    turn: u32,
    _listeners: [Listener; 5],
}

impl Component for Workbench {
    type Message = Event;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link();
        let mut editor = Editor::new(&ctx.props().id);
        editor.locked = !ctx.props().house.writes;
        let setting = storage::get(&kept_key(ctx, "setting"));
        if let Some(setting) = setting.and_then(|kept| Setting::read(&kept)) {
            editor.setting = Rc::new(setting);
        }
        link.send_message(Event::Fetch);
        Self {
            editor: Rc::new(editor),
            loading: Loading::Waiting,
            tab: "inspector".into(),
            pane: "canvas".into(),
            open: Open::Nothing,
            refused: None,
            line: None,
            space: false,
            pointer: None,
            send: link.callback(Event::Editor),
            online: link.callback(Event::Line),
            onfield: link.callback(Event::Field),
            wish: link.callback(Event::Bar),
            toasts: link
                .context::<Toasts>(Callback::noop())
                .map(|(toasts, _)| toasts),
            replay: None,
            patience: None,
            player: Player::new(link.callback(Event::Editor)),
            writes: false,
            turn: 0,
            _listeners: listeners(ctx),
        }
    }

    fn update(&mut self, ctx: &Context<Self>, event: Event) -> bool {
        match event {
            Event::Editor(msg) => return self.take_in(ctx, msg),
            Event::Fetch => {
                self.loading = Loading::Waiting;
                let path = path(ctx);
                ctx.link()
                    .send_future(async move { Event::Came(Box::new(api::get(&path).await)) });
            }
            Event::Came(came) => match *came {
                Ok(draft) => {
                    self.loading = Loading::Done;
                    let kept =
                        storage::get(&kept_key(ctx, "draft")).and_then(|kept| Kept::read(&kept));
                    self.take_in(ctx, Msg::Opened(Box::new(draft), kept));
                }
                Err(failure) => self.loading = Loading::Failed(failure),
            },
            Event::Key(event) => return self.key(ctx, &event),
            Event::KeyUp(event) => {
                let was = self.space;
                self.space = was && event.key() != " ";
                return was != self.space;
            }
            Event::Pointer(at) => {
                self.pointer = Some(at);
                return false;
            }
            Event::Tab(tab) => {
                self.tab = tab;
                self.replay(0);
            }
            Event::Record => {
                self.take_in(
                    ctx,
                    Msg::Test(Test::Record(t!("test-recorded").to_string())),
                );
                self.show("tests");
            }
            Event::Pane(pane) => self.pane = pane,
            Event::Blur => return std::mem::take(&mut self.space),
            Event::Line(line) => {
                self.tab = "text".into();
                self.line = Some(Shown::after(self.line, line));
            }
            Event::Field(path) => {
                self.take_in(ctx, Msg::SelectNone);
                self.show("inspector");
                page::focus_in(&joined(&path), ["control", "kind"]);
            }
            Event::Bar(wish) => self.bar(ctx, wish),
            Event::SaveAll => self.save_all(ctx),
            Event::Publish => self.publish(ctx),
            Event::Close => {
                if std::mem::replace(&mut self.open, Open::Nothing) == Open::Publish
                    && matches!(self.editor.save, Save::Refused(_))
                {
                    self.take_in(ctx, Msg::Dismiss);
                }
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        match &self.loading {
            Loading::Waiting => html! { <div class="boot"><Spinner /></div> },
            Loading::Failed(failure) if failure.is("not-found") => html! {
                <div class="boot"><Empty icon={Icon::Branch} title={t!("trail-gone")} text={t!("trail-gone-text")} testid="failure">
                    <a class="button primary" href="/studio" data-testid="to-trails">{ t!("trails") }</a>
                </Empty></div>
            },
            Loading::Failed(failure) => {
                html! { <div class="boot"><Failed title={failure.words()} detail={failure.exact()} onretry={ctx.link().callback(|()| Event::Fetch)} /></div> }
            }
            Loading::Done => self.bench(ctx),
        }
    }
}

fn path(ctx: &Context<Workbench>) -> String {
    format!("/api/trails/{}", ctx.props().id)
}

/// Where something of the trail is kept: by person, for several may use one browser.
fn kept_key(ctx: &Context<Workbench>, what: &str) -> String {
    let Props { house, id, .. } = ctx.props();
    format!("trilha.{what}.{}/{id}", house.me)
}

/// What the page hears of, wherever it happens.
fn listeners(ctx: &Context<Workbench>) -> [Listener; 5] {
    let link = ctx.link();
    let (down, up, moved, blur) = (
        link.callback(Event::Key),
        link.callback(Event::KeyUp),
        link.callback(Event::Pointer),
        link.callback(|()| Event::Blur),
    );
    let (stored, own) = (link.callback(Event::Editor), kept_key(ctx, "draft"));
    [
        Listener::new("keydown", move |event: KeyboardEvent| down.emit(event)),
        Listener::new("keyup", move |event: KeyboardEvent| up.emit(event)),
        Listener::new("pointermove", move |event: PointerEvent| {
            moved.emit(Point::new(
                f64::from(event.client_x()),
                f64::from(event.client_y()),
            ));
        }),
        Listener::new("blur", move |_: web_sys::Event| blur.emit(())),
        Listener::new("storage", move |event: StorageEvent| {
            if event.key().as_deref() == Some(&own) {
                let kept = event.new_value().and_then(|kept| Kept::read(&kept));
                stored.emit(Msg::Elsewhere(kept));
            }
        }),
    ]
}
