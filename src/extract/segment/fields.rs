//! Fields: a key with its value, however a form parts the two (`Level: L2`, `Level ..... L2`, `"level": "L2"`).

use super::checklists::box_at;
use super::tables::GAP;
use super::{LONGEST_LABEL, Segmenter, heading_of};
use crate::extract::levels::View;
use crate::finding::{Modic, Section};
use crate::lexicon::tag::Tag;
use crate::token::{CHECK, NARROW_GAP, TokenKind, marks};
use memchr::{memchr_iter, memchr3};
use std::ops::Range;

/// Most tokens of a question that is a key.
const LONGEST_QUESTION: usize = 14;
/// Most tokens of a key.
pub(super) const LONGEST_KEY: usize = 4;

/// Most tokens of a legend: `(0 = no, 1 = yes)`.
const LONGEST_LEGEND: usize = 24;

/// What parts a key from its value.
const PARTS: u64 = marks([b':', b'=', b'?']);

/// The only one of them: a row of a table has more gaps.
fn only(mut all: impl Iterator<Item = usize>) -> Option<usize> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

/// A key's tokens and its value's.
pub(super) type Field = (Range<usize>, Range<usize>);

impl Segmenter<'_> {
    /// Key and value of a line that has both; of `schmorl_level=L3` the key is `level`.
    pub(super) fn field(&self, from: usize, to: usize) -> Option<Field> {
        self.told.fields.get(self.stretch(from, to, true), || self.field_anew(from, to))
    }

    fn field_anew(&self, from: usize, to: usize) -> Option<Field> {
        let (key, value) = self.key_and_value(from, to)?;
        let (key, value) = (self.unwrapped(key), self.unwrapped(value));
        if key.is_empty() || value.is_empty() {
            return None;
        }
        let (key, value) = self.decoded(&key, &value).unwrap_or((key, value));
        // `item_01 vertebra = L1`
        let numbered = self.view.mark(key.start + 1) == Some(b'_')
            && self.token(key.start + 2).is_some_and(|t| t.kind == TokenKind::Number)
            && key.len() > 3;
        let key = if numbered { key.start + 3..key.end } else { key };
        let part =
            |mark| self.view.find_mark(mark, key.start, key.end).filter(|&part| self.names_node(&(key.start..part)));
        // `Schmorl's node - level: L3`
        let parted = part(b'_').or_else(|| part(b'-').filter(|&part| !self.view.tokens.list[part].glued));
        let field =
            parted.map(|part| part + 1..key.end).filter(|field| self.field_key(field) || self.names_finding(field));
        Some((field.unwrap_or(key), value))
    }

    /// What stands between the marks that a system puts around a key or a value: `{6 mm}`, `"L2"`, `_5 mm_`.
    pub(super) fn unwrapped(&self, range: Range<usize>) -> Range<usize> {
        let wraps = |i: usize| matches!(self.view.mark(i), Some(b'{' | b'}' | b'"' | b'_' | b'<' | b'>'));
        let (Range { mut start, mut end }, kinds) = (range, &self.view.tokens.kinds);
        if kinds.get(start..end).is_none() {
            return start..end;
        }
        while start < end && wraps(start) {
            start += 1;
        }
        // `"L2",`
        if end > start + 1 && self.view.mark(end - 1) == Some(b',') {
            end -= 1;
        }
        while start < end && wraps(end - 1) {
            end -= 1;
        }
        start..end
    }

    /// Of `Schmorl's nodes (0 = no, 1 = yes): 1`, the key without its legend, and what the legend says that the figure means.
    fn decoded(&self, key: &Range<usize>, value: &Range<usize>) -> Option<Field> {
        let tokens = &self.view.tokens.list;
        if value.len() != 1 || tokens[value.start].kind != TokenKind::Number {
            return None;
        }
        let open = self.view.find_mark(b'(', key.start + 1, key.end)?;
        let figure = self.view.tokens.folded(&tokens[value.start]);
        let told = (open + 1..key.end.saturating_sub(2))
            .find(|&i| self.view.mark(i + 1) == Some(b'=') && self.view.tokens.folded(&tokens[i]) == figure)?;
        let ends = |i: &usize| matches!(self.view.mark(*i), Some(b',' | b';' | b'/' | b')' | b'|'));
        let meaning = told + 2..(told + 2..key.end).find(ends)?;
        (!meaning.is_empty()).then_some((key.start..open, meaning))
    }

    /// Key and value with a leader of dots between them: `Level ........ L2`.
    pub(super) fn key_before_dots(&self, from: usize, to: usize) -> Option<Field> {
        if !self.dots {
            return None;
        }
        let at = self.marker(from, to);
        let near = self.view.tokens.kinds.get(at + 1..to.min(at + LONGEST_LABEL + 3))?;
        let dots = at + 1 + near.windows(3).position(|three| three == b"...")?;
        let value = (dots..to).find(|&i| self.view.mark(i) != Some(b'.'))?;
        Some((at..dots, value..to))
    }

    pub(super) fn key_and_value(&self, from: usize, to: usize) -> Option<Field> {
        if let Some(field) = self.key_before_dots(from, to) {
            return Some(field);
        }
        // most lines have no mark that parts key and value
        let kinds = self.view.tokens.kinds.get(from..to)?;
        if !self.view.tokens.may_have_marks(PARTS, from, to) || memchr3(b':', b'=', b'?', kinds).is_none() {
            let parted = self.view.tokens.gaps || self.view.find_mark(b'-', from, to).is_some();
            return if parted { self.key_before_gap(from, to) } else { None };
        }
        let at = self.marker(from, to);
        let equals = || self.view.find_mark(b'=', at + 1, to.min(at + LONGEST_LABEL));
        // `Are there Schmorl's nodes?        Yes.`
        let asked = || {
            self.view.find_mark(b'?', at + 1, to.min(at + LONGEST_QUESTION))?;
            (at + 1..to.min(at + LONGEST_QUESTION)).find(|&i| {
                self.view.mark(i) == Some(b'?') && self.token(i + 1).is_some_and(|t| t.spaces > 1 && t.newlines == 0)
            })
        };
        // `Schmorl's node present: Yes`, `Is there a Schmorl's node? No`
        let answered = || {
            let mark = |&i: &usize| matches!(self.view.mark(i), Some(b':' | b'?'));
            let parts = (at + 1..to.min(at + LONGEST_QUESTION)).find(mark)?;
            let end = to - usize::from(self.view.mark(to - 1) == Some(b'.'));
            let named = self.names_finding(&(at..parts));
            // `Where? L2 superior`
            let where_to = self.view.mark(parts) == Some(b'?') && self.field_key(&(at..parts));
            if where_to && parts + 1 < end {
                return Some(parts);
            }
            let asks = named || self.asks_presence(&(at..parts), &(parts + 1..end));
            (parts + 1 < end && self.answers(&(parts + 1..end)) && asks).then_some(parts)
        };
        // `Bone marrow edema (0 = no, 1 = yes): 0`
        let behind_legend = || {
            let open = self.view.find_mark(b'(', at + 1, to.min(at + LONGEST_LABEL))?;
            let close = self.view.find_mark(b')', open, to.min(open + LONGEST_LEGEND))?;
            self.view.find_mark(b'=', open, close)?;
            (self.view.mark(close + 1) == Some(b':')).then_some(close + 1)
        };
        // `Q: Where?  A: Superior endplate of L3`
        if let Some(asked) = self.asked_and_answered(at, to) {
            return Some(asked);
        }
        // `Any with marrow edema?  Yes: L1`
        let first = asked().filter(|&mark| self.view.find_mark(b':', at, mark).is_none());
        let colon = first
            .or_else(|| self.label(from, to))
            .or_else(behind_legend)
            .or_else(equals)
            .or_else(asked)
            .or_else(answered)?;
        (colon + 1 < to).then(|| (at..colon, colon + 1..to))
    }

    /// A question and its answer on one line, each behind a letter.
    fn asked_and_answered(&self, at: usize, to: usize) -> Option<Field> {
        let letter = |i: usize| {
            let one = self.token(i).is_some_and(|t| t.kind == TokenKind::Word && t.span.end - t.span.start == 1);
            one && matches!(self.view.mark(i + 1), Some(b':' | b'.'))
        };
        // `Question: Any nodes? Answer: Two.`
        let word =
            |i: usize| self.token(i).is_some_and(|t| t.kind == TokenKind::Word) && self.view.mark(i + 1) == Some(b':');
        let asks = letter(at) || word(at) && self.tags(at, to).has(Tag::Heading(Section::Body));
        let mark = self.view.find_mark(b'?', at, to.min(at + LONGEST_QUESTION + 2)).filter(|_| asks)?;
        ((letter(mark + 1) || word(mark + 1)) && mark + 3 < to).then(|| (at + 2..mark, mark + 3..to))
    }

    /// Key and value with a gap or a dash alone between them: `Endplate      superior`, `Schmorl's node - present`.
    fn key_before_gap(&self, from: usize, to: usize) -> Option<Field> {
        let at = self.marker(from, to);
        let spaced = |i: usize| self.token(i).is_some_and(|t| !t.glued);
        let dash = |i: usize| self.view.mark(i) == Some(b'-') && spaced(i) && spaced(i + 1);
        // `Level  L3`, but no name with a value over several lines
        let whole_line = to > 0 && self.view.mark(to - 1) != Some(b',');
        let known = |i: usize| {
            let field = View { end: i, ..self.view }.phrase(at).is_some_and(|p| p.2 == i && p.1.has(Tag::Field));
            field || self.names_finding(&(at..i)) && self.answers(&(i..to))
        };
        let wide = |i: &usize| {
            let spaces = self.view.tokens.list[*i].spaces;
            spaces >= GAP || dash(*i) || spaces >= NARROW_GAP && whole_line && known(*i)
        };
        let gap = match self.view.tokens.gaps {
            true => only((at + 1..to).filter(wide)),
            false => only(memchr_iter(b'-', self.view.tokens.kinds.get(at + 1..to)?).map(|i| at + 1 + i).filter(wide)),
        }?;
        let (key, value) = (at..gap, gap + usize::from(dash(gap))..to);
        if value.is_empty() {
            return None;
        }
        // `Size (mm)     5`
        let ends = |next: usize| next == gap || self.view.mark(next) == Some(b'(') && next + 3 == gap;
        let whole = View { end: gap, ..self.view }
            .phrase(at)
            .is_some_and(|p| p.1.any(&[Tag::Field, Tag::CountColumn]) && ends(p.2));
        let ticked = || box_at(View { end: to, ..self.view }, value.start).is_some();
        // `Schmorl's node     +` over `Level     L3`
        let sign = || value.len() == 1 && matches!(self.view.mark(value.start), Some(b'+' | CHECK));
        let told = || self.answers(&value) || sign() || ticked() || self.types_modic(&key, &value);
        // `Schmorl's node   Present at L2`
        let placed = || self.tags(value.start, value.end).has(Tag::YesValue) && self.levelled(&value);
        let named = || self.names_finding(&key) && (told() || placed());
        // `Finding     Schmorl's node`
        let heading = self.view.phrase(at).filter(|p| p.2 == gap).and_then(|p| self.view.value(p.0, heading_of));
        // `Marrow signal - STIR hyperintense`
        let label = self.view.phrase(at).is_some_and(|p| p.2 == gap && p.1.has(Tag::Label));
        let whole = whole || label && self.names_finding(&value) && !self.names_node(&value);
        let whole = whole || heading == Some(Section::Findings) && self.names_finding(&value);
        (gap - at <= LONGEST_LABEL && (whole || named())).then_some((key, value))
    }

    /// Whether a key is the name of Modic changes, and its value their type.
    pub(super) fn types_modic(&self, key: &Range<usize>, value: &Range<usize>) -> bool {
        let typed = [Tag::ModicKind, Tag::ModicType(Modic::One)];
        self.tags(key.start, key.end).has(Tag::ModicName) && self.tags(value.start, value.end).any(&typed)
    }

    /// Whether a key is one of a form's: `Level`, `Endplate`, `Size`.
    pub(super) fn field_key(&self, key: &Range<usize>) -> bool {
        let field = |at: usize| {
            View { end: key.end, ..self.view }.phrase(at).is_some_and(|p| {
                // `Disc` and more is the disc's
                let disc = self.view.tags(at).has(Tag::DiscNoun) && p.2 < key.end && self.view.mark(p.2) != Some(b'(');
                // `Endplate sclerosis` is another finding's
                let other = || (p.2..key.end).any(|i| self.tags(i, key.end).has(Tag::Other));
                p.1.any(&[Tag::Field, Tag::OtherMeasure]) && !disc && !other()
            })
        };
        // `Max. diameter`
        // `Sup. endplate L2` is a place
        let place = || self.tags(key.start, key.end).any(&[Tag::Superior, Tag::Inferior]) && self.levelled(key);
        let short = key.len() > 2 && self.view.mark(key.start + 1) == Some(b'.') && field(key.start + 2) && !place();
        if short {
            return true;
        }
        // `Thoracic levels`
        let of_region =
            || key.len() == 2 && self.tags(key.end - 1, key.end).has(Tag::LevelNoun) && self.names_region(key);
        // `Q4  If yes, where?`
        let disc = || key.clone().any(|at| self.view.tags(at).has(Tag::DiscNoun));
        let asked = self.view.mark(key.end) == Some(b'?') && !self.names_finding(key) && !disc();
        field(key.start) || asked && key.clone().any(field) || of_region()
    }
}
