//! `schmorl schema`: the JSON Schema of the output.

use super::Failure;
use clap::Args;
use std::io::{self, Write};

/// Print the JSON Schema of `--to jsonl`
#[derive(Args)]
pub(crate) struct SchemaArgs {}

pub(crate) fn run(_: &SchemaArgs) -> Result<(), Failure> {
    let schema = serde_json::to_string_pretty(&schmorl::write::schema()).map_err(Failure::failed)?;
    writeln!(io::stdout(), "{schema}").map_err(|error| Failure::write("standard output", &error))
}
