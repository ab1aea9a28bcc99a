//! The inputs of a run as one stream of pieces, numbered through.

use super::addenda::{Link, Links};
use super::columns::{DATE, ID, MODALITY, PATIENT, TEXT, Wanted, Watch};
use super::gather::Gather;
use super::stamp::{Stamp, Stamps};
use super::turn::{Ticket, Turn};
use super::txt::{FILES, TxtBlock};
use super::{
    Block, EXCEL_CELL, Error, Fault, Format, Input, Item, Place, Reader, Reason, Record, Reject, Row, Screen, csv,
    fhir, hl7, jsonl, source,
};
use crate::report::Report;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How inputs are to be read.
#[derive(Clone)]
pub struct Options {
    /// Forces the format of every input.
    pub from: Option<Format>,
    /// What is wanted of tables.
    pub wanted: Wanted,
    /// Passes over records in which it sees nothing, where the format allows: see [`Record::Passed`].
    pub screen: Option<Arc<dyn Screen>>,
}

impl Default for Options {
    fn default() -> Self {
        Self { from: None, wanted: Wanted::reports(), screen: None }
    }
}

/// The inputs of a run, read one after the other.
pub struct Archive {
    inputs: Vec<Input>,
    wanted: Wanted,
    /// Which input is being read, from 0.
    input: usize,
    open: Option<Open>,
    screen: Option<Arc<dyn Screen>>,
    turn: Arc<Turn>,
    /// Tickets given out.
    tickets: u64,
    counter: Arc<AtomicU64>,
    notes: Vec<String>,
    links: Option<Arc<Links>>,
    /// What the files were when they were begun; `None` where nobody asks.
    stamps: Option<Stamps>,
}

/// What comes next in an archive.
pub(crate) enum Step {
    /// A stretch of a file.
    Piece(Piece),
    /// The end of a file that is a table.
    FileEnd,
    /// Nothing.
    End,
}

/// An input being read.
struct Open {
    files: Box<dyn Iterator<Item = Result<(PathBuf, Format), Error>> + Send>,
    /// A file that was looked at and not begun.
    ahead: Option<(PathBuf, Format)>,
    table: Option<Table>,
    /// How many files were begun.
    begun: u64,
}

/// A file of an input being read.
struct Table {
    reader: Box<dyn Reader>,
    file: Arc<Path>,
    /// What messages call it, if that is not its name.
    shown: Option<Arc<str>>,
}

impl Archive {
    /// Finds out what the inputs are. Nothing is read yet.
    ///
    /// # Errors
    /// When an input is not there, or its format cannot be told.
    pub fn new<P: AsRef<Path>>(inputs: &[P], options: Options) -> Result<Self, Error> {
        let inputs: Vec<Input> =
            inputs.iter().map(|input| Input::new(input.as_ref(), options.from)).collect::<Result<_, _>>()?;
        Ok(Self {
            inputs,
            wanted: options.wanted,
            screen: options.screen,
            input: 0,
            open: None,
            turn: Arc::default(),
            tickets: 0,
            counter: Arc::new(AtomicU64::new(0)),
            notes: Vec::new(),
            links: None,
            stamps: None,
        })
    }

    /// Takes a [`Stamp`] of every file when it is begun, for whoever keeps how far a run is.
    #[must_use]
    pub fn stamped(mut self) -> Self {
        self.stamps = Some(Stamps::default());
        self
    }

    /// Begins behind the files that an earlier run finished: `records` came of them, from so many `bytes` and with these
    /// `notes`.
    ///
    /// # Errors
    /// When the archive does not begin with these files, as they were then; or cannot be listed.
    pub fn go_on(mut self, finished: &[Stamp], records: u64, bytes: u64, notes: &[String]) -> Result<Self, Error> {
        let mut stamps = Stamps::default();
        for stamp in finished {
            let (path, format) = self.pass_file()?;
            if stamps.of(&path, format) != *stamp {
                return Err(self.changed());
            }
        }
        self.turn = Arc::new(Turn::behind(records));
        self.counter.store(bytes, Ordering::Relaxed);
        notes.iter().for_each(|note| self.note(note.clone()));
        Ok(self.stamped())
    }

    /// Leaves the next file out.
    fn pass_file(&mut self) -> Result<(PathBuf, Format), Error> {
        while let Some(input) = self.inputs.get(self.input) {
            let open = self.open.get_or_insert_with(|| Open::new(input));
            if let Some(file) = open.next_file()? {
                open.begun += 1;
                return Ok(file);
            }
            self.open = None;
            self.input += 1;
        }
        self.input = self.inputs.len() - 1;
        Err(self.changed())
    }

    /// The file that was passed over last is another than it was.
    fn changed(&self) -> Error {
        let input = &self.inputs[self.input];
        let number = self.open.as_ref().map_or(0, |open| open.begun);
        Error::Content {
            input: input.shown(number).filter(|_| number > 0).map_or_else(|| input.typed().into(), PathBuf::from),
            message: "is not what it was when the interrupted run read it (changed, replaced, added or removed)".into(),
        }
    }

    /// Joins addenda to their reports, as they were found in the same inputs. Nothing is then screened: an addendum may
    /// name what its report does not.
    #[must_use]
    pub fn linked(mut self, links: Arc<Links>) -> Self {
        self.screen = None;
        if links.orphans() > 0 {
            self.note(format!(
                "{} addenda or corrections name no report that is here, and are read alone",
                links.orphans()
            ));
        }
        self.links = Some(links);
        self
    }

    /// The inputs.
    #[must_use]
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// Names of the columns carried through.
    #[must_use]
    pub fn kept(&self) -> &[String] {
        self.wanted.kept()
    }

    /// Counts the bytes read, as they are read.
    #[must_use]
    pub fn counter(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.counter)
    }

    /// Bytes of all inputs, where that is known without reading them.
    #[must_use]
    pub fn total_bytes(&self) -> Option<u64> {
        self.inputs.iter().map(Input::bytes).sum()
    }

    /// What the headers were seen to have, where the wanted columns ask for it.
    #[must_use]
    pub fn watch(&self) -> Option<&Watch> {
        self.wanted.watch()
    }

    /// Decisions that the user should know of.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Bytes read so far.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.counter.load(Ordering::Relaxed)
    }

    /// The next stretch of the archive, `None` at its end. Cheap beside [`Piece::records`]: several threads may take
    /// turns. A piece that is dropped unread stops those behind it.
    ///
    /// # Errors
    /// When an input cannot be read, or its header does not say where the text is.
    pub fn next_piece(&mut self) -> Result<Option<Piece>, Error> {
        loop {
            match self.step()? {
                Step::Piece(piece) => return Ok(Some(piece)),
                Step::FileEnd => {}
                Step::End => return Ok(None),
            }
        }
    }

    /// What comes next: as [`Archive::next_piece`], with the ends of files.
    pub(crate) fn step(&mut self) -> Result<Step, Error> {
        while let Some(input) = self.inputs.get(self.input) {
            let mut open = self.open.take().unwrap_or_else(|| Open::new(input));
            match self.advance(&mut open)? {
                Step::End => self.input += 1,
                step => {
                    self.open = Some(open);
                    return Ok(step);
                }
            }
        }
        Ok(Step::End)
    }

    /// The stamps of the files begun since the last were taken, where no file is half cut and there are such.
    pub(crate) fn stamps(&mut self) -> Option<&mut Vec<Stamp>> {
        let between = self.open.as_ref().is_none_or(|open| open.table.is_none());
        self.stamps.as_mut().map(Stamps::fresh).filter(|fresh| between && !fresh.is_empty())
    }

    /// What comes next of one input.
    fn advance(&mut self, open: &mut Open) -> Result<Step, Error> {
        loop {
            if let Some(Table { reader, file, shown }) = &mut open.table {
                if let Some(block) = reader.next_block().map_err(|error| renamed(error, file, shown.as_deref()))? {
                    let numbered = self.wanted.is_reports() && !reader.has_field(ID);
                    let (file, shown, input) = (Arc::clone(file), shown.clone(), self.input + 1);
                    let ticket = self.ticket();
                    let scanned = self.wanted.takes_scanned();
                    let links = self.links.clone();
                    return Ok(Step::Piece(Piece { block, ticket, input, file, shown, numbered, scanned, links }));
                }
                open.table = None;
                return Ok(Step::FileEnd);
            }
            match open.next_file()? {
                None => return Ok(Step::End),
                Some((path, Format::Txt)) => return self.texts(open, path).map(Step::Piece),
                Some((path, format)) => {
                    open.begun += 1;
                    self.stamp(&path, format);
                    let shown: Option<Arc<str>> = self.inputs[self.input].shown(open.begun).map(Into::into);
                    let mut reader =
                        self.table(&path, format).map_err(|error| renamed(error, &path, shown.as_deref()))?;
                    if self.wanted.is_reports() && !reader.has_field(ID) {
                        self.note(format!(
                            "input {} has no id column that is known: the record's number stands for the report's id (--id-column names one)",
                            self.input + 1
                        ));
                    }
                    if let Some(note) = reader.mapping().and_then(|mapping| mapping.note()) {
                        self.note(format!("input {} {note}", self.input + 1));
                    }
                    if self.wanted.gathers() {
                        reader = Box::new(Gather::new(reader, &path, &self.wanted));
                    }
                    if let Some(preset) =
                        reader.mapping().and_then(|mapping| mapping.preset).filter(|preset| preset.tells())
                    {
                        self.note(format!(
                            "input {} is read as {} (--preset {})",
                            self.input + 1,
                            preset.title,
                            preset.name
                        ));
                    }
                    open.table = Some(Table { reader, file: path.into(), shown });
                }
            }
        }
    }

    fn stamp(&mut self, path: &Path, format: Format) {
        if let Some(stamps) = &mut self.stamps {
            stamps.add(path, format);
        }
    }

    /// Says it once, also where an input has many files.
    fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn ticket(&mut self) -> Ticket {
        self.tickets += 1;
        Ticket::new(&self.turn, self.tickets - 1)
    }

    fn table(&self, path: &Path, format: Format) -> Result<Box<dyn Reader>, Error> {
        let stdin = self.inputs[self.input].is_stdin();
        let source = || source::open(path, stdin, &self.counter);
        // A line is no report: nothing may be passed over for what it does not say.
        let screen = self.screen.clone().filter(|_| !self.wanted.gathers());
        if self.wanted.gathers() && matches!(format, Format::Hl7 | Format::Fhir) {
            return Err(no_lines(path));
        }
        if self.wanted.gathers() && self.wanted.joins_texts() {
            return Err(Error::Format {
                message: "--group-by gathers the text of one column: name the column of the parts with --part-column"
                    .into(),
            });
        }
        Ok(match format {
            Format::Csv | Format::Txt => Box::new(csv::open(path, source()?, None, &self.wanted, screen)?),
            Format::Tsv => Box::new(csv::open(path, source()?, Some(b'\t'), &self.wanted, screen)?),
            Format::Jsonl => Box::new(jsonl::open(path, source()?, &self.wanted)?),
            Format::Fhir => Box::new(fhir::open(path, source()?, &self.wanted)?),
            Format::Hl7 => Box::new(hl7::open(path, source()?, &self.wanted)?),
            #[cfg(feature = "parquet")]
            Format::Parquet => Box::new(super::arrow::parquet(path, stdin, &self.counter, &self.wanted)?),
            #[cfg(feature = "parquet")]
            Format::Arrow => Box::new(super::arrow::stream(path, stdin, &self.counter, &self.wanted)?),
            #[cfg(not(feature = "parquet"))]
            Format::Parquet | Format::Arrow => {
                return Err(Error::Format {
                    message: format!(
                        "{}: this build cannot read Parquet and Arrow (feature `parquet`)",
                        path.display()
                    ),
                });
            }
            #[cfg(feature = "xlsx")]
            Format::Xlsx => Box::new(super::xlsx::open(path, stdin, &self.counter, &self.wanted)?),
            #[cfg(not(feature = "xlsx"))]
            Format::Xlsx => {
                return Err(Error::Format {
                    message: format!("{}: this build cannot read workbooks (feature `xlsx`)", path.display()),
                });
            }
        })
    }

    /// This text file and those that follow.
    fn texts(&mut self, open: &mut Open, path: PathBuf) -> Result<Piece, Error> {
        let input = &self.inputs[self.input];
        let refused = |why: String| Err(Error::Format { message: format!("{}: {why}", input.typed().display()) });
        if !self.wanted.is_reports() {
            return refused("text files are no table: give CSV, Excel or JSON lines".into());
        }
        if let Some(column) = self.wanted.kept().first() {
            return refused(format!("text files have no column `{column}` (--keep)"));
        }
        if self.wanted.gathers() {
            return Err(no_lines(input.typed()));
        }
        let first = open.begun + 1;
        let mut files = vec![path];
        while files.len() < FILES {
            match open.next_file()? {
                Some((path, Format::Txt)) => files.push(path),
                other => {
                    open.ahead = other;
                    break;
                }
            }
        }
        open.begun += files.len() as u64;
        files.iter().for_each(|path| self.stamp(path, Format::Txt));
        let input = &self.inputs[self.input];
        let block = TxtBlock {
            input: input.typed().into(),
            files,
            cells: self.wanted.len(),
            first,
            counter: Arc::clone(&self.counter),
            stdin: input.is_stdin(),
        };
        let file = input.typed().into();
        let (block, number) = (Box::new(block), self.input + 1);
        Ok(Piece {
            block,
            ticket: self.ticket(),
            input: number,
            file,
            shown: None,
            numbered: false,
            scanned: false,
            links: self.links.clone(),
        })
    }
}

/// Names of files that were not typed are not told.
fn renamed(error: Error, file: &Path, shown: Option<&str>) -> Error {
    match shown {
        Some(shown) => error.shown(file, shown),
        None => error,
    }
}

/// `--group-by` is for tables.
pub(super) fn no_lines(input: &Path) -> Error {
    Error::Format { message: format!("{}: --group-by gathers rows of a table, which this is not", input.display()) }
}

impl Open {
    fn new(input: &Input) -> Self {
        Self { files: input.files(), ahead: None, table: None, begun: 0 }
    }

    fn next_file(&mut self) -> Result<Option<(PathBuf, Format)>, Error> {
        match self.ahead.take() {
            None => self.files.next().transpose(),
            ahead => Ok(ahead),
        }
    }
}

/// A stretch of an archive: records that follow one another, not yet decoded.
pub struct Piece {
    block: Box<dyn Block>,
    ticket: Ticket,
    input: usize,
    file: Arc<Path>,
    /// What messages call it, if that is not its name.
    shown: Option<Arc<str>>,
    /// Whether the record's number stands for the id.
    numbered: bool,
    /// Whether a report that was scanned before needs no text.
    scanned: bool,
    links: Option<Arc<Links>>,
}

impl Piece {
    /// Which input it is of, from 1.
    #[must_use]
    pub fn input(&self) -> usize {
        self.input
    }

    /// The file it is of; for text files the input.
    #[must_use]
    pub fn file(&self) -> Arc<Path> {
        Arc::clone(&self.file)
    }

    /// Calls `sink` once for each row of a table that is not of reports, in order. Waits for its turn: pieces must be
    /// read in the order they were cut off, or by threads side by side.
    ///
    /// # Errors
    /// When the input cannot be read.
    pub fn rows(self, sink: &mut dyn FnMut(Result<Row, Fault>)) -> Result<(), Error> {
        let Self { mut block, ticket, file, shown, .. } = self;
        let renamed = |error| renamed(error, &file, shown.as_deref());
        block.load();
        ticket.take(|first| block.cut(first)).map_err(renamed)?;
        let rows = block.rows(&mut |item| match item {
            Item::Row(row) => sink(Ok(row)),
            Item::Fault(fault) => sink(Err(fault)),
            // No table but one of reports is screened.
            Item::Passed(..) => {}
        });
        rows.map_err(renamed)
    }

    /// Calls `sink` once for each record, in order. Waits for its turn as [`Piece::rows`] does.
    ///
    /// # Errors
    /// When the input cannot be read.
    pub fn records(mut self, sink: &mut dyn FnMut(Record)) -> Result<(), Error> {
        let links = self.links.take();
        self.linked(&mut |record, _| {
            sink(match (record, &links) {
                (Record::Report(report, encoding), Some(links)) if links.takes(report.record) => {
                    Record::Joined(encoding)
                }
                (Record::Report(mut report, encoding), Some(links)) => {
                    links.join(&mut report);
                    Record::Report(report, encoding)
                }
                (record, _) => record,
            });
        })
    }

    /// Whether its reports have ids of their own, which tell what belongs together.
    pub(super) fn has_ids(&self) -> bool {
        !self.numbered
    }

    /// As [`Piece::records`], with what each says of others, and nothing joined.
    pub(super) fn linked(self, sink: &mut dyn FnMut(Record, Option<Link>)) -> Result<(), Error> {
        let Self { mut block, ticket, input, file, shown, numbered, scanned, .. } = self;
        let renamed = |error| renamed(error, &file, shown.as_deref());
        block.load();
        let mut record = ticket.take(|first| block.cut(first)).map_err(renamed)?;
        let rows = block.rows(&mut |item| {
            let reject = |Fault { place, reason }| {
                let file = place.file.unwrap_or_else(|| file.to_path_buf());
                Record::Reject(Reject { record, input, file, line: place.line, reason })
            };
            let mut link = None;
            let (count, read) = match item {
                Item::Row(mut row) => {
                    link = row.link.take();
                    (1, report(row, record, numbered, scanned).unwrap_or_else(reject))
                }
                Item::Fault(fault) => (1, reject(fault)),
                Item::Passed(count, encoding) => (count, Record::Passed(count, encoding)),
            };
            sink(read, link);
            record += count;
        });
        rows.map_err(renamed)
    }
}

/// Makes a row into a report.
pub(super) fn report(mut row: Row, record: u64, numbered: bool, scanned: bool) -> Result<Record, Fault> {
    let fail = |place: Place, reason| Err(Fault { place, reason });
    let mut take = |index: usize| row.cells.get_mut(index).and_then(Option::take);
    let mut value = |index| take(index).and_then(trimmed);
    let (id, patient_id, exam_date, modality) = (value(ID), value(PATIENT), value(DATE), value(MODALITY));
    // findings of an earlier scan stand behind the fields, and need no text
    let text = take(TEXT);
    let scanned = scanned && text.is_none() && row.cells.get(MODALITY + 1).is_some_and(Option::is_some);
    let Some(text) = text.or(scanned.then(String::new)) else { return fail(row.place, Reason::NoText) };
    if text.trim().is_empty() && !scanned {
        return fail(row.place, Reason::EmptyText);
    }
    if u32::try_from(text.len()).is_err() {
        return fail(row.place, Reason::TooLong);
    }
    let report_id = match id {
        Some(id) => id,
        None if numbered => record.to_string(),
        None => return fail(row.place, Reason::NoId),
    };
    let kept = row.cells.drain(..).skip(MODALITY + 1).map(Option::unwrap_or_default).collect();
    let is_cut = row.is_cut || text.len() >= EXCEL_CELL && text.encode_utf16().count() == EXCEL_CELL;
    Ok(Record::Report(
        Report { record, report_id, patient_id, exam_date, modality, kept, is_cut, text, addenda: Vec::new() },
        row.encoding,
    ))
}

fn trimmed(value: String) -> Option<String> {
    match value.trim() {
        "" => None,
        short if short.len() < value.len() => Some(short.to_owned()),
        _ => Some(value),
    }
}

/// Reads an archive from one end to the other.
///
/// # Errors
/// When it cannot be read.
pub fn read_all(mut archive: Archive, sink: &mut dyn FnMut(Record)) -> Result<(), Error> {
    while let Some(piece) = archive.next_piece()? {
        piece.records(sink)?;
    }
    Ok(())
}
