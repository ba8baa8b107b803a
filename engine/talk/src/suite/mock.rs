//! What the outside answers in a test.

use super::reader::Reader;
use super::{Mock, Wanted};
use trilha_model::{
    CallEnd, Map, ModelAnswer, ModelSource, Outcome, Span as Time, Value, WantedCall,
};
use trilha_trail::diagnostic::Code;
use trilha_trail::yaml::{self, Node};

const METHODS: [(&str, &str); 6] = [
    ("get", "GET"),
    ("post", "POST"),
    ("put", "PUT"),
    ("patch", "PATCH"),
    ("delete", "DELETE"),
    ("any", ""),
];

/// What every mock may say.
const OWN: [&str; 4] = ["reply", "fail", "times", "after"];

impl Reader<'_> {
    pub(super) fn mocks(&mut self, node: &Node) -> Vec<Mock> {
        let kinds = ["http", "email", "emit", "dial", "record", "model"];
        self.keys(node, "`mocks`", &kinds);
        let mut mocks = Vec::new();
        for (kind, list) in node.entries() {
            for one in list.one_or_more() {
                mocks.extend(self.mock(&kind.text, one));
            }
        }
        mocks
    }

    fn mock(&mut self, kind: &str, node: &Node) -> Option<Mock> {
        let (asked, outcome) = match kind {
            "http" => self.http(node)?,
            "email" => {
                let to = self.named(node, "to");
                (Wanted::Email(to), self.done(node)?)
            }
            "emit" => {
                let event = self.named(node, "event");
                (Wanted::Emit(event), self.done(node)?)
            }
            "dial" => {
                let number = self.named(node, "number");
                (Wanted::Dial(number), self.called(node)?)
            }
            "record" => (Wanted::Record, self.recorded(node)?),
            "model" => self.modelled(node)?,
            _ => return None,
        };
        Some(Mock {
            span: node.span,
            asked,
            times: node.get("times").map(|times| self.count(times)),
            after: node.get("after").map(|after| self.time(after)),
            outcome,
        })
    }

    /// What a mock answers to, under this key; anything if it does not say.
    fn named(&mut self, node: &Node, key: &str) -> String {
        self.keys(node, "a mock of this kind", &[&[key], &OWN[..]].concat());
        node.get(key)
            .map_or_else(|| "*".to_owned(), |node| self.text(node).to_owned())
    }

    fn http(&mut self, node: &Node) -> Option<(Wanted, Outcome)> {
        let methods = METHODS.iter().map(|(key, _)| *key);
        let known: Vec<&str> = methods.chain(OWN).collect();
        self.keys(node, "a mocked request", &known);
        let found = METHODS
            .iter()
            .find_map(|(key, method)| node.get(key).map(|url| (*method, url)));
        let Some((method, url)) = found else {
            let message = "a mock says which request it answers, such as `get: \"*/orders/1\"`";
            self.error(Code::MISSING_KEY, node.span, message);
            return None;
        };
        let url = self.text(url).to_owned();
        let outcome = match (node.get("reply"), self.failed(node)) {
            (Some(reply), None) => self.reply(reply),
            (None, Some(failed)) => failed,
            _ => return self.neither(node),
        };
        Some((Wanted::Http { method, url }, outcome))
    }

    fn failed(&mut self, node: &Node) -> Option<Outcome> {
        node.get("fail").map(|reason| Outcome::Failed {
            reason: self.text(reason).to_owned(),
        })
    }

    fn neither<T>(&mut self, node: &Node) -> Option<T> {
        let message = "a mock has either a `reply` or a reason to `fail`";
        self.error(Code::MISSING_KEY, node.span, message);
        None
    }

    /// What is done without an answer, or fails.
    fn done(&mut self, node: &Node) -> Option<Outcome> {
        if let Some(reply) = node.get("reply") {
            let message =
                "nothing is replied to this: leave `reply` out, or give a reason to `fail`";
            self.error(Code::WRONG_SHAPE, reply.span, message);
            return None;
        }
        Some(self.failed(node).unwrap_or(Outcome::Done))
    }

    fn called(&mut self, node: &Node) -> Option<Outcome> {
        let reply = match (node.get("reply"), self.failed(node)) {
            (None, Some(failed)) => return Some(failed),
            (Some(reply), None) => reply,
            _ => return self.neither(node),
        };
        let end = match reply.as_str() {
            Some("answered") => CallEnd::Answered,
            Some("busy") => CallEnd::Busy,
            Some("no_answer") => CallEnd::NoAnswer,
            _ => {
                self.wrong(reply, "`answered`, `busy` or `no_answer`");
                return None;
            }
        };
        Some(Outcome::Called(end))
    }

    fn recorded(&mut self, node: &Node) -> Option<Outcome> {
        self.keys(node, "a mocked voice message", &OWN);
        let reply = match (node.get("reply"), self.failed(node)) {
            (None, Some(failed)) => return Some(failed),
            (Some(reply), None) => reply,
            _ => return self.neither(node),
        };
        match reply.as_str() {
            Some("busy") => return Some(Outcome::Called(CallEnd::Busy)),
            Some("no_answer") => return Some(Outcome::Called(CallEnd::NoAnswer)),
            _ => {}
        }
        self.keys(reply, "a voice message", &["media", "length"]);
        let media = reply.get("media").map(|media| self.text(media).into());
        Some(Outcome::Recorded {
            media: media.unwrap_or_default(),
            length: reply
                .get("length")
                .map_or(Time(1_000), |length| self.time(length)),
        })
    }

    fn modelled(&mut self, node: &Node) -> Option<(Wanted, Outcome)> {
        let known = [
            &["text", "calls", "sources", "confidence", "tokens"],
            &OWN[..],
        ]
        .concat();
        self.keys(node, "a mocked model", &known);
        let text = node
            .get("text")
            .map_or_else(|| "*".to_owned(), |node| self.text(node).to_owned());
        let calls = node.get("calls");
        let reply = match (node.get("reply").or(calls), self.failed(node)) {
            (None, Some(failed)) => return Some((Wanted::Model(text), failed)),
            (Some(reply), None) => reply,
            _ => return self.neither(node),
        };
        let (calls, answer) = match calls {
            Some(calls) => (self.calls(calls), node.get("reply").map(yaml::to_value)),
            None => (Vec::new(), Some(yaml::to_value(reply))),
        };
        let confidence = node.get("confidence").map(|node| {
            let percent = self.count(node);
            if percent > 100 {
                self.wrong(node, "a number of percent, from 0 to 100");
            }
            u8::try_from(percent).unwrap_or(100)
        });
        let tokens = node.get("tokens").map_or(0, |node| self.count(node));
        let answer = ModelAnswer {
            answer: answer.unwrap_or_default(),
            confidence,
            tokens,
            calls,
            sources: node
                .get("sources")
                .map(|node| self.sources(node))
                .unwrap_or_default(),
        };
        Some((Wanted::Model(text), Outcome::Model(answer)))
    }

    /// The documents that a mocked model cites, in order.
    fn sources(&mut self, node: &Node) -> Vec<ModelSource> {
        let mut sources = Vec::new();
        for source in node.one_or_more() {
            self.keys(source, "a source", &["title", "heading", "file"]);
            if source.get("title").is_none() {
                self.wrong(
                    source,
                    "a source such as `{ title: Returns, heading: By post }`",
                );
            }
            let mut part = |key: &str| {
                let part = source.get(key).map(|part| self.text(part).to_owned());
                part.unwrap_or_default()
            };
            sources.push(ModelSource {
                title: part("title"),
                heading: part("heading"),
                file: part("file"),
            });
        }
        sources
    }

    /// The tools that a mocked model calls, in order.
    fn calls(&mut self, node: &Node) -> Vec<WantedCall> {
        let mut calls = Vec::new();
        for call in node.one_or_more() {
            self.keys(call, "the call of a tool", &["tool", "arguments"]);
            let Some(tool) = call.get("tool") else {
                self.wrong(
                    call,
                    "a call such as `{ tool: orders, arguments: { number: 7 } }`",
                );
                continue;
            };
            let nothing = || Value::Map(Map::new());
            calls.push(WantedCall {
                tool: self.text(tool).into(),
                arguments: call.get("arguments").map_or_else(nothing, yaml::to_value),
            });
        }
        calls
    }

    fn reply(&mut self, node: &Node) -> Outcome {
        self.keys(node, "a reply", &["status", "json", "text", "headers"]);
        let status = node.get("status").map_or(200, |status| self.count(status));
        let body = match (node.get("json"), node.get("text")) {
            (Some(json), None) => yaml::to_value(json),
            (None, Some(text)) => Value::text(self.text(text)),
            (None, None) => Value::Null,
            (Some(json), Some(_)) => {
                self.error(
                    Code::WRONG_SHAPE,
                    json.span,
                    "a reply is either `json` or `text`",
                );
                Value::Null
            }
        };
        let headers = node
            .get("headers")
            .map(|headers| self.map(headers))
            .unwrap_or_default();
        let headers = headers
            .into_iter()
            .map(|(name, value)| (name.to_lowercase().into(), Value::text(value.to_string())))
            .collect::<Map>();
        let status = u16::try_from(status)
            .ok()
            .filter(|status| (100..600).contains(status));
        if status.is_none() {
            self.error(
                Code::WRONG_SHAPE,
                node.span,
                "a status is a number from 100 to 599",
            );
        }
        Outcome::Http {
            status: status.unwrap_or(200),
            headers,
            body,
        }
    }
}
