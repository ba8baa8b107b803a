//! The mail server: none or one.

use super::screen::{About, Delete, edit_and_delete, set, use_form, use_screen};
use super::valid;
use crate::api;
use gloo_net::http::Method;
use trilha_widgets::{Icon, IconButton, Opt, Select, TextField, t};
use trilha_wire::outside::{MailServer, MailSettings, MailTest, Tls};
use yew::prelude::*;

const PATH: &str = "/api/mail";

/// The kinds of security, with the port that goes with each.
const KINDS: [(Tls, &str, &str); 3] = [
    (Tls::StartTls, "start_tls", "587"),
    (Tls::Implicit, "implicit", "465"),
    (Tls::None, "none", "25"),
];

#[derive(Clone, PartialEq)]
enum Asked {
    Edit(Option<MailServer>),
    Try,
    Delete(MailServer),
}

/// The list of none or one.
#[component]
pub(super) fn Mail() -> Html {
    let screen = use_screen::<MailServer, Asked>(PATH);
    let (ask, onclose, ondone) = (screen.ask(), screen.onclose(), screen.ondone());
    let dialog = match screen.asked() {
        Some(Asked::Edit(server)) => html! { <Form server={server.clone()} {onclose} {ondone} /> },
        Some(Asked::Try) => html! { <Try {onclose} /> },
        Some(Asked::Delete(_)) => html! {
            <Delete path={PATH} title={t!("delete-mail")} text={t!("delete-mail-text")} {onclose} {ondone} />
        },
        None => Html::default(),
    };
    let none = screen.lines().is_some_and(Vec::is_empty);
    let about = About {
        title: t!("mail"),
        text: t!("mail-text"),
        new: if none {
            t!("new-mail")
        } else {
            AttrValue::default()
        },
        heads: vec![
            t!("mail-host"),
            t!("mail-tls"),
            t!("mail-user"),
            t!("mail-from"),
        ],
        none: (Icon::Send, t!("no-mail"), t!("mail-text")),
    };
    let new = ask.reform(|()| Asked::Edit(None));
    screen.draw(about, new, |server| row(server, &ask), dialog)
}

fn kind(tls: Tls) -> AttrValue {
    match tls {
        Tls::Implicit => t!("tls-implicit"),
        Tls::StartTls => t!("tls-start-tls"),
        Tls::None => t!("tls-none"),
    }
}

fn row(server: &MailServer, ask: &Callback<Asked>) -> Html {
    html! {
        <tr key="mail" data-testid="line" data-id="mail">
            <td class="mono">{ format!("{}:{}", server.host, server.port) }</td>
            <td>{ kind(server.tls) }</td>
            <td class="mono" data-label={server.user.as_ref().map(|_| t!("mail-user"))}>{ server.user.clone().unwrap_or_default() }</td>
            <td data-label={t!("mail-from")}>{ &server.from }</td>
            <td class="acts">
                <IconButton icon={Icon::Send} label={t!("try-mail")} onclick={ask.reform(|()| Asked::Try)} testid="try" />
                { edit_and_delete(ask, server, Asked::Edit, Asked::Delete) }
            </td>
        </tr>
    }
}

#[derive(Properties, PartialEq)]
struct TryProps {
    onclose: Callback<()>,
}

/// Sends an e-mail; says that it went, or in the server's words why not.
#[component]
fn Try(props: &TryProps) -> Html {
    let to = use_state(String::new);
    let sent = use_state(|| None::<String>);
    let form = use_form();
    let fault = valid::some(&to);
    let ondone = {
        let (sent, to) = (sent.setter(), to.clone());
        Callback::from(move |()| sent.set(Some(to.trim().to_owned())))
    };
    let body = MailTest {
        to: to.trim().to_owned(),
    };
    let again = sent.setter();
    let onsubmit = form.submit(fault.is_none(), ondone, move || {
        again.set(None);
        let body = body.clone();
        async move { api::tell(Method::POST, "/api/mail/test", &body).await }
    });
    let fields = html! {<>
        <TextField label={t!("mail-to")} kind="email" value={(*to).clone()} oninput={set(&to)} hint={t!("mail-to-hint")}
            error={form.fault(fault, t!("fault-missing"))} autofocus=true testid="field-to" />
        if let Some(to) = &*sent { <p role="status" data-testid="done">{ t!("mail-sent", to = to.as_str()) }</p> }
    </>};
    form.draw(
        t!("try-mail"),
        t!("send"),
        (onsubmit, &props.onclose),
        fields,
    )
}

#[derive(Properties, PartialEq)]
struct FormProps {
    server: Option<MailServer>,
    onclose: Callback<()>,
    ondone: Callback<()>,
}

#[component]
fn Form(props: &FormProps) -> Html {
    let before = props.server.clone().unwrap_or_else(|| MailServer {
        host: String::new(),
        port: 587,
        tls: Tls::StartTls,
        user: None,
        password_set: false,
        from: String::new(),
    });
    let kept = before.password_set;
    let host = use_state(|| before.host.clone());
    let port = use_state(|| before.port.to_string());
    let tls = use_state(|| before.tls);
    let user = use_state(|| before.user.clone().unwrap_or_default());
    let password = use_state(String::new);
    let from = use_state(|| before.from.clone());
    let form = use_form();
    let faults = (valid::some(&host), valid::port(&port), valid::some(&from));
    let some = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
    let onsubmit = form.put(
        faults == (None, None, None),
        props.ondone.clone(),
        PATH.to_owned(),
        MailSettings {
            host: (*host).clone(),
            port: port.parse().unwrap_or_default(),
            tls: *tls,
            user: some(&user),
            password: some(&password),
            from: (*from).clone(),
        },
    );
    let missing = || t!("fault-missing");
    let fields = html! {<>
        <TextField label={t!("mail-host")} code=true value={(*host).clone()} oninput={set(&host)} error={form.fault(faults.0, missing())} autofocus=true testid="field-host" />
        { security(&tls, &port) }
        <TextField label={t!("mail-port")} code=true value={(*port).clone()} oninput={set(&port)} error={form.fault(faults.1, t!("fault-port"))} testid="field-port" />
        <TextField label={t!("mail-user")} code=true value={(*user).clone()} oninput={set(&user)} hint={t!("mail-user-hint")} testid="field-user" />
        <TextField label={t!("password")} kind="password" autocomplete="new-password" code=true value={(*password).clone()} oninput={set(&password)}
            hint={kept.then(|| t!("mail-password-kept"))} testid="field-password" />
        <TextField label={t!("mail-from")} value={(*from).clone()} oninput={set(&from)} hint={t!("mail-from-hint")} error={form.fault(faults.2, missing())} testid="field-from" />
    </>};
    let title = if props.server.is_none() {
        t!("new-mail")
    } else {
        t!("edit-mail")
    };
    form.draw(title, t!("save"), (onsubmit, &props.onclose), fields)
}

/// Chooses the security; the port follows as long as it is a usual one.
fn security(tls: &UseStateHandle<Tls>, port: &UseStateHandle<String>) -> Html {
    let options = KINDS.map(|(tls, value, _)| Opt::new(value, kind(tls)));
    let chosen = KINDS.iter().find(|(kind, ..)| *kind == **tls);
    let value = chosen.map_or("start_tls", |(_, value, _)| value);
    let usual = KINDS.iter().any(|(.., usual)| *usual == port.as_str());
    let (set_tls, set_port) = (tls.setter(), port.setter());
    let onchange = move |value: String| {
        if let Some((tls, _, its_port)) = KINDS.iter().find(|(_, name, _)| *name == value) {
            set_tls.set(*tls);
            if usual {
                set_port.set((*its_port).to_owned());
            }
        }
    };
    html! { <Select label={t!("mail-tls")} {value} options={options.to_vec()} {onchange} testid="field-tls" /> }
}
