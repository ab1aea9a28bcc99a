//! Checklists: `[x] Schmorl's nodes`, `Schmorl's nodes: [ ] Yes [x] No`, and boxes under columns of options.

use super::lines::Line;
use super::{Cell, Segmenter};
use crate::extract::levels::View;
use crate::lexicon::tag::Tag;
use crate::token::{EMPTY_BOX, NARROW_GAP, TICKED_BOX, TokenKind};
use std::ops::Range;

/// Marks that a box begins with.
pub(in crate::extract) const BOXES: [u8; 5] = [EMPTY_BOX, TICKED_BOX, b'[', b'(', b'<'];

/// Most tokens of a finding's name that stands alone on a line.
const LONGEST_TITLE: usize = 4;

/// A box: its first token, the one after it, and whether it is ticked.
#[derive(Clone, Copy)]
pub(in crate::extract) struct CheckBox {
    from: usize,
    to: usize,
    ticked: bool,
}

impl CheckBox {
    pub(in crate::extract) fn is_ticked(&self) -> bool {
        self.ticked
    }

    /// Its first token.
    pub(in crate::extract) fn start(&self) -> usize {
        self.from
    }

    /// The token behind it.
    pub(in crate::extract) fn end(&self) -> usize {
        self.to
    }

    /// Whether it begins at a token.
    pub(super) fn begins(&self, at: usize) -> bool {
        self.from == at
    }
}

/// Whether a box may begin with a kind of token: one of [`BOXES`].
#[inline]
pub(in crate::extract) const fn opens_box(kind: u8) -> bool {
    matches!(kind, EMPTY_BOX | TICKED_BOX | b'[' | b'(' | b'<')
}

/// The boxes that begin at tokens from one on, as far as is in sight.
pub(in crate::extract) fn boxes_from(view: View<'_>, from: usize) -> impl Iterator<Item = CheckBox> + '_ {
    let kinds = view.tokens.kinds.get(from..view.end).unwrap_or_default();
    // most tokens are words
    (from..).zip(kinds).filter(|(_, kind)| opens_box(**kind)).filter_map(move |(at, _)| box_at(view, at))
}

/// The box that begins at a token: a sign of its own, or brackets with nothing, a cross or a star between.
pub(in crate::extract) fn box_at(view: View<'_>, at: usize) -> Option<CheckBox> {
    let close = match view.mark(at)? {
        mark @ (EMPTY_BOX | TICKED_BOX) => {
            return Some(CheckBox { from: at, to: at + 1, ticked: mark == TICKED_BOX });
        }
        b'[' => b']',
        b'<' if matches!(view.mark(at + 1), Some(b'*' | b'>')) => b'>',
        b'(' => b')',
        _ => return None,
    };
    if view.mark(at + 1) == Some(close) {
        return Some(CheckBox { from: at, to: at + 2, ticked: false });
    }
    let crossed = view.token(at + 1).is_some_and(|t| t.kind == TokenKind::Word && view.tokens.folded(t) == "x");
    let ticked = view.mark(at + 2) == Some(close) && (crossed || view.mark(at + 1) == Some(b'*'));
    ticked.then_some(CheckBox { from: at, to: at + 3, ticked })
}

/// A line that answers a finding's name with yes or no.
pub(super) struct Answer {
    pub(super) name: Range<usize>,
    pub(super) value: Range<usize>,
    pub(super) yes: bool,
    /// By a figure whose meaning the line tells.
    pub(super) coded: bool,
}

impl Segmenter<'_> {
    /// Reads a line of boxes. True if the line was one.
    pub(super) fn check_boxes(&mut self, from: usize, to: usize) -> bool {
        let boxes = self.boxes(from, to);
        let Some(first) = boxes.first() else { return false };
        if let Some((key, option)) = self.options_before(from, to, &boxes) {
            let cell = Cell::new(Some(key), option, None);
            self.push_cells(vec![cell]);
            return true;
        }
        let key = (first.from > from).then_some(from..first.from);
        let bare = boxes.windows(2).all(|pair| pair[0].to == pair[1].from);
        if let Some(key) = key.clone().filter(|_| bare && boxes.len() > 1) {
            self.columns_of_boxes(key, &boxes, to);
            return true;
        }
        // the option ticked last, until what stands behind the others joins it
        let mut chosen: Option<Range<usize>> = None;
        for (i, CheckBox { to: start, ticked, .. }) in boxes.iter().enumerate() {
            let (start, ticked) = (*start, *ticked);
            let end = boxes.get(i + 1).map_or(to, |b| b.from);
            match &key {
                Some(key) if self.names_finding(key) => {
                    // an option that is not ticked says nothing; what stands behind the last one goes on with the key
                    let view = View { end: to, ..self.view };
                    if !ticked && i + 1 < boxes.len() {
                        continue;
                    }
                    let wide = |&j: &usize| self.view.tokens.list[j].spaces >= NARROW_GAP;
                    // `[ ] type 3`
                    let kind = usize::from(self.tags(start, end).has(Tag::ModicKind));
                    let option =
                        || (start + 1..end).find(wide).or_else(|| Some((view.phrase(start)?.2 + kind).min(end)));
                    let said = if ticked { start } else { option().unwrap_or(end) };
                    if !ticked && self.is_blank(said..end) {
                        continue;
                    }
                    // `[ ] present, level: ____`: goes with the option
                    if !ticked && matches!(view.mark(said), Some(b',' | b':' | b'(')) {
                        continue;
                    }
                    // `☑ possible ☐ definite   site: L1`
                    let hedge = |range: &Range<usize>| {
                        let whole = View { end: range.end, ..self.view }.phrase(range.start);
                        whole.is_some_and(|p| p.2 == range.end && p.1.has(Tag::UncertaintyBefore))
                    };
                    if ticked && i + 1 < boxes.len() && hedge(&(said..end)) {
                        chosen = Some(said..end);
                        continue;
                    }
                    let rest = (said < end).then_some(said..end);
                    if let Some(option) = chosen.clone().filter(|_| i + 1 == boxes.len()) {
                        let mut cells = vec![Cell::new(Some(key.clone()), option, None)];
                        cells.extend(rest.map(|body| Cell::new(None, body, Some(b','))));
                        self.push_cells(cells);
                        continue;
                    }
                    let outer = self.key.replace(key.clone());
                    self.push(said, end);
                    self.key = outer;
                }
                _ => self.push_option(start, end, !ticked),
            }
        }
        true
    }

    /// Whether a field is left blank: `where: ____`.
    fn is_blank(&self, range: Range<usize>) -> bool {
        let blank = range.clone().any(|i| self.view.mark(i) == Some(b'_'));
        let word = |i: usize| {
            let field = [Tag::Field, Tag::AsksMore, Tag::Millimetre, Tag::Centimetre];
            self.view.mark(i).is_some() || self.tags(i, range.end).any(&field)
        };
        blank && range.clone().all(word)
    }

    /// The key and the ticked option of `Are there nodes?   YES [x]  NO [ ]`, whose boxes stand behind their options.
    fn options_before(&self, from: usize, to: usize, boxes: &[CheckBox]) -> Option<(Range<usize>, Range<usize>)> {
        let last = boxes.last().filter(|last| last.to == to && boxes.len() > 1)?;
        let values = [Tag::YesValue, Tag::NoneValue, Tag::NegationBefore];
        let start = |b: &CheckBox| b.from.checked_sub(1).filter(|&at| at > from && self.tags(at, b.from).any(&values));
        let options: Vec<usize> = boxes.iter().map_while(start).collect();
        let ticked = boxes.iter().position(|b| b.ticked)?;
        let key = from..*options.first()?;
        let told = options.len() == boxes.len() && last.from > from && self.names_finding(&key);
        told.then(|| (key, options[ticked]..options[ticked] + 1))
    }

    pub(super) fn boxes(&self, from: usize, to: usize) -> Vec<CheckBox> {
        let view = View { end: to, ..self.view };
        let mut boxes = Vec::new();
        if !BOXES.into_iter().any(|mark| self.view.tokens.has_mark(mark)) {
            return boxes;
        }
        let Some(kinds) = self.view.tokens.kinds.get(from..to) else { return boxes };
        for (at, _) in (from..).zip(kinds).filter(|(_, kind)| opens_box(**kind)) {
            // `[Y] Schmorl's node`, `[N] fracture`
            let answers = [Tag::YesValue, Tag::NoneValue, Tag::NegationBefore];
            let told = at == from && view.mark(at) == Some(b'[') && view.mark(at + 2) == Some(b']') && at + 3 < to;
            if told && self.tags(at + 1, at + 2).any(&answers) {
                boxes.push(CheckBox { from: at, to: at + 3, ticked: self.tags(at + 1, at + 2).has(Tag::YesValue) });
                continue;
            }
            boxes.extend(box_at(view, at));
        }
        boxes
    }

    /// The end of a finding's key in front of boxes, and the ticked option if it is more than a yes; `None` if none is
    /// ticked or it denies.
    pub(super) fn ticked_answer(&self, at: usize, to: usize) -> Option<(usize, Option<Range<usize>>)> {
        let boxes = self.boxes(at, to);
        if let Some((key, option)) = self.options_before(at, to, &boxes) {
            return self.tags(option.start, option.end).has(Tag::YesValue).then_some((key.end, None));
        }
        let first = boxes.first().filter(|b| b.from > at && self.names_finding(&(at..b.from)))?.from;
        let ticked = boxes.iter().position(|b| b.ticked)?;
        let option = boxes[ticked].to..boxes.get(ticked + 1).map_or(to, |b| b.from);
        let tags = self.tags(option.start, option.end);
        if tags.any(&[Tag::NoneValue, Tag::NegationBefore]) {
            return None;
        }
        Some((first, (!option.is_empty() && !tags.has(Tag::YesValue)).then_some(option)))
    }

    /// A finding's name and whether its line answers yes or no: `Schmorl's nodes ........ YES`, `Schmorl's node? (1=yes,
    /// 0=no) .... 1`. The tokens of the name and of the answer.
    pub(super) fn plain_answer(&self, at: usize, to: usize) -> Option<Answer> {
        let tokens = &self.view.tokens.list;
        let parts = |i: usize| {
            matches!(self.view.mark(i - 1), Some(b':' | b'?'))
                || tokens[i].spaces >= super::tables::GAP && tokens[i].newlines == 0
        };
        let value = (at + 1..to).rev().find(|&i| parts(i))?..to;
        let legend = self.legend(at, value.start);
        let ends = |i: &usize| matches!(self.view.mark(*i), Some(b'?' | b':')) || *i > at && parts(*i);
        let named = (at..value.start).find(|i| ends(i) || legend.as_ref().is_some_and(|l| l.0 == *i));
        let name = at..named.unwrap_or(value.start);
        let whole = View { end: to, ..self.view }.phrase(value.start).filter(|p| p.2 == to);
        let says = |tag: Tag| whole.is_some_and(|p| p.1.has(tag));
        let coded = legend
            .as_ref()
            .filter(|_| value.len() == 1)
            .map(|(_, yes)| self.view.tokens.folded(&tokens[value.start]) == self.view.tokens.folded(&tokens[*yes]));
        let yes = match coded {
            Some(yes) => yes,
            None if says(Tag::YesValue) => true,
            None if says(Tag::NoneValue) || says(Tag::NegationBefore) => false,
            None => return None,
        };
        self.names_finding(&name).then_some(Answer { name, value, yes, coded: coded.is_some() })
    }

    /// Reads `Bone marrow edema` over `None.`: a finding's name alone, and its answer on the line below. The number of lines;
    /// 0 if they are not that.
    pub(super) fn answered_below(&mut self, lines: &[Line]) -> usize {
        let [line, next, ..] = lines else { return 0 };
        let name = self.marker(line.from, line.to)..line.to;
        let stop = usize::from(self.view.mark(next.to - 1) == Some(b'.'));
        let value = next.from..next.to - stop;
        let word = |i: usize| self.view.tokens.list[i].kind == TokenKind::Word;
        let alone = name.len() <= LONGEST_TITLE && name.clone().all(word) && self.names_finding(&name);
        if !alone || self.levelled(&name) || next.blank_before || value.is_empty() || !self.answers(&value) {
            return 0;
        }
        self.push_answer(name, value);
        2
    }

    /// Reads `Edema (bone marrow): none`, a finding's name with a word in brackets and its answer; true if the line is one.
    pub(super) fn bracketed_answer(&mut self, at: usize, to: usize) -> bool {
        // `Node edema ..... Absent`
        if let Some((key, value)) = self.key_before_dots(at, to)
            && !key.is_empty()
            && !self.levelled(&key)
            && self.names_finding(&key)
            && self.answers(&value)
        {
            self.push_answer(key, value);
            return true;
        }
        // most lines have no bracket near their beginning
        if self.view.find_mark(b'(', at + 1, to.min(at + 2 * LONGEST_TITLE)).is_none() {
            return false;
        }
        let Some((key, value)) = self.field(at, to) else { return false };
        let open = self.view.find_mark(b'(', key.start, key.end);
        let closed = self.view.mark(key.end - 1) == Some(b')') && open.is_some();
        let placed =
            self.levelled(&key) || self.tags(open.unwrap_or(at) + 1, key.end).any(&[Tag::Superior, Tag::Inferior]);
        if !closed || placed || !self.names_finding(&key) || !self.answers(&value) {
            return false;
        }
        self.push_answer(key, value);
        true
    }

    /// `(1=yes, 0=no)`: where it opens, and the token of the figure that means yes.
    pub(super) fn legend(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let open = self.view.find_mark(b'(', from, to)?;
        let equals = |i: usize| self.view.mark(i + 1) == Some(b'=');
        let yes = (open + 1..to.saturating_sub(2)).find(|&i| equals(i) && self.tags(i + 2, to).has(Tag::YesValue))?;
        (self.view.tokens.list[yes].kind == TokenKind::Number).then_some((open, yes))
    }

    /// `Schmorl's nodes   [ ]   [x]` under `Yes   No`: the ticked box answers, what stands behind the boxes remarks.
    fn columns_of_boxes(&mut self, key: Range<usize>, boxes: &[CheckBox], to: usize) {
        let Some(ticked) = boxes.iter().position(|b| b.ticked) else { return };
        let option = self.options.get(ticked).cloned();
        let remark = boxes[boxes.len() - 1].to..to;
        let mut cells = Vec::new();
        if let Some(option) = &option {
            cells.push(Cell::new(Some(key), option.clone(), None));
        } else {
            // without heads the first box means yes, the second no
            cells.push(Cell::new(None, key, None));
        }
        if !remark.is_empty() {
            cells.push(Cell::new(None, remark, Some(b',')));
        }
        let before = self.out.len();
        self.push_cells(cells);
        for sentence in &mut self.out[before..] {
            sentence.unticked = option.is_none() && ticked > 0;
        }
    }

    fn push_option(&mut self, from: usize, to: usize, unticked: bool) {
        let before = self.out.len();
        self.push(from, to);
        for sentence in &mut self.out[before..] {
            sentence.unticked = unticked;
        }
    }
}
