//! What a service may send: so many bytes in all, and so many in one line. More is cut while it is read.

use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use async_openai::middleware::retry::OpenAIRetryLayer;
use axum::http::Response as Head;
use futures::StreamExt as _;
use reqwest::{Body, Client, Response};
use std::future::Future;
use std::io;
use std::sync::{Arc, OnceLock};
use tower::{Layer as _, Service, service_fn};

/// Bytes of an answer as it is sent: a token comes in some three hundred, and four thousand are the most a
/// trail may ask for.
const STREAM: usize = 4 << 20;
/// Bytes of one line of it: a service may send the whole answer at once, written as JSON.
const LINE: usize = 512 << 10;

/// Which bound was met, once one was.
#[derive(Clone, Debug, Default)]
pub(super) struct Met(Arc<OnceLock<String>>);

impl Met {
    /// What the service did, for whoever made the trail.
    pub(super) fn what(&self) -> Option<String> {
        self.0.get().cloned()
    }
}

/// Asks as the client does, and reads no more than the bounds allow.
pub(super) fn service(
    http: Client,
    met: Met,
) -> impl Service<
    HttpRequestFactory,
    Response = Response,
    Error = OpenAIError,
    Future: Future<Output = Result<Response, OpenAIError>> + Send + 'static,
> + Clone
+ Send
+ Sync
+ 'static {
    let asks = service_fn(move |request: HttpRequestFactory| {
        let (http, met) = (http.clone(), met.clone());
        async move {
            let response = http.execute(request.build().await?).await;
            Ok(bounded(response.map_err(OpenAIError::Reqwest)?, met))
        }
    });
    OpenAIRetryLayer::default().layer(asks)
}

fn bounded(response: Response, met: Met) -> Response {
    let (status, headers) = (response.status(), response.headers().clone());
    let mut read = Read::default();
    let bytes = response.bytes_stream().map(move |chunk| {
        let chunk = chunk.map_err(io::Error::other)?;
        match read.on(&chunk) {
            None => Ok(chunk),
            Some(beyond) => {
                // Set once: the first is what cut it.
                drop(met.0.set(beyond.clone()));
                Err(io::Error::other(beyond))
            }
        }
    });
    let mut head = Head::new(Body::wrap_stream(bytes));
    *head.status_mut() = status;
    *head.headers_mut() = headers;
    Response::from(head)
}

/// How much was read.
#[derive(Debug, Default)]
struct Read {
    all: usize,
    line: usize,
}

impl Read {
    /// Reads on; what is beyond a bound, in words.
    fn on(&mut self, chunk: &[u8]) -> Option<String> {
        self.all += chunk.len();
        let mut lines = chunk.split(|byte| *byte == b'\n');
        let mut longest = self.line + lines.next().map_or(0, <[u8]>::len);
        self.line = longest;
        for line in lines {
            self.line = line.len();
            longest = longest.max(self.line);
        }
        if self.all > STREAM {
            return Some(format!("the service sent more than {} MiB", STREAM >> 20));
        }
        (longest > LINE).then(|| format!("the service sent a line of more than {} KiB", LINE >> 10))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_counted_across_chunks_in_all_and_by_the_line() {
        let mut read = Read::default();
        let half = vec![b'x'; LINE / 2];
        assert_eq!((read.on(&half), read.on(&half)), (None, None));
        assert_eq!(read.on(b"\n"), None);
        assert_eq!((read.on(&half), read.on(&half)), (None, None));
        let beyond = read.on(b"x\ny").unwrap();
        assert_eq!(beyond, "the service sent a line of more than 512 KiB");
        let mut read = Read::default();
        let line = [vec![b'x'; 1023], vec![b'\n']].concat();
        let chunks = (0..1_000_000).find(|_| read.on(&line).is_some()).unwrap();
        assert_eq!(chunks, STREAM / 1024);
    }
}
