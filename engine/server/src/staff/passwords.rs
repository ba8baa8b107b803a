//! Passwords: argon2id, off the runtime's threads and few at a time.

use crate::problem::{Answer, Problem};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// The fewest characters of a password.
pub(crate) const SHORTEST: usize = 10;
/// The most bytes of one: hashing more would be work for nothing.
const LONGEST: usize = 1024;

/// Hashing takes tens of megabytes each; this many at once.
static ROOM: Semaphore = Semaphore::const_new(4);

/// What a sign-in under a name that does not exist is measured against, so that it takes as long.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash_now("nobody has this password").unwrap_or_default());

/// Refuses a password that is too short or too long.
pub(crate) fn check(password: &str) -> Answer<()> {
    if password.chars().count() < SHORTEST {
        return Err(
            Problem::invalid().detail(format!("a password has at least {SHORTEST} characters"))
        );
    }
    if password.len() > LONGEST {
        return Err(Problem::too_long().detail(format!("a password has at most {LONGEST} bytes")));
    }
    Ok(())
}

/// The hash of a password, in PHC form.
pub(crate) async fn hash(password: String) -> Answer<String> {
    let _room = ROOM
        .acquire()
        .await
        .map_err(|error| Problem::ours(&error))?;
    tokio::task::spawn_blocking(move || hash_now(&password))
        .await
        .map_err(|error| Problem::ours(&error))?
}

fn hash_now(password: &str) -> Answer<String> {
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|error| Problem::ours(&error))?;
    Ok(hash.to_string())
}

/// Whether a password belongs to a hash; without a hash it takes as long, and does not.
pub(crate) async fn verify(password: String, hash: Option<String>) -> Answer<bool> {
    if password.len() > LONGEST {
        return Ok(false);
    }
    let _room = ROOM
        .acquire()
        .await
        .map_err(|error| Problem::ours(&error))?;
    let verified = tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        let Ok(hash) = PasswordHash::new(&hash) else {
            return false;
        };
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
            && known
    });
    verified.await.map_err(|error| Problem::ours(&error))
}
