//! What a bubble holds: words, pictures, recordings, files, places, pages, questions and their answers.

use std::collections::BTreeMap;
use std::rc::Rc;
use trilha_model::{MediaKind, Scale};
use trilha_widgets::{Glyph, Icon, t};
use trilha_wire::chat::{Content, Given, Question};
use trilha_wire::desk::{Entry, What};
use yew::prelude::*;

/// What questions of forms are called, and which comes first, by their names.
pub(super) type Labels = BTreeMap<String, (usize, String)>;

/// The questions of the forms in a thread; of several of a name, as last asked.
pub(super) fn labels<'a>(entries: impl IntoIterator<Item = &'a Rc<Entry>>) -> Labels {
    let fields = entries.into_iter().flat_map(|entry| match &entry.what {
        What::Message {
            content: Content::Form { fields, .. },
            ..
        } => fields.as_slice(),
        _ => &[],
    });
    fields
        .enumerate()
        .map(|(at, field)| (field.name.clone(), (at, field.label.clone())))
        .collect()
}

/// Draws it. What a contact names elsewhere is not fetched by looking: it is a link.
pub(super) fn drawn(content: &Content, side: &str, labels: &Labels) -> Html {
    match content {
        Content::Text { text } => html! { <p>{ text }</p> },
        Content::Menu { text, options, .. } => html! { <>
            <p>{ text }</p>
            <ul class="chips">{ for options.iter().map(|option| html! { <li key={option.key.as_str()} data-testid="option-chip">{ &option.label }</li> }) }</ul>
        </> },
        Content::Media {
            text,
            kind,
            url,
            name,
            alt,
            caption,
            size,
        } => {
            let shown = Media {
                text,
                url,
                name: name.as_deref(),
                alt: alt.as_deref(),
                size: *size,
            };
            html! { <>
                { shown.drawn(*kind, side) }
                if let Some(caption) = caption { <p>{ caption }</p> }
            </> }
        }
        Content::Location { place, text } => {
            let title = place.name.as_ref().or(place.address.as_ref());
            let at = format!("{:.5}, {:.5}", place.latitude, place.longitude);
            let geo = format!("geo:{},{}", place.latitude, place.longitude);
            html! {
                <a class="attached" href={geo} title={text.clone()} data-testid="location">
                    <Glyph icon={Icon::Globe} size={16} />
                    <span><b>{ title.map_or_else(|| t!("content-place"), |title| title.clone().into()) }</b><small>{ at }</small></span>
                </a>
            }
        }
        Content::Link { text, url, title } => match page(url) {
            Some(url) => html! {
                <a class="attached" href={url.to_owned()} target="_blank" rel="noopener noreferrer">
                    <Glyph icon={Icon::Link} size={16} /><span><b>{ title.as_deref().unwrap_or(url) }</b><small>{ url }</small></span>
                </a>
            },
            None => html! { <p>{ text }</p> },
        },
        Content::Form { text, fields } => html! { <>
            <p>{ text }</p>
            <ul class="asked">{ for fields.iter().map(field) }</ul>
        </> },
        Content::Rating {
            text,
            low,
            high,
            scale,
        } => html! { <>
            <p>{ text }</p>
            <small class="quiet">{ if *scale == Scale::Thumbs { "👎 👍".to_owned() } else { format!("{low}–{high}") } }</small>
        </> },
        Content::Answers { answers, .. } => given(answers, labels),
    }
}

/// The answers to a form, in the order of its questions.
fn given(answers: &[Given], labels: &Labels) -> Html {
    let mut lines: Vec<_> = answers
        .iter()
        .filter(|one| !one.answer.is_empty())
        .map(|one| {
            let known = labels.get(&one.name);
            let (at, label) = known.map_or((usize::MAX, &one.name), |(at, label)| (*at, label));
            (at, label, &one.answer)
        })
        .collect();
    lines.sort();
    html! {
        <dl class="answers" data-testid="answers">
            { for lines.iter().map(|(_, label, answer)| html! { <div><dt>{ label }{ ": " }</dt><dd>{ answer }</dd></div> }) }
        </dl>
    }
}

fn field(field: &Question) -> Html {
    html! { <li key={field.name.as_str()}>{ &field.label }if let Some(error) = &field.error { <small class="bad">{ format!(" — {error}") }</small> }</li> }
}

/// A mark, as people read it.
pub(super) fn mark(scale: Scale, score: u8) -> String {
    let (_, high) = scale.range();
    match (scale, score) {
        (Scale::Thumbs, 0) => "👎".to_owned(),
        (Scale::Thumbs, _) => "👍".to_owned(),
        _ => format!("{score}/{high}"),
    }
}

struct Media<'a> {
    text: &'a str,
    url: &'a str,
    name: Option<&'a str>,
    alt: Option<&'a str>,
    size: Option<u64>,
}

impl Media<'_> {
    fn drawn(&self, kind: MediaKind, side: &str) -> Html {
        let Some(url) = self.address() else {
            return html! { <p>{ self.text }</p> };
        };
        let url = url.to_owned();
        let told = self.alt.or(self.name).unwrap_or_default().to_owned();
        let ours = side != "contact" || url.starts_with('/');
        match kind {
            MediaKind::Image | MediaKind::Sticker if ours => html! {
                <a class={classes!("picture", kind.word())} href={url.clone()} target="_blank" rel="noopener noreferrer" data-testid="picture">
                    <img src={url} alt={if told.is_empty() { t!("content-picture") } else { told.into() }} loading="lazy" />
                </a>
            },
            MediaKind::Video if ours => html! {
                <video class="picture" src={url} controls=true preload="metadata" aria-label={told} data-testid="video"></video>
            },
            MediaKind::Audio if ours => html! {
                <audio src={url} controls=true preload="metadata" aria-label={told} data-testid="audio"></audio>
            },
            _ => self.file(url),
        }
    }

    fn file(&self, url: String) -> Html {
        let size = self.size.map(bytes);
        html! {
            <a class="attached" href={url} target="_blank" rel="noopener noreferrer" download={self.name.unwrap_or_default().to_owned()} data-testid="file">
                <Glyph icon={Icon::Save} size={16} />
                <span><b>{ self.name.or(self.alt).unwrap_or(self.url) }</b>if let Some(size) = size { <small>{ size }</small> }</span>
            </a>
        }
    }

    /// Where it is, if that can be opened.
    fn address(&self) -> Option<&str> {
        let here = self.url.starts_with('/') && !self.url.starts_with("//");
        here.then_some(self.url).or_else(|| web(self.url))
    }
}

fn web(url: &str) -> Option<&str> {
    (url.starts_with("https://") || url.starts_with("http://")).then_some(url)
}

/// A page, a number to call or somebody to write to.
fn page(url: &str) -> Option<&str> {
    let other = url.starts_with("tel:") || url.starts_with("mailto:");
    other.then_some(url).or_else(|| web(url))
}

/// So many bytes, in whole units: the same in every language.
fn bytes(count: u64) -> String {
    if count < 2_000_000 {
        format!("{} kB", count.div_ceil(1_000))
    } else {
        format!("{} MB", count.div_ceil(1_000_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_sizes_are_read_at_a_glance() {
        assert_eq!(mark(Scale::Csat, 4), "4/5");
        assert_eq!(mark(Scale::Nps, 10), "10/10");
        assert_eq!(mark(Scale::Thumbs, 0), "👎");
        assert_eq!(bytes(1), "1 kB");
        assert_eq!(bytes(2_450_000), "3 MB");
    }

    #[test]
    fn only_pages_and_the_server_itself_are_opened() {
        let media = |url| Media {
            text: "",
            url,
            name: None,
            alt: None,
            size: None,
        };
        assert_eq!(media("/media/a?sig=b").address(), Some("/media/a?sig=b"));
        assert_eq!(
            media("https://x.test/a").address(),
            Some("https://x.test/a")
        );
        for url in ["//x.test/a", "javascript:alert(1)", "data:text/html,x"] {
            assert_eq!(media(url).address(), None, "{url}");
        }
    }
}
