//! `NOTE_NLP` of the OMOP Common Data Model 5.4: one row a finding, columns and lengths as its data definition has them.
//!
//! `offset` counts characters (code points), as databases do, from the start of the note. `term_exists` is `N` for what
//! is denied and `Y` for what is or was there, hedged or not; how sure that is stands in `term_modifiers`. Concepts come
//! from the user's map alone; without one they stay empty. `nlp_date` is given, so that the same input gives the same
//! table.

use super::csv::{in_memory, writer};
use super::points;
use super::{Encode, EncodePiece, Join, Options, snippet};
use crate::annotation;
use crate::extract::Reading;
use crate::finding::{Finding, Section, Status};
use crate::report::Report;
use jiff::civil::Date;
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

/// The columns, in order.
pub const NOTE_NLP: [&str; 14] = [
    "note_nlp_id",
    "note_id",
    "section_concept_id",
    "snippet",
    "offset",
    "lexical_variant",
    "note_nlp_concept_id",
    "note_nlp_source_concept_id",
    "nlp_system",
    "nlp_date",
    "nlp_datetime",
    "term_exists",
    "term_temporal",
    "term_modifiers",
];

/// What the user says of a site's OMOP tables.
#[derive(Clone, Debug, Default)]
pub struct Omop {
    /// `note_id` by report id. Without it, report ids are note ids.
    pub notes: Option<HashMap<String, i32>>,
    /// Concept and source concept by what they stand for: a kind (`schmorl_node`), or a section (`section:findings`).
    pub concepts: HashMap<String, (i32, Option<i32>)>,
}

/// Reads a table of `report_id,note_id`.
///
/// # Errors
/// When it cannot be read, has other columns, or a note id is no 32-bit integer or an id stands twice.
pub fn note_ids(path: &Path) -> Result<HashMap<String, i32>, String> {
    let mut ids = HashMap::new();
    table(path, &["report_id", "note_id"], |line, cells| {
        let note = cells[1].trim().parse().map_err(|_| format!("line {line}: note_id is no 32-bit integer"))?;
        match ids.insert(cells[0].to_owned(), note) {
            None => Ok(()),
            Some(_) => Err(format!("line {line}: a report_id stands twice")),
        }
    })?;
    Ok(ids)
}

/// Reads a table of `term,concept_id,source_concept_id`; the last may be empty. A term is a kind of finding
/// (`schmorl_node`, `modic_change`, `marrow_edema`) or a section (`section:findings`).
///
/// # Errors
/// When it cannot be read, has other columns, an unknown term, or a concept that is no integer.
pub fn concepts(path: &Path) -> Result<HashMap<String, (i32, Option<i32>)>, String> {
    let mut all = HashMap::new();
    table(path, &["term", "concept_id", "source_concept_id"], |line, cells| {
        let section = |name| serde_json::from_value::<Section>(serde_json::Value::from(name)).is_ok();
        if annotation::kind(&cells[0]).is_none() && !cells[0].strip_prefix("section:").is_some_and(section) {
            return Err(format!("line {line}: the term is no kind of finding and no `section:` with a section's name"));
        }
        let number =
            |cell: &str| cell.trim().parse().map_err(|_| format!("line {line}: a concept is no 32-bit integer"));
        let source = if cells[2].trim().is_empty() { None } else { Some(number(&cells[2])?) };
        all.insert(cells[0].to_owned(), (number(&cells[1])?, source));
        Ok(())
    })?;
    Ok(all)
}

/// Hands every row of a CSV file with exactly these columns to `row`, with its line.
fn table(
    path: &Path,
    columns: &[&str],
    mut row: impl FnMut(u64, &csv::StringRecord) -> Result<(), String>,
) -> Result<(), String> {
    let told = |message: String| format!("{}: {message}", path.display());
    let mut reader = csv::Reader::from_path(path).map_err(|error| told(error.to_string()))?;
    let header = reader.headers().map_err(|error| told(error.to_string()))?;
    if header.iter().map(|name| name.trim_start_matches('\u{feff}').trim()).ne(columns.iter().copied()) {
        return Err(told(format!("its columns must be {}", columns.join(","))));
    }
    for record in reader.records() {
        let record = record.map_err(|error| told(error.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        row(line, &record).map_err(&told)?;
    }
    Ok(())
}

/// Encodes `NOTE_NLP`.
pub(super) struct NoteNlp {
    site: Site,
}

/// What is the same in all rows.
struct Site {
    omop: Omop,
    date: Date,
    system: String,
}

impl NoteNlp {
    pub(super) fn new(options: Options) -> Self {
        let (omop, date) = (options.omop.unwrap_or_default(), options.date.unwrap_or_default());
        Self { site: Site { omop, date, system: options.system } }
    }
}

impl Encode for NoteNlp {
    fn begin(&self) -> Vec<u8> {
        (NOTE_NLP.join(",") + "\n").into_bytes()
    }

    fn piece(&self) -> Box<dyn EncodePiece + '_> {
        Box::new(NoteNlpPiece { site: &self.site, out: Ok(writer()) })
    }

    fn join(&self) -> Box<dyn Join + '_> {
        Box::new(Numbered { next: 1 })
    }
}

/// Writes the rows without their first column.
struct NoteNlpPiece<'a> {
    site: &'a Site,
    out: io::Result<csv::Writer<Vec<u8>>>,
}

impl EncodePiece for NoteNlpPiece<'_> {
    fn report(&mut self, report: &Report, reading: &Reading) {
        let Ok(out) = &mut self.out else { return };
        if reading.findings.is_empty() {
            return;
        }
        match note_id(&self.site.omop, report) {
            Ok(note) => {
                for finding in &reading.findings {
                    in_memory(out.write_record(row(self.site, note, report, finding)));
                }
            }
            Err(error) => self.out = Err(error),
        }
    }

    fn finish(self: Box<Self>) -> io::Result<Vec<u8>> {
        self.out?.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// The report's `note_id`. A table with notes left out would pass for a whole one, so that a report without is an error.
fn note_id(omop: &Omop, report: &Report) -> io::Result<i32> {
    let note = match &omop.notes {
        Some(ids) => ids.get(&report.report_id).copied(),
        None => report.report_id.parse().ok(),
    };
    note.ok_or_else(|| {
        let why = match omop.notes {
            Some(_) => "is not in the file of --note-id-map",
            None => "is no 32-bit integer as note_id must be: give --note-id-map FILE with report_id,note_id",
        };
        io::Error::other(format!("record {}: its id {why}", report.record))
    })
}

fn row(site: &Site, note: i32, report: &Report, finding: &Finding) -> [String; 13] {
    let omop = &site.omop;
    let number = |concept: Option<i32>| concept.map(|concept| concept.to_string()).unwrap_or_default();
    let kind = annotation::kind_name(finding.kind);
    let concept = omop.concepts.get(kind);
    let section = serde_json::to_value(finding.section).unwrap_or_default();
    let section = omop.concepts.get(&format!("section:{}", section.as_str().unwrap_or_default()));
    let mention = finding.mention();
    let words = mention.map(|span| one_line(span.text(&report.text))).filter(|words| !words.is_empty());
    let (exists, temporal) = match finding.status {
        Status::Present | Status::Possible => ("Y", "present"),
        Status::Historical => ("Y", "past"),
        Status::Absent => ("N", ""),
    };
    [
        note.to_string(),
        number(section.map(|(concept, _)| *concept)),
        cut(&mention.map(|span| snippet(&report.text, span)).unwrap_or_default(), 250).to_owned(),
        mention.map(|span| points::exact(&report.text, span).start.to_string()).unwrap_or_default(),
        cut(words.as_deref().unwrap_or(kind), 250).to_owned(),
        number(concept.map(|(concept, _)| *concept)),
        number(concept.and_then(|(_, source)| *source)),
        cut(&site.system, 250).to_owned(),
        site.date.to_string(),
        String::new(),
        exists.to_owned(),
        temporal.to_owned(),
        cut(&modifiers(finding), 2000).to_owned(),
    ]
}

/// `negated=no,subject=patient,certainty=possible,level=L4`: the names that the field guide uses, then ours.
fn modifiers(finding: &Finding) -> String {
    let negated = if finding.status == Status::Absent { "yes" } else { "no" };
    let certainty = if finding.status == Status::Possible { "possible" } else { "stated" };
    let mut all = format!("negated={negated},subject=patient,certainty={certainty}");
    for (name, value) in annotation::said(finding).into_iter().filter(|(name, _)| *name != "status") {
        all += &format!(",{name}={value}");
    }
    all
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As many characters as the column holds.
fn cut(text: &str, characters: usize) -> &str {
    text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end])
}

/// Numbers the rows over all pieces. No cell holds a line end, so that a line is a row.
struct Numbered {
    next: u32,
}

impl Join for Numbered {
    fn piece(&mut self, bytes: Vec<u8>, out: &mut dyn Write) -> io::Result<()> {
        for row in bytes.split_inclusive(|byte| *byte == b'\n') {
            write!(out, "{},", self.next)?;
            out.write_all(row)?;
            self.next += 1;
        }
        Ok(())
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Evidence, Role};
    use crate::span::Span;

    fn rows(omop: Omop, id: &str, status: Status) -> io::Result<String> {
        let text = "µ 🦴\r\nSchmorl's\r\n node";
        let mut finding = annotation::tests::full();
        finding.status = status;
        finding.evidence = vec![Evidence { role: Role::Mention, span: Span::new(9, 25), rule: "node-001".into() }];
        let report = Report { record: 7, report_id: id.into(), text: text.into(), ..Report::default() };
        let reading = Reading { findings: vec![finding], ..Reading::default() };
        let (omop, date) = (Some(omop), "2024-05-06".parse().ok());
        let table = NoteNlp::new(Options { omop, date, system: "schmorl".into(), ..Options::default() });
        let mut out = table.begin();
        let mut join = table.join();
        for _ in 0..2 {
            let mut piece = table.piece();
            piece.report(&report, &reading);
            join.piece(piece.finish()?, &mut out)?;
        }
        Ok(String::from_utf8(out).unwrap())
    }

    fn omop() -> Omop {
        Omop { concepts: [("schmorl_node".into(), (7, Some(8)))].into(), notes: None }
    }

    #[test]
    fn rows_are_numbered_over_pieces_and_offsets_count_characters() {
        let modifiers = "negated=no,subject=patient,certainty=possible,level=lower thoracic,endplate=superior,\
            size_mm=12.5,count=3,acuity=subacute,change=increased,edema=absent,modic=1/2,posterior_extension=true";
        let row = |number: u32| {
            format!(
                "{number},-5,,µ 🦴 Schmorl's node,5,Schmorl's node,7,8,schmorl,2024-05-06,,Y,present,\"{modifiers}\"\n"
            )
        };
        let expected = NOTE_NLP.join(",") + "\n" + &row(1) + &row(2);
        assert_eq!(rows(omop(), "-5", Status::Possible).unwrap(), expected);
        assert!(rows(omop(), "1", Status::Historical).unwrap().contains(",Y,past,"));
        assert!(rows(omop(), "1", Status::Absent).unwrap().contains(",N,,\"negated=yes"));
    }

    #[test]
    fn a_note_without_integer_id_is_an_error_without_the_id() {
        let error = rows(omop(), "A-1", Status::Present).unwrap_err().to_string();
        assert!(error.contains("record 7") && error.contains("--note-id-map") && !error.contains("A-1"), "{error}");
        let mapped = Omop { notes: Some([("A-1".to_owned(), 44)].into()), ..omop() };
        assert!(rows(mapped.clone(), "A-1", Status::Present).unwrap().contains("\n1,44,"));
        assert!(rows(mapped, "44", Status::Present).is_err());
    }

    #[test]
    fn maps_are_checked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("map.csv");
        let write = |text: &str| std::fs::write(&path, text).unwrap();
        write("report_id,note_id\nA,1\nB,2\n");
        assert_eq!(note_ids(&path).unwrap(), [("A".to_owned(), 1), ("B".to_owned(), 2)].into());
        write("report_id,note_id\nA,1\nA,2\n");
        assert!(note_ids(&path).unwrap_err().contains("line 3: a report_id stands twice"));
        write("report_id,note_id\nA,3000000000\n");
        assert!(note_ids(&path).unwrap_err().contains("32-bit"));
        write("id,note_id\n");
        assert!(note_ids(&path).unwrap_err().contains("report_id,note_id"));
        write("term,concept_id,source_concept_id\nsection:findings,5,\nmodic_change,6,7\n");
        assert_eq!(concepts(&path).unwrap()["modic_change"], (6, Some(7)));
        write("term,concept_id,source_concept_id\nnode,5,\n");
        assert!(concepts(&path).unwrap_err().contains("line 2"));
    }

    #[test]
    fn cells_are_cut_between_characters() {
        assert_eq!((cut("äöü", 2), cut("äöü", 3)), ("äö", "äöü"));
    }
}
