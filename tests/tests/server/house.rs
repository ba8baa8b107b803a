//! A server on a free port with a data folder of its own, and the people who use it.

use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use trilha_journal::{Journal, Log, LogOptions};
use trilha_server::{Options, ServeError};

use crate::meddling::{Meddle, Meddling};
pub(crate) use crate::people::{Person, Visitor};

/// How long something may take that happens by itself.
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// A running server.
pub(crate) struct House {
    pub(crate) folder: TempDir,
    pub(crate) base: String,
    pub(crate) client: Client,
    pub(crate) log: Arc<Log>,
    password: String,
    change: fn(&mut Options),
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), ServeError>>,
}

/// An answer, read.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Value,
}

impl Reply {
    async fn read(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.unwrap();
        let text = || Value::String(String::from_utf8_lossy(&bytes).into_owned());
        Self {
            status,
            headers,
            body: serde_json::from_slice(&bytes).unwrap_or_else(|_| text()),
        }
    }

    /// The body of an answer with this status.
    #[track_caller]
    pub(crate) fn ok(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// Asserts that it is a whole problem document of this kind.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, kind: &str) {
        assert_eq!(
            (self.status, self.body["type"].as_str()),
            (status, Some(kind)),
            "{}",
            self.body
        );
        assert_eq!(self.body["status"], status);
        assert!(
            self.body["title"]
                .as_str()
                .is_some_and(|title| title.len() > 5),
            "{}",
            self.body
        );
        assert_eq!(self.header("content-type"), "application/problem+json");
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

impl House {
    /// A server over new folders.
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A server with other options.
    pub(crate) async fn with(change: fn(&mut Options)) -> Self {
        Self::over(TempDir::new().unwrap(), change, String::new()).await
    }

    /// A server whose commits go through this before they are appended.
    pub(crate) async fn meddling(change: fn(&mut Options), meddle: Meddle) -> Self {
        let folder = TempDir::new().unwrap();
        let unreadable = Arc::default();
        Self::over_journal(folder, change, String::new(), |inner| {
            Arc::new(Meddling {
                inner,
                meddle,
                unreadable,
            })
        })
        .await
    }

    /// A server whose streams cannot be read while this is set.
    pub(crate) async fn unreadable_while(unreadable: Arc<AtomicBool>) -> Self {
        let folder = TempDir::new().unwrap();
        Self::over_journal(
            folder,
            |_| {},
            String::new(),
            |inner| {
                Arc::new(Meddling {
                    inner,
                    meddle: Box::new(|_| {}),
                    unreadable,
                })
            },
        )
        .await
    }

    async fn over(folder: TempDir, change: fn(&mut Options), password: String) -> Self {
        Self::over_journal(folder, change, password, |log| log).await
    }

    async fn over_journal(
        folder: TempDir,
        change: fn(&mut Options),
        password: String,
        around: impl FnOnce(Arc<dyn Journal>) -> Arc<dyn Journal>,
    ) -> Self {
        let mut options = Options::new(folder.path().join("data"), folder.path().join("flows"));
        options.grace = Duration::from_secs(5);
        options.messages = None;
        change(&mut options);
        let log = Arc::new(
            Log::open(&folder.path().join("data/journal"), &LogOptions::default()).unwrap(),
        );
        let journal = around(Arc::<Log>::clone(&log));
        let (stop, stopped) = oneshot::channel::<()>();
        let (tell, told) = oneshot::channel();
        let ready = move |ready| drop(tell.send(ready));
        let task = tokio::spawn(async move {
            trilha_server::serve_over(journal, options, ready, async { drop(stopped.await) }).await
        });
        let Ok(ready) = told.await else {
            panic!("{:?}", task.await)
        };
        let password = ready.first_admin.map_or(password, |admin| admin.password);
        let client = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            folder,
            base: format!("http://{}", ready.address),
            client,
            log,
            password,
            change,
            stop,
            task,
        }
    }

    async fn end(self) -> (TempDir, fn(&mut Options), String) {
        drop(self.client);
        self.stop.send(()).unwrap();
        self.task.await.unwrap().unwrap();
        self.log.close();
        (self.folder, self.change, self.password)
    }

    /// Stops it and starts another one over the same folders.
    pub(crate) async fn restart(self) -> Self {
        let (folder, change, password) = self.end().await;
        Self::over(folder, change, password).await
    }

    /// The same, with something done to the folders between.
    pub(crate) async fn restart_after(self, meanwhile: impl FnOnce(&std::path::Path)) -> Self {
        let (folder, change, password) = self.end().await;
        meanwhile(folder.path());
        Self::over(folder, change, password).await
    }

    /// A request as it is; what a browser or a program would send.
    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> Reply {
        Reply::read(request.send().await.unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(self.request(Method::GET, path)).await
    }

    /// The admin, signed in.
    pub(crate) async fn admin(&self) -> Person<'_> {
        self.sign_in("admin", &self.password).await
    }

    pub(crate) async fn sign_in(&self, user: &str, password: &str) -> Person<'_> {
        let reply = self.try_sign_in(user, password).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        Person {
            house: self,
            cookie: cookie(&reply),
        }
    }

    pub(crate) async fn try_sign_in(&self, user: &str, password: &str) -> Reply {
        let body = json!({ "user": user, "password": password });
        self.send(
            self.request(Method::POST, "/api/session")
                .header("x-trilha", "1")
                .json(&body),
        )
        .await
    }

    /// A queue of these agents, each made with the password `password <name>`, and signed in.
    pub(crate) async fn desk(&self, queue: &str, agents: &[&str]) -> Vec<Person<'_>> {
        let admin = self.admin().await;
        let mut people = Vec::new();
        for name in agents {
            people.push(self.hire(name, "agent").await);
        }
        let queue_settings =
            json!({ "title": format!("Queue {queue}"), "members": agents, "colour": "#00aa00" });
        admin
            .put(&format!("/api/queues/{queue}"), &queue_settings)
            .await
            .ok(200);
        for person in &people {
            person
                .put("/api/desk/availability", &json!({ "available": true }))
                .await
                .ok(200);
        }
        people
    }

    /// Somebody with an account of this role, signed in.
    pub(crate) async fn hire(&self, name: &str, role: &str) -> Person<'_> {
        let user = json!({ "id": name, "name": format!("{name} Silva"), "role": role, "password": format!("password {name}") });
        self.admin().await.post("/api/users", &user).await.ok(201);
        self.sign_in(name, &format!("password {name}")).await
    }

    /// Saves and publishes a trail.
    pub(crate) async fn publish(&self, id: &str, text: &str) {
        let admin = self.admin().await;
        let draft = admin
            .put(
                &format!("/api/trails/{id}"),
                &json!({ "base": "", "text": text }),
            )
            .await
            .ok(200);
        admin
            .post(
                &format!("/api/trails/{id}/publish"),
                &json!({ "base": draft["base"] }),
            )
            .await
            .ok(200);
    }

    /// An inbox that a trail answers.
    pub(crate) async fn inbox(&self, id: &str, trail: &str) {
        let settings = json!({ "title": format!("Inbox {id}"), "channel": "webchat", "trail": trail, "queue": null, "enabled": true });
        self.admin()
            .await
            .put(&format!("/api/inboxes/{id}"), &settings)
            .await
            .ok(200);
    }

    /// A trail on an inbox of its own name.
    pub(crate) async fn talk(&self, id: &str, text: &str) {
        self.publish(id, text).await;
        self.inbox(id, id).await;
    }

    /// A new visitor of an inbox, and what they were greeted with.
    pub(crate) async fn visit(&self, inbox: &str) -> (Visitor<'_>, Vec<String>) {
        let request = self.request(Method::POST, &format!("/api/chat/{inbox}/visits"));
        let visit = self
            .send(request.json(&json!({ "language": "en", "name": "Rita" })))
            .await
            .ok(201);
        let token = visit["token"].as_str().unwrap().to_owned();
        (
            Visitor {
                house: self,
                inbox: inbox.into(),
                token,
            },
            texts(&visit),
        )
    }
}

fn cookie(reply: &Reply) -> String {
    reply
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned()
}

/// The words of a turn's messages.
pub(crate) fn texts(turn: &Value) -> Vec<String> {
    let messages = turn["messages"].as_array().unwrap();
    messages
        .iter()
        .map(|message| message["content"]["text"].as_str().unwrap().to_owned())
        .collect()
}

/// Looks again and again until it is so; fails when it takes too long.
pub(crate) async fn eventually<F: Future<Output = bool>>(what: &str, so: impl Fn() -> F) {
    let deadline = tokio::time::Instant::now() + SOON;
    while !so().await {
        assert!(tokio::time::Instant::now() < deadline, "never: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A trail that greets, asks a name, and offers a person of the queue `support`.
pub(crate) const TALK: &str = "\
trail: talk
title: Talk
vars:
  name: { type: text, personal: true }
steps:
  hello:
    say: Welcome!
    next: name
  name:
    ask: What is your name?
    save: name
    next: menu
  menu:
    menu: \"Well, {{ name }}?\"
    options:
      more: { label: More, next: more }
      person: { label: A person, next: person }
    no_match: person
  more:
    say: There is more.
    next: menu
  person:
    handoff: support
    message: One moment.
    note: They asked.
    offline: menu
    next: back
  back:
    say: Back with the bot.
    next: menu
";
