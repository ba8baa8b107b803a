//! A card of the canvas: a step, its exits, its problems.

use crate::difference;
use crate::same::Same;
use crate::words;
use smol_str::SmolStr;
use trilha_state::Mark;
use trilha_state::card::{Card, Port};
use trilha_state::tested::Gap;
use trilha_trail::Target;
use trilha_widgets::{Glyph, Icon, t};
use yew::prelude::*;

/// What a simulation lights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Light {
    /// Walked.
    Visited,
    /// It waits here.
    Current,
}

/// What [`CardView`] takes.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) card: Same<Card>,
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) selected: bool,
    /// The only one selected: its spare exits are shown.
    pub(crate) alone: bool,
    /// The exit that is meant.
    pub(crate) exit: Option<SmolStr>,
    /// An edge is being drawn to it.
    pub(crate) over: bool,
    pub(crate) light: Option<Light>,
    /// What no test walked of it, while that is shown.
    pub(crate) gap: Option<Gap>,
    /// What differs of it from an older version, while that is shown.
    pub(crate) mark: Option<Mark>,
}

/// The card.
#[component]
pub(crate) fn CardView(props: &Props) -> Html {
    let card = &props.card;
    let light = props.light.map(|light| match light {
        Light::Visited => "visited",
        Light::Current => "current",
    });
    let class = classes!(
        "node",
        (!card.group.is_empty()).then(|| format!("g-{}", card.group)),
        props.selected.then_some("selected"),
        props.over.then_some("over"),
        light,
        props
            .gap
            .as_ref()
            .filter(|gap| !gap.reached)
            .map(|_| "lacking"),
        props.mark.as_ref().map(difference::mark_class),
        card.verb.is_none().then_some("unread")
    );
    let verb = card.verb.map(|_| words::card_kind(card));
    html! {
        <div {class} style={format!("transform:translate({}px,{}px)", props.x, props.y)} data-testid="node"
            data-step={card.id.0.to_string()} data-verb={card.verb}>
            <div class="node-head">
                <span class="node-icon" title={verb.clone()}><Glyph icon={words::card_icon(card)} size={15} /></span>
                <span class="node-name cut" title={card.name().to_owned()}>{ card.name().to_owned() }</span>
                if card.first { <span class="node-first" title={t!("first-step")}><Glyph icon={Icon::Play} size={12} /></span> }
                if props.gap.as_ref().is_some_and(|gap| !gap.reached) { <span class="node-lacking" data-testid="node-lacking">{ t!("cover-card") }</span> }
                if let Some(mark) = &props.mark { <span class="node-mark" data-testid="node-mark">{ difference::mark_word(mark.fate) }</span> }
                { badge(card) }
            </div>
            { summary(card) }
            { for card.ports.iter().map(|port| row(props, port)) }
            if props.alone && !card.spare.is_empty() {
                <div class="node-spare" style={format!("top:{}px", card.height() + 6.0)}>
                    { for card.spare.iter().map(|port| row(props, port)) }
                </div>
            }
        </div>
    }
}

fn badge(card: &Card) -> Html {
    let (count, class) = if card.errors > 0 {
        (card.errors, "node-badge bad")
    } else {
        (card.warnings, "node-badge warn")
    };
    if count == 0 {
        return Html::default();
    }
    html! { <span {class} title={t!("problems-here", count = count)}>{ count }</span> }
}

fn summary(card: &Card) -> Html {
    match card.summary_lines() {
        0 => Html::default(),
        lines => {
            html! { <div class={if lines > 1 { "node-summary two" } else { "node-summary" }}>{ card.summary.clone() }</div> }
        }
    }
}

fn row(props: &Props, port: &Port) -> Html {
    let (card, meant) = (&props.card, props.exit.as_ref());
    let lacking = props
        .gap
        .as_ref()
        .is_some_and(|gap| gap.exits.contains(&port.exit.0));
    let rewired = props
        .mark
        .as_ref()
        .is_some_and(|mark| mark.exits.contains(&port.exit.0));
    let label = words::port(card, port);
    let out = match port.aim.as_ref().or(port.falls.as_ref()) {
        Some(Target::End) => {
            html! { <span class="node-to"><Glyph icon={Icon::Stop} size={10} />{ t!("target-end") }</span> }
        }
        Some(Target::Return) => {
            html! { <span class="node-to"><Glyph icon={Icon::Return} size={10} />{ t!("target-return") }</span> }
        }
        _ => Html::default(),
    };
    let joined = port.aim.is_some();
    let title = match (lacking, rewired) {
        (true, _) => t!("cover-exit", exit = label.as_str()),
        (_, true) => t!("compare-exit", exit = label.as_str()),
        _ => label.clone(),
    };
    html! {
        <div key={port.exit.as_str()} class={classes!("node-exit", (meant == Some(&port.exit.0)).then_some("meant"), port.falls.is_some().then_some("falls"), lacking.then_some("lacking"), rewired.then_some("rewired"))}>
            <span class="cut" {title}>{ label.clone() }</span>
            if rewired { <span class="unseen">{ difference::mark_word(None) }</span> }
            { out }
            <span class={classes!("port", joined.then_some("joined"))} data-testid="port" data-exit={port.exit.0.to_string()} title={t!("drag-to-connect")}></span>
        </div>
    }
}
