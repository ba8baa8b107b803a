//! The server's keys: made once, kept in the data folder, readable by its owner only.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Reads the key of this name, or makes it.
pub(crate) fn key(data: &Path, name: &str) -> io::Result<[u8; 32]> {
    let path = data.join(name);
    match fs::read(&path) {
        Ok(bytes) => bytes.try_into().map_err(|_| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                format!("{} is not a key: 32 bytes were expected", path.display()),
            )
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(data, &path),
        Err(error) => Err(error),
    }
}

fn make(data: &Path, path: &Path) -> io::Result<[u8; 32]> {
    let key = crate::ambient::unguessable::<32>();
    let draft = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(&draft)?;
    file.write_all(&key)?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    fs::File::open(data)?.sync_all()?;
    Ok(key)
}
