//! Addenda and corrections that an archive holds as records of their own, joined to the reports that they speak of, so
//! that `should read L3, not L2` corrects the report's finding.
//!
//! The archive says which: MIMIC-IV in `radiology_detail` beside the notes (`parent_note_id`, `addendum_note_id`); HL7
//! messages by their parent (OBR-29, ORC-8) or by one accession and the status C or A (OBR-25, OBX-11); FHIR by
//! `relatesTo`, or by one identifier and the status amended, corrected or appended; any other table by an id that comes
//! again, of the same patient and with another text. An exact copy is no addendum.
//!
//! The joined text is that of the report, [`ADDENDUM`], that of the addendum, and so on in the order of the archive;
//! offsets count its bytes. A correction (status C, corrected, amended, `replaces`) that is at least half as long as
//! the report is a whole report in its place: [`REPLACEMENT`] stands before it, behind which nothing of what was said
//! before holds.
//!
//! An addendum may stand anywhere, so the archive is read twice. In memory are about 40 bytes a report, and the addenda.

use super::archive::{Archive, Options};
use super::columns::{Field, Wanted};
use super::{Error, Input, RECORD_LIMIT, Record};
use crate::report::{Joined, Report};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::Path;

/// What stands between a report and its addendum.
pub const ADDENDUM: &str = "\n\nADDENDUM:\n";
/// What stands between a report and one that replaces it.
pub const REPLACEMENT: &str = "\n\nADDENDUM:\nThis text replaces the original report.\n";

/// Where MIMIC-IV says which note is an addendum to which: files beside the notes, the first of them that is there.
pub(super) const DETAILS: [&str; 3] = ["radiology_detail.csv.gz", "radiology_detail.csv", "radiology_detail.csv.zst"];

/// What a record says of itself and others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Link {
    /// What it is to a report before it.
    pub kind: Kind,
    /// The name of the report that it speaks of, if it says it.
    pub parent: Option<String>,
    /// Another name that others may call it by.
    pub own: Option<String>,
}

/// What a record is to a report before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A report of its own.
    #[default]
    Report,
    /// It adds to another.
    Addendum,
    /// It comes in the place of another, or corrects it.
    Correction,
}

/// Which records of an archive are joined to which.
#[derive(Debug, Default)]
pub struct Links {
    /// What is joined to a record, in order.
    joined: FxHashMap<u64, Vec<Addition>>,
    /// Records that are joined to others.
    taken: FxHashSet<u64>,
    /// Addenda whose report is not there.
    orphans: u64,
}

#[derive(Debug)]
struct Addition {
    record: u64,
    correction: bool,
    text: String,
}

/// A report that was met.
#[derive(Clone, Copy)]
struct Seen {
    record: u64,
    text: u64,
    patient: Option<u64>,
}

/// An addendum, until the whole archive was met.
struct Waiting {
    addition: Addition,
    parent: Parent,
}

/// What an addendum speaks of.
#[derive(Clone, Copy)]
enum Parent {
    /// The report of that name, hashed.
    Named(u64),
    /// A record that was met, which may be an addendum itself.
    Met(u64),
}

impl Links {
    /// Reads an archive to its end and finds what belongs together.
    ///
    /// # Errors
    /// When it cannot be read, or not twice.
    pub fn find<P: AsRef<Path>>(inputs: &[P], options: Options) -> Result<Self, Error> {
        let mut parents = FxHashMap::default();
        for input in inputs {
            let input = Input::new(input.as_ref(), options.from)?;
            if input.is_stdin() {
                let message = "-: --link-addenda reads the archive twice, which standard input cannot be: name a file";
                return Err(Error::Format { message: message.into() });
            }
            if let Some((file, _)) = input.files().next().transpose()? {
                details(&file, &mut parents)?;
            }
        }
        let mut finder = Finder { parents, ..Finder::default() };
        let mut archive = Archive::new(inputs, Options { screen: None, ..options })?;
        while let Some(piece) = archive.next_piece()? {
            let told_by_id = piece.has_ids();
            piece.linked(&mut |record, link| {
                if let Record::Report(report, _) = record {
                    finder.report(report, link, told_by_id);
                }
            })?;
        }
        Ok(finder.finish())
    }

    /// Whether a record was joined to another.
    pub(super) fn takes(&self, record: u64) -> bool {
        self.taken.contains(&record)
    }

    /// How many addenda or corrections name a report that is not there.
    #[must_use]
    pub fn orphans(&self) -> u64 {
        self.orphans
    }

    /// Adds to a report what is joined to it.
    pub(super) fn join(&self, report: &mut Report) {
        let whole = report.text.len();
        for addition in self.joined.get(&report.record).into_iter().flatten() {
            let replaces = addition.correction && addition.text.len() * 2 >= whole;
            report.text += if replaces { REPLACEMENT } else { ADDENDUM };
            let start = u32::try_from(report.text.len()).unwrap_or(u32::MAX);
            report.text += &addition.text;
            report.addenda.push(Joined { record: addition.record, start });
        }
    }
}

#[derive(Default)]
struct Finder {
    /// Of MIMIC-IV: the report of each addendum.
    parents: FxHashMap<String, String>,
    /// The last report of each name, or where ids alone tell, the first.
    seen: FxHashMap<u64, Seen>,
    waiting: Vec<Waiting>,
    links: Links,
    /// Bytes joined to each report.
    sizes: FxHashMap<u64, usize>,
}

impl Finder {
    fn report(&mut self, report: Report, link: Option<Link>, told_by_id: bool) {
        let name = hash(&report.report_id);
        let patient = report.patient_id.as_deref().map(hash);
        let seen = Seen { record: report.record, text: hash(report.text.trim()), patient };
        let given = self.parents.get(&report.report_id).map(|parent| hash(parent));
        let parent = given.or_else(|| link.as_ref().and_then(|link| link.parent.as_deref()).map(hash));
        let kind = match &link {
            _ if given.is_some() => Kind::Addendum,
            Some(link) if link.kind == Kind::Report && parent.is_some() => Kind::Addendum,
            Some(link) => link.kind,
            None => Kind::Report,
        };
        let before = self.seen.get(&name).copied();
        // Ids are of one site; where the patients differ, so do the reports.
        let same = before.filter(|before| before.patient.is_none() || patient.is_none() || before.patient == patient);
        let own = link.as_ref().and_then(|link| link.own.as_deref()).map(hash);
        let addition = |text| Addition { record: seen.record, correction: kind == Kind::Correction, text };
        match (kind, parent, same) {
            (Kind::Addendum | Kind::Correction, Some(parent), _) if parent != name => {
                self.waiting.push(Waiting { addition: addition(report.text), parent: Parent::Named(parent) });
                // What it has for a name is known, so that others may speak of it.
                for name in [Some(name), own].into_iter().flatten() {
                    self.seen.entry(name).or_insert(seen);
                }
            }
            (Kind::Addendum | Kind::Correction, _, Some(before)) if before.text != seen.text => {
                self.waiting.push(Waiting { addition: addition(report.text), parent: Parent::Met(before.record) });
            }
            (Kind::Report, _, Some(before)) if link.is_none() && told_by_id => {
                if before.text != seen.text {
                    self.waiting.push(Waiting { addition: addition(report.text), parent: Parent::Met(before.record) });
                }
            }
            (kind, ..) => {
                self.links.orphans += u64::from(kind != Kind::Report && same.is_none());
                let first = link.is_none() && before.is_some();
                for name in [Some(name), own].into_iter().flatten().filter(|_| !first) {
                    self.seen.insert(name, seen);
                }
            }
        }
    }

    fn add(&mut self, parent: u64, addition: Addition) {
        let size = self.sizes.entry(parent).or_default();
        *size += addition.text.len();
        // What is joined to one report without end is no addendum.
        if *size <= RECORD_LIMIT && self.links.taken.insert(addition.record) {
            let additions = self.links.joined.entry(parent).or_default();
            let place = additions.partition_point(|other| other.record < addition.record);
            additions.insert(place, addition);
        }
    }

    /// Finds the reports of those that waited. An addendum to an addendum is one to its report.
    fn finish(mut self) -> Links {
        /// The longest way from an addendum to its report: a circle has none.
        const STEPS: usize = 16;
        let parents: FxHashMap<u64, Parent> =
            self.waiting.iter().map(|waiting| (waiting.addition.record, waiting.parent)).collect();
        for Waiting { addition, parent } in std::mem::take(&mut self.waiting) {
            let above = |parent| match parent {
                Parent::Named(name) => self.seen.get(&name).map(|seen| seen.record),
                Parent::Met(record) => Some(record),
            };
            let mut found = above(parent);
            for _ in 0..STEPS {
                let Some(next) = found.and_then(|record| parents.get(&record)) else { break };
                found = above(*next);
            }
            // What is an addendum itself is no report to add to.
            match found.filter(|record| !parents.contains_key(record)) {
                Some(record) => self.add(record, addition),
                None => self.links.orphans += 1,
            }
        }
        self.links
    }
}

/// What belongs together of records that are in memory; `parents` says which is an addendum to which.
#[cfg(any(test, fuzzing))]
pub(super) fn find(records: Vec<(Report, Option<Link>)>, parents: Vec<(String, String)>) -> Links {
    let mut finder = Finder { parents: parents.into_iter().collect(), ..Finder::default() };
    records.into_iter().for_each(|(report, link)| finder.report(report, link, true));
    finder.finish()
}

fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

/// The columns of `radiology_detail`.
const DETAIL: [Field; 3] = [
    Field { name: "note id", option: "note_id", synonyms: &[&["noteid"]], required: true },
    Field { name: "field name", option: "field_name", synonyms: &[&["fieldname"]], required: true },
    Field { name: "field value", option: "field_value", synonyms: &[&["fieldvalue"]], required: true },
];

/// Reads which note is an addendum to which from the table beside a file of MIMIC-IV-Note, if there is one.
fn details(file: &Path, parents: &mut FxHashMap<String, String>) -> Result<(), Error> {
    let beside = DETAILS.iter().map(|name| file.with_file_name(name)).find(|path| path.is_file());
    let Some(table) = beside.filter(|table| table != file) else { return Ok(()) };
    let wanted = Wanted::new(&DETAIL);
    let mut archive = Archive::new(&[table], Options { from: None, wanted, screen: None })?;
    while let Some(piece) = archive.next_piece()? {
        piece.rows(&mut |row| {
            let Ok(row) = row else { return };
            let [Some(note), Some(field), Some(value)] = &row.cells[..] else { return };
            let (note, value) = (note.trim().to_owned(), value.trim().to_owned());
            match field.trim() {
                "parent_note_id" if !value.is_empty() => drop(parents.insert(note, value)),
                "addendum_note_id" if !value.is_empty() => drop(parents.insert(value, note)),
                _ => {}
            }
        })?;
    }
    Ok(())
}
