//! Tables whose cells stand on a line each, as text that was pasted from a table has them: the heads below one another, then
//! one row after the other.

use super::super::Segmenter;
use super::super::lines::Line;
use super::grid::{Grid, Pieces};
use super::legend::Legend;
use crate::anatomy::Level;
use crate::extract::levels::{self, View};
use crate::lexicon::tag::Tag;
use crate::token::TokenKind;
use std::ops::{Range, RangeInclusive};

/// How many columns there may be.
const COLUMNS: RangeInclusive<usize> = 2..=9;
/// Most tokens of a head.
const LONGEST_HEAD: usize = 7;
/// Most tokens of a cell.
const LONGEST_CELL: usize = 20;
/// Most lines of a table.
const MOST_LINES: usize = 240;

/// What the first cells of rows are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leads {
    /// Levels: where one stands, a row begins.
    Levels,
    /// The numbers of the rows, or names: rows have as many lines as there are heads.
    Width,
}

impl Segmenter<'_> {
    /// The table whose heads begin with the first line.
    pub(in crate::extract::segment) fn stacked(&self, lines: &[Line], legend: &Legend) -> Option<Grid> {
        let lines = &lines[..lines.len().min(MOST_LINES)];
        let known = |line: &&Line| self.is_stacked_head(line, legend);
        let all = lines.iter().take(*COLUMNS.end() + 1).take_while(known).count();
        // one head in three may be unknown where rows begin with levels
        let level = lines.iter().take(*COLUMNS.end() + 1).position(|line| self.is_level_line(line));
        let short = |line: &Line| line.to - line.from <= LONGEST_HEAD && self.is_stacked_cell(line);
        let most =
            |to: &usize| lines[..*to].iter().filter(known).count() * 3 >= to * 2 && lines[..*to].iter().all(short);
        let heads = level.filter(most).unwrap_or(all);
        if !COLUMNS.contains(&heads) || lines[1..heads].iter().any(|line| line.blank_before) {
            return None;
        }
        let below = &lines[heads..];
        let first = below.first()?;
        let leads = if self.is_level_line(first) { Leads::Levels } else { Leads::Width };
        let (rows, read) = match leads {
            Leads::Levels => self.rows_of_levels(below, heads),
            Leads::Width => self.rows_of_width(below, heads, legend),
        };

        let ends = below.get(read).is_none_or(|line| line.blank_before);
        let told = rows.len() > 1 || rows.len() == 1 && heads > 2 && ends;
        told.then(|| Grid { heads: lines[..heads].iter().map(piece).collect(), rows, lines: heads + read })
    }

    /// Whether a line may head a column.
    fn is_stacked_head(&self, line: &Line, legend: &Legend) -> bool {
        let range = line.from..line.to;
        if range.len() > LONGEST_HEAD
            || self.levelled(&range)
            || (line.from..line.to).any(|i| self.view.mark(i) == Some(b':'))
        {
            return false;
        }
        let column = self.column(&vec![range.clone()], legend);
        // `superior` is a cell, `Superior endplate` may be a head
        let side = !column.sides.is_empty() && column.place && range.len() < 2;
        let numbers = self.view.mark(line.from) == Some(b'#') && range.len() == 1;
        numbers
            || (column.known || column.course || column.other)
                && !column.value
                && !side
                && self.cells(line.from, line.to) == 1
    }

    fn is_level_line(&self, line: &Line) -> bool {
        let read = levels::read(View { end: line.to, ..self.view }, line.from);
        read.is_some_and(|read| read.next == line.to && !matches!(read.levels[0], Level::Region(_)))
    }

    /// Rows each of which begins with a level; an empty line may stand for an empty cell.
    fn rows_of_levels(&self, lines: &[Line], width: usize) -> (Vec<Vec<Pieces>>, usize) {
        let (mut rows, mut read) = (Vec::new(), 0);
        while lines.get(read).is_some_and(|line| self.is_level_line(line)) {
            let rest = &lines[read + 1..];
            let own = rest
                .iter()
                .take(width - 1)
                .take_while(|line| !self.is_level_line(line) && self.is_stacked_cell(line))
                .count();
            let mut row = vec![piece(&lines[read])];
            let missing = width - 1 - own;
            let mut blanks = 0;
            for line in &rest[..own] {
                if line.blank_before && blanks < missing {
                    blanks += 1;
                    row.push(Pieces::new());
                }
                row.push(piece(line));
            }
            // what is left empty at the row's end
            let ends = rest.get(own).is_none_or(|line| line.blank_before);
            if row.len() + 1 == width && ends {
                row.push(Pieces::new());
            }
            if row.len() != width {
                break;
            }
            rows.push(row);
            read += 1 + own;
        }
        (rows, read)
    }

    /// Rows of as many lines as there are heads.
    fn rows_of_width(&self, lines: &[Line], width: usize, legend: &Legend) -> (Vec<Vec<Pieces>>, usize) {
        let number =
            |line: &Line| line.to == line.from + 1 && self.view.tokens.list[line.from].kind == TokenKind::Number;
        let apart = lines[0].blank_before;
        let numbered = number(&lines[0]);
        let (mut rows, mut read) = (Vec::new(), 0);
        for row in lines.chunks(width) {
            let whole = row.len() == width && row.iter().all(|line| self.is_stacked_cell(line));
            let begins = row[0].blank_before == apart || rows.is_empty();
            let within = row[1..].iter().all(|line| !line.blank_before);
            if !whole
                || !begins
                || !within
                || number(&row[0]) != numbered
                || self.is_stacked_head(&row[0], legend) && !self.names_finding(&(row[0].from..row[0].to))
            {
                break;
            }
            rows.push(row.iter().map(piece).collect());
            read += width;
        }
        (rows, read)
    }

    fn is_stacked_cell(&self, line: &Line) -> bool {
        line.to - line.from <= LONGEST_CELL
            && !(line.from..line.to).any(|i| matches!(self.view.mark(i), Some(b':' | b'=')))
    }

    /// The title right above the first line, if it names nodes and says nothing else.
    pub(super) fn title_before(&self, first: &Line) -> Option<Range<usize>> {
        const LONGEST: usize = 8;
        let end = first.from;
        let start = (0..end).rev().find(|&i| i == 0 || self.view.tokens.list[i].newlines > 0)?;
        let last = end - usize::from(self.view.mark(end - 1) == Some(b':'));
        let title = start..last;
        if title.is_empty() {
            return None;
        }
        let facts = self.facts(std::slice::from_ref(&title), super::facts::Asked::default(), &Legend::default());
        let pure = matches!(&facts.named[..], [only] if only.answer.is_none());
        let plain = title.len() <= LONGEST
            && self.cells(title.start, title.end) == 1
            && self.view.mark(title.end - 1) != Some(b',')
            && pure
            && (self.names_node(&title) || self.tags(title.start, title.end).has(Tag::ModicName))
            && !self.levelled(&title)
            && !title.clone().any(|i| matches!(self.view.mark(i), Some(b':' | b'=' | b'.' | b'?')))
            && facts.answer.is_none()
            && facts.size.is_none();
        plain.then_some(title)
    }
}

/// A line as a cell.
fn piece(line: &Line) -> Pieces {
    std::iter::once(line.from..line.to).collect()
}
