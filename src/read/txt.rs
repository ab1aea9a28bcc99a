//! One report a file: its id is the file's name without the ending.

use super::addenda::Link;
use super::columns::{ID, TEXT};
use super::encoding::{decode, sniff};
use super::source::{foreign, unpack};
use super::{Block, Encoding, Error, Fault, Format, Item, Place, Reason, Row};
use std::borrow::Cow;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The most files of a block.
pub(super) const FILES: usize = 64;

/// Some files of an input, read by the thread that holds the block.
pub(super) struct TxtBlock {
    /// The input as typed, for messages.
    pub(super) input: PathBuf,
    /// The files, in order.
    pub(super) files: Vec<PathBuf>,
    /// How many cells a row has.
    pub(super) cells: usize,
    /// Number of the first file in the input, from 1, for messages.
    pub(super) first: u64,
    /// Counts bytes.
    pub(super) counter: Arc<AtomicU64>,
    /// Whether the one file is standard input.
    pub(super) stdin: bool,
}

impl Block for TxtBlock {
    fn cut(&mut self, _first: u64) -> Result<u64, Error> {
        Ok(self.files.len() as u64)
    }

    fn rows(self: Box<Self>, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
        for (number, path) in (self.first..).zip(&self.files) {
            let bytes = self.bytes(path).map_err(|source| {
                // The file's name may be a patient's: only its number is told.
                Error::read(format!("{}: file {number} in the order of names", self.input.display()), source)
            })?;
            let place = Place { line: None, file: Some(path.clone()) };
            sink(match text(&bytes) {
                Ok((text, encoding)) => {
                    let mut cells = vec![None; self.cells];
                    cells[ID] = Some(self.id(path));
                    cells[TEXT] = Some(text.into_owned());
                    // The same name in two folders is no addendum.
                    Item::Row(Row { cells, encoding, place, link: Some(Link::default()), ..Row::default() })
                }
                Err(reason) => Item::Fault(Fault { place, reason }),
            });
        }
        Ok(())
    }
}

impl TxtBlock {
    fn bytes(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if self.stdin {
            io::stdin().lock().read_to_end(&mut bytes)?;
        } else {
            bytes = fs::read(path)?;
        }
        self.counter.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        unpack(bytes)
    }

    fn id(&self, path: &Path) -> String {
        if self.stdin {
            return "stdin".into();
        }
        let stem = path.file_stem().map(Path::new).unwrap_or(path);
        // `R-7.txt.gz`
        let stem =
            if Format::of(stem) == Some(Format::Txt) { stem.file_stem().map(Path::new).unwrap_or(stem) } else { stem };
        stem.to_string_lossy().into_owned()
    }
}

/// The text of a whole file.
pub(super) fn text(bytes: &[u8]) -> Result<(Cow<'_, str>, Encoding), Reason> {
    if foreign(bytes).is_some() {
        return Err(Reason::NotText);
    }
    let (encoding, mark) = sniff(bytes);
    let bytes = &bytes[mark..];
    match encoding.transcoder() {
        None => decode(bytes, encoding),
        Some(from) => from
            .decode_without_bom_handling_and_without_replacement(bytes)
            .ok_or(Reason::Undecodable)
            .and_then(|text| if text.contains('\0') { Err(Reason::Nul) } else { Ok((text, encoding)) }),
    }
}
