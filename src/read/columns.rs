//! Which column of a table holds what.
//!
//! In:  a header as the table writes it, the fields wanted of it, and what the user named. Out: a column for each
//! field, or an error that lists the columns seen and names the option to use.
//! Never: guesses between two columns that could both hold the text.
//!
//! Names are compared without case, spaces, underscores and punctuation, `#` for `number`: `Report Text`, `report_text`
//! and `REPORT-TEXT` are one name. The table of fields is a parameter, so that other tables (imaging orders) are read by
//! the same code: see [`Field`] and [`REPORT`].

mod error;
mod mapping;
mod seen;
mod texts;

pub use error::ColumnError;
pub(super) use error::kept_text;
pub use mapping::Mapping;

use super::preset::{Gate, Preset, Rule};
use error::Problem;
use mapping::Texts;
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
            &[
                "accessionnumber",
                "accession",
                "accessionno",
                "accessionnum",
                "accessionid",
                "accnum",
                "accno",
                "accnumber",
                "acc",
            ],
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
            &["patient", "patientidentifier", "patientnumber", "medicalrecordnumber", "mrnnumber", "ptid", "subject"],
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
    /// Columns that the text is put together from, if the user named several.
    texts: Vec<String>,
    /// Whether no column that holds text may be carried through.
    wordless: bool,
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
        let columns = &self.0.lock().unwrap_or_else(PoisonError::into_inner).columns;
        seen::seen(columns, true, &|_| true)
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
            texts: Vec::new(),
            wordless: false,
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

    /// Takes the text of reports from these columns: of several the texts are put together in this order, each under the
    /// name of its column. None changes nothing.
    #[must_use]
    pub fn texts(self, columns: Vec<String>) -> Self {
        let mut wanted = self.named(TEXT, columns.first().cloned());
        if columns.len() > 1 {
            wanted.texts = columns;
        }
        wanted
    }

    /// Whether texts of several columns are put together because the user said so.
    #[must_use]
    pub fn joins_texts(&self) -> bool {
        !self.texts.is_empty()
    }

    /// Carries no column through that holds text of reports.
    #[must_use]
    pub fn wordless(mut self, wordless: bool) -> Self {
        self.wordless = wordless;
        self
    }

    /// Whether no text of reports may be carried through.
    pub(super) fn is_wordless(&self) -> bool {
        self.wordless
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
        let told = |problem| ColumnError { problem, seen: self.seen(header) };
        let preset = self.preset.or_else(|| Preset::of(&folded)).filter(|_| self.reports);
        if let Some(preset) = self.preset.filter(|_| strict && self.reports) {
            self.holds(preset, &folded).map_err(told)?;
        }
        let texts = self.text_columns(header, &folded, strict).map_err(told)?;
        let mut columns = Vec::with_capacity(self.len());
        let mut unknown = Vec::new();
        for (index, (field, named)) in self.fields.iter().enumerate() {
            if scanned && index == TEXT {
                columns.push(None);
                continue;
            }
            if let Some(first) = texts.first().filter(|_| index == TEXT) {
                columns.push(Some(*first));
                continue;
            }
            let known = preset.map(|preset| preset.fields[index]).filter(|name| !name.is_empty());
            let column = match named.as_deref().or(known) {
                // An export may have been put together with other names: what the preset has no column for is found as
                // in any table.
                Some(name) if named.is_none() => match find_named(header, &folded, name) {
                    None if !field.required => find(&folded, field).unwrap_or(None),
                    found => found,
                },
                Some(name) => match find_named(header, &folded, name) {
                    None if strict => {
                        return Err(told(Problem::NotThere { option: field.option, column: name.to_owned() }));
                    }
                    found => found,
                },
                None => match find(&folded, field) {
                    Ok(found) => found,
                    Err(()) => return Err(told(Problem::Several { field: *field })),
                },
            };
            if column.is_none() && field.required {
                unknown.push(*field);
            }
            columns.push(column);
        }
        // Where no column holds a whole report, its parts make one.
        let asked = self.gathers() || self.preset.is_some_and(Preset::tells);
        let parts = texts::both(&folded).filter(|_| self.reports && !asked);
        let together = parts.is_some() && matches!(unknown[..], [field] if field.option == self.fields[TEXT].0.option);
        let mut texts = texts;
        if let Some(parts) = parts.filter(|_| together) {
            columns[TEXT] = Some(parts[0]);
            texts = parts.to_vec();
            unknown.clear();
        }
        if !unknown.is_empty() {
            return Err(told(Problem::Unknown { fields: unknown }));
        }
        if let Some(watch) = &self.watch {
            watch.see(header, &columns);
        }
        let joins = together || !texts.is_empty();
        let read = if joins { texts } else { columns.get(TEXT).copied().flatten().into_iter().collect() };
        self.keep_columns(header, &folded, strict, &read, &mut columns).map_err(told)?;
        if self.scanned {
            let place = |name: &&str| header.iter().position(|key| scanned && key.as_ref() == *name);
            columns.extend(SCANNED.iter().map(place));
        }
        columns.extend(read.iter().skip(1).map(|column| Some(*column)));
        let gates: &[Gate] = preset.map_or(&[], |preset| preset.gates);
        columns.extend(gates.iter().map(|gate| folded.iter().position(|column| column == gate.column)));
        let name = |column: usize| header[column].as_ref().trim().to_owned();
        let unread = if self.reports && !scanned { texts::unread(&folded, &read) } else { Vec::new() };
        let texts = Texts {
            headings: read.iter().filter(|_| joins).map(|at| texts::heading(&name(*at))).collect(),
            unread: unread.into_iter().map(name).collect(),
            read: read.into_iter().map(name).collect(),
            together,
            gathered: self.gathers(),
        };
        Ok(Mapping { columns, width: header.len(), preset, texts })
    }

    /// Whether a table is the export that the user says. What is no report's text may go by other names.
    fn holds(&self, preset: &'static Preset, folded: &[String]) -> Result<(), Problem> {
        let text = Some(preset.fields[TEXT]).filter(|name| !name.is_empty() && self.fields[TEXT].1.is_none());
        let tells = preset.gates.iter().filter(|gate| matches!(gate.rule, Rule::Only(_))).map(|gate| gate.column);
        let missing: Vec<&str> =
            text.into_iter().chain(tells).filter(|name| !folded.iter().any(|column| column == name)).collect();
        if missing.is_empty() { Ok(()) } else { Err(Problem::Preset { preset: preset.name, missing }) }
    }

    /// The columns that the user named for the text, if there are several.
    fn text_columns<S: AsRef<str>>(
        &self,
        header: &[S],
        folded: &[String],
        strict: bool,
    ) -> Result<Vec<usize>, Problem> {
        let mut found = Vec::new();
        for name in &self.texts {
            match find_named(header, folded, name) {
                None if strict => {
                    return Err(Problem::NotThere { option: self.fields[TEXT].0.option, column: name.clone() });
                }
                Some(column) if !found.contains(&column) => found.push(column),
                _ => {}
            }
        }
        Ok(found)
    }

    /// Adds the columns that are carried through, and those that tell the lines of a report.
    fn keep_columns<S: AsRef<str>>(
        &self,
        header: &[S],
        folded: &[String],
        strict: bool,
        texts: &[usize],
        columns: &mut Vec<Option<usize>>,
    ) -> Result<(), Problem> {
        for name in &self.keep {
            match find_named(header, folded, name) {
                None if strict => return Err(Problem::NotThere { option: "--keep", column: name.clone() }),
                Some(at) if self.wordless && (texts.contains(&at) || holds_text(&folded[at])) => {
                    return Err(Problem::KeptText { column: name.clone() });
                }
                found => columns.push(found),
            }
        }
        if let Some(Lines { number, part }) = &self.lines {
            for (option, name) in [("--line-column", number), ("--part-column", part)] {
                let Some(name) = name else {
                    columns.push(None);
                    continue;
                };
                match find_named(header, folded, name) {
                    None if strict => return Err(Problem::NotThere { option, column: name.clone() }),
                    found => columns.push(found),
                }
            }
        }
        Ok(())
    }

    /// The columns for a message.
    fn seen<S: AsRef<str>>(&self, header: &[S]) -> String {
        let fields = self.fields.iter().map(|(field, _)| field).chain(&REPORT);
        let known: Vec<&str> = fields.flat_map(|field| field.synonyms.iter().copied().flatten()).copied().collect();
        seen::seen(header, false, &|name| known.contains(&name) || texts::is_part(name) || Preset::knows(name))
    }
}

/// Whether columns of this folded name hold text of reports.
fn holds_text(folded: &str) -> bool {
    texts::is_part(folded) || REPORT[TEXT].synonyms[0].contains(&folded)
}

/// A column's name as names are compared: lower case, letters and digits only, `#` for `number`.
#[must_use]
pub fn fold(name: &str) -> String {
    let letters = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if name.contains('#') { letters(&name.replace('#', "number")) } else { letters(name) }
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

#[cfg(test)]
mod tests;
