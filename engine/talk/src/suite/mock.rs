//! What web services answer in a test.

use super::Mock;
use super::reader::Reader;
use trilha_model::{Map, Outcome, Value};
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

impl Reader<'_> {
    pub(super) fn mocks(&mut self, node: &Node) -> Vec<Mock> {
        self.keys(node, "`mocks`", &["http"]);
        let Some(http) = node.get("http") else {
            return Vec::new();
        };
        http.one_or_more()
            .iter()
            .filter_map(|mock| self.mock(mock))
            .collect()
    }

    fn mock(&mut self, node: &Node) -> Option<Mock> {
        let own = ["reply", "fail", "times", "after"];
        let known: Vec<&str> = METHODS.iter().map(|(key, _)| *key).chain(own).collect();
        self.keys(node, "a mocked request", &known);
        let found = METHODS
            .iter()
            .find_map(|(key, method)| node.get(key).map(|url| (*method, url)));
        let Some((method, url)) = found else {
            let message = "a mock says which request it answers, such as `get: \"*/orders/1\"`";
            self.error(Code::MISSING_KEY, node.span, message);
            return None;
        };
        Some(Mock {
            span: node.span,
            method,
            url: self.text(url).to_owned(),
            times: node.get("times").map(|times| self.count(times)),
            after: node.get("after").map(|after| self.time(after)),
            outcome: self.outcome(node)?,
        })
    }

    fn outcome(&mut self, node: &Node) -> Option<Outcome> {
        match (node.get("reply"), node.get("fail")) {
            (Some(reply), None) => Some(self.reply(reply)),
            (None, Some(reason)) => Some(Outcome::Failed {
                reason: self.text(reason).to_owned(),
            }),
            _ => {
                let message = "a mock has either a `reply` or a reason to `fail`";
                self.error(Code::MISSING_KEY, node.span, message);
                None
            }
        }
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
