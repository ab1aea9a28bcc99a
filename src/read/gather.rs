//! Reports that stand in a table line by line, as Epic Clarity stores narratives and impressions: rows that follow one
//! another and have one id are one report.
//!
//! A record is such a run of rows. Its lines are put in the order of their numbers; a number that comes again begins a
//! new part, and where a column names the parts (narrative, impression), the lines of each are put together under its
//! name. Rows of an id that has ended before cannot be added to what was handed on: they are a record that is rejected,
//! and so is a run with a line of no number. A row that cannot be read, or has no id, is a record of its own; the
//! report around it goes on.
//!
//! Only the report at hand is in memory, and eight bytes for each id of the file.

use super::columns::{DATE, ID, MODALITY, PATIENT, TEXT, Wanted};
use super::{Block, CHUNK, Decoded, Error, Fault, Item, RECORD_LIMIT, Reader, Reason, Row};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

/// A table whose rows are gathered into reports.
pub(super) struct Gather {
    inner: Box<dyn Reader>,
    input: PathBuf,
    /// How many cells a row has before those that say which line it is.
    cells: usize,
    /// Whether lines have numbers.
    numbered: bool,
    report: Option<Report>,
    /// The id of rows that come too late, while they last.
    stray: Option<String>,
    /// Ids that have begun, hashed.
    known: FxHashSet<u64>,
    rows: u64,
    ended: bool,
}

/// A report being gathered.
struct Report {
    id: String,
    /// Its first row; what that leaves out the others fill in.
    row: Row,
    lines: Vec<Line>,
    bytes: usize,
}

struct Line {
    number: Option<f64>,
    part: Option<String>,
    text: String,
}

impl Gather {
    pub(super) fn new(inner: Box<dyn Reader>, input: &Path, wanted: &Wanted) -> Self {
        Self {
            inner,
            input: input.into(),
            cells: wanted.len() - Wanted::LINE_CELLS,
            numbered: wanted.has_line_numbers(),
            report: None,
            stray: None,
            known: FxHashSet::default(),
            rows: 0,
            ended: false,
        }
    }

    fn item(&mut self, item: Item, out: &mut Vec<Item>) {
        match item {
            Item::Row(row) => self.row(row, out),
            // Nothing is screened: a line is no report.
            other => out.push(other),
        }
    }

    fn row(&mut self, mut row: Row, out: &mut Vec<Item>) {
        let mut marks = row.cells.split_off(self.cells.min(row.cells.len())).into_iter();
        let number =
            marks.next().flatten().and_then(|number| number.trim().parse().ok()).filter(|n: &f64| n.is_finite());
        let part = marks.next().flatten().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty());
        let text = row.cells.get_mut(TEXT).and_then(Option::take).unwrap_or_default();
        let Some(id) = row.cells.get(ID).and_then(Option::as_deref).map(str::trim).filter(|id| !id.is_empty()) else {
            return out.push(Item::Fault(Fault { place: row.place, reason: Reason::NoId }));
        };
        if self.stray.as_deref() == Some(id) {
            return;
        }
        self.stray = None;
        if self.report.as_ref().is_none_or(|report| report.id != id) {
            self.end(out);
            let id = id.to_owned();
            let mut hasher = DefaultHasher::new();
            id.hash(&mut hasher);
            if !self.known.insert(hasher.finish()) {
                out.push(Item::Fault(Fault { place: row.place, reason: Reason::Scattered }));
                self.stray = Some(id);
                return;
            }
            self.report = Some(Report { id, row: Row::default(), lines: Vec::new(), bytes: 0 });
        }
        if let Some(report) = &mut self.report {
            report.bytes += text.len();
            report.lines.push(Line { number, part, text });
            report.take(row);
        }
    }

    /// Hands on the report at hand.
    fn end(&mut self, out: &mut Vec<Item>) {
        let Some(report) = self.report.take() else { return };
        let Report { mut row, lines, .. } = report;
        if self.numbered && lines.iter().any(|line| line.number.is_none()) {
            return out.push(Item::Fault(Fault { place: row.place, reason: Reason::NoLine }));
        }
        if let Some(cell) = row.cells.get_mut(TEXT) {
            *cell = Some(text(lines));
        }
        out.push(Item::Row(row));
    }

    fn within_limit(&self) -> Result<(), Error> {
        match &self.report {
            Some(report) if report.bytes > RECORD_LIMIT => Err(Error::Content {
                input: self.input.clone(),
                message: format!(
                    "the rows up to {} make one report of more than {} MB: most likely --group-by names a column that is the same in every row",
                    self.rows,
                    RECORD_LIMIT >> 20
                ),
            }),
            _ => Ok(()),
        }
    }
}

impl Report {
    /// Takes over what a row says beside its text.
    fn take(&mut self, row: Row) {
        self.row.encoding = self.row.encoding.max(row.encoding);
        if self.row.cells.is_empty() {
            let encoding = self.row.encoding;
            self.row = Row { encoding, ..row };
            return;
        }
        for (index, (mine, its)) in self.row.cells.iter_mut().zip(row.cells).enumerate() {
            let wanted = matches!(index, PATIENT | DATE) || index >= MODALITY;
            if wanted && mine.as_ref().is_none_or(|mine| mine.trim().is_empty()) {
                *mine = its;
            }
        }
    }
}

/// The text that lines make.
fn text(lines: Vec<Line>) -> String {
    let mut parts: Vec<(Option<String>, Vec<Line>)> = Vec::new();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    // Numbers of the last part, if that has no name.
    let mut numbers: FxHashSet<u64> = FxHashSet::default();
    for line in lines {
        let last = parts.len().checked_sub(1);
        let place = match &line.part {
            Some(name) => places.get(name).copied(),
            None => last.filter(|last| parts[*last].0.is_none()),
        };
        // A number that comes again begins a new part.
        let again = line.part.is_none() && line.number.is_some_and(|number| !numbers.insert(number.to_bits()));
        match place.filter(|_| !again) {
            Some(place) => parts[place].1.push(line),
            None => {
                numbers.clear();
                numbers.extend(line.number.map(f64::to_bits));
                places.extend(line.part.clone().map(|name| (name, parts.len())));
                parts.push((line.part.clone(), vec![line]));
            }
        }
    }
    let mut out = String::new();
    for (name, mut lines) in parts {
        // Stable: lines without numbers stay as they came.
        lines.sort_by(|a, b| a.number.partial_cmp(&b.number).unwrap_or(std::cmp::Ordering::Equal));
        if let Some(name) = name.filter(|name| name.chars().any(char::is_alphabetic)) {
            out += if out.is_empty() { "" } else { "\n\n" };
            out += &name;
            out.push(':');
        }
        for line in lines {
            out += if out.is_empty() { "" } else { "\n" };
            out += line.text.trim_end_matches(['\r', '\n']);
        }
    }
    out
}

impl Reader for Gather {
    fn next_block(&mut self) -> Result<Option<Box<dyn Block>>, Error> {
        let (mut out, mut bytes) = (Vec::new(), 0);
        while !self.ended && bytes < CHUNK {
            match self.inner.next_block()? {
                None => {
                    self.ended = true;
                    self.end(&mut out);
                }
                Some(mut block) => {
                    block.load();
                    self.rows += block.cut(self.rows + 1)?;
                    block.rows(&mut |item| {
                        bytes += if let Item::Row(row) = &item { size(row) } else { 0 };
                        self.item(item, &mut out);
                    })?;
                    self.within_limit()?;
                }
            }
        }
        Ok((!out.is_empty()).then(|| Box::new(Decoded(out)) as Box<dyn Block>))
    }

    fn mapping(&self) -> Option<&super::columns::Mapping> {
        self.inner.mapping()
    }

    fn has_field(&self, index: usize) -> bool {
        self.inner.has_field(index)
    }
}

fn size(row: &Row) -> usize {
    row.cells.iter().flatten().map(String::len).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(part: &str, number: Option<f64>, text: &str) -> Line {
        Line { number, part: (!part.is_empty()).then(|| part.to_owned()), text: text.to_owned() }
    }

    #[test]
    fn lines_are_ordered_within_their_parts() {
        let plain = |numbers: &[f64]| {
            text(
                numbers.iter().enumerate().map(|(i, n)| line("", Some(*n), &format!("{n}{}", "x".repeat(i)))).collect(),
            )
        };
        assert_eq!(plain(&[2.0, 10.0, 1.0]), "1xx\n2\n10x");
        assert_eq!(plain(&[1.0, 2.0, 1.0, 2.0]), "1\n2x\n1xx\n2xxx");
        let parts = [("NARRATIVE", 2.0, "b"), ("IMPRESSION", 1.0, "c"), ("NARRATIVE", 1.0, "a\r\n"), ("7", 1.0, "d")];
        let lines = parts.map(|(part, number, text)| line(part, Some(number), text));
        assert_eq!(text(lines.into()), "NARRATIVE:\na\nb\n\nIMPRESSION:\nc\nd");
        assert_eq!(text(vec![line("", None, "b"), line("", None, ""), line("", None, "a")]), "b\n\na");
    }
}
