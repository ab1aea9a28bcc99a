//! Records of fields, however a form parts keys from values and fields from one another: `Level: L2` over `Size: 5 mm`,
//! `Level - L2   Size - 5 mm`, `Which level?  L2`, a key alone over its value. A line that is a level or a node's name alone
//! stands over the fields that are told of it. Each record is a table of one row.

use super::super::Segmenter;
use super::super::lines::Line;
use super::facts::{Answer, Asked, Facts, Place};
use super::grid::{Grid, Pieces};
use super::legend::Legend;
use super::rows::{Layout, Row};
use crate::anatomy::Level;
use crate::extract::levels::{self, View};
use crate::finding::{Acuity, FindingKind};
use crate::lexicon::FINDINGS;
use crate::lexicon::tag::Tag;
use crate::token::{CHECK, CROSS, EMPTY_BOX, NARROW_GAP, TICKED_BOX, Token, TokenKind};
use std::ops::Range;

/// Most tokens of a key.
const LONGEST_KEY: usize = 10;
/// Most tokens of a value.
const LONGEST_VALUE: usize = 24;
/// Most lines of a run of fields.
const MOST_LINES: usize = 120;
/// Most tokens of a name alone on a line.
const LONGEST_NAME: usize = 10;

/// What a question for the age names: `Acute or chronic?`
const AGES: [Tag; 3] = [Tag::Age(Acuity::Acute), Tag::Age(Acuity::Subacute), Tag::Age(Acuity::Chronic)];

/// What a line is.
enum Entry {
    /// What stands over fields: a level, a node's name, or both; how many cells, and the range of each.
    Head(Vec<Range<usize>>),
    Fields(Vec<Field>),
}

/// A field: what it asks, if it has a key, and what stands there.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) key: Option<Range<usize>>,
    pub(super) value: Range<usize>,
}

/// The part of a record that a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// It names a node, or says whether there is one.
    Node,
    /// It names a Modic change or oedema.
    Companion,
    /// It tells a detail: where, how large, how old.
    Detail,
    /// It is another thing's.
    Other,
}

/// A field as part of its record.
#[derive(Clone, Debug)]
struct Part {
    field: Field,
    role: Role,
    /// The line behind it.
    end: usize,
}

/// Fields that are told of one thing.
#[derive(Default)]
struct Record {
    fields: Vec<Part>,
    /// It stands below a line of its own.
    headed: bool,
    /// How far its head is indented, and its first field below it.
    depth: u8,
    inner: Option<u8>,
    /// Its first line has several fields.
    inline: bool,
    /// A line tells of a field above it, not of the record.
    nested: bool,
    /// A field of another thing was left out.
    passed: bool,
    /// It says that there is no node.
    denied: bool,
    /// What was named last is another thing that is there.
    foreign: bool,
    /// How many lines it has.
    lines: usize,
}

/// Records as they are read, line by line.
#[derive(Default)]
pub(super) struct Run {
    rows: Vec<Row>,
    /// Lines of the records that are understood.
    read: usize,
    record: Option<Record>,
    /// How many rows and lines there were before the last record.
    before: (usize, usize),
    /// A record was not understood.
    stopped: bool,
    /// Values stand below their keys.
    stacked: bool,
    /// Empty lines stand between fields.
    spaced: Option<bool>,
}

impl Run {
    /// Whether the fields of a record stand on several lines.
    fn lines_apart(&self, record: &Record) -> bool {
        !record.inline || record.lines > 1
    }
}

impl Segmenter<'_> {
    /// Reads the records that begin with the first line; how many lines they have, or were looked at if there are none.
    pub(super) fn field_records(&self, lines: &[Line], legend: &Legend) -> (usize, Vec<Row>) {
        let mut run = Run::default();
        let mut at = 0;
        while at < lines.len().min(MOST_LINES) && !run.stopped {
            let line = &lines[at];
            let within = run.record.as_ref().is_some_and(|record| self.is_within(record, line));
            if line.section.is_some()
                && at > 0
                && !within
                && (line.blank_before || !self.answered_section(line, legend))
            {
                break;
            }
            let Some((entry, taken)) = self.form_line(&lines[at..], legend) else {
                // more is told of the record than was understood
                let item = |line: &Line| self.marker(line.from, line.to) > line.from;
                let listed = at > 0 && item(line) && item(&lines[at - 1]);
                let depth = |line: &Line| self.view.tokens.list[line.from].spaces;
                let listed = listed && depth(line) >= depth(&lines[at - 1]);
                if within || !line.blank_before && (listed || self.is_keyed(line, legend)) {
                    run.record = None;
                }
                break;
            };
            at += taken;
            run.stacked |= taken > 1;
            self.put_line(&mut run, entry, line, at, legend);
            // what begins no record leaves the rest to others
            if run.record.as_ref().is_none_or(|record| record.fields.is_empty() && !record.headed) {
                break;
            }
        }
        self.close(&mut run, legend);
        // keys over their values are read from the first on
        let rest = || lines[at..].iter().take_while(|line| !line.blank_before).count();
        let read = match run.rows.is_empty() {
            true if run.stacked => at + rest(),
            true => at,
            false => run.read,
        };
        (read, run.rows)
    }

    /// Puts a field into a run of fields that stand below one another.
    pub(super) fn put_field(&self, run: &mut Run, field: Field, legend: &Legend) {
        run.record.get_or_insert_with(Record::default).lines += 1;
        self.put_into(run, field, 1, legend);
    }

    /// Begins a record with what stands over its fields.
    pub(super) fn head_record(&self, run: &mut Run, name: Range<usize>, legend: &Legend) {
        self.close(run, legend);
        let role = |cell: &Range<usize>| if self.names_finding(cell) { Role::Node } else { Role::Detail };
        let fields = self.cells_of_name(&name).into_iter();
        let fields =
            fields.map(|value| Part { role: role(&value), field: Field { key: None, value }, end: 1 }).collect();
        run.record = Some(Record { fields, headed: true, lines: 1, ..Record::default() });
    }

    /// The findings of a run; none if a record was not understood.
    pub(super) fn end_run(&self, run: Run, legend: &Legend) -> Option<Vec<Row>> {
        let mut run = run;
        self.close(&mut run, legend);
        (!run.stopped).then_some(run.rows)
    }

    /// Whether a line stands below the first of a record, as its details do.
    fn is_within(&self, record: &Record, line: &Line) -> bool {
        let depth = self.view.tokens.list[line.from].spaces;
        !line.blank_before && record.inner.is_some_and(|inner| depth >= inner && inner > record.depth)
    }

    /// Whether a line begins with a key that forms have.
    fn is_keyed(&self, line: &Line, legend: &Legend) -> bool {
        let from = self.behind_item(line);
        from < line.to && self.key_at(from, line.to, false, legend).is_some()
    }

    /// `Impression: normal` ends a form; `Findings: Schmorl's node`, `Change from prior: stable` are fields.
    fn answered_section(&self, line: &Line, legend: &Legend) -> bool {
        let from = self.behind_item(line);
        let key = self.key_at(from, line.to, true, legend);
        key.is_some_and(|(key, value)| value < line.to && self.column(&vec![key], legend).known)
    }

    /// Puts what a line is into the records; `end`: the line behind it.
    fn put_line(&self, run: &mut Run, entry: Entry, line: &Line, end: usize, legend: &Legend) {
        let depth = self.view.tokens.list[line.from].spaces;
        let fields = match entry {
            Entry::Head(cells) => {
                self.close(run, legend);
                let role = |cell: &Range<usize>| if self.names_finding(cell) { Role::Node } else { Role::Detail };
                let part =
                    |cell: Range<usize>| Part { role: role(&cell), field: Field { key: None, value: cell }, end };
                let fields = cells.into_iter().map(part).collect();
                run.record = Some(Record { fields, headed: true, depth, lines: 1, ..Record::default() });
                return;
            }
            Entry::Fields(fields) => fields,
        };
        let apart = end > 1 && line.blank_before;
        if run.record.is_some() && run.spaced.is_none() {
            run.spaced = Some(apart);
        }
        let roles: Vec<Role> = fields.iter().map(|field| self.role(field, legend).0).collect();
        let ends = |record: &Record| {
            let Some(inner) = record.inner else { return false };
            let outside = depth < inner && (depth <= record.depth || !record.headed);
            // a line that names its finding and tells where is a record of its own
            let own = !record.headed && fields.len() > 1 && matches!(roles[0], Role::Node | Role::Companion);
            // and so was the one above
            let own = own || record.inline && depth <= record.depth;
            apart && run.spaced == Some(false) || outside || own
        };
        if run.record.as_ref().is_some_and(ends) {
            self.close(run, legend);
        }
        let record = run.record.get_or_insert_with(|| Record { depth, inline: fields.len() > 1, ..Record::default() });
        record.lines += 1;
        for field in fields {
            self.put_into(run, field, end, legend);
        }
        if let Some(record) = &mut run.record {
            record.nested |= record.headed && record.inner.is_some_and(|inner| depth > inner);
            let deeper = record.inner.is_none_or(|inner| depth > inner);
            record.inner = if deeper { Some(depth) } else { record.inner };
            record.lines = record.lines.max(1);
        }
    }

    /// Puts a field into the record, or begins another with it.
    fn put_into(&self, run: &mut Run, field: Field, end: usize, legend: &Legend) {
        let (role, facts) = self.role(&field, legend);
        let Some(record) = &run.record else { return };
        let asked = |told: &Part| match (&told.field.key, &field.key) {
            (Some(a), Some(b)) => self.same_words(a, b),
            _ => false,
        };
        let exact = |place: &Place| matches!(place.level, Some((Level::Vertebra(_) | Level::Disc(_), _)));
        let placed = facts.places.iter().any(exact);
        let regional = !placed && facts.places.iter().any(|place| place.level.is_some());
        let has_node = record.fields.iter().any(|told| told.role == Role::Node);
        let again = record.fields.first().is_some_and(asked)
            || !record.headed && record.fields.iter().any(asked)
            || role == Role::Node && has_node && !(record.headed && field.key.is_some())
            || role == Role::Companion && placed && !record.headed && !record.fields.is_empty()
            || role == Role::Detail && record.denied && !facts.blank;
        // `Level: L4-5` behind `Modic: yes` in the record of a node at L2
        let last = record.fields.iter().rposition(|told| matches!(told.role, Role::Node | Role::Companion));
        let told = |told: &Part| self.levelled(&told.field.value);
        let of_last = last.filter(|&last| {
            role == Role::Detail
                && placed
                && facts.is_place()
                && last > 0
                && record.fields[last].role == Role::Companion
                && record.fields[..last].iter().any(told)
        });
        // `Schmorl's nodes:` over records that begin with `Level:` and end with `Edema:` each
        let title = record.fields.first().filter(|head| {
            record.headed && head.role == Role::Node && head.field.key.is_none() && !self.levelled(&head.field.value)
        });
        let edema = |last: usize| self.asks_edema_of(&record.fields[last].field);
        let next = of_last.is_some_and(edema) && record.fields.get(1).is_some_and(asked);
        let title = title.filter(|_| next).cloned();
        let (again, of_last) = if title.is_some() { (true, None) } else { (again, of_last) };
        let (depth, headed) = (record.depth, record.headed);
        let denied = facts.answer.as_ref().is_some_and(|(answer, _)| *answer == Answer::No);
        // `Modic: none`, `Edema: none` may be said of all the spine
        let complete = |part: &Part| part.role == Role::Node && told(part);
        let edema = record.fields.iter().any(|told| told.role == Role::Detail) && !record.passed;
        let near = [Tag::Around, Tag::Associated];
        let around = field.key.as_ref().is_some_and(|key| key.clone().any(|i| self.view.tags(i).any(&near)));
        let general = role == Role::Companion
            && !headed
            && run.lines_apart(record)
            && !around
            && (denied && !edema || record.fields.iter().any(complete) || denied && !self.asks_edema_of(&field));
        if general {
            self.close(run, legend);
            run.stopped = true;
            return;
        }
        if again && of_last.is_none() {
            self.close(run, legend);
            let headed = title.is_some();
            run.record =
                Some(Record { fields: title.into_iter().collect(), headed, depth, lines: 1, ..Record::default() });
        } else if let Some(last) = of_last {
            let fields = run.record.as_mut().map_or_else(Vec::new, |record| record.fields.split_off(last));
            self.close(run, legend);
            run.record = Some(Record { fields, lines: 2, ..Record::default() });
        }
        let Some(record) = &mut run.record else { return };
        let answered = facts.answer.as_ref().is_some_and(|(answer, _)| *answer != Answer::Yes);
        match role {
            Role::Other => {
                record.foreign = !answered && !facts.blank;
                record.passed = true;
                let hides = self.names_finding(&field.value) || self.may_tell(&field.value);
                if !hides || record.fields.is_empty() {
                    return;
                }
            }
            Role::Detail if record.foreign && !headed && (placed || facts.size.is_some()) => return,
            // what begins a record names its finding, or says where
            Role::Detail if record.fields.is_empty() && !record.inline && (!facts.is_place() || regional) => return,
            Role::Detail => {}
            Role::Node | Role::Companion => record.foreign = false,
        }
        record.denied |= role == Role::Node && denied && !headed;
        record.fields.push(Part { field, role, end });
    }

    /// What a field is of its record, and what it says.
    fn role(&self, field: &Field, legend: &Legend) -> (Role, Facts) {
        let column = field.key.as_ref().map(|key| self.column(&vec![key.clone()], legend)).unwrap_or_default();
        let facts = self.facts(std::slice::from_ref(&field.value), column.asked(false), legend);
        let kind = column.kind.as_ref().map(|(kind, _)| *kind);
        let names = || facts.named.iter().any(|named| named.kind == FindingKind::SchmorlNode);
        let role = match kind {
            Some(FindingKind::SchmorlNode) => Role::Node,
            Some(_) => Role::Companion,
            None if !column.other && names() => Role::Node,
            None if !column.other && !facts.named.is_empty() => Role::Companion,
            None if field.key.is_none() => Role::Detail,
            None if column.other => Role::Other,
            None => {
                let key = field.key.as_ref();
                let detail = column.measures || column.course || column.prior || column.remark || column.answers;
                let aged = key.is_some_and(|key| key.clone().any(|i| self.view.tags(i).any(&AGES)));
                let told =
                    facts.whole() && facts.places.is_empty() && (facts.change.is_some() || facts.acuity.is_some());
                let own = detail
                    || aged
                    || told
                    || !column.sides.is_empty()
                    || key.is_some_and(|key| self.is_field_name(key));
                if own { Role::Detail } else { Role::Other }
            }
        };
        (role, facts)
    }

    /// Whether a field asks for oedema.
    fn asks_edema_of(&self, field: &Field) -> bool {
        field.key.as_ref().is_some_and(|key| self.asks_edema(key)) || {
            let words = field.key.clone().into_iter().flatten().chain(field.value.clone());
            words.into_iter().any(|i| self.view.tags(i).any(&[Tag::EdemaWord, Tag::EdemaPhrase]))
        }
    }

    /// Reads the record that has ended, and notes if it is not understood.
    fn close(&self, run: &mut Run, legend: &Legend) {
        let Some(record) = run.record.take().filter(|_| !run.stopped) else { return };
        let names = |told: &Part| matches!(told.role, Role::Node | Role::Companion);
        // below a title that names nodes a record need not
        let placed = |told: &Part| told.role == Role::Detail && self.levelled(&told.field.value);
        let titled = || self.title.is_some() && record.fields.iter().any(placed);
        if !record.fields.iter().any(names) && !titled() {
            return;
        }
        match self.record_told(&record, legend) {
            Some(rows) => {
                run.before = (run.rows.len(), run.read);
                run.rows.extend(rows);
                run.read = record.fields.last().map_or(run.read, |told| told.end);
            }
            None => {
                run.stopped = true;
                // what is told of no node by its own lines is told of those above
                let node = record.fields.iter().any(|told| told.role == Role::Node);
                let detail = |told: &&Part| told.role == Role::Detail && !told.field.value.is_empty();
                if !node && !record.headed && record.fields.iter().any(|told| detail(&told)) {
                    run.rows.truncate(run.before.0);
                    run.read = run.before.1;
                }
            }
        }
    }

    /// The findings of a record; none if it is not understood.
    fn record_told(&self, record: &Record, legend: &Legend) -> Option<Vec<Row>> {
        // `T12` over `Superior endplate: 3 mm` and `Inferior endplate: 8 mm`: each endplate has its own line
        const SIDES: [Tag; 4] = [Tag::Superior, Tag::Inferior, Tag::Upper, Tag::Lower];
        let sided = |told: &Part| {
            let key = told.field.key.clone().unwrap_or(0..0);
            told.role == Role::Detail && key.into_iter().any(|i| self.view.tags(i).any(&SIDES))
        };
        if record.fields.iter().any(sided) {
            return None;
        }
        // a finding with its answer alone is a line of its own
        let details = record.fields.iter().filter(|told| {
            told.role == Role::Detail && !told.field.value.is_empty() || record.headed && told.role != Role::Other
        });
        let lone = |told: &Part| told.role == Role::Companion && self.levelled(&told.field.value);
        let lone = matches!(&record.fields[..], [only] if lone(only));
        if !lone && (details.count() == 0 || record.fields.len() < 2) {
            return None;
        }
        // `Largest: L1, 7 mm` behind `Where: L1, L3`
        let levelled = |told: &&Part| told.role != Role::Other && self.levelled(&told.field.value);
        let last = record.fields.iter().rev().find(levelled);
        let of_one =
            record.fields.iter().filter(levelled).count() > 1 && last.is_some_and(|told| told.role == Role::Detail);
        // one that says more than a form tells is left to the grammar
        let unread = |Part { field, role, .. }: &Part| {
            let asked = field.key.as_ref().map(|key| self.column(&vec![key.clone()], legend));
            let remark = asked.as_ref().is_some_and(|column| column.remark);
            let column = asked.unwrap_or_default();
            let facts = self.facts(std::slice::from_ref(&field.value), column.asked(false), legend);
            *role == Role::Detail && !remark && !column.grades && !facts.whole()
        };
        // `Extension into the canal: yes, touches the root`
        let reaches = |part: &&Part| part.field.key.as_ref().is_some_and(|key| self.tells_reach(key));
        let read = |part: &Part| !reaches(&part) && unread(part);
        if of_one || record.nested || record.fields.iter().any(read) {
            return None;
        }
        let reach = record.fields.iter().find(reaches).map(|part| self.reach_of(&part.field.value, legend));
        if reach == Some(None) {
            return None;
        }
        let (mut heads, mut cells): (Vec<Pieces>, Vec<Pieces>) = (Vec::new(), Vec::new());
        for Part { field, .. } in record.fields.iter().filter(|part| !reaches(part)) {
            let value = self.unwrapped(field.value.clone());
            heads.push(field.key.iter().cloned().collect());
            cells.push(if value.is_empty() { Pieces::new() } else { vec![value] });
        }
        let layout = if record.lines > 1 { Layout::Lines } else { Layout::Line };
        let mut rows = self.records_of(Grid { heads, rows: vec![cells], lines: 1 }, legend, layout)?;
        if let Some(reach) = reach.flatten() {
            let told = rows.iter_mut().flat_map(|(_, told)| told).map(|told| &mut told.finding);
            for node in told.filter(|f| f.kind == FindingKind::SchmorlNode && f.status.is_asserted()) {
                node.posterior_extension = Some(reach);
            }
        }
        Some(rows)
    }

    /// Whether a node reaches the canal, by what begins the field that asks for it.
    fn reach_of(&self, value: &Range<usize>, legend: &Legend) -> Option<bool> {
        let comma = |i: &usize| matches!(self.view.mark(*i), Some(b',' | b';' | b'.' | b'-' | b'('));
        let end = value.clone().find(comma).unwrap_or(value.end);
        let facts = self.facts(std::slice::from_ref(&(value.start..end)), Asked::default(), legend);
        match facts.answer {
            Some((Answer::Yes, _)) => Some(true),
            Some((Answer::No, _)) => Some(false),
            _ => None,
        }
    }

    /// What the first line is, and how many lines it takes.
    fn form_line(&self, lines: &[Line], legend: &Legend) -> Option<(Entry, usize)> {
        let line = &lines[0];
        let boxed = |i: usize| matches!(self.view.mark(i), Some(CHECK | CROSS | EMPTY_BOX | TICKED_BOX | b'['));
        let boxed = self.boxed(line.from, line.to) || (line.from..line.to).any(boxed);
        if line.is_prose() || boxed && self.card_head(line).is_none() {
            return None;
        }
        let next = lines.get(1);
        if next.is_some_and(|next| self.is_wrapped(next, legend)) {
            return None;
        }
        if let Some(level) = self.card_head(line) {
            return Some((Entry::Head(vec![level]), 1));
        }
        let from = self.behind_condition(self.behind_item(line), line.to);
        if from >= line.to {
            // `Node 1:`
            let node = self.tags(line.from, line.to).has(Tag::BareNode);
            let name = self.subject.iter().filter(|_| node).cloned().collect();
            return (line.from < line.to && self.numbers_item(line)).then_some((Entry::Head(name), 1));
        }
        let fields = self.fields_within(from, line.to, legend);
        let ends = |field: &Field, i: usize| i + 1 < field.value.end && self.ends_sentence(i, field.value.end);
        let whole = |field: &Field| {
            let signs = |i: usize| matches!(self.view.mark(i), Some(b'=' | b':'));
            field.value.len() <= LONGEST_VALUE
                && !field.value.clone().any(signs)
                && !field.value.clone().any(|i| self.view.mark(i) == Some(b'.') && ends(field, i))
        };
        if !fields.is_empty() {
            if !fields.iter().all(whole) {
                return None;
            }
            // a name with nothing behind it stands over what is told of it
            if let [Field { key: Some(key), value }] = &fields[..]
                && value.is_empty()
            {
                return self.over_value(key, line, next, legend);
            }
            return Some((Entry::Fields(fields), 1));
        }
        if line.to - from <= LONGEST_NAME {
            return self.over_value(&(from..line.to), line, next, legend);
        }
        None
    }

    /// Whether a line goes on with the words of the one before.
    fn is_wrapped(&self, line: &Line, legend: &Legend) -> bool {
        let small = |t: &Token| t.kind == TokenKind::Word && !t.capital && t.span.end - t.span.start > 1;
        let joins = [Tag::NodeNoun, Tag::NodeNouns, Tag::Of, Tag::At, Tag::And, Tag::With];
        !line.blank_before
            && self.token(line.from).is_some_and(small)
            && self.tags(line.from, line.to).any(&joins)
            && self.fields_within(line.from, line.to, legend).is_empty()
    }

    /// A key or a name alone on a line: over its value, or over fields.
    fn over_value(
        &self,
        key: &Range<usize>,
        line: &Line,
        next: Option<&Line>,
        legend: &Legend,
    ) -> Option<(Entry, usize)> {
        let next = next?;
        let alone = self.column(&vec![self.asked_words(key)], legend);
        let below = self.behind_condition(self.behind_item(next), next.to);
        let fielded = below >= next.to || !self.fields_within(below, next.to, legend).is_empty();
        let level = self.card_head(next).is_some() && !alone.known;
        let value = below..next.to;
        let pure = self.facts(std::slice::from_ref(key), Asked::default(), legend);
        let whole_field = || {
            let end = key.end - usize::from(matches!(self.view.mark(key.end - 1), Some(b':' | b'?')));
            View { end: key.end, ..self.view }.phrase(key.start).is_some_and(|p| p.2 >= end && p.1.has(Tag::Field))
        };
        let pure = match alone.kind {
            Some(_) => pure.whole() && pure.places.is_empty() && pure.size.is_none() && pure.answer.is_none(),
            None => whole_field() || alone.measures && pure.size.is_none() || self.is_question(key),
        };
        // `Endplate` over `Upper`, not over `Size`
        let facts = self.facts(std::slice::from_ref(&value), alone.asked(false), legend);
        let titled = || {
            let column = self.column(&vec![value.clone()], legend);
            column.known && facts.places.is_empty() && facts.answer.is_none() && facts.size.is_none()
        };
        let nested = value.clone().any(|i| matches!(self.view.mark(i), Some(b':' | b'=')));
        let says = pure
            && !nested
            && facts.whole()
            && !facts.blank
            && alone.known
            && !alone.value
            && value.len() <= LONGEST_VALUE;
        if !fielded && !level && next.section.is_none() && says && !titled() {
            let field = Field { key: Some(self.asked_words(key)), value };
            return Some((Entry::Fields(vec![field]), 2));
        }
        // `Schmorl's node #2, L3` over its fields
        let name = self.unnumbered(key);
        let facts = self.facts(std::slice::from_ref(&name), Asked::default(), legend);
        let node = matches!(&facts.named[..], [only] if only.kind == FindingKind::SchmorlNode);
        let told =
            facts.answer.is_some() || facts.size.is_some() || facts.named.iter().any(|named| named.answer.is_some());
        // `L5: node` over `Edema: none`
        let depth = |line: &Line| self.view.tokens.list[line.from].spaces;
        let apart = name.clone().any(|i| matches!(self.view.mark(i), Some(b'.')));
        let alone = facts.places.is_empty() || depth(next) > depth(line);
        if !fielded || !facts.whole() || !node || told || apart || !alone {
            return None;
        }
        Some((Entry::Head(self.cells_of_name(&name)), 1))
    }

    /// A finding's name and what stands beside it, each a cell: `Schmorl's node L3 superior`.
    fn cells_of_name(&self, name: &Range<usize>) -> Vec<Range<usize>> {
        let facts = self.facts(std::slice::from_ref(name), Asked::default(), &Legend::default());
        let Some(named) = facts.named.first().map(|named| named.at.clone()) else { return vec![name.clone()] };
        let mut cells = vec![named.clone()];
        for rest in [name.start..named.start, named.end..name.end] {
            let mut rest = rest;
            let idle = |i: usize| matches!(self.view.mark(i), Some(b',' | b':' | b'-' | b'(' | b')'));
            while !rest.is_empty() && idle(rest.end - 1) && self.view.mark(rest.end - 1) != Some(b')') {
                rest.end -= 1;
            }
            while !rest.is_empty() && idle(rest.start) {
                rest.start += 1;
            }
            if !rest.is_empty() {
                cells.push(rest);
            }
        }
        cells
    }

    /// A name without the number that tells it from others: `Schmorl's node #2`.
    fn unnumbered(&self, name: &Range<usize>) -> Range<usize> {
        let number = |i: usize| self.token(i).is_some_and(|t| t.kind == TokenKind::Number && !t.glued);
        let mut end = name.end;
        let signed = end > name.start + 2 && self.view.mark(end - 2) == Some(b'#');
        if end > name.start + 1 && (number(end - 1) || signed) {
            end -= 1 + usize::from(signed);
        }
        name.start..end
    }

    /// The token behind what numbers a line: a list's mark, `#2`, `Q3.`, `Node 1:`.
    fn behind_item(&self, line: &Line) -> usize {
        let number = |i: usize| self.token(i).is_some_and(|t| t.kind == TokenKind::Number);
        let closes = |i: usize| matches!(self.view.mark(i), Some(b':' | b'.' | b')'));
        let mut at = line.from;
        if self.view.mark(at) == Some(b'#') && number(at + 1) {
            at += 2;
            return (at + usize::from(closes(at))).min(line.to);
        }
        if self.tags(at, line.to).any(&[Tag::BareNode, Tag::Lesion, Tag::RowNumber]) {
            let sign = usize::from(self.view.mark(at + 1) == Some(b'#'));
            let behind = at + 1 + sign;
            if behind < line.to && number(behind) {
                return (behind + 1 + usize::from(closes(behind + 1))).min(line.to);
            }
        }
        // `Q4a. Level`
        if self.tags(at, line.to).has(Tag::QuestionLabel) {
            let letter = |t: &Token| t.glued && t.kind == TokenKind::Word && t.span.end - t.span.start == 1;
            at += 1 + usize::from(number(at + 1));
            at += usize::from(self.token(at).is_some_and(letter));
            return (at + usize::from(closes(at))).min(line.to);
        }
        self.behind_answer(self.marker(line.from, line.to), line.to)
    }

    /// The token behind `If yes,`.
    fn behind_condition(&self, at: usize, to: usize) -> usize {
        let asks = View { end: to, ..self.view }.phrase(at).filter(|p| p.1.has(Tag::AsksMore));
        asks.map_or(at, |p| p.2 + usize::from(matches!(self.view.mark(p.2), Some(b',' | b':')))).min(to)
    }

    /// The token behind the label of an answer: `A:`, `A1.`, `Answer:`.
    fn behind_answer(&self, at: usize, to: usize) -> usize {
        let view = View { end: to, ..self.view };
        let label = view.phrase(at).filter(|p| p.1.has(Tag::AnswerLabel));
        if let Some((_, _, next)) = label {
            return next.min(to);
        }
        let single = self.token(at).is_some_and(|t| t.kind == TokenKind::Word && t.span.end - t.span.start == 1);
        let number = self.token(at + 1).is_some_and(|t| t.kind == TokenKind::Number && t.glued);
        let mark = at + 1 + usize::from(number);
        let parts = matches!(view.mark(mark), Some(b':' | b'.' | b')')) && self.token(mark).is_some_and(|t| t.glued);
        if single && parts && mark + 1 < to && levels::read(view, at).is_none() { mark + 1 } else { at.min(to) }
    }

    /// `Node 1:`, `Lesion #2`
    fn numbers_item(&self, line: &Line) -> bool {
        self.tags(line.from, line.to).any(&[Tag::BareNode, Tag::Lesion, Tag::RowNumber])
    }

    /// The fields of a line, with what stands before the first key as a field without one; none if it has no key.
    fn fields_within(&self, from: usize, to: usize, legend: &Legend) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        let mut keyed = false;
        let mut at = from;
        while at < to {
            let begins = at == from || self.parts_fields(at);
            let key = if begins { self.key_at(at, to, at == from, legend) } else { None };
            let Some((key, value)) = key else {
                if at == from {
                    fields.push(Field { key: None, value: from..to });
                }
                at += 1;
                continue;
            };
            keyed = true;
            if let Some(last) = fields.last_mut() {
                last.value.end = at.max(last.value.start);
                // `Schmorl's node: Level - L3`
                if last.key.is_some() && last.value.is_empty() {
                    last.value = last.key.take().unwrap_or(0..0);
                }
            }
            fields.push(Field { key: Some(self.asked_words(&key)), value: value..to });
            at = value.max(at + 1);
        }
        if !keyed {
            return Vec::new();
        }
        let parts = |i: usize| matches!(self.view.mark(i), Some(b',' | b';' | b'|' | b'/' | b'.'));
        for field in &mut fields {
            while !field.value.is_empty() && parts(field.value.end - 1) {
                field.value.end -= 1;
            }
        }
        fields
    }

    /// Whether a field may begin at a token within a line.
    fn parts_fields(&self, at: usize) -> bool {
        let token = &self.view.tokens.list[at];
        token.spaces >= NARROW_GAP
            || !token.glued && matches!(self.view.mark(at - 1), Some(b',' | b';' | b'|' | b'/' | b'.' | b':'))
            || matches!(self.view.mark(at - 1), Some(b';' | b'|'))
    }

    /// Whether a key ends in a question mark, or one stands behind it.
    fn is_question(&self, key: &Range<usize>) -> bool {
        let asks = |i: usize| self.token(i).is_some_and(|t| self.view.tokens.folded_bytes(t) == b"?");
        !key.is_empty() && (asks(key.end - 1) || asks(key.end))
    }

    /// The words of a key that say what it asks, without those of a question: `If yes, which level?`, `Is a node present?`
    pub(super) fn asked_words(&self, key: &Range<usize>) -> Range<usize> {
        const ASKED: [Tag; 5] = [Tag::Field, Tag::Measuring, Tag::EndplateNoun, Tag::EndplateNouns, Tag::Marrow];
        let view = View { end: key.end, ..self.view };
        let mut end = key.end;
        while end > key.start + 1
            && (self.view.mark(end - 1) == Some(b'?')
                || view.tags(end - 1).has(Tag::YesValue) && self.names_finding(&(key.start..end - 1)))
        {
            end -= 1;
        }
        let view = View { end, ..view };
        let question = self.is_question(key) || view.tags(key.start).has(Tag::AsksMore);
        let asked = |&i: &usize| view.tags(i).any(&ASKED) || view.tags(i).any(&FINDINGS) || view.tags(i).any(&AGES);
        let start = (key.start..end).find(asked).filter(|_| question).unwrap_or(key.start);
        start..end
    }

    /// The key that begins at a token, and where its value begins; `first`: it leads its line.
    fn key_at(&self, at: usize, to: usize, first: bool, legend: &Legend) -> Option<(Range<usize>, usize)> {
        let tokens = &self.view.tokens.list;
        if tokens[at].kind != TokenKind::Word {
            return None;
        }
        let spaced = |i: usize| !tokens[i].glued && tokens.get(i + 1).is_none_or(|t| !t.glued || t.newlines > 0);
        let known = |key: &Range<usize>| {
            let column = self.column(&vec![self.asked_words(key)], legend);
            if key.clone().any(|i| matches!(self.view.tags(i), tags if tags.any(&AGES))) {
                return true;
            }
            // `type 1 = oedema` is a legend
            let facing = key.clone().any(|i| self.view.tags(i).any(&[Tag::Opposing, Tag::EitherSide, Tag::At]));
            let counted = facing || key.clone().any(|i| tokens[i].kind == TokenKind::Number);
            (column.known || column.course)
                && !column.value
                && column.option.is_none()
                && !counted
                && !self.levelled(key)
        };
        let phrase = View { end: to, ..self.view }.phrase(at).map_or(at, |p| p.2);
        for i in at + 1..=to.min(at + LONGEST_KEY) {
            let key = at..i;
            if i == to {
                return None;
            }
            if tokens[i].spaces >= NARROW_GAP && !matches!(self.view.mark(i), Some(b':' | b'=' | b'|')) {
                return known(&key).then_some((key, i));
            }
            match self.view.mark(i) {
                Some(b':' | b'=') => {
                    let mut value = i + 1;
                    // `=>`
                    while value < to && matches!(self.view.mark(value), Some(b'>')) {
                        value += 1;
                    }
                    // `Schmorl's nodes (none/single/multiple): single`
                    let open = self.view.find_mark(b'(', at + 1, i);
                    let options = open.filter(|&open| self.view.find_mark(b'/', open, i).is_some());
                    let key = at..options.unwrap_or(i);
                    return (first && !self.levelled(&key) || known(&key)).then_some((key, value));
                }
                Some(b'?') => {
                    let mut value = i + 1;
                    while value < to
                        && matches!(self.view.mark(value), Some(b':' | b'-' | b'>' | b'='))
                        && value + 1 < to
                    {
                        value += 1;
                    }
                    let value = if value < to { self.behind_answer(value, to) } else { value };
                    return known(&key).then_some((key, value));
                }
                Some(b'-') if spaced(i) => return known(&key).then_some((key, i + 1)),
                Some(b'|') => return (first && known(&key)).then_some((key, i + 1)),
                Some(b';' | b',') => return None,
                Some(b'/') if spaced(i) && i >= phrase => return None,
                Some(b'.') if !tokens.get(i + 1).is_some_and(|t| t.glued) => return None,
                _ => {}
            }
        }
        None
    }
}
