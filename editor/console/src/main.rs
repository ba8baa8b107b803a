//! The desk, as a page: signing in, working conversations, and what admins set up.
//!
//! What browser tests may touch, by `data-testid`:
//!
//! | where | ids |
//! |---|---|
//! | sign-in | `sign-in` (the form), `sign-in-user`, `sign-in-password`, `sign-in-remember`, `sign-in-submit`, `sign-in-error`, `language-{pt-BR,en,es}` |
//! | rail | `rail`, `rail-desk`, `rail-trails`, `rail-settings`, `availability` (a switch), `sound`, `me-menu` and in it `me-menu-{profile,keys,sign-out,theme-light,theme-dark,theme-system,language-pt-BR,language-en,language-es}`; `reconnecting`, `outdated`, `outdated-reload`, `toast` |
//! | list | `tabs` and `tabs-{waiting,mine,all,closed}` (`all` not for agents), `list-search`, `list-queue`, `list`, `row` (with `data-id="inbox/address"`), `row-wait`, `row-unread`, `row-unread-hidden`, `row-team`, `row-lock`, `row-take`, `list-empty`, `failure`, `failure-retry` |
//! | thread | `thread` (with `data-id`), `thread-title`, `thread-team`, `thread-group`, `thread-back`, `thread-panel`, `message` (with `data-from` = contact, bot, system, agent), `option-chip`, `event-line`, `hidden` (a run of what one may not read), `within` (the group something was said in), `day`, `note`, `typing`, `outgoing` (with `data-state` = sending, sent, failed), `outgoing-retry`, `outgoing-edit`, `outgoing-discard`, `location`, `answers`, `picture`, `video`, `audio`, `file`, `jump-latest`, `act-take`, `act-give-back`, `act-resolve`, `act-transfer`, `act-group`, `act-return`; where it is narrow `act-menu` and in it `act-menu-{transfer,group,return,give-back,resolve}`; `typing-agent`, and in an `outgoing` that came too late `answered` or `readers-changed` |
//! | composer | `attach`, `attach-input`, `tray`, `attachment` (with `data-state` = coming, there, unfit, failed), `attachment-remove`, `attachment-retry`, `composer`, `composer-send`, `composer-mode-reply`, `composer-mode-note`, `composer-blocked`, `audience` |
//! | panel | `panel`, `panel-back`, `ticket-{number,note,subject,summary,skills,team,group,hidden}`, `ticket-group-edit`, `place`, `variable` (with `data-name`), `variable-reveal`, `value-folded`, `address`, `address-copy`, `tag`, `tag-remove`, `tag-add` |
//! | dialogs | `transfer`, `transfer-kind-{queue,team,agent}`, `transfer-to`, `transfer-queue`, `transfer-note`, `transfer-group`, `transfer-submit`, `groups`, `group-option` (with `data-id`), `group-submit`, `over-text`, `keys` and in it `letters` (a switch, in the profile too), `palette`, `palette-query`, `palette-item`, `confirm`, `confirm-yes`, `confirm-no`; a dialog's cross is its id with `-close` after |
//! | settings | `settings-{users,queues,teams,inboxes,automations,firings,calendars,env,secrets,mail,webhooks,tokens,profile}` (links), `new`, `table`, `line` (with `data-id`), `edit`, `embed`, `delete`, `reset-password`, `try`, `outcome`, `trial` (with `data-id`), `given-up`, `attempt`, `up`, `down`, `switch`, `log`, `open`, `more`, `field-automation`, `form`, `form-error`, `save`, and in the forms `field-{id,name,role,password,disabled,skills,title,trail,queue,channel,enabled,value,zone,day-N,holidays,days,host,port,user,from,tls,to,url,events,secret,expires}` (`N` from 0, Monday), `field-inbox-all` and then `field-inbox` (with `data-id`), `member` (with `data-id`), `event` (with `data-id`), `shown`, `new-password` (its text is the password), `done`, `copy`, `embed-snippet`, `chat-link`, `own-queues`, `own-teams`, `current-password`, `own-password`, `change-password` |

mod api;
mod app;
mod clock;
mod desk;
mod errands;
mod frame;
mod kept;
mod keys;
mod page;
mod refusal;
mod route;
mod settings;
mod sign_in;
mod socket;
mod sound;
mod state;
mod upload;
mod waits;
mod words;

use trilha_widgets::i18n::Texts;
use trilha_widgets::{Toaster, i18n, theme};
use yew::prelude::*;

const TEXTS: Texts = [
    include_str!("../i18n/pt-BR.ftl"),
    include_str!("../i18n/en.ftl"),
    include_str!("../i18n/es.ftl"),
];
const STYLE: &str = include_str!("../style/console.css");

#[component]
fn Root() -> Html {
    html! { <Toaster><app::App /></Toaster> }
}

fn main() {
    add_style();
    theme::apply(theme::chosen());
    i18n::start(TEXTS);
    let root = web_sys::window()
        .and_then(|w| w.document())
        .and_then(|d| d.get_element_by_id("app"));
    match root {
        Some(root) => yew::Renderer::<Root>::with_root(root).render(),
        None => yew::Renderer::<Root>::new().render(),
    };
}

/// The console's own style, after the shared one that the page links.
fn add_style() {
    let Some(document) = web_sys::window().and_then(|w| w.document()) else {
        return;
    };
    if let (Ok(style), Some(head)) = (
        document.create_element("style"),
        document.query_selector("head").ok().flatten(),
    ) {
        style.set_text_content(Some(STYLE));
        drop(head.append_child(&style));
    }
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
