//! Standoff annotations for brat: a text and an `.ann` file for each report, named by its record, and
//! `annotation.conf` for the folder.
//!
//! A finding is an entity on its mention; attributes with a closed list of values are brat attributes, level, size and
//! count stand in a note, as `level=L4; size_mm=3.0`. Offsets count code points of the text file, whose line ends are
//! all `\n`. An entity must not cross a line end, so a mention that does is given in fragments, without the blanks
//! around the line end; its words are joined by a space.

use super::{Encode, EncodePiece, Join, Options, json_line, points};
use crate::annotation;
use crate::extract::Reading;
use crate::finding::FindingKind;
use crate::report::Report;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Names of entities, by the kinds of findings.
pub const LABELS: [(&str, FindingKind); 3] = [
    ("SchmorlNode", FindingKind::SchmorlNode),
    ("ModicChange", FindingKind::ModicChange),
    ("MarrowEdema", FindingKind::MarrowEdema),
];

/// The file that says which report each text is: `file`, `record`, `report_id`, with tabs between.
pub const RECORDS: &str = "records.tsv";

/// Encodes a folder of texts and annotations.
pub(super) struct Standoff {
    options: Options,
}

impl Standoff {
    pub(super) fn new(options: Options) -> Self {
        Self { options }
    }
}

impl Encode for Standoff {
    fn begin(&self) -> Vec<u8> {
        Vec::new()
    }

    fn piece(&self) -> Box<dyn EncodePiece + '_> {
        Box::new(StandoffPiece { all_reports: self.options.all_reports, out: Vec::new() })
    }

    fn join(&self) -> Box<dyn Join + '_> {
        Box::new(Folder { place: self.options.folder.clone(), records: None })
    }
}

/// Writes each report as a line of JSON, for whoever puts it into files: name, record, id, text, annotations.
struct StandoffPiece {
    all_reports: bool,
    out: Vec<u8>,
}

impl EncodePiece for StandoffPiece {
    fn report(&mut self, report: &Report, reading: &Reading) {
        if self.all_reports || !reading.findings.is_empty() {
            let text = points::plain(&report.text);
            let name = format!("record-{:08}", report.record);
            json_line(&mut self.out, &(name, report.record, &report.report_id, text, annotations(report, reading)));
        }
    }

    fn finish(self: Box<Self>) -> io::Result<Vec<u8>> {
        Ok(self.out)
    }
}

/// The lines of an `.ann` file.
fn annotations(report: &Report, reading: &Reading) -> String {
    let text: Vec<char> = points::plain(&report.text).chars().collect();
    let (mut out, mut attributes) = (String::new(), 0);
    for (number, finding) in (1..).zip(&reading.findings) {
        let Some(mention) = finding.mention() else { continue };
        let fragments = fragments(&text, points::range(&report.text, mention));
        let offsets: Vec<String> = fragments.iter().map(|part| format!("{} {}", part.start, part.end)).collect();
        let words: Vec<String> = fragments.iter().map(|part| text[part.clone()].iter().collect()).collect();
        let label = LABELS.iter().find(|(_, kind)| *kind == finding.kind).map_or("", |(label, _)| label);
        // writing to a string does not fail
        let _ = writeln!(out, "T{number}\t{label} {}\t{}", offsets.join(";"), words.join(" "));
        let (listed, free): (Vec<_>, Vec<_>) =
            annotation::said(finding).into_iter().partition(|(name, _)| annotation::values(name).is_some());
        for (name, value) in listed {
            attributes += 1;
            let _ = writeln!(out, "A{attributes}\t{name} T{number} {value}");
        }
        if !free.is_empty() {
            let note: Vec<String> = free.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let _ = writeln!(out, "#{number}\tAnnotatorNotes T{number}\t{}", note.join("; "));
        }
    }
    out
}

/// A stretch of text line by line, without the blanks at the line ends within it.
fn fragments(text: &[char], stretch: Range<usize>) -> Vec<Range<usize>> {
    let mut fragments = Vec::new();
    let mut start = stretch.start;
    for line in text[stretch].split(|character| *character == '\n') {
        let blanks = line.iter().take_while(|character| character.is_whitespace()).count();
        let words = line.iter().rposition(|character| !character.is_whitespace()).map_or(blanks, |last| last + 1);
        if words > blanks {
            fragments.push(start + blanks..start + words);
        }
        start += line.len() + 1;
    }
    fragments
}

/// Puts reports into files.
struct Folder {
    place: Option<PathBuf>,
    records: Option<BufWriter<File>>,
}

impl Folder {
    fn place(&self) -> io::Result<&Path> {
        self.place.as_deref().ok_or_else(|| io::Error::other("no folder was named for the files of brat"))
    }

    fn records(&mut self) -> io::Result<&mut BufWriter<File>> {
        if self.records.is_none() {
            fs::write(self.place()?.join("annotation.conf"), configuration())?;
            let mut records = BufWriter::new(File::create(self.place()?.join(RECORDS))?);
            writeln!(records, "file\trecord\treport_id")?;
            self.records = Some(records);
        }
        self.records.as_mut().ok_or_else(|| io::Error::other("no list of records"))
    }
}

impl Join for Folder {
    fn piece(&mut self, bytes: Vec<u8>, _: &mut dyn Write) -> io::Result<()> {
        for line in serde_json::Deserializer::from_slice(&bytes).into_iter() {
            let (name, record, id, text, annotations): (String, u64, String, String, String) = line?;
            fs::write(self.place()?.join(&name).with_extension("txt"), text)?;
            fs::write(self.place()?.join(&name).with_extension("ann"), annotations)?;
            // an id with a tab or line end in it must not break the table
            let id = id.replace(['\t', '\n', '\r'], " ");
            writeln!(self.records()?, "{name}\t{record}\t{id}")?;
        }
        Ok(())
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        self.records()?.flush()
    }
}

/// What brat must know of our annotations.
fn configuration() -> String {
    let labels: String = LABELS.iter().map(|(label, _)| format!("{label}\n")).collect();
    let listed = annotation::ATTRIBUTES.into_iter().filter_map(|name| Some((name, annotation::values(name)?)));
    let attributes: String =
        listed.map(|(name, values)| format!("{name}\tArg:<ENTITY>, Value:{}\n", values.join("|"))).collect();
    format!("[entities]\n{labels}\n[relations]\n\n[events]\n\n[attributes]\n{attributes}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Evidence, Role};
    use crate::span::Span;

    #[test]
    fn a_mention_over_a_line_end_is_in_fragments_counted_in_code_points() {
        let text = "µ 🦴\r\nSchmorl's \r\n\r\n  node";
        let mut finding = annotation::tests::full();
        let end = u32::try_from(text.len()).unwrap();
        finding.evidence = vec![Evidence { role: Role::Mention, span: Span::new(9, end), rule: "node-001".into() }];
        let report = Report { text: text.into(), ..Report::default() };
        let lines = annotations(&report, &Reading { findings: vec![finding], ..Reading::default() });
        let lines: Vec<&str> = lines.lines().collect();
        assert_eq!(lines[0], "T1\tSchmorlNode 4 13;18 22\tSchmorl's node");
        assert_eq!(lines[1], "A1\tstatus T1 possible");
        assert_eq!(lines.last(), Some(&"#1\tAnnotatorNotes T1\tlevel=lower thoracic; size_mm=12.5; count=3"));
        let plain: String = points::plain(text).chars().skip(18).collect();
        assert_eq!(plain, "node");
    }
}
