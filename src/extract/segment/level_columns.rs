//! Tables whose columns are levels: `L1   L2   L3` over `Schmorl's node   no   yes   no`.

use super::tables::LONGEST_HEAD;
use super::{Cell, Segmenter};
use crate::anatomy::Level;
use crate::extract::levels::{self, View};
use crate::lexicon::tag::Tag;
use std::ops::Range;

impl Segmenter<'_> {
    /// Keeps a line of levels as the heads of the columns below; true if it is one.
    pub(super) fn level_columns(&mut self, at: usize, to: usize) -> bool {
        let mut cells = self.split_cells(at, to);
        let whole = |c: &Range<usize>| {
            let read = levels::read(View { end: c.end, ..self.view }, c.start);
            read.is_some_and(|e| e.next == c.end && !matches!(e.levels[0], Level::Region(_)))
        };
        if cells.first().is_some_and(|c| !whole(c) && c.len() <= LONGEST_HEAD && !self.names_finding(c)) {
            cells.remove(0);
        }
        if cells.len() < 2 || !cells.iter().all(whole) {
            return false;
        }
        let x = |token: usize| self.view.tokens.list[token].span.start - self.line_start;
        self.level_row = None;
        self.level_columns = cells.into_iter().map(|c| (c.clone(), x(c.start))).collect();
        true
    }

    /// Reads a row under levels: `Modic type   none   1   2`. True if the line is one.
    pub(super) fn row_of_levels(&mut self, at: usize, to: usize) -> bool {
        let cells = self.split_cells(at, to);
        let [key, values @ ..] = &cells[..] else { return false };
        if self.level_columns.is_empty() || values.is_empty() || values.len() > self.level_columns.len() {
            return false;
        }
        let kind = key.clone().any(|i| self.tags(i, key.end).has(Tag::ModicKind));
        // `Size, mm   -   4   10` below the row of nodes
        let unit = [Tag::Millimetre, Tag::Centimetre];
        let sizes = self.level_row.clone().filter(|_| key.clone().any(|i| self.tags(i, key.end).any(&unit)));
        if !(kind || self.names_finding(key) || sizes.is_some()) {
            return true;
        }
        if self.names_node(key) {
            self.level_row = Some(key.clone());
        }
        self.leave_early_section();
        let even = values.len() == self.level_columns.len();
        // `Schmorl's node, superior   no   yes   no`
        let (name, side) = self.name_and_side(key);
        let sign = |cell: &Range<usize>, mark: u8| cell.len() == 1 && self.view.mark(cell.start) == Some(mark);
        let signed = values.iter().any(|value| sign(value, b'+'));
        let mut told = Vec::new();
        for (number, value) in values.iter().enumerate() {
            let x = self.view.tokens.list[value.start].span.start - self.line_start;
            let nearest = || self.level_columns.iter().min_by_key(|(_, own)| own.abs_diff(x));
            let column = if even { self.level_columns.get(number) } else { nearest() };
            if let Some((level, _)) = column.filter(|_| !self.says_nothing(value) || signed && sign(value, b'-')) {
                told.push((level.clone(), value.clone()));
            }
        }
        for (level, value) in told {
            if let Some(name) = sizes.clone() {
                let cell = |head: Range<usize>, body: Range<usize>, mark| Cell::new(Some(head), body, mark);
                self.push_cells(vec![cell(name, level, None), cell(key.clone(), value, Some(b','))]);
            } else if side.is_some() || signed {
                self.push_level(&name, side.clone(), level, value);
            } else {
                let outer = (self.key.replace(key.clone()), self.heading.replace(level));
                self.push(value.start, value.end);
                (self.key, self.heading) = outer;
            }
        }
        true
    }

    /// A finding's name, and the endplate behind it: `Schmorl's node, superior`.
    fn name_and_side(&self, key: &Range<usize>) -> (Range<usize>, Option<Range<usize>>) {
        let side = key.clone().find(|&i| i > key.start && self.is_side(&(i..key.end)));
        let Some(side) = side.filter(|&side| self.names_finding(&(key.start..side))) else {
            return (key.clone(), None);
        };
        let name = (key.start..side).rev().find(|&i| self.view.mark(i).is_none()).map_or(side, |last| last + 1);
        (key.start..name, Some(side..key.end))
    }
}
