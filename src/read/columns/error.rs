//! Headers that do not say where the wanted things are, and what to do.

use super::Field;
use std::fmt;

/// A header that does not say where the wanted things are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnError {
    pub(super) problem: Problem,
    /// What may be shown of the header.
    pub(super) seen: String,
}

#[derive(Clone, Debug)]
pub(super) enum Problem {
    NotThere { option: &'static str, column: String },
    Unknown { fields: Vec<Field> },
    Preset { preset: &'static str, missing: Vec<&'static str> },
    Several { field: Field },
    KeptText { column: String },
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
            Self::Preset { preset, missing } => {
                let missing: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
                write!(
                    f,
                    "the table has not the columns of {preset} (no {}): leave --preset out, or name the text with --text-column COLUMN",
                    missing.join(", no ")
                )
            }
            Self::KeptText { column } => f.write_str(&kept_text(column)),
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

/// Why a column is not carried through where no text of reports may be.
pub(in crate::read) fn kept_text(column: &str) -> String {
    format!("`{column}` (--keep) holds the text of the reports, which --no-text leaves out: leave out one of the two")
}
