//! Tables whose heads stand on two lines: `Schmorl's node` over `Superior   Inferior`, `Superior` over `endplate`.

use super::lines::Line;
use super::tables::{GAP, Head};
use super::{Cell, Segmenter};
use crate::extract::levels::View;
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// Most tokens of a head on the upper line.
const LONGEST: usize = 4;

/// A head on the upper line, and the bytes of its line that it stands in.
#[derive(Clone, Debug)]
pub(super) struct OverHead {
    tokens: Range<usize>,
    x: Range<u32>,
}

impl Segmenter<'_> {
    /// Keeps a line of heads over the line of heads below it; true if it is one.
    pub(super) fn over_heads(&mut self, lines: &[Line]) -> bool {
        let [line, next, ..] = lines else { return false };
        if !self.view.tokens.gaps || next.blank_before || self.view.tokens.list[line.from].spaces < GAP {
            return false;
        }
        let cells = self.split_cells(line.from, line.to);
        let short = |c: &Range<usize>| c.len() <= LONGEST && !self.levelled(c);
        if self.cells(next.from, next.to) < 3 || !cells.iter().all(short) {
            return false;
        }
        let telling = |c: &Range<usize>| self.names_finding(c) || self.is_side(c);
        if !cells.iter().any(telling) || !self.column_heads(next.from, next.to) {
            return false;
        }
        // the lower heads are read anew when their line's turn comes
        self.columns.clear();
        let place = |c: Range<usize>| {
            let at = |token: usize| self.view.tokens.list[token].span;
            OverHead { x: at(c.start).start - line.start..at(c.end - 1).end - line.start, tokens: c }
        };
        self.over = cells.into_iter().map(place).collect();
        true
    }

    /// Joins the heads of the upper line to those below them.
    pub(super) fn under_over_heads(&mut self) {
        let over = std::mem::take(&mut self.over);
        if over.is_empty() {
            return;
        }
        let starts: Vec<u32> = self.columns.iter().map(|column| column.x).collect();
        for (i, x) in starts.iter().enumerate() {
            let next = starts.get(i + 1).copied().unwrap_or(u32::MAX);
            let lower = self.columns[i].range.clone();
            let above = |o: &&OverHead| o.x.start < next && o.x.end > *x;
            // `SN` over `Superior   Inferior` stands over both
            let left = || over.iter().rfind(|o| o.x.start <= *x).filter(|_| i > 0 && self.is_side(&lower));
            let Some(upper) = over.iter().find(above).or_else(left).map(|o| o.tokens.clone()) else { continue };
            let named = self.names_finding(&lower) && !self.names_finding(&upper);
            const OTHERS: [Tag; 4] = [Tag::Other, Tag::Canal, Tag::Structure, Tag::Herniation];
            let other = upper.clone().any(|i| self.tags(i, upper.end).any(&OTHERS));
            if !named && (other || self.names_finding(&upper) || self.is_side(&upper)) {
                let column = &mut self.columns[i];
                (column.range, column.lower) = (upper, Some(lower));
            }
        }
    }

    /// Puts a head's lower line into a cell that its upper line says something of.
    pub(super) fn with_lower_head(&self, cell: Cell, head: &Head) -> Cell {
        let Some(lower) = head.lower.clone() else { return cell };
        let named = cell.head.is_some() || self.names_finding(&cell.body);
        let upper = cell.head.clone().or_else(|| Some(head.range.clone())).filter(|_| named);
        Cell { lower_head: upper.is_some().then_some(lower), head: upper, ..cell }
    }

    /// Whether tokens name one side of a vertebra, and no more.
    pub(super) fn is_side(&self, range: &Range<usize>) -> bool {
        const SIDES: [Tag; 5] = [Tag::Superior, Tag::Inferior, Tag::Upper, Tag::Lower, Tag::EndplateNoun];
        let view = View { end: range.end, ..self.view };
        let mut at = range.start;
        while let Some((.., next)) = (at < range.end).then(|| view.phrase(at)).flatten().filter(|p| p.1.any(&SIDES)) {
            at = next;
        }
        at >= range.end
    }
}
