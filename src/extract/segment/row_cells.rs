//! What the cells of a row tell by the column that they stand in.

use super::tables::Head;
use super::{Cell, Segmenter};
use crate::extract::levels::View;
use crate::finding::Change;
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// Spaces that a tab stands for.
const TAB: u8 = 8;

impl Segmenter<'_> {
    /// `NODE` heads a column of nodes in a form of them.
    pub(super) fn node_column(&mut self) {
        let named = self.title.as_ref().filter(|title| self.names_node(title)).or(self.subject.as_ref()).cloned();
        let Some(name) = named else { return };
        let bare = |c: &Head| {
            let noun = [Tag::BareNode, Tag::BareNodes, Tag::NodeNoun, Tag::NodeNouns, Tag::Eponym];
            c.range.len() == 1 && self.tags(c.range.start, c.range.end).any(&noun) && !self.is_field_name(&c.range)
        };
        let columns: Vec<usize> = (0..self.columns.len()).filter(|&i| bare(&self.columns[i])).collect();
        if let [only] = columns[..] {
            self.columns[only].range = name;
            self.title = None;
        }
    }

    /// The cells of a row with the empty ones among them, where one tab stands between any two heads.
    pub(super) fn tabbed_cells(&self, cells: &[Range<usize>]) -> Option<Vec<Range<usize>>> {
        let spaces = |at: usize| self.token(at).map_or(0, |t| t.spaces);
        if cells.is_empty() || !self.columns[1..].iter().all(|column| spaces(column.range.start) == TAB) {
            return None;
        }
        let mut row: Vec<Range<usize>> = Vec::new();
        for (number, cell) in cells.iter().enumerate() {
            let tabs = spaces(cell.start) / TAB;
            if spaces(cell.start) % TAB != 0 || number > 0 && tabs == 0 {
                return None;
            }
            let empty = usize::from(tabs) - usize::from(number > 0);
            row.extend(std::iter::repeat_n(cell.start..cell.start, empty));
            row.push(cell.clone());
        }
        (row.len() <= self.columns.len()).then_some(row)
    }

    /// Whether a column asks how something has changed: `New?`
    pub(super) fn asks_course(&self, head: &Range<usize>) -> bool {
        head.clone().any(|i| self.tags(i, head.end).has(Tag::Course(Change::New)))
    }

    /// What a yes below `New?` says; a no says nothing.
    pub(super) fn course_told(&self, head: &Range<usize>, answer: &Range<usize>) -> Option<Cell> {
        let view = View { end: head.end, ..self.view };
        let course = |tag| if let Tag::Course(change) = tag { Some(change) } else { None };
        let stable = head.clone().any(|i| view.phrase(i).and_then(|p| view.value(p.0, course)) == Some(Change::Stable));
        let end = head.end - usize::from(self.view.mark(head.end - 1) == Some(b'?'));
        (!stable && !self.denies(answer)).then(|| Cell::new(None, head.start..end, Some(b',')))
    }

    /// Whether a column asks of findings, so that an answer below it is one: `Present?`, `Level`, `2023`, `Today`.
    pub(super) fn asks_of_findings(&self, head: &Range<usize>) -> bool {
        self.view.mark(head.end.max(1) - 1) == Some(b'?')
            || self.is_field_name(head)
            || self.names_finding(head)
            || self.year(head).is_some()
            || self.tags(head.start, head.end).any(&[Tag::YesValue, Tag::NowSize])
    }

    /// Whether an answer below a head answers what the row names: `absent` under `Result`, not `no` under `Listhesis`.
    pub(super) fn answers_row_name(&self, row: &[Cell], head: &Range<usize>) -> bool {
        let others = [Tag::Other, Tag::Structure, Tag::Lesion, Tag::Herniation, Tag::Canal];
        let other = head.clone().any(|i| self.tags(i, head.end).any(&others));
        let named = row.first().is_some_and(|cell| cell.head.is_none() && self.names_finding(&cell.body));
        !other && named && !row.iter().any(|cell| cell.mark == Some(b'-'))
    }
}
