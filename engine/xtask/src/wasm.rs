//! WebAssembly: the rustup target, bindings for a page, and what a module asks of its host.

use std::path::Path;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;
use wasmparser::{Parser, Payload};

use crate::project::{self, Project, on_path};

/// The target of the editor and of the pure crates.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Installs the standard library of the target where it is missing.
pub(crate) fn ensure_target(project: &Project) -> Result<()> {
    let mut rustc = project.program(Path::new("rustc"));
    rustc.args(["--print", "target-libdir", "--target", TARGET]);
    let library = project::output(&mut rustc)?;
    if Path::new(library.trim()).is_dir() {
        return Ok(());
    }
    if on_path(&["rustup"]).is_none() {
        bail!(
            "this Rust has no standard library for {TARGET} and there is no rustup to add it; install the package of your distribution for that target, or Rust by https://rustup.rs"
        );
    }
    let mut rustup = project.program(Path::new("rustup"));
    project::run(rustup.args(["target", "add", TARGET])).with_context(|| {
        format!(
            "the editor needs the Rust target {TARGET}; `rustup target add {TARGET}` did not work"
        )
    })
}

/// Writes `<name>.js` and `<name>_bg.wasm` for a page that loads them as a module.
pub(crate) fn bind(module: &Path, name: &str, folder: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(module)
        .out_name(name)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
        .with_context(|| format!("cannot make the bindings of {}", module.display()))
}

/// What a module imports, as `module.name`, apart from what wasm-bindgen resolves.
pub(crate) fn host_imports(module: &[u8]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ImportSection(imports) = payload? {
            for import in imports.into_imports() {
                let import = import?;
                if !import.module.starts_with("__wbindgen_") {
                    found.push(format!("{}.{}", import.module, import.name));
                }
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with one imported function of type `() -> ()`.
    fn importing(module: &str, name: &str) -> Vec<u8> {
        let text = |text: &str| [&[u8::try_from(text.len()).unwrap()], text.as_bytes()].concat();
        let import = [&[1][..], &text(module), &text(name), &[0, 0]].concat();
        let head = [b"\0asm".as_slice(), &[1, 0, 0, 0], &[1, 4, 1, 0x60, 0, 0]].concat();
        [
            &head[..],
            &[2, u8::try_from(import.len()).unwrap()],
            &import,
        ]
        .concat()
    }

    #[test]
    fn an_import_from_the_host_is_named() {
        assert_eq!(host_imports(&importing("env", "now")).unwrap(), ["env.now"]);
    }

    #[test]
    fn what_the_bindings_resolve_is_not_the_hosts() {
        assert!(
            host_imports(&importing("__wbindgen_placeholder__", "__wbg_log"))
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn bytes_that_are_no_module_are_refused() {
        assert!(host_imports(b"<html>").is_err());
    }
}
