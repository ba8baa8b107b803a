//! One trail: holds the editor, carries out its commands, and draws what stands around the canvas.

use crate::api::{self, Failure};
use crate::app::House;
use crate::bar::{self, Bar, Standing};
use crate::canvas::Canvas;
use crate::dialogs::{Conflict, Elsewhere, Find, Keys, Refused};
use crate::errands;
use crate::inspector::Inspector;
use crate::keys::{Pressed, Wish, wish};
use crate::left::Left;
use crate::minimap::Minimap;
use crate::page::{self, Listener};
use crate::problems::Problems;
use crate::publish::{self, PublishDialog};
use crate::same::same;
use crate::sheet::Shown;
use crate::simulator::{self, Simulator};
use crate::tested::TestsView;
use crate::text::TextView;
use crate::versions::Versions;
use gloo_timers::callback::Timeout;
use std::rc::Rc;
use trilha_model::TrailId;
use trilha_state::geometry::Point;
use trilha_state::{Editor, Kept, Msg, Plan, Refusal, Save, Test};
use trilha_widgets::{
    Failure as Failed, Icon, Segmented, Spinner, Split, TabItem, Tabs, Toasts, choices, composing,
    storage, t,
};
use trilha_wire::studio::Draft;
use web_sys::{KeyboardEvent, PointerEvent, StorageEvent};
use yew::prelude::*;

/// What stands right of the canvas.
const TABS: [&str; 6] = [
    "inspector",
    "simulator",
    "tests",
    "problems",
    "text",
    "versions",
];

/// How long nothing changes before the tests are played again, in milliseconds.
const PAUSE: u32 = 350;

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
    wish: Callback<bar::Wish>,
    toasts: Option<Toasts>,
    replay: Option<Timeout>,
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
        link.send_message(Event::Fetch);
        let (down, up, moved, blur) = (
            link.callback(Event::Key),
            link.callback(Event::KeyUp),
            link.callback(Event::Pointer),
            link.callback(|()| Event::Blur),
        );
        let (stored, own) = (link.callback(Event::Editor), kept_key(ctx));
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
            wish: link.callback(Event::Bar),
            toasts: link
                .context::<Toasts>(Callback::noop())
                .map(|(toasts, _)| toasts),
            replay: None,
            turn: 0,
            _listeners: [
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
            ],
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
                    let kept = storage::get(&kept_key(ctx)).and_then(|kept| Kept::read(&kept));
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

/// What is being written is told first: it is waiting in the queue when this is put behind it.
fn settled(ctx: &Context<Workbench>, then: Event) {
    page::settle();
    ctx.link().send_message(then);
}

/// Where what is unsaved is kept: by person, for several may use one browser.
fn kept_key(ctx: &Context<Workbench>) -> String {
    let Props { house, id, .. } = ctx.props();
    format!("trilha.draft.{}/{id}", house.me)
}

impl Workbench {
    fn bench(&self, ctx: &Context<Self>) -> Html {
        let editor = &self.editor;
        let canvas =
            html! { <Canvas editor={same(editor)} send={self.send.clone()} space={self.space} /> };
        let left = html! {
            <div class="left-column">
                <Left document={same(&editor.document)} around={same(&editor.around)} locked={editor.locked} selection={same(&editor.selection)} send={self.send.clone()} />
                <Minimap document={same(&editor.document)} camera={editor.camera} send={self.send.clone()} />
            </div>
        };
        let middle = html! { <Split label={t!("palette-and-steps")} name="studio.left" width={228.0} min={180.0} max={380.0} first={left} second={canvas} /> };
        html! {
            <div class="bench" key={ctx.props().language} data-pane={self.pane.clone()}>
                { self.bar_view(ctx) }
                if editor.elsewhere.is_some() { <Elsewhere send={self.send.clone()} /> }
                <main class="bench-body">
                    <Split label={t!("side-panel")} name="studio.right" width={380.0} min={300.0} max={760.0} end=true first={middle} second={self.side(ctx)} />
                </main>
                { self.panes(ctx) }
                { self.dialog(ctx) }
            </div>
        }
    }

    fn bar_view(&self, ctx: &Context<Self>) -> Html {
        let editor = &self.editor;
        let (errors, warnings) = editor.document.counts();
        let title = editor.document.trail.as_ref().map_or_else(
            || ctx.props().id.to_string(),
            |trail| trail.title(Some(ctx.props().language)),
        );
        let standing = match editor.save {
            _ if editor.locked => Standing::Locked,
            Save::Saving { .. } => Standing::Saving,
            _ if editor.unsaved() || editor.tests.unsaved() => Standing::Unsaved,
            _ => Standing::Saved,
        };
        html! {
            <Bar house={ctx.props().house.clone()} {title} {standing} {errors} {warnings} version={editor.published.as_ref().map(|published| published.version)}
                can_undo={editor.history.can_undo()} can_redo={editor.history.can_redo()} publishing={editor.save == Save::Publishing} wish={self.wish.clone()} />
        }
    }

    fn side(&self, ctx: &Context<Self>) -> Html {
        let editor = &self.editor;
        let problems = u32::try_from(editor.document.problems.len())
            .ok()
            .filter(|count| *count > 0);
        let label = |tab: &str| match tab {
            "simulator" => t!("simulator"),
            "tests" => t!("tests"),
            "problems" => t!("problems"),
            "text" => t!("text"),
            "versions" => t!("versions"),
            _ => t!("inspector"),
        };
        let items: Vec<TabItem> = TABS
            .iter()
            .map(|tab| TabItem {
                value: (*tab).into(),
                label: label(tab),
                count: problems.filter(|_| *tab == "problems"),
            })
            .collect();
        let body = match self.tab.as_str() {
            "simulator" => html! {
                <Simulator document={same(&editor.document)} around={same(&editor.around)} simulation={editor.simulation.as_ref().map(same)} send={self.send.clone()} onrecord={(!editor.locked).then(|| ctx.link().callback(|()| Event::Record))} />
            },
            "tests" => html! {
                <TestsView id={ctx.props().id.clone()} tests={same(&editor.tests)} locked={editor.locked} send={self.send.clone()} onsimulate={self.wish.reform(|()| bar::Wish::Test)} />
            },
            "problems" => {
                html! { <Problems document={same(&editor.document)} send={self.send.clone()} online={self.online.clone()} /> }
            }
            "text" => {
                html! { <TextView document={same(&editor.document)} locked={editor.locked} send={self.send.clone()} line={self.line} /> }
            }
            "versions" => {
                html! { <Versions id={ctx.props().id.clone()} version={editor.published.as_ref().map(|published| published.version)} turn={self.turn}
                document={same(&editor.document)} locked={editor.locked} send={self.send.clone()} /> }
            }
            _ => {
                html! { <Inspector document={same(&editor.document)} locked={editor.locked} around={same(&editor.around)} selection={same(&editor.selection)} send={self.send.clone()} /> }
            }
        };
        html! {
            <aside class="side" aria-label={t!("side-panel")}>
                <div class="side-tabs"><Tabs label={t!("side-panel")} {items} value={self.tab.clone()} onchange={ctx.link().callback(Event::Tab)} panel="side-body" testid="right" /></div>
                <div class={classes!("side-body", format!("at-{}", self.tab))} id="side-body" role="tabpanel">{ body }</div>
            </aside>
        }
    }

    /// Which part a phone shows.
    fn panes(&self, ctx: &Context<Self>) -> Html {
        let options = vec![
            (AttrValue::from("steps"), t!("steps"), Some(Icon::List)),
            (AttrValue::from("canvas"), t!("canvas"), Some(Icon::Branch)),
            (AttrValue::from("side"), t!("pane-edit"), Some(Icon::Edit)),
        ];
        html! { <nav class="panes"><Segmented label={t!("view")} {options} value={self.pane.clone()} onchange={ctx.link().callback(Event::Pane)} testid="pane" /></nav> }
    }

    fn dialog(&self, ctx: &Context<Self>) -> Html {
        let editor = &self.editor;
        let onclose = ctx.link().callback(|()| Event::Close);
        let over = match &editor.save {
            Save::Conflict(theirs) => {
                html! { <Conflict mine={editor.document.text.clone()} theirs={theirs.clone()} send={self.send.clone()} /> }
            }
            Save::Refused(diagnostics) if self.open != Open::Publish => {
                html! { <Refused diagnostics={diagnostics.clone()} send={self.send.clone()} /> }
            }
            _ => Html::default(),
        };
        let under = match self.open {
            Open::Nothing => Html::default(),
            Open::Keys => html! { <Keys {onclose} /> },
            Open::Find => {
                html! { <Find document={same(&editor.document)} send={self.send.clone()} {onclose} /> }
            }
            Open::Publish => self.publish_dialog(ctx, onclose),
        };
        html! { <><div key="under">{ under }</div><div key="over">{ over }</div></> }
    }

    /// Stays open, with all that was written in it, until it is published.
    fn publish_dialog(&self, ctx: &Context<Self>, onclose: Callback<()>) -> Html {
        let editor = &self.editor;
        let serving = editor.published.as_ref().map(|published| published.version);
        let draft = match &editor.save {
            _ if !editor.unsaved() => publish::Draft::Saved(editor.base.to_string().into()),
            Save::Idle | Save::Refused(_) => publish::Draft::Unsaved,
            _ => publish::Draft::Saving,
        };
        let busy = matches!(
            editor.save,
            Save::Publishing
                | Save::Saving {
                    publish: Some(_),
                    ..
                }
        );
        html! {
            <PublishDialog id={ctx.props().id.clone()} back={None::<u32>} {serving} document={same(&editor.document)} {draft} {busy} refused={self.refused.clone()}
                onsave={self.send.reform(|()| Msg::Save)} onpublish={self.send.reform(Msg::Publish)} {onclose} />
        }
    }

    /// What the publish dialog shows of what the server says.
    fn follow_publishing(&mut self, msg: &Msg) {
        match msg {
            Msg::NotSaved(refusal) | Msg::NotPublished(refusal) => {
                // A conflict has a dialog of its own, where it is decided.
                let shown = *refusal != Refusal::Changed;
                self.refused = shown.then(|| refusal.clone());
            }
            Msg::Save | Msg::Publish(_) => self.refused = None,
            Msg::Published(_) | Msg::Scheduled(_) => {
                self.refused = None;
                self.turn += 1;
                if self.open == Open::Publish {
                    self.open = Open::Nothing;
                }
            }
            _ => {}
        }
    }

    fn take_in(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let picked =
            !self.editor.locked && matches!(msg, Msg::Picked(_) | Msg::Add(_) | Msg::ConnectNew(_));
        let shown = matches!(msg, Msg::Select(_) | Msg::Add(_));
        let saved = matches!(msg, Msg::Saved(_));
        self.follow_publishing(&msg);
        let before = (
            self.editor.document.text.clone(),
            self.editor.saved.clone(),
            self.editor.tests.clone(),
        );
        let cmds = Rc::make_mut(&mut self.editor).update(page::now(), msg);
        for cmd in cmds {
            errands::carry_out(
                ctx.link(),
                &path(ctx),
                &kept_key(ctx),
                self.toasts.as_ref(),
                cmd,
            );
        }
        let same = Rc::ptr_eq(&before.0, &self.editor.document.text)
            && Rc::ptr_eq(&before.1, &self.editor.saved)
            && Rc::ptr_eq(&before.2, &self.editor.tests);
        if !same {
            let unsaved = self.editor.unsaved() || self.editor.tests.unsaved();
            ctx.props().house.unsaved.emit(unsaved);
            self.replay(PAUSE);
            page::title(&format!("{} · Trilha", self.editor.document.id));
        }
        if saved && self.open == Open::Publish {
            self.save_to_publish(ctx);
        }
        if picked && self.tab != "text" {
            self.tab = "inspector".into();
        }
        if shown && self.pane == "steps" {
            self.pane = "side".into();
            self.tab = "inspector".into();
        }
        true
    }

    /// Plays the tests after a pause, where they are in sight and what came of them is of other texts.
    fn replay(&mut self, pause: u32) {
        let tests = &self.editor.tests;
        let seen = self.tab == "tests" || tests.shown;
        let blank = tests.text.trim().is_empty();
        self.replay = (seen && !blank && !tests.is_fresh(&self.editor.document.text)).then(|| {
            let play = self.send.reform(|()| Msg::Test(Test::Play));
            Timeout::new(pause, move || play.emit(()))
        });
    }

    fn bar(&mut self, ctx: &Context<Self>, wish: bar::Wish) {
        match wish {
            bar::Wish::Undo => self.send.emit(Msg::Undo),
            bar::Wish::Redo => self.send.emit(Msg::Redo),
            bar::Wish::Problems => self.show("problems"),
            bar::Wish::Versions => self.show("versions"),
            bar::Wish::Keys => self.open = Open::Keys,
            bar::Wish::Save => settled(ctx, Event::SaveAll),
            bar::Wish::Publish => settled(ctx, Event::Publish),
            bar::Wish::Test => self.test(ctx),
        }
    }

    fn show(&mut self, tab: &'static str) {
        self.tab = tab.into();
        self.pane = "side".into();
    }

    fn save_all(&mut self, ctx: &Context<Self>) {
        let tests = self.editor.tests.unsaved();
        if self.editor.unsaved() || !tests {
            self.take_in(ctx, Msg::Save);
        }
        if tests {
            self.take_in(ctx, Msg::Test(Test::Save));
        }
    }

    fn publish(&mut self, ctx: &Context<Self>) {
        if self.editor.locked {
            return;
        }
        if self.editor.document.counts().0 > 0 {
            self.show("problems");
            self.take_in(ctx, Msg::Publish(Plan::default()));
        } else if self.open == Open::Nothing {
            self.open = Open::Publish;
            self.refused = None;
            self.save_to_publish(ctx);
        }
    }

    /// What differs, and what it means, the server tells of the draft on disk: that must be the one in sight.
    fn save_to_publish(&mut self, ctx: &Context<Self>) {
        if self.editor.unsaved() && self.editor.save == Save::Idle {
            self.take_in(ctx, Msg::Save);
        }
    }

    fn test(&mut self, _ctx: &Context<Self>) {
        self.show("simulator");
        if self.editor.simulation.is_none() {
            self.send.emit(simulator::start(None, true));
        }
        page::focus_soon("sim-input");
    }

    fn key(&mut self, ctx: &Context<Self>, event: &KeyboardEvent) -> bool {
        if event.default_prevented()
            || composing(event)
            || !matches!(self.loading, Loading::Done)
            || page::has_dialog()
        {
            return false;
        }
        let (writing, canvas) = (page::is_writing(event), page::on_canvas(event));
        let key = event.key();
        if key == " " && canvas && !writing {
            event.prevent_default();
            return !std::mem::replace(&mut self.space, true);
        }
        let control = event.ctrl_key() || event.meta_key();
        let selected = page::window()
            .get_selection()
            .ok()
            .flatten()
            .is_some_and(|selection| !selection.is_collapsed());
        if key.eq_ignore_ascii_case("c") && control && selected {
            return false;
        }
        let pressed = Pressed {
            key: &key,
            control,
            shift: event.shift_key(),
            writing,
            canvas,
            exits: self.editor.next_exit(!event.shift_key()).is_some(),
            letters: choices::letters(),
        };
        let Some(wish) = wish(pressed) else {
            return false;
        };
        event.prevent_default();
        match wish {
            Wish::Send(msg) => return self.take_in(ctx, msg),
            Wish::Save => self.bar(ctx, bar::Wish::Save),
            Wish::Publish => self.bar(ctx, bar::Wish::Publish),
            Wish::Test => self.test(ctx),
            Wish::Keys => self.open = Open::Keys,
            Wish::Find => self.open = Open::Find,
            Wish::Rename => {
                self.tab = "inspector".into();
                page::focus_soon("step-id");
            }
            Wish::Pick => {
                let at = self
                    .pointer
                    .and_then(|pointer| page::inside("canvas", pointer));
                return self.take_in(ctx, Msg::Pick(at));
            }
        }
        true
    }
}
