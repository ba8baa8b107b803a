//! Writes the table that [`plain`](src/words.rs) folds letters by: what Unicode's NFKD, without its marks and in small
//! letters, makes of each character, where that is more than the small letter itself.
//!
//! `unicode-normalization` holds the same as perfect hashes, which hardly compress: 43 kB of the editor's page where this
//! takes a fifth.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Hangul syllables are taken apart by rule, not by table (Unicode, 3.12).
const HANGUL: std::ops::RangeInclusive<char> = '\u{AC00}'..='\u{D7A3}';

/// Ends each text; no text holds it.
const END: char = '\0';

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let mut runs: Vec<(u32, u32)> = Vec::new();
    let mut texts = String::new();
    for from in char::MIN..=char::MAX {
        let to = plain(from);
        if HANGUL.contains(&from) || to.chars().eq(from.to_lowercase()) {
            continue;
        }
        let code = u32::from(from);
        match runs.last_mut() {
            Some((start, length)) if *start + *length == code => *length += 1,
            _ => runs.push((code, 1)),
        }
        texts.push_str(&to);
        texts.push(END);
    }
    let mut out = String::from("/// Characters in a row: the first, and how many.\n");
    writeln!(out, "const RUNS: [(u32, u32); {}] = {runs:?};", runs.len())
        .expect("a string takes everything");
    out.push_str("/// What each of them becomes, one after the other, each ended by a zero.\n");
    writeln!(out, "const TEXTS: &str = {texts:?};").expect("a string takes everything");
    let folder = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&folder).join("plain.rs"), out)
}

fn plain(from: char) -> String {
    from.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}
