//! What the demo needs in an empty journal: two inboxes, two queues, and where its services are.

use crate::ambient;
use crate::app::App;
use crate::problem::Answer;
use crate::streams;
use std::net::{IpAddr, SocketAddr};
use trilha_desk::{Inbox, Queue, Settings};
use trilha_model::{
    AgentId, Channel, InboxEvent, QueueEvent, QueueId, SettingEvent, Stream, TrailId, Value,
};

/// Where the server reaches itself, as the address guard names hosts.
pub(crate) fn host(address: SocketAddr) -> String {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::from([127, 0, 0, 1]),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]),
        ip => ip,
    };
    SocketAddr::new(ip, address.port()).to_string()
}

/// Sets the demo up.
pub(crate) async fn set_up(app: &App, address: SocketAddr) -> Answer<()> {
    let host = host(address);
    let at = Some(ambient::now());
    let env = [
        ("BRAND", "Vereda".to_owned()),
        ("CLINIC", "Clínica Aurora".to_owned()),
        ("SHOP_URL", format!("http://{host}/demo/shop")),
        ("CLINIC_URL", format!("http://{host}/demo/clinic")),
    ];
    let set = env.map(|(name, value)| SettingEvent::EnvSet {
        name: name.into(),
        value: Value::from(value),
        by: None,
        at,
    });
    let mut last =
        streams::change::<Settings>(&app.journal, &Stream::new("setting", "env"), |_| {
            Ok(set.to_vec())
        })
        .await?;
    for (id, title, colour) in [
        ("support", "Suporte", "#0c6577"),
        ("reception", "Recepção", "#b45309"),
    ] {
        let saved = QueueEvent::QueueSaved {
            title: title.into(),
            members: vec![AgentId::from("admin")],
            colour: colour.into(),
            by: None,
            at,
        };
        last = streams::change::<Queue>(&app.journal, &Stream::new("queue", id), |_| {
            Ok(vec![saved.clone()])
        })
        .await?;
    }
    for (id, title, trail, queue) in [
        ("site", "Loja", "support", "support"),
        ("clinic", "Clínica", "clinic", "reception"),
    ] {
        let saved = InboxEvent::InboxSaved {
            title: title.into(),
            channel: Channel::Webchat,
            trail: Some(TrailId::from(trail)),
            queue: Some(QueueId::from(queue)),
            enabled: true,
            by: None,
            at,
        };
        last = streams::change::<Inbox>(&app.journal, &Stream::new("inbox", id), |_| {
            Ok(vec![saved.clone()])
        })
        .await?;
    }
    if let Some(cursor) = last {
        app.follower.reached(cursor).await;
    }
    Ok(())
}
