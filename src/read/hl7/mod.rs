//! HL7 v2 result messages (ORU): single, in batches (FHS, BHS) or as dumps of MLLP connections.
//!
//! One message is one record. Its text is that of all its OBX segments of type TX, FT or ST, in order. What a table has
//! columns for, a message has fields for: `OBR-3`, `PID-3.1`.

mod message;
mod split;

use super::addenda::{Kind, Link};
use super::columns::{Mapping, TEXT, Wanted};
use super::cut::{Cutter, Stretch};
use super::encoding::decode;
use super::source::Source;
use super::{Block, Encoding, Error, Fault, Item, Place, Reader, Reason, Row};
use encoding_rs::WINDOWS_1252;
use message::{Message, Path};
use split::Messages;
use std::ops::Range;
use std::sync::Arc;

/// Where the fields of [`super::columns::REPORT`] stand, best first. In OBR-3 is the filler's number, which radiology systems use as accession.
const KNOWN: [&[Path]; 5] = [
    &[Path::new(b"OBR", 3), Path::new(b"OBR", 18), Path::new(b"MSH", 10)],
    &[],
    &[Path::new(b"PID", 3)],
    &[Path::new(b"OBR", 7), Path::new(b"OBR", 22), Path::new(b"MSH", 7)],
    &[Path::new(b"OBR", 24)],
];

/// A stream of messages being read.
pub(super) struct Hl7Reader {
    cutter: Cutter<Messages>,
    shared: Arc<Shared>,
}

/// What every message is read for.
struct Shared {
    /// For each wanted thing the fields that may hold it.
    paths: Vec<Vec<Path>>,
    encoding: Encoding,
}

/// Opens a stream of messages.
pub(super) fn open(input: &std::path::Path, source: Source, wanted: &Wanted) -> Result<Hl7Reader, Error> {
    let refused = |message: String| Error::Format { message: format!("{}: {message}", input.display()) };
    if !wanted.is_reports() {
        return Err(refused("HL7 messages are no table: give CSV, Excel or JSON lines".into()));
    }
    let path = |option: &str, name: &str| {
        Path::parse(name).ok_or_else(|| {
            refused(format!(
                "`{name}` ({option}) is no field of a message: give segment and number, as in OBR-3 or PID-3.1"
            ))
        })
    };
    let mut paths = Vec::with_capacity(wanted.len());
    for (index, known) in KNOWN.into_iter().enumerate() {
        match wanted.name_of(index) {
            Some((option, _)) if index == TEXT => {
                return Err(refused(format!("the text of a message is that of its OBX segments: leave out {option}")));
            }
            Some((option, name)) => paths.push(vec![path(option, name)?]),
            None => paths.push(known.to_vec()),
        }
    }
    for name in wanted.kept() {
        if wanted.is_wordless() && Path::parse(name).is_some_and(|path| path.is_of(b"OBX", 5)) {
            return Err(refused(super::columns::kept_text(name)));
        }
        paths.push(vec![path("--keep", name)?]);
    }
    let shared = Arc::new(Shared { paths, encoding: source.encoding });
    Ok(Hl7Reader { cutter: Cutter::new(input, source.chunks, None, 0, Messages::default()), shared })
}

impl Reader for Hl7Reader {
    fn next_block(&mut self) -> Result<Option<Box<dyn Block>>, Error> {
        let block = self.cutter.next().map(|stretch| Hl7Block { shared: Arc::clone(&self.shared), stretch });
        Ok(block.map(|block| Box::new(block) as Box<dyn Block>))
    }

    fn mapping(&self) -> Option<&Mapping> {
        None
    }
}

/// Some messages.
struct Hl7Block {
    shared: Arc<Shared>,
    stretch: Stretch<Messages>,
}

impl Block for Hl7Block {
    fn load(&mut self) {
        self.stretch.load();
    }

    fn cut(&mut self, first: u64) -> Result<u64, Error> {
        self.stretch.cut(first)
    }

    fn rows(self: Box<Self>, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
        let bytes = self.stretch.bytes();
        for record in &self.stretch.records {
            // Segments end with a carriage return, so that lines tell nothing: the record's number does.
            sink(match self.shared.row(&bytes[Range::clone(record)]) {
                Ok(row) => Item::Row(row),
                Err(reason) => Item::Fault(Fault { place: Place::default(), reason }),
            });
        }
        Ok(())
    }
}

impl Shared {
    fn row(&self, bytes: &[u8]) -> Result<Row, Reason> {
        let message = Message::parse(bytes).ok_or(Reason::NotHl7)?;
        if !message.is_result() {
            return Err(Reason::OtherKind);
        }
        let (text, encoding) = match message.text() {
            None => return Err(Reason::NoText),
            Some(text) => self.decode(&text, &message)?,
        };
        let mut row = Row { encoding, link: Some(self.link(&message)), ..Row::default() };
        for (index, paths) in self.paths.iter().enumerate() {
            let cell = if index == TEXT {
                Some(text.clone())
            } else {
                let found = paths.iter().map(|path| message.value(path)).find(|value| !value.trim_ascii().is_empty());
                found.map(|value| self.decode(&value, &message)).transpose()?.map(|(value, _)| value)
            };
            row.cells.push(cell);
        }
        Ok(row)
    }

    /// Whether the message adds to or corrects another, and which: the filler's number, or the placer's, of its parent.
    fn link(&self, message: &Message<'_>) -> Link {
        const PARENT: [Path; 4] =
            [Path::of(b"OBR", 29, 2), Path::of(b"OBR", 29, 1), Path::of(b"ORC", 8, 2), Path::of(b"ORC", 8, 1)];
        let parent = PARENT.iter().map(|path| message.value(path)).find(|value| !value.trim_ascii().is_empty());
        let parent = parent.and_then(|value| self.decode(&value, message).ok());
        let kind = match message.status() {
            b'C' => Kind::Correction,
            b'A' => Kind::Addendum,
            _ => Kind::Report,
        };
        Link { kind, parent: parent.map(|(value, _)| value.trim().to_owned()), own: None }
    }

    /// UTF-8 where it is that, whatever the message says; else what the message says (MSH-18); else as other archives.
    fn decode(&self, bytes: &[u8], message: &Message<'_>) -> Result<(String, Encoding), Reason> {
        let declared = message.charset().filter(|charset| *charset != WINDOWS_1252);
        match declared {
            Some(charset) if std::str::from_utf8(bytes).is_err() => {
                let text =
                    charset.decode_without_bom_handling_and_without_replacement(bytes).ok_or(Reason::Undecodable)?;
                if text.contains('\0') { Err(Reason::Nul) } else { Ok((text.into_owned(), Encoding::Declared)) }
            }
            _ => decode(bytes, self.encoding).map(|(text, encoding)| (text.into_owned(), encoding)),
        }
    }
}

#[cfg(test)]
mod tests;
