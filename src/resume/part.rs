//! A file that is only added to.

use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

/// How long such a file was, and what it held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Extent {
    bytes: u64,
    /// BLAKE3 of them, as hexadecimal digits.
    hash: String,
}

/// A file that is only added to. Knows what it holds without reading it.
#[derive(Debug)]
pub(super) struct Part {
    file: File,
    bytes: u64,
    hasher: blake3::Hasher,
}

impl Part {
    /// An empty one.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        Ok(Self { file: File::create(path)?, bytes: 0, hasher: blake3::Hasher::new() })
    }

    /// One that is there, cut off behind its `extent`. `None` if it does not hold what it held then.
    pub(super) fn reopen(path: &Path, extent: &Extent) -> io::Result<Option<Self>> {
        let mut file = match OpenOptions::new().read(true).write(true).open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened?,
        };
        let (mut hasher, mut left, mut buffer) = (blake3::Hasher::new(), extent.bytes, vec![0; 1 << 18]);
        while left > 0 {
            let most = usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
            match file.read(&mut buffer[..most])? {
                0 => return Ok(None),
                read => {
                    hasher.update(&buffer[..read]);
                    left -= read as u64;
                }
            }
        }
        if hasher.finalize().to_hex().as_str() != extent.hash {
            return Ok(None);
        }
        // what follows is written where reading has come to
        file.set_len(extent.bytes)?;
        Ok(Some(Self { file, bytes: extent.bytes, hasher }))
    }

    /// Brings to the disk what was written.
    pub(super) fn settle(&mut self) -> io::Result<Extent> {
        self.file.sync_data()?;
        Ok(Extent { bytes: self.bytes, hash: self.hasher.finalize().to_hex().to_string() })
    }
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
