//! The imperative shell: runtime, outbox, timers, HTTP, sockets, accounts and settings.
