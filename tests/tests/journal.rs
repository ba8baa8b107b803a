//! What every journal must do, and what the one in files must survive.

#[cfg(test)]
mod journal {
    mod build;
    mod contract;
    mod copies;
    mod crash;
    mod damage;
    mod equal;
    mod load;
    mod reopen;
}
