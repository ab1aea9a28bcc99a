//! Tables of delimited text. Cells may be quoted and hold line ends; a row with another number of cells than the
//! header is rejected and reading goes on.

use super::columns::{Mapping, Wanted};
use super::encoding::decode;
use super::source::{Limited, Source};
use super::{BLOCK_BYTES, BLOCK_RECORDS, Block, Encoding, Error, Fault, Place, Reader, Reason, Row};
use csv::ByteRecord;
use std::io::{BufRead, BufReader, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

type Stream = Limited<BufReader<Box<dyn Read + Send>>>;

/// A table being read.
pub(super) struct CsvReader {
    input: PathBuf,
    reader: csv::Reader<Stream>,
    /// How far complete records reach, in bytes: see [`Limited`].
    since: Arc<AtomicU64>,
    /// `None` for an empty file.
    table: Option<Arc<Table>>,
    record: ByteRecord,
}

/// What every row of the table has in common.
struct Table {
    mapping: Mapping,
    encoding: Encoding,
}

/// Reads the header of a table. Without a delimiter the header shows it.
pub(super) fn open(
    input: &Path,
    mut source: Source,
    delimiter: Option<u8>,
    wanted: &Wanted,
) -> Result<CsvReader, Error> {
    let failed = |error| Error::read(input.display().to_string(), error);
    let delimiter = match delimiter {
        Some(delimiter) => delimiter,
        None => likely_delimiter(source.reader.fill_buf().map_err(failed)?),
    };
    let since = Arc::new(AtomicU64::new(0));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .buffer_capacity(1 << 20)
        .from_reader(Limited { inner: source.reader, read: 0, since: Arc::clone(&since) });
    let mut record = ByteRecord::new();
    let mut table = None;
    if reader.read_byte_record(&mut record).map_err(|error| failed(error.into()))? {
        let header: Vec<String> = record
            .iter()
            .map(|cell| decode(cell, source.encoding).map_or_else(|_| String::new(), |(name, _)| name.into_owned()))
            .collect();
        let mapping = wanted.resolve(&header).map_err(|source| Error::Columns { input: input.into(), source })?;
        table = Some(Arc::new(Table { mapping, encoding: source.encoding }));
    }
    Ok(CsvReader { input: input.into(), reader, since, table, record })
}

impl Reader for CsvReader {
    fn next_block(&mut self) -> Result<Option<Box<dyn Block>>, Error> {
        let Some(table) = &self.table else { return Ok(None) };
        let mut block = CsvBlock { table: Arc::clone(table), bytes: Vec::new(), ends: Vec::new(), rows: Vec::new() };
        while block.bytes.len() < BLOCK_BYTES && block.rows.len() < BLOCK_RECORDS {
            let line = self.reader.position().line();
            match self.reader.read_byte_record(&mut self.record) {
                Ok(true) => block.push(&self.record),
                Ok(false) => break,
                Err(error) => {
                    let place = format!("{}, after line {line}", self.input.display());
                    return Err(Error::read(place, error.into()));
                }
            }
            self.since.store(self.reader.position().byte(), Ordering::Relaxed);
        }
        Ok((!block.rows.is_empty()).then(|| Box::new(block) as Box<dyn Block>))
    }

    fn has_field(&self, index: usize) -> bool {
        self.table.as_ref().is_none_or(|table| table.mapping.has(index))
    }
}

/// Records one after the other in one buffer: cutting them off costs a copy and no allocation each.
struct CsvBlock {
    table: Arc<Table>,
    bytes: Vec<u8>,
    /// Where each cell ends, counted from the beginning of its record.
    ends: Vec<usize>,
    rows: Vec<Head>,
}

/// Where a record stands in the buffers, and in the file.
struct Head {
    line: u64,
    bytes: Range<usize>,
    ends: Range<usize>,
}

impl CsvBlock {
    fn push(&mut self, record: &ByteRecord) {
        let (byte, end) = (self.bytes.len(), self.ends.len());
        self.bytes.extend_from_slice(record.as_slice());
        self.ends.extend((0..record.len()).filter_map(|cell| record.range(cell)).map(|range| range.end));
        self.rows.push(Head {
            line: record.position().map_or(0, csv::Position::line),
            bytes: byte..self.bytes.len(),
            ends: end..self.ends.len(),
        });
    }

    fn row(&self, head: &Head) -> Result<Row, Reason> {
        let Table { mapping, encoding } = &*self.table;
        let (bytes, ends) = (&self.bytes[head.bytes.clone()], &self.ends[head.ends.clone()]);
        if ends.len() != mapping.width {
            return Err(Reason::FieldCount { expected: mapping.width, found: ends.len() });
        }
        let mut row = Row { encoding: *encoding, ..Row::default() };
        row.cells.reserve_exact(mapping.columns.len());
        for column in &mapping.columns {
            let Some(column) = *column else {
                row.cells.push(None);
                continue;
            };
            let start = if column == 0 { 0 } else { ends[column - 1] };
            let (cell, encoding) = decode(&bytes[start..ends[column]], *encoding)?;
            // Windows-1252 is the greatest: one such cell makes the row one.
            row.encoding = row.encoding.max(encoding);
            row.cells.push(Some(cell.into_owned()));
        }
        Ok(row)
    }
}

impl Block for CsvBlock {
    fn records(&self) -> u64 {
        self.rows.len() as u64
    }

    fn rows(self: Box<Self>, sink: &mut dyn FnMut(Result<Row, Fault>)) -> Result<(), Error> {
        for head in &self.rows {
            let place = Place { line: Some(head.line), file: None };
            sink(match self.row(head) {
                Ok(row) => Ok(Row { place, ..row }),
                Err(reason) => Err(Fault { place, reason }),
            });
        }
        Ok(())
    }
}

/// The delimiter that the header line has most of, outside quotes; a comma where it has none.
fn likely_delimiter(head: &[u8]) -> u8 {
    const DELIMITERS: [u8; 4] = *b",;\t|";
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut quoted = false;
    for byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(index) = DELIMITERS.iter().position(|delimiter| delimiter == byte) {
                    counts[index] += 1;
                }
            }
        }
    }
    // `max_by_key` takes the last of equals: reversed, the comma wins.
    let best = (0..DELIMITERS.len()).rev().max_by_key(|index| counts[*index]).unwrap_or(0);
    DELIMITERS[best]
}

#[cfg(test)]
mod tests {
    use super::likely_delimiter;

    #[test]
    fn the_header_shows_the_delimiter() {
        assert_eq!(likely_delimiter(b"id,text\n1;2;3;4"), b',');
        assert_eq!(likely_delimiter(b"id;text;\"a,b,c,d\"\r\n"), b';');
        assert_eq!(likely_delimiter(b"id\ttext"), b'\t');
        assert_eq!(likely_delimiter(b"text"), b',');
        assert_eq!(likely_delimiter(b""), b',');
    }
}
