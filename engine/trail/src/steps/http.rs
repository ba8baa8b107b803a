//! `http`: a request to a web service.

use super::{Act, Group, Verb};
use crate::mold::Mold;
use crate::reader::Reader;
use crate::run::{Flow, Run, Wake};
use crate::session::Parked;
use crate::shape::{Choice, Field, OneOf, Shape};
use crate::target::{Aim, Exit};
use crate::text::Template;
use crate::yaml::Node;
use smol_str::{SmolStr, format_smolstr};
use trilha_model::{
    Body, Effect, Filled, HttpRequest, Map, Method, Outcome, Piece, Span, Value, VarName,
};

/// What a request is: its method is the key before its address.
static REQUEST: OneOf = OneOf {
    within: "here",
    choices: &[
        Choice {
            key: Field::optional(
                "get",
                Shape::Template,
                "The address to GET; `{{ … }}` in it is percent-encoded, save at its start and of `env` alone.",
            ),
            beside: &BESIDE,
        },
        Choice {
            key: Field::optional(
                "post",
                Shape::Template,
                "The address to POST to; `{{ … }}` in it is percent-encoded, save at its start and of `env` alone.",
            ),
            beside: &BESIDE,
        },
        Choice {
            key: Field::optional(
                "put",
                Shape::Template,
                "The address to PUT to; `{{ … }}` in it is percent-encoded, save at its start and of `env` alone.",
            ),
            beside: &BESIDE,
        },
        Choice {
            key: Field::optional(
                "patch",
                Shape::Template,
                "The address to PATCH; `{{ … }}` in it is percent-encoded, save at its start and of `env` alone.",
            ),
            beside: &BESIDE,
        },
        Choice {
            key: Field::optional(
                "delete",
                Shape::Template,
                "The address to DELETE; `{{ … }}` in it is percent-encoded, save at its start and of `env` alone.",
            ),
            beside: &BESIDE,
        },
    ],
};

/// What any request may have.
static BESIDE: [Field; 7] = [
    Field::optional(
        "headers",
        Shape::MapOf(&Shape::Template),
        "Headers; `{{ secret.NAME }}` may stand in them.",
    ),
    Field::optional(
        "query",
        Shape::MapOf(&Shape::Template),
        "Parameters added to the address, percent-encoded.",
    ),
    Field::optional("json", Shape::Any, "A JSON body."),
    Field::optional("form", Shape::MapOf(&Shape::Template), "A form body."),
    Field::optional("text", Shape::Template, "A plain text body."),
    Field::optional(
        "limit",
        Shape::Duration,
        "How long it may take in all; 10s if not said, 60s at most.",
    ),
    Field::optional(
        "retries",
        Shape::Integer(0, 5),
        "How often it is tried again when the service cannot be reached; 2 for GET, PUT and DELETE, else 0.",
    ),
];

const METHODS: [(&str, Method); 5] = [
    ("get", Method::Get),
    ("post", Method::Post),
    ("put", Method::Put),
    ("patch", Method::Patch),
    ("delete", Method::Delete),
];

/// The longest a request may take: a contact waits for it.
const LONGEST: Span = Span(60_000);

/// Asks a web service.
#[derive(Clone, Debug)]
pub struct Http {
    method: Method,
    url: Template,
    query: Vec<(SmolStr, Template)>,
    headers: Vec<(SmolStr, Template)>,
    body: Option<BodyMold>,
    limit: Span,
    retries: u8,
    save: Option<VarName>,
    statuses: Vec<(SmolStr, Option<Aim>)>,
    next: Option<Aim>,
}

#[derive(Clone, Debug)]
enum BodyMold {
    Json(Mold),
    Form(Vec<(SmolStr, Template)>),
    Text(Template),
}

impl Act for Http {
    const VERB: Verb = Verb {
        name: "http",
        group: Group::Outside,
        doc: "Asks a web service and saves its answer as `{ status, headers, body }`.",
        value: Shape::OneOf(&REQUEST),
        fields: &[
            Field::optional(
                "save",
                Shape::Variable,
                "The variable that gets the answer.",
            ),
            Field::optional(
                "status",
                Shape::MapOf(&Shape::Target),
                "Where to go for a status such as 404.",
            ),
            Field::optional(
                "next",
                Shape::Target,
                "Where to go with an answer below 400.",
            ),
        ],
        example: "http: { get: \"https://example.com\" }\nsave: answer_1\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let request = node.get("http");
        let key = |key: &str| request.and_then(|request| request.get(key));
        let mut lines = METHODS
            .iter()
            .filter_map(|(name, method)| Some((*method, key(name)?)));
        let line = lines.next();
        if let (Some(request), true) = (request, line.is_none() || lines.next().is_some()) {
            reader
                .error(
                    crate::diagnostic::Code::MISSING_KEY,
                    request.span,
                    "a request has exactly one of `get`, `post`, `put`, `patch`, `delete`",
                )
                .help = Some("write the address after it, such as `get: https://…`".into());
        }
        one_body(reader, request);
        for (key, _) in node.get("status").into_iter().flat_map(Node::entries) {
            if !key
                .text
                .parse()
                .is_ok_and(|status: u16| (100..600).contains(&status))
            {
                let message = format!("`{}` is no status of HTTP", key.text);
                reader
                    .error(crate::diagnostic::Code::WRONG_SHAPE, key.span, message)
                    .help = Some("write a number from 100 to 599, such as 404".into());
            }
        }
        let (method, url) = line.map_or((Method::Get, None), |(method, node)| (method, Some(node)));
        if let Some(url) = url {
            reader.begins(url, &["https://", "http://"]);
        }
        let statuses = node
            .get("status")
            .and_then(Node::as_map)
            .unwrap_or_default();
        Self {
            method,
            url: url
                .map(|node| reader.template(node, true))
                .unwrap_or_default(),
            query: templates(reader, key("query"), true),
            headers: templates(reader, key("headers"), true),
            body: BodyMold::read(reader, request),
            limit: reader.limit(key("limit"), LONGEST).unwrap_or(Span(10_000)),
            retries: key("retries")
                .and_then(Node::as_int)
                .and_then(|n| u8::try_from(n).ok())
                .unwrap_or(if repeatable(method) { 2 } else { 0 }),
            save: reader.save(node, Some("map")),
            statuses: statuses
                .iter()
                .map(|(key, node)| (key.text.as_str().into(), reader.aim_here(node)))
                .collect(),
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        let status =
            |(name, aim): &(SmolStr, Option<Aim>)| Exit::at(name, &["status", name], aim.as_ref());
        let mut exits = vec![Exit::plain("next", self.next.as_ref())];
        exits.extend(self.statuses.iter().map(status));
        exits
    }

    fn summary(&self, _: &str) -> String {
        format!("{} {}", self.method.as_str(), self.url.source())
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        let request = self.request(run)?;
        let effect = run.effect(Effect::Http(request))?;
        Ok(Flow::Park {
            effect: Some(effect),
            until: None,
            attempts: 0,
        })
    }

    fn resume(&self, run: &mut Run<'_>, _: &Parked, wake: Wake<'_>) -> Result<Flow, String> {
        let (status, headers, body) = match wake {
            Wake::Settled(Outcome::Http {
                status,
                headers,
                body,
            }) => (*status, headers, body),
            Wake::Settled(Outcome::Failed { reason }) => return Err(reason.clone()),
            Wake::Again if repeatable(self.method) => return self.enter(run),
            Wake::Again => {
                return Err(format!(
                    "an interrupt came while the {} was under way: nobody knows whether it was done, and asking again might do it twice",
                    self.method.as_str()
                ));
            }
            _ => return Err("the request was given up".to_owned()),
        };
        if let Some(name) = &self.save {
            let mut answer = Map::new();
            answer.insert("status".into(), Value::Int(status.into()));
            answer.insert("headers".into(), Value::Map(headers.clone()));
            answer.insert("body".into(), body.clone());
            run.set(name.clone(), Value::Map(answer))?;
        }
        let listed = format_smolstr!("{status}");
        if self.statuses.iter().any(|(name, _)| *name == listed) {
            return Ok(Flow::Exit(listed.as_str().into()));
        }
        if status >= 400 {
            return Err(format!("the service answered {status}"));
        }
        Ok(Flow::exit("next"))
    }
}

impl Http {
    /// The address. What it takes in stays within its place in a path or query: all but a beginning and
    /// what the admin set is percent-encoded, and no value may be a step of the path up or in place.
    fn address(&self, run: &Run<'_>) -> Result<Filled, String> {
        let mut dots = false;
        let filled = self.url.fill_with(|at, expression| {
            let value = run.eval(expression)?.to_string();
            let reads = expression.reads();
            let set = !reads.is_empty() && reads.iter().all(|name| name == "env");
            if at == 0 || set {
                return Ok(value);
            }
            dots |= value.bytes().all(|byte| byte == b'.') && !value.is_empty();
            Ok::<_, String>(encode(&value))
        })?;
        let masked = filled.masked();
        let path = masked.split(['?', '#']).next().unwrap_or_default();
        if dots && path.split('/').any(|part| matches!(part, "." | "..")) {
            return Err("`.` or `..` would lead elsewhere in the address".to_owned());
        }
        Ok(filled)
    }

    fn request(&self, run: &Run<'_>) -> Result<HttpRequest, String> {
        let mut url = self.address(run)?;
        for (at, (name, value)) in self.query.iter().enumerate() {
            let glue = if at == 0 && !url.masked().contains('?') {
                "?"
            } else {
                "&"
            };
            url.0.push(Piece::Text(format!("{glue}{}=", encode(name))));
            let encoded = run.filled(value)?.0.into_iter().map(|piece| match piece {
                Piece::Text(text) => Piece::Text(encode(&text)),
                secret @ Piece::Secret(_) => secret,
            });
            url.0.extend(encoded);
        }
        let headers: Result<Vec<(SmolStr, Filled)>, String> = self
            .headers
            .iter()
            .map(|(name, value)| Ok((name.clone(), run.filled(value)?)))
            .collect();
        Ok(HttpRequest {
            method: self.method,
            url,
            headers: headers?,
            body: self.body.as_ref().map(|body| body.fill(run)).transpose()?,
            limit: self.limit,
            retries: self.retries,
        })
    }
}

impl BodyMold {
    fn read(reader: &mut Reader<'_>, request: Option<&Node>) -> Option<Self> {
        let request = request?;
        if let Some(node) = request.get("json") {
            return Some(Self::Json(Mold::read(reader, node)));
        }
        if request.get("form").is_some() {
            return Some(Self::Form(templates(reader, request.get("form"), false)));
        }
        let node = request.get("text")?;
        Some(Self::Text(reader.template(node, false)))
    }

    fn fill(&self, run: &Run<'_>) -> Result<Body, String> {
        Ok(match self {
            Self::Json(mold) => Body::Json(run.fill(mold)?),
            Self::Text(template) => Body::Text(run.template(template)?),
            Self::Form(fields) => {
                let fields: Result<Vec<_>, String> = fields
                    .iter()
                    .map(|(name, value)| Ok((name.clone(), run.template(value)?)))
                    .collect();
                Body::Form(fields?)
            }
        })
    }
}

/// Whether asking twice does what asking once does (RFC 9110, section 9.2.2).
fn repeatable(method: Method) -> bool {
    matches!(method, Method::Get | Method::Put | Method::Delete)
}

fn one_body(reader: &mut Reader<'_>, request: Option<&Node>) {
    let entries = request.into_iter().flat_map(Node::entries);
    let mut bodies =
        entries.filter(|(key, _)| matches!(key.text.as_str(), "json" | "form" | "text"));
    if let (Some((first, _)), Some((second, _))) = (bodies.next(), bodies.next()) {
        let message = format!(
            "a request has one body, this one has `{}` and `{}`",
            first.text, second.text
        );
        let said = reader.error(crate::diagnostic::Code::WRONG_SHAPE, second.span, message);
        said.labels.push((first.span, "the first body".to_owned()));
        said.help = Some("keep one of them".into());
    }
}

fn templates(
    reader: &mut Reader<'_>,
    node: Option<&Node>,
    secrets: bool,
) -> Vec<(SmolStr, Template)> {
    let entries = node.and_then(Node::as_map).unwrap_or_default();
    entries
        .iter()
        .map(|(key, node)| (key.text.as_str().into(), reader.template(node, secrets)))
        .collect()
}

/// Percent-encodes all but the unreserved characters of RFC 3986, section 2.3.
fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("invariant: strings take all");
        }
    }
    out
}
