//! People and settings: what is folded of them, who is signed in, and passwords.

pub(crate) mod house;
pub(crate) mod passwords;
pub(crate) mod signins;
pub(crate) mod tokens;
