//! What a run was made of, for whoever must be able to repeat it or vouch for it: versions, hashes, options, counts,
//! times. Holds no report text and no id; names are those of the inputs as the user typed them, not of the files below
//! a folder, whose names may identify patients.

use crate::read::{self, Input};
use crate::run::Summary;
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// The account of a run and of all that went into it.
#[derive(Debug, Serialize)]
pub struct Provenance<'a> {
    /// `schmorl`.
    pub program: &'static str,
    /// When the run began, in UTC.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// The options as they were typed, inputs and outputs among them.
    pub arguments: &'a [String],
    /// What was read, in order.
    pub inputs: Vec<InputHash>,
    /// The files written.
    pub outputs: Vec<OutputHash>,
    /// Counts, seconds, version, hashes of lexicons and guidance.
    pub summary: &'a Summary,
}

/// What one input was.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct InputHash {
    /// As the user typed it.
    pub input: String,
    /// How many files; `null` for standard input.
    pub files: Option<u64>,
    /// Bytes of all files.
    pub bytes: Option<u64>,
    /// SHA-256 of the file. Of more than one file: of their hashes, each as 64 hexadecimal digits and a line end, in
    /// the order of reading. `null` for what cannot be read twice.
    pub sha256: Option<String>,
}

/// What one output became.
#[derive(Debug, Serialize)]
pub struct OutputHash {
    /// As the user typed it.
    pub output: String,
    /// SHA-256 of the file, `null` for folders and devices.
    pub sha256: Option<String>,
}

impl InputHash {
    /// Reads an input once more and hashes it. A file that changed while it was scanned has another hash than what was
    /// read: keep archives still.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(input: &Input) -> Result<Self, read::Error> {
        let mut known = Self { input: input.typed().display().to_string(), files: None, bytes: None, sha256: None };
        let special = fs::metadata(input.typed()).is_ok_and(|data| !data.is_file() && !data.is_dir());
        if input.is_stdin() || special {
            return Ok(known);
        }
        let (mut hashes, mut bytes) = (Vec::new(), 0);
        for file in input.files() {
            let (path, _) = file?;
            let (hash, length) = hash(&path).map_err(|source| read::Error::Open { input: path.clone(), source })?;
            hashes.push(hash);
            bytes += length;
        }
        known.files = Some(hashes.len() as u64);
        known.bytes = Some(bytes);
        known.sha256 = match &mut *hashes {
            [one] => Some(std::mem::take(one)),
            all => Some(hex(&Sha256::digest(all.iter().map(|hash| format!("{hash}\n")).collect::<String>()))),
        };
        Ok(known)
    }
}

impl OutputHash {
    /// Hashes a file that was written.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(path: &Path) -> io::Result<Self> {
        let sha256 = if path.is_file() { Some(hash(path)?.0) } else { None };
        Ok(Self { output: path.display().to_string(), sha256 })
    }
}

/// SHA-256 of a file as hexadecimal digits, and the file's length in bytes.
fn hash(path: &Path) -> io::Result<(String, u64)> {
    let (mut file, mut hasher) = (File::open(path)?, Sha256::new());
    let (mut buffer, mut length) = (vec![0; 1 << 20], 0);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok((hex(&hasher.finalize()), length)),
            read => {
                hasher.update(&buffer[..read]);
                length += read as u64;
            }
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `printf abc | sha256sum`
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn a_file_has_its_own_hash_and_a_folder_that_of_its_hashes() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.txt", "b.txt"] {
            fs::write(folder.path().join(name), "abc").unwrap();
        }
        let one = InputHash::of(&Input::new(&folder.path().join("a.txt"), None).unwrap()).unwrap();
        assert_eq!((one.files, one.bytes, one.sha256.as_deref()), (Some(1), Some(3), Some(ABC)));
        let all = InputHash::of(&Input::new(folder.path(), None).unwrap()).unwrap();
        assert_eq!((all.files, all.bytes), (Some(2), Some(6)));
        assert_eq!(all.sha256, Some(hex(&Sha256::digest(format!("{ABC}\n{ABC}\n")))));
        let stdin = InputHash::of(&Input::new(Path::new("-"), Some(read::Format::Csv)).unwrap()).unwrap();
        assert_eq!((stdin.files, stdin.sha256), (None, None));
    }
}
