//! Which column of a table holds what.
//!
//! In:  a header as the table writes it, the fields wanted of it, and what the user named. Out: a column for each
//! field, or an error that lists the columns seen and names the option to use.
//! Never: guesses between two columns that could both hold the text.
//!
//! Names are compared without case, spaces, underscores and punctuation: `Report Text`, `report_text` and
//! `REPORT-TEXT` are one name. The table of fields is a parameter, so that other tables (imaging orders) are read by
//! the same code: see [`Field`] and [`REPORT`].

use super::preset::{Gate, Preset};
use super::{Reason, Row};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// One thing wanted of a table, and the names that columns give it.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// What it is, for messages: `report text`.
    pub name: &'static str,
    /// The option that names its column: `--text-column`.
    pub option: &'static str,
    /// Known column names, folded (lower case, letters and digits only), best first. A table that has columns of an
    /// earlier tier is read from these.
    pub synonyms: &'static [&'static [&'static str]],
    /// Whether the table is of no use without it. Two columns of one tier are then an error too.
    pub required: bool,
}

/// Index of the report's id in [`REPORT`].
pub const ID: usize = 0;
/// Index of the report's text in [`REPORT`].
pub const TEXT: usize = 1;
/// Index of the patient's id in [`REPORT`].
pub const PATIENT: usize = 2;
/// Index of the exam's date in [`REPORT`].
pub const DATE: usize = 3;
/// Index of the modality in [`REPORT`].
pub const MODALITY: usize = 4;

/// The fields of a table of reports: exports of Nuance mPower and Montage, Epic, OMOP, MIMIC and Scout, and the names
/// that people give by hand.
pub const REPORT: [Field; 5] = [
    Field {
        name: "report id",
        option: "--id-column",
        synonyms: &[
            &["reportid", "noteid"],
            &["accessionnumber", "accession", "accessionno", "accessionnum", "accessionid", "accnum", "accno", "acc"],
            &[
                "reportnumber",
                "reportno",
                "studyid",
                "examid",
                "orderprocid",
                "obr3fillerordernumber",
                "messagecontrolid",
            ],
            &["rowid", "recordid", "documentid", "docid", "id"],
        ],
        required: false,
    },
    Field {
        name: "report text",
        option: "--text-column",
        synonyms: &[
            &[
                "reporttext",
                "notetext",
                "text",
                "reportbody",
                "fulltext",
                "fullreport",
                "radiologyreport",
                "reportcontent",
            ],
            &[
                "report",
                "narrative",
                "note",
                "notes",
                "cliniciansnotes",
                "cliniciannotes",
                "cliniciansnote",
                "radiologistsnotes",
                "radiologistnotes",
                "reportnarrative",
                "narrativetext",
                "content",
                "body",
            ],
        ],
        required: true,
    },
    Field {
        name: "patient id",
        option: "--patient-column",
        synonyms: &[
            &["patientid", "patientmrn", "mrn", "epicmrn", "patmrnid", "patmrn", "subjectid", "personid", "patid"],
            &["patient", "patientidentifier", "patientnumber", "medicalrecordnumber", "subject"],
        ],
        required: false,
    },
    Field {
        name: "exam date",
        option: "--date-column",
        synonyms: &[
            &["examdate", "studydate", "examcompleteddate", "examdatetime", "studydatetime", "examinationdate"],
            &["examdttm", "beginexamdttm", "exambegindttm", "examstartdttm", "endexamdttm", "examenddttm", "studydttm"],
            &[
                "charttime",
                "chartdate",
                "notedatetime",
                "notedate",
                "reportdate",
                "observationdt",
                "resulttime",
                "servicedate",
            ],
            &["date", "datetime"],
        ],
        required: false,
    },
    Field {
        name: "modality",
        option: "--modality-column",
        synonyms: &[&["modality", "exammodality", "studymodality", "modalitycode"]],
        required: false,
    },
];

/// What is wanted of a table: fields, the columns that the user named for them, and columns to carry through.
#[derive(Clone, Debug)]
pub struct Wanted {
    fields: Vec<(Field, Option<String>)>,
    keep: Vec<String>,
    reports: bool,
    preset: Option<&'static Preset>,
    scanned: bool,
    lines: Option<Lines>,
    watch: Option<Watch>,
}

/// Which fields of a table were found in any of its headers, and the columns seen. Copies look at the same headers.
#[derive(Clone, Debug, Default)]
pub struct Watch(Arc<Mutex<Watched>>);

#[derive(Debug, Default)]
struct Watched {
    found: Vec<bool>,
    columns: Vec<String>,
}

impl Watch {
    fn see<S: AsRef<str>>(&self, header: &[S], columns: &[Option<usize>]) {
        let mut watched = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Watched { found, columns: seen } = &mut *watched;
        found.resize(found.len().max(columns.len()), false);
        found.iter_mut().zip(columns).for_each(|(found, column)| *found |= column.is_some());
        for name in header {
            if !seen.iter().any(|column| column == name.as_ref()) {
                seen.push(name.as_ref().to_owned());
            }
        }
    }

    /// Whether a header had the field at `index`. `None` where no header was seen.
    #[must_use]
    pub fn has(&self, index: usize) -> Option<bool> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).found.get(index).copied()
    }

    /// The columns of every header, for a message.
    #[must_use]
    pub fn seen(&self) -> String {
        seen(&self.0.lock().unwrap_or_else(PoisonError::into_inner).columns)
    }
}

/// Columns of a table whose rows are the lines of reports.
#[derive(Clone, Debug, Default)]
struct Lines {
    number: Option<String>,
    part: Option<String>,
}

/// Keys of a report that was scanned before: they are carried through as JSON, after the fields.
pub const SCANNED: [&str; 3] = ["findings", "context", "supports"];

impl Wanted {
    /// These fields, found by their synonyms.
    #[must_use]
    pub fn new(fields: &[Field]) -> Self {
        Self {
            fields: fields.iter().map(|field| (*field, None)).collect(),
            keep: Vec::new(),
            reports: false,
            preset: None,
            scanned: false,
            lines: None,
            watch: None,
        }
    }

    /// The fields of a table of reports.
    #[must_use]
    pub fn reports() -> Self {
        Self { reports: true, ..Self::new(&REPORT) }
    }

    /// The fields of a table of reports, or of reports as `scan --to jsonl` wrote them: an object that has findings
    /// needs no text. Nothing else can be carried through.
    #[must_use]
    pub fn reports_or_scanned() -> Self {
        Self { scanned: true, ..Self::reports() }
    }

    /// Whether reports that were scanned before will do.
    #[must_use]
    pub fn takes_scanned(&self) -> bool {
        self.scanned
    }

    /// Whether an object of these keys is a report that was scanned before.
    fn is_scanned<S: AsRef<str>>(&self, keys: &[S]) -> bool {
        let has = |name: &str| keys.iter().any(|key| key.as_ref() == name);
        self.scanned && has("report_id") && has("findings") && !has("text")
    }

    /// Whether the table is one of reports: [`ID`] and the other indices hold, and text files will do for it.
    #[must_use]
    pub fn is_reports(&self) -> bool {
        self.reports
    }

    /// Takes the field at `index` from the column of that name and no other. `None` changes nothing.
    #[must_use]
    pub fn named(mut self, index: usize, column: Option<String>) -> Self {
        if let (Some(slot), Some(column)) = (self.fields.get_mut(index), column) {
            slot.1 = Some(column);
        }
        self
    }

    /// Remembers what headers have: see [`Watch`].
    #[must_use]
    pub fn watched(mut self) -> Self {
        self.watch = Some(Watch::default());
        self
    }

    /// What headers were seen to have, if that is remembered.
    #[must_use]
    pub fn watch(&self) -> Option<&Watch> {
        self.watch.as_ref()
    }

    /// Reads tables of reports as exports of this kind, and no others. `None` changes nothing.
    #[must_use]
    pub fn preset(mut self, preset: Option<&'static Preset>) -> Self {
        self.preset = preset.or(self.preset);
        self
    }

    /// Gathers rows of one id into one report: see `read::gather`. `number` is the column of the line's number, without
    /// which rows stay as they come; `part` that of the part of the report which a row is of.
    #[must_use]
    pub fn gathering(mut self, number: Option<String>, part: Option<String>) -> Self {
        self.lines = Some(Lines { number, part });
        if let Some((field, _)) = self.fields.get_mut(ID) {
            field.option = "--group-by";
        }
        self
    }

    /// How many cells, behind those carried through, tell which line of a report a row is.
    pub(super) const LINE_CELLS: usize = 2;

    /// Whether rows are gathered.
    pub(super) fn gathers(&self) -> bool {
        self.lines.is_some()
    }

    /// Whether the lines that are gathered have numbers.
    pub(super) fn has_line_numbers(&self) -> bool {
        self.lines.as_ref().is_some_and(|lines| lines.number.is_some())
    }

    /// Carries these columns through, after the fields.
    #[must_use]
    pub fn keeping(mut self, columns: Vec<String>) -> Self {
        self.keep = columns;
        self
    }

    /// The option and the column that the user named for the field at `index`.
    pub(super) fn name_of(&self, index: usize) -> Option<(&'static str, &str)> {
        let (field, named) = self.fields.get(index)?;
        Some((field.option, named.as_deref()?))
    }

    /// The columns carried through.
    #[must_use]
    pub fn kept(&self) -> &[String] {
        &self.keep
    }

    /// How many cells a row has: the fields, then the columns carried through.
    #[must_use]
    pub fn len(&self) -> usize {
        let more = if self.scanned { SCANNED.len() } else { 0 } + if self.gathers() { Self::LINE_CELLS } else { 0 };
        self.fields.len() + self.keep.len() + more
    }

    /// Whether nothing is wanted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Finds the columns in a header.
    ///
    /// # Errors
    /// When a named column is not there, when a required field cannot be told, or when two columns could both be it.
    pub fn resolve<S: AsRef<str>>(&self, header: &[S]) -> Result<Mapping, ColumnError> {
        self.find_all(header, true)
    }

    /// Finds the columns in a header that may leave out what it does not need, as the keys of JSON objects do: only
    /// required fields must be there.
    ///
    /// # Errors
    /// When a required field cannot be told.
    pub fn resolve_some<S: AsRef<str>>(&self, header: &[S]) -> Result<Mapping, ColumnError> {
        self.find_all(header, false)
    }

    fn find_all<S: AsRef<str>>(&self, header: &[S], strict: bool) -> Result<Mapping, ColumnError> {
        let scanned = self.is_scanned(header);
        let folded: Vec<String> = header.iter().map(|name| fold(name.as_ref())).collect();
        let fail = |problem| Err(ColumnError { problem, seen: seen(header) });
        let preset = self.preset.or_else(|| Preset::of(&folded)).filter(|_| self.reports);
        let mut columns = Vec::with_capacity(self.len());
        let mut unknown = Vec::new();
        for (index, (field, named)) in self.fields.iter().enumerate() {
            if scanned && index == TEXT {
                columns.push(None);
                continue;
            }
            let known = preset.map(|preset| preset.fields[index]).filter(|name| !name.is_empty());
            let column = match named.as_deref().or(known) {
                // A preset that was chosen is held to: its columns must be there, so far as they are needed.
                Some(name) if named.is_none() => match find_named(header, &folded, name) {
                    None if strict && field.required => {
                        let preset = preset.map_or("", |preset| preset.name);
                        return fail(Problem::Preset { option: field.option, preset });
                    }
                    // An export may have been put together with other names: what the preset has no column for is found
                    // as in any table.
                    None if !field.required => find(&folded, field).unwrap_or(None),
                    found => found,
                },
                Some(name) => match find_named(header, &folded, name) {
                    None if strict => return fail(Problem::NotThere { option: field.option, column: name.to_owned() }),
                    found => found,
                },
                None => match find(&folded, field) {
                    Ok(found) => found,
                    Err(()) => return fail(Problem::Several { field: *field }),
                },
            };
            if column.is_none() && field.required {
                unknown.push(*field);
            }
            columns.push(column);
        }
        if !unknown.is_empty() {
            return fail(Problem::Unknown { fields: unknown });
        }
        if let Some(watch) = &self.watch {
            watch.see(header, &columns);
        }
        for name in &self.keep {
            match find_named(header, &folded, name) {
                None if strict => return fail(Problem::NotThere { option: "--keep", column: name.clone() }),
                found => columns.push(found),
            }
        }
        if let Some(Lines { number, part }) = &self.lines {
            for (option, name) in [("--line-column", number), ("--part-column", part)] {
                let Some(name) = name else {
                    columns.push(None);
                    continue;
                };
                match find_named(header, &folded, name) {
                    None if strict => return fail(Problem::NotThere { option, column: name.clone() }),
                    found => columns.push(found),
                }
            }
        }
        if self.scanned {
            let place = |name: &&str| header.iter().position(|key| scanned && key.as_ref() == *name);
            columns.extend(SCANNED.iter().map(place));
        }
        let gates: &[Gate] = preset.map_or(&[], |preset| preset.gates);
        columns.extend(gates.iter().map(|gate| folded.iter().position(|column| column == gate.column)));
        Ok(Mapping { columns, width: header.len(), preset })
    }
}

/// Where in a table's rows the wanted cells are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// For each field, each column carried through, then each that says whether a row is a report, its place in a row.
    pub columns: Vec<Option<usize>>,
    /// How many cells a row has.
    pub width: usize,
    /// The export that the table is one of.
    pub preset: Option<&'static Preset>,
}

impl Mapping {
    /// Whether the table has the field at `index`.
    #[must_use]
    pub fn has(&self, index: usize) -> bool {
        self.columns.get(index).is_some_and(Option::is_some)
    }

    /// Whether some rows are no reports by what they say of themselves.
    pub(super) fn is_gated(&self) -> bool {
        self.preset.is_some_and(|preset| !preset.gates.is_empty())
    }

    /// Holds a row against the rules of its export, and takes off the cells that only these need.
    pub(super) fn check(&self, row: &mut Row) -> Result<(), Reason> {
        let Some(preset) = self.preset else { return Ok(()) };
        let gated = row.cells.split_off(row.cells.len().saturating_sub(preset.gates.len()));
        for (gate, cell) in preset.gates.iter().zip(gated) {
            if let Some(reason) = cell.and_then(|cell| gate.rule.refuses(&cell)) {
                return Err(reason);
            }
        }
        if preset.numeric_ids {
            for field in [ID, PATIENT] {
                let Some(Some(cell)) = row.cells.get_mut(field) else { continue };
                let whole = cell.trim().strip_suffix(".0").filter(|whole| whole.bytes().all(|b| b.is_ascii_digit()));
                if let Some(whole) = whole.filter(|whole| !whole.is_empty()) {
                    *cell = whole.to_owned();
                }
            }
        }
        Ok(())
    }
}

/// A header that does not say where the wanted things are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnError {
    problem: Problem,
    seen: String,
}

#[derive(Clone, Debug)]
enum Problem {
    NotThere { option: &'static str, column: String },
    Unknown { fields: Vec<Field> },
    Preset { option: &'static str, preset: &'static str },
    Several { field: Field },
}

impl PartialEq for Problem {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for Problem {}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotThere { option, column } => write!(f, "there is no column `{column}` ({option})"),
            Self::Unknown { fields } => {
                f.write_str("no column is known to hold ")?;
                for (number, field) in fields.iter().enumerate() {
                    let joint = if number > 0 { ", or " } else { "" };
                    write!(f, "{joint}the {}: name it with {} COLUMN", field.name, field.option)?;
                }
                Ok(())
            }
            Self::Preset { option, preset } => write!(
                f,
                "the columns are not those of --preset {preset}: leave that out, or name the column with {option} COLUMN"
            ),
            Self::Several { field } => {
                write!(f, "more than one column could hold the {}: choose with {} COLUMN", field.name, field.option)
            }
        }
    }
}

impl fmt::Display for ColumnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}", self.problem, self.seen)
    }
}

impl std::error::Error for ColumnError {}

/// A column's name as names are compared: lower case, letters and digits only.
#[must_use]
pub fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The column of exactly this name, else the first whose folded name is the same.
fn find_named<S: AsRef<str>>(header: &[S], folded: &[String], name: &str) -> Option<usize> {
    let exact = header.iter().position(|column| column.as_ref().trim() == name.trim());
    exact.or_else(|| {
        let wanted = fold(name);
        folded.iter().position(|column| !wanted.is_empty() && *column == wanted)
    })
}

/// The column that the best tier names; of several in it the one named first, but for a required field none.
fn find(folded: &[String], field: &Field) -> Result<Option<usize>, ()> {
    for tier in field.synonyms {
        let mut hits = tier.iter().flat_map(|name| {
            folded.iter().enumerate().filter(move |(_, column)| column.as_str() == *name).map(|(index, _)| index)
        });
        if let Some(first) = hits.next() {
            return if field.required && hits.next().is_some() { Err(()) } else { Ok(Some(first)) };
        }
    }
    Ok(None)
}

/// The columns for a message. A first line that looks like data is not shown: it would put a patient into a log.
fn seen<S: AsRef<str>>(header: &[S]) -> String {
    const SHOWN: usize = 40;
    if header.iter().any(|cell| is_data(cell.as_ref().trim())) {
        return format!(
            "The first line ({} cell{}, not shown) looks like data: the table needs a header line",
            header.len(),
            if header.len() == 1 { "" } else { "s" }
        );
    }
    let names: Vec<String> = header.iter().take(SHOWN).map(|name| format!("`{}`", name.as_ref().trim())).collect();
    let more = if header.len() > SHOWN { format!(" and {} more", header.len() - SHOWN) } else { String::new() };
    format!("Columns seen: {}{more}", names.join(", "))
}

/// Whether a cell reads like a report, an id or a date, and not like a column's name.
fn is_data(cell: &str) -> bool {
    let digits = cell.as_bytes().chunk_by(|a, b| a.is_ascii_digit() && b.is_ascii_digit()).any(|run| run.len() >= 4);
    digits
        || cell.len() > 60
        || cell.ends_with('.')
        || cell.contains(['\n', '\r', '^'])
        || (!cell.is_empty() && !cell.chars().any(char::is_alphabetic))
}

#[cfg(test)]
mod tests;
