//! Lists to choose from, of which a form marks what was chosen: `none / [single] / multiple`, `Level   T12   >>L1<<   L2`,
//! `[none / mild] --> mild`.
//!
//! In: a report's tokens. Out: the same with what was chosen alone, behind a colon. That a mark means so is told by the form:
//! several of its lines have lists that are marked alike.

use super::levels::View;
use crate::lexicon::Lexicons;
use crate::lexicon::tag::Tag;
use crate::token::{CAPITALS, NARROW_GAP, NUMBER, Tokens, WORD, marks};
use std::ops::Range;

/// Most tokens of an option.
const LONGEST_OPTION: usize = 5;
/// Most tokens of a list in brackets in front of an arrow.
const LONGEST_LIST: usize = 40;
/// Fewest lists that show what a mark means.
const FEWEST_LISTS: usize = 2;
/// Fewest of them where gaps part options that may stand in any brackets.
const FEWEST_GAPPED: usize = 3;
/// Marks around what was chosen, how many of each, and whether gaps may part the options.
const PAIRS: [(u8, u8, usize, bool); 8] = [
    (b'>', b'<', 2, true),
    (b'<', b'>', 2, true),
    (b'<', b'>', 1, true),
    (b'*', b'*', 2, true),
    (b'*', b'*', 1, true),
    (b'[', b']', 1, false),
    (b'(', b')', 1, false),
    (b'_', b'_', 1, false),
];

/// What lists to choose from or arrows begin with.
const OPENS: u64 = marks([b'>', b'<', b'*', b'[', b'(', b'_', b'-', b'=']);

/// A list and what was chosen of it.
struct List {
    /// Index of the marks, or none for an arrow.
    pair: Option<usize>,
    all: Range<usize>,
    chosen: Vec<Range<usize>>,
    proof: Proof,
}

/// What a list tells of the form's marks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// Options stand around what is marked.
    Full,
    /// Gaps part it from others.
    Gapped,
    /// It is all of a value.
    Alone,
}

/// Leaves of each list what was chosen.
pub(super) fn choose(lexicons: &Lexicons, tokens: &mut Tokens) {
    let opens = PAIRS.iter().any(|(open, ..)| tokens.has_mark(*open)) || tokens.said.has(Tag::AnswerLabel);
    if !opens
        || !(tokens.has_mark(b'/')
            || tokens.has_mark(b'|')
            || tokens.has_mark(b'>')
            || tokens.has_mark(b'*')
            || tokens.has_mark(b'[')
            || tokens.said.has(Tag::AnswerLabel))
    {
        return;
    }
    let mut lists = Vec::new();
    let labelled = tokens.said.has(Tag::AnswerLabel);
    for Range { start: from, end } in tokens.lines() {
        if labelled || tokens.may_have_marks(OPENS, from, end) {
            Reader { view: View { lexicons, tokens, end }, from }.lists(&mut lists);
        }
    }
    let count = |pair: Option<usize>, proof: Proof| {
        lists.iter().filter(|list: &&List| list.pair == pair && list.proof == proof).count()
    };
    let shown = |list: &List| {
        let (full, gapped) = (count(list.pair, Proof::Full), count(list.pair, Proof::Gapped));
        full >= FEWEST_LISTS || full + gapped >= FEWEST_GAPPED
    };
    let kept: Vec<bool> = lists.iter().map(shown).collect();
    let mut hidden = Vec::new();
    for (list, _) in lists.iter().zip(kept).filter(|(_, kept)| *kept) {
        rewrite(tokens, list, &mut hidden);
    }
    if hidden.is_empty() {
        return;
    }
    hidden.sort_unstable();
    hidden.dedup();
    tokens.drop(&hidden);
    lexicons.find_phrases(tokens);
}

/// Hides what was not chosen, with a colon in front of what was and commas between.
fn rewrite(tokens: &mut Tokens, list: &List, hidden: &mut Vec<usize>) {
    let mut kept: Vec<usize> = list.chosen.iter().cloned().flatten().collect();
    let keyed = |tokens: &Tokens, at: usize| matches!(tokens.kinds.get(at), Some(b':' | b'=' | b'?'));
    let mut before = list.all.start;
    // `Node - none / [one]`
    if before > 0 && tokens.kinds[before - 1] == b'-' && !tokens.list[before - 1].glued {
        before -= 1;
    }
    let first = list.chosen.first().map(|chosen| chosen.start - 1).filter(|first| *first >= list.all.start);
    if let Some(first) = first.filter(|_| before > 0 && !keyed(tokens, before - 1)) {
        tokens.make_mark(first, b':');
        tokens.list[first].spaces = 0;
        kept.push(first);
    }
    for pair in list.chosen.windows(2) {
        tokens.make_mark(pair[0].end, b',');
        kept.push(pair[0].end);
    }
    hidden.extend((before..list.all.end).filter(|at| !kept.contains(at)));
    // `none / [1] / 2   AT:`
    let end = tokens.line_end(list.all.start);
    let blank = (list.all.end + 1..list.all.end + 3).contains(&(end.wrapping_sub(1)));
    if blank && tokens.kinds[end - 1] == b':' {
        hidden.extend(list.all.end..end);
    }
}

/// A line.
struct Reader<'a> {
    view: View<'a>,
    from: usize,
}

impl Reader<'_> {
    fn lists(&self, out: &mut Vec<List>) {
        let labelled = self.view.tokens.said.has(Tag::AnswerLabel);
        let mut at = self.from + 1;
        while at < self.view.end {
            let kind = self.view.tokens.kinds[at];
            if matches!(kind, WORD | CAPITALS | NUMBER) {
                let list = if labelled { self.selected(at) } else { None };
                at = list.as_ref().map_or(at + 1, |list| list.all.end);
                out.extend(list);
                continue;
            }
            let list = self.arrow(at).or_else(|| self.marked(at));
            at = list.as_ref().map_or(at + 1, |list| list.all.end.max(at + 1));
            out.extend(list);
        }
    }

    /// What stands in marks: the mark's index, all tokens, and those within.
    fn wrapped(&self, at: usize) -> Option<(usize, Range<usize>, Range<usize>)> {
        let glued = |i: usize| self.view.token(i).is_some_and(|t| t.glued && t.newlines == 0);
        let run = |from: usize, mark: u8| {
            (from..self.view.end).take(3).take_while(|&i| self.view.mark(i) == Some(mark)).count()
        };
        let kind = *self.view.tokens.kinds.get(at)?;
        PAIRS.iter().enumerate().find_map(|(index, (open, close, width, _))| {
            if kind != *open || run(at, *open) != *width {
                return None;
            }
            let start = at + width;
            let inner = |i: usize| match self.view.mark(i) {
                Some(mark) => matches!(mark, b'-' | b'/' | b'.') && glued(i) && i > start,
                None => true,
            };
            let end =
                (start..self.view.end.min(start + LONGEST_OPTION)).find(|&i| self.view.mark(i) == Some(*close))?;
            let crossed = end == start + 1 && self.view.token(start).is_some_and(|t| self.view.tokens.folded(t) == "x");
            let whole =
                end > start && glued(start) && glued(end) && run(end, *close) == *width && (start..end).all(inner);
            (whole && !crossed).then_some((index, at..end + width, start..end))
        })
    }

    /// A list with what was chosen in marks, that is met at the first of these.
    fn marked(&self, at: usize) -> Option<List> {
        let (pair, all, said) = self.wrapped(at)?;
        let joint = |i: usize| matches!(self.view.mark(i), Some(b'/' | b'|'));
        let beside = if joint(all.end) { Some(all.end) } else { Some(at - 1).filter(|&i| joint(i)) };
        match beside {
            Some(joint) => self.joined(pair, all, said, self.view.mark(joint)?),
            None => self.gapped(pair, at).or_else(|| self.alone(pair, all, said)),
        }
    }

    /// What is marked and all of its value: `Size (mm)   [5]`.
    fn alone(&self, pair: usize, all: Range<usize>, said: Range<usize>) -> Option<List> {
        let gap = |i: usize| self.view.token(i).is_some_and(|t| t.spaces >= NARROW_GAP);
        let ends = all.end >= self.view.end || gap(all.end);
        let begins = gap(all.start) || self.parts_key(all.start - 1);
        (begins && ends).then(|| List { pair: Some(pair), all, chosen: vec![said], proof: Proof::Alone })
    }

    /// The same where slashes or bars part the options.
    fn joined(&self, pair: usize, all: Range<usize>, said: Range<usize>, joint: u8) -> Option<List> {
        let parts = |i: usize| self.view.mark(i) == Some(joint);
        let gap = |i: usize| self.view.token(i).is_some_and(|t| t.spaces >= NARROW_GAP);
        let mut start = all.start;
        while start > self.from && parts(start - 1) {
            let ends = |i: &usize| {
                gap(*i)
                    || parts(i - 1)
                    || matches!(self.view.mark(i - 1), Some(b':' | b'=' | b'?'))
                    || self.dashed(i - 1)
            };
            let low = (self.from + 1).max(start.saturating_sub(LONGEST_OPTION + 2));
            start = (low..start - 1).rev().find(ends)?;
        }
        let (mut end, mut chosen, mut options) = (all.end, vec![said], 1);
        while end < self.view.end && parts(end) {
            let from = end + 1;
            if let Some((_, _, said)) = self.wrapped(from).filter(|wrapped| wrapped.0 == pair) {
                chosen.push(said);
            }
            end = (from + 1..self.view.end.min(from + LONGEST_OPTION + 3))
                .find(|&i| parts(i) || gap(i))
                .unwrap_or(self.view.end);
            if end - from > LONGEST_OPTION + 2 {
                return None;
            }
            options += 1;
        }
        options += usize::from(start < all.start);
        let opens = start > self.from && (gap(start) || self.parts_key(start - 1));
        (options > 1 && opens).then_some(List { pair: Some(pair), all: start..end, chosen, proof: Proof::Full })
    }

    /// The same where gaps do: all cells of the line behind its first, or behind its key.
    fn gapped(&self, pair: usize, at: usize) -> Option<List> {
        let gap = |i: &usize| self.view.token(*i).is_some_and(|t| t.spaces >= NARROW_GAP);
        let key = (self.from + 1..=at).rev().find(|&i| self.parts_key(i - 1));
        let start = key.or_else(|| (self.from + 1..=at).find(gap))?;
        let mut cells: Vec<Range<usize>> = Vec::new();
        let mut from = start;
        for end in (start + 1..self.view.end).filter(gap).chain([self.view.end]) {
            cells.push(from..end);
            from = end;
        }
        let mut chosen = Vec::new();
        for cell in &cells {
            match self.wrapped(cell.start).filter(|wrapped| wrapped.0 == pair && wrapped.1.end == cell.end) {
                Some((_, _, said)) => chosen.push(said),
                None if cell.len() > LONGEST_OPTION || cell.clone().any(|i| self.parts_key(i)) => return None,
                None => {}
            }
        }
        let proof = if PAIRS[pair].3 { Proof::Full } else { Proof::Gapped };
        let told = !chosen.is_empty() && (PAIRS[pair].3 || cells.len() > 1);
        told.then_some(List { pair: Some(pair), all: start..self.view.end, chosen, proof })
    }

    /// `[none / mild] --> mild`, `--> 5`: a list in front of an arrow, or the arrow alone behind a key.
    fn arrow(&self, at: usize) -> Option<List> {
        let glued = |i: usize| self.view.token(i).is_some_and(|t| t.glued);
        let closes = match self.view.mark(at)? {
            b'[' => Some(b']'),
            b'(' => Some(b')'),
            b'-' | b'=' if self.parts_key(at - 1) || self.view.token(at)?.spaces >= NARROW_GAP => None,
            _ => return None,
        };
        let shaft = match closes {
            Some(close) => {
                let close = self.view.find_mark(close, at + 1, self.view.end.min(at + LONGEST_LIST))?;
                let blank = |i: usize| matches!(self.view.mark(i), Some(b'/' | b'|' | b'_'));
                if !(at + 1..close).any(blank) {
                    return None;
                }
                close + 1
            }
            None => at,
        };
        let line = |i: &usize| matches!(self.view.mark(*i), Some(b'-' | b'='));
        let head = shaft + (shaft..self.view.end).take_while(line).count();
        if head == shaft || self.view.mark(head) != Some(b'>') || !glued(head) {
            return None;
        }
        let value = head + 1..self.view.end;
        if value.len() > LONGEST_LIST || value.clone().any(|i| self.parts_key(i)) {
            return None;
        }
        let chosen = if value.is_empty() { Vec::new() } else { vec![value.clone()] };
        Some(List { pair: None, all: at..value.end, chosen, proof: Proof::Full })
    }

    /// `none / single / multiple   selected: single`
    fn selected(&self, at: usize) -> Option<List> {
        let gap = |i: &usize| self.view.token(*i).is_some_and(|t| t.spaces >= NARROW_GAP);
        let (_, tags, next) = self.view.phrase(at)?;
        if !gap(&at) || !tags.has(Tag::AnswerLabel) || self.view.mark(next) != Some(b':') || next + 1 >= self.view.end {
            return None;
        }
        let key = (self.from + 1..at).find(|&i| self.parts_key(i)).map(|i| i + 1);
        let start = key.or_else(|| (self.from + 1..at).find(gap))?;
        let chosen = std::iter::once(next + 1..self.view.end).collect();
        (start < at).then_some(List { pair: Some(PAIRS.len()), all: start..self.view.end, chosen, proof: Proof::Full })
    }

    fn dashed(&self, at: usize) -> bool {
        let glued = |i: usize| self.view.token(i).is_some_and(|t| t.glued);
        self.view.mark(at) == Some(b'-') && !glued(at) && !glued(at + 1)
    }

    fn parts_key(&self, at: usize) -> bool {
        matches!(self.view.mark(at), Some(b':' | b'=' | b'?')) || self.dashed(at)
    }
}
