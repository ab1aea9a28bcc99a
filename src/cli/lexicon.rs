//! `schmorl lexicon`: checks and prints the words that the extraction knows.

use super::text::{self, counted};
use super::{Failure, faults};
use clap::{Args, Subcommand};
use schmorl::lexicon::{LexiconError, Lexicons, Row, Source};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Check or print lexicons
#[derive(Args)]
pub(crate) struct LexiconArgs {
    #[command(subcommand)]
    command: LexiconCommand,
}

#[derive(Subcommand)]
enum LexiconCommand {
    /// Check every row; with DIR, its files put over those built in
    Check {
        /// Folder of lexicons
        dir: Option<PathBuf>,
    },
    /// Print every row; with DIR, its files put over those built in
    Show {
        /// Folder of lexicons
        dir: Option<PathBuf>,
        /// Rows of this class only (may be repeated)
        #[arg(long, value_name = "CLASS")]
        class: Vec<String>,
        /// Print this file as it is, to write one's own from: negation.tsv
        #[arg(long, value_name = "NAME", conflicts_with = "class")]
        source: Option<String>,
    },
}

pub(crate) fn run(args: &LexiconArgs) -> Result<(), Failure> {
    match &args.command {
        LexiconCommand::Check { dir } => check(dir.as_deref()),
        LexiconCommand::Show { dir, source: Some(name), .. } => source(dir.as_deref(), name),
        LexiconCommand::Show { dir, class, .. } => show(dir.as_deref(), class),
    }
}

fn check(dir: Option<&Path>) -> Result<(), Failure> {
    let lexicons = Lexicons::check(dir).map_err(|error| failure(&error, dir))?;
    let phrases: usize = lexicons.rows().iter().map(|row| row.phrases().len()).sum();
    text::print(&format!(
        "{} hold: {} for {}, each matches its `yes` and not its `no` (hash {})\n",
        counted(lexicons.sources().len(), "lexicon"),
        counted(lexicons.rows().len(), "row"),
        counted(phrases, "phrase"),
        lexicons.hash()
    ))
}

/// Shows faults with their rows on standard error, and gives back the failure that sums them up.
pub(super) fn failure(error: &LexiconError, dir: Option<&Path>) -> Failure {
    let LexiconError::Faults(sources, faults) = error else {
        return Failure::failed(error);
    };
    faults::show(sources, faults, |file| dir.map_or_else(|| PathBuf::from(file), |dir| dir.join(file)));
    let files: std::collections::BTreeSet<&str> = faults.iter().map(|fault| fault.file.as_str()).collect();
    Failure::failed(format!("{} in {}", counted(faults.len(), "fault"), counted(files.len(), "lexicon")))
}

fn show(dir: Option<&Path>, classes: &[String]) -> Result<(), Failure> {
    let lexicons = super::lexicons(dir)?;
    let mut known: Vec<&str> = lexicons.sources().iter().map(Source::class).collect();
    known.sort_unstable();
    known.dedup();
    if let Some(class) = classes.iter().find(|class| !known.contains(&class.as_str())) {
        return Err(Failure::usage(format!("--class {class}: classes are {}", known.join(", "))));
    }
    let mut out = String::new();
    for class in known.into_iter().filter(|class| classes.is_empty() || classes.iter().any(|wanted| wanted == class)) {
        let rows: Vec<&Row> = lexicons.rows().iter().filter(|row| row.tag.class() == class).collect();
        table(class, &rows, lexicons.sources(), &mut out);
    }
    text::print(&out)
}

fn source(dir: Option<&Path>, name: &str) -> Result<(), Failure> {
    let lexicons = super::lexicons(dir)?;
    let known = lexicons.sources();
    let wanted = known.iter().find(|source| source.name == name || source.name == format!("{name}.tsv"));
    let wanted = wanted.ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|source| source.name.as_str()).collect();
        Failure::usage(format!("--source {name}: lexicons are {}", names.join(", ")))
    })?;
    text::print(&wanted.text)
}

/// One class: a line a row, long terms broken.
fn table(class: &str, rows: &[&Row], sources: &[Source], out: &mut String) {
    let bold = anstyle::Style::new().bold();
    let dim = anstyle::Style::new().dimmed();
    let widest = |cell: &dyn Fn(&Row) -> usize| rows.iter().map(|row| cell(row)).max().unwrap_or(0);
    let id = widest(&|row| text::columns(&row.id));
    let role = widest(&|row| text::columns(row.role(sources)));
    let source = widest(&|row| text::columns(&row.source)).min(24);
    let _ = writeln!(out, "{bold}{class}{bold:#} {dim}({}){dim:#}", counted(rows.len(), "row"));
    let left = 2 + id + 2 + role + 2;
    let room = text::width().saturating_sub(left + source + 2).max(30);
    for row in rows {
        let broken = text::lines(&row.term, room);
        for (number, line) in broken.iter().enumerate() {
            let part = &row.term[line.clone()];
            let line = if number == 0 {
                let cells =
                    [text::padded(&row.id, id), text::padded(row.role(sources), role), text::padded(part, room)];
                format!("  {dim}{}{dim:#}  {}  {}  {dim}{}{dim:#}", cells[0], cells[1], cells[2], row.source)
            } else {
                format!("{}{part}", " ".repeat(left))
            };
            let _ = writeln!(out, "{line}");
        }
    }
    out.push('\n');
}
