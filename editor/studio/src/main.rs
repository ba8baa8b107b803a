//! The trail editor, as a page: `/studio` lists the trails, `/studio/{trail}` is one of them on a canvas.
//!
//! What browser tests may touch, by `data-testid`:
//!
//! | where | ids |
//! |---|---|
//! | who may not | `failure` with `to-desk`, or with `to-trails` where there is no such trail; `read-only` on the list, for those who may only look |
//! | list | `trails` (the table), `trail` (a row, with `data-id`), `trail-open`, `trail-delete`, `trails-search`, `trail-new`, `trails-empty`, `failure`, `failure-retry`; dialog `new-trail` with `new-trail-title`, `new-trail-id`, `new-trail-template-{empty,menu}`, `new-trail-create`, `new-trail-error`; `confirm`, `confirm-yes`, `confirm-no` |
//! | frame | `outdated` with `outdated-reload`; `rail-desk`, `rail-trails`, `me-menu` and in it `me-menu-{theme-light,theme-dark,theme-system,language-pt-BR,language-en,language-es,redo,keys}`, `toast` |
//! | bar | `back`, `title`, `state` (with `data-state` = saved, unsaved, saving, locked), `undo`, `redo`, `problems-count` (with `data-errors`, `data-warnings`), `save`, `publish`, `test-chat`, `version` |
//! | canvas | `canvas` (with `data-zoom`, `data-x`, `data-y`), `node` (with `data-step`, `data-verb`; class `selected`, `visited`, `current`, `lacking`, `differs`), `node-lacking`, `node-mark`, `compared` with `compared-leave`, `port` (with `data-exit`), `edge` (with `data-from`, `data-exit`, `data-to`; class `visited`, `lacking`, `rewired`), `zoom-in`, `zoom-out`, `zoom-fit`, `arrange`, `canvas-said` (what the keyboard is at, for screen readers), `canvas-empty`, `picker`, `picker-query`, `picker-item` (with `data-verb`) |
//! | left | `left-add`, `left-steps` (tabs), `palette-verb` (with `data-verb`), `palette-search`, `outline-trail`, `outline-step` (with `data-step`), `outline-search`, `minimap` |
//! | right | `right-{inspector,simulator,tests,problems,text,versions}` (tabs) |
//! | inspector | `inspector` (with `data-step`), `step-problem` (with `data-code`), `step-id`, `step-delete`, `step-duplicate`, `field` (with `data-path`, such as `steps/greet/say`) and in it the control: `control`, `language-{code}`, `language-add`, `item-add`, `item-remove`, `item-up`, `item-down`, `entry-key`, `either-{simple,detailed}`, `kind` (what an entry of `starts` is), `item-add-{kind}`, `item-copy`, `offers` (what may be picked instead of written), `upcoming`, `field-add`, `field-remove`, `record-add` |
//! | simulator | `sim`, `sim-start`, `sim-lost`, `player-slow` with `player-stop` (here and among the tests), `sim-restart`, `sim-input`, `sim-send`, `sim-line` (with `data-from` = contact, bot, agent, system), `sim-option` (with `data-key`), `sim-time`, `sim-jump`, `sim-pass`, `sim-variable` (with `data-name`), `sim-request`, `sim-ask`, `sim-status`, `sim-body`, `sim-reply`, `sim-take`, `sim-give-back`, `sim-resolve`, `sim-nobody`, `sim-agent-input`, `sim-ended`, `sim-stale`, `sim-language`, `sim-staffed`, `sim-people` with a `sim-person` (with `data-name`) each, `sim-person-add`, `sim-person-name`, `sim-person-here`, `sim-person-remove`, `sim-person-skills`, `sim-person-supervisor`, `sim-team-…`, `sim-desk` with `sim-desk-who`, `sim-fault`, `sim-place`, `sim-record-test` |
//! | tests | `tests`, `tests-mode-{results,text}`, `tests-play`, `tests-save`, `tests-lost`, `tests-playing`, `tests-old`, `tests-count` (with `data-failed`), `test` (with `data-passed`), `test-step`, `test-line`, `tests-cover`, `cover-figures`, `tests-gap` (with `data-step`), `tests-text` (a textarea), `tests-problem`, `tests-errors`, `tests-theirs` with `tests-take`, `tests-keep`; `tests-empty` with `tests-simulate`, `tests-by-hand` |
//! | problems | `problem` (with `data-code`, `data-step`, `data-path`), `problems-none` |
//! | text | `text` (a textarea), `text-line` |
//! | versions | `version-line` (with `data-version`) with `version-diff`, `version-back`; `versions-from`, `versions-to`; `diff` with `diff-step` and `diff-exit` (with `data-step`), or `diff-none`, `versions-shown`; `scheduled` (with `data-schedule`) with `scheduled-cancel`; `sessions-moving`; `versions-empty` |
//! | another tab | `elsewhere` with `elsewhere-take`, `elsewhere-keep` |
//! | dialogs | `publish-dialog`, `publish-note`, `publish-when-{now,later}`, `publish-at`, `publish-impact` (with `data-live`), `publish-sessions-{finish,move}`, `publish-move` (with `data-step`) with `publish-to`, `publish-submit`, `publish-unsaved` with `publish-save`, `publish-refused`; `conflict`, `conflict-theirs`, `conflict-mine`, `conflict-show`; `refused`; `keys` with `keys-letters`; `leave` is the confirm dialog; `palette` finds steps: `palette-query`, `palette-item` |
//! | phone | `pane-{steps,canvas,side}` |

mod answer;
mod api;
mod app;
mod asked;
mod bar;
mod canvas;
mod card;
mod controls;
mod dialogs;
mod difference;
mod entries;
mod errands;
mod frame;
mod inspector;
mod keys;
mod left;
mod links;
mod list;
mod live;
mod minimap;
mod modelled;
mod outside;
mod page;
mod people;
mod picker;
mod player;

mod problems;
mod publish;
mod said;
mod same;
mod sheet;
mod simulator;
mod speech;
mod tested;
mod text;
mod verdicts;
mod versions;
mod words;
mod workbench;

use trilha_widgets::i18n::Texts;
use trilha_widgets::{Toaster, i18n, theme};
use yew::prelude::*;

const TEXTS: Texts = [
    include_str!("../i18n/pt-BR.ftl"),
    include_str!("../i18n/en.ftl"),
    include_str!("../i18n/es.ftl"),
];

#[component]
fn Root() -> Html {
    html! { <Toaster><app::App /></Toaster> }
}

fn main() {
    theme::apply(theme::chosen());
    i18n::start(TEXTS);
    let root = page::window()
        .document()
        .and_then(|page| page.get_element_by_id("app"));
    match root {
        Some(root) => yew::Renderer::<Root>::with_root(root).render(),
        None => yew::Renderer::<Root>::new().render(),
    };
}

#[cfg(test)]
mod tests {
    use super::TEXTS;
    use std::path::Path;
    use trilha_widgets::i18n::{SHARED, proof};

    #[test]
    fn no_word_is_missing_in_any_language() {
        let sources = proof::sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        assert_eq!(
            proof::faults(TEXTS, &[SHARED], &sources),
            Vec::<String>::new()
        );
    }
}
