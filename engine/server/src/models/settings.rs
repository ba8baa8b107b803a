//! What an admin sets of models: values of `env`, and a secret.

use crate::staff::house::Snapshot;
use crate::vault::Vault;
use trilha_model::Value;

/// The `env` value that holds the address before `/chat/completions`, such as `https://api.openai.com/v1`.
const URL: &str = "MODEL_URL";
/// The `env` value that lists the models trails may name, the first for those that name none.
const NAMES: &str = "MODEL_NAMES";
/// The `env` value that says how many tokens all conversations together may use in a day of UTC.
const A_DAY: &str = "MODEL_TOKENS_PER_DAY";
/// The secret that is sent as the bearer's token; without one the service is asked without.
const KEY: &str = "MODEL_KEY";

/// How many tokens a day may use if nobody says.
const TOKENS_A_DAY: u64 = 1_000_000;

/// The service, as it is set up now.
pub(super) struct Settings {
    pub(super) url: reqwest::Url,
    pub(super) model: String,
    pub(super) key: String,
    pub(super) a_day: u64,
}

impl Settings {
    /// What is set up for a model; why it cannot be asked, for whoever made the trail.
    pub(super) fn of(house: &Snapshot, vault: &Vault, model: Option<&str>) -> Result<Self, String> {
        let env = |name: &str| house.env.state.env.get(name);
        let text = |name: &str| env(name).and_then(Value::as_text).unwrap_or_default();
        let sealed = house.secrets.state.secrets.get(KEY);
        let key = sealed.and_then(|sealed| vault.reveal(KEY, sealed));
        let key = key.unwrap_or_default();
        let mut settings = Self::named(text(URL), text(NAMES), &key, model)?;
        if let Some(tokens) = env(A_DAY) {
            settings.a_day = tokens
                .to_string()
                .trim()
                .parse()
                .map_err(|_| format!("the value of {A_DAY} is not a number"))?;
        }
        Ok(settings)
    }

    /// A service by its address, the models it has, and its key.
    pub(super) fn named(
        url: &str,
        names: &str,
        key: &str,
        model: Option<&str>,
    ) -> Result<Self, String> {
        let url = url.trim().trim_end_matches('/');
        if url.is_empty() {
            return Err(format!("no model is set up: {URL} has no value"));
        }
        let url = url
            .parse()
            .map_err(|_| format!("the value of {URL} is not an address"))?;
        let mut names = names.split([',', ' ']).filter(|name| !name.is_empty());
        let model = match model {
            Some(wanted) => names.find(|name| *name == wanted),
            None => names.next(),
        }
        .ok_or_else(|| match model {
            Some(wanted) => format!("{NAMES} does not list the model `{wanted}`"),
            None => format!("no model is set up: {NAMES} has no value"),
        })?
        .to_owned();
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(format!("the secret {KEY} cannot stand in a header"));
        }
        Ok(Self {
            url,
            model,
            key: key.to_owned(),
            a_day: TOKENS_A_DAY,
        })
    }
}
