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
        let line = self.marker(head.from, head.to)..head.to;
        let levelled = self.tags(line.start, line.end).any(&LEVELS);
        if !levelled || line.len() > LONGEST_LINE || self.cells(line.start, line.end) > 1 || self.levelled(&line) {
            return 0;
        }
        let heads = self.pieces(&line, Self::head_end);
        let rows: Vec<Vec<Range<usize>>> = below
            .iter()
            .take(MOST_ROWS)
            .take_while(|row| !row.blank_before && row.to - row.from <= LONGEST_LINE)
            .map_while(|row| self.spaced_row(row).filter(|cells| cells.len() == heads.len()))
            .collect();
        if heads.len() < 2 || rows.len() < 2 {
            return 0;
        }
        let column = |(i, range): (usize, &Range<usize>)| Head::plain(range.clone(), u32::try_from(i).unwrap_or(u32::MAX));
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

    /// A row's level and its values.
    fn spaced_row(&self, row: &Line) -> Option<Vec<Range<usize>>> {
        let from = self.marker(row.from, row.to);
        let level = levels::read(View { end: row.to, ..self.view }, from)?;
        let region = level.levels.iter().any(|level| matches!(level, Level::Region(_)));
        let mut cells = vec![from..level.next];
        cells.extend(self.pieces(&(level.next..row.to), Self::value_end));
        (!region).then_some(cells)
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
        let named = self.tags(at, to);
        if named.any(&[Tag::Eponym, Tag::WeakEponym]) && goes_on(next, &[Tag::NodeNoun, Tag::NodeNouns]) {
            next = word(next);
        } else if named.has(Tag::ModicName) && (goes_on(next, &[Tag::Field, Tag::ModicKind]) && !goes_on(next, &[Tag::DiscNoun]) || small(next)) {
            next = word(next);
        } else if named.has(Tag::Marrow) && goes_on(next, &[Tag::EdemaWord]) {
            next = word(next);
        }
        next
    }

    /// The end of a value that begins at a token: an answer, a type, a measurement, or one word.
    fn value_end(&self, at: usize, to: usize) -> usize {
        let next = View { end: to, ..self.view }.phrase(at).map_or(at + 1, |p| p.2);
        let number = |i: usize| i < to && self.view.tokens.list[i].kind == TokenKind::Number;
        let unit = |i: usize| i < to && self.tags(i, to).any(&[Tag::Millimetre, Tag::Centimetre]);
        let typed = self.tags(at, to).has(Tag::ModicKind);
        match () {
            () if number(at) && unit(at + 1) => at + 2,
            // `type 2`
            () if typed && next < to && (number(next) || self.view.token(next).is_some_and(|t| t.kind == TokenKind::Word)) => {
                next + 1
            }
            () => next,
        }
    }
}
