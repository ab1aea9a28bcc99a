//! Marks in front of a list's items: bullets, numbers, the numbers of an outline or of questions.

use super::Segmenter;
use crate::extract::levels::{self, View};
use crate::lexicon::tag::Tag;
use crate::token::{CHECK, NARROW_GAP, NUMBER, Token, TokenKind};

impl Segmenter<'_> {
    /// The token after a list marker at a line's start; the same token if there is none.
    #[inline]
    pub(super) fn marker(&self, from: usize, to: usize) -> usize {
        // most lines begin with a word; one letter before a word is no marker either, unless it is a bullet
        let article = |t: &Token| t.capital && self.token(from + 1).is_some_and(|t| t.kind == TokenKind::Word);
        let word = |t: &Token| t.kind == TokenKind::Word && (t.span.end - t.span.start > 1 || article(t));
        if self.questions
            && let Some(next) = question_number(View { end: to, ..self.view }, from)
        {
            return next;
        }
        if from < to && self.token(from).is_some_and(word) {
            return from;
        }
        self.told.markers.get(self.stretch(from, to, true), || self.behind_marker(from, to))
    }

    /// The same where a marker may stand.
    fn behind_marker(&self, from: usize, to: usize) -> usize {
        let tokens = &self.view.tokens.list[..to];
        let mut at = from;
        while at < to
            && matches!(
                tokens[at].kind,
                TokenKind::Mark(CHECK | b'-' | b'*' | b'~' | b'#' | b'>' | b'_' | b'+' | b'=' | b'"')
            )
        {
            at += 1;
        }
        // `..location:`
        if at == from && to - at > 2 && (at..at + 2).all(|i| tokens[i].kind == TokenKind::Mark(b'.')) {
            at += 2;
        }
        let open = usize::from(at < to && tokens[at].kind == TokenKind::Mark(b'('));
        if let Some(next) = self.behind_outline_number(at, to) {
            return next;
        }
        let Some(first) = tokens.get(at + open) else { return at };
        // `o` as a bullet
        let bullet = first.kind == TokenKind::Word && first.span.end - first.span.start == 1 && !first.capital;
        let parted = tokens.get(at + 1).is_some_and(|t| !t.glued && t.newlines == 0);
        if bullet && at == from && parted && self.view.tokens.folded(first) == "o" {
            return at + 1;
        }
        let short = first.span.end - first.span.start <= 2;
        // `4  Schmorl's node`, `1.2 Site`: a number before a gap, or of two parts
        let word = |i: usize, spaces: u8| {
            tokens
                .get(i)
                .is_some_and(|t| t.kind == TokenKind::Word && t.capital && t.spaces >= spaces && t.newlines == 0)
        };
        let number = |i: usize| tokens.get(i).is_some_and(|t| t.kind == TokenKind::Number);
        if open == 0 && short && number(at) && word(at + 1, NARROW_GAP) && self.columns.is_empty() {
            return at + 1;
        }
        // `S1  Schmorl's node L1 superior    no`: the item's code
        let code = open == 0 && first.capital && first.span.end - first.span.start == 1 && number(at + 1);
        if code && tokens[at + 1].glued && word(at + 2, NARROW_GAP) && self.columns.is_empty() {
            let rest = at + 2..to;
            if self.names_finding(&(at + 2..to.min(at + 5))) && self.levelled(&rest) {
                return at + 2;
            }
        }
        // `Q4a. Level`
        let numbered =
            open == 0 && first.span.end - first.span.start == 1 && first.kind == TokenKind::Word && number(at + 1);
        if numbered && tokens[at + 1].glued {
            let single = |t: &Token| t.glued && t.kind == TokenKind::Word && t.span.end - t.span.start == 1;
            let stop = at + 2 + usize::from(tokens.get(at + 2).is_some_and(single));
            let stops = tokens.get(stop).is_some_and(|t| t.glued && matches!(t.kind, TokenKind::Mark(b'.' | b')')));
            let level = || levels::read(View { end: to, ..self.view }, at).is_some();
            // `Q2a  Site / size`
            if self.columns.is_empty() && first.capital && word(stop, NARROW_GAP) && !level() {
                return stop;
            }
            if stops && word(stop + 1, 1) && !level() && self.answers_itself(at + 3, to) {
                return stop + 1;
            }
        }
        let dotted = || first.span.end - first.span.start <= 4 && self.view.tokens.folded(first).contains('.');
        // `0.4 CM SCHMORL'S NODE`
        let measured = || self.tags(at + 1, to).any(&[Tag::Millimetre, Tag::Centimetre]);
        if open == 0 && number(at) && dotted() && word(at + 1, 1) && !measured() {
            return at + 1;
        }
        let counts = first.kind == TokenKind::Number
            || (first.kind == TokenKind::Word && first.span.end - first.span.start == 1);
        let closed = tokens.get(at + open + 1).is_some_and(|t| {
            t.glued
                && (t.kind == TokenKind::Mark(b')')
                    || open == 0
                        && t.kind == TokenKind::Mark(b'.')
                        && (first.kind == TokenKind::Number || !first.capital))
        });
        let parted = tokens.get(at + open + 2).is_none_or(|t| !t.glued || t.kind == TokenKind::Word);
        if short && counts && closed && parted {
            return at + open + 2;
        }
        if at > from && tokens.get(at).is_some_and(|t| t.glued && t.kind == TokenKind::Number) { from } else { at }
    }

    /// The token behind the number of an outline's item, `3.2.1 Level`, `1.4.) Fracture`: parts of one or two figures.
    fn behind_outline_number(&self, from: usize, to: usize) -> Option<usize> {
        const MOST_PARTS: usize = 6;
        let tokens = &self.view.tokens.list[..to];
        let figures = |t: &Token| t.kind == TokenKind::Number && t.span.end - t.span.start <= 5;
        tokens.get(from).filter(|t| figures(t))?;
        // `2a    Vertebra    L2`
        if let Some([letter, next]) = tokens.get(from + 1..from + 3)
            && letter.glued
            && letter.kind == TokenKind::Word
            && letter.span.end - letter.span.start == 1
            && next.newlines == 0
            && next.spaces > 1
        {
            return Some(from + 2);
        }
        let joined = |t: &Token| t.glued && (t.kind == TokenKind::Mark(b'.') || figures(t));
        let length = 1 + tokens[from + 1..].iter().take(2 * MOST_PARTS).take_while(|t| joined(t)).count();
        let closed = usize::from(tokens.get(from + length).is_some_and(|t| t.glued && t.kind == TokenKind::Mark(b')')));
        let next = from + length + closed;
        let said = tokens.get(next).is_some_and(|t| t.kind == TokenKind::Word && !t.glued && t.newlines == 0);
        let parts = self.outline_parts(from, next)?;
        // `1.4. Fracture`; of two parts without a mark behind it is known by what follows
        let stop = closed > 0 || tokens[from + length - 1].kind == TokenKind::Mark(b'.');
        (said && (parts > 2 || parts == 2 && stop)).then_some(next)
    }

    /// Of how many parts an outline's number is; none if one of them begins with a naught or has three figures.
    pub(super) fn outline_parts(&self, from: usize, to: usize) -> Option<usize> {
        let mut parts = 0;
        for token in self.view.tokens.list.get(from..to)?.iter().filter(|t| t.kind == TokenKind::Number) {
            for part in self.view.tokens.folded(token).split('.').filter(|part| !part.is_empty()) {
                if part.starts_with('0') || part.len() > 2 || !part.bytes().all(|b| b.is_ascii_digit()) {
                    return None;
                }
                parts += 1;
            }
        }
        (parts > 0).then_some(parts)
    }

    /// Whether a line that a code numbers has a key and its value, or a question and its answer.
    fn answers_itself(&self, from: usize, to: usize) -> bool {
        let single = |t: &Token| t.kind == TokenKind::Word && t.span.end - t.span.start == 1;
        match self.view.find_mark(b'?', from, to) {
            // `Q2. …? A. Yes` has a code for the answer, too
            Some(asked) => asked + 1 < to && !self.token(asked + 1).is_some_and(single),
            None => self.view.find_mark(b':', from, to).is_some_and(|colon| colon + 1 < to),
        }
    }

    /// The token behind `Node 1:` or `#1:`, with which a line of a list begins.
    pub(super) fn behind_number(&self, from: usize, to: usize) -> Option<usize> {
        let word = self.tags(from, to).any(&[Tag::BareNode, Tag::Lesion]);
        let sign = self.view.mark(from + usize::from(word)) == Some(b'#');
        let number = from + usize::from(word) + usize::from(sign);
        let numbered = self.token(number).is_some_and(|t| t.kind == TokenKind::Number);
        let parted = matches!(self.view.mark(number + 1), Some(b':' | b',' | b'-' | b')'));
        ((word || sign) && numbered && parted && number + 2 < to).then_some(number + 2)
    }
}

/// The token behind the number of a question: `Q4a  Vertebra`, `Item 12  Schmorl's node`.
pub(super) fn question_number(view: View<'_>, from: usize) -> Option<usize> {
    // most lines have no figure as their second token
    if from + 1 >= view.end || view.tokens.kinds[from + 1] != NUMBER {
        return None;
    }
    let first = view.token(from).filter(|t| t.kind == TokenKind::Word)?;
    let glued = |at: usize| view.token(at).is_some_and(|t| t.glued);
    let asked = view.tokens.folded(first) == "q" && glued(from + 1) || view.tags(from).has(Tag::RowNumber);
    if !asked {
        return None;
    }
    let single = |t: &Token| t.glued && t.kind == TokenKind::Word && t.span.end - t.span.start == 1;
    let mut next = from + 2 + usize::from(view.token(from + 2).is_some_and(single));
    next += usize::from(glued(next) && matches!(view.mark(next), Some(b'.' | b')' | b':')));
    let word = view.token(next).is_some_and(|t| t.kind == TokenKind::Word && !t.glued && t.newlines == 0);
    // a question in words is read as one
    let asks = view.find_mark(b'?', next, view.end).is_some();
    (word && !asks).then_some(next)
}
