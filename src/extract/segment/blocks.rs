//! Blocks of a form: lines below one another that are all fields, some of them a node's.
//!
//! A record is a name, asked or told somewhere, and details of it: a level, an endplate, a size, an age. Where it begins
//! and ends follows from what the fields ask, not from where they stand: a key that was asked before, another name, what
//! was said of another finding, or less indentation than the first detail's. A name may stand alone above its details,
//! and may have several records below it, one a level.

use super::fields::{Field, LONGEST_KEY};
use super::lines::Line;
use super::{LONGEST_LABEL, Segmenter};
use crate::anatomy::Level;
use crate::extract::levels::{self, View};
use crate::finding::Change;
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// Most lines of a block.
const MOST_LINES: usize = 40;
/// Most tokens of a value that answers or tells one thing.
const LONGEST_VALUE: usize = 14;

/// What a field of a form asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Whether there is a node; or it says that what it tells of is one.
    Node,
    /// A level, an endplate, a size, an age, a course.
    Detail,
    /// Marrow edema.
    Edema,
    /// A Modic change.
    Modic,
    /// Anything else.
    Other,
}

/// A field of a form.
#[derive(Clone, Debug)]
struct Entry {
    field: Field,
    role: Role,
    /// How far it is indented; a list's mark counts.
    depth: usize,
}

/// The record so far.
#[derive(Default)]
struct Record {
    fields: Vec<Field>,
    /// Records before it that share its name.
    before: Vec<Vec<Field>>,
    /// What names the node.
    name: Option<Range<usize>>,
    /// It stands in front of all details.
    leads: bool,
    /// It says that there is none.
    denied: bool,
    /// It is of a Modic change.
    modic: bool,
    /// A field tells a level.
    placed: bool,
    /// It is a vertebra or disc.
    exact: bool,
    depth: usize,
    /// How far the first detail behind a name is indented.
    detail_depth: Option<usize>,
    /// A field tells of one of its levels alone.
    apart: bool,
    /// Lines that it takes.
    read: usize,
}

impl Segmenter<'_> {
    /// Reads the record of a block that begins with the first line; how many lines it has, 0 if it is none.
    pub(super) fn block(&mut self, lines: &[Line]) -> usize {
        let foreign = self.foreign_record(lines);
        if foreign > 0 {
            return foreign;
        }
        let title = self.title_of_block(lines);
        let Some(record) = self.record_of_block(lines, title) else { return 0 };
        let Record { mut fields, mut before, name, read, leads, denied, .. } = record;
        self.heading = None;
        if denied && leads {
            let (key, value) = fields.swap_remove(0);
            self.push_answer(key, value);
            return read;
        }
        if before.is_empty() && !(leads && fields.first().is_some_and(|(key, _)| key.is_empty())) {
            self.push_lines(fields);
            return read;
        }
        // the name has its own line, and records below
        let named = |(key, value): &Field| self.names_node(key) || self.names_node(value);
        if before.is_empty() {
            fields.retain(|field| !named(field))
        } else {
            before[0].retain(|field| !named(field))
        }
        before.push(fields);
        let Some(name) = name else { return 0 };
        self.titled_records(&name, before, read)
    }

    /// How many lines are another finding's record, in a block whose next record is a node's: `Observation: cyst` and `Level:
    /// L4` over `Observation: Schmorl's node`.
    fn foreign_record(&self, lines: &[Line]) -> usize {
        // most lines name a finding or begin no field
        let Some(first) = lines.first().filter(|line| !line.named).and_then(|line| self.entry(line)) else { return 0 };
        if !matches!(first.role, Role::Detail | Role::Other)
            || self.level_of(&first.field).is_some()
            || self.says_nothing(&first.field.1)
        {
            return 0;
        }
        // `Where: L4` over `What: cyst` ends with what
        let block = 1 + lines[1..].iter().take(MOST_LINES).take_while(|line| !line.blank_before).count();
        let last = lines[..block].iter().rev().find_map(|line| self.entry(line));
        if last.is_none_or(|last| self.same_words(&last.field.0, &first.field.0)) {
            return 0;
        }
        for (number, line) in lines[..block].iter().enumerate().skip(1) {
            let Some(entry) = self.entry(line) else { return 0 };
            let again = self.same_words(&entry.field.0, &first.field.0);
            match entry.role {
                Role::Node | Role::Modic if again && number > 1 => return number,
                Role::Detail | Role::Other if !again && !line.named => {}
                _ => return 0,
            }
        }
        0
    }

    /// The name of a node that stands alone on a line over fields: `Schmorl's node 2:`.
    fn title_of_block(&self, lines: &[Line]) -> Option<Range<usize>> {
        let line = lines.first().filter(|line| line.named)?;
        let next = lines.get(1).filter(|next| !next.blank_before)?;
        let from = self.marker(line.from, line.to);
        let to = line.to - usize::from(self.view.mark(line.to - 1) == Some(b':'));
        let detail = |entry: Entry| matches!(entry.role, Role::Detail | Role::Edema);
        if to <= from || to - from > LONGEST_LABEL || !self.entry(next).is_some_and(detail) {
            return None;
        }
        let number = |i: usize| self.token(i).is_some_and(|t| t.kind == crate::token::TokenKind::Number);
        let mut end = to;
        if number(end - 1) && end > from + 1 {
            end -= 1 + usize::from(matches!(self.view.mark(end - 2), Some(b'#')));
        }
        let name = from..end;
        let plain = name.clone().all(|i| self.view.mark(i).is_none_or(|mark| mark == b'\''));
        let whole = (from + 1..=end).find(|&end| self.names_node(&(from..end)));
        let noun = |at: usize| (at..end).all(|i| self.tags(i, end).any(&[Tag::NodeNoun, Tag::NodeNouns]));
        (plain && whole.is_some_and(noun)).then_some(name)
    }

    /// The record that begins with the first line, or below the title that it is.
    fn record_of_block(&self, lines: &[Line], title: Option<Range<usize>>) -> Option<Record> {
        let mut record = Record { read: usize::from(title.is_some()), ..Record::default() };
        record.leads = title.is_some();
        record.depth = self.depth(lines.first()?);
        if let Some(title) = title.clone() {
            record.fields.push((title.start..title.start, title.clone()));
            record.name = Some(title);
        } else {
            let role = self.entry(lines.first()?)?.role;
            record.leads = role == Role::Node;
            if role == Role::Other {
                return None;
            }
        }
        let first = record.read;
        for number in first..lines.len().min(MOST_LINES) {
            let line = &lines[number];
            if number > 0 && line.blank_before {
                break;
            }
            let entry = self.entry(line).or_else(|| self.place_entry(line, &record));
            let Some(entry) = entry else {
                let Some(measures) = self.measures(lines, number, &record.fields) else { break };
                record.fields.push(measures);
                record.read = number + 1;
                continue;
            };
            // `Change from prior: stable` is no section
            if record.ends_before(&entry) || line.section.is_some() && entry.role == Role::Other {
                break;
            }
            if !self.goes_into(&mut record, entry) {
                break;
            }
            record.read = number + 1;
        }
        // an unasked field at its end is no part of it
        let Record { name, placed, denied, leads, .. } = &record;
        let blank = record.fields[1.min(record.fields.len())..].iter().all(|(_, value)| self.says_nothing(value));
        let complete = match denied {
            true if record.modic => false,
            true => *leads && blank && record.fields.len() > 1 || !*leads && record.exact,
            false => name.is_some() && *placed,
        };
        (complete && record.read > 1 && !record.apart).then_some(record)
    }

    /// Adds a field to a record; false if the record ends before it.
    fn goes_into(&self, record: &mut Record, entry: Entry) -> bool {
        let Entry { field, role, depth } = entry;
        let own = self.level_of(&field);
        let told = record.fields.iter().rev().find_map(|told| self.level_of(told));
        // another level than the one before
        let level = own.is_some() && told.is_some() && own != told && !refines(told, own);
        let asked = level || record.fields.iter().any(|(key, _)| self.same_words(key, &field.0));
        match role {
            // `Largest: 7 mm, at L3` tells of one of them
            Role::Detail
                if record.placed && self.field_key(&field.0) && self.levelled(&field.1) && self.sized(&field.1) =>
            {
                record.apart = true;
                return false;
            }
            // `Other level: none`
            Role::Detail if asked && (self.denies(&field.1) || self.says_nothing(&field.1)) => return true,
            Role::Node if record.name.is_some() || asked => return false,
            Role::Modic if record.name.is_none() && !asked && !self.names_finding(&field.0) => {
                record.name = Some(field.1.clone());
                record.modic = true;
            }
            Role::Modic if record.fields.is_empty() => {
                record.name = Some(field.0.clone());
                record.denied = self.denies(&field.1);
                record.modic = true;
            }
            // oedema asked for in front of a node is anyone's
            Role::Node if record.fields.first().is_some_and(|(key, _)| self.asks_edema(key)) && !record.placed => {
                return false;
            }
            Role::Node => {
                let named = self.names_node(&field.0);
                record.name = Some(if named { field.0.clone() } else { field.1.clone() });
                record.denied = named && self.denies(&field.1);
            }
            Role::Detail if asked => {
                // `Level: L1`, `Level: L2` below one name
                let first = record.fields.get(1);
                let first =
                    first.is_some_and(|told| self.same_words(&told.0, &field.0) || self.level_of(told).is_some());
                let same = own.is_some_and(|own| told.is_some_and(|told| own.kind() == told.kind()));
                if !(record.leads && first && same) || record.denied {
                    return false;
                }
                let next = vec![field];
                record.before.push(std::mem::replace(&mut record.fields, next));
                // what names the first stands in front of it
                let filler = record.before[0][0].clone();
                record.fields.insert(0, (filler.0.end..filler.0.end, filler.1.end..filler.1.end));
                return true;
            }
            Role::Edema if asked || record.modic => return false,
            Role::Detail => {
                record.placed |= self.levelled(&field.1);
                record.exact |= self.levelled(&field.1) && !self.names_region(&field.1);
                if record.name.is_some() {
                    record.detail_depth.get_or_insert(depth);
                }
            }
            Role::Edema => {}
            Role::Modic => return false,
            // `Signal: bright marrow around it` is a sentence
            Role::Other if field.1.clone().any(|i| self.tags(i, field.1.end).any(&[Tag::Marrow, Tag::EdemaWord])) => {
                return false;
            }
            // what is said of another finding may be followed by its own level
            Role::Other if record.placed || self.says_nothing(&field.1) || self.denies(&field.1) => return true,
            Role::Other => return false,
        }
        record.fields.push(field);
        true
    }

    /// The field that a line is, or asks for without an answer.
    fn entry(&self, line: &Line) -> Option<Entry> {
        let depth = self.depth(line);
        // `If present, level: L3`
        let more = self.tags(self.marker(line.from, line.to), line.to).has(Tag::AsksMore);
        let field = if more { self.detail(line) } else { self.field_of(line).or_else(|| self.blank_field(line)) };
        let field = field.or_else(|| self.bare_answer(line));
        let (key, value) = field?;
        let depth = depth + 2 * usize::from(more);
        // `New since 2020: yes` says it in its key
        let course = |i: usize| self.tags(i, key.end).has(Tag::Course(Change::New));
        let said = key.clone().any(course) && !self.names_finding(&key) && !value.is_empty();
        if said && self.tags(value.start, value.end).has(Tag::YesValue) {
            return Some(Entry { field: (key.clone(), key), role: Role::Detail, depth });
        }
        let field = (key, value);
        let role = self.role_of(&field)?;
        Some(Entry { field, role, depth })
    }

    /// The vertebra or disc that a field tells: `Other level affected: L3`.
    fn level_of(&self, (key, value): &Field) -> Option<Level> {
        if !(key.is_empty() || self.field_key(key)) || self.names_finding(key) {
            return None;
        }
        let read = levels::read(View { end: value.end, ..self.view }, value.start)?;
        match read.levels[..] {
            [level @ (Level::Vertebra(_) | Level::Disc(_))] => Some(level),
            _ => None,
        }
    }

    /// `T8 inferior endplate, 6 mm` as an item below an answer.
    fn place_entry(&self, line: &Line, record: &Record) -> Option<Entry> {
        let depth = self.depth(line);
        if !record.leads || record.denied || depth <= record.depth {
            return None;
        }
        let value = self.marker(line.from, line.to)..line.to;
        let begins = levels::read(View { end: line.to, ..self.view }, value.start);
        begins.filter(|read| !matches!(read.levels[0], Level::Region(_)))?;
        let says = [Tag::Verb, Tag::ThereIs, Tag::Shows, Tag::Other, Tag::Lesion];
        let plain = !value.clone().any(|i| self.tags(i, line.to).any(&says) || self.view.mark(i) == Some(b':'));
        let own = value.len() <= LONGEST_VALUE && plain && !self.names_node(&value);
        own.then_some(Entry { field: (value.start..value.start, value), role: Role::Detail, depth })
    }

    /// `Marrow edema`, `Edema`
    pub(super) fn asks_edema(&self, key: &Range<usize>) -> bool {
        let edema = key.clone().any(|i| self.tags(i, key.end).has(Tag::EdemaWord));
        edema && !self.names_node(key) && (self.names_finding(key) || key.len() == 1)
    }

    /// How far a line is indented; a list's mark and the parts of a number count.
    fn depth(&self, line: &Line) -> usize {
        let from = self.marker(line.from, line.to);
        let parts = self.outline_parts(line.from, from).unwrap_or(1);
        usize::from(self.view.tokens.list[line.from].spaces) + if from > line.from { 2 * parts } else { 0 }
    }

    /// A node's name and a yes or no right behind it: `Schmorl's node YES`.
    fn bare_answer(&self, line: &Line) -> Option<Field> {
        if !line.named || line.to - line.from > LONGEST_LABEL {
            return None;
        }
        let from = self.marker(line.from, line.to);
        let value = line.to - 1..line.to;
        let plain = (from..line.to).all(|i| self.view.mark(i).is_none_or(|mark| mark == b'\''));
        let named = plain && value.start > from && self.names_node(&(from..value.start));
        let upper = self.token(value.start).is_some_and(|t| t.upper || t.spaces > 1);
        (named && upper && self.answers(&value)).then_some((from..value.start, value))
    }

    /// A field of a form that nobody filled: `Level:`, `Size ....`.
    fn blank_field(&self, line: &Line) -> Option<Field> {
        let from = self.marker(line.from, line.to);
        let (_, tags, next) = View { end: line.to, ..self.view }.phrase(from)?;
        let empty = (next..line.to).all(|i| {
            matches!(self.view.mark(i), Some(b':' | b'=' | b'?' | b'.' | b'_' | b'-' | b'(' | b')'))
                || self.tags(i, line.to).any(&[Tag::Millimetre, Tag::Centimetre])
        });
        (tags.has(Tag::Field) && empty).then_some((from..next, line.to..line.to))
    }

    /// What a field asks; none if it is no plain field.
    fn role_of(&self, (key, value): &Field) -> Option<Role> {
        let any = |range: &Range<usize>, tag: Tag| range.clone().any(|i| self.tags(i, range.end).has(tag));
        // several keys of one line, and prose
        let parts = |i: usize| matches!(self.view.mark(i), Some(b'=' | b';' | b'|' | b'?'));
        let stops = |i: usize| self.view.mark(i) == Some(b'.') && self.ends_sentence(i, value.end);
        if key.len() > LONGEST_LABEL
            || value.len() > LONGEST_VALUE
            || value.clone().any(parts)
            || (value.start..value.end.max(1) - 1).any(stops)
        {
            return None;
        }
        if self.names_node(key) {
            let hedged = self.tags(value.start, value.end).has(Tag::UncertaintyBefore) && value.len() == 1;
            // `Schmorl's nodes: multiple`
            let phrase = View { end: value.end, ..self.view }.phrase(value.start).filter(|p| p.2 == value.end);
            let counted = phrase.is_some_and(|p| p.1.any(&[Tag::Many, Tag::OnlyOne, Tag::One]));
            return (self.answers(value) || hedged || counted).then_some(Role::Node);
        }
        if self.asks_edema(key) {
            return Some(Role::Edema);
        }
        if self.names_finding(key) {
            return Some(Role::Modic);
        }
        if self.names_node(value) {
            let bare = !self.levelled(value) && value.len() <= LONGEST_KEY + 1;
            return (bare && key.len() <= LONGEST_KEY).then_some(Role::Node);
        }
        if self.names_finding(value) {
            // `Signal: STIR-hyperintense marrow around it`, `Position: T12, without oedema`
            let placed = self.levelled(value);
            let own = self.field_key(key) && placed && value.clone().any(|i| self.view.mark(i) == Some(b','));
            let edema = || any(value, Tag::EdemaWord) || any(value, Tag::Marrow);
            return match () {
                () if own => Some(Role::Detail),
                () if !placed && !any(value, Tag::ModicName) && edema() => Some(Role::Edema),
                () if !placed
                    && value.len() <= LONGEST_KEY + 1
                    && key.len() <= LONGEST_KEY
                    && any(value, Tag::ModicName) =>
                {
                    Some(Role::Modic)
                }
                () => None,
            };
        }
        // `Comparison: unchanged`
        let course = !value.is_empty()
            && self.tags(value.start, value.end).has(Tag::Course(Change::New))
            && !any(key, Tag::Other);
        Some(if (self.field_key(key) || course) && !self.of_another(key) { Role::Detail } else { Role::Other })
    }
}

/// Whether a vertebra bounds the disc that was told before it: `L4-L5`, then `L5`.
fn refines(told: Option<Level>, own: Option<Level>) -> bool {
    matches!((told, own), (Some(Level::Disc(disc)), Some(Level::Vertebra(vertebra))) if [disc.upper(), disc.lower()].contains(&vertebra))
}

impl Record {
    /// Whether a field stands farther left than the record's details.
    fn ends_before(&self, entry: &Entry) -> bool {
        match self.detail_depth {
            Some(depth) if depth > self.depth => entry.depth <= self.depth,
            _ => !self.fields.is_empty() && entry.depth < self.depth,
        }
    }
}
