//! The append-only truth: streams of events, in memory or in log files with their sled index.
