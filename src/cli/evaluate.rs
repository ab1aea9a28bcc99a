//! `schmorl evaluate`: how right the findings are.

use super::{Failure, guidance, lexicons, say, text};
use clap::Args;
use schmorl::evaluate::{self, Annotated, gold};
use schmorl::extract::{Extractor, Scratch};
use schmorl::finding::Finding;
use schmorl::write::Output;
use std::io::Write;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  schmorl evaluate gold.jsonl                            reads the gold's texts, and judges what it finds
  schmorl evaluate corpus/gold                           every .jsonl of a folder
  schmorl evaluate gold.jsonl --against findings.jsonl   judges an earlier output (scan --to jsonl)
  schmorl evaluate corrected/                            a folder of brat; also .jsonl of doccano, .json of Label Studio
  schmorl evaluate gold.jsonl --json figures.json --errors errors.txt

Gold is one JSON object a line: {\"report_id\":..., \"text\":..., \"findings\":[...]}, findings as scan writes them.";

/// Compare findings with annotated reports: precision, recall, F1 with 95 % intervals, and the errors
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct EvaluateArgs {
    /// Annotated reports: a .jsonl file, a folder or a quoted pattern; or what brat, doccano or Label Studio export
    #[arg(value_name = "GOLD")]
    gold: PathBuf,
    /// Judge this earlier output (JSON lines) instead of reading the gold's texts
    #[arg(long, value_name = "OUT")]
    against: Option<PathBuf>,
    /// Write the figures and errors to this file, as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the list of errors to this file [default: after the figures]
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// Leave the words of the reports out of the list of errors
    #[arg(long)]
    no_text: bool,
    /// Folder of lexicons that add to or replace those built in
    #[arg(long, value_name = "DIR", conflicts_with = "against")]
    lexicons: Option<PathBuf>,
}

pub(crate) fn run(args: &EvaluateArgs) -> Result<(), Failure> {
    let gold = read(&args.gold)?;
    if gold.is_empty() {
        return Err(Failure::failed(format!("{}: no report in it", args.gold.display())));
    }
    if let Some(repeated) = evaluate::repeated(&gold).filter(|_| args.against.is_none()) {
        say(&format!("schmorl: {repeated} in the gold"));
    }
    let found = match &args.against {
        None => extracted(&gold, args)?,
        Some(path) => {
            let (found, strangers) = evaluate::matched(&gold, read(path)?).map_err(Failure::failed)?;
            if strangers > 0 {
                say(&format!(
                    "schmorl: {} of the output not in the gold, and left out",
                    text::counted(strangers, "report")
                ));
            }
            found
        }
    };
    let evaluation = evaluate::evaluate(&gold, &found);
    let errors = evaluate::error_list(&evaluation, &gold, !args.no_text);
    if let Some(path) = &args.json {
        let json = serde_json::to_string_pretty(&evaluation).map_err(Failure::failed)?;
        write(path, &(json + "\n"))?;
    }
    let mut shown = evaluate::table(&evaluation);
    match &args.errors {
        Some(path) => write(path, &errors)?,
        None => shown = format!("{shown}\n{errors}"),
    }
    text::print(&shown)
}

fn read(path: &Path) -> Result<Vec<Annotated>, Failure> {
    gold::read(path).map_err(|error| match error {
        gold::Error::Read(error) => error.into(),
        error => Failure::failed(error),
    })
}

/// What the extractor finds in the gold's texts.
fn extracted(gold: &[Annotated], args: &EvaluateArgs) -> Result<Vec<Vec<Finding>>, Failure> {
    let extractor = Extractor::new(lexicons(args.lexicons.as_deref())?);
    let guidance = guidance(args.lexicons.as_deref())?;
    let mut scratch = Scratch::default();
    gold.iter()
        .map(|report| match &report.text {
            Some(text) => {
                let mut reading = extractor.read(text, &mut scratch);
                guidance.advise(&mut reading, None);
                Ok(reading.findings)
            }
            None => Err(Failure::usage(format!(
                "{}: the report has no text; without texts give the output to judge with --against",
                report.place
            ))),
        })
        .collect()
}

fn write(path: &Path, content: &str) -> Result<(), Failure> {
    let written = || {
        let mut output = Output::create(path)?;
        output.write_all(content.as_bytes())?;
        output.commit()
    };
    written().map_err(|error| Failure::write(path.display(), &error))
}
