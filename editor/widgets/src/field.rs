//! Fields one writes or chooses in, each with its label, hint and error.

use crate::emptiness::english;
use crate::icon::{Glyph, Icon};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
struct FrameProps {
    id: AttrValue,
    label: AttrValue,
    hint: Option<AttrValue>,
    error: Option<AttrValue>,
    exact: Option<AttrValue>,
    children: Html,
}

#[component]
fn Frame(props: &FrameProps) -> Html {
    html! {
        <div class="field">
            if !props.label.is_empty() { <label for={props.id.clone()}>{ &props.label }</label> }
            { props.children.clone() }
            if let Some(error) = &props.error {
                <p class="error" id={format!("{}-note", props.id)} role="alert"><Glyph icon={Icon::Alert} size={14} /><span>{ error }{ english(props.exact.as_ref()) }</span></p>
            } else if let Some(hint) = &props.hint {
                <p class="hint" id={format!("{}-note", props.id)}>{ hint }</p>
            }
        </div>
    }
}

#[hook]
fn use_own_id() -> AttrValue {
    (*use_memo((), |()| {
        AttrValue::from(format!("f-{}", &crate::chance::uuid()[..8]))
    }))
    .clone()
}

fn note(id: &AttrValue, there: bool) -> Option<String> {
    there.then(|| format!("{id}-note"))
}

/// What [`TextField`] takes.
#[derive(Properties, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "props mirror the attributes of an element"
)]
pub struct TextFieldProps {
    /// What is asked; empty: [`Self::aria`] names it.
    #[prop_or_default]
    pub label: AttrValue,
    /// Its name for screen readers, where no label is shown.
    #[prop_or_default]
    pub aria: Option<AttrValue>,
    /// What stands in it.
    pub value: AttrValue,
    /// Changed.
    #[prop_or_default]
    pub oninput: Callback<String>,
    /// Left, or Enter.
    #[prop_or_default]
    pub onchange: Callback<String>,
    /// A key went down.
    #[prop_or_default]
    pub onkeydown: Callback<KeyboardEvent>,
    /// A word of help.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong with it.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// What exactly is wrong, in English, below [`Self::error`].
    #[prop_or_default]
    pub exact: Option<AttrValue>,
    /// `text`, `password`, `search`, `number`, `color`.
    #[prop_or(AttrValue::Static("text"))]
    pub kind: AttrValue,
    /// Shown while empty.
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    /// `autocomplete`.
    #[prop_or(AttrValue::Static("off"))]
    pub autocomplete: AttrValue,
    /// Drawn inside, before the words.
    #[prop_or_default]
    pub icon: Option<Icon>,
    /// In a fixed-width font, without spelling checks.
    #[prop_or_default]
    pub code: bool,
    /// Cannot be changed.
    #[prop_or_default]
    pub disabled: bool,
    /// Can be read and copied, not changed.
    #[prop_or_default]
    pub readonly: bool,
    /// Must not be empty.
    #[prop_or_default]
    pub required: bool,
    /// Takes the focus when it appears.
    #[prop_or_default]
    pub autofocus: bool,
    /// At most this many characters.
    #[prop_or_default]
    pub maxlength: Option<u32>,
    /// `data-testid`.
    #[prop_or_default]
    pub testid: Option<AttrValue>,
    /// The element, for focus.
    #[prop_or_default]
    pub element: NodeRef,
}

/// A line of text.
#[component]
pub fn TextField(props: &TextFieldProps) -> Html {
    let id = use_own_id();
    let element = props.element.clone();
    use_effect_with(props.autofocus, move |autofocus| {
        if *autofocus && let Some(input) = element.cast::<HtmlInputElement>() {
            drop(input.focus());
        }
    });
    let read = |to: &Callback<String>| {
        let to = to.clone();
        move |event: &Event| to.emit(event.target_unchecked_into::<HtmlInputElement>().value())
    };
    let (oninput, onchange) = (read(&props.oninput), read(&props.onchange));
    // Browsers fill and clear fields without an input event.
    let onfilled = read(&props.oninput);
    html! {
        <Frame id={id.clone()} label={props.label.clone()} hint={props.hint.clone()} error={props.error.clone()} exact={props.exact.clone()}>
            <div class="input-wrap">
                if let Some(icon) = props.icon { <Glyph {icon} /> }
                <input ref={props.element.clone()} class={classes!("input", props.code.then_some("mono"))} id={id.clone()}
                    type={props.kind.clone()} value={props.value.clone()} placeholder={props.placeholder.clone()}
                    autocomplete={props.autocomplete.clone()} disabled={props.disabled} readonly={props.readonly} required={props.required} autofocus={props.autofocus}
                    spellcheck={(props.code || props.kind == "password").then_some("false")} autocapitalize={props.code.then_some("off")}
                    maxlength={props.maxlength.map(|n| n.to_string())} aria-label={props.aria.clone()}
                    aria-invalid={props.error.is_some().then_some("true")}
                    aria-describedby={note(&id, props.error.is_some() || props.hint.is_some())} data-testid={props.testid.clone()}
                    oninput={move |event: InputEvent| oninput(&event)} onchange={move |event: Event| { onfilled(&event); onchange(&event); }}
                    onkeydown={props.onkeydown.clone()} />
            </div>
        </Frame>
    }
}

/// What [`TextArea`] takes.
#[derive(Properties, PartialEq)]
pub struct TextAreaProps {
    /// The element's id, where the page must find it.
    #[prop_or_default]
    pub id: Option<AttrValue>,
    /// What is asked; empty: [`Self::aria`] names it.
    #[prop_or_default]
    pub label: AttrValue,
    /// Its name for screen readers, where no label is shown.
    #[prop_or_default]
    pub aria: Option<AttrValue>,
    /// What stands in it.
    pub value: AttrValue,
    /// Changed.
    #[prop_or_default]
    pub oninput: Callback<String>,
    /// Left.
    #[prop_or_default]
    pub onchange: Callback<String>,
    /// A key went down.
    #[prop_or_default]
    pub onkeydown: Callback<KeyboardEvent>,
    /// A word of help.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong with it.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// What exactly is wrong, in English, below [`Self::error`].
    #[prop_or_default]
    pub exact: Option<AttrValue>,
    /// Shown while empty.
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    /// Lines shown.
    #[prop_or(3)]
    pub rows: u32,
    /// In a fixed-width font, without spelling checks.
    #[prop_or_default]
    pub code: bool,
    /// Cannot be changed.
    #[prop_or_default]
    pub disabled: bool,
    /// Can be read and copied, not changed.
    #[prop_or_default]
    pub readonly: bool,
    /// `data-testid`.
    #[prop_or_default]
    pub testid: Option<AttrValue>,
    /// The element, for focus.
    #[prop_or_default]
    pub element: NodeRef,
}

/// Lines of text.
#[component]
pub fn TextArea(props: &TextAreaProps) -> Html {
    let own = use_own_id();
    let id = props.id.clone().unwrap_or(own);
    let read = |to: &Callback<String>| {
        let to = to.clone();
        move |event: &Event| to.emit(event.target_unchecked_into::<HtmlTextAreaElement>().value())
    };
    let (oninput, onchange) = (read(&props.oninput), read(&props.onchange));
    // Browsers fill and clear fields without an input event.
    let onfilled = read(&props.oninput);
    html! {
        <Frame id={id.clone()} label={props.label.clone()} hint={props.hint.clone()} error={props.error.clone()} exact={props.exact.clone()}>
            <textarea ref={props.element.clone()} class={classes!("input", props.code.then_some("mono"))} id={id.clone()}
                rows={props.rows.to_string()} value={props.value.clone()} placeholder={props.placeholder.clone()}
                disabled={props.disabled} readonly={props.readonly} spellcheck={props.code.then_some("false")} aria-label={props.aria.clone()}
                aria-invalid={props.error.is_some().then_some("true")}
                aria-describedby={note(&id, props.error.is_some() || props.hint.is_some())} data-testid={props.testid.clone()}
                oninput={move |event: InputEvent| oninput(&event)} onchange={move |event: Event| { onfilled(&event); onchange(&event); }}
                onkeydown={props.onkeydown.clone()} />
        </Frame>
    }
}

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opt {
    /// What is chosen.
    pub value: AttrValue,
    /// What is read.
    pub label: AttrValue,
}

impl Opt {
    /// A choice.
    pub fn new(value: impl Into<AttrValue>, label: impl Into<AttrValue>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// What [`Select`] takes.
#[derive(Properties, PartialEq)]
pub struct SelectProps {
    /// What is asked; empty: [`Self::aria`] names it.
    #[prop_or_default]
    pub label: AttrValue,
    /// Its name for screen readers, where no label is shown.
    #[prop_or_default]
    pub aria: Option<AttrValue>,
    /// What is chosen.
    pub value: AttrValue,
    /// What there is to choose.
    pub options: Vec<Opt>,
    /// Chosen.
    #[prop_or_default]
    pub onchange: Callback<String>,
    /// A word of help.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong with it.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// What exactly is wrong, in English, below [`Self::error`].
    #[prop_or_default]
    pub exact: Option<AttrValue>,
    /// Cannot be changed.
    #[prop_or_default]
    pub disabled: bool,
    /// `data-testid`.
    #[prop_or_default]
    pub testid: Option<AttrValue>,
}

/// One of several.
#[component]
pub fn Select(props: &SelectProps) -> Html {
    let id = use_own_id();
    let onchange = props.onchange.reform(|event: Event| {
        event
            .target()
            .and_then(|t| t.dyn_into::<HtmlSelectElement>().ok())
            .map(|s| s.value())
            .unwrap_or_default()
    });
    html! {
        <Frame id={id.clone()} label={props.label.clone()} hint={props.hint.clone()} error={props.error.clone()} exact={props.exact.clone()}>
            <select class="input" id={id.clone()} {onchange} disabled={props.disabled} aria-label={props.aria.clone()}
                aria-invalid={props.error.is_some().then_some("true")}
                aria-describedby={note(&id, props.error.is_some() || props.hint.is_some())} data-testid={props.testid.clone()}>
                { for props.options.iter().map(|option| html! {
                    <option key={option.value.as_str()} value={option.value.clone()} selected={option.value == props.value}>{ &option.label }</option>
                }) }
            </select>
        </Frame>
    }
}
