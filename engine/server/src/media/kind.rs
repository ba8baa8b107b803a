//! What a file is, told from its first bytes alone.

use trilha_model::MediaKind;

/// Bytes that are looked at.
pub(crate) const HEAD: usize = 8 << 10;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sniffed {
    /// Whether it is a picture, a recording or something else.
    pub(crate) kind: MediaKind,
    /// Its media type.
    pub(crate) mime: &'static str,
}

/// What begins with these bytes. Pictures, films and sound of the kinds that every browser shows are told apart;
/// everything else is a file, whatever it might be.
pub(crate) fn sniffed(head: &[u8]) -> Sniffed {
    let mime = infer::get(head).map_or("application/octet-stream", |found| found.mime_type());
    let kind = match mime {
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/avif" => MediaKind::Image,
        "video/mp4" | "video/webm" | "video/quicktime" => MediaKind::Video,
        "audio/mpeg" | "audio/ogg" | "audio/x-wav" | "audio/m4a" | "audio/aac" | "audio/x-flac" => {
            MediaKind::Audio
        }
        _ => MediaKind::File,
    };
    Sniffed { kind, mime }
}

/// What a message may say its media is: a file may hold anything, and sound comes in the same boxes as films.
pub(crate) fn agreed(said: MediaKind, found: MediaKind) -> MediaKind {
    match (said, found) {
        (MediaKind::File, _) => MediaKind::File,
        (MediaKind::Audio, MediaKind::Video) => MediaKind::Audio,
        (MediaKind::Sticker, MediaKind::Image) => MediaKind::Sticker,
        _ => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_tell_what_a_file_is_and_names_do_not() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        assert_eq!(sniffed(png).kind, MediaKind::Image);
        for other in [
            &b"<html><script>alert(1)</script>"[..],
            b"<svg xmlns='http://www.w3.org/2000/svg'>",
            b"%PDF-1.7",
            b"",
        ] {
            assert_eq!(sniffed(other).kind, MediaKind::File, "{other:?}");
        }
        assert_eq!(sniffed(b"%PDF-1.7").mime, "application/pdf");
        assert_eq!(
            agreed(MediaKind::Image, MediaKind::File),
            MediaKind::File,
            "a page is no picture"
        );
        assert_eq!(agreed(MediaKind::File, MediaKind::Image), MediaKind::File);
    }
}
