//! Excel workbooks, as mPower and Montage export them. Read row by row in a thread of its own, because the workbook's
//! rows borrow from it; its strings are in memory whole.

use super::columns::{ID, Mapping, PATIENT, Wanted};
use super::{Block, Decoded, Encoding, Error, Fault, Item, Place, Reader, Row, source};
use calamine::{DataRef, ExcelDateTime, SheetType, Xlsx, XlsxError};
use std::io::{BufReader, Cursor, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// The most rows of a block.
const BLOCK_ROWS: usize = 256;
/// How many blocks the workbook's thread may be ahead.
const AHEAD: usize = 4;

/// A workbook being read.
pub(super) struct XlsxReader {
    input: PathBuf,
    mapping: Option<Mapping>,
    messages: Receiver<Message>,
    done: bool,
}

enum Message {
    /// The header was understood.
    Header(Mapping),
    Rows(Vec<Item>),
    Failed(Error),
    /// Everything was read. A channel that closes without it means that the thread died.
    End,
}

/// Opens a workbook. The first sheet whose header is understood is read; the error of the first sheet tells where
/// none is.
pub(super) fn open(input: &Path, stdin: bool, counter: &Arc<AtomicU64>, wanted: &Wanted) -> Result<XlsxReader, Error> {
    let (sender, messages) = sync_channel(AHEAD);
    let (path, wanted, counter) = (input.to_path_buf(), wanted.clone(), Arc::clone(counter));
    std::thread::Builder::new()
        .name("workbook".into())
        .spawn(move || {
            let end = match read(&path, stdin, &counter, &wanted, &sender) {
                Ok(()) => Message::End,
                Err(error) => Message::Failed(error),
            };
            // Nobody listens any more: nothing to tell.
            let _ = sender.send(end);
        })
        .map_err(|source| Error::Open { input: input.into(), source })?;
    let mut reader = XlsxReader { input: input.into(), mapping: None, messages, done: false };
    match reader.receive()? {
        Message::Header(mapping) => reader.mapping = Some(mapping),
        _ => reader.done = true,
    }
    Ok(reader)
}

impl XlsxReader {
    fn receive(&mut self) -> Result<Message, Error> {
        match self.messages.recv() {
            Ok(Message::Failed(error)) => Err(error),
            Ok(message) => Ok(message),
            Err(_) => Err(damaged(&self.input, "")),
        }
    }
}

impl Reader for XlsxReader {
    fn next_block(&mut self) -> Result<Option<Box<dyn Block>>, Error> {
        if self.done {
            return Ok(None);
        }
        match self.receive()? {
            Message::Rows(rows) => Ok(Some(Box::new(Decoded(rows)))),
            _ => {
                self.done = true;
                Ok(None)
            }
        }
    }

    fn mapping(&self) -> Option<&Mapping> {
        self.mapping.as_ref()
    }
}

fn damaged(input: &Path, detail: &str) -> Error {
    let detail = if detail.is_empty() { String::new() } else { format!(" ({detail})") };
    Error::Content {
        input: input.into(),
        message: format!(
            "the workbook cannot be read: damaged, encrypted or not .xlsx{detail}. Open it in Excel and save it as .xlsx or CSV"
        ),
    }
}

/// The parts of calamine's messages that cannot quote a cell.
fn broken(input: &Path, error: &XlsxError) -> Error {
    match error {
        XlsxError::Io(error) => damaged(input, &error.to_string()),
        XlsxError::Zip(error) => damaged(input, &error.to_string()),
        XlsxError::Password => Error::Content {
            input: input.into(),
            message: "is protected by a password: open it in Excel and save it without one, or as CSV".into(),
        },
        _ => damaged(input, ""),
    }
}

fn read(
    path: &Path,
    stdin: bool,
    counter: &AtomicU64,
    wanted: &Wanted,
    sender: &SyncSender<Message>,
) -> Result<(), Error> {
    if stdin {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map_err(|error| Error::read("-", error))?;
        counter.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        workbook(path, Cursor::new(bytes), wanted, sender)
    } else {
        let file = std::fs::File::open(path).map_err(|source| Error::Open { input: path.into(), source })?;
        counter.fetch_add(file.metadata().map_or(0, |data| data.len()), Ordering::Relaxed);
        workbook(path, BufReader::new(file), wanted, sender)
    }
}

fn workbook<R: Read + Seek>(
    path: &Path,
    mut stream: R,
    wanted: &Wanted,
    sender: &SyncSender<Message>,
) -> Result<(), Error> {
    let mut head = [0; 4];
    // What is shorter is no workbook of any kind, which calamine tells.
    let known = stream.read_exact(&mut head).is_ok().then(|| source::foreign(&head)).flatten();
    stream.rewind().map_err(|error| Error::read(path.display().to_string(), error))?;
    let failed = |error: XlsxError| broken(path, &error);
    let mut book: Xlsx<R> = calamine::Reader::new(stream).map_err(|error| match known {
        // A workbook under a password looks like an old one from outside.
        Some(message) if matches!(error, XlsxError::Zip(_)) && !message.contains("zip") => {
            Error::Content { input: path.into(), message: message.into() }
        }
        _ => failed(error),
    })?;
    let sheets: Vec<String> = calamine::Reader::sheets_metadata(&book)
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut problem = None;
    for sheet in sheets {
        let mut rows = Rows::new(book.worksheet_cells_reader(&sheet).map_err(failed)?);
        let Some((header_row, header)) = rows.next().map_err(failed)? else { continue };
        match wanted.resolve(&header.iter().map(|cell| cell.text(false)).collect::<Vec<_>>()) {
            Ok(mapping) => {
                let sent = sender.send(Message::Header(mapping.clone()));
                return if sent.is_ok() { body(header_row, rows, &mapping, sender).map_err(failed) } else { Ok(()) };
            }
            Err(source) => problem = problem.or(Some(Error::Columns { input: path.into(), source })),
        }
    }
    problem.map_or(Ok(()), Err)
}

/// Sends the rows below the header. A row with nothing in it counts as a record where others follow.
fn body<R: Read + Seek>(
    header: u32,
    mut rows: Rows<'_, R>,
    mapping: &Mapping,
    sender: &SyncSender<Message>,
) -> Result<(), XlsxError> {
    let mut block = Vec::new();
    let mut expected = header + 1;
    while let Some((number, cells)) = rows.next()? {
        for missing in expected..number {
            block.push(row(missing, &[], mapping));
        }
        expected = number + 1;
        block.push(row(number, &cells, mapping));
        if block.len() >= BLOCK_ROWS && sender.send(Message::Rows(std::mem::take(&mut block))).is_err() {
            return Ok(());
        }
    }
    if !block.is_empty() {
        // Nobody listens any more: nothing to tell.
        let _ = sender.send(Message::Rows(block));
    }
    Ok(())
}

fn row(number: u32, cells: &[Cell], mapping: &Mapping) -> Item {
    let texts = mapping.columns.iter().enumerate().map(|(field, column)| {
        let cell = cells.get((*column)?);
        Some(cell.map_or_else(String::new, |cell| cell.text(matches!(field, ID | PATIENT))))
    });
    let place = Place { line: Some(u64::from(number) + 1), file: None };
    let mut row = Row { cells: texts.collect(), encoding: Encoding::Utf8, place, ..Row::default() };
    match mapping.check(&mut row) {
        Ok(()) => Item::Row(row),
        Err(reason) => Item::Fault(Fault { place: row.place, reason }),
    }
}

/// A cell's value, free of the workbook.
#[derive(Clone, Debug, PartialEq)]
enum Cell {
    Empty,
    Text(String),
    Number(f64),
}

impl Cell {
    fn new(value: &DataRef<'_>) -> Self {
        match value {
            DataRef::Empty | DataRef::Error(_) => Self::Empty,
            DataRef::String(text) => Self::Text(text.clone()),
            DataRef::SharedString(text) => Self::Text((*text).to_owned()),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Self::Text(text.clone()),
            DataRef::Int(number) => Self::Text(number.to_string()),
            DataRef::Float(number) => Self::Number(*number),
            DataRef::Bool(value) => Self::Text(value.to_string()),
            DataRef::DateTime(moment) => Self::Text(iso(moment)),
        }
    }

    /// What the cell shows. An `id` that went through a table of numbers has lost its `.0` again.
    fn text(&self, id: bool) -> String {
        match self {
            Self::Empty => String::new(),
            // Rust writes whole numbers without a point.
            Self::Number(number) => number.to_string(),
            Self::Text(text) => match text.trim().strip_suffix(".0") {
                Some(whole) if id && !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit()) => whole.to_owned(),
                _ => text.clone(),
            },
        }
    }
}

/// A date, with its time where it has one.
fn iso(moment: &ExcelDateTime) -> String {
    if moment.is_duration() {
        return moment.as_f64().to_string();
    }
    match moment.to_ymd_hms_milli() {
        (year, month, day, 0, 0, 0, _) => format!("{year:04}-{month:02}-{day:02}"),
        (year, month, day, hour, minute, second, _) => {
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
        }
    }
}

/// Rows of a sheet that hold something, with their numbers from 0.
struct Rows<'a, R: Read + Seek> {
    cells: calamine::XlsxCellReader<'a, R>,
    /// The first cell of the next row.
    ahead: Option<(u32, u32, Cell)>,
    /// calamine fails when it is asked again after the end.
    ended: bool,
}

impl<'a, R: Read + Seek> Rows<'a, R> {
    fn new(cells: calamine::XlsxCellReader<'a, R>) -> Self {
        Self { cells, ahead: None, ended: false }
    }

    fn next_cell(&mut self) -> Result<Option<(u32, u32, Cell)>, XlsxError> {
        if let Some(cell) = self.ahead.take() {
            return Ok(Some(cell));
        }
        while !self.ended {
            let Some(cell) = self.cells.next_cell()? else { break };
            let value = Cell::new(cell.get_value());
            if value != Cell::Empty {
                let (row, column) = cell.get_position();
                return Ok(Some((row, column, value)));
            }
        }
        self.ended = true;
        Ok(None)
    }

    fn next(&mut self) -> Result<Option<(u32, Vec<Cell>)>, XlsxError> {
        let Some((row, column, value)) = self.next_cell()? else { return Ok(None) };
        let mut cells = Vec::new();
        put(&mut cells, column, value);
        while let Some((next, column, value)) = self.next_cell()? {
            if next != row {
                self.ahead = Some((next, column, value));
                break;
            }
            put(&mut cells, column, value);
        }
        Ok(Some((row, cells)))
    }
}

fn put(cells: &mut Vec<Cell>, column: u32, value: Cell) {
    let column = column as usize;
    if cells.len() <= column {
        cells.resize(column + 1, Cell::Empty);
    }
    cells[column] = value;
}
