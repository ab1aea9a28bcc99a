//! `schmorl explain`: one report on the terminal, its evidence marked, and why each finding was read.

mod advice;
mod marks;
mod page;

use super::scan::{ColumnArgs, input_format};
use super::{Failure, guidance, lexicons, text};
use advice::Advising;
use clap::Args;
use clap::builder::{StringValueParser, TypedValueParser};
use page::Page;
use schmorl::extract::{Extractor, Scratch};
use schmorl::read::{self, Archive, Record};
use schmorl::report::Report;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  schmorl explain report.txt
  schmorl explain reports.csv --id R-1017
  schmorl explain archive.xlsx --record 12 --color always | less -R
  pbpaste | schmorl explain -";

/// Show one report with its evidence marked, each finding in plain words, and what it was read from
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExplainArgs {
    /// A file with one report or many, or `-` for a text on standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The report of this number in the file, from 1
    #[arg(long, value_name = "N", conflicts_with = "id", value_parser = number())]
    record: Option<u64>,
    /// The report of this id; several, if the file has several
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// Format of the file, where its name does not show it
    #[arg(long, value_name = "FORMAT", value_parser = input_format())]
    from: Option<read::Format>,
    /// Folder of lexicons, and guidance, that add to or replace those built in
    #[arg(long, value_name = "DIR")]
    lexicons: Option<PathBuf>,
    /// Say nothing of what the guidance has to each node
    #[arg(long)]
    no_guidance: bool,
    /// Show how each sentence is cut into atoms and places, for whoever changes the grammar
    #[arg(long)]
    grammar: bool,
    #[command(flatten)]
    columns: ColumnArgs,
}

fn number() -> impl TypedValueParser<Value = u64> {
    let first = |number: &u64| *number > 0;
    StringValueParser::new()
        .try_map(move |number| number.parse().ok().filter(first).ok_or("records are counted from 1"))
}

pub(crate) fn run(args: &ExplainArgs) -> Result<(), Failure> {
    let extractor = Extractor::new(lexicons(args.lexicons.as_deref())?);
    let guidance = (!args.no_guidance).then(|| guidance(args.lexicons.as_deref())).transpose()?;
    let reports = reports(args)?;
    let colour = anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
    let mut scratch = Scratch::default();
    let mut out = String::new();
    for report in &reports {
        if args.grammar {
            out.push_str(&grammar(&extractor, &report.text, &mut scratch));
            continue;
        }
        let mut reading = extractor.read(&report.text, &mut scratch);
        if let Some(guidance) = &guidance {
            guidance.advise(&mut reading, report.modality.as_deref());
        }
        let advising = guidance.as_ref().map(|guidance| Advising {
            guidance,
            context: &reading.context,
            report: &report.text,
            width: text::width(),
            colour,
        });
        let page = Page {
            report,
            findings: &reading.findings,
            lexicons: extractor.lexicons(),
            width: text::width(),
            colour,
            advising,
        };
        out.push_str(&page.to_string());
    }
    text::print(&out)
}

/// How the grammar sees a text, sentence after sentence.
fn grammar(extractor: &Extractor, text: &str, scratch: &mut Scratch) -> String {
    let mut out = String::new();
    for (number, sentence) in (1..).zip(extractor.trace(text, scratch)) {
        let section = format!("{:?}", sentence.section).to_lowercase();
        out.push_str(&format!("sentence {number}, {section}\n{}", sentence.atoms));
        if !sentence.places.is_empty() {
            out.push_str(&format!("places\n{}", sentence.places));
        }
        out.push('\n');
    }
    out
}

/// The reports that were asked for.
fn reports(args: &ExplainArgs) -> Result<Vec<Report>, Failure> {
    let stdin = args.file.as_os_str() == "-";
    let from = args.from.or(stdin.then_some(read::Format::Txt));
    let mut archive = Archive::new(&[&args.file], read::Options { from, wanted: args.columns.wanted(), screen: None })?;
    let chosen = args.record.is_some() || args.id.is_some();
    let (mut reports, mut rejected, mut count) = (Vec::new(), None, 0);
    while let Some(piece) = archive.next_piece()? {
        piece.records(&mut |record| {
            count += 1;
            let wanted = |number: u64| args.record.is_none_or(|record| record == number);
            match record {
                Record::Report(report, _) => {
                    let id = args.id.as_ref().is_none_or(|id| *id == report.report_id);
                    if id && wanted(report.record) && (chosen || reports.is_empty()) {
                        reports.push(report);
                    }
                }
                Record::Reject(reject) if args.id.is_none() && wanted(reject.record) => rejected = Some(reject.reason),
                Record::Reject(_) | Record::Passed(..) | Record::Joined(_) => {}
            }
        })?;
        if args.record.is_some_and(|record| record <= count) {
            break;
        }
    }
    let file = args.file.display();
    let holds = |what| text::counted(usize::try_from(count).unwrap_or(usize::MAX), what);
    if !chosen && count > 1 {
        let many = holds("report");
        return Err(Failure::usage(format!("{file} holds {many}: name one with --record N or --id ID")));
    }
    match (reports.is_empty(), rejected) {
        (false, _) => Ok(reports),
        (true, Some(reason)) => Err(Failure::failed(format!("{file}: {reason}"))),
        (true, None) if chosen => {
            let asked = match (args.record, &args.id) {
                (Some(number), _) => format!("record {number}"),
                (None, id) => format!("report of the id `{}`", id.as_deref().unwrap_or_default()),
            };
            Err(Failure::failed(format!("{file}: there is no {asked}: it holds {}", holds("record"))))
        }
        (true, None) => Err(Failure::failed(format!("{file}: no report in it"))),
    }
}
