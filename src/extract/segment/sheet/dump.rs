//! Dumps: fields of which each names its record, `finding.1.level=L2`, `F1.site: L2`, `A level: L2` below `Finding A: node`;
//! and lines of levels with a code each, `Schmorl's node:  T12=0  L1=2`. Each record is a table of one row.

use super::super::Segmenter;
use super::super::lines::Line;
use super::facts::Asked;
use super::grid::{Grid, Pieces};
use super::legend::Legend;
use super::rows::{Layout, Row};
use crate::lexicon::tag::Tag;
use crate::token::{TokenKind, marks};
use std::ops::Range;

/// Most tokens of a key with its record's label.
const LONGEST_KEY: usize = 12;
/// Fewest fields, a line each, of a dump.
const FEWEST_FIELDS: usize = 3;
/// Most lines of a dump.
const MOST_LINES: usize = 120;
/// Most letters of a code: `yes`, `III`.
const LONGEST_CODE: u32 = 3;
/// Most tokens of a value.
const LONGEST_VALUE: usize = 40;

/// A field with the label of its record.
struct Labelled {
    /// The number or letter that tells the record.
    id: Vec<u8>,
    key: Range<usize>,
    value: Range<usize>,
}

impl Segmenter<'_> {
    /// Reads a dump that begins with the first line; how many lines it has, 0 if it is none that is understood.
    pub(super) fn dump(&self, lines: &[Line], legend: &Legend) -> Option<(usize, Vec<Row>)> {
        let level = self.level_codes(lines, legend);
        if level.is_some() {
            return level;
        }
        // a dump has three fields at least
        let fielded = |line: &Line| line.may_have(marks([b'=', b':']));
        if lines.len() < FEWEST_FIELDS || !lines[..FEWEST_FIELDS].iter().all(fielded) {
            return None;
        }
        let mut records: Vec<Vec<Labelled>> = Vec::new();
        let mut read = 0;
        for line in lines.iter().take(MOST_LINES) {
            let Some(field) = self.labelled_field(line, legend) else { break };
            read += 1;
            match records.iter_mut().find(|record| record[0].id == field.id) {
                Some(record) => record.push(field),
                None => records.push(vec![field]),
            }
        }
        if read < FEWEST_FIELDS || !records.iter().any(|record| record.len() > 1) {
            (records, read) = self.stream(lines, legend)?;
        }
        let mut rows = Vec::new();
        for record in records {
            let named = record.iter().any(|field| self.names_finding(&field.value) || self.names_finding(&field.key));
            if !named {
                continue;
            }
            let pieces = |range: &Range<usize>| -> Pieces {
                let own = self.unwrapped(range.clone());
                if own.is_empty() { Pieces::new() } else { vec![own] }
            };
            let heads = record.iter().map(|field| vec![field.key.clone()]).collect();
            let cells = record.iter().map(|field| pieces(&field.value)).collect();
            let told = self.records_of(Grid { heads, rows: vec![cells], lines: 1 }, legend, Layout::Lines)?;
            rows.extend(told);
        }
        (!rows.is_empty()).then_some((read, rows))
    }

    /// Records of plain fields below one another, each of which begins with the same key: a list's items.
    fn stream(&self, lines: &[Line], legend: &Legend) -> Option<(Vec<Vec<Labelled>>, usize)> {
        // two records of two fields at least, the first without a gap
        if lines.len() < 4 || lines[1].blank_before {
            return None;
        }
        let mut records: Vec<Vec<Labelled>> = Vec::new();
        let mut read = 0;
        for line in lines.iter().take(MOST_LINES) {
            let from = self.marker(line.from, line.to);
            let parts = |i: &usize| matches!(self.view.mark(*i), Some(b'=' | b':'));
            let Some(sign) = (from + 1..line.to.min(from + LONGEST_KEY)).find(parts) else { break };
            let (key, value) = (from..sign, sign + 1..line.to);
            let first = records.first().map(|record| record[0].key.clone());
            let begins = first.as_ref().is_none_or(|first| self.same_words(first, &key));
            let again =
                !begins && records.last().is_some_and(|record| record.iter().any(|f| self.same_words(&f.key, &key)));
            let column = self.column(&vec![key.clone()], legend);
            // `Fracture: none` begins no record
            let known = column.known || (column.other || column.course) && !records.is_empty();
            let nested = value.clone().any(|i| matches!(self.view.mark(i), Some(b':' | b'=' | b';' | b'|')));
            // a name alone titles the fields below it
            if value.is_empty() && self.names_finding(&key) {
                return None;
            }
            if value.len() > LONGEST_VALUE || !known || again || nested || line.blank_before && !begins && read > 0 {
                break;
            }
            read += 1;
            let field = Labelled { id: Vec::new(), key, value };
            match records.last_mut().filter(|_| !begins) {
                Some(record) => record.push(field),
                None => records.push(vec![field]),
            }
        }
        // what stands behind the last record may be none of it
        let alike = records.len() > 1 && records.iter().all(|record| record.len() > 1);
        alike.then_some((records, read))
    }

    /// The field that a line is, if its key begins with its record's label.
    fn labelled_field(&self, line: &Line, legend: &Legend) -> Option<Labelled> {
        let parts = |i: &usize| matches!(self.view.mark(*i), Some(b'=' | b':'));
        let sign = (line.from + 1..line.to.min(line.from + LONGEST_KEY)).find(parts)?;
        let value = sign + 1..line.to;
        let key = line.from..sign;
        if value.len() > LONGEST_VALUE {
            return None;
        }
        let tokens = &self.view.tokens.list;
        let joint = |i: usize| matches!(self.view.mark(i), Some(b'.' | b'_' | b'(' | b')' | b'[' | b']' | b'-' | b'#'));
        let single = |i: usize| {
            let token = &tokens[i];
            // `f1`, no `o` of a list
            let number = tokens.get(i + 1).is_some_and(|t| t.glued && t.kind == TokenKind::Number);
            let short = token.kind == TokenKind::Word && token.span.end - token.span.start == 1;
            let letter = short && (token.capital || number);
            token.kind == TokenKind::Number || letter
        };
        let word = |i: usize| {
            let heading = self.view.phrase(i).and_then(|p| self.view.value(p.0, super::super::heading_of)).is_some();
            heading || self.tags(i, sign).any(&[Tag::Lesion, Tag::RowNumber, Tag::Field, Tag::BareNode])
        };
        // the label ends in a number or a letter
        let ends = (key.start..key.end.min(key.start + 6)).take_while(|&i| joint(i) || single(i) || word(i));
        let id = ends.filter(|&i| single(i)).take(2).collect::<Vec<usize>>();
        // `F1`: the letter belongs to the number
        let at = match id[..] {
            [letter, number] if number == letter + 1 && tokens[number].glued => number,
            [only, ..] => only,
            [] => return None,
        };
        let mut from = at + 1;
        // `5a. Level`
        let sub = tokens.get(from).filter(|t| t.glued && t.kind == TokenKind::Word && t.span.end - t.span.start == 1);
        from += usize::from(sub.is_some() && from + 1 < key.end);
        while from < key.end && joint(from) {
            from += 1;
        }
        let id = self.view.tokens.folded_bytes(&tokens[at]).to_vec();
        if from == key.end {
            // `Finding A: node`
            let named = key.start < at && word(key.start);
            return named.then(|| Labelled { id, key: key.start..key.start + 1, value });
        }
        let attribute = from..key.end;
        let known = self.column(&vec![attribute.clone()], legend).known;
        let parted = tokens[from].glued || from > at + 1 || tokens[from].newlines == 0;
        (known && parted && !self.levelled(&(key.start..from))).then_some(Labelled { id, key: attribute, value })
    }

    /// Levels with a code each behind a finding's name, of which a legend tells the codes or which are types.
    fn level_codes(&self, lines: &[Line], legend: &Legend) -> Option<(usize, Vec<Row>)> {
        let line = lines.first().filter(|line| line.named)?;
        let start = self.marker(line.from, line.to);
        let level = |at: usize| {
            let view = crate::extract::levels::View { end: line.to, ..self.view };
            crate::extract::levels::read(view, at).filter(|read| read.levels.len() == 1)
        };
        let first = (start + 1..line.to.min(start + LONGEST_KEY + 2)).find(|&at| level(at).is_some())?;
        let stop = first - usize::from(self.view.mark(first - 1) == Some(b':'));
        let name = start..stop;
        if name.is_empty() || name.len() > LONGEST_KEY || !self.names_finding(&name) || self.levelled(&name) {
            return None;
        }
        let (mut heads, mut cells): (Vec<Pieces>, Vec<Pieces>) = (vec![Pieces::new()], vec![vec![name]]);
        let mut at = first;
        while at < line.to {
            let read = level(at)?;
            let value = read.next + usize::from(matches!(self.view.mark(read.next), Some(b'=' | b':')));
            let next = (value..line.to).find(|&i| level(i).is_some()).unwrap_or(line.to);
            let mut end = next;
            while end > value && matches!(self.view.mark(end - 1), Some(b',' | b';' | b'.')) {
                end -= 1;
            }
            let told = value..end;
            // one code, sign or type
            let worded = |i: usize| {
                let token = &self.view.tokens.list[i];
                token.kind == TokenKind::Word && token.span.end - token.span.start > LONGEST_CODE
            };
            if told.is_empty() || told.len() > 3 || told.clone().any(worded) {
                return None;
            }
            let place = at..read.next;
            heads.push(Pieces::from([place]));
            cells.push(vec![told]);
            at = next;
        }
        if heads.len() < 3 {
            return None;
        }
        let coded = cells[1..].iter().all(|cell| {
            let asked = Asked { types: true, coded: true, ..Asked::default() };
            let facts = self.facts(cell, asked, legend);
            facts.whole() && (facts.answer.is_some() || facts.modic.is_some())
        });
        if !coded {
            return None;
        }
        let rows = self.records_of(Grid { heads, rows: vec![cells], lines: 1 }, legend, Layout::Table)?;
        Some((1, rows))
    }
}
