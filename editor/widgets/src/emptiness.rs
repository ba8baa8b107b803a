//! What is shown where there is nothing, nothing yet, or nothing because of an error.

use crate::button::Button;
use crate::icon::{Glyph, Icon};
use crate::t;
use yew::prelude::*;

/// What [`Empty`] takes.
#[derive(Properties, PartialEq)]
pub struct EmptyProps {
    /// A drawing.
    pub icon: Icon,
    /// What is so.
    pub title: AttrValue,
    /// What to make of it.
    #[prop_or_default]
    pub text: Option<AttrValue>,
    /// What to do.
    #[prop_or_default]
    pub children: Html,
    /// `data-testid`.
    #[prop_or_default]
    pub testid: Option<AttrValue>,
}

/// Nothing here.
#[component]
pub fn Empty(props: &EmptyProps) -> Html {
    html! {
        <div class="empty" data-testid={props.testid.clone()}>
            <span class="picture"><Glyph icon={props.icon} size={22} /></span>
            <h3>{ &props.title }</h3>
            if let Some(text) = &props.text { <p>{ text }</p> }
            <div class="acts">{ props.children.clone() }</div>
        </div>
    }
}

/// What [`Failure`] takes.
#[derive(Properties, PartialEq)]
pub struct FailureProps {
    /// What went wrong, in a sentence.
    pub title: AttrValue,
    /// What exactly.
    #[prop_or_default]
    pub text: Option<AttrValue>,
    /// What the server says, which is English.
    #[prop_or_default]
    pub detail: Option<AttrValue>,
    /// Tries again.
    #[prop_or_default]
    pub onretry: Option<Callback<()>>,
    /// `data-testid`; the button has it with `-retry` after.
    #[prop_or(AttrValue::Static("failure"))]
    pub testid: AttrValue,
}

/// It could not be fetched.
#[component]
pub fn Failure(props: &FailureProps) -> Html {
    html! {
        <div class="empty failed" role="alert" data-testid={props.testid.clone()}>
            <span class="picture"><Glyph icon={Icon::Alert} size={22} /></span>
            <h3>{ &props.title }</h3>
            if let Some(text) = &props.text { <p>{ text }</p> }
            { english(props.detail.as_ref()) }
            if let Some(onretry) = &props.onretry {
                <div class="acts">
                    <Button label={t!("try-again")} icon={Icon::Refresh} onclick={onretry.clone()} testid={format!("{}-retry", props.testid)} />
                </div>
            }
        </div>
    }
}

/// A sentence of the server, which is English whatever the page speaks.
pub fn english(detail: Option<&AttrValue>) -> Html {
    detail.map_or_else(
        Html::default,
        |detail| html! { <small class="exact" lang="en">{ detail }</small> },
    )
}

/// What [`Skeleton`] takes.
#[derive(Properties, PartialEq)]
pub struct SkeletonProps {
    /// The width of the line, as CSS.
    #[prop_or(AttrValue::Static("100%"))]
    pub width: AttrValue,
    /// Its height, as CSS.
    #[prop_or(AttrValue::Static("12px"))]
    pub height: AttrValue,
}

/// A line of what is being fetched. Its place should carry `aria-busy`.
#[component]
pub fn Skeleton(props: &SkeletonProps) -> Html {
    html! { <span class="skeleton" style={format!("width:{};height:{}", props.width, props.height)} aria-hidden="true"></span> }
}

/// Something turns.
#[component]
pub fn Spinner() -> Html {
    html! { <span class="spinner" role="status" aria-label={t!("loading")}></span> }
}
