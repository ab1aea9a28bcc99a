//! `schmorl audit`: follow-up imaging orders against the guidance.

mod render;

use super::progress::Progress;
use super::scan::{beside, distinct, input_format, is_device, no_folder, threads, write_json};
use super::{Failure, guidance, interrupt, lexicons, say};
use clap::{Args, builder::PossibleValuesParser, builder::TypedValueParser};
use schmorl::audit::{self, DateOrder, Format, Job, Sinks, Summary, Words};
use schmorl::extract::Extractor;
use schmorl::guidance::Guidance;
use schmorl::read::columns::{DATE, ID, MODALITY, PATIENT, Wanted};
use schmorl::read::{self, Archive};
use schmorl::write::{Output, RejectsFile};
use std::num::NonZeroUsize;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  schmorl audit --reports reports.csv --orders orders.csv -o audit.csv --summary audit.json
  schmorl audit --reports findings.jsonl --orders orders.xlsx -o audit.csv      findings of an earlier scan
  schmorl audit --reports reports.csv --orders orders.csv --min-cell 11 > audit.csv
  schmorl audit --reports archive.jsonl --orders orders.tsv --window-days 180 --date-format dmy -o audit.jsonl

Verdicts on orders: discordant, supported, unrelated, indeterminate. Verdicts on reports, in rows without an order:
unfulfilled, pending, recommended_against_guidance. Each row has the rule and the words that decided.
Exit status: 0 done, 1 the run failed (nothing is left under the output's name), 2 wrong usage, 130 interrupted.";

/// Judge follow-up imaging orders against the guidance
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct AuditArgs {
    /// Reports: anything that `scan` reads, or what it wrote with `--to jsonl`
    #[arg(long, value_name = "INPUT", required = true)]
    reports: Vec<PathBuf>,
    /// Imaging orders: a table (CSV, TSV, Excel, JSON lines)
    #[arg(long, value_name = "INPUT", required = true)]
    orders: Vec<PathBuf>,
    /// Write the rows to this file, whole or not at all; its name shows the format [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Format of the output [default: csv]
    #[arg(long, value_name = "FORMAT", value_parser = output_format())]
    to: Option<Format>,
    /// Format of the reports, where the name does not show it
    #[arg(long, value_name = "FORMAT", value_parser = input_format())]
    from: Option<read::Format>,
    /// Format of the orders, where the name does not show it
    #[arg(long, value_name = "FORMAT", value_parser = input_format())]
    orders_from: Option<read::Format>,
    /// Days after the exam in which orders are judged
    #[arg(long, value_name = "DAYS", default_value_t = 365, value_parser = clap::value_parser!(u32).range(0..=36_500), allow_negative_numbers = true)]
    window_days: u32,
    /// What comes first in dates like 03/04/2025 whose column does not tell: mdy or dmy
    #[arg(long, value_name = "ORDER", value_parser = date_order())]
    date_format: Option<DateOrder>,
    /// Withhold counts of patients, reports and orders below this in the summary, and what would give them away; 11 is
    /// usual. Records read and rejected are always told [default: show all]
    #[arg(long, value_name = "COUNT", default_value_t = 0, hide_default_value = true)]
    min_cell: u64,
    /// Write the account and the figures to this file, as JSON
    #[arg(long, value_name = "FILE")]
    summary: Option<PathBuf>,
    /// List rejected records in this file [default: OUTPUT.rejects.csv, if there are any and -o is given]
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Fail if any record is rejected
    #[arg(long)]
    strict: bool,
    /// Leave the words of reports and reasons out of the rows
    #[arg(long)]
    no_text: bool,
    /// How many threads; the output is the same at any number [default: one a core]
    #[arg(long, value_name = "N", value_parser = threads())]
    threads: Option<NonZeroUsize>,
    /// No summary and no progress bar
    #[arg(short, long)]
    quiet: bool,
    /// Folder of lexicons, and guidance, that add to or replace those built in
    #[arg(long, value_name = "DIR")]
    lexicons: Option<PathBuf>,
    #[command(flatten)]
    report_columns: ReportColumns,
    #[command(flatten)]
    order_columns: OrderColumns,
}

/// Where the table of reports has what.
#[derive(Args)]
#[command(next_help_heading = "Columns of the reports")]
struct ReportColumns {
    /// Column of the report's id
    #[arg(long, value_name = "COLUMN")]
    id_column: Option<String>,
    /// Column of the report's text; may be repeated, as for `scan`
    #[arg(long, value_name = "COLUMN")]
    text_column: Vec<String>,
    /// Column of the patient's id
    #[arg(long, value_name = "COLUMN")]
    patient_column: Option<String>,
    /// Column of the exam's date
    #[arg(long, value_name = "COLUMN")]
    date_column: Option<String>,
    /// Column of the modality
    #[arg(long, value_name = "COLUMN")]
    modality_column: Option<String>,
}

impl ReportColumns {
    fn wanted(&self) -> Wanted {
        Wanted::reports_or_scanned()
            .named(ID, self.id_column.clone())
            .texts(self.text_column.clone())
            .named(PATIENT, self.patient_column.clone())
            .named(DATE, self.date_column.clone())
            .named(MODALITY, self.modality_column.clone())
    }
}

/// Where the table of orders has what.
#[derive(Args)]
#[command(next_help_heading = "Columns of the orders")]
struct OrderColumns {
    /// Column of the order's id
    #[arg(long, value_name = "COLUMN")]
    order_id_column: Option<String>,
    /// Column of the patient's id
    #[arg(long, value_name = "COLUMN")]
    order_patient_column: Option<String>,
    /// Column of the order's date and time
    #[arg(long, value_name = "COLUMN")]
    order_date_column: Option<String>,
    /// Column of the modality
    #[arg(long, value_name = "COLUMN")]
    order_modality_column: Option<String>,
    /// Column of the exam's name
    #[arg(long, value_name = "COLUMN")]
    exam_column: Option<String>,
    /// Column of the part of the body
    #[arg(long, value_name = "COLUMN")]
    body_part_column: Option<String>,
    /// Column of the reason or indication
    #[arg(long, value_name = "COLUMN")]
    reason_column: Option<String>,
    /// Column of the provider who ordered
    #[arg(long, value_name = "COLUMN")]
    provider_column: Option<String>,
    /// Column of the department
    #[arg(long, value_name = "COLUMN")]
    department_column: Option<String>,
    /// Column of the order's status
    #[arg(long, value_name = "COLUMN")]
    status_column: Option<String>,
}

impl OrderColumns {
    fn wanted(&self) -> Wanted {
        audit::wanted()
            .named(audit::ORDER_ID, self.order_id_column.clone())
            .named(audit::ORDER_PATIENT, self.order_patient_column.clone())
            .named(audit::ORDER_DATE, self.order_date_column.clone())
            .named(audit::ORDER_MODALITY, self.order_modality_column.clone())
            .named(audit::ORDER_EXAM, self.exam_column.clone())
            .named(audit::ORDER_PART, self.body_part_column.clone())
            .named(audit::ORDER_REASON, self.reason_column.clone())
            .named(audit::ORDER_PROVIDER, self.provider_column.clone())
            .named(audit::ORDER_DEPARTMENT, self.department_column.clone())
            .named(audit::ORDER_STATUS, self.status_column.clone())
    }
}

fn date_order() -> impl TypedValueParser<Value = DateOrder> {
    PossibleValuesParser::new([DateOrder::MonthFirst, DateOrder::DayFirst].map(DateOrder::name))
        .try_map(|name| DateOrder::parse(&name).ok_or("no such order"))
}

pub(crate) fn run(args: &AuditArgs) -> Result<(), Failure> {
    args.output.iter().chain(&args.summary).chain(&args.rejects).try_for_each(|path| no_folder(path, None))?;
    let format = format(args)?;
    let lexicons = lexicons(args.lexicons.as_deref())?;
    let guidance = guidance(args.lexicons.as_deref())?;
    let reports = Archive::new(
        &args.reports,
        read::Options { from: args.from, wanted: args.report_columns.wanted(), screen: None },
    )?;
    let orders = Archive::new(
        &args.orders,
        read::Options { from: args.orders_from, wanted: args.order_columns.wanted(), screen: None },
    )?;
    if reports.inputs().iter().chain(orders.inputs()).filter(|input| input.is_stdin()).count() > 1 {
        return Err(Failure::usage("-: standard input can be read once: name a file for the other table"));
    }
    let outputs = [args.output.as_deref(), args.summary.as_deref(), args.rejects.as_deref()];
    let outputs: Vec<_> = outputs.into_iter().flatten().collect();
    distinct(&reports, &outputs)?;
    distinct(&orders, &outputs)?;
    let mut out = match &args.output {
        None => Output::stdout(),
        Some(path) => Output::create(path).map_err(|error| Failure::write(path.display(), &error))?,
    };
    let mut rejects = match (&args.rejects, &args.output) {
        (Some(path), _) => Some(RejectsFile::new(path.clone(), true)),
        (None, Some(out)) if !is_device(out) => Some(RejectsFile::new(beside(out), false)),
        _ => None,
    };
    let progress = if !args.quiet && Progress::is_seen() {
        Progress::new(reports.total_bytes(), reports.counter())
    } else {
        Progress::hidden()
    };
    let extractor = Extractor::new(lexicons);
    let job = Job {
        extractor: &extractor,
        guidance: &guidance,
        window_days: args.window_days,
        date_order: args.date_format,
        min_cell: args.min_cell,
        format,
        words: if args.no_text { Words::LeftOut } else { Words::Kept },
        threads: args.threads.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN),
        progress: &|records| progress.update(records),
        stop: interrupt::flag(),
    };
    let mut list = |reject: &read::Reject| rejects.as_mut().map_or(Ok(()), |file| file.add(reject));
    let outcome = audit::run(reports, orders, &job, Sinks { out: &mut out, rejects: &mut list });
    progress.clear();
    let whole = out.is_whole_or_not();
    let failed = |error| if whole { Failure::from(error) } else { Failure::from(error).in_part() };
    finish(args, &outcome.map_err(failed)?, &guidance, out, rejects)
}

/// Puts the results under their names, as `scan` does.
fn finish(
    args: &AuditArgs,
    summary: &Summary,
    guidance: &Guidance,
    out: Output,
    rejects: Option<RejectsFile>,
) -> Result<(), Failure> {
    if let Some(file) = rejects {
        file.commit().map_err(|error| Failure::failed(format!("cannot write the rejects: {error}")))?;
    }
    if let Some(path) = &args.summary {
        write_json(path, summary).map_err(|error| Failure::write(path.display(), &error))?;
    }
    let rejected = summary.reports.rejected + summary.orders.rejected;
    let strict = args.strict && rejected > 0;
    if !strict {
        out.commit().map_err(|error| Failure::write("cannot write the audit", &error))?;
    }
    if !args.quiet {
        say(&render::page(summary, guidance));
    }
    if strict {
        return Err(Failure::failed(format!("--strict: {rejected} records were rejected")));
    }
    Ok(())
}

fn output_format() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::name))
        .try_map(|name| Format::parse(&name).ok_or("no such format"))
}

fn format(args: &AuditArgs) -> Result<Format, Failure> {
    let known = || Format::ALL.map(Format::name).join(", ");
    match (args.to, &args.output) {
        (Some(format), _) => Ok(format),
        (None, Some(path)) if !is_device(path) => Format::of(path).ok_or_else(|| {
            Failure::usage(format!(
                "{}: the name does not show the format: say it with --to ({})",
                path.display(),
                known()
            ))
        }),
        _ => Ok(Format::default()),
    }
}

impl From<audit::Error> for Failure {
    fn from(error: audit::Error) -> Self {
        match error {
            audit::Error::Write(error) => Self::write("cannot write the audit", &error),
            audit::Error::Reports(error) => error.into(),
            error if error.is_usage() => Self::usage(error),
            error => Self::failed(error),
        }
    }
}
