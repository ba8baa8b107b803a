//! Telling another system something: one request, nothing followed, and little of the answer read.

use super::guard::Allowed;
use super::limits;
use super::send::{Fetcher, Hop, Ready};
use super::why::Miss;
use reqwest::Response;
use reqwest::header::LOCATION;
use std::time::Duration;
use trilha_model::HttpRequest;
use trilha_model::effect::late;
use trilha_wire::outside::Silence;

/// Characters of an answer's first words.
const WORDS: usize = 300;

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Where it redirects.
    pub(crate) to: Option<String>,
    /// The first words of the body, on one line; none where there are none.
    pub(crate) words: Option<String>,
}

impl Fetcher {
    /// Makes a request of no secrets once, behind the guard. A redirect is an answer as any other: what is told is meant
    /// for one address. Once there is a status, what is wrong with the body changes nothing.
    pub(crate) async fn tell(
        &self,
        request: &HttpRequest,
        allowed: &Allowed,
    ) -> Result<Reply, Miss> {
        let ready = Ready::new(request, None, |_| None);
        let ready = ready.map_err(|reason| Miss::new(Silence::Other, reason))?;
        let limit =
            Duration::from_millis(u64::try_from(request.limit.0).unwrap_or(0)).min(limits::LONGEST);
        let hop = Hop::first(&ready, allowed);
        let response = tokio::time::timeout(limit, self.hop(&hop)).await;
        let mut response = response.map_err(|_| {
            let words = late(request.limit);
            Miss::new(Silence::Late, words)
        })??;
        let to = response.headers().get(LOCATION);
        let to = to.map(|to| String::from_utf8_lossy(to.as_bytes()).into_owned());
        Ok(Reply {
            status: response.status().as_u16(),
            to: to.filter(|_| response.status().is_redirection()),
            words: first_words(&beginning(&mut response).await),
        })
    }
}

/// What comes of a body soon, and no more than is wanted of it.
async fn beginning(response: &mut Response) -> Vec<u8> {
    let mut bytes = Vec::new();
    let reading = async {
        while let Ok(Some(chunk)) = response.chunk().await {
            let room = limits::WORDS - bytes.len();
            bytes.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
            if chunk.len() >= room {
                return;
            }
        }
    };
    // What came until then is the beginning.
    tokio::time::timeout(limits::READING, reading).await.ok();
    bytes
}

fn first_words(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let shown = |c: char| if c.is_control() { ' ' } else { c };
    let text: String = text.chars().map(shown).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = text.chars().take(WORDS).collect();
    (!cut.is_empty()).then_some(cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_words_are_one_line_of_what_can_be_shown() {
        assert_eq!(first_words(b" \r\n\t"), None);
        assert_eq!(
            first_words(b"{\n  \"error\":\t\"no\x00pe\"\n}").as_deref(),
            Some("{ \"error\": \"no pe\" }")
        );
        let long = "é".repeat(5_000);
        let cut = first_words(&long.as_bytes()[..4_095]).unwrap();
        assert_eq!(cut.chars().count(), WORDS);
        assert!(cut.chars().all(|c| c == 'é'));
    }
}
