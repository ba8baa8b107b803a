//! What is said, in plain words: for transcripts, lists and limits.

use super::{Choice, Content, FormField, Scale};

impl Content {
    /// As plain text: a menu is its question, then `key) label` a line; media its caption, then its address.
    pub fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Menu { text, options, .. } => {
                let mut out = text.clone();
                for Choice { key, label } in options {
                    out.push('\n');
                    out.push_str(key);
                    out.push_str(") ");
                    out.push_str(label);
                }
                out
            }
            Self::Media(media) => {
                let words = media.caption.as_ref().or(media.alt.as_ref());
                lines(words.or(media.name.as_ref()), &media.url)
            }
            Self::Location(place) => place.plain(),
            Self::Link { url, title } => lines(title.as_ref(), url),
            Self::Form(form) => {
                let mut out = form.text.clone();
                for field in &form.fields {
                    out.push_str("\n- ");
                    out.push_str(&field.label);
                }
                out
            }
            Self::Rating { text, scale } => match scale {
                Scale::Thumbs => format!("{text} (👍 👎)"),
                other => {
                    let (low, high) = other.range();
                    format!("{text} ({low}–{high})")
                }
            },
            Self::Template(template) => template.preview.clone().unwrap_or_else(|| {
                let name = template.name.to_string();
                let words = std::iter::once(name).chain(template.parameters.iter().cloned());
                words.collect::<Vec<_>>().join("\n")
            }),
        }
    }

    /// What is said, without the options and addresses that come with it: for previews and lists.
    pub fn gist(&self) -> String {
        match self {
            Self::Text(text) | Self::Menu { text, .. } | Self::Rating { text, .. } => text.clone(),
            Self::Form(form) => form.text.clone(),
            Self::Media(media) => {
                let words = media.caption.as_ref().or(media.alt.as_ref());
                words.or(media.name.as_ref()).unwrap_or(&media.url).clone()
            }
            Self::Link { url, title } => title.as_ref().unwrap_or(url).clone(),
            Self::Location(place) => {
                let words = place.name.as_ref().or(place.address.as_ref());
                words.cloned().unwrap_or_else(|| place.plain())
            }
            Self::Template(_) => self.plain(),
        }
    }

    /// How many bytes its texts hold.
    pub fn weight(&self) -> usize {
        let opt = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        match self {
            Self::Text(text) | Self::Rating { text, .. } => text.len(),
            Self::Menu { text, options, .. } => {
                let labels = options.iter().map(|option| option.label.len());
                text.len() + labels.sum::<usize>()
            }
            Self::Media(media) => {
                media.url.len() + opt(&media.name) + opt(&media.alt) + opt(&media.caption)
            }
            Self::Location(place) => 16 + opt(&place.name) + opt(&place.address),
            Self::Link { url, title } => url.len() + opt(title),
            Self::Form(form) => {
                let field =
                    |field: &FormField| field.label.len() + opt(&field.value) + opt(&field.error);
                form.text.len() + form.fields.iter().map(field).sum::<usize>()
            }
            Self::Template(template) => {
                let parameters = template.parameters.iter().map(String::len);
                parameters.sum::<usize>() + opt(&template.preview)
            }
        }
    }
}

fn lines(words: Option<&String>, url: &str) -> String {
    words.map_or_else(|| url.to_owned(), |words| format!("{words}\n{url}"))
}
