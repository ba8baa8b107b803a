//! One module per channel: what comes in becomes an input, an effect becomes what goes out.
