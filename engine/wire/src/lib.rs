//! The JSON shapes between server and browser.
