//! Gathers what the pages need into the binary: the editor's entries where they are built, its styles, the chat.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=TRILHA_DIST");
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")).join("../..");
    let out = PathBuf::from(variable("OUT_DIR"));
    let dist = env::var_os("TRILHA_DIST").map_or_else(|| root.join("target/dist"), PathBuf::from);
    // Made when it is missing, so that there is something to watch.
    fs::create_dir_all(&dist)?;
    let mut files = Vec::new();
    collect(&dist, "", &mut files)?;
    watch(&dist);
    let mut table = Table::new(out);
    for (name, path) in files {
        table.add(&name, &fs::read(path)?)?;
    }
    for page in ["console", "studio"] {
        table.add(&format!("{page}.css"), &styles(&root.join("editor"), page)?)?;
    }
    let web = root.join("engine/server/web");
    watch(&web);
    table.add("page.js", &fs::read(web.join("page.js"))?)?;
    table.add("chat.js", &chat(&web)?)?;
    table.write()
}

/// The web chat: its parts, in the order in which they need each other, as one script that leaves no name
/// behind, without indentation and lines of comment: none of its texts goes over several lines with either.
fn chat(web: &Path) -> io::Result<Vec<u8>> {
    let mut script = b"(() => {\n\"use strict\";\n".to_vec();
    for part in ["words.js", "look.js", "contents.js", "chat.js"] {
        for line in fs::read_to_string(web.join(part))?.lines().map(str::trim) {
            if !line.is_empty() && !line.starts_with("//") {
                script.extend(line.bytes().chain(*b"\n"));
            }
        }
    }
    script.extend(b"})();\n");
    Ok(script)
}

fn variable(name: &str) -> String {
    env::var(name).expect("invariant: cargo sets it")
}

fn watch(path: &Path) {
    println!("cargo::rerun-if-changed={}", path.display());
}

/// Every file below a folder, by path.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<io::Result<_>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.push((name, entry.path()));
        }
    }
    Ok(())
}

/// The styles of a page of the editor, in the order in which they build on each other; two pages may use a class for two things.
fn styles(editor: &Path, page: &str) -> io::Result<Vec<u8>> {
    let mut css = Vec::new();
    for (part, first) in [
        ("widgets", &["tokens.css", "base.css", "widgets.css"][..]),
        (page, &[]),
    ] {
        let folder = editor.join(part).join("style");
        if !folder.is_dir() {
            watch(&editor.join(part));
            continue;
        }
        watch(&folder);
        let mut files = Vec::new();
        collect(&folder, "", &mut files)?;
        let place = |name: &String| {
            first
                .iter()
                .position(|known| known == name)
                .unwrap_or(first.len())
        };
        files.retain(|(_, path)| path.extension().is_some_and(|ending| ending == "css"));
        files.sort_by_key(|(name, _)| (place(name), name.clone()));
        for (_, path) in files {
            css.extend(fs::read(path)?);
            css.push(b'\n');
        }
    }
    Ok(css)
}

/// The generated table of files.
struct Table {
    out: PathBuf,
    code: String,
    files: usize,
}

impl Table {
    fn new(out: PathBuf) -> Self {
        Self {
            out,
            code: "&[\n".into(),
            files: 0,
        }
    }

    fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let raw = self.out.join(format!("{}.raw", self.files));
        let packed = self.out.join(format!("{}.br", self.files));
        fs::write(&raw, bytes)?;
        fs::write(&packed, compressed(bytes)?)?;
        let hash: String =
            Sha256::digest(bytes)
                .iter()
                .take(8)
                .fold(String::new(), |mut out, byte| {
                    write!(out, "{byte:02x}").expect("invariant: a string takes everything");
                    out
                });
        writeln!(
            self.code,
            "Embedded {{ name: {name:?}, hash: {hash:?}, raw: include_bytes!({:?}), br: include_bytes!({:?}) }},",
            raw.to_string_lossy(),
            packed.to_string_lossy(),
        )
        .expect("invariant: a string takes everything");
        self.files += 1;
        Ok(())
    }

    fn write(mut self) -> io::Result<()> {
        self.code.push(']');
        fs::write(self.out.join("embedded.rs"), self.code)
    }
}

fn compressed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let release = variable("PROFILE") == "release";
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: if release { 10 } else { 4 },
        ..Default::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters)?;
    Ok(out)
}
