//! What a key means while a word is being put together, as with accents and with East Asian writing.

use web_sys::KeyboardEvent;

/// What every browser gives as `keyCode` for a key that an input method takes (UI Events, 7.3.1).
const TAKEN: u32 = 229;

/// Whether the key belongs to a word that is not finished: its Enter chooses letters and sends nothing.
pub fn composing(event: &KeyboardEvent) -> bool {
    // Safari ends the word before it tells of the key that ended it.
    event.is_composing() || event.key_code() == TAKEN
}
