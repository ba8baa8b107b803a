//! Names the code of which a page and the player beside it are built: by what is written in it, so that both come to the
//! same name, and those of another build to another.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Where orders, answers and all they carry are told.
const SOURCES: [&str; 7] = [
    "editor/state/src",
    "engine/desk/src",
    "engine/model/src",
    "engine/script/src",
    "engine/talk/src",
    "engine/trail/src",
    "engine/wire/src",
];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let own = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let root = PathBuf::from(own).join("../..");
    let mut hasher = DefaultHasher::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={}", root.join(source).display());
        add(&root.join(source), &mut hasher)?;
    }
    println!("cargo::rustc-env=TRILHA_BUILD={:016x}", hasher.finish());
    Ok(())
}

/// What lies in a folder, in the order of its names.
fn add(folder: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    let mut found = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    found.sort_by_key(fs::DirEntry::file_name);
    for one in found {
        one.file_name().hash(hasher);
        if one.file_type()?.is_dir() {
            add(&one.path(), hasher)?;
        } else {
            fs::read(one.path())?.hash(hasher);
        }
    }
    Ok(())
}
