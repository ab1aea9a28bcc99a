//! The command line: one file per subcommand. What was typed is parsed here and resolved there; the library gets only
//! what is resolved.

mod audit;
mod completions;
mod evaluate;
mod explain;
mod failure;
mod faults;
mod guidance;
mod interrupt;
mod lexicon;
mod progress;
mod results;
mod resume;
mod scan;
mod schema;
mod summary;
mod text;
mod writing;

use clap::{ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};
use failure::Failure;
use schmorl::guidance::Guidance;
use schmorl::lexicon::Lexicons;
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

const ABOUT: &str = "Finds every Schmorl's node in archives of spine imaging reports: where, how big, how old, and what the guidance says";

const EXAMPLES: &str = "\
Examples:
  schmorl scan reports.csv -o findings.csv     a table of reports in, a table of findings out
  schmorl scan archive/ --to jsonl             a folder of .txt files, findings with their evidence
  schmorl explain report.txt                   one report with its evidence marked, and why each finding was read
  schmorl audit --reports reports.csv --orders orders.csv -o audit.csv
                                               follow-up imaging orders against the guidance
  schmorl evaluate gold.jsonl                  how right it is on reports that you annotated
  schmorl scan --help                          every option of the main job

For research and quality assurance on reports already written. Not a medical device, not for decisions on treatment.";

#[derive(Parser)]
#[command(name = "schmorl", version, about = ABOUT, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
}

#[derive(Subcommand)]
enum Command {
    Scan(Box<scan::ScanArgs>),
    Explain(explain::ExplainArgs),
    Audit(Box<audit::AuditArgs>),
    Evaluate(evaluate::EvaluateArgs),
    Lexicon(lexicon::LexiconArgs),
    Guidance(guidance::GuidanceArgs),
    Schema(schema::SchemaArgs),
    Completions(completions::CompletionsArgs),
}

/// Parses, dispatches, and turns the outcome into an exit status.
pub(crate) fn main() -> ExitCode {
    let typed = match Cli::command().try_get_matches() {
        Ok(typed) => typed,
        Err(error) => return refused(&error),
    };
    let (name, options) = typed.subcommand().unwrap_or(("", &typed));
    let asked = format!("schmorl {name}");
    let cli = Cli::from_arg_matches(&typed).unwrap_or_else(|error| error.exit());
    let color = match cli.color {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    };
    color.write_global();
    let outcome = match cli.command {
        Command::Scan(args) => scan::run(&args, options),
        Command::Explain(args) => explain::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Lexicon(args) => lexicon::run(&args),
        Command::Guidance(args) => guidance::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => completions::run(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(&asked),
    }
}

/// Shows help that was asked for, or what is wrong with the command line and whose help tells more.
fn refused(error: &clap::Error) -> ExitCode {
    let mut message = error.render().ansi().to_string();
    let known = |word: &OsString| word.to_str().is_some_and(|word| Cli::command().find_subcommand(word).is_some());
    let command = std::env::args_os().skip(1).find(known).map(|name| format!("schmorl {} ", name.display()));
    let end = message.rfind("For more information").filter(|_| error.use_stderr());
    let place = end.and_then(|end| Some(end + message[end..].find("--help")?));
    if let (Some(place), Some(command)) = (place, command) {
        message.insert_str(place, &command);
    }
    let shown = if error.use_stderr() {
        anstream::stderr().write_all(message.as_bytes())
    } else {
        anstream::stdout().write_all(message.as_bytes())
    };
    // if nobody reads it, nobody wants to know
    let _ = shown;
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// A panic's message may quote a report: tell only where it happened.
pub(crate) fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        say(&format!("schmorl: a fault of ours at {place}: please report it"));
    }));
}

/// One line on standard error. If that is closed, nobody wants to hear it.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The lexicons of the run: those the binary carries, with the files of `folder` added or replaced.
fn lexicons(folder: Option<&Path>) -> Result<Arc<Lexicons>, Failure> {
    let lexicons = match folder {
        None => Lexicons::embedded(),
        Some(folder) => Lexicons::load(folder).map_err(|error| lexicon::failure(&error, Some(folder)))?,
    };
    Ok(Arc::new(lexicons))
}

/// The guidance of the run: what the binary carries, or the `guidance.toml` of `folder`.
fn guidance(folder: Option<&Path>) -> Result<Guidance, Failure> {
    Guidance::load(folder).map_err(|error| guidance::failure(&error, folder))
}
