//! The chimes, made by the browser itself; silent until one has touched the page, as browsers ask.

use crate::state::Chime;
use std::cell::RefCell;
use trilha_widgets::storage;
use wasm_bindgen::JsValue;
use web_sys::{AudioContext, OscillatorType};

const KEY: &str = "trilha.sound";

thread_local! {
    static CONTEXT: RefCell<Option<AudioContext>> = const { RefCell::new(None) };
}

/// Whether chimes are wanted in this browser.
pub(crate) fn wanted() -> bool {
    storage::get(KEY).as_deref() != Some("off")
}

/// Switches them on or off.
pub(crate) fn want(on: bool) {
    storage::set(KEY, if on { "on" } else { "off" });
}

/// To be called when one touches the page.
pub(crate) fn wake() {
    CONTEXT.with_borrow_mut(|context| {
        if context.is_none() {
            *context = AudioContext::new().ok();
        }
        if let Some(context) = context {
            drop(context.resume());
        }
    });
}

/// Plays a chime, if wanted and allowed.
pub(crate) fn play(chime: Chime) {
    if !wanted() {
        return;
    }
    let notes: &[(f32, f64)] = match chime {
        Chime::Arrival => &[(659.25, 0.0), (880.0, 0.13)],
        Chime::Message => &[(783.99, 0.0)],
    };
    CONTEXT.with_borrow(|context| {
        if let Some(context) = context {
            for (pitch, after) in notes {
                // A sound that cannot be played is only not heard.
                drop(note(context, *pitch, *after));
            }
        }
    });
}

fn note(context: &AudioContext, pitch: f32, after: f64) -> Result<(), JsValue> {
    let (tone, volume) = (context.create_oscillator()?, context.create_gain()?);
    let start = context.current_time() + after;
    tone.set_type(OscillatorType::Sine);
    tone.frequency().set_value(pitch);
    volume.gain().set_value_at_time(0.0, start)?;
    volume
        .gain()
        .linear_ramp_to_value_at_time(0.14, start + 0.015)?;
    volume
        .gain()
        .exponential_ramp_to_value_at_time(0.001, start + 0.32)?;
    tone.connect_with_audio_node(&volume)?;
    volume.connect_with_audio_node(&context.destination())?;
    tone.start_with_when(start)?;
    tone.stop_with_when(start + 0.35)
}
