//! Rows of tables whose cells go on in the lines below.

use super::tables::GAP;
use super::{Cell, Segmenter};
use crate::token::TokenKind;
use std::ops::Range;

impl Segmenter<'_> {
    /// Takes a line under a row as the rest of the cell that it stands below; true if it is that.
    pub(super) fn row_goes_on(&mut self, at: usize, to: usize) -> bool {
        if self.columns.is_empty() || at >= to || self.view.tokens.list[at].spaces < GAP {
            return false;
        }
        let own = self.offset(at, self.line_start);
        let below = |cell: &Cell| self.offset(cell.body.start, self.row_start).abs_diff(own) <= 1;
        let Some(row) = self.out.last() else { return false };
        let Some(cell) = row.cells.iter().skip(1).position(below) else { return false };
        if let Some(row) = self.out.last_mut() {
            row.cells.insert(cell + 2, Cell::new(None, at..to, None));
        }
        true
    }

    /// Takes `|       | inferior endplate |      |` below a row of a grid as the rest of its cells; true if it is that.
    pub(super) fn grid_goes_on(&mut self, from: usize, to: usize) -> bool {
        let tokens = &self.view.tokens.list;
        let bar = tokens[from].kind == TokenKind::Mark(b'|');
        // `          reduced     5 mm` below a row in columns
        let aligned = |c: &Range<usize>| {
            let own = self.offset(c.start, self.line_start);
            self.columns.iter().skip(1).any(|column| column.x.abs_diff(own) <= 1)
        };
        let hangs = || tokens[from].spaces >= GAP && self.split_cells(from, to).iter().all(aligned);
        if self.columns.is_empty() || self.row_start >= self.line_start || !(bar || hangs()) {
            return false;
        }
        let told = |c: &Range<usize>| !c.is_empty() && !self.says_nothing(c) && !self.answers(c);
        let rest = self.split_cells(from, to).into_iter().filter(told);
        let rest: Option<Vec<_>> = rest.map(|c| Some((self.column_over(c.start, self.line_start)?, c))).collect();
        let Some(rest) = rest.filter(|rest| rest.first().is_some_and(|(column, _)| *column > 0)) else { return false };
        let Some(mut row) = self.out.last().map(|row| row.cells.clone()).filter(|row| !row.is_empty()) else {
            return false;
        };
        let mut columns = self.columns_of(&row);
        for (column, cell) in rest {
            let last = columns.iter().rposition(|c| *c == Some(column));
            let cell = match last {
                Some(_) => Cell::new(None, cell, None),
                None => self.cell(Some(self.columns[column].range.clone()), cell),
            };
            let at = last.map_or(row.len(), |last| last + 1);
            row.insert(at, cell);
            columns.insert(at, Some(column));
        }
        if let Some(last) = self.out.last_mut() {
            last.cells = row;
        }
        true
    }

    /// The column of each cell of the row begun last: that of its first line, as far as it can be told.
    fn columns_of(&self, row: &[Cell]) -> Vec<Option<usize>> {
        let mut columns: Vec<Option<usize>> = Vec::new();
        for (i, cell) in row.iter().enumerate() {
            let token = &self.view.tokens.list[cell.body.start];
            let first_line = token.span.start >= self.row_start && token.newlines == 0;
            let goes_on = i > 0 && cell.head.is_none() && cell.mark.is_none();
            columns.push(match goes_on {
                true => columns.last().copied().flatten(),
                false => self.column_over(cell.body.start, self.row_start).filter(|_| i == 0 || first_line),
            });
        }
        columns
    }

    /// The column whose head begins nearest above a token of a line.
    pub(super) fn column_over(&self, token: usize, line: u32) -> Option<usize> {
        let own = self.view.tokens.list.get(token)?.span.start.saturating_sub(line);
        (0..self.columns.len()).min_by_key(|&column| self.columns[column].x.abs_diff(own))
    }

    /// Where a token begins in its line, in bytes.
    fn offset(&self, token: usize, line: u32) -> u32 {
        self.view.tokens.list[token].span.start.saturating_sub(line)
    }
}
