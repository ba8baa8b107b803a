//! Tables of a few columns.

use yew::prelude::*;

/// What [`Table`] takes.
#[derive(Properties, PartialEq)]
pub struct TableProps {
    /// What it lists, for screen readers.
    pub label: AttrValue,
    /// The columns' heads; an empty one is for actions.
    pub heads: Vec<AttrValue>,
    /// Rows: `<tr>`s.
    pub children: Html,
    /// `data-testid`.
    #[prop_or_default]
    pub testid: Option<AttrValue>,
}

/// A table that scrolls sideways where it must.
#[component]
pub fn Table(props: &TableProps) -> Html {
    html! {
        <div class="table-wrap">
            <table class="table" aria-label={props.label.clone()} data-testid={props.testid.clone()}>
                <thead><tr>{ for props.heads.iter().map(|head| html! { <th scope="col">{ head }</th> }) }</tr></thead>
                <tbody>{ props.children.clone() }</tbody>
            </table>
        </div>
    }
}
