//! Trails have tests: talks run under a virtual clock with mocks.
