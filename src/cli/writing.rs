//! What `schmorl scan` writes beside the plain formats, and the options that these need.

use super::Failure;
use clap::Args;
use jiff::civil::Date;
use schmorl::lexicon::Lexicons;
use schmorl::write::{self, Format, Omop, Options};
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
    /// Date that omop gives as `nlp_date`, so that the same input gives the same output: 2024-05-06
    #[arg(long, value_name = "DATE")]
    run_date: Option<Date>,
    /// Table of report_id,note_id for omop, where report ids are no integers
    #[arg(long, value_name = "FILE")]
    note_id_map: Option<PathBuf>,
    /// Table of term,concept_id,source_concept_id for omop; without it concepts stay empty
    #[arg(long, value_name = "FILE")]
    concept_map: Option<PathBuf>,
}

impl WritingArgs {
    /// Adds what was asked for to the options of an output.
    ///
    /// # Errors
    /// When it does not go with the format.
    pub(crate) fn resolve(&self, format: Format, lexicons: &Lexicons, options: Options) -> Result<Options, Failure> {
        if self.per_report && !matches!(format, Format::Csv | Format::Jsonl) {
            return Err(Failure::usage(format!("--per-report is written as csv or jsonl, not as {format}")));
        }
        if options.all_reports && !(format.holds_reports() || self.per_report) {
            return Err(Failure::usage(format!(
                "--all-reports: {format} holds findings alone; take --per-report or --to jsonl"
            )));
        }
        if options.no_text && format.needs_text() {
            return Err(Failure::usage(format!("--no-text: {format} is made of the words of the reports")));
        }
        Ok(Options { per_report: self.per_report, omop: self.omop(format, lexicons)?, ..options })
    }

    fn omop(&self, format: Format, lexicons: &Lexicons) -> Result<Option<Omop>, Failure> {
        if format != Format::Omop {
            let given = [("--note-id-map", &self.note_id_map), ("--concept-map", &self.concept_map)];
            let stray = given.into_iter().find(|(_, path)| path.is_some()).map(|(name, _)| name);
            return match stray.or(self.run_date.map(|_| "--run-date")) {
                Some(name) => Err(Failure::usage(format!("{name} is for --to omop"))),
                None => Ok(None),
            };
        }
        let date = self.run_date.ok_or_else(|| {
            Failure::usage("--to omop: say which date nlp_date shall hold, with --run-date 2024-05-06")
        })?;
        Ok(Some(Omop {
            date,
            system: format!("schmorl {} {}", env!("CARGO_PKG_VERSION"), lexicons.hash()),
            notes: self.note_id_map.as_deref().map(write::note_ids).transpose().map_err(Failure::failed)?,
            concepts: self
                .concept_map
                .as_deref()
                .map(write::concepts)
                .transpose()
                .map_err(Failure::failed)?
                .unwrap_or_default(),
        }))
    }
}
