//! Tables whose columns a copy has left one space apart: `Level Schmorl's node Modic change` over `L1-L2 yes none`.

use super::Segmenter;
use super::lines::Line;
use super::tables::Head;
use crate::anatomy::Level;
use crate::extract::levels::{self, View};
use crate::lexicon::tag::Tag;
use crate::token::TokenKind;
use std::ops::Range;

/// Most tokens of the line of heads.
const LONGEST_LINE: usize = 24;
/// Most rows of such a table.
const MOST_ROWS: usize = 32;

impl Segmenter<'_> {
    /// Reads heads that begin with one for levels, over rows of a level with one value a head. The number of lines; 0 if they
    /// are none, or if the values of one cannot be told apart.
    pub(super) fn spaced_table(&mut self, lines: &[Line]) -> usize {
        const LEVELS: [Tag; 4] = [Tag::LevelNoun, Tag::DiscNoun, Tag::VertebraNoun, Tag::VertebraNouns];
        let [head, below @ ..] = lines else { return 0 };
        let line = head.from..head.to;
        // most lines begin with another word
        let first = line.start..self.head_end(line.start, line.end).clamp(line.start + 1, line.end);
        let begins = self.tags(first.start, first.end);
        if !begins.any(&LEVELS) && !begins.has(Tag::RowNumber) {
            return 0;
        }
        if line.len() > LONGEST_LINE || self.cells(line.start, line.end) > 1 || self.levelled(&line) {
            return 0;
        }
        let heads = self.pieces(&line, Self::head_end);
        // `No. Type Level Endplate`
        let level = heads.iter().position(|c| self.tags(c.start, c.end).any(&LEVELS) && !self.names_finding(c));
        let numbered = heads.first().is_some_and(|c| self.tags(c.start, c.end).has(Tag::RowNumber));
        let Some(level) = level.filter(|&level| level == 0 || numbered) else { return 0 };
        let rows: Vec<Vec<Range<usize>>> = below
            .iter()
            .take(MOST_ROWS)
            .take_while(|row| !row.blank_before && row.to - row.from <= LONGEST_LINE)
            .map_while(|row| self.spaced_row(row, level).filter(|cells| cells.len() == heads.len()))
            .collect();
        if heads.len() < 2 || rows.len() < 2 {
            return 0;
        }
        let column = |(i, range): (usize, &Range<usize>)| Head {
            numbers: i == 0 && numbered,
            ..Head::plain(range.clone(), u32::try_from(i).unwrap_or(u32::MAX))
        };
        self.columns = heads.iter().enumerate().map(column).collect();
        self.leave_early_section();
        let read = rows.len() + 1;
        for row in rows {
            self.paragraph += 1;
            self.row_of(row, true, None);
        }
        self.columns.clear();
        read
    }

    /// The values of a row, the level's among them.
    fn spaced_row(&self, row: &Line, level: usize) -> Option<Vec<Range<usize>>> {
        let from = if level == 0 { self.marker(row.from, row.to) } else { row.from };
        let cells = self.pieces(&(from..row.to), Self::value_end);
        let placed = cells.get(level).is_some_and(|c| self.level_end(c.start, row.to) == Some(c.end));
        placed.then_some(cells)
    }

    /// The end of a vertebra or disc level that begins at a token.
    fn level_end(&self, at: usize, to: usize) -> Option<usize> {
        let read = levels::read(View { end: to, ..self.view }, at)?;
        let region = read.levels.iter().any(|level| matches!(level, Level::Region(_)));
        (!region).then_some(read.next)
    }

    fn pieces(&self, line: &Range<usize>, end: impl Fn(&Self, usize, usize) -> usize) -> Vec<Range<usize>> {
        let mut pieces = Vec::new();
        let mut at = line.start;
        while at < line.end {
            let next = end(self, at, line.end).clamp(at + 1, line.end);
            pieces.push(at..next);
            at = next;
        }
        pieces
    }

    /// The end of a head that begins at a token: a finding's name in all its words, or one word.
    fn head_end(&self, at: usize, to: usize) -> usize {
        let word = |i: usize| View { end: to, ..self.view }.phrase(i).map_or(i + 1, |p| p.2);
        let goes_on = |i: usize, tags: &[Tag]| i < to && self.tags(i, to).any(tags);
        // `Modic changes Oedema`
        let small = |i: usize| i < to && self.token(i).is_some_and(|t| t.kind == TokenKind::Word && !t.capital);
        let mut next = word(at);
        // `Level Endplate` are two
        if next > at + 1 && self.tags(next - 1, next).any(&[Tag::EndplateNoun, Tag::EndplateNouns]) {
            next -= 1;
        }
        let named = self.tags(at, to);
        let node = named.any(&[Tag::Eponym, Tag::WeakEponym]) && goes_on(next, &[Tag::NodeNoun, Tag::NodeNouns]);
        let modic = named.has(Tag::ModicName)
            && (goes_on(next, &[Tag::Field, Tag::ModicKind]) && !goes_on(next, &[Tag::DiscNoun]) || small(next));
        let edema = named.any(&[Tag::Marrow, Tag::BareNode]) && goes_on(next, &[Tag::EdemaWord]);
        if node || modic || edema {
            next = word(next);
        }
        // `No.`, `Size(mm)`
        let glued = |i: usize| i < to && self.token(i).is_some_and(|t| t.glued);
        if self.view.mark(next) == Some(b'.') && glued(next) {
            next += 1;
        }
        let close = self.view.find_mark(b')', next, to.min(next + 4)).filter(|_| self.view.mark(next) == Some(b'('));
        close.map_or(next, |close| close + 1)
    }

    /// The end of a value that begins at a token: an answer, a type, a measurement, or one word.
    fn value_end(&self, at: usize, to: usize) -> usize {
        if let Some(end) = self.level_end(at, to) {
            return end;
        }
        if self.names_finding(&(at..to.min(at + 2))) {
            return self.head_end(at, to);
        }
        let next = View { end: to, ..self.view }.phrase(at).map_or(at + 1, |p| p.2);
        let number = |i: usize| i < to && self.view.tokens.list[i].kind == TokenKind::Number;
        let unit = |i: usize| i < to && self.tags(i, to).any(&[Tag::Millimetre, Tag::Centimetre]);
        let typed = self.tags(at, to).has(Tag::ModicKind);
        match () {
            () if number(at) && unit(at + 1) => at + 2,
            // `type 2`
            () if typed
                && next < to
                && (number(next) || self.view.token(next).is_some_and(|t| t.kind == TokenKind::Word)) =>
            {
                next + 1
            }
            () => next,
        }
    }
}
