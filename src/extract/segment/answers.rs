//! Lines that answer a finding's name, whatever parts the two: `Schmorl's nodes | absent`, `Marrow edema   no   -`,
//! `2; Schmorl's node; no`, `Schmorl's node ~ yes ~ L3`.

use super::{Cell, LONGEST_LABEL, Segmenter, Sentence};
use crate::anatomy::Level;
use crate::extract::levels::{self, View};
use crate::finding::{Acuity, Change, Modic, Section};
use crate::lexicon::FINDINGS;
use crate::lexicon::tag::Tag;
use crate::token::{CHECK, CROSS, NARROW_GAP, TokenKind};
use std::ops::Range;

/// Most tokens of a finding's name with its place, in front of the answer: `Marrow oedema (any lumbar level)    No`.
const LONGEST_NAME: usize = 13;
/// Most tokens of a line of which commas or slashes part the cells.
const LONGEST_LISTED: usize = 24;

impl Segmenter<'_> {
    /// Reads a finding's name, its answer and what is added to it; true if the line is that.
    pub(super) fn answer_row(&mut self, at: usize, to: usize) -> bool {
        // most lines name nothing where they begin
        if !self.level_columns.is_empty() || !self.names_finding(&(at..to.min(at + LONGEST_NAME + 3))) {
            return false;
        }
        if self.unanswered(at, to) {
            return true;
        }
        // the name stands in front, behind a number at the most
        let Some((cells, listed)) = self.row_cells(at, to) else { return false };
        let number = |piece: &Range<usize>| {
            piece.len() == 1 && self.token(piece.start).is_some_and(|t| t.kind == TokenKind::Number)
        };
        let numbered = cells.len() > 2 && number(&cells[0]);
        let [name, answer, rest @ ..] = &cells[usize::from(numbered)..] else { return false };
        let Some((answer, behind)) = self.answer_of(answer, !rest.is_empty()) else { return false };
        let Some(name) = self.answered_name(name, listed) else { return false };
        // the heads may leave out the names' own
        let unnamed = usize::from(cells.len() == self.columns.len() + 1);
        let answered = usize::from(numbered) + 1 - unnamed;
        let barred = matches!(self.view.mark(answer.start.max(1) - 1), Some(b'|' | b';'));
        if self.level_heading(at, to, true).is_some() || self.asks_otherwise(answered, &answer) {
            return false;
        }
        // `Schmorl's node | Present | Comment` heads columns
        let heads = |piece: &Range<usize>| {
            let phrase = View { end: piece.end, ..self.view }.phrase(piece.start);
            phrase.is_some_and(|p| p.2 == piece.end && p.1.any(&[Tag::Field, Tag::Remark]))
        };
        // `Schmorl's node   no   yes` answers for columns that nobody knows
        let again = |piece: &Range<usize>| !piece.is_empty() && self.answers(piece);
        // `plate of L3,  no  marrow edema` is prose
        let prose = || !barred && rest.iter().any(|piece| self.names_finding(piece));
        if rest.iter().any(|piece| heads(piece) || again(piece)) || prose() {
            return false;
        }
        let said = |piece: &Range<usize>| piece.clone().any(|i| self.view.mark(i).is_none());
        // `-` under `Baseline`, in front of today's size
        let dash = self.view.mark(answer.start) == Some(b'-');
        if dash && !self.columns.is_empty() && rest.iter().any(said) {
            return false;
        }
        let mut row = vec![Cell::new(Some(name), answer, Some(b'|'))];
        row.extend(behind.map(|piece| Cell::new(None, piece, Some(b','))));
        let even = self.columns.len() + unnamed == cells.len();
        for (number, piece) in rest.iter().enumerate().filter(|(_, piece)| said(piece)) {
            let head = self.columns.get(answered + 1 + number).filter(|_| even).map(|head| head.range.clone());
            row.push(Cell { mark: Some(b','), ..self.cell(head, piece.clone()) });
        }
        self.leave_early_section();
        if self.heading_has_text {
            self.heading = None;
        }
        self.paragraph += 1;
        self.push_cells(row);
        true
    }

    /// Reads `Marrow edema score: 0`, a finding's name with the name of a field and an answer; true if the line is that.
    pub(super) fn field_answer(&mut self, at: usize, colon: usize, to: usize) -> bool {
        let end = to - usize::from(self.view.mark(to - 1) == Some(b'.'));
        let last = at + 1 < colon && self.tags(colon - 1, colon).has(Tag::Field);
        let value = (colon + 1).min(end)..end;
        let name = at..colon.max(at + 1) - 1;
        let plain = || name.clone().all(|i| self.view.mark(i).is_none()) && !self.levelled(&name);
        if !last || value.is_empty() || !self.names_finding(&name) || !plain() || !self.answers(&value) {
            return false;
        }
        self.push_answer(name, value);
        true
    }

    /// Whether a finding's key has a value that says nothing: `Schmorl's node: -`.
    pub(super) fn unanswered_key(&self, key: Range<usize>, value: Range<usize>) -> bool {
        !value.is_empty() && self.says_nothing(&value) && self.names_finding(&key)
    }

    /// Whether a line is a finding's key and an answer: `Schmorl's node: no` below `Legend: 1 = no, 2 = yes`.
    pub(super) fn answers_finding(&self, from: usize, to: usize) -> bool {
        self.field(from, to).is_some_and(|(key, value)| self.names_finding(&key) && self.answers(&value))
    }

    /// Whether a line is a field that tells where a finding is: `Schmorl's nodes: L3 upper, L5 lower`.
    pub(super) fn places_finding(&self, from: usize, to: usize) -> bool {
        let placed = |value: Range<usize>| {
            let read = levels::read(View { end: to, ..self.view }, value.start);
            read.is_some_and(|read| !matches!(read.levels[0], Level::Region(_)))
        };
        self.field(from, to).is_some_and(|(key, value)| self.names_finding(&key) && placed(value))
    }

    /// Whether a line is a finding's name with a dash for its separator and another for its answer: `- Marrow edema - -`.
    fn unanswered(&self, at: usize, to: usize) -> bool {
        let dashes = (at..to).rev().take_while(|&i| self.view.mark(i) == Some(b'-')).count();
        let end = to - dashes;
        let asked = end > at && self.view.mark(end - 1) == Some(b'?');
        let name = self.marker(at, to)..end - usize::from(asked);
        // `Modic change | not present | - | -` has been answered
        let values = [Tag::YesValue, Tag::NoneValue, Tag::NegationBefore, Tag::NegationAfter];
        let answered = name.clone().any(|i| self.tags(i, name.end).any(&values));
        dashes > usize::from(!asked)
            && !answered
            && name.len() <= LONGEST_NAME
            && name.clone().all(|i| self.view.mark(i).is_none())
            && !self.view.tokens.list[to - 1].glued
            && self.names_finding(&name)
    }

    /// The name that a line answers, without the mark behind it: `Schmorl's nodes?`. `listed`: commas or slashes part the line.
    fn answered_name(&self, name: &Range<usize>, listed: bool) -> Option<Range<usize>> {
        let end = name.end - usize::from(name.len() > 1 && matches!(self.view.mark(name.end - 1), Some(b':' | b'?')));
        let name = name.start..end;
        let marked = name.clone().any(|i| matches!(self.view.mark(i), Some(b':' | b'.' | b'=' | b'[' | b'?')));
        let plain = !marked && self.view.mark(end.max(1) - 1) != Some(b',') && !(listed && self.levelled(&name));
        (plain && !name.is_empty() && name.len() <= LONGEST_NAME && self.names_finding(&name)).then_some(name)
    }

    /// Whether the head over an answer asks something else than whether the finding is there: `New?`, `Edema`, `Superior`.
    fn asks_otherwise(&self, column: usize, answer: &Range<usize>) -> bool {
        let Some(head) = self.columns.get(column) else { return false };
        const OTHERWISE: [Tag; 6] = [
            Tag::Course(Change::New),
            Tag::PriorSize,
            Tag::Age(Acuity::Acute),
            Tag::Superior,
            Tag::Inferior,
            Tag::LevelNoun,
        ];
        let said = |i: usize| self.tags(i, head.range.end).any(&OTHERWISE);
        // a dash below a head that asks for more than an answer is an empty cell
        let remark = self.tags(head.range.start, head.range.end).has(Tag::Remark);
        let empty = self.view.mark(answer.start) == Some(b'-') && (remark || self.is_field_name(&head.range));
        empty || head.prior || head.counts || self.names_finding(&head.range) || head.range.clone().any(said)
    }

    /// The answer that a cell is, and what stands behind it: `no`, `-`, `✓ L1 and L2`, and `?` in front of more cells.
    fn answer_of(&self, cell: &Range<usize>, more: bool) -> Option<(Range<usize>, Option<Range<usize>>)> {
        let first = cell.start..cell.start + 1;
        let cell = match self.view.mark(cell.end.max(1) - 1) {
            Some(b'.') if cell.len() > 1 => cell.start..cell.end - 1,
            _ => cell.clone(),
        };
        match self.view.mark(cell.start) {
            _ if cell.is_empty() => None,
            Some(b'+' | b'-') if cell.len() == 1 => Some((first, None)),
            Some(b'?') if cell.len() == 1 && more => Some((first, None)),
            Some(CHECK | CROSS) => Some((first, Some(cell.start + 1..cell.end))),
            _ => self.answers(&cell).then_some((cell, None)),
        }
    }

    /// The cells of a line, parted by the first of these that parts any: bars, semicolons, gaps, tildes, slashes, commas.
    /// And whether it is one of the last two, which part words of prose, too.
    pub(super) fn row_cells(&self, at: usize, to: usize) -> Option<(Vec<Range<usize>>, bool)> {
        let near = to.min(at + LONGEST_NAME + 3);
        let kinds = self.view.tokens.kinds.get(at..near)?;
        let has = |mark: u8| self.view.tokens.has_mark(mark) && memchr::memchr(mark, kinds).is_some();
        if let Some(mark) = [b'|', b';'].into_iter().find(|&mark| has(mark)) {
            return Some((self.cut(at, to, |i| self.view.mark(i) == Some(mark)), false));
        }
        let tokens = &self.view.tokens.list;
        let wide = |i: usize| tokens[i].spaces >= NARROW_GAP && tokens[i].newlines == 0;
        if self.view.tokens.gaps && (at + 1..near).any(wide) {
            let mut cells = Vec::new();
            let mut from = at;
            for end in (at + 1..to).filter(|&i| wide(i)).chain([to]) {
                cells.push(from..end);
                from = end;
            }
            return Some((cells, false));
        }
        let apart = |i: usize| tokens.get(i).is_some_and(|t| !t.glued);
        let spaced = |mark: u8| move |i: usize| self.view.mark(i) == Some(mark) && apart(i) && apart(i + 1);
        if let Some(mark) = [b'~', b'/'].into_iter().find(|&mark| has(mark) && (at..near).any(spaced(mark))) {
            return (to - at <= LONGEST_LISTED).then(|| (self.cut(at, to, spaced(mark)), mark == b'/'));
        }
        (has(b',') && to - at <= LONGEST_LISTED).then(|| (self.cut(at, to, |i| self.view.mark(i) == Some(b',')), true))
    }

    /// What stands between marks, without an empty first and last piece.
    fn cut(&self, from: usize, to: usize, parts: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
        let mut pieces = Vec::new();
        let mut start = from;
        for end in (from..=to).filter(|&end| end == to || parts(end)) {
            if start < end || start > from && end < to {
                pieces.push(start..end);
            }
            start = end + 1;
        }
        pieces
    }
}

/// `Q2. Marrow edema? A2. Yes, at L4.`: a short question is the key of its answer, and says nothing itself.
pub(super) fn answer_questions(view: View<'_>, sentences: &mut [Sentence]) {
    let tags = |at: usize, end: usize| View { end, ..view }.tags(at);
    for i in 0..sentences.len() {
        let asked = sentences[i].body.clone();
        let short = asked.len() > 1 && asked.len() <= LONGEST_LABEL && view.mark(asked.end - 1) == Some(b'?');
        if !short || !sentences[i].cells.is_empty() {
            continue;
        }
        // `A2.`
        let label = sentences.get(i + 1).is_some_and(|s| {
            s.body.len() <= 3
                && !tags(s.body.start, s.body.end).any(&[Tag::YesValue, Tag::NoneValue, Tag::NegationBefore])
        });
        let answer = i + 1 + usize::from(label);
        let Some(said) = sentences.get(answer).map(|s| s.body.clone()) else { continue };
        let answers = tags(said.start, said.end).any(&[Tag::YesValue, Tag::NoneValue, Tag::NegationBefore]);
        // `Modic? Possible type 2 at L2-L3`
        let typed = [Tag::ModicKind, Tag::ModicType(Modic::One)];
        let modic = asked.clone().any(|at| tags(at, asked.end).has(Tag::ModicName))
            && said.clone().take(2).any(|at| tags(at, said.end).any(&typed));
        let answers = answers || modic;
        let own = sentences[i].section == sentences[answer].section;
        if !own {
            continue;
        }
        // `Is there marrow edema? No marrow edema.` says all itself
        let named = (said.start..said.end).any(|at| tags(at, said.end).any(&FINDINGS));
        if answers && !named {
            sentences[answer].key = Some(asked.start..asked.end - 1);
        }
        if answers || label {
            sentences[i].section = Section::Boilerplate;
        }
    }
}
