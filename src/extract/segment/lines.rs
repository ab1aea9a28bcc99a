//! Lines: where they end, and which go on with the one before.

use super::Segmenter;
use super::fields::Field;
use super::prose::Looks;
use super::tables::GAP;
use crate::anatomy::Area;
use crate::extract::levels::{self, View};
use crate::finding::Section;
use crate::lexicon::tag::Tag;
use crate::token::{NARROW_GAP, Token, TokenKind, marks};
use std::ops::Range;

/// Lines narrower than this may be notes.
pub(super) const NARROWEST_PROSE: u32 = 48;

/// A name in front of a value takes at least so many columns.
const NARROWEST_NAME: u32 = 8;
/// Most tokens of such a name.
const LONGEST_NAME: usize = 6;
/// Most tokens of a level with what it has, `L2/3 Schmorl's node sup endplate`.
const LONGEST_NAMED: usize = 12;

/// Most tokens of a key that a system made: `schmorl_node_1`.
pub(super) const LONGEST_MADE: usize = 10;

/// Lines on top of a text that may stand on every page.
const LONGEST_HEAD: usize = 5;
/// Most lines of a page's head or foot behind its number.
const LONGEST_FOOT: usize = 3;

/// A line that ends in one of these goes on.
pub(super) const HANGING: [Tag; 28] = [
    Tag::Of,
    Tag::At,
    Tag::And,
    Tag::Or,
    Tag::With,
    Tag::Article,
    Tag::To,
    Tag::From,
    Tag::Superior,
    Tag::Inferior,
    Tag::Upper,
    Tag::Lower,
    Tag::NegationBefore,
    Tag::Many,
    Tag::Because,
    Tag::Around,
    Tag::ThereIs,
    Tag::Measuring,
    Tag::Shows,
    Tag::UncertaintyBefore,
    Tag::Modal,
    Tag::Exception,
    Tag::Into,
    Tag::ModicKind,
    Tag::Possessive,
    Tag::Which,
    Tag::UncertaintyBetween,
    Tag::ReachedBy,
];

/// Bytes of a line in capitals that is prose and no title.
const LONG_LINE: u32 = 55;

/// A line of the text.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) width: u32,
    pub(super) blank_before: bool,
    /// Where it begins in the text.
    pub(super) start: u32,
    /// It stands below the value of `Vertebral bodies      Normal height.`, with nothing below the name.
    pub(super) hangs: bool,
    /// The section that it heads, and the token after the heading; filled once all lines are known.
    pub(super) section: Option<(Section, usize)>,
    /// It begins with a level's heading, where it is no row of a table; filled then, too.
    pub(super) level: bool,
    /// It is such a heading, and no more: `L3`, `3) Level L4-L5`.
    pub(super) level_alone: bool,
    /// It names a finding; filled then, too.
    pub(super) named: bool,
    /// The marks that it has, as [`marks`] has them.
    marks: u64,
    /// A dash stands apart in it.
    pub(super) dashed: bool,
    /// How it looks; filled once all lines are known.
    pub(super) looks: Looks,
}

impl Line {
    /// Whether it looks like prose from its first word on.
    #[inline]
    pub(super) fn is_prose(&self) -> bool {
        self.looks == Looks::Prose
    }

    /// Whether one of some marks may stand in it: most lines have none but a stop.
    #[inline]
    pub(super) fn may_have(&self, marks: u64) -> bool {
        self.marks & marks != 0
    }
}

/// What parts a key from its value.
const PARTS: u64 = marks([b':', b'=', b'?']);

/// Most tokens of a key before its colon, where lines with the same first word part.
const LONGEST_KEY: usize = 7;

impl Segmenter<'_> {
    /// The label that a line begins with.
    pub(super) fn label_of(&self, line: &Line) -> Option<usize> {
        if line.may_have(marks([b':'])) { self.label(line.from, line.to) } else { None }
    }

    /// Key and value of a line that has both.
    pub(super) fn field_of(&self, line: &Line) -> Option<Field> {
        let may =
            line.looks == Looks::Formed && (line.may_have(PARTS) || line.dashed || self.view.tokens.gaps || self.dots);
        if may { self.field(line.from, line.to) } else { None }
    }

    /// Whether `next` goes on with the sentence of `line`.
    pub(super) fn goes_on(&self, line: Line, next: Line, wrap: Option<u32>) -> bool {
        let last = self.view.tokens.list[line.to - 1];
        if next.blank_before {
            return false;
        }
        if self.marker(next.from, next.to) > next.from {
            return self.figure_goes_on(line, next);
        }
        if self.parts_levels(line, next) || self.ends_list(line, next) {
            return false;
        }
        // of most lines none is a field, a row or an item
        let prose = line.is_prose() && next.looks >= Looks::Plain && last.kind != TokenKind::Mark(b'-');
        if !prose && self.stays_apart(line, next) {
            return false;
        }
        debug_assert!(
            !prose || self.questions || !self.stays_apart(line, next),
            "prose stays apart like a form's lines"
        );
        if next.hangs && self.columns.is_empty() {
            return self.value_goes_on(line, next);
        }
        if !prose && self.cells(line.from, line.to) > 1 {
            return false;
        }
        if matches!(last.kind, TokenKind::Mark(b'.' | b'?' | b'!' | b':' | b'|')) && !self.abbreviated(line.to - 1) {
            return self.colon_within(line, next);
        }
        if self.figure_goes_on(line, next) {
            return true;
        }
        if !prose && let Some(goes_on) = self.field_goes_on(line, next) {
            return goes_on;
        }
        debug_assert!(!prose || self.field_goes_on(line, next).is_none(), "prose goes on like a form's field");
        next.section.is_none() && self.joined_to(line, next, wrap)
    }

    /// Whether two lines are each whole by their marks: a rule, a field, an item, a row.
    fn stays_apart(&self, line: Line, next: Line) -> bool {
        self.is_whole(line, next)
            || self.semicolons(line) > 0 && self.semicolons(line) == self.semicolons(next)
            || self.keyed_anew(line, next)
            || self.dash_answers(line) && self.dash_answers(next)
    }

    /// Whether the next line goes on, where keys or cells tell.
    fn field_goes_on(&self, line: Line, next: Line) -> Option<bool> {
        // keys in lower case
        if self.label_of(&line).is_some() && self.label_of(&next).is_some() && !self.in_form {
            return Some(false);
        }
        // fields are told last: most lines name nothing
        let named = || line.named || self.in_form && self.is_field(line);
        // `Modic: L3-L4 type 1; L5-S1 none` over `Edema: none at L1; none at L2`: lists of their own
        let listed = |line: Line| self.view.find_mark(b';', line.from, line.to).is_some();
        // `Marrow: no edema` over `Endplates: Schmorl's node L3`, `Level: Schmorl's node at L3`
        let own = |(key, value): Field| !self.names_finding(&key) && self.names_finding(&value);
        if line.named && next.named && self.field_of(&next).is_some_and(own) {
            return Some(false);
        }
        if named() && self.is_field(next) {
            return Some(!(listed(line) && listed(next)));
        }
        (self.cells(next.from, next.to) > 1).then_some(false)
    }

    /// `  - L2 upper: node 3 mm` over `No Modic changes.`: a line that begins anew left of a list's item.
    fn ends_list(&self, line: Line, next: Line) -> bool {
        let tokens = &self.view.tokens.list;
        let (item, first) = (tokens[line.from], tokens[next.from]);
        first.capital && first.spaces < item.spaces && self.marker(line.from, line.to) > line.from
    }

    /// The same of two lines that are neither fields nor rows nor headings.
    fn joined_to(&self, line: Line, next: Line, wrap: Option<u32>) -> bool {
        let last = self.view.tokens.list[line.to - 1];
        let first = self.view.tokens.list[next.from];
        // `measures ⏎ 5 mm`
        let measured = first.kind == TokenKind::Number
            && self.tags(next.from + 1, next.to).any(&[Tag::Millimetre, Tag::Centimetre]);
        // `MODIC ⏎ TYPE II`
        let modic = self.tags(line.to - 1, line.to).has(Tag::ModicName);
        if modic && self.tags(next.from, next.to).has(Tag::ModicKind) && line.to > line.from + 1 {
            return true;
        }
        // `of L ⏎ 2`
        let letter = last.kind == TokenKind::Word
            && last.span.end - last.span.start == 1
            && self.tags(line.to - 1, line.to).has(Tag::AreaLetter(Area::Lumbar));
        if letter && line.to > line.from + 1 && first.kind == TokenKind::Number && first.span.end - first.span.start < 3
        {
            return true;
        }
        if self.parted(line, next) || self.listed_by_level(line, next) {
            return false;
        }
        // `T8, T9 ⏎ AND T11`
        let joint = self.tags(next.from, next.to).any(&[Tag::And, Tag::Or]);
        if joint && !matches!(last.kind, TokenKind::Mark(b'.' | b':' | b';')) {
            return true;
        }
        // `node inf endplate ⏎ L-3 5 mm`
        let endplate = self.tags(line.to - 1, line.to).has(Tag::EndplateNoun);
        if endplate
            && self.level_follows(next)
            && !(line.from..line.to)
                .rev()
                .take(LONGEST_NAMED)
                .take_while(|&at| self.view.mark(at) != Some(b'.'))
                .any(|at| self.level_at(at, line.to))
        {
            return true;
        }
        let ended = matches!(last.kind, TokenKind::Mark(b'.' | b':' | b';'));
        if measured && !ended {
            return true;
        }
        if !ended && self.open_at_end(line, next) {
            return true;
        }
        // `Edema: No` is whole
        let value = line.to > line.from + 1 && matches!(self.view.mark(line.to - 2), Some(b':' | b'='));
        if matches!(last.kind, TokenKind::Mark(b',' | b'-' | b'/' | b'&' | b'('))
            || !value
                && self.tags(line.to - 1, line.to).any(&HANGING)
                && !self.answered(line, next)
                && !self.sided(line)
        {
            return true;
        }
        if self.cut_off(line, next, wrap) {
            return true;
        }
        // `… and Modic changes ⏎ L5/S1.`
        let asks = self.tags(line.to - 1, line.to).any(&[Tag::ModicChange, Tag::ModicName]);
        let stop = self.view.mark(next.to - 1) == Some(b'.');
        if asks && stop && line.to - line.from > 4 && self.level_at(next.from, next.to) && next.to - next.from <= 5 {
            return true;
        }
        if !ended && self.dangles(line, next) {
            return true;
        }
        if self.begins_heading(next) {
            return false;
        }
        // in capitals only the length of a line tells that it was wrapped
        let shouted =
            first.upper && last.upper && last.kind == TokenKind::Word && first.span.end - first.span.start > 1;
        if shouted && self.punctuated && !ended && line.width > LONG_LINE && self.label_of(&line).is_none() {
            return true;
        }
        self.wrapped(line, next, wrap)
    }

    /// Whether a line is a rule, a field that is not answered, a row that ends in an empty cell, or stands over a block's key.
    fn is_whole(&self, line: Line, next: Line) -> bool {
        // `L1: -` is whole
        let blank = |i: usize| matches!(self.view.mark(i), Some(b'-' | b'/' | b'_'));
        let unsaid =
            || self.label_of(&line).is_some_and(|colon| colon + 1 < line.to && (colon + 1..line.to).all(blank));
        let begins_block = || self.level_keys && self.level_field(next.from, next.to).is_some();
        // `Marrow edema   no   -`: an empty cell
        let empty = || self.view.mark(line.to - 1) == Some(b'-') && self.is_cell(line.from, line.to - 1);
        self.ruled(line.from, line.to) || unsaid() || begins_block() || empty()
    }

    /// Whether a mark that ends its line is a cell by itself, behind a gap or a mark that parts cells.
    fn is_cell(&self, from: usize, at: usize) -> bool {
        let token = &self.view.tokens.list[at];
        let parts = |mark| matches!(mark, b'|' | b';' | b'~' | b'/' | b',' | b':' | b'=' | b'-');
        at > from && (token.spaces >= NARROW_GAP || self.view.mark(at - 1).is_some_and(parts))
    }

    /// Whether both lines begin with a key of a system's own: `node_2: …; …`, `nodes=L2` over `modic=L5-S1`.
    fn keyed_anew(&self, line: Line, next: Line) -> bool {
        let made = |line: Line| {
            self.label_of(&line).is_some_and(|colon| self.view.find_mark(b'_', line.from, colon).is_some())
        };
        let equals =
            |line: Line| self.view.find_mark(b'=', line.from + 1, line.to.min(line.from + LONGEST_MADE)).is_some();
        let fields = self.view.find_mark(b';', next.from, next.to).is_some();
        // `Vertebra: T11 / Plate: upper` over `Vertebra: T12 / Plate: lower`
        let key = |line: Line| self.label_of(&line).map(|colon| line.from..colon);
        let again = || key(line).zip(key(next)).is_some_and(|(a, b)| self.same_words(&a, &b) && self.field_key(&a));
        // `Scoliosis? no` over `Schmorl's node? yes`
        let asks = |line: Line| {
            let mark = self.view.find_mark(b'?', line.from, line.to).filter(|_| line.may_have(marks([b'?'])));
            mark.is_some_and(|mark| mark + 1 < line.to && self.answers(&(mark + 1..line.to)))
        };
        let several = |line: Line| memchr::memchr_iter(b'=', &self.view.tokens.kinds[line.from..line.to]).count() > 1;
        equals(line) && equals(next) && (several(next) || !self.is_field(next))
            || (fields || self.is_made(line) && self.is_made(next)) && made(line) && made(next)
            || again()
            || asks(line) && asks(next)
    }

    /// Whether a line begins with a finding's name as a system writes it: `schmorl_node: no`.
    fn is_made(&self, line: Line) -> bool {
        let Some(colon) = self.label_of(&line) else { return false };
        self.view.tokens.list[line.from + 1..colon].iter().all(|t| t.glued) && self.names_finding(&(line.from..colon))
    }

    /// Whether a line is a key and its answer behind a dash: `Ligament injury - no`, `Marrow edema - yes, L1`.
    fn dash_answers(&self, line: Line) -> bool {
        if !line.may_have(marks([b'-'])) {
            return false;
        }
        let apart = |i: usize| self.view.tokens.list[i].spaces > 0;
        let dash = self.view.find_mark(b'-', line.from + 1, line.to.min(line.from + LONGEST_KEY));
        dash.is_some_and(|dash| {
            let behind = dash + 1 < line.to && apart(dash) && apart(dash + 1);
            // `Endplates - node`, `Height - preserved`
            const KEYS: [Tag; 8] = [
                Tag::Field,
                Tag::Label,
                Tag::OtherMeasure,
                Tag::Superior,
                Tag::Inferior,
                Tag::Upper,
                Tag::Lower,
                Tag::EndplateNoun,
            ];
            let whole = |i: usize| View { end: dash, ..self.view }.phrase(i).filter(|p| p.1.any(&KEYS)).map(|p| p.2);
            let known = || {
                let mut at = line.from;
                while let Some(next) = (at < dash).then(|| whole(at)).flatten() {
                    at = next;
                }
                at == dash
            };
            behind
                && (self.tags(dash + 1, line.to).any(&[Tag::YesValue, Tag::NoneValue, Tag::NegationBefore]) || known())
        })
    }

    pub(super) fn level_at(&self, at: usize, to: usize) -> bool {
        levels::read(View { end: to, ..self.view }, at).is_some()
    }

    /// Whether a line begins with a level that heads nothing.
    fn level_follows(&self, line: Line) -> bool {
        self.level_at(line.from, line.to) && self.level_heading(line.from, line.to, true).is_none()
    }

    /// Cells of a row like `T12;inferior;node`: semicolons with no space behind them.
    fn semicolons(&self, line: Line) -> usize {
        if !line.may_have(marks([b';'])) {
            return 0;
        }
        let glued = |at: usize| self.view.tokens.list.get(at + 1).is_some_and(|t| t.glued && t.newlines == 0);
        let empty = |at: usize| at + 1 >= line.to;
        (line.from..line.to).filter(|&at| self.view.mark(at) == Some(b';') && (glued(at) || empty(at))).count()
    }

    /// Whether a value beside its name goes on below: a small letter or figure follows, or its last word asks for more.
    fn value_goes_on(&self, line: Line, next: Line) -> bool {
        const ASKS: [Tag; 13] = [
            Tag::Of,
            Tag::At,
            Tag::And,
            Tag::Or,
            Tag::Article,
            Tag::With,
            Tag::To,
            Tag::Eponym,
            Tag::WeakEponym,
            Tag::Superior,
            Tag::Inferior,
            Tag::Upper,
            Tag::Lower,
        ];
        let last = self.view.tokens.list[line.to - 1];
        let first = self.view.tokens.list[next.from];
        let ended = matches!(self.view.mark(line.to - 1), Some(b'.' | b'?' | b'!' | b':' | b'|'));
        let capitals = first.upper && last.upper && first.span.end - first.span.start > 1;
        let small = first.kind == TokenKind::Number || first.kind == TokenKind::Word && (!first.capital || capitals);
        let asks = self.view.mark(line.to - 1) == Some(b',') || self.tags(line.to - 1, line.to).any(&ASKS);
        !(ended && !self.abbreviated(line.to - 1)) && next.section.is_none() && (small || asks)
    }

    /// `Schmorl nodule (+)` over `bone marrow edema (-)`, `questionable` over a level's heading: lines of their own.
    fn parted(&self, line: Line, next: Line) -> bool {
        let brackets = next.may_have(marks([b'(']));
        let signed = brackets
            && (next.from..next.to.saturating_sub(2)).any(|i| {
                let signs = matches!(self.view.mark(i + 1), Some(b'+' | b'-'));
                self.view.mark(i) == Some(b'(') && signs && self.view.mark(i + 2) == Some(b')')
            });
        let hedge = self.tags(line.to - 1, line.to).any(&[Tag::UncertaintyBefore, Tag::Modal]);
        // `Modic L3-L4: n/a` over `Modic L4-L5: type 2`
        let colon = |line: Line| self.view.find_mark(b':', line.from, line.to.min(line.from + LONGEST_KEY)).is_some();
        let word = |line: Line| self.view.tokens.folded_bytes(&self.view.tokens.list[line.from]);
        let again = word(line) == word(next) && colon(line) && colon(next);
        signed || again || hedge && self.begins_heading(next)
    }

    /// `T6 Schmorl node inferior 3 mm` over `T7 Schmorl node superior`: notes, a level each.
    fn listed_by_level(&self, line: Line, next: Line) -> bool {
        const ENDS: [Tag; 8] = [
            Tag::Superior,
            Tag::Inferior,
            Tag::Upper,
            Tag::Lower,
            Tag::Millimetre,
            Tag::NodeNoun,
            Tag::BareNode,
            Tag::EndplateNoun,
        ];
        let short = line.width < NARROWEST_PROSE && next.width < NARROWEST_PROSE;
        short
            && self.level_at(line.from, line.to)
            && self.level_at(next.from, next.to)
            && line.named
            && self.tags(line.to - 1, line.to).any(&ENDS)
    }

    /// `L1 superior` at a line's end: the side stands behind its level, and asks for nothing more.
    fn sided(&self, line: Line) -> bool {
        let side = self.tags(line.to - 1, line.to).any(&[Tag::Superior, Tag::Inferior, Tag::Upper, Tag::Lower]);
        let level =
            |at: usize| levels::read(View { end: line.to - 1, ..self.view }, at).is_some_and(|e| e.next == line.to - 1);
        side && (line.to.saturating_sub(6).max(line.from)..line.to - 1).any(level)
    }

    /// `L2   nil` over `L3   …`: a denial that ends its line denies nothing of the next.
    fn answered(&self, line: Line, next: Line) -> bool {
        let denied = self.tags(line.to - 1, line.to).has(Tag::NegationBefore);
        let headed = self.level_heading(line.from, line.to, true).is_some_and(|(_, text)| text + 1 >= line.to);
        denied && (headed || self.begins_heading(next))
    }
}

/// The lines of a text without the heads and feet of pages, and those.
pub(super) fn lines(view: View<'_>) -> (Vec<Line>, Vec<Range<usize>>) {
    let tokens = &view.tokens.list;
    let starts: Vec<usize> = view.tokens.line_starts();
    let mut lines: Vec<Line> = Vec::with_capacity(starts.len());
    let mut pages: Vec<Range<usize>> = Vec::new();
    let mut page = false;
    let mut number = 0;
    while let Some(&[from, to]) = starts.get(number..number + 2).and_then(|pair| pair.first_chunk()) {
        number += 1;
        if from == to {
            continue;
        }
        // the rest of a letterhead
        let again = || lines.iter().take(LONGEST_HEAD).any(|line| same_words(view, (line.from, line.to), (from, to)));
        if page
            && (is_rule(view, from, to) || again())
            && let Some(last) = pages.last_mut()
        {
            last.end = to;
            continue;
        }
        if is_page(view, from, to) {
            page = true;
            let continued = lines.pop_if(|line| is_continued(view, line)).map_or(from, |line| line.from);
            let first = drop_repeated(view, &mut lines, continued);
            // what stands with the page's number between two rules is of the page
            let ruled = first < from && is_rule(view, first, starts[number - 1].min(first + 1));
            let closing = starts[number..].windows(2).take(LONGEST_FOOT).position(|l| is_rule(view, l[0], l[1]));
            number += closing.filter(|_| ruled).unwrap_or(0);
            pages.push(first..starts[number]);
            continue;
        }
        if lines.last().is_some_and(|line| is_notice(view, *line, (from, to))) && number + 1 < starts.len() {
            pages.push(from..to);
            page = true;
            continue;
        }
        let start = tokens[from].span.start.saturating_sub(u32::from(tokens[from].spaces));
        let start = start.min(tokens[from].span.start);
        let newlines = tokens[from].newlines;
        let (from, to) = match segment_value(view, from, to) {
            Some(value) => {
                pages.extend([from..value.start, value.end..to]);
                (value.start, value.end)
            }
            None => (from, to),
        };
        // a sentence goes on behind a page's head
        let open = page && lines.last().is_some_and(|l| !matches!(tokens[l.to - 1].kind, TokenKind::Mark(b'.')));
        // `of the superior endplate of`, a page's head, `L4 and …`
        let hangs = || lines.last().is_some_and(|l| view.tags(l.to - 1).any(&HANGING));
        let blank_before = newlines > 1 && !(open && (!tokens[from].capital || hangs()));
        let width = tokens[to - 1].span.end - start;
        let all = view.tokens.marks_in(from, to);
        lines.push(Line {
            from,
            to,
            width,
            blank_before,
            start,
            hangs: false,
            section: None,
            level: false,
            level_alone: false,
            named: false,
            marks: all,
            dashed: all & marks([b'-']) != 0 && has_dash_apart(view, from, to),
            looks: Looks::Formed,
        });
        page = false;
    }
    pages.extend(unquote(&mut lines, tokens));
    pages.sort_by_key(|page| page.start);
    (lines, pages)
}

/// Whether a dash stands apart from the words on its sides.
fn has_dash_apart(view: View<'_>, from: usize, to: usize) -> bool {
    let apart = |at: usize| view.tokens.list.get(at).is_some_and(|token| !token.glued);
    memchr::memchr_iter(b'-', &view.tokens.kinds[from..to]).any(|at| apart(from + at) && apart(from + at + 1))
}

/// Takes the marks of a quoted mail off its lines: `>>> Schmorl's node in the ⏎ >>> superior endplate of L1`.
fn unquote(lines: &mut [Line], tokens: &[Token]) -> Vec<Range<usize>> {
    let mut quotes = Vec::new();
    let quote = |line: &Line| {
        let marks = tokens[line.from..line.to].iter().take_while(|t| t.kind == TokenKind::Mark(b'>')).count();
        // one mark with a gap before it is a bullet
        if marks == 1 && tokens[line.from].spaces > 0 { 0 } else { marks }
    };
    for i in 1..lines.len() {
        let marks = quote(&lines[i]);
        let before = lines[i - 1];
        // the line before is unquoted already
        let same = marks > 0 && before.from >= marks && quote(&Line { from: before.from - marks, ..before }) == marks;
        if same || marks > 0 && lines.get(i + 1).is_some_and(|next| quote(next) == marks) {
            let from = lines[i].from;
            lines[i].from += marks.min(lines[i].to - from - 1);
            quotes.push(from..lines[i].from);
        }
    }
    quotes
}

/// The text of a line that is an observation segment of HL7: `OBX|3|TX|IMP||There is a||||||F`.
fn segment_value(view: View<'_>, from: usize, to: usize) -> Option<Range<usize>> {
    let tokens = &view.tokens.list;
    if view.tokens.folded_bytes(&tokens[from]) != b"obx" || view.mark(from + 1) != Some(b'|') {
        return None;
    }
    let start = (from..to).filter(|&at| view.mark(at) == Some(b'|')).nth(4)? + 1;
    let behind = |at: &usize| {
        let token = &tokens[*at];
        token.kind == TokenKind::Mark(b'|')
            || token.kind == TokenKind::Word && token.span.end - token.span.start == 1 && token.glued
    };
    let end = to - (start..to).rev().take_while(behind).count();
    (start < end).then_some(start..end)
}

/// Drops the lines right over a page's number that stand on an earlier page, too: the letterhead. Where it begins.
fn drop_repeated(view: View<'_>, lines: &mut Vec<Line>, page: usize) -> usize {
    let mut first = page;
    while let Some(last) = lines.last().copied().filter(|_| view.tokens.list[first].newlines == 1) {
        let own = (last.from, last.to);
        let again = lines[..lines.len() - 1].iter().any(|line| same_words(view, (line.from, line.to), own));
        if !again && !is_rule(view, last.from, last.to) {
            break;
        }
        first = last.from;
        lines.pop();
    }
    first
}

/// Whether two lines say the same.
fn same_words(view: View<'_>, a: (usize, usize), b: (usize, usize)) -> bool {
    let words = |(from, to): (usize, usize)| view.tokens.list[from..to].iter().map(|t| view.tokens.folded(t));
    a.1 - a.0 == b.1 - b.0 && words(a).eq(words(b))
}

/// Whether a line only says that the text goes on: `(cont.)`.
fn is_continued(view: View<'_>, line: &Line) -> bool {
    let said = |at: usize| view.mark(at).is_some() || view.tags(at).has(Tag::Continued);
    line.to - line.from <= 4 && (line.from..line.to).all(said) && (line.from..line.to).any(|at| view.mark(at).is_none())
}

/// Whether a line is a rule: dashes or the like alone.
fn is_rule(view: View<'_>, from: usize, to: usize) -> bool {
    view.tokens.list[from..to].iter().all(|t| matches!(t.kind, TokenKind::Mark(b'-' | b'_' | b'=' | b'*')))
}

/// Whether a line is the head or foot of a page: `… Page 2 of 3 …`.
fn is_page(view: View<'_>, from: usize, to: usize) -> bool {
    let number = |at: usize| view.token(at).is_some_and(|t| t.kind == TokenKind::Number);
    view.tokens.said.has(Tag::Page)
        && to - from <= 40
        && (from..to).any(|i| view.tags(i).has(Tag::Page) && number(i + 1) && i + 3 < to && number(i + 3))
}

/// Whether a line is a notice in capitals between marks, within a sentence: `*** NOT VERIFIED ***`.
fn is_notice(view: View<'_>, before: Line, (from, to): (usize, usize)) -> bool {
    let tokens = &view.tokens.list;
    let mark = |at: usize| view.mark(at) == Some(b'*');
    if to < from + 5 || ![from, from + 1, to - 2, to - 1].into_iter().all(mark) || tokens[from].newlines > 1 {
        return false;
    }
    const SAYS: [Tag; 6] =
        [Tag::Eponym, Tag::WeakEponym, Tag::ModicName, Tag::EdemaWord, Tag::NodePhrase, Tag::Heading(Section::Body)];
    let open = tokens[before.to - 1].kind == TokenKind::Word || view.mark(before.to - 1) == Some(b'-');
    let plain = |at: usize| {
        (tokens[at].upper || tokens[at].kind != TokenKind::Word)
            && !view.tags(at).any(&SAYS)
            && levels::read(view, at).is_none()
    };
    open && (from..to).all(plain)
}

/// Finds the lines that go on with a value beside its name.
pub(super) fn hanging(lines: &mut [Line], tokens: &[Token]) {
    let mut value = None;
    for line in lines {
        let mut gaps = (line.from + 1..line.to).filter(|&at| tokens[at].spaces >= GAP && tokens[at].newlines == 0);
        let (first, second) = (gaps.next(), gaps.next());
        let indent = u32::from(tokens[line.from].spaces);
        let below = value.is_some_and(|value: u32| value.abs_diff(indent) <= 1);
        line.hangs = below && first.is_none() && !line.blank_before;
        if line.hangs {
            continue;
        }
        let column = |at: usize| tokens[at].span.start - line.start;
        let named = |at: usize| at - line.from <= LONGEST_NAME && column(at) >= NARROWEST_NAME;
        value = first.filter(|&at| second.is_none() && named(at)).map(column);
    }
}
