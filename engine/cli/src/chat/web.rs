//! Real requests of HTTP steps in a chat, made as the server makes them.

use anyhow::{Context as _, Result};
use tokio::runtime::Runtime;
use trilha_model::{HttpRequest, Outcome};
use trilha_server::{Allowed, Fetcher};

/// Asks web services, behind the address guard.
pub(super) struct Web {
    fetcher: Fetcher,
    allowed: Allowed,
    runtime: Runtime,
}

impl Web {
    /// With hosts that may have private addresses.
    pub(super) fn new(allowed: &[String]) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        Ok(Self {
            fetcher: Fetcher::new().context("no requests can be made here")?,
            allowed: Allowed::new(allowed),
            runtime: runtime.context("cannot wait for web services")?,
        })
    }

    /// Makes a request and waits for its outcome.
    pub(super) fn ask(&self, request: &HttpRequest) -> Outcome {
        let secret = |name: &str| std::env::var(format!("TRILHA_SECRET_{name}")).ok();
        let asked = self.fetcher.carry_out(request, None, &self.allowed, secret);
        self.runtime.block_on(asked)
    }
}
