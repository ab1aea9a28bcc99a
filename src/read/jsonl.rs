//! One JSON object a line. Keys are told by the names that columns have; other keys are passed over.

use super::columns::{Mapping, SCANNED, Wanted};
use super::encoding::decode;
use super::source::{Source, too_long};
use super::{BLOCK_BYTES, BLOCK_RECORDS, Block, Encoding, Error, Fault, Place, RECORD_LIMIT, Reader, Reason, Row};
use serde_json::{Map, Value};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file of JSON lines being read.
pub(super) struct JsonlReader {
    input: PathBuf,
    reader: BufReader<Box<dyn Read + Send>>,
    shared: Arc<Shared>,
    /// The fields of the first object; `None` for an empty file.
    first: Option<Mapping>,
    /// The first line, read to see its keys.
    peeked: Vec<u8>,
    line: u64,
}

/// What every line has in common.
struct Shared {
    wanted: Wanted,
    encoding: Encoding,
}

/// Reads the first object, whose keys must show where the text is. Later objects may leave keys out.
pub(super) fn open(input: &Path, source: Source, wanted: &Wanted) -> Result<JsonlReader, Error> {
    let shared = Arc::new(Shared { wanted: wanted.clone(), encoding: source.encoding });
    let mut reader =
        JsonlReader { input: input.into(), reader: source.reader, shared, first: None, peeked: Vec::new(), line: 0 };
    let mut line = Vec::new();
    if reader.next_line(&mut line)? {
        let object = decode(&line, source.encoding).ok().and_then(|(text, _)| object(&text)).ok_or(Error::Content {
            input: input.into(),
            message: format!("line {} is no JSON object: JSONL has one object on each line", reader.line),
        })?;
        let keys: Vec<&String> = object.keys().collect();
        let mapping = wanted.resolve(&keys).map_err(|source| Error::Columns { input: input.into(), source })?;
        reader.first = Some(mapping);
        reader.peeked = line;
    }
    Ok(reader)
}

impl JsonlReader {
    /// Reads the next line that is not blank; false at the end.
    fn next_line(&mut self, line: &mut Vec<u8>) -> Result<bool, Error> {
        loop {
            line.clear();
            let failed =
                |error: io::Error| Error::read(format!("{}, line {}", self.input.display(), self.line + 1), error);
            let count = (&mut self.reader).take(RECORD_LIMIT).read_until(b'\n', line).map_err(failed)?;
            if count as u64 == RECORD_LIMIT {
                return Err(failed(too_long()));
            }
            if count == 0 {
                return Ok(false);
            }
            self.line += 1;
            if !line.trim_ascii().is_empty() {
                return Ok(true);
            }
        }
    }
}

impl Reader for JsonlReader {
    fn next_block(&mut self) -> Result<Option<Box<dyn Block>>, Error> {
        let mut block = JsonlBlock { shared: Arc::clone(&self.shared), bytes: Vec::new(), lines: Vec::new() };
        let mut line = std::mem::take(&mut self.peeked);
        let mut more = !line.is_empty() || self.next_line(&mut line)?;
        while more {
            block.bytes.extend_from_slice(&line);
            block.lines.push((self.line, block.bytes.len()));
            more = block.bytes.len() < BLOCK_BYTES && block.lines.len() < BLOCK_RECORDS && self.next_line(&mut line)?;
        }
        Ok((!block.lines.is_empty()).then(|| Box::new(block) as Box<dyn Block>))
    }

    fn has_field(&self, index: usize) -> bool {
        self.first.as_ref().is_none_or(|mapping| mapping.has(index))
    }
}

/// Lines one after the other in one buffer.
struct JsonlBlock {
    shared: Arc<Shared>,
    bytes: Vec<u8>,
    /// Each line's number in the file, and where it ends in the buffer.
    lines: Vec<(u64, usize)>,
}

impl Block for JsonlBlock {
    fn records(&self) -> u64 {
        self.lines.len() as u64
    }

    fn rows(self: Box<Self>, sink: &mut dyn FnMut(Result<Row, Fault>)) -> Result<(), Error> {
        let mut known = Known::default();
        let mut start = 0;
        for (line, end) in &self.lines {
            let place = Place { line: Some(*line), file: None };
            sink(match self.row(&self.bytes[start..*end], &mut known) {
                Ok(row) => Ok(Row { place, ..row }),
                Err(reason) => Err(Fault { place, reason }),
            });
            start = *end;
        }
        Ok(())
    }
}

/// The fields of the object before: most objects of a file have the same keys.
#[derive(Default)]
struct Known {
    keys: Vec<String>,
    fields: Vec<Option<String>>,
}

impl JsonlBlock {
    fn row(&self, line: &[u8], known: &mut Known) -> Result<Row, Reason> {
        let (line, encoding) = decode(line, self.shared.encoding)?;
        let mut object = object(&line).ok_or(Reason::NotJson)?;
        if known.keys.is_empty() || !object.keys().eq(&known.keys) {
            known.keys = object.keys().cloned().collect();
            let mapping = self.shared.wanted.resolve_some(&known.keys).map_err(|_| Reason::NoText)?;
            known.fields = mapping.columns.iter().map(|column| Some(known.keys[(*column)?].clone())).collect();
        }
        let mut row = Row { encoding, ..Row::default() };
        let wanted = &self.shared.wanted;
        let plain = wanted.len() - if wanted.takes_scanned() { SCANNED.len() } else { 0 };
        for (index, key) in known.fields.iter().enumerate() {
            // Two fields may be read from one key: the value stays.
            row.cells.push(match key {
                None => None,
                Some(key) => match object.get_mut(key) {
                    None | Some(Value::Null) => None,
                    Some(Value::String(value)) => Some(value.clone()),
                    Some(Value::Number(value)) => Some(value.to_string()),
                    Some(Value::Bool(value)) => Some(value.to_string()),
                    Some(value @ Value::Array(_)) if index >= plain => Some(value.to_string()),
                    Some(Value::Array(_) | Value::Object(_)) => return Err(Reason::NotJson),
                },
            });
        }
        if row.cells.iter().flatten().any(|cell| cell.contains('\0')) {
            return Err(Reason::Nul);
        }
        Ok(row)
    }
}

fn object(line: &str) -> Option<Map<String, Value>> {
    serde_json::from_str(line).ok()
}
