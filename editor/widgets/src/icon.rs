//! The icons: our own drawings on a 16-unit square, one path each, stroked 1.5 wide.

use yew::prelude::*;

macro_rules! icons {
    ($($name:ident = $path:literal;)*) => {
        /// A drawing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Icon {
            $(#[doc = concat!("`", stringify!($name), "`.")] $name,)*
        }

        impl Icon {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            fn path(self) -> &'static str {
                match self { $(Self::$name => $path,)* }
            }
        }
    };
}

icons! {
    Alert = "M8 2.5 14.2 13.2H1.8ZM8 6.5v3M8 11.4v.1";
    ArrowLeft = "M13 8H3M7 4 3 8l4 4";
    ArrowRight = "M3 8h10M9 4l4 4-4 4";
    Bell = "M4 11V7a4 4 0 0 1 8 0v4l1.2 1H2.8ZM6.7 14h2.6";
    BellOff = "M4 11V7c0-.6.1-1.2.4-1.7M6 3.5A4 4 0 0 1 12 7v3M2.8 12H11M6.7 14h2.6M2.5 2.5l11 11";
    Bot = "M3 6.5h10v6.5H3ZM8 6.5V3.5M8 3.5v-.6M6 9.3v.9M10 9.3v.9M1.4 9v1.6M14.6 9v1.6";
    Branch = "M4 2.5v11M4 10.5c0-3 8-1.5 8-5M4 2.5a1.5 1.5 0 1 0 .01 0M4 10.5a1.5 1.5 0 1 0 .01 0M12 2.5a1.5 1.5 0 1 0 .01 0";
    Check = "M3 8.5 6.3 12 13 4.5";
    ChevronDown = "M4 6l4 4 4-4";
    ChevronLeft = "M10 4 6 8l4 4";
    ChevronRight = "M6 4l4 4-4 4";
    ChevronUp = "M4 10l4-4 4 4";
    Clip = "M12.6 7.4 7.9 12.1a3 3 0 0 1-4.3-4.3L8.7 2.7a2 2 0 0 1 2.9 2.9L6.7 10.5a1 1 0 0 1-1.5-1.4L9.6 4.7";
    Clock = "M8 2a6 6 0 1 0 .01 0M8 5v3.2l2 1.5";
    Code = "M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5";
    Command = "M6 6h4v4H6ZM6 6V4.3A1.7 1.7 0 1 0 4.3 6ZM10 6h1.7A1.7 1.7 0 1 0 10 4.3ZM10 10v1.7A1.7 1.7 0 1 0 11.7 10ZM6 10H4.3A1.7 1.7 0 1 0 6 11.7Z";
    Copy = "M5.5 5.5h8v8h-8ZM10.5 5.5v-3h-8v8h3";
    Desk = "M2.5 3h11v7.5h-4l-3 2.7v-2.7h-4ZM5.5 6h5M5.5 8h3";
    Edit = "M10.5 3.2l2.3 2.3L5.5 12.8l-3 .7.7-3ZM9 4.7 11.3 7";
    External = "M9 3h4v4M13 3 7.5 8.5M6.5 4H3v9h9V9.5";
    Eye = "M1.5 8C3 5.2 5.3 3.8 8 3.8S13 5.2 14.5 8C13 10.8 10.7 12.2 8 12.2S3 10.8 1.5 8ZM8 6a2 2 0 1 0 .01 0";
    EyeOff = "M6.3 4c.5-.1 1.1-.2 1.7-.2 2.7 0 5 1.4 6.5 4.2-.5.9-1.1 1.7-1.8 2.3M10.7 11.7c-.8.3-1.7.5-2.7.5-2.7 0-5-1.4-6.5-4.2.7-1.3 1.6-2.3 2.7-3M6.6 6.6a2 2 0 0 0 2.8 2.8M2.5 2.5l11 11";
    Filter = "M2.5 4h11M4.5 8h7M6.5 12h3";
    Fit = "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10";
    Flag = "M4 14V2.5M4 3h8.5l-2 3 2 3H4";
    Globe = "M8 2a6 6 0 1 0 .01 0M2 8h12M8 2c3.3 3.5 3.3 8.5 0 12M8 2c-3.3 3.5-3.3 8.5 0 12";
    Grip = "M6 4v.01M10 4v.01M6 8v.01M10 8v.01M6 12v.01M10 12v.01";
    Hand = "M4.5 9V4.8a1 1 0 0 1 2 0M6.5 7.5V3.2a1 1 0 0 1 2 0v4.3M8.5 4.2a1 1 0 0 1 2 0v3.8M10.5 6a1 1 0 0 1 2 0v4c0 2.5-1.7 4-4 4-2 0-3-.8-4-2.5L2.7 8.8c.6-.8 1.5-.5 1.8.2";
    Hash = "M3 6h10.5M2.5 10H13M6.7 2.5 5 13.5M11 2.5l-1.7 11";
    Home = "M2.5 7.5 8 2.8l5.5 4.7M4 6.5v7h8v-7M6.7 13.5v-3.5h2.6v3.5";
    Inbox = "M2.5 9 4.3 3h7.4l1.8 6v4.3h-11ZM2.5 9h3.3l.9 1.7h2.6l.9-1.7h3.3";
    Info = "M8 2a6 6 0 1 0 .01 0M8 7.3V11M8 5v.1";
    Key = "M10.3 2.5a3.2 3.2 0 1 0 .01 0M8 8 2.8 13.2M4.5 11.5l1.7 1.7";
    Keyboard = "M1.8 4h12.4v8H1.8ZM4.3 6.7v.01M6.8 6.7v.01M9.2 6.7v.01M11.7 6.7v.01M5 9.5h6";
    Link = "M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2A2.6 2.6 0 0 0 9 3.3l-.9.9M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9A2.6 2.6 0 0 0 7 12.7l.9-.9";
    List = "M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4v.01M2.5 8v.01M2.5 12v.01";
    Lock = "M3.5 7.2h9v6.3h-9ZM5.5 7.2V5a2.5 2.5 0 0 1 5 0v2.2";
    Message = "M2.5 3h11v8H7l-3 2.5V11H2.5Z";
    Minus = "M3 8h10";
    Monitor = "M2 3h12v8H2ZM5.5 13.5h5M8 11v2.5";
    Moon = "M13.3 9.5A5.7 5.7 0 0 1 6.5 2.7a5.7 5.7 0 1 0 6.8 6.8Z";
    More = "M3.5 8v.01M8 8v.01M12.5 8v.01";
    Note = "M3 2.5h10v7L9.5 13.5H3ZM13 9.5H9.5v4M5.5 5.5h5M5.5 8h3";
    Panel = "M2 3h12v10H2ZM10 3v10";
    Play = "M5 3.2 12.5 8 5 12.8Z";
    Plus = "M8 3v10M3 8h10";
    Queue = "M2.5 4h11M2.5 7.3h11M2.5 10.7h6M11 10v4M9.2 12.2 11 14l1.8-1.8";
    Redo = "M13 6H6.2a3.2 3.2 0 0 0 0 6.5H9M10 3l3 3-3 3";
    Refresh = "M13.3 6.5A5.5 5.5 0 0 0 3.3 5.3M2.7 9.5a5.5 5.5 0 0 0 10 1.2M3 2.5v3h3M13 13.5v-3h-3";
    Return = "M6 5 2.5 8.5 6 12M2.5 8.5h7.3a3.7 3.7 0 0 0 3.7-3.7V3";
    Save = "M3 2.5h8l2.5 2.5v8.5H3ZM5.5 2.5v3.5h4.5V2.5M5.5 13.5V9.5h5.5v4";
    Search = "M7 2.5a4.5 4.5 0 1 0 .01 0M10.3 10.3 13.5 13.5";
    Send = "M2.5 3 13.8 8 2.5 13l1.6-5ZM4.1 8H8.5";
    Settings = "M2.5 4.5h6M12 4.5h1.5M2.5 11.5H4M7.5 11.5h6M10.2 2.8a1.7 1.7 0 1 0 .01 0M5.7 9.8a1.7 1.7 0 1 0 .01 0";
    SignOut = "M6.5 3H3v10h3.5M10 5l3 3-3 3M13 8H6.5";
    Sound = "M2.5 6v4h2.3L8 12.8V3.2L4.8 6ZM10.5 6a2.8 2.8 0 0 1 0 4M12.3 4.2a5.3 5.3 0 0 1 0 7.6";
    SoundOff = "M2.5 6v4h2.3L8 12.8V3.2L4.8 6ZM10.7 6.3l3.3 3.4M14 6.3l-3.3 3.4";
    Star = "M8 1.8l1.9 4 4.4.5-3.3 3 .9 4.3L8 11.4l-3.9 2.2.9-4.3-3.3-3 4.4-.5Z";
    Stop = "M4 4h8v8H4Z";
    Sun = "M8 5.3a2.7 2.7 0 1 0 .01 0M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7";
    Tag = "M2.5 2.5h5l6 6-5 5-6-6ZM5.3 5.3v.01";
    Transfer = "M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13";
    Team = "M8 3.2a1.9 1.9 0 1 0 .01 0M4.6 12.8a3.4 3.4 0 0 1 6.8 0ZM3.3 5.2a1.3 1.3 0 1 0 .01 0M12.7 5.2a1.3 1.3 0 1 0 .01 0M1.3 11.3c0-1.5.8-2.4 1.9-2.5M14.7 11.3c0-1.5-.8-2.4-1.9-2.5";
    Trash = "M2.8 4.3h10.4M6 4.3V2.7h4v1.6M4 4.3l.7 9.2h6.6l.7-9.2M6.8 7v4M9.2 7v4";
    Truck = "M1.5 3.5h8v7h-8ZM9.5 6h2.8l2.2 2.4v2.1h-5M4.5 10.5a1.4 1.4 0 1 0 .01 0M11.8 10.5a1.4 1.4 0 1 0 .01 0";
    Unlock = "M3.5 7.2h9v6.3h-9ZM5.5 7.2V5a2.5 2.5 0 0 1 4.8-1";
    Undo = "M3 6h6.8a3.2 3.2 0 0 1 0 6.5H7M6 3 3 6l3 3";
    Upload = "M8 10.5v-8M5 5.5l3-3 3 3M2.5 10.5v3h11v-3";
    User = "M8 2.5a2.7 2.7 0 1 0 .01 0M2.8 13.5c.5-2.6 2.5-4 5.2-4s4.7 1.4 5.2 4";
    Users = "M6 3a2.3 2.3 0 1 0 .01 0M1.5 13c.4-2.4 2-3.7 4.5-3.7s4.1 1.3 4.5 3.7M10.5 3.2a2.3 2.3 0 0 1 0 4.3M12 9.7c1.4.5 2.3 1.6 2.5 3.3";
    Variable = "M5.5 2.5c-2.5 0-.5 5-3 5.5 2.5.5.5 5.5 3 5.5M10.5 2.5c2.5 0 .5 5 3 5.5-2.5.5-.5 5.5-3 5.5";
    WifiOff = "M2 6.3a8.5 8.5 0 0 1 2.7-1.8M7.3 3.6A8.5 8.5 0 0 1 14 6.3M4.3 9a5.2 5.2 0 0 1 2-1.3M10 8a5 5 0 0 1 1.7 1M8 12v.01M2.5 2.5l11 11";
    X = "M4 4l8 8M12 4l-8 8";
    ZoomIn = "M7 2.5a4.5 4.5 0 1 0 .01 0M10.3 10.3 13.5 13.5M7 5v4M5 7h4";
    ZoomOut = "M7 2.5a4.5 4.5 0 1 0 .01 0M10.3 10.3 13.5 13.5M5 7h4";
}

/// What [`Glyph`] takes.
#[derive(Properties, PartialEq)]
pub struct GlyphProps {
    /// Which drawing.
    pub icon: Icon,
    /// Its side in pixels.
    #[prop_or(16)]
    pub size: u32,
}

/// An icon; the colour of the text around it, silent to screen readers.
#[component]
pub fn Glyph(props: &GlyphProps) -> Html {
    let size = props.size.to_string();
    html! {
        <svg class="icon" width={size.clone()} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d={props.icon.path()} />
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::Icon;

    #[test]
    fn every_icon_is_a_drawing_of_its_own() {
        for (n, icon) in Icon::ALL.iter().enumerate() {
            assert!(icon.path().starts_with('M'), "{icon:?}");
            assert!(
                icon.path()
                    .chars()
                    .all(|c| c.is_ascii_digit() || " .-MLHVCSQTAZmlhvcsqtaz".contains(c)),
                "{icon:?}"
            );
            for other in Icon::ALL.iter().skip(n + 1) {
                assert_ne!(icon.path(), other.path(), "{icon:?} and {other:?}");
            }
        }
    }
}
