//! Rows of a table into findings.

use super::super::Segmenter;
use super::Told;
use super::facts::{Answer, Asked};
use super::grid::{Grid, Pieces};
use super::heads::Column;
use super::legend::Legend;
use crate::finding::FindingKind;
use crate::lexicon::tag::Tag;
use crate::token::TokenKind;
use std::ops::Range;

/// Lines above a table that may title it.
const LINES_ABOVE: usize = 3;
/// Fewest letters of a word that says nothing.
const SHORTEST_IDLE: u32 = 4;
/// Most tokens of such a title.
const LONGEST_TITLE: usize = 24;

/// How the cells of a record stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// In a table's row.
    Table,
    /// In one line, with their keys.
    Line,
    /// On a line each, with their keys.
    Lines,
}

/// A row's tokens and what it tells.
pub(super) type Row = (Range<usize>, Vec<Told>);

/// What all the rows of a table share.
pub(super) struct Sheet {
    pub(super) columns: Vec<Column>,
    /// The column that says what each row is.
    pub(super) kinds: Option<usize>,
    /// What rows are that do not say it.
    pub(super) title: Option<(FindingKind, Range<usize>)>,
    /// A column of Modic changes tells whether they are there, not their type.
    pub(super) presence: bool,
    /// It is one record, whose cells have each a key.
    pub(super) record: bool,
    /// Each cell has a line of its own.
    pub(super) apart: bool,
    /// The first column tells a level in every other row.
    pub(super) placed: bool,
    /// `+` stands in a cell, so that `-` is no blank.
    pub(super) signed: Vec<bool>,
    /// Words of cells that say nothing: `normal`.
    pub(super) idle: Vec<Vec<u8>>,
}

impl Sheet {
    pub(super) fn title_kind(&self) -> Option<FindingKind> {
        self.title.as_ref().map(|(kind, _)| *kind)
    }
}

impl Segmenter<'_> {
    /// The findings of a table's rows; none if it is not understood, or tells none.
    pub(super) fn records_of(&self, grid: Grid, legend: &Legend, layout: Layout) -> Option<Vec<Row>> {
        let card = layout != Layout::Table && grid.heads[0].is_empty();
        let apart = layout == Layout::Lines;
        let (mut grid, mut columns) = self.oriented(grid, legend, layout != Layout::Table)?;
        // `Yes | No`
        let option = |column: &Column| column.kind.is_none() && column.option.is_some();
        let options = columns.iter().filter(|column| option(column)).count();
        let mut answers = columns.iter().filter(|column| option(column)).map(|column| column.option);
        let first = answers.next();
        let alike = options > 1 && answers.all(|answer| Some(answer) == first);
        if alike || options == 1 && columns.len() < 3 {
            return None;
        }
        for column in &mut columns {
            match option(column) {
                true if options > 1 => (column.answers, column.numbers) = (false, false),
                true => column.option = None,
                false => {}
            }
        }
        self.fill_dittos(&mut grid);
        self.mark_earlier(&grid, &mut columns);
        if !card && let Some(title) = self.title_above(&grid, &columns) {
            let scale = self.scale_behind(&title);
            for column in columns.iter_mut().filter(|column| column.kind.is_none() && !column.sides.is_empty()) {
                column.kind = Some((FindingKind::SchmorlNode, title.clone()));
                column.scale = column.scale.or(scale);
            }
        }
        let presence = self.modic_answered(&grid, &columns, legend);
        let cell =
            |row: &Vec<Pieces>, i: usize, columns: &[Column]| self.facts(&row[i], columns[i].asked(presence), legend);
        // a column of names, of which some are findings'
        let names = |i: usize| {
            let named = |row: &Vec<Pieces>| {
                let facts = cell(row, i, &columns);
                !facts.named.is_empty()
            };
            columns[i].kind.is_none() && columns[i].sides.is_empty() && !columns[i].prior && grid.rows.iter().any(named)
        };
        let mut columns = columns.clone();
        let naming: Vec<usize> = (0..columns.len()).filter(|&i| names(i)).collect();
        let headed = columns.iter().any(|column| column.kind.is_some());
        let node = |column: &Column| column.kind.as_ref().is_some_and(|(kind, _)| *kind == FindingKind::SchmorlNode);
        let kinds = naming.first().copied().filter(|_| !card && !columns.iter().any(node));
        if let Some(kinds) = kinds {
            columns[kinds].numbers = false;
        }
        // the title of a form stands over tables of levels and endplates
        let nouns = [Tag::EndplateNoun, Tag::EndplateNouns];
        let sided = |head: &Pieces| head.iter().any(|piece| piece.clone().any(|i| self.tags(i, piece.end).any(&nouns)));
        let modic = |column: &Column| column.other || column.types;
        let of_form = grid.heads.iter().any(sided) && !columns.iter().any(modic);
        let subject = || self.subject.clone().filter(|_| of_form && !card);
        let title = self.title.clone().or_else(subject).and_then(|title| Some((self.title_kind(&title)?, title)));
        // a card that names a node needs no title
        let itself = card && grid.rows.iter().flatten().flatten().any(|piece| self.names_node(piece));
        let title = title.filter(|_| !columns.iter().any(node) && kinds.is_none() && !itself);
        if !headed && kinds.is_none() && title.is_none() && !card {
            return None;
        }
        let plus = |i: usize| {
            let sign = |row: &Vec<Pieces>| matches!(&row[i][..], [only] if only.len() == 1 && self.view.mark(only.start) == Some(b'+'));
            grid.rows.iter().any(sign)
        };
        let signed = (0..columns.len()).map(plus).collect();
        let first = columns.iter().position(|column| !column.numbers).unwrap_or(0);
        let levelled = |row: &&Vec<Pieces>| row[first].iter().any(|piece| self.levelled(piece));
        let placed = kinds != Some(first) && grid.rows.iter().filter(levelled).count() * 2 > grid.rows.len();
        let record = layout != Layout::Table;
        let idle = self.idle_words(&grid);
        let sheet = Sheet { columns, kinds, record, title, placed, apart, presence, signed, idle };
        let mut rows = Vec::new();
        for row in &grid.rows {
            let told = self.row_told(row, &sheet, legend)?;
            let pieces = || row.iter().flatten();
            let (Some(from), Some(to)) = (pieces().map(|p| p.start).min(), pieces().map(|p| p.end).max()) else {
                continue;
            };
            if !told.is_empty() {
                // a turned table's rows are columns
                let one = pieces().all(|p| (from..to).contains(&p.start)) && to - from < super::super::LONGEST_SENTENCE;
                let body = if one { from..to } else { row.iter().flatten().next()?.clone() };
                rows.push((body, told));
            }
        }
        (!rows.is_empty()).then_some(rows)
    }

    /// A table with a column for each field, and its columns: where levels head the columns and findings name the rows, it is
    /// turned. `record`: it is one record, which may have one field.
    fn oriented(&self, grid: Grid, legend: &Legend, record: bool) -> Option<(Grid, Vec<Column>)> {
        let mut grid = grid;
        let mut columns: Vec<Column> = grid.heads.iter().map(|head| self.column(head, legend)).collect();
        // levels head the columns, and findings name the rows
        let sited = |column: &Column| column.place && column.kind.is_none();
        let heads = columns.iter().filter(|column| column.known).count();
        let enough = heads + usize::from(record);
        if columns.iter().any(|column| column.value) || enough < 2 {
            return None;
        }
        let level = |i: &usize| grid.heads[*i].iter().any(|piece| self.levelled(piece));
        if !columns[1..].iter().all(sited) && (0..columns.len()).any(|i| level(&i)) {
            return None;
        }
        let named = |row: &Vec<Pieces>| row[0].iter().any(|piece| self.names_finding(piece));
        let across = columns.len() > 2 && columns[1..].iter().all(sited);
        let sides = columns.iter().skip(1).all(|column| !column.sides.is_empty()) && !grid.rows.iter().any(named);
        if across && !sides {
            if !grid.rows.iter().any(named) {
                return None;
            }
            grid = grid.turned()?;
            columns = grid.heads.iter().map(|head| self.column(head, legend)).collect();
            columns[0] = Column::default();
        } else if columns.iter().filter(|column| sited(column)).count() > 1
            && columns.iter().any(|column| column.place && column.kind.is_none() && column.sides.is_empty())
        {
            return None;
        }
        Some((grid, columns))
    }

    /// The name of nodes in the lines above a table whose columns are sides: `7.1 Schmorl's node, each endplate`.
    fn title_above(&self, grid: &Grid, columns: &[Column]) -> Option<Range<usize>> {
        let sides = columns.iter().filter(|column| !column.sides.is_empty()).count();
        let first = grid.heads.iter().flatten().map(|piece| piece.start).min()?;
        if sides < 2 {
            return None;
        }
        let tokens = &self.view.tokens.list;
        let mut end = first;
        for _ in 0..LINES_ABOVE {
            let start = (0..end).rev().find(|&i| i == 0 || tokens[i].newlines > 0)?;
            let name = |from: usize| {
                let words = from..end.min(from + 4);
                let facts = self.facts(std::slice::from_ref(&words), Asked::default(), &Legend::default());
                facts
                    .named
                    .first()
                    .filter(|named| named.at.start == from && named.kind == FindingKind::SchmorlNode)
                    .map(|named| named.at.clone())
            };
            let said = |i: usize| self.tags(i, end).any(&[Tag::Verb, Tag::ThereIs, Tag::Shows]);
            if end - start <= LONGEST_TITLE
                && !(start..self.view.find_mark(b'(', start, end).unwrap_or(end)).any(said)
                && let Some(name) = (start..end).rev().find_map(name)
            {
                return Some(name);
            }
            end = start;
        }
        None
    }

    /// What a title names: nodes or Modic changes.
    fn title_kind(&self, title: &Range<usize>) -> Option<FindingKind> {
        if self.names_node(title) {
            return Some(FindingKind::SchmorlNode);
        }
        let facts = self.facts(std::slice::from_ref(title), Asked::default(), &Legend::default());
        facts.names(FindingKind::ModicChange).map(|named| named.kind)
    }

    /// The unit that stands behind a title in its line: `Schmorl's nodes (mm)`.
    fn scale_behind(&self, title: &Range<usize>) -> Option<f64> {
        let end = self.view.tokens.line_end(title.start);
        let tags = |i: usize| self.tags(i, end);
        let unit = (title.end..end).find(|&i| tags(i).any(&[Tag::Millimetre, Tag::Centimetre]))?;
        let figure = self.view.tokens.list[unit - 1].kind == TokenKind::Number;
        (!figure).then(|| if tags(unit).has(Tag::Millimetre) { 1.0 } else { 10.0 })
    }

    /// Words that fill cells of several rows and say nothing that forms tell: `normal`, `intact`.
    fn idle_words(&self, grid: &Grid) -> Vec<Vec<u8>> {
        let mut seen: Vec<(Vec<u8>, usize)> = Vec::new();
        for cell in grid.rows.iter().flat_map(|row| row.iter().skip(1)) {
            let [only] = &cell[..] else { continue };
            let word = &self.view.tokens.list[only.start];
            let short = word.span.end - word.span.start < SHORTEST_IDLE;
            if only.len() != 1 || word.kind != TokenKind::Word || short {
                continue;
            }
            let folded = self.view.tokens.folded_bytes(word);
            match seen.iter_mut().find(|(told, _)| told == folded) {
                Some((_, times)) => *times += 1,
                None => {
                    let facts = self.facts(cell, Asked::default(), &Legend::default());
                    let says = facts.answer.is_some() || !facts.named.is_empty() || !facts.places.is_empty();
                    seen.push((folded.to_vec(), if facts.unread && !says { 1 } else { usize::MAX / 2 }));
                }
            }
        }
        seen.into_iter().filter(|(_, times)| (2..usize::MAX / 2).contains(times)).map(|(word, _)| word).collect()
    }

    /// Puts the cell above in place of a ditto mark.
    fn fill_dittos(&self, grid: &mut Grid) {
        if !self.view.tokens.has_mark(b'"') {
            return;
        }
        let ditto =
            |cell: &Pieces| matches!(&cell[..], [only] if only.len() == 1 && self.view.mark(only.start) == Some(b'"'));
        for row in 1..grid.rows.len() {
            let (above, rows) = grid.rows.split_at_mut(row);
            for (cell, above) in rows[0].iter_mut().zip(&above[row - 1]) {
                if ditto(cell) {
                    cell.clone_from(above);
                }
            }
        }
    }

    /// Marks the columns of earlier exams, where dates head several.
    pub(super) fn mark_earlier(&self, grid: &Grid, columns: &mut [Column]) {
        let heads: Vec<Range<usize>> = grid.heads.iter().filter_map(|head| head.last().cloned()).collect();
        let earlier = self.earlier_exams(&heads);
        for (head, column) in grid.heads.iter().zip(columns.iter_mut()) {
            if head.last().is_some_and(|last| earlier.contains(last)) {
                column.prior = true;
            }
        }
        // `Baseline | Month 12`: what stands beside it is today's
        if !columns.iter().any(|column| column.today)
            && let Some(prior) = columns.iter().position(|column| column.prior)
        {
            let open = |column: &Column| !column.known && column.kind.is_none() && !column.course && !column.other;
            let mut beside = [prior + 1, prior.wrapping_sub(1)].into_iter().filter(|&i| i > 0);
            if let Some(today) = beside.find(|&i| columns.get(i).is_some_and(open)) {
                (columns[today].today, columns[today].answers) = (true, true);
            }
        }
        // `Measurements (mm) | 2021 | today`
        let measured = |column: &Column| column.measures;
        if let (Some(scale), false) = (columns[0].scale, columns[1..].iter().any(measured)) {
            let dated = earlier.len();
            for (i, column) in columns.iter_mut().enumerate().skip(1) {
                let exam = column.prior
                    || column.today
                    || dated > 0 && grid.heads[i].last().is_some_and(|l| self.year(l).is_some());
                if exam {
                    (column.scale, column.measures) = (Some(scale), true);
                }
            }
            (columns[0].scale, columns[0].measures) = (None, false);
        }
        // `baseline | today`
        let Some(today) = columns.iter().position(|column| column.today) else { return };
        for column in columns[..today].iter_mut().skip(1).filter(|column| !column.known) {
            column.prior = true;
        }
    }

    /// Whether figures below a Modic head are answers: 1 is told to mean yes, and no other figure stands there.
    fn modic_answered(&self, grid: &Grid, columns: &[Column], legend: &Legend) -> bool {
        if legend.tells(b"1") != Some(Answer::Yes) {
            return false;
        }
        if columns.iter().filter(|column| column.types).all(|column| column.says_type) {
            return false;
        }
        let typed = columns.iter().filter(|column| column.types).count() > 1;
        let low = |pieces: &Pieces| match &pieces[..] {
            [only] if only.len() == 1 => {
                let token = &self.view.tokens.list[only.start];
                token.kind != TokenKind::Number || matches!(self.view.tokens.folded_bytes(token), b"0" | b"1" | b"9")
            }
            _ => true,
        };
        let columns = columns.iter().enumerate().filter(|(_, column)| column.types);
        let mut cells = columns.flat_map(|(i, _)| grid.rows.iter().map(move |row| &row[i]));
        typed || cells.all(low)
    }
}
