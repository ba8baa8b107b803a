//! The bar above the canvas: which trail, how it stands, and what can be done with all of it.

use crate::app::House;
use crate::frame::Choices;
use crate::page::Route;
use trilha_widgets::{Badge, Button, ButtonKind, Icon, IconButton, IconLink, Tone, t};
use yew::prelude::*;

/// How the text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// As on disk.
    Saved,
    /// Not as on disk.
    Unsaved,
    /// On its way.
    Saving,
    /// Not to be changed by who looks.
    Locked,
}

/// What the bar asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Undo.
    Undo,
    /// Redo.
    Redo,
    /// The list of problems.
    Problems,
    /// Save.
    Save,
    /// Publish.
    Publish,
    /// The simulator.
    Test,
    /// The versions.
    Versions,
    /// The list of keys.
    Keys,
}

/// What [`Bar`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) house: House,
    pub(crate) title: AttrValue,
    pub(crate) standing: Standing,
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    pub(crate) version: Option<u32>,
    pub(crate) can_undo: bool,
    pub(crate) can_redo: bool,
    pub(crate) publishing: bool,
    pub(crate) wish: Callback<Wish>,
}

/// The bar.
#[component]
pub(crate) fn Bar(props: &Props) -> Html {
    let (state, words, tone) = match props.standing {
        Standing::Saved => ("saved", t!("saved"), Tone::Plain),
        Standing::Unsaved => ("unsaved", t!("unsaved"), Tone::Warn),
        Standing::Saving => ("saving", t!("saving"), Tone::Plain),
        Standing::Locked => ("locked", t!("read-only"), Tone::Plain),
    };
    let locked = props.standing == Standing::Locked;
    let wish = |wish: Wish| props.wish.reform(move |()| wish);
    let problems = if props.errors > 0 {
        t!("count-errors", count = props.errors)
    } else if props.warnings > 0 {
        t!("count-warnings", count = props.warnings)
    } else {
        t!("no-problems")
    };
    let problem_class = if props.errors > 0 {
        "problems-count bad"
    } else if props.warnings > 0 {
        "problems-count warn"
    } else {
        "problems-count ok"
    };
    html! {
        <header class="bar">
            <IconLink icon={Icon::ArrowLeft} label={t!("trails")} href={Route::List.path()} onclick={Some(props.house.go.reform(|()| Route::List))} testid="back" />
            <h1 class="cut" data-testid="title">{ &props.title }</h1>
            <span class={if locked { "bar-locked" } else { "bar-state" }} title={locked.then(|| t!("read-only-text"))} data-testid="state" data-state={state}>
                <Badge label={words} {tone} icon={locked.then_some(Icon::Eye)} />
                if locked { <span class="bar-locked-words cut">{ t!("read-only-text") }</span> }
            </span>
            if let Some(version) = props.version {
                <button type="button" class="bar-version" onclick={props.wish.reform(|_: MouseEvent| Wish::Versions)} data-testid="version">{ t!("version", version = version) }</button>
            }
            <span class="grow"></span>
            if !locked { <span class="bar-history">
                <IconButton icon={Icon::Undo} label={t!("undo")} keys="Ctrl+Z" disabled={!props.can_undo} onclick={wish(Wish::Undo)} testid="undo" />
                <IconButton icon={Icon::Redo} label={t!("redo")} keys="Ctrl+Y" disabled={!props.can_redo} onclick={wish(Wish::Redo)} testid="redo" />
            </span> }
            <button type="button" class={problem_class} onclick={props.wish.reform(|_: MouseEvent| Wish::Problems)} title={problems.clone()} aria-label={problems.clone()}
                data-testid="problems-count" data-errors={props.errors.to_string()} data-warnings={props.warnings.to_string()}>
                <trilha_widgets::Glyph icon={if props.errors + props.warnings > 0 { Icon::Alert } else { Icon::Check }} size={14} />
                <span class="bar-words">{ problems }</span>
            </button>
            <Button class="bar-test" icon={Icon::Play} label={t!("test-chat")} keys="T" onclick={wish(Wish::Test)} testid="test-chat" />
            if !locked { <Button class="bar-save" icon={Icon::Save} label={t!("save")} keys="Ctrl+S" disabled={props.standing == Standing::Saved} busy={props.standing == Standing::Saving} onclick={wish(Wish::Save)} testid="save" />
            <Button class="bar-publish" kind={ButtonKind::Primary} icon={Icon::Upload} label={t!("publish")} keys="Ctrl+Enter" busy={props.publishing} onclick={wish(Wish::Publish)} testid="publish" /> }
            <Choices house={props.house.clone()} onkeys={Some(wish(Wish::Keys))} onredo={(!locked).then(|| wish(Wish::Redo))} can_redo={props.can_redo} />
        </header>
    }
}
