//! `schmorl schema`: the JSON Schema of the output, or what a tool must know to take it.

use super::Failure;
use clap::Args;
use std::io::{self, Write};

/// Print the JSON Schema of `--to jsonl`
#[derive(Args)]
pub(crate) struct SchemaArgs {
    /// Print the labelling interface for `--to label-studio` instead
    #[arg(long)]
    label_studio: bool,
    /// Print the columns of `--to parquet` and `--to arrow` instead, with their types
    #[arg(long, conflicts_with = "label_studio")]
    parquet: bool,
    /// With --parquet: those of `--per-report`
    #[arg(long, requires = "parquet")]
    per_report: bool,
}

pub(crate) fn run(args: &SchemaArgs) -> Result<(), Failure> {
    let schema = if args.label_studio {
        schmorl::write::label_studio_configuration()
    } else if args.parquet {
        schmorl::write::schema_of(args.per_report)
    } else {
        serde_json::to_string_pretty(&schmorl::write::schema()).map_err(Failure::failed)? + "\n"
    };
    write!(io::stdout(), "{schema}").map_err(|error| Failure::write("standard output", &error))
}
