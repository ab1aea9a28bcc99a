//! Why an audit failed.

use super::dates::Unclear;
use crate::{read, run};
use std::fmt;
use std::io;

/// Why an audit failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The reports could not be read.
    Reports(run::Error),
    /// The orders could not be read.
    Orders(read::Error),
    /// The dates of a table cannot be told.
    Dates {
        /// `reports` or `orders`.
        table: &'static str,
        /// Why.
        unclear: Unclear,
    },
    /// No report with a node has a patient's id.
    NoPatients,
    /// No report with a node has a date.
    NoExamDates,
    /// The reports were scanned without guidance, or are no lines of a scan.
    NoGuidance {
        /// How many.
        reports: u64,
    },
    /// Rows could not be written.
    Write(io::Error),
    /// Rejects could not be written.
    Rejects(io::Error),
    /// A worker died of a fault of this program.
    Worker,
}

impl Error {
    /// Whether other options would mend it.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        match self {
            Self::Dates { .. } | Self::NoPatients | Self::NoExamDates => true,
            Self::Reports(run::Error::Read(error)) | Self::Orders(error) => error.is_usage(),
            _ => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reports(error) => error.fmt(f),
            Self::Orders(error) => error.fmt(f),
            Self::Dates { table, unclear } => {
                let why = match unclear {
                    Unclear::Ambiguous => "can all be read with the month first and with the day first",
                    Unclear::Mixed => "have the month first in some rows and the day first in others",
                };
                write!(f, "the dates of the {table} {why}: say which with --date-format mdy or --date-format dmy")
            }
            Self::NoPatients => f.write_str(
                "no report with a node has a patient's id, so no order can be joined: name its column with --patient-column",
            ),
            Self::NoExamDates => {
                f.write_str("no report with a node has an exam date that can be read: name its column with --date-column")
            }
            Self::NoGuidance { reports } => write!(
                f,
                "{reports} lines of the reports hold no findings with guidance: scan them again, without --no-guidance"
            ),
            Self::Write(error) => write!(f, "cannot write the audit: {error}"),
            Self::Rejects(error) => write!(f, "cannot write the rejects: {error}"),
            Self::Worker => f.write_str("a fault of schmorl stopped the audit: please report it"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Reports(error) => Some(error),
            Self::Orders(error) => Some(error),
            Self::Write(error) | Self::Rejects(error) => Some(error),
            _ => None,
        }
    }
}
