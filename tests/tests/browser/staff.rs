//! People of the staff, made through the API where a story is not about making them.

use super::person::Person;
use super::stage::Stage;
use reqwest::{Client, Method};
use serde_json::{Value, json};

/// The password of everybody who is made here.
pub(super) const PASSWORD: &str = "uma senha comprida";

impl Stage {
    /// Agents that work the support queue, by id and name.
    pub(super) async fn has_agents(&self, agents: &[(&str, &str)]) {
        let admin = self.admin().await;
        for (id, name) in agents {
            admin
                .sends(Method::POST, "/api/users", user(id, name, "agent"))
                .await;
        }
        let members: Vec<&str> = agents.iter().map(|(id, _)| *id).collect();
        let queue = json!({ "title": "Suporte", "members": members, "colour": "#0f766e" });
        admin.sends(Method::PUT, "/api/queues/support", queue).await;
    }

    /// Somebody of the staff, in this role.
    pub(super) async fn has_user(&self, id: &str, name: &str, role: &str) {
        let admin = self.admin().await;
        let user = user(id, name, role);
        admin.sends(Method::POST, "/api/users", user).await;
    }

    /// A team of these agents.
    pub(super) async fn has_team(&self, id: &str, title: &str, members: &[&str]) {
        let team = json!({ "title": title, "members": members });
        let admin = self.admin().await;
        let path = format!("/api/teams/{id}");
        admin.sends(Method::PUT, &path, team).await;
    }

    /// The first admin in a browser, signed in.
    pub(super) async fn author(&self) -> Person {
        let password = self.house(|house| house.password.clone());
        let person = self.person("admin").await;
        person.signs_in("admin", &password).await;
        person
    }

    /// An agent who takes conversations, wherever they are.
    pub(super) async fn becomes_available(&self, id: &str) {
        let program = self.program(id, PASSWORD).await;
        let available = json!({ "available": true });
        program
            .sends(Method::PUT, "/api/desk/availability", available)
            .await;
    }

    /// The first admin, as a program.
    pub(super) async fn admin(&self) -> Program {
        let password = self.house(|house| house.password.clone());
        self.program("admin", &password).await
    }

    async fn program(&self, user: &str, password: &str) -> Program {
        let program = Program {
            client: Client::new(),
            address: self.house(|house| house.address()),
            cookie: String::new(),
        };
        let body = json!({ "user": user, "password": password, "remember": false });
        let answer = program.request(Method::POST, "/api/session", body).await;
        let cookie = answer
            .headers()
            .get("set-cookie")
            .expect("signing in sets a cookie");
        let cookie = cookie
            .to_str()
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        Program { cookie, ..program }
    }

    /// An agent in a browser, signed in and available.
    pub(super) async fn agent(&self, id: &str, name: &str) -> Person {
        let agent = self.person(name).await;
        agent.signs_in(id, PASSWORD).await;
        agent.presses_in("[data-testid=rail]", "Indisponível").await;
        agent
            .sees_in("[data-testid=availability]", "Disponível")
            .await;
        agent
    }
}

impl Person {
    /// Begins to take conversations.
    pub(super) async fn goes_available(&self) {
        self.presses_in("[data-testid=rail]", "Indisponível").await;
        self.sees_in("[data-testid=availability]", "Disponível")
            .await;
    }

    /// Opens the desk, and signs in at the form that asks for it.
    pub(super) async fn signs_in(&self, user: &str, password: &str) {
        self.opens("/desk").await;
        self.fills("Usuário", user).await;
        self.fills("Senha", password).await;
        self.presses_in("form", "Entrar").await;
        self.sees_in("[data-testid=tabs]", "Aguardando").await;
    }
}

fn user(id: &str, name: &str, role: &str) -> Value {
    json!({ "id": id, "name": name, "role": role, "password": PASSWORD })
}

/// A client of the API, signed in.
pub(super) struct Program {
    client: Client,
    address: String,
    cookie: String,
}

impl Program {
    /// Sends something that must be taken.
    pub(super) async fn sends(&self, method: Method, path: &str, body: Value) {
        let answer = self.request(method, path, body).await;
        let status = answer.status();
        assert!(
            status.is_success(),
            "{path}: {status} {}",
            answer.text().await.unwrap()
        );
    }

    /// Reads something that must be there.
    pub(super) async fn reads(&self, path: &str) -> Value {
        let answer = self.request(Method::GET, path, Value::Null).await;
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    async fn request(&self, method: Method, path: &str, body: Value) -> reqwest::Response {
        self.client
            .request(method, format!("{}{path}", self.address))
            .header("x-trilha", "1")
            .header("cookie", &self.cookie)
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await
            .unwrap()
    }
}
