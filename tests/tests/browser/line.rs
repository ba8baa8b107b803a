//! A connection to the server that can be cut, as a train in a tunnel cuts it.

use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A relay on a port of its own.
pub(super) struct Line {
    port: u16,
    whole: Arc<watch::Sender<bool>>,
}

impl Line {
    /// A line to a port of loopback.
    pub(super) async fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let line = Self {
            port: listener.local_addr().unwrap().port(),
            whole: Arc::new(watch::channel(true).0),
        };
        let whole = Arc::clone(&line.whole);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let mut state = whole.subscribe();
                if *state.borrow_and_update() {
                    tokio::spawn(async move {
                        tokio::select! {
                            () = relay(near, port) => {}
                            _ = state.wait_for(|whole| !whole) => {}
                        }
                    });
                }
            }
        });
        line
    }

    /// Where it begins.
    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Ends every connection, and every new one at once.
    pub(super) fn cut(&self) {
        self.whole.send_replace(false);
    }

    /// Takes connections again.
    pub(super) fn mend(&self) {
        self.whole.send_replace(true);
    }
}

async fn relay(mut near: TcpStream, port: u16) {
    if let Ok(mut far) = TcpStream::connect(("127.0.0.1", port)).await {
        drop(tokio::io::copy_bidirectional(&mut near, &mut far).await);
    }
}
