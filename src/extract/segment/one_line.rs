//! Records of one line: fields parted by semicolons, bars, slashes, equals signs or gaps.

use super::fields::{Field, LONGEST_KEY};
use super::tables::GAP;
use super::{Cell, Segmenter};
use crate::extract::levels::{self, View};
use crate::lexicon::tag::Tag;
use crate::token::{TokenKind, marks};
use std::ops::Range;

impl Segmenter<'_> {
    /// Reads a line of fields parted by semicolons or bars, by full stops, by double slashes or by gaps; true if it is one.
    pub(super) fn record_line(&mut self, at: usize, to: usize) -> bool {
        if !self.view.tokens.may_have_marks(marks([b';', b'|', b':', b'=', b'?']), at, to) {
            return false;
        }
        let kinds = &self.view.tokens.kinds[at..to];
        // three fields have two marks between them
        if kinds.iter().filter(|kind| matches!(**kind, b';' | b'|')).count() >= 2 {
            let bar = |this: &Self, i: usize| usize::from(matches!(this.view.mark(i), Some(b';' | b'|')));
            return self.bare_record(at, to) || self.fields_between(at, to, bar);
        }
        let keys = kinds.iter().filter(|kind| matches!(**kind, b':' | b'=' | b'?')).count();
        let apart = |this: &Self, i: usize| this.token(i).is_none_or(|t| !t.glued);
        // `Vertebra: L1 / Schmorl's node: no`
        let slash = |this: &Self, i: usize| {
            usize::from(this.view.mark(i) == Some(b'/') && apart(this, i) && apart(this, i + 1))
        };
        if keys > 1
            && (self.fields_between(at, to, slash)
                || keys > 2 && self.fields_at_gaps(at, to)
                || self.fields_at_equals(at, to))
        {
            return true;
        }
        let two = |this: &mut Self| {
            // `Level: L3 | Observation: node`, with any mark between
            let marks: [u8; 4] = [b'|', b';', b',', b'-'];
            let parts = |mark: u8| {
                move |this: &Self, i: usize| {
                    let apart = |i: usize| mark != b'-' || this.token(i).is_none_or(|t| !t.glued);
                    usize::from(this.view.mark(i) == Some(mark) && apart(i) && apart(i + 1))
                }
            };
            marks.into_iter().any(|mark| this.two_fields(at, to, parts(mark))) || this.fields_at_gaps(at, to)
        };
        if keys == 2 && two(self) {
            return true;
        }
        if keys < 3 {
            return false;
        }
        let stop = |this: &Self, i: usize| usize::from(this.view.mark(i) == Some(b'.') && apart(this, i + 1));
        let slashes = |this: &Self, i: usize| {
            let two = this.view.mark(i) == Some(b'/') && this.view.mark(i + 1) == Some(b'/') && !apart(this, i + 1);
            2 * usize::from(two)
        };
        // `"finding": "Schmorl's node", "level": "L2"`
        let comma = |this: &Self, i: usize| usize::from(this.view.mark(i) == Some(b','));
        // `Schmorl's nodes: {Possible} Level: {L1}`
        let brace = |this: &Self, i: usize| usize::from(this.view.mark(i) == Some(b'}'));
        self.fields_between(at, to, stop)
            || self.fields_between(at, to, slashes)
            || self.fields_at_gaps(at, to)
            || self.fields_between(at, to, comma)
            || self.view.tokens.has_mark(b'}') && self.fields_between(at, to, brace)
            || self.answered_pairs(at, to)
    }

    /// Reads pairs of names and answers that a system wrote on one line: `"schmorl_node":false,"fracture":false`. True if
    /// the line is that.
    fn answered_pairs(&mut self, at: usize, to: usize) -> bool {
        if !matches!(self.view.mark(at), Some(b'{' | b'"')) {
            return false;
        }
        let mut pairs: Vec<Field> = Vec::new();
        let mut from = at;
        for end in (at..=to).filter(|&end| end == to || self.view.mark(end) == Some(b',')) {
            let piece = self.unwrapped(from..end);
            pairs.extend(self.field(piece.start, piece.end));
            from = end + 1;
        }
        pairs.retain(|(key, value)| self.names_finding(key) && self.answers(value));
        if pairs.is_empty() {
            return false;
        }
        self.leave_early_section();
        for (key, value) in pairs {
            self.push_answer(key, value);
        }
        true
    }

    /// Reads the fields between what parts them: how many tokens of a mark stand at a token.
    fn fields_between(&mut self, at: usize, to: usize, parts: impl Fn(&Self, usize) -> usize) -> bool {
        let mut pieces = Vec::new();
        let (mut from, mut end) = (at, at);
        while end <= to {
            let parted = if end == to { 1 } else { parts(self, end) };
            if parted > 0 {
                pieces.push(from..end);
                from = end + parted;
            }
            end += parted.max(1);
        }
        self.read_fields(pieces.into_iter().map(|piece| self.unwrapped(piece)).collect())
    }

    /// Reads two fields of one record, a name and its level, whatever parts them.
    fn two_fields(&mut self, at: usize, to: usize, parts: impl Fn(&Self, usize) -> usize) -> bool {
        let cuts: Vec<usize> = (at..to).filter(|&i| parts(self, i) > 0).collect();
        // a comma may stand in the value, too
        let piece = |cut: usize| {
            let (first, second) = (self.unwrapped(at..cut), self.unwrapped(cut + 1..to));
            let fields = [self.field(first.start, first.end)?, self.field(second.start, second.end)?];
            self.names_and_places(&fields).then_some(fields)
        };
        let Some(fields) = cuts.into_iter().find_map(piece) else { return false };
        self.push_record(fields.into());
        true
    }

    /// Reads `LEVEL=L4 ENDPLATE=INFERIOR LESION=SCHMORL_NODE`: a field begins where what is glued to an equals sign does.
    fn fields_at_equals(&mut self, at: usize, to: usize) -> bool {
        let glued = |i: usize| self.token(i).is_some_and(|t| t.glued);
        let equals = (at + 1..to).filter(|&i| self.view.mark(i) == Some(b'=') && glued(i) && glued(i + 1));
        let begins = |equals: usize| (at..equals).rev().find(|&i| i == at || !glued(i)).unwrap_or(at);
        let starts: Vec<usize> = equals.map(begins).chain([to]).collect();
        starts.len() > 2
            && starts[0] == at
            && self.read_fields(starts.windows(2).map(|pair| pair[0]..pair[1]).collect())
    }

    /// Reads fields with gaps between them.
    fn fields_at_gaps(&mut self, at: usize, to: usize) -> bool {
        let wide = |i: &usize| self.view.tokens.list[*i].spaces >= GAP && self.view.mark(*i - 1) != Some(b':');
        let starts: Vec<usize> = std::iter::once(at).chain((at + 1..to).filter(wide)).chain([to]).collect();
        self.read_fields(starts.windows(2).map(|pair| pair[0]..pair[1]).collect())
    }

    /// Reads pieces of a line as the fields of one finding; true if they are.
    fn read_fields(&mut self, pieces: Vec<Range<usize>>) -> bool {
        let mut fields = Vec::new();
        for (number, piece) in pieces.into_iter().filter(|piece| !piece.is_empty()).enumerate() {
            // `#2 Level: L3`, `Finding 2: Type: node`
            let piece = if number == 0 { self.behind_item_number(piece) } else { piece };
            match self.field(piece.start, piece.end).or_else(|| self.bare_field(&piece)) {
                Some(field) => fields.push(field),
                // `ENDPLATE=`
                None if piece.len() <= LONGEST_KEY && matches!(self.view.mark(piece.end - 1), Some(b'=' | b':')) => {}
                // `FINDING 01; type=…`
                // `Finding: Schmorl's node. Location: T12.`
                None if number == 0 && piece.len() <= LONGEST_KEY && self.names_node(&piece) => {
                    fields.push((piece.start..piece.start, piece));
                }
                None if number == 0 && piece.len() <= LONGEST_KEY && !self.names_finding(&piece) => {}
                None => return false,
            }
        }
        // `T12=node, 4 mm; L1=normal` is a list of levels
        if fields.iter().filter(|(key, _)| self.levelled(key)).count() > 1 {
            return false;
        }
        // `L2-L3: Disc: bulge. Endplates: Modic type 1.` stands under its level
        let headed = |(key, value): &Field| self.levelled(key) && !self.names_finding(value);
        if fields.first().is_some_and(headed) {
            return false;
        }
        let known = fields.iter().filter(|(key, _)| self.field_key(key)).count();
        let named = fields.iter().any(|(k, v)| self.names_finding(k) || self.names_finding(v));
        // `Vertebra: L1 / Schmorl's node: no`
        let answered = |(key, value): &Field| self.names_node(key) && self.answers(value);
        let two = fields.len() == 2 && self.levelled(&fields[0].1) && known == 1 && answered(&fields[1]);
        // `Level: L3 | Observation: Schmorl's node`
        let two = two || fields.len() == 2 && self.names_and_places(&fields);
        if !two && (fields.len() < 3 || known < 2 || !named) {
            return false;
        }
        self.push_record(fields);
        true
    }

    /// What stands behind the number of a record: `Finding 2:`, `#2`.
    fn behind_item_number(&self, piece: Range<usize>) -> Range<usize> {
        let number = |i: usize| self.token(i).is_some_and(|t| t.kind == TokenKind::Number);
        let behind = match self.view.mark(piece.start + 1) {
            _ if self.view.mark(piece.start) == Some(b'#') && number(piece.start + 1) => piece.start + 2,
            _ if self.levelled(&(piece.start..piece.start + 2)) => return piece,
            _ if number(piece.start + 1) && self.view.mark(piece.start + 2) == Some(b':') => piece.start + 3,
            _ => return piece,
        };
        let word = |i: usize| self.token(i).is_some_and(|t| t.kind == TokenKind::Word);
        let field = behind < piece.end
            && word(piece.start + usize::from(self.view.mark(piece.start) == Some(b'#')) * 2)
            && (self.field(behind, piece.end).is_some() || self.bare_field(&(behind..piece.end)).is_some());
        if field { behind..piece.end } else { piece }
    }

    /// A key that a form knows with its value right behind it: `Level L3`, `Endplate inferior`.
    fn bare_field(&self, piece: &Range<usize>) -> Option<Field> {
        let (_, tags, next) = View { end: piece.end, ..self.view }.phrase(piece.start)?;
        let short = piece.len() <= 2 * LONGEST_KEY && next < piece.end;
        let said = |i: usize| self.tags(i, piece.end).any(&[Tag::Verb, Tag::ThereIs, Tag::Shows, Tag::Of]);
        (short && tags.has(Tag::Field) && !piece.clone().any(said)).then_some((piece.start..next, next..piece.end))
    }

    /// Whether of two fields the one names a node or a Modic change and no more, and the other a level.
    fn names_and_places(&self, fields: &[Field]) -> bool {
        let level = |(key, value): &Field| {
            self.field_key(key)
                && !self.names_finding(value)
                && levels::read(View { end: value.end, ..self.view }, value.start).is_some()
        };
        let name = |(key, value): &Field| {
            let modic = value.clone().any(|i| self.tags(i, value.end).has(Tag::ModicName));
            !self.names_finding(key)
                && (self.names_node(value) || modic)
                && !self.levelled(value)
                && value.len() <= LONGEST_KEY + 1
        };
        matches!(fields, [a, b] if level(a) && name(b) || name(a) && level(b))
    }

    /// Reads a finding with its fields behind semicolons, their keys without a mark: `node_1: Schmorl's node; vertebra L1;
    /// endplate superior; 5 mm; marrow oedema no`. True if the line is one.
    fn bare_record(&mut self, at: usize, to: usize) -> bool {
        let Some((key, first)) = self.key_and_value(at, to) else { return false };
        let mut pieces: Vec<Range<usize>> = Vec::new();
        let mut from = first.start;
        for end in (first.start..=to).filter(|&end| end == to || self.view.mark(end) == Some(b';')) {
            pieces.push(from..end);
            from = end + 1;
        }
        let [name, rest @ ..] = &pieces[..] else { return false };
        let tokens = &self.view.tokens.list;
        let answer = |piece: &Range<usize>| {
            let values = [Tag::NoneValue, Tag::YesValue, Tag::NegationBefore];
            self.names_finding(piece) && piece.len() > 1 && self.tags(piece.end - 1, piece.end).any(&values)
        };
        let field = |piece: &Range<usize>| {
            let named = View { end: piece.end, ..self.view }.phrase(piece.start);
            let known = named.is_some_and(|p| p.1.any(&[Tag::Field, Tag::ModicKind]) && p.2 < piece.end);
            piece.len() <= LONGEST_KEY && (known || tokens[piece.start].kind == TokenKind::Number)
        };
        let plain = |piece: &Range<usize>| self.key_and_value(piece.start, piece.end).is_none();
        let named = name.len() <= LONGEST_KEY
            && self.names_finding(name)
            && (!self.names_finding(&key) || self.view.find_mark(b'_', key.start, key.end).is_some());
        let whole = rest.iter().all(|p| !p.is_empty() && plain(p) && (field(p) || answer(p)));
        if !(named && whole) || rest.iter().filter(|p| field(p)).count() < 2 {
            return false;
        }
        let mut cells = vec![Cell::new(None, name.clone(), None)];
        for piece in rest {
            let value = piece.end - 1..piece.end;
            let key = View { end: piece.end, ..self.view }.phrase(piece.start).filter(|p| p.1.has(Tag::Field));
            cells.push(match key {
                _ if answer(piece) => Cell::new(Some(piece.start..value.start), value, Some(b'|')),
                Some((_, _, next)) => self.cell(Some(piece.start..next), next..piece.end),
                None => Cell::new(None, piece.clone(), Some(b',')),
            });
        }
        self.leave_early_section();
        self.heading = None;
        self.paragraph += 1;
        self.push_cells(cells);
        true
    }

    /// Reads a line of keys and values in columns: `Fracture: none    Schmorl's node: L2    Stenosis: none`.
    pub(super) fn pairs(&mut self, at: usize, to: usize) -> bool {
        let pieces = self.split_cells(at, to);
        let keyed = |c: &Range<usize>| self.label(c.start, c.end).is_some_and(|colon| colon + 1 < c.end);
        let named = pieces.iter().any(|c| self.names_finding(c));
        if pieces.len() < 2 || !named || !pieces.iter().all(keyed) || self.level_heading(at, to, true).is_some() {
            return false;
        }
        self.leave_early_section();
        // `Schmorl's node: single    level: L3    endplate: inferior`
        let fields: Vec<_> = pieces.iter().filter_map(|c| self.field(c.start, c.end)).collect();
        // `Modic: type 1     at: L4-5`
        let place = |key: &Range<usize>| key.len() == 1 && self.tags(key.start, key.end).has(Tag::At);
        let detail = |key: &Range<usize>| self.field_key(key) || place(key);
        let details = fields.iter().skip(1).all(|(key, _)| detail(key) && !self.names_finding(key));
        if details && fields.len() == pieces.len() && self.names_finding(&fields[0].0) {
            self.paragraph += 1;
            self.push_record(fields);
            return true;
        }
        for piece in pieces {
            self.sentences(piece.start, piece.end);
        }
        true
    }
}
