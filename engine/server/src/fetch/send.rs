//! Sending a request of a trail: secrets revealed at the last moment, every hop guarded, tried again where it may be.

use super::guard::{Allowed, Names, refused};
use super::why::Miss;
use super::{answer, limits};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Client, Method, Response, StatusCode, Url};
use std::sync::Arc;
use std::time::Duration;
use trilha_model::effect::late;
use trilha_model::{Body, HttpRequest, Outcome, Piece};
use trilha_wire::outside::Silence;

/// Makes requests for trails.
#[derive(Clone, Debug)]
pub struct Fetcher {
    /// For every host: resolves to public addresses only.
    guarded: Client,
    /// For hosts an admin allowed.
    open: Client,
}

/// One request, with nothing left to look up.
pub(super) struct Ready {
    method: Method,
    url: Url,
    headers: HeaderMap,
    /// Headers that must not follow a redirect to another origin.
    private: Vec<HeaderName>,
    body: Option<Vec<u8>>,
}

impl Fetcher {
    /// Ready to ask. Fails where the system gives no certificates or sockets.
    pub fn new() -> Result<Self, reqwest::Error> {
        let client = || {
            Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
                .connect_timeout(Duration::from_secs(10))
                .pool_idle_timeout(Duration::from_secs(30))
                .user_agent(concat!("trilha/", env!("CARGO_PKG_VERSION")))
        };
        Ok(Self {
            guarded: client().dns_resolver(Arc::new(Names::Public)).build()?,
            open: client().dns_resolver(Arc::new(Names::Any)).build()?,
        })
    }

    /// Carries a request out. Never fails: what cannot be done is an outcome too.
    ///
    /// `key` goes out as `Idempotency-Key`; `allowed` names the hosts that may have private addresses;
    /// `secret` gives the value of a secret by its name, none where there is none.
    pub async fn carry_out(
        &self,
        request: &HttpRequest,
        key: Option<&str>,
        allowed: &Allowed,
        secret: impl Fn(&str) -> Option<String>,
    ) -> Outcome {
        let ready = match Ready::new(request, key, secret) {
            Ok(ready) => ready,
            Err(reason) => return Outcome::Failed { reason },
        };
        let limit =
            Duration::from_millis(u64::try_from(request.limit.0).unwrap_or(0)).min(limits::LONGEST);
        match tokio::time::timeout(limit, self.with_retries(&ready, request.retries, allowed)).await
        {
            Ok(outcome) => outcome,
            Err(_) => Outcome::Failed {
                reason: late(request.limit),
            },
        }
    }

    /// What asks a service that is not one of a trail's: guarded as any other.
    pub(crate) fn client(&self, url: &Url, allowed: &Allowed) -> Result<&Client, String> {
        if allowed.names(url) {
            return Ok(&self.open);
        }
        refused(url).map_or(Ok(&self.guarded), Err)
    }

    async fn with_retries(&self, ready: &Ready, retries: u8, allowed: &Allowed) -> Outcome {
        let mut pause = limits::FIRST_PAUSE;
        for left in (0..=retries).rev() {
            match self.once(ready, allowed).await {
                Ok(Outcome::Http {
                    status: 502..=504, ..
                })
                | Err(Trouble::Passing(_))
                    if left > 0 =>
                {
                    tokio::time::sleep(pause.mul_f64(rand::random_range(0.5..1.5))).await;
                    pause *= 2;
                }
                Ok(outcome) => return outcome,
                Err(Trouble::Passing(reason) | Trouble::Lasting(reason)) => {
                    return Outcome::Failed { reason };
                }
            }
        }
        Outcome::Failed {
            reason: "no answer".into(),
        }
    }

    async fn once(&self, ready: &Ready, allowed: &Allowed) -> Result<Outcome, Trouble> {
        let mut hop = Hop::first(ready, allowed);
        for _ in 0..=limits::REDIRECTS {
            let response = self.hop(&hop).await?;
            match hop.onward(&response, &ready.private, allowed)? {
                Some(next) => hop = next,
                None => return answer::read(response).await.map_err(Trouble::Lasting),
            }
        }
        Err(Trouble::Lasting(format!(
            "more than {} redirects",
            limits::REDIRECTS
        )))
    }

    pub(super) async fn hop(&self, hop: &Hop) -> Result<Response, Miss> {
        let client = if hop.trusted {
            &self.open
        } else {
            if let Some(reason) = refused(&hop.url) {
                return Err(Miss::new(Silence::Guarded, reason));
            }
            &self.guarded
        };
        let mut request = client
            .request(hop.method.clone(), hop.url.clone())
            .headers(hop.headers.clone());
        if let Some(body) = &hop.body {
            request = request.body(body.clone());
        }
        Ok(request.send().await?)
    }
}

/// Why a try came to nothing.
enum Trouble {
    /// Another try may do better.
    Passing(String),
    /// Another try would come to the same.
    Lasting(String),
}

impl From<Miss> for Trouble {
    fn from(miss: Miss) -> Self {
        // What the guard refuses stays refused; everything else on the way may pass.
        if miss.why == Silence::Guarded {
            Self::Lasting(miss.words)
        } else {
            Self::Passing(miss.words)
        }
    }
}

/// One request of a chain of redirects.
pub(super) struct Hop {
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
    /// Whether an admin named this host and every one before it: nobody else leads to a private address.
    trusted: bool,
}

impl Hop {
    /// The first one of a request.
    pub(super) fn first(ready: &Ready, allowed: &Allowed) -> Self {
        Self {
            method: ready.method.clone(),
            url: ready.url.clone(),
            headers: ready.headers.clone(),
            body: ready.body.clone(),
            trusted: allowed.names(&ready.url),
        }
    }

    /// Where a redirect leads; `None` for an answer that is none.
    fn onward(
        &self,
        response: &Response,
        private: &[HeaderName],
        allowed: &Allowed,
    ) -> Result<Option<Self>, Trouble> {
        let keep = match response.status() {
            StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
            StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => self.method != Method::POST,
            StatusCode::SEE_OTHER => false,
            _ => return Ok(None),
        };
        let Some(location) = response
            .headers()
            .get(LOCATION)
            .and_then(|location| location.to_str().ok())
        else {
            return Ok(None);
        };
        let url = self
            .url
            .join(location)
            .map_err(|_| Trouble::Lasting("it redirects to something that is no address".into()))?;
        let mut headers = self.headers.clone();
        if url.origin() != self.url.origin() {
            for name in private {
                headers.remove(name);
            }
        }
        if !keep {
            headers.remove(CONTENT_TYPE);
        }
        let (method, body) = if keep {
            (self.method.clone(), self.body.clone())
        } else {
            (Method::GET, None)
        };
        Ok(Some(Self {
            trusted: self.trusted && allowed.names(&url),
            method,
            url,
            headers,
            body,
        }))
    }
}

impl Ready {
    pub(super) fn new(
        request: &HttpRequest,
        key: Option<&str>,
        secret: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, String> {
        let unknown = |name: smol_str::SmolStr| format!("there is no secret {name}");
        let url = request.url.reveal(&secret).map_err(unknown)?;
        let url = Url::parse(url.trim())
            .map_err(|_| format!("{} is not an address", request.url.masked()))?;
        let mut headers = HeaderMap::new();
        let mut private = vec![reqwest::header::AUTHORIZATION, reqwest::header::COOKIE];
        let body = request
            .body
            .as_ref()
            .map(|body| written(body, &mut headers));
        for (name, filled) in &request.headers {
            let header = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| format!("{name} is not a header's name"))?;
            let value = filled.reveal(&secret).map_err(unknown)?;
            let mut value = HeaderValue::from_str(&value)
                .map_err(|_| format!("the value of {name} cannot stand in a header"))?;
            if filled
                .0
                .iter()
                .any(|piece| matches!(piece, Piece::Secret(_)))
            {
                value.set_sensitive(true);
                private.push(header.clone());
            }
            headers.insert(header, value);
        }
        if let Some(key) = key
            && let Ok(key) = HeaderValue::from_str(key)
        {
            headers
                .entry(HeaderName::from_static("idempotency-key"))
                .or_insert(key);
        }
        let method = Method::from_bytes(request.method.as_str().as_bytes())
            .map_err(|error| error.to_string())?;
        Ok(Self {
            method,
            url,
            headers,
            private,
            body,
        })
    }
}

fn written(body: &Body, headers: &mut HeaderMap) -> Vec<u8> {
    let (kind, bytes) = match body {
        Body::Json(value) => ("application/json", value.to_json().into_bytes()),
        Body::Form(fields) => ("application/x-www-form-urlencoded", form(fields)),
        Body::Text(text) => ("text/plain; charset=utf-8", text.clone().into_bytes()),
    };
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    bytes
}

fn form(fields: &[(smol_str::SmolStr, String)]) -> Vec<u8> {
    let mut url = Url::parse("http://form/").expect("invariant: a constant address");
    url.query_pairs_mut().extend_pairs(
        fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    );
    url.query().unwrap_or_default().as_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redirected(from: &str, to: &str, allowed: &Allowed) -> Option<Hop> {
        let url: Url = from.parse().unwrap();
        let hop = Hop {
            method: Method::GET,
            trusted: allowed.names(&url),
            url,
            headers: HeaderMap::new(),
            body: None,
        };
        let redirect = axum::http::Response::builder()
            .status(StatusCode::FOUND)
            .header(LOCATION, to)
            .body(Vec::new())
            .unwrap();
        let Ok(next) = hop.onward(&redirect.into(), &[], allowed) else {
            panic!("{to} is an address");
        };
        next
    }

    #[tokio::test]
    async fn a_stranger_does_not_lead_to_a_private_host_that_an_admin_allowed() {
        let inside = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let inside = format!("http://{}/", inside.local_addr().unwrap());
        let allowed = Allowed::new(["127.0.0.1", "shop.internal"]);
        let led = redirected("http://example.com/", &inside, &allowed).unwrap();
        assert!(!led.trusted);
        let refused = Fetcher::new().unwrap().hop(&led).await;
        assert!(
            matches!(&refused, Err(miss) if miss.why == Silence::Guarded),
            "{refused:?}"
        );
        let own = redirected("http://shop.internal/", &inside, &allowed).unwrap();
        assert!(own.trusted, "one allowed host may lead to another");
        let out = redirected("http://shop.internal/", "http://example.com/", &allowed).unwrap();
        assert!(!out.trusted);
    }
}
