//! What `schmorl scan` writes beside the plain formats, and the options that these need.

use super::Failure;
use clap::Args;
use clap::builder::{StringValueParser, TypedValueParser};
use jiff::civil::Date;
use schmorl::lexicon::Lexicons;
use schmorl::write::{self, Format, Omop, Options};
use std::path::PathBuf;

/// Options of single formats, and of the run's provenance.
#[derive(Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct WritingArgs {
    /// One row a report, with counts and flags, in place of one a finding (csv, parquet, arrow, jsonl)
    #[arg(long)]
    per_report: bool,
    /// Write what the run was made of to this file: versions, hashes of the inputs, options, counts, times
    #[arg(long, value_name = "FILE")]
    pub(crate) provenance: Option<PathBuf>,
    /// Date that omop gives as `nlp_date` and fhir as the day of recording, so that the same input gives the same output: 2024-05-06
    #[arg(long, value_name = "DATE", value_parser = date())]
    run_date: Option<Date>,
    /// Table of report_id,note_id for omop, where report ids are no integers
    #[arg(long, value_name = "FILE")]
    note_id_map: Option<PathBuf>,
    /// Table of term,concept_id,source_concept_id for omop; without it concepts stay empty
    #[arg(long, value_name = "FILE")]
    concept_map: Option<PathBuf>,
}

fn date() -> impl TypedValueParser<Value = Date> {
    StringValueParser::new()
        .try_map(|date| date.parse::<Date>().map_err(|_| "write it as year, month and day: 2024-05-06"))
}

impl WritingArgs {
    /// Adds what was asked for to the options of an output.
    ///
    /// # Errors
    /// When it does not go with the format.
    pub(crate) fn resolve(&self, format: Format, lexicons: &Lexicons, options: Options) -> Result<Options, Failure> {
        if self.per_report && !(format.is_table() || format == Format::Jsonl) {
            return Err(Failure::usage(format!(
                "--per-report is written as csv, parquet, arrow or jsonl, not as {format}"
            )));
        }
        if options.all_reports && !(format.holds_reports() || self.per_report) {
            return Err(Failure::usage(format!(
                "--all-reports: {format} holds findings alone; take --per-report or --to jsonl"
            )));
        }
        if options.no_text && format.needs_text() {
            return Err(Failure::usage(format!("--no-text: {format} is made of the words of the reports")));
        }
        let dated = matches!(format, Format::Omop | Format::Fhir);
        match self.run_date {
            None if dated => {
                return Err(Failure::usage(format!(
                    "--to {format}: say which date it shall hold as that of the run, with --run-date 2024-05-06"
                )));
            }
            Some(_) if !dated => return Err(Failure::usage("--run-date is for --to omop and --to fhir")),
            _ => {}
        }
        Ok(Options {
            per_report: self.per_report,
            date: self.run_date,
            system: format!("schmorl {} {}", env!("CARGO_PKG_VERSION"), lexicons.hash()),
            omop: self.omop(format)?,
            ..options
        })
    }

    fn omop(&self, format: Format) -> Result<Option<Omop>, Failure> {
        if format != Format::Omop {
            let given = [("--note-id-map", &self.note_id_map), ("--concept-map", &self.concept_map)];
            return match given.into_iter().find(|(_, path)| path.is_some()) {
                Some((name, _)) => Err(Failure::usage(format!("{name} is for --to omop"))),
                None => Ok(None),
            };
        }
        let notes = self.note_id_map.as_deref().map(write::note_ids).transpose().map_err(Failure::failed)?;
        let concepts = self.concept_map.as_deref().map(write::concepts).transpose().map_err(Failure::failed)?;
        Ok(Some(Omop { notes, concepts: concepts.unwrap_or_default() }))
    }
}
