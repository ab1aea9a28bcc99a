//! Tables of delimited text. Cells may be quoted and hold line ends; a row with another number of cells than the
//! header is rejected and reading goes on.
//!
//! With a [`Screen`] most records are never made into rows: see [`CsvBlock::passes`].

mod split;

use super::chunks::{Buffer, Chunk};
use super::columns::{ID, Mapping, TEXT, Wanted};
use super::cut::{Cutter, Split, Stretch, within_limit};
use super::encoding::decode;
use super::source::Source;
use super::{Block, EXCEL_CELL, Encoding, Error, Fault, Item, Place, Reader, Reason, Row, Screen};
use memchr::memchr_iter;
use split::{Bounds, Splitter, cells, is_open};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// A table being read.
pub(super) struct CsvReader {
    cutter: Option<Cutter<Splitter>>,
    /// `None` for an empty file.
    table: Option<Arc<Table>>,
}

/// What every row of the table has in common.
struct Table {
    mapping: Mapping,
    encoding: Encoding,
    delimiter: u8,
    /// Tells which records are worth making into rows; `None` where all are.
    screen: Option<Arc<dyn Screen>>,
}

/// Reads the header of a table. Without a delimiter the header shows it.
pub(super) fn open(
    input: &Path,
    mut source: Source,
    delimiter: Option<u8>,
    wanted: &Wanted,
    screen: Option<Arc<dyn Screen>>,
) -> Result<CsvReader, Error> {
    let failed = |error| Error::read(input.display().to_string(), error);
    let mut buffer = Buffer::default();
    let mut splitter = None;
    let mut last = false;
    let (mut header, mut next): (Option<Bounds>, usize) = (None, 0);
    // line ends of blank lines before the header
    let mut blank = 0;
    while header.is_none() && !last {
        let Some(chunk) = source.chunks.next() else { break };
        last = chunk.last;
        let mut more = chunk.load().map_err(failed)?;
        let mut before = buffer.into_vec();
        blank += memchr_iter(b'\n', &before[..next]).count();
        before.drain(..next);
        let looked_at = before.len();
        more.prepend(&mut before);
        buffer = more;
        within_limit(buffer.bytes()).map_err(failed)?;
        let found = splitter.get_or_insert_with(|| {
            let head = buffer.bytes();
            Splitter::new(delimiter.unwrap_or_else(|| likely_delimiter(&head[..head.len().min(HEAD)])))
        });
        next = found.split(buffer.bytes(), looked_at, last, &mut |bounds| {
            header = Some(bounds);
            false
        });
    }
    let (Some(header), Some(mut splitter)) = (header, splitter) else {
        return Ok(CsvReader { cutter: None, table: None });
    };
    let mut names: Vec<String> = Vec::new();
    let name =
        |cell: &[u8]| decode(cell, source.encoding).map_or_else(|_| String::new(), |(name, _)| name.into_owned());
    let delimiter = splitter.delimiter();
    cells(&buffer.bytes()[header.bytes], delimiter, &mut Vec::new(), &mut |cell| names.push(name(cell)));
    let mapping = wanted.resolve(&names).map_err(|source| Error::Columns { input: input.into(), source })?;
    // Without knowing where id and text are, nothing can be passed over.
    let screen = screen.filter(|_| wanted.is_reports());
    // Headings that are put between texts are in no record: what they say is not passed over.
    let screen = screen.filter(|screen| !says_something(&**screen, mapping.headings()));
    if screen.is_some() {
        splitter.note([mapping.columns[ID], mapping.columns[TEXT]]);
    }
    let lines = blank + memchr_iter(b'\n', &buffer.bytes()[..next]).count();
    buffer.skip(next);
    let cutter = Cutter::new(input, source.chunks, Some(Chunk::of(buffer, last)), lines, splitter);
    let table = Table { mapping, encoding: source.encoding, delimiter, screen };
    Ok(CsvReader { cutter: Some(cutter), table: Some(Arc::new(table)) })
}

/// Whether a screen sees something in one of the texts.
fn says_something(screen: &dyn Screen, texts: &[String]) -> bool {
    texts.iter().any(|text| {
        let mut may = [false];
        screen.look(text.as_bytes(), std::slice::from_ref(&(0..text.len())), &mut may);
        may[0]
    })
}

/// How much of a table is looked at to tell its delimiter.
const HEAD: usize = 64 * 1024;

impl Split for Splitter {
    type Bounds = Bounds;

    fn split(&mut self, bytes: &[u8], from: usize, last: bool, out: &mut Vec<Bounds>) -> usize {
        Splitter::split(self, bytes, from, last, &mut |bounds| {
            out.push(bounds);
            true
        })
    }
}

impl Reader for CsvReader {
    fn next_block(&mut self) -> Result<Option<Box<dyn Block>>, Error> {
        let (Some(cutter), Some(table)) = (&mut self.cutter, &self.table) else { return Ok(None) };
        let block = cutter.next().map(|stretch| CsvBlock { table: Arc::clone(table), stretch });
        Ok(block.map(|block| Box::new(block) as Box<dyn Block>))
    }

    fn mapping(&self) -> Option<&Mapping> {
        Some(&self.table.as_ref()?.mapping)
    }
}

/// Some records of a table.
struct CsvBlock {
    table: Arc<Table>,
    stretch: Stretch<Splitter>,
}

impl CsvBlock {
    fn row(&self, record: &Bounds, buffers: &mut Buffers) -> Result<Row, Reason> {
        let Table { mapping, encoding, delimiter, .. } = &*self.table;
        if record.cells != mapping.width {
            return Err(Reason::FieldCount { expected: mapping.width, found: record.cells });
        }
        let Buffers { bytes, ends, scratch } = buffers;
        bytes.clear();
        ends.clear();
        cells(&self.stretch.bytes()[record.bytes.clone()], *delimiter, scratch, &mut |cell| {
            bytes.extend_from_slice(cell);
            ends.push(bytes.len());
        });
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
        mapping.check(&mut row)?;
        Ok(row)
    }

    /// Whether a record that the screen found nothing in may be passed over unread: whether it is plain that it would
    /// be a report and no reject. Where it is not plain, the record is read as any other.
    fn passes(&self, record: &Bounds) -> bool {
        let says = |spot: &Range<usize>| {
            let cell = &self.stretch.bytes()[spot.clone()];
            cell.iter().take(64).any(u8::is_ascii_alphanumeric)
        };
        let [id, text] = &record.spots;
        // of several texts any may fill its cell
        let longest = if self.table.mapping.headings().is_empty() { text.len() } else { record.bytes.len() };
        record.cells == self.table.mapping.width
            && longest < EXCEL_CELL
            && says(text)
            && (!self.table.mapping.has(ID) || says(id))
    }
}

/// Buffers that are reused from row to row.
#[derive(Default)]
struct Buffers {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    scratch: Vec<u8>,
}

impl Block for CsvBlock {
    fn load(&mut self) {
        self.stretch.load();
    }

    fn cut(&mut self, first: u64) -> Result<u64, Error> {
        self.stretch.cut(first)
    }

    fn rows(self: Box<Self>, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
        let mut may = vec![true; self.stretch.records.len()];
        if let Some(screen) = &self.table.screen {
            may.fill(false);
            let records: Vec<Range<usize>> = self.stretch.records.iter().map(|record| record.bytes.clone()).collect();
            screen.look(self.stretch.bytes(), &records, &mut may);
        }
        let mut buffers = Buffers::default();
        let mut lines = self.stretch.lines();
        let mut passed = 0;
        // A table that is cut off ends within quotes most of the time, and the cells may be as many as they should be.
        let end = self.stretch.records.last().filter(|_| self.stretch.is_last());
        let open = end.is_some_and(|record| is_open(&self.stretch.bytes()[record.bytes.clone()], self.table.delimiter));
        for (index, (record, may)) in self.stretch.records.iter().zip(may).enumerate() {
            let open = open && index + 1 == self.stretch.records.len();
            let passes = !may
                && !open
                && self.passes(record)
                && (!self.table.mapping.is_gated() || self.row(record, &mut buffers).is_ok());
            if passes {
                passed += 1;
                continue;
            }
            if passed > 0 {
                sink(Item::Passed(std::mem::take(&mut passed), self.table.encoding));
            }
            let place = Place { line: Some(lines.at(record.bytes.start)), file: None };
            let read = if open { Err(Reason::OpenQuote) } else { self.row(record, &mut buffers) };
            sink(match read {
                Ok(row) => Item::Row(Row { place, ..row }),
                Err(reason) => Item::Fault(Fault { place, reason }),
            });
        }
        if passed > 0 {
            sink(Item::Passed(passed, self.table.encoding));
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
