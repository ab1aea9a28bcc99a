//! What `schmorl scan` writes beside the plain formats, and the options that these need.

use super::Failure;
use clap::Args;
use schmorl::write::{Format, Options};
use std::path::PathBuf;

/// Options of single formats, and of the run's provenance.
#[derive(Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct WritingArgs {
    /// One row a report, with counts and flags, in place of one a finding (csv, jsonl)
    #[arg(long)]
    per_report: bool,
    /// Write what the run was made of to this file: versions, hashes of the inputs, options, counts, times
    #[arg(long, value_name = "FILE")]
    pub(crate) provenance: Option<PathBuf>,
}

impl WritingArgs {
    /// Adds what was asked for to the options of an output.
    ///
    /// # Errors
    /// When it does not go with the format.
    pub(crate) fn resolve(&self, format: Format, options: Options) -> Result<Options, Failure> {
        if self.per_report && !matches!(format, Format::Csv | Format::Jsonl) {
            return Err(Failure::usage(format!("--per-report is written as csv or jsonl, not as {format}")));
        }
        if options.all_reports && !(format.holds_reports() || self.per_report) {
            return Err(Failure::usage(format!(
                "--all-reports: {format} holds findings alone; take --per-report or --to jsonl"
            )));
        }
        Ok(Options { per_report: self.per_report, ..options })
    }
}
