//! The only place that knows Rhai: expressions and scripts in, values out, behind limits.
