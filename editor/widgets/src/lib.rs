//! Dumb Yew parts and the design tokens.
