//! Records that give no report, and why.

use std::fmt;
use std::path::PathBuf;

/// A record that gives no report. Carries where it stands and why, never what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The record's number in the run, from 1: the same count as in the output.
    pub record: u64,
    /// Which input it came from, from 1, in the order of the command line.
    pub input: usize,
    /// The file it stands in.
    pub file: PathBuf,
    /// The line (in a workbook the row) it begins at, from 1.
    pub line: Option<u64>,
    /// Why.
    pub reason: Reason,
}

/// Why a record gives no report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// The text is empty, or white space only.
    EmptyText,
    /// The archive has ids, this record has none.
    NoId,
    /// The record has no text field.
    NoText,
    /// The row has more or fewer cells than the header.
    FieldCount {
        /// Cells of the header.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// The table ends within quotes: it was cut off.
    OpenQuote,
    /// A zero byte: binary or damaged.
    Nul,
    /// In no encoding that is known here.
    Undecodable,
    /// The line is not a JSON object, or a field of it is no plain value.
    NotJson,
    /// No HL7 message: it does not begin with an MSH segment.
    NotHl7,
    /// Its document is no text (a PDF, a Word file, a picture).
    NotText,
    /// Its document is a link, which is not followed.
    Link,
    /// Its document is not packed as it should be.
    NotBase64,
    /// Longer than offsets can count (4 GiB).
    TooLong,
    /// Its archive holds other things too, and this is no radiology report.
    OtherKind,
    /// Rows of a report whose other rows stand elsewhere in the table.
    Scattered,
    /// Rows of a report that do not all have the number of their line.
    NoLine,
    /// Its archive marks it as made in error.
    Withdrawn,
    /// The record has no patient's id, and needs one.
    NoPatient,
    /// The record has no date, and needs one.
    NoDate,
    /// The date is in no form that is known.
    BadDate,
    /// A fault of this program, met while the report was read.
    Internal,
}

impl Reason {
    /// Names of the reasons for which a scan rejects, in the order of its summary.
    pub const NAMES: [&'static str; 18] = [
        "empty_text",
        "no_id",
        "no_text",
        "field_count",
        "open_quote",
        "nul_byte",
        "undecodable",
        "not_json",
        "not_hl7",
        "not_text",
        "link",
        "not_base64",
        "too_long",
        "scattered",
        "no_line",
        "other_kind",
        "withdrawn",
        "internal",
    ];

    /// Its name in summaries and rejects files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::EmptyText => "empty_text",
            Self::NoId => "no_id",
            Self::NoText => "no_text",
            Self::FieldCount { .. } => "field_count",
            Self::OpenQuote => "open_quote",
            Self::Nul => "nul_byte",
            Self::Undecodable => "undecodable",
            Self::NotJson => "not_json",
            Self::NotHl7 => "not_hl7",
            Self::NotText => "not_text",
            Self::Link => "link",
            Self::NotBase64 => "not_base64",
            Self::TooLong => "too_long",
            Self::Scattered => "scattered",
            Self::NoLine => "no_line",
            Self::OtherKind => "other_kind",
            Self::Withdrawn => "withdrawn",
            Self::NoPatient => "no_patient",
            Self::NoDate => "no_date",
            Self::BadDate => "bad_date",
            Self::Internal => "internal",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyText => f.write_str("the text is empty"),
            Self::NoId => f.write_str("the record has no id"),
            Self::NoText => f.write_str("the record has no text field that can be told"),
            Self::FieldCount { expected, found } => {
                write!(f, "the header has {expected} cells, the record {found}: quotes or delimiters are broken")
            }
            Self::OpenQuote => f.write_str("the table ends within its quotes: cut off, or a quote was left open"),
            Self::Nul => f.write_str("the record holds a zero byte: binary or damaged"),
            Self::Undecodable => f.write_str("neither UTF-8 nor Windows-1252: convert it to UTF-8"),
            Self::NotJson => f.write_str("not a JSON object with plain values"),
            Self::NotHl7 => f.write_str("no HL7 message: there is no MSH segment"),
            Self::NotText => {
                f.write_str("the report's document is no text (a PDF, a Word file, a picture): extract its text first")
            }
            Self::Link => {
                f.write_str("the report's document is a link, which is not followed: export it with its data")
            }
            Self::NotBase64 => f.write_str("the report's document is no valid Base64: damaged"),
            Self::TooLong => f.write_str("the text is longer than 4 GiB"),
            Self::Scattered => {
                f.write_str("rows of a report that ended before: sort the table by the column of --group-by")
            }
            Self::NoLine => f.write_str("a row of the report has no number of its line (--line-column)"),
            Self::OtherKind => f.write_str("no radiology report: another kind of note, message or resource"),
            Self::Withdrawn => f.write_str("its archive marks it as entered in error"),
            Self::NoPatient => f.write_str("the record has no patient's id"),
            Self::NoDate => f.write_str("the record has no date"),
            Self::BadDate => f.write_str("the date is in no form that is known, or no day of the calendar"),
            Self::Internal => f.write_str("a fault of schmorl: please report it"),
        }
    }
}
