//! Where the cells of a table stand: columns by their heads, rows by their lines.

use super::super::Segmenter;
use super::super::lines::Line;
use super::super::tables::GAP;
use crate::extract::levels::{self, View};
use crate::token::NARROW_GAP;
use std::ops::Range;

/// Most lines of heads.
pub(super) const MOST_HEADS: usize = 3;
/// Most rows of a table.
const MOST_ROWS: usize = 60;
/// Most columns of a table.
const MOST_COLUMNS: usize = 24;
/// Most tokens of a head.
const LONGEST_HEAD: usize = 14;
/// Most tokens of a head over others.
const LONGEST_UPPER: usize = 5;
/// Most tokens of a row's name alone on a line.
const LONGEST_NAME: usize = 9;
/// How far a cell may begin beside its head, in columns of text.
const SLACK: u32 = 2;

/// The pieces of a cell, or of a head: one a line.
pub(in crate::extract::segment) type Pieces = Vec<Range<usize>>;

/// A table.
#[derive(Clone, Debug)]
pub(in crate::extract::segment) struct Grid {
    pub(in crate::extract::segment) heads: Vec<Pieces>,
    pub(in crate::extract::segment) rows: Vec<Vec<Pieces>>,
    /// Lines that it takes.
    pub(in crate::extract::segment) lines: usize,
}

/// A cell in its line.
#[derive(Clone, Debug)]
struct Box {
    tokens: Range<usize>,
    x: Range<u32>,
}

impl Box {
    fn middle(&self) -> u32 {
        u32::midpoint(self.x.start, self.x.end)
    }
}

impl Grid {
    /// The same with rows as columns.
    pub(super) fn turned(self) -> Option<Self> {
        let Grid { heads, rows, lines } = self;
        let mut columns = heads.into_iter();
        let corner = columns.next()?;
        let mut names = vec![corner];
        names.extend(rows.iter().map(|row| row[0].clone()));
        let rows = columns
            .enumerate()
            .map(|(i, place)| std::iter::once(place).chain(rows.iter().map(|row| row[i + 1].clone())).collect())
            .collect();
        Some(Grid { heads: names, rows, lines })
    }
}

/// The columns below each head of an upper line, where it begins above the first of them.
fn aligned_groups(columns: &[(Pieces, Box)], upper: &[Box]) -> Option<Vec<Vec<usize>>> {
    let mut groups = vec![Vec::new(); upper.len()];
    for (i, (_, column)) in columns.iter().enumerate() {
        let Some(over) = upper.iter().rposition(|b| b.x.start <= column.x.start + SLACK) else { continue };
        groups[over].push(i);
    }
    let begins = |(b, members): (&Box, &Vec<usize>)| {
        members.first().is_none_or(|&first| b.x.start.abs_diff(columns[first].1.x.start) <= SLACK)
    };
    upper.iter().zip(&groups).all(begins).then_some(groups)
}

/// The columns below each head of an upper line, where it stands above their middle.
fn centred_groups(columns: &[(Pieces, Box)], upper: &[Box]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); upper.len()];
    let mut own = 0;
    for (i, (_, column)) in columns.iter().enumerate() {
        let near = |b: &Box| b.middle().abs_diff(column.middle());
        let over = (0..upper.len()).min_by_key(|&b| near(&upper[b])).unwrap_or(0);
        // the column of the rows' names has none over it
        let left = i == 0
            && upper.first().is_some_and(|b| column.x.end + SLACK < b.x.start)
            && !columns.len().is_multiple_of(upper.len());
        if left {
            own += 1;
        } else {
            groups[over].push(i);
        }
    }
    let even = columns.len() - own;
    if even.is_multiple_of(upper.len()) && even / upper.len() > 1 {
        let width = even / upper.len();
        for (number, members) in groups.iter_mut().enumerate() {
            *members = (0..width).map(|i| own + number * width + i).collect();
        }
    }
    groups
}

impl Segmenter<'_> {
    /// The table that begins with so many lines of heads.
    pub(super) fn grid(&self, lines: &[Line], heads: usize) -> Option<Grid> {
        let first = lines.first()?;
        let parts = self.parting(first);
        let barred = |line: &Line| parts.is_some_and(|mark| self.view.find_mark(mark, line.from, line.to).is_some());
        let bars = parts.is_some();
        if lines.len() <= heads || lines[1..heads].iter().any(|line| line.blank_before || barred(line) != bars) {
            return None;
        }
        let mut columns = self.columns_below(&lines[..heads], parts)?;
        let mut rows: Vec<Vec<Pieces>> = Vec::new();
        let mut read = heads;
        for line in lines[heads..].iter().take(MOST_ROWS) {
            let begun = !rows.is_empty();
            if line.blank_before && begun || line.section.is_some() && !self.is_row(line, parts) {
                break;
            }
            if self.rules_off(line) {
                read += 1;
                continue;
            }
            let left = columns[0].1.x.start > 0 && !columns[0].0.is_empty();
            if !bars && (begun || left) && !self.is_row(line, parts) && self.is_name(line) {
                // names of rows stand left of all heads
                if !begun {
                    let x = self.boxes_of(line, parts).first().map_or(0..0, |b| b.x.clone());
                    columns.insert(0, (Vec::new(), Box { tokens: line.from..line.from, x }));
                }
                let mut row = vec![Pieces::new(); columns.len()];
                row[0].push(line.from..line.to - usize::from(self.view.mark(line.to - 1) == Some(b':')));
                rows.push(row);
                read += 1;
                continue;
            }
            if !self.is_row(line, parts) || bars != barred(line) {
                // `endplate of L3, 6 mm` below the cell that it goes on with
                let cells = self.boxes_of(line, parts);
                let below = |b: &Box| columns.iter().skip(1).position(|(_, c)| c.x.start.abs_diff(b.x.start) <= SLACK);
                let column = cells.first().filter(|_| !bars && begun && !barred(line)).and_then(below);
                let (Some(column), Some(above)) = (column, rows.last_mut()) else {
                    // details of the row above
                    let deeper = cells.first().is_some_and(|cell| cell.x.start > columns[0].1.x.start);
                    if !bars && begun && deeper && !line.blank_before {
                        return None;
                    }
                    break;
                };
                above[column + 1].push(cells[0].tokens.clone());
                read += 1;
                continue;
            }
            let cells = self.boxes_of(line, parts);
            // `level: L3` is a field
            if !bars && cells.iter().any(|cell| self.view.find_mark(b':', cell.tokens.start, cell.tokens.end).is_some())
            {
                match rows.len() {
                    0 | 1 => return None,
                    _ => break,
                }
            }
            // `| L3 | L4` over `Node | yes | no`
            let corner = bars && self.view.mark(first.from) == parts
                || self.is_tabbed(first) && self.view.tokens.list[first.from].spaces >= 8;
            if !begun && corner && cells.len() == columns.len() + 1 {
                columns.insert(0, (Vec::new(), Box { tokens: line.from..line.from, x: 0..0 }));
            }
            // names of rows may stand left of all heads
            if !begun && !bars && columns[0].1.x.start > 0 {
                let left = &cells.first()?.x;
                let behind = left.end < columns[0].1.x.start && cells.len() > 1;
                if behind {
                    columns.insert(0, (Vec::new(), Box { tokens: line.from..line.from, x: left.clone() }));
                }
            }
            let row = self.assigned(&cells, &columns, bars || self.is_tabbed(line))?;
            // what stands below a cell with nothing below the row's name goes on with it
            if !begun && row[0].is_empty() {
                return None;
            }
            let told = row.iter().filter(|cell| !cell.is_empty()).count();
            match rows.last_mut().filter(|_| row[0].is_empty() && !line.blank_before) {
                Some(above) if told + 1 < columns.len() || columns.len() < 3 => {
                    for (cell, more) in above.iter_mut().zip(row) {
                        cell.extend(more);
                    }
                }
                // `L1 | superior | yes` over `| inferior | no`
                Some(above) => {
                    let mut row = row;
                    row[0].clone_from(&above[0]);
                    rows.push(row);
                }
                None => rows.push(row),
            }
            read += 1;
        }
        (!rows.is_empty()).then(|| Grid {
            heads: columns.into_iter().map(|column| column.0).collect(),
            rows,
            lines: read,
        })
    }

    /// Whether a line has cells.
    fn is_row(&self, line: &Line, parts: Option<u8>) -> bool {
        match parts {
            Some(mark) => self.view.find_mark(mark, line.from, line.to).is_some(),
            None => self.gapped(line).len() > 1,
        }
    }

    /// Whether a line is a row's name and nothing else.
    fn is_name(&self, line: &Line) -> bool {
        let end = line.to - usize::from(self.view.mark(line.to - 1) == Some(b':'));
        let name = line.from..end;
        let whole = levels::read(View { end, ..self.view }, line.from).is_some_and(|read| read.next == end);
        name.len() <= LONGEST_NAME && (whole || self.names_finding(&name) && self.label(line.from, end).is_none())
    }

    /// The mark that parts the cells of a line of heads, if it is not gaps that do.
    pub(super) fn parting(&self, line: &Line) -> Option<u8> {
        let count = |mark: u8| (line.from..line.to).filter(|&i| self.parts(i, mark)).count();
        if self.view.find_mark(b'|', line.from, line.to).is_some() {
            return Some(b'|');
        }
        [b';', b',']
            .into_iter()
            .find(|&mark| self.view.find_mark(mark, line.from, line.to).is_some() && count(mark) > 1)
    }

    /// Whether a mark parts two cells: a comma only where no space is behind it.
    fn parts(&self, at: usize, mark: u8) -> bool {
        let tight = |i: usize| self.view.tokens.list.get(i).is_none_or(|t| t.glued || t.newlines > 0);
        self.view.mark(at) == Some(mark) && (mark != b',' || tight(at + 1))
    }

    /// The cells between marks; what stands in quotes is one.
    fn between_marks(&self, line: &Line, mark: u8) -> Vec<Range<usize>> {
        let (mut cells, mut from, mut quoted) = (Vec::new(), line.from, false);
        for at in line.from..line.to {
            quoted ^= self.view.mark(at) == Some(b'"');
            if !quoted && self.parts(at, mark) {
                cells.push(from..at);
                from = at + 1;
            }
        }
        cells.push(from..line.to);
        let quote = |i: usize| self.view.mark(i) == Some(b'"');
        for cell in &mut cells {
            if cell.len() > 1 && quote(cell.start) && quote(cell.end - 1) {
                *cell = cell.start + 1..cell.end - 1;
            }
        }
        cells
    }

    /// `-------   -----` between heads and rows.
    fn rules_off(&self, line: &Line) -> bool {
        (line.from..line.to).all(|i| matches!(self.view.mark(i), Some(b'-' | b'=' | b'_' | b'+' | b'|')))
    }

    /// The columns that lines of heads make.
    fn columns_below(&self, lines: &[Line], parts: Option<u8>) -> Option<Vec<(Pieces, Box)>> {
        let bars = parts.is_some();
        let told: Vec<Vec<Box>> = lines.iter().map(|line| self.boxes_of(line, parts)).collect();
        let lowest = told.last()?;
        let base = if bars { told.iter().max_by_key(|boxes| boxes.len())? } else { lowest };
        if base.len() < 2 || base.len() > MOST_COLUMNS || told.iter().flatten().any(|b| b.tokens.len() > LONGEST_HEAD) {
            return None;
        }
        // a title is no head
        let keyed = |b: &Box| self.view.find_mark(b':', b.tokens.start, b.tokens.end).is_some();
        if !bars && told.iter().flatten().any(keyed) {
            return None;
        }
        let wordy = |b: &Box| {
            let sign = b.tokens.clone().any(|i| matches!(self.view.mark(i), Some(b'=' | b':' | b';')));
            b.tokens.len() > LONGEST_UPPER || sign
        };
        if lines.len() > 1 && (base.len() < 3 || told[..told.len() - 1].iter().flatten().any(wordy)) {
            return None;
        }
        if bars && told.iter().any(|boxes| boxes.len() != base.len()) {
            return None;
        }
        let mut columns: Vec<(Pieces, Box)> = lowest.iter().map(|b| (vec![b.tokens.clone()], b.clone())).collect();
        for upper in told.iter().rev().skip(1) {
            if bars {
                // `Endplates |  |` over `Node | Modic |`
                let mut over = 0..0;
                for (column, b) in columns.iter_mut().zip(upper) {
                    let below = !b.tokens.is_empty() || column.1.tokens.is_empty();
                    over = if below { b.tokens.clone() } else { over };
                    column.0.insert(0, over.clone());
                }
                continue;
            }
            self.put_over(&mut columns, upper);
        }
        for (pieces, _) in &mut columns {
            pieces.retain(|piece| !piece.is_empty());
        }
        Some(columns)
    }

    /// Puts a line of heads over the columns below: each over the one that it begins above, or over several.
    fn put_over(&self, columns: &mut Vec<(Pieces, Box)>, upper: &[Box]) {
        let starts = |b: &Box, column: &Box| b.x.start.abs_diff(column.x.start) <= SLACK;
        let meets = |b: &Box, column: &Box| b.x.start < column.x.end && column.x.start < b.x.end;
        // as many below each, as under `T12 | L1 | L2`
        let alone = upper.iter().filter(|b| !columns.iter().any(|(_, column)| meets(b, column) || starts(b, column)));
        if alone.count() == 0 && upper.len() >= columns.len() {
            for (pieces, column) in columns.iter_mut() {
                let over = upper.iter().filter(|b| meets(b, column) || starts(b, column)).map(|b| b.tokens.clone());
                let over: Pieces = over.take(1).collect();
                pieces.splice(0..0, over);
            }
            return;
        }
        let groups = aligned_groups(columns, upper).unwrap_or_else(|| centred_groups(columns, upper));
        let mut more = Vec::new();
        for (number, members) in groups.into_iter().enumerate() {
            for &i in &members {
                columns[i].0.insert(0, upper[number].tokens.clone());
            }
            if members.is_empty() {
                more.push((vec![upper[number].tokens.clone()], upper[number].clone()));
            }
        }
        columns.extend(more);
        columns.sort_by_key(|(_, column)| column.x.start);
    }

    /// The cells of a line.
    fn boxes_of(&self, line: &Line, parts: Option<u8>) -> Vec<Box> {
        let start = self.view.tokens.list[line.from].span.start.min(line.start);
        let place = |tokens: Range<usize>| {
            let at = |i: usize| self.view.tokens.list[i].span;
            let x = match tokens.is_empty() {
                true => 0..0,
                false => at(tokens.start).start - start..at(tokens.end - 1).end - start,
            };
            Box { tokens, x }
        };
        let cells = match parts {
            Some(b'|') => self.split_cells(line.from, line.to),
            Some(mark) => self.between_marks(line, mark),
            None => self.gapped(line),
        };
        cells.into_iter().map(place).collect()
    }

    /// The cells of a line that gaps part; of one with tabs also those that are empty.
    fn gapped(&self, line: &Line) -> Vec<Range<usize>> {
        let tokens = &self.view.tokens.list;
        let gap = |i: usize| tokens[i].span.start.saturating_sub(tokens[i - 1].span.end);
        let tabs = |i: usize| {
            let spaces = u32::from(tokens[i].spaces);
            let bytes = gap(i);
            (spaces == 8 * bytes && bytes > 0).then_some(bytes as usize)
        };
        let parts: Vec<usize> = (line.from + 1..line.to).filter(|&i| tokens[i].spaces >= NARROW_GAP).collect();
        let tabbed = self.is_tabbed(line);
        let stop = |i: usize| matches!(self.view.mark(i), Some(b'.' | b',' | b';' | b':' | b'?' | b'!'));
        // two spaces part cells where they do so again and again
        let narrow = parts.len() > 1 && !parts.iter().any(|&i| stop(i - 1) && tokens[i].spaces < GAP);
        let width = if narrow { NARROW_GAP } else { GAP };
        let mut cells = Vec::new();
        let mut from = line.from;
        for i in parts.into_iter().filter(|&i| tokens[i].spaces >= width) {
            cells.push(from..i);
            let more = if tabbed { tabs(i).unwrap_or(1) - 1 } else { 0 };
            cells.extend((0..more).map(|_| i..i));
            from = i;
        }
        cells.push(from..line.to);
        cells
    }

    /// Whether two spaces part the cells of a line again and again.
    pub(super) fn parted_narrowly(&self, line: &Line) -> bool {
        self.view.tokens.gaps && self.gapped(line).len() > 2
    }

    /// Whether tabs part the cells of a line.
    fn is_tabbed(&self, line: &Line) -> bool {
        let tokens = &self.view.tokens.list;
        let mut parts = (line.from + 1..line.to).filter(|&i| tokens[i].spaces >= NARROW_GAP).peekable();
        let tab =
            |i: usize| u32::from(tokens[i].spaces) == 8 * tokens[i].span.start.saturating_sub(tokens[i - 1].span.end);
        parts.peek().is_some() && parts.all(tab)
    }

    /// The cells of a row by column.
    fn assigned(&self, cells: &[Box], columns: &[(Pieces, Box)], bars: bool) -> Option<Vec<Pieces>> {
        let mut row = vec![Pieces::new(); columns.len()];
        let empty = cells.iter().any(|cell| cell.tokens.is_empty());
        if bars || empty || cells.len() == columns.len() {
            if cells.len() > columns.len() {
                return None;
            }
            for (own, cell) in row.iter_mut().zip(cells) {
                own.extend((!cell.tokens.is_empty()).then(|| cell.tokens.clone()));
            }
            return Some(row);
        }
        let mut last: Option<usize> = None;
        for cell in cells {
            let cost = |column: &Box| {
                let apart = [
                    cell.x.start.abs_diff(column.x.start),
                    cell.x.end.abs_diff(column.x.end),
                    cell.middle().abs_diff(column.middle()),
                ];
                apart.into_iter().min().unwrap_or(u32::MAX)
            };
            let (column, _) = columns.iter().enumerate().min_by_key(|(_, (_, column))| cost(column))?;
            if last.is_some_and(|last| column <= last) {
                return None;
            }
            last = Some(column);
            row[column].push(cell.tokens.clone());
        }
        Some(row)
    }
}
