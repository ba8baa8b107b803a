//! What stands around the canvas, and where.

use super::{Event, Open, Workbench};
use crate::bar::{self, Bar, Standing};
use crate::canvas::Canvas;
use crate::dialogs::{Conflict, Elsewhere, Find, Keys, Refused};
use crate::inspector::Inspector;
use crate::left::Left;
use crate::minimap::Minimap;
use crate::problems::Problems;
use crate::publish::{self, PublishDialog};
use crate::same::same;
use crate::simulator::Simulator;
use crate::tested::TestsView;
use crate::text::TextView;
use crate::versions::Versions;
use trilha_state::{Msg, Save};
use trilha_widgets::{Icon, Segmented, Split, TabItem, Tabs, t};
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

impl Workbench {
    pub(super) fn bench(&self, ctx: &Context<Self>) -> Html {
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
                    <Split label={t!("side-panel")} name="studio.right" width={400.0} min={300.0} max={760.0} end=true first={middle} second={self.side(ctx)} />
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
        html! {
            <aside class="side" aria-label={t!("side-panel")}>
                <div class="side-tabs"><Tabs label={t!("side-panel")} items={self.tabs()} value={self.tab.clone()} onchange={ctx.link().callback(Event::Tab)} panel="side-body" testid="right" /></div>
                <div class={classes!("side-body", format!("at-{}", self.tab))} id="side-body" role="tabpanel">{ self.side_body(ctx) }</div>
            </aside>
        }
    }

    fn tabs(&self) -> Vec<TabItem> {
        let problems = u32::try_from(self.editor.document.problems.len())
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
        let item = |tab: &&'static str| TabItem {
            value: (*tab).into(),
            label: label(tab),
            count: problems.filter(|_| *tab == "problems"),
        };
        TABS.iter().map(item).collect()
    }

    fn side_body(&self, ctx: &Context<Self>) -> Html {
        let editor = &self.editor;
        match self.tab.as_str() {
            "simulator" => html! {
                <Simulator document={same(&editor.document)} around={same(&editor.around)} setting={same(&editor.setting)} simulation={editor.simulation.as_ref().map(same)} begins={editor.begins()} lost={editor.player_lost} slow={editor.player_slow} send={self.send.clone()} onrecord={(!editor.locked).then(|| ctx.link().callback(|()| Event::Record))} />
            },
            "tests" => html! {
                <TestsView id={ctx.props().id.clone()} tests={same(&editor.tests)} document={same(&editor.document)} locked={editor.locked} lost={editor.player_lost} slow={editor.player_slow} send={self.send.clone()} onsimulate={self.wish.reform(|()| bar::Wish::Test)} />
            },
            "problems" => {
                html! { <Problems document={same(&editor.document)} send={self.send.clone()} onfield={self.onfield.clone()} online={self.online.clone()} /> }
            }
            "text" => {
                html! { <TextView document={same(&editor.document)} locked={editor.locked} send={self.send.clone()} line={self.line} /> }
            }
            "versions" => {
                html! { <Versions id={ctx.props().id.clone()} version={editor.published.as_ref().map(|published| published.version)} turn={self.turn}
                base={editor.base.to_string()} compared={editor.compared.is_some()} document={same(&editor.document)} locked={editor.locked} send={self.send.clone()} /> }
            }
            _ => {
                html! { <Inspector document={same(&editor.document)} locked={editor.locked} around={same(&editor.around)} selection={same(&editor.selection)} send={self.send.clone()} /> }
            }
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
}
