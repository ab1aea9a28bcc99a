//! Reports with findings, as people annotate them and as the program writes them: one reader for both.

use super::{brat, label_studio};
use crate::anatomy::{Endplate, Level};
use crate::finding::{Acuity, Change, Count, Edema, Evidence, Finding, FindingKind, Modic, Role, Section, Status};
use crate::guidance::{Advice, Scenario};
use crate::read::{self, Format, Input};
use crate::span::Span;
use crate::write::{labelled, points};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::Range;
use std::path::Path;

/// A report with its findings.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotated {
    /// The report's id.
    pub report_id: String,
    /// Its text; output carries none.
    pub text: Option<String>,
    /// What it says.
    pub findings: Vec<Finding>,
}

/// Why annotated reports could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The input could not be opened or read.
    Read(read::Error),
    /// A line is wrong.
    Line {
        /// The input as typed.
        input: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong, and what to do.
        message: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => error.fmt(f),
            Self::Line { input, line, message } => write!(f, "{input}, line {line}: {message}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read(error) => Some(error),
            Self::Line { .. } => None,
        }
    }
}

impl From<read::Error> for Error {
    fn from(error: read::Error) -> Self {
        Self::Read(error)
    }
}

/// Reads every report of a file, folder or pattern of `.jsonl` (`-` is standard input), of a folder of brat
/// annotations, or of a `.json` export of Label Studio. Lines may be exports of doccano.
///
/// # Errors
/// When it cannot be read, or a line is no report as the output contract or the tool has it.
pub fn read(typed: &Path) -> Result<Vec<Annotated>, Error> {
    if brat::is_folder(typed) {
        return brat::read(typed);
    }
    if typed.extension().is_some_and(|ending| ending == "json") {
        let open = File::open(typed).map_err(|source| read::Error::Open { input: typed.into(), source })?;
        return label_studio::read(BufReader::new(open), &typed.display().to_string());
    }
    let file = typed.is_file() || typed.as_os_str() == "-";
    let input = Input::new(typed, file.then_some(Format::Jsonl))?;
    let mut all = Vec::new();
    for entry in input.files() {
        let (path, _) = entry?;
        let opened: io::Result<Box<dyn Read>> = if input.is_stdin() {
            Ok(Box::new(io::stdin()))
        } else {
            File::open(&path).map(|file| Box::new(file) as Box<dyn Read>)
        };
        let open = opened.map_err(|source| read::Error::Open { input: path.clone(), source })?;
        read_lines(BufReader::new(open), &path.display().to_string(), &mut all)?;
    }
    Ok(all)
}

/// Reads one report a line.
///
/// # Errors
/// When a line cannot be read, or is no report.
pub fn read_lines(lines: impl BufRead, input: &str, all: &mut Vec<Annotated>) -> Result<(), Error> {
    for (index, line) in lines.lines().enumerate() {
        let wrong = |message: String| Error::Line { input: input.to_owned(), line: index + 1, message };
        let line = line.map_err(|error| wrong(error.to_string()))?;
        let line = line.trim_start_matches('\u{feff}').trim();
        if !line.is_empty() {
            all.push(serde_json::from_str::<RawReport>(line).map_err(|e| wrong(spoken(&e)))?.check().map_err(wrong)?);
        }
    }
    Ok(())
}

/// What is wrong with a line, without the words of a report.
fn spoken(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = message.split(" \"").next().unwrap_or_default();
    format!("no report as `--to jsonl` writes it: {message}")
}

#[derive(Deserialize)]
struct RawReport {
    report_id: Option<serde_json::Value>,
    id: Option<serde_json::Value>,
    text: Option<String>,
    findings: Option<Vec<RawFinding>>,
    /// Labels of doccano: start, end, label.
    label: Option<Vec<(usize, usize, String)>>,
    /// The same, of its projects with relations.
    entities: Option<Vec<RawEntity>>,
}

#[derive(Deserialize)]
struct RawEntity {
    label: String,
    start_offset: usize,
    end_offset: usize,
}

/// A finding as JSON. Unknown keys are slips of the pen and would be read as `null`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFinding {
    #[serde(default, rename = "id")]
    _id: IgnoredAny,
    kind: FindingKind,
    status: Status,
    level: Option<Level>,
    #[serde(default, rename = "level_kind")]
    _level_kind: IgnoredAny,
    endplate: Option<Endplate>,
    size_mm: Option<f64>,
    count: Option<Count>,
    acuity: Option<Acuity>,
    change: Option<Change>,
    edema: Option<Edema>,
    modic: Option<Modic>,
    posterior_extension: Option<bool>,
    section: Option<Section>,
    evidence: Option<Vec<RawEvidence>>,
    guidance: Option<RawGuidance>,
}

/// Of the guidance only the scenario is judged.
#[derive(Deserialize)]
struct RawGuidance {
    scenario: Scenario,
}

#[derive(Deserialize)]
struct RawEvidence {
    role: Role,
    start: u32,
    end: u32,
    text: Option<String>,
    rule: Option<String>,
}

/// The mention of a finding that an annotation tool gives in code points.
pub(super) fn mention(text: &str, points: Range<usize>) -> Result<Evidence, String> {
    let told = format!("the offsets {}..{} lie outside the text: they count code points", points.start, points.end);
    let span = points::bytes(text, points).filter(|span| span.start < span.end).ok_or(told)?;
    Ok(Evidence { role: Role::Mention, span, rule: "gold".into() })
}

impl RawReport {
    fn check(self) -> Result<Annotated, String> {
        let report_id = match self.report_id.or(self.id) {
            Some(serde_json::Value::String(id)) => id,
            Some(serde_json::Value::Number(id)) => id.to_string(),
            _ => return Err("`report_id` is missing".into()),
        };
        let mut findings = Vec::new();
        let entities = |all: Vec<RawEntity>| all.into_iter().map(|e| (e.start_offset, e.end_offset, e.label)).collect();
        match (self.findings, self.label.or(self.entities.map(entities))) {
            (Some(raw), _) => {
                for (number, finding) in (1..).zip(raw) {
                    let checked = finding.check(self.text.as_deref());
                    findings.push(checked.map_err(|why| format!("finding {number}: {why}"))?);
                }
            }
            (None, Some(labels)) => {
                for (start, end, label) in labels {
                    let mut finding = labelled(&label)?;
                    finding.evidence = vec![mention(self.text.as_deref().unwrap_or_default(), start..end)?];
                    findings.push(finding);
                }
            }
            (None, None) => return Err("`findings` is missing".into()),
        }
        Ok(Annotated { report_id, text: self.text, findings })
    }
}

impl RawFinding {
    fn check(self, text: Option<&str>) -> Result<Finding, String> {
        let mut finding = Finding::new(self.kind, self.status, self.level, self.endplate);
        finding.size_mm = self.size_mm;
        finding.count = self.count;
        finding.acuity = self.acuity;
        finding.change = self.change;
        finding.edema = self.edema;
        finding.modic = self.modic;
        finding.posterior_extension = self.posterior_extension;
        finding.section = self.section.unwrap_or_default();
        finding.guidance = self.guidance.map(|guidance| Box::new(Advice::of(guidance.scenario)));
        for evidence in self.evidence.unwrap_or_default() {
            let RawEvidence { role, start, end, text: words, rule } = evidence;
            let span = Span::new(start, end);
            if let Some(text) = text {
                let there = text.get(span.range()).filter(|there| !there.is_empty());
                let right = there.is_some_and(|there| words.as_deref().is_none_or(|words| words == there));
                if !right {
                    return Err(format!(
                        "evidence {start}..{end} are not the words of the text: offsets count bytes of UTF-8"
                    ));
                }
            }
            finding.evidence.push(Evidence { role, span, rule: rule.unwrap_or_else(|| "gold".into()).into() });
        }
        Ok(finding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Vec<Annotated>, String> {
        let mut all = Vec::new();
        read_lines(line.as_bytes(), "gold", &mut all).map_err(|e| e.to_string())?;
        Ok(all)
    }

    #[test]
    fn the_shortest_gold() {
        let line =
            r#"{"id":7,"text":"Schmörl node L4","findings":[{"kind":"schmorl_node","status":"present","level":"L4"}]}"#;
        let all = read(&format!("\n{line}\n\n")).unwrap();
        assert_eq!((all.len(), all[0].report_id.as_str(), all[0].findings.len()), (1, "7", 1));
        assert_eq!(all[0].findings[0].level, Level::parse("L4"));
    }

    #[test]
    fn slips_of_the_pen_are_told_with_their_line_and_without_text() {
        let finding = |rest: &str| {
            format!(
                r#"{{"report_id":"a","text":"Schmörl","findings":[{{"kind":"schmorl_node","status":"present"{rest}}}]}}"#
            )
        };
        let wrong = |line: &str| read(&format!("\n{line}")).unwrap_err();
        assert!(wrong("[").starts_with("gold, line 2: no report"));
        assert!(wrong(r#"{"findings":[]}"#).contains("`report_id` is missing"));
        assert!(wrong(r#"{"report_id":"a"}"#).contains("findings"));
        assert!(!wrong(r#"{"report_id":"a","findings":"A patient's words"}"#).contains("patient"));
        assert!(wrong(&finding(r#","sise_mm":4"#)).contains("sise_mm"));
        assert!(wrong(&finding(r#","level":"L9""#)).contains("L9"));
        assert!(wrong(&finding(r#","evidence":[{"role":"mention","start":0,"end":5}]"#)).contains("0..5 are not"));
        assert!(
            wrong(&finding(r#","evidence":[{"role":"mention","start":0,"end":4,"text":"Schn"}]"#)).contains("0..4")
        );
        assert!(read(&finding(r#","evidence":[{"role":"mention","start":0,"end":6,"text":"Schmö"}]"#)).is_ok());
    }
}
