//! One row of the result: an order and its verdict, or a report without one.

use super::{Verdict, Words};
use crate::anatomy::{Endplate, Level};
use crate::guidance::Scenario;
use crate::write;
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;

/// Names of the columns, in order.
pub const COLUMNS: [&str; 18] = [
    "report_id",
    "order_id",
    "patient_id",
    "exam_date",
    "order_datetime",
    "days",
    "verdict",
    "rule",
    "words",
    "scenario",
    "node_level",
    "node_endplate",
    "order_modality",
    "order_exam",
    "order_region",
    "reason",
    "provider",
    "department",
];

/// One row. What is not known, or not there for want of an order, is nothing.
#[derive(Clone, Debug, Serialize)]
pub struct AuditRow<'a> {
    /// The report's id as the archive writes it.
    pub report_id: &'a str,
    /// The order's id; `None` for a report without an order.
    pub order_id: Option<&'a str>,
    /// The patient's id.
    pub patient_id: &'a str,
    /// Day of the exam, with its time where the archive has one: `2025-04-23T10:15:00`.
    pub exam_date: String,
    /// Day and time of the order.
    pub order_datetime: Option<String>,
    /// Days of the calendar from the exam to the order.
    pub days: Option<i64>,
    /// What was decided.
    pub verdict: Verdict,
    /// The rule that decided.
    pub rule: &'a str,
    /// The words that decided; `None` where none did, and without text.
    pub words: Option<&'a str>,
    /// Scenario of the node that stands for the report.
    pub scenario: Scenario,
    /// Its level.
    pub node_level: Option<Level>,
    /// Its endplate.
    pub node_endplate: Option<Endplate>,
    /// Method of the order.
    pub order_modality: Option<&'a str>,
    /// Exam as the table writes it.
    pub order_exam: Option<&'a str>,
    /// Region of the exam as it was read.
    pub order_region: Option<String>,
    /// The order's reason as the table writes it; `None` without text.
    pub reason: Option<&'a str>,
    /// Who ordered.
    pub provider: Option<&'a str>,
    /// For which department.
    pub department: Option<&'a str>,
}

/// The formats of an audit's rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// A table with a header.
    #[default]
    Csv,
    /// One JSON object a row.
    Jsonl,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Jsonl];

    /// Its name, as `--to` takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
        }
    }

    /// The format of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format that a file's ending shows.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        match write::Format::of(path)? {
            write::Format::Csv => Some(Self::Csv),
            write::Format::Jsonl => Some(Self::Jsonl),
            _ => None,
        }
    }
}

/// Writes rows.
pub(super) struct RowWriter {
    format: Format,
    words: Words,
}

impl RowWriter {
    pub(super) fn new(format: Format, words: Words) -> Self {
        Self { format, words }
    }

    /// What stands before the first row.
    pub(super) fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            Format::Csv => writeln!(out, "{}", COLUMNS.join(",")),
            Format::Jsonl => Ok(()),
        }
    }

    /// The bytes of some rows.
    pub(super) fn encode<'a>(&self, rows: impl Iterator<Item = AuditRow<'a>>) -> Vec<u8> {
        let rows = rows.map(|row| match self.words {
            Words::Kept => row,
            Words::LeftOut => AuditRow { words: None, reason: None, ..row },
        });
        let mut out = Vec::new();
        // Rows are words and numbers and memory does not fail: nothing is left that could go wrong.
        let written: Result<(), String> = match self.format {
            Format::Csv => {
                let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(&mut out);
                rows.into_iter()
                    .try_for_each(|row| writer.serialize(row))
                    .and_then(|()| writer.flush().map_err(Into::into))
                    .map_err(|error| error.to_string())
            }
            Format::Jsonl => rows.into_iter().try_for_each(|row| {
                serde_json::to_writer(&mut out, &row).map_err(|error| error.to_string())?;
                out.push(b'\n');
                Ok(())
            }),
        };
        debug_assert!(written.is_ok(), "{written:?}");
        out
    }
}
