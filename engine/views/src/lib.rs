//! What is folded from the journal: lists, counters, timers due.
