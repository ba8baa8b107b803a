//! Writes the table that [`plain`](src/words.rs) folds letters by: what Unicode's NFKD, without its marks and in small
//! letters, makes of each character, where that is more than the small letter itself.
//!
//! `unicode-normalization` holds the same as perfect hashes, which hardly compress: 43 kB of the editor's page where this
//! takes a fifth.

use std::path::Path;
use std::{env, fs, io};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Hangul syllables are taken apart by rule, not by table (Unicode, 3.12).
const HANGUL: std::ops::RangeInclusive<char> = '\u{AC00}'..='\u{D7A3}';

/// Begins a row of characters that follow each other: after it stands the first of them.
const ROW: char = '\u{1}';

/// Stands before what a character becomes.
const NEXT: char = '\0';

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let mut table = String::new();
    let mut last = None;
    for from in char::MIN..=char::MAX {
        let to = plain(from);
        if HANGUL.contains(&from) || to.chars().eq(from.to_lowercase()) {
            continue;
        }
        if last.replace(from).map(|last| u32::from(last) + 1) != Some(u32::from(from)) {
            table.extend([ROW, from]);
        }
        table.push(NEXT);
        table.push_str(&to);
    }
    let folder = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&folder).join("plain.txt"), table)
}

fn plain(from: char) -> String {
    from.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}
