//! Tables: column heads, and rows read as one sentence whose cells answer their heads.
//!
//! Cells are parted by bars, tabs or wide gaps. A cell belongs to the head of the same number; in a gapped table with
//! empty cells, to the head that begins nearest above it.

use super::lines::Line;
use super::{Cell, Segmenter, heading_of};
use crate::anatomy::Level;
use crate::extract::atoms::YEARS;
use crate::extract::levels::{self, View};
use crate::finding::{Change, Modic, Section};
use crate::lexicon::PhraseNumber;
use crate::lexicon::tag::Tag;
use crate::token::{NARROW_GAP, Token, TokenKind};
use memchr::memchr_iter;
use std::ops::Range;

/// Spaces that part two cells.
pub(super) const GAP: u8 = 3;
/// Most tokens of a column's head.
pub(super) const LONGEST_HEAD: usize = 7;

/// Most tokens of a table's title that counts what it names.
const LONGEST_TITLE: usize = 12;

/// Most rows of a table that are looked at for its signs.
const MOST_ROWS: usize = 64;

/// The head of a column.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) range: Range<usize>,
    /// Where it begins in its line, in bytes.
    pub(super) x: u32,
    /// Its lower line, where it has two.
    pub(super) lower: Option<Range<usize>>,
    /// It numbers the rows.
    pub(super) numbers: bool,
    /// It counts what a row names.
    pub(super) counts: bool,
    /// It holds what an earlier exam showed.
    pub(super) prior: bool,
    /// Its figures are grades, of which 0 means none: `Edema (0-3)`.
    pub(super) graded: bool,
}

impl Head {
    /// A head of which no more is known than its words and where it stands.
    pub(super) fn plain(range: Range<usize>, x: u32) -> Self {
        Self { range, x, lower: None, numbers: false, counts: false, prior: false, graded: false }
    }
}

impl Segmenter<'_> {
    /// How many cells a line has: parts between bars, tabs or wide gaps.
    pub(super) fn cells(&self, from: usize, to: usize) -> usize {
        let tokens = &self.view.tokens.list[from..to];
        let barred = self.view.tokens.has_mark(b'|');
        let bars = if barred { memchr_iter(b'|', &self.view.tokens.kinds[from..to]).count() } else { 0 };
        // `Marrow edema     |  none`: the gaps stand beside the bar
        if !self.view.tokens.gaps || bars > 0 {
            return 1 + bars;
        }
        // `Skeleton      :   Schmorl's nodes` is no table
        let colon = |t: &Token| t.kind == TokenKind::Mark(b':');
        let width = self.gap(from, to);
        let gap = |&i: &usize| self.parts_cells(i, width) && !colon(&tokens[i - from - 1]) && !colon(&tokens[i - from]);
        1 + (from + 1..to).filter(gap).count()
    }

    /// Whether the spaces before a token part two cells: not behind a word that cannot end one, `in the   inferior`.
    fn parts_cells(&self, at: usize, width: u8) -> bool {
        const JOINTS: [Tag; 5] = [Tag::Of, Tag::At, Tag::Article, Tag::And, Tag::With];
        let token = &self.view.tokens.list[at];
        token.spaces >= width && token.newlines == 0 && !self.tags(at - 1, at).any(&JOINTS)
    }

    /// Spaces that part the cells of a line: two, where they stand in it several times and not behind a stop.
    fn gap(&self, from: usize, to: usize) -> u8 {
        let tokens = &self.view.tokens.list[from..to];
        let stop = |t: &Token| matches!(t.kind, TokenKind::Mark(b'.' | b',' | b';' | b':' | b'?' | b'!'));
        // `No.  Site   Nature`
        let from =
            from + 2 * usize::from(self.tags(from, to).has(Tag::RowNumber) && self.view.mark(from + 1) == Some(b'.'));
        let tokens = &tokens[(from - (to - tokens.len())).min(tokens.len())..];
        let wide = |pair: &[Token]| pair[1].spaces >= NARROW_GAP && pair[1].newlines == 0;
        let parts = tokens.windows(2).filter(|pair| wide(pair)).count();
        let prose = tokens.windows(2).any(|pair| wide(pair) && stop(&pair[0]));
        if parts >= 3 && !prose { NARROW_GAP } else { GAP }
    }

    /// Keeps a table's column heads; true if the line is one.
    pub(super) fn column_heads(&mut self, at: usize, to: usize) -> bool {
        // `Abbreviations: SN Schmorl's node | EP endplate`
        if self.section == Section::Boilerplate && self.headed {
            return false;
        }
        let mut cells = self.split_cells(at, to);
        let graded: Vec<usize> = (0..cells.len()).filter(|&i| self.without_scale(&mut cells[i])).collect();
        let short = cells.iter().all(|c| c.len() <= LONGEST_HEAD);
        let levelled = cells.iter().any(|c| self.levelled(c));
        if cells.len() < 2
            || !short
            || levelled
            || !self.boxes(at, to).is_empty()
            || self.view.mark(to - 1) == Some(b'.')
        {
            return false;
        }
        // a row below heads: `Schmorl's node | no | 4 mm`
        let told = |c: &Range<usize>| self.answers(c) || self.sized(c);
        if !self.columns.is_empty() && self.names_finding(&cells[0]) && cells[1..].iter().any(told) {
            return false;
        }
        let values = [Tag::YesValue, Tag::NoneValue, Tag::NegationBefore];
        let options: Vec<Range<usize>> =
            cells.iter().filter(|c| c.len() == 1 && self.tags(c.start, c.end).any(&values)).cloned().collect();
        if options.len() > 1 {
            self.options = options;
            self.options_start = self.line_start;
            return true;
        }
        let named = cells.iter().any(|c| self.names_finding(c));
        // `Pathology   None   Mild   Severe`
        let plain = |c: &Range<usize>| c.len() == 1 && !self.is_field_name(c) && self.view.mark(c.start).is_none();
        let grades = cells.len() > 2 && options.len() == 1 && cells.get(1) == options.first();
        if grades && !named && cells[1..].iter().all(plain) && self.denies(&cells[1]) {
            self.options = cells[1..].to_vec();
            self.options_start = self.line_start;
            return true;
        }
        let nouns = [Tag::LevelNoun, Tag::DiscNoun, Tag::VertebraNoun, Tag::VertebraNouns];
        let level_word = cells.first().is_some_and(|c| self.tags(c.start, c.end).any(&nouns));
        let columns = [Tag::RowNumber, Tag::CountColumn];
        let sides =
            [Tag::Superior, Tag::Inferior, Tag::Upper, Tag::Lower, Tag::EndplateNoun, Tag::EndplateNouns, Tag::Of];
        let endplate = |c: &Range<usize>| {
            c.len() > 1 && c.clone().all(|i| self.tags(i, c.end).any(&sides)) && !self.is_field_name(c)
        };
        // `New`, `Finding`
        let asks_course = |c: &Range<usize>| {
            let phrase = View { end: c.end, ..self.view }.phrase(c.start).filter(|p| p.2 == c.end);
            let finding = |p: PhraseNumber| self.view.value(p, heading_of) == Some(Section::Findings);
            c.len() == 1 && cells.len() > 2 && phrase.is_some_and(|p| p.1.has(Tag::Course(Change::New)) || finding(p.0))
        };
        let known = |c: &&Range<usize>| {
            self.is_field_name(c) || asks_course(c) || columns.iter().any(|tag| self.is_column(c, *tag)) || endplate(c)
        };
        let known = cells.iter().filter(known).count();
        let earlier = self.earlier_exams(&cells);
        if level_word || named && cells.len() > 2 || known > 1 || !earlier.is_empty() {
            let x = |token: usize| self.view.tokens.list[token].span.start - self.line_start;
            let head = |(i, c): (usize, Range<usize>)| Head {
                x: x(c.start),
                graded: graded.contains(&i),
                numbers: self.is_column(&c, Tag::RowNumber),
                counts: self.is_column(&c, Tag::CountColumn),
                prior: earlier.contains(&c),
                range: c,
                lower: None,
            };
            self.columns = cells.into_iter().enumerate().map(head).collect();
            self.under_over_heads();
            self.node_column();
            self.title_of_form();
            return true;
        }
        false
    }

    /// Takes a scale off a column's head, `Edema (0-3)`; true if it had one.
    fn without_scale(&self, cell: &mut Range<usize>) -> bool {
        let number = |at: usize| self.view.token(at).is_some_and(|t| t.kind == TokenKind::Number);
        let Some(open) = self.view.find_mark(b'(', cell.start, cell.end) else { return false };
        let scale = number(open + 1) && matches!(self.view.mark(open + 2), Some(b'-' | b'/')) && number(open + 3);
        if scale && self.view.mark(open + 4) == Some(b')') && open + 5 == cell.end && open > cell.start {
            cell.end = open;
            return true;
        }
        false
    }

    /// The heads of earlier exams, where dates head several columns: all but the latest.
    pub(super) fn earlier_exams(&self, cells: &[Range<usize>]) -> Vec<Range<usize>> {
        let mut dated: Vec<(u32, Range<usize>)> =
            cells.iter().filter_map(|c| Some((self.year(c)?, c.clone()))).collect();
        // of one year, the column on the right is the later
        // `Prior 2022 | Today`
        let any = move |c: &Range<usize>, tag: Tag| c.clone().any(|i| self.tags(i, c.end).has(tag));
        let told = |tag: Tag| cells.iter().filter(move |c| any(c, tag)).cloned();
        if told(Tag::NowSize).next().is_some() {
            let now = |c: &Range<usize>| any(c, Tag::NowSize);
            let dated = dated.into_iter().map(|(_, cell)| cell).filter(|cell| !now(cell));
            return told(Tag::PriorSize).chain(dated).collect();
        }
        let Some(latest) = dated.iter().enumerate().max_by_key(|(i, (year, _))| (*year, *i)).map(|(i, _)| i) else {
            return Vec::new();
        };
        dated.remove(latest);
        dated.into_iter().map(|(_, cell)| cell).collect()
    }

    /// The year of a cell that is a date.
    pub(super) fn year(&self, cell: &Range<usize>) -> Option<u32> {
        let tokens = &self.view.tokens.list[cell.clone()];
        let year = |t: &Token| {
            let digits = self.view.tokens.folded(t);
            let year: u32 = digits.get(digits.len().checked_sub(4)?..)?.parse().ok()?;
            (t.kind == TokenKind::Number && YEARS.contains(&year)).then_some(year)
        };
        (cell.len() <= LONGEST_HEAD).then(|| tokens.iter().find_map(year)).flatten()
    }

    /// Reads a table whose cells stand on a line each and say more than forms do, row by row. The number of lines; 0 if they
    /// are none.
    pub(super) fn flattened(&mut self, lines: &[Line]) -> usize {
        let legend = std::mem::take(&mut self.sheet_legend);
        let grid = self.stacked(lines, &legend);
        self.sheet_legend = legend;
        let Some(grid) = grid.filter(|grid| grid.heads.len() > 2 && grid.rows.len() > 1) else { return 0 };
        let head = |(i, range): (usize, &Range<usize>)| Head {
            counts: self.is_column(range, Tag::CountColumn),
            ..Head::plain(range.clone(), u32::try_from(i).unwrap_or(u32::MAX))
        };
        let named = grid.heads.iter().flatten().any(|head| self.names_finding(head) || self.is_field_name(head));
        if !named {
            return 0;
        }
        self.columns = grid.heads.iter().flatten().enumerate().map(head).collect();
        self.title_of_form();
        self.leave_early_section();
        for row in &grid.rows {
            self.paragraph += 1;
            let end = row.iter().flatten().map(|cell| cell.end).max().unwrap_or(0);
            self.row_of(row.iter().map(|cell| cell.first().cloned().unwrap_or(end..end)).collect(), true, None);
        }
        self.columns.clear();
        self.title = None;
        grid.lines
    }

    /// Under the title of a form of nodes, a table of levels, endplates and sizes that names no kind is of nodes.
    fn title_of_form(&mut self) {
        const KINDS: [Tag; 4] = [Tag::Other, Tag::DiscNoun, Tag::Lesion, Tag::ModicName];
        if self.title.is_some() || self.subject.is_none() {
            return;
        }
        let heads =
            |tags: &[Tag]| self.columns.iter().any(|c| c.range.clone().any(|i| self.tags(i, c.range.end).any(tags)));
        // `Change` is no kind
        let noun = |c: &Head| self.tags(c.range.start, c.range.end).has(Tag::NodeNoun) && !self.is_field_name(&c.range);
        let kind = self.columns.iter().any(|c| self.names_node(&c.range) || noun(c)) || heads(&KINDS);
        let level = heads(&[Tag::LevelNoun, Tag::VertebraNoun, Tag::VertebraNouns]);
        if level && heads(&[Tag::EndplateNoun, Tag::EndplateNouns]) && !kind {
            self.title = self.subject.clone();
        }
    }

    /// Whether a cell names a level: a region at its start, a vertebra or disc anywhere.
    pub(super) fn levelled(&self, cell: &Range<usize>) -> bool {
        self.told.levelled.get((cell.start, cell.end, 0), || self.levelled_anew(cell))
    }

    fn levelled_anew(&self, cell: &Range<usize>) -> bool {
        cell.clone().any(|at| {
            let read = levels::read(View { end: cell.end, ..self.view }, at);
            read.is_some_and(|e| at == cell.start || !matches!(e.levels[0], Level::Region(_)))
        })
    }

    /// Keeps a line as the title of the table below it: a finding's name alone, over column heads.
    pub(super) fn table_title(&mut self, lines: &[Line]) -> bool {
        let [line, next, ..] = lines else { return false };
        let range = self.marker(line.from, line.to)..line.to;
        // `Number of Schmorl's nodes in field of view: 3`, `Schmorl's nodes (n=2)`
        let mark = range.clone().find(|&i| matches!(self.view.mark(i), Some(b':' | b'(')));
        let rest = mark.map_or(range.end, |mark| mark + 1)..range.end;
        let figure = |i: usize| self.view.mark(i).is_some() || self.view.tokens.list[i].kind == TokenKind::Number;
        let letter = |i: usize| self.view.tokens.list[i].span.end - self.view.tokens.list[i].span.start == 1;
        // `(+ present / - absent)`
        let signs = mark
            .is_some_and(|open| self.view.mark(open + 1) == Some(b'+') && self.view.mark(range.end - 1) == Some(b')'));
        // `(X = present, empty = not recorded)`
        let crossed = mark.is_some_and(|open| {
            self.is_cross(open + 1)
                && self.view.mark(open + 2) == Some(b'=')
                && self.view.mark(range.end - 1) == Some(b')')
        });
        let coded = signs || crossed || self.legend(range.start, range.end).is_some();
        let counted =
            coded || mark.is_some() && rest.clone().any(figure) && rest.clone().all(|i| figure(i) || letter(i));
        let (range, longest) = match mark {
            Some(mark) if counted => (range.start..mark, LONGEST_TITLE),
            _ => (range, LONGEST_HEAD),
        };
        let alone = range.len() <= longest && self.names_finding(&range) && self.cells(range.start, range.end) == 1;
        if !alone || self.cells(next.from, next.to) < 3 || !self.column_heads(next.from, next.to) {
            return false;
        }
        // the heads are read anew when their line's turn comes
        self.columns.clear();
        self.title = Some(range);
        let rows = lines[2..].iter().take_while(|line| !line.blank_before);
        self.plus_signs = rows.take(MOST_ROWS).any(|row| self.view.find_mark(b'+', row.from, row.to).is_some());
        true
    }

    /// Whether a column's head is all of one phrase with a tag.
    fn is_column(&self, range: &Range<usize>, tag: Tag) -> bool {
        let phrase = View { end: range.end, ..self.view }.phrase(range.start);
        phrase.is_some_and(|p| p.1.has(tag) && (p.2 == range.end || self.view.mark(p.2) == Some(b'.')))
    }

    pub(super) fn is_field_name(&self, range: &Range<usize>) -> bool {
        !self.names_finding(range)
            && View { end: range.end, ..self.view }.phrase(range.start).is_some_and(|p| p.1.has(Tag::Field))
    }

    /// The cells of a line. Between bars a cell may be empty.
    pub(super) fn split_cells(&self, at: usize, to: usize) -> Vec<Range<usize>> {
        let tokens = &self.view.tokens.list;
        let bars = tokens[at..to].iter().any(|t| t.kind == TokenKind::Mark(b'|'));
        let mut cells = Vec::new();
        let mut from = at;
        let width = self.gap(at, to);
        for (i, token) in tokens.iter().enumerate().take(to).skip(at) {
            let bar = token.kind == TokenKind::Mark(b'|');
            let gap = !bars && i > from && self.parts_cells(i, width);
            if bar {
                if i > from || i > at {
                    cells.push(from..i);
                }
                from = i + 1;
            } else if gap {
                cells.push(from..i);
                from = i;
            }
        }
        if from < to {
            cells.push(from..to);
        }
        // `"L1","superior"`
        let quote = |i: usize| self.view.mark(i) == Some(b'"');
        for cell in &mut cells {
            if cell.len() > 1 && quote(cell.start) && quote(cell.end - 1) {
                *cell = cell.start + 1..cell.end - 1;
            }
        }
        cells
    }

    /// The cells of a row, also where two spaces part them right below a column's head.
    fn split_row(&self, at: usize, to: usize) -> Vec<Range<usize>> {
        let tokens = &self.view.tokens.list;
        let below = |i: usize| {
            let x = tokens[i].span.start.saturating_sub(self.line_start);
            tokens[i].spaces >= NARROW_GAP && self.columns.iter().any(|column| column.x == x)
        };
        let mut cells = Vec::new();
        for cell in self.split_cells(at, to) {
            let mut from = cell.start;
            for i in (cell.start + 1..cell.end).filter(|&i| below(i)) {
                cells.push(from..i);
                from = i;
            }
            cells.push(from..cell.end);
        }
        cells
    }

    /// Reads a line of several cells: a row under its heads, or, without heads, a sentence.
    pub(super) fn row(&mut self, at: usize, to: usize) {
        if self.columns.is_empty() {
            return self.sentences(at, to);
        }
        let bars = self.view.tokens.list[at..to].iter().any(|t| t.kind == TokenKind::Mark(b'|'));
        let cells = self.split_row(at, to);
        let even = cells.len() == self.columns.len() || bars && cells.len() < self.columns.len();
        if let Some(cells) = (!bars && cells.len() < self.columns.len()).then(|| self.tabbed_cells(&cells)).flatten() {
            return self.row_of(cells, true, None);
        }
        // a row's name under a blank at the head of the heads
        if !bars && cells.len() == self.columns.len() + 1 && self.columns[0].x > 0 {
            let mut cells = cells;
            let name = cells.remove(0);
            return self.row_of(cells, true, Some(name));
        }
        self.row_of(cells, even, None);
    }

    /// Reads the cells of a row; `even`: each stands under the head of its number.
    pub(super) fn row_of(&mut self, cells: Vec<Range<usize>>, even: bool, name: Option<Range<usize>>) {
        let cells = self.without_dittos(cells, even);
        let name = name.map(|name| Cell { mark: Some(b','), ..self.cell(None, name) });
        let mut row: Vec<Cell> = name.into_iter().collect();
        let mut sided = Vec::new();
        let mut count = None;
        // where a plus says yes, a dash says no
        let sign = |cell: &Range<usize>, mark: u8| cell.len() == 1 && self.view.mark(cell.start) == Some(mark);
        let signed = self.title.is_some() && self.plus_signs || cells.iter().any(|cell| sign(cell, b'+'));
        // where a legend says what 1 means
        let one =
            |cell: &Range<usize>| cell.len() == 1 && self.view.tokens.folded(&self.view.tokens.list[cell.start]) == "1";
        for (number, cell) in cells.into_iter().enumerate() {
            // the row's name stands left of the first column's head
            let start = self.token(cell.start).map_or(self.line_start, |t| t.span.start);
            let x = start.saturating_sub(self.line_start);
            if !even && number == 0 && x + u32::from(GAP) < self.columns[0].x {
                row.push(Cell { mark: Some(b','), ..self.cell(None, cell) });
                continue;
            }
            let Some(column) = self.head_of(number, &cell, even) else { continue };
            let head = &self.columns[column];
            // of an earlier exam only the size is of interest
            let prior = head.prior;
            // `Item` over names numbers nothing
            let number = head.numbers && !self.names_finding(&cell);
            let denied = signed && sign(&cell, b'-') && self.names_finding(&head.range);
            if denied {
                let denied = Cell::new(Some(head.range.clone()), cell, Some(b'|'));
                row.push(self.with_lower_head(Cell { prior, ..denied }, head));
                continue;
            }
            // `yes` under `Superior` of a table of nodes
            let node = self.title.as_ref().filter(|title| self.names_node(title) && !self.names_finding(&cell));
            let own =
                |i: usize| self.tags(i, head.range.end).any(&[Tag::Superior, Tag::Inferior, Tag::Upper, Tag::Lower]);
            if let (Some(title), true) = (node, self.is_side(&head.range) && head.range.clone().any(own)) {
                if self.tells_presence(&cell) && (signed || !self.says_nothing(&cell))
                    || one(&cell)
                    || cell.len() == 1 && self.is_cross(cell.start)
                    || self.sized(&cell)
                {
                    sided.push([title.clone(), head.range.clone(), cell]);
                }
                continue;
            }
            let kind = cell.clone().any(|i| self.tags(i, cell.end).any(&[Tag::ModicKind, Tag::ModicType(Modic::One)]));
            // `Modic changes | not applicable`
            let unasked = self.tags(cell.start, cell.end).has(Tag::NotApplicable)
                && self.says_nothing(&cell)
                && !self.is_field_name(&head.range);
            row.pop_if(|last| unasked && last.head.is_none() && self.names_finding(&last.body));
            // `L1 inferior` of an earlier exam is no size
            let measured = self.sized(&cell) || !self.levelled(&cell) && body_has_size(self, &cell);
            if self.says_nothing(&cell) || number || prior && (kind || !measured) {
                continue;
            }
            if prior {
                let body = self.measurement(&cell);
                row.push(Cell { prior: true, ..Cell::new(None, body, Some(b',')) });
                continue;
            }
            if head.counts {
                count = Some(cell);
                continue;
            }
            // `1` under `Modic change` where a legend says what it means
            let modic = head.range.clone().any(|i| self.tags(i, head.range.end).has(Tag::ModicName));
            if self.coded && modic && one(&cell) {
                row.push(Cell { mark: Some(b'|'), ..self.cell(None, head.range.clone()) });
                continue;
            }
            // a grade under a finding's name
            let grade = head.graded && cell.len() == 1 && self.names_finding(&head.range);
            if grade && self.token(cell.start).is_some_and(|t| t.kind == TokenKind::Number) {
                let none = self.tags(cell.start, cell.end).has(Tag::NoneValue);
                let name = head.range.clone();
                row.push(if none {
                    self.cell(Some(name), cell)
                } else {
                    Cell { mark: Some(b'|'), ..self.cell(None, name) }
                });
                continue;
            }
            // what an exam's column says goes on with the row's name
            let today = head.range.clone().any(|i| self.tags(i, head.range.end).has(Tag::NowSize));
            let exam = today && !self.names_finding(&head.range);
            let cell = self.with_lower_head(self.cell(Some(head.range.clone()), cell), head);
            let named = self.names_node(&cell.body);
            // `no` under `Listhesis`
            let figure =
                |body: &Range<usize>| body.len() == 1 && self.view.tokens.list[body.start].kind == TokenKind::Number;
            let asks = self.view.mark(head.range.end - 1) == Some(b'?');
            let telling = exam || self.asks_of_findings(&head.range);
            // `no` under `New?` tells nothing of whether it is there
            if self.asks_course(&head.range) && self.answers(&cell.body) {
                row.extend(self.course_told(&head.range, &cell.body));
                continue;
            }
            // `Marrow edema, L4    no` under `Finding    Seen?`
            if asks && self.answers(&cell.body) {
                row.push(Cell { head: None, mark: Some(b'-'), ..cell });
                continue;
            }
            let foreign = !(telling || self.answers_row_name(&row, &head.range)) && self.answers(&cell.body);
            if foreign || cell.of_other && figure(&cell.body) {
                continue;
            }
            // `none in the spine` under `Comment`
            let denies = row.last().is_some_and(|last| last.head.is_none() && self.names_finding(&last.body))
                && self.tags(cell.body.start, cell.body.end).has(Tag::NoneValue);
            // `none` answers the row's name
            let mark = if self.answers(&cell.body) || denies { b'-' } else { b',' };
            row.push(if (exam || denies) && !named { Cell { head: None, mark: Some(mark), ..cell } } else { cell });
        }
        self.whole_row(row, sided, count);
    }

    /// The cells of a row, each that holds a ditto mark alone replaced by the one above it.
    fn without_dittos(&mut self, mut cells: Vec<Range<usize>>, even: bool) -> Vec<Range<usize>> {
        let ditto = |cell: &Range<usize>| {
            cell.clone().any(|i| self.view.mark(i) == Some(b'"'))
                && cell.clone().all(|i| matches!(self.view.mark(i), Some(b'"' | b'-')))
        };
        let mut row = vec![0..0; self.columns.len()];
        for (number, cell) in cells.iter_mut().enumerate() {
            let Some(column) = self.head_of(number, cell, even) else { continue };
            if let Some(above) = self.above.get(column).filter(|above| ditto(cell) && !above.is_empty()) {
                *cell = above.clone();
            }
            row[column] = cell.clone();
        }
        self.above = row;
        cells
    }

    /// Makes the sentences of a row's cells: `sided` are the title, side and value of columns for an endplate, `count` a
    /// cell that counts.
    fn whole_row(&mut self, mut row: Vec<Cell>, sided: Vec<[Range<usize>; 3]>, count: Option<Range<usize>>) {
        let level = row.iter().find(|c| self.levelled(&c.body)).map(|c| c.body.clone());
        if let (Some(level), false) = (level, sided.is_empty()) {
            for [title, side, value] in sided {
                self.push_level(&title, Some(side), level.clone(), value);
            }
            return;
        }
        // `3` under `n` is how many there are of what the row names
        let named = row.iter().position(|c| c.head.is_none() && self.names_finding(&c.body));
        if let (Some(count), Some(named)) = (count, named) {
            row[named].mark = None;
            row.insert(named, Cell::new(None, count, Some(b'|')));
        }
        // under `SCHMORL'S NODES` a column of oedema names no node
        let node = self.title.as_ref().is_some_and(|title| self.names_node(title));
        let names = |range: &Range<usize>| if node { self.names_node(range) } else { self.names_finding(range) };
        let untold = !row.iter().any(|c| names(&c.body) || c.head.as_ref().is_some_and(names));
        if let (Some(first), true) = (row.first_mut(), untold) {
            first.head = self.title.clone().or(first.head.take());
        }
        self.row_start = self.line_start;
        // `Node at superior endplate | Node at inferior endplate`: each column is read with the row's level
        let heads = |c: &Cell| c.head.as_ref().is_some_and(|head| self.names_node(head));
        if row.iter().filter(|c| heads(c)).count() > 1 {
            let (told, level): (Vec<Cell>, Vec<Cell>) =
                row.into_iter().partition(|c| c.head.as_ref().is_some_and(|head| self.names_finding(head)));
            for cell in told {
                self.push_cells([level.clone(), vec![cell]].concat());
            }
            return;
        }
        self.push_cells(row);
    }

    /// Whether a token is the letter that crosses a cell.
    fn is_cross(&self, at: usize) -> bool {
        self.token(at).is_some_and(|t| self.view.tokens.folded(t) == "x")
    }

    /// Whether a cell tells a size.
    pub(super) fn sized(&self, cell: &Range<usize>) -> bool {
        cell.clone().any(|i| self.tags(i, cell.end).any(&[Tag::Millimetre, Tag::Centimetre]))
    }

    /// Whether a cell says yes or no, and no more.
    pub(super) fn answers(&self, cell: &Range<usize>) -> bool {
        let values = [Tag::YesValue, Tag::NoneValue, Tag::NegationBefore, Tag::NegationAfter];
        View { end: cell.end, ..self.view }.phrase(cell.start).is_some_and(|p| p.2 == cell.end && p.1.any(&values))
    }

    /// What a cell of an earlier exam measures: `10 mm` of `Schmorl's node 10 mm, new`.
    fn measurement(&self, cell: &Range<usize>) -> Range<usize> {
        let tokens = &self.view.tokens.list;
        let number = |i: &usize| tokens.get(*i).is_some_and(|t| t.kind == TokenKind::Number);
        let ends = |i: &usize| matches!(self.view.mark(*i), Some(b',' | b';' | b'(')) && !number(&(i + 1));
        let from = cell.clone().find(number).unwrap_or(cell.start);
        from..(from..cell.end).find(ends).unwrap_or(cell.end)
    }

    /// Reads a key and a cross under one of several options: `Schmorl's nodes      X`; true if the line is that.
    pub(super) fn crossed(&mut self, at: usize, to: usize) -> bool {
        let cells = self.split_cells(at, to);
        let [key, cross, remark @ ..] = &cells[..] else { return false };
        let crossed =
            cross.len() == 1 && matches!(self.view.tokens.folded(&self.view.tokens.list[cross.start]), "x" | "+");
        if self.options.is_empty() || !crossed || !self.names_finding(key) {
            return false;
        }
        let tokens = &self.view.tokens.list;
        let x = tokens[cross.start].span.start - self.line_start;
        let head = |option: &&Range<usize>| (tokens[option.start].span.start - self.options_start).abs_diff(x);
        let Some(option) = self.options.iter().min_by_key(head).cloned() else { return false };
        let mut row = vec![Cell::new(Some(key.clone()), option, None)];
        row.extend(remark.iter().map(|body| Cell::new(None, body.clone(), Some(b','))));
        self.leave_early_section();
        self.push_cells(row);
        true
    }

    /// Reads findings below the answers that they have: `Disc bulge      Schmorl's node` under `PRESENT      ABSENT`. True if the
    /// line is that.
    pub(super) fn below_answers(&mut self, at: usize, to: usize) -> bool {
        let cells = self.split_cells(at, to);
        let tokens = &self.view.tokens.list;
        let heads: Vec<u32> = self.options.iter().map(|o| tokens[o.start].span.start - self.options_start).collect();
        let x = |cell: &Range<usize>| tokens[cell.start].span.start - self.line_start;
        let option = |cell: &Range<usize>| heads.iter().position(|head| head.abs_diff(x(cell)) <= 1);
        // no column of names stands left of the answers
        let below = heads.first().is_some_and(|first| *first <= 1) && cells.iter().all(|cell| option(cell).is_some());
        let named = |cell: &&Range<usize>| self.names_finding(cell) && cell.len() <= LONGEST_HEAD;
        if !below || !cells.iter().any(|cell| named(&cell)) {
            return false;
        }
        let rows: Vec<(Range<usize>, usize)> =
            cells.iter().filter(named).filter_map(|cell| Some((cell.clone(), option(cell)?))).collect();
        for (cell, option) in rows {
            let answer = self.options[option].clone();
            self.push_answer(cell, answer);
        }
        true
    }

    /// The `no` of `no node` under `Schmorl's node`, of `no Modic` under `Modic type`.
    fn plain_denial(&self, head: Option<&Range<usize>>, body: &Range<usize>) -> Option<Range<usize>> {
        const NOUNS: [Tag; 6] =
            [Tag::BareNode, Tag::BareNodes, Tag::NodeNoun, Tag::ModicName, Tag::ModicChange, Tag::EdemaWord];
        head.filter(|head| self.names_finding(head) && body.len() > 1)?;
        let denial = View { end: body.end, ..self.view }.phrase(body.start)?;
        let noun = |at: usize| self.tags(at, body.end).any(&NOUNS) || self.names_finding(&(at..body.end));
        (denial.1.has(Tag::NegationBefore) && (denial.2..body.end).all(noun)).then_some(body.start..denial.2)
    }

    /// A cell, with its head where that says more than what the cell says.
    pub(super) fn cell(&self, head: Option<Range<usize>>, body: Range<usize>) -> Cell {
        let body = self.plain_denial(head.as_ref(), &body).unwrap_or(body);
        const TELLING: [Tag; 10] = [
            Tag::PriorSize,
            Tag::NowSize,
            Tag::EndplateNoun,
            Tag::EndplateNouns,
            Tag::ModicKind,
            Tag::Reach,
            Tag::Largest,
            Tag::Posterior,
            Tag::Millimetre,
            Tag::Centimetre,
        ];
        let named = self.names_finding(&body);
        let column = head.clone();
        let head = head.filter(|head| {
            let telling = head.clone().any(|i| self.tags(i, head.end).any(&TELLING));
            // `Endplate lesion level(s)` says no more than `level`
            let lesion = head.clone().any(|i| self.tags(i, head.end).has(Tag::Lesion));
            let plain = lesion && self.is_field_name(head) && !self.is_field_name(&(head.start..head.start + 1));
            let telling = telling && !(lesion && self.is_field_name(head)) && !plain;
            // `intact` under `Superior endplate` places nothing
            let side = head.clone().any(|i| self.tags(i, head.end).any(&[Tag::EndplateNoun, Tag::EndplateNouns]));
            // `Endplate: both`
            let both = body.len() == 1 && self.tags(body.start, body.end).has(Tag::Both);
            let side_only = side && !named && !both && !self.names_finding(head) && !body_has_size(self, &body);
            // `Vertebra L5: Schmorl's node, inferior endplate`
            let placed = named && self.levelled(head) && !self.levelled(&body);
            // `Schmorl's node` under `Superior`
            let own = named && !head.is_empty() && self.is_side(head);
            let asked = self.names_finding(head) || self.asks_edema(head) && self.answers(&body);
            telling && !side_only || placed || own || !named && asked
        });
        let other = [Tag::Canal, Tag::Other, Tag::Structure, Tag::DiscNoun, Tag::Herniation, Tag::OtherMeasure];
        let of_other = !named
            && column.is_some_and(|head| {
                !self.names_finding(&head) && head.clone().any(|i| self.tags(i, head.end).any(&other))
            });
        let names = named || head.as_ref().is_some_and(|head| self.names_finding(head) || self.asks_edema(head));
        // `3 mm | no marrow oedema` goes with the node before
        let edema = body.clone().any(|i| self.tags(i, body.end).has(Tag::EdemaWord));
        // `new, with marrow edema` does, too
        let begins = [Tag::NegationBefore, Tag::Marrow, Tag::EdemaWord, Tag::With];
        let with = |i: usize| self.view.mark(i - 1) == Some(b',') && self.tags(i, body.end).has(Tag::With);
        let begun = || self.tags(body.start, body.end).any(&begins) || (body.start + 1..body.end).any(with);
        let remark = named && edema && !self.columns.is_empty() && begun();
        let remark = remark && !self.names_node(&body) && !self.levelled(&body);
        let names = names && !(remark && head.is_none());
        Cell { mark: Some(if names { b'|' } else { b',' }), of_other, ..Cell::new(head, body, None) }
    }

    /// The column that a cell stands in.
    fn head_of(&self, number: usize, cell: &Range<usize>, even: bool) -> Option<usize> {
        if even {
            return (number < self.columns.len()).then_some(number);
        }
        self.column_over(cell.start, self.line_start)
    }

    /// Whether a cell is empty, a dash or `n/a`.
    pub(super) fn says_nothing(&self, cell: &Range<usize>) -> bool {
        let tokens = &self.view.tokens.list[cell.clone()];
        let dashes = tokens.iter().all(|t| matches!(t.kind, TokenKind::Mark(b'-' | b'_' | b'.' | b'/' | b'*')));
        let phrase = View { end: cell.end, ..self.view }.phrase(cell.start);
        // `Not applicable - radiograph`
        let ends = |at: usize| at == cell.end || matches!(self.view.mark(at), Some(b'-' | b'(' | b',' | b';'));
        dashes || phrase.is_some_and(|p| p.1.has(Tag::NotApplicable) && ends(p.2))
    }
}

/// Whether a cell holds a number.
fn body_has_size(segmenter: &Segmenter<'_>, body: &Range<usize>) -> bool {
    segmenter.view.tokens.list[body.clone()].iter().any(|t| t.kind == TokenKind::Number)
}
