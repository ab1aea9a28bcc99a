//! `schmorl guidance`: prints what the guidance says, and checks a guidance file.

use super::text::{self, counted};
use super::{Failure, faults};
use anstyle::Style;
use clap::{Args, Subcommand};
use schmorl::guidance::{FILE, Guidance, GuidanceError, NoteKind, Scenario, ScenarioRule, Statement};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Print or check the guidance: what the article says in which scenario
#[derive(Args)]
pub(crate) struct GuidanceArgs {
    #[command(subcommand)]
    command: GuidanceCommand,
}

#[derive(Subcommand)]
enum GuidanceCommand {
    /// Print the scenarios with their statements, references and provenance
    Show {
        /// This scenario only
        scenario: Option<String>,
        /// Folder whose guidance.toml replaces the one built in
        #[arg(long, value_name = "DIR")]
        lexicons: Option<PathBuf>,
        /// Print the file that is built in, with its comments: to write a guidance.toml from
        #[arg(long, conflicts_with_all = ["scenario", "lexicons"])]
        source: bool,
    },
    /// Check a guidance file, or the guidance.toml of a folder; without, the one built in
    Check {
        /// The file or folder
        path: Option<PathBuf>,
    },
}

pub(crate) fn run(args: &GuidanceArgs) -> Result<(), Failure> {
    match &args.command {
        GuidanceCommand::Show { source: true, .. } => text::print(Guidance::source()),
        GuidanceCommand::Show { scenario, lexicons, .. } => show(scenario.as_deref(), lexicons.as_deref()),
        GuidanceCommand::Check { path } => check(path.as_deref()),
    }
}

fn check(path: Option<&Path>) -> Result<(), Failure> {
    if let Some(folder) = path.filter(|path| path.is_dir() && !path.join(FILE).exists()) {
        return Err(Failure::failed(format!("{}: no {FILE} in it", folder.display())));
    }
    let guidance = Guidance::load(path).map_err(|error| failure(&error, path))?;
    text::print(&format!(
        "The guidance holds: {} in {}, {} beside them (version {}, hash {})\n",
        counted(guidance.statements().len(), "statement"),
        counted(guidance.scenarios().len(), "scenario"),
        counted(guidance.notes().len(), "note"),
        guidance.version(),
        guidance.hash()
    ))
}

/// Shows faults on standard error, and gives back the failure that sums them up. `path` is the file or its folder.
pub(super) fn failure(error: &GuidanceError, path: Option<&Path>) -> Failure {
    let GuidanceError::Faults(source, all) = error else {
        return Failure::failed(error);
    };
    let place = |file: &str| match path {
        Some(path) if path.is_dir() => path.join(file),
        Some(path) => path.to_owned(),
        None => PathBuf::from(file),
    };
    faults::show(std::slice::from_ref(source), all, place);
    Failure::failed(format!("{} in the guidance", counted(all.len(), "fault")))
}

fn show(scenario: Option<&str>, folder: Option<&Path>) -> Result<(), Failure> {
    let guidance = super::guidance(folder)?;
    let wanted = match scenario {
        None => None,
        Some(name) => Some(Scenario::parse(name).ok_or_else(|| {
            let names = Scenario::ALL.map(Scenario::name).join(", ");
            Failure::usage(format!("no scenario `{name}`; scenarios are {names}"))
        })?),
    };
    let page = Page { guidance: &guidance, width: text::width() };
    let mut out = String::new();
    for rule in guidance.scenarios().iter().filter(|rule| wanted.is_none_or(|wanted| wanted == rule.scenario)) {
        page.scenario(rule, &mut out);
    }
    page.origin(&mut out);
    text::print(&out)
}

struct Page<'a> {
    guidance: &'a Guidance,
    width: usize,
}

impl Page<'_> {
    fn scenario(&self, rule: &ScenarioRule, out: &mut String) {
        let (bold, dim) = (Style::new().bold(), Style::new().dimmed());
        let _ = writeln!(out, "{bold}{}{bold:#}  {}", rule.scenario.name(), rule.title);
        let when = rule.when.words().unwrap_or_else(|| "everything else".to_owned());
        let _ = writeln!(out, "{dim}  when: {when}{dim:#}");
        self.list("", rule.statements.iter().map(|id| &**id), out);
        for (kind, title) in [
            (NoteKind::Advice, "with it"),
            (NoteKind::Context, "also known"),
            (NoteKind::Pitfall, "pitfalls"),
            (NoteKind::Reassess, "reassess if these develop"),
        ] {
            let notes = self.guidance.notes().iter();
            let of_kind = notes.filter(|note| note.kind == kind && note.scenarios.contains(&rule.scenario));
            let mut first = true;
            for note in of_kind {
                if std::mem::take(&mut first) {
                    let _ = writeln!(out, "{dim}  {title}{dim:#}");
                }
                let when = note.when.words().map(|when| format!("for {when}: ")).unwrap_or_default();
                self.list(&when, [&*note.statement], out);
            }
        }
        out.push('\n');
    }

    fn list<'a>(&self, when: &str, ids: impl IntoIterator<Item = &'a str>, out: &mut String) {
        for statement in ids.into_iter().filter_map(|id| self.guidance.statement(id)) {
            bullet(&format!("{when}{}", cited(statement)), self.width, out);
        }
    }

    fn origin(&self, out: &mut String) {
        let origin = self.guidance.origin();
        for line in text::lines(&self.guidance.provenance(), self.width) {
            let _ = writeln!(out, "{}", &self.guidance.provenance()[line]);
        }
        let most = origin.references;
        let named = format!(
            "References are the article's own numbers, 1 to {most}; it names these sources and does not number them:"
        );
        out.push('\n');
        for line in text::lines(&named, self.width) {
            let _ = writeln!(out, "{}", &named[line]);
        }
        for source in &origin.named {
            bullet(source, self.width, out);
        }
    }
}

/// A statement with its references and the article's heading.
pub(super) fn cited(statement: &Statement) -> String {
    let numbers: Vec<String> = statement.references.iter().map(u8::to_string).collect();
    format!("{} [{}; {}]", statement.text, numbers.join(", "), statement.section)
}

fn bullet(words: &str, width: usize, out: &mut String) {
    for (number, line) in text::lines(words, width.saturating_sub(4)).into_iter().enumerate() {
        let _ = writeln!(out, "  {} {}", if number == 0 { "·" } else { " " }, &words[line]);
    }
}
