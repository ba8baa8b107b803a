//! Randomness of the browser, good enough for passwords and ids, on pages without TLS too.

use std::fmt::Write;

/// Unpredictable bytes.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let filled = web_sys::window()
        .and_then(|window| window.crypto().ok())
        .is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    assert!(
        filled,
        "invariant: every browser that runs WebAssembly has crypto.getRandomValues"
    );
    bytes
}

/// A new UUID, version 4.
pub fn uuid() -> String {
    uuid_of(bytes())
}

fn uuid_of(bytes: [u8; 16]) -> String {
    let mut out = String::with_capacity(36);
    for (n, byte) in bytes.into_iter().enumerate() {
        let byte = match n {
            6 => byte & 0x0f | 0x40,
            8 => byte & 0x3f | 0x80,
            _ => byte,
        };
        if matches!(n, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        write!(out, "{byte:02x}").expect("writing to a String never fails");
    }
    out
}

/// A password of 20 letters and digits in groups of five, none that look alike: 100 bits.
pub fn password() -> String {
    password_of(bytes())
}

const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";

fn password_of(bytes: [u8; 20]) -> String {
    let mut out = String::with_capacity(23);
    for (n, byte) in bytes.into_iter().enumerate() {
        if n > 0 && n % 5 == 0 {
            out.push('-');
        }
        out.push(
            LETTERS
                .get(usize::from(byte % 32))
                .copied()
                .map_or('a', char::from),
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_has_its_version_and_variant() {
        assert_eq!(uuid_of([0; 16]), "00000000-0000-4000-8000-000000000000");
        assert_eq!(uuid_of([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }

    #[test]
    fn a_password_is_four_groups_of_letters_that_do_not_look_alike() {
        let bytes = std::array::from_fn(|n| u8::try_from(n * 13 % 256).unwrap());
        let password = password_of(bytes);
        assert_eq!(password.len(), 23);
        assert_eq!(password.split('-').count(), 4);
        assert!(!password.contains(['0', 'O', 'o', '1', 'l', 'I', 'i']));
    }
}
