//! Tables with a column for each exam, whose rows are the fields of a form: `Size | 7 mm | 4 mm` below `Prior | Today`. Today's
//! column is read like fields below one another; the earlier one tells the course of a node that both measure.

use super::super::Segmenter;
use super::fields::{Field, Run};
use super::grid::{Grid, Pieces};
use super::heads::Column;
use super::legend::Legend;
use super::rows::Row;
use crate::finding::{Change, Evidence, Finding, FindingKind, Role};
use std::ops::Range;

/// Fewest rows that are fields which forms have.
const FEWEST_FIELDS: usize = 2;

impl Segmenter<'_> {
    /// The findings of today's column; none if the table is no such one.
    pub(super) fn exam_columns(&self, grid: &Grid, legend: &Legend) -> Option<Vec<Row>> {
        let mut columns: Vec<Column> = grid.heads.iter().map(|head| self.column(head, legend)).collect();
        if columns.len() < 3 || columns[1..].iter().any(|column| column.kind.is_some() || column.place) {
            return None;
        }
        self.mark_earlier(grid, &mut columns);
        let prior = (1..columns.len()).rev().find(|&i| columns[i].prior)?;
        let exam = |i: &usize| !columns[*i].prior && !columns[*i].course && !columns[*i].remark;
        let today = (1..columns.len()).find(|&i| columns[i].today).or_else(|| (1..columns.len()).find(exam))?;
        let known = |row: &&Vec<Pieces>| match &row[0][..] {
            [key] => {
                let column = self.column(&vec![self.asked_words(key)], legend);
                column.known && !column.value && !self.levelled(key)
            }
            _ => false,
        };
        if grid.rows.iter().filter(known).count() < FEWEST_FIELDS {
            return None;
        }
        let mut rows = self.read_exam(grid, today, legend)?;
        let course = columns.iter().position(|column| column.course && !column.prior);
        let told = course.and_then(|course| self.course_in(grid, course, legend));
        let before: Vec<Finding> = self
            .read_exam(grid, prior, legend)
            .into_iter()
            .flatten()
            .flat_map(|(_, told)| told)
            .map(|told| told.finding)
            .collect();
        let nodes: Vec<&mut Finding> = rows
            .iter_mut()
            .flat_map(|(_, told)| told)
            .map(|told| &mut told.finding)
            .filter(|finding| finding.kind == FindingKind::SchmorlNode)
            .collect();
        let only = nodes.len() == 1;
        for node in nodes {
            let told = told.clone().filter(|_| only);
            let earlier =
                before.iter().find(|f| f.kind == node.kind && (f.level, f.endplate) == (node.level, node.endplate));
            let compared = earlier.and_then(|earlier| Some((Change::of_size(earlier.size_mm?, node.size_mm?), None)));
            let Some((change, at)) = told.map(|(change, at)| (change, Some(at))).or(compared) else { continue };
            if node.change.is_none() {
                node.change = Some(change);
                let span = at.map(|at: Range<usize>| self.view.tokens.span(at.start, at.end));
                let size = || node.evidence.iter().find(|e| e.role == Role::Size).map(|e| e.span);
                if let Some(span) = span.or_else(size) {
                    node.evidence.push(Evidence { role: Role::Change, span, rule: "form".into() });
                }
            }
        }
        Some(rows)
    }

    /// What a column tells, read as fields below one another.
    fn read_exam(&self, grid: &Grid, column: usize, legend: &Legend) -> Option<Vec<Row>> {
        let mut run = Run::default();
        for row in &grid.rows {
            let Some(key) = row[0].first().cloned() else { continue };
            // `Disc L4-L5 | bulge | bulge`
            if self.levelled(&key) && !self.names_finding(&key) {
                continue;
            }
            let value = row[column].first().cloned();
            if row[1..].iter().all(Vec::is_empty) {
                self.head_record(&mut run, key, legend);
                continue;
            }
            let value = value.unwrap_or(key.end..key.end);
            self.put_field(&mut run, Field { key: Some(self.asked_words(&key)), value }, legend);
        }
        let rows = self.end_run(run, legend)?;
        (!rows.is_empty()).then_some(rows)
    }

    /// The course that a column tells in the row of a size or of a node.
    fn course_in(&self, grid: &Grid, course: usize, legend: &Legend) -> Option<(Change, Range<usize>)> {
        grid.rows.iter().find_map(|row| {
            let column = self.column(&row[0], legend);
            let node = matches!(column.kind, Some((FindingKind::SchmorlNode, _)));
            let facts = self.facts(&row[course], column.asked(false), legend);
            facts.change.filter(|_| column.measures || node)
        })
    }
}
