//! Rows below a finding's name alone, one record each, with semicolons or bars between their fields: `Schmorl's nodes:`
//! over `T9; superior; 3 mm; edema: no`.

use super::lines::Line;
use super::{Cell, LONGEST_LABEL, Segmenter};
use std::ops::Range;

/// Most tokens of the field that says where: `Level: T9`, `inferior endplate of L2`.
const LONGEST_PLACE: usize = 6;
/// Most rows below one name.
const MOST_ROWS: usize = 64;

impl Segmenter<'_> {
    /// Reads a node's name and the rows below it; the number of lines, 0 if they are none.
    pub(super) fn parted_rows(&mut self, lines: &[Line]) -> usize {
        let [title, below @ ..] = lines else { return 0 };
        let at = self.marker(title.from, title.to);
        // `Level | Schmorl's node` heads columns
        if title.to - at > LONGEST_LABEL || self.field(at, title.to).is_some() || self.cells(at, title.to) > 1 {
            return 0;
        }
        let Some((name, None)) = self.list_name(at, title.to) else { return 0 };
        if !self.names_node(&name) || self.levelled(&(at..title.to)) {
            return 0;
        }
        let rows: Vec<Vec<Range<usize>>> = below
            .iter()
            .take(MOST_ROWS)
            .take_while(|row| !row.blank_before)
            .map_while(|row| self.parted_row(row))
            .collect();
        let read = rows.len();
        if read == 0 {
            return 0;
        }
        self.leave_early_section();
        for pieces in rows {
            self.paragraph += 1;
            let mut cells = vec![Cell { member: true, ..Cell::new(None, name.clone(), None) }];
            cells.extend(pieces.into_iter().map(|piece| match self.field(piece.start, piece.end) {
                Some((key, value)) => self.cell(Some(key), value),
                None => Cell::new(None, piece, Some(b',')),
            }));
            self.push_cells(cells);
        }
        read + 1
    }

    /// What stands between semicolons or bars.
    fn fields_of_row(&self, from: usize, to: usize) -> Vec<Range<usize>> {
        let parts = |token: usize| matches!(self.view.mark(token), Some(b';' | b'|'));
        let mut pieces = Vec::new();
        let mut start = from;
        for end in (from..=to).filter(|&end| end == to || parts(end)) {
            if start < end {
                pieces.push(start..end);
            }
            start = end + 1;
        }
        pieces
    }

    /// The fields of a row that says first where, and names no node itself.
    fn parted_row(&self, row: &Line) -> Option<Vec<Range<usize>>> {
        let from = self.marker(row.from, row.to);
        let pieces = self.fields_of_row(from, row.to);
        let place = pieces.first().is_some_and(|place| place.len() <= LONGEST_PLACE && self.levelled(place));
        let prose =
            (from..row.to.saturating_sub(1)).any(|i| self.view.mark(i) == Some(b'.') && self.ends_sentence(i, row.to));
        (place && pieces.len() > 1 && !prose && !self.names_node(&(from..row.to))).then_some(pieces)
    }
}
