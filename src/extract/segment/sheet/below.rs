//! What stands below a name or beside a key on several lines: `Schmorl's node: 0 = absent, 1 = present` over `L1 superior   0`,
//! and values that go on below their first line.

use super::super::Segmenter;
use super::super::lines::Line;
use super::facts::Asked;
use super::grid::{Grid, Pieces};
use super::legend::Legend;
use super::rows::{Layout, Row};
use crate::token::NARROW_GAP;
use std::ops::Range;

/// Most tokens of a title.
const LONGEST_TITLE: usize = 30;
/// Most tokens in front of which a title's name ends.
const LONGEST_NAME: usize = 8;
/// Most tokens of a value.
const LONGEST_VALUE: usize = 12;
/// Fewest rows below a title.
const FEWEST_ROWS: usize = 2;
/// How far a line may begin beside the value above, in columns of text.
const SLACK: u32 = 2;
/// Most tokens of a list on several lines.
const LONGEST_LIST: usize = 90;

impl Segmenter<'_> {
    /// Places with a value each below a finding's name; how many lines, and what they tell.
    pub(super) fn titled_rows(&self, lines: &[Line], legend: &Legend) -> Option<(usize, Vec<Row>)> {
        let title = lines.first().filter(|line| line.named && line.to - line.from <= LONGEST_TITLE)?;
        let from = self.marker(title.from, title.to);
        let near = title.to.min(from + LONGEST_NAME);
        let name = from..self.view.find_mark(b':', from, near).unwrap_or(near);
        let facts = self.facts(std::slice::from_ref(&name), Asked::default(), legend);
        let named = facts.named.first().filter(|named| named.answer.is_none())?;
        if self.levelled(&(title.from..title.to)) || self.cells(title.from, title.to) > 1 {
            return None;
        }
        // a title has a colon, a legend or nothing behind its name
        let prose = (named.at.end..title.to).any(|i| i + 1 < title.to && self.ends_sentence(i, title.to));
        let rows: Vec<Vec<Pieces>> = lines[1..].iter().map_while(|line| self.placed_value(line, legend)).collect();
        if prose || rows.len() < FEWEST_ROWS {
            return None;
        }
        let read = 1 + rows.len();
        let heads = vec![Pieces::new(), Pieces::from([named.at.clone()])];
        let told = self.records_of(Grid { heads, rows, lines: read }, legend, Layout::Table)?;
        Some((read, told))
    }

    /// A place and its value: `L1 superior   0`, `L4-L5: 2`.
    fn placed_value(&self, line: &Line, legend: &Legend) -> Option<Vec<Pieces>> {
        let from = self.marker(line.from, line.to);
        let gap = |i: usize| self.view.tokens.list[i].spaces >= NARROW_GAP;
        let parts = |i: usize| gap(i) || matches!(self.view.mark(i), Some(b':' | b'='));
        if line.blank_before || line.section.is_some() || line.named {
            return None;
        }
        let at = (from + 1..line.to).find(|&i| parts(i))?;
        let place = from..at;
        let value = at + usize::from(matches!(self.view.mark(at), Some(b':' | b'=')))..line.to;
        let facts = self.facts(std::slice::from_ref(&place), Asked::default(), legend);
        let one = facts.is_place() && facts.places.iter().all(|place| place.level.is_some());
        let short = !value.is_empty() && value.len() <= LONGEST_VALUE && !value.clone().skip(1).any(gap);
        (one && short).then(|| vec![Pieces::from([place]), Pieces::from([value])])
    }

    /// A finding's key whose value goes on in lines right below it; how many lines, and what they tell.
    pub(super) fn hanging_list(&self, lines: &[Line], legend: &Legend) -> Option<(usize, Vec<Row>)> {
        let first = lines.first().filter(|line| line.named)?;
        let (key, value) = self.key_of_list(first.from, first.to)?;
        let tokens = &self.view.tokens.list;
        let column = |line: &Line, i: usize| tokens.get(i).map_or(0, |t| t.span.start.saturating_sub(line.start));
        let begins = column(first, value.start);
        let hangs = |line: &&Line| {
            let first = self.marker(line.from, line.to);
            let near = [line.from, first].into_iter().any(|i| column(line, i).abs_diff(begins) <= SLACK);
            !line.blank_before
                && near
                && begins > 4
                && !(line.from..line.to).skip(1).any(|i| tokens[i].spaces >= NARROW_GAP)
        };
        let below = lines[1..].iter().take_while(hangs).count();
        if below == 0 {
            return None;
        }
        let end = lines[below].to;
        let value: Range<usize> = value.start..end;
        if value.len() > LONGEST_LIST {
            return None;
        }
        let told = self.list_told(&key, value, legend)?;
        Some((1 + below, vec![(first.from..end, told)]))
    }
}
