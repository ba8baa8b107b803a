//! Model and update of the editor, without a browser.
