//! From YAML to diagnostics, to a compiled graph, to a session that steps through it.

pub mod diagnostic;
pub mod edit;
pub mod yaml;
