//! Conversations, tickets, queues and agents: how each is folded from its events, and what moves them.
