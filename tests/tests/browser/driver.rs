//! The one driver that opens every browser.

use super::leash::Leash;
use std::env;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use thirtyfour::ChromeCapabilities;
use thirtyfour::prelude::*;

static SHARED: OnceLock<Option<Driver>> = OnceLock::new();

/// A running driver and the browser it opens.
pub(super) struct Driver {
    address: String,
    chromium: PathBuf,
    _leash: Leash,
}

impl Driver {
    /// The driver of this run; none where no browser is installed and `TRILHA_SKIP_BROWSER=1` says that this is known.
    pub(super) fn shared() -> Option<&'static Self> {
        SHARED.get_or_init(Self::start).as_ref()
    }

    fn start() -> Option<Self> {
        let chromium = program(
            "TRILHA_CHROMIUM",
            &["chromium", "chromium-browser", "google-chrome"],
        );
        let driver = program("TRILHA_CHROMEDRIVER", &["chromedriver"]);
        let (Some(chromium), Some(driver)) = (chromium, driver) else {
            let skip = env::var("TRILHA_SKIP_BROWSER").is_ok_and(|value| value == "1");
            assert!(
                skip,
                "no Chromium with its driver: install both, name them in TRILHA_CHROMIUM and TRILHA_CHROMEDRIVER, or set TRILHA_SKIP_BROWSER=1"
            );
            return None;
        };
        let (leash, out) = Leash::hold(Command::new(driver).arg("--port=0"), Stdio::null());
        let mut lines = BufReader::new(out).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, port) = line.split_once("started successfully on port ")?;
                port.trim_end_matches('.').parse::<u16>().ok()
            })
            .expect("the driver says on which port it listens");
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Some(Self {
            address: format!("http://127.0.0.1:{port}"),
            chromium,
            _leash: leash,
        })
    }

    /// A browser with a profile of its own, speaking Portuguese.
    pub(super) async fn open(&self) -> WebDriver {
        let mut wish = ChromeCapabilities::new();
        wish.set_binary(&self.chromium.to_string_lossy()).unwrap();
        for flag in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-extensions",
            "--disable-background-timer-throttling",
            "--disable-renderer-backgrounding",
            "--disable-backgrounding-occluded-windows",
            "--hide-scrollbars",
            "--lang=pt-BR",
            "--window-size=1440,900",
        ] {
            wish.add_arg(flag).unwrap();
        }
        let speaks = serde_json::json!({ "intl.accept_languages": "pt-BR,pt" });
        wish.add_experimental_option("prefs", speaks).unwrap();
        wish.set_browser_log_level(thirtyfour::LoggingPrefsLogLevel::All)
            .unwrap();
        WebDriver::new(&self.address, wish)
            .await
            .expect("a browser opens")
    }
}

fn program(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(named) = env::var_os(variable) {
        let path = PathBuf::from(named);
        assert!(
            path.is_file(),
            "{variable} is not a file: {}",
            path.display()
        );
        return Some(path);
    }
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .flat_map(|dir| names.iter().map(move |name| dir.join(name)))
        .find(|path: &PathBuf| Path::is_file(path))
}
