//! Tables whose columns are nodes and whose rows are what is told of them: `Attribute | Node A | Node B` over `Level | T11 | L2`.

use super::fields::Field;
use super::lines::Line;
use super::{Cell, LONGEST_LABEL, Segmenter};
use crate::anatomy::Level;
use crate::extract::levels::{self, View};
use crate::lexicon::tag::Tag;
use crate::token::TokenKind;
use std::ops::Range;

/// Most rows of such a table.
const MOST_ROWS: usize = 16;
/// Most tokens of the line of heads.
const LONGEST_LINE: usize = 32;
/// Most tokens of a column's head: `Schmorl's node no. 1`.
const LONGEST_HEAD: usize = 5;

impl Segmenter<'_> {
    /// Reads a record of each column, below a node's name or with the name in a row or in the heads. The number of lines; 0 if
    /// they are none.
    pub(super) fn transposed(&mut self, lines: &[Line]) -> usize {
        let Some(first) = lines.first() else { return 0 };
        // most texts have nothing that parts cells
        let parts = [b'|', b';', b'/'].into_iter().any(|mark| self.view.tokens.has_mark(mark));
        if !parts && !self.view.tokens.gaps && self.subject.is_none() {
            return 0;
        }
        let at = self.marker(first.from, first.to);
        let title = if first.to - at <= LONGEST_LABEL && self.cells(at, first.to) == 1 {
            self.list_name(at, first.to).map(|(name, _)| name).filter(|name| self.names_node(name))
        } else {
            None
        };
        let above = usize::from(title.is_some());
        let Some(heads) = lines.get(above) else { return 0 };
        if let Some((name, places)) = self.placed_heads(heads) {
            return self.details_below(&name, &places, &lines[above + 1..]).map_or(0, |rows| above + 1 + rows);
        }
        let Some(columns) = self.member_heads(heads) else { return 0 };
        let read = self.level_table(&lines[above + 1..], &columns);
        if read > 0 {
            return above + 1 + read;
        }
        let rows = self.detail_rows(&lines[above + 1..], columns.len());
        let placed = |(key, values): &(Range<usize>, Vec<Range<usize>>)| {
            self.field_key(key) && values.iter().any(|value| !value.is_empty() && self.levelled(value))
        };
        let levels = columns.iter().all(|column| self.levelled(column));
        let sided = |(key, _): &(Range<usize>, Vec<Range<usize>>)| self.field_key(key) && !self.names_finding(key);
        if rows.len() < 2 || !(rows.iter().any(placed) || levels && rows.iter().any(sided)) {
            return 0;
        }
        let told = rows.iter().any(|(key, values)| self.names_node(key) || values.iter().any(|v| self.names_node(v)));
        let named = columns.iter().all(|column| self.names_node(column));
        let title = title.or_else(|| self.subject.clone()).filter(|_| !told && !named);
        if title.is_none() && !told && !named {
            return 0;
        }
        let read = above + 1 + rows.len();
        let record = |(number, column): (usize, Range<usize>)| {
            let name = if named || levels { Some(column) } else { None };
            let cell = |(key, values): &(Range<usize>, Vec<Range<usize>>)| {
                let value = values.get(number).filter(|value| !value.is_empty())?;
                Some((key.clone(), value.clone()))
            };
            let name = name.map(|name| (name.start..name.start, name));
            let mut fields: Vec<Field> = name.into_iter().chain(rows.iter().filter_map(cell)).collect();
            // what names the node comes first
            let naming = |(key, value): &Field| self.names_node(key) || self.names_node(value);
            if let Some(first) = fields.iter().position(naming) {
                let field = fields.remove(first);
                fields.insert(0, field);
            }
            fields
        };
        let records: Vec<Vec<Field>> = columns.into_iter().enumerate().map(record).collect();
        self.leave_early_section();
        self.heading = None;
        if let Some(title) = title {
            return self.titled_records(&title, records, read);
        }
        for fields in records {
            self.push_lines(fields);
        }
        read
    }

    /// Rows below members, each of which tells one thing of each: `Size (mm) | 3 | 5`.
    fn detail_rows(&self, lines: &[Line], columns: usize) -> Vec<(Range<usize>, Vec<Range<usize>>)> {
        let mut rows = Vec::new();
        for row in lines.iter().take(MOST_ROWS).take_while(|row| !row.blank_before) {
            let Some((cells, _)) = self.row_cells(row.from, row.to) else { break };
            let [key, values @ ..] = &cells[..] else { break };
            let known = !key.is_empty() && (self.field_key(key) || self.names_finding(key)) && !self.levelled(key);
            if !known || values.len() > columns {
                break;
            }
            rows.push((key.clone(), values.to_vec()));
        }
        rows
    }

    /// The node's name and the places that head columns beside it: `Schmorl's nodes | T10 sup | L1 inf`.
    fn placed_heads(&self, line: &Line) -> Option<(Range<usize>, Vec<Range<usize>>)> {
        if line.to - line.from > LONGEST_LINE {
            return None;
        }
        let (mut cells, _) = self.row_cells(line.from, line.to)?;
        let placed = cells.len() > 2 && cells[1..].iter().all(|cell| self.levelled(cell) && cell.len() <= LONGEST_HEAD);
        let name = (placed && self.names_node(&cells[0])).then(|| cells.remove(0))?;
        Some((name, cells))
    }

    /// Whether a line may head a table of places whose corner names the nodes.
    pub(super) fn may_head_places(&self, line: &Line) -> bool {
        line.named && self.placed_heads(line).is_some()
    }

    /// Reads a record of each place from the rows below; the number of rows, none if one is of another thing.
    fn details_below(&mut self, name: &Range<usize>, places: &[Range<usize>], lines: &[Line]) -> Option<usize> {
        let rows = self.detail_rows(lines, places.len());
        let whole = |(key, values): &(Range<usize>, Vec<Range<usize>>)| {
            values.len() == places.len() && !self.names_node(key) && !values.iter().any(|value| self.levelled(value))
        };
        if rows.is_empty() || !rows.iter().all(whole) {
            return None;
        }
        self.leave_early_section();
        self.heading = None;
        for (number, place) in places.iter().enumerate() {
            let told = rows.iter().map(|(key, values)| (key.clone(), values[number].clone()));
            let told = told.filter(|(_, value)| !value.is_empty());
            self.push_lines(std::iter::once((name.clone(), place.clone())).chain(told).collect());
        }
        Some(rows.len())
    }

    /// Reads rows below levels, one of them of nodes and others of what is told of each: `Schmorl's node | yes | no` over
    /// `Endplate | superior | -`. The number of rows; 0 if they are none.
    fn level_table(&mut self, lines: &[Line], columns: &[Range<usize>]) -> usize {
        let mut rows: Vec<(Range<usize>, Vec<Range<usize>>)> = Vec::new();
        for line in lines.iter().take(MOST_ROWS).take_while(|line| !line.blank_before) {
            let Some((cells, _)) = self.row_cells(line.from, line.to) else { break };
            let [key, values @ ..] = &cells[..] else { break };
            if key.is_empty() || values.len() != columns.len() || self.levelled(key) {
                break;
            }
            rows.push((key.clone(), values.to_vec()));
        }
        let signed = |value: &Range<usize>| value.len() == 1 && self.view.mark(value.start) == Some(b'+');
        let nodes: Vec<usize> = (0..rows.len()).filter(|&i| self.names_node(&rows[i].0)).collect();
        let [node] = nodes[..] else { return 0 };
        let sided =
            |key: &Range<usize>| key.clone().any(|i| self.tags(i, key.end).any(&[Tag::Superior, Tag::Inferior]));
        let details = |key: &Range<usize>| self.field_key(key) || self.names_finding(key) || self.asks_edema(key);
        let more = rows.iter().enumerate().any(|(i, (key, _))| i != node && details(key));
        let whole = columns.iter().all(|column| self.is_level(column));
        if !whole || !more || sided(&rows[node].0) || rows.iter().any(|(_, values)| values.iter().any(signed)) {
            return 0;
        }
        let read = rows.len();
        let (name, presence) = rows.remove(node);
        self.leave_early_section();
        self.heading = None;
        for (number, level) in columns.iter().enumerate() {
            self.paragraph += 1;
            let value = presence[number].clone();
            let told = |this: &Self, value: &Range<usize>| !value.is_empty() && !this.says_nothing(value);
            let there = told(self, &value) && !self.denies(&value);
            let mut cells = vec![Cell::new(Some(name.clone()), level.clone(), None)];
            if !self.answers(&value) {
                cells.push(Cell::new(None, value.clone(), Some(b',')));
            }
            if told(self, &value) && !there {
                self.push_level(&name, None, level.clone(), value);
            }
            for (key, values) in &rows {
                let value = values[number].clone();
                if !told(self, &value) {
                    continue;
                }
                let finding = self.names_finding(key) || self.asks_edema(key);
                match () {
                    () if finding && there => cells.push(Cell::new(Some(key.clone()), value, Some(b'|'))),
                    () if finding => self.push_level(key, None, level.clone(), value),
                    () if there && self.field_key(key) && !self.denies(&value) => {
                        cells.push(self.cell(Some(key.clone()), value));
                    }
                    () => {}
                }
            }
            if there {
                self.push_cells(cells);
            }
        }
        read
    }

    /// The heads of a line's columns, behind the head of the rows' names, where each is one of several: `Node A`, `#2`, `L3`.
    fn member_heads(&self, line: &Line) -> Option<Vec<Range<usize>>> {
        if line.to - line.from > LONGEST_LINE {
            return None;
        }
        let (mut cells, _) = self.row_cells(line.from, line.to)?;
        let member = |cell: &Range<usize>| !cell.is_empty() && (self.numbered_member(cell) || self.is_level(cell));
        if cells.first().is_some_and(|first| !member(first)) {
            let first = cells.remove(0);
            if first.len() > LONGEST_HEAD {
                return None;
            }
        }
        (cells.len() > 1 && cells.iter().all(member)).then_some(cells)
    }

    /// `Node A`, `Lesion 2`, `#1`, `First`, `Schmorl's node 1`.
    fn numbered_member(&self, cell: &Range<usize>) -> bool {
        let last = &self.view.tokens.list[cell.end - 1];
        let letter = last.kind == TokenKind::Word && last.capital && last.span.end - last.span.start == 1;
        let counts = last.kind == TokenKind::Number || letter;
        let word = |i: usize| {
            let tags = self.tags(i, cell.end);
            let known = [Tag::BareNode, Tag::NodeNoun, Tag::Lesion, Tag::RowNumber, Tag::Field, Tag::Ordinal(1)];
            tags.any(&known) || matches!(self.view.mark(i), Some(b'#' | b'.'))
        };
        let ordinal = self.tags(cell.start, cell.end).has(Tag::Ordinal(1));
        let named = || self.names_node(&(cell.start..cell.end - 1));
        cell.len() <= LONGEST_HEAD
            && (counts && cell.len() > 1 && (word(cell.start) || named()) || ordinal && cell.clone().all(word))
    }

    /// Whether a cell is a vertebra or disc, and no more.
    fn is_level(&self, cell: &Range<usize>) -> bool {
        let read = levels::read(View { end: cell.end, ..self.view }, cell.start);
        read.is_some_and(|read| read.next == cell.end && !matches!(read.levels[0], Level::Region(_)))
    }
}
