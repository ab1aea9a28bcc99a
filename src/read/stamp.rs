//! What a file was when it was begun, so that it can be told later whether it is still the same.

use super::addenda::DETAILS;
use super::{Error, Format, Input, fhir};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Name, size and time of change of a file, and of those beside it that may be read with it. Hashed, because names of
/// files may identify patients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp([u8; Self::LENGTH]);

impl Stamp {
    /// How many bytes it has.
    pub const LENGTH: usize = 16;

    /// That of a file by itself.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let mut hasher = blake3::Hasher::new();
        file(&mut hasher, path);
        Self::from(hasher)
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(self) -> [u8; Self::LENGTH] {
        self.0
    }

    /// The stamp that has these bytes.
    #[must_use]
    pub fn of_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }
}

impl From<blake3::Hasher> for Stamp {
    fn from(hasher: blake3::Hasher) -> Self {
        let mut stamp = [0; Self::LENGTH];
        hasher.finalize_xof().fill(&mut stamp);
        Self(stamp)
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Stamps of files, in the order in which they are begun.
#[derive(Debug, Default)]
pub(super) struct Stamps {
    fresh: Vec<Stamp>,
    /// The folder of the last file and what stands beside the files in it. Files of one folder follow one another.
    folder: Option<(PathBuf, Format, blake3::Hash)>,
}

impl Stamps {
    pub(super) fn add(&mut self, path: &Path, format: Format) {
        let stamp = self.of(path, format);
        self.fresh.push(stamp);
    }

    /// Those added since they were last taken.
    pub(super) fn fresh(&mut self) -> &mut Vec<Stamp> {
        &mut self.fresh
    }

    pub(super) fn of(&mut self, path: &Path, format: Format) -> Stamp {
        let mut hasher = blake3::Hasher::new();
        file(&mut hasher, path);
        hasher.update(self.beside(path, format).as_bytes());
        Stamp::from(hasher)
    }

    /// What may be read with the files of a folder: looked at when the first of them is begun, so that a later change
    /// shows.
    fn beside(&mut self, path: &Path, format: Format) -> blake3::Hash {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        match &self.folder {
            Some((known, of, hash)) if known == folder && *of == format => *hash,
            _ => {
                let mut hasher = blake3::Hasher::new();
                match format {
                    Format::Csv => DETAILS.iter().for_each(|name| file(&mut hasher, &folder.join(name))),
                    // what cannot be listed is told by whoever reads it
                    Format::Fhir | Format::Jsonl => {
                        fhir::binaries(folder).unwrap_or_default().iter().for_each(|path| file(&mut hasher, path))
                    }
                    _ => {}
                }
                let hash = hasher.finalize();
                self.folder = Some((folder.to_path_buf(), format, hash));
                hash
            }
        }
    }
}

/// Adds a file. One that is not there has neither size nor time: that it cannot be read is told by whoever reads it.
fn file(hasher: &mut blake3::Hasher, path: &Path) {
    let name = path.as_os_str().as_encoded_bytes();
    hasher.update(&(name.len() as u64).to_le_bytes());
    hasher.update(name);
    let data = fs::metadata(path).ok();
    let size = data.as_ref().map(fs::Metadata::len);
    let changed = data.and_then(|data| data.modified().ok());
    // before 1970 it counts backwards
    let changed = changed.map(|time| match time.duration_since(UNIX_EPOCH) {
        Ok(since) => (true, since),
        Err(before) => (false, before.duration()),
    });
    hasher.update(format!("{size:?} {changed:?}").as_bytes());
}

/// A digest of the stamps of all files of some inputs, as hexadecimal digits: another one where any of them was changed,
/// added or removed.
///
/// # Errors
/// When they cannot be listed.
pub fn digest(inputs: &[Input]) -> Result<String, Error> {
    let (mut stamps, mut hasher) = (Stamps::default(), blake3::Hasher::new());
    for input in inputs {
        for file in input.files() {
            let (path, format) = file?;
            hasher.update(&stamps.of(&path, format).bytes());
        }
    }
    Ok(hasher.finalize().to_hex().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn size_time_and_what_stands_beside_it_make_a_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("DiagnosticReport.ndjson");
        let write = |path: &Path, bytes: &str, seconds: u64| {
            fs::write(path, bytes).unwrap();
            let time = UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
        };
        let of = |path: &Path| Stamps::default().of(path, Format::Jsonl);
        write(&path, "a", 1);
        let first = of(&path);
        assert_eq!(of(&path), first);
        write(&path, "ab", 1);
        assert_ne!(of(&path), first);
        write(&path, "a", 2);
        assert_ne!(of(&path), first);
        write(&path, "a", 1);
        assert_eq!(of(&path), first);
        write(&folder.path().join("Binary.ndjson"), "{}", 1);
        let both = of(&path);
        assert_ne!(both, first);
        write(&folder.path().join("Binary.ndjson"), "{ }", 1);
        assert_ne!(of(&path), both);
        assert_ne!(of(&folder.path().join("gone.ndjson")), both);
    }
}
