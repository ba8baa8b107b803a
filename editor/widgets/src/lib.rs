//! Dumb Yew parts, the design tokens they are drawn with, and the words they say in three languages.
//!
//! Nothing here knows a conversation or a trail. The stylesheet stands in `style/` in three files,
//! served concatenated in this order: `tokens.css`, `base.css`, `widgets.css` (see [`STYLE`]).

pub mod badge;
pub mod button;
pub mod chance;
pub mod choice;
pub mod choices;
pub mod clipboard;
pub mod dialog;
pub mod emptiness;
pub mod field;
pub mod i18n;
pub mod icon;
pub mod menu;
pub mod palette;
pub mod split;
pub mod storage;
pub mod table;
pub mod tabs;
pub mod theme;
pub mod toast;
pub mod typing;

#[cfg(test)]
mod contrast;

pub use badge::{Avatar, Badge, Dot, Kbd, Tone};
pub use button::{Button, ButtonKind, IconButton, IconLink};
pub use choice::{Checkbox, Segmented, Switch};
pub use choices::Letters;
pub use dialog::{Confirm, Dialog};
pub use emptiness::{Empty, Failure, Skeleton, Spinner, english};
pub use field::{Opt, Select, TextArea, TextField};
pub use icon::{Glyph, Icon};
pub use menu::{Menu, MenuEntry, MenuSide};
pub use palette::{CommandPalette, PaletteItem};
pub use split::Split;
pub use table::Table;
pub use tabs::{TabItem, Tabs};
pub use toast::{Toaster, Toasts, use_toasts};
pub use typing::composing;

/// The whole stylesheet: tokens, base, parts.
pub const STYLE: &str = concat!(
    include_str!("../style/tokens.css"),
    include_str!("../style/base.css"),
    include_str!("../style/widgets.css"),
);
