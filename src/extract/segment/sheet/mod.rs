//! Sheets: forms that tell findings by their layout alone, read as records of typed values.
//!
//! A record is what a form says of one place: every value in it is one thing (see [`facts`]), and what it is of follows
//! from its column's head. A sheet is read whole or not at all: where a value that may speak of a finding is more than
//! that, the lines are left to the readers of rows and of prose.

mod below;
mod cards;
mod drafts;
mod dump;
mod exams;
mod facts;
mod fields;
mod grid;
mod heads;
mod items;
mod legend;
mod record;
mod rows;
mod stacked;

use super::Segmenter;
use super::lines::Line;
use crate::anatomy::{Endplate, Level};
use crate::finding::Finding;
use crate::token::marks;
pub(super) use legend::Legend;

/// Sentences right before a table of which one may be its title.
const TITLES: usize = 4;

/// A finding that a form tells.
#[derive(Clone, Debug)]
pub(in crate::extract) struct Told {
    /// As the form says it, with its evidence; its section is its sentence's.
    pub(in crate::extract) finding: Finding,
    /// Places of the nodes that a denial without a place of its own speaks of.
    pub(in crate::extract) reach: Vec<(Option<Level>, Option<Endplate>)>,
    /// Token of its name.
    pub(in crate::extract) head: usize,
}

impl Segmenter<'_> {
    /// Reads the table that begins with the first line; how many lines it has, 0 if it is none that is understood.
    pub(super) fn sheet(&mut self, lines: &[Line]) -> usize {
        let Some(first) = lines.first() else { return 0 };
        // a table whose heads were not understood is read row by row
        if !self.columns.is_empty() || !self.level_columns.is_empty() || !self.options.is_empty() {
            return 0;
        }
        // `Schmorl's nodes | T10 sup | L1 inf` over what is told of each
        if lines.len() > 1 && self.may_head_places(first) {
            return 0;
        }
        let next = lines.get(1);
        let gaps = || {
            let below = next.is_some_and(|next| self.cells(next.from, next.to) > 1 || next.blank_before);
            below && (self.cells(first.from, first.to) > 1 || self.parted_narrowly(first))
        };
        let table = next.is_some() && (self.parting(first).is_some() || gaps());
        let legend = std::mem::take(&mut self.sheet_legend);
        let titled = self.title.is_some();
        if !titled && next.is_some() {
            self.title = self.title_before(first);
        }
        let mut read = None;
        if table {
            read = (1..=grid::MOST_HEADS).find_map(|heads| {
                let grid = self.grid(lines, heads)?;
                // `endplate | edema` below `Superior | Marrow` are heads, too
                let under = |cell: &grid::Pieces| {
                    let column = self.column(cell, &legend);
                    column.known && !column.place && !column.value && column.option.is_none()
                };
                if heads < grid::MOST_HEADS && grid.rows[0].iter().filter(|cell| under(cell)).count() > 1 {
                    return None;
                }
                let read = grid.lines;
                let exams = self.exam_columns(&grid, &legend);
                let rows = exams.or_else(|| self.records_of(grid, &legend, rows::Layout::Table))?;
                Some((read, rows))
            });
        }
        if read.is_none() && next.is_some() && !first.is_prose() {
            read = self.stacked(lines, &legend).and_then(|grid| {
                let read = grid.lines;
                Some((read, self.records_of(grid, &legend, rows::Layout::Table)?))
            });
        }
        if read.is_none() && next.is_some() && first.named && self.tells_today() {
            read = self.titled_rows(lines, &legend).or_else(|| self.hanging_list(lines, &legend));
        }
        if !titled {
            self.title = None;
        }
        let signs = marks([b'=', b':']);
        let headed = !first.named && super::prose::heads_section(self.view, first);
        if read.is_none() && first.may_have(signs) && !headed {
            read = self.dump(lines, &legend);
        }
        if read.is_none() && next.is_some() && !headed && !first.is_prose() {
            read = self.cards(lines, &legend);
            if read.is_none() && first.from >= self.fields_told {
                let (lines_read, rows) = self.field_records(lines, &legend);
                self.fields_told = lines.get(lines_read).map_or(lines[lines.len() - 1].to, |line| line.from);
                read = (!rows.is_empty()).then_some((lines_read, rows));
            }
        }
        self.sheet_legend = legend;
        let Some((read, rows)) = read else { return 0 };
        self.leave_early_section();
        self.heading = None;
        // what titles a table says nothing by itself
        let titles = |sentence: &super::Sentence| {
            let told = rows.iter().flat_map(|(_, told)| told);
            sentence.told.is_empty() && told.into_iter().any(|told| sentence.body.contains(&told.head))
        };
        let near = self.out.len().saturating_sub(TITLES);
        let kept: Vec<super::Sentence> = self.out.split_off(near).into_iter().filter(|s| !titles(s)).collect();
        self.out.extend(kept);
        if std::mem::take(&mut self.defines) {
            self.section = super::Section::Body;
        }
        for (body, told) in rows {
            self.paragraph += 1;
            self.push_told(body, told);
        }
        self.columns.clear();
        self.title = None;
        read
    }

    /// A sentence that tells findings by its layout.
    fn push_told(&mut self, body: std::ops::Range<usize>, told: Vec<Told>) {
        let before = self.out.len();
        self.key = None;
        self.push_whole(body.start, body.end);
        if let Some(sentence) = self.out[before..].last_mut() {
            sentence.key = None;
            sentence.cells = Vec::new();
            sentence.told = told;
        }
    }
}
