//! Reports with findings, as people annotate them and as the program writes them: one reader for both.

use super::{brat, json, label_studio};
use crate::finding::{Evidence, Finding, Role};
use crate::read::{self, Format, Input};
use crate::write::{labelled, points};
use serde::Deserialize;
use serde_json::Value;
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
    /// Where it stands, for messages: `gold.jsonl, line 3`.
    pub place: String,
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
            let place = format!("{input}, line {}", index + 1);
            all.push(report(line, place).map_err(wrong)?);
        }
    }
    Ok(())
}

/// The mention of a finding that an annotation tool gives in code points.
pub(super) fn mention(text: &str, points: Range<usize>) -> Result<Evidence, String> {
    let told = format!("the offsets {}..{} lie outside the text: they count code points", points.start, points.end);
    let span = points::bytes(text, points).filter(|span| span.start < span.end).ok_or(told)?;
    Ok(Evidence { role: Role::Mention, span, rule: "gold".into() })
}

/// Reads the report of a line.
fn report(line: &str, place: String) -> Result<Annotated, String> {
    const SHAPE: &str = "gold is one object a line, as `scan --to jsonl` writes it";
    let value: Value =
        serde_json::from_str(line).map_err(|error| format!("not JSON (column {}): {SHAPE}", error.column()))?;
    let Value::Object(mut object) = value else { return Err(format!("no object: {SHAPE}")) };
    let object = &mut object;
    let report_id = match object.remove("report_id").or_else(|| object.remove("id")) {
        Some(Value::String(id)) => id,
        Some(Value::Number(id)) => id.to_string(),
        _ => return Err("`report_id` is missing".into()),
    };
    let text: Option<String> = json::take(object, "text", "a string")?;
    let mut findings = Vec::new();
    match (json::list(object, "findings")?, labels(object)?) {
        (Some(all), _) => {
            for (number, one) in (1..).zip(all) {
                let read = json::finding(one, text.as_deref());
                findings.push(read.map_err(|why| format!("finding {number}: {why}"))?);
            }
        }
        (None, Some(labels)) => {
            for (start, end, label) in labels {
                let mut finding = labelled(&label)?;
                finding.evidence = vec![mention(text.as_deref().unwrap_or_default(), start..end)?];
                findings.push(finding);
            }
        }
        (None, None) => return Err("`findings` is missing".into()),
    }
    Ok(Annotated { report_id, text, findings, place })
}

/// A label of doccano: start, end, label.
type Label = (usize, usize, String);

/// Labels of doccano, or the same of its projects with relations.
fn labels(object: &mut json::Object) -> Result<Option<Vec<Label>>, String> {
    let what = "a list of labels as doccano exports them";
    if let Some(labels) = json::take(object, "label", what)? {
        return Ok(Some(labels));
    }
    let entities: Option<Vec<Entity>> = json::take(object, "entities", what)?;
    let label = |entity: Entity| (entity.start_offset, entity.end_offset, entity.label);
    Ok(entities.map(|entities| entities.into_iter().map(label).collect()))
}

#[derive(Deserialize)]
struct Entity {
    label: String,
    start_offset: usize,
    end_offset: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anatomy::Level;

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
        let not_json = wrong("Mr Smith");
        assert!(not_json.starts_with("gold, line 2: not JSON (column 1)") && not_json.matches("line 2").count() == 1);
        assert!(wrong("[]").starts_with("gold, line 2: no object"));
        assert!(wrong(r#"{"findings":[]}"#).contains("`report_id` is missing"));
        assert!(wrong(r#"{"report_id":"a"}"#).contains("findings"));
        assert!(!wrong(r#"{"report_id":"a","findings":"A patient's words"}"#).contains("patient"));
        let slip = wrong(&finding(r#","sise_mm":4"#));
        assert!(slip.contains("did you mean `size_mm`?") && !slip.contains("sise"), "{slip}");
        for (rest, told) in [
            (r#","level":"Mr Smith""#, "finding 1: `level` must be a vertebra"),
            (r#","edema":"Mr Smith""#, "`edema` must be one of `present`, `absent`"),
            (r#","size_mm":"Mr Smith""#, "`size_mm` must be a number"),
            (r#","count":"Mr Smith""#, "`count` must be `single`"),
            (r#","guidance":{"scenario":"Mr Smith"}"#, "`scenario` must be one of"),
            (r#","evidence":[{"role":"Mr Smith"}]"#, "evidence 1: `role` must be"),
            (r#","evidence":"Mr Smith""#, "`evidence` must be a list"),
            (r#","Mr Smith has a node":1"#, "it has a key that findings do not have"),
        ] {
            let said = wrong(&finding(rest));
            assert!(said.contains(told) && !said.contains("Smith"), "{said}");
        }
        assert!(wrong(&finding(r#","evidence":[{"role":"mention","start":0,"end":5}]"#)).contains("0..5 are not"));
        assert!(
            wrong(&finding(r#","evidence":[{"role":"mention","start":0,"end":4,"text":"Schn"}]"#)).contains("0..4")
        );
        assert!(read(&finding(r#","evidence":[{"role":"mention","start":0,"end":6,"text":"Schmö"}]"#)).is_ok());
    }
}
