//! `schmorl scan`: an archive in, findings out.

use super::progress::Progress;
use super::results::Results;
use super::summary::Readable;
use super::writing::WritingArgs;
use super::{Failure, guidance, interrupt, lexicons, resume, say};
use clap::{ArgMatches, Args, builder::PossibleValue, builder::PossibleValuesParser, builder::TypedValueParser};
use jiff::Timestamp;
use schmorl::extract::{Extractor, LateScreen, Screened};
use schmorl::guidance::Guidance;
use schmorl::lexicon::Lexicons;
use schmorl::provenance::{InputHash, OutputHash, Provenance};
use schmorl::read::columns::{DATE, ID, MODALITY, PATIENT, Wanted};
use schmorl::read::{self, Archive, Links};
use schmorl::run::{Job, Summary};
use schmorl::write::{self, Output, RejectsFile};
use serde::Serialize;
use std::ffi::OsString;
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const EXAMPLES: &str = "\
Examples:
  schmorl scan reports.csv -o findings.csv
  schmorl scan archive/ -o findings.jsonl                    every .txt below the folder
  schmorl scan 'exports/2024-*.xlsx' -o findings.csv         Excel exports of mPower or Montage
  schmorl scan notes.csv --text-column Narrative --id-column 'Order ID' -o findings.csv
  schmorl scan split.csv --text-column Findings --text-column Impression -o findings.csv
  schmorl scan lines.tsv --group-by ORDER_PROC_ID --line-column LINE -o findings.csv   reports that stand line by line
  schmorl scan notes.csv --no-text --keep Site -o findings.csv
  schmorl scan reports.csv --per-report -o reports_with_nodes.csv  one row a report, levels as columns
  schmorl scan radiology.csv.gz --to jsonl > findings.jsonl  gzip and zstd are read as they are
  schmorl scan messages.hl7 --keep OBR-25 -o findings.csv    HL7 v2 results: batches and MLLP dumps too
  schmorl scan 'export/DiagnosticReport*.ndjson' -o findings.csv
  schmorl scan lake/reports/ --from parquet -o findings.parquet
  schmorl scan exports/ -o findings.csv --resume             goes on where the same command was interrupted

Records that cannot be read are counted in the summary and listed in the rejects file; the rest goes on.
Exit status: 0 done, 1 the run failed (nothing is left under the output's name), 2 wrong usage, 130 interrupted.";

/// Read an archive of reports and write down every finding
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ScanArgs {
    /// A file, a folder, a quoted pattern, or `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Write to this file, whole or not at all; its name shows the format [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Format of the input, where its name does not show it
    #[arg(long, value_name = "FORMAT", value_parser = input_format())]
    from: Option<read::Format>,
    /// Format of the output [default: csv]
    #[arg(long, value_name = "FORMAT", value_parser = output_format())]
    to: Option<write::Format>,
    /// How many threads; the output is the same at any number [default: one a core]
    #[arg(long, value_name = "N", value_parser = threads())]
    threads: Option<NonZeroUsize>,
    /// Write the account of the run to this file, as JSON
    #[arg(long, value_name = "FILE")]
    summary: Option<PathBuf>,
    /// List rejected records in this file [default: OUTPUT.rejects.csv, if there are any and -o is given]
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Fail if any record is rejected
    #[arg(long)]
    strict: bool,
    /// Keep how far the run is in OUTPUT.resume; after a Ctrl-C, a crash or a power cut the same command goes on from
    /// the finished input files (csv, jsonl, fhir, doccano)
    #[arg(long, requires = "output")]
    resume: bool,
    /// Leave the words of the reports out
    #[arg(long)]
    no_text: bool,
    /// Write reports without findings too
    #[arg(long)]
    all_reports: bool,
    /// No summary and no progress bar
    #[arg(short, long)]
    quiet: bool,
    /// Folder of lexicons, and guidance, that add to or replace those built in
    #[arg(long, value_name = "DIR")]
    lexicons: Option<PathBuf>,
    /// Join addenda and corrections to the reports that they speak of, where the archive says which; reads it twice
    #[arg(long)]
    link_addenda: bool,
    /// Say nothing of what the guidance has to each node
    #[arg(long)]
    no_guidance: bool,
    #[command(flatten)]
    writing: WritingArgs,
    #[command(flatten)]
    columns: ColumnArgs,
}

/// Where a table has what; known names are found without.
#[derive(Args)]
#[command(next_help_heading = "Columns of a table")]
pub(crate) struct ColumnArgs {
    /// Column of the report's id
    #[arg(long, value_name = "COLUMN")]
    id_column: Option<String>,
    /// Column of the report's text; may be repeated where it stands in several, as findings and impression: they are
    /// put together in this order, each under its column's name as a heading
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
    /// Read tables as this system exports them [default: told from the header]
    #[arg(long, value_name = "NAME", value_parser = preset())]
    preset: Option<&'static read::Preset>,
    /// Gather the rows of one report, which follow one another and have one id in this column
    #[arg(long, value_name = "ID_COLUMN", conflicts_with = "id_column")]
    group_by: Option<String>,
    /// With --group-by: column of the line's number, in whose order they are put together
    #[arg(long, value_name = "COLUMN", requires = "group_by")]
    line_column: Option<String>,
    /// With --group-by: column of the part that a line is of (narrative, impression); it becomes a heading
    #[arg(long, value_name = "COLUMN", requires = "group_by")]
    part_column: Option<String>,
    /// Carry this column of the input through (may be repeated)
    #[arg(long, value_name = "COLUMN")]
    keep: Vec<String>,
}

impl ColumnArgs {
    /// What is wanted of a table of reports.
    pub(crate) fn wanted(&self) -> Wanted {
        let wanted = match &self.group_by {
            Some(_) => Wanted::reports().gathering(self.line_column.clone(), self.part_column.clone()),
            None => Wanted::reports(),
        };
        wanted
            .preset(self.preset)
            .named(ID, self.id_column.clone().or_else(|| self.group_by.clone()))
            .texts(self.text_column.clone())
            .named(PATIENT, self.patient_column.clone())
            .named(DATE, self.date_column.clone())
            .named(MODALITY, self.modality_column.clone())
            .keeping(self.keep.clone())
    }
}

pub(super) fn input_format() -> impl TypedValueParser<Value = read::Format> {
    PossibleValuesParser::new(read::Format::ALL.map(read::Format::name))
        .try_map(|name| read::Format::parse(&name).ok_or("no such format"))
}

/// A number of threads: whoever wants as few as can be takes 1.
pub(super) fn threads() -> impl TypedValueParser<Value = NonZeroUsize> {
    clap::builder::StringValueParser::new().try_map(|number| {
        let parsed = number.parse().ok().and_then(NonZeroUsize::new);
        parsed.ok_or("take 1 or more, or leave the option out: then there is one a core")
    })
}

fn preset() -> impl TypedValueParser<Value = &'static read::Preset> {
    PossibleValuesParser::new(read::PRESETS.each_ref().map(|preset| preset.name))
        .try_map(|name| read::Preset::parse(&name).ok_or("no such preset"))
}

fn output_format() -> impl TypedValueParser<Value = write::Format> {
    // the table of OMOP is as well known by its own name
    let named = |format: write::Format| match format {
        write::Format::Omop => PossibleValue::new("omop").alias("note-nlp"),
        other => PossibleValue::new(other.name()),
    };
    PossibleValuesParser::new(write::Format::ALL.map(named)).try_map(|name| {
        let name = if name == "note-nlp" { "omop" } else { &name };
        write::Format::parse(name).ok_or("no such format")
    })
}

/// What the options mean.
struct Settings {
    archive: Archive,
    encoder: Box<dyn write::Encode>,
    threads: NonZeroUsize,
    lexicons: Arc<Lexicons>,
    screen: Arc<LateScreen>,
    guidance: Option<Guidance>,
    results: Results,
}

impl Settings {
    fn new(args: &ScanArgs, typed: &ArgMatches) -> Result<Self, Failure> {
        let outputs = [&args.output, &args.summary, &args.rejects, &args.writing.provenance];
        if outputs.into_iter().flatten().any(|path| path == Path::new("-")) {
            return Err(Failure::usage("- is no file: without -o findings go to standard output"));
        }
        for path in args.output.iter().chain(&args.summary).chain(&args.rejects).chain(&args.writing.provenance) {
            no_folder(path, args.to)?;
        }
        let format = format(args)?;
        let lexicons = lexicons(args.lexicons.as_deref())?;
        let guidance = (!args.no_guidance).then(|| guidance(args.lexicons.as_deref())).transpose()?;
        let late = Arc::new(LateScreen::new(Arc::clone(&lexicons)));
        // where every report is written, every one must be parsed
        let screen = (!args.all_reports).then(|| Arc::clone(&late) as Arc<dyn read::Screen>);
        let wanted = args.columns.wanted().wordless(args.no_text);
        let mut archive = Archive::new(&args.inputs, read::Options { from: args.from, wanted, screen })?;
        let beside_it = [&args.summary, &args.rejects, &args.writing.provenance];
        let outputs = std::iter::once(&args.output).chain(beside_it).map(Option::as_deref);
        let outputs: Vec<&Path> = outputs.flatten().collect();
        distinct(&archive, &outputs)?;
        // Told now, and not when everything was read.
        for path in outputs {
            Output::check(path).map_err(|error| Failure::write(path.display(), &error))?;
        }
        let options = write::Options {
            no_text: args.no_text,
            all_reports: args.all_reports,
            kept: args.columns.keep.clone(),
            ..write::Options::default()
        };
        let mut options = args.writing.resolve(format, &lexicons, options)?;
        let rejects = match (&args.rejects, &args.output) {
            (Some(path), _) => Some(RejectsFile::new(path.clone(), true)),
            (None, Some(out)) if !is_device(out) => Some(RejectsFile::new(beside(out), false)),
            _ => None,
        };
        let results = match &args.output {
            Some(path) if args.resume => {
                Results::can_be_kept(format, &*format.encoder(options.clone()))?;
                Results::kept(path, resume::key(typed, &archive, &lexicons, guidance.as_ref())?, rejects)?
            }
            path => Results::whole(format, path.as_deref(), rejects)?,
        };
        options.folder = results.place();
        if args.link_addenda {
            let options = read::Options { from: args.from, wanted: args.columns.wanted(), screen: None };
            archive = archive.linked(Arc::new(Links::find(&args.inputs, options)?));
        }
        let archive = results.begin(archive)?;
        let threads = args.threads.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
        Ok(Self { archive, encoder: format.encoder(options), threads, lexicons, screen: late, guidance, results })
    }
}

/// Scans; `typed` are the same options as they stood on the command line.
pub(crate) fn run(args: &ScanArgs, typed: &ArgMatches) -> Result<(), Failure> {
    let started = Timestamp::now();
    let Settings { archive, encoder, threads, lexicons, screen, guidance, mut results } = Settings::new(args, typed)?;
    if let Some(taken_over) = results.taken_over().filter(|_| !args.quiet) {
        say(&taken_over);
    }
    let progress = if !args.quiet && Progress::is_seen() {
        Progress::new(archive.total_bytes(), archive.counter())
    } else {
        Progress::hidden()
    };
    let job = Job {
        extractor: &Screened::new(Extractor::new(Arc::clone(&lexicons)), screen),
        guidance: guidance.as_ref(),
        encoder: &*encoder,
        threads,
        progress: &|records| progress.update(records),
        stop: interrupt::flag(),
    };
    let outcome = results.run(archive, &job);
    progress.clear();
    let mut summary = outcome?;
    lexicons.hash().clone_into(&mut summary.lexicon_hash);
    if let Some(guidance) = &guidance {
        guidance.version().clone_into(&mut summary.guidance_version);
        guidance.hash().clone_into(&mut summary.guidance_hash);
    }
    finish(args, &summary, guidance.as_ref(), results)?;
    match &args.writing.provenance {
        Some(path) => write_provenance(args, path, &summary, started),
        None => Ok(()),
    }
}

/// Puts the results under their names. With `--strict` and rejects the findings are dropped; the account of what is
/// wrong is kept.
fn finish(
    args: &ScanArgs,
    summary: &Summary,
    guidance: Option<&Guidance>,
    mut results: Results,
) -> Result<(), Failure> {
    let rejected = summary.tally.rejected;
    let listed = results
        .commit_rejects(rejected > 0)
        .map_err(|error| Failure::failed(format!("cannot write the rejects: {error}")))?;
    if let Some(path) = &args.summary {
        write_json(path, summary).map_err(|error| Failure::write(path.display(), &error))?;
    }
    let strict = args.strict && rejected > 0;
    let ended = if strict { results.discard() } else { results.commit() };
    ended.map_err(|error| Failure::write("cannot write the findings", &error))?;
    if !args.quiet {
        say(&Readable { summary, guidance, rejects: listed.as_deref() }.to_string());
    }
    if strict {
        return Err(Failure::failed(format!("--strict: {rejected} of {} records were rejected", summary.tally.read)));
    }
    Ok(())
}

/// Tells what the run was made of, once everything else is under its name.
fn write_provenance(args: &ScanArgs, path: &Path, summary: &Summary, started: Timestamp) -> Result<(), Failure> {
    let ended = Timestamp::now();
    let hashed = |typed: &PathBuf| InputHash::of(&read::Input::new(typed, args.from)?);
    let inputs = args.inputs.iter().map(hashed).collect::<Result<_, read::Error>>()?;
    let outputs = args.output.iter().map(|path| OutputHash::of(path)).collect::<std::io::Result<_>>();
    let arguments: Vec<String> = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let provenance = Provenance {
        program: "schmorl",
        started,
        ended,
        arguments: &arguments,
        inputs,
        outputs: outputs.map_err(Failure::failed)?,
        summary,
    };
    write_json(path, &provenance).map_err(|error| Failure::write(path.display(), &error))
}

/// Writes an account as JSON, whole or not at all.
pub(super) fn write_json(path: &Path, value: &impl Serialize) -> std::io::Result<()> {
    let mut output = Output::create(path)?;
    serde_json::to_writer_pretty(&mut output, value)?;
    output.write_all(b"\n")?;
    output.commit()
}

fn format(args: &ScanArgs) -> Result<write::Format, Failure> {
    let format = match (args.to, &args.output) {
        (Some(format), _) => format,
        (None, None) => write::Format::default(),
        (None, Some(path)) if is_device(path) => write::Format::default(),
        (None, Some(path)) => write::Format::of(path).ok_or_else(|| {
            let known = write::Format::ALL.map(write::Format::name).join(", ");
            let packed =
                path.extension().is_some_and(|ending| ["gz", "zst", "zip"].iter().any(|known| ending == *known));
            Failure::usage(if packed {
                format!("{}: outputs are not packed: leave -o out and send them into gzip or zstd", path.display())
            } else {
                format!("{}: the name does not show the format: say it with --to ({known})", path.display())
            })
        })?,
    };
    Ok(format)
}

/// A result is a file, but where its format is a folder.
pub(super) fn no_folder(path: &Path, to: Option<write::Format>) -> Result<(), Failure> {
    if !path.is_dir() || to == Some(write::Format::Brat) {
        return Ok(());
    }
    let example = path.join("findings.csv");
    Err(Failure::usage(format!("{}: is a folder: name a file in it, as in {}", path.display(), example.display())))
}

pub(super) fn is_device(path: &Path) -> bool {
    path.metadata().is_ok_and(|data| !data.is_file() && !data.is_dir())
}

/// `findings.csv.rejects.csv` for `findings.csv`.
pub(super) fn beside(out: &Path) -> PathBuf {
    let mut name = OsString::from(out);
    name.push(".rejects.csv");
    name.into()
}

/// No output may be an input, nor another output.
pub(super) fn distinct(archive: &Archive, outputs: &[&Path]) -> Result<(), Failure> {
    let real = |path: &Path| if is_device(path) { None } else { path.canonicalize().ok() };
    for (index, output) in outputs.iter().enumerate() {
        let Some(place) = real(output) else {
            if outputs[..index].contains(output) && !is_device(output) {
                return Err(Failure::usage(format!("{}: named for two outputs", output.display())));
            }
            continue;
        };
        if archive.inputs().iter().any(|input| real(input.typed()).as_ref() == Some(&place)) {
            return Err(Failure::usage(format!("{}: is an input too, and would be replaced", output.display())));
        }
        if outputs[..index].iter().any(|other| real(other).as_ref() == Some(&place)) {
            return Err(Failure::usage(format!("{}: named for two outputs", output.display())));
        }
    }
    Ok(())
}
