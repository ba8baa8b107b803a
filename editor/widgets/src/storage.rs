//! The browser's local storage; where it is missing or full, nothing is kept and nothing breaks.

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// What is kept under `key`.
pub fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Keeps `value` under `key`; an empty value forgets it. Says whether it was kept.
pub fn set(key: &str, value: &str) -> bool {
    storage().is_some_and(|storage| {
        if value.is_empty() {
            storage.remove_item(key).is_ok()
        } else {
            storage.set_item(key, value).is_ok()
        }
    })
}

/// The keys that begin with `prefix`.
pub fn keys(prefix: &str) -> Vec<String> {
    let Some(storage) = storage() else {
        return Vec::new();
    };
    let count = storage.length().unwrap_or(0);
    (0..count)
        .filter_map(|n| storage.key(n).ok()?)
        .filter(|key| key.starts_with(prefix))
        .collect()
}
