//! Changes to a text of a trail that keep everything else as it is.
