//! The OpenAPI document, made from the list of routes.

use super::gate::Access;
use super::routes::{Route, Shape};
use super::table::routes;
use serde_json::{Map, Value, json};
use trilha_model::Role;

/// The document, without the demo.
pub(crate) fn document() -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    let problem = Shape::problem();
    keep(&mut schemas, &problem);
    for route in routes(false) {
        for shape in route.takes.iter().chain(&route.gives) {
            keep(&mut schemas, shape);
        }
        let item = paths.entry(plain(route.path)).or_insert_with(|| json!({}));
        if let Value::Object(item) = item {
            item.insert(route.method.as_str().to_lowercase(), operation(&route));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Trilha",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Every refusal is a problem document (RFC 9457). Moments are milliseconds since 1970 UTC.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "visitor": { "type": "http", "scheme": "bearer", "description": "The token a visit answers with." },
                "program": { "type": "http", "scheme": "bearer", "description": "An API token that an admin made." },
                "staff": { "type": "apiKey", "in": "cookie", "name": "trilha", "description": "Requests that change something also carry `x-trilha: 1`." },
            },
        },
    })
}

impl Shape {
    fn problem() -> Self {
        use utoipa::{PartialSchema, ToSchema};
        type Problem = trilha_wire::Problem;
        Self {
            name: Problem::name().into_owned(),
            many: false,
            schemas: vec![(Problem::name().into_owned(), Problem::schema())],
        }
    }

    fn schema(&self) -> Value {
        let one = json!({ "$ref": format!("#/components/schemas/{}", self.name) });
        if self.many {
            json!({ "type": "array", "items": one })
        } else {
            one
        }
    }
}

fn keep(schemas: &mut Map<String, Value>, shape: &Shape) {
    for (name, schema) in &shape.schemas {
        let schema = serde_json::to_value(schema).expect("invariant: a schema is plain data");
        let kept = schemas
            .entry(name.clone())
            .or_insert_with(|| schema.clone());
        debug_assert_eq!(*kept, schema, "two shapes are called {name}");
    }
}

/// The path as the document writes it.
fn plain(path: &str) -> String {
    path.replace("{*", "{")
}

fn operation(route: &Route) -> Value {
    let mut parameters: Vec<Value> = plain(route.path)
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}').map(str::to_owned))
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    parameters.extend(route.query.iter().map(|name| json!({ "name": name, "in": "query", "required": false, "schema": { "type": "string" } })));
    if route.only_new {
        parameters.push(json!({
            "name": "If-None-Match", "in": "header", "required": false, "schema": { "const": "*" },
            "description": "Makes only what is not there yet; what is there is refused with 412 `not-new`.",
        }));
    }
    let content = |shape: &Shape| json!({ "application/json": { "schema": shape.schema() } });
    let mut answer = Map::from_iter([("description".into(), json!(route.about))]);
    if let Some(shape) = &route.gives {
        answer.insert("content".into(), content(shape));
    }
    let refusal = json!({
        "description": "Refused.",
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    });
    let mut operation = Map::from_iter([
        ("summary".into(), json!(route.about)),
        ("operationId".into(), json!(id(route))),
        ("parameters".into(), json!(parameters)),
        (
            "responses".into(),
            json!({ (route.status.to_string()): answer, "default": refusal }),
        ),
    ]);
    if let Some(shape) = &route.takes {
        let body = json!({ "required": true, "content": content(shape) });
        operation.insert("requestBody".into(), body);
    }
    match route.access {
        Access::Public | Access::Page => {}
        Access::Visitor => {
            operation.insert("security".into(), json!([{ "visitor": [] }]));
        }
        Access::Program => {
            operation.insert("security".into(), json!([{ "program": [] }]));
        }
        Access::Staff(role) => {
            let role = match role {
                Role::Agent => "agent",
                Role::Supervisor => "supervisor",
                Role::Admin => "admin",
            };
            operation.insert("security".into(), json!([{ "staff": [] }]));
            operation.insert("x-role".into(), json!(role));
        }
    }
    Value::Object(operation)
}

fn id(route: &Route) -> String {
    let words = route
        .path
        .split(['/', '.', '-'])
        .filter(|part| !part.is_empty() && *part != "api");
    let words: Vec<_> = words
        .map(|part| part.trim_matches(['{', '}', '*']))
        .collect();
    format!(
        "{}_{}",
        route.method.as_str().to_lowercase(),
        words.join("_")
    )
}
